"""Validation of a draft, and of files as if they were in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.bundle import Bundle, read_rdf
from graph.check import check
from graph.draft import ingest
from graph.errors import DataSyntaxError
from graph.folder import DataFolder, Layers
from graph.publish import create

TINY = Path(__file__).parent.parent / "tiny"
BUNDLE = Bundle.of_folder(TINY)
BASE = "https://w3id.org/un-mandates/"
HEAD = f"PREFIX unm: <{BASE}ontology#> PREFIX e: <http://e/>\n"
TWO = "GRAPH e:g { e:act a unm:Resolution ; unm:symbol 'A', 'B' }"  # derived: it is an act, which has one symbol


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path / "data")
    with folder.locked("test"):
        create(folder, BUNDLE, Layers())
    return folder


def written(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(HEAD + text)
    return file


def foci(report):
    return [(finding.focus, finding.files) for finding in report.results]


def test_the_release_conforms(folder):
    report = check(folder, BUNDLE)
    assert report.conforms
    assert report.results == ()
    assert report.checked > 0


def test_a_file_is_checked_with_what_follows_from_it(folder, tmp_path):
    file = written(tmp_path, "a.trig", TWO)
    report = check(folder, BUNDLE, [file])
    assert foci(report) == [("http://e/act", (str(file),))]
    assert report.files == (str(file),)
    assert not folder.layers().draft
    assert check(folder, BUNDLE).conforms


def test_a_file_is_checked_on_top_of_the_draft(folder, tmp_path):
    with folder.locked("test"):
        ingest(
            folder,
            read_rdf(written(tmp_path, "one.trig", "GRAPH e:one { e:act a unm:Act ; unm:symbol 'A' }")),
        )
    assert check(folder, BUNDLE).conforms
    fine = written(tmp_path, "fine.trig", "GRAPH e:one { e:act a unm:Act ; unm:symbol 'B' }")
    assert check(folder, BUNDLE, [fine]).conforms, "a graph is replaced as a whole"
    second = written(tmp_path, "second.ttl", "e:act unm:symbol 'B' .")
    assert foci(check(folder, BUNDLE, [second])) == [("http://e/act", (str(second),))]


def test_what_was_wrong_before_is_not_the_files_fault(folder, tmp_path):
    with folder.locked("test"):
        ingest(folder, read_rdf(written(tmp_path, "bad.trig", TWO)))
    assert len(check(folder, BUNDLE).results) == 1
    other = written(tmp_path, "other.trig", "GRAPH e:other { e:x a unm:Act }")
    assert check(folder, BUNDLE, [other]).results == ()
    makes_it_so = written(
        tmp_path, "class.ttl", "e:Draft <http://www.w3.org/2000/01/rdf-schema#subClassOf> unm:Act ."
    )
    assert check(folder, BUNDLE, [makes_it_so]).results == ()


def test_what_a_file_breaks_elsewhere_is_its_fault(folder, tmp_path):
    with folder.locked("test"):
        ingest(folder, read_rdf(written(tmp_path, "d.trig", TWO.replace("unm:Resolution", "e:Draft"))))
    assert check(folder, BUNDLE).conforms
    file = written(
        tmp_path, "class.ttl", "e:Draft <http://www.w3.org/2000/01/rdf-schema#subClassOf> unm:Act ."
    )
    assert foci(check(folder, BUNDLE, [file])) == [("http://e/act", ())]


def test_a_file_that_cannot_be_read(folder, tmp_path):
    with pytest.raises(DataSyntaxError):
        check(folder, BUNDLE, [written(tmp_path, "a.trig", "nonsense")])
