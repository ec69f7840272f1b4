"""Documents that are ready to be written, in batches: as files for the writer, and as graphs of the draft.

A batch is a file of JSON Lines, a source a line: `documents`, the IRIs of its expressions, and `quads`, its
N-Quads, compressed by zlib, in Base64.
"""

from __future__ import annotations

import base64
import json
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.draft import Ingested, by_graph, editing, snapshot
from graph.engines.embedded import EmbeddedStore
from graph.names import RECORD, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Quad

    from graph.draft import Edit
    from graph.folder import DataFolder, Layers

FINGERPRINT = NamedNode(f"{VOCABULARY}fingerprint")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source states: its documents come into the draft together."""

    documents: tuple[str, ...]  # IRIs of expressions: graphs, and the beginnings of those of their paragraphs
    quads: bytes  # N-Quads, compressed by zlib


def write_batch(file: Path, batch: Iterable[Stated]) -> None:
    """Write a batch."""
    with file.open("w", encoding="ascii") as out:
        for stated in batch:
            quads = base64.b64encode(stated.quads).decode()
            out.write(json.dumps({"documents": stated.documents, "quads": quads}) + "\n")


def read_batch(file: Path) -> Iterator[Stated]:
    """Yield what `write_batch` wrote."""
    with file.open(encoding="ascii") as lines:
        for line in lines:
            entry = json.loads(line)
            yield Stated(tuple(entry["documents"]), base64.b64decode(entry["quads"]))


def ingest_documents(folder: DataFolder, documents: Iterable[Stated]) -> Ingested:
    """Write documents into the draft, under the folder's lock; all of them or, after an error, none.

    A document takes the place of what the draft has under its IRI, also of paragraphs that it no longer has.
    What it states in other graphs, such as those of the works that it cites, takes the place of those.
    """
    layers = folder.layers()
    with editing(folder) as edit:
        writing = _Writing(edit, layers)
        for document in documents:
            writing.document(document)
        writing.end()
    return Ingested(
        writing.quads,
        writing.added,
        writing.removed,
        tuple(sorted(writing.graphs)),
        tuple(sorted(writing.over_base)),
    )


class _Writing:
    """Puts documents into a draft: graphs that are new are gathered and added many at once."""

    GATHERED = 100_000  # quads

    def __init__(self, edit: Edit, layers: Layers) -> None:
        self.edit = edit
        self.layers = layers
        self.there = {name.value for name in edit.store.graph_names()}
        self.of_base = self.there - layers.user_graphs
        self.order = sorted(self.there)
        self.new: dict[str, set[Quad]] = {}
        self.written: dict[str, set[str]] = {}  # the graphs of the expressions that this write has put in
        self.gathered = self.quads = self.added = self.removed = 0
        self.graphs: set[str] = set()
        self.over_base: set[str] = set()

    def document(self, stated: Stated) -> None:
        """Put the documents of one source in place of what the draft has of them."""
        quads = parse(zlib.decompress(stated.quads), format=RdfFormat.N_QUADS)
        given = by_graph(quads, self.layers)
        for graph in sorted(self._left(stated.documents) - given.keys()):
            self._set(graph, set())
        for graph, content in given.items():
            self.quads += len(content)
            self.graphs.add(graph)
            self._set(graph, content)
        for document in stated.documents:
            own = (graph for graph in given if f"{graph}/".startswith(f"{document}/"))
            self.written.setdefault(document, set()).update(own)

    def _set(self, graph: str, quads: set[Quad]) -> None:
        if graph not in self.there:
            known = self.new.get(graph, set())
            self.new[graph] = quads
            self.gathered += len(quads) - len(known)
            self.added += len(quads) - len(known)
            if self.gathered > self.GATHERED:
                self._add()
            return
        plus, minus = self.edit.set_graph(graph, quads, by_user=True)
        self.added, self.removed = self.added + plus, self.removed + minus
        if graph in self.of_base and (plus or minus):
            self.over_base.add(graph)

    def _add(self) -> None:
        self.edit.add_graphs({graph: quads for graph, quads in self.new.items() if quads})
        self.there |= self.new.keys()
        self.new, self.gathered = {}, 0

    def end(self) -> None:
        """Write what is gathered."""
        self._add()

    def _left(self, expressions: Iterable[str]) -> set[str]:
        """Return the graphs that the draft has of these expressions."""
        found: set[str] = set()
        for expression in expressions:
            found |= {expression} & self.there | self.written.pop(expression, set())
            found |= self._beginning(f"{expression}/") - {
                f"{expression}/{RECORD}"
            }  # a record stands by itself
            work, _, language = expression.rpartition("/")
            drafts = self._beginning(f"{work}/draft/")
            found |= {name for name in drafts if f"/{language}/" in f"{name.removeprefix(work)}/"}
        return found

    def _beginning(self, start: str) -> set[str]:
        """Return the graphs that the draft had before this write whose names begin so."""
        first = bisect_left(self.order, start)
        last = bisect_left(self.order, start + "\U0010ffff", lo=first)
        return set(self.order[first:last])


def fingerprints(folder: DataFolder, holder: str, wait: float = 30.0) -> dict[str, tuple[str, ...]]:
    """Return the expressions that were made from a source, by its fingerprint, as the draft has them now.

    Without a draft, as the release has them that one would start from. Raises DraftLocked after `wait`
    seconds.
    """
    if folder.layers().draft:
        with snapshot(folder, holder, wait) as draft:
            return _fingerprints(draft)
    return _fingerprints(EmbeddedStore.read_only(folder.releases / folder.layers().draft_of / "store"))


def _fingerprints(store: EmbeddedStore) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for quad in store.match(predicate=FINGERPRINT):
        if quad.graph_name == quad.subject and isinstance(quad.object, Literal):
            assert isinstance(quad.subject, NamedNode), "the name of a graph"
            found.setdefault(quad.object.value, []).append(quad.subject.value)
    return {fingerprint: tuple(sorted(expressions)) for fingerprint, expressions in found.items()}
