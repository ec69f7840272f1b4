"""The draft: the named graphs that are being worked on. There is none until the first write.

A write works on a hard-linked copy, and counts at the moment at which `layers.json` names the copy: so it is
whole or it is not there, whenever the process dies.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from graph.engines.embedded import EmbeddedStore
from graph.errors import NoRelease, ProblemFound
from graph.names import Names
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from pathlib import Path

    from pyoxigraph import Quad

    from graph.folder import DataFolder, Layers


@dataclass(frozen=True)
class Ingested:
    """What a write did to the draft."""

    quads: int  # read
    added: int  # new in the draft
    removed: int  # no longer in the draft
    graphs: tuple[str, ...]  # graphs that were written, sorted
    over_base: tuple[str, ...]  # those of them that the bundle has too: the user's replaces it


@contextmanager
def editing(folder: DataFolder) -> Generator[Edit]:
    """Give the draft to be changed, under the folder's lock; nothing counts if the block raises.

    Call it inside `folder.locked(…)`. Raises NoRelease if the folder has no release yet.
    """
    layers = folder.layers()
    name = f"{int(layers.draft or 0) + 1:06}"
    copy = folder.drafts / name
    folder.drafts.mkdir(exist_ok=True)
    if layers.draft:
        EmbeddedStore.read_only(folder.drafts / layers.draft).checkpoint(copy)
    else:
        _start(folder, copy)
    edit = Edit(EmbeddedStore.open(copy), layers.user_graphs, layers.changed)
    try:
        yield edit
        edit.store.flush()
    finally:
        edit.close()
    folder.write_layers(
        replace(layers, draft=name, user_graphs=frozenset(edit.user_graphs), changed=frozenset(edit.changed))
    )
    if layers.draft:
        shutil.rmtree(folder.drafts / layers.draft, ignore_errors=True)


def _start(folder: DataFolder, directory: Path) -> None:
    """Make the first draft: the named graphs of the release it is a draft of, but the derived one."""
    layers = folder.layers()
    if not layers.draft_of:
        raise NoRelease(f"{folder.path} holds no release yet.")
    EmbeddedStore.read_only(folder.releases / layers.draft_of / "store").checkpoint(directory)
    if layers.default_graph == "plain":
        return
    store = EmbeddedStore.open(directory)
    store.drop(DEFAULT_GRAPH)
    store.drop(NamedNode(Names(layers.base).graph_inferred))
    store.flush()


class Edit:
    """A draft that is open for writing, and what has been done to it. A graph is named by its IRI.

    "" names the default graph, which only a folder with `default_graph: plain` has.
    """

    def __init__(self, store: EmbeddedStore, user_graphs: frozenset[str], changed: frozenset[str]) -> None:
        self.store = store
        self.user_graphs = set(user_graphs)
        self.changed = set(changed)

    def set_graph(self, graph: str, quads: Iterable[Quad], *, by_user: bool = False) -> tuple[int, int]:
        """Make a graph hold exactly these quads; return how many were added and removed."""
        old, new = set(self.store.quads(_name(graph))), set(quads)
        self._apply(graph, new - old, old - new, by_user=by_user)
        if not new:
            self.store.drop(_name(graph))
        return len(new - old), len(old - new)

    def add_to_graph(self, graph: str, quads: Iterable[Quad]) -> int:
        """Add the user's quads to a graph; return how many were new."""
        new = set(quads) - set(self.store.quads(_name(graph)))
        self._apply(graph, new, set(), by_user=True)
        return len(new)

    def _apply(self, graph: str, added: set[Quad], removed: set[Quad], *, by_user: bool) -> None:
        self.store.insert(added)
        self.store.remove(removed)
        if added or removed:
            self.changed.add(graph)
        if by_user:
            self.user_graphs.add(graph)

    def add_graphs(self, graphs: Mapping[str, Iterable[Quad]]) -> None:
        """Add graphs of the user's that are not there yet: many at once, which is faster than one by one."""
        self.store.bulk_insert(quad for quads in graphs.values() for quad in quads)
        self.changed.update(graphs)
        self.user_graphs.update(graphs)

    def close(self) -> None:
        """Close the store: Oxigraph does so when the last reference goes."""
        del self.store


def _name(graph: str) -> NamedNode | DefaultGraph:
    return NamedNode(graph) if graph else DEFAULT_GRAPH


def ingest(folder: DataFolder, quads: Iterable[Quad]) -> Ingested:
    """Write the user's quads into the draft, under the folder's lock; all of them or, after an error, none.

    A graph that the quads name is replaced as a whole. The graph of statements that name none only grows
    (`{base}graph/local`; the default graph in a folder that keeps it plain): two files without graph names
    do not replace each other.
    """
    layers = folder.layers()
    given = by_graph(quads, layers)
    added = removed = 0
    with editing(folder) as edit:
        of_base = {name.value for name in edit.store.graph_names()} - layers.user_graphs
        for graph, content in sorted(given.items()):
            if grows(graph, layers):
                added += edit.add_to_graph(graph, content)
            else:
                plus, minus = edit.set_graph(graph, content, by_user=True)
                added, removed = added + plus, removed + minus
    return Ingested(
        sum(map(len, given.values())),
        added,
        removed,
        tuple(sorted(given)),
        tuple(sorted(of_base & given.keys())),
    )


def by_graph(quads: Iterable[Quad], layers: Layers) -> dict[str, set[Quad]]:
    """Return the quads by the IRI of their graph, those of the default graph under "".

    Raises ProblemFound where one is in the graph of what is derived, which each release makes anew.
    """
    graphs: dict[str, set[Quad]] = {}
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        graphs.setdefault(graph, set()).add(quad)
    derived = Names(layers.base).graph_inferred
    if derived in graphs and not layers.empty:
        raise ProblemFound(
            f"The graph {derived} holds what the rules derive, and cannot be written.",
            "Leave its statements out: each release derives them anew.",
        )
    return graphs


def grows(graph: str, layers: Layers) -> bool:
    """Return whether what is written to a graph is added to it, not put in place of what it holds."""
    return graph in ("", Names(layers.base).graph_local)


@contextmanager
def snapshot(folder: DataFolder, holder: str, wait: float = 30.0) -> Generator[EmbeddedStore]:
    """Give a copy of the draft as it is now, for reading at leisure; it goes when the block ends.

    The lock is held only while the copy is made (milliseconds). Raises NoRelease if there is no draft,
    DraftLocked after `wait` seconds.
    """
    place = folder.snapshots / str(os.getpid())
    with folder.locked(holder, wait):
        draft = folder.layers().draft
        if not draft:
            raise NoRelease("Nothing was written since the bundled graph was released: there is no draft.")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        EmbeddedStore.read_only(folder.drafts / draft).checkpoint(place / "draft")
    try:
        yield EmbeddedStore.read_only(place / "draft")
    finally:
        shutil.rmtree(place, ignore_errors=True)
