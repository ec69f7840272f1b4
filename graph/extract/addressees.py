"""Whom the words between an operative verb and its infinitive ask to act."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from graph.documents import Kind
from graph.extract.claims import Actor, Entity, EntityKind
from graph.extract.entities import entities, short_names
from graph.extract.operative import lowered
from graph.extract.spelling import plain
from graph.grammar import entity_tables, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.documents import Document
    from graph.extract.operative import Operative

_REACH = 700  # characters behind a verb in which its addressees stand
_NEAR = 170  # characters around a short name in which the full one would stand
_CONTEXT = 100  # characters before a slot that tell who in it is governed
_ARTICLE = 8  # characters in which an article stands
_PART = 60  # characters before a body in which its part is named
_OFFICE = "Office"  # class of the offices that are called after their body alone: its Chair, its Director
_SERVING = ("bureau", "secretariat")  # words for what every body may have but once
_HEADS = 200  # different short names that are looked for in one document
_TRIES = 60  # places of a short name that are looked at


@dataclass
class Speaker:
    """A document as the one who speaks in it: its body, and the names that it has introduced."""

    document: Document
    known: Operative
    body: str | None  # code of the issuing body
    _texts: tuple[str, ...] = ()
    _explained: dict[str, list[tuple[int, int, Actor]]] = field(
        default_factory=dict[str, list[tuple[int, int, Actor]]]
    )

    _defined: dict[str, Actor] = field(default_factory=dict[str, Actor])

    def __post_init__(self) -> None:
        """Keep the texts in which names are introduced."""
        self._texts = tuple(
            "" if paragraph.kind in (Kind.FRONT, Kind.BACK, Kind.FOOTNOTE, Kind.ROW) else paragraph.text
            for paragraph in self.document.paragraphs
        )

    @cached_property
    def _lows(self) -> tuple[str, ...]:
        return tuple(map(lowered, self._texts))

    @property
    def itself(self) -> tuple[Actor, ...]:
        """Return the issuing body as an actor; none where the document does not say which it is."""
        return (Actor(EntityKind.BODY, self.body),) if self.body else ()

    def named(
        self, text: str, start: int, end: int, place: tuple[int, int], *, slot: bool = False
    ) -> tuple[Entity, ...]:
        """Return the actors in a part of a text, short names explained.

        `place` tells where the text stands: number of the paragraph, characters of it before the text.
        `slot` says that the part names whom a verb asks, where a country is its government.
        """
        part = self.known.capitals.sub(lambda match: match[0].title(), text[start:end])
        found = list(self._entities(part, asked=slot))
        before = text[max(0, start - _ARTICLE) : start]  # the article may stand before the part
        for match in self.known.short.finditer(before + part, len(before)):
            at, until = match.start("head") - len(before), match.end("head") - len(before)
            if any(entity.start < until and at < entity.end for entity in found):
                continue
            actor = self.explained(match["head"].lower(), place[0], place[1] + start + at)
            if actor is not None:
                found.append(Entity(at, until, actor))
        whole = (_part_of(one, part, self.known.code) or one for one in found)
        shifted = (Entity(one.start + start, one.end + start, one.actor) for one in whole)
        return tuple(sorted(shifted, key=lambda one: one.start))

    def _entities(self, text: str, *, asked: bool = False) -> tuple[Entity, ...]:
        """Return the actors of a text, also those that are known by the number of the act that made them."""
        found = entities(text, self.known.code, asked=asked)
        numbered = tuple(self._numbered(text))
        apart = (one for one in found if not any(one.start < n.end and n.start < one.end for n in numbered))
        return tuple(sorted((*apart, *numbered), key=lambda one: one.start)) if numbered else found

    def _numbered(self, text: str) -> Iterator[Entity]:
        for match in self.known.numbered.finditer(text):
            number = next(group for group in match.groups() if group)
            actor = Actor(EntityKind.BODY, self.known.numbered_code.replace("{number}", number))
            if actor in _known_actors():
                yield Entity(match.start(), match.end(), actor)

    def explained(self, head: str, place: int, at: int) -> Actor | None:
        """Return whom a short name means: the issuing body, or the last full name before it that has it."""
        if self.body and self.body in _short_bodies(self.known.code).get(head, ()):
            return Actor(EntityKind.BODY, self.body)
        if head not in self._explained and len(self._explained) >= _HEADS:
            return None
        if head not in self._explained:
            self._explained[head] = []  # a name may lead back to itself
            self._explained[head] = list(self._full_names(head))
            self._define(head)
        if head in self._defined:
            return self._defined[head]
        own = self.known.own.get((self.body or "", head))
        if own is not None:
            return own
        earlier = [actor for where, offset, actor in self._explained[head] if (where, offset) < (place, at)]
        return earlier[-1] if earlier else self._of_measures(head)

    def _of_measures(self, head: str) -> Actor | None:
        """Return the committee with whose measures a resolution of its parent body deals, or its experts."""
        committee = self._committee if self.known.numbered_head else None
        if committee is None:
            return None
        if head.endswith(self.known.numbered_head):
            return committee
        experts = self.known.panels.get(committee.code) if self.known.panel.search(head) else None
        return Actor(EntityKind.BODY, experts) if experts else None

    @cached_property
    def _committee(self) -> Actor | None:
        """Return the body that the document establishes, else the first that it names by a number."""
        if not self.known.numbered_code.startswith(f"{self.body}-"):
            return None
        symbol = self.document.metadata.symbol if self.document.metadata else None
        number = re.search(r"/(\d+)\(", symbol or "")
        own = Actor(EntityKind.BODY, f"{self.body}-{number[1]}" if number else "")
        if own in _known_actors():
            return own
        return next((one.actor for text in self._texts for one in self._numbered(text)), None)

    def _full_names(self, head: str) -> Iterator[tuple[int, int, Actor]]:
        tries = 0
        for place, (text, low) in enumerate(zip(self._texts, self._lows, strict=True)):
            at = low.find(head)
            while at >= 0 and tries < _TRIES:
                actor = self._covering(text, at, at + len(head)) or self._whole(
                    text, at, at + len(head), place
                )
                tries += 1
                if actor is not None:
                    yield place, at, actor
                at = low.find(head, at + len(head))

    def _define(self, head: str) -> None:
        """Keep whom the document itself calls so, in quotation marks."""
        defined = re.compile(self.known.defined.replace("{head}", re.escape(head)))
        for place, at, actor in self._explained[head]:
            if defined.match(self._lows[place], at + len(head)):
                self._defined[head] = actor
                return

    def _is_called(self, actor: Actor, head: str) -> bool:
        """Return whether a short name can mean the actor: the word for what it is, not one of its name."""
        if actor.kind is EntityKind.GROUP or actor.code in self.known.never_short:
            return False
        called = short_names(actor, self.known.code)
        return not called or any(name.lower() in head.lower() for name in called)

    def _covering(self, text: str, at: int, end: int) -> Actor | None:
        start = max(0, at - _NEAR)
        for one in self._entities(text[start : end + _NEAR]):
            if one.start + start <= at and end <= one.end + start and one.end - one.start > end - at + 1:
                if self._is_called(one.actor, text[at:end]):
                    return one.actor
                return _parts(self.known.code).get((one.actor, text[at:end].lower()))
        return None

    def _whole(self, text: str, at: int, end: int, place: int) -> Actor | None:
        """Return what a short name means that a second one explains: the Office of the High Commissioner."""
        link = _links(self.known.code).match(text, end)
        other = self.known.short.match(text, link.end()) if link else None
        owner = self.explained(other["head"].lower(), place, other.start("head")) if other else None
        return _parts(self.known.code).get((owner, text[at:end].lower())) if owner else None


@cache
def _known_actors() -> frozenset[Actor]:
    return frozenset(Actor(EntityKind(row.kind), row.code) for row in entity_tables.rows())


def _part_of(whole: Entity, text: str, code: str) -> Entity | None:
    """Return the part or office of a body that the words before it name: “the Chair of the Commission”.

    The Office of an office is its body: the Office of the High Commissioner.
    """
    before = max(0, whole.start - _PART)
    match = _part_words(code).search(text[before : whole.start])
    if match is None:
        return None
    part = _parts(code).get((whole.actor, match[1].lower()))
    return Entity(before + match.start(1), whole.end, part) if part else None


@cache
def _part_words(code: str) -> re.Pattern[str]:
    """Return the expression of a short name that an owner follows right behind, and nothing else."""
    words = {word for _, word in _parts(code)}
    owners = entity_tables.words(code, "owner")
    if not words or not owners:
        return re.compile(r"(?!)()")
    named, links = (
        "|".join(re.escape(one) for one in sorted(each, reverse=True)) for each in (words, owners)
    )
    return re.compile(rf"(?<![\w-])({named})\s(?:{links})\s?\Z", re.IGNORECASE)


@cache
def _links(code: str) -> re.Pattern[str]:
    """Return the expression of the words between a part and its whole."""
    links = "|".join(map(re.escape, sorted(entity_tables.words(code, "owner"), reverse=True)))
    return re.compile(rf"\s(?:{links})\s?" if links else r"(?!)")


@cache
def _parts(code: str) -> dict[tuple[Actor, str], Actor]:
    """Return a body and the short name of what belongs to it, in lower case → that, where it is but one."""
    found: dict[tuple[Actor, str], set[Actor]] = {}
    words = entity_tables.short_names(code)
    heads = {row.code: row.head for row in entity_tables.rows() if row.kind == EntityKind.BODY}
    for row in entity_tables.rows():
        part, whole = Actor(EntityKind(row.kind), row.code), Actor(EntityKind.BODY, row.part_of)
        named_so = row.class_name == _OFFICE or row.head in _SERVING
        for word in words.get(row.head, ()) if row.part_of and named_so else ():
            found.setdefault((whole, word.lower()), set()).add(part)
        for word in words.get("office", ()) if heads.get(row.part_of) == "office" else ():
            found.setdefault((part, word.lower()), set()).add(whole)
    return {key: next(iter(actors)) for key, actors in found.items() if len(actors) == 1}


@cache
def _short_bodies(code: str) -> dict[str, frozenset[str]]:
    return {plain(name).lower(): bodies for name, bodies in tables.names_in(code).items()}


def slot_end(low: str, start: int, end: int, known: Operative) -> tuple[int, int] | None:
    """Return where the infinitive behind the addressees begins, and where what is to be done begins."""
    stop = known.stop.search(low, start, min(end, start + _REACH))
    return (stop.start(), stop.end()) if stop else None


def asked(
    speaker: Speaker, low: str, text: str, span: tuple[int, int], place: int, *, closed: bool
) -> tuple[Actor, ...]:
    """Return the actors in a slot that are asked themselves.

    `closed` says that an infinitive or the like ends the slot; where none does, only the list right behind
    the verb counts.
    """
    return actors(listed(speaker, low, text, span, place, closed=closed))


def actors(named: Iterable[Entity]) -> tuple[Actor, ...]:
    """Return the actors of some places, sorted, each once."""
    return tuple(sorted({one.actor for one in named}))


def listed(
    speaker: Speaker, low: str, text: str, span: tuple[int, int], place: int, *, closed: bool = False
) -> tuple[Entity, ...]:
    """Return the places of the actors in a slot that are asked themselves, see `asked`."""
    base = max(0, span[0] - _CONTEXT)  # a slice: paragraphs may be long, and have many slots
    until = min(span[1], span[0] + _REACH)
    low, text, start, end = low[base:until], text[base:until], span[0] - base, until - base
    known = speaker.known
    # Blank, so that who is named before an aside stands right before the infinitive.
    asides = tuple(known.aside.finditer(low, start, end))
    names = speaker.named(text, start, end, (place, base), slot=True) if asides else ()
    for aside in asides:
        if any(one.start < aside.start() < one.end for one in names):
            continue
        behind = aside.end() + (low[aside.end() : aside.end() + 1] == ",")
        low, text = _blank(low, aside.start(), behind), _blank(text, aside.start(), behind)
    kept: list[Entity] = []
    dropped: Entity | None = None
    for one in speaker.named(text, start, end, (place, base), slot=True):
        connected = closed or _listed(low, start, one, kept, known)
        if _governed(low, start, one, dropped, known, closed=closed) or not connected:
            dropped = one
            continue
        dropped = None
        kept.append(one)
    return tuple(Entity(one.start + base, one.end + base, one.actor) for one in kept)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def governed(low: str, start: int, one: Entity, known: Operative) -> bool:
    """Return whether the words right before an actor make it part of another phrase: of X, with X."""
    return bool(known.governed.search(low, max(start, one.start - 80), one.start))


def _governed(
    low: str, start: int, one: Entity, dropped: Entity | None, known: Operative, *, closed: bool
) -> bool:
    if governed(low, start, one, known):
        return True
    if dropped is None:
        return False
    if known.and_only.fullmatch(low, dropped.end, one.start):
        return True
    between = low[dropped.end : one.start].lstrip()  # an open list also goes on behind a comma
    return not closed and between.startswith(",") and bool(known.free.fullmatch(between[1:]))


def _listed(low: str, start: int, one: Entity, kept: list[Entity], known: Operative) -> bool:
    if not kept:
        return bool(known.free.fullmatch(low, start, one.start))
    return bool(known.coordination.fullmatch(low, kept[-1].end, one.start))
