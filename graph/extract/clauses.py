"""An operative paragraph cut at the verbs of its top-level coordination: “requests …, and calls upon …”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.operative import Asks

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from graph.extract.operative import Operative, OperativeVerb

_TAIL = 90  # characters at a clause's end that may only join it to the next
_FIRST = 30  # characters in which the first bare verb of several stands
_START = 60  # characters in which a bare verb may begin a paragraph
_BEFORE = 150  # characters before a verb in which its joint stands


@dataclass(frozen=True, slots=True)
class Clause:
    """One operative verb with what it governs, spans of the paragraph's text."""

    verb: OperativeVerb
    start: int  # of the verb
    behind: int  # the verb's end
    end: int  # of what it governs
    joint: int = 0  # where what joins it to the words before begins
    subject: int | None = None  # where it begins: “States are invited to”


@dataclass(frozen=True, slots=True)
class Manner:
    """What is known of a paragraph before its verbs are looked for."""

    decision: bool = False  # it reports its own acts in the past: “decided to …”
    bare: bool = True  # it may begin with “Call upon”
    begun: bool = False  # it continues the sentence of what stands above it


def clauses(low: str, known: Operative, manner: Manner) -> tuple[Clause, ...]:
    """Return the clauses of a paragraph in lower case; none where no operative verb begins it."""
    hits = tuple(_hits(low, known, manner)) or tuple(_passive(low, known))
    made: list[Clause] = []
    for n, (at, match) in enumerate(hits):
        limit = hits[n + 1][0] if n + 1 < len(hits) else len(low)
        stop = known.sentence_end.search(low, match.end(), limit)
        end = _trimmed(low, match.end(), stop.start() + 1 if stop else limit, known)
        subject = at if match.re is known.participle else None
        made.append(Clause(_verb(match, known), match.start(), match.end(), end, at, subject))
    return tuple(made)


def _verb(match: re.Match[str], known: Operative) -> OperativeVerb:
    return known.verbs[int(str(match.lastgroup)[1:])]


def _hits(low: str, known: Operative, manner: Manner) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each verb that begins a clause, with the beginning of the joint before it."""
    candidates = [(match, known.joint) for match in known.finite.finditer(low)]
    if manner.bare:
        whole = known.plural.search(low) or known.bare.search(low, 0, _FIRST)
        reach = len(low) if whole else _START
        candidates += [(match, known.bare_joint) for match in known.bare.finditer(low, 0, reach)]
    if manner.decision:
        candidates += [(match, known.joint) for match in known.past.finditer(low)]
    begun = manner.begun or bool(known.opening.match(low))
    reached = 0
    nobody = False  # whether the clause so far has a bare verb that asks nobody
    for match, joint in sorted(candidates, key=lambda found: (found[0].start(), -found[0].end())):
        if match.start() < reached:
            continue
        before = joint.search(low, max(reached, match.start() - _BEFORE), match.start())
        if before is None and nobody and match.re is known.bare:
            before = known.bare_later.search(low, reached, match.end())
        if before is None:
            continue
        head = joint is known.bare_joint or before["head"] is not None
        if head or (begun and not _verb(match, known).first):
            begun, reached = True, match.end()
            nobody = match.re is known.bare and _verb(match, known).asks is Asks.NOBODY
            yield before.start(), match


def _passive(low: str, known: Operative) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each verb in the passive whose subject begins a sentence, with the beginning of the sentence."""
    reached = 0
    for match in known.participle.finditer(low):
        ends = [end.end() for end in known.sentence_end.finditer(low, reached, match.start())]
        ends += [at for at in [low.rfind("; ", reached, match.start()) + 2] if at > 1]
        begin = max(ends, default=reached)
        if match.start() - begin <= _BEFORE and (begin == 0 or ends):
            yield begin, match
        reached = match.end()


def _trimmed(low: str, start: int, end: int, known: Operative) -> int:
    tail = known.clause_tail.search(low, max(start, end - _TAIL), end)
    return tail.start() if tail else end
