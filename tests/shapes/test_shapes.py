"""For each shape a planted error that makes it fire, and a mended twin that does not.

`planted/SHAPE.trig` holds the errors. A line with `#!` is wrong, and what follows `#!` stands in its place in the
mended twin. All planted files are validated together, on the bundled graph, and so are all twins: their nodes are
apart, and each finding belongs to the files that describe its node.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad
from pyshacl.entrypoints import meta_validate

from graph.bundle import Bundle, read_rdf
from graph.engines.embedded import EmbeddedStore
from graph.findings import SEVERITIES, Finding
from graph.infer import infer
from graph.validate import Shapes, validate

PLANTED = Path(__file__).parent / "planted"
FILES = sorted(PLANTED.glob("*.trig"))
BUNDLE = Bundle.installed().by_hand()
SHAPES = Shapes.read()
BY_NAME = {rule.shape.rpartition("#")[2]: rule.shape for rule in SHAPES.rules.values()}
NAMES = sorted(BY_NAME)
ELSEWHERE = ""  # findings on nodes that no file describes

Found = dict[str, list[Finding]]


def mended(text: str) -> str:
    return re.sub(r"^.*#! ?(.*)$", r"\1", text, flags=re.MULTILINE)


def found(texts: dict[str, str], stated: list[Quad]) -> Found:
    """What the shapes find on top of the bundled graph, by the file whose nodes it concerns."""
    planted = {name: list(read_rdf(text.encode(), name=name)) for name, text in texts.items()}
    quads = list(stated)
    known = set(validate(derived(quads), shapes=SHAPES).results)
    describing: defaultdict[str, set[str]] = defaultdict(set)
    for name, errors in planted.items():
        quads += errors
        for quad in errors:
            describing[quad.subject.value].add(name)
    by_file: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in validate(derived(quads), shapes=SHAPES).results:
        if finding not in known:
            for name in describing.get(finding.focus, {ELSEWHERE}):
                by_file[name].append(finding)
    return by_file


def derived(quads: list[Quad]) -> list[Quad]:
    store = EmbeddedStore.memory(quads)
    store.bulk_insert(Quad(*quad.triple, DefaultGraph()) for quad in quads)
    infer(store, BUNDLE.rules, NamedNode("https://w3id.org/un-mandates/graph/inferred"))
    return list(store.named_quads())


@pytest.fixture(scope="module")
def planted(stated: list[Quad]) -> Found:
    return found({file.stem: file.read_text() for file in FILES}, stated)


@pytest.fixture(scope="module")
def twins(stated: list[Quad]) -> Found:
    return found({file.stem: mended(file.read_text()) for file in FILES}, stated)


def test_each_shape_has_a_planted_error_and_each_planted_error_a_shape() -> None:
    assert [file.stem for file in FILES] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_constraint_of_the_shape_fires(planted: Found, name: str) -> None:
    fired = {finding.constraint for finding in planted[name] if finding.shape == BY_NAME[name]}
    assert fired == set(SHAPES.constraints(BY_NAME[name]))


@pytest.mark.parametrize("name", NAMES)
def test_no_other_shape_fires(planted: Found, name: str) -> None:
    header = re.search(r"^# Also: (\w+)", (PLANTED / f"{name}.trig").read_text(), re.MULTILINE)
    expected = {SHAPES.rules[BY_NAME[name]].code} | ({header[1]} if header else set())
    assert {finding.code for finding in planted[name]} == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_mended_twin_has_no_finding(twins: Found, name: str) -> None:
    assert not twins[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_says_what_where_and_how_to_mend_it(planted: Found, name: str) -> None:
    for finding in planted[name]:
        assert re.search(r"[.?]$", finding.message)
        assert "{" not in finding.message, "each variable of the message is selected by the query"
        assert re.search(r"\.$", finding.hint)
        assert finding.clause
        assert finding.sources
        assert finding.severity in SEVERITIES


def test_no_planted_error_breaks_what_it_does_not_describe(planted: Found, twins: Found) -> None:
    assert not planted[ELSEWHERE]
    assert not twins[ELSEWHERE]


def test_rules_s01_to_s36_all_have_a_shape() -> None:
    codes = {rule.code for rule in SHAPES.rules.values()}
    assert {f"S{number:02}" for number in range(1, 37)} <= codes


def test_the_shapes_are_well_formed_by_the_shapes_of_shacl() -> None:
    conforms, _, text = meta_validate(SHAPES.graph)
    assert conforms, text
