"""The embedded engine: Oxigraph, on disk or in memory, in this process."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph.errors import QuerySyntaxError, ReleaseDamaged
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    from pyoxigraph import BlankNode, Variable

    from graph.store import Answer, GraphName, Subject, Term


class EmbeddedStore:
    """An Oxigraph store. It never uses the engine's union mode: a release has its union materialised."""

    def __init__(self, store: Store, *, writable: bool = True) -> None:
        self._store = store
        self._writable = writable

    @classmethod
    def memory(cls, quads: Iterable[Quad] = ()) -> Self:
        """Return a store in memory with these quads."""
        store = Store()
        store.bulk_extend(quads)
        return cls(store)

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Return the store of a directory for writing; a new one where there is none.

        Raises OSError if another process has it open for writing.
        """
        return cls(Store(directory))

    @classmethod
    def read_only(cls, directory: Path) -> Self:
        """Return a checkpoint for reading; any number of processes may open it at once.

        Only for a directory that nobody writes to any more. Raises ReleaseDamaged if it does not open.
        """
        try:
            return cls(Store.read_only(str(directory)), writable=False)
        except (OSError, RuntimeError) as error:  # RuntimeError: the engine says "Corruption"
            raise ReleaseDamaged(
                f"The store at {directory} does not open: {error}.",
                "Go back to another release with `mandates release rollback`.",
            ) from error

    @property
    def raw(self) -> Store:
        """Return the engine's own store, for a library that works on one."""
        return self._store

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[Variable, Term] | None = None,
        default_graph: Sequence[GraphName] | None = None,
        named_graphs: Sequence[NamedNode | BlankNode] | None = None,
        base_iri: str | None = None,
    ) -> Answer:
        """Return the answer to a SPARQL 1.1 query; see `ReadStore.query`."""
        with _syntax_errors(text):
            return self._store.query(
                text,
                base_iri=base_iri,
                substitutions=None if substitutions is None else dict(substitutions),
                default_graph=None if default_graph is None else list(default_graph),
                named_graphs=None if named_graphs is None else list(named_graphs),
            )

    def quads(self, graph: GraphName) -> Iterator[Quad]:
        """Yield the quads of one graph."""
        return self._store.quads_for_pattern(None, None, None, graph)

    def named_quads(self) -> Iterator[Quad]:
        """Yield the quads of all named graphs."""
        return (quad for quad in self._store if quad.graph_name != DEFAULT_GRAPH)

    def match(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit."""
        return self._store.quads_for_pattern(subject, predicate, object, graph)

    def graph_names(self) -> Iterator[NamedNode]:
        """Yield the names of the named graphs. A blank node as a name cannot occur: input is skolemised."""
        return (name for name in self._store.named_graphs() if isinstance(name, NamedNode))

    def contains(self, iri: NamedNode) -> bool:
        """Return whether any quad has this IRI as subject or object, or a graph has it as its name."""
        return (
            any(True for _ in self._store.quads_for_pattern(iri, None, None, None))
            or any(True for _ in self._store.quads_for_pattern(None, None, iri, None))
            or self._store.contains_named_graph(iri)
        )

    def __len__(self) -> int:
        """Return the number of quads, the default graph's included."""
        return len(self._store)

    def insert(self, quads: Iterable[Quad]) -> None:
        """Add quads in one transaction."""
        self._store.extend(quads)

    def bulk_insert(self, quads: Iterable[Quad]) -> None:
        """Add very many quads; an error in the iterable leaves the store as it was."""
        self._store.bulk_extend(quads)

    def bulk_load(self, nquads: bytes) -> None:
        """Add lines of N-Quads: as fast as the engine reads, and in memory of about ten times their size."""
        self._store.bulk_load(nquads, format=RdfFormat.N_QUADS, lenient=True)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove quads, each in a transaction of its own."""
        for quad in quads:
            self._store.remove(quad)

    def drop(self, graph: GraphName) -> None:
        """Remove a graph and its name; the default graph is emptied."""
        self._store.remove_graph(graph)

    def update(self, text: str, *, base_iri: str | None = None) -> None:
        """Run a SPARQL 1.1 Update in one transaction."""
        with _syntax_errors(text):
            self._store.update(text, base_iri=base_iri)

    def flush(self) -> None:
        """Write everything to disk, so that a reader of the directory need not replay a log."""
        self._store.flush()

    def checkpoint(self, directory: Path) -> None:
        """Write everything to disk and put a hard-linked copy at `directory` (about a millisecond)."""
        if self._writable:
            self._store.flush()
        self._store.backup(directory)


@contextmanager
def _syntax_errors(text: str) -> Generator[None]:
    try:
        yield
    except SyntaxError as error:
        raise _of_call(syntax_error(str(error)), text) from None


_POSITION = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_CALL = re.compile(r"(?<![\w<?$/:.#-])([A-Za-z][\w.-]*):[\w.-]+(?=\s*\()")
_CHARACTER_CLASSES = re.compile(r"\[(?:[^\]'\"]|'[^']*'|\"[^\"]*\")*\]")


def _of_call(error: QuerySyntaxError, text: str) -> QuerySyntaxError:
    """Return the error, or that of a call such as xsd:integer(…) whose prefix is not declared.

    There Oxigraph reports what stands behind the bracket, and no prefix.
    """
    if not error.line or not error.column or "Prefix not found" in error.message:
        return error
    before = "\n".join(
        [*text.split("\n")[: error.line - 1], text.split("\n")[error.line - 1][: error.column - 1]]
    )
    declared = set(_DECLARED.findall(text))
    found = next((call for call in _CALL.finditer(before) if call[1] not in declared), None)
    if found is None:
        return error
    start = before[: found.end()].split("\n")
    line, column = len(start), len(start[-1]) + 1
    said = f"The query is malformed at line {line}, column {column}: Prefix not found."
    return QuerySyntaxError(said, line, column)


def syntax_error(text: str) -> QuerySyntaxError:
    """Return the error that Oxigraph's message stands for, with its position and what was expected there.

    Oxigraph lists every token that its grammar allows, character classes included. A person needs the
    position, and the short list without the classes.
    """
    found = _POSITION.match(text)
    if found is None:
        return QuerySyntaxError(f"The query is malformed: {text}")
    line, column = int(found[1]), int(found[2])
    expected = [part.strip() for part in _CHARACTER_CLASSES.sub("", found[3]).split(", ")]
    said = [part for part in expected if " " in part]  # a sentence, as "Prefix not found"
    tokens = [part for part in expected if part and " " not in part]
    where = f"The query is malformed at line {line}, column {column}"
    if said:
        return QuerySyntaxError(f"{where}: {'; '.join(said)}.", line, column)
    wanted = f": expected one of {' '.join(tokens)}" if tokens else ""
    return QuerySyntaxError(f"{where}{wanted}.", line, column)
