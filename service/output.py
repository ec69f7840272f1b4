"""What the command line prints: answers and lineages in every format, differences, a release as a whole."""

from __future__ import annotations

import heapq
import io
import json
import tempfile
from contextlib import ExitStack
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.drawing import FORMATS, coverage, rows
from graph.errors import UnknownFormat
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pyoxigraph import Quad, Triple

    from graph.lineage import Lineage
    from graph.release import Diff
    from graph.store import Answer, ReadStore, Term

_F = TypeVar("_F")

RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
TRIPLES: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
EXPORTS: Final = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
}
TABLE: Final = "table"
WIDE: Final = 100_000  # columns: what is not for a terminal is not cut or folded
RUN: Final = 200_000  # lines that are sorted in memory at once, some 50 MB


# ---------------------------------------------------------------- answers


def write_answer(answer: Answer, format: str | None, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write the answer to a query; by default rows as a table, triples as Turtle.

    Raises UnknownFormat for one that this kind of answer does not have.
    """
    if isinstance(answer, QueryTriples):
        chosen = _choose(format or "ttl", TRIPLES)
        serialize(answer, out, chosen, prefixes=None if chosen == RdfFormat.JSON_LD else dict(prefixes))
    elif format is None or format == TABLE:
        _write_table(answer, out, prefixes)
    elif isinstance(answer, QueryBoolean) and format in ("csv", "tsv"):
        out.write(f"{str(bool(answer)).lower()}\n".encode())  # the standard has no such form for ASK
    else:
        answer.serialize(out, _choose(format, RESULTS, TABLE))
        out.write(b"\n")


def _choose(name: str, known: Mapping[str, _F], *others: str) -> _F:
    try:
        return known[name]
    except KeyError:
        raise UnknownFormat(name, (*others, *known)) from None


def _write_table(answer: QuerySolutions | QueryBoolean, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write rows for a person to read: as wide as they need, on a terminal as wide as that."""
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    console = Console(file=text) if out.isatty() else Console(file=text, width=WIDE)
    if isinstance(answer, QueryBoolean):
        console.print("yes" if answer else "no")
    else:
        table = Table(box=SIMPLE)
        for variable in answer.variables:
            table.add_column(variable.value, overflow="fold")
        for row in answer:
            table.add_row(*(Text(shown(term, prefixes)) for term in row))
        console.print(table)
    text.detach()  # it would close the stream, which is not ours


def shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """Return a term for a person: a name of a vocabulary with its prefix, a literal without its datatype."""
    if isinstance(term, NamedNode):
        for prefix, namespace in prefixes.items():
            if term.value.startswith(namespace) and (local := term.value[len(namespace) :]).isidentifier():
                return f"{prefix}:{local}"
        return term.value
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    return "" if term is None else str(term)


# ---------------------------------------------------------------- lineage


def lineage_table(lineage: Lineage) -> str:
    """Return the links as a table: the later thing, what it does to the earlier one, and who says so."""
    table = Table(box=SIMPLE)
    for heading in ("later", "relation", "earlier", "paragraph", "certainty", "followed"):
        table.add_column(heading)
    for row in rows(lineage):
        cells = (row.later, row.relation, row.earlier, row.said_by, row.certainty)
        table.add_row(*(Text(cell) for cell in cells), "yes" if row.followed else "no")
    text = io.StringIO()
    console = Console(file=text, width=WIDE, color_system=None)
    if lineage.edges:
        console.print(table)
    console.print(Text(coverage(lineage)))
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()).lstrip("\n") + "\n"


LINEAGES: Final[Mapping[str, Callable[[Lineage], str]]] = {TABLE: lineage_table, **FORMATS}


# ---------------------------------------------------------------- releases


def diff_text(changed: Diff) -> Iterator[str]:
    """Yield the difference as lines to read: graphs, then statements with + and -."""
    yield f"{changed.old[:12]} → {changed.new[:12]}"
    for sign, graphs in (
        ("+", changed.graphs_added),
        ("-", changed.graphs_removed),
        ("~", changed.graphs_changed),
    ):
        yield from (f"{sign} graph {graph}" for graph in graphs)
    yield from (f"+ {quad} ." for quad in changed.added)
    yield from (f"- {quad} ." for quad in changed.removed)


def diff_json(changed: Diff) -> Iterator[str]:
    """Yield the difference as JSON, statements as N-Quads."""
    quads = {name: [f"{quad} ." for quad in getattr(changed, name)] for name in ("added", "removed")}
    yield json.dumps(vars(changed) | quads, ensure_ascii=False, indent=1)


# ---------------------------------------------------------------- export


def export(store: ReadStore, format: str, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write a release: named graphs as nq or trig, their union as ttl, nt or jsonld.

    The lines of nq and nt are sorted by their bytes, so two exports of equal graphs are the same bytes.
    Raises UnknownFormat.
    """
    chosen = _choose(format, EXPORTS)
    quads = (
        store.named_quads() if chosen in (RdfFormat.N_QUADS, RdfFormat.TRIG) else store.quads(DEFAULT_GRAPH)
    )
    if chosen == RdfFormat.N_QUADS:
        _write_sorted(quads, chosen, out)
    elif chosen == RdfFormat.N_TRIPLES:
        _write_sorted((quad.triple for quad in quads), chosen, out)
    elif chosen == RdfFormat.TRIG:
        serialize(_graph_by_graph(store), out, chosen, prefixes=dict(prefixes))
    else:
        triples = (quad.triple for quad in quads)
        serialize(triples, out, chosen, prefixes=dict(prefixes) if chosen == RdfFormat.TURTLE else None)


def _graph_by_graph(store: ReadStore) -> Iterator[Quad]:
    """Yield the quads of each graph together, so that a graph is written once."""
    for graph in sorted(store.graph_names(), key=str):
        yield from store.quads(graph)


def _write_sorted(statements: Iterable[Quad] | Iterable[Triple], format: RdfFormat, out: IO[bytes]) -> None:
    """Write N-Quads or N-Triples sorted, in runs on disk where there are more than fit in memory."""
    rest: Iterator[Any] = iter(statements)
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        while lines := (serialize(islice(rest, RUN), format=format) or b"").splitlines(keepends=True):
            lines.sort()
            if len(lines) < RUN:
                runs.append(lines)
                break
            run = stack.enter_context(tempfile.TemporaryFile())
            run.writelines(lines)
            run.seek(0)
            runs.append(run)
        out.writelines(heapq.merge(*runs))
