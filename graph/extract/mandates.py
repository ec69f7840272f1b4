"""The assignments of an act: what each operative paragraph decides, asks or encourages, and of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.documents import Kind
from graph.extract.addressees import Speaker, actors, asked, governed, listed, slot_end
from graph.extract.claims import Actor, Effect, EntityKind, Mandate, TermStated
from graph.extract.clauses import Clause, Manner, clauses
from graph.extract.duties import reporting
from graph.extract.operative import Asks, OperativeVerb, Phrase, lowered, operative
from graph.extract.terms import term
from graph.grammar.tables import Kind as ActKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.documents import Document, Paragraph
    from graph.extract.claims import Citation, Entity

_NO_ACT = re.compile(r"(?:^|/)(?:annex|draft|appendix)(?:/|$)")
_NUMBERING = " \t0123456789.)(–—-"
_HEADING = 60  # characters of a heading among items
_OWN_VERB = 14  # characters before an item's own verb: its number, its letter
_ENDING = 200  # characters of what stands above items that tell how they begin
_PRONOUN_REACH = 3000  # characters before a pronoun in which the one it means is named
_BESIDES = 120  # characters in which others are named whom the same verb asks
_NEAR_VERB = 60  # characters between a subject and its modal verb
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
    return tuple(_Reader(document, citations).read())


@dataclass(frozen=True, slots=True)
class _Shared:
    """An assignment that items under it share."""

    verb: OperativeVerb
    notation: str
    addressees: tuple[Actor, ...]
    open: bool = False  # whether each item names whom it asks: “requests:”


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above items: its text, and the assignments that the items share."""

    low: str  # its end
    shared: tuple[_Shared, ...]


class _Reader:
    """One pass over the paragraphs of a document."""

    def __init__(self, document: Document, citations: tuple[Citation, ...]) -> None:
        metadata = document.metadata
        kind = metadata.kind if metadata else None
        self.document = document
        self.known = operative(document.language)
        self.decision = kind is ActKind.DECISION
        self.statement = kind is ActKind.PRESIDENTIAL_STATEMENT
        self.speaker = Speaker(document, self.known, metadata.body if metadata else None)
        self.cited: dict[str, list[Citation]] = {}
        for citation in citations:
            self.cited.setdefault(citation.paragraph, []).append(citation)
        self.above: dict[str, _Above | None] = {}
        self.lists: set[str] = set()  # paths of what ends in a colon
        self.unfinished: set[str] = set()  # paths of what ends in a comma
        self.astray: dict[str, str] = {}  # path above items → that of what really stands above them
        self.open: tuple[str, _Above] | None = None  # container and what stands above, where paths are flat

    def read(self) -> Iterator[Mandate]:
        for place, paragraph in enumerate(self.document.paragraphs):
            if self._is_operative(paragraph):
                yield from self._paragraph(paragraph, place)

    def _is_operative(self, paragraph: Paragraph) -> bool:
        """Return whether the paragraph is the act's own; those of presidential statements have no numbers."""
        stated = self.statement and paragraph.kind in (Kind.PARAGRAPH, Kind.PREAMBULAR)
        return (stated or paragraph.kind is Kind.OPERATIVE) and not _NO_ACT.search(paragraph.path)

    def _paragraph(self, paragraph: Paragraph, place: int) -> Iterator[Mandate]:
        low = lowered(paragraph.text)
        parent, _, own = paragraph.path.rpartition("/")
        parent = self._parent(parent, own, place)
        above = self.above.get(parent)
        flat = self.open is not None and self.open[0] == parent and parent not in self.above
        manner = Manner(
            self.decision,
            bare=parent not in self.above,
            begun=above is not None or parent in self.lists or parent in self.unfinished,
        )
        found = said = clauses(low, self.known, manner)
        if flat and found and self.known.bare.fullmatch(low, found[0].start, found[0].behind):
            # What begins with a bare verb is an item, unless it speaks as “we”.
            found = (
                found
                if self.known.plural.search(low)
                else clauses(low, self.known, replace(manner, bare=False))
            )
        if low.rstrip().endswith(":"):
            self.lists.add(paragraph.path)
        elif low.rstrip().endswith(","):
            self.unfinished.add(paragraph.path)
        flat = flat and above is None and not found
        if flat and self.open:
            above = self.open[1]
        if above is not None and self._is_item(low, found, above, flat=flat):
            yield from self._item(paragraph, place, low, above, found[0].joint if found else len(low))
            mine = self.above[paragraph.path]
            yield from self._own(paragraph, place, low, found)
            self.above[paragraph.path] = self.above[paragraph.path] if found else mine
            return
        if flat:
            above, found = None, said
        self.open = None
        heads = len(low) < _HEADING or paragraph.path in self.lists
        passed = above if above and not found and heads else None
        self.above[paragraph.path] = passed
        yield from self._own(paragraph, place, low, found)
        mine = self.above[paragraph.path]
        finite = found and not self.known.bare.fullmatch(low, found[-1].start, found[-1].behind)
        if mine is not None and own.isdigit() and finite and paragraph.path in self.lists:
            self.open = parent, mine

    def _parent(self, parent: str, own: str, place: int) -> str:
        """Return the path of what stands above a lettered item: the paragraph before where that opens a list.

        Its path may belong to an earlier paragraph, where letters went astray in the numbering.
        """
        if own.isdigit():
            return parent
        before = self.document.paragraphs[place - 1].path if place else ""
        container, _, last = before.rpartition("/")
        if (
            before in self.lists
            and last.isdigit()
            and before != parent
            and parent.startswith(f"{container}/")
        ):
            self.astray[parent] = before
        return self.astray.get(parent, parent)

    def _own(
        self, paragraph: Paragraph, place: int, low: str, found: tuple[Clause, ...]
    ) -> Iterator[Mandate]:
        """Yield the mandates of a paragraph's own verbs, and keep what items under it share."""
        pending: tuple[_Shared, ...] = ()
        for clause in found:
            self.above[paragraph.path] = None
            if clause.verb.asks is Asks.NOBODY:
                pending = ()
                continue
            mandate, complete = self._mandate(paragraph, place, low, clause)
            whom = self._of_items(paragraph, low, place, clause, mandate)
            bare = clause.verb.asks is Asks.ACTOR and not whom and clause.subject is None
            bare = bare and not low[clause.behind : clause.end].strip(" :–—-")
            shared = _Shared(clause.verb, mandate.verb, whom, bare)
            self.above[paragraph.path] = _Above(low[-_ENDING:], (*pending, shared))
            pending = () if complete else (*pending, shared)
            yield mandate

    def _of_items(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause, mandate: Mandate
    ) -> tuple[Actor, ...]:
        """Return whom the items under a clause ask: whose tasks they are, else its addressees."""
        named_as_tasks = self.known.tasks.search(low, clause.behind, clause.end)
        others = mandate.addressees not in ((), self.speaker.itself)
        if mandate.effect not in (Effect.EXTENDS, Effect.ESTABLISHES) and (others or not named_as_tasks):
            return mandate.addressees
        named = self.speaker.named(paragraph.text, clause.behind, clause.end, (place, 0))
        holders = (
            one.actor
            for one in named
            if one.actor.kind is not EntityKind.GROUP and (one.actor,) != self.speaker.itself
        )
        return next(((holder,) for holder in holders), mandate.addressees if others else ())

    def _is_item(self, low: str, found: tuple[Clause, ...], above: _Above, *, flat: bool) -> bool:
        """Return whether a paragraph states an action for the verb above it, and has none of its own."""
        if above.shared[-1].open:
            return not found and slot_end(low, 0, len(low), self.known) is not None
        ends = self.known.item_ends.items()
        fitting = [end for end, pattern in ends if pattern.search(above.low)]
        if flat and not (fitting and self.known.item[fitting[-1]].match(low)):
            fitting = [] if self.known.opening.match(low) else fitting
        if not any(self.known.item[end].match(low) for end in (fitting if flat else fitting[:1])):
            return False
        return not (found and (found[0].start < _OWN_VERB or found[0].subject is not None))

    def _item(self, paragraph: Paragraph, place: int, low: str, above: _Above, end: int) -> Iterator[Mandate]:
        """Yield what an item states for each verb above it, up to a verb of its own."""
        begin = len(low) - len(low.lstrip(_NUMBERING))
        tail = self.known.clause_tail.search(low, 0, end)
        end = tail.start() if tail else end
        begin = min(begin, end)
        made: list[_Shared] = []
        for shared in above.shared:
            clause = Clause(shared.verb, begin, begin, end)
            addressees, act = self._of_item(paragraph, low, place, clause, shared)
            mandate = self._stated(paragraph, place, low, clause, addressees, act)
            made.append(_Shared(shared.verb, shared.notation, addressees))
            yield replace(mandate, verb=shared.notation)
        self.above[paragraph.path] = _Above(low[-_ENDING:], tuple(made))

    def _of_item(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause, shared: _Shared
    ) -> tuple[tuple[Actor, ...], int]:
        """Return who is to do what an item states, and where that begins."""
        if shared.open:
            addressees, act, _ = self._asked(paragraph, low, place, clause)
            return addressees, act
        that = self.known.that.match(low, clause.start, clause.end)
        if that:
            subject = self._subject(paragraph, low, place, that.end(), clause.end)
            decided = shared.verb.asks is Asks.SELF
            return (subject if subject or decided else shared.addressees), that.end()
        to = self.known.to_do.match(low, clause.start)
        act = to.end() if to else clause.start
        if shared.addressees == self.speaker.itself:
            nested = self._nested(paragraph, low, place, act, clause.end)
            return (shared.addressees if nested is None else nested), act
        return shared.addressees, act

    def _mandate(self, paragraph: Paragraph, place: int, low: str, clause: Clause) -> tuple[Mandate, bool]:
        """Return the mandate of a clause, and whether the clause says what is to be done."""
        stop: bool = True
        if clause.subject is not None:
            span = clause.subject, clause.start
            addressees = asked(self.speaker, low, paragraph.text, span, place, closed=True)
            act = clause.behind
        elif clause.verb.asks in (Asks.ACTOR, Asks.DEED):
            addressees, act, stop = self._asked(paragraph, low, place, clause)
        elif clause.verb.asks is Asks.SELF:
            addressees, act = self._decided(paragraph, low, place, clause)
        elif clause.verb.asks is Asks.CLAUSE:
            addressees, act = self._endorsed(paragraph, low, place, clause)
        else:
            addressees, act = (), clause.behind
        return self._stated(paragraph, place, low, clause, addressees, act), stop

    def _asked(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause
    ) -> tuple[tuple[Actor, ...], int, bool]:
        """Return who is asked, where what is asked begins, and whether it is said at all."""
        that = self.known.that.match(low, clause.behind, clause.end)
        if that:
            return self._subject(paragraph, low, place, that.end(), clause.end), that.end(), True
        stop = slot_end(low, clause.behind, clause.end, self.known)
        pronoun = self.known.pronoun.match(low, clause.behind)
        if pronoun:
            meant = self._meant(paragraph, low, place, clause.start, str(pronoun.lastgroup))
            return meant, stop[1] if stop else pronoun.end(), stop is not None
        span = clause.behind, stop[0] if stop else clause.end
        closed = stop is not None and clause.verb.asks is Asks.ACTOR
        found = listed(self.speaker, low, paragraph.text, span, place, closed=closed)
        if stop and found:
            found += self._asked_besides(paragraph, low, place, stop[1], clause.end)
        return actors(found), stop[1] if stop else clause.behind, stop is not None

    def _asked_besides(
        self, paragraph: Paragraph, low: str, place: int, start: int, end: int
    ) -> tuple[Entity, ...]:
        """Return who is asked by the same verb to do something else: “and the parties to act”."""
        for joint in self.known.besides.finditer(low, start, end):
            stop = slot_end(low, joint.end(), min(end, joint.end() + _BESIDES), self.known)
            span = joint.end(), stop[0] if stop else joint.end()
            found = listed(self.speaker, low, paragraph.text, span, place)
            if stop and found and stop[0] - found[-1].end <= 1:
                return found
        return ()

    def _endorsed(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause
    ) -> tuple[tuple[Actor, ...], int]:
        """Return whom the recommendation asks that is endorsed, and where what it asks begins."""
        that = self.known.that_later.search(low, clause.behind, clause.end)
        if that is None:
            return (), clause.behind
        return self._subject(paragraph, low, place, that.end(), clause.end), that.end()

    def _nested(
        self, paragraph: Paragraph, low: str, place: int, act: int, end: int
    ) -> tuple[Actor, ...] | None:
        """Return whom a body decides to ask, “decides to request X”; None where it decides no such thing."""
        inner = self.known.bare.match(low, _skipped(low, act, end), end)
        if inner is None or self.known.verbs[int(str(inner.lastgroup)[1:])].asks is not Asks.ACTOR:
            return None
        stop = slot_end(low, inner.end(), end, self.known)
        span = inner.end(), stop[0] if stop else end
        return asked(self.speaker, low, paragraph.text, span, place, closed=stop is not None)

    def _meant(self, paragraph: Paragraph, low: str, place: int, end: int, kind: str) -> tuple[Actor, ...]:
        """Return whom a pronoun means: the first actor of its kind before it, or the latter."""
        named = self.speaker.named(paragraph.text, max(0, end - _PRONOUN_REACH), end, (place, 0))
        if kind == "latter":
            return (named[-1].actor,) if named else ()
        return next(((one.actor,) for one in named if one.actor.kind == kind), ())

    def _decided(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause
    ) -> tuple[tuple[Actor, ...], int]:
        """Return who is to carry out a decision, and where what is decided begins."""
        todo = self.known.to_do.match(low, clause.behind, clause.end)
        if todo:
            nested = self._nested(paragraph, low, place, todo.end(), clause.end)
            if nested is not None:
                return nested, todo.end()
            return self._also_nested(paragraph, low, place, clause, todo.end()), todo.end()
        that = self.known.that.match(low, clause.behind, clause.end)
        if that:
            return self._subject(paragraph, low, place, that.end(), clause.end), that.end()
        return (self.speaker.itself if low[clause.behind :].strip(" :–—-") == "" else ()), clause.behind

    def _also_nested(
        self, paragraph: Paragraph, low: str, place: int, clause: Clause, act: int
    ) -> tuple[Actor, ...]:
        """Return the body itself, and whom it decides to ask besides: “to go on, and to request X”."""
        others: set[Actor] = set()
        for joint in self.known.and_to.finditer(low, act, clause.end):
            others.update(self._nested(paragraph, low, place, joint.end(), clause.end) or ())
        return tuple(sorted({*self.speaker.itself, *others}))

    def _subject(self, paragraph: Paragraph, low: str, place: int, start: int, end: int) -> tuple[Actor, ...]:
        """Return the subject of the clause that a verb governs, or who acts in a passive one."""
        modal = self.known.modal.search(low, start, end)
        until = modal.start() if modal else end
        subject = listed(self.speaker, low, paragraph.text, (start, until), place)
        near = modal is not None and (not subject or modal.start() - subject[-1].end < _NEAR_VERB)
        if modal and near and self.known.passive.match(low, modal.start(), end):
            agent = self.known.agent.search(low, modal.end(), min(end, modal.end() + 120))
            span = (agent.end(), end) if agent else (end, end)
            return asked(self.speaker, low, paragraph.text, span, place, closed=False)
        return actors(subject)

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
        effect = clause.verb.effect or self._effect(low, act, clause, addressees)
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
            objects=self._objects(paragraph, low, place, act, clause.end, effect) if effect else (),
            named=self._named(paragraph.text, low, effect, act, clause.end),
            term=self._term(part, effect),
            reporting=reporting(
                self.speaker, paragraph.text, low, (clause.behind, clause.end), place, addressees, cited
            ),
            antecedent_unstated=not cited and bool(self.known.continues.match(part)),
        )

    def _effect(self, low: str, act: int, clause: Clause, addressees: tuple[Actor, ...]) -> Effect | None:
        """Return what a decision does, or what a body or office, not a State, is asked to do for it."""
        if clause.verb.asks is not Asks.SELF and (
            not addressees or any(actor.kind is EntityKind.GROUP for actor in addressees)
        ):
            return None
        begin = _skipped(low, act, clause.end)
        return next(
            (effect for pattern, effect in self.known.effects if pattern.match(low, begin, clause.end)), None
        )

    def _objects(
        self, paragraph: Paragraph, low: str, place: int, act: int, end: int, effect: Effect
    ) -> tuple[Actor, ...]:
        """Return the first body or office behind the verb that is not only said to belong to it."""
        if effect is Effect.POSTPONES:
            return ()
        holding = effect not in (Effect.ESTABLISHES, Effect.CONVENES)
        until = min(end, act + _EFFECT_REACH)
        comma = low.find(",", act, until)
        until = until if holding or comma < 0 else comma
        for one in self.speaker.named(paragraph.text, act, until, (place, 0)):
            held = holding and self.known.holds.search(low, max(act, one.start - 60), one.start)
            if one.actor.kind is not EntityKind.GROUP and (held or not governed(low, act, one, self.known)):
                return (one.actor,)
        return ()

    def _named(self, text: str, low: str, effect: Effect | None, act: int, end: int) -> str | None:
        if effect not in (Effect.ESTABLISHES, Effect.CONVENES):
            return None
        found = self.known.thing.match(text, _skipped(low, act, end), end)
        return found["name"] if found else None

    def _term(self, part: str, effect: Effect | None) -> TermStated | None:
        if effect in (None, Effect.CONVENES, Effect.POSTPONES):
            return None
        return term(part, self.known)


def _skipped(low: str, start: int, end: int) -> int:
    """Return where the first word behind `start` begins."""
    return end - len(low[start:end].lstrip())


def _notations(table: Iterable[Phrase], part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.notation for phrase in table if phrase.within(part)))
