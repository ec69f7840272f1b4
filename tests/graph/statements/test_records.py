"""What a record of the library says of a document becomes quads, in the graph of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, parse

from graph import resources
from graph.documents.reading import read
from graph.extract.everything import extract
from graph.names import VOCABULARY, Names
from graph.statements import Detail, statements

if TYPE_CHECKING:
    from pathlib import Path

NAMES = Names()
BASE = NAMES.base
WORK = "doc/A/RES/74/173"
RECORD = f"{WORK}/en/marc"
TITLE = (
    "Promoting technical assistance and capacity-building to strengthen national measures and international "
    "cooperation to combat cybercrime, including information-sharing"
)


def field(tag: str, **subfields: str) -> str:
    inner = "".join(f'<subfield code="{code}">{text}</subfield>' for code, text in subfields.items())
    return f'<datafield tag="{tag}" ind1=" " ind2=" ">{inner}</datafield>'


# The number of the draft is made up; all else is what the act and its documents are.
FACTS = (
    field("041", a="arachiengfrerusspa"),
    field("191", a="A/RES/74/173", b="A/", c="74"),
    field("245", a=f"{TITLE} :", b="resolution /", c="adopted by the General Assembly"),
    field("269", a="2020-01-22"),
    field("992", a="20191218"),
    field("996", a="Adopted without vote, 50th plenary meeting"),
    field("710", a="UN. General Assembly (74th sess. : 2019-2020)"),
    field("710", a="UN. General Assembly. 3rd Committee"),
    field("991", a="A/74/251", b="107", c="Crime prevention and criminal justice."),
    field("993", a="A/C.3/74/L.999"),
    field("993", a="A/74/400"),
    field("993", a="A/74/PV.50"),
)


@pytest.fixture
def said(tmp_path: Path):
    """Read a record and return its quads."""

    def of_record(*fields: str) -> list[Quad]:
        file = tmp_path / "record.xml"
        file.write_text(f"<record>{''.join(fields)}</record>", encoding="utf-8")
        (document,) = read(file)
        return list(statements(extract(document), NAMES, detail=Detail.ALL))

    return of_record


def of(quads: list[Quad], subject: str, graph: str = RECORD) -> dict[str, set[str]]:
    """The predicates and objects of a subject in a graph, without the namespaces."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.subject == NamedNode(BASE + subject) and quad.graph_name == NamedNode(BASE + graph):
            name = quad.predicate.value.replace("#", "/").rpartition("/")[2]
            found.setdefault(name, set()).add(short(quad.object))
    return found


def short(term: object) -> str:
    if isinstance(term, Literal):
        return f'"{term.value}"'
    assert isinstance(term, NamedNode)
    return term.value.removeprefix(VOCABULARY).removeprefix(BASE)


def test_a_record_of_an_act(said) -> None:
    quads = said(*FACTS)
    assert of(quads, RECORD) == {"type": {"CatalogueRecord"}, "describes": {WORK}}
    assert of(quads, WORK) == {
        "title": {f'"{TITLE}"'},
        "adoptedOn": {'"2019-12-18"'},
        "adoptedAt": {"meeting/ga/74-50"},
        "underAgendaItem": {"session/ga/74/agenda/107"},
        "onReport": {"doc/A/74/400"},
        "onReportOf": {"body/ga-c3"},
        "meetingRecord": {"doc/A/74/PV.50"},
        "relation": {"doc/A/74/251"},
        "hasExpression": {f"{WORK}/{language}" for language in ("ar", "en", "es", "fr", "ru", "zh")},
    }
    assert of(quads, f"{WORK}/zh") == {"type": {"Expression"}, "inLanguage": {"language/zh"}}
    assert of(quads, "doc/A/C.3/74/L.999") == {"type": {"DraftAct"}, "becameAct": {WORK}}
    assert of(quads, "doc/A/74/400") == {"type": {"Report"}}
    assert of(quads, "doc/A/74/251") == {"type": {"Agenda"}, "agendaOf": {"session/ga/74"}}
    assert of(quads, f"{RECORD}/vote/1") == {
        "type": {"VoteRecord"},
        "voteOn": {WORK},
        "source": {RECORD},
        "adoptedWithoutVote": {'"true"'},
    }
    assert of(quads, WORK, WORK)["adoptedBy"] == {"body/ga"}
    assert of(quads, "doc/A/74/PV.50", "doc/A/74/PV.50")["symbol"] == {'"A/74/PV.50"'}


def test_all_that_a_record_says_stands_in_its_graph_or_is_said_by_an_iri(said) -> None:
    for quad in said(*FACTS):
        assert quad.graph_name in (NamedNode(BASE + RECORD), quad.subject)
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, NamedNode) and term.value.startswith(BASE) and "/ontology" not in term.value:
                assert NAMES.parse(term.value).iri == term.value


def test_every_term_is_defined_by_the_ontology(said) -> None:
    defined = {quad.subject for file in resources.ontology_files() for quad in parse(path=file)}
    used = {
        term for quad in said(*FACTS) for term in (quad.predicate, quad.object) if VOCABULARY in str(term)
    }
    assert len(used) > 25
    assert used <= defined


def test_what_a_record_does_not_say_is_absent(said) -> None:
    quads = said(field("191", a="A/RES/74/173"))
    assert of(quads, WORK) == {}
    assert {quad.subject.value for quad in quads if quad.graph_name.value == BASE + RECORD} == {BASE + RECORD}


def test_only_the_languages_of_the_record_are_language_versions(said) -> None:
    quads = said(field("191", a="A/RES/74/173"), field("041", a="frespa"), field("245", a="Bees"))
    assert of(quads, WORK) == {"title": {'"Bees"'}, "hasExpression": {f"{WORK}/fr", f"{WORK}/es"}}
    assert of(quads, f"{WORK}/en") == {}


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Adopted by recorded vote of 142-1-3, 50th plenary meeting", ("142", "1", "3")),
        ("Adopted 122-55-1, 77th plenary meeting", ("122", "55", "1")),
        ("Adopted, 28th meeting", None),
        ("Adopted unanimously, 4535th meeting", None),
    ],
)
def test_the_figures_of_a_vote(said, note: str, expected: tuple[str, str, str] | None) -> None:
    found = of(said(field("191", a="A/RES/74/173"), field("996", a=note)), f"{RECORD}/vote/1")
    if expected is None:
        assert found == {}
        return
    figures = [found[term] for term in ("votesInFavour", "votesAgainst", "abstentions")]
    assert figures == [{f'"{figure}"'} for figure in expected]
    assert "adoptedWithoutVote" not in found


def test_two_drafts_are_related_and_none_became_the_act(said) -> None:
    quads = said(*FACTS, field("993", a="A/C.3/74/L.999/Rev.1"))
    drafts = {"doc/A/C.3/74/L.999", "doc/A/C.3/74/L.999/Rev.1"}
    assert of(quads, WORK)["relation"] == drafts | {"doc/A/74/251"}
    assert not any(of(quads, draft) for draft in drafts)


def test_two_reports_are_related_and_on_neither_the_act_was_adopted(said) -> None:
    found = of(said(*FACTS, field("993", a="A/74/401")), WORK)
    assert "onReport" not in found
    assert {"doc/A/74/400", "doc/A/74/401"} <= found["relation"]


def test_a_corrigendum_corrects_what_its_symbol_names(said) -> None:
    own = "doc/A/74/400/Add.1/Corr.1"
    quads = said(field("191", a="A/74/400/Add.1/Corr.1"), field("993", a="A/74/400/Add.1"))
    assert of(quads, own, f"{own}/en/marc")["corrects"] == {"doc/A/74/400/Add.1"}
    assert of(quads, own, own)["type"] == {"Corrigendum"}


def test_a_corrigendum_that_the_record_names_corrects_its_document(said) -> None:
    quads = said(*FACTS, field("993", a="A/RES/74/173/Corr.1"), field("993", a="A/74/400/Corr.1"))
    assert of(quads, f"{WORK}/Corr.1") == {"corrects": {WORK}}
    assert of(quads, "doc/A/74/400/Corr.1") == {}
    assert "doc/A/74/400/Corr.1" in of(quads, WORK)["relation"]


def test_another_symbol_is_another_work_of_the_same_document(said) -> None:
    quads = said(field("191", a="A/70/357"), field("191", a="S/2015/682"))
    assert of(quads, "doc/A/70/357", "doc/A/70/357/en/marc") == {"alsoIssuedAs": {"doc/S/2015/682"}}


@pytest.mark.parametrize(
    ("agenda", "item", "of_session", "items"),
    [
        ("A/74/251", "107", {"session/ga/74"}, {"session/ga/74/agenda/107"}),
        ("A/73/251", "107", set(), {"session/ga/74/agenda/107"}),
        ("A/C.3/74/1", "107", set(), {"session/ga/74/agenda/107"}),
        ("E/2019/100", "19 (b)", set(), set()),
        ("A/74/251", "[305]", {"session/ga/74"}, set()),
    ],
)
def test_an_agenda_is_that_of_the_session_where_its_symbol_says_so(
    said, agenda: str, item: str, of_session: set[str], items: set[str]
) -> None:
    quads = said(field("191", a="A/RES/74/173"), field("991", a=agenda, b=item))
    assert of(quads, f"doc/{agenda}").get("agendaOf", set()) == of_session
    assert of(quads, WORK).get("underAgendaItem", set()) == items


def test_the_graph_of_a_record_can_be_asked(said) -> None:
    store = Store()
    store.extend(said(*FACTS))
    text = """
        PREFIX unm: <https://w3id.org/un-mandates/ontology#>
        SELECT ?act ?by WHERE {
          ?record a unm:CatalogueRecord . GRAPH ?record { ?draft unm:becameAct ?act . ?act unm:adoptedOn ?day }
          ?draft unm:symbol ?by
        }"""
    (row,) = store.query(text, use_default_graph_as_union=True)
    assert (row["act"], row["by"]) == (NamedNode(BASE + WORK), Literal("A/C.3/74/L.999"))
