"""What extraction knows of the operative paragraphs of one language: the table `operative` of its data file.

All patterns are matched against a text in plain characters and lower case, see `lowered`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graph.extract.claims import Actor, Effect, EntityKind
from graph.extract.language import LANGUAGES
from graph.extract.spelling import plain
from graph.extract.times import Times, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Asks(StrEnum):
    """How the words behind a verb name who is to act."""

    ACTOR = "actor"  # requests X to do; requests that X do
    DEED = "deed"  # calls for an action; for X to act
    SELF = "self"  # decides to do; decides that X shall do
    CLAUSE = "clause"  # endorses the recommendation that X do
    THING = "thing"  # establishes, extends, appoints X
    NOBODY = "nobody"  # welcomes, notes: no assignment


@dataclass(frozen=True, slots=True)
class OperativeVerb:
    """One operative verb in all its wordings."""

    notation: str | None  # of the scheme action-verb; None where it gives no assignment
    asks: Asks
    effect: Effect | None
    first: bool  # whether it counts only at the beginning of a sentence


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form of words that a concept stands for."""

    pattern: re.Pattern[str]
    notation: str
    has: tuple[str, ...]  # a text without any of these does not have it; quicker to see than the pattern

    def within(self, low: str) -> bool:
        """Return whether a text has it."""
        return (not self.has or any(word in low for word in self.has)) and bool(self.pattern.search(low))


@dataclass(frozen=True, slots=True)
class Operative:
    """The compiled knowledge of one language."""

    code: str
    verbs: tuple[OperativeVerb, ...]
    finite: re.Pattern[str]  # group v{n}: a wording of verb n, as acts use it
    bare: re.Pattern[str]  # the same at the beginning of a paragraph: “Call upon”, “we request”
    plural: re.Pattern[str]  # a text that speaks as we
    past: re.Pattern[str]  # the same in a decision: “decided”
    participle: re.Pattern[str]  # the same in the passive: “are invited”
    joint: re.Pattern[
        str
    ]  # what stands before a verb that begins a clause, group `head` at a sentence's start
    bare_joint: re.Pattern[str]  # what stands before a bare verb
    bare_later: re.Pattern[str]  # the same with the verb, behind one that asks nobody
    opening: re.Pattern[str]  # a paragraph that begins so has its verb later
    sentence_end: re.Pattern[str]
    clause_tail: re.Pattern[str]  # what joins a clause to the next, at its end
    that: re.Pattern[str]  # begins the clause that a verb governs
    that_later: re.Pattern[str]  # the same, further behind a verb
    stop: re.Pattern[str]  # ends the addressees: the infinitive
    and_to: re.Pattern[str]  # before a second thing that a body decides to do
    besides: re.Pattern[str]  # before others whom the same verb asks
    modal: re.Pattern[str]  # ends the subject of the clause that a verb governs
    passive: re.Pattern[str]  # the same, of a verb in the passive: its subject does not act
    agent: re.Pattern[str]  # who acts, in the passive
    to_do: re.Pattern[str]  # right behind "decides": what the body itself will do
    pronoun: re.Pattern[str]  # right behind a verb: whom the clause before has named
    aside: re.Pattern[str]  # phrases among the addressees that name others
    governed: re.Pattern[str]  # right before an actor who is not asked
    free: re.Pattern[str]  # between the verb and its first addressee
    coordination: re.Pattern[str]  # between two addressees
    and_only: re.Pattern[str]  # the same, without a comma
    short: re.Pattern[str]  # a short name in the text as it is, group `head`, that a longer one explains
    own: Mapping[tuple[str, str], Actor]  # body and short name in lower case → whom it means in its acts
    capitals: re.Pattern[str]  # common nouns that a full name has as its own, in its letter case
    numbered: re.Pattern[str]  # a body known by the number of its resolution, a group for the number
    numbered_code: str  # its code, with a placeholder
    numbered_head: str  # the word that its short name ends in
    panel: re.Pattern[str]  # a short name of the experts who assist such a body
    panels: Mapping[str, str]  # code of such a body → code of its experts
    never_short: frozenset[str]  # codes of bodies that no short name means
    defined: str  # pattern with a placeholder: a name is introduced in quotation marks
    tasks: re.Pattern[str]  # above items that are somebody's tasks
    holds: re.Pattern[str]  # right before the body on which an effect acts: the mandate of
    item: Mapping[str, re.Pattern[str]]  # end of what stands above items → how an item begins
    item_ends: Mapping[str, re.Pattern[str]]
    own_act: re.Pattern[str]  # the present resolution
    conditions: tuple[Phrase, ...]
    funding: tuple[Phrase, ...]
    effects: tuple[tuple[re.Pattern[str], Effect], ...]  # the first verb of an action
    thing: re.Pattern[str]  # group `name`: the name of what is established or convened
    continues: re.Pattern[str]  # an action that goes on
    report: tuple[re.Pattern[str], ...]  # an act of reporting
    report_whole: bool  # whether what is said of a report may stand before its verb
    report_words: tuple[str, ...]  # one of which such an act has
    prepares: re.Pattern[str]  # one only where a body is told, or a time is set
    informs: re.Pattern[str]  # one only where a body is told
    relative: re.Pattern[str]  # right before an act of somebody else: “the Board, which will”
    report_end: re.Pattern[str]  # where what is said of a report ends
    recipient: re.Pattern[str]  # right before who is reported to
    via: re.Pattern[str]  # right before one who only passes a report on
    another: re.Pattern[str]  # before an act, whom somebody else is to ask for it, group `whom`
    told_also: re.Pattern[str]  # between two who are reported to
    to_itself: re.Pattern[str]  # the issuing body as the one reported to
    at_its: re.Pattern[str]  # between a body and its session
    part_of: re.Pattern[str]  # between a body and the one that it is a part of
    respectively: re.Pattern[str]  # sessions in the order of the bodies that hold them
    same_session: re.Pattern[str]  # the session that the words before have named
    no_due: re.Pattern[str]  # before a session that is no time of a report
    term: Mapping[str, re.Pattern[str]]
    times: Times


_APART = re.compile(r"^([B-HJ-NP-Z]) ([a-z]{4,})")


def lowered(text: str) -> str:
    """Return the text in plain characters and lower case, of the same length.

    Where a scanned page sets the first letter apart, it goes to its word: "R equests" is " requests".
    """
    same = _APART.sub(r" \1\2", plain(text))
    lower = same.lower()
    return lower if len(lower) == len(same) else same


@cache
def operative(code: str) -> Operative:
    """Return the knowledge of a language; what is neither of the six is read as English."""
    known = code if code in LANGUAGES else "en"
    data = tomllib.loads(files("graph.extract.languages").joinpath(f"{known}.toml").read_text("utf-8"))
    return _compiled(known, data["operative"])


_NEVER = "(?!)"


def _compiled(code: str, data: Mapping[str, Any]) -> Operative:
    def one(name: str) -> re.Pattern[str]:
        return re.compile(str(data.get(name, _NEVER)).replace("{lead}", data["lead"]))

    rows = [*data["verb"], {"asks": "nobody", **data["declaratory"]}]
    report: Mapping[str, Any] = data["report"]
    return Operative(
        code=code,
        verbs=tuple(_verb(row) for row in rows),
        finite=_forms(rows, "words", (data["word"][0] + data.get("hint", ""), data["word"][1])),
        bare=_forms(rows, "bare", data["word"]),
        plural=one("plural"),
        past=_forms(rows, "past", data["word"]),
        participle=_forms(rows, "participle", (data.get("performs", ""), data.get("performed", ""))),
        joint=one("joint"),
        bare_joint=one("bare_joint"),
        bare_later=one("bare_later"),
        opening=one("opening"),
        sentence_end=one("sentence_end"),
        clause_tail=one("clause_tail"),
        that=one("that"),
        that_later=one("that_later"),
        stop=one("stop"),
        and_to=one("and_to"),
        besides=one("besides"),
        modal=one("modal"),
        passive=one("passive"),
        agent=one("agent"),
        to_do=one("to_do"),
        pronoun=one("pronoun"),
        aside=one("aside"),
        governed=one("governed"),
        free=one("free"),
        coordination=one("coordination"),
        and_only=one("and_only"),
        short=one("short"),
        own={
            (row["body"], row["name"]): Actor(EntityKind(row["kind"]), row["code"])
            for row in data.get("own", ())
        },
        capitals=one("capitals"),
        numbered=one("numbered"),
        numbered_code=data.get("numbered_code", ""),
        numbered_head=data.get("numbered_head", ""),
        panel=one("panel"),
        panels=data.get("panels", {}),
        never_short=frozenset(data.get("never_short", ())),
        defined=data.get("defined", _NEVER),
        tasks=one("tasks"),
        holds=one("holds"),
        item={
            row["end"]: re.compile(row["begins"].replace("{verbs}", data.get("verbs", _NEVER)))
            for row in data["item"]
        },
        item_ends={row["end"]: re.compile(row["end"]) for row in data["item"]},
        own_act=one("own_act"),
        conditions=_phrases(data["condition"]),
        funding=_phrases(data["funding"]),
        effects=tuple((pattern, Effect(name)) for pattern, name in _table(data["effect"])),
        thing=one("thing"),
        continues=one("continues"),
        report=tuple(re.compile(pattern) for pattern in report["acts"]),
        report_whole=bool(report.get("whole")),
        report_words=tuple(report.get("words", ("",))),
        prepares=re.compile(report.get("prepares", _NEVER)),
        relative=re.compile(report.get("relative", _NEVER)),
        informs=re.compile(report.get("informs", _NEVER)),
        report_end=re.compile(report["end"]),
        recipient=re.compile(report["recipient"]),
        via=re.compile(report.get("via", _NEVER)),
        another=re.compile(report.get("another", _NEVER)),
        told_also=re.compile(report.get("told_also", data.get("and_only", _NEVER))),
        to_itself=re.compile(report.get("to_itself", _NEVER)),
        at_its=re.compile(report.get("at_its", _NEVER)),
        part_of=re.compile(report.get("part_of", _NEVER)),
        respectively=re.compile(report.get("respectively", _NEVER)),
        same_session=re.compile(report.get("same_session", _NEVER)),
        no_due=re.compile(report.get("no_due", _NEVER)),
        term={name: re.compile(pattern) for name, pattern in data["term"].items()},
        times=compiled(data["times"]),
    )


def _verb(row: Mapping[str, str]) -> OperativeVerb:
    effect = row.get("effect")
    first = bool(row.get("first"))
    return OperativeVerb(row.get("verb"), Asks(row["asks"]), Effect(effect) if effect else None, first)


def _forms(rows: Iterable[Mapping[str, str]], form: str, word: tuple[str, str]) -> re.Pattern[str]:
    groups = [f"(?P<v{n}>{row[form]})" for n, row in enumerate(rows) if form in row]
    return re.compile(f"{word[0]}(?:{'|'.join(groups)}){word[1]}" if groups else _NEVER)


def _phrases(rows: Iterable[Mapping[str, Any]]) -> tuple[Phrase, ...]:
    return tuple(Phrase(re.compile(row["words"]), row["is"], tuple(row.get("has", ()))) for row in rows)


def _table(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["words"]), row["is"]) for row in rows)
