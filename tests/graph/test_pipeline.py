"""Units of work: how files are cut into them, what becomes of one, and who survives what."""

from __future__ import annotations

import gzip
import importlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.names import DEFAULT_BASE, VOCABULARY
from graph.pipeline import units as cutting
from graph.pipeline.local import in_processes
from graph.pipeline.units import Form, Source, Unit, size_of, units
from graph.pipeline.versions import rules_version
from graph.pipeline.work import Job, OtherVersion, ingest

DOC = f"{DEFAULT_BASE}doc/"


@pytest.fixture
def job(bundle: Path) -> Job:
    return Job(DEFAULT_BASE, rules_version(), str(bundle))


# ---------------------------------------------------------------- cutting


def written(file: Path, data: bytes | str) -> Path:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def test_a_file_is_a_unit_and_a_collection_is_cut(tmp_path, monkeypatch, record):
    monkeypatch.setattr(cutting, "MOST", 2)
    lines = [record(f"A/RES/74/{n}", "x") for n in range(1, 6)]
    files = [
        written(tmp_path / "a.txt", "one"),
        written(tmp_path / "b.jsonl", b"".join(lines[:2]) + b"\n" + b"".join(lines[2:])),
        written(tmp_path / "c.jsonl.gz", gzip.compress(lines[0])),
    ]
    found = list(units(files))
    assert [unit.number for unit in found] == list(range(5))
    names = [[source.name.rpartition("/")[2] for source in unit.sources] for unit in found]
    assert names == [
        ["a.txt"],
        ["b.jsonl:1", "b.jsonl:2"],
        ["b.jsonl:4", "b.jsonl:5"],
        ["b.jsonl:6"],
        ["c.jsonl.gz:1"],
    ]
    assert [source.data for unit in found[1:4] for source in unit.sources] == lines
    assert sum(unit.read for unit in found) == size_of(files)


def test_a_large_record_stands_alone(tmp_path, monkeypatch, record):
    monkeypatch.setattr(cutting, "SIZE", 100)
    lines = [record("A/RES/74/1", "x"), record("A/RES/74/2", "x" * 200), record("A/RES/74/3", "x")]
    found = list(units([written(tmp_path / "b.jsonl", b"".join(lines))]))
    assert [len(unit.sources) for unit in found] == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("gone.txt", None, "No such file"),
        ("empty.jsonl", b"\n\n", "holds no document"),
        ("cut.jsonl.gz", gzip.compress(os.urandom(5000))[:-500], "cannot be read"),
    ],
)
def test_what_cannot_be_opened_is_a_source_with_its_problem(tmp_path, name, data, what):
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    *_, unit = units([file])
    problem = unit.sources[-1].problem
    assert problem is not None
    assert what in problem.what
    assert problem.hint


def test_a_line_without_an_end_is_not_gathered(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "LONGEST_LINE", 1000)
    found = list(units([written(tmp_path / "bomb.jsonl", b"{}\n" + b"x" * 100_000)]))
    sources = [source for unit in found for source in unit.sources]
    assert [source.name.rpartition(":")[2] for source in sources] == ["1", "2"]
    assert sources[1].problem is not None
    assert sources[1].data == b""


def test_a_large_file_is_not_read(tmp_path):
    file = tmp_path / "large.txt"
    with file.open("wb") as out:
        out.truncate(100_000_000)
    (unit,) = units([file])
    assert unit.sources[0].problem is not None
    assert "larger than" in unit.sources[0].problem.what
    assert (unit.sources[0].data, unit.read) == (b"", 100_000_000)


# ---------------------------------------------------------------- one unit


def source(text: str, name: str = "act.txt") -> Source:
    return Source(name, text.encode())


def one(job: Job, given: Source):
    (outcome,) = ingest(job, Unit(0, (given,)))
    return outcome


def quads(outcome):
    return list(parse(zlib.decompress(outcome.quads), format=RdfFormat.N_QUADS))


def test_a_document_becomes_quads_with_the_run_that_made_them(job, act):
    outcome = one(job, source(act(173)))
    assert outcome.problems == ()
    assert outcome.documents == (f"{DOC}A/RES/74/173/en",)
    made = quads(outcome)
    assert len(made) == outcome.count == len(set(made))
    expression = NamedNode(f"{DOC}A/RES/74/173/en")
    (fingerprint,) = [quad for quad in made if quad.predicate.value == f"{VOCABULARY}fingerprint"]
    assert (fingerprint.subject, fingerprint.graph_name) == (expression, expression)
    assert fingerprint.object.value == outcome.fingerprint == job.fingerprint(source(act(173)))
    run = f"{DEFAULT_BASE}run/{rules_version()[:16]}"
    assert {quad.subject.value for quad in made if quad.graph_name.value == run} == {run}


def test_the_same_document_comes_to_the_same_bytes(job, act):
    assert one(job, source(act(173))) == one(job, source(act(173)))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"bundle": "/elsewhere"}, True),
        ({"rules": "0" * 64}, False),
        ({"keep_text": True}, False),
        ({"slug": "bees"}, False),
        ({"base": "https://example.org/"}, False),
    ],
)
def test_the_fingerprint_changes_with_what_decides_the_outcome(job, change, same):
    other = replace(job, **change)
    assert (other.fingerprint(source("x")) == job.fingerprint(source("x"))) is same


def test_the_fingerprint_is_of_the_bytes_and_of_how_they_are_read(job):
    prints = {
        job.fingerprint(given)
        for given in (
            source("x"),
            source("y"),
            source("x", "act.html"),
            Source("c.jsonl", b"x", Form.LINE, 1),
        )
    }
    assert len(prints) == 4
    assert job.fingerprint(source("x", "elsewhere/other.txt")) == job.fingerprint(source("x"))
    assert job.fingerprint(Source("c.jsonl", b"x", Form.LINE, 1)) == job.fingerprint(
        Source("d.jsonl", b"x", Form.LINE, 7)
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        (
            "The quick brown fox jumps over the lazy dog, and that is all that the story says of it.",
            "not a document of the United Nations",
        ),
        (
            "The General Assembly,\n\nRecalling the bees,\n\n1. Requests a report on the bees of the town;",
            "does not give its symbol",
        ),
        (
            "Der Hund lief über die Straße und sah dabei nicht nach links, weil er es eilig hatte.",
            "none of the UN's six languages",
        ),
    ],
)
def test_what_is_no_document_of_the_un_is_refused_and_says_why(job, text, what):
    outcome = one(job, source(text))
    assert (outcome.documents, outcome.quads, outcome.count) == ((), b"", 0)
    (problem,) = outcome.problems
    assert what in problem.what
    assert "act.txt" not in problem.what
    assert "/tmp" not in problem.what


def test_a_slug_stands_for_a_symbol_where_there_is_none(bundle, act):
    job = Job(DEFAULT_BASE, rules_version(), str(bundle), slug="bees-2020")
    text = "The quick brown fox jumps over the lazy dog, and that is all that the story says of it."
    assert one(job, source(text)).documents == (f"{DOC}x-src/bees-2020/en",)
    assert one(job, source(act(173))).documents == (f"{DOC}A/RES/74/173/en",)


def test_a_bad_record_does_not_stop_the_next(job, act, record):
    sources = [
        Source("c.jsonl", b"{", Form.LINE, 1),
        Source("c.jsonl", record("A/RES/74/174", act(174)), Form.LINE, 2),
    ]
    bad, good = ingest(job, Unit(0, tuple(sources)))
    assert bad.source == "c.jsonl:1"
    assert "not JSON" in bad.problems[0].what
    assert good.documents == (f"{DOC}A/RES/74/174/en",)


def test_a_document_that_breaks_a_shape_is_refused_with_the_report(bundle, tmp_path, act, record):
    shutil.copytree(bundle, tmp_path / "strict")
    (tmp_path / "strict/shapes/strict.ttl").write_text(
        textwrap.dedent(
            """
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix unm: <https://w3id.org/un-mandates/ontology#> .
            @prefix s: <https://w3id.org/un-mandates/shapes#> .
            s:X1-title a sh:NodeShape ; skos:notation "X1" ; sh:name "wasps"@en ; dcterms:source "a test"@en ;
              sh:targetSubjectsOf dcterms:title ; sh:property s:X1-words .
            s:X1-words a sh:PropertyShape ; sh:path dcterms:title ; sh:pattern "wasps" ;
              sh:message "The title tells of no wasps."@en ; rdfs:comment "Tell of something else."@en .
            """
        )
    )
    job = Job(DEFAULT_BASE, rules_version(), str(tmp_path / "strict"))
    bees = Source("c.jsonl", record("A/RES/74/174", act(174)), Form.LINE, 1)
    wasps = Source("c.jsonl", record("A/RES/74/175", act(175).replace("bees", "wasps")), Form.LINE, 2)
    refused, taken = ingest(job, Unit(0, (bees, wasps)))
    (problem,) = refused.problems
    assert "X1" in problem.what
    assert "The title tells of no wasps." in problem.what
    assert problem.hint == "Tell of something else."
    assert problem.where == (f"{DOC}A/RES/74/174/en",)
    assert refused.quads == b""
    assert taken.problems == ()


def test_another_version_does_not_do_the_work(job, act):
    with pytest.raises(OtherVersion):
        ingest(replace(job, rules="0" * 64), Unit(0, (source(act(1)),)))


def marc(*symbols: str) -> str:
    """Records of the UN library."""
    records = "".join(
        f'<record><datafield tag="191" ind1=" " ind2=" "><subfield code="a">{symbol}</subfield></datafield>'
        f'<datafield tag="245" ind1=" " ind2=" "><subfield code="a">Keeping bees</subfield></datafield></record>'
        for symbol in symbols
    )
    return f'<collection xmlns="http://www.loc.gov/MARC21/slim">{records}</collection>'


def test_records_of_the_library_are_sources_and_stand_beside_the_text(job, tmp_path, act):
    file = written(tmp_path / "records.xml", marc("A/RES/74/173", "nonsense", "A/RES/74/174"))
    found = list(units([file]))
    assert sum(unit.read for unit in found) == size_of([file])
    sources = [source for unit in found for source in unit.sources]
    assert [source.name for source in sources] == [f"{file}: record {n}" for n in (1, 2, 3)]
    first, bad, _ = ingest(job, Unit(0, tuple(sources)))
    assert first.documents == (f"{DOC}A/RES/74/173/en/marc",)
    assert bad.problems
    text = one(job, source(act(173)))
    of_text = {quad.graph_name for quad in quads(text) if "/en" in quad.graph_name.value}
    assert not of_text & {quad.graph_name for quad in quads(first)}


# ---------------------------------------------------------------- processes

WORK = """
import os, signal, time
from pathlib import Path

def work(unit):
    return [one(source.data.decode()) for source in unit.sources]

def one(text):
    order, _, marker = text.partition(" ")
    if order == "kill":  # always
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "kill-once" and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "slow":
        time.sleep(0.2)
    if order == "memory":
        return len(bytearray(8 << 30))
    return text

def wait(unit):
    Path(unit.sources[0].data.decode()).write_text(str(os.getpid()))
    time.sleep(60)
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A module that the processes can import too."""
    (tmp_path / "work_of_a_test.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("work_of_a_test")


def given(*texts: str, each: int = 1) -> list[Unit]:
    sources = [Source("c.jsonl", text.encode(), Form.LINE, at) for at, text in enumerate(texts, 1)]
    return [Unit(at, tuple(sources[at : at + each])) for at in range(0, len(sources), each)]


def results(work, units, workers=2):
    """The result of each source, in order."""
    found = []
    for done in in_processes(work.work, units, workers):
        found += [None] * len(done.unit.sources) if done.result is None else done.result
    return found


def test_results_come_in_the_order_of_the_units(work):
    texts = ["slow", *(str(n) for n in range(20)), "slow", "end"]
    assert results(work, given(*texts)) == texts


def test_units_are_not_read_far_ahead(work):
    taken = []

    def counted():
        for unit in given(*map(str, range(50))):
            taken.append(unit.number)
            yield unit

    for at, _ in enumerate(in_processes(work.work, counted(), 2)):
        assert len(taken) <= at + 6


def test_a_process_that_is_killed_takes_nothing_with_it(work, tmp_path):
    texts = [str(n) for n in range(12)]
    texts[5] = f"kill-once {tmp_path / 'marker'}"
    assert results(work, given(*texts, each=3)) == texts


def test_what_kills_each_time_is_lost_alone(work):
    texts = [str(n) for n in range(12)]
    texts[4] = "kill"
    expected = [None if text == "kill" else text for text in texts]
    assert results(work, given(*texts, each=3)) == expected
    assert results(work, given(*texts), workers=1) == expected


def test_one_that_wants_too_much_memory_fails_alone(work):
    with pytest.raises(MemoryError):
        results(work, given("memory"), workers=1)


def test_processes_end_with_the_one_that_gives_them_work(work, tmp_path):
    marker = tmp_path / "pid"
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import work_of_a_test\n"
        "from graph.pipeline.local import in_processes\n"
        "from graph.pipeline.units import Source, Unit\n"
        "if __name__ == '__main__':\n"
        "    list(in_processes(work_of_a_test.wait, [Unit(0, (Source('x', sys.argv[2].encode()),))], 1))\n"
    )
    (tmp_path / "main.py").write_text(script)
    process = subprocess.Popen([sys.executable, str(tmp_path / "main.py"), str(tmp_path), str(marker)])
    deadline = time.monotonic() + 20
    while not (marker.exists() and marker.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    worker = int(marker.read_text())
    process.send_signal(signal.SIGKILL)
    process.wait()
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{worker}").exists()
