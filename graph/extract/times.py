"""When something is due, how often, and for how long, as texts say it in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.documents.dates import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Times:
    """The compiled table `operative.times` of one language; see the data file."""

    numbers: Mapping[str, int]  # words of ordinals and cardinals, parts of compound ones as well
    number_word: re.Pattern[str]
    units: Mapping[str, str]  # days → D
    months: Mapping[str, int]
    session: re.Pattern[str]  # groups n (ordinals), special
    year_session: re.Pattern[str]  # group year
    ordinal: re.Pattern[str]
    special: Mapping[str, str]  # word for the kind of a session → S, ES
    deadline: re.Pattern[str]  # what makes a date a deadline, groups also (a day), date, month (+ year), year
    period: re.Pattern[str]  # groups number, unit: within six months
    every: re.Pattern[str]  # groups number, unit: every six months
    frequencies: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time that a text gives: one of these."""

    at: int  # where it begins
    end: int
    date: dt.date | None = None
    month: str | None = None  # 2026-03
    year: int | None = None
    period: str | None = None  # xsd:duration


@dataclass(frozen=True, slots=True)
class SessionNamed:
    """Sessions of one body that a text names together."""

    at: int
    end: int
    keys: tuple[str, ...]  # 75, S-20, 2021


def compiled(data: Mapping[str, Any]) -> Times:
    """Return the table in compiled form."""
    numbers: dict[str, int] = {**data["numbers"], **data.get("ordinals", {})}
    word = _any_of(numbers)
    ordinal = str(data["ordinal"]).replace("{number}", f"(?:{word})")
    cardinal = rf"(?:\d{{1,3}}|{data.get('cardinal', '{number}').replace('{number}', f'(?:{word})')})"
    unit, month = _any_of(data["units"]), _any_of(data["months"])

    def one(name: str) -> re.Pattern[str]:
        filled = str(data.get(name, "(?!)")).replace("{ordinal}", f"(?:{ordinal})")
        return re.compile(
            filled.replace("{number}", cardinal).replace("{unit}", unit).replace("{month}", f"(?:{month})")
        )

    return Times(
        numbers=numbers,
        number_word=re.compile(word),
        units=data["units"],
        months=data["months"],
        session=one("session"),
        year_session=one("year_session"),
        ordinal=re.compile(ordinal),
        special=data.get("special", {}),
        deadline=one("deadline"),
        period=one("period"),
        every=one("every"),
        frequencies=tuple((re.compile(row["words"]), row["is"]) for row in data["frequency"]),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def number(text: str, times: Times) -> int | None:
    """Return the number that words or digits say: seventy-sixth, 六十五, 90."""
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    total = 0
    for word in times.number_word.findall(text):
        value = times.numbers[word]
        # 六十五, sixty: a ten behind a unit multiplies it, as only Chinese writes.
        total = (
            total * value if value in (10, 100) and 0 < total < value and len(word) == 1 else total + value
        )
    return total or None


def sessions(text: str, times: Times) -> Iterator[SessionNamed]:
    """Yield the sessions that a text names, in order."""
    for match in times.session.finditer(text):
        special = next((key for word, key in times.special.items() if word in (match["special"] or "")), "")
        numbers = (number(part, times) for part in times.ordinal.findall(match["n"]))
        keys = tuple(f"{special}-{value}" if special else str(value) for value in numbers if value)
        if keys:
            yield SessionNamed(match.start(), match.end(), keys)
    for match in times.year_session.finditer(text):
        years = tuple(year for year in match.groups() if year)
        if years:
            yield SessionNamed(match.start(), match.end(), years)


def deadlines(text: str, times: Times) -> Iterator[Deadline]:
    """Yield the deadlines that a text gives, in order of their kind: dates first, then periods."""
    for match in times.deadline.finditer(text):
        yield from _deadline(match, times)
    for match in times.period.finditer(text):
        length = duration(match["number"], match["unit"], times)
        if length:
            yield Deadline(match.start(), match.end(), period=length)


def _deadline(match: re.Match[str], times: Times) -> Iterator[Deadline]:
    found = match.groupdict()
    at, end = match.span()
    if found.get("date"):
        days = dates(match["date"])
        if found.get("also") and days:
            days = (*dates(f"{match['also']} {days[0].year}"), *days)
        yield from (Deadline(at, end, date=day) for day in days)
    elif found.get("month"):
        yield Deadline(at, end, month=f"{found['month_year']}-{times.months[match['month']]:02}")
    elif found.get("year"):
        yield Deadline(at, end, year=int(match["year"]))


def duration(count: str, unit: str, times: Times) -> str | None:
    """Return the xsd:duration of a number of units: P6M."""
    value = number(count, times)
    if not value:
        return None
    letter = times.units[unit]
    return f"P{value * 7}D" if letter == "W" else f"P{value}{letter}"


def frequency(text: str, times: Times) -> str | None:
    """Return how often, as an xsd:duration, if the text says it."""
    match = times.every.search(text)
    if match:
        return duration(match["number"] or "1", match["unit"], times)
    found = [(hit.start(), length) for pattern, length in times.frequencies if (hit := pattern.search(text))]
    return min(found)[1] if found else None
