"""Where a mandate comes from and what came of it: lineage links followed from act to act, with their evidence.

Only links of the closure are followed; those outside it (an endorsement, a reaffirmation, a recommendation) are
shown where they touch something on the way. Which relation is which stands in ontology/schemes/lineage-relation.ttl.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from graph import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.store import ReadStore

UNLIMITED = 1_000  # more steps than any lineage has; the walk ends by itself, because nothing is visited twice


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


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from a later thing to an earlier one, lifted to acts, declarations and bodies."""

    from_: str  # IRI of the later end
    to: str  # IRI of the earlier end, on which the later rests
    relation: str  # notation of the relation, such as establishedPursuantTo
    in_closure: bool  # whether the relation is followed
    paragraph: str  # number of the paragraph that says so, or its path where it has no number
    source: str  # IRI of that paragraph's text
    document: str  # IRI of the work that the paragraph belongs to
    rule: str  # what made the link: a rule's name, or "curated"
    certainty: str  # stated by the later act, reported by another text, derived


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the walk could look at; absence means nothing beyond it."""

    works_held: int
    works_cited_only: int
    links: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything that was found from one thing on."""

    of: str  # IRI of the thing asked about
    nodes: tuple[Node, ...]  # sorted by IRI; always holds the thing itself
    edges: tuple[Edge, ...]  # sorted; each one once
    coverage: Coverage
    truncated: bool  # True where the depth cut the walk short

    def as_json(self) -> dict[str, object]:
        """Return the JSON form that the command line and the service print."""
        return {
            "of": self.of,
            "nodes": [_json_node(node) for node in self.nodes],
            "edges": [_json_edge(edge) for edge in self.edges],
            "coverage": asdict(self.coverage),
            "truncated": self.truncated,
        }


def trace(
    store: ReadStore,
    of: NamedNode,
    directions: Iterable[Direction] = (Direction.UP, Direction.DOWN),
    depth: int = UNLIMITED,
) -> Lineage:
    """Return the lineage of a thing, a step of the closure counting one towards `depth`.

    A thing that the store does not know has a lineage of itself alone.
    """
    edges: set[Edge] = set()
    truncated = False
    for direction in directions:
        found, cut = _walk(store, of, direction, depth)
        edges |= found
        truncated = truncated or cut
    edges |= _between(store, {of.value} | _ends(edges))
    names = {of.value} | _ends(edges)
    return Lineage(
        of=of.value,
        nodes=tuple(_nodes(store, names)),
        edges=tuple(sorted(edges, key=lambda edge: (edge.from_, edge.to, edge.relation, edge.source))),
        coverage=_coverage(store),
        truncated=truncated,
    )


def _walk(store: ReadStore, of: NamedNode, direction: Direction, depth: int) -> tuple[set[Edge], bool]:
    """Return the edges met in one direction, and whether the depth left something unvisited."""
    edges: set[Edge] = set()
    visited: set[str] = set()
    frontier = {of.value}
    for _ in range(depth):
        visited |= frontier
        met = set(_edges(store, frontier, direction))
        edges |= met
        frontier = {_far_end(edge, direction) for edge in met if edge.in_closure} - visited
        if not frontier:
            return edges, False
    return edges, any(True for _ in _edges(store, frontier, direction))


def _far_end(edge: Edge, direction: Direction) -> str:
    return edge.to if direction is Direction.UP else edge.from_


def _ends(edges: Iterable[Edge]) -> set[str]:
    return {end for edge in edges for end in (edge.from_, edge.to)}


def _between(store: ReadStore, names: set[str]) -> set[Edge]:
    """Return every link whose two ends are both among the names."""
    return {edge for edge in _edges(store, names, Direction.UP) if edge.to in names}


def _edges(store: ReadStore, names: set[str], direction: Direction) -> Iterator[Edge]:
    terms = [NamedNode(name) for name in sorted(names)]
    if direction is Direction.UP:
        text = questions.load("lineage-up").with_terms(later=terms)
    else:
        text = questions.load("lineage-down").with_terms(earlier=terms)
    for row in _rows(store, text):
        provision, document = _text(row, "provision") or "", _text(row, "document") or ""
        yield Edge(
            from_=_text(row, "later") or "",
            to=_text(row, "earlier") or "",
            relation=_text(row, "relation") or "",
            in_closure=_text(row, "inClosure") == "true",
            paragraph=_text(row, "number") or provision.removeprefix(f"{document}/"),
            source=_text(row, "source") or "",
            document=document,
            rule=_text(row, "rule") or "",
            certainty=_text(row, "certainty") or "",
        )


def _nodes(store: ReadStore, names: set[str]) -> Iterator[Node]:
    terms = [NamedNode(name) for name in sorted(names)]
    rows: dict[str, list[QuerySolution]] = {name: [] for name in names}
    for row in _rows(store, questions.load("lineage-nodes").with_terms(node=terms)):
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
    row = next(_rows(store, questions.load("coverage").text))
    return Coverage(
        works_held=int(_text(row, "held") or 0),
        works_cited_only=int(_text(row, "cited") or 0),
        links=int(_text(row, "links") or 0),
    )


def _rows(store: ReadStore, text: str) -> Iterator[QuerySolution]:
    answer = store.query(text)
    if not isinstance(answer, QuerySolutions):
        raise TypeError("a lineage question is a SELECT query")
    yield from answer


def _text(row: QuerySolution, variable: str) -> str | None:
    term = row[variable]
    return term.value if isinstance(term, NamedNode | Literal) else None


def _json_node(node: Node) -> dict[str, object]:
    return asdict(node)


def _json_edge(edge: Edge) -> dict[str, object]:
    fields = asdict(edge)
    return {"from": fields.pop("from_"), **fields}
