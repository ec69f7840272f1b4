"""The port: what a store of quads does, whichever engine is behind it.

Every engine answers in the terms of pyoxigraph (`NamedNode`, `Literal`, `Quad`, `QuerySolutions` …), so a
caller never sees which one it talks to. Engines are in `graph/engines/`, and one contract test runs on all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Variable

Subject: TypeAlias = NamedNode | BlankNode | Triple
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph
Answer: TypeAlias = "QuerySolutions | QueryBoolean | QueryTriples"

DEFAULT_GRAPH = DefaultGraph()


class ReadStore(Protocol):
    """A store that can be asked. Answers and iterators must be consumed in the thread that made them."""

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[Variable, Term] | None = None,
        default_graph: Sequence[GraphName] | None = None,
        named_graphs: Sequence[NamedNode | BlankNode] | None = None,
        base_iri: str | None = None,
    ) -> Answer:
        """Return the answer to a SPARQL 1.1 query.

        `default_graph` and `named_graphs` are the dataset of the protocol (`default-graph-uri`,
        `named-graph-uri`); None means the store's own. Raises QuerySyntaxError with line and column.
        """
        ...

    def quads(self, graph: GraphName) -> Iterator[Quad]:
        """Yield the quads of one graph, in no particular order."""
        ...

    def named_quads(self) -> Iterator[Quad]:
        """Yield the quads of all named graphs, in no particular order, without the default graph."""
        ...

    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit; None fits everything, for `graph` also the default graph."""
        ...

    def graph_names(self) -> Iterator[NamedNode]:
        """Yield the names of the named graphs, also of an empty one that was made on purpose."""
        ...

    def contains(self, iri: NamedNode) -> bool:
        """Return whether any quad has this IRI as subject or object, or a graph has it as its name."""
        ...

    def __len__(self) -> int:
        """Return the number of quads, the default graph's included."""
        ...


class WriteStore(ReadStore, Protocol):
    """A store that can be changed."""

    def insert(self, quads: Iterable[Quad]) -> None:
        """Add quads in one transaction: all or none."""
        ...

    def bulk_insert(self, quads: Iterable[Quad]) -> None:
        """Add very many quads, fast and without holding them all in memory."""
        ...

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove quads; one that is not there is passed over."""
        ...

    def drop(self, graph: GraphName) -> None:
        """Remove a graph and its name; the default graph is emptied."""
        ...

    def update(self, text: str, *, base_iri: str | None = None) -> None:
        """Run a SPARQL 1.1 Update in one transaction. Raises QuerySyntaxError with line and column."""
        ...

    def checkpoint(self, directory: Path) -> None:
        """Write everything to disk and put a copy that never changes at `directory`, which must not exist."""
        ...
