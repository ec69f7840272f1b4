"""The tokens of a paragraph that citations are built of, found in one scan."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.language import MASK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.extract.language import Language

NUMBERS = frozenset({"sc", "roman", "special", "two", "yearless"})
_MASKED = frozenset({"date", "pin", "symbol"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text that says something about citations."""

    kind: str  # symbol, sc, roman, special, two, yearless, self, anaphora, act, body, own, date, pin
    start: int
    end: int  # exclusive
    text: str  # plain

    @property
    def is_number(self) -> bool:
        """Whether it is the number of an act."""
        return self.kind in NUMBERS


def tokens(text: str, language: Language) -> list[Token]:
    """Return the tokens of a plain text in its order; they do not overlap."""
    found: list[Token] = []
    for match in language.scan.finditer(text):
        found.append(Token(match.lastgroup or "", match.start(), match.end(), match.group()))
    return found


def quotations(text: str, language: Language) -> list[tuple[int, int]]:
    """Return the spans of the quotations, their signs included: titles of acts, for the most part."""
    return [match.span() for match in language.quotation.finditer(text)]


def layers(found: Sequence[Token], quoted: Iterable[tuple[int, int]]) -> list[list[Token]]:
    """Return the tokens outside of quotations, then those of each quotation that has any."""
    spans = list(quoted)
    outside: list[Token] = []
    inside: list[list[Token]] = [[] for _ in spans]
    at = 0
    for token in found:
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        within = at < len(spans) and spans[at][0] <= token.start
        (inside[at] if within else outside).append(token)
    return [outside, *(layer for layer in inside if layer)]


def masked(text: str, found: Iterable[Token], quoted: Iterable[tuple[int, int]] = ()) -> str:
    """Return the text of the same length with masks over dates, pinpoints, symbols and quotations."""
    spans = [(token.start, token.end) for token in found if token.kind in _MASKED]
    pieces: list[str] = []
    at = 0
    for start, end in sorted([*spans, *quoted]):
        if start >= at:
            pieces += (text[at:start], MASK * (end - start))
            at = end
    return "".join((*pieces, text[at:]))


_DIGITS = re.compile(r"\d+")


def date_of(token: Token, language: Language) -> dt.date | None:
    """Return the date of a token, None where it lacks the year or is no day of the calendar."""
    numbers = [int(digits) for digits in _DIGITS.findall(token.text)]
    month = next((value for name, value in language.months.items() if name in token.text), None)
    year = next((number for number in numbers if number >= 1000), None)
    days = [number for number in numbers if number < 1000]
    if language.act_last and month is None and len(days) == 2:
        month = days.pop(0)  # 1992年12月16日
    if year is None or month is None or not days:
        return None
    try:
        return dt.date(year, month, days[0])
    except ValueError:
        return None


_PARTED = re.compile(r"(?P<base>.*?\d)\s?(?P<letters>[A-Z](?:[^0-9(]*[A-Z])?)?\s?(?P<tail>\([^)]*\))?")
_RANGE = re.compile(r"(?P<first>[A-Z])\s?(?:-|to|a|à|по|至|إلى)\s?(?P<last>[A-Z])")


def numbers_of(token: Token, language: Language) -> tuple[str, ...]:
    """Return the numbers that a token names, one a part, without spaces: 57/270B, 155C(VII), S-20/2."""
    text = token.text
    for letter, latin in language.letters.items():
        text = text.replace(letter, latin)
    for pattern, replacement in language.special:
        text = pattern.sub(replacement, text)
    match = _PARTED.fullmatch(text)
    if token.kind == "sc" or not match or not match["letters"]:
        return ("".join(text.split()),)
    base, tail = "".join(match["base"].split()), "".join((match["tail"] or "").split())
    return tuple(f"{base}{letter}{tail}" for letter in _letters(match["letters"]))


def _letters(text: str) -> tuple[str, ...]:
    letters = re.findall(r"[A-Z]", text)
    if (ends := _RANGE.fullmatch(text)) and ends["first"] < ends["last"]:
        letters = [chr(code) for code in range(ord(ends["first"]), ord(ends["last"]) + 1)]
    return tuple(letters)
