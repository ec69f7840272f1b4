"""Duties to report: who reports, to whom, when, how often, on what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from graph.extract.addressees import actors, listed, slot_end
from graph.extract.claims import Actor, Due, EntityKind, Reporting
from graph.extract.times import deadlines, frequency, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.extract.addressees import Speaker
    from graph.extract.claims import Citation, Entity
    from graph.extract.operative import Operative

_CLAUSE = 200  # characters of a relative clause before an act of reporting
_BEFORE = 90  # characters before a session that tell that it is no time of a report
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
    acts: list[_Act] = []
    reached = span[0]
    for start, begin, end, proof in _spans(low, span, known):
        if start < reached:
            continue
        act = _act(speaker, text, low, (begin, end), place, proof)
        if act:
            acts.append(act)
            reached = end
    if not acts:
        return None
    return Reporting(
        reporters=_reporters(speaker, text, low, (span[0], acts[0].start), place, reporters),
        recipients=tuple(dict.fromkeys(body for act in acts for body in act.recipients)),
        due=tuple(dict.fromkeys(due for act in acts for due in act.due)),
        frequency=next((act.frequency for act in acts if act.frequency), None),
        subjects=tuple(
            dict.fromkeys(
                c.target
                for act in acts
                for c in cited
                if act.start <= c.start < act.end and c.target and c.role in _REPORTED_ON
            )
        ),
        on_present_act=any(known.own_act.search(low, act.start, act.end) for act in acts),
    )


@dataclass(frozen=True, slots=True)
class _Act:
    """One act of reporting with what is said of it."""

    start: int
    end: int
    recipients: tuple[str, ...]
    due: tuple[Due, ...]
    frequency: str | None


def _act(
    speaker: Speaker, text: str, low: str, span: tuple[int, int], place: int, proof: _Proof
) -> _Act | None:
    """Return an act of reporting; None where what must prove it one is not said."""
    start, end = span
    named = speaker.named(text, start, end, (place, 0))
    whom = tuple(_told(low, start, named, speaker.known))
    told = tuple(_recipients(low, start, end, whom, speaker, itself=proof is not _Proof.RECIPIENT))
    when = tuple(_due(low, start, end, named, speaker, told))
    frequent = frequency(low[start:end], speaker.known.times)
    bodies = bool(told) and not (whom and whom[0].kind is EntityKind.GROUP)
    timed = proof is _Proof.TIME and (told or when or frequent)
    person = bool(whom) and whom[0].kind is EntityKind.OFFICE
    if bodies or timed or (proof is _Proof.WORDS and (told or not person)):
        return _Act(start, end, told, when, frequent)
    return None


def _reporters(
    speaker: Speaker, text: str, low: str, span: tuple[int, int], place: int, asked: tuple[Actor, ...]
) -> tuple[Actor, ...]:
    """Return who reports: those asked, unless the words before name others who are to be asked or set up.

    “Requests X to invite Y to report” has Y, “decides to extend the mandate of Y, to report” as well.
    """
    begin, end = span
    inner = speaker.known.another.search(low, begin, end)
    if inner:
        stop = slot_end(low, inner.start("whom"), end, speaker.known)
        slot = inner.start("whom"), stop[0] if stop else end
        return actors(listed(speaker, low, text, slot, place, closed=True))
    if asked != speaker.itself:
        return asked
    named = speaker.named(text, begin, end, (place, 0))
    others = (one.actor for one in named if one.actor.kind is not EntityKind.GROUP)
    return next(((one,) for one in others if (one,) != speaker.itself), asked)


class _Proof(Enum):
    """What makes words an act of reporting."""

    WORDS = 0  # they themselves
    TIME = 1  # that a body is told, or a time is set
    RECIPIENT = 2  # that a body is told


def _spans(low: str, span: tuple[int, int], known: Operative) -> Iterator[tuple[int, int, int, _Proof]]:
    """Yield where each possible act of reporting is, what is said of it, and what must prove it one."""
    begin, last = span
    part = low[begin:last]
    likely = known.report if any(word in part for word in known.report_words) else ()
    hits = [(match, _Proof.WORDS) for pattern in likely for match in pattern.finditer(low, begin, last)]
    hits += [(match, _Proof.TIME) for match in known.prepares.finditer(low, begin, last) if likely]
    hits += [(match, _Proof.RECIPIENT) for match in known.informs.finditer(low, begin, last)]
    for match, proof in sorted(hits, key=lambda hit: (hit[0].start(), hit[1].value)):
        if known.relative.search(low, max(begin, match.start() - _CLAUSE), match.start()):
            continue
        stop = known.report_end.search(low, match.end(), last)
        start = begin if known.report_whole else match.start()
        yield match.end() - 1, start, stop.start() if stop else last, proof


def _told(low: str, start: int, named: Iterable[Entity], known: Operative) -> Iterator[Actor]:
    """Yield those to whom something is reported, of every kind."""
    previous: Entity | None = None
    for one in named:
        told = bool(known.recipient.search(low, max(start, one.start - 60), one.start))
        joined = previous is not None and bool(known.told_also.fullmatch(low, previous.end, one.start))
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
    held = tuple(sessions(part, times))
    keys = tuple(key for found in held for key in found.keys)
    if len(keys) == len(told) > 1 and speaker.known.respectively.search(part):
        yield from (Due(body=body, session=key) for body, key in zip(told, keys, strict=True))
        return
    for found in held:
        at = found.at + start
        body = _session_body(low, at, found.end + start, named, speaker, told)
        taken.append((found.at, found.end))
        if body and not speaker.known.no_due.search(low, max(start, at - _BEFORE), at):
            yield from (Due(body=body, session=key) for key in found.keys)
    body = told[0] if told else speaker.body
    if body and speaker.known.same_session.search(low, start, end):
        earlier = tuple(sessions(low[:start], times))[-1:]
        yield from (Due(body=body, session=key) for one in earlier for key in one.keys)
    for limit in deadlines(part, times):
        if not any(at < limit.end and limit.at < until for at, until in taken):
            yield Due(date=limit.date, month=limit.month, year=limit.year, period=limit.period)


def _session_body(
    low: str, at: int, end: int, named: Sequence[Entity], speaker: Speaker, told: Sequence[str]
) -> str | None:
    """Return whose session it is: “session of the X”, “X at its session”, else the last told before it.

    None where it is the session of a body that is not told.
    """
    known = speaker.known
    bodies = [one for one in named if one.actor.kind is EntityKind.BODY]
    behind = next((one for one in bodies if end <= one.start <= end + 12), None)
    if behind and not known.told_also.match(low, end, behind.start):
        return behind.actor.code
    right = next((one for one in reversed(bodies) if one.end <= at), None)
    if right and known.at_its.fullmatch(low, right.end, at):
        whole = next((one for one in reversed(bodies) if one.end <= right.start), None)
        held = right.actor.code in (*told, speaker.body) or (
            whole is not None and bool(known.part_of.fullmatch(low, whole.end, right.start))
        )
        return right.actor.code if held else None
    before = [
        one
        for one in bodies
        if one.end <= at
        and one.actor.code in told
        and not known.via.search(low, max(0, one.start - 40), one.start)
    ]
    return before[-1].actor.code if before else (told[0] if told else speaker.body)
