from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse

from service.api import LineageAnswer, void

BASE = "https://w3id.org/un-mandates/"
ACT = "/doc/A/RES/74/173"


def lineage(client: Any, **parameters: str | int) -> dict[str, Any]:
    response = client.get("/lineage", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("q", "location"),
    [
        ("A/RES/74/173", ACT),
        ("a/res/74/173", ACT),
        (" A / RES / 74 / 173 ", ACT),
        ("General Assembly resolution 74/173", ACT),
        ("https://undocs.org/A/RES/74/173", ACT),
        ("S/RES/1373 (2001)", "/doc/S/RES/1373(2001)"),
        ("Security Council resolution 1373 (2001)", "/doc/S/RES/1373(2001)"),
        ("a/72/439/add.2", "/doc/A/72/439/Add.2"),
        ("E/CN.15/2021/1", "/doc/E/CN.15/2021/1"),
    ],
)
def test_any_spelling_leads_to_the_thing(client, q: str, location: str):
    response = client.get("/symbol", params={"q": q})
    assert (response.status_code, response.headers["location"]) == (303, location)
    assert client.get(location).status_code == 200


@pytest.mark.parametrize(
    "q", ["A/RES/74/999", "nonsense", "", "<script>", "A" * 10_000, "\0", "%", "'; DROP"]
)
def test_an_unknown_symbol_is_not_found(client, q: str):
    problem = client.get("/symbol", params={"q": q})
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    assert len(problem.content) < 2_000
    page = client.get("/symbol", params={"q": q}, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "<script>" not in page.text


def test_a_text_is_read_to_its_end(client):
    q = "A/RES/74/173" + " " * 400 + "and then something else"
    assert client.get("/symbol", params={"q": q}).status_code == 404


def test_what_has_no_page_here_leads_nowhere(serve, fixed, release_of):
    outside = '<http://e/g> { <http://e/act> <https://w3id.org/un-mandates/ontology#symbol> "A/RES/70/1" }'
    client = serve(fixed(release_of(outside)))
    problem = client.get("/symbol", params={"q": "A/RES/70/1"})
    assert problem.status_code == 404
    assert "<http://e/act>" in problem.json()["detail"]


def test_the_nearest_are_named(client):
    assert client.get("/symbol", params={"q": "A/RES/74/174"}).json()["candidates"][0] == "A/RES/74/173"


def test_an_ambiguous_spelling_picks_none(client):
    response = client.get("/symbol", params={"q": "22/8"})
    assert response.status_code == 300
    candidates = {entry["symbol"]: entry["href"] for entry in response.json()["candidates"]}
    assert len(candidates) > 1
    assert candidates["CCPCJ/RES/22/8"] is None
    page = client.get("/symbol", params={"q": "22/8"}, headers={"Accept": "text/html"})
    assert page.status_code == 300
    assert "CCPCJ/RES/22/8" in page.text


def test_without_a_question(client):
    assert client.get("/symbol").status_code == 400
    assert client.get("/lineage").status_code == 400


@pytest.mark.parametrize(
    "of", ["A/RES/74/173", "ga resolution 74/173", "doc/A/RES/74/173", ACT, BASE + ACT[1:]]
)
def test_lineage_up(client, of: str):
    found = lineage(client, of=of, direction="up")
    assert found["of"] == BASE + ACT[1:]
    assert [(edge["from"], edge["relation"], edge["to"]) for edge in found["edges"]] == [
        (BASE + ACT[1:], "pursuantTo", f"{BASE}doc/A/RES/65/230")
    ]
    assert found["edges"][0]["paragraph"] == "5"
    assert found["edges"][0]["source"] == f"{BASE}doc/x-src/report/zh/p/5"
    assert found["coverage"]["links"] >= 0


@pytest.mark.parametrize("name", ["json", "csv", "dot", "mermaid", "graphml", "svg"])
def test_lineage_in_every_format(client, name: str):
    response = client.get("/lineage", params={"of": "A/RES/74/173", "format": name})
    assert response.status_code == 200
    assert "A/RES/65/230" in response.text
    media_type = response.headers["content-type"].partition(";")[0]
    again = client.get("/lineage", params={"of": "A/RES/74/173"}, headers={"Accept": media_type})
    assert again.content == response.content


def test_lineage_drawn(client):
    drawn = client.get("/lineage.svg", params={"of": "A/RES/74/173"})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert "<script" not in drawn.text
    assert client.get("/lineage", params={"of": "A/RES/74/173", "format": "png"}).status_code == 406


def test_a_code_and_a_name_lead_to_the_body(client):
    for q in ("UNODC", "unodc", "United Nations Office on Drugs and Crime", "/body/unodc"):
        assert client.get("/symbol", params={"q": q}).headers["location"] == "/body/unodc"


def test_lineage_the_other_way(client):
    assert lineage(client, of="A/RES/74/173", direction="down")["edges"] == []
    assert len(lineage(client, of="A/RES/65/230", direction="down")["edges"]) == 1
    assert len(lineage(client, of="A/RES/65/230")["edges"]) == 1
    assert lineage(client, of="body/ga")["of"] == f"{BASE}body/ga"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"of": "A/RES/74/174"}, 404),
        ({"of": "nonsense"}, 404),
        ({"of": "22/8"}, 300),
        ({"of": ""}, 400),
        ({"of": "A/RES/74/173", "direction": "sideways"}, 400),
        ({"of": "A/RES/74/173", "depth": 0}, 400),
        ({"of": "A/RES/74/173", "depth": 10**9}, 400),
        ({"of": "A/RES/74/173", "depth": "x"}, 400),
    ],
)
def test_lineage_of_nothing(client, parameters: dict[str, Any], status: int):
    response = client.get("/lineage", params=parameters)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/")


def test_health(client):
    response = client.get("/health")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    health = response.json()
    assert health["status"] == "ok"
    assert health["release"] == f"{1:064x}"
    assert health["number"] == 1
    assert health["quads"] > 0


@pytest.mark.parametrize("path", ["/dataset", "/.well-known/void"])
def test_the_dataset_describes_itself(client, path: str):
    response = client.get(path, headers={"Accept": "text/turtle"})
    found = {(q.predicate.value, q.object.value) for q in parse(response.content, RdfFormat.TURTLE)}
    assert ("http://purl.org/dc/terms/license", "https://creativecommons.org/publicdomain/zero/1.0/") in found
    assert ("http://purl.org/dc/terms/identifier", f"{1:064x}") in found


def test_no_licence_is_claimed_for_graphs_of_a_users_own(release_of):
    ours = release_of()
    licences = [
        [triple for triple in void(release) if triple.predicate.value.endswith("/license")]
        for release in (ours, replace(ours, ours_alone=False))
    ]
    assert [len(found) for found in licences] == [1, 0]


def test_robots(client):
    assert client.get("/robots.txt").text.startswith("User-agent: *\n")


def test_a_symbol_that_reads_alike_in_sparql_is_only_a_term(client):
    for hostile in ("A/RES/74/173> ?p ?o } #", 'A/RES/74/173" }', "A/RES/74/173\\u003e", "A/RES/74/173\n}"):
        assert client.get("/lineage", params={"of": hostile}).status_code in {404, 200}
        assert client.get(f"/doc/{quote(hostile)}").status_code in {404, 301}


def test_openapi_says_what_a_lineage_is(client):
    """Each answer has the fields of its model, and no other."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    found = lineage(client, of="A/RES/74/173")
    assert found.keys() == schemas["LineageAnswer"]["properties"].keys()
    assert found["coverage"].keys() == schemas["LineageCoverage"]["properties"].keys()
    assert found["nodes"][0].keys() == schemas["LineageNode"]["properties"].keys()
    assert found["edges"][0].keys() == schemas["LineageEdge"]["properties"].keys()
    LineageAnswer.model_validate(found)


def test_the_example_of_the_dataset_is_in_it(client, serve, fixed, release_of):
    def example(client) -> list[str]:
        turtle = client.get("/dataset", headers={"Accept": "application/n-triples"}).content
        return [
            t.object.value
            for t in parse(turtle, RdfFormat.N_TRIPLES)
            if t.predicate.value.endswith("#exampleResource")
        ]

    (iri,) = example(client)
    assert client.get(iri.removeprefix(BASE[:-1])).status_code == 200
    assert example(serve(fixed(release_of("")))) == []
