"""`mandates ingest` over documents: what goes in, what is refused, what a cut in the middle leaves."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sysconfig
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import psutil
import pypdf
import pytest
from pyoxigraph import NamedNode

from graph.batch import fingerprints
from graph.engines.embedded import EmbeddedStore
from graph.folder import DataFolder
from graph.release import current

MANDATES = shutil.which("mandates", path=sysconfig.get_path("scripts")) or "mandates"
DOC = "https://w3id.org/un-mandates/doc/"
ACTS = 80


@pytest.fixture
def environment(tmp_path, bundle):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANDATES_")}
    return kept | {"MANDATES_DATA": str(tmp_path / "data"), "MANDATES_BUNDLE": str(bundle)}


@pytest.fixture
def mandates(environment):
    """Run the command and return what it printed."""

    def run(*words: object, data: Path | None = None, status: int = 0):
        own = environment | ({"MANDATES_DATA": str(data)} if data else {})
        done = subprocess.run(
            [MANDATES, *map(str, words)], env=own, capture_output=True, text=True, timeout=100, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def folder(environment):
    return DataFolder(Path(environment["MANDATES_DATA"]))


def written(file: Path, data: bytes | str) -> Path:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


@pytest.fixture
def collection(tmp_path, act, record):
    """A collection of resolutions, as JSON Lines."""

    def make(count: int, name: str = "acts.jsonl") -> Path:
        lines = [
            record(f"A/RES/74/{n}", act(n, *(f"Requests bees {k};" for k in range(10))))
            for n in range(1, count + 1)
        ]
        return written(tmp_path / name, b"".join(lines))

    return make


def graphs(folder: DataFolder) -> set[str]:
    store = EmbeddedStore.read_only(folder.drafts / folder.layers().draft)
    return {name.value.removeprefix(DOC) for name in store.graph_names()}


# ---------------------------------------------------------------- what goes in


def test_documents_and_rdf_go_in_by_one_command(mandates, folder, tmp_path, act):
    text = written(tmp_path / "act.txt", act(173))
    rdf = written(tmp_path / "note.trig", "GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 }")
    done = mandates("ingest", text, rdf, "--workers", 1)
    assert done.stdout == ""
    assert "1 statements in 1 graph: 1 new, 0 removed." in done.stderr
    assert "1 documents: " in done.stderr
    assert {"A/RES/74/173/en", "A/RES/74/173/en/op/1", "A/RES/73/173", "http://e/g"} <= graphs(folder)
    assert "Release 2" in mandates("release").stderr


def test_the_same_again_is_skipped_and_a_change_is_not(mandates, folder, tmp_path, act):
    text = written(tmp_path / "act.txt", act(173, "Requests bees;", "Requests wasps;"))
    mandates("ingest", text)
    before = folder.layers()
    assert "1 unchanged" in mandates("ingest", text).stderr
    assert folder.layers() == before
    written(text, act(173, "Requests bees;"))
    assert "0 unchanged" in mandates("ingest", text).stderr
    assert "A/RES/74/173/en/op/1" not in {name for name in graphs(folder) if name.endswith("op/2")}
    mandates("release", "discard")
    assert "0 unchanged" in mandates("ingest", text).stderr


def test_words_are_kept_only_when_asked_for(mandates, tmp_path, act):
    text = written(tmp_path / "act.txt", act(173))
    for options, kept in (((), False), (("--keep-text",), True)):
        mandates("ingest", text, *options)
        mandates("release")
        assert ("bees of town 173" in mandates("export", "--format", "nq").stdout) is kept


def test_a_summary_for_machines(mandates, tmp_path, act, record):
    lines = record("A/RES/74/1", act(1)) + b"{\n" + record("A/RES/74/2", act(2))
    file = written(tmp_path / "acts.jsonl", lines)
    done = mandates("ingest", file, "--json", status=1)
    summary = json.loads(done.stdout)
    assert (summary["files"], summary["documents"], summary["unchanged"]) == (1, 2, 0)
    (refused,) = summary["refused"]
    assert refused["source"] == f"{file}:2"
    assert "not JSON" in refused["problems"][0]["what"]
    assert (
        0 < summary["added"] < summary["quads"]
    )  # what is said of the run, and of shared things, is said once
    again = json.loads(mandates("ingest", file, "--json", status=1).stdout)
    assert (again["documents"], again["unchanged"], again["quads"], len(again["refused"])) == (0, 2, 0, 1)


def test_two_texts_of_one_document_are_not_mixed(mandates, folder, tmp_path, act):
    one, two = written(tmp_path / "one.txt", act(1)), written(tmp_path / "two.txt", act(1, "Requests wasps;"))
    for _ in range(2):  # the second time the first of them is there already
        done = mandates("ingest", one, two, status=1)
        assert f"Error: {two}: {DOC}A/RES/74/1/en was read already, from {one}" in done.stderr
    assert len(fingerprints(folder, "test")) == 1


def test_a_slug_for_a_document_without_a_symbol(mandates, folder, tmp_path):
    text = written(
        tmp_path / "fox.txt", "The quick brown fox jumps over the lazy dog, and that is all of the story."
    )
    assert "--source SLUG" in mandates("ingest", text, status=1).stderr
    mandates("ingest", text, "--source", "Not A Slug", status=2)
    mandates("ingest", text, "--source", "fox-2020")
    assert "x-src/fox-2020/en" in graphs(folder)


def test_wrong_usage_is_told_before_anything_is_done(mandates, folder, tmp_path, act):
    text = written(tmp_path / "act.txt", act(173))
    assert "There is no file" in mandates("ingest", text, tmp_path / "gone.pdf", status=2).stderr
    mandates("ingest", text, "--workers", 0, status=2)
    assert folder.is_new()


def test_one_worker_or_two_make_the_same(mandates, tmp_path, collection):
    ids = []
    for workers in (1, 2):
        data = tmp_path / f"data{workers}"
        mandates("ingest", collection(80), "--workers", workers, data=data)
        ids.append(mandates("release", data=data).stdout)
    assert ids[0] == ids[1]


# ---------------------------------------------------------------- cut in the middle


def started(environment, file, *, batch=600):
    return subprocess.Popen(
        [MANDATES, "ingest", str(file), "--workers", "2"],
        env=environment | {"MANDATES_BATCH": str(batch)},
        stderr=subprocess.PIPE,
        text=True,
    )


def children(process, name):
    """The processes that another one has started for something."""
    found = []
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.Error):
            found += [child] if name in " ".join(child.cmdline()) else []
    return found


def until(condition, process, seconds=60.0):
    """Wait for something to be so while the process runs."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return found


@pytest.fixture
def expected(mandates, tmp_path, collection):
    """The id of the release of a collection, and the collection."""
    file = collection(ACTS)
    data = tmp_path / "uninterrupted"
    mandates("ingest", file, data=data)
    return mandates("release", data=data).stdout, file


def test_the_command_is_killed_and_run_again(mandates, environment, folder, expected):
    id, file = expected
    mandates("release", "list")
    process = started(environment, file)
    until(lambda: folder.layers().draft, process)
    others = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    _, left = psutil.wait_procs(others, timeout=20)
    assert not [child for child in left if child.status() != "zombie"]
    expressions = {name for name in graphs(folder) if name.endswith("/en")}
    assert 0 < len(expressions) < ACTS
    store = EmbeddedStore.read_only(folder.drafts / folder.layers().draft)
    assert len({len(list(store.quads(NamedNode(DOC + name)))) for name in expressions}) == 1  # whole ones
    done = json.loads(mandates("ingest", file, "--json").stdout)
    assert done["unchanged"] == len(expressions)
    assert done["documents"] == ACTS - len(expressions)
    assert mandates("release").stdout == id


def test_the_writer_is_killed_and_the_command_run_again(mandates, environment, folder, expected):
    id, file = expected
    mandates("release", "list")
    process = started(environment, file)
    until(lambda: folder.layers().draft, process)

    done = children(process, "service.writer")
    until(lambda: set(children(process, "service.writer")) - set(done), process).pop().kill()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The writer process ended without an answer" in said
    mandates("ingest", file)
    assert mandates("release").stdout == id


def test_a_worker_is_killed_and_nobody_notices(mandates, environment, folder, expected):
    id, file = expected
    mandates("release", "list")
    process = started(environment, file)
    until(lambda: folder.layers().draft, process)
    children(process, "spawn_main")[0].kill()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert f"{ACTS} documents" in said
    assert mandates("release").stdout == id


# ---------------------------------------------------------------- hostile files


def word(password: bool = False, text: str = "") -> bytes:
    if password:
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)
    document = docx.Document()
    document.add_paragraph(
        text or "Recalling the bees of the town, and of the wood, the Assembly requests a report."
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(password: str = "", pages: int = 1) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts,
        parts.open("word/document.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(1_000_000))
    return out.getvalue()


ENTITIES = (
    '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bees">\n'
    + "\n".join(f'<!ENTITY b{n} "{f"&b{n - 1 or chr(0)};".replace(chr(0), "") * 10}">' for n in range(1, 10))
    + "]>\n<akomaNtoso>&b9;</akomaNtoso>"
)
HOSTILE = {
    "empty.txt": (lambda: b"", "empty"),
    "locked.docx": (lambda: word(password=True), "password"),
    "corrupt.docx": (lambda: word()[:3000], "not a DOCX file that can be read"),
    "not-word.docx": (lambda: b"PK\x03\x04" + bytes(100), "not a DOCX file"),
    "bomb.docx": (bomb, "unpacks to more than"),
    "locked.pdf": (lambda: pdf("secret"), "password"),
    "corrupt.pdf": (lambda: pdf()[:200], "PDF"),
    "scanned.pdf": (pdf, "its pages are pictures"),
    "entities.xml": (ENTITIES.encode, "DOCTYPE"),
    "german.txt": (
        "Der Hund lief über die Straße und sah dabei nicht nach links, weil er es eilig hatte.".encode,
        "none of the UN's six languages",
    ),
    "fox.txt": (
        lambda: b"The quick brown fox jumps over the lazy dog, and that is all that the story says of it.",
        "not a document of the United Nations",
    ),
    "binary.txt": (lambda: bytes(range(256)) * 10, "not a text file"),
    "cut.jsonl.gz": (lambda: gzip.compress(os.urandom(10_000).replace(b"\n", b""))[:-500], "cannot be read"),
}


@pytest.mark.parametrize("name", [*HOSTILE, "large.txt"])
def test_a_hostile_file_is_named_with_the_reason_and_the_draft_stays(mandates, folder, tmp_path, name):
    file = tmp_path / name
    make, what = HOSTILE.get(name, (None, "larger than 50,000,000 bytes"))
    if make:
        file.write_bytes(make())
    else:
        with file.open("wb") as out:
            out.truncate(100_000_000)
    mandates("release", "list")
    before = folder.layers()
    done = mandates("ingest", file, "--workers", 1, status=1)
    (said, hint, *_) = done.stderr.splitlines()
    assert said.startswith(f"Error: {file}")
    assert what in said
    assert hint.startswith("  ")
    assert str(tmp_path) not in said.replace(str(file), "")
    assert folder.layers() == before
    assert not folder.drafts.exists()


def test_hostile_files_do_not_stop_a_good_one(mandates, folder, tmp_path, act):
    bad = [written(tmp_path / name, make()) for name, (make, _) in HOSTILE.items() if name != "bomb.docx"]
    good = written(tmp_path / "good.txt", act(173))
    done = mandates("ingest", *bad, good, status=1)
    assert "1 documents: " in done.stderr
    assert f"{len(bad)} refused" in done.stderr
    assert "A/RES/74/173/en" in graphs(folder)
    assert current(folder).graphs  # and the release is as it was
