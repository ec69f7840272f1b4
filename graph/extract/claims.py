"""What extraction says about a document: claims, each with the span of the text that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
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
    for_body: str | None = None  # code of the entity for which a table of mandates cites it
    subprogramme: str | None = None  # number of the subprogramme under whose heading the table does


class EntityKind(StrEnum):
    """What a named entity is; with its code it has one IRI."""

    BODY = "body"  # an organ, subsidiary body, secretariat unit or organization
    OFFICE = "office"  # held by a person: the Secretary-General, a Special Rapporteur, a Chair
    GROUP = "group"  # of actors, a concept of the scheme actor-group: Member States


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """Someone who can be asked to act."""

    kind: EntityKind
    code: str  # of the body or office, or the notation of the group


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor that a text names at one place."""

    start: int
    end: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: one of these, as the text states it."""

    body: str | None = None  # with `session`: the body whose session it is
    session: str | None = None  # 75, S-20, 2021
    date: dt.date | None = None
    month: str | None = None  # 2026-03, where the text gives no day
    year: int | None = None  # where the text gives no month
    period: str | None = None  # xsd:duration that runs from the act: P6M, "within six months"


@dataclass(frozen=True, slots=True)
class Reporting:
    """A duty to report."""

    reporters: tuple[Actor, ...]
    recipients: tuple[str, ...]  # codes of bodies; none where the text names none
    due: tuple[Due, ...] = ()
    frequency: str | None = None  # xsd:duration: P1Y, P6M
    subjects: tuple[str, ...] = ()  # canonical symbols of the acts whose implementation is reported on
    on_present_act: bool = False  # on the implementation of the present resolution


@dataclass(frozen=True, slots=True)
class TermStated:
    """A limit in time that a paragraph gives to a mandate: until when, or for how long."""

    until: dt.date | None = None
    duration: str | None = None  # xsd:duration
    start: dt.date | None = None
    final: bool = False  # "for a final period"


class Effect(StrEnum):
    """What a paragraph does to a body, a mandate or a meeting, apart from asking someone to act."""

    ESTABLISHES = "establishes"
    EXTENDS = "extends"
    TERMINATES = "terminates"
    CONTINUES = "continues"
    CONVENES = "convenes"  # a meeting, a conference, a session
    POSTPONES = "postpones"  # or moves a meeting


@dataclass(frozen=True, slots=True)
class Mandate:
    """One assignment: what one paragraph decides, asks or encourages its addressees to do."""

    paragraph: str  # path
    start: int  # the action: from the verb that gives it to its end, code points of the paragraph's text
    end: int  # exclusive
    verb: str  # notation of the scheme action-verb
    addressees: tuple[Actor, ...]  # sorted; none where the text names none that is known
    conditions: tuple[str, ...] = ()  # notations of the scheme condition
    funding: tuple[str, ...] = ()  # notations of the scheme funding-basis
    effect: Effect | None = None
    objects: tuple[Actor, ...] = ()  # the known bodies on which the effect acts: extended, ended, convened
    named: str | None = None  # the name that the text gives to what it establishes or convenes
    term: TermStated | None = None
    reporting: Reporting | None = None
    antecedent_unstated: bool = False  # "continue", and nothing earlier is named
