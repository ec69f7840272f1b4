"""Akoma Ntoso in the UN's profile, of acts that do not exist."""

import datetime as dt
from pathlib import Path

import pytest

from graph.documents import Document, Hyperlink, Kind, Relation
from graph.documents.reading import read
from graph.errors import DocumentError

META = """<meta><identification source="#x">
  <FRBRWork><FRBRthis value="/akn/un/statement/deliberation/unga/2019-12-18/74-999/!main"/>
    <FRBRuri value="/akn/un/statement/deliberation/unga/2019-12-18/74-999/"/>
    <FRBRdate date="2019-12-18" name="adoption"/><FRBRauthor href="ga"/></FRBRWork>
  <FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification>
  <classification source="#x"><keyword refersTo="agenda" value="70 (b)" dictionary="A/74/251"/></classification>
  <workflow source="#x"><step outcome="draftResolution" as="A/74/L.26"/><step outcome="adopted" as="A/74/PV.50"/></workflow>
  <analysis source="#x"><parliamentary><voting outcome="adoptedWithoutVote"/></parliamentary></analysis></meta>"""

COVER = """<coverPage><p><docNumber refersTo="#symbol">A/RES/74/999</docNumber></p>
  <p><docTitle>Resolution adopted by the General Assembly on 18 December 2019</docTitle></p></coverPage>"""

TEXT = """<preface><p><docNumber>74/999.</docNumber> <docTitle refersTo="#resolutionTitle">Keeping bees</docTitle></p></preface>
<preamble><formula name="enactingFormula"><p><i>The General Assembly</i>,</p></formula>
  <container name="Recalling"><p><i>Recalling</i> its <ref href="https://undocs.org/A/RES/65/230">resolution 65/230</ref>
    of 21 December 2010,<authorialNote marker="1"><p>See A/74/1.</p></authorialNote></p></container></preamble>
<mainBody>
  <paragraph><num>1.</num><content><p>Decides to keep bees;</p></content></paragraph>
  <paragraph><num>2.</num><list><intro><p>Requests a report:</p></intro>
    <point><num>(a)</num><content><p>On bees in parks;</p></content></point>
    <point><num>(b)</num><list><intro><p>On bees on roofs:</p></intro>
      <point><num>(i)</num><content><p>In summer;</p></content></point></list></point></list></paragraph>
  <section><num>II</num><heading>Wasps</heading>
    <paragraph><num>1.</num><content><p>Notes the wasps.</p></content></paragraph></section>
</mainBody>
<conclusions><p>50th plenary meeting<eol/>18 December 2019</p></conclusions>
<attachments><attachment><doc name="annex"><preface><p>Annex I</p></preface><mainBody>
  <paragraph><num>1.</num><content><p>A rule for the bees.</p></content></paragraph>
  <table><tr><td><p>Bees</p></td><td><p>12</p></td></tr></table></mainBody></doc></attachment></attachments>"""


def akn(inner: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">'
        f"{inner}</akomaNtoso>"
    )


def only(tmp_path: Path, text: str) -> Document:
    file = tmp_path / "act.xml"
    file.write_text(text, encoding="utf-8")
    (found,) = read(file)
    return found


def test_an_act_has_the_paths_of_the_other_readers(tmp_path: Path) -> None:
    found = only(tmp_path, akn(f'<statement name="resolution">{META}{COVER}{TEXT}</statement>'))
    assert [(each.path, each.kind, each.text) for each in found.paragraphs] == [
        ("front/p/1", Kind.FRONT, "A/RES/74/999"),
        ("front/p/2", Kind.FRONT, "Resolution adopted by the General Assembly on 18 December 2019"),
        ("front/p/3", Kind.TITLE, "74/999. Keeping bees"),
        ("formula", Kind.ENACTING, "The General Assembly,"),
        ("pp/1", Kind.PREAMBULAR, "Recalling its resolution 65/230 of 21 December 2010,"),
        ("op/1", Kind.OPERATIVE, "Decides to keep bees;"),
        ("op/2", Kind.OPERATIVE, "Requests a report:"),
        ("op/2/a", Kind.OPERATIVE, "On bees in parks;"),
        ("op/2/b", Kind.OPERATIVE, "On bees on roofs:"),
        ("op/2/b/i", Kind.OPERATIVE, "In summer;"),
        ("sec/II", Kind.HEADING, "II. Wasps"),
        ("sec/II/op/1", Kind.OPERATIVE, "Notes the wasps."),
        ("back/p/1", Kind.BACK, "50th plenary meeting 18 December 2019"),
        ("annex/I", Kind.HEADING, "Annex I"),
        ("annex/I/p/1", Kind.ANNEX, "A rule for the bees."),
        ("annex/I/p/1/1", Kind.ROW, "Bees | 12"),
        ("fn/1", Kind.FOOTNOTE, "See A/74/1."),
    ]
    assert found.hyperlinks == (Hyperlink("https://undocs.org/A/RES/65/230", "pp/1"),)


def test_text_and_head_together_say_what_it_is(tmp_path: Path) -> None:
    found = only(tmp_path, akn(f'<statement name="resolution">{META}{COVER}{TEXT}</statement>'))
    data = found.metadata
    assert data is not None
    assert (data.symbol, data.kind, data.body, data.session) == ("A/RES/74/999", "resolution", "ga", "74")
    assert (data.adopted_on, data.title, data.meeting) == (dt.date(2019, 12, 18), "Keeping bees", 50)
    assert (data.agenda_items, data.draft, data.without_vote) == (("70 (b)",), "A/74/L.26", True)
    assert data.related == (
        (Relation.DRAFT, "A/74/L.26"),
        (Relation.MEETING_RECORD, "A/74/PV.50"),
        (Relation.AGENDA, "A/74/251"),
    )


@pytest.mark.parametrize(
    "head",
    [
        "",
        META.replace("FRBRuri value", "FRBRuri other"),
        META.replace("/akn/un/statement/deliberation/unga/2019-12-18/74-999/", "bees"),
    ],
)
def test_without_a_head_the_text_says_it(tmp_path: Path, head: str) -> None:
    found = only(tmp_path, akn(f'<statement name="resolution">{head}{TEXT}</statement>'))
    assert found.metadata is not None
    assert found.metadata.symbol == "A/RES/74/999"


def test_without_a_number_in_the_text_the_address_says_it(tmp_path: Path) -> None:
    text = TEXT.replace("<docNumber>74/999.</docNumber>", "").replace("18 December 2019", "")
    data = only(tmp_path, akn(f'<statement name="resolution">{META}{text}</statement>')).metadata
    assert data is not None
    assert (data.symbol, data.adopted_on) == ("A/RES/74/999", dt.date(2019, 12, 18))


def test_figures_of_a_vote_are_in_the_head(tmp_path: Path) -> None:
    counts = "".join(
        f'<count refersTo="#{side}" value="{value}"/>'
        for side, value in (("inFavour", 142), ("against", 1), ("abstaining", 3))
    )
    head = META.replace(
        '<voting outcome="adoptedWithoutVote"/>', f'<voting outcome="adopted">{counts}</voting>'
    )
    data = only(tmp_path, akn(f'<statement name="resolution">{head}{TEXT}</statement>')).metadata
    assert data is not None
    assert (data.without_vote, data.votes) == (False, (142, 1, 3))


def test_a_report_has_numbered_paragraphs_under_headings(tmp_path: Path) -> None:
    report = """<doc name="report"><preface><p><docNumber refersTo="#symbol">A/74/123</docNumber></p></preface><mainBody>
      <section><num>I.</num><heading>Bees</heading>
      <paragraph><num>1.</num><content><p>The bees of the town are many.</p></content></paragraph>
      <paragraph><num>2.</num><content><p>They stay in the town.</p><p>So do the wasps of the town.</p></content></paragraph>
      </section></mainBody></doc>"""
    found = only(tmp_path, akn(report))
    assert [each.path for each in found.paragraphs] == ["front/p/1", "sec/I", "p/1", "p/2", "p/2/1"]
    assert found.metadata is not None
    assert (found.metadata.symbol, found.metadata.kind) == ("A/74/123", "document")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (akn(""), "not an Akoma Ntoso document"),
        (akn('<statement name="resolution"><meta/></statement>'), "without text"),
        (akn(f"<statement>{META.replace('eng', 'deu')}{TEXT}</statement>"), "none of the UN's six languages"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + akn(TEXT).partition("?>")[2], "DOCTYPE"),
        (akn(TEXT)[:-5], "not well-formed"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(DocumentError, match=what):
        only(tmp_path, text)
