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
    from pathlib import Path

    from graph.store import WriteStore


def infer(store: WriteStore, rules: Iterable[Path], graph: NamedNode, *, base: str = DEFAULT_BASE) -> int:
    """Add what the rules derive to `graph` and to the default graph; return the number of derived triples.

    A triple that is stated already is not derived: the inferred graph holds only what is new. The rules are
    written under the default base; `base` is the one of the store. Raises ProblemFound if a rule is not a
    CONSTRUCT query or makes a blank node, whose name would differ from run to run.
    """
    count = 0
    for rule in rules:
        derived = _derive(store, rule, base)
        store.insert(
            Quad(triple.subject, triple.predicate, triple.object, name)
            for triple in derived
            for name in (DEFAULT_GRAPH, graph)
        )
        count += len(derived)
    return count


def _derive(store: WriteStore, rule: Path, base: str) -> set[Triple]:
    """Return the triples that one rule adds to the default graph."""
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
    return {
        triple
        for triple in derived
        if not any(True for _ in store.match(triple.subject, triple.predicate, triple.object, DEFAULT_GRAPH))
    }
