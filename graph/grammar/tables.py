"""The tables of this folder, read once.

| file | a row is |
|---|---|
| `acts.csv` | one way in which one body numbers one kind of act: its symbol (`form`), its number in a text |
| `body_names.csv` | a name under which a body is cited; a short one ("Council") belongs to several |
| `words.csv` | a word for a kind of act, or one that may stand around its number |
| `series.csv` | the beginning of the symbols of documents, and the body whose series it is |
| `components.csv` | a component of the symbols of documents, in the UN's own letter case |
| `numbers.csv` | the lowest and highest known number of a session or year, where numbers run on |
| `entities.csv` | one who can act: a body, an office or a group of actors |
| `entity_names.csv` | a full name of one of them, with the signs that `entity_tables.py` explains |
| `entity_words.csv` | a word around such names |
| `short_names.csv` | a word by which such a one is called again: Commission, Office |
| `russian_forms.csv` | the six cases of a Russian word that begins such a name |

The last five are read by `entity_tables.py`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.grammar.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Kind(StrEnum):
    """What a symbol names."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    PRESIDENTIAL_STATEMENT = "presidential-statement"
    DOCUMENT = "document"  # anything else: a report, a draft, a record, a corrigendum to an act


class Status(StrEnum):
    """Who gave the symbol."""

    ISSUED = "issued"  # the body itself: it stands on the document
    LIBRARY = "library"  # the UN library: A/DEC/74/567
    MINTED = "minted"  # we: an act that is known only by body, kind and number: CCPCJ/RES/22/8


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which one body numbers one kind of act."""

    body: str  # code
    kind: Kind
    status: Status
    form: str  # the canonical symbol with placeholders
    special: str  # "S", "ES", "SS", "OS" before the number of a session, or ""
    first: int  # of its sessions or years; both ends included
    last: int
    highest: int | None  # number that it does not pass, where that is known
    alone: bool  # whether people cite it without the body's name
    symbol: re.Pattern[str]  # of the whole symbol, upper case, without spaces
    cited: re.Pattern[str]  # of the number as running text cites it


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name and the bodies that bear it."""

    pattern: re.Pattern[str]  # of the folded text
    bodies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Series:
    """The beginning of the symbols of documents."""

    prefix: str  # in the UN's spelling
    body: str  # code; "" where it is not known
    strict: bool  # whether its components are the ones of components.csv only


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the symbols of documents."""

    spelling: str
    where: str  # "suffix" (Add.1), "parentheses" (Sect. 16), "middle" (CN.15)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The known numbers of one session or year."""

    session: int
    first: int
    last: int


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms of acts."""
    return tuple(_form(row) for row in _rows("acts.csv"))


@cache
def body_names() -> tuple[BodyName, ...]:
    """Return the names of bodies, the longest first; the code of a body that adopts acts is one too."""
    bearers: dict[str, set[str]] = {form.body: {form.body} for form in forms()}
    for row in _rows("body_names.csv"):
        bearers.setdefault(fold(row["name"]), set()).add(row["body"])
    ordered = sorted(bearers.items(), key=lambda item: (-len(item[0]), item[0]))
    return tuple(BodyName(_word(name), frozenset(bodies)) for name, bodies in ordered)


@cache
def words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the words around a number, each with its role: a kind of act, or "filler"; the longest first."""
    rows = sorted(_rows("words.csv"), key=lambda row: (-len(row["word"]), row["word"], row["role"]))
    return tuple((_word(fold(row["word"])), row["role"]) for row in rows)


@cache
def names_in(language: str) -> dict[str, frozenset[str]]:
    """Return the names of bodies in one language, as they are written, and the bodies that bear each."""
    bearers: dict[str, set[str]] = {}
    for row in _rows("body_names.csv"):
        if row["language"] == language:
            bearers.setdefault(row["name"], set()).add(row["body"])
    return {name: frozenset(bodies) for name, bodies in bearers.items()}


@cache
def act_words_in(language: str) -> dict[str, Kind]:
    """Return the words for a kind of act in one language, as they are written."""
    rows = (row for row in _rows("words.csv") if row["language"] == language and row["role"] != "filler")
    return {row["word"]: Kind(row["role"]) for row in rows}


@cache
def series() -> dict[str, Series]:
    """Return prefix in upper case → series."""
    return {
        row["prefix"].upper(): Series(row["prefix"], row["body"], row["words"] == "strict")
        for row in _rows("series.csv")
    }


@cache
def components() -> dict[str, Component]:
    """Return component in upper case → its spelling and place."""
    return {row["word"].upper(): Component(row["spelling"], row["where"]) for row in _rows("components.csv")}


@cache
def running_numbers() -> dict[str, tuple[Numbers, ...]]:
    """Return body → its known numbers by session or year."""
    table: dict[str, list[Numbers]] = {}
    for row in _rows("numbers.csv"):
        known = Numbers(int(row["session"]), int(row["first"]), int(row["last"]))
        table.setdefault(row["body"], []).append(known)
    return {body: tuple(sorted(rows, key=lambda known: known.session)) for body, rows in table.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of this folder."""
    yield from csv.DictReader(files("graph.grammar").joinpath(name).read_text("utf-8").splitlines())


def _form(row: Mapping[str, str]) -> Form:
    return Form(
        body=row["body"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        form=row["form"],
        special=row["special"],
        first=int(row["first"]),
        last=int(row["last"]),
        highest=int(row["highest"]) if row["highest"] else None,
        alone=row["alone"] == "yes",
        symbol=re.compile(_pattern(row["form"]) + _SUFFIXES),
        cited=re.compile(_pattern(row["cited_as"])),
    )


_SUFFIXES = r"(?P<suffixes>(?:/(?:ADD|REV|CORR|AMEND|SUMMARY|SUMM)(?:\.\d+)?)*)"
_PART = r"[A-Z](?:-[A-Z])?"
_FIELDS = {
    "{session}": r"(?P<session>\d{1,4})",
    "{number}": r"(?P<number>\d{1,5})",
    "{part}": rf"(?:/?(?P<part>{_PART}))?",
    # The first special sessions are written in Arabic too: 186 (S-2).
    "{roman}": r"(?P<session>[IVXLC]+|\d{1,2})",
    "{year}": r"(?P<year>\d{4})",
}


def _pattern(form: str) -> str:
    """Return the regular expression for a form, tolerant of the spellings in use."""
    pieces = re.split(r"(\{\w+\})", form)
    pattern = "".join(_FIELDS.get(piece, re.escape(piece.upper())) for piece in pieces)
    pattern = pattern.replace(r"\(", r"/?\(")  # E/RES/131/(VI)
    for special in ("ES", "SS", "OS", "S"):
        pattern = pattern.replace(rf"{special}\-(?P<session>", rf"{special}[-/.]?(?P<session>")
    if form.endswith("({roman})"):
        pattern += rf"(?:/?(?P<part_after>{_PART}))?"  # 217 (III) A, as the library has it
    return pattern


def _word(word: str) -> re.Pattern[str]:
    """Return a pattern for a whole word or name; Chinese has no spaces between words."""
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    if re.search(r"[\u4e00-\u9fff]", word):
        return re.compile(spaced)
    # A word between slashes is a component of a symbol.
    before = r"(?<![\w/])" if word[0].isalnum() else ""
    after = r"(?![\w/])" if word[-1].isalnum() else ""
    return re.compile(before + spaced + after)
