"""A small graph that is served as a release, without a data folder, and a client for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from pyoxigraph import Quad, RdfFormat, parse

from graph.engines.embedded import EmbeddedStore
from graph.store import DEFAULT_GRAPH
from service.app import create_app
from service.current import Current, OpenRelease

BASE = "https://w3id.org/un-mandates/"

DATA = r"""
@prefix unm: <https://w3id.org/un-mandates/ontology#> .
@prefix rel: <https://w3id.org/un-mandates/ontology/lineage-relation/> .
@prefix role: <https://w3id.org/un-mandates/ontology/citation-role/> .
@prefix b: <https://w3id.org/un-mandates/> .
@prefix body: <https://w3id.org/un-mandates/body/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/un-mandates/> .

<ontology> {
    <ontology> a owl:Ontology ; dcterms:title "Vocabulary"@en .
    unm:Work a owl:Class ; rdfs:label "work"@en .
    unm:Act a owl:Class ; rdfs:subClassOf unm:Work ; rdfs:label "act"@en .
    unm:Resolution a owl:Class ; rdfs:subClassOf unm:Act ; rdfs:label "resolution"@en, "قرار"@ar .
    unm:Report a owl:Class ; rdfs:subClassOf unm:Work ; rdfs:label "report"@en .
    unm:Body a owl:Class ; rdfs:label "body"@en .
    unm:Meeting a owl:Class ; rdfs:label "meeting"@en .
    unm:ProvisionText a owl:Class ; rdfs:label "text of a provision"@en .
    unm:Citation a owl:Class ; rdfs:label "citation"@en .
    unm:Mandate a owl:Class ; rdfs:label "mandate"@en .
    unm:adoptedBy a owl:ObjectProperty ; rdfs:label "adopted by"@en .
    unm:symbol a owl:DatatypeProperty ; rdfs:label "symbol"@en .
    role:requests skos:prefLabel "requests"@en .
    rel:pursuantTo skos:prefLabel "pursuant to"@en ; skos:notation "pursuantTo" ; unm:inClosure true .
    unm:reported skos:notation "reported" ; skos:prefLabel "reported"@en .
}
<shapes> { <shapes#ActShape> a <http://www.w3.org/ns/shacl#NodeShape> . }

<graph/curated> {
    body:ga a unm:Body ; rdfs:label "General Assembly"@en, "الجمعية العامة"@ar, "大会"@zh .
    body:unodc a unm:Body ; rdfs:label "United Nations Office on Drugs and Crime"@en .
    <doc/A/RES/74/173> rdfs:seeAlso <https://undocs.org/A/RES/74/173> .
    <doc/x-src/old> unm:withdrawn true ; unm:withdrawalReason "It named a file, not a work."@en .
    <doc/x-src/known-now> dcterms:isReplacedBy <doc/A/RES/74/173> .
    <topic/evil> rdfs:label "<script>alert(1)</script>"@en ; rdfs:seeAlso <javascript:alert(1)> ;
        skos:note "\"><img src=x onerror=alert(1)>" .
}
<doc/x-src/report/zh> {
    <doc/x-src/report> a unm:Report ; rdfs:label "a report"@en ; unm:hasExpression <doc/x-src/report/zh> ;
        unm:hasProvision <doc/x-src/report/p/5> .
    <doc/x-src/report/zh> unm:hasProvisionText <doc/x-src/report/zh/p/5> .
    <doc/x-src/report/p/5> unm:provisionNumber "5" ; unm:ordinal 1 .
    <doc/x-src/report/zh/p/5> a unm:ProvisionText ; unm:textOf <doc/x-src/report/p/5> ; unm:textHash "00" .
}
<doc/x-src/report/zh/p/5> {
    <doc/x-src/report/zh/p/5> unm:hasCitation <doc/x-src/report/zh/p/5/cite/A/RES/74/173> .
    <doc/A/RES/74/173> a unm:Resolution ; unm:symbol "A/RES/74/173" ; unm:adoptedBy body:ga ;
        dcterms:title "Countering cybercrime"@en .
    <doc/A/RES/65/230> a unm:Resolution ; unm:symbol "A/RES/65/230" ; unm:adoptedBy body:ga .
    <doc/x-src/report/zh/p/5/cite/A/RES/74/173> a unm:Citation ; unm:citedTarget <doc/A/RES/74/173> ;
        unm:citationRole role:requests ; unm:surfaceForm "第74/173号决议" ; dcterms:source <doc/x-src/report/zh/p/5> .
    <doc/x-src/report/zh/p/5/mandate/requests/1> a unm:Mandate ; rdfs:label "provide training"@en ;
        unm:issuedIn <doc/A/RES/74/173> ; unm:addressee body:unodc ; unm:yearStated "2019"^^xsd:gYear ;
        dcterms:source <doc/x-src/report/zh/p/5> .
    <doc/x-src/report/zh/p/5/link/pursuantTo/1> unm:from <doc/A/RES/74/173> ; unm:to <doc/A/RES/65/230> ;
        unm:relation rel:pursuantTo ; unm:certainty unm:reported ; unm:rule "curated" ;
        dcterms:source <doc/x-src/report/zh/p/5> .
    <doc/E/CN.15/2021/1> a unm:Work ; unm:symbol "E/CN.15/2021/1" .
    <doc/A/72/439/Add.2> a unm:Work ; unm:symbol "A/72/439/Add.2" .
    <doc/S/RES/1373(2001)> a unm:Resolution ; unm:symbol "S/RES/1373(2001)" .
    <doc/S/RES/22(1947)> a unm:Resolution ; unm:symbol "S/RES/22(1947)" .
    <meeting/egcc/6> a unm:Meeting ; rdfs:label "sixth meeting"@en .
    <meeting/egcc/6/schedule/1> unm:ofMeeting <meeting/egcc/6> ; unm:sequence 1 ;
        unm:plannedStart "2020-04"^^xsd:gYearMonth ; dcterms:source <doc/x-src/report/zh/p/5> .
}
<graph/inferred> {
    <doc/A/RES/74/173> a unm:Act, unm:Work ; unm:restsOn <doc/A/RES/65/230> .
    <doc/x-src/report/zh/p/5/link/pursuantTo/1> unm:later <doc/A/RES/74/173> ; unm:earlier <doc/A/RES/65/230> .
}
"""


def _release_of(data: str = DATA, *, number: int = 1, base: str = BASE) -> OpenRelease:
    """An open release of TriG text, with the union of its graphs as default graph."""
    quads = list(parse(data.encode(), RdfFormat.TRIG))
    union = {Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH) for quad in quads}
    store = EmbeddedStore.memory([*quads, *union])
    graphs = len(list(store.graph_names()))
    id = f"{number:064x}"
    return OpenRelease(f"{number:06}-{id[:12]}", id, number, "", base, store, len(quads), len(union), graphs)


@dataclass
class Fixed:
    """A source whose release a test sets."""

    release: OpenRelease | Exception = field(default_factory=_release_of)

    def state(self) -> str:
        return str(id(self.release))

    def open(self) -> OpenRelease:
        if isinstance(self.release, Exception):
            raise self.release
        return self.release


class Client:
    """Asks an application in this process; redirects are not followed."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self.app = app
        self._portal = portal
        transport = httpx.ASGITransport(app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def request(self, method: str, url: str, **options: object) -> httpx.Response:
        return self._portal.call(partial(self._client.request, method, url, **options))

    def get(self, url: str, **options: object) -> httpx.Response:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: object) -> httpx.Response:
        return self.request("POST", url, **options)

    def head(self, url: str, **options: object) -> httpx.Response:
        return self.request("HEAD", url, **options)


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., Client]]:
    """Start the application on a source; it ends with the module."""
    with start_blocking_portal() as portal, ExitStack() as running:

        def start(source: Fixed | None = None, interval: float = 60.0) -> Client:
            app = create_app(Current(source or Fixed(), interval))
            running.enter_context(portal.wrap_async_context_manager(app.router.lifespan_context(app)))
            return Client(app, portal)

        yield start


@pytest.fixture(scope="module")
def client(serve: Callable[..., Client]) -> Client:
    """The application on the small graph."""
    return serve()


@pytest.fixture(scope="session")
def release_of() -> Callable[..., OpenRelease]:
    """Make an open release of TriG text."""
    return _release_of


@pytest.fixture(scope="session")
def fixed() -> type[Fixed]:
    """Make a source whose release a test sets."""
    return Fixed


@pytest.fixture(scope="session")
def data() -> str:
    """The small graph as TriG."""
    return DATA
