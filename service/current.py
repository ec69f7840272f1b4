"""The release that is being served: held open, watched for a successor, and swapped without a pause.

A reader takes the release once, at the beginning of its request, and keeps it to the end. A swap only changes
what the next reader takes; the old store closes when its last reader lets go of it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol

import anyio
import anyio.to_thread

from graph import lookup
from graph.bundle import EMPTY
from graph.errors import MandatesError, NoRelease
from graph.release import current

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from pyoxigraph import NamedNode

    from graph.folder import DataFolder
    from graph.store import ReadStore

log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two looks at which release is current."""


@dataclass(frozen=True)
class OpenRelease:
    """An open release. Everything that is kept for it (labels, answers) goes with it."""

    name: str  # the release's folder
    id: str  # SHA-256 of the content
    number: int  # in the release log; a rollback gets a number of its own
    published: str  # UTC, RFC 3339; "" where no log says it
    base: str  # the base IRI of the data
    store: ReadStore = field(compare=False, repr=False)
    quads: int = 0  # in named graphs
    triples: int = 0  # in the default graph
    graphs: int = 0  # named graphs
    default_graph: str = "union"  # of the named ones, or "plain": as it was written
    ours_alone: bool = True  # the bundled graph and nothing of a user's, whose rights we do not know

    def find(self, text: str) -> NamedNode:
        """Return the thing that a symbol in any spelling, a path, a code, a name or an IRI means.

        Raises what `graph.lookup.find` does: AmbiguousSymbol, UnknownSymbol, SymbolError.
        """
        return lookup.find(self.store, text, base=self.base)

    def etag(self, *representation: str) -> str:
        """Return the entity tag of one representation of one address in this release and software version.

        The number counts too: a page shows it, and a rollback repeats the id under a new one.
        """
        parts = (self.id, str(self.number), software(), *representation)
        whole = sha256("\0".join(parts).encode(errors="surrogatepass"))
        return f'"{whole.hexdigest()[:32]}"'


@lru_cache(maxsize=1)
def software() -> str:
    """Return the version of this software; of a checkout that is not installed, that it is not known."""
    try:
        return version("mandates")
    except PackageNotFoundError:
        return "0+unknown"


class Source(Protocol):
    """Where the current release comes from."""

    def state(self) -> str:
        """Return what changes whenever another release becomes current; cheap, asked every second."""
        ...

    def open(self) -> OpenRelease:
        """Open the current release. Raises NoRelease or ReleaseDamaged."""
        ...


class FolderSource:
    """The current release of a data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    def state(self) -> str:
        """Return name and age of what the pointer says."""
        pointer = self._folder.path / "current"
        return f"{self._folder.current_name()} {pointer.stat().st_mtime_ns if pointer.exists() else ''}"

    def open(self) -> OpenRelease:
        """Open the checkpoint of the current release, for reading only."""
        release = current(self._folder)
        store = release.store()
        name = release.path.name
        entry = next((line for line in reversed(self._folder.log()) if line.folder == name), None)
        return OpenRelease(
            name=name,
            id=release.id,
            number=entry.number if entry else int(name.partition("-")[0]),
            published=entry.at if entry else "",
            base=release.base,
            store=store,
            quads=release.quads,
            triples=release.triples,
            graphs=release.graphs,
            default_graph=release.default_graph,
            ours_alone=not release.user_graphs and release.version != EMPTY.version(),
        )


class Current:
    """Holds the current release; `watching()` keeps it current for as long as the application runs."""

    def __init__(self, source: Source, interval: float = INTERVAL) -> None:
        self._source = source
        self._interval = interval
        self._state = ""
        self._release: OpenRelease | None = None
        self._said = ""  # the last trouble that was logged, so that it is logged once and not every second

    def release(self) -> OpenRelease:
        """Return the release that is current now. Raises NoRelease if there is none, or none that opens."""
        if self._release is None:
            raise NoRelease(
                self._said or "There is no release to answer from.", "Publish one with `mandates release`."
            )
        return self._release

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        """Open the release, and look for a new one in the background until the block ends."""
        await anyio.to_thread.run_sync(self.refresh)
        task = asyncio.create_task(self._watch(), name="current release")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._release = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            try:
                await anyio.to_thread.run_sync(self.refresh)
            except Exception:  # a defect; the watch that it ended would never see another release
                log.exception("could not look which release is current")

    def refresh(self) -> None:
        """Open the release that is current now, if it is another one; what does not open changes nothing."""
        try:
            state = self._source.state()
            if state == self._state:
                return
            release = self._source.open()
        except (MandatesError, OSError) as error:
            if str(error) != self._said:
                self._said = str(error)
                log.warning("the release that is served stays as it is: %s", error)
            return
        self._release = release
        self._state = state
        self._said = ""
        log.info("serving release %d (%s)", release.number, release.name)
