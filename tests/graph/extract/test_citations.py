"""What a text cites, by tables in the style of UN texts; the sentences are the tests' own."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import Document, Kind, Metadata, Paragraph
from graph.extract.citations import citations
from graph.extract.language import LANGUAGES


def cited(text, issuer=None, language="en", year=None):
    adopted = dt.date(year, 12, 1) if year else None
    about = Metadata(body=issuer, adopted_on=adopted)
    return citations(Document(language, (Paragraph("op/1", Kind.OPERATIVE, "1", text),), metadata=about))


def targets(text, issuer=None, language="en", year=None):
    return [each.target or each.candidates for each in cited(text, issuer, language, year)]


ENGLISH = [
    ("Recalling its resolution 65/230 of 21 December 2010,", "ga", ["A/RES/65/230"]),
    ("Recalling its resolutions 73/186 and 73/187 of 17 December 2018,", "ga", ["A/RES/73/186", "A/RES/73/187"]),
    ("Recalling Security Council resolution 1373\u00a0(2001)", "ga", ["S/RES/1373(2001)"]),
    ("its resolutions 1267 (1999), 1333 (2000) and 1363 (2001)", "sc",
     ["S/RES/1267(1999)", "S/RES/1333(2000)", "S/RES/1363(2001)"]),
    ("Commission on Crime Prevention and Criminal Justice resolution 26/4 of 26 May 2017", "ecosoc", ["CCPCJ/RES/26/4"]),
    ("Commission on Human Rights resolution 2005/44", "hrc", ["CHR/RES/2005/44"]),
    ("Economic and Social Council resolutions 2019/19 and 2019/20", "ga", ["E/RES/2019/19", "E/RES/2019/20"]),
    ("Council resolution 2019/19", "ga", ["E/RES/2019/19"]),
    ("resolution 155 C (VII) of the Economic and Social Council", "ga", ["E/RES/155C(VII)"]),
    ("General Assembly resolution 1514 (XV) of 14 December 1960", "hrc", ["A/RES/1514(XV)"]),
    ("its resolution 3367 A (XXX)", "ga", ["A/RES/3367A(XXX)"]),
    ("its resolution S-20/2, annex", "ga", ["A/RES/S-20/2"]),
    ("its resolution S-21/1", "hrc", ["A/HRC/RES/S-21/1"]),
    ("resolution ES-10/15", "ga", ["A/RES/ES-10/15"]),
    ("its resolution 57/270 B", "ga", ["A/RES/57/270B"]),
    ("resolutions 48/218 A and B", "ga", ["A/RES/48/218A", "A/RES/48/218B"]),
    ("resolution 43/222 A to E", "ga", [f"A/RES/43/222{part}" for part in "ABCDE"]),
    ("decision 74/567 of 31 August 2020", "ga", ["A/DEC/74/567"]),
    ("Economic and Social Council decision 2017/234", "ga", ["E/DEC/2017/234"]),
    ("Human Rights Council resolution 22/8", "ga", ["A/HRC/RES/22/8"]),
    ("its resolution 22/8", "hrc", ["A/HRC/RES/22/8"]),
    ("its resolution 22/8", "ccpcj", ["CCPCJ/RES/22/8"]),
    # "Its" is the subject's, not the document's
    ("Noting that the Security Council, in its resolution 2199 (2015), decided", "ga", ["S/RES/2199(2015)"]),
    ("Welcoming that the Human Rights Council, in its resolution 31/32, called", "ga", ["A/HRC/RES/31/32"]),
    ("Noting that the Commission on Narcotic Drugs, in its resolution 51/1, decided", "ga", ["CND/RES/51/1"]),
    ("The Economic and Social Council, in resolution 1996/2 of 17 July 1996, proposed", "cpd", ["E/RES/1996/2"]),
    # A list goes on behind what describes its acts
    ("Recalling its resolutions 70/1 of 25 September 2015, entitled “Transforming our world”, and 69/313 of 27 July 2015",
     "ga", ["A/RES/70/1", "A/RES/69/313"]),
    ("its resolutions 76/251 on the modalities of the Conference and 76/258 on its outcome", "ga", ["A/RES/76/251", "A/RES/76/258"]),
    ("In its resolution 26/4 of 26 May 2017, the Commission on Crime Prevention and Criminal Justice requested", "ecosoc", ["CCPCJ/RES/26/4"]),
    # The numbers know the body
    ("under resolution 78/265", None, ["A/RES/78/265"]),
    ("under resolution 2282 (2016)", None, ["S/RES/2282(2016)"]),
    # The Security Council numbers its resolutions on, so that some need no year
    ("Security Council resolution 2250", "ga", ["S/RES/2250(2015)"]),
    ("this resolution and resolution 2250;", "sc", ["S/RES/2250(2015)"]),
    ("resolution 2250", "ga", []),
    # Symbols
    ("the report (A/70/357-S/2015/682) and E/CN.15/2021/1.", None, ["A/70/357", "S/2015/682", "E/CN.15/2021/1"]),
    ("the statement by its President (S/PRST/2011/9)", "sc", ["S/PRST/2011/9"]),
    # Not citations
    ("the implementation of the present resolution", "ga", []),
    ("24/7 service, 3/4 of its members, the biennium 2018/19", "ga", []),
    ("the World Health Assembly, in its resolution 58/3, urged", "ga", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issuer", "expected"), ENGLISH)
def test_an_english_text_cites(text, issuer, expected):
    assert targets(text, issuer) == expected


def test_two_bodies_that_remain_are_candidates():
    (found,) = cited("as requested in resolution 40/11")
    assert found.target is None
    assert found.candidates == ("A/HRC/RES/40/11", "A/RES/40/11")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resolution 40/11 of 21 March 2019", "A/HRC/RES/40/11"),
        ("resolution 40/11 of 11 November 1985", "A/RES/40/11"),
    ],
)
def test_the_date_tells_the_body(text, expected):
    assert targets(text) == [expected]


def test_a_low_session_alone_is_nobodys():
    (found,) = targets("as requested in resolution 22/8", "ga")
    assert {"A/HRC/RES/22/8", "CCPCJ/RES/22/8"} <= set(found)


def test_a_date_that_does_not_fit_leaves_the_bodies_that_are_seldom_cited_without_a_name():
    (found,) = targets("resolution 5/3 of 2 March 2022")
    assert "UNEP/EA.5/RES.3" in found
    assert "A/HRC/RES/5/3" not in found


def test_a_long_paragraph_is_read_in_linear_time():
    text = (
        "Recalling its resolution 74/173, and the Commission, paragraph 5 (a) of its decision 74/567 “x” (A/70/1), "
        * 2_000
    )
    began = time.process_time()
    found = cited(text, "ga")
    assert len(found) == 6_000
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "piece",
    [
        "resolution ",
        "its resolutions ",
        "73/186 and ",
        "(",
        "“",
        "A/",
        "General Assembly ",
        "paragraph 5 of the ",
        " of 17 December 2018, ",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_repetition_holds_it_up(piece, language):
    began = time.process_time()
    cited("its resolution 46/1 of 17 December 1991 " + piece * 3_000 + " 1", "ga", language)
    assert time.process_time() - began < 5


def test_a_short_name_is_what_the_issuer_was_before():
    assert targets("Governing Council decision 20/11", "unea") == ["UNEP/GC/20/11"]


def test_what_is_later_than_the_document_is_not_meant():
    assert targets("resolution 46/12", year=1993) == ["A/RES/46/12"]


def test_that_resolution_is_the_last_one_of_its_kind():
    text = "Recalls its resolution 74/173, its decision 74/567, and that in that resolution it requested a report"
    assert targets(text, "ga") == ["A/RES/74/173", "A/DEC/74/567", "A/RES/74/173"]


def test_that_resolution_after_a_list_has_candidates():
    text = "Recalls its resolutions 73/186 and 73/187; notes that that resolution"
    assert targets(text, "ga")[-1] == ("A/RES/73/186", "A/RES/73/187")


def test_the_documents_own_symbol_is_no_citation():
    about = Metadata(symbol="A/RES/74/173", body="ga")
    title = Paragraph("title", Kind.TITLE, None, "A/RES/74/173, after A/RES/73/187")
    found = citations(Document("en", (title,), metadata=about))
    assert [each.target for each in found] == ["A/RES/73/187"]


def test_an_embedded_draft_is_its_own_bodys_text():
    formula = Paragraph("draft/1/formula", Kind.ENACTING, None, "“The General Assembly,")
    recital = Paragraph("draft/1/pp/1", Kind.PREAMBULAR, "1", "“Recalling its resolution 46/152,")
    found = citations(Document("en", (formula, recital), metadata=Metadata(body="hrc")))
    assert [each.target for each in found] == ["A/RES/46/152"]


@pytest.mark.parametrize(
    ("text", "pinpoint"),
    [
        ("paragraph 5 of its resolution 74/173", "op/5"),
        ("paragraph 5 (a) of General Assembly resolution 74/173", "op/5/a"),
        ("section VII of resolution 71/243", "sec/VII"),
        ("resolution 60/251, annex", "annex"),
        ("paragraph 12 of A/70/357", None),
        ("resolution 74/173", None),
    ],
)
def test_a_pinpoint_is_a_path(text, pinpoint):
    assert cited(text, "ga")[0].pinpoint == pinpoint


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Recalling its resolution 74/173,", "recalls"),
        ("Also reaffirms its resolution 74/173;", "reaffirms"),
        ("Takes note of General Assembly resolution 74/173;", "takesNote"),
        ("Requests the Secretary-General, pursuant to resolution 74/173, to report", "pursuantTo"),
        ("Welcomes the work of the Committee established by resolution 74/247;", "identifies"),
        ("Resolution 74/173 is there", "refersTo"),
    ],
)
def test_the_role_is_that_of_the_words_that_govern(text, role):
    assert cited(text, "ga")[0].role == role


def test_what_the_cited_act_did_is_reported():
    (found,) = cited("Recalling its resolution 74/173, in which it requested the Office to report,", "ga")
    assert (found.role, found.reported) == ("recalls", "requests")


def test_a_date_is_shared_by_the_list_before_it():
    found = cited("its resolutions 73/186 and 73/187 of 17 December 2018 and 74/173", "ga")
    assert [each.date for each in found] == [dt.date(2018, 12, 17), dt.date(2018, 12, 17), None]


PIECES = st.sampled_from(
    ["Recalling ", "its ", "resolution ", "resolutions ", "decision ", "73/186", "1373 (2001)", " and ", ", ", "217 A (III)",
     " of 17 December 2018", "Security Council ", "General Assembly ", "“", "”", "paragraph 5 of ", "A/70/357", "; ", ". ",
     "that resolution", "\u00a0", "48/218 A and B", "S-20/2", "第", "号决议", "大会", "１２"]
)  # fmt: skip


@given(
    st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join),
    st.sampled_from(LANGUAGES),
)
def test_spans_lie_in_the_text(text, language):
    for found in cited(text, "ga", language):
        assert 0 <= found.start < found.end <= len(text)
        assert found.surface == text[found.start : found.end]
        assert (found.target is None) == bool(found.candidates)
