"""An operative paragraph cut at the verbs of its top-level coordination: “requests …, and calls upon …”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from graph.extract.operative import Operative, OperativeVerb

_BEFORE = 200  # characters before a verb in which its joint stands


@dataclass(frozen=True, slots=True)
class Clause:
    """One operative verb with what it governs, spans of the paragraph's text."""

    verb: OperativeVerb
    start: int  # of the verb
    behind: int  # the verb's end
    end: int  # of what it governs


def clauses(low: str, known: Operative, *, decision: bool = False) -> tuple[Clause, ...]:
    """Return the clauses of a paragraph in lower case; none where it does not begin with an operative verb.

    `decision` says that the text reports its own acts in the past: “decided to …”.
    """
    hits = tuple(_hits(low, known, decision=decision))
    made: list[Clause] = []
    for n, (_, match) in enumerate(hits):
        limit = hits[n + 1][0] if n + 1 < len(hits) else len(low)
        stop = known.sentence_end.search(low, match.end(), limit)
        end = stop.start() + 1 if stop else limit
        verb = known.verbs[int(str(match.lastgroup)[1:])]
        made.append(Clause(verb, match.start(), match.end(), _trimmed(low, match.end(), end, known)))
    return tuple(made)


def _hits(low: str, known: Operative, *, decision: bool) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each verb that begins a clause, with the beginning of the joint before it."""
    candidates = [(match, known.joint) for match in known.finite.finditer(low)]
    candidates += [(match, known.bare_joint) for match in known.bare.finditer(low)]
    if decision:
        candidates += [(match, known.joint) for match in known.past.finditer(low)]
    begun = bool(known.opening.match(low))
    reached = 0
    for match, joint in sorted(candidates, key=lambda found: (found[0].start(), -found[0].end())):
        if match.start() < reached:
            continue
        before = joint.search(low, max(reached, match.start() - _BEFORE), match.start())
        if before is None or not (begun or joint is known.bare_joint or before["head"] is not None):
            continue
        begun, reached = True, match.end()
        yield before.start(), match


def _trimmed(low: str, start: int, end: int, known: Operative) -> int:
    tail = known.clause_tail.search(low, start, end)
    return tail.start() if tail else end
