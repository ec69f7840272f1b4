"""Many graphs in a compressed file: N-Quads as the engine writes them, by graph, in xz.

The lines of a graph stand together, sorted by their bytes, and graphs are sorted by name. So the hash of a
graph is that of its lines as they stand, and its triples are its lines without the last term: nobody who
loads such a file needs to look into a line. `xzcat FILE` gives ordinary N-Quads.
"""

from __future__ import annotations

import io
import lzma
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, tee
from operator import itemgetter, methodcaller
from typing import TYPE_CHECKING, cast

from graph.errors import ProblemFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

SUFFIX = ".nq.xz"

# A dictionary larger than that of the highest preset pays: what resembles a graph is often far from it.
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 64 << 20}]


@dataclass(frozen=True, slots=True)
class Block:
    """All statements of a graph, as lines of N-Quads, sorted."""

    graph: bytes  # its IRI
    lines: bytes

    def triples(self) -> bytes:
        """Return the lines without the graph, as N-Triples.

        A line ends nowhere but at its end, for N-Quads escape line feeds: what is cut off is the last term.
        """
        return self.lines.replace(b" <" + self.graph + b"> .\n", b" .\n")

    def merged(self, lines: Iterable[bytes]) -> Block:
        """Return the block with other lines of the same graph, each line once."""
        return block(self.graph, {*self.lines.splitlines(keepends=True), *lines})


def block(graph: bytes, lines: Iterable[bytes]) -> Block:
    """Return a block of lines in any order."""
    return Block(graph, b"".join(sorted(lines)))


def graph_of(line: bytes) -> bytes:
    """Return the IRI of the graph of a line of N-Quads."""
    return line[line.rindex(b" <") + 2 : -4]


def by_graph(nquads: bytes) -> dict[bytes, set[bytes]]:
    """Return the lines of N-Quads by the IRI of their graph."""
    found: dict[bytes, set[bytes]] = {}
    for line in nquads.splitlines(keepends=True):
        found.setdefault(graph_of(line), set()).add(line)
    return found


def read(file: Path, progress: Callable[[int], None] | None = None) -> Iterator[Block]:
    """Yield the blocks of a file; `progress` is told how many of its bytes have been read.

    Raises ProblemFound if the file is damaged, or not sorted by graph.
    """
    try:
        with file.open("rb") as packed, lzma.open(packed) as unpacked:
            before = b""
            for term, lines in _by_term(io.BufferedReader(cast("io.RawIOBase", unpacked), 1 << 20)):
                graph = term[1:-1]
                if graph <= before:
                    raise ProblemFound(f"{file} is not sorted by graph: {graph.decode()}.", _BUILD)
                before = graph
                yield Block(graph, lines)
                if progress is not None:
                    progress(packed.tell())
    except (lzma.LZMAError, EOFError, ValueError, IndexError) as error:
        raise ProblemFound(f"{file} is damaged: {error}.", _BUILD) from error


def _by_term(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the last term of lines and all successive lines that have it.

    A million and a half lines pass here on the first start, so nothing in the loop over them is Python's.
    """
    lines, again = tee(lines)
    terms = map(itemgetter(-2), map(methodcaller("rsplit", b" ", 2), again))
    for term, pairs in groupby(zip(terms, lines, strict=True), itemgetter(0)):
        yield term, b"".join(map(itemgetter(1), pairs))


_BUILD = "Install the package again, or build the file again (docs/development.md)."


def write(file: Path, blocks: Iterable[Block]) -> None:
    """Write blocks, sorted by graph. The same blocks give the same bytes."""
    with lzma.open(file, "wb", format=lzma.FORMAT_XZ, check=lzma.CHECK_SHA256, filters=_FILTERS) as packed:
        for each in sorted(blocks, key=lambda each: each.graph):
            packed.write(each.lines)


def write_all(files: Mapping[Path, Iterable[Block]], workers: int) -> None:
    """Write several files beside each other."""
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(write, files.keys(), files.values()))
