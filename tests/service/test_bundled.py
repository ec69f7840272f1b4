"""The service on the graph that comes with the package: every IRI is a page, and each kind of page holds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from pyoxigraph import NamedNode, Quad

from graph.bundle import Bundle
from graph.engines.embedded import EmbeddedStore
from graph.infer import infer
from graph.names import Names
from graph.store import DEFAULT_GRAPH
from service import description
from service.current import OpenRelease
from service.negotiate import LANGUAGES
from service.pages import resolve
from service.questions import examples, sections
from service.rendering import local_path
from service.thing import page_of
from service.values import UNM, Values

BASE = "https://w3id.org/un-mandates/"
BROWSER = {"Accept": "text/html"}
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def bundled(stated: list[Quad]) -> OpenRelease:
    bundle = Bundle.installed().by_hand()
    store = EmbeddedStore.memory()
    store.bulk_insert(stated)
    store.bulk_insert(Quad(q.subject, q.predicate, q.object, DEFAULT_GRAPH) for q in stated)
    infer(store, bundle.rules, NamedNode(Names().graph_inferred))
    named = sum(1 for _ in store.named_quads())
    return OpenRelease("000001", "0" * 64, 1, "", BASE, store, named, len(store) - named)


@pytest.fixture(scope="module")
def client(serve: Callable[..., Any], fixed: Any, bundled: OpenRelease) -> Any:
    return serve(fixed(bundled))


def ours(release: OpenRelease) -> Iterator[str]:
    """Every IRI of the graph under its base, without fragments."""
    found: set[str] = set()
    for quad in release.store.named_quads():
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode) and term.value.startswith(BASE):
                found.add(term.value.partition("#")[0])
    yield from sorted(found)


def test_every_iri_dereferences_and_has_a_name(bundled):
    iris = list(ours(bundled))
    assert len(iris) > 500
    for iri in iris:
        path = local_path(iri, BASE)
        assert path is not None
        thing, form = resolve(bundled, unquote(path.removeprefix("/")))
        assert (thing, form) == (NamedNode(iri), None)
        page = page_of(bundled, NamedNode(iri), Values(bundled, LANGUAGES, here=iri))
        assert page.name.text
        assert page.properties or page.stated or page.incoming or page.sections or iri == f"{BASE}ontology"
        assert description.quads_of(bundled.store, NamedNode(iri)) or page.incoming


def test_a_page_of_every_class_is_served(client, bundled):
    of_class: dict[str, str] = {}
    for quad in bundled.store.match(None, TYPE, None, DEFAULT_GRAPH):
        thing, kind = quad.subject, quad.object
        if isinstance(thing, NamedNode) and isinstance(kind, NamedNode) and kind.value.startswith(UNM):
            of_class.setdefault(kind.value, thing.value)
    assert len(of_class) > 20
    for iri in sorted(set(of_class.values())):
        path = local_path(iri, BASE)
        assert client.get(path, headers=BROWSER).status_code == 200
        for extension in ("ttl", "jsonld", "nt", "rdf"):
            assert client.get(f"{path}.{extension}").status_code == 200


def test_every_section_and_example_has_an_answer_here(client, bundled):
    for question, _ in sections():
        answer = client.get("/sparql", params={"query": question.text}).json()
        assert answer["results"]["bindings"], question.name
    for question in examples(BASE):
        answer = client.get("/sparql", params={"query": question.text, "format": "csv"})
        text = answer.text if answer.status_code == 200 else ""
        triples = client.get("/sparql", params={"query": question.text, "format": "nt"}).text
        assert len((text or triples).splitlines()) > 1, question.name


def test_the_question_of_the_home_page(client):
    question = next(question for question in examples(BASE) if "cybercrime mandate" in question.title)
    rows = client.get("/sparql", params={"query": question.text}).json()["results"]["bindings"]
    steps = [(row["year"]["value"], row["act"]["value"].removeprefix(f"{BASE}doc/")) for row in rows]
    assert list(dict.fromkeys(steps)) == [
        ("2009", "A/RES/64/179"),
        ("2010", "A/RES/65/230"),
        ("2011", "x-ccpcj/res/20/7"),
        ("2013", "x-ccpcj/res/22/8"),
        ("2019", "A/RES/74/173"),
    ]
    assert all("/zh/p/" in row["paragraph"]["value"] for row in rows)
