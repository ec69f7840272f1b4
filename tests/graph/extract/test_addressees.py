"""Whom a mandate asks: on passages that these tests write in the style of UN texts."""

from __future__ import annotations

import pytest

from graph.documents import Document, Kind, Metadata, Paragraph
from graph.extract.citations import citations
from graph.extract.mandates import mandates
from graph.grammar.tables import Kind as ActKind


def asked(*texts: str, body: str | None = "ga") -> list[str]:
    """Codes of those whom the last paragraph asks."""
    paragraphs = tuple(
        Paragraph(f"op/{number}", Kind.OPERATIVE, str(number), text) for number, text in enumerate(texts, 1)
    )
    document = Document("en", paragraphs, metadata=Metadata(kind=ActKind.RESOLUTION, body=body))
    claims = mandates(document, citations(document))
    return [actor.code for one in claims if one.paragraph == paragraphs[-1].path for actor in one.addressees]


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("the Commission for Social Development", "Invites the Bureau of the Commission to meet;", "csocd-bureau"),
        ("the United Nations Forum on Forests", "Requests the secretariat of the Forum to go on;", "unff-secretariat"),
        ("the Economic and Social Council", "Invites the President of the Council to act;", "ecosoc-president"),
        ("the United Nations Environment Programme", "Asks the Executive Director of the Programme to act;", "unep-executive-director"),
    ],
)  # fmt: skip
def test_a_part_of_a_body_is_known_by_the_short_name_of_the_whole(before: str, text: str, expected: str):
    assert asked(f"Takes note of the work of {before};", text) == [expected]


def test_of_a_body_that_has_no_such_part_nobody_is_asked():
    assert (
        asked("Notes the work of the Statistical Commission;", "Asks the Head of the Commission to act;")
        == []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Requests all of the specialized agencies to act;", ["specializedAgencies"]),
        ("Urges States that are parties to an armed conflict to act;", ["partiesToConflict"]),
        ("Urges States which are parties to act;", ["stateParties"]),
        ("Requests that UNDP work with the World Bank, UNICEF and others to make a plan;", ["undp"]),
        ("Invites the organizations members of the United Nations system to act;", ["unSystem"]),
        ("Calls upon the Federal Republic of Yugoslavia to act;", ["yug-government"]),
    ],
)
def test_who_is_asked(text: str, expected: list[str]):
    assert asked(text) == expected


def test_a_name_may_hold_the_word_that_begins_an_infinitive():
    name = "Declaration on the Granting of Independence to Colonial Countries and Peoples"
    text = f"Requests the Special Committee on the Situation with regard to the Implementation of the {name} to act;"
    assert asked(text) == ["c24"]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("the United Nations High Commissioner for Refugees", ["unhcr"]),
        ("the Office of the United Nations High Commissioner for Refugees", ["unhcr"]),
        ("the Office of the United Nations High Commissioner for Human Rights", ["ohchr"]),
    ],
)
def test_the_office_of_a_high_commissioner_is_that_of_the_one_named_before(before: str, expected: list[str]):
    notes = f"Notes the work of {before};"
    assert asked(notes, "Requests the Office of the High Commissioner to act;") == expected
    assert asked(notes, "Notes the Office of the High Commissioner;", "Asks the Office to act;") == expected
