"""Claims become quads: identity, structure, metadata, citations, each in its graph."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, parse

from graph import resources
from graph.documents import Document, FootnoteMark, Hyperlink, Kind, Metadata, Paragraph, text_hash
from graph.errors import DocumentError
from graph.extract.claims import (
    Actor,
    Due,
    Effect,
    Entity,
    EntityKind,
    Mandate,
    Reporting,
    TermStated,
)
from graph.extract.everything import Extracted, extract
from graph.names import VOCABULARY, Names
from graph.statements import Detail, File, statements
from graph.symbols import Kind as ActKind

NAMES = Names()
BASE = NAMES.base
WORK = f"{BASE}doc/A/RES/74/173"
TEXT = f"{WORK}/en"

ABOUT = Metadata(
    symbol="A/RES/74/173",
    kind=ActKind.RESOLUTION,
    body="ga",
    session="74",
    adopted_on=dt.date(2019, 12, 18),
    title="On an example",
    language="en",
    meeting=50,
    agenda_items=("107", "6 (d)"),
    on_report="A/74/400",
    recommended_by="ga-c3",
    without_vote=True,
)
PARAGRAPHS = (
    Paragraph("front/p/1", Kind.FRONT, None, "Resolution adopted by the General Assembly"),
    Paragraph("formula", Kind.ENACTING, None, "The General Assembly,"),
    Paragraph("pp/1", Kind.PREAMBULAR, "1", "Recalling its resolution 65/230 of 21 December 2010,"),
    Paragraph("pp/2", Kind.PREAMBULAR, "2", "Mindful of what has been done,"),
    Paragraph("sec/I", Kind.HEADING, "I", "Assistance"),
    Paragraph("sec/I/op/1", Kind.OPERATIVE, "1", "Takes note of the progress made;", "sec/I"),
    Paragraph("sec/I/op/2", Kind.OPERATIVE, "2", "Decides as follows:", "sec/I", (FootnoteMark("fn/1", 7),)),
    Paragraph("sec/I/op/2/a", Kind.OPERATIVE, "a", "To go on;", "sec/I"),
    Paragraph("annex", Kind.HEADING, None, "Annex"),
    Paragraph("annex/p/1", Kind.ANNEX, "1", "A rule.", "annex"),
    Paragraph("back/p/1", Kind.BACK, None, "50th plenary meeting"),
    Paragraph("fn/1", Kind.FOOTNOTE, "1", "See A/74/1."),
)
DOCUMENT = Document("en", PARAGRAPHS, (Hyperlink("https://undocs.org/en/A/RES/70/1", "pp/1"),), None, ABOUT)


def stated(
    document: Document = DOCUMENT, detail: Detail = Detail.ALL, **more: str | bool | File | tuple[str, ...]
) -> list[Quad]:
    return list(statements(extract(document), NAMES, detail=detail, **more))  # type: ignore[arg-type]


def short(term: object) -> str:
    if isinstance(term, Literal):
        return f'"{term.value}"'
    assert isinstance(term, NamedNode)
    return term.value.replace(VOCABULARY, "unm:").removeprefix(BASE).rpartition("ns#")[2]


def of(quads: list[Quad], subject: str, graph: str | None = None) -> dict[str, set[str]]:
    """The predicates and objects of a subject, in a graph or in all."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.subject == NamedNode(subject) and (graph is None or quad.graph_name == NamedNode(graph)):
            found.setdefault(
                short(quad.predicate).rpartition(":")[2].rpartition("/")[2].rpartition("#")[2], set()
            ).add(short(quad.object))
    return found


@pytest.fixture(scope="module")
def every() -> list[Quad]:
    return stated()


def test_what_the_symbol_says_stands_in_the_graph_of_the_work(every: list[Quad]) -> None:
    assert of(every, WORK, WORK) == {
        "type": {"unm:Resolution"},
        "symbol": {'"A/RES/74/173"'},
        "symbolStatus": {"unm:issued"},
        "adoptedBy": {"body/ga"},
        "sessionKey": {'"74"'},
        "actNumber": {'"173"'},
    }


def test_what_the_document_says_of_itself_stands_in_the_graph_of_the_expression(every: list[Quad]) -> None:
    said = of(every, WORK, TEXT)
    del said["hasProvision"]
    assert said == {
        "hasExpression": {"doc/A/RES/74/173/en"},
        "title": {'"On an example"'},
        "adoptedOn": {'"2019-12-18"'},
        "adoptedAt": {"meeting/ga/74-50"},
        "underAgendaItem": {"session/ga/74/agenda/107", "session/ga/74/agenda/6/d"},
        "onReport": {"doc/A/74/400"},
        "onReportOf": {"body/ga-c3"},
    }
    assert of(every, f"{BASE}doc/A/74/400")["type"] == {"unm:Work", "unm:Report"}
    assert of(every, f"{BASE}session/ga/74/agenda/6/d")["itemNumber"] == {'"6(d)"'}
    assert of(every, f"{BASE}meeting/ga/74-50")["inSession"] == {"session/ga/74"}
    assert of(every, f"{BASE}session/ga/74", f"{BASE}session/ga/74") == {
        "type": {"unm:Session"},
        "sessionOf": {"body/ga"},
        "sessionNumber": {'"74"'},
    }


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("A/RES/1514(XV)", {"type": "Resolution", "sessionKey": "XV", "actNumber": "1514"}),
        ("A/RES/3201(S-VI)", {"sessionKey": "S-VI"}),
        ("A/RES/S-20/2", {"sessionKey": "S-20", "actNumber": "2"}),
        ("A/RES/57/270B", {"part": "B", "actNumber": "270"}),
        ("S/RES/1373(2001)", {"year": "2001", "actNumber": "1373", "adoptedBy": "body/sc"}),
        ("E/RES/2019/19", {"sessionKey": "2019", "year": "2019"}),
        ("A/DEC/74/567", {"type": "Decision", "symbolStatus": "unm:library"}),
        ("CCPCJ/RES/26/4", {"symbolStatus": "unm:minted", "adoptedBy": "body/ccpcj"}),
        ("S/PRST/2020/1", {"type": "PresidentialStatement"}),
        ("A/74/400", {"type": "Work"}),
        ("A/74/400/Corr.1", {"type": "Corrigendum"}),
        ("A/80/6(Sect.16)", {"type": "BudgetFascicle"}),
    ],
)
def test_the_identity_of_a_work_by_its_symbol(symbol: str, expected: dict[str, str]) -> None:
    quads = stated(replace(DOCUMENT, paragraphs=(), metadata=None), symbol=symbol)
    said = of(quads, NAMES.work(symbol), NAMES.work(symbol))
    assert said["symbol"] == {f'"{symbol}"'}
    for predicate, value in expected.items():
        assert {each.strip('"').removeprefix("unm:") for each in said[predicate]} == {
            value.removeprefix("unm:")
        }


def test_a_document_is_no_act(every: list[Quad]) -> None:
    assert set(of(every, f"{BASE}doc/A/74/400", f"{BASE}doc/A/74/400")) == {"type", "symbol", "symbolStatus"}


def test_provisions_stand_in_reading_order_with_their_containers(every: list[Quad]) -> None:
    order = sorted(
        (int(quad.object.value), short(quad.subject).removeprefix("doc/A/RES/74/173/"))
        for quad in every
        if quad.predicate.value == f"{VOCABULARY}ordinal" and isinstance(quad.object, Literal)
    )
    assert [path for _, path in order] == [
        *(
            "front",
            "front/p/1",
            "formula",
            "pp/1",
            "pp/2",
            "sec/I",
            "sec/I/op/1",
            "sec/I/op/2",
            "sec/I/op/2/a",
        ),
        *("annex", "annex/p/1", "back", "back/p/1", "fn/1"),
    ]
    assert [number for number, _ in order] == list(range(1, 15))
    assert of(every, f"{WORK}/sec/I/op/2/a") == {
        "type": {"unm:OperativeParagraph"},
        "ordinal": {'"9"'},
        "provisionNumber": {'"a"'},
        "inSection": {"doc/A/RES/74/173/sec/I"},
    }
    assert of(every, f"{WORK}/sec/I")["title"] == {'"Assistance"'}
    assert of(every, f"{WORK}/annex")["type"] == {"unm:Annex"}
    assert of(every, f"{WORK}/annex/p/1")["type"] == {"unm:Provision"}
    assert of(every, f"{WORK}/fn/1")["calledIn"] == {"doc/A/RES/74/173/sec/I/op/2"}
    assert of(every, f"{TEXT}/pp/2")["textHash"] == {f'"{text_hash("Mindful of what has been done,")}"'}


def test_facts_have_nodes_only_for_what_states_something_and_for_operative_paragraphs() -> None:
    found = Extracted(DOCUMENT, extract(DOCUMENT).citations)
    quads = list(statements(found, NAMES, detail=Detail.FACTS))
    provisions = {node.removeprefix("doc/A/RES/74/173/") for node in of(quads, WORK)["hasProvision"]}
    assert provisions == {"pp/1", "sec/I", "sec/I/op/1", "sec/I/op/2", "back", "fn/1"}
    texts = {node.removeprefix("doc/A/RES/74/173/en/") for node in of(quads, TEXT)["hasProvisionText"]}
    assert texts == {"pp/1", "back", "fn/1"}  # these state something: citations, and how the act was adopted


def test_a_paragraph_on_which_something_else_rests_gets_a_node_on_demand() -> None:
    quads = stated(detail=Detail.FACTS, also=("pp/2",))
    assert of(quads, f"{TEXT}/pp/2") == {
        "type": {"unm:ProvisionText"},
        "textOf": {"doc/A/RES/74/173/pp/2"},
    }


@pytest.mark.parametrize("detail", Detail)
def test_the_hash_of_every_paragraph_is_in_one_literal(detail: Detail) -> None:
    (literal,) = of(stated(detail=detail), TEXT)["paragraphHashes"]
    lines = literal.strip('"').splitlines()
    assert lines == [f"{text_hash(paragraph.text)}  {paragraph.path}" for paragraph in PARAGRAPHS]


def test_a_citation_stands_in_the_graph_of_its_paragraph(every: list[Quad]) -> None:
    graph = f"{TEXT}/pp/1"
    assert of(every, graph, graph) == {"hasCitation": {"doc/A/RES/74/173/en/pp/1/cite/A/RES/65/230"}}
    assert of(every, f"{graph}/cite/A/RES/65/230", graph) == {
        "type": {"unm:Citation"},
        "citedTarget": {"doc/A/RES/65/230"},
        "citationRole": {"ontology/citation-role/recalls"},
        "resolvedBy": {"ontology/resolution-method/possessive"},
        "surfaceForm": {'"its resolution 65/230"'},
        "span": {'"char=10,31"'},
        "citationDate": {'"2010-12-21"'},
        "source": {"doc/A/RES/74/173/en/pp/1"},
    }
    assert of(every, f"{BASE}doc/A/RES/65/230", f"{BASE}doc/A/RES/65/230")["actNumber"] == {'"230"'}


def test_the_second_mention_of_a_work_in_a_paragraph_has_its_number() -> None:
    text = "Recalling resolution A/RES/65/230, and A/74/1, and again A/RES/65/230 and A/74/1,"
    quads = stated(replace(DOCUMENT, paragraphs=(Paragraph("pp/1", Kind.PREAMBULAR, "1", text),)))
    assert of(quads, f"{TEXT}/pp/1")["hasCitation"] == {
        f"doc/A/RES/74/173/en/pp/1/cite/{key}"
        for key in ("A/RES/65/230", "A/RES/65/230/2", "A/74/1", "A/74/1/-/2")
    }


def test_an_uncertain_citation_keeps_its_candidates() -> None:
    (citation,) = extract(DOCUMENT).citations[:1]
    uncertain = replace(citation, target=None, candidates=("A/RES/65/230", "A/HRC/RES/22/8"))
    quads = list(statements(Extracted(DOCUMENT, (uncertain,)), NAMES, detail=Detail.FACTS))
    subject = NAMES.unresolved_citation(f"{TEXT}/pp/1", citation.surface)
    assert of(quads, subject)["candidateTarget"] == {"doc/A/RES/65/230", "doc/A/HRC/RES/22/8"}
    assert "citedTarget" not in of(quads, subject)


def test_a_table_of_mandates_says_for_whom_it_cites() -> None:
    (citation,) = extract(DOCUMENT).citations[:1]
    listed = replace(citation, for_body="unodc", subprogramme="1", role="citesAsMandate")
    quads = list(statements(Extracted(DOCUMENT, (listed,)), NAMES, detail=Detail.FACTS))
    said = of(quads, f"{TEXT}/pp/1/cite/A/RES/65/230")
    assert said["forBody"] == {"body/unodc"}
    assert said["forSubprogramme"] == {'"1"'}


def test_a_number_that_no_act_can_have_is_not_cited() -> None:
    (citation,) = extract(DOCUMENT).citations[:1]
    wrong = replace(citation, target="E/RES/1998/7211")
    quads = list(statements(Extracted(DOCUMENT, (wrong,)), NAMES, detail=Detail.ALL))
    assert "hasCitation" not in of(quads, f"{TEXT}/pp/1")


def test_a_pinpoint_is_a_provision_of_the_cited_work() -> None:
    (citation,) = extract(DOCUMENT).citations[:1]
    pinned = replace(citation, pinpoint="op/5")
    quads = list(statements(Extracted(DOCUMENT, (pinned,)), NAMES, detail=Detail.FACTS))
    assert of(quads, f"{TEXT}/pp/1/cite/A/RES/65/230")["citedPinpoint"] == {"doc/A/RES/65/230/op/5"}


def test_the_file_has_its_hash_and_links() -> None:
    quads = stated(file=File("docx", "0" * 64))
    said = of(quads, f"{TEXT}/docx", TEXT)
    assert said["fileHash"] == {f'"{"0" * 64}"'}
    assert said["hyperlinks"] == {"doc/A/RES/70/1"}
    assert said["hyperlinkAddress"] == {'"https://undocs.org/en/A/RES/70/1"'}


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        (None, {"adoptedWithoutVote": {'"true"'}}),
        (
            (120, 5, 40),
            {"votesInFavour": {'"120"'}, "votesAgainst": {'"5"'}, "abstentions": {'"40"'}},
        ),
    ],
)
def test_how_an_act_was_adopted(votes: tuple[int, int, int] | None, expected: dict[str, set[str]]) -> None:
    back = Paragraph("back/p/2", Kind.BACK, None, "Adopted by 120 votes to 5, with 40 abstentions.")
    about = replace(ABOUT, votes=votes, without_vote=votes is None)
    document = replace(DOCUMENT, metadata=about, paragraphs=(*PARAGRAPHS, back))
    place = f"{TEXT}/back/p/2" if votes else f"{TEXT}/back"
    for detail in Detail:
        quads = stated(document, detail)
        said = of(quads, f"{place}/vote/1", TEXT)
        assert said == {
            "type": {"unm:VoteRecord"},
            "voteOn": {"doc/A/RES/74/173"},
            "source": {place.removeprefix(BASE)},
            **expected,
        }
        assert of(quads, place)["type"] == {"unm:ProvisionText"}


@pytest.mark.parametrize(
    ("symbol", "day", "stated_so"),
    [
        ("A/RES/74/173", dt.date(2019, 12, 18), True),
        ("A/RES/74/173", dt.date(2018, 12, 18), False),
        ("E/RES/2019/19", dt.date(2019, 7, 23), True),
        ("E/RES/2019/19", dt.date(2018, 10, 5), True),
        ("E/RES/2019/19", dt.date(2009, 7, 23), False),
        ("A/RES/1514(XV)", dt.date(1960, 12, 14), True),
        ("S/RES/1373(2001)", dt.date(2001, 9, 28), True),
        ("A/HRC/RES/22/8", dt.date(2013, 3, 21), True),
    ],
)
def test_a_day_outside_the_session_is_not_the_day_of_adoption(
    symbol: str, day: dt.date, stated_so: bool
) -> None:
    document = replace(DOCUMENT, metadata=Metadata(symbol=symbol, adopted_on=day))
    assert ("adoptedOn" in of(stated(document), NAMES.work(symbol))) is stated_so


def test_the_original_language_is_stated_of_its_version() -> None:
    quads = stated(replace(DOCUMENT, metadata=replace(ABOUT, original_language="fr")))
    assert of(quads, f"{WORK}/fr")["originalLanguage"] == {'"true"'}
    assert "originalLanguage" not in of(quads, TEXT)


def test_an_embedded_draft_is_a_work_of_its_own() -> None:
    draft = (
        Paragraph("draft/1/formula", Kind.ENACTING, None, "The General Assembly,"),
        Paragraph("draft/1/pp/1", Kind.PREAMBULAR, "1", "Recalling its resolution 65/230,"),
        Paragraph("draft/1/op/1", Kind.OPERATIVE, "1", "Requests the Secretary-General to report."),
    )
    about = Metadata("E/RES/2019/19", ActKind.RESOLUTION, "ecosoc", "2019")
    paragraphs = (Paragraph("op/1", Kind.OPERATIVE, None, "Recommends the following draft:"), *draft)
    quads = stated(Document("en", paragraphs, metadata=about), Detail.FACTS)
    work = f"{BASE}doc/E/RES/2019/19"
    assert of(quads, f"{work}/draft/1", f"{work}/en/op/1") == {
        "type": {"unm:DraftAct"},
        "embeddedIn": {"doc/E/RES/2019/19"},
        "recommendedTo": {"body/ga"},
    }
    assert of(quads, f"{work}/draft/1/en/pp/1")["hasCitation"] == {
        "doc/E/RES/2019/19/draft/1/en/pp/1/cite/A/RES/65/230"
    }
    (hashes,) = of(quads, f"{work}/draft/1/en")["paragraphHashes"]
    assert [line.split("  ")[1] for line in hashes.strip('"').splitlines()] == ["formula", "pp/1", "op/1"]
    assert of(quads, f"{work}/en")["hasProvisionText"] == {"doc/E/RES/2019/19/en/op/1"}


# ------------------------------------------------------------------ mandates

SECRETARY_GENERAL = Actor(EntityKind.OFFICE, "office/secretary-general")
OFFICE = Actor(EntityKind.BODY, "unodc")
STATES = Actor(EntityKind.GROUP, "memberStates")
OP = "sec/I/op/2"
MANDATE = f"{TEXT}/{OP}/mandate"


def assigned(
    *mandates: Mandate,
    mentions: tuple[tuple[str, Entity], ...] = (),
    detail: Detail = Detail.FACTS,
    keep: bool = False,
) -> list[Quad]:
    found = Extracted(DOCUMENT, extract(DOCUMENT).citations, mandates, mentions)
    return list(statements(found, NAMES, detail=detail, keep_text=keep))


def test_a_mandate_stands_in_the_graph_of_its_paragraph() -> None:
    mandate = Mandate(
        OP, 0, 18, "requests", (OFFICE, SECRETARY_GENERAL, STATES), ("uponRequest",), ("extrabudgetary",)
    )
    quads = assigned(
        mandate, replace(mandate, start=8, antecedent_unstated=True), replace(mandate, verb="urges")
    )
    assert of(quads, f"{MANDATE}/requests/1", f"{TEXT}/{OP}") == {
        "type": {"unm:Mandate"},
        "issuedIn": {"doc/A/RES/74/173/sec/I/op/2"},
        "issuedBy": {"body/ga"},
        "addressee": {"body/unodc", "office/secretary-general", "ontology/actor-group/memberStates"},
        "actionVerb": {"ontology/action-verb/requests"},
        "underCondition": {"ontology/condition/uponRequest"},
        "fundingBasis": {"ontology/funding-basis/extrabudgetary"},
        "span": {'"char=0,18"'},
        "source": {f"doc/A/RES/74/173/en/{OP}"},
    }
    assert of(quads, f"{MANDATE}/requests/2")["antecedentUnstated"] == {'"true"'}
    assert of(quads, f"{MANDATE}/urges/1")["actionVerb"] == {"ontology/action-verb/urges"}


def test_a_duty_to_report_says_who_to_whom_when_and_on_what() -> None:
    due = (
        Due(body="ga", session="76"),
        Due(date=dt.date(2026, 3, 31)),
        Due(month="2026-03"),
        Due(year=2027),
        Due(period="P6M"),
    )
    duty = Reporting((SECRETARY_GENERAL,), ("ga",), due, "P1Y", ("A/RES/65/230",), on_present_act=True)
    quads = assigned(Mandate(OP, 0, 18, "requests", (SECRETARY_GENERAL,), reporting=duty))
    said = of(quads, f"{MANDATE}/requests/1")
    assert said["type"] == {"unm:ReportingObligation"}
    assert said["reporter"] == {"office/secretary-general"}
    assert said["reportRecipient"] == {"body/ga"}
    assert said["due"] == {"session/ga/76", '"2026-03-31"', '"2026-03"', '"2027"', '"P6M"'}
    assert said["frequency"] == {'"P1Y"'}
    assert said["reportSubject"] == {"doc/A/RES/74/173", "doc/A/RES/65/230"}
    assert of(quads, f"{BASE}session/ga/76")["sessionOf"] == {"body/ga"}
    assert of(quads, f"{BASE}doc/A/RES/65/230")["type"] == {"unm:Resolution"}


def test_what_a_mandate_does_to_a_body_and_for_how_long() -> None:
    term = TermStated(dt.date(2026, 12, 31), "P1Y", dt.date(2026, 1, 1), final=True)
    mandate = Mandate(
        OP,
        0,
        18,
        "decides",
        (),
        effect=Effect.EXTENDS,
        objects=(OFFICE,),
        named="a special mission",
        term=term,
    )
    quads = assigned(mandate)
    said = of(quads, f"{MANDATE}/decides/1")
    assert said["effect"] == {"ontology/mandate-effect/extends"}
    assert said["concernsBody"] == {"body/unodc"}
    assert said["nameStated"] == {'"a special mission"'}
    assert said["hasTerm"] == {f"doc/A/RES/74/173/en/{OP}/term/1"}
    assert "addressee" not in said
    assert of(quads, f"{TEXT}/{OP}/term/1") == {
        "type": {"unm:Term"},
        "validFrom": {'"2026-01-01"'},
        "validUntil": {'"2026-12-31"'},
        "duration": {'"P1Y"'},
        "finalTerm": {'"true"'},
        "source": {f"doc/A/RES/74/173/en/{OP}"},
    }


def test_who_acts_is_described_in_the_graph_of_its_own_iri() -> None:
    quads = assigned(Mandate(OP, 0, 7, "requests", (OFFICE, SECRETARY_GENERAL)))
    said = of(quads, f"{BASE}body/unodc", f"{BASE}body/unodc")
    assert said["type"] == {"unm:SecretariatUnit"}
    assert '"United Nations Office on Drugs and Crime"' in said["label"]
    assert of(quads, f"{BASE}office/secretary-general")["type"] == {"unm:Office"}
    for part in said["partOfBody"]:
        assert of(quads, BASE + part)["label"]
    assert not of(quads, f"{BASE}body/unicef")


def test_the_words_of_a_mandate_are_kept_only_where_it_is_asked_for() -> None:
    mandate = Mandate(OP, 0, 7, "decides", ())
    assert of(assigned(mandate, keep=True), f"{MANDATE}/decides/1")["actionText"] == {'"Decides"'}
    assert "actionText" not in of(assigned(mandate), f"{MANDATE}/decides/1")


def test_a_paragraph_mentions_whom_it_names_besides() -> None:
    def named(path: str, who: Actor) -> tuple[str, Entity]:
        return path, Entity(0, 4, who)

    of_the_act = ("pp/1", Entity(14, 24, OFFICE))
    mentions = (named(OP, OFFICE), named(OP, STATES), named("formula", OFFICE), of_the_act)
    mandate = Mandate(OP, 0, 7, "requests", (OFFICE,))
    quads = assigned(mandate, mentions=mentions, detail=Detail.ALL)
    assert of(quads, f"{TEXT}/{OP}", f"{TEXT}/{OP}") == {"mentions": {"ontology/actor-group/memberStates"}}
    assert "mentions" not in of(quads, f"{TEXT}/formula")
    assert "mentions" not in of(quads, f"{TEXT}/pp/1")
    facts = assigned(mandate, mentions=mentions)
    assert not [quad for quad in facts if quad.predicate == NamedNode(f"{VOCABULARY}mentions")]


def test_a_draft_issues_no_mandate() -> None:
    paragraphs = (*PARAGRAPHS, Paragraph("draft/1/op/1", Kind.OPERATIVE, "1", "Requests all to act."))
    found = Extracted(
        replace(DOCUMENT, paragraphs=paragraphs), (), (Mandate("draft/1/op/1", 0, 8, "requests", (STATES,)),)
    )
    quads = list(statements(found, NAMES, detail=Detail.ALL))
    assert not [quad for quad in quads if "/mandate/" in quad.subject.value]  # type: ignore[union-attr]


def test_a_document_without_symbol_needs_a_slug() -> None:
    unknown = replace(DOCUMENT, metadata=Metadata(kind=ActKind.PRESIDENTIAL_STATEMENT, body="sc"))
    with pytest.raises(DocumentError) as refused:
        stated(unknown)
    assert "slug" in refused.value.hint
    quads = stated(unknown, source="a-report")
    assert of(quads, f"{BASE}doc/x-src/a-report", f"{BASE}doc/x-src/a-report") == {
        "type": {"unm:Act"},
        "symbolStatus": {"unm:symbolUnknown"},
        "adoptedBy": {"body/sc"},
    }


def test_text_is_kept_only_where_it_is_asked_for(every: list[Quad]) -> None:
    long = [quad for quad in every if isinstance(quad.object, Literal) and "progress" in quad.object.value]
    assert not long
    assert of(stated(keep_text=True), f"{TEXT}/sec/I/op/1")["quote"] == {'"Takes note of the progress made;"'}


@pytest.mark.parametrize("detail", Detail)
def test_the_same_document_gives_the_same_quads_each_once(detail: Detail) -> None:
    quads = stated(detail=detail)
    assert quads == stated(detail=detail)
    assert len(quads) == len(set(quads))


def test_every_iri_follows_a_rule_of_names(every: list[Quad]) -> None:
    for quad in every:
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, NamedNode) and term.value.startswith(BASE):
                NAMES.parse(term.value)


def test_every_term_is_defined_by_the_ontology(every: list[Quad]) -> None:
    defined = {quad.subject for file in resources.ontology_files() for quad in parse(path=file)}
    used = {term for quad in every for term in (quad.predicate, quad.object) if VOCABULARY[:-1] in str(term)}
    assert len(used) > 30
    assert used <= defined
