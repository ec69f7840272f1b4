"""Pages of collections, made up here: several acts on a page, two languages in columns."""

import pytest

from graph.documents import Document
from graph.documents.corpus import parse, parse_all
from graph.documents.language import likely_language
from graph.documents.resolution_text import parse_all as parse_text


def row(text: str, kind: str = "paragraph") -> dict[str, object]:
    return {"text": text, "type": kind, "part": None, "number": None, "links": None}


def act(
    number: str, title: str = "Bees of the towns and parks", kind: str = "paragraph"
) -> list[dict[str, object]]:
    return [
        row(f"{number}. {title}", kind),
        row("The General Assembly,"),
        row("Recalling all that was said of the bees in the towns and in the parks,"),
        row("1. Decides to keep the bees of the towns and the parks;"),
        row("9th plenary meeting"),
    ]  # fmt: skip


def acte(number: str) -> list[dict[str, object]]:
    return [
        row(f"{number}. Les abeilles des villes et des parcs"),
        row("L’Assemblée générale,"),
        row("Rappelant tout ce qui a été dit des abeilles dans les villes et dans les parcs,"),
        row("1. Décide de garder les abeilles des villes et des parcs ;"),
    ]


def documents(*rows: dict[str, object], symbol: str | None = None) -> tuple[Document, ...]:
    return parse_all({"symbol": symbol, "paragraphs": list(rows)})


def symbols(found: tuple[Document, ...]) -> list[str | None]:
    return [each.metadata.symbol if each.metadata else None for each in found]


def test_each_act_on_a_page_is_a_document_with_paths_of_its_own() -> None:
    found = documents(*act("34/1"), *act("34/2"))
    assert symbols(found) == ["A/RES/34/1", "A/RES/34/2"]
    assert [[each.path for each in one.paragraphs] for one in found] == [
        ["front/p/1", "formula", "pp/1", "op/1", "back/p/1"]
    ] * 2
    assert [one.metadata.meeting for one in found if one.metadata] == [9, 9]


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([*act("34/1"), *act("34/2"), *act("34/3")], "A/RES/34/2"),
        ([*act("34/1", kind="title"), *act("34/2"), *act("34/3")], "A/RES/34/1"),
        ([row("<!-- Page 1 -->"), *act("34/1"), *act("34/2"), row("<!-- Page 2 -->"), row("2. And wasps."), *act("34/3")], "A/RES/34/2"),
        ([row("1. Keeps the wasps;"), row("8th plenary meeting"), *act("34/1"), *act("34/2")], "A/RES/34/1"),
    ],
)  # fmt: skip
def test_the_act_that_the_pages_were_kept_for_is_the_first(rows: list[dict[str, object]], first: str) -> None:
    assert symbols(documents(*rows))[0] == first


def test_the_record_is_filed_for_the_act_of_its_symbol() -> None:
    rows = [*act("34/1"), *act("34/2"), *act("34/3")]
    assert parse({"symbol": "A/RES/34/3", "paragraphs": rows}).metadata == documents(*rows)[2].metadata
    found = documents(*rows, symbol="A/RES/34/3")
    assert [each.filed_as for each in found] == ["A/RES/34/3", None, None]


def test_an_act_whose_text_names_no_other_body_is_not_cut() -> None:
    quoting = [*act("34/1")[:-1], row("2. Quotes the Council:"), row("1980/5. Wasps"), row("The Economic and Social Council,"), row("1. Keeps wasps.")]  # fmt: skip
    assert symbols(documents(*quoting)) == ["A/RES/34/1"]


def test_a_report_that_reproduces_acts_is_one_document() -> None:
    report = [row(f"{number}. The meeting spoke of the bees.") for number in range(1, 80)]
    assert len(documents(*report, *act("34/1"), *act("34/2"))) == 1


def test_a_scanned_roman_numeral_is_read_as_the_number_tells() -> None:
    found = documents(*act("168 (III)"), *act("169 (III)"))
    assert symbols(found) == ["A/RES/168(II)", "A/RES/169(II)"]


def test_two_languages_in_columns_are_a_document_each() -> None:
    found = documents(*act("168 (II)"), *acte("168 (II)"), *act("169 (II)"), *acte("169 (II)"))
    assert [(each.language, symbol) for each, symbol in zip(found, symbols(found), strict=True)] == [
        ("en", "A/RES/168(II)"),
        ("en", "A/RES/169(II)"),
        ("fr", "A/RES/168(II)"),
        ("fr", "A/RES/169(II)"),
    ]


def test_the_other_language_has_the_symbol_too() -> None:
    found = documents(*acte("168 (II)")[1:], *act("168 (II)"))
    assert [(each.language, symbol) for each, symbol in zip(found, symbols(found), strict=True)] == [
        ("en", "A/RES/168(II)"),
        ("fr", "A/RES/168(II)"),
    ]


def test_a_quotation_in_another_language_does_not_divide_an_act() -> None:
    found = documents(*act("34/1")[:-1], row("2. Cite ce qui a été dit des abeilles dans les villes."))
    assert len(found) == 1


def test_plain_text_is_told_apart_as_well() -> None:
    text = "\n".join(str(each["text"]) for each in [*act("34/1"), *act("34/2")])
    assert symbols(parse_text(text)) == ["A/RES/34/1", "A/RES/34/2"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bees of the town and of the parks", "en"),
        ("Les abeilles de la ville et des parcs", "fr"),
        ("Las abejas de la ciudad y de los parques", "es"),
        ("As abelhas da cidade e dos parques que são muitas, não só no verão", ""),
        ("Le api della città e dei parchi, che sono molte, e nel bosco", ""),
        ("Die Bienen der Stadt und die Bienen in den Parks", ""),
        ("De bijen van de stad en het park zijn met velen", ""),
        ("Пчелы города и парков, которые не спят", "ru"),
        ("Пчелы", "ru"),
        ("Бджоли міста і парків, які не сплять, та про які є що сказати", ""),
        ("Пчелите на града и на парковете са много, да се знае", ""),
        ("النحل في المدينة وفي الحدائق", "ar"),
        ("زنبورهای شهر و پارک ها که در شهر با هم است", ""),
        ("城市里的蜜蜂", "zh"),
        ("都市のミツバチは多い", ""),
        ("도시의 꿀벌", ""),
        ("12 34", ""),
        ("", ""),
    ],
)
def test_a_text_in_another_language_is_in_none_of_the_six(text: str, language: str) -> None:
    assert likely_language(text) == language
