"""Releases: immutable checkpoints of the graph, each named by the hash of what it holds.

A release's store holds the named graphs, and in the default graph their union without duplicates, so that
plain queries and property paths work and are fast. `graph/publish.py` makes them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, serialize

from graph.engines.embedded import EmbeddedStore
from graph.errors import NoRelease, ReleaseDamaged
from graph.folder import write_durably

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pyoxigraph import Quad

    from graph.folder import DataFolder, LogEntry
    from graph.store import ReadStore


@dataclass(frozen=True)
class Release:
    """A release on disk. Its figures come from `release.json`, its graphs' hashes from `graphs.tsv`."""

    path: Path
    id: str  # SHA-256 of graphs.tsv
    version: str  # of the bundle under it
    base: str  # the base IRI
    default_graph: str  # "union" or "plain"
    graphs: int  # named graphs
    quads: int  # in the named graphs
    triples: int  # in the default graph
    user_graphs: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Release:
        """Return the release in a folder. Raises ReleaseDamaged if its description cannot be read."""
        try:
            data = json.loads((path / "release.json").read_text(encoding="utf-8"))
            return cls(path=path, **(data | {"user_graphs": frozenset(data["user_graphs"])}))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ReleaseDamaged(
                f"The release {path.name} is missing or damaged: {error}.",
                "Go back to another one with `mandates release rollback NUMBER`.",
            ) from error

    def write(self) -> None:
        """Write `release.json`."""
        data = {key: value for key, value in asdict(self).items() if key != "path"}
        data["user_graphs"] = sorted(self.user_graphs)
        write_durably(self.path / "release.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")

    def store(self) -> EmbeddedStore:
        """Return the release's store for reading. Raises ReleaseDamaged if it does not open."""
        return EmbeddedStore.read_only(self.path / "store")

    @cached_property
    def manifest(self) -> dict[str, str]:
        """The SHA-256 of each named graph's sorted N-Quads, by graph IRI.

        In a file of its own: with hundreds of thousands of graphs it is far larger than the rest, and who
        serves or queries a release does not need it.
        """
        text = (self.path / "graphs.tsv").read_text(encoding="utf-8")
        return dict(line.split("\t") for line in text.splitlines())


# ---------------------------------------------------------------- the id


def graph_hash(quads: Iterable[Quad]) -> str:
    """Return the SHA-256 of the sorted N-Quads of one graph, sorted by the bytes of the lines."""
    lines = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return hashlib.sha256(b"".join(sorted(lines.splitlines(keepends=True)))).hexdigest()


def manifest_of(store: ReadStore) -> dict[str, str]:
    """Return the hash of each named graph of a store that is not empty, by graph IRI."""
    empty = graph_hash(())
    hashes = {graph.value: graph_hash(store.quads(graph)) for graph in store.graph_names()}
    return {graph: digest for graph, digest in hashes.items() if digest != empty}


def manifest_text(manifest: Mapping[str, str]) -> str:
    """Return the manifest as text: a line "graph IRI, tab, hash" for each graph, sorted by IRI."""
    return "".join(f"{graph}\t{manifest[graph]}\n" for graph in sorted(manifest))


def release_id(manifest: Mapping[str, str]) -> str:
    """Return the id of a release: the SHA-256 of its manifest, so `sha256sum graphs.tsv` checks it.

    The default graph is not in it, for it follows from the named ones; nor is any time.
    """
    return hashlib.sha256(manifest_text(manifest).encode()).hexdigest()


# ---------------------------------------------------------------- which release


def current(folder: DataFolder) -> Release:
    """Return the current release. Raises NoRelease or ReleaseDamaged."""
    return Release.read(folder.current_path())


def find(folder: DataFolder, name: str) -> Release:
    """Return the release that a number of the log or the beginning of an id (4 digits or more) names.

    Raises NoRelease, with the numbers there are.
    """
    log = folder.log()
    found = {entry.folder for entry in log if str(entry.number) == name}
    if not found and len(name) >= 4:
        found = {entry.folder for entry in log if entry.id.startswith(name.lower())}
    if len(found) != 1:
        known = ", ".join(f"{entry.number} ({entry.id[:12]})" for entry in log) or "none"
        problem = "More than one release begins with" if found else "No release is called"
        raise NoRelease(f"{problem} {name!r}.", f"Releases: {known}.")
    return Release.read(folder.releases / found.pop())


def before(folder: DataFolder) -> Release:
    """Return the release that was made before the current one. Raises NoRelease if that is the first."""
    name = folder.current_name()
    older = sorted({entry.folder for entry in folder.log() if entry.folder < name})
    if not older:
        raise NoRelease("There is no release before the current one.")
    return Release.read(folder.releases / older[-1])


def rollback(folder: DataFolder, name: str | None = None) -> LogEntry:
    """Make an earlier release current again and return its new line of the log; call it under the lock.

    `name` is as in `find`; without it, the release made before the current one. The draft stays as it is.
    Raises NoRelease, or ReleaseDamaged if the release does not open.
    """
    release = before(folder) if name is None else find(folder, name)
    release.store()
    if release.path.name == folder.current_name():
        raise NoRelease(f"Release {release.path.name} is the current one already.")
    return folder.switch(release.path.name, "rollback")


# ---------------------------------------------------------------- what changed


@dataclass(frozen=True)
class Diff:
    """What differs between two releases."""

    old: str  # id
    new: str  # id
    graphs_added: tuple[str, ...]
    graphs_removed: tuple[str, ...]
    graphs_changed: tuple[str, ...]
    added: tuple[Quad, ...]  # sorted by N-Quads
    removed: tuple[Quad, ...]


def diff(old: Release, new: Release) -> Diff:
    """Return the graphs and quads that were added and removed; only graphs whose hash differs are read."""
    before, after = old.manifest, new.manifest
    differs = {graph for graph in before.keys() | after.keys() if before.get(graph) != after.get(graph)}
    old_store, new_store = old.store(), new.store()
    added: set[Quad] = set()
    removed: set[Quad] = set()
    for graph in differs:
        was = set(old_store.quads(NamedNode(graph)))
        now = set(new_store.quads(NamedNode(graph)))
        added |= now - was
        removed |= was - now
    return Diff(
        old.id,
        new.id,
        tuple(sorted(differs - before.keys())),
        tuple(sorted(differs - after.keys())),
        tuple(sorted(differs & before.keys() & after.keys())),
        tuple(sorted(added, key=str)),
        tuple(sorted(removed, key=str)),
    )
