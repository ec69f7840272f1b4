"""What the page of a thing shows: statements, their sources, sections, what it states, what points at it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from service import description
from service.description import Statement
from service.questions import note, sections
from service.rendering import iri_of, local_path
from service.values import UNM, Shown, Values, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from service.current import OpenRelease

INCOMING: Final = 200
STATED: Final = 3000
SECTION_ROWS: Final = 500

RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TITLE: Final = "http://purl.org/dc/terms/title"

# The properties that a page shows first, in this order; the others follow by their labels.
FIRST: Final = (
    f"{UNM}symbol",
    TITLE,
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#definition",
    *(
        UNM + name
        for name in """
        adoptedBy adoptedOn from relation to actionVerb issuedBy issuedIn yearStated addressee underCondition
        fundingBasis citedTarget candidateTarget citationRole reportedVerb surfaceForm ofMeeting sequence
        scheduleStatus plannedStart plannedEnd actualStart actualEnd notLaterThan location decidedBy
        approvedBy carriedOutBy partner comparator value unit asStated population establishedByBody partOfBody
        secretariatOf reportsTo runsProgramme provisionNumber textOf
        """.split()
    ),
)
# What stands in the heading of a page, or is the bookkeeping of a card.
HEADING: Final = frozenset((RDF_TYPE,))

# What a section shows in full, and the list of statements need not repeat.
IN_SECTIONS: Final = {
    "cites": (f"{UNM}hasCitation",),
    "paragraphs": (f"{UNM}hasProvision", f"{UNM}hasProvisionText"),
    "paragraphs-of-expression": (f"{UNM}hasProvisionText",),
}

# The order of the cards on the page of a paragraph.
CARDS: Final = (
    "Citation Mandate ReportingObligation LineageLink ScheduleEvent Activity ReportedFigure Finding "
    "Partnership Work Body Meeting Session"
).split()


@dataclass(frozen=True)
class Sourced:
    """A value and the paragraphs that state it."""

    value: Shown
    sources: tuple[Shown, ...]


@dataclass(frozen=True)
class Property:
    """A property with all its values."""

    name: Shown
    values: tuple[Sourced, ...]


@dataclass(frozen=True)
class Card:
    """A thing, as far as one paragraph speaks of it; or the things that point at one by one property."""

    thing: Shown
    kinds: tuple[Shown, ...]
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Section:
    """The answer to one of the questions in `sections/`."""

    id: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Shown | None, ...], ...]
    cut: bool


@dataclass(frozen=True)
class Page:
    """Everything that a page of a thing shows."""

    iri: str
    path: str  # on this host
    name: Shown
    title: Shown | None  # where the name is a symbol
    within: Shown | None  # the work that this is a part of
    kinds: tuple[Shown, ...]
    properties: tuple[Property, ...]
    sections: tuple[Section, ...]
    stated: tuple[Card, ...]  # what the graph of this name states of other things
    stated_cut: bool
    is_source: bool  # a graph has this name: the thing itself states what names no other source
    incoming: tuple[Property, ...]
    incoming_cut: bool
    incoming_count: int


# ---------------------------------------------------------------- the page


def page_of(release: OpenRelease, thing: NamedNode, values: Values) -> Page:
    """Return everything that the page of a thing shows."""
    store = release.store
    own = description.about(store, thing)
    incoming = description.pointing_at(store, thing, INCOMING)
    stated = description.stated_by(store, thing, STATED)
    elsewhere = tuple(s for s in stated.statements if s.subject != thing)
    values.prepare(_terms((*own, *incoming.statements, *elsewhere)))
    values.prepare([thing])
    classes = description.classes_of(store, thing)
    name = values.show(thing)
    titles = [s.object for s in own if s.predicate.value == TITLE and isinstance(s.object, Literal)]
    title = values.show(values.preferred(titles)) if titles else None
    sections = tuple(_sections(release, thing, classes, values))
    shown = HEADING | {prop for section in sections for prop in IN_SECTIONS.get(section.id, ())}
    return Page(
        iri=thing.value,
        path=local_path(thing.value, release.base) or "/",
        name=name,
        title=title if title and title.text != name.text else None,
        within=_within(thing, values, release),
        kinds=_kinds(own, values, release),
        properties=_properties((s for s in own if s.predicate.value not in shown), values),
        sections=sections,
        stated=_cards(elsewhere, values, release, thing),
        stated_cut=stated.cut,
        is_source=bool(stated.statements),
        incoming=_incoming(incoming.statements, values),
        incoming_cut=incoming.cut,
        incoming_count=len(incoming.statements),
    )


def _within(thing: NamedNode, values: Values, release: OpenRelease) -> Shown | None:
    """Return the work that the thing is a part of, None where it is none."""
    name = name_of(thing.value, release.base)
    if name is None or name.work is None or name.work == thing.value:
        return None
    return values.show(NamedNode(name.work))


def _terms(statements: Iterable[Statement]) -> Iterable[NamedNode | Literal]:
    for statement in statements:
        for term in (statement.subject, statement.predicate, statement.object, *statement.graphs):
            if isinstance(term, NamedNode):
                yield term


def _properties(
    statements: Iterable[Statement], values: Values, graph: NamedNode | None = None
) -> tuple[Property, ...]:
    """Return the statements by property; sources are left out where all stand in the one `graph` shown."""
    return _by_property(
        statements,
        values,
        lambda s: Sourced(values.show(s.object), _sources(s, values) if graph is None else ()),
    )


def _incoming(statements: Iterable[Statement], values: Values) -> tuple[Property, ...]:
    """Return what points at a thing, by the property by which it does."""
    ordered = sorted(statements, key=lambda s: _natural(s.subject.value))
    return _by_property(ordered, values, lambda s: Sourced(values.show(s.subject), _sources(s, values)))


def _by_property(
    statements: Iterable[Statement], values: Values, value: Callable[[Statement], Sourced]
) -> tuple[Property, ...]:
    grouped: dict[NamedNode, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.predicate].append(statement)
    found = [Property(values.show(name), tuple(map(value, group))) for name, group in grouped.items()]
    return tuple(sorted(found, key=_rank))


def _rank(prop: Property) -> tuple[int, str]:
    iri = prop.name.iri or ""
    return (FIRST.index(iri) if iri in FIRST else len(FIRST), prop.name.text.lower())


def _sources(statement: Statement, values: Values) -> tuple[Shown, ...]:
    graphs = sorted(statement.graphs, key=lambda graph: _natural(graph.value))
    return values.show_sources([graph for graph in graphs if graph.value != values.here])


def _kinds(statements: Iterable[Statement], values: Values, release: OpenRelease) -> tuple[Shown, ...]:
    """Return the classes of a thing, without those that another of its classes implies."""
    types = {
        s.object for s in statements if s.predicate.value == RDF_TYPE and isinstance(s.object, NamedNode)
    }
    implied: set[str] = set()
    for term in types:
        implied |= description.superclasses(release.store, term) - {term.value}
    return tuple(
        values.show(term) for term in sorted(types, key=lambda term: term.value) if term.value not in implied
    )


def _cards(
    statements: Iterable[Statement], values: Values, release: OpenRelease, graph: NamedNode
) -> tuple[Card, ...]:
    """Return what a graph states, thing by thing: the nodes of its paragraph first, by kind."""
    grouped: dict[NamedNode, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.subject].append(statement)
    cards: list[tuple[tuple[int, str], Card]] = []
    for subject, group in grouped.items():
        kinds = _kinds(group, values, release)
        kept = [
            s
            for s in group
            if s.predicate.value not in HEADING
            and not (s.predicate == description.SOURCE and s.object == graph)
        ]
        card = Card(values.show(subject), kinds, _properties(kept, values, graph))
        cards.append(((_card_rank(group, kinds), _natural(subject.value)), card))
    return tuple(card for _, card in sorted(cards, key=lambda pair: pair[0]))


def _card_rank(group: Iterable[Statement], kinds: Iterable[Shown]) -> int:
    names = [(kind.iri or "").removeprefix(UNM) for kind in kinds]
    ranks = [CARDS.index(name) for name in names if name in CARDS]
    return min(ranks) if ranks else len(CARDS)


def _natural(text: str) -> str:
    """Return a sort key in which numbers count: 2 before 10."""
    return re.sub(r"\d+", lambda number: number[0].zfill(8), text)


# ---------------------------------------------------------------- the sections


def _sections(
    release: OpenRelease, thing: NamedNode, classes: frozenset[str], values: Values
) -> Iterable[Section]:
    names = {iri.rpartition("#")[2] for iri in classes}
    for question, kinds in sections():
        if not kinds & names:
            continue
        columns, rows = description.rows(release.store, question.with_terms(thing=[thing]))
        if rows:
            filled = [n for n in range(len(columns)) if any(row[n] is not None for row in rows)]
            yield Section(
                id=question.name.partition("-")[2],
                title=question.title,
                note=note(question),
                columns=tuple(columns[n].replace("_", " ") for n in filled),
                rows=values.show_rows([row[n] for n in filled] for row in rows[:SECTION_ROWS]),
                cut=len(rows) > SECTION_ROWS,
            )


# ---------------------------------------------------------------- the vocabulary


@dataclass(frozen=True)
class Term:
    """A class or property of the vocabulary, with its anchor on the page of the ontology."""

    anchor: str
    kind: str  # "Class", "ObjectProperty", "DatatypeProperty"
    name: Shown
    iri: str
    properties: tuple[Property, ...]


def vocabulary(release: OpenRelease, values: Values) -> tuple[Term, ...]:
    """Return the terms whose IRI has an anchor on the page /ontology, classes first, by name."""
    graph = NamedNode(iri_of("ontology", release.base))
    grouped: dict[NamedNode, list[Statement]] = defaultdict(list)
    for statement in description.stated_by(release.store, graph, 100_000).statements:
        if statement.subject.value.startswith(UNM):
            grouped[statement.subject].append(statement)
    values.prepare(_terms(s for group in grouped.values() for s in group))
    terms = [_term(subject, group, values) for subject, group in grouped.items()]
    return tuple(sorted(terms, key=lambda term: (term.kind, term.anchor.lower())))


def _term(subject: NamedNode, group: list[Statement], values: Values) -> Term:
    kinds = {
        s.object.value.rpartition("#")[2]
        for s in group
        if s.predicate.value == RDF_TYPE and isinstance(s.object, NamedNode)
    }
    kind = next((k for k in ("Class", "ObjectProperty", "DatatypeProperty") if k in kinds), "Term")
    left_out = {RDF_TYPE, "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"}
    kept = (s for s in group if s.predicate.value not in left_out)
    return Term(
        subject.value.removeprefix(UNM),
        kind,
        values.show(subject),
        subject.value,
        _properties(kept, values, subject),
    )
