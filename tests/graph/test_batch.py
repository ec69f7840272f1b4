"""Batches of documents in the draft: in place of what was there, all or none, in any cut the same."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from graph import batch
from graph.batch import FINGERPRINT, Stated, fingerprints, ingest_documents, read_batch, write_batch
from graph.bundle import EMPTY
from graph.engines.embedded import EmbeddedStore
from graph.errors import ProblemFound
from graph.folder import DataFolder, Layers
from graph.publish import create, publish
from graph.release import current

BASE = "https://w3id.org/un-mandates/"


def stated(work: str, graphs: dict[str, str], *, language: str = "en") -> Stated:
    """What a document states: Turtle by the path of its graph; a path with / before it is another work's."""
    expression = f"{BASE}doc/{work}/{language}"
    names = {
        path: f"{BASE}doc{path}" if path.startswith("/") else f"{expression}/{path}".rstrip("/")
        for path in graphs
    }
    text = "".join(f"GRAPH <{names[path]}> {{ {turtle} }}\n" for path, turtle in graphs.items())
    quads = parse(text.encode(), RdfFormat.TRIG, base_iri=f"{expression}")
    lines = "".join(f"{quad} .\n" for quad in quads)
    return Stated((expression,), zlib.compress(lines.encode()))


FIRST = stated(
    "A/1",
    {
        "": "<> <http://e/p> 1",
        "op/1": "<a> <http://e/p> 1",
        "op/2": "<b> <http://e/p> 2",
        "/X": "<http://e/x> <http://e/p> 1",
    },
)
CHANGED = stated(
    "A/1", {"": "<> <http://e/p> 2", "op/1": "<a> <http://e/p> 1", "/Y": "<http://e/y> <http://e/p> 1"}
)
OTHER = stated(
    "A/12", {"": "<> <http://e/p> 1", "op/1": "<a> <http://e/p> 1", "/X": "<http://e/x> <http://e/p> 1"}
)


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path / "data")
    create(folder, EMPTY, Layers())
    return folder


def draft(folder: DataFolder) -> set[Quad]:
    return set(EmbeddedStore.read_only(folder.drafts / folder.layers().draft).named_quads())


def graphs(folder: DataFolder) -> list[str]:
    return sorted({quad.graph_name.value.removeprefix(f"{BASE}doc/") for quad in draft(folder)})


def test_a_batch_survives_the_file(tmp_path):
    write_batch(tmp_path / "b", [FIRST, OTHER])
    assert list(read_batch(tmp_path / "b")) == [FIRST, OTHER]


def test_documents_go_in(folder):
    done = ingest_documents(folder, [FIRST, OTHER])
    assert (done.quads, done.added, done.removed) == (7, 6, 0)
    assert graphs(folder) == ["A/1/en", "A/1/en/op/1", "A/1/en/op/2", "A/12/en", "A/12/en/op/1", "X"]
    layers = folder.layers()
    assert layers.user_graphs == layers.changed == set(done.graphs)
    assert len(done.graphs) == 6


def test_a_document_takes_the_place_of_the_one_there_was(folder):
    ingest_documents(folder, [FIRST, OTHER])
    done = ingest_documents(folder, [CHANGED])
    assert (done.added, done.removed) == (2, 2)
    assert graphs(folder) == ["A/1/en", "A/1/en/op/1", "A/12/en", "A/12/en/op/1", "X", "Y"]


def test_a_draft_that_is_no_longer_in_it_goes_too(folder):
    with_draft = Stated(
        (f"{BASE}doc/A/1/en", f"{BASE}doc/A/1/draft/1/en"),
        zlib.compress(
            zlib.decompress(FIRST.quads)
            + f"<http://e/a> <http://e/p> <http://e/b> <{BASE}doc/A/1/draft/1/en/op/1> .\n".encode()
            + f"<http://e/a> <http://e/p> <http://e/b> <{BASE}doc/A/1/draft/1/fr/op/1> .\n".encode()
        ),
    )
    ingest_documents(folder, [with_draft])
    assert "A/1/draft/1/en/op/1" in graphs(folder)
    ingest_documents(folder, [CHANGED])
    assert [name for name in graphs(folder) if "draft" in name] == ["A/1/draft/1/fr/op/1"]


def test_the_record_of_a_document_stays_beside_its_text(folder):
    record = Stated((f"{BASE}doc/A/1/en/marc",), stated("A/1", {"marc": "<http://e/x> <http://e/p> 1"}).quads)
    ingest_documents(folder, [record])
    for document in (FIRST, CHANGED, record):
        ingest_documents(folder, [document])
    assert graphs(folder) == ["A/1/en", "A/1/en/marc", "A/1/en/op/1", "X", "Y"]


@pytest.mark.parametrize("gathered", [0, 1, 3, 100_000])
def test_the_cut_into_batches_makes_no_difference(folder, tmp_path, monkeypatch, gathered):
    monkeypatch.setattr(batch._Writing, "GATHERED", gathered)
    ingest_documents(folder, [FIRST, OTHER, CHANGED])
    other = DataFolder(tmp_path / "other")
    create(other, EMPTY, Layers())
    for document in (FIRST, OTHER, CHANGED):
        ingest_documents(other, [document])
    assert draft(folder) == draft(other)
    publish(folder, EMPTY)
    publish(other, EMPTY)
    assert current(folder).id == current(other).id


def test_an_error_leaves_the_draft_as_it_was(folder):
    ingest_documents(folder, [FIRST])
    before = folder.layers()
    derived = Stated(
        (), zlib.compress(f"<http://e/a> <http://e/p> <http://e/b> <{BASE}graph/inferred> .\n".encode())
    )
    with pytest.raises(ProblemFound, match="cannot be written"):
        ingest_documents(folder, [CHANGED, derived])
    assert folder.layers() == before
    assert "A/1/en/op/2" in graphs(folder)


def test_what_is_there_is_known_by_its_fingerprint(folder):
    assert fingerprints(folder, "test") == {}
    made = stated("A/1", {"": f'<> <{FINGERPRINT.value}> "abc"', "op/1": f'<a> <{FINGERPRINT.value}> "def"'})
    ingest_documents(folder, [made, stated("A/2", {"": f'<> <{FINGERPRINT.value}> "abc"'})])
    both = {"abc": (f"{BASE}doc/A/1/en", f"{BASE}doc/A/2/en")}
    assert fingerprints(folder, "test") == both
    publish(folder, EMPTY)
    assert fingerprints(folder, "test") == both


def test_a_bundled_graph_that_changes_is_named(folder):
    ingest_documents(folder, [FIRST])
    folder.write_layers(replace(folder.layers(), user_graphs=frozenset()))  # as if it were the bundle's
    done = ingest_documents(folder, [CHANGED, OTHER])
    assert [name.removeprefix(f"{BASE}doc/") for name in done.over_base] == ["A/1/en", "A/1/en/op/2"]
