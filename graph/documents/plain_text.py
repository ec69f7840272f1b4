"""Reads plain text, also the broken text that comes out of a PDF.

Such a text has its lines broken inside words, often a blank line between any two lines, page breaks that
show only as an unusual gap, the addresses of a page's links on lines at its foot, and a rule (`______`) with
the page's footnotes behind it. What is told apart here is told by layout and by sequence, never by words
alone: a paragraph begins only where a line starts with the number that comes next, so that a year at the
start of a line begins nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from graph.documents import Document, FootnoteMark, Hyperlink, Kind, Paragraph, join_lines
from graph.documents.language import language_of
from graph.errors import DocumentError
from graph.grammar.spelling import of_roman, to_roman

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZE_LIMIT = 20_000_000
"""Bytes of the largest file that is read; the longest reports of the UN have about a tenth of it."""

_LINK = re.compile(r"https?://\S+")
_RULE = re.compile(r"_{5,}")
_NUMBERED = re.compile(r"(\d{1,4})\.\s+(?=\S)", re.ASCII)
_SECTION = re.compile(r"([一二三四五六七八九十]{1,3})[.、．]\s*(?=\S)|([IVXL]{1,6})\.\s+(?=\S)")
_NOTE = re.compile(r"(\d{1,3}|\*{1,3})\s*(?=\S)", re.ASCII)
_SENTENCE_END = re.compile(r"[。.!?！？；;：:][”’）)》\]\"»]*(?:\d{1,3}|\*{1,3})?$")
_SUMMARY = frozenset({"摘要", "Summary", "Résumé", "Resumen", "Резюме", "موجز", "ملخص"})
_REPORT_OF = re.compile(
    r".{2,20}的报告|Report of the .+|Rapport d(?:u|e la) .+|Informe del? .+|Доклад .+|تقرير .+", re.DOTALL
)
_LONGEST_HEADING = 250


def read(file: Path, language: str | None = None) -> Document:
    """Return the document that the file holds; the language is told from the text where it is not given.

    Raises DocumentError if the file cannot be read, is empty, too large, not text, not UTF-8, in none of the
    UN's languages, or has no numbered paragraph.
    """
    try:
        if file.stat().st_size > SIZE_LIMIT:
            raise DocumentError(
                str(file), f"larger than {SIZE_LIMIT:,} bytes", "Split it into its documents."
            )
        data = file.read_bytes()
    except OSError as error:
        raise DocumentError(str(file), error.strerror or "cannot be read") from error
    return parse(decode(data, str(file)), str(file), language)


def decode(data: bytes, file: str) -> str:
    """Return the text of the bytes, without a byte order mark.

    Raises DocumentError if they are empty, not UTF-8 (with line and byte), or not text at all.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:8192]:
            raise _binary(file) from error
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            file,
            f"not UTF-8: byte 0x{data[error.start]:02x} in line {line}, at byte {error.start:,} of the file",
            "Save the text as UTF-8.",
        ) from error
    if not text.strip():
        raise DocumentError(file, "the file is empty")
    if any(unicodedata.category(character) == "Cc" for character in set(text) - set("\t\n\v\f\r\x85")):
        raise _binary(file)
    return text


def _binary(file: str) -> DocumentError:
    return DocumentError(
        file, "not a text file: it holds control characters", "Take the text out of it first."
    )


def parse(text: str, file: str = "text", language: str | None = None) -> Document:
    """Return the document in the text; `file` is the name that errors give it.

    Raises DocumentError if the language is none of the UN's, or no paragraph is found.
    """
    reader = _Reader(tuple(_layout(text)))
    reader.run()
    if not reader.paragraph:
        raise DocumentError(
            file, "no paragraph found: no line begins with “1. ”", "Is this the text of a UN report?"
        )
    return Document(
        language=language or language_of(text, file),
        paragraphs=tuple(_finished(reader.drafts, reader.notes)),
        hyperlinks=tuple(reader.hyperlinks),
        title=_title(reader.drafts[0]),
    )


# ---------------------------------------------------------------- lines and pages


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # without space at either end
    page: int
    apart: bool  # the gap before it is not the usual one: another block, or another page


def _layout(text: str) -> Iterator[_Line]:
    """Yield the lines that hold something, with the page that they stand on.

    A form feed ends a page, link lines do (they stand at its foot), and so does a missing gap in a text that
    has blank lines between all lines.
    """
    gaps = _lines_with_gaps(text)
    usual = Counter(gap for _, gap, _ in gaps).most_common(1)[0][0] if gaps else 0
    page, after_link = 0, False
    for line, gap, feeds in gaps:
        link, rule = _LINK.fullmatch(line), _RULE.fullmatch(line)
        closed_up = gap < usual and not link and not rule
        turned = bool(feeds) or (after_link and not link) or closed_up
        page += turned
        after_link = link is not None
        yield _Line(line, page, turned or gap != usual)


def _lines_with_gaps(text: str) -> list[tuple[str, int, int]]:
    """Return each line that holds something, the blank lines before it, and the form feeds before it."""
    found: list[tuple[str, int, int]] = []
    gap = feeds = 0
    for raw in re.split(r"\r\n|[\n\r\v\x85\u2028\u2029]", text):
        feeds += raw.count("\f")
        line = join_lines([raw])
        if line:
            found.append((line, gap, feeds))
            gap = feeds = 0
        else:
            gap += 1
    return found


# ---------------------------------------------------------------- paragraphs


@dataclass(slots=True)
class _Draft:
    path: str
    kind: Kind
    number: str | None = None
    container: str | None = None
    lines: list[_Line] = field(default_factory=list["_Line"])

    @property
    def text(self) -> str:
        return join_lines(line.text for line in self.lines)


class _Reader:
    """Goes through the lines once and sorts them into drafts of paragraphs."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.drafts = [_Draft("front", Kind.FRONT)]
        self.notes: list[_Draft] = []
        self.hyperlinks: list[Hyperlink] = []
        self.paragraph = 0  # the number of the last one
        self.section = 0
        self.subheadings: Counter[str] = Counter()
        self.notes_page: int | None = None  # the page whose footnotes are being read

    def run(self) -> None:
        """Sort all lines."""
        for line in self.lines:
            if _RULE.fullmatch(line.text):
                self.notes_page = line.page
            elif _LINK.fullmatch(line.text):
                self.hyperlinks.append(Hyperlink(line.text, self._last_path()))
            elif not (self._starts(line) or self._is_note(line)):
                self._continues(line)

    def _last_path(self) -> str:
        return next((draft.path for draft in reversed(self.drafts) if draft.lines), "")

    def _starts(self, line: _Line) -> bool:
        """Begin what the line begins: a paragraph, a section, the summary; return whether it does."""
        current = self.drafts[-1]
        if (found := _NUMBERED.match(line.text)) and int(found[1]) == self.paragraph + 1:
            self.paragraph += 1
            self._part_subheadings()
            self._begin(_Draft(f"p/{found[1]}", Kind.PARAGRAPH, found[1], self._heading()), line, found.end())
        elif (found := _SECTION.match(line.text)) and self._is_section(line, found):
            self.section += 1
            self._part_subheadings()
            number = to_roman(self.section)
            self._begin(_Draft(f"sec/{number}", Kind.HEADING, number), line, found.end())
        elif line.text in _SUMMARY and current.kind is Kind.FRONT:
            self._begin(_Draft("summary", Kind.SUMMARY), line, len(line.text))
        else:
            return False
        return True

    def _is_section(self, line: _Line, found: re.Match[str]) -> bool:
        lines = self.drafts[-1].lines
        free = line.apart or not lines or _SENTENCE_END.search(lines[-1].text) is not None
        return free and _ordinal(found) == self.section + 1

    def _begin(self, draft: _Draft, line: _Line, skip: int) -> None:
        self.notes_page = None
        self.drafts.append(draft)
        if rest := line.text[skip:].strip():
            draft.lines.append(_Line(rest, line.page, line.apart))

    def _is_note(self, line: _Line) -> bool:
        """Put the line into the footnotes if it is among them; return whether it is."""
        if line.page != self.notes_page:
            self.notes_page = None
            return False
        if (found := _NOTE.match(line.text)) and self._is_next_note(found[1]):
            path = _note_path(found[1])
            rest = _Line(line.text[found.end() :], line.page, line.apart)
            self.notes.append(_Draft(path, Kind.FOOTNOTE, _note_number(found[1]), None, [rest]))
            return True
        if self.notes and self.notes[-1].lines[0].page == line.page:
            self.notes[-1].lines.append(line)
            return True
        return False

    def _is_next_note(self, mark: str) -> bool:
        if mark.startswith("*"):
            return all(note.path != _note_path(mark) for note in self.notes)
        return int(mark) == 1 + max((int(note.number) for note in self.notes if note.number), default=0)

    def _continues(self, line: _Line) -> None:
        current = self.drafts[-1]
        if current.kind is Kind.HEADING and line.apart:
            self._subheading([line])
        else:
            current.lines.append(line)

    def _part_subheadings(self) -> None:
        """Part from the current paragraph the blocks at its end that are headings of what comes now.

        A heading without a number stands apart from what is before it, follows a whole sentence and does not
        end like one.
        """
        current = self.drafts[-1]
        if current.kind is not Kind.PARAGRAPH:
            return
        parted: list[list[_Line]] = []
        while (at := _last_block(current.lines)) and _is_heading(current.lines[:at], current.lines[at:]):
            parted.insert(0, current.lines[at:])
            del current.lines[at:]
        for block in parted:
            self._subheading(block)

    def _subheading(self, lines: list[_Line]) -> None:
        section = f"sec/{to_roman(self.section)}" if self.section else None
        stem = f"{section}/sub" if section else "sub"
        self.subheadings[stem] += 1
        path = f"{stem}/{self.subheadings[stem]}"
        self.drafts.append(_Draft(path, Kind.HEADING, None, section, lines))

    def _heading(self) -> str | None:
        return next((draft.path for draft in reversed(self.drafts) if draft.kind is Kind.HEADING), None)


def _last_block(lines: Sequence[_Line]) -> int:
    """Return where the last block of the lines begins; 0 if they are one block."""
    return next((at for at in range(len(lines) - 1, 0, -1) if lines[at].apart), 0)


def _is_heading(before: Sequence[_Line], block: Sequence[_Line]) -> bool:
    text = join_lines(line.text for line in block)
    return (
        len(text) <= _LONGEST_HEADING
        and not _SENTENCE_END.search(text)
        and _SENTENCE_END.search(before[-1].text) is not None
    )


def _title(front: _Draft) -> str | None:
    """Return the block of the front matter before the last one that says whose report it is."""
    blocks: list[list[str]] = []
    for line in front.lines:
        if line.apart or not blocks:
            blocks.append([])
        blocks[-1].append(line.text)
    texts = [join_lines(block) for block in blocks]
    for text, before in pairwise(reversed(texts)):
        if _REPORT_OF.fullmatch(text):
            return before.rstrip("*").strip() or None
    return None


# ---------------------------------------------------------------- footnotes


def _finished(drafts: Sequence[_Draft], notes: Sequence[_Draft]) -> Iterator[Paragraph]:
    """Yield the paragraphs that have text, each footnote mark taken out once, footnotes last."""
    open_notes = list(notes)
    for draft in drafts:
        if text := draft.text:
            text, marks = _without_marks(text, {line.page for line in draft.lines}, open_notes)
            yield Paragraph(draft.path, draft.kind, draft.number, text, draft.container, marks)
    for note in notes:
        yield Paragraph(note.path, note.kind, note.number, note.text)


def _without_marks(
    text: str, pages: set[int], open_notes: list[_Draft]
) -> tuple[str, tuple[FootnoteMark, ...]]:
    """Return the text without the marks of footnotes that stand on its pages, and where the marks were."""
    marks: list[FootnoteMark] = []
    for note in tuple(open_notes):
        if note.lines[0].page in pages and (found := _mark(note.path, note.number).search(text)):
            text = text[: found.start()] + text[found.end() :]
            marks.append(FootnoteMark(note.path, found.start()))
            open_notes.remove(note)
    return text, tuple(marks)


@cache
def _mark(path: str, number: str | None) -> re.Pattern[str]:
    """Return what the mark of the footnote looks like when it is glued into text.

    A number is a mark only behind punctuation or a Latin or Cyrillic letter, and never before what makes it a
    quantity or a date.
    """
    if number is None:
        return re.compile(rf"(?<!\*){re.escape(_stars(path))}(?!\*)")
    behind = r"(?<=[^\W\d_\u2e80-\u9fff]{2})|(?<=[。，；：！？、”’）》.,;:!?\"»)\]])"
    return re.compile(rf"(?:{behind}){number}(?![\d%])(?!\s*[年月日])(?![.,\s]\d)")


def _note_path(mark: str) -> str:
    if not mark.startswith("*"):
        return f"fn/{mark}"
    return "fn/star" if mark == "*" else f"fn/star/{len(mark)}"


def _stars(path: str) -> str:
    return "*" * int(path.removeprefix("fn/star").lstrip("/") or "1")


def _note_number(mark: str) -> str | None:
    return None if mark.startswith("*") else mark


# ---------------------------------------------------------------- numbers

_CHINESE_DIGITS = "〇一二三四五六七八九"


def _ordinal(found: re.Match[str]) -> int:
    """Return the number of a section, written in Chinese or Roman numerals; 0 if it is neither."""
    chinese, roman = found[1], found[2]
    if chinese is None:
        return of_roman(roman)
    tens, ten, units = chinese.rpartition("十")
    return 10 * (_CHINESE_DIGITS.index(tens or "一") if ten else 0) + _CHINESE_DIGITS.index(units or "〇")
