import hashlib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import (
    Document,
    Kind,
    Paragraph,
    fragment,
    is_cjk,
    join_lines,
    parse_fragment,
    span,
    spans,
    text_hash,
)

TEXTS = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("大会决议 ab-\n"))
)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["训练", "了三人"], "训练了三人"),
        (["截至 2020 年", "1 月底"], "截至 2020 年1 月底"),
        (["截至 3 月 1", "日"], "截至 3 月 1日"),
        (["由于 ABC-19", "，会议"], "由于 ABC-19，会议"),
        (["the General", "Assembly"], "the General Assembly"),
        (["low-", "income"], "low-income"),
        (["номер", "один"], "номер один"),
        (["  much\u00a0 space\t", "", "  here "], "much space here"),
        (["全\u3000角"], "全 角"),
        (["e\u0301tat"], "\u00e9tat"),  # C composes
        (["ﬁn １２"], "ﬁn １２"),  # KC would change ligature and full-width digits
        (["e", "\u0301"], "e \u0301"),
        ([], ""),
    ],
)
def test_lines_join_after_the_rule(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@given(st.lists(TEXTS))
def test_a_joined_text_is_normal_and_joining_it_again_changes_nothing(lines: list[str]) -> None:
    text = join_lines(lines)
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert "  " not in text
    assert join_lines([text]) == text


@pytest.mark.parametrize(
    ("character", "expected"),
    [("大", True), ("。", True), ("《", True), ("，", True), ("a", False), ("1", False), ("”", False)],
)
def test_ideographs_and_cjk_punctuation_are_cjk(character: str, expected: bool) -> None:
    assert is_cjk(character) is expected


def test_the_hash_is_the_sha_256_of_the_utf_8_bytes() -> None:
    assert text_hash("大会") == hashlib.sha256(b"\xe5\xa4\xa7\xe4\xbc\x9a").hexdigest()


@pytest.mark.parametrize(("occurrence", "expected"), [(1, (0, 1)), (2, (2, 3))])
def test_spans_count_code_points(occurrence: int, expected: tuple[int, int]) -> None:
    assert span("𠀀一𠀀", "𠀀", occurrence) == expected


@pytest.mark.parametrize(("surface", "occurrence"), [("b", 1), ("a", 2), ("a", 0), ("", 1)])
def test_a_span_that_is_not_there_is_an_error(surface: str, occurrence: int) -> None:
    with pytest.raises(ValueError, match="occurs"):
        span("a", surface, occurrence)


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_spans_lie_in_the_text_and_hold_the_surface_form(before: str, surface: str, after: str) -> None:
    text = before + surface + after
    found = spans(text, surface)
    assert found
    assert all(text[start:end] == surface for start, end in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_fragments_round_trip(start: int, length: int) -> None:
    assert parse_fragment(fragment(start, start + length)) == (start, start + length)


@pytest.mark.parametrize(
    "text", ["char=3,1", "char=1", "line=1,2", "char=-1,2", "char=1,2;md5=0", "char=１,２"]
)
def test_what_is_no_range_of_characters_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="RFC 5147"):
        parse_fragment(text)


def test_a_document_finds_its_paragraphs_by_path() -> None:
    paragraph = Paragraph("p/1", Kind.PARAGRAPH, "1", "text")
    assert Document("en", (paragraph,)).by_path == {"p/1": paragraph}
    assert paragraph.hash == text_hash("text")
