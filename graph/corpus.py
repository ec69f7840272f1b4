"""Builds the packed part of the bundled graph: documents and tables → files of `graph/data/corpus`.

    python -m graph.corpus FOLDER [--out DIR] [--workers N]     all of it, from a folder like ../shared/corpus
    python -m graph.corpus --derive                             only what the rules derive, after a change

The same input gives the same bytes, whoever does the work. No text of a document is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, serialize
from rich.console import Console
from rich.progress import Progress

from graph import budget, packed
from graph.bundle import COMPANION_NOTE, Bundle
from graph.engines.embedded import EmbeddedStore
from graph.errors import MandatesError
from graph.infer import infer
from graph.loading import as_held, load
from graph.names import DEFAULT_BASE, Names
from graph.pipeline.local import cores, in_processes
from graph.pipeline.units import size_of, units
from graph.pipeline.versions import rules_version
from graph.pipeline.work import Job, stated
from graph.resources import companion_file
from graph.statements import Detail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Quad

    from graph.pipeline.units import Unit

DOCUMENTS = "documents.jsonl.gz"
BUDGET = "programme-budget-2026.jsonl"

# The first of these that a graph's IRI begins with says in which file it is.
_FILES = (
    ("budget", "doc/A/80/6(Sect."),
    ("hrc", "doc/A/HRC/"),
    ("ga", "doc/A/"),
    ("sc", "doc/S/"),
    ("ecosoc", "doc/E/"),
    ("others", ""),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a unit of work states: the lines of each graph, compressed, and why sources state nothing."""

    lines: bytes
    documents: int
    problems: tuple[str, ...]


def facts(job: Job, unit: Unit) -> Facts:
    """Return the facts of a unit's documents."""
    quads: list[Quad] = []
    problems: list[str] = []
    count = 0
    for source in unit.sources:
        found, wrong = stated(job, source)
        quads += found
        count += bool(found)
        problems += [f"{source.name}: {problem.what}" for problem in wrong]
    return Facts(zlib.compress(as_held(quads), 1), count, tuple(problems))


class Graphs:
    """The lines of graphs; what several documents state alike is kept once."""

    def __init__(self) -> None:
        self._lines: dict[bytes, bytes | set[bytes]] = {}

    def add(self, nquads: bytes) -> None:
        """Add lines of N-Quads."""
        for graph, lines in packed.by_graph(nquads).items():
            known = self._lines.get(graph)
            if known is None:
                self._lines[graph] = b"".join(sorted(lines))
                continue
            if isinstance(known, bytes):
                known = self._lines[graph] = set(known.splitlines(keepends=True))
            known |= lines

    def blocks(self) -> Iterator[packed.Block]:
        """Yield the graphs."""
        for graph, lines in self._lines.items():
            yield packed.Block(graph, lines) if isinstance(lines, bytes) else packed.block(graph, lines)


def build(corpus: Path, out: Path, workers: int, progress: Callable[[str, float], None]) -> list[str]:
    """Write the packed files of a corpus; return what there is to say about it. Raises OSError."""
    graphs = Graphs()
    said: list[str] = []
    file = corpus / DOCUMENTS
    job = Job(DEFAULT_BASE, rules_version(), detail=Detail.FACTS, record=False)
    behind, whole, documents = 0, size_of([file]) or 1, 0
    for done in in_processes(partial(facts, job), units([file]), workers):
        behind += done.unit.read
        progress("Documents", behind / whole)
        if done.result is None:
            said += [f"{source.name}: lost" for source in done.unit.sources]
            continue
        graphs.add(zlib.decompress(done.result.lines))
        documents += done.result.documents
        said += done.result.problems
    said.append(f"{documents} documents")
    told = budget.Told()
    with (corpus / BUDGET).open(encoding="utf-8") as lines:
        rows = [budget.Row.of_record(json.loads(line)) for line in lines]
    graphs.add(as_held(budget.statements(rows, Names(), told)))
    said += _told(told)
    progress("Packing", 0)
    _pack(graphs.blocks(), out, workers)
    return said


def _told(told: budget.Told) -> Iterator[str]:
    of_them = f"{told.resolved} resolved, {told.partly} in part, {told.citations} citations"
    yield f"{told.rows} rows of tables: {of_them}"
    for heading, rows in sorted((told.unresolved or Counter[str]()).items()):
        yield f"{rows} rows without an act that is certain: {heading}"


def _pack(blocks: Iterable[packed.Block], out: Path, workers: int) -> None:
    files: defaultdict[str, list[packed.Block]] = defaultdict(list)
    for block in blocks:
        path = block.graph.decode().removeprefix(DEFAULT_BASE)
        files[next(name for name, start in _FILES if path.startswith(start))].append(block)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob(f"*{packed.SUFFIX}"):
        old.unlink()
    largest_first = sorted(files.items(), key=lambda each: -len(each[1]))
    packed.write_all({out / f"{name}{packed.SUFFIX}": blocks for name, blocks in largest_first}, workers)


def derive(bundle: Bundle, out: Path, progress: Callable[[str, float], None]) -> int:
    """Write what the rules derive from a bundle, and from which; return how many triples."""
    out.unlink(missing_ok=True)
    graph = NamedNode(Names().graph_inferred)
    with TemporaryDirectory() as folder:
        lines = _derived(bundle, graph, Path(folder) / "store", progress)
    packed.write(out, [packed.block(graph.value.encode(), lines)])
    note = {"basis": bundle.basis(), "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}
    out.with_name(COMPANION_NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    return len(lines)


def _derived(
    bundle: Bundle, graph: NamedNode, place: Path, progress: Callable[[str, float], None]
) -> list[bytes]:
    """Return the lines that the rules derive; the store is closed with the end of this function."""
    store = EmbeddedStore.open(place)
    load(store, bundle, union=True, progress=lambda part: progress("Loading", part))
    progress("Deriving", 0)
    infer(store, bundle.rules, graph)
    return (serialize(store.quads(graph), format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def main() -> None:
    """Build what the arguments ask for, with a progress bar; say what became of rows and documents."""
    parser = argparse.ArgumentParser(
        prog="python -m graph.corpus", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("corpus", nargs="?", type=Path, help=f"a folder with {DOCUMENTS} and {BUDGET}")
    parser.add_argument("--out", type=Path, default=companion_file().parent, metavar="DIR")
    parser.add_argument("--workers", type=int, default=cores(), metavar="N")
    parser.add_argument("--derive", action="store_true", help="only what the rules derive")
    given = parser.parse_args()
    if (given.corpus is None) != given.derive:
        parser.error("give a folder, or --derive")
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=1.0)
        try:
            said = (
                []
                if given.derive
                else build(
                    given.corpus,
                    given.out,
                    given.workers,
                    lambda what, part: bar.update(task, description=what, completed=part),
                )
            )
            files = tuple(
                sorted(set(given.out.glob(f"*{packed.SUFFIX}")) - {given.out / companion_file().name})
            )
            count = derive(
                replace(Bundle.installed(), packed=files),
                given.out / companion_file().name,
                lambda what, part: bar.update(task, description=what, completed=part),
            )
        except (MandatesError, OSError) as error:
            sys.exit(f"Error: {error}")
    for line in [*said, f"{count} triples derived"]:
        print(line)


if __name__ == "__main__":
    main()
