"""What every reader makes of a file: a frozen document of paragraphs with paths, and spans in their text.

A reader keeps the characters of its source but for one rule, which every reader follows because character
spans and text hashes depend on it. The text of a paragraph is

1. in Unicode normal form C (not KC: the characters of the source stay as they are);
2. put together from its lines: a line break joins without a space where one of the two characters at the
   break is a CJK ideograph or CJK punctuation, or where the line ends in a hyphen; elsewhere with a space;
3. with every run of white space (also no-break and ideographic spaces) as one space, none at either end;
4. without the paragraph's own number, without footnote marks, page artefacts and link lines, each of which
   the document keeps apart.

Spans count Unicode code points of that text from 0, the end is exclusive, as in the fragment `char=12,34` of
RFC 5147 (https://www.rfc-editor.org/rfc/rfc5147#section-2.1). The hash of a text is the hexadecimal SHA-256
of its UTF-8 bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from graph.symbols import Kind as ActKind


class Kind(StrEnum):
    """What a paragraph is in its document."""

    FRONT = "front"  # what stands before the text: organ, session, agenda item, who adopted it when
    TITLE = "title"
    ENACTING = "enacting"  # the formula: "The General Assembly,"
    PREAMBULAR = "preambular"
    OPERATIVE = "operative"
    SUMMARY = "summary"
    HEADING = "heading"
    PARAGRAPH = "paragraph"  # numbered, of a report
    ANNEX = "annex"  # a paragraph of an annex or appendix
    ROW = "row"  # of a table, its cells with “ | ” between them
    FOOTNOTE = "footnote"
    BACK = "back"  # what stands behind the text: meeting and date, the names of a vote


class Relation(StrEnum):
    """What another document is to a work, as a record of the UN library or the head of a file has it."""

    DRAFT = "draft"  # the draft that became the act
    REPORT = "report"  # of the committee, on which it was adopted
    MEETING_RECORD = "meeting-record"  # of the meeting at which it was adopted
    AGENDA = "agenda"  # the document that holds the agenda
    SAME = "same"  # another symbol of the same document
    OTHER = "other"  # named without saying what it is


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """Where a footnote is called in the text of a paragraph; the mark itself is not part of the text."""

    path: str  # of the footnote, such as fn/1
    at: int  # code points of the text before the mark


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """An address, and the paragraph that it is in, or that it follows on a line of its own."""

    url: str
    after: str  # path of that paragraph, footnotes apart; "" at the very start


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or footnote."""

    path: str  # front, formula, pp/3, op/4/a, p/12, sec/III, annex/I/p/2, draft/1/op/2, fn/1, fn/star, back
    kind: Kind
    number: str | None  # as the path has it: 12, III, 1; None where the source gives no number
    text: str
    container: str | None = None  # path of the nearest heading above
    footnotes: tuple[FootnoteMark, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # what editors linked: surface form, target; only to measure by

    @property
    def hash(self) -> str:
        """Return the hash of the text, see `text_hash`."""
        return text_hash(self.text)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself; None where its text does not say it."""

    symbol: str | None = None  # canonical, also of an act that has only a number: CCPCJ/RES/26/4
    kind: ActKind | None = None
    body: str | None = None  # code of the body that adopted or issued it, such as ga
    session: str | None = None  # of the body: 74, S-20, 2019 for the Economic and Social Council
    adopted_on: dt.date | None = None
    title: str | None = None
    language: str | None = None  # BCP 47
    meeting: int | None = None  # number of the meeting that adopted it
    agenda_items: tuple[str, ...] = ()  # 19 (c)
    on_report: str | None = None  # canonical symbol of the report of the committee or commission
    recommended_by: str | None = None  # code of the committee or commission
    draft: str | None = None  # canonical symbol of the draft
    without_vote: bool | None = None
    votes: tuple[int, int, int] | None = None  # in favour, against, abstaining
    original_language: str | None = None  # BCP 47
    related: tuple[tuple[Relation, str], ...] = ()  # documents that a record names, by canonical symbol
    languages: tuple[str, ...] = ()  # in which a record says that the work is issued, BCP 47


@dataclass(frozen=True)
class Document:
    """A document as its reader found it, paragraphs in the order of the text, footnotes last.

    A record about a document, of the UN library, is a Document without paragraphs: its metadata say all.
    """

    language: str  # BCP 47: ar, en, es, fr, ru, zh
    paragraphs: tuple[Paragraph, ...]
    hyperlinks: tuple[Hyperlink, ...] = ()
    title: str | None = None  # None where the text does not make plain which lines are the title
    metadata: Metadata | None = None  # None where the reader does not look for it
    filed_as: str | None = None  # the symbol under which a collection has it; only to check and measure by

    @cached_property
    def by_path(self) -> Mapping[str, Paragraph]:
        """Return the paragraphs by their paths."""
        return {paragraph.path: paragraph for paragraph in self.paragraphs}


def text_hash(text: str) -> str:
    """Return the hexadecimal SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def span(text: str, surface: str, occurrence: int = 1) -> tuple[int, int]:
    """Return start and end of the surface form in the text, in code points, end exclusive.

    Occurrences count from 1 and do not overlap. Raises ValueError if the text has fewer of them.
    """
    found = spans(text, surface)
    if not 1 <= occurrence <= len(found):
        raise ValueError(f"{surface!r} occurs {len(found)} times in the text, not {occurrence}")
    return found[occurrence - 1]


def spans(text: str, surface: str) -> tuple[tuple[int, int], ...]:
    """Return every span of the surface form in the text, without overlaps; none for an empty form."""
    if not surface:
        return ()
    return tuple(found.span() for found in re.finditer(re.escape(surface), text))


def fragment(start: int, end: int) -> str:
    """Return the RFC 5147 fragment of a span, `char=12,34`."""
    return f"char={start},{end}"


_FRAGMENT = re.compile(r"char=(\d+),(\d+)", re.ASCII)


def parse_fragment(text: str) -> tuple[int, int]:
    """Return start and end of an RFC 5147 fragment; the inverse of `fragment`.

    Raises ValueError if the text is no such fragment or the end lies before the start.
    """
    found = _FRAGMENT.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(f"not a character range of RFC 5147: {text!r}")
    return int(found[1]), int(found[2])


_SPACES = re.compile(r"\s+")

# Ideographs with their extensions and compatibility forms, the CJK radicals, CJK symbols and punctuation, the
# full-width forms. Curly quotes and the dash belong to Latin text as well, and are left out.
_CJK = re.compile(
    "[\u2e80-\u2fdf\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffef\U00020000-\U0003ffff]"
)


def is_cjk(character: str) -> bool:
    """Return whether the character is a CJK ideograph or CJK punctuation."""
    return _CJK.fullmatch(character) is not None


def join_lines(lines: Iterable[str]) -> str:
    """Return one normalised text of the lines, after the rule that this module's docstring states."""
    joined = ""
    for line in lines:
        part = _SPACES.sub(" ", unicodedata.normalize("NFC", line)).strip()
        if joined and part and not _joins_closely(joined[-1], part[0]):
            joined += " "
        joined += part
    return unicodedata.normalize("NFC", joined)


def _joins_closely(last: str, first: str) -> bool:
    return last in "-\u2010" or is_cjk(last) or is_cjk(first)
