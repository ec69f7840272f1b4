"""The whole house: the bundled graph as a release, twice the same, under any base."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from graph.bundle import Bundle
from graph.folder import DataFolder, Layers
from graph.names import DEFAULT_BASE, ONTOLOGY
from graph.publish import create
from graph.release import current
from graph.store import DEFAULT_GRAPH


class Shuffled(Bundle):
    """The same files and quads in another order."""

    def quads(self, base: str = DEFAULT_BASE):
        chance = random.Random(20190718)
        parts = {name: list(getattr(self, name)) for name in ("ontology", "shapes", "data")}
        for files in parts.values():
            chance.shuffle(files)
        found = list(Bundle(**{name: tuple(files) for name, files in parts.items()}).quads(base))
        chance.shuffle(found)
        return iter(found)


def released(place, bundle, **layers):
    folder = DataFolder(place)
    with folder.locked("test"):
        create(folder, bundle, Layers(**layers))
    return current(folder)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return released(tmp_path_factory.mktemp("whole") / "data", Bundle.installed())


def lines(release):
    return sorted(f"{quad} .\n" for quad in release.store().named_quads())


def test_two_runs_and_shuffled_input_give_the_same_bytes_and_id(release, tmp_path):
    installed = Bundle.installed()
    shuffled = Shuffled(installed.ontology, installed.shapes, installed.data, installed.rules)
    again = released(tmp_path / "again", installed)
    other = released(tmp_path / "other", shuffled)
    assert again.id == other.id == release.id
    assert lines(again) == lines(other) == lines(release)


def test_the_default_graph_is_the_union_without_duplicates(release):
    store = release.store()
    union = {quad.triple for quad in store.named_quads()}
    assert {quad.triple for quad in store.quads(DEFAULT_GRAPH)} == union
    assert release.triples == len(union) < release.quads


def test_the_bundle_is_small_enough_to_start_at_once(release):
    assert 5_000 < release.quads < 1_500_000


def test_nothing_is_nameless(release):
    assert "_:" not in {str(term)[:2] for quad in release.store().match() for term in quad}


def test_under_another_base_it_is_the_same_graph(release, tmp_path):
    other = released(tmp_path / "other", Bundle.installed(), base="http://example.org/un/")
    assert (other.graphs, other.quads, other.triples) == (release.graphs, release.quads, release.triples)
    left = [line for line in lines(other) if line.replace(f"<{ONTOLOGY}", "").count(f"<{DEFAULT_BASE}")]
    assert left == []
    assert other.id != release.id


def test_the_description_says_what_is_in_it(release):
    data = json.loads((release.path / "release.json").read_text())
    assert data["version"] == Bundle.installed().version()
    assert data["graphs"] == len(release.manifest)
    assert replace(release, path=release.path) == release
