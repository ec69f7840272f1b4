"""The whole house: the bundled graph as a release, twice the same, under any base."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from graph.bundle import Bundle
from graph.folder import DataFolder, Layers
from graph.names import DEFAULT_BASE, ONTOLOGY, VOCABULARY, Names
from graph.publish import _Build, create
from graph.release import current, graph_hash, release_id
from graph.store import DEFAULT_GRAPH


class Shuffled(Bundle):
    """The same quads in another order, by the way of those that are not loaded as they are."""

    def quads(self, base: str = DEFAULT_BASE):
        found = list(super().quads(base))
        random.Random(20190718).shuffle(found)
        return iter(found)


def made(place, bundle, **layers):
    folder = DataFolder(place)
    with folder.locked("test"):
        create(folder, bundle, Layers(**layers))
    return current(folder)


@pytest.fixture(scope="module")
def release(released):
    """The release of the whole bundle."""
    return current(DataFolder(released))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """That of what is stated by hand alone."""
    return made(tmp_path_factory.mktemp("small") / "data", Bundle.installed().by_hand())


def lines(release):
    return sorted(f"{quad} .\n" for quad in release.store().named_quads())


def test_two_runs_and_shuffled_input_give_the_same_bytes_and_id(small, tmp_path):
    hand = Bundle.installed().by_hand()
    shuffled = Shuffled(hand.ontology, hand.shapes, hand.data[::-1], hand.rules)
    again = made(tmp_path / "again", hand)
    folder = DataFolder(tmp_path / "other")
    with folder.locked("test"):
        folder.create(Layers())
        build = _Build(folder, Layers(), shuffled)
        build.everything(shuffled.quads())
    assert lines(again) == lines(small) == sorted(f"{quad} .\n" for quad in build.store.named_quads())
    assert again.id == small.id == release_id(build.manifest)


def test_the_hashes_that_fall_off_in_loading_are_those_of_the_graphs(release):
    assert release.id == release_id(release.manifest)
    store = release.store()
    for graph in random.Random(1).sample(sorted(release.manifest), 500):
        assert release.manifest[graph] == graph_hash(store.quads(NamedNode(graph)))
    derived = NamedNode(Names().graph_inferred)
    assert release.manifest[derived.value] == graph_hash(store.quads(derived))


def test_what_comes_derived_fits_what_is_bundled():
    bundle = Bundle.installed()
    assert not bundle.packed or bundle.derived(), "run make derive: something changed that is derived from"


def test_the_default_graph_is_the_union_without_duplicates(small, release):
    store = small.store()
    union = {quad.triple for quad in store.named_quads()}
    assert {quad.triple for quad in store.quads(DEFAULT_GRAPH)} == union
    assert small.triples == len(union) < small.quads
    assert release.triples < release.quads


def test_every_work_says_whether_it_is_held(release):
    store = release.store()
    answer = store.query(
        f"SELECT ?work {{ ?work a <{VOCABULARY}Work> MINUS {{ ?work <{VOCABULARY}heldStatus> ?held }} }}"
    )
    assert list(answer) == []


def test_the_report_meets_the_corpus(release):
    """74/173 has what its paragraphs cite, the act that recommended it, and what cites it later."""
    store = release.store()
    act = f"<{DEFAULT_BASE}doc/A/RES/74/173>"
    cited = store.query(f"SELECT DISTINCT ?work {{ {act} <{VOCABULARY}cites> ?work }}")
    assert len(list(cited)) > 5
    ask = (
        f"ASK {{ {act} <{VOCABULARY}adoptedOnRecommendationOf> <{DEFAULT_BASE}doc/E/RES/2019/19> }}",
        f"ASK {{ <{DEFAULT_BASE}doc/A/RES/78/229> <{VOCABULARY}cites> {act} }}",
    )
    assert [bool(store.query(text)) for text in ask] == [True, True]


def test_the_bundle_is_small_enough_to_start_at_once(release):
    assert 5_000 < release.quads < 1_500_000


def test_nothing_is_nameless(small):
    assert "_:" not in {str(term)[:2] for quad in small.store().match() for term in quad}


def test_under_another_base_it_is_the_same_graph(small, tmp_path):
    other = made(tmp_path / "other", Bundle.installed().by_hand(), base="http://example.org/un/")
    assert (other.graphs, other.quads, other.triples) == (small.graphs, small.quads, small.triples)
    left = [line for line in lines(other) if line.replace(f"<{ONTOLOGY}", "").count(f"<{DEFAULT_BASE}")]
    assert left == []
    assert other.id != small.id


def test_the_description_says_what_is_in_it(release):
    data = json.loads((release.path / "release.json").read_text())
    assert data["version"] == Bundle.installed().version()
    assert data["graphs"] == len(release.manifest)
    assert replace(release, path=release.path) == release
