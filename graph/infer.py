"""Derives the inferred graph from the stated ones: runs `graph/rules/*.rq`, which say what follows from what.

A rule is a CONSTRUCT query. It sees in the default graph the duplicate-free union of all stated graphs and of
what the rules before it (by file name) derived, and in `GRAPH ?g` the stated graphs themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad, QueryTriples, Triple

from graph.bundle import rebased_text
from graph.errors import MandatesError, ProblemFound
from graph.names import DEFAULT_BASE
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from graph.store import ReadStore, WriteStore


def infer(store: WriteStore, rules: Iterable[Path], graph: NamedNode, *, base: str = DEFAULT_BASE) -> int:
    """Add what the rules derive to `graph` and to the default graph; return the number of derived triples.

    A triple that is stated already is not derived: the inferred graph holds only what is new. The rules are
    written under the default base; `base` is the one of the store. Raises ProblemFound if a rule is not a
    CONSTRUCT query or makes a blank node, whose name would differ from run to run.
    """
    count = 0
    for rule in rules:
        derived = {triple for triple in _derive(store, rule, base) if not _holds(store, triple)}
        _add(store, derived, graph)
        count += len(derived)
    return count


def infer_again(
    store: WriteStore,
    rules: Iterable[Path],
    graph: NamedNode,
    changed: AbstractSet[Triple],
    *,
    base: str = DEFAULT_BASE,
) -> bool:
    """Bring `graph`, and the default graph, to what the rules derive from the stated graphs as they are now.

    The result is that of `infer` on the stated graphs alone, but what was derived before and still is, is
    not touched: most of a hundred thousand triples. `changed` are the triples that came into stated graphs
    or left them. Conclusions can uphold each other only about the same thing (that it is an act, because it
    is a resolution), so what was derived of the things in `changed` is dropped first; what else is out of
    date, a pass of the rules finds, and the next one what rested on that. Returns whether anything changed.
    Raises as `infer`.
    """
    before = frozenset(quad.triple for quad in store.quads(graph))
    about = {term for triple in changed for term in (triple.subject, triple.object)}
    known = before - _remove(store, {triple for triple in before if triple.subject in about}, graph)
    while True:
        now: set[Triple] = set()
        for rule in rules:
            derived = _derive(store, rule, base)
            now |= derived
            added = {triple for triple in derived - known if not _holds(store, triple)}
            _add(store, added, graph)
            known |= added
        stale = set(known - now)
        if not stale:
            return known != before
        known -= _remove(store, stale, graph)


def _add(store: WriteStore, triples: set[Triple], graph: NamedNode) -> None:
    """Add triples to the derived and to the default graph."""
    quads = (
        Quad(triple.subject, triple.predicate, triple.object, name)
        for triple in triples
        for name in (DEFAULT_GRAPH, graph)
    )
    if len(triples) > _MANY:
        store.bulk_insert(quads)
    else:
        store.insert(quads)


def _remove(store: WriteStore, triples: set[Triple], graph: NamedNode) -> set[Triple]:
    """Remove derived triples, from the default graph where no other graph states them; return them."""
    for triple in triples:
        names = (graph,) if _is_stated(store, triple, graph) else (graph, DEFAULT_GRAPH)
        store.remove(Quad(triple.subject, triple.predicate, triple.object, name) for name in names)
    return triples


def _is_stated(store: ReadStore, triple: Triple, graph: NamedNode) -> bool:
    quads = store.match(triple.subject, triple.predicate, triple.object)
    return any(quad.graph_name not in (DEFAULT_GRAPH, graph) for quad in quads)


def _holds(store: ReadStore, triple: Triple) -> bool:
    return any(True for _ in store.match(triple.subject, triple.predicate, triple.object, DEFAULT_GRAPH))


_MANY = 20_000


def _derive(store: WriteStore, rule: Path, base: str) -> set[Triple]:
    """Return what one rule derives."""
    try:
        answer = store.query(rebased_text(rule.read_text(encoding="utf-8"), base))
    except MandatesError as error:
        raise ProblemFound(f"{rule.name}: {error.message}") from error
    if not isinstance(answer, QueryTriples):
        raise ProblemFound(f"{rule.name}: a rule must be a CONSTRUCT query.")
    derived: set[Triple] = set()
    for triple in answer:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise ProblemFound(f"{rule.name}: a rule must not make blank nodes.", "Compute an IRI instead.")
        derived.add(triple)
    return derived
