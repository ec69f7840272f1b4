"""Makes releases: derive → validate → union → checkpoint → switch.

A release is built beside the others, starting from a hard-linked copy of the one before, and only the graphs
that changed are touched; a triple leaves the union when no graph states it any more. Until the switch, which
is the renaming of one small file, nothing that anyone reads has changed: a crash at any point leaves the old
release current and the draft intact, and the next writer clears away what was half made.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Protocol, TypeAlias

from pyoxigraph import NamedNode, Quad, QuerySolutions

from graph.bundle import EMPTY
from graph.draft import by_graph, editing, grows, snapshot
from graph.engines.embedded import EmbeddedStore
from graph.errors import ReleaseDamaged, ReleaseRefused
from graph.folder import Layers, sync_folder, write_durably
from graph.infer import infer, infer_again
from graph.loading import load
from graph.names import DEFAULT_BASE, Names
from graph.release import Release, current, graph_hash, manifest_of, manifest_text, release_id
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from typing import Literal

    from pyoxigraph import Triple

    from graph.bundle import Bundle
    from graph.findings import Report
    from graph.folder import DataFolder


class Progress(Protocol):
    """Takes notice of what is being done, and of the part that is done (0 to 1) where that is known."""

    def __call__(self, what: str, part: float | None = None, /) -> None:
        """Take notice."""
        ...


Contents: TypeAlias = Callable[[NamedNode], Iterable[Quad]]


BATCH = 100_000  # quads that are loaded at once: more take more memory and are not faster

Validate: TypeAlias = Callable[[Iterable[Quad]], "Report"]


@dataclass(frozen=True)
class Published:
    """What publishing came to."""

    id: str
    number: int  # in the log
    folder: str
    new: bool  # False: the graph is as it was, so the release stayed
    graphs: int
    quads: int
    over_base: tuple[str, ...] = ()  # graphs of a newer bundle that stay the user's


def _silent(_: str, part: float | None = None, /) -> None:
    """Take no notice of progress."""


# ---------------------------------------------------------------- the operations


def pending(folder: DataFolder, bundle: Bundle, base: str) -> Literal["create", "upgrade"] | None:
    """Return what has to be done before the folder can be read; touches nothing.

    "create" for a new folder, or one whose first release was never finished; "upgrade" where the bundle is
    another than the folder's. Raises LayoutError for a folder that this version cannot read.
    """
    if folder.is_new():
        return "create"
    layers = folder.check(base)
    if not layers.draft_of:
        return "create"
    return None if layers.empty or layers.version == bundle.version() else "upgrade"


def create(folder: DataFolder, bundle: Bundle, layers: Layers, *, progress: Progress = _silent) -> Published:
    """Make a new data folder and its first release from the bundle; call it under the folder's lock.

    The bundle alone is not validated: the project's own tests do that before it is packaged, and the first
    start must be fast. What a user writes is always validated (`publish`).
    """
    if folder.is_new():
        folder.create(layers)
    layers = folder.layers()
    bundle = EMPTY if layers.empty else bundle
    progress("Building the first release from the bundled graph")
    layers = replace(layers, version=bundle.version())
    build = _Build(folder, layers, bundle)
    build.bundled(bundle, progress)
    published = build.publish()
    folder.write_layers(replace(layers, draft_of=published.folder))
    return published


def publish(
    folder: DataFolder, bundle: Bundle, *, validate: Validate | None = None, progress: Progress = _silent
) -> Published:
    """Make the draft a release and the current one; call it under the folder's lock.

    If nothing changed since the current release, it stays. Raises ReleaseRefused with the report of a draft
    that breaks a shape; then and after any other error the old release is current and the draft as it was.
    """
    layers = folder.layers()
    if layers.draft and (layers.changed or layers.default_graph == "plain"):
        progress("Building the release")
        build = _Build(folder, layers, EMPTY if layers.empty else bundle)
        build.draft(EmbeddedStore.read_only(folder.drafts / layers.draft))
        published = build.publish(validate, progress)
    else:
        published = _switch_to(folder, Release.read(folder.releases / layers.draft_of))
    folder.write_layers(replace(layers, changed=frozenset(), draft_of=published.folder))
    return published


def discard(folder: DataFolder) -> frozenset[str]:
    """Throw the draft away and return the graphs that had been changed; call it under the folder's lock.

    What is written next starts from the current release. Raises NoRelease or ReleaseDamaged.
    """
    layers = folder.layers()
    release = current(folder)
    folder.write_layers(
        replace(
            layers,
            version=release.version,
            user_graphs=release.user_graphs,
            changed=frozenset(),
            draft_of=release.path.name,
            draft="",
        )
    )
    shutil.rmtree(folder.drafts, ignore_errors=True)
    return layers.changed


def upgrade(
    folder: DataFolder, bundle: Bundle, *, validate: Validate | None = None, progress: Progress = _silent
) -> Published:
    """Put a newer bundle under the user's graphs and publish; call it under the folder's lock.

    The new release holds the new bundle and the user's released graphs. What the user wrote and has not
    published stays unpublished, in a draft on the new bundle. A graph that is in both stays the user's and
    is reported. If a shape refuses the release, the old one stays current, the draft is on the new bundle
    all the same, and ReleaseRefused is raised, once: later starts serve the old release.
    """
    progress("Building a release on the newer bundled graph")
    layers = folder.layers()
    released = Release.read(folder.releases / layers.draft_of)
    rebased = replace(layers, version=bundle.version())
    build = _Build(folder, replace(rebased, user_graphs=released.user_graphs), bundle)
    build.bundled(bundle, progress)
    manifest = dict(build.manifest)
    if layers.draft:
        differs = _differing(released.manifest, manifest) - {build.derived.value}
        with editing(folder) as edit:
            for graph in sorted(differs - layers.user_graphs):
                edit.set_graph(graph, build.store.quads(NamedNode(graph)))
        rebased = replace(folder.layers(), version=bundle.version())
    build.replace(released.user_graphs & released.manifest.keys(), released.store().quads)
    try:
        published = build.publish(validate, progress)
    except ReleaseRefused:
        folder.write_layers(rebased)
        raise
    folder.write_layers(replace(rebased, draft_of=published.folder))
    return replace(published, over_base=tuple(sorted(rebased.user_graphs & manifest.keys())))


@contextmanager
def rehearsal(
    folder: DataFolder, bundle: Bundle, quads: Iterable[Quad] = (), *, holder: str = "", wait: float = 30.0
) -> Generator[EmbeddedStore]:
    """Give the release that the draft would become if these quads were ingested first; then forget it.

    Nothing is written where anyone looks, and the lock is held only while the draft is copied. Raises
    DraftLocked after `wait` seconds.
    """
    layers = folder.layers()
    given = by_graph(quads, layers)
    with ExitStack() as stack:
        draft = stack.enter_context(snapshot(folder, holder, wait)) if layers.draft else None
        place = folder.snapshots / str(os.getpid()) / "build"
        stack.callback(shutil.rmtree, place.parent, ignore_errors=True)

        def contents(graph: NamedNode) -> Iterable[Quad]:
            held = draft.quads(graph) if draft is not None else before.quads(graph)
            new = given.get(graph.value)
            return held if new is None else {*held, *new} if grows(graph.value, layers) else new

        before = Release.read(folder.releases / layers.draft_of).store()
        if layers.default_graph == "plain":
            store = EmbeddedStore.memory((draft or before).named_quads())
            store.insert(quad for new in given.values() for quad in new)
            yield store
            return
        build = _Build(folder, layers, EMPTY if layers.empty else bundle, place)
        build.changes(layers.changed | given.keys(), contents)
        yield build.store


def _switch_to(folder: DataFolder, release: Release) -> Published:
    """Make a release current if it is not, and say so."""
    name = release.path.name
    new = folder.current_name() != name
    entry = folder.switch(name, "publish") if new else folder.log()[-1]
    return Published(release.id, entry.number, name, new, release.graphs, release.quads)


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    return {graph for graph in old.keys() | new.keys() if old.get(graph) != new.get(graph)}


# ---------------------------------------------------------------- building


class _Build:
    """A release in the making, in a folder of its own beside the releases."""

    def __init__(self, folder: DataFolder, layers: Layers, bundle: Bundle, place: Path | None = None) -> None:
        self.folder = folder
        self.layers = layers
        self.rules = bundle.rules
        self.derived = NamedNode(Names(layers.base).graph_inferred)
        self.place = place or _room(folder)
        self.work = self.place / "work"
        self.manifest: dict[str, str] = {}
        self.place.mkdir(parents=True, exist_ok=True)

    def bundled(self, bundle: Bundle, progress: Progress) -> None:
        """Build from the bundle: lines are loaded as they are, unless they are under another base IRI."""
        if self.layers.base != DEFAULT_BASE:
            self.everything(bundle.quads(self.layers.base))
            return
        union = self.layers.default_graph == "union"
        derived = bundle.derived() if union else None
        self.store = EmbeddedStore.open(self.work)
        self.manifest = load(self.store, bundle, union=union, derived=derived, progress=_stepwise(progress))
        if derived is None:
            self._derive()
            self._note_derived()

    def everything(self, quads: Iterable[Quad]) -> None:
        """Build from all stated quads."""
        self.store = EmbeddedStore.open(self.work)
        rest = iter(quads)
        while some := list(islice(rest, BATCH)):
            self.store.bulk_insert(some if self.layers.default_graph == "plain" else _with_union(some))
        self._derive()
        self.manifest = manifest_of(self.store)

    def draft(self, draft: EmbeddedStore) -> None:
        """Build from the draft: from its changed graphs alone where that is possible."""
        if self.layers.default_graph == "plain":
            draft.checkpoint(self.work)
            self.store = EmbeddedStore.open(self.work)
            self.manifest = manifest_of(self.store)
            if any(True for _ in self.store.quads(DEFAULT_GRAPH)):  # here it says something of its own
                self.manifest[""] = graph_hash(self.store.quads(DEFAULT_GRAPH))
            return
        try:
            self.changes(self.layers.changed, draft.quads)
        except ReleaseDamaged:
            shutil.rmtree(self.work, ignore_errors=True)
            self.everything(draft.named_quads())

    def changes(self, graphs: Iterable[str], contents: Contents) -> None:
        """Build from the release before, with new contents for some graphs.

        Raises ReleaseDamaged if that release cannot be read.
        """
        before = Release.read(self.folder.releases / self.layers.draft_of)
        self.manifest = dict(before.manifest)
        before.store().checkpoint(self.work)
        self.store = EmbeddedStore.open(self.work)
        self.replace(graphs, contents)

    def replace(self, graphs: Iterable[str], contents: Contents) -> None:
        """Give graphs of the build new contents."""
        came: set[Triple] = set()
        left: set[Triple] = set()
        for graph in sorted(graphs):
            added, removed = self._replace(NamedNode(graph), set(contents(NamedNode(graph))))
            came |= added
            left |= removed
        self.store.remove(_in_union(triple) for triple in left if not self._is_stated(triple))
        if self.layers.default_graph == "union" and infer_again(
            self.store, self.rules, self.derived, came | left, base=self.layers.base
        ):
            self._note_derived()

    def _note_derived(self) -> None:
        """Put the derived graph into the manifest, if there is one."""
        self.manifest.pop(self.derived.value, None)
        if any(True for _ in self.store.quads(self.derived)):
            self.manifest[self.derived.value] = graph_hash(self.store.quads(self.derived))

    def _replace(self, graph: NamedNode, new: set[Quad]) -> tuple[set[Triple], set[Triple]]:
        """Give a graph new contents; return the triples that came into it and those that left it."""
        old = set(self.store.quads(graph))
        self.store.insert(_with_union(new - old))
        self.store.remove(old - new)
        if new:
            self.manifest[graph.value] = graph_hash(new)
        else:
            self.store.drop(graph)
            self.manifest.pop(graph.value, None)
        return {quad.triple for quad in new - old}, {quad.triple for quad in old - new}

    def _is_stated(self, triple: Triple) -> bool:
        """Return whether any named graph states the triple."""
        quads = self.store.match(triple.subject, triple.predicate, triple.object)
        return any(quad.graph_name != DEFAULT_GRAPH for quad in quads)

    def _derive(self) -> None:
        if self.layers.default_graph == "union":
            infer(self.store, self.rules, self.derived, base=self.layers.base)

    def publish(self, validate: Validate | None = None, progress: Progress = _silent) -> Published:
        """Validate, put the release in its place and make it current. Raises ReleaseRefused."""
        id = release_id(self.manifest)
        known = [entry.folder for entry in self.folder.log() if entry.id == id]
        for name in known:
            try:
                return _switch_to(self.folder, Release.read(self.folder.releases / name))
            except ReleaseDamaged:
                continue
        if validate is not None and self.layers.user_graphs and not self.layers.empty:
            progress("Validating")
            report = validate(self.store.named_quads())
            if not report.conforms:
                raise ReleaseRefused(report)
        release = self._write(id)
        place = self.folder.releases / f"{self.folder.next_number():06}-{id[:12]}"
        place.parent.mkdir(exist_ok=True)
        release.path.rename(place)
        sync_folder(place.parent)
        published = _switch_to(self.folder, replace(release, path=place))
        shutil.rmtree(self.folder.staging, ignore_errors=True)
        return published

    def _write(self, id: str) -> Release:
        """Write the release's files in staging."""
        path = self.place / "release"
        path.mkdir()
        self.store.checkpoint(path / "store")
        write_durably(path / "graphs.tsv", manifest_text(self.manifest))
        triples = _size_of_union(self.store)
        release = Release(
            path,
            id,
            self.layers.version,
            self.layers.base,
            self.layers.default_graph,
            len(self.manifest),
            len(self.store) - triples,
            triples,
            self.layers.user_graphs,
        )
        release.write()
        sync_folder(path)
        return release


def _room(folder: DataFolder) -> Path:
    """Return a new place to build in: a store that failed may still be open in the last one."""
    folder.staging.mkdir(exist_ok=True)
    return Path(mkdtemp(dir=folder.staging))


def _stepwise(progress: Progress) -> Callable[[float], None]:
    """Return what tells the progress of loading, each hundredth once."""
    told = -1

    def tell(part: float) -> None:
        nonlocal told
        if (step := int(100 * part)) > told:
            told = step
            progress("Loading the bundled graph", part)

    return tell


def _size_of_union(store: EmbeddedStore) -> int:
    answer = store.query("SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }")
    assert isinstance(answer, QuerySolutions)
    return int(next(answer)["triples"].value)


def _with_union(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield each quad, and its triple in the default graph."""
    for quad in quads:
        yield quad
        yield _in_union(quad.triple)


def _in_union(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DEFAULT_GRAPH)
