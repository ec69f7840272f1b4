"""A made-up document, the graph of it, and what is said when one of the two is changed."""

import json
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from pyoxigraph import parse as parse_rdf

from graph.documents import Document, Kind, Metadata, Paragraph, fragment, span, text_hash
from graph.documents.plain_text import parse as parse_text
from graph.documents.plain_text import read
from graph.engines.embedded import EmbeddedStore
from graph.errors import DocumentError
from graph.extract.everything import extract
from graph.names import Names
from graph.resources import data_files
from graph.statements import Detail, statements
from graph.verify import (
    Finding,
    ParagraphCheck,
    Problem,
    State,
    VerifyReport,
    identify,
    to_json,
    to_text,
    verify,
)

UNM = "https://w3id.org/un-mandates/ontology#"
SOURCE = NamedNode("http://purl.org/dc/terms/source")
WORK = "https://w3id.org/un-mandates/doc/x-src/lighthouses"
EXPRESSION = f"{WORK}/zh"
OTHER = "https://w3id.org/un-mandates/doc/x-src/windmills/zh"

TEXTS = {
    "sec/I": "导言",
    "p/1": "委员会第 1/1 号决议请办公室清点灯塔。",
    "p/2": "办公室清点了 40 座灯塔，委员会第 1/1 号决议未规定期限。",
    "p/3": "办公室感谢各岛屿。",
    "p/4": "办公室将继续工作。",
}


def document(texts: dict[str, str] = TEXTS) -> Document:
    return Document(
        "zh",
        tuple(
            Paragraph(path, Kind.HEADING if path.startswith("sec") else Kind.PARAGRAPH, None, text)
            for path, text in texts.items()
        ),
    )


def edited(**texts: str) -> Document:
    return document(TEXTS | {name.replace("p", "p/"): text for name, text in texts.items()})


def unm(name: str) -> NamedNode:
    return NamedNode(UNM + name)


def structure(expression: str = EXPRESSION, texts: dict[str, str] = TEXTS) -> list[Quad]:
    graph = NamedNode(expression)
    quads: list[Quad] = []
    for path, text in texts.items():
        paragraph = NamedNode(f"{expression}/{path}")
        quads += [
            Quad(graph, unm("hasProvisionText"), paragraph, graph),
            Quad(paragraph, unm("textHash"), Literal(text_hash(text)), graph),
        ]
    return quads


def evidence(
    path: str, node: str, form: str | Literal | None, place: str | None, term: str = "surfaceForm"
) -> list[Quad]:
    paragraph, subject = NamedNode(f"{EXPRESSION}/{path}"), NamedNode(f"{EXPRESSION}/{path}/{node}")
    quads = [Quad(subject, SOURCE, paragraph, paragraph)]
    if place is not None:
        quads.append(Quad(subject, unm("span"), Literal(place), paragraph))
    if form is not None:
        quads.append(
            Quad(subject, unm(term), form if isinstance(form, Literal) else Literal(form), paragraph)
        )
    return quads


def cited(path: str, node: str, form: str) -> list[Quad]:
    return evidence(path, node, form, fragment(*span(TEXTS[path], form)))


def release(quads: list[Quad]) -> EmbeddedStore:
    """Return a store as a release is: the default graph is the union of the named ones."""
    union = [Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads]
    return EmbeddedStore.memory(quads + union)


FORM = "第 1/1 号决议"
FIGURE = Literal("40 座", language="zh")
EVIDENCE = [
    *cited("p/1", "cite/1", FORM),
    *evidence("p/1", "mandate/1", None, fragment(0, 19)),
    *cited("p/2", "cite/1", FORM),
    *evidence("p/2", "figure/1", FIGURE, fragment(*span(TEXTS["p/2"], "40 座")), "asStated"),
    *evidence("p/3", "partnership/1", None, None),
]
RELEASE = release(structure() + EVIDENCE)


def test_a_document_that_is_as_the_graph_holds_it_confirms_everything() -> None:
    report = verify(document(), RELEASE, file="report.txt")
    assert report == VerifyReport(
        file="report.txt",
        expression=EXPRESSION,
        paragraphs=tuple(ParagraphCheck(path, f"{EXPRESSION}/{path}", State.SAME) for path in TEXTS),
        unknown=(),
        statements=5,
        findings=(),
    )
    assert report.ok


def test_an_edited_paragraph_names_each_node_that_rests_on_it_and_where_its_form_went() -> None:
    report = verify(edited(p2=f"现在，{TEXTS['p/2']}".replace("40 座", "41 座")), RELEASE)
    assert [(check.path, check.state) for check in report.differing] == [("p/2", State.CHANGED)]
    assert report.findings == (
        Finding(
            f"{EXPRESSION}/p/2/cite/1",
            "p/2",
            Problem.PARAGRAPH_CHANGED,
            FORM,
            "char=17,26",
            "委员会第 1/1 ",
            ("char=20,29",),
        ),
        Finding(
            f"{EXPRESSION}/p/2/figure/1", "p/2", Problem.PARAGRAPH_CHANGED, "40 座", "char=7,11", "点了 4"
        ),
    )
    assert not report.ok


def test_a_form_that_still_stands_in_its_place_is_named_all_the_same() -> None:
    report = verify(edited(p1=TEXTS["p/1"].replace("灯塔", "码头")), RELEASE)
    assert [(finding.statement, finding.now_at) for finding in report.findings] == [
        (f"{EXPRESSION}/p/1/cite/1", ("char=3,12",)),
        (f"{EXPRESSION}/p/1/mandate/1", ()),
    ]
    assert "still stands there" in to_text(report)


def test_what_a_paragraph_says_without_a_node_of_its_own_is_named_by_its_subject() -> None:
    paragraph = NamedNode(f"{EXPRESSION}/p/3")
    office, island = NamedNode("http://example.org/office"), NamedNode("http://example.org/island")
    quads = [
        Quad(office, unm("partnerOf"), island, paragraph),
        Quad(office, unm("symbol"), Literal("X/1"), paragraph),
        # what ties a node to its paragraph goes with the node
        Quad(paragraph, unm("hasCitation"), NamedNode(f"{EXPRESSION}/p/3/partnership/1"), paragraph),
    ]
    store = release(structure() + EVIDENCE + quads)
    report = verify(edited(p3="别的。"), store)
    assert [(finding.statement, finding.problem, finding.says) for finding in report.findings] == [
        (f"{EXPRESSION}/p/3/partnership/1", Problem.PARAGRAPH_CHANGED, ()),
        (
            "http://example.org/office",
            Problem.PARAGRAPH_CHANGED,
            (f"<{UNM}partnerOf> <http://example.org/island>", f'<{UNM}symbol> "X/1"'),
        ),
    ]
    assert "  http://example.org/office: paragraph changed; it states partnerOf, symbol\n" in to_text(report)
    assert verify(document(), store).ok


def test_a_paragraph_that_is_gone_takes_its_statements_with_it() -> None:
    texts = {path: text for path, text in TEXTS.items() if path != "p/2"}
    report = verify(document(texts), RELEASE)
    assert [(check.path, check.state) for check in report.differing] == [("p/2", State.GONE)]
    assert {finding.problem for finding in report.findings} == {Problem.PARAGRAPH_GONE}
    assert len(report.findings) == 2


def test_a_paragraph_that_was_put_in_moves_the_others_and_is_unknown() -> None:
    texts = {
        "sec/I": TEXTS["sec/I"],
        "p/1": "新的一段。",
        **{f"p/{n + 1}": TEXTS[f"p/{n}"] for n in range(1, 5)},
    }
    report = verify(document(texts), RELEASE)
    assert [(check.path, check.state, check.moved_to) for check in report.differing] == [
        (f"p/{n}", State.MOVED, f"p/{n + 1}") for n in range(1, 5)
    ]
    assert report.unknown == ("p/5",)
    assert {finding.problem for finding in report.findings} == {Problem.PARAGRAPH_MOVED}
    moved = next(finding for finding in report.findings if finding.statement.endswith("p/1/cite/1"))
    assert (moved.span, moved.now_at) == ("char=3,12", ("char=3,12",))


@pytest.mark.parametrize(
    ("form", "place", "problem", "found"),
    [
        (FORM, "char=2,12", Problem.FORM_DIFFERS, "会第 1/1 号决议"),
        (FORM, "char=3,1000", Problem.SPAN_OUTSIDE, None),
        (FORM, "char=3", Problem.SPAN_MALFORMED, None),
        (FORM, "char=12,3", Problem.SPAN_MALFORMED, None),
        ("第 2/2 号决议", None, Problem.FORM_DIFFERS, None),
        (None, "char=0,21", None, None),
        (None, "char=0,22", Problem.SPAN_OUTSIDE, None),
        (FORM, None, None, None),
        (FORM, "char=3,12", None, None),
        (Literal("resolution 1/1", language="en"), "char=3,12", None, None),
    ],
)
def test_wrong_evidence_is_found_in_a_paragraph_that_has_not_changed(
    form: str | Literal | None, place: str | None, problem: Problem | None, found: str | None
) -> None:
    report = verify(document(), release(structure() + evidence("p/1", "node", form, place)))
    assert report.statements == 1
    assert [(finding.problem, finding.found) for finding in report.findings] == (
        [(problem, found)] if problem else []
    )
    assert report.ok is (problem is None)
    assert not report.differing


def test_a_node_that_rests_on_two_paragraphs_is_checked_in_both() -> None:
    node = NamedNode("http://example.org/node")
    quads: list[Quad] = []
    for path, start in (("p/1", 3), ("p/2", 17)):
        paragraph = NamedNode(f"{EXPRESSION}/{path}")
        quads += [
            Quad(node, SOURCE, paragraph, paragraph),
            Quad(node, unm("span"), Literal(fragment(start, start + 9)), paragraph),
            Quad(node, unm("surfaceForm"), Literal(FORM), paragraph),
        ]
    report = verify(document(), release(structure() + quads))
    assert (report.statements, report.findings) == (2, ())


def test_a_paragraph_without_a_hash_is_checked_by_its_spans() -> None:
    quads = [quad for quad in structure() if quad.subject != NamedNode(f"{EXPRESSION}/p/1")]
    store = release(quads + EVIDENCE)
    report = verify(edited(p1=f"现在，{TEXTS['p/1']}"), store)
    assert next(check.state for check in report.paragraphs if check.path == "p/1") is State.UNHASHED
    assert [(finding.statement, finding.problem) for finding in report.findings] == [
        (f"{EXPRESSION}/p/1/cite/1", Problem.FORM_DIFFERS)
    ]


# ---------------------------------------------------------------- which document it is


def test_the_expression_with_the_most_equal_paragraphs_is_taken() -> None:
    most = {path: text for path, text in TEXTS.items() if path != "p/4"}
    store = release(structure(OTHER, most) + structure())
    assert identify(document(), store) == EXPRESSION


@pytest.mark.parametrize("equal", [0, 1, 2])
def test_fewer_equal_paragraphs_than_the_minimum_are_no_match(equal: int) -> None:
    texts = {
        path: text if int(path[-1]) <= equal else f"别的 {path}。"
        for path, text in TEXTS.items()
        if path != "sec/I"
    }
    with pytest.raises(DocumentError, match="no document that has 3 or more") as caught:
        verify(document({"sec/I": "导言"} | texts), RELEASE, file="memo.txt")
    assert caught.value.file == "memo.txt"
    assert "--document" in caught.value.hint


def test_a_short_document_must_be_equal_in_all_paragraphs() -> None:
    texts = {path: TEXTS[path] for path in ("p/1", "p/2")}
    store = release(structure(texts=texts))
    assert identify(document(texts), store) == EXPRESSION
    with pytest.raises(DocumentError, match="2 or more"):
        identify(document(texts | {"p/2": "别的。"}), store)


def test_two_expressions_with_equally_many_are_not_chosen_from() -> None:
    with pytest.raises(DocumentError, match=f"{OTHER}|{EXPRESSION}") as caught:
        identify(document(), release(structure() + structure(OTHER)))
    assert "--document" in caught.value.hint


@pytest.mark.parametrize("iri", [EXPRESSION, WORK])
def test_the_expression_can_be_named_by_its_iri_or_that_of_its_work(iri: str) -> None:
    texts = dict.fromkeys(TEXTS, "别的。")
    report = verify(document(texts), RELEASE, expression=iri)
    assert report.expression == EXPRESSION
    assert len(report.differing) == 5


@pytest.mark.parametrize(("iri", "message"), [(OTHER, "no paragraph of"), ("no IRI", "is not an IRI")])
def test_a_document_that_the_release_does_not_hold_is_an_error(iri: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        verify(document(), RELEASE, expression=iri)


def test_an_empty_release_is_an_error() -> None:
    with pytest.raises(DocumentError, match="the graph holds no document"):
        verify(document(), EmbeddedStore.memory())


# ---------------------------------------------------------------- a document that was stated by the code

ACT = (
    Paragraph("front/p/1", Kind.FRONT, None, "Resolution 2019/19"),
    Paragraph("formula", Kind.ENACTING, None, "The Economic and Social Council"),
    Paragraph("pp/1", Kind.PREAMBULAR, "1", "Recalling General Assembly resolution 65/230,"),
    Paragraph("pp/2", Kind.PREAMBULAR, "2", "Mindful of the lighthouses,"),
    Paragraph("op/1", Kind.OPERATIVE, None, "Recommends the adoption of the following draft resolution:"),
    Paragraph("draft/1/formula", Kind.ENACTING, None, "The General Assembly,"),
    Paragraph("draft/1/pp/1", Kind.PREAMBULAR, "1", "Recalling its resolution 74/247,"),
    Paragraph("draft/1/pp/2", Kind.PREAMBULAR, "2", "Mindful of the lamps,"),
    Paragraph("draft/1/op/1", Kind.OPERATIVE, "1", "Decides to continue."),
    Paragraph("back/p/1", Kind.BACK, None, "30th meeting"),
)
ABOUT = Metadata(symbol="E/RES/2019/19", body="ecosoc", session="2019", without_vote=True)
COUNCIL = "https://w3id.org/un-mandates/doc/E/RES/2019/19"


def act(**texts: str) -> Document:
    edits = {path.replace("_", "/"): text for path, text in texts.items()}
    paragraphs = tuple(replace(each, text=edits.get(each.path, each.text)) for each in ACT)
    return Document("en", paragraphs, metadata=ABOUT)


def stated(*documents: Document, detail: Detail) -> EmbeddedStore:
    found = (statements(extract(each), Names(), detail=detail) for each in documents)
    return release(list(dict.fromkeys(chain.from_iterable(found))))


@pytest.mark.parametrize("detail", Detail)
def test_what_was_stated_of_a_document_is_confirmed_by_it(detail: Detail) -> None:
    report = verify(act(), stated(act(), detail=detail))
    assert report.ok
    assert report.expression == f"{COUNCIL}/en"
    assert {check.path for check in report.paragraphs} == {paragraph.path for paragraph in ACT} | {"back"}
    assert report.statements == 4  # two citations, a mandate and the vote


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize(
    ("path", "state", "named"),
    [
        ("pp/1", State.CHANGED, ["en/pp/1/cite/A/RES/65/230"]),
        ("pp/2", State.CHANGED, []),
        ("draft/1/pp/1", State.CHANGED, ["draft/1/en/pp/1/cite/A/RES/74/247"]),
        ("draft/1/pp/2", State.CHANGED, []),
        ("back/p/1", State.CHANGED, ["en/back/vote/1"]),
    ],
)
def test_an_edit_names_what_rests_on_the_paragraph_also_in_a_draft(
    detail: Detail, path: str, state: State, named: list[str]
) -> None:
    edited = act(**{path.replace("/", "_"): "Now it says something else, with resolution 65/230."})
    report = verify(edited, stated(act(), detail=detail))
    assert [(check.path, check.state) for check in report.differing if check.path != "back"] == [
        (path, state)
    ]
    assert [finding.statement.removeprefix(f"{COUNCIL}/") for finding in report.findings] == named


def test_a_draft_counts_as_part_of_the_act_that_contains_it() -> None:
    body = [replace(each, path=each.path.removeprefix("draft/1/")) for each in ACT[5:9]]
    front = Paragraph("front/p/1", Kind.FRONT, None, "Resolution 74/173")
    adopted = Document(
        "en", (front, *body), metadata=Metadata(symbol="A/RES/74/173", body="ga", session="74")
    )
    store = stated(act(), adopted, detail=Detail.FACTS)
    assert identify(act(), store) == f"{COUNCIL}/en"
    assert identify(adopted, store) == "https://w3id.org/un-mandates/doc/A/RES/74/173/en"


# ---------------------------------------------------------------- renderers and properties


def test_the_text_names_paragraph_node_form_and_new_place() -> None:
    report = verify(edited(p2=f"现在，{TEXTS['p/2']}".replace("40 座", "41 座")), RELEASE, file="report.txt")
    assert to_text(report) == (
        f"report.txt: {EXPRESSION}\n"
        "p/2: changed\n"
        f"  {EXPRESSION}/p/2/cite/1: paragraph changed; “{FORM}” at char=17,26; stands at char=20,29\n"
        f"  {EXPRESSION}/p/2/figure/1: paragraph changed; “40 座” at char=7,11; "
        "stands nowhere in the paragraph, there is “点了 4”\n"
        "4 of 5 paragraphs and 3 of 5 statements stand as the graph has them.\n"
    )


def test_the_text_of_a_report_without_findings_is_the_sum() -> None:
    assert to_text(verify(document(), RELEASE, file="report.txt")) == (
        f"report.txt: {EXPRESSION}\n5 of 5 paragraphs and 5 of 5 statements stand as the graph has them.\n"
    )


def test_the_json_has_the_fields_of_the_report() -> None:
    report = verify(edited(p3="别的。"), RELEASE, file="report.txt")
    data = json.loads(to_json(report))
    assert data["ok"] is False
    assert data["paragraphs"][3] == {
        "path": "p/3",
        "iri": f"{EXPRESSION}/p/3",
        "state": "changed",
        "moved_to": None,
    }
    assert data["findings"][0]["problem"] == "paragraph changed"
    assert data["statements"] == 5


@given(
    st.dictionaries(st.sampled_from(["p/1", "p/2", "p/3", "p/4"]), st.text("灯塔第 1/1 号决议。", min_size=1))
)
def test_a_statement_is_named_if_and_only_if_its_paragraph_differs(edits: dict[str, str]) -> None:
    report = verify(document(TEXTS | edits), RELEASE, expression=EXPRESSION)
    differing = {path for path, text in edits.items() if text != TEXTS[path]}
    assert {check.path for check in report.differing} == differing
    assert {finding.paragraph for finding in report.findings} == differing - {"p/4"}
    assert report.statements == 5


def test_the_order_of_the_quads_does_not_change_the_report() -> None:
    quads = structure() + EVIDENCE
    broken = edited(p1="别的。", p2="别的。")
    reports = [
        verify(broken, release(order), expression=EXPRESSION) for order in (quads, list(reversed(quads)))
    ]
    assert reports[0] == reports[1]
    assert len(reports[0].findings) == 4


# ---------------------------------------------------------------- the bundled graph

REPORT = Path(__file__).parents[2] / "../shared/corpus/sg-report-cybercrime-2021.zh.txt"


def bundled() -> EmbeddedStore:
    return release([quad for file in data_files() for quad in parse_rdf(path=file)])


@pytest.mark.shared
def test_the_report_says_all_that_the_bundled_graph_says_it_says() -> None:
    report = verify(read(REPORT), bundled())
    assert to_text(report).count("\n") == 2, to_text(report)
    assert report.ok
    assert {check.state for check in report.paragraphs} == {State.SAME}
    assert {f"p/{n}" for n in range(1, 40)} <= {check.path for check in report.paragraphs}
    assert report.statements > 200


@pytest.mark.shared
def test_an_edit_of_the_report_names_what_rests_on_the_paragraph_and_nothing_else() -> None:
    text = REPORT.read_text(encoding="utf-8")
    assert text.count("75/555") == 1
    report = verify(parse_text(text.replace("75/555", "75/556")), bundled())
    assert [check.path for check in report.differing] == ["p/12"]
    assert {finding.paragraph for finding in report.findings} == {"p/12"}
    citation = next(finding for finding in report.findings if finding.form and "75/555" in finding.form)
    assert citation.statement.endswith("/zh/p/12/cite/A/DEC/75/555")
    assert (citation.now_at, "75/556" in str(citation.found)) == ((), True)
