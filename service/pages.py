"""A page for every IRI of the graph: HTML for a person, RDF for a machine, at one address.

A path of this host is the path of an IRI under the base. Which form a client gets is decided by an extension
at the very end of the path, where an IRI stands before it, and otherwise by the Accept header.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pyoxigraph import Literal, NamedNode

from service import description
from service.description import Statement
from service.headers import accept, caching, is_held, root
from service.negotiate import HTML, LANGUAGES, THING, Format, by_extension, choose, languages
from service.problems import Gone, NotFound
from service.questions import examples, note, sections
from service.rendering import iri_of, local_path, render
from service.threads import in_thread
from service.values import UNM, Shown, Values, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from anyio import CapacityLimiter

    from service.current import Current, OpenRelease

LONGEST_PATH: Final = 2000
"""Longer paths than any IRI of the graph has; more is not looked up."""

INCOMING: Final = 200
STATED: Final = 3000
SECTION_ROWS: Final = 500

_URI: Final = "/-._~!$&'()*+,;=:@%#?"  # what a header may hold of an IRI as it is
_FORBIDDEN: Final = re.compile(r'[\x00-\x20"<>\\^`{|}%]')

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
    "texts": (f"{UNM}hasText",),
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


class Pages:
    """The home page and the page of each thing."""

    def __init__(self, current: Current, limiter: CapacityLimiter) -> None:
        self._current = current
        self._limiter = limiter

    async def home(self, request: Request) -> Response:
        """Show what this is, what it holds, and where to begin."""
        release = self._current.release()
        return await in_thread(self._limiter, self._home, request, release)

    async def thing(self, request: Request) -> Response:
        """Return the thing that an IRI names: HTML, Turtle, JSON-LD, N-Triples, RDF/XML, TriG or N-Quads.

        By Accept, or by an extension at the end of the path: .html, .ttl, .jsonld, .nt, .rdf, .trig, .nq.
        Labels are in the languages of Accept-Language, or of `?lang=`.
        """
        release = self._current.release()
        return await in_thread(self._limiter, self._thing, request, release)

    def _home(self, request: Request, release: OpenRelease) -> Response:
        preferred = _languages(request)
        tag = release.etag("home", *preferred)
        if is_held(request, tag):
            return Response(status_code=304, headers=caching(tag))
        values = Values(release, preferred)
        page = render(
            "home.html",
            request,
            release=release,
            counts=_counts(release, values),
            examples=examples(release.base),
            places=_places(release, values),
            language=preferred[0],
        )
        return Response(page, media_type=HTML.content_type, headers=caching(tag))

    def _thing(self, request: Request, release: OpenRelease) -> Response:
        path = request.path_params.get("path", request.url.path.lstrip("/"))
        thing, chosen = resolve(release, path)
        if thing is None:
            return self._missing(request, release, path)
        reason = description.withdrawal(release.store, thing)
        if reason is not None:
            raise Gone(f"{thing.value} was withdrawn: {reason or 'no reason is given.'}")
        successor = description.replacement(release.store, thing)
        here = successor and local_path(successor.value, release.base)
        if here:
            return RedirectResponse(root(request) + here, status_code=301)
        chosen = chosen or choose(accept(request), THING)
        preferred = _languages(request)
        tag = release.etag("thing", thing.value, chosen.name, *(preferred if chosen is HTML else ()))
        headers = caching(tag) | _links(request, release, thing)
        if is_held(request, tag):
            return Response(status_code=304, headers=headers)
        if chosen is HTML:
            body: str | bytes = self._html(request, release, thing, preferred)
        else:
            body = description.write(description.quads_of(release.store, thing), chosen)
        return Response(body, media_type=chosen.content_type, headers=headers)

    def _html(
        self, request: Request, release: OpenRelease, thing: NamedNode, preferred: Sequence[str]
    ) -> str:
        values = Values(release, preferred, here=thing.value)
        page = page_of(release, thing, values)
        terms: tuple[Term, ...] = ()
        if page.path == "/ontology":  # its graph is shown term by term instead
            terms, page = vocabulary(release, values), replace(page, stated=(), incoming=())
        return render(
            "thing.html",
            request,
            release=release,
            page=page,
            terms=terms,
            formats=THING[1:],
            language=preferred[0],
            languages=LANGUAGES,
        )

    def _missing(self, request: Request, release: OpenRelease, path: str) -> Response:
        """Redirect another spelling of a known symbol to its thing. Raises NotFound or UnknownSymbol."""
        if path.startswith("doc/"):
            found = release.find(path.removeprefix("doc/"))
            here = local_path(found.value, release.base)
            if here and here.startswith("/doc/"):
                return RedirectResponse(root(request) + here, status_code=301)
        raise NotFound(
            f"Nothing is known under /{path[:200]}.",
            "Look a document up by its symbol: /symbol?q=A/RES/74/173.",
        )


# ---------------------------------------------------------------- which thing


def resolve(release: OpenRelease, path: str) -> tuple[NamedNode | None, Format | None]:
    """Return the thing of a path and the format of its extension; (None, None) where there is no such thing.

    The whole path goes first: symbols contain dots and parentheses.
    """
    whole = _known(release, path)
    if whole is not None:
        return whole, None
    found = by_extension(path)
    if found is not None:
        thing = _known(release, found[0])
        if thing is not None:
            return thing, found[1]
    return None, None


def _known(release: OpenRelease, path: str) -> NamedNode | None:
    """Return the thing of a decoded path, None where no quad has it.

    IRIs hold characters of all scripts as they are, and escape only what no IRI may hold (a space, a quote):
    so the path is tried as it is decoded, and with just that escaped.
    """
    if not path or len(path) > LONGEST_PATH:
        return None
    for spelling in dict.fromkeys((path, _FORBIDDEN.sub(lambda found: quote(found[0], safe=""), path))):
        try:
            thing = NamedNode(iri_of(spelling, release.base))
        except (ValueError, UnicodeEncodeError):  # not an IRI: NUL, a lone surrogate, a bad escape …
            continue
        if release.store.contains(thing):
            return thing
    return None


# ---------------------------------------------------------------- the page of a thing


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
    grouped: dict[NamedNode, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.predicate].append(statement)
    found = [
        Property(
            values.show(predicate),
            tuple(
                Sourced(values.show(s.object), _sources(s, values) if graph is None else ()) for s in group
            ),
        )
        for predicate, group in grouped.items()
    ]
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


def _incoming(statements: Iterable[Statement], values: Values) -> tuple[Property, ...]:
    grouped: dict[NamedNode, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.predicate].append(statement)
    found = [
        Property(
            values.show(predicate),
            tuple(
                Sourced(values.show(s.subject), _sources(s, values))
                for s in sorted(group, key=lambda s: _natural(s.subject.value))
            ),
        )
        for predicate, group in grouped.items()
    ]
    return tuple(sorted(found, key=_rank))


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


# ---------------------------------------------------------------- the vocabulary and the counts


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


_COUNTS: Final = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  VALUES ?class { %s }
  ?thing a ?class .
} GROUP BY ?class
"""
_HELD: Final = """
PREFIX unm: <https://w3id.org/un-mandates/ontology#>
SELECT ?work (COUNT(?text) AS ?texts) WHERE {
  ?work unm:hasExpression/unm:hasProvisionText ?text
} GROUP BY ?work ORDER BY DESC(?texts) ?work LIMIT 12
"""
_COUNTED: Final = (
    "Work Resolution Decision Body Meeting ProvisionText Citation Mandate LineageLink ScheduleEvent "
    "Activity ReportedFigure"
).split()


def _counts(release: OpenRelease, values: Values) -> tuple[tuple[Shown, int], ...]:
    """Return how many things of the main classes the release holds."""
    iris = " ".join(f"<{UNM}{name}>" for name in _COUNTED)
    _, rows = description.rows(release.store, _COUNTS % iris)
    counts: dict[str, int] = {}
    for kind, count in rows:
        if isinstance(kind, NamedNode) and isinstance(count, Literal):
            counts[kind.value] = int(count.value)
    order = [UNM + name for name in _COUNTED]
    return tuple((values.show(NamedNode(iri)), counts[iri]) for iri in order if counts.get(iri))


def _places(release: OpenRelease, values: Values) -> tuple[Shown, ...]:
    """Return the documents of which paragraphs are held: where reading begins."""
    _, rows = description.rows(release.store, _HELD)
    return tuple(values.show(cells[0]) for cells in rows if cells[0] is not None)


# ---------------------------------------------------------------- headers


def _languages(request: Request) -> tuple[str, ...]:
    return languages(request.headers.get("accept-language"), request.query_params.get("lang"))


def _links(request: Request, release: OpenRelease, thing: NamedNode) -> dict[str, str]:
    """Return the Link header: what the page is about, and its other forms (RFC 8288)."""
    path = (local_path(thing.value, release.base) or "/").partition("#")[0]
    about = f'<{quote(thing.value, safe=_URI)}>; rel="describes"'
    others = (
        f'<{root(request)}{path}.{form.extension}>; rel="alternate"; type="{form.media_type}"'
        for form in THING
    )
    return {"Link": ", ".join((about, *others))}
