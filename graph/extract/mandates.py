"""The assignments of an act: what each operative paragraph decides, asks or encourages, and of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.documents import Kind
from graph.extract.addressees import Speaker, asked, slot_end
from graph.extract.claims import Actor, Effect, EntityKind, Mandate, TermStated
from graph.extract.clauses import Clause, clauses
from graph.extract.duties import reporting
from graph.extract.operative import Asks, OperativeVerb, lowered, operative
from graph.extract.terms import term
from graph.grammar.tables import Kind as ActKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.documents import Document, Paragraph
    from graph.extract.claims import Citation
    from graph.extract.operative import Operative

_NO_ACT = re.compile(r"(?:^|/)(?:annex|draft|appendix)(?:/|$)")
_EFFECT_REACH = 420  # characters of an action in which what it acts on stands


def mandates(document: Document, citations: tuple[Citation, ...]) -> tuple[Mandate, ...]:
    """Return the mandates of a document's operative paragraphs, in the order of the text.

    A lettered item that states an action is a mandate of its own, with the verb and the addressees of what
    stands above it unless it has its own. Paragraphs of an embedded draft and of an annex give none.
    """
    metadata = document.metadata
    kind = metadata.kind if metadata else None
    if kind is ActKind.DOCUMENT:
        return ()
    reader = _Reader(document, citations, decision=kind is ActKind.DECISION)
    return tuple(reader.read())


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above items: the assignment that they share."""

    verb: OperativeVerb
    notation: str
    addressees: tuple[Actor, ...]
    low: str


class _Reader:
    """One pass over the paragraphs of a document."""

    def __init__(self, document: Document, citations: tuple[Citation, ...], *, decision: bool) -> None:
        self.document = document
        self.known = operative(document.language)
        self.decision = decision
        body = document.metadata.body if document.metadata else None
        self.speaker = Speaker(document, self.known, body)
        self.cited: dict[str, list[Citation]] = {}
        for citation in citations:
            self.cited.setdefault(citation.paragraph, []).append(citation)
        self.above: dict[str, _Above | None] = {}

    def read(self) -> Iterator[Mandate]:
        for place, paragraph in enumerate(self.document.paragraphs):
            if paragraph.kind is Kind.OPERATIVE and not _NO_ACT.search(paragraph.path):
                yield from self._paragraph(paragraph, place)

    def _paragraph(self, paragraph: Paragraph, place: int) -> Iterator[Mandate]:
        low = lowered(paragraph.text)
        above = self.above.get(paragraph.path.rpartition("/")[0])
        found = clauses(low, self.known, decision=self.decision)
        if above is not None and self._is_item(low, found, above):
            yield from self._item(paragraph, place, low, above)
            return
        self.above[paragraph.path] = above if above and not found and low.rstrip().endswith(":") else None
        for clause in found:
            self.above[paragraph.path] = None
            if clause.verb.asks is not Asks.NOBODY:
                mandate = self._mandate(paragraph, place, low, clause)
                self.above[paragraph.path] = _Above(clause.verb, mandate.verb, mandate.addressees, low)
                yield mandate

    def _is_item(self, low: str, found: tuple[Clause, ...], above: _Above) -> bool:
        """Return whether a paragraph states an action for the verb above it, and has none of its own."""
        ending = next(
            (end for end, pattern in self.known.item_ends.items() if pattern.search(above.low)), None
        )
        if ending is None or not self.known.item[ending].match(low):
            return False
        return not (found and found[0].start < 12)

    def _item(self, paragraph: Paragraph, place: int, low: str, above: _Above) -> Iterator[Mandate]:
        begin = len(low) - len(low.lstrip(" \t0123456789.)(–—-"))
        tail = self.known.clause_tail.search(low)
        end = tail.start() if tail else len(low)
        clause = Clause(above.verb, min(begin, end), min(begin, end), end)
        that = self.known.that.match(low, clause.start, end)
        addressees = above.addressees
        if that:
            addressees = self._subject(paragraph, low, place, that.end(), end) or (
                () if above.verb.asks is Asks.SELF else addressees
            )
        act = _beyond_to(low, that.end() if that else clause.start, self.known)
        mandate = self._stated(paragraph, place, low, clause, addressees, act)
        mandate = replace(mandate, verb=above.notation)
        self.above[paragraph.path] = _Above(above.verb, mandate.verb, mandate.addressees, low)
        yield mandate

    def _mandate(self, paragraph: Paragraph, place: int, low: str, clause: Clause) -> Mandate:
        if clause.verb.asks is Asks.ACTOR:
            addressees, act = self._asked(paragraph, low, place, clause)
        elif clause.verb.asks is Asks.SELF:
            addressees, act = self._decided(paragraph, low, place, clause)
        else:
            addressees, act = (), clause.behind
        return self._stated(paragraph, place, low, clause, addressees, act)

    def _asked(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause
    ) -> tuple[tuple[Actor, ...], int]:
        """Return who is asked, and where what is asked begins."""
        that = self.known.that.match(low, clause.behind, clause.end)
        if that:
            return self._subject(paragraph, low, place, that.end(), clause.end), that.end()
        stop = slot_end(low, clause.behind, clause.end, self.known)
        pronoun = self.known.pronoun.match(low, clause.behind)
        if pronoun:
            kind = EntityKind(str(pronoun.lastgroup))
            return self._meant(paragraph, low, place, clause.start, kind), stop[1] if stop else pronoun.end()
        span = clause.behind, stop[0] if stop else clause.end
        found = asked(self.speaker, low, paragraph.text, span, place, closed=stop is not None)
        return found, stop[1] if stop else clause.behind

    def _meant(
        self, paragraph: Paragraph, low: str, place: int, end: int, kind: EntityKind
    ) -> tuple[Actor, ...]:
        """Return whom a pronoun means: the first actor of its kind that the paragraph names before it."""
        named = self.speaker.named(low, paragraph.text, 0, end, place)
        return next(((one.actor,) for one in named if one.actor.kind is kind), ())

    def _decided(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause
    ) -> tuple[tuple[Actor, ...], int]:
        """Return who is to carry out a decision, and where what is decided begins."""
        todo = self.known.to_do.match(low, clause.behind, clause.end)
        if todo:
            return self.speaker.itself, todo.end()
        that = self.known.that.match(low, clause.behind, clause.end)
        if that:
            return self._subject(paragraph, low, place, that.end(), clause.end), that.end()
        return (self.speaker.itself if low[clause.behind :].strip(" :–—-") == "" else ()), clause.behind

    def _subject(self, paragraph: Paragraph, low: str, place: int, start: int, end: int) -> tuple[Actor, ...]:
        """Return the subject of the clause that a verb governs, or who acts in a passive one."""
        modal = self.known.modal.search(low, start, end)
        until = modal.start() if modal else end
        if modal and self.known.passive.match(low, modal.start(), end):
            agent = self.known.agent.search(low, modal.end(), min(end, modal.end() + 120))
            if agent is None:
                return ()
            return asked(self.speaker, low, paragraph.text, (agent.end(), end), place, closed=False)
        return asked(self.speaker, low, paragraph.text, (start, until), place, closed=False)

    def _stated(
        self,
        paragraph: Paragraph,
        place: int,
        low: str,
        clause: Clause,
        addressees: tuple[Actor, ...],
        act: int,
    ) -> Mandate:
        """Return the mandate with all that its words say of the action, which begins at `act`."""
        part = low[clause.behind : clause.end]
        effect = clause.verb.effect or self._effect(low, act, clause.end)
        cited = [c for c in self.cited.get(paragraph.path, ()) if clause.start <= c.start < clause.end]
        return Mandate(
            paragraph=paragraph.path,
            start=clause.start,
            end=clause.end,
            verb=clause.verb.notation or "",
            addressees=addressees,
            conditions=_notations(self.known.conditions, part),
            funding=_notations(self.known.funding, part),
            effect=effect,
            objects=self._objects(paragraph, low, place, act, clause.end) if effect else (),
            named=self._named(paragraph.text, effect, act, clause.end),
            term=self._term(part, effect),
            reporting=reporting(
                self.speaker, paragraph.text, low, (clause.behind, clause.end), place, addressees, cited
            ),
            antecedent_unstated=not cited and bool(self.known.continues.match(part)),
        )

    def _effect(self, low: str, act: int, end: int) -> Effect | None:
        begin = act + len(low[act:end]) - len(low[act:end].lstrip())
        return next(
            (effect for pattern, effect in self.known.effects if pattern.match(low, begin, end)), None
        )

    def _objects(self, paragraph: Paragraph, low: str, place: int, act: int, end: int) -> tuple[Actor, ...]:
        named = self.speaker.named(low, paragraph.text, act, min(end, act + _EFFECT_REACH), place)
        return (named[0].actor,) if named else ()

    def _named(self, text: str, effect: Effect | None, act: int, end: int) -> str | None:
        if effect not in (Effect.ESTABLISHES, Effect.CONVENES):
            return None
        found = self.known.thing.search(text, act, min(end, act + _EFFECT_REACH))
        return found["name"] if found else None

    def _term(self, part: str, effect: Effect | None) -> TermStated | None:
        if effect in (None, Effect.CONVENES, Effect.POSTPONES):
            return None
        return term(part, self.known)


def _beyond_to(low: str, start: int, known: Operative) -> int:
    to = known.to_do.match(low, start)
    return to.end() if to else start


def _notations(table: Iterable[tuple[re.Pattern[str], str]], part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notation for pattern, notation in table if pattern.search(part)))
