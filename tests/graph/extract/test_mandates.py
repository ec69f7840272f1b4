"""Mandates: on passages that these tests write in the style of UN texts, in six languages."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.documents import Document, Kind, Metadata, Paragraph
from graph.extract.citations import citations
from graph.extract.claims import Due, Effect, Mandate, TermStated
from graph.extract.mandates import mandates
from graph.grammar.tables import Kind as ActKind


def act(
    *texts: str | tuple[str, str],
    body: str | None = "ga",
    language: str = "en",
    kind: ActKind = ActKind.RESOLUTION,
) -> Document:
    """A document whose operative paragraphs are the texts, numbered unless they come with their path."""
    paragraphs = tuple(
        Paragraph(text[0], Kind.OPERATIVE, text[0].rpartition("/")[2], text[1])
        if isinstance(text, tuple)
        else Paragraph(f"op/{number}", Kind.OPERATIVE, str(number), text)
        for number, text in enumerate(texts, 1)
    )
    return Document(language, paragraphs, metadata=Metadata(kind=kind, body=body))


def found(
    *texts: str | tuple[str, str], body: str | None = "ga", language: str = "en"
) -> tuple[Mandate, ...]:
    document = act(*texts, body=body, language=language)
    return mandates(document, citations(document))


def told(claims: tuple[Mandate, ...]) -> list[str]:
    """Verb and addressees of each mandate."""
    return [" ".join([one.verb, *(actor.code for actor in one.addressees)]) for one in claims]


CARRIED = [
    ("Requests the Secretary-General to report on the matter;", ["requests secretary-general"]),
    ("Strongly urges Member States to act;", ["urges memberStates"]),
    ("Reiterates its request to the Secretary-General to act;", ["requests secretary-general"]),
    ("Decides to remain seized of the matter.", ["decides ga"]),
    ("Decides that the term begins in May;", ["decides"]),
    ("Welcomes the report, and requests the Secretary-General to go on;", ["requests secretary-general"]),
    (
        "Calls upon Member States to pay, and in this regard requests the Secretary-General to remind them;",
        ["callsUpon memberStates", "requests secretary-general"],
    ),
    ("Requests the Secretary-General, in consultation with Member States, to act;", ["requests secretary-general"]),
    ("Calls for the full use of the fund;", ["callsUpon"]),
    ("Notes the report;", []),
    ("Stresses that Member States should pay;", []),
    ("Expresses concern at requests for money from Member States;", []),
    ("Recalls resolution 75/1, in which it requested the Secretary-General to act;", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CARRIED, ids=[text for text, _ in CARRIED])
def test_a_paragraph_gives_a_mandate_for_each_verb_that_assigns(text: str, expected: list[str]):
    assert told(found(text)) == expected


def test_items_have_the_verb_and_the_addressees_of_what_stands_above_them():
    claims = found(
        ("op/1", "Requests the Secretary-General:"),
        ("op/1/a", "To inform Member States;"),
        ("op/1/b", "The costs of the fund;"),
        ("op/2", "Stresses the need:"),
        ("op/2/a", "To inform Member States;"),
    )
    assert [(one.paragraph, one.verb) for one in claims] == [("op/1", "requests"), ("op/1/a", "requests")]
    assert {told((one,))[0] for one in claims} == {"requests secretary-general"}


def test_a_duty_to_report_says_who_to_whom_when_and_on_what():
    (mandate,) = found(
        "Requests the Secretary-General to submit to the General Assembly at its seventy-sixth session a report "
        "on the implementation of the present resolution, within existing resources;"
    )
    duty = mandate.reporting
    assert duty is not None
    assert [actor.code for actor in duty.reporters] == ["secretary-general"]
    assert duty.recipients == ("ga",)
    assert duty.due == (Due(body="ga", session="76"),)
    assert duty.on_present_act
    assert mandate.funding == ("withinExistingResources",)


def test_an_extension_has_its_new_end():
    (mandate,) = found("Decides to extend until 31 October 2026 the mandate of UNFICYP;", body="sc")
    assert mandate.effect is Effect.EXTENDS
    assert mandate.term == TermStated(until=dt.date(2026, 10, 31))
    assert [actor.code for actor in mandate.objects] == ["unficyp"]


def test_a_report_gives_no_mandates():
    document = act("Requests the Secretary-General to act;", kind=ActKind.DOCUMENT)
    assert mandates(document, ()) == ()
