"""What the citing text does with what it cites, and what it says that the cited act did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.extract.language import Language, Verb

_REFERS = "refersTo"
# Verbs that are roles as well, by one name in both schemes (ontology/schemes/).
_ROLES_OF_VERBS = frozenset(
    (
        *("requests", "encourages", "urges", "invites", "decides", "establishes"),
        *("endorses", "reaffirms", "recommends", "drawsAttention"),
    )
)
_REACH = 120  # characters before a mention or after it in which the words that govern it stand


def leading_role(text: str, language: Language) -> str | None:
    """Return the role that the verb at the beginning of a paragraph gives to its citations, if it has one."""
    found = _first(language.leading, text, 0, min(len(text), 400), anchored=True)
    return found.role if found else None


def role(mask: str, start: int, leading: str | None, language: Language) -> str:
    """Return the role of a mention: from the words right before it, else from the verb of its paragraph."""
    found = _first(language.before, mask[max(0, start - _REACH) : start], 0, _REACH)
    return (found.role if found else None) or leading or _REFERS


def reported(mask: str, end: int, language: Language) -> str | None:
    """Return the verb of what the text says that the cited act did, if it says so right after it."""
    tail = mask[end : end + _REACH]
    stop = language.sentence_end.search(tail)
    found = _first(language.reported, tail[: stop.start()] if stop else tail, 0, _REACH)
    return found.verb if found else None


def settled(role: str, reported: str | None) -> str:
    """Return the role; where nothing governs the mention, the verb of which the act itself is the subject.

    "Resolution 64/179 requests the Office …" mentions the act as the one that requests.
    """
    return reported if role == _REFERS and reported in _ROLES_OF_VERBS else role


def _first(verbs: Sequence[Verb], text: str, start: int, end: int, *, anchored: bool = False) -> Verb | None:
    """Return the verb that is found first in the text."""
    best: tuple[int, Verb] | None = None
    for verb in verbs:
        match = verb.pattern.match(text, start, end) if anchored else verb.pattern.search(text, start, end)
        if match and (best is None or match.start() < best[0]):
            best = match.start(), verb
    return best[1] if best else None
