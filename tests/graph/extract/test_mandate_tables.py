"""Rows of tables of legislative mandates, whose heading says whose acts their numbers are."""

from __future__ import annotations

import pytest

from graph.documents import Document, Kind, Paragraph
from graph.extract.everything import extract
from graph.extract.mandate_tables import table_citations

HEADINGS = (
    Paragraph("sub/1", Kind.HEADING, "1", "Legislative mandates"),
    Paragraph("sub/2", Kind.HEADING, "2", "Subprogramme 3", "sub/1"),
    Paragraph("sub/3", Kind.HEADING, "3", "General Assembly resolutions", "sub/2"),
    Paragraph("sub/4", Kind.HEADING, "4", "Economic and Social Council resolutions and decisions", "sub/1"),
    Paragraph("sub/5", Kind.HEADING, "5", "Results"),
    Paragraph("sub/6", Kind.HEADING, "6", "General Assembly resolutions", "sub/5"),
)


def table(text: str, container: str) -> Document:
    return Document("en", (*HEADINGS, Paragraph("p/1", Kind.ROW, None, text, container)))


@pytest.mark.parametrize(
    ("text", "container", "expected"),
    [
        ("74/173 | On an example", "sub/3", [("74/173", "A/RES/74/173", "3")]),
        ("57/270 B | On another", "sub/3", [("57/270 B", "A/RES/57/270B", "3")]),
        ("S-20/2 | Declaration", "sub/3", [("S-20/2", "A/RES/S-20/2", "3")]),
        (
            "2011/36; 2013/40 | On crime 22/8",
            "sub/4",
            [("2011/36", "E/RES/2011/36", None), ("2013/40", "E/RES/2013/40", None)],
        ),
        ("Decision 2011/259 | On a date", "sub/4", [("Decision 2011/259", "E/DEC/2011/259", None)]),
        ("74/173 | a row of another table", "sub/6", []),
        ("Deliverables | 3", "sub/3", []),
        ("74/173 | under no heading of acts", "sub/2", []),
    ],
)
def test_what_a_row_cites(text: str, container: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = table_citations(table(text, container))
    assert [(each.surface, each.target, each.subprogramme) for each in found] == expected
    for each in found:
        assert text[each.start : each.end] == each.surface
        assert (each.role, each.method) == ("citesAsMandate", "tableHeading")


def test_the_heading_counts_before_what_the_row_alone_would_say() -> None:
    found = extract(table("2462 (2019); 74/173 | On an example", "sub/3")).citations
    assert [each.target for each in found] == ["A/RES/74/173"]
    assert {each.method for each in found} == {"tableHeading"}


def test_a_language_without_words_has_no_tables() -> None:
    document = table("74/173 | On an example", "sub/3")
    assert table_citations(Document("zh", document.paragraphs)) == ()
