"""Validation of the bundled graph, and the report in each of its formats."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph.bundle import Bundle, read_rdf
from graph.engines.embedded import EmbeddedStore
from graph.errors import UnknownFormat
from graph.findings import FORMATS, SEVERITIES, Finding, Report, readable, summary, term_of
from graph.infer import infer
from graph.validate import Shapes, validate

BASE = "https://w3id.org/un-mandates/"
SH = "http://www.w3.org/ns/shacl#"
BUNDLE = Bundle.installed().by_hand()
SHAPES = Shapes.read()
SCHEDULE = f"{BASE}meeting/ahc-cybercrime/organizational/schedule"
PARAGRAPH = f"{BASE}doc/x-src/sg-cybercrime-2021/zh/p"


def derived(quads: list[Quad]) -> list[Quad]:
    store = EmbeddedStore.memory(quads)
    store.bulk_insert(Quad(*quad.triple, DefaultGraph()) for quad in quads)
    infer(store, BUNDLE.rules, NamedNode(f"{BASE}graph/inferred"))
    return list(store.named_quads())


@pytest.fixture(scope="module")
def bundled(stated: list[Quad]) -> list[Quad]:
    return stated


def with_error(bundled: list[Quad], old: str, new: str, graph: str) -> Report:
    """The report on the bundled graph with one triple, in Turtle, in the place of another."""

    def quads(text: str) -> set[Quad]:
        head = f"PREFIX unm: <{BASE}ontology#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
        return set(read_rdf((head + text).encode(), graph=NamedNode(graph)))

    (wrong,) = quads(new) or {None}
    (right,) = quads(old)
    assert right in bundled, "the bundled graph has what the error replaces"
    kept = [quad for quad in bundled if quad != right]
    return validate(derived(kept + ([wrong] if wrong else [])), shapes=SHAPES)


def violations(report: Report) -> list[Finding]:
    return [finding for finding in report.results if finding.severity == "Violation"]


# ---------------------------------------------------------------- the bundled graph


def test_the_bundled_graph_has_no_violation_and_carries_no_text(bundled: list[Quad]) -> None:
    report = validate(derived(bundled), shapes=SHAPES)
    assert report.conforms
    assert violations(report) == []
    assert {finding.code for finding in report.results} <= {"S28", "S31", "S32"}, "what texts leave open"
    assert report.checked > len(bundled)


def test_the_order_of_quads_changes_nothing(bundled: list[Quad]) -> None:
    quads = derived(bundled)
    del quads[::50]  # so that something is found
    shuffled = random.Random(7).sample(quads, len(quads))
    first, second = validate(quads, shapes=SHAPES), validate(shuffled, shapes=SHAPES)
    assert violations(first)
    for format in FORMATS:
        assert first.render(format) == second.render(format)


def test_a_postponement_turned_round_in_the_bundled_graph(bundled: list[Quad]) -> None:
    report = with_error(
        bundled,
        f'<{SCHEDULE}/4> unm:plannedStart "2021-05-10"^^xsd:date .',
        f'<{SCHEDULE}/4> unm:plannedStart "2020-05-10"^^xsd:date .',
        f"{PARAGRAPH}/12",
    )
    assert not report.conforms
    found = [finding for finding in violations(report) if finding.code == "S14"]
    assert {finding.focus for finding in found} == {f"{SCHEDULE}/4"}
    assert {finding.value for finding in found} == {f"<{SCHEDULE}/{step}>" for step in (1, 3)}
    assert {source for finding in found for source in finding.sources} == {f"{PARAGRAPH}/12"}
    assert "2020-05-10" in found[0].message


def test_a_postponement_is_told_by_the_numbers_of_steps_that_are_not_linked(bundled: list[Quad]) -> None:
    step = f"a unm:ScheduleEvent ; unm:ofMeeting <{SCHEDULE}/.> ; unm:scheduleStatus"
    text = f"""
        PREFIX unm: <{BASE}ontology#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        PREFIX status: <{BASE}ontology/schedule-status/>
        <{SCHEDULE}/a> {step} status:planned ; unm:sequence 1 ; unm:plannedStart "2031-04"^^xsd:gYearMonth .
        <{SCHEDULE}/b> {step} status:postponed ; unm:sequence 2 ; unm:plannedStart "2031-03"^^xsd:gYearMonth .
    """
    report = validate(derived(bundled + list(read_rdf(text.encode()))), shapes=SHAPES)
    assert [finding.focus for finding in report.results if finding.code == "S14"] == [f"{SCHEDULE}/b"]


def test_a_resolution_of_the_commission_given_to_the_assembly(bundled: list[Quad]) -> None:
    act = f"<{BASE}doc/x-ccpcj/res/22/8>"
    report = with_error(
        bundled,
        f"{act} unm:adoptedBy <{BASE}body/ccpcj> .",
        f"{act} unm:adoptedBy <{BASE}body/ga> .",
        f"{PARAGRAPH}/4",
    )
    codes = {finding.code for finding in violations(report)}
    assert {"S03", "S05"} <= codes, "the symbol is the Commission's, and the Assembly has no session 22/…"


def test_a_figure_that_lost_its_paragraph(bundled: list[Quad]) -> None:
    figure = f"{PARAGRAPH}/17/figure/1"
    report = with_error(
        bundled, f"<{figure}> <http://purl.org/dc/terms/source> <{PARAGRAPH}/17> .", "", f"{PARAGRAPH}/17"
    )
    (finding,) = violations(report)
    assert (finding.code, finding.focus, finding.path) == ("S24", figure, "http://purl.org/dc/terms/source")
    assert finding.sources == (f"{PARAGRAPH}/17",), "the graph that holds it, where it names no paragraph"


def test_a_literal_that_breaks_its_datatype_is_reported_quietly(
    bundled: list[Quad], caplog: pytest.LogCaptureFixture
) -> None:
    report = with_error(
        bundled,
        f'<{SCHEDULE}/2> unm:notLaterThan "2021-03-01"^^xsd:date .',
        f'<{SCHEDULE}/2> unm:notLaterThan "2021-02-31"^^xsd:date .',
        f"{PARAGRAPH}/11",
    )
    assert [finding.code for finding in violations(report)] == ["M14"]
    assert not caplog.records


def test_statements_outside_named_graphs_are_left_out() -> None:
    triple = next(iter(parse(f"<http://e/x> a <{BASE}ontology#Finding> .", RdfFormat.TURTLE)))
    assert validate([Quad(*triple.triple, DefaultGraph())], shapes=SHAPES) == Report()
    assert violations(validate([Quad(*triple.triple, NamedNode("http://e/g"))], shapes=SHAPES))


def test_blank_nodes_and_triples_as_terms() -> None:
    graph, kind = NamedNode("http://e/g"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    node, finding = BlankNode("b"), NamedNode(f"{BASE}ontology#Finding")
    nested = Triple(node, kind, finding)
    quads = [Quad(node, kind, finding, graph), Quad(node, NamedNode("http://e/p"), nested, graph)]
    report = validate(quads, shapes=SHAPES)
    assert report.checked == 1
    assert {finding.focus for finding in report.results} == {"_:b"}
    for format in FORMATS:
        assert "_:b" in report.render(format) or format == "ttl"


# ---------------------------------------------------------------- the report

FINDING = Finding(
    severity="Violation",
    code="S05",
    name="a name",
    message=f"What is wrong with {BASE}body/ga.",
    hint="How to mend it.",
    clause="A rule <http://e/rule>",
    focus=f"{BASE}doc/A/RES/22/8",
    shape=f"{BASE}shapes#S05-assembly-session",
    constraint=f"{BASE}shapes#S05-below-31",
    component=f"{SH}SPARQLConstraintComponent",
    value='"22"',
    sources=(f"{PARAGRAPH}/4",),
    files=("my files/a.trig", "/data/b.trig"),
)
WARNING = replace(
    FINDING,
    severity="Warning",
    component=f"{SH}MinCountConstraintComponent",
    path=f"{BASE}ontology#due",
    value=None,
    files=(),
    sources=(),
)
REPORT = Report((FINDING, WARNING), 1234)


def test_only_violations_keep_a_graph_from_conforming() -> None:
    assert not REPORT.conforms
    assert Report((WARNING,)).conforms
    assert summary(REPORT) == "Does not conform: 1 violation, 1 warning in 1,234 statements."
    assert summary(Report((), 5)) == "Conforms: nothing found in 5 statements."


def test_text() -> None:
    assert REPORT.render("text").split("\n\n")[0] == (
        "VIOLATION S05  a name\n"
        "  What is wrong with body/ga.\n"
        "  node    doc/A/RES/22/8\n"
        "  value   22\n"
        "  where   doc/x-src/sg-cybercrime-2021/zh/p/4\n"
        "  file    my files/a.trig\n"
        "  file    /data/b.trig\n"
        "  mend    How to mend it.\n"
        "  rule    A rule <http://e/rule>"
    )


def test_json_can_be_read_back() -> None:
    data = json.loads(REPORT.render("json"))
    assert (data["conforms"], data["violations"], data["warnings"]) == (False, 1, 1)
    assert Report.from_json(data) == REPORT
    assert REPORT.to_json() == data


def test_turtle_is_a_validation_report_of_shacl() -> None:
    text = REPORT.render("ttl")
    prefixes = re.findall(r"^@prefix (\w+):", text, re.MULTILINE)
    assert prefixes == sorted(prefixes), "in one order, or the same findings would give different texts"
    quads = list(parse(text, RdfFormat.TURTLE))

    def values(name: str) -> list[str]:
        return sorted(quad.object.value for quad in quads if quad.predicate.value == SH + name)

    assert values("conforms") == ["false"]
    assert len(values("result")) == 2
    assert values("resultSeverity") == [f"{SH}Violation", f"{SH}Warning"]
    assert values("sourceShape") == [FINDING.shape, WARNING.constraint]
    assert values("sourceConstraint") == [FINDING.constraint]
    assert values("resultPath") == [WARNING.path]
    assert values("value") == ["22"]
    assert values("resultMessage") == [FINDING.message] * 2


def test_sarif_has_what_its_schema_requires() -> None:
    log = json.loads(REPORT.render("sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "mandates"
    assert [rule["id"] for rule in rules] == ["S05-assembly-session"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"] == f"{FINDING.message} {FINDING.hint}"
        assert all(place["logicalLocations"][0]["fullyQualifiedName"] for place in result["locations"])
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    places = run["results"][0]["locations"]
    assert [place["physicalLocation"]["artifactLocation"]["uri"] for place in places] == [
        "my%20files/a.trig",
        "file:///data/b.trig",
    ]
    assert "physicalLocation" not in run["results"][1]["locations"][0]


def test_an_unknown_format() -> None:
    with pytest.raises(UnknownFormat, match="pdf"):
        REPORT.render("pdf")


def test_findings_are_in_order_the_worst_first() -> None:
    other = replace(FINDING, severity="Warning", code="S01")
    assert sorted([other, WARNING, FINDING], key=Finding.sort_key) == [FINDING, other, WARNING]
    assert SEVERITIES[0] == "Violation"


@given(st.text(), st.sampled_from([None, "en", "zh"]))
def test_any_literal_can_be_kept_and_shown(value: str, language: str | None) -> None:
    literal = Literal(value, language=language) if language else Literal(value)
    assert term_of(str(literal)) == literal
    assert readable(str(literal)).startswith(value)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (f"<{BASE}body/ga>", "body/ga"),
        (f"{BASE}ontology#due", "unm:due"),
        ("http://purl.org/dc/terms/source", "dcterms:source"),
        ("http://e/x", "http://e/x"),
        ('"22"^^<http://www.w3.org/2001/XMLSchema#integer>', "22"),
        ('"大会"@zh', "大会 (zh)"),
    ],
)
def test_readable_terms(term: str, text: str) -> None:
    assert readable(term) == text
