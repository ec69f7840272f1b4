"""The writer process: what it does, what it hands back, and that it can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.errors import (
    DataSyntaxError,
    DraftLocked,
    LayoutError,
    NoRelease,
    ProblemFound,
    UnknownFormat,
    WriterFailed,
)
from graph.folder import DataFolder
from graph.release import current
from service.writer import Request, Running, run

TINY = Path(__file__).parent.parent / "tiny"


def request(data, operation, **more):
    return Request(operation, data, bundle=TINY, **more)


@pytest.fixture
def data(tmp_path):
    data = tmp_path / "data"
    run(request(data, "prepare"))
    return data


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_a_request_survives_the_pipe():
    for one in (
        Request("publish", Path("/d")),
        Request("ingest", Path("/d"), "http://b/", Path("/b"), files=(Path("/a"), Path("/ü")), wait=1.5),
        Request("prepare", Path("/d"), empty=True, default_graph="plain", holder="me"),
    ):
        assert Request.from_json(one.to_json()) == one
        assert "\n" not in one.to_json()


def test_preparing_makes_the_folder_once(tmp_path):
    said = []
    done = run(request(tmp_path / "data", "prepare"), lambda what, part=None: said.append((what, part)))
    assert (done["done"], done["number"], done["new"]) == ("create", 1, True)
    assert done["id"] == current(DataFolder(tmp_path / "data")).id
    assert said[0] == ("Building the first release from the bundled graph", None)
    assert {what for what, part in said if part is not None} <= {"Loading the bundled graph"}
    parts = [part for _, part in said if part is not None]
    assert parts == sorted(parts)
    assert run(request(tmp_path / "data", "prepare")) == {"done": None}


def test_write_and_roll_back(data, tmp_path):
    file = written(tmp_path, "mine.trig", "GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 }")
    said = []
    done = run(request(data, "ingest", files=(file,)), lambda what, part=None: said.append((what, part)))
    assert (done["added"], done["graphs"]) == (1, ["http://e/g"])
    assert said == [(f"Reading {file}", None)]
    assert run(request(data, "publish"))["number"] == 2
    assert run(request(data, "rollback"))["number"] == 3
    assert run(request(data, "rollback", release="2"))["folder"].startswith("000002-")


@pytest.mark.parametrize(
    ("name", "text", "kind", "fields"),
    [
        ("a.docx", "", UnknownFormat, {"name": ".docx"}),
        ("a.ttl", "\n<http://e/a> nonsense", DataSyntaxError, {"line": 2}),
    ],
)
def test_an_error_comes_back_as_it_was(data, tmp_path, name, text, kind, fields):
    file = written(tmp_path, name, text)
    layers = DataFolder(data).layers()
    with pytest.raises(kind) as caught:
        run(request(data, "ingest", files=(file,)))
    assert vars(caught.value).items() >= fields.items()
    assert caught.value.message
    assert DataFolder(data).layers() == layers


def test_a_second_writer_learns_who_is_first(data):
    with DataFolder(data).locked("the first one"), pytest.raises(DraftLocked) as caught:
        run(request(data, "publish", wait=0.1))
    assert caught.value.holder.startswith("the first one, since ")


def test_the_writer_names_itself(data, tmp_path):
    file = written(tmp_path, "mine.nt", "<http://e/a> <http://e/b> <http://e/c> .\n" * 200_000)
    running = Running(request(data, "ingest", files=(file,)))
    try:
        deadline = time.monotonic() + 20
        while not (holder := (data / "lock").read_text()) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert holder.startswith(f"mandates ingest, process {running.process.pid}, since 20")
    finally:
        running.kill()
        with pytest.raises(WriterFailed):
            running.result()


def test_another_base_or_layout_is_refused_untouched(data):
    before = sorted(data.rglob("*"))
    with pytest.raises(LayoutError, match="under the base IRI"):
        run(request(data, "publish", base="http://b/"))
    (data / "layout.json").write_text('{"layout": 99}')
    for operation in ("prepare", "publish"):
        with pytest.raises(LayoutError, match="layout 99"):
            run(request(data, operation))
    assert sorted(data.rglob("*")) == before


def test_a_folder_that_cannot_be_made(tmp_path):
    file = written(tmp_path, "file", "")
    with pytest.raises(ProblemFound, match="cannot be written"):
        run(request(file / "data", "prepare"))


def test_no_release_to_go_back_to(data):
    with pytest.raises(NoRelease):
        run(request(data, "rollback"))


def test_a_killed_writer_leaves_the_folder_whole(data, tmp_path):
    text = "".join(f"<http://e/{number}> <http://e/b> {number} .\n" for number in range(50_000))
    file = written(tmp_path, "mine.ttl", text)
    old, layers = current(DataFolder(data)), DataFolder(data).layers()
    running = Running(request(data, "ingest", files=(file,)))
    assert running.process.stdout is not None
    assert "Reading" in running.process.stdout.readline()
    running.kill()
    with pytest.raises(WriterFailed, match="ended without an answer"):
        running.result()
    assert current(DataFolder(data)) == old
    assert DataFolder(data).layers() == layers
    assert not run(request(data, "publish", wait=1))["new"]


def test_what_the_user_stands_in_is_not_imported(tmp_path):
    for name in ("graph.py", "service.py", "json.py"):
        written(tmp_path, name, "raise SystemExit('the wrong module')")
    text = request(tmp_path / "data", "prepare").to_json()
    code = "import sys; from service.writer import run, Request; print(run(Request.from_json(sys.argv[1]))['number'])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, text], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "1\n", done.stderr


def test_the_writer_starts_light():
    code = (
        "import json, sys, service.writer, graph.publish, graph.draft; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & {"fastapi", "starlette", "pydantic", "rdflib", "pyshacl", "typer", "rich", "jinja2"}


def test_a_writer_that_died_in_the_middle_of_its_answer_has_failed(tmp_path, monkeypatch):
    program = tmp_path / "python"
    program.write_text(
        '#!/bin/sh\nread request\necho \'{"progress": "Building"}\'\nprintf \'{"result": {"id\'\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr("service.writer.sys.executable", str(program))
    said = []
    with pytest.raises(WriterFailed):
        Running(Request("publish", tmp_path)).result(lambda what, part=None: said.append((what, part)))
    assert said == [("Building", None)]
