import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import Kind
from graph.documents.lines import blocks_of, lines_of

PARAGRAPHS = [
    "The General Assembly,",
    "Recalling its resolution 1/2 of 3 May 2004 on the keeping of bees in towns, in which it asked for more of them,",
    "Noting the bees of the parks and of the roofs, and those which nobody keeps, and mindful of the wasps,",
    "1. Decides that everybody who wants to keep bees may keep bees, on roofs as well as in parks and gardens;",
    "2. Requests the keeper of the bees to report on the bees, orally and in writing, and to do so every year.",
]


def texts(text: str) -> list[str]:
    return [f"{each.label}. {each.text}" if each.label else each.text for each in blocks_of(lines_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),
        "\n\n".join(PARAGRAPHS),
        "\r\n\r\n".join(textwrap.fill(each, 60) for each in PARAGRAPHS),
        "\n".join(textwrap.fill(each, 60, initial_indent="   ") for each in PARAGRAPHS),
        "<!-- Page 1 -->\n" + "\n".join(PARAGRAPHS),
    ],
    ids=["a line each", "blank lines", "broken, blank lines", "broken, indented", "marked pages"],
)
def test_a_text_keeps_its_paragraphs_in_any_of_these_ways(text: str) -> None:
    assert texts(text) == PARAGRAPHS


def test_a_soft_hyphen_at_the_end_of_a_line_goes() -> None:
    assert texts("The neces\u00ad\nsary bees") == ["The necessary bees"]


def test_what_stands_below_a_rule_on_a_page_is_a_footnote() -> None:
    found = list(
        blocks_of(lines_of("The bees of\n_______\n1 A/1/2.\n\fthe town stay.\n_______\n2 Ibid.\nAnd there."))
    )
    assert [(each.hint, each.label, each.text) for each in found] == [
        (None, None, "The bees of the town stay."),
        (Kind.FOOTNOTE, "1", "A/1/2."),
        (Kind.FOOTNOTE, "2", "Ibid. And there."),
    ]


def test_a_form_feed_begins_a_page() -> None:
    assert [line.page for line in lines_of("one\n\ftwo\nthree")] == [1, 2, 2]


@given(st.text(alphabet=st.sampled_from("aB1. (i)\n\f,;。大会")))
def test_no_character_but_space_is_lost(text: str) -> None:
    kept = "".join((each.label or "") + each.text for each in blocks_of(lines_of(text)))
    letters = "".join(char for char in text if char.isalpha())
    assert sorted(char for char in kept if char.isalpha()) == sorted(letters)
