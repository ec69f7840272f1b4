"""The citations of a document: pure functions over its paragraphs, in one pass along the text.

A paragraph is made plain, scanned for tokens once, its numbers are grouped (`groups.py`), each number is
resolved to the act that it means (`resolve.py`), and gets the role of the words that govern it (`roles.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.extract import roles
from graph.extract.claims import Citation
from graph.extract.groups import Group, Grouping
from graph.extract.language import language as language_of
from graph.extract.resolve import Context, Meaning, only, resolve, usual_kind
from graph.extract.spelling import plain
from graph.extract.tokens import layers, masked, quotations, tokens
from graph.symbols import Kind, SymbolError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.documents import Document
    from graph.extract.groups import Mention
    from graph.extract.language import Language
    from graph.extract.tokens import Token

_MEMORY = 3  # paragraphs: "that resolution" means one that was cited no longer ago
_LONGEST_FORMULA = 120
_LONGEST_CLAUSE = 2_000  # characters looked back at for the subject of "its"
_OPENING = 12  # characters before "its" at the beginning of a clause: "In its resolution"
_ACTS = {Kind.RESOLUTION, Kind.DECISION}


def citations(document: Document) -> tuple[Citation, ...]:
    """Return the citations of a document in the order of its text; its own symbol is none."""
    about = document.metadata
    year = about.adopted_on.year if about and about.adopted_on else None
    context = Context(about.body if about else None, year)
    reader = Reader(language_of(document.language), context, about.symbol if about else None)
    found: list[Citation] = []
    for paragraph in document.paragraphs:
        found += reader.read(paragraph.path, paragraph.text)
    return tuple(found)


@dataclass(slots=True)
class Reader:
    """Reads the paragraphs of one document one after the other."""

    language: Language
    context: Context
    own_symbol: str | None = None
    _recent: list[tuple[int, Kind, tuple[str, ...]]] = field(
        default_factory=list[tuple[int, "Kind", tuple[str, ...]]]
    )
    _count: int = 0

    def read(self, path: str, text: str) -> list[Citation]:
        """Return the citations of the next paragraph."""
        self._count += 1
        flat = plain(text)
        self._take_issuer(flat)
        if not self.language.relevant.search(flat):
            return []
        found = tokens(flat, self.language)
        self._take_names(found)
        if not any(token.is_number or token.kind in {"symbol", "anaphora"} for token in found):
            return []
        return list(_Paragraph(self, path, text, flat, found).citations())

    def remember(self, kind: Kind, targets: tuple[str, ...]) -> None:
        """Keep what "that resolution" may mean further on."""
        self._recent = [*self._recent[-5:], (self._count, kind, targets)]

    def recall(self, kind: Kind) -> tuple[str, ...]:
        """Return the acts that were cited last, at one place, and not too long ago."""
        for count, known, targets in reversed(self._recent):
            if known is kind and self._count - count <= _MEMORY:
                return targets
        return ()

    def _take_issuer(self, text: str) -> None:
        """Take the body of an enacting formula as the issuer of what follows: an embedded draft's own."""
        if self.language.formula is None or len(text) > _LONGEST_FORMULA:
            return
        match = self.language.formula.fullmatch(text.strip())
        body = only(self.language.bodies.get(match["body"], ())) if match else None
        self.context.issuer = body or self.context.issuer

    def _take_names(self, found: Iterable[Token]) -> None:
        for token in found:
            if token.kind == "body" and (body := only(self.language.bodies[token.text])):
                name = token.text.split()[-1]
                self.context.named[name] = body


@dataclass(slots=True)
class _Paragraph:
    reader: Reader
    path: str
    text: str  # as the document has it
    flat: str  # plain
    tokens: Sequence[Token]
    owners: set[int] = field(default_factory=set[int])  # where bodies stand that own an act named there

    def citations(self) -> Iterator[Citation]:
        """Yield the citations, in the order of the text."""
        quoted = quotations(self.flat, self.reader.language)
        leading = roles.leading_role(self.flat, self.reader.language)
        found: list[tuple[int, Group | Token, str, list[Token]]] = []
        for at, layer in enumerate(layers(self.tokens, quoted)):
            mask = masked(self.flat, layer, () if at else quoted)
            groups = Grouping(self.flat, mask, layer, self.reader.language).run()
            self.owners |= {group.body.start for group in groups if group.body}
            found += [(group.mentions[0].start, group, mask, layer) for group in groups if group.mentions]
            found += [(t.start, t, mask, layer) for t in layer if t.kind in {"symbol", "anaphora"}]
        for _, item, mask, layer in sorted(found, key=lambda entry: entry[0]):
            yield from self._of(item, mask, layer, leading)

    def _of(
        self, item: Group | Token, mask: str, layer: Sequence[Token], leading: str | None
    ) -> Iterator[Citation]:
        language = self.reader.language
        role = roles.role(mask, item.start, leading, language)
        if isinstance(item, Group):
            yield from self._group(item, mask, layer, role)
        elif item.kind == "symbol":
            yield from self._symbol(item, role)
        else:
            yield from self._anaphora(item, role)

    # ------------------------------------------------------------ numbers

    def _group(self, group: Group, mask: str, layer: Sequence[Token], role: str) -> Iterator[Citation]:
        subject = self._subject(group, layer)
        targets: list[str] = []
        self.reader.context.last = None
        for at, mention in enumerate(group.mentions):
            reported = roles.reported(mask, mention.after, self.reader.language)
            for number in mention.numbers:
                meaning = self._meaning(number, group, mention, subject)
                if meaning.target:
                    targets.append(meaning.target)
                    self.reader.context.last = parse(meaning.target).body
                if meaning.target == self.reader.own_symbol and meaning.target:
                    continue
                if meaning.target or meaning.candidates:
                    method = (
                        "listDistribution" if at and meaning.method != "explicitSymbol" else meaning.method
                    )
                    yield self._citation(mention, meaning, roles.settled(role, reported), reported, method)
        if targets:
            self.reader.remember(usual_kind(group.mentions[0].numbers[0], group.kind), tuple(targets))

    def _meaning(
        self, number: str, group: Group, mention: Mention, subject: frozenset[str] | None
    ) -> Meaning:
        own = group.body is None and (group.own is not None or subject is not None)
        context = self.reader.context
        meaning = resolve(
            number, group.kind, group.bodies, subject, own=own, date=mention.date, context=context
        )
        if meaning.target and group.bodies:
            context.cited[number, usual_kind(number, group.kind)] = meaning.target
        return meaning

    def _citation(
        self, mention: Mention, meaning: Meaning, role: str, reported: str | None, method: str
    ) -> Citation:
        return Citation(
            paragraph=self.path,
            start=mention.start,
            end=mention.end,
            surface=self.text[mention.start : mention.end],
            target=meaning.target,
            candidates=meaning.candidates,
            role=role,
            reported=reported,
            method=method,
            date=mention.date,
            pinpoint=_pinpoint(mention.pinpoint, meaning.target),
        )

    def _subject(self, group: Group, layer: Sequence[Token]) -> frozenset[str] | None:
        """Return the bodies that "its" may mean: the last in the clause that owns no act named there."""
        if group.body is not None:
            return None
        if group.own is None:
            return self._prepositional_subject(group, layer)
        before = group.own.start
        clause = self._clause_start(before)
        for index in range(_at(layer, before) - 1, -1, -1):
            token = layer[index]
            if token.start < clause:
                break
            if token.kind != "body":
                continue
            bodies = self.reader.language.bodies[token.text]
            if (bodies and not self._owns(token, layer)) or self._is_subject(token, before):
                return bodies
        return self._later_subject(group, layer) if before - clause <= _OPENING else None

    def _prepositional_subject(self, group: Group, layer: Sequence[Token]) -> frozenset[str] | None:
        """Return the bodies of a subject right before an act without "its": "the Council, in resolution"."""
        index = _at(layer, group.head.start) - 1 if group.head else -1
        if group.head is None or index < 0 or layer[index].kind != "body":
            return None
        bodies = self.reader.language.bodies[layer[index].text]
        return bodies or None if self._is_subject(layer[index], group.head.start) else None

    def _later_subject(self, group: Group, layer: Sequence[Token]) -> frozenset[str] | None:
        """Return the bodies of a subject that follows: "In its resolution 26/4, the Commission decided"."""
        last = group.mentions[-1].after
        following = _next(layer, last)
        if following is None or following.kind != "body" or self._owns(following, layer):
            return None
        gap = self.reader.language.later_subject_gap.fullmatch(self.flat, last, following.start)
        return self.reader.language.bodies[following.text] or None if gap else None

    def _is_subject(self, body: Token, own: int) -> bool:
        """Whether nothing but a preposition stands between the body and "its": "the Conference, in its"."""
        return self.reader.language.subject_gap.fullmatch(self.flat, body.end, own) is not None

    def _clause_start(self, before: int) -> int:
        floor = max(0, before - _LONGEST_CLAUSE)
        ends = [match.end() for match in self.reader.language.sentence_end.finditer(self.flat, floor, before)]
        return ends[-1] if ends else floor

    def _owns(self, body: Token, layer: Sequence[Token]) -> bool:
        """Whether the body stands there only as the owner of an act: "Security Council resolution"."""
        language = self.reader.language
        if body.start in self.owners:
            return True
        following = _next(layer, body.end)
        if following is None or not (following.kind == "act" or (language.act_last and following.is_number)):
            return False
        gap = language.body_gap.fullmatch(self.flat, body.end, following.start)
        return gap is not None

    # ------------------------------------------------------------ symbols and anaphora

    def _symbol(self, token: Token, role: str) -> Iterator[Citation]:
        surface = token.text.rstrip(".-")
        if surface.startswith("OS/"):
            return  # a number of an organizational session, whose kind of act stands elsewhere
        try:
            symbol = parse(surface)
        except SymbolError:
            return
        if symbol.is_act and symbol.kind in _ACTS:
            self.reader.remember(symbol.kind, (symbol.canonical,))
        for target in symbol.joint or (symbol.canonical,):
            if target != self.reader.own_symbol:
                yield self._plain_citation(
                    token.start, token.start + len(surface), target, (), role, "explicitSymbol"
                )

    def _anaphora(self, token: Token, role: str) -> Iterator[Citation]:
        kind = next((kind for word, kind in self._act_words() if word in token.text.lower()), Kind.RESOLUTION)
        known = self.reader.recall(kind)
        if not known:
            return
        target, candidates = (known[0], ()) if len(known) == 1 else (None, tuple(dict.fromkeys(known)))
        yield self._plain_citation(token.start, token.end, target, candidates, role, "anaphora")

    def _act_words(self) -> Iterable[tuple[str, Kind]]:
        return self.reader.language.acts.items()

    def _plain_citation(
        self, start: int, end: int, target: str | None, candidates: tuple[str, ...], role: str, method: str
    ) -> Citation:
        reported = roles.reported(self.flat, end, self.reader.language)
        settled = roles.settled(role, reported)
        return Citation(
            self.path, start, end, self.text[start:end], target, candidates, settled, reported, method
        )


def _at(layer: Sequence[Token], position: int) -> int:
    """Return the index of the first token at or behind a position."""
    return bisect_left(layer, position, key=lambda token: token.start)


def _next(layer: Sequence[Token], position: int) -> Token | None:
    index = _at(layer, position)
    return layer[index] if index < len(layer) else None


_PARAGRAPH = re.compile(r"^op/")


def _pinpoint(path: str | None, target: str | None) -> str | None:
    """Return a pinpoint as its target has it: a report has paragraphs p/5, an act op/5."""
    if path is None or target is None:
        return path
    is_act = "/RES" in target or "/DEC/" in target
    return path if is_act else _PARAGRAPH.sub("p/", path)
