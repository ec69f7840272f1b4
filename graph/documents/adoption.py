"""How a document says that it came about: on whose report, at which meeting, by which vote.

The words are in `adoption.toml`, the names of the Main Committees of the General Assembly in
`committees.csv` (<https://www.un.org/en/ga/maincommittees/>), those of other bodies in the grammar's table.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

from graph.documents import Kind
from graph.errors import SymbolError
from graph.grammar import tables
from graph.grammar.spelling import fold
from graph.symbols import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.documents import Paragraph

_LONGEST = 600
_SYMBOL = re.compile(r"[A-Z]{1,4}/[^\s,;()\[\]]+(?:\s?\(Part [IVX]+\))?")
_ORDINAL = r"(?P<n>\d{1,5})\.?(?:-?[^\W\d_]{1,3}\.?(?=\s))?"
_ITEMS = r"(?P<n>\d{1,3}(?:\W{0,2}\s*\(?(?:[a-z]{1,2}\)|\d{1,3}|and|et|y|e|и|和|و)(?!\w))*)"
_ITEM = re.compile(r"(?P<number>\d{1,3})|\(?(?P<letter>[a-z]{1,2})\)")


class Adoption(NamedTuple):
    """What a document says of its adoption; the fields of `Metadata` that have these names."""

    meeting: int | None = None
    agenda_items: tuple[str, ...] = ()
    on_report: str | None = None
    recommended_by: str | None = None
    draft: str | None = None
    without_vote: bool | None = None
    votes: tuple[int, int, int] | None = None
    original_language: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, folded, as patterns where they have gaps."""

    report: tuple[str, ...]
    recommendation: tuple[str, ...]
    draft: tuple[str, ...]
    adopted: tuple[str, ...]
    without_vote: tuple[str, ...]
    vote: tuple[re.Pattern[str], ...]
    meeting: tuple[re.Pattern[str], ...]
    item: tuple[re.Pattern[str], ...]
    original: tuple[str, ...]
    languages: Mapping[str, str]
    figures: Mapping[str, int]

    @property
    def in_brackets(self) -> tuple[str, ...]:
        return (*self.report, *self.recommendation, *self.draft, *self.adopted)


def adoption(paragraphs: Sequence[Paragraph], adopted: Iterable[str], language: str) -> Adoption:
    """Return what the paragraphs say of the adoption; `adopted` are the lines of the front that say when."""
    words = _words(language)
    front = [each.text for each in paragraphs if each.kind in {Kind.FRONT, Kind.TITLE}]
    vote_lines = list(_vote_lines(paragraphs, words))
    on_report, recommended_by, draft = _origin(front, words, language)
    votes = next(filter(None, (_votes(line, words) for line in vote_lines)), None)
    without = any(phrase in line for line in vote_lines for phrase in words.without_vote)
    return Adoption(
        meeting=_meeting(paragraphs, adopted, vote_lines, words),
        agenda_items=next(filter(None, (_items(fold(text), words) for text in front)), ()),
        on_report=on_report,
        recommended_by=recommended_by,
        draft=draft,
        without_vote=True if without and not votes else False if votes else None,
        votes=votes,
        original_language=next(filter(None, (_original(fold(text), words) for text in front)), None),
    )


def says_meeting(text: str) -> bool:
    """Return whether a text begins with the number of a meeting, in whatever language."""
    line = fold(text)
    return any(pattern.match(line) for code in _codes() for pattern in _words(code).meeting)


def is_line_of_adoption(text: str) -> bool:
    """Return whether a line is one of its own in the front or back matter, in whatever language.

    It says the item of the agenda, on whose report the act was adopted, how it was voted, at which meeting.
    """
    line = fold(text)
    if line.startswith("["):
        inner = line[1:].lstrip()
        return any(inner.startswith(_words(code).in_brackets) for code in _codes())
    return any(_items(line, _words(code)) for code in _codes()) or (len(line) < 60 and says_meeting(line))


# ---------------------------------------------------------------- report, recommendation, draft


def _origin(front: Iterable[str], words: _Words, language: str) -> tuple[str | None, str | None, str | None]:
    """Return the report, the body that made it, and the draft, as the line in brackets has them."""
    for text in front:
        line = fold(text)
        if not line.startswith("[") or len(line) > _LONGEST:
            continue
        inner, symbol = line.lstrip("[ "), _first_symbol(text)
        for phrase in (*words.report, *words.recommendation):
            if inner.startswith(phrase):
                body = _body(inner.removeprefix(phrase).strip(), language)
                if body or symbol:
                    return symbol, body, None
        if any(inner.startswith(phrase) for phrase in words.draft):
            # A report that contains the draft in one of its paragraphs is no draft.
            return None, None, symbol if symbol and "/L." in symbol else None
    return None, None, None


def _first_symbol(text: str) -> str | None:
    """Return the first symbol in the text; one that follows is its addendum, or an amendment."""
    for found in _SYMBOL.finditer(unicodedata.normalize("NFKC", text)):
        try:
            return parse(found[0].rstrip(".")).canonical
        except SymbolError:
            continue
    return None


def _body(text: str, language: str) -> str | None:
    """Return the code of the body whose name the text begins with, and ends before a bracket."""
    for name, codes in _names(language):
        if text.startswith(name) and re.match(r"\W|$|的", text[len(name) :].lstrip()):
            return next(iter(codes)) if len(codes) == 1 else None
    return None


@cache
def _names(language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the folded names of committees and bodies, the longest first."""
    known = {fold(name): codes for name, codes in tables.names_in(language).items()}
    rows = csv.DictReader(files("graph.documents").joinpath("committees.csv").read_text("utf-8").splitlines())
    known |= {fold(row["name"]): frozenset([row["code"]]) for row in rows if row["language"] == language}
    return tuple(sorted(known.items(), key=lambda item: (-len(item[0]), item[0])))


# ---------------------------------------------------------------- meeting and vote


def _vote_lines(paragraphs: Iterable[Paragraph], words: _Words) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.kind in {Kind.FOOTNOTE, Kind.ANNEX, Kind.FRONT} or len(paragraph.text) > _LONGEST:
            continue
        line = fold(paragraph.text).lstrip("[ ")
        if line.startswith(words.adopted):
            yield line


def _meeting(
    paragraphs: Iterable[Paragraph], adopted: Iterable[str], vote_lines: Iterable[str], words: _Words
) -> int | None:
    for line in (*map(fold, adopted), *vote_lines):
        for pattern in words.meeting:
            if found := pattern.search(line):
                return int(found["n"])
    for paragraph in paragraphs:
        if paragraph.kind is Kind.BACK:
            line = fold(paragraph.text)
            for pattern in words.meeting:
                if found := pattern.match(line):
                    return int(found["n"])
    return None


def _votes(line: str, words: _Words) -> tuple[int, int, int] | None:
    for pattern in words.vote:
        if found := pattern.search(line):
            figures = [_figure(found[name], words) for name in ("for", "against", "abstaining")]
            return (figures[0], figures[1], figures[2])
    return None


def _figure(text: str, words: _Words) -> int:
    return words.figures[text] if text in words.figures else int(text)


# ---------------------------------------------------------------- agenda and original


def _items(line: str, words: _Words) -> tuple[str, ...]:
    """Return the items that a line consists of: “Agenda items 20 and 78 (a) and (b)”."""
    for pattern in words.item:
        if found := pattern.fullmatch(line.rstrip("*. ")):
            return tuple(_each_item(found["n"]))
    return ()


def _each_item(text: str) -> Iterator[str]:
    number, said = "", True
    for found in _ITEM.finditer(text):
        if found["letter"]:
            yield f"{number} ({found['letter']})"
            said = True
        else:
            if not said:
                yield number
            number, said = found["number"], False
    if not said:
        yield number


def _original(line: str, words: _Words) -> str | None:
    for phrase in words.original:
        if line.startswith(phrase):
            return words.languages.get(line.removeprefix(phrase).strip(" ."))
    return None


# ---------------------------------------------------------------- the words


@cache
def _tables() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(files("graph.documents").joinpath("adoption.toml").read_text("utf-8"))


def _codes() -> Iterable[str]:
    return _tables().keys()


@cache
def _words(language: str) -> _Words:
    table = _tables()[language]

    def phrases(key: str) -> tuple[str, ...]:
        return tuple(sorted(map(fold, cast("list[str]", table[key])), key=len, reverse=True))

    figures = cast("dict[str, int]", table.get("figures", {}))
    figure = "|".join([r"\d{1,3}", *map(re.escape, map(fold, figures))])
    gaps = {f"{{{name}}}": rf"(?P<{name}>{figure})" for name in ("for", "against", "abstaining")}
    return _Words(
        report=phrases("report"),
        recommendation=phrases("recommendation"),
        draft=phrases("draft"),
        adopted=phrases("adopted"),
        without_vote=phrases("without_vote"),
        vote=tuple(_pattern(phrase, gaps) for phrase in phrases("vote")),
        meeting=tuple(_pattern(phrase, {"{n}": _ORDINAL}) for phrase in phrases("meeting")),
        item=tuple(_pattern(phrase, {"{n}": _ITEMS}) for phrase in phrases("item")),
        original=phrases("original"),
        languages={fold(name): code for name, code in cast("dict[str, str]", table["languages"]).items()},
        figures={fold(word): value for word, value in figures.items()},
    )


def _pattern(phrase: str, gaps: Mapping[str, str]) -> re.Pattern[str]:
    """Return the pattern of a phrase with gaps, its spaces as none or many."""
    return re.compile(r"\s*".join(gaps.get(word, re.escape(word)) for word in phrase.split()))
