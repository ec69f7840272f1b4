"""What extraction knows of one language: its data file and the names of `graph/grammar`, compiled.

All patterns are matched against a text that `spelling.plain` has made plain, character for character.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graph.extract.spelling import plain
from graph.grammar import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.grammar.tables import Kind

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")

MASK = "\x01"
"""Stands for each character of what a gap between two tokens may hold: a date, a quotation, a pinpoint."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of words, and the role that it gives to a citation or the verb that it reports."""

    pattern: re.Pattern[str]
    role: str | None  # notation of citation-role
    verb: str | None  # notation of action-verb


@dataclass(frozen=True, slots=True)
class Language:
    """The compiled knowledge of one language."""

    code: str
    act_last: bool  # whether the word for the act follows its numbers, as in Chinese
    relevant: re.Pattern[str]  # what a paragraph must hold to cite anything
    scan: re.Pattern[str]  # every token, a named group for each kind
    bodies: Mapping[str, frozenset[str]]  # name → codes; no code for a body whose acts are not the UN's
    acts: Mapping[str, Kind]  # word, in lower case → kind
    body_before: bool  # whether a body may stand before the word for its act
    own_acts: frozenset[str]  # words for an act that say "its": قرارها
    months: Mapping[str, int]
    letters: Mapping[str, str]  # part letter of the language → Latin letter
    number_prefix: re.Pattern[str] | None  # the sign before a number: 第
    special: tuple[tuple[re.Pattern[str], str], ...]  # spellings of sessions → S-, ES-, or nothing
    quotation: re.Pattern[str]
    sentence_end: re.Pattern[str]
    head_gap: re.Pattern[str]  # between the word for the act and the number
    list_gap: re.Pattern[str]  # between two numbers
    described_gap: re.Pattern[str]  # between two numbers, the first of which is described
    plural: re.Pattern[str]  # of a word for acts
    date_gap: re.Pattern[str]  # between a number and its date
    body_gap: re.Pattern[str]  # between a body or possessive and the word for its act
    body_after_gap: re.Pattern[str]  # between a number and the body that follows it
    subject_gap: re.Pattern[str]  # between the subject of a clause and "its"
    later_subject_gap: re.Pattern[
        str
    ]  # between "its" act and the subject, where the clause begins with "its"
    pin_gap: re.Pattern[str]  # between a pinpoint and the act that it lies in
    pin_after_gap: re.Pattern[str]  # between a number and the pinpoint that follows it
    formula: re.Pattern[str] | None  # what stands around a body's name in an enacting formula
    pinpoints: tuple[tuple[re.Pattern[str], str], ...]  # pattern → path with a placeholder
    leading: tuple[Verb, ...]  # at the beginning of a paragraph
    before: tuple[Verb, ...]  # right before the mention
    reported: tuple[Verb, ...]  # after the mention: what the cited act did


@cache
def language(code: str) -> Language:
    """Return the knowledge of a language; what is neither of the six is read as English."""
    known = code if code in LANGUAGES else "en"
    data = tomllib.loads(files("graph.extract.languages").joinpath(f"{known}.toml").read_text("utf-8"))
    return _compiled(known, data)


def _compiled(code: str, data: Mapping[str, Any]) -> Language:
    gaps: Mapping[str, str] = data["gaps"]
    bodies = _bodies(code, data)
    acts = {plain(word).lower(): kind for word, kind in tables.act_words_in(code).items()}
    acts = {word: kind for word, kind in acts.items() if word not in data["acts"].get("unused", ())}
    own = frozenset(plain(word) for word in data["acts"].get("own", ()))
    return Language(
        code=code,
        act_last=data["acts"]["last"],
        relevant=re.compile(data["relevant"]),
        scan=_scanner(data, bodies, acts),
        bodies=bodies,
        acts=acts,
        body_before=data["acts"].get("body_before", True),
        own_acts=own,
        months={plain(name): number for number, names in enumerate(data["months"], 1) for name in names},
        letters={plain(letter): latin for letter, latin in data["number"].get("letters", {}).items()},
        number_prefix=re.compile(data["number"]["prefix"]) if "prefix" in data["number"] else None,
        special=tuple((re.compile(old), new) for old, new in data["number"].get("special", ())),
        quotation=re.compile(data["quotation"]),
        sentence_end=re.compile(data["sentence_end"]),
        head_gap=_gap(gaps["head"]),
        list_gap=_gap(gaps["list"]),
        described_gap=_gap(gaps.get("described", "(?!)")),
        plural=re.compile(data["acts"].get("plural", "(?!)")),
        date_gap=_gap(gaps["date"]),
        body_gap=_gap(gaps["body"]),
        body_after_gap=_gap(gaps["body_after"]),
        subject_gap=_gap(gaps["subject"]),
        later_subject_gap=_gap(gaps.get("later_subject", "(?!)")),
        pin_gap=_gap(gaps["pin"]),
        pin_after_gap=_gap(gaps["pin_after"]),
        formula=re.compile(data["formula"]) if data.get("formula") else None,
        pinpoints=tuple((re.compile(row["pattern"]), row["path"]) for row in data.get("pinpoint", ())),
        leading=_verbs(data["leading"], "^(?:" + data["leading_before"] + ")"),
        before=_verbs(data["before"], "", r"(?:" + data["before_after"] + r")\Z"),
        reported=_verbs(data["reported"], data.get("reported_before", "")),
    )


def _bodies(code: str, data: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    bodies = {plain(name): codes for name, codes in tables.names_in(code).items()}
    # Without a code: the text names a body, and none of ours.
    return bodies | {
        plain(name): frozenset() for name in data["bodies"]["strangers"] if plain(name) not in bodies
    }


def _scanner(data: Mapping[str, Any], bodies: Iterable[str], acts: Iterable[str]) -> re.Pattern[str]:
    number, words = data["number"], data["words"]
    months = _any_of(plain(name) for names in data["months"] for name in names)
    special = number.get("session", "(?:ES|SS|S)-")
    around = data.get("around_words", [r"\b", r"\b"])
    kinds = {
        "symbol": _SYMBOL,
        "sc": rf"{_FROM}{number['council']}",
        "roman": rf"{_FROM}\d{{1,5}}(?:{number['parts']})?\s?{number['roman']}{_TO}",
        "special": rf"{_FROM}{special}\d{{1,2}}/\d{{1,3}}(?:{number['parts']})?{_TO}",
        "two": rf"{_FROM}\d{{1,4}}{number['slash']}\d{{1,4}}(?:{number['parts']})?{_TO}",
        "yearless": number.get("yearless", ""),
        "self": words["self"],
        "anaphora": words["anaphora"],
        "act": f"{around[0]}(?i:{_any_of(acts)}){around[1]}",
        "body": f"{around[0]}(?:{_any_of(bodies)}){around[1]}",
        "own": words["possessive"],
        "date": data["date"].replace("{month}", f"(?:{months})"),
        "pin": words["pinpoint"],
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items() if pattern))


# Numbers and symbols stand free of letters, digits and signs of other numbers.
_FROM = r"(?<![0-9A-Za-z/.$-])"
_TO = r"(?![0-9A-Z/])"
_SYMBOL = (
    r"(?<![0-9A-Za-z/.-])(?:[A-Z]{1,8}(?:-[A-Z]{1,6})?/(?:PRST/\s)?"
    r"(?:[A-Za-z0-9][A-Za-z0-9.-]*/)*[A-Za-z0-9.-]*\d[A-Za-z0-9.-]*"
    r"(?:/(?:Add|Rev|Corr|Amend|Summary|L|CRP|SR|PV|Res|RES)\.?[A-Za-z0-9.-]*)*"
    r"(?:\s?\((?:\d{4}|(?:E?S-)?[IVXLC]+|Part [IVX]+|Vol\. ?[IVX]+"
    r"|(?:Sect|Prog)\. ?\d+|SUPP|[A-Z]-[IVX]+)\))?)"
)


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered)


def _gap(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("MASK", MASK))


def _verbs(rows: Iterable[Mapping[str, str]], start: str, end: str = "") -> tuple[Verb, ...]:
    return tuple(
        Verb(re.compile(f"{start}(?:{row['words']}){end}"), row.get("role"), row.get("verb")) for row in rows
    )
