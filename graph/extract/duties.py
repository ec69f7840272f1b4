"""Duties to report: who reports, to whom, when, how often, on what."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from graph.extract.claims import Actor, Due, EntityKind, Reporting
from graph.extract.times import deadlines, frequency, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.extract.addressees import Speaker
    from graph.extract.claims import Citation, Entity
    from graph.extract.operative import Operative

_CLAUSE = 200  # characters of a relative clause before an act of reporting
_PRONOUN = 8  # characters before an act of reporting: lui présenter
_STATE = "-government"  # no body of an organization
_REPORTED_ON = frozenset(("reportsOn", "implements"))  # roles of what a report is about


def reporting(
    speaker: Speaker,
    text: str,
    low: str,
    span: tuple[int, int],
    place: int,
    reporters: tuple[Actor, ...],
    cited: Sequence[Citation],
) -> Reporting | None:
    """Return the duty to report that an action holds; None where it holds none."""
    known = speaker.known
    spans = tuple(_spans(low, span, known))
    if not spans:
        return None
    recipients: list[str] = []
    due: list[Due] = []
    often: str | None = None
    subjects: list[str] = []
    present = stated = False
    for start, end, proof in spans:
        named = speaker.named(text, start, end, (place, 0))
        whom = tuple(_told(low, start, named, known))
        told = tuple(_recipients(low, start, end, whom, speaker, itself=proof is not _Proof.RECIPIENT))
        when = tuple(_due(low, start, end, named, speaker, told))
        frequent = frequency(low[start:end], known.times)
        bodies = bool(told) and not (whom and whom[0].kind is EntityKind.GROUP)
        if not (proof is _Proof.WORDS or bodies or (proof is _Proof.TIME and (told or when or frequent))):
            continue
        stated = True
        recipients += told
        due += when
        often = often or frequent
        subjects += [
            c.target for c in cited if start <= c.start < end and c.target and c.role in _REPORTED_ON
        ]
        present = present or bool(known.own_act.search(low, start, end))
    if not stated:
        return None
    return Reporting(
        reporters=reporters,
        recipients=tuple(dict.fromkeys(recipients)),
        due=tuple(dict.fromkeys(due)),
        frequency=often,
        subjects=tuple(dict.fromkeys(subjects)),
        on_present_act=present,
    )


class _Proof(Enum):
    """What makes words an act of reporting."""

    WORDS = 0  # they themselves
    TIME = 1  # that a body is told, or a time is set
    RECIPIENT = 2  # that a body is told


def _spans(low: str, span: tuple[int, int], known: Operative) -> Iterator[tuple[int, int, _Proof]]:
    """Yield each act of reporting with what is said of it, and what must prove it one."""
    begin, last = span
    reached = begin
    part = low[begin:last]
    likely = known.report if any(word in part for word in known.report_words) else ()
    hits = [(match, _Proof.WORDS) for pattern in likely for match in pattern.finditer(low, begin, last)]
    hits += [(match, _Proof.TIME) for match in known.prepares.finditer(low, begin, last) if likely]
    hits += [(match, _Proof.RECIPIENT) for match in known.informs.finditer(low, begin, last)]
    for match, proof in sorted(hits, key=lambda hit: (hit[0].start(), hit[1].value)):
        if match.end() <= reached or known.relative.search(
            low, max(begin, match.start() - _CLAUSE), match.start()
        ):
            continue
        stop = known.report_end.search(low, match.end(), last)
        reached = stop.start() if stop else last
        yield begin if known.report_whole else match.start(), reached, proof


def _told(low: str, start: int, named: Iterable[Entity], known: Operative) -> Iterator[Actor]:
    """Yield those to whom something is reported, of every kind."""
    previous: Entity | None = None
    for one in named:
        told = bool(known.recipient.search(low, max(start, one.start - 60), one.start))
        joined = previous is not None and bool(known.and_only.fullmatch(low, previous.end, one.start))
        previous = one if told or joined else None
        if previous:
            yield one.actor


def _recipients(
    low: str, start: int, end: int, told: Sequence[Actor], speaker: Speaker, *, itself: bool
) -> Iterator[str]:
    """Yield the bodies that are told; `itself` says that “it” can mean the issuing body."""
    if itself and speaker.body and speaker.known.to_itself.search(low, max(0, start - _PRONOUN), end):
        yield speaker.body
    for actor in told:
        if actor.kind is EntityKind.BODY and not actor.code.endswith(_STATE):
            yield actor.code


def _due(
    low: str, start: int, end: int, named: Sequence[Entity], speaker: Speaker, told: Sequence[str]
) -> Iterator[Due]:
    times, part = speaker.known.times, low[start:end]
    taken: list[tuple[int, int]] = []
    for found in sessions(part, times):
        body = _session_body(low, found.at + start, found.end + start, named, speaker, told)
        taken.append((found.at, found.end))
        if body:
            yield from (Due(body=body, session=key) for key in found.keys)
    for limit in deadlines(part, times):
        if not any(at < limit.end and limit.at < until for at, until in taken):
            yield Due(date=limit.date, month=limit.month, year=limit.year, period=limit.period)


def _session_body(
    low: str, at: int, end: int, named: Sequence[Entity], speaker: Speaker, told: Sequence[str]
) -> str | None:
    """Return whose session it is: “session of the X”, else the last body named before it."""
    bodies = [one for one in named if one.actor.kind is EntityKind.BODY]
    behind = next((one for one in bodies if end <= one.start <= end + 12), None)
    if behind:
        return behind.actor.code
    before = [
        one
        for one in bodies
        if one.end <= at
        and one.actor.code in told
        and not speaker.known.via.search(low, max(0, one.start - 40), one.start)
    ]
    return before[-1].actor.code if before else (told[0] if told else speaker.body)
