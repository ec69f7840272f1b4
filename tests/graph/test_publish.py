"""Drafts and releases: what is published, what id it has, and what is left whatever goes wrong."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from graph.bundle import EMPTY, Bundle, read_rdf
from graph.draft import ingest, snapshot
from graph.engines.embedded import EmbeddedStore
from graph.errors import NoRelease, ProblemFound, ReleaseDamaged, ReleaseRefused
from graph.folder import DataFolder, Layers
from graph.publish import create, discard, pending, publish, rehearsal, upgrade
from graph.release import before, current, diff, find, manifest_of, release_id, rollback
from graph.store import DEFAULT_GRAPH

TINY = Path(__file__).parent.parent / "tiny"
BUNDLE = Bundle.of_folder(TINY)
BASE = "https://w3id.org/un-mandates/"
OP1, OP2 = (f"{BASE}doc/A/RES/71/1/en/op/{n}" for n in (1, 2))
INFERRED = NamedNode(f"{BASE}graph/inferred")


def quads(text: str):
    prefixes = f"PREFIX unm: <{BASE}ontology#> PREFIX doc: <{BASE}doc/> PREFIX e: <http://e/>\n"
    return list(read_rdf((prefixes + text).encode(), format=RdfFormat.TRIG))


@dataclass
class Report:
    conforms: bool


@pytest.fixture
def folder(tmp_path):
    """A data folder with the tiny bundle released."""
    folder = DataFolder(tmp_path / "data")
    with folder.locked("test"):
        create(folder, BUNDLE, Layers())
    return folder


def write(folder, text):
    with folder.locked("test"):
        return ingest(folder, quads(text))


def release(folder, bundle=BUNDLE, **more):
    with folder.locked("test"):
        return publish(folder, bundle, **more)


def check_whole(folder):
    """Hold a release against everything that must be true of one; return it."""
    found = current(folder)
    store = found.store()
    assert manifest_of(store) == found.manifest
    assert (
        release_id(found.manifest)
        == found.id
        == hashlib.sha256((found.path / "graphs.tsv").read_bytes()).hexdigest()
    )
    union = {quad.triple for quad in store.named_quads()}
    assert {quad.triple for quad in store.quads(DEFAULT_GRAPH)} == union
    assert found.triples == len(union)
    assert found.quads == len(list(store.named_quads()))
    assert found.graphs == len(found.manifest)
    assert found.path.name.endswith(found.id[:12])
    assert folder.log()[-1].folder == found.path.name
    return found


# ---------------------------------------------------------------- the first release


def test_the_first_release(folder):
    found = check_whole(folder)
    assert set(found.manifest) == {OP1, OP2, f"{BASE}ontology", f"{BASE}shapes", INFERRED.value}
    assert not folder.layers().draft, "there is no draft until the first write"
    derived = {str(quad.triple) for quad in found.store().quads(INFERRED)}
    a, unm = f"<{BASE}doc/A/RES/71/1>", f"{BASE}ontology#"
    assert f"{a} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{unm}Work>" in derived
    assert f"<{BASE}doc/A/RES/71/2> <{unm}citedBy> {a}" in derived


def test_the_id_is_the_hash_of_the_sorted_graphs(folder):
    store = current(folder).store()
    lines = []
    for graph in sorted(store.graph_names(), key=lambda name: name.value):
        text = sorted(serialize(store.quads(graph), format=RdfFormat.N_QUADS).splitlines(keepends=True))
        lines.append(f"{graph.value}\t{hashlib.sha256(b''.join(text)).hexdigest()}\n")
    assert current(folder).id == hashlib.sha256("".join(lines).encode()).hexdigest()


class Shuffled(Bundle):
    """The tiny bundle with its quads in another order."""

    def quads(self, base=BASE):
        found = list(super().quads(base))
        random.Random(7).shuffle(found)
        return iter(found)


def test_two_runs_and_a_shuffled_input_give_the_same_bytes(folder, tmp_path):
    other = DataFolder(tmp_path / "other")
    with other.locked("test"):
        create(other, Shuffled(BUNDLE.ontology, BUNDLE.shapes, BUNDLE.data, BUNDLE.rules), Layers())
    assert current(other).id == current(folder).id
    lines = [sorted(map(str, current(one).store().named_quads())) for one in (folder, other)]
    assert lines[0] == lines[1]


def test_an_unfinished_first_release_is_finished(folder):
    shutil.rmtree(folder.releases)
    for name in ("current", "releases.jsonl"):
        (folder.path / name).unlink()
    folder.write_layers(Layers())
    assert pending(folder, BUNDLE, BASE) == "create"
    with folder.locked("test"):
        create(folder, BUNDLE, Layers())
    check_whole(folder)
    assert pending(folder, BUNDLE, BASE) is None


def test_an_empty_folder_holds_nothing_and_stays_so(tmp_path):
    folder = DataFolder(tmp_path / "data")
    with folder.locked("test"):
        create(folder, BUNDLE, Layers(empty=True))
    assert check_whole(folder).quads == 0
    assert pending(folder, BUNDLE, BASE) is None
    write(folder, "GRAPH e:g { e:a a unm:Resolution }")
    release(folder, validate=lambda _: pytest.fail("there are no shapes"))
    assert check_whole(folder).quads == 1


# ---------------------------------------------------------------- writing and publishing


def test_a_write_is_in_the_draft_and_not_in_the_release(folder):
    done = write(folder, f"GRAPH <{OP2}> {{ doc:x a unm:Resolution }} doc:y e:p 1 .")
    assert (done.quads, done.added, done.removed) == (2, 2, 3)
    assert done.over_base == (OP2,)
    assert done.graphs == (OP2, f"{BASE}graph/local")
    assert f"{BASE}graph/local" not in check_whole(folder).manifest
    with snapshot(folder, "test") as draft:
        assert {quad.graph_name.value for quad in draft.match()} == {
            OP1,
            OP2,
            f"{BASE}ontology",
            f"{BASE}shapes",
            f"{BASE}graph/local",
        }
    assert not any(folder.snapshots.iterdir())


def test_publishing_changes_what_changed_and_nothing_else(folder):
    first = current(folder)
    write(folder, f"GRAPH <{OP2}> {{ doc:x a unm:Resolution }}")
    done = release(folder)
    second = check_whole(folder)
    assert done.new
    assert (done.number, done.id, done.folder) == (2, second.id, second.path.name)
    changed = diff(first, second)
    assert changed.graphs_changed == (OP2, INFERRED.value)
    assert (changed.graphs_added, changed.graphs_removed) == ((), ())
    assert {quad.graph_name.value for quad in changed.removed} == {OP2, INFERRED.value}
    # both paragraphs stated that 1/2 is cited; one still does
    cited = Quad(*(NamedNode(BASE + part) for part in ("doc/A/RES/71/1", "ontology#cites", "doc/A/RES/71/2")))
    assert cited in set(second.store().quads(DEFAULT_GRAPH))
    assert first.id != second.id
    assert manifest_of(first.store()) == first.manifest, "the old release is as it was"


def test_a_graph_that_is_emptied_goes(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    release(folder)
    with folder.locked("test"):
        from graph.draft import editing

        with editing(folder) as edit:
            edit.set_graph("http://e/g", (), by_user=True)
    release(folder)
    assert "http://e/g" not in check_whole(folder).manifest
    assert current(folder).id == folder.log()[0].id
    assert current(folder).path.name == folder.log()[0].folder, "an equal release is used again"


def test_publishing_nothing_new_leaves_the_release(folder):
    for _ in range(2):
        done = release(folder)
        assert (done.new, done.number) == (False, 1)
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    release(folder)
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    assert not release(folder).new
    assert [entry.number for entry in folder.log()] == [1, 2]


def test_statements_without_a_graph_add_up(folder):
    write(folder, "e:a e:b 1 .")
    assert write(folder, "e:a e:b 2 .").added == 1
    release(folder)
    assert len(list(current(folder).store().quads(NamedNode(f"{BASE}graph/local")))) == 2


def test_an_error_while_reading_leaves_the_draft(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    layers = folder.layers()

    def failing():
        yield from quads("GRAPH e:g { e:a e:b 2 }")
        raise ValueError("the file ends here")

    with folder.locked("test"), pytest.raises(ValueError, match="ends here"):
        ingest(folder, failing())
    assert folder.layers() == layers
    with snapshot(folder, "test") as draft:
        assert set(quads("GRAPH e:g { e:a e:b 1 }")) == set(draft.quads(NamedNode("http://e/g")))


def test_the_lock_is_free_while_a_snapshot_is_read(folder):
    with pytest.raises(NoRelease, match="no draft"), snapshot(folder, "test"):
        pass
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    with snapshot(folder, "test") as draft:
        write(folder, "GRAPH e:g { e:a e:b 2 }")
        assert len(list(draft.quads(NamedNode("http://e/g")))) == 1


# ---------------------------------------------------------------- validation


def test_only_a_users_graphs_are_validated(folder):
    release(folder, validate=lambda _: pytest.fail("the bundle is tested before it is packaged"))
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    seen = []

    def validate(given):
        seen.extend(given)
        return Report(conforms=True)

    release(folder, validate=validate)
    assert {quad.graph_name.value for quad in seen} == set(current(folder).manifest)


def test_a_refused_draft_changes_nothing(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    layers, old = folder.layers(), current(folder)
    report = Report(conforms=False)
    with pytest.raises(ReleaseRefused) as caught:
        release(folder, validate=lambda _: report)
    assert caught.value.report is report
    assert check_whole(folder) == old
    assert folder.layers() == layers
    assert len(folder.log()) == 1
    release(folder, validate=lambda _: Report(conforms=True))
    assert "http://e/g" in check_whole(folder).manifest


def test_a_rehearsal_is_the_release_that_would_be(folder):
    write(folder, "GRAPH e:g { e:a a unm:Resolution } e:a e:b 1 .")
    files = [path for path in folder.path.rglob("*") if path.is_file() and path.name != "lock"]
    text = f"GRAPH <{OP2}> {{ e:c a unm:Resolution }} e:a e:b 2 ."
    with rehearsal(folder, BUNDLE, quads(text)) as store:
        rehearsed = manifest_of(store)
    assert [path for path in folder.path.rglob("*") if path.is_file() and path.name != "lock"] == files
    write(folder, text)
    release(folder)
    assert check_whole(folder).manifest == rehearsed


def test_a_rehearsal_without_a_draft(folder):
    with rehearsal(folder, BUNDLE) as store:
        assert manifest_of(store) == current(folder).manifest


# ---------------------------------------------------------------- rollback, diff, find


def test_rollback_repeats_an_id_under_a_new_number(folder):
    first = current(folder)
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    second = release(folder)
    layers = folder.layers()
    with folder.locked("test"):
        entry = rollback(folder)
    assert (entry.number, entry.id, entry.action) == (3, first.id, "rollback")
    assert check_whole(folder) == first
    assert folder.layers() == layers, "the draft stays"
    assert release(folder).number == 4
    assert current(folder).id == second.id
    with folder.locked("test"), pytest.raises(NoRelease, match="current one already"):
        rollback(folder, "4")


def test_writing_after_a_rollback_without_a_draft_starts_from_the_newest(folder):
    newer = Bundle(BUNDLE.ontology, (), BUNDLE.data, BUNDLE.rules)
    with folder.locked("test"):
        upgrade(folder, newer)
        rollback(folder)
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    release(folder, newer)
    assert f"{BASE}shapes" not in check_whole(folder).manifest


def test_rollback_goes_back_one_by_one(folder):
    for value in (1, 2):
        write(folder, f"GRAPH e:g {{ e:a e:b {value} }}")
        release(folder)
    with folder.locked("test"):
        assert [rollback(folder).folder[:6] for _ in range(2)] == ["000002", "000001"]
        with pytest.raises(NoRelease, match="no release before"):
            rollback(folder)


def test_releases_are_found_by_number_and_id(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    second = release(folder)
    assert (
        find(folder, "2").id
        == find(folder, second.id[:6]).id
        == find(folder, second.id.upper()).id
        == second.id
    )
    assert before(folder) == find(folder, "1")
    for name in ("3", "0", "", second.id[:3] + "x", "zzzz"):
        with pytest.raises(NoRelease, match="No release is called") as caught:
            find(folder, name)
        assert f"2 ({second.id[:12]})" in caught.value.hint


def test_a_damaged_release_is_not_rolled_back_to(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    release(folder)
    shutil.rmtree(folder.releases / folder.log()[0].folder / "store")
    with folder.locked("test"), pytest.raises(ReleaseDamaged):
        rollback(folder)
    check_whole(folder)


def test_publishing_builds_anew_where_the_old_release_is_damaged(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    shutil.rmtree(folder.releases / folder.log()[0].folder)
    with pytest.raises(ReleaseDamaged):
        current(folder)
    release(folder)
    assert set(check_whole(folder).manifest) >= {OP1, INFERRED.value, "http://e/g"}


def test_what_is_derived_cannot_be_written(folder):
    with pytest.raises(ProblemFound, match="holds what the rules derive"):
        write(folder, f"GRAPH <{INFERRED.value}> {{ e:a e:b 1 }}")
    check_whole(folder)


def test_discarding_goes_back_to_the_current_release(folder):
    write(folder, "GRAPH e:g { e:a e:b 1 } e:a e:b 2 .")
    release(folder)
    write(folder, "GRAPH e:h { e:a e:b 1 } e:a e:b 3 .")
    with folder.locked("test"):
        assert discard(folder) == {"http://e/h", f"{BASE}graph/local"}
        assert discard(folder) == set()
    assert not release(folder).new
    assert folder.layers().user_graphs == {"http://e/g", f"{BASE}graph/local"}
    write(folder, "e:a e:b 4 .")
    with snapshot(folder, "test") as draft:
        values = {quad.object.value for quad in draft.quads(NamedNode(f"{BASE}graph/local"))}
    assert values == {"2", "4"}


def test_discarding_after_a_rollback_starts_from_where_one_is(folder, tmp_path):
    newer = newer_bundle(tmp_path)
    with folder.locked("test"):
        upgrade(folder, newer)
        rollback(folder)
        discard(folder)
    assert pending(folder, BUNDLE, BASE) is None
    assert pending(folder, newer, BASE) == "upgrade"
    assert not release(folder).new


# ---------------------------------------------------------------- a newer bundle


def newer_bundle(tmp_path):
    """The tiny bundle with one paragraph changed, one new, one gone."""
    place = tmp_path / "newer"
    shutil.copytree(TINY, place)
    (place / "data" / "acts.trig").write_text(
        f"GRAPH <{OP1}> {{ <{BASE}doc/A/RES/71/1> a <{BASE}ontology#Resolution> }}\n"
        "GRAPH <http://e/new> { <http://e/a> <http://e/b> 1 }\n"
        "GRAPH <http://e/mine> { <http://e/a> <http://e/b> 'theirs' }\n"
    )
    return Bundle.of_folder(place)


def test_an_untouched_folder_gets_the_newer_bundle(folder, tmp_path):
    newer = newer_bundle(tmp_path)
    assert pending(folder, newer, BASE) == "upgrade"
    with folder.locked("test"):
        done = upgrade(folder, newer, validate=lambda _: pytest.fail("nothing of the user's"))
    fresh = DataFolder(tmp_path / "fresh")
    with fresh.locked("test"):
        create(fresh, newer, Layers())
    assert check_whole(folder).manifest == current(fresh).manifest
    assert done.id == current(fresh).id
    assert done.over_base == ()
    assert pending(folder, newer, BASE) is None


def test_the_users_graphs_stay_and_are_reported(folder, tmp_path):
    newer = newer_bundle(tmp_path)
    write(folder, "GRAPH e:mine { e:a e:b 'mine' }")
    release(folder)
    write(folder, "GRAPH e:unpublished { e:a e:b 1 }")
    with folder.locked("test"):
        done = upgrade(folder, newer, validate=lambda _: Report(conforms=True))
    assert done.over_base == ("http://e/mine",)
    manifest = check_whole(folder).manifest
    assert "http://e/new" in manifest
    assert OP2 not in manifest
    assert "http://e/unpublished" not in manifest, "what was not published stays in the draft"
    assert set(current(folder).store().quads(NamedNode("http://e/mine"))) == set(
        quads("GRAPH e:mine { e:a e:b 'mine' }")
    )
    release(folder, newer)
    assert check_whole(folder).manifest.keys() == manifest.keys() | {"http://e/unpublished"}


def test_a_newer_bundle_that_the_users_graphs_break_is_tried_once(folder, tmp_path):
    newer = newer_bundle(tmp_path)
    write(folder, "GRAPH e:mine { e:a e:b 'mine' }")
    release(folder)
    old = current(folder)
    with folder.locked("test"), pytest.raises(ReleaseRefused):
        upgrade(folder, newer, validate=lambda _: Report(conforms=False))
    assert check_whole(folder) == old
    assert pending(folder, newer, BASE) is None
    release(folder, newer)
    assert "http://e/new" in check_whole(folder).manifest


def test_a_change_of_rules_alone_derives_anew(folder):
    with folder.locked("test"):
        upgrade(folder, Bundle(BUNDLE.ontology, BUNDLE.shapes, BUNDLE.data, ()))
    assert INFERRED.value not in check_whole(folder).manifest


# ---------------------------------------------------------------- the default graph as it was written


def test_a_plain_folder_keeps_the_default_graph(tmp_path):
    folder = DataFolder(tmp_path / "data")
    with folder.locked("test"):
        create(folder, EMPTY, Layers(empty=True, default_graph="plain"))
        plain = [Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/c"))]
        ingest(folder, [*plain, *quads("GRAPH e:g { e:a e:b 1 }")])
        publish(folder, EMPTY)
    store = current(folder).store()
    assert list(store.quads(DEFAULT_GRAPH)) == plain
    assert [name.value for name in store.graph_names()] == ["http://e/g"]
    with folder.locked("test"):
        ingest(folder, [Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/d"))])
        assert publish(folder, EMPTY).new, "a change of the default graph alone is another release"


# ---------------------------------------------------------------- incremental is the same as whole

NODES = st.sampled_from([NamedNode(f"http://e/{name}") for name in "abc"])
TRIPLES = st.sets(st.tuples(NODES, st.just(NamedNode("http://e/p")), NODES), max_size=3)
STEPS = st.lists(
    st.dictionaries(st.sampled_from("ghi"), TRIPLES, min_size=1, max_size=2), min_size=1, max_size=3
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_of_changes_gives_the_release_of_its_result(tmp_path_factory, steps):
    place = tmp_path_factory.mktemp("steps")
    rule = place / "rules" / "10.rq"
    rule.parent.mkdir()
    rule.write_text("CONSTRUCT { ?b <http://e/p> ?a } WHERE { ?a <http://e/p> ?b }")
    bundle = Bundle(rules=(rule,))
    folder = DataFolder(place / "data")
    with folder.locked("test"):
        create(folder, bundle, Layers())
    state: dict[str, set[Quad]] = {}
    from graph.draft import editing

    for step in steps:
        with folder.locked("test"):
            with editing(folder) as edit:
                for name, triples in step.items():
                    graph = f"http://e/graph/{name}"
                    state[graph] = {Quad(*triple, NamedNode(graph)) for triple in triples}
                    edit.set_graph(graph, state[graph], by_user=True)
            publish(folder, bundle)
        check_whole(folder)
    stated = {quad for graph in state.values() for quad in graph}
    back = {(quad.object, quad.predicate, quad.subject) for quad in stated}
    derived = back - {(quad.subject, quad.predicate, quad.object) for quad in stated}
    assert {tuple(quad.triple) for quad in current(folder).store().quads(INFERRED)} == derived
    assert set(current(folder).store().named_quads()) - set(current(folder).store().quads(INFERRED)) == stated


# ---------------------------------------------------------------- crashes


class Crash(BaseException):
    """The process ends here."""


def crash_at(monkeypatch, count):
    """End the process, as it were, at the count-th step that changes something on the disk."""
    left = [count]

    def counted(owner, name):
        original = getattr(owner, name)

        def step(*arguments, **options):
            if left[0] == 0:
                raise Crash
            left[0] -= 1
            return original(*arguments, **options)

        monkeypatch.setattr(owner, name, step)

    for owner, name in (
        (Path, "rename"),
        (Path, "replace"),
        (Path, "mkdir"),
        (EmbeddedStore, "checkpoint"),
        (EmbeddedStore, "insert"),
        (EmbeddedStore, "remove"),
        (EmbeddedStore, "flush"),
        (shutil, "rmtree"),
    ):
        counted(owner, name)
    return left


def test_a_crash_at_any_step_leaves_the_old_or_the_new(folder, tmp_path):
    write(folder, "GRAPH e:g { e:a e:b 1 }")
    release(folder)
    clean = folder.path
    outcomes = set()
    for count in range(200):
        shutil.copytree(clean, tmp_path / str(count))
        copy = DataFolder(tmp_path / str(count))
        acknowledged = False
        with pytest.MonkeyPatch.context() as patched:
            left = crash_at(patched, count)
            try:
                write(copy, f"GRAPH <{OP2}> {{ e:a e:b 2 }}")
                acknowledged = True
                release(copy)
            except Crash:
                pass
            finished = left[0] > 0
        changed = current(copy).id != folder.log()[-1].id
        outcomes.add((acknowledged, changed))
        with copy.locked("the next writer"):
            pass
        check_whole(copy)
        names = {path.name for path in copy.releases.iterdir()}
        assert names == {entry.folder for entry in copy.log()}
        with snapshot(copy, "test") as draft:
            held = set(draft.quads(NamedNode(OP2)))
        assert len(held) == 1 if acknowledged else len(held) in (1, 3)
        release(copy)
        assert check_whole(copy).quads > 0
        if acknowledged:
            assert len(list(current(copy).store().quads(NamedNode(OP2)))) == 1
        shutil.rmtree(copy.path)
        if finished:
            break
    assert finished, "there are more steps than were tried"
    assert outcomes == {(False, False), (True, False), (True, True)}


LOOP = """
import sys
from pathlib import Path
from graph.bundle import Bundle, read_rdf
from graph.draft import ingest
from graph.folder import DataFolder
from graph.publish import publish
from pyoxigraph import RdfFormat
folder, bundle = DataFolder(Path(sys.argv[1])), Bundle.of_folder(Path(sys.argv[2]))
for number in range(int(sys.argv[3]), 10_000):
    text = f"GRAPH <http://e/g{number % 3}> {{ <http://e/a> <http://e/b> {number} , 'x' }}"
    with folder.locked("loop", 5):
        ingest(folder, read_rdf(text.encode(), format=RdfFormat.TRIG))
        publish(folder, bundle)
    print(number, flush=True)
"""


def test_sigkill_at_random_points(folder):
    """Every acknowledged release is there and whole, however the writer ended."""
    chance = random.Random(20240817)
    acknowledged = 0
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-P", "-c", LOOP, str(folder.path), str(TINY), str(acknowledged + 1)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            for _ in range(chance.randint(0, 2)):
                process.stdout.readline()
            time.sleep(chance.random() * 0.25)
            process.send_signal(signal.SIGKILL)
            printed = process.stdout.read().split()
        with folder.locked("test", 5):
            pass
        found = check_whole(folder)
        values = {
            int(quad.object.value)
            for graph in "012"
            for quad in found.store().quads(NamedNode(f"http://e/g{graph}"))
            if quad.object.value != "x"
        }
        for graph in "012":
            assert len(list(found.store().quads(NamedNode(f"http://e/g{graph}")))) in (0, 2)
        last = max(values, default=0)
        assert last >= max((int(number) for number in printed), default=acknowledged)
        acknowledged = last
    assert acknowledged > 3, "it never got to write anything"
    assert len(folder.log()) <= acknowledged + 2
    assert [path.name for path in folder.drafts.iterdir()] == [folder.layers().draft]
