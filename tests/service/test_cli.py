"""The command: what it prints where, its exit status, and that no error is a traceback."""

from __future__ import annotations

import io
import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.folder import DataFolder
from graph.release import current
from service import cli
from service.settings import Settings

TINY = Path(__file__).parent.parent / "tiny"
BASE = "https://w3id.org/un-mandates/"
MINE = "GRAPH <http://e/mine> { <http://e/a> <http://e/b> 'mine' }"


@dataclass
class Done:
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MANDATES_{name.upper()}", raising=False)
    monkeypatch.setenv("MANDATES_BUNDLE", str(TINY))
    monkeypatch.setenv("MANDATES_DATA", str(tmp_path / "data"))


@pytest.fixture
def mandates(monkeypatch, capfd):
    """Run the command in this process (the writer is one of its own)."""

    def run(*arguments, stdin: str | bytes = b""):
        monkeypatch.setattr(sys, "argv", ["mandates", *map(str, arguments)])
        text = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        with pytest.raises(SystemExit) as caught:
            cli.main()
        code = caught.value.code
        sys.stdout.flush()
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return Done(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


@pytest.fixture
def folder(tmp_path):
    return DataFolder(tmp_path / "data")


def written(tmp_path, name, text):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# ---------------------------------------------------------------- the first use


def test_any_reading_command_makes_a_new_folder_first(mandates, folder):
    done = mandates(
        "query", "-", "--format", "csv", stdin="SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    )
    assert done.status == 0
    assert done.out.split() == ["n", str(current(folder).quads)]
    assert done.err == "Building the first release from the bundled graph\n"
    again = mandates("query", "-", "--format", "csv", stdin="ASK {}")
    assert (again.out, again.err) == ("true\n", "")


def test_the_flag_goes_before_the_environment(mandates, tmp_path, folder):
    assert mandates("export", "--data", tmp_path / "other").status == 0
    assert (tmp_path / "other" / "current").exists()
    assert not folder.path.exists()


def test_a_newer_bundle_is_put_under_on_the_next_use(mandates, monkeypatch, folder, tmp_path):
    mandates("export")
    newer = tmp_path / "newer"
    (newer / "data").mkdir(parents=True)
    written(newer / "data", "a.trig", "GRAPH <http://e/new> { <http://e/a> <http://e/b> 1 }")
    monkeypatch.setenv("MANDATES_BUNDLE", str(newer))
    done = mandates("export")
    assert (
        done.out
        == '<http://e/a> <http://e/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/new> .\n'
    )
    assert done.err == "Building a release on the newer bundled graph\n"
    assert len(folder.log()) == 2


def test_a_newer_bundle_that_my_graphs_break_leaves_the_old_release_in_use(
    mandates, monkeypatch, folder, tmp_path
):
    symbols = f"<http://e/act> a <{BASE}ontology#Act> ; <{BASE}ontology#symbol> 'A', 'B'"
    newer = tmp_path / "newer"
    shutil.copytree(TINY, newer)
    (newer / "shapes" / "act.ttl").rename(newer / "act.ttl")
    monkeypatch.setenv("MANDATES_BUNDLE", str(newer))
    file = written(tmp_path, "mine.trig", f"GRAPH <http://e/mine> {{ {symbols} }}")
    assert mandates("ingest", file, "--publish", "auto").status == 0
    (newer / "act.ttl").rename(newer / "shapes" / "act.ttl")
    ask = ("query", "-", "--format", "csv")
    done = mandates(*ask, stdin="ASK { GRAPH <http://e/mine> { ?s ?p ?o } }")
    assert (done.status, done.out) == (0, "true\n")
    assert "Warning: The draft does not conform" in done.err
    assert "The old release is used." in done.err
    assert mandates(*ask, stdin="ASK {}").err == "", "it is said once"
    assert mandates("validate").status == 1
    assert len(folder.log()) == 2


# ---------------------------------------------------------------- query


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("table", "A/RES/71/1"),
        ("json", '"value":"A/RES/71/1"'),
        ("csv", "A/RES/71/1"),
        ("tsv", '"A/RES/71/1"'),
    ],
)
def test_query_from_a_file(mandates, tmp_path, format, expected):
    file = written(tmp_path, "q.rq", f"SELECT ?symbol {{ ?act <{BASE}ontology#symbol> ?symbol }}")
    done = mandates("query", file, "--format", format)
    assert (done.status, expected in done.out) == (0, True)


def test_query_into_a_file(mandates, tmp_path):
    out = tmp_path / "answer.csv"
    assert mandates("query", "-", "--format", "csv", "--out", out, stdin="ASK {}").out == ""
    assert out.read_text() == "true\n"
    failed = mandates("query", "-", "--format", "nonsense", "--out", out, stdin="ASK {}")
    assert failed.status == 2
    assert out.read_text() == "true\n", "what was there before is untouched"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer.csv", "data"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n ?s ?p", "malformed at line 2, column"),
        ("", "malformed"),
        (b"ASK { ?s ?p '\xff' }", "not UTF-8"),
        ("INSERT DATA { <http://e/a> <http://e/b> 1 }", "pdate"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * " + "{" * 3000 + "}" * 3000, "nest"),
    ],
)
def test_a_query_that_is_not_run(mandates, text, message):
    done = mandates("query", "-", stdin=text)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("Error: ") == 1


# ---------------------------------------------------------------- export


def test_two_exports_are_the_same_bytes(mandates, tmp_path):
    one = mandates("export", "--data", tmp_path / "one").out
    two = mandates("export", "--data", tmp_path / "two", "--format", "nq").out
    assert one == two
    assert one.splitlines() == sorted(one.splitlines())


@pytest.mark.parametrize("suffix", ["nq", "trig", "ttl", "jsonld", "nt"])
def test_export_takes_the_format_from_the_name(mandates, tmp_path, folder, suffix):
    out = tmp_path / f"all.{suffix}"
    assert mandates("export", "--out", out).status == 0
    named = suffix in ("nq", "trig")
    read = list(parse(path=out, format=RdfFormat.from_extension(suffix)))
    assert len(read) == (current(folder).quads if named else current(folder).triples)


# ---------------------------------------------------------------- ingest, release


def test_ingest_publish_list_diff_rollback(mandates, tmp_path, folder):
    file = written(tmp_path, "mine.trig", MINE)
    done = mandates("ingest", file)
    assert done.status == 0
    assert "1 statements in 1 graph: 1 new, 0 removed." in done.err
    assert "mandates release" in done.err
    assert "mine" not in mandates("export").out
    done = mandates("release")
    assert done.status == 0
    assert done.out == f"{current(folder).id}\n"
    assert '"mine"' in mandates("export").out
    assert "stays: nothing changed" in mandates("release").err
    listed = json.loads(mandates("release", "list", "--json").out)
    assert [(entry["number"], entry["action"], entry["current"]) for entry in listed] == [
        (1, "publish", False),
        (2, "publish", True),
    ]
    assert mandates("release", "list").out.splitlines()[1].startswith("*      2  20")
    text = mandates("release", "diff").out
    assert "+ graph http://e/mine" in text
    assert '+ <http://e/a> <http://e/b> "mine" <http://e/mine> .' in text
    back = json.loads(mandates("release", "diff", "2", "1", "--json").out)
    assert back["graphs_removed"] == ["http://e/mine"]
    assert back["added"] == []
    done = mandates("release", "rollback")
    assert done.status == 0
    assert "Release 3 is 000001-" in done.err
    assert "mine" not in mandates("export").out
    assert mandates("release", "rollback").status == 1


def test_a_draft_that_breaks_a_shape(mandates, tmp_path, folder):
    broken = MINE.replace(
        "<http://e/a>", f"<http://e/a> a <{BASE}ontology#Act> ; <{BASE}ontology#symbol> 'A', 'B' ; "
    )
    file = written(tmp_path, "broken.trig", broken)
    done = mandates("validate", file)
    assert done.status == 1
    assert "http://e/a" in done.out
    assert "Does not conform: 1 violation" in done.out
    assert mandates("validate").status == 0, "nothing was written"
    assert mandates("ingest", file).status == 0
    for command in (("release",), ("validate",)):
        done = mandates(*command)
        assert (done.status, "Does not conform: 1 violation" in done.out) == (1, True)
    assert len(folder.log()) == 1
    assert json.loads(mandates("validate", "--format", "json").out)["violations"] == 1
    assert "Known: text, json, ttl, sarif" in mandates("validate", "--format", "foo").err
    assert mandates("release", "discard").err == "Discarded the changes of 1 graph.\n"
    assert mandates("validate").status == 0


def test_ingest_and_publish_at_once(mandates, tmp_path, folder):
    assert mandates("ingest", written(tmp_path, "mine.trig", MINE), "--publish", "auto").status == 0
    assert "http://e/mine" in current(folder).manifest


def test_a_graph_in_place_of_the_bundles_is_reported(mandates, tmp_path):
    graph = f"{BASE}doc/A/RES/71/1/en/op/1"
    done = mandates("ingest", written(tmp_path, "mine.trig", MINE.replace("http://e/mine", graph)))
    assert f"In place of the bundled graph: {graph}" in done.err


@pytest.mark.parametrize(
    ("name", "text", "status", "message"),
    [
        ("a.docx", "", 1, "a.docx: the file is empty"),
        ("a.foo", "", 1, "a.foo: the file is empty"),
        ("a.ttl", "@prefix e: <http://e/> .\ne:a e:b\n  e:c e:d .", 1, "a.ttl:3:7: "),
        ("a.rdf", "<!DOCTYPE r><r/>", 1, "DOCTYPE"),
        ("missing.ttl", None, 2, "There is no file"),
    ],
)
def test_a_file_that_cannot_be_ingested(mandates, tmp_path, folder, name, text, status, message):
    mandates("export")
    layers = folder.layers()
    file = tmp_path / name if text is None else written(tmp_path, name, text)
    done = mandates("ingest", file)
    assert (done.status, done.out) == (status, "")
    assert message in done.err
    assert folder.layers() == layers


def test_a_second_writer_is_told_who_is_first(mandates, tmp_path, folder, monkeypatch):
    mandates("export")
    monkeypatch.setenv("MANDATES_LOCK_WAIT", "0.1")
    with folder.locked("the first one"):
        done = mandates("ingest", written(tmp_path, "mine.trig", MINE))
        assert mandates("query", "-", stdin="ASK {}").status == 0, "reading goes on"
    assert done.status == 1
    assert "being written by the first one, since 20" in done.err


def test_a_relative_iri_is_under_the_base(mandates, tmp_path):
    asked = tmp_path / "asked.rq"
    asked.write_text("SELECT (<body/ga> AS ?thing) {}")
    assert mandates("query", str(asked), "--format", "csv").out.split() == ["thing", f"{BASE}body/ga"]


# ---------------------------------------------------------------- lineage, verify


def test_an_unknown_symbol_names_the_nearest(mandates):
    done = mandates("lineage", "A/RES/71/11")
    assert (done.status, done.out) == (1, "")
    assert "nothing about A/RES/71/11" in done.err
    assert "A/RES/71/1" in done.err.splitlines()[-1]


@pytest.mark.parametrize("format", ["foo", "TABLE", ""])
def test_an_unknown_format_of_a_lineage(mandates, format):
    done = mandates("lineage", "A/RES/71/1", "--format", format)
    assert (done.status, done.out) == (2, "")
    assert "Known: table, json, csv, dot" in done.err


def test_the_lineage_of_what_has_none_says_what_was_looked_at(mandates):
    done = mandates("lineage", "a/res/71/1")
    assert done.status == 0
    assert done.out.startswith("No link leads to it or from it")
    assert "Looked at 0 lineage links" in done.out
    assert json.loads(mandates("lineage", "A/RES/71/1", "--format", "json").out)["edges"] == []


@pytest.mark.parametrize(
    "text",
    ["A/RES/71/1", "a/res/71/1", "doc/A/RES/71/1", f"{BASE}doc/A/RES/71/1", "https://undocs.org/A/RES/71/1"],
)
def test_a_thing_is_named_by_symbol_or_iri(mandates, text):
    of = json.loads(mandates("lineage", text, "--format", "json").out)["of"]
    assert of == f"{BASE}doc/A/RES/71/1"


def test_a_folder_that_cannot_be_read(mandates, folder):
    mandates("export")
    (folder.path / "current").unlink()
    (folder.path / "current").mkdir()
    done = mandates("export")
    assert done.status == 1
    assert "current cannot be read" in done.err


def test_verifying_what_the_graph_does_not_hold(mandates, tmp_path):
    text = (
        "Summary\n\n1. "
        + "The Commission considered the matter at length. " * 5
        + "\n\n2. And so on it went.\n"
    )
    done = mandates("verify", written(tmp_path, "a.txt", text))
    assert (done.status, done.out) == (1, "")
    assert "the graph holds no document" in done.err


# ---------------------------------------------------------------- wrong usage


def test_version_and_help(mandates):
    assert re.fullmatch(r"mandates \d+\.\d+\.\d+\S*\n", mandates("--version").out)
    text = mandates("--help").out
    for command in ("serve", "ingest", "validate", "release", "query", "lineage", "verify", "export"):
        assert command in text
        assert mandates(command, "--help").status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense",), "No such command"),
        (("query",), "Missing argument"),
        (("export", "--format", "foo"), "Known: nq, trig, ttl, jsonld, nt"),
        (("export", "--out", "all.docx"), "Unknown format 'docx'"),
        (("export", "--out", "/nonexistent/all.nq"), "cannot be written"),
        (("query", "missing.rq"), "cannot be read"),
        (("verify", "missing.txt", "--format", "foo"), "Known: text, json"),
        (("serve", "--publish", "sometimes"), "sometimes"),
        (("serve", "--port", "70000"), "65535"),
        (("serve", "--host", "256.0.0.1"), "Cannot listen on 256.0.0.1"),
    ],
)
def test_wrong_usage(mandates, arguments, message):
    done = mandates(*arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_wrong_setting_is_named(mandates, monkeypatch):
    monkeypatch.setenv("MANDATES_BASE", "https://example.org")
    done = mandates("export")
    assert (done.status, done.out) == (2, "")
    assert "Wrong setting: base: " in done.err


@pytest.mark.parametrize(
    "command", [("export",), ("ingest", "mine.trig"), ("release", "list"), ("release", "rollback")]
)
def test_a_folder_of_another_layout_is_refused_untouched(mandates, tmp_path, folder, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "mine.trig", MINE)
    mandates("export")
    (folder.path / "layout.json").write_text('{"layout": 7}')
    before = sorted(folder.path.rglob("*"))
    done = mandates(*command)
    assert (done.status, done.out) == (1, "")
    assert "has layout 7; this version knows layout 1" in done.err
    assert sorted(folder.path.rglob("*")) == before


def test_a_folder_of_something_else_is_refused_untouched(mandates, folder):
    folder.path.mkdir()
    written(folder.path, "holiday.jpg", "")
    done = mandates("export")
    assert done.status == 1
    assert "is not a data folder of mandates" in done.err
    assert [path.name for path in folder.path.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--empty",), "holds a graph already"),
        (("--default-graph", "plain"), "was made with --default-graph union"),
    ],
)
def test_serve_does_not_change_what_a_folder_is(mandates, flags, message):
    mandates("export")
    done = mandates("serve", "--port", "0", *flags)
    assert done.status == 2
    assert message in done.err


def test_a_port_that_is_taken(mandates):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = mandates("serve", "--port", taken.getsockname()[1])
    assert done.status == 2
    assert "--port" in done.err


# ---------------------------------------------------------------- the command itself


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    mandates = Path(sys.executable).with_name("mandates")
    done = subprocess.run(
        f"{mandates} export | head -c 10",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert len(done.stdout) == 10
    assert "Error" not in done.stderr


@pytest.mark.parametrize("empty", [False, True])
def test_serve_answers_and_the_command_line_works_beside_it(mandates, folder, tmp_path, empty):
    flags = ["--empty"] if empty else []
    with subprocess.Popen(
        [Path(sys.executable).with_name("mandates"), "serve", "--port", "0", *flags],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as process:
        assert process.stderr is not None
        try:
            address = next(
                found[1] for line in process.stderr if (found := re.search(r" at (http\S+)", line))
            )
            count = "sparql?query=SELECT%20%28COUNT%28%2A%29%20AS%20%3Fn%29%20%7B%3Fs%20%3Fp%20%3Fo%7D"
            asked = urllib.request.Request(address + count, headers={"Accept": "text/csv"})
            with urllib.request.urlopen(asked, timeout=20) as answer:
                assert answer.read().split() == [b"n", str(current(folder).triples).encode()]
            assert (current(folder).triples == 0) is empty
            assert mandates("ingest", written(tmp_path, "mine.trig", MINE)).status == 0
        finally:
            process.send_signal(signal.SIGTERM)
        process.stderr.read()
    assert process.returncode in (0, -signal.SIGTERM)
