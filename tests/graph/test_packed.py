"""Packed graphs: written, read and loaded as they are; damage and disorder are found."""

from __future__ import annotations

import hashlib
import json
import lzma
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, RdfFormat, serialize

from graph import packed
from graph.bundle import COMPANION_NOTE, Bundle, read_rdf
from graph.corpus import derive
from graph.engines.embedded import EmbeddedStore
from graph.errors import ProblemFound
from graph.folder import DataFolder, Layers
from graph.loading import load
from graph.names import Names
from graph.publish import create, publish
from graph.release import current, manifest_of

TRIG = r"""
@prefix unm: <https://w3id.org/un-mandates/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <https://w3id.org/un-mandates/> .
<doc/A/RES/74/1> { <doc/A/RES/74/1> a unm:Resolution ; unm:symbol "A/RES/74/1" . }
<doc/A/RES/74/1/en/op/1> {
    <doc/A/RES/74/1/en/op/1> unm:note "ends as a line does <https://w3id.org/un-mandates/doc/A/RES/74/1/en/op/1> .\n" .
}
"""
HAND = r"""
@prefix unm: <https://w3id.org/un-mandates/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <https://w3id.org/un-mandates/> .
<ontology> { unm:Resolution rdfs:subClassOf unm:Act . }
<doc/A/RES/74/1> { <doc/A/RES/74/1> rdfs:label "of the same graph"@en ; unm:symbol "A/RES/74/1" . }
"""
RULE = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT { ?thing a ?superclass } WHERE { ?thing a/rdfs:subClassOf+ ?superclass }"""


def blocks(text):
    lines = packed.by_graph(serialize(read_rdf(text.encode()), format=RdfFormat.N_QUADS))
    return [packed.block(graph, each) for graph, each in lines.items()]


@pytest.fixture
def bundle(tmp_path):
    """A bundle of a file by hand, a packed one and a rule."""
    folder = tmp_path / "bundle"
    (folder / "data").mkdir(parents=True)
    (folder / "rules").mkdir()
    (folder / "data" / "hand.trig").write_text(HAND)
    (folder / "rules" / "10.rq").write_text(RULE)
    packed.write(folder / "data" / "some.nq.xz", blocks(TRIG))
    return replace(Bundle.of_folder(folder), companion=tmp_path / "derived.nq.xz")


def made(place, bundle, **layers):
    folder = DataFolder(place)
    with folder.locked("test"):
        create(folder, bundle, Layers(**layers))
    return folder


def test_what_is_written_is_read_and_has_the_same_bytes_each_time(tmp_path):
    for name in ("a.nq.xz", "b.nq.xz"):
        packed.write(tmp_path / name, blocks(TRIG))
    assert sorted(packed.read(tmp_path / "a.nq.xz"), key=lambda each: each.graph) == sorted(
        blocks(TRIG), key=lambda each: each.graph
    )
    assert (tmp_path / "a.nq.xz").read_bytes() == (tmp_path / "b.nq.xz").read_bytes()


def test_the_triples_are_the_lines_without_the_graph():
    for block in blocks(TRIG):
        store = EmbeddedStore.memory()
        store.bulk_load(block.lines + block.triples())
        assert {quad.triple for quad in store.match()} == {quad.triple for quad in store.named_quads()}
        assert len(store) == 2 * block.lines.count(b"\n")


def test_damage_and_disorder_are_said(tmp_path):
    file = tmp_path / "a.nq.xz"
    packed.write(file, blocks(TRIG))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(ProblemFound, match="damaged"):
        list(packed.read(file))
    file.write_bytes(lzma.compress(b"".join(block.lines for block in reversed(sorted_blocks()))))
    with pytest.raises(ProblemFound, match="not sorted"):
        list(packed.read(file))


def sorted_blocks():
    return sorted(blocks(TRIG), key=lambda each: each.graph)


def test_loading_gives_the_release_that_quads_give(bundle, tmp_path):
    fast = current(made(tmp_path / "fast", bundle))
    store = EmbeddedStore.open(tmp_path / "store")
    store.bulk_insert(bundle.quads())
    stated = {graph: digest for graph, digest in fast.manifest.items() if not graph.endswith("/inferred")}
    assert stated == manifest_of(store)
    assert fast.manifest == manifest_of(fast.store())
    assert {quad.triple for quad in fast.store().named_quads()} == {
        quad.triple for quad in fast.store().quads(packed_default())
    }


def packed_default():
    from graph.store import DEFAULT_GRAPH

    return DEFAULT_GRAPH


def test_a_graph_in_two_packed_files_is_refused(bundle, tmp_path):
    twice = replace(bundle, packed=(*bundle.packed, *bundle.packed))
    with pytest.raises(ProblemFound, match="two packed files"):
        load(EmbeddedStore.memory(), twice, union=True)


def test_what_comes_derived_is_what_would_be_derived(bundle, tmp_path):
    without = current(made(tmp_path / "without", bundle))
    assert derive(bundle, bundle.companion, lambda what, part: None) == 1
    assert bundle.derived() == bundle.companion
    assert current(made(tmp_path / "with", bundle)).id == without.id


@pytest.mark.parametrize("what", ["rule", "file", "companion", "note"])
def test_what_does_not_fit_is_derived_anew(bundle, tmp_path, what):
    derive(bundle, bundle.companion, lambda what, part: None)
    note = bundle.companion.with_name(COMPANION_NOTE)
    if what == "rule":
        bundle.rules[0].write_text(RULE + "\n# another")
    elif what == "file":
        packed.write(bundle.packed[0], blocks(TRIG.replace("74/1", "74/2")))
    elif what == "companion":
        packed.write(bundle.companion, blocks(HAND))
    else:
        note.write_text(json.dumps({"basis": "", "sha256": ""}))
    assert bundle.derived() is None
    release = current(made(tmp_path / "data", bundle))
    assert len(list(release.store().quads(NamedNode(Names().graph_inferred)))) == 1


def test_the_derived_file_is_the_graph_whose_hash_the_release_has(bundle, tmp_path):
    derive(bundle, bundle.companion, lambda what, part: None)
    (block,) = packed.read(bundle.companion)
    release = current(made(tmp_path / "data", bundle))
    assert release.manifest[Names().graph_inferred] == hashlib.sha256(block.lines).hexdigest()


def test_a_plain_folder_gets_no_union_and_nothing_derived(bundle, tmp_path):
    derive(bundle, bundle.companion, lambda what, part: None)
    release = current(made(tmp_path / "data", bundle, default_graph="plain"))
    assert release.triples == 0
    assert Names().graph_inferred not in release.manifest


def test_another_base_moves_packed_graphs_too(bundle, tmp_path):
    folder = DataFolder(tmp_path / "data")
    with folder.locked("test"):
        create(folder, bundle, Layers(base="http://b/"))
        publish(folder, bundle)
    assert "http://b/doc/A/RES/74/1/en/op/1" in current(folder).manifest


def test_equal_values_have_one_form_and_so_one_hash(tmp_path):
    text = '<http://x/a> <http://x/b> "P12M"^^<http://www.w3.org/2001/XMLSchema#duration> .'
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text(text)
    release = current(made(tmp_path / "made", Bundle.of_folder(tmp_path)))
    assert release.manifest == manifest_of(release.store())
