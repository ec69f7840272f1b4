"""The texts are made up here, in the form that the text of a UN PDF has; none is the UN's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import Document, FootnoteMark, Hyperlink, Kind, text_hash
from graph.documents.plain_text import decode, parse, read
from graph.errors import DocumentError

REPORT = Path(__file__).parents[3] / "../shared/corpus/sg-report-cybercrime-2021.zh.txt"

# As text comes out of a PDF: a blank line between all lines, wider gaps at headings, none at a page's end.
BROKEN = """ 假想委员会

第三届会议

临时议程*项目 4



  关于灯塔的

报告



  秘书长的报告



 摘要

  本摘要说明灯塔

的情况。

__________________

 * E/CN.99/2000/1。

http://example.org/agenda
http://example.org/other
  一. 导言



  任务来源



1. 1999 年，委员会第 1/1 号决议请办公室

清点灯塔。

2. 办公室在

2020 年清点了 2,440

座灯塔。3. 不是段落。意见。1该办公室于 3 月 1

日结束工作，

__________________

 1 可查阅 www.example.org，

共三页。

 2 另一脚注。

http://example.org/note
 并报告了结果。2

 二. 岛屿和

海岸



3. 岛屿有灯塔。



  海岸



4. 海岸没有灯塔。
"""

ENGLISH = """Summary
The present report describes lighthouses and the use of them in the region.

I. Introduction

1. The Office counted the lighthouses of the region in
2020. It found self-
supporting ones1 and reported on 12 of them.

Work of the Office

2. In that year the Office repaired
3 of them.

_______
1 The list is on file with the Office.
"""


def broken() -> Document:
    return parse(BROKEN)


def test_paths_stand_in_the_order_of_the_text_with_footnotes_last() -> None:
    assert [(p.path, p.kind, p.number, p.container) for p in broken().paragraphs] == [
        ("front", Kind.FRONT, None, None),
        ("summary", Kind.SUMMARY, None, None),
        ("sec/I", Kind.HEADING, "I", None),
        ("sec/I/sub/1", Kind.HEADING, None, "sec/I"),
        ("p/1", Kind.PARAGRAPH, "1", "sec/I/sub/1"),
        ("p/2", Kind.PARAGRAPH, "2", "sec/I/sub/1"),
        ("sec/II", Kind.HEADING, "II", None),
        ("p/3", Kind.PARAGRAPH, "3", "sec/II"),
        ("sec/II/sub/1", Kind.HEADING, None, "sec/II"),
        ("p/4", Kind.PARAGRAPH, "4", "sec/II/sub/1"),
        ("fn/star", Kind.FOOTNOTE, None, None),
        ("fn/1", Kind.FOOTNOTE, "1", None),
        ("fn/2", Kind.FOOTNOTE, "2", None),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("front", "假想委员会第三届会议临时议程项目 4关于灯塔的报告秘书长的报告"),
        ("summary", "本摘要说明灯塔的情况。"),
        ("sec/I", "导言"),
        ("sec/I/sub/1", "任务来源"),
        ("p/1", "1999 年，委员会第 1/1 号决议请办公室清点灯塔。"),
        # a year at the start of a line, a number inside one, and the rest behind a page break
        (
            "p/2",
            "办公室在2020 年清点了 2,440座灯塔。3. 不是段落。意见。"
            "该办公室于 3 月 1日结束工作，并报告了结果。",
        ),
        ("sec/II", "岛屿和海岸"),
        ("p/3", "岛屿有灯塔。"),
        ("sec/II/sub/1", "海岸"),
        ("fn/star", "E/CN.99/2000/1。"),
        ("fn/1", "可查阅 www.example.org，共三页。"),
        ("fn/2", "另一脚注。"),
    ],
)
def test_texts_are_put_together_over_lines_and_pages(path: str, text: str) -> None:
    assert broken().by_path[path].text == text


def test_footnote_marks_are_taken_out_and_recorded() -> None:
    document = broken()
    marks = {p.path: p.footnotes for p in document.paragraphs if p.footnotes}
    second = document.by_path["p/2"].text
    assert marks == {
        "front": (FootnoteMark("fn/star", len("假想委员会第三届会议临时议程")),),
        "p/2": (FootnoteMark("fn/1", second.index("该办公室")), FootnoteMark("fn/2", len(second))),
    }


def test_link_lines_are_kept_with_the_paragraph_that_they_follow() -> None:
    assert broken().hyperlinks == (
        Hyperlink("http://example.org/agenda", "summary"),
        Hyperlink("http://example.org/other", "summary"),
        Hyperlink("http://example.org/note", "p/2"),
    )


def test_title_and_language_are_told_from_the_text() -> None:
    assert (broken().title, broken().language) == ("关于灯塔的报告", "zh")


def test_text_without_blank_lines_between_its_lines() -> None:
    document = parse(ENGLISH)
    assert document.language == "en"
    assert document.title is None
    assert {p.path: p.text for p in document.paragraphs} == {
        "summary": "The present report describes lighthouses and the use of them in the region.",
        "sec/I": "Introduction",
        "p/1": "The Office counted the lighthouses of the region in 2020. It found self-supporting ones"
        " and reported on 12 of them.",
        "sec/I/sub/1": "Work of the Office",
        "p/2": "In that year the Office repaired 3 of them.",
        "fn/1": "The list is on file with the Office.",
    }
    assert document.by_path["p/1"].footnotes == (FootnoteMark("fn/1", 87),)
    assert document.by_path["p/2"].container == "sec/I/sub/1"


def test_a_form_feed_ends_the_footnotes_of_a_page() -> None:
    document = parse("1. The end of the line is\n_____\n1 A note.\n\fon the next page.\n", language="en")
    assert document.by_path["p/1"].text == "The end of the line is on the next page."
    assert document.by_path["fn/1"].text == "A note."


def test_a_footnote_mark_is_only_looked_for_on_the_page_of_its_footnote() -> None:
    document = parse("1. 甲。1乙。\n\f2. 丙。1丁。\n_____\n1 注。\n")
    assert document.by_path["p/1"].text == "甲。1乙。"
    assert document.by_path["p/2"].text == "丙。丁。"


@pytest.mark.parametrize(
    "text", ["1. 甲。1 月开会。", "1. 甲。1 200 人。", "1. 甲。1%的人。", "1. 甲，1.5 倍。"]
)
def test_a_quantity_or_a_date_is_no_footnote_mark(text: str) -> None:
    document = parse(f"{text}\n_____\n1 注。\n")
    assert document.by_path["p/1"].footnotes == ()
    assert document.by_path["p/1"].text == text.removeprefix("1. ")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1. Le Bureau a compté les phares de la région dans le pays et des îles.", "fr"),
        ("1. La Oficina contó los faros de la región y de las islas en el país.", "es"),
        ("1. Управление подсчитало маяки региона.", "ru"),
        ("1. أحصى المكتب منارات المنطقة.", "ar"),
        ("1. 办公室清点了 UNODC 的灯塔。", "zh"),
        ("1. Recalling resolution 65/230,", "en"),
        ("1. Rappelant sa résolution 46/152,", "fr"),
    ],
)
def test_official_languages_are_told_apart(text: str, language: str) -> None:
    assert parse(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "1. 事務所は灯台を数えました。",
        "1. 사무소는 등대를 세었다.",
        "1. Das Amt zählte die Leuchttürme des Gebietes und meldete deren Anzahl.",
        "1. 234 567",
    ],
)
def test_a_seventh_language_is_an_error(text: str) -> None:
    with pytest.raises(DocumentError, match="none of the UN's six languages"):
        parse(text)
    assert parse(text, language="en").language == "en"


@pytest.mark.parametrize(
    "text", ["No paragraph at all.", "2. The first is missing.", "1.5 of them", "1999. x"]
)
def test_a_text_without_a_first_paragraph_is_an_error(text: str) -> None:
    with pytest.raises(DocumentError, match=r"memo\.txt: no paragraph found"):
        parse(text, "memo.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"1. a\n2. b\xe9c\n", "not UTF-8: byte 0xe9 in line 2, at byte 9 of the file"),
        (b"1. a\0b", "not a text file"),
        (b"%PDF-1.7\n\x01\x02", "not a text file"),
        (b"PK\x03\x04\0\0\xff\xff", "not a text file"),
    ],
)
def test_what_is_no_text_is_an_error(tmp_path: Path, data: bytes, what: str) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read(file)
    assert caught.value.message.startswith(f"{file}: {what}")
    assert (caught.value.file, caught.value.exit_status) == (str(file), 1)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="directory"):
        read(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as out:
        out.truncate(100_000_000)
    with pytest.raises(DocumentError, match="larger than"):
        read(file)


def test_a_byte_order_mark_and_line_ends_of_any_system_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode())
    assert read(file) == broken()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = parse(decode(data, "bytes"), "bytes")
    except DocumentError:
        return  # any other exception is a defect
    assert "p/1" in document.by_path


@given(st.lists(st.sampled_from(BROKEN.splitlines(keepends=True)), max_size=60))
def test_lines_in_any_order_are_read_or_refused_with_paths_that_occur_once(lines: list[str]) -> None:
    try:
        document = parse("".join(lines), language="zh")
    except DocumentError:
        return
    assert len(document.by_path) == len(document.paragraphs)
    assert all(p.text and 0 <= mark.at <= len(p.text) for p in document.paragraphs for mark in p.footnotes)


@pytest.mark.shared
def test_the_report_has_39_paragraphs_under_7_sections() -> None:
    document = read(REPORT)
    paths = [p.path for p in document.paragraphs]
    assert [path for path in paths if path.startswith("p/")] == [f"p/{n}" for n in range(1, 40)]
    assert [path for path in paths if path.startswith("sec/")] == [
        "sec/I",
        "sec/I/sub/1",
        "sec/II",
        "sec/III",
        *(f"sec/III/sub/{n}" for n in range(1, 5)),
        *(f"sec/{n}" for n in ("IV", "V", "VI", "VII")),
    ]
    assert len(paths) == 39 + 12 + 4  # front, summary and two footnotes
    assert (document.language, len(document.hyperlinks)) == ("zh", 10)
    assert [p.path for p in document.paragraphs if p.footnotes] == ["front", "p/12"]


@pytest.mark.shared
def test_the_report_keeps_the_hashes_that_the_graph_is_written_with() -> None:
    """If this value changes, so does the joining rule, and no span or hash in the graph is right any more."""
    listed = "\n".join(f"{p.path} {p.hash}" for p in read(REPORT).paragraphs)
    assert text_hash(listed) == "446d4e49774390cf46c16bd04099d7c8de8a5a916bb1b54519417b5ab8ea2f51"
