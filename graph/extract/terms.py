"""The limit in time that a paragraph gives to a mandate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.documents.dates import dates
from graph.extract.claims import TermStated
from graph.extract.times import duration

if TYPE_CHECKING:
    import datetime as dt

    from graph.extract.operative import Operative


def term(part: str, known: Operative) -> TermStated | None:
    """Return until when, from when or for how long, as the text states it; None where it states nothing."""
    length = known.term["length"].search(part) if "length" in known.term else None
    stated = TermStated(
        until=_date(part, "until", known),
        duration=duration(length["number"], length["unit"], known.times) if length else None,
        start=_date(part, "start", known),
        final="final" in known.term and bool(known.term["final"].search(part)),
    )
    return stated if stated != TermStated() else None


def _date(part: str, name: str, known: Operative) -> dt.date | None:
    found = known.term[name].search(part) if name in known.term else None
    days = dates(found["date"]) if found else ()
    return days[0] if days else None
