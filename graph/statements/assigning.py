"""Mandates, duties to report and terms as quads, each in the graph of the paragraph that gives them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad

from graph.documents import fragment
from graph.extract.claims import Actor, EntityKind
from graph.statements.terms import SOURCE, TRUE, A, actor, concept, known_work, node, session, typed, unm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode

    from graph.extract.claims import Due, Mandate, Reporting, TermStated
    from graph.names import Names
    from graph.statements.homes import Home, Homes, Place


def mandates(
    found: Iterable[Mandate],
    names: Names,
    where: Homes,
    issuer: NamedNode | None,
    language: str,
    *,
    keep_text: bool,
) -> Iterator[Quad]:
    """Yield the mandates that an act gives; `issuer` is the body whose act it is.

    A draft issues none. With `keep_text` each has its words, for a user's own store.
    """
    stating = _Stating(names, where, issuer, language, keep_text)
    for mandate in found:
        home, place = where.by_path[mandate.paragraph]
        if home is where.own:
            yield from stating.mandate(mandate, home, place)


def parties(mandate: Mandate) -> Iterator[Actor]:
    """Yield those who have a part in a mandate, of whom its node tells."""
    yield from mandate.addressees
    yield from mandate.objects
    if mandate.reporting:
        yield from mandate.reporting.reporters
        yield from (Actor(EntityKind.BODY, code) for code in mandate.reporting.recipients)


@dataclass(slots=True)
class _Stating:
    names: Names
    where: Homes
    issuer: NamedNode | None
    language: str
    keep_text: bool
    counts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    terms: Counter[str] = field(default_factory=Counter[str])

    def mandate(self, mandate: Mandate, home: Home, place: Place) -> Iterator[Quad]:
        text, names = place.text, self.names
        self.counts[place.path, mandate.verb] += 1
        number = self.counts[place.path, mandate.verb]
        subject = node(names.mandate(text.value, mandate.verb, number))
        yield Quad(subject, A, unm("ReportingObligation" if mandate.reporting else "Mandate"), text)
        yield Quad(subject, unm("issuedIn"), place.provision, text)
        if self.issuer:
            yield Quad(subject, unm("issuedBy"), self.issuer, text)
        for addressee in mandate.addressees:
            yield Quad(subject, unm("addressee"), actor(names, addressee), text)
        yield Quad(subject, unm("actionVerb"), concept("action-verb", mandate.verb), text)
        yield from self._circumstances(mandate, subject, text)
        if mandate.term:
            yield from self._term(mandate.term, subject, place)
        if mandate.reporting:
            yield from self._reporting(mandate.reporting, subject, text, home)
        yield Quad(subject, unm("span"), Literal(fragment(mandate.start, mandate.end)), text)
        yield Quad(subject, SOURCE, text, text)
        if self.keep_text and place.paragraph:
            words = Literal(place.paragraph.text[mandate.start : mandate.end], language=self.language)
            yield Quad(subject, unm("actionText"), words, text)

    def _circumstances(self, mandate: Mandate, subject: NamedNode, text: NamedNode) -> Iterator[Quad]:
        """Yield on what conditions and funds, with what effect, and on which bodies."""
        for condition in mandate.conditions:
            yield Quad(subject, unm("underCondition"), concept("condition", condition), text)
        for basis in mandate.funding:
            yield Quad(subject, unm("fundingBasis"), concept("funding-basis", basis), text)
        if mandate.effect:
            yield Quad(subject, unm("effect"), concept("mandate-effect", mandate.effect), text)
        for thing in mandate.objects:
            if thing.kind is EntityKind.BODY:
                yield Quad(subject, unm("concernsBody"), actor(self.names, thing), text)
        if mandate.named:
            yield Quad(subject, unm("nameStated"), Literal(mandate.named, language=self.language), text)
        if mandate.antecedent_unstated:
            yield Quad(subject, unm("antecedentUnstated"), TRUE, text)

    def _term(self, term: TermStated, subject: NamedNode, place: Place) -> Iterator[Quad]:
        text = place.text
        self.terms[place.path] += 1
        limit = node(self.names.statement(text.value, "term", str(self.terms[place.path])))
        yield Quad(subject, unm("hasTerm"), limit, text)
        yield Quad(limit, A, unm("Term"), text)
        if term.start:
            yield Quad(limit, unm("validFrom"), typed(term.start.isoformat(), "date"), text)
        if term.until:
            yield Quad(limit, unm("validUntil"), typed(term.until.isoformat(), "date"), text)
        if term.duration:
            yield Quad(limit, unm("duration"), typed(term.duration, "duration"), text)
        if term.final:
            yield Quad(limit, unm("finalTerm"), TRUE, text)
        yield Quad(limit, SOURCE, text, text)

    def _reporting(self, duty: Reporting, subject: NamedNode, text: NamedNode, home: Home) -> Iterator[Quad]:
        for reporter in duty.reporters:
            yield Quad(subject, unm("reporter"), actor(self.names, reporter), text)
        for recipient in duty.recipients:
            yield Quad(subject, unm("reportRecipient"), node(self.names.body(recipient)), text)
        for due in duty.due:
            yield from self._due(due, subject, text)
        if duty.frequency:
            yield Quad(subject, unm("frequency"), typed(duty.frequency, "duration"), text)
        if duty.on_present_act:
            yield Quad(subject, unm("reportSubject"), home.work, text)
        for symbol in duty.subjects:
            if known := known_work(self.names, symbol):
                yield Quad(subject, unm("reportSubject"), known[0], text)
                yield from known[1]

    def _due(self, due: Due, subject: NamedNode, text: NamedNode) -> Iterator[Quad]:
        term = unm("due")
        if due.body and due.session:
            at, known = session(self.names, due.body, due.session)
            yield Quad(subject, term, at, text)
            yield from known
        elif due.date:
            yield Quad(subject, term, typed(due.date.isoformat(), "date"), text)
        elif due.month:
            yield Quad(subject, term, typed(due.month, "gYearMonth"), text)
        elif due.year:
            yield Quad(subject, term, typed(str(due.year), "gYear"), text)
        elif due.period:
            yield Quad(subject, term, typed(due.period, "duration"), text)
