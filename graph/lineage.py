"""Where a mandate comes from and what came of it: lineage links followed from act to act, with evidence.

Only links of the closure are followed; those outside it (an endorsement, a reaffirmation, a recommendation)
are shown where they touch something on the way. Which relation is which stands in
`ontology/schemes/lineage-relation.ttl`.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolution

from graph import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.store import ReadStore

UNLIMITED = 1_000
"""More steps than any lineage has. The walk ends by itself, because nothing is visited twice."""


class Direction(StrEnum):
    """Which way to follow: up to what a thing rests on, down to what rests on it."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Node:
    """An act, declaration, body or standing mandate on the way."""

    id: str  # its IRI
    symbol: str | None
    label: str | None  # title or name, English first
    kind: str | None  # local name of its class: Resolution, Declaration, ExpertGroup …
    date: str | None  # adoption date, or the year that a citing paragraph states
    held: str | None  # held, partlyHeld, citedOnly; None for what is not a work

    @property
    def name(self) -> str:
        """What a reader calls it: its symbol, else its label, else the end of its IRI."""
        return self.symbol or self.label or tail(self.id)


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from a later thing to an earlier one, lifted to acts, declarations and bodies."""

    from_: str  # IRI of the later end
    to: str  # IRI of the earlier end, on which the later rests
    relation: str  # notation of the relation, such as establishedPursuantTo
    in_closure: bool  # whether the relation is followed
    paragraph: str  # that says so: "28", or its path where a number does not tell: "pp/1"
    source: str  # IRI of that paragraph's text
    document: str  # IRI of the work that the paragraph belongs to; "" where the store does not describe it
    rule: str  # what made the link: a rule's name, or "curated"
    certainty: str  # stated by the later act, reported by another text, derived


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the walk could look at; absence means nothing beyond it."""

    works_held: int  # with the hashes of their paragraphs
    works_partly_held: int  # some of their paragraphs are named
    works_cited_only: int
    adopted_from: str | None  # first adoption date of a held act, ISO 8601
    adopted_to: str | None  # last one
    links: int  # lineage links in the graph


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything that was found from one thing on."""

    of: str  # IRI of the thing asked about, lifted to an act, declaration or body
    nodes: tuple[Node, ...]  # sorted by IRI; always holds the thing itself
    edges: tuple[Edge, ...]  # sorted; each one once
    coverage: Coverage
    truncated: bool  # True where the depth cut the walk short

    def as_json(self) -> dict[str, object]:
        """Return the JSON form that the command line and the service print."""
        return {
            "of": self.of,
            "nodes": [asdict(node) for node in self.nodes],
            "edges": [_json_edge(edge) for edge in self.edges],
            "coverage": asdict(self.coverage),
            "truncated": self.truncated,
        }


_TAIL = re.compile(
    r"/(?:doc/(?P<document>.+)|(?P<thing>(?:body|meeting|office|programme|session|standing)/.+))$"
)


def tail(iri: str) -> str:
    """Return what tells an IRI apart, whatever its base: `A/RES/74/173`, `x-src/…`, `body/egcc`."""
    found = _TAIL.search(iri)
    if found is None:
        return iri.rstrip("/").rpartition("/")[2]
    return found["document"] or found["thing"]


def trace(
    store: ReadStore,
    of: NamedNode,
    directions: Iterable[Direction] = (Direction.UP, Direction.DOWN),
    depth: int = UNLIMITED,
) -> Lineage:
    """Return the lineage of a thing, a step of the closure counting one towards `depth`.

    Links outside the closure are shown where they leave (up) or reach (down) something on the way; the
    things at their far ends are not followed, but what links them to the others is shown too. A thing that
    the store does not know has a lineage of itself alone. Eight queries at most, however long the chain is.

    Asked about a provision, an assignment or the constitutive mandate of a body, it answers for the act or
    body that these stand for: `of` names it.
    """
    walk = _Walk(store, _start(store, of))
    for direction in directions:
        walk.go(direction, depth)
    walk.join()
    return Lineage(
        of=walk.of.value,
        nodes=tuple(_nodes(store, walk.names())),
        edges=tuple(sorted(walk.edges, key=_edge_order)),
        coverage=_coverage(store),
        truncated=walk.truncated,
    )


def _start(store: ReadStore, thing: NamedNode) -> NamedNode:
    """Return what the lineage links of a thing are lifted to."""
    row = next(questions.select(store, questions.load("lineage-start").with_terms(thing=[thing])), None)
    start = row["start"] if row is not None else None
    return start if isinstance(start, NamedNode) else thing


class _Walk:
    """What was met on the way so far."""

    def __init__(self, store: ReadStore, of: NamedNode) -> None:
        self.of = of
        self.edges: set[Edge] = set()
        self._store = store
        self._beyond: set[Edge] = set()  # links that the depth cut off
        self._looked_up: set[str] = set()  # things whose links upwards are all known

    @property
    def truncated(self) -> bool:
        """Whether there is more beyond the depth."""
        return not self._beyond <= self.edges

    def names(self) -> set[str]:
        """Return everything met, the thing asked about included."""
        return {self.of.value}.union(*((edge.from_, edge.to) for edge in self.edges))

    def go(self, direction: Direction, depth: int) -> None:
        """Meet the links within `depth` steps of the closure, and see whether there is more."""
        distance = _distances(_steps(self._store, self.of, direction), self.of.value, depth)
        for edge in _edges(self._store, distance, direction):
            within = distance[_near_end(edge, direction)] < depth
            (self.edges if within else self._beyond).add(edge)
        if direction is Direction.UP:
            self._looked_up |= distance.keys()

    def join(self) -> None:
        """Add what links things met to each other, such as one that was shown without being followed."""
        names = self.names()
        found = {*_edges(self._store, names - self._looked_up, Direction.UP), *self._beyond}
        self.edges |= {edge for edge in found if edge.from_ in names and edge.to in names}


def _steps(store: ReadStore, of: NamedNode, direction: Direction) -> dict[str, list[str]]:
    """Return for each thing of the closure what the next steps lead to."""
    found: dict[str, list[str]] = {}
    text = questions.load(f"lineage-steps-{direction.value}").with_terms(start=[of])
    for row in questions.select(store, text):
        ends = (_text(row, "later") or "", _text(row, "earlier") or "")
        near, far = ends if direction is Direction.UP else ends[::-1]
        found.setdefault(near, []).append(far)
    return found


def _distances(steps: dict[str, list[str]], of: str, depth: int) -> dict[str, int]:
    """Return how many steps away each thing is, up to `depth`."""
    found = {of: 0}
    frontier = [of]
    for distance in range(1, depth + 1):
        frontier = list(
            dict.fromkeys(far for near in frontier for far in steps.get(near, ()) if far not in found)
        )
        if not frontier:
            break
        found.update(dict.fromkeys(frontier, distance))
    return found


def _near_end(edge: Edge, direction: Direction) -> str:
    return edge.from_ if direction is Direction.UP else edge.to


def _edge_order(edge: Edge) -> tuple[str, ...]:
    return (edge.from_, edge.to, edge.relation, edge.source, edge.rule, edge.certainty)


def _edges(store: ReadStore, names: Iterable[str], direction: Direction) -> Iterator[Edge]:
    """Yield the links that lead up or down from these things, of every relation."""
    terms = [NamedNode(name) for name in sorted(names)]
    if not terms:
        return
    end = "later" if direction is Direction.UP else "earlier"
    text = questions.load(f"lineage-{direction.value}").with_terms(**{end: terms})
    for row in questions.select(store, text):
        yield Edge(
            from_=_text(row, "later") or "",
            to=_text(row, "earlier") or "",
            relation=_text(row, "relation") or "",
            in_closure=_text(row, "inClosure") == "true",
            paragraph=_paragraph(row),
            source=_text(row, "source") or "",
            document=_text(row, "document") or "",
            rule=_text(row, "rule") or "",
            certainty=_text(row, "certainty") or "",
        )


def _paragraph(row: QuerySolution) -> str:
    """Return the number of a paragraph, or its path where the number does not say which one it is.

    Paragraph 2 of section IV and footnote 2 are not paragraph 2. Where the store does not describe the
    document, the IRI of the text stands in.
    """
    provision, document = _text(row, "provision"), _text(row, "document")
    if not provision or not document:
        return _text(row, "source") or ""
    path = provision.removeprefix(f"{document}/")
    number = _text(row, "number")
    return number if number and path in {f"p/{number}", f"op/{number}"} else path


def _nodes(store: ReadStore, names: set[str]) -> Iterator[Node]:
    terms = [NamedNode(name) for name in sorted(names)]
    rows: dict[str, list[QuerySolution]] = {name: [] for name in names}
    for row in questions.select(store, questions.load("lineage-nodes").with_terms(node=terms)):
        rows[_text(row, "node") or ""].append(row)
    for name in sorted(names):
        yield _node(name, rows[name])


def _node(name: str, rows: list[QuerySolution]) -> Node:
    """Return one node from its rows, which differ only in label, year and class."""
    held = _first(rows, "held")
    return Node(
        id=name,
        symbol=_first(rows, "symbol"),
        label=_label(rows),
        kind=_first(rows, "kind"),
        date=_first(rows, "adopted") or _first(rows, "year"),
        held=held and held.rpartition("#")[2],
    )


def _first(rows: list[QuerySolution], variable: str) -> str | None:
    return next((text for row in rows if (text := _text(row, variable))), None)


def _label(rows: list[QuerySolution]) -> str | None:
    """Return the English label if there is one, else the first by language tag."""
    labels = [label for row in rows if isinstance(label := row["label"], Literal)]
    labels.sort(key=lambda label: (label.language != "en", label.language or "", label.value))
    return labels[0].value if labels else None


def _coverage(store: ReadStore) -> Coverage:
    row = next(questions.select(store, questions.load("coverage").text))
    return Coverage(
        works_held=int(_text(row, "held") or 0),
        works_partly_held=int(_text(row, "partly") or 0),
        works_cited_only=int(_text(row, "cited") or 0),
        adopted_from=_text(row, "first"),
        adopted_to=_text(row, "last"),
        links=int(_text(row, "links") or 0),
    )


def _text(row: QuerySolution, variable: str) -> str | None:
    term = row[variable]
    return term.value if isinstance(term, NamedNode | Literal) else None


def _json_edge(edge: Edge) -> dict[str, object]:
    fields = asdict(edge)
    return {"from": fields.pop("from_"), **fields}
