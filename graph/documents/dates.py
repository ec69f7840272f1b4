"""Full dates in texts of the six official languages."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from functools import cache
from importlib.resources import files

_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def dates(text: str) -> tuple[dt.date, ...]:
    """Return the full dates in a text, in their order; a year or a month alone is none."""
    plain = unicodedata.normalize("NFKC", text)
    found = [(match.start(), match[3], match[2], match[1]) for match in _CHINESE.finditer(plain)]
    for match in _pattern().finditer(plain):
        found.append((match.start(), match[1], str(_months()[_fold(match[2])]), match[3]))
    made = (_date(day, month, year) for _, day, month, year in sorted(found))
    return tuple(date for date in made if date is not None)


def _date(day: str, month: str, year: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:  # 31 June
        return None


@cache
def _months() -> dict[str, int]:
    table = files("graph.documents").joinpath("months.csv").read_text("utf-8")
    return {_fold(row["name"]): int(row["month"]) for row in csv.DictReader(table.splitlines())}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(
        re.escape(name).replace("/", r"\s*/\s*").replace(r"\ ", r"\s+")
        for name in sorted(_months(), key=len, reverse=True)
    )
    return re.compile(
        rf"(?i)(?<![\d/.])(\d{{1,2}})(?:er|º|°|st|nd|rd|th)?\s+(?:de\s+)?({names})\s+(?:de\s+|del\s+)?(\d{{4}})(?!\d)"
    )


def _fold(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", folded))
