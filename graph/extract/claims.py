"""What extraction says about a document: claims, each with the span of the text that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Citation:
    """One act or document that a paragraph cites, at one place; a range of parts is a citation for each."""

    paragraph: str  # path, such as op/4
    start: int  # code points of the paragraph's text
    end: int  # exclusive
    surface: str  # the characters of the span
    target: str | None  # canonical symbol; None where it is not certain
    candidates: tuple[str, ...]  # canonical symbols, where it is not certain
    role: str  # notation of the scheme citation-role: what the citing text does
    reported: str | None  # notation of the scheme action-verb: what the text says that the cited act did
    method: str  # notation of the scheme resolution-method
    date: dt.date | None = None  # of adoption, as the text gives it
    pinpoint: str | None = None  # op/5, sec/VII, annex
