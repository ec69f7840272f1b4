"""What the graph says of a thing: for a page its statements with their sources, for a machine its quads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Triple, Variable, serialize

from graph.errors import QuerySyntaxError
from graph.store import DEFAULT_GRAPH
from service.values import PREFIXES, UNM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.store import ReadStore, Term
    from service.negotiate import Format

SOURCE: Final = NamedNode("http://purl.org/dc/terms/source")
TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
WITHDRAWN: Final = NamedNode(f"{UNM}withdrawn")
REASON: Final = NamedNode(f"{UNM}withdrawalReason")
REPLACED_BY: Final = NamedNode("http://purl.org/dc/terms/isReplacedBy")

_LABELS: Final = tuple(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
        f"{UNM}symbol",
    )
)


# What points at a thing: first what a named graph states, for the union repeats it without saying who does.
_NAMED: Final = (
    "SELECT ?subject ?predicate ?thing ?graph WHERE { GRAPH ?graph { ?subject ?predicate ?thing } }"
)
_PLAIN: Final = "SELECT ?subject ?predicate ?thing (?none AS ?graph) WHERE { ?subject ?predicate ?thing }"


@dataclass(frozen=True)
class Statement:
    """A triple, with the named graphs that state it: paragraphs, editions, or the curated graph."""

    subject: NamedNode
    predicate: NamedNode
    object: Term
    graphs: tuple[NamedNode, ...]  # sorted; empty where only the default graph of a plain dataset has it


@dataclass(frozen=True)
class Bounded:
    """Statements, as many as a page shows."""

    statements: tuple[Statement, ...]
    cut: bool  # there are more


def about(store: ReadStore, thing: NamedNode) -> tuple[Statement, ...]:
    """Return everything that is said of a thing, sorted."""
    return _statements(store.match(subject=thing))


def pointing_at(store: ReadStore, thing: NamedNode, limit: int) -> Bounded:
    """Return what points at a thing: at most `limit` quads, `cut` where there are more."""
    quads = _incoming(store, _NAMED, thing, limit + 1) or _incoming(store, _PLAIN, thing, limit + 1)
    return Bounded(_statements(quads[:limit]), len(quads) > limit)


def _incoming(store: ReadStore, text: str, thing: NamedNode, limit: int) -> list[Quad]:
    found = store.query(text, substitutions={Variable("thing"): thing})
    assert isinstance(found, QuerySolutions)
    quads: list[Quad] = []
    for solution in islice(found, limit):
        subject, predicate, graph = (solution[name] for name in ("subject", "predicate", "graph"))
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
            quads.append(
                Quad(subject, predicate, thing, graph if isinstance(graph, NamedNode) else DefaultGraph())
            )
    return quads


def stated_by(store: ReadStore, graph: NamedNode, limit: int) -> Bounded:
    """Return what a named graph states: at most `limit` quads, `cut` where there are more."""
    quads = list(islice(store.quads(graph), limit + 1))
    return Bounded(_statements(quads[:limit]), len(quads) > limit)


def _statements(quads: Iterable[Quad]) -> tuple[Statement, ...]:
    graphs: dict[tuple[NamedNode, NamedNode, Term], set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            stated = graphs[quad.subject, quad.predicate, quad.object]
            if isinstance(quad.graph_name, NamedNode):
                stated.add(quad.graph_name)
    found = [
        Statement(*triple, tuple(sorted(names, key=lambda name: name.value)))
        for triple, names in graphs.items()
    ]
    return tuple(sorted(found, key=lambda s: (s.subject.value, s.predicate.value, str(s.object))))


def classes_of(store: ReadStore, thing: NamedNode) -> frozenset[str]:
    """Return the IRIs of the thing's classes and their superclasses."""
    types = [quad.object for quad in store.match(thing, TYPE) if isinstance(quad.object, NamedNode)]
    return frozenset[str]().union(*(superclasses(store, term) for term in types))


def superclasses(store: ReadStore, term: NamedNode) -> frozenset[str]:
    """Return the IRIs of a class and of everything that it is a subclass of."""
    found: set[str] = set()
    pending = [term]
    while pending:
        here = pending.pop()
        if here.value not in found:
            found.add(here.value)
            parents = (quad.object for quad in store.match(here, SUBCLASS))
            pending += [parent for parent in parents if isinstance(parent, NamedNode)]
    return frozenset(found)


def withdrawal(store: ReadStore, thing: NamedNode) -> str | None:
    """Return why an IRI was withdrawn ("" where no reason is given), None if it was not."""
    withdrawn = any(
        isinstance(quad.object, Literal) and quad.object.value in ("true", "1")
        for quad in store.match(thing, WITHDRAWN)
    )
    if not withdrawn:
        return None
    reasons = [q.object for q in store.match(thing, REASON) if isinstance(q.object, Literal)]
    reasons.sort(key=lambda reason: (reason.language not in (None, "en"), reason.value))
    return reasons[0].value if reasons else ""


def replacement(store: ReadStore, thing: NamedNode) -> NamedNode | None:
    """Return what stands in the place of a thing whose symbol became known, None if it is still in use."""
    found = {q.object.value for q in store.match(thing, REPLACED_BY) if isinstance(q.object, NamedNode)}
    return NamedNode(found.pop()) if len(found) == 1 else None


# ---------------------------------------------------------------- for machines


def quads_of(store: ReadStore, thing: NamedNode) -> list[Quad]:
    """Return what a client gets for a thing, sorted.

    That is: the triples with it as subject; the same for the nodes that have it as their source and for those
    whose IRI stands under its own and that are linked with it; what the graph of its name states; and the
    names of everything that all these point at.
    """
    found = set(store.match(subject=thing))
    for node in _hanging(store, thing, found):
        found.update(store.match(subject=node))
    found.update(store.quads(thing))
    for neighbour in {quad.object for quad in found if isinstance(quad.object, NamedNode)}:
        for prop in _LABELS:
            found.update(store.match(neighbour, prop))
    return sorted(found, key=str)


def _hanging(store: ReadStore, thing: NamedNode, quads: Iterable[Quad]) -> Iterator[NamedNode]:
    under = f"{thing.value}/"
    objects = (quad.object for quad in quads)
    nodes = {term for term in objects if isinstance(term, NamedNode) and term.value.startswith(under)}
    for quad in store.match(object=thing, graph=DEFAULT_GRAPH):
        subject = quad.subject
        if isinstance(subject, NamedNode) and (subject.value.startswith(under) or quad.predicate == SOURCE):
            nodes.add(subject)
    yield from sorted(nodes, key=lambda node: node.value)


def write(quads: Iterable[Quad], format: Format) -> bytes:
    """Return quads in a format. One for triples gets each triple once; one for datasets, named graphs only.

    Where nothing is in a named graph (a plain dataset), a format for datasets gets the default graph.
    """
    assert format.rdf is not None
    held = list(quads)
    if format.rdf.supports_datasets and format.name in ("trig", "n-quads"):
        named = [quad for quad in held if not isinstance(quad.graph_name, DefaultGraph)]
        return serialize(named or held, format=format.rdf, prefixes=PREFIXES) or b""
    triples = dict.fromkeys(Triple(quad.subject, quad.predicate, quad.object) for quad in held)
    return serialize(triples, format=format.rdf, prefixes=PREFIXES) or b""


def rows(store: ReadStore, text: str) -> tuple[tuple[str, ...], list[list[Term | None]]]:
    """Return the columns and rows of a SELECT query of our own: one that is malformed is a defect."""
    try:
        found = store.query(text)
    except QuerySyntaxError as error:
        raise RuntimeError(f"a query of the service is malformed: {error.message}") from error
    assert isinstance(found, QuerySolutions)
    columns = tuple(variable.value for variable in found.variables)
    return columns, [list(solution) for solution in found]
