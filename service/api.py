"""Small addresses for programs: any spelling of a symbol, lineage as JSON, health."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from graph import lookup
from graph.drawing import FORMATS, MEDIA_TYPES
from graph.lineage import UNLIMITED, Direction, trace
from graph.symbols import AmbiguousSymbol
from service.headers import accept, root
from service.negotiate import HTML, TRIPLES, Format, by_name, choose
from service.problems import BadRequest, NotFound, wants_page
from service.rendering import local_path, render
from service.threads import in_thread
from service.values import PREFIXES

if TYPE_CHECKING:
    from anyio import CapacityLimiter

    from service.current import Current, OpenRelease

MOST = 20
"""Candidates that are listed: a bare number can fit acts of many bodies."""

LINEAGES = tuple(Format(name, name, media.partition(";")[0]) for name, media in MEDIA_TYPES.items())
"""What a lineage can be written as; the first, JSON, is the answer to `*/*`."""

_VOID = "http://rdfs.org/ns/void#"


class Health(BaseModel):
    """Whether the service can answer, and from what."""

    status: Literal["ok"] = Field(description="`ok` when a release is being served; otherwise 503.")
    release: str = Field(description="SHA-256 of the release's content.")
    number: int = Field(description="Its number in the release log.")
    published: str | None = Field(description="When it became current: UTC, RFC 3339.")
    quads: int = Field(description="Quads in its named graphs.")
    triples: int = Field(description="Triples in its default graph, the union of the named ones.")
    graphs: int = Field(description="Named graphs: paragraphs, editions, curated and derived.")


class Candidate(BaseModel):
    """One of several works that a text may mean, with what tells it from the others."""

    symbol: str
    kind: str = Field(description="resolution, decision, presidential-statement or document.")
    body: str = Field(description="Name of the body, else its code.")
    date: str = Field(description="Adoption date, else a year; empty where neither is known.")
    title: str = Field(description="English title; empty where it is not known.")
    href: str | None = Field(description="Its path here; null if the graph does not know it.")


class Candidates(BaseModel):
    """What an ambiguous spelling may mean."""

    q: str
    candidates: list[Candidate]


class LineageNode(BaseModel):
    """An act, declaration, body or standing mandate."""

    id: str = Field(description="Its IRI.")
    symbol: str | None
    label: str | None
    kind: str | None = Field(description="Its class: Resolution, Declaration, ExpertGroup …")
    date: str | None = Field(description="Adoption date, or the year that a citing paragraph states.")
    held: str | None = Field(description="held, partlyHeld or citedOnly; null for what is no work.")


class LineageEdge(BaseModel):
    """A link from the later thing to what it rests on."""

    from_: str = Field(alias="from", description="IRI of the later thing.")
    to: str = Field(description="IRI of the earlier thing.")
    relation: str
    in_closure: bool = Field(description="Whether the relation is followed; others are only shown.")
    paragraph: str = Field(description="Number of the paragraph that says so.")
    source: str = Field(description="IRI of that paragraph's text.")
    document: str
    rule: str
    certainty: str


class LineageCoverage(BaseModel):
    """What was looked at: absence means nothing beyond it."""

    works_held: int = Field(description="Works with the hashes of their paragraphs.")
    works_partly_held: int = Field(description="Works of which some paragraphs are named.")
    works_cited_only: int
    adopted_from: str | None = Field(description="First adoption date of a held act; null without one.")
    adopted_to: str | None = Field(description="Last one.")
    links: int = Field(description="Lineage links in the graph.")


class LineageAnswer(BaseModel):
    """What a thing rests on, and what rests on it."""

    of: str
    nodes: list[LineageNode]
    edges: list[LineageEdge]
    coverage: LineageCoverage
    truncated: bool = Field(description="Whether the depth cut the walk short.")


class Api:
    """The JSON addresses."""

    def __init__(self, current: Current, limiter: CapacityLimiter) -> None:
        self._current = current
        self._limiter = limiter

    async def health(self) -> Response:
        """Tell whether the service can answer, and from which release."""
        release = self._current.release()
        health = Health(
            status="ok",
            release=release.id,
            number=release.number,
            published=release.published or None,
            quads=release.quads,
            triples=release.triples,
            graphs=release.graphs,
        )
        return JSONResponse(health.model_dump(), headers={"Cache-Control": "no-store"})

    async def symbol(
        self,
        request: Request,
        q: Annotated[
            str, Query(description="A symbol in any spelling: `a/res/74/173`, `GA resolution 74/173`.")
        ],
    ) -> Response:
        """Redirect to the thing that a symbol means, however it is spelt."""
        release = self._current.release()
        return await in_thread(self._limiter, _symbol, request, release, q)

    async def lineage(
        self,
        request: Request,
        of: Annotated[
            str,
            Query(description="A symbol in any spelling, the code of a body, a path here, an IRI."),
        ],
        direction: Annotated[
            Literal["up", "down", "both"],
            Query(description="`up`: what it rests on; `down`: what rests on it."),
        ] = "both",
        depth: Annotated[
            int | None, Query(ge=1, le=UNLIMITED, description="Steps of the closure to follow.")
        ] = None,
        format: Annotated[
            str | None, Query(description="Instead of Accept: json, csv, dot, mermaid, graphml or svg.")
        ] = None,
    ) -> Response:
        """Trace where a mandate comes from and what came of it, each step with its paragraph."""
        release = self._current.release()
        chosen = by_name(format, LINEAGES) if format else choose(accept(request), LINEAGES)
        return await self._traced(release, of, direction, depth, chosen)

    async def drawing(
        self,
        of: Annotated[str, Query(description="As for /lineage.")],
        direction: Annotated[Literal["up", "down", "both"], Query(description="As for /lineage.")] = "both",
        depth: Annotated[int | None, Query(ge=1, le=UNLIMITED, description="As for /lineage.")] = None,
    ) -> Response:
        """Draw a lineage as SVG, with links to the things and to the paragraphs that say so."""
        svg = by_name("svg", LINEAGES)
        return await self._traced(self._current.release(), of, direction, depth, svg)

    async def _traced(
        self, release: OpenRelease, of: str, direction: str, depth: int | None, form: Format
    ) -> Response:
        ways = tuple(Direction) if direction == "both" else (Direction(direction),)
        body = await in_thread(self._limiter, _lineage, release, of, ways, depth or UNLIMITED, form)
        return Response(body, media_type=MEDIA_TYPES[form.name], headers={"Vary": "Accept"})

    async def dataset(self, request: Request) -> Response:
        """Describe the dataset: what it is, its rights, its size, where to query it (VoID)."""
        release = self._current.release()
        chosen = choose(accept(request), TRIPLES)
        triples = await in_thread(self._limiter, void, release)
        body = serialize(triples, format=chosen.rdf or RdfFormat.TURTLE, prefixes=PREFIXES)
        return Response(body, media_type=chosen.content_type, headers={"Vary": "Accept"})


def _symbol(request: Request, release: OpenRelease, q: str) -> Response:
    try:
        thing = release.find(q)
    except AmbiguousSymbol as error:
        return _ambiguous(request, release, q, error)
    path = local_path(thing.value, release.base)
    if path is None:
        raise NotFound(f"<{thing.value}> has no page here.", "The SPARQL endpoint has what is said of it.")
    return RedirectResponse(root(request) + path, status_code=303, headers={"Vary": "Accept"})


def _ambiguous(request: Request, release: OpenRelease, q: str, error: AmbiguousSymbol) -> Response:
    """Return all that the text may mean: none is picked where two bodies remain."""
    told = lookup.candidates(release.store, error.candidates[:MOST])
    found = [
        Candidate(
            symbol=one.symbol,
            kind=one.kind.replace("-", " "),
            body=one.body,
            date=one.date,
            title=one.title,
            href=_href(one.iri, release, root(request)),
        )
        for one in told
    ]
    if wants_page(request):
        page = render("candidates.html", request, q=q, message=error.message, candidates=found)
        return Response(page, 300, media_type=HTML.content_type, headers={"Vary": "Accept"})
    answer = Candidates(q=q, candidates=found)
    return JSONResponse(answer.model_dump(), status_code=300, headers={"Vary": "Accept"})


def _href(iri: str | None, release: OpenRelease, home: str) -> str | None:
    path = iri and local_path(iri, release.base)
    return home + path if path else None


def _lineage(
    release: OpenRelease, of: str, directions: tuple[Direction, ...], depth: int, form: Format
) -> str:
    if not of.strip():
        raise BadRequest("The parameter `of` is empty.", "Name a symbol, such as A/RES/74/173.")
    return FORMATS[form.name](trace(release.store, release.find(of), directions, depth))


CC0 = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


def void(release: OpenRelease) -> list[Triple]:
    """Return the description of the dataset in the Vocabulary of Interlinked Datasets.

    See https://www.w3.org/TR/void/.
    """
    dataset = NamedNode(f"{release.base}dataset")

    def triple(prop: str, value: NamedNode | str | int) -> Triple:
        term = value if isinstance(value, NamedNode) else RdfLiteral(value)
        return Triple(dataset, NamedNode(prop), term)

    dcterms = PREFIXES["dcterms"]
    symbols = islice(release.store.match(None, lookup.SYMBOL), 1)
    works = [quad.subject for quad in symbols if isinstance(quad.subject, NamedNode)]
    return [
        triple(f"{PREFIXES['rdf']}type", NamedNode(f"{_VOID}Dataset")),
        triple(f"{dcterms}title", "mandates: a knowledge graph of United Nations mandates and institutions"),
        *([triple(f"{dcterms}license", CC0)] if release.ours_alone else []),
        triple(f"{dcterms}identifier", release.id),
        triple(f"{_VOID}sparqlEndpoint", NamedNode(f"{release.base}sparql")),
        triple(f"{_VOID}uriSpace", release.base),
        triple(f"{_VOID}triples", release.triples),
        triple(f"{_VOID}vocabulary", NamedNode(PREFIXES["unm"])),
        *(triple(f"{_VOID}exampleResource", work) for work in works),
    ]


async def robots() -> PlainTextResponse:
    """Let crawlers read the pages, and keep them from the endpoint."""
    return PlainTextResponse("User-agent: *\nDisallow: /sparql\nDisallow: /lineage\n")
