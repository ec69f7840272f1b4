"""The data folder: layout, layers, lock, log, and what is left after a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from graph.errors import DraftLocked, LayoutError, NoRelease, ReleaseDamaged
from graph.folder import DataFolder, Layers

LAYERS = Layers(
    version="1",
    user_graphs=frozenset({"http://e/b", "http://e/a"}),
    changed=frozenset({"http://e/a"}),
    draft="000003",
)


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.create(LAYERS)
    return folder


def add_release(folder, name, id="0" * 64):
    place = folder.releases / name
    place.mkdir(parents=True)
    (place / "release.json").write_text(json.dumps({"id": id}))
    return place


# ---------------------------------------------------------------- layout


def test_layers_come_back_as_they_were(folder):
    assert folder.layers() == LAYERS
    assert folder.check() == LAYERS
    folder.write_layers(replace(LAYERS, draft=""))
    assert folder.layers().draft == ""


@pytest.mark.parametrize(
    ("files", "new"),
    [
        (None, True),
        ((), True),
        (("lock",), True),
        (("lock", "layers.json", "layout.json.new"), True),
        (("layout.json",), False),
        (("holiday.jpg",), False),
    ],
)
def test_what_counts_as_new(tmp_path, files, new):
    path = tmp_path / "data"
    if files is not None:
        path.mkdir()
        for name in files:
            (path / name).touch()
    assert DataFolder(path).is_new() is new


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(LayoutError, match="is not a folder"):
        DataFolder(tmp_path / "data").is_new()


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (None, "is not a data folder of mandates"),
        ('{"layout": 2}', "has layout 2; this version knows layout 1"),
        ('{"layout": "1"}', "has layout 1; this version"),
        ("{}", "cannot be read"),
        ("[1]", "cannot be read"),
        ("nonsense", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_another_layout_is_refused_and_nothing_is_touched(folder, layout, message):
    file = folder.path / "layout.json"
    file.unlink() if layout is None else file.write_text(layout)
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    with pytest.raises(LayoutError, match=message) as caught:
        folder.check()
    assert "--data" in caught.value.hint
    assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()} == before


def test_another_base_is_refused(folder):
    with pytest.raises(
        LayoutError, match=r"under the base IRI https://w3id\.org/un-mandates/, not http://b/"
    ):
        folder.check("http://b/")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"user_graphs": 1}', '{"user_graphs": [], "changed": [], "more": 1}']
)
def test_broken_layers_are_refused(folder, text):
    (folder.path / "layers.json").write_text(text)
    with pytest.raises(LayoutError, match="cannot be read"):
        folder.check()


# ---------------------------------------------------------------- lock


HOLD = """
import pathlib, sys
from graph.folder import DataFolder
with DataFolder(pathlib.Path(sys.argv[1])).locked("the other one", 0):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(path):
    """Another process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_writer_waits_and_then_learns_who_holds_the_draft(folder):
    with held(folder.path) as process:
        started = time.monotonic()
        with pytest.raises(DraftLocked, match="the other one, since 20") as caught, folder.locked("me", 0.2):
            pytest.fail("two writers at once")
        assert 0.2 <= time.monotonic() - started < 5
        assert caught.value.holder.startswith("the other one, since ")
        process.stdin.close()
        with folder.locked("me", 30):
            pass


def test_the_lock_goes_with_the_process(folder):
    with held(folder.path) as process:
        process.kill()
        process.wait()
    with folder.locked("me", 0):
        assert (folder.path / "lock").read_text().startswith("me, since ")
    assert (folder.path / "lock").read_text() == ""


# ---------------------------------------------------------------- releases and log


def test_switching_moves_current_and_the_log(folder):
    assert folder.current_name() == ""
    assert folder.log() == []
    with pytest.raises(NoRelease):
        folder.current_path()
    one, two = add_release(folder, "000001-" + "a" * 12, "a" * 64), add_release(folder, "000002-" + "b" * 12)
    folder.switch(one.name, "publish")
    folder.switch(two.name, "publish")
    folder.switch(one.name, "rollback")
    assert folder.current_path() == one
    assert [(entry.number, entry.folder, entry.action) for entry in folder.log()] == [
        (1, one.name, "publish"),
        (2, two.name, "publish"),
        (3, one.name, "rollback"),
    ]
    assert folder.log()[0].id == "a" * 64
    assert folder.next_number() == 4


@pytest.mark.parametrize("text", ["", "../../etc", "000001-xyz", "\xe9", "000001-" + "a" * 13])
def test_a_broken_pointer_is_a_damaged_release(folder, text):
    (folder.path / "current").write_text(text, encoding="latin-1")
    with pytest.raises(ReleaseDamaged):
        folder.current_path()
    with folder.locked("me", 0):  # and does not keep a rollback from mending it
        pass


def test_a_pointer_to_nothing_is_a_damaged_release(folder):
    (folder.path / "current").write_text("000001-" + "a" * 12)
    with pytest.raises(ReleaseDamaged, match="missing or incomplete"):
        folder.current_path()


def test_a_log_line_that_a_crash_prevented_is_written_by_the_next_writer(folder):
    one = add_release(folder, "000001-" + "a" * 12)
    (folder.path / "current").write_text(one.name)
    os.utime(folder.path / "current", (0, 0))
    with folder.locked("me", 0):
        pass
    assert [(entry.folder, entry.at, entry.action) for entry in folder.log()] == [
        (one.name, "1970-01-01T00:00:00Z", "publish")
    ]


def test_a_line_cut_short_is_left_out(folder):
    one = add_release(folder, "000001-" + "a" * 12)
    folder.switch(one.name, "publish")
    with (folder.path / "releases.jsonl").open("a") as out:
        out.write('{"number": 2, "id"')
    assert [entry.number for entry in folder.log()] == [1]
    folder.switch(one.name, "rollback")
    assert [entry.number for entry in folder.log()] == [1, 2]


def test_leftovers_go_and_nothing_else(folder):
    one = add_release(folder, "000001-" + "a" * 12)
    folder.switch(one.name, "publish")
    leftovers = [
        folder.releases / ("000002-" + "b" * 12),
        folder.drafts / "000004",
        folder.staging / "work",
        folder.snapshots / "999999999",
    ]
    kept = [one, folder.drafts / "000003", folder.releases / "README", folder.snapshots / str(os.getpid())]
    for path in leftovers + kept[1:]:
        path.mkdir(parents=True)
    with folder.locked("me", 0):
        pass
    assert not [path for path in leftovers if path.exists()]
    assert all(path.exists() for path in kept)
