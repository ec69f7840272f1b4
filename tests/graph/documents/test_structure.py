"""Paths, kinds and containers, of texts made up here."""

from pathlib import Path

import pytest

from graph.documents import Document, Kind
from graph.documents.corpus import parse, read
from graph.names import Names


def row(
    text: str, kind: str = "paragraph", part: str | None = None, number: str | None = None
) -> dict[str, object]:
    return {"text": text, "type": kind, "part": part, "number": number, "links": None}


FRONT = [
    row("Resolution adopted by the General Assembly on 18 December 2019", "frontmatter"),
    row("74/173. Bees", "title"),
]
TEXT = [row("The General Assembly,"), row("1. Adopts the rules of the bees.")]


def document(*rows: dict[str, object]) -> Document:
    return parse({"symbol": "A/X", "paragraphs": list(rows)})


def shown(found: Document) -> list[tuple[str, str | None]]:
    return [(each.path, each.container) for each in found.paragraphs]


def test_articles_run_on_through_the_chapters_of_an_annex() -> None:
    found = document(
        *FRONT,
        *TEXT,
        row("Annex", "heading"),
        row("Chapter I General", "heading"),
        row("Article 1 Bees", "heading"),
        row("The bees are:"),
        row("(a) In parks;"),
        row("Article 2", "heading"),
        row("1. The bees stay."),
        row("2. They are counted."),
        row("(a) Each year;"),
        row("Chapter II Wasps", "heading"),
        row("Article 3", "heading"),
        row("1. Nobody counts the wasps."),
        row("Rule 5. Wasps"),
        row("They come by themselves."),
    )
    assert shown(found)[4:] == [
        ("annex", None),
        ("annex/sub/1", "annex"),
        ("annex/art/1", "annex/sub/1"),
        ("annex/art/1/1", "annex/art/1"),
        ("annex/art/1/a", "annex/art/1"),
        ("annex/art/2", "annex/sub/1"),
        ("annex/art/2/1", "annex/art/2"),
        ("annex/art/2/2", "annex/art/2"),
        ("annex/art/2/2/a", "annex/art/2"),
        ("annex/sub/2", "annex"),
        ("annex/art/3", "annex/sub/2"),
        ("annex/art/3/1", "annex/art/3"),
        ("annex/rule/5", "annex/sub/2"),
        ("annex/rule/5/1", "annex/rule/5"),
    ]


def test_a_sentence_about_an_article_is_no_heading() -> None:
    found = document(*FRONT, *TEXT, row("Annex", "heading"), row("Article 99 is deleted from the rules"))
    assert found.paragraphs[-1].path == "annex/p/0/1"


def test_what_is_annexed_issues_nothing_though_it_has_a_formula() -> None:
    found = document(
        *FRONT,
        *TEXT,
        row("Annex", "heading"),
        row("The Economic and Social Council,"),
        row("Recalling the bees,", part="preambular"),
        row("Decides to keep them.", part="operative", number="1."),
        row("II", "heading"),
        row("Keeps wasps.", part="operative", number="2."),
    )
    assert [(each.path, each.kind) for each in found.paragraphs[5:]] == [
        ("annex/formula", Kind.ANNEX),
        ("annex/p/0/1", Kind.ANNEX),
        ("annex/p/1", Kind.ANNEX),
        ("annex/sec/II", Kind.HEADING),
        ("annex/sec/II/p/2", Kind.ANNEX),
    ]


def test_a_draft_ends_before_the_meeting_and_the_annex_is_of_the_act() -> None:
    found = document(
        *FRONT,
        row("The General Assembly,"),
        row("1. Recommends the following draft resolution:", part="operative"),
        row("“The General Assembly,"),
        row("“1. Keeps the bees.”", part="operative", number="1."),
        row("9th plenary meeting", "backmatter"),
        row("Annex", "heading"),
        row("1. A rule for the bees."),
    )
    assert [path for path, _ in shown(found)][4:] == [
        *("draft/1/formula", "draft/1/op/1", "back/p/1", "annex", "annex/p/1")
    ]


def test_numbers_that_begin_anew_stand_beside_each_other() -> None:
    rows = [row(f"{number}. Keeps the bees.", part="operative") for number in (1, 2, 1, 2, 1)]
    found = document(*FRONT, row("The General Assembly,"), *rows)
    assert [path for path, _ in shown(found)][3:] == [
        *("op/1", "op/2", "sub/1/op/1", "sub/1/op/2", "sub/2/op/1")
    ]


def test_what_stands_before_the_formula_is_front_matter() -> None:
    found = document(
        row("Resolution 1244 (1999)", "title"),
        row("Adopted by the Security Council at its 4011th meeting,", "frontmatter"),
        row("on 10 June 1999"),
        row("The Security Council,"),
        row("1. Keeps the bees.", part="operative"),
    )
    assert [path for path, _ in shown(found)] == ["front/p/1", "front/p/2", "front/p/3", "formula", "op/1"]


@pytest.mark.parametrize(
    ("text", "kind", "path"),
    [
        ("Takes note of the report on the bees.1", "heading", "op/1"),
        ("Recalling the bees of the town,", "backmatter", "pp/1"),
        ("Annexes", "heading", "sub/1"),
    ],
)
def test_wrong_hints_of_the_source_are_seen_through(text: str, kind: str, path: str) -> None:
    found = document(
        *FRONT, row("The General Assembly,"), row(text, kind), row("9th plenary meeting", "backmatter")
    )
    assert found.paragraphs[3].path == path
    assert found.paragraphs[-1].kind is Kind.BACK


@pytest.mark.shared
def test_no_two_paragraphs_of_the_corpus_have_one_path(shared: Path) -> None:
    names, acts = Names(), 0
    for found in read(shared / "corpus/documents.jsonl.gz"):
        paths = [each.path for each in found.paragraphs]
        assert len(paths) == len(set(paths)), found.filed_as
        assert {each.container for each in found.paragraphs} <= {*paths, None}
        for path in paths[:: len(paths) // 5 + 1]:
            if not path.startswith("draft/"):
                assert names.provision(f"{names.base}doc/A/RES/74/173", path)
        acts += any(each.kind is Kind.ENACTING for each in found.paragraphs)
    assert acts > 2000
