"""Fills a new store from a bundle: lines of N-Quads go to the engine as they are; no quad is made here.

What is packed (`graph/packed.py`) is already sorted by graph, so the hash of each graph and its triples for
the default graph fall off on the way. Reading goes on beside loading, a few megabytes ahead of it.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import RdfFormat, serialize

from graph import packed
from graph.engines.embedded import EmbeddedStore
from graph.errors import ProblemFound
from graph.packed import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Quad

    from graph.bundle import Bundle

_Item = TypeVar("_Item")

CHUNK = 6 << 20
"""Bytes that are loaded at once: the engine takes about ten times as much memory, and more is not faster."""


def load(
    store: EmbeddedStore,
    bundle: Bundle,
    *,
    union: bool,
    derived: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> dict[str, str]:
    """Load a bundle under its own base into an empty store; return the hash of each graph.

    With `union` each triple goes into the default graph as well, the packed file `derived` is that of the
    derived graph. `progress` is told the part that is done, from 0 to 1. Raises ProblemFound where a file
    of the bundle is damaged.
    """
    manifest: dict[str, str] = {}
    for chunk in _ahead(_chunks(_blocks(bundle, derived, progress), manifest, union)):
        store.bulk_load(chunk)
    return manifest


def as_held(quads: Iterable[Quad]) -> bytes:
    """Return quads as the lines of N-Quads that the engine would give, which has one form for equal values.

    It keeps a year as a year: what is stated as P12M comes out as P1Y, and hashes are of what comes out.
    """
    return serialize(EmbeddedStore.memory(quads).match(), format=RdfFormat.N_QUADS) or b""


def _blocks(
    bundle: Bundle, derived: Path | None, progress: Callable[[float], None] | None
) -> Iterator[Block]:
    """Yield all graphs, those that files and packed files have in common as one."""
    written = packed.by_graph(as_held(bundle.written()))
    files = (*bundle.packed, *((derived,) if derived else ()))
    whole = sum(file.stat().st_size for file in files) or 1
    behind = 0
    for file in files:

        def tell(done: int, behind: int = behind) -> None:
            if progress is not None:
                progress((behind + done) / whole)

        for block in packed.read(file, tell):
            also = written.pop(block.graph, None)
            yield block if also is None else block.merged(also)
        behind += file.stat().st_size
    for graph, lines in written.items():
        yield packed.block(graph, lines)


def _chunks(blocks: Iterable[Block], manifest: dict[str, str], union: bool) -> Iterator[bytes]:
    """Yield the lines of the blocks in pieces; note the hash of each graph on the way."""
    parts: list[bytes] = []
    size = 0
    for block in blocks:
        graph = block.graph.decode()
        if graph in manifest:
            raise ProblemFound(f"The graph {graph} is in two packed files of the bundle.")
        manifest[graph] = hashlib.sha256(block.lines).hexdigest()
        for piece in _pieces(block):
            parts.append(piece.lines)
            if union:
                parts.append(piece.triples())
            size += len(piece.lines)
            if size > CHUNK:
                yield b"".join(parts)
                parts, size = [], 0
    yield b"".join(parts)


def _pieces(block: Block) -> Iterator[Block]:
    """Yield a block, a very large one (that of what is derived) in pieces."""
    start = 0
    while start < len(block.lines):
        end = block.lines.find(b"\n", start + CHUNK) + 1 or len(block.lines)
        yield block if end - start == len(block.lines) else Block(block.graph, block.lines[start:end])
        start = end


def _ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """Yield the items; while one is used, the next is made in a thread."""
    end = object()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = pool.submit(next, items, end)
            yield item  # type: ignore[misc]
