import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from graph.documents import Document, Kind
from graph.documents.corpus import parse, read
from graph.errors import DocumentError


def row(
    text: str, kind: str = "paragraph", part: str | None = None, number: str | None = None
) -> dict[str, object]:
    return {"text": text, "type": kind, "part": part, "number": number, "links": None}


def pre(text: str) -> dict[str, object]:
    return row(text, part="preambular")


def op(number: str | None, text: str) -> dict[str, object]:
    return row(text, part="operative", number=number)


FRONT = [
    row("Resolution adopted by the General Assembly on\xa018\xa0December 2019", "frontmatter"),
    row("[on the report of the Third Committee (A/74/999)]", "frontmatter"),
    row("74/173.\tKeeping bees in towns", "title"),
]


def document(*rows: dict[str, object]) -> Document:
    return parse({"symbol": "A/X", "paragraphs": list(rows)})


def paths(*rows: dict[str, object]) -> list[str]:
    return [paragraph.path for paragraph in document(*rows).paragraphs]


def test_a_resolution_has_front_formula_and_numbered_paragraphs() -> None:
    found = document(
        *FRONT,
        pre("The General Assembly,"),
        pre("Recalling the bees,"),
        op("1.", "Decides to keep bees:"),
        op("(a)", "In towns;"),
        op("(i)", "On roofs;"),
        op("(b)", "In parks;"),
        op("2.", "Requests a report."),
        row("50th plenary meeting\n18 December 2019", "backmatter"),
    )
    assert [(each.path, each.kind) for each in found.paragraphs] == [
        ("front/p/1", Kind.FRONT),
        ("front/p/2", Kind.FRONT),
        ("front/p/3", Kind.TITLE),
        ("formula", Kind.ENACTING),
        ("pp/1", Kind.PREAMBULAR),
        ("op/1", Kind.OPERATIVE),
        ("op/1/a", Kind.OPERATIVE),
        ("op/1/a/i", Kind.OPERATIVE),
        ("op/1/b", Kind.OPERATIVE),
        ("op/2", Kind.OPERATIVE),
        ("back/p/1", Kind.BACK),
    ]
    data = found.metadata
    assert data is not None
    assert (data.symbol, data.body, data.session) == ("A/RES/74/173", "ga", "74")
    assert (data.adopted_on, data.title) == (dt.date(2019, 12, 18), "Keeping bees in towns")
    assert (data.language, found.filed_as) == ("en", "A/X")


def test_an_embedded_draft_has_paths_of_its_own() -> None:
    assert paths(
        row("2019/19.\tBees", "title"),
        pre("The Economic and Social Council"),
        pre("Recommends to the General Assembly the adoption of the following draft resolution:"),
        pre("The General Assembly,"),
        pre("Recalling the bees,"),
        op("1.", "Keeps them;"),
    )[1:] == ["formula", "op/1", "draft/1/formula", "draft/1/pp/1", "draft/1/op/1"]


def test_sections_annexes_and_repeated_numbers_make_containers() -> None:
    found = paths(
        *FRONT,
        pre("The General Assembly,"),
        pre("Recalling the bees,"),
        row("I", "heading"),
        op("1.", "Decides this;"),
        row("II", "heading"),
        op("1.", "Decides that;"),
        op("2.", "Decides more;"),
        op("1.", "Decides again."),
        row("Annex I", "heading"),
        row("1. A rule for the bees.", "paragraph"),
        row("A sentence below.", "paragraph"),
    )
    assert found[5:] == [
        "sec/I",
        "sec/I/op/1",
        "sec/II",
        "sec/II/op/1",
        "sec/II/op/2",
        "sec/II/sub/1/op/1",
        "annex/I",
        "annex/I/p/1",
        "annex/I/p/1/1",
    ]
    assert len(set(found)) == len(found)


def test_parts_under_letters_are_containers_and_a_single_one_is_in_the_symbol() -> None:
    found = document(
        row("Resolution adopted by the General Assembly on 5 July 2018", "frontmatter"),
        row("72/262.\tBees of the biennium", "frontmatter"),
        row("C", "frontmatter"),
        row("The General Assembly,", "frontmatter"),
        row("1.\tDecides to keep them.", "frontmatter"),
    )
    assert [each.path for each in found.paragraphs][2:] == ["part/C", "part/C/formula", "part/C/op/1"]
    assert found.metadata is not None
    assert found.metadata.symbol == "A/RES/72/262C"


@pytest.mark.parametrize(
    ("title", "formula", "symbol"),
    [
        ("Resolution 2282 (2016)", "The Security Council,", "S/RES/2282(2016)"),
        ("2019/19. Bees", "The Economic and Social Council,", "E/RES/2019/19"),
        ("15/5 Bees", "The Human Rights Council,", "A/HRC/RES/15/5"),
        ("S-30/1.\tBees", "The Human Rights Council,", "A/HRC/RES/S-30/1"),
        ("4/4. Bees", "The United Nations Environment Assembly,", "UNEP/EA.4/RES.4"),
        ("ES-10/17. Bees", "The General Assembly,", "A/RES/ES-10/17"),
        ("1395 (XIV). Bees", "The General Assembly,", "A/RES/1395(XIV)"),
        ("66/253. Bees B*", "The General Assembly,", "A/RES/66/253B"),
        ("S/RES/1196 (1998)", "The Security Council,", "S/RES/1196(1998)"),
        ("Bees", "The General Assembly,", None),
    ],
)
def test_the_number_and_the_body_make_the_symbol(title: str, formula: str, symbol: str | None) -> None:
    found = document(
        row(title, "title"),
        pre(formula),
        pre("Recalling the bees of the town,"),
        op("1.", "Keeps the bees of the town."),
    )
    assert found.metadata is not None
    assert found.metadata.symbol == symbol


def test_pages_of_a_collection_are_the_act_that_begins_on_the_first_and_goes_on() -> None:
    one = [
        row("34/1. Wasps", "title"),
        pre("The General Assembly,"),
        pre("Recalling the wasps,"),
        op("1.", "Keeps the wasps."),
    ]
    two = [row("34/2. Bees", "title"), pre("The General Assembly,"), pre("Recalling the bees,")]
    pages = document(row("<!-- Page 1 -->"), *one, *two, row("<!-- Page 2 -->"), op("1.", "Keeps the bees."))
    page = document(row("<!-- Page 1 -->"), *one, *two)
    assert pages.metadata is not None
    assert page.metadata is not None
    assert (pages.metadata.symbol, page.metadata.symbol) == ("A/RES/34/2", "A/RES/34/1")


def test_links_stay_apart_from_the_text() -> None:
    linked = {**pre("Recalling its resolution 1/2,"), "links": [["1/2", "A/RES/1/2"]]}
    found = document(pre("The General Assembly,"), linked)
    assert found.paragraphs[1].links == (("1/2", "A/RES/1/2"),)


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_read_line_by_line(tmp_path: Path, packed: bool) -> None:
    record = json.dumps({"symbol": "A/RES/74/173", "paragraphs": [*FRONT, pre("The General Assembly,")]})
    data = f"{record}\n\n{record}\n".encode()
    file = tmp_path / ("c.jsonl.gz" if packed else "c.jsonl")
    file.write_bytes(gzip.compress(data) if packed else data)
    assert len(list(read(file))) == 2


@pytest.mark.parametrize(
    ("line", "what"), [(b"{", "not JSON"), (b"[]", "not a document"), (b'{"paragraphs": []}', "no text")]
)
def test_a_line_that_is_no_document_is_named(tmp_path: Path, line: bytes, what: str) -> None:
    file = tmp_path / "c.jsonl"
    file.write_bytes(b"\n" + line)
    with pytest.raises(DocumentError, match=rf"c.jsonl:2: .*{what}"):
        list(read(file))


def test_a_day_outside_the_session_is_not_the_day_of_adoption() -> None:
    found = document(
        row("74/173. Bees", "title"),
        pre("The General Assembly,"),
        op("1.", "Keeps the bees of the town."),
        row("9th plenary meeting\n3 May 1999", "backmatter"),
    )
    assert found.metadata is not None
    assert found.metadata.adopted_on is None
