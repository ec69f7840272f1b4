"""Puts lines together to blocks: lines of a text file, or of the pages of a PDF.

A text keeps its paragraphs in one of three ways, which are told apart by the text as a whole: a paragraph a
line; lines with a blank one between paragraphs; broken lines with nothing between paragraphs, where a label,
an indent, a formula or a short line behind the end of a sentence begins the next.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.documents import Kind
from graph.documents.adoption import is_line_of_adoption
from graph.documents.blocks import block, is_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.documents.blocks import Block

_FIRST_PAGE = re.compile(r"\A\s*<!-- *Page +1 *-->")
_PAGE = re.compile(r"<!-- *Page +\d+ *-->")  # as converters of PDF files mark it
_BREAKS = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_LABEL = re.compile(
    r"(?:\d{1,3}\s*[.．、](?!\d)\s|\d{1,3}[．、]|\d{1,3}\s+[-–]\s+(?=[ء-ي])|[(（](?:\d{1,2}|[ivx]{1,6}|[a-z]{1,2}|[а-яء-ي])[)）]\s)\s*\S"
)
_OPENING = re.compile(
    rf"{_LABEL.pattern}|(?:E?S-)?\d{{1,4}}/\d{{1,3}}(?:\s?[A-Z])?\s*(?:[.．]|\s[-–])\s+\S"
    r"|\d{1,4}\s?\([IVXL]+\)\s*\.\s+\S"
    r"|(?:Resolutions?|Résolutions?|Resolución|Резолюция)\s+(?:adopted|adoptée|aprobada|принятая)"
    r"|(?:Resolution|Résolution|Resolución|Резолюция)\s+\d{1,4}\s\(\d{4}\)$"
)
_RULE = re.compile(r"_{5,}")
_NOTE = re.compile(r"(\d{1,3}|\*{1,3})/?\s+(?=\S)")
_ENDED = re.compile(r"[.。;；:：,，!?؛،][”\"’»)]*$")
_LONG = 140  # characters of a line that no printed page has
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something."""

    text: str
    page: int
    gap: int  # blank lines before it
    indented: bool


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the lines of a text that hold something; a form feed begins a page."""
    found: list[Line] = []
    gap, page = 0, 1
    for raw in _BREAKS.split(_PAGE.sub("\f", _FIRST_PAGE.sub("", text))):
        page += raw.count("\f")
        bare = raw.replace("\f", "")
        if bare.strip():
            found.append(Line(bare.strip(), page, gap, bare[0].isspace()))
            gap = 0
        else:
            gap += 1
    return tuple(found)


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield the blocks that the lines make, the footnotes of pages last."""
    lines, notes = _parted(lines)
    yield from _blocks(lines)
    yield from _notes(notes)


def _parted(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines of the text and those of footnotes: on a page, what stands below a rule."""
    text: list[Line] = []
    notes: list[Line] = []
    paged = len({line.page for line in lines}) > 1
    ruled: int | None = None
    for line in lines:
        if paged and _RULE.fullmatch(line.text):
            ruled = line.page
        else:
            (notes if line.page == ruled else text).append(line)
    return text, notes


def _notes(lines: Sequence[Line]) -> Iterator[Block]:
    run: list[Line] = []
    for line in lines:
        if run and (_NOTE.match(line.text) or line.page != run[-1].page):
            yield _note(run)
            run = []
        run.append(line)
    if run:
        yield _note(run)


def _note(run: Sequence[Line]) -> Block:
    text = "\n".join(line.text for line in run)
    found = _NOTE.match(text)
    made = block(text[found.end() :] if found else text, Kind.FOOTNOTE, found[1] if found else "")
    return replace(made, page=run[0].page)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    starts = _Starts(lines)
    run: list[Line] = []
    for at, line in enumerate(lines):
        if run and starts(at):
            yield _block(run)
            run = []
        run.append(line)
    if run:
        yield _block(run)


def _block(run: Sequence[Line]) -> Block:
    text = "\n".join(line.text for line in run)
    made = block(re.sub("\u00ad\\n", "", text))
    return replace(made, page=run[0].page)


class _Starts:
    """Whether a line begins a block, by the way in which its text keeps paragraphs."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        lengths = sorted(len(line.text) for line in lines)
        long = [line for line in lines if len(line.text) > _SHORT]
        whole = sum(bool(_ENDED.search(line.text)) for line in long)
        self.by_line = (
            sum(length > _LONG for length in lengths) >= max(1, len(lines) // 20)
            or 0.7 * len(long) <= whole > 2
        )
        gaps = Counter(min(line.gap, 2) for line in lines[1:])
        self.usual = gaps.most_common(1)[0][0] if gaps else 0
        self.by_gap = gaps[0] > 0 and gaps[1] + gaps[2] >= max(2, len(lines) // 25)
        self.indents = _has_first_line_indents(lines)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        self.even = sum(self.width - 12 <= length <= self.width + 4 for length in lengths) * 2 > len(lengths)

    def __call__(self, at: int) -> bool:
        """Return whether the line begins a block."""
        line, before = self.lines[at], self.lines[at - 1]
        if self.by_line or _is_edge(line.text) or _is_edge(before.text) or _OPENING.match(line.text):
            return True
        if line.text.startswith("[") and is_line_of_adoption(line.text):
            return True
        if line.gap > (0 if self.by_gap else self.usual):
            return not (self.by_gap is False and line.page != before.page)
        if self.indents and line.indented:
            return True
        return not self.by_gap and self._after_end(before, line)

    def _after_end(self, before: Line, line: Line) -> bool:
        """Whether the line before ends a sentence and is too short for the next word to have fitted on it."""
        if before.text.endswith(("-", "\u00ad")):
            return False
        room = self.width - len(before.text)
        ended = _ENDED.search(before.text) is not None
        return room > (12 if ended else 18 if self.even else 30) and room > len(line.text.split(" ", 1)[0])


def _has_first_line_indents(lines: Sequence[Line]) -> bool:
    """Whether an indent marks the first line of a paragraph: it mostly stands behind a sentence's end."""
    after_end = [line.indented for before, line in pairwise(lines) if _ENDED.search(before.text)]
    elsewhere = [line.indented for before, line in pairwise(lines) if not _ENDED.search(before.text)]
    return bool(after_end) and 2 * sum(after_end) > len(after_end) and 2 * sum(elsewhere) < len(elsewhere)


def _is_edge(text: str) -> bool:
    """Whether a line stands alone wherever it is: an enacting formula, a meeting, an item of the agenda."""
    if text.startswith("["):
        return text.endswith("]") and is_line_of_adoption(text)
    return is_formula(text) or is_line_of_adoption(text)
