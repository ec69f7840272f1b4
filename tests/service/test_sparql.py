from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from service.negotiate import ROWS, TRIPLES, Format

BASE = "https://w3id.org/un-mandates/"
UNM = "PREFIX unm: <https://w3id.org/un-mandates/ontology#> "
ACTS = UNM + "SELECT ?act { ?act unm:symbol ?s } ORDER BY ?s"
DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FIRST = f"{BASE}doc/A/72/439/Add.2"


def cells(response: Any) -> list[str]:
    assert response.status_code == 200, response.text
    return [cell["value"] for row in response.json()["results"]["bindings"] for cell in row.values()]


def ask(client: Any, query: str, **headers: str) -> Any:
    return client.get("/sparql", params={"query": query}, headers=headers)


# ---------------------------------------------------------------- the protocol


def test_the_three_ways_to_ask_give_one_answer(client):
    got = cells(client.get("/sparql", params={"query": ACTS}))
    assert got[0] == FIRST
    assert cells(client.post("/sparql", content=urlencode({"query": ACTS}), headers=FORM)) == got
    assert cells(client.post("/sparql", content=ACTS, headers=DIRECT)) == got
    utf8 = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert cells(client.post("/sparql", content=ACTS, headers=utf8)) == got


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "status"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, "", 400),
        ("GET", "/sparql?query=", {}, "", 400),
        ("GET", "/sparql?query=%FF", {}, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=not%20absolute", {}, "", 400),
        ("GET", "/sparql?update=CLEAR+ALL", {}, "", 400),
        ("GET", "/sparql?query=CLEAR+ALL", {}, "", 400),
        ("POST", "/sparql", FORM, "update=CLEAR+ALL", 400),
        ("POST", "/sparql", FORM, "", 400),
        ("POST", "/sparql", FORM, "query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("POST", "/sparql", DIRECT, b"ASK { ?s ?p '\xff' }", 400),
        ("POST", "/sparql", DIRECT, b"SELECT nonsense", 400),
        ("POST", "/sparql?query=ASK%7B%7D", DIRECT, "ASK {}", 400),
        ("POST", "/sparql", DIRECT, b"CLEAR ALL", 400),
        ("POST", "/sparql", {}, "ASK {}", 415),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, "ASK {}", 415),
        ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, "CLEAR ALL", 415),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=utf-16"}, "A", 415),
        ("POST", "/sparql", {**DIRECT, "Content-Encoding": "gzip"}, b"\x1f\x8b", 415),
        ("POST", "/sparql", DIRECT, "ASK {}" + " " * 70_000, 413),
        ("POST", "/sparql", DIRECT, b"x" * 1_000_000, 413),
        ("POST", "/sparql", FORM, b"query=" + b"%20" * 300_000, 413),
        ("PUT", "/sparql", DIRECT, "ASK {}", 405),
        ("DELETE", "/sparql", {}, "", 405),
        ("POST", "//sparql", DIRECT, "ASK {}", 405),
        ("POST", "/sparql/", DIRECT, "ASK {}", 405),
    ],
)
def test_what_breaks_the_protocol_is_a_problem(
    client, method: str, url: str, headers: dict[str, str], body: str | bytes, status: int
):
    response = client.request(method, url, headers=headers, content=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert ask(client, "ASK {}").json() == {"head": {}, "boolean": True}


def test_a_wrong_method_is_told_the_right_ones(client):
    assert set(client.request("PUT", "/sparql").headers["allow"].split(", ")) <= {"GET", "HEAD", "POST"}


def test_dataset_parameters(client):
    curated, ontology = f"{BASE}graph/curated", f"{BASE}ontology"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    whole = int(cells(ask(client, count))[0])
    one = client.get("/sparql", params={"query": count, "default-graph-uri": curated})
    two = client.get("/sparql", params={"query": count, "default-graph-uri": [curated, ontology]})
    assert 0 < int(cells(one)[0]) < int(cells(two)[0]) < whole
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert cells(client.get("/sparql", params={"query": graphs, "named-graph-uri": curated})) == [curated]
    assert cells(client.get("/sparql", params={"query": graphs, "default-graph-uri": curated})) == []
    assert cells(client.get("/sparql", params={"query": count, "named-graph-uri": curated})) == ["0"]
    body = urlencode({"query": count, "default-graph-uri": curated})
    assert cells(client.post("/sparql", content=body, headers=FORM)) == cells(one)
    direct = client.post(f"/sparql?default-graph-uri={quote(curated)}", content=count, headers=DIRECT)
    assert cells(direct) == cells(one)
    # The protocol's dataset stands above the query's own.
    from_query = f"SELECT (COUNT(*) AS ?n) FROM <{ontology}> {{ ?s ?p ?o }}"
    named = client.get("/sparql", params={"query": from_query, "default-graph-uri": curated})
    assert cells(named) == cells(one)


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "http://127.0.0.1:9/", "ftp://127.0.0.1/x"])
def test_a_graph_is_a_name_and_never_fetched(client, graph: str):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert cells(client.get("/sparql", params={"query": count, "default-graph-uri": graph})) == ["0"]
    assert cells(ask(client, f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}")) == ["0"]
    named = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert cells(ask(client, named)) == ["0"]


def test_relative_iris_stand_under_the_base(client):
    assert ask(client, "ASK { <doc/A/RES/74/173> ?p ?o }").json()["boolean"] is True


# ---------------------------------------------------------------- formats


@pytest.mark.parametrize("form", ROWS, ids=lambda form: form.name)
@pytest.mark.parametrize("way", ["accept", "parameter", "extension"])
def test_rows_in_every_format(client, form: Format, way: str):
    headers = {"Accept": form.media_type if way == "accept" else "text/html"}
    parameters = {"query": ACTS} | (
        {} if way == "accept" else {"format": form.name if way == "parameter" else form.extension}
    )
    response = client.get("/sparql", params=parameters, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == form.media_type
    assert FIRST in response.text


@pytest.mark.parametrize("form", ROWS, ids=lambda form: form.name)
def test_a_truth_in_every_format(client, form: Format):
    response = ask(client, "ASK {}", Accept=form.media_type)
    assert response.headers["content-type"].partition(";")[0] == form.media_type
    assert "true" in response.text


@pytest.mark.parametrize("form", TRIPLES, ids=lambda form: form.name)
def test_triples_in_every_format(client, form: Format):
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ <{FIRST}> }} ?s ?p ?o }}"
    response = ask(client, query, Accept=form.media_type)
    assert response.headers["content-type"].partition(";")[0] == form.media_type
    assert form.rdf is not None
    triples = {(q.subject, q.predicate, q.object) for q in parse(response.content, form.rdf)}
    assert len(triples) == 2


def test_describe(client):
    response = ask(client, f"DESCRIBE <{FIRST}>", Accept="application/n-triples")
    assert all(line.startswith(f"<{FIRST}>") for line in response.text.splitlines())
    assert len(response.text.splitlines()) == 2


@pytest.mark.parametrize(
    ("query", "accept", "known"),
    [
        (ACTS, "text/turtle", "text/csv"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv", "text/turtle"),
        (ACTS, "image/png", "application/sparql-results+json"),
    ],
)
def test_what_no_format_fits_says_which_do(client, query: str, accept: str, known: str):
    response = ask(client, query, Accept=accept)
    assert response.status_code == 406
    assert known in response.json()["known"]


def test_an_unknown_format_parameter(client):
    response = client.get("/sparql", params={"query": ACTS, "format": "yaml"})
    assert response.status_code == 406
    assert response.json()["known"] == ["json", "xml", "csv", "tsv", "html"]


def test_csv_stays_exact(client):
    query = 'SELECT ?v { VALUES ?v { "=1+1" "@x" "a,\\"b\\"\\nc" "-1" } }'
    rows = list(csv.reader(io.StringIO(ask(client, query, Accept="text/csv").text, newline="")))
    assert rows == [["v"], ["=1+1"], ["@x"], ['a,"b"\nc'], ["-1"]]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_a_literal_comes_back_as_it_went(client, text: str):
    written = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    assert cells(ask(client, f'SELECT ("{written}" AS ?v) {{}}')) == [text]


# ---------------------------------------------------------------- errors that help


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("SELECT * WHERE { ?s ?p }", 1, 25, "malformed"),
        ("SELECT *\nWHERE {\n  ?s ?p ?o ;; ?q\n}", 4, 2, "malformed"),
        ("SELECT *\nWHERE { ?s unm:symbol ?o }", 2, 22, "The prefix unm: is not declared"),
        ("SELECT * { ?s ?p ?o }\nORDER BY xsd:integer(?o)", 2, 21, "The prefix xsd: is not declared"),
        ("", 1, 1, "empty"),
    ],
)
def test_a_malformed_query_says_where_and_what(client, query: str, line: int, column: int, said: str):
    response = ask(client, query)
    problem = response.json()
    assert response.status_code == 400
    assert (problem["line"], problem["column"]) == (line, column)
    assert said in problem["detail"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("unm", "Declare it: PREFIX unm: <https://w3id.org/un-mandates/ontology#>"),
        ("skoss", "or did you mean PREFIX skos: <http://www.w3.org/2004/02/skos/core#>?"),
        ("zzzz", "Declare it: PREFIX zzzz: <…>"),
    ],
)
def test_a_missing_prefix_says_the_line_to_add(client, name: str, hint: str):
    assert hint in ask(client, f"SELECT * {{ ?s {name}:x ?o }}").json()["hint"]


def test_service_names_the_clause(client):
    problem = ask(client, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").json()
    assert (problem["status"], problem["type"]) == (400, "/problems/query-refused")
    assert "SERVICE" in problem["detail"]


def test_deep_nesting_does_not_end_the_process(client):
    response = ask(client, "SELECT * {" + "{" * 3_000 + "}" * 3_000 + "}")
    assert response.status_code == 400
    assert "nests" in response.json()["detail"]


# ---------------------------------------------------------------- caching


def test_etag_and_304(client):
    first = ask(client, ACTS)
    tag = first.headers["etag"]
    again = ask(client, ACTS, **{"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert first.headers["vary"] == "Accept, Accept-Language"
    others = [
        ask(client, ACTS + " ").headers["etag"],
        ask(client, ACTS, Accept="text/csv").headers["etag"],
        client.get("/sparql", params={"query": ACTS, "default-graph-uri": "a:b"}).headers["etag"],
    ]
    assert len({tag, *others}) == 4


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_by_itself_is_never_cached(client, call: str):
    response = ask(client, f"SELECT ({call} AS ?v) {{}}")
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_another_release_has_other_tags(serve, fixed, release_of):
    one, two = serve(fixed(release_of(number=1))), serve(fixed(release_of(number=2)))
    assert ask(one, ACTS).headers["etag"] != ask(two, ACTS).headers["etag"]


# ---------------------------------------------------------------- description and form


@pytest.mark.parametrize("form", TRIPLES, ids=lambda form: form.name)
def test_service_description(client, form: Format):
    response = client.get("/sparql", headers={"Accept": form.media_type})
    assert response.headers["content-type"].partition(";")[0] == form.media_type
    triples = {
        (q.predicate.value.rpartition("#")[2], getattr(q.object, "value", ""))
        for q in parse(response.content, form.rdf or RdfFormat.TURTLE)
    }
    assert ("endpoint", "http://testserver/sparql") in triples
    assert ("supportedLanguage", "http://www.w3.org/ns/sparql-service-description#SPARQL11Query") in triples


def test_a_host_that_is_no_host_does_no_harm(client):
    response = client.get("/sparql", headers={"Accept": "text/turtle", "Host": "a b>c"})
    assert response.status_code == 200
    assert list(parse(response.content, RdfFormat.TURTLE))


def test_a_browser_gets_a_form_without_script(client):
    page = client.get("/sparql", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<form" in page.text
    assert "<textarea" in page.text
    assert "<script" not in page.text


def test_a_browser_gets_a_table_with_links_here(client):
    page = ask(client, ACTS, **BROWSER)
    assert page.status_code == 200
    assert '<a href="/doc/A/RES/74/173" title="Countering cybercrime">A/RES/74/173</a>' in page.text
    assert "6 rows" in page.text


@pytest.mark.parametrize(("query", "shown"), [("ASK {}", "yes"), ("ASK { <a:b> ?p ?o }", "no")])
def test_a_browser_gets_a_truth_in_words(client, query: str, shown: str):
    assert f'<p class="truth">{shown}</p>' in ask(client, query, **BROWSER).text


def test_a_long_table_says_that_it_is_cut(client):
    numbers = " ".join(map(str, range(1_001)))
    page = ask(client, f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }}", **BROWSER).text
    assert "Only the first 1000 rows are shown" in page
    assert ask(client, f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }}").text.count('"n":') == 1_001


def test_a_browser_keeps_its_malformed_query_and_sees_where_it_breaks(client):
    page = ask(client, "SELECT * WHERE { ?s ?p }</textarea><script>", **BROWSER)
    assert page.status_code == 400
    assert "&lt;/textarea&gt;&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "Malformed query" in page.text
    assert " ^" in page.text


def test_hostile_terms_stay_text(client):
    query = """SELECT ?a ?b ?c {
        VALUES (?a ?b ?c) { ("<img src=x onerror=alert(1)>" <javascript:alert(1)> "x"@x-onload) } }"""
    page = ask(client, query, **BROWSER).text
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_head(client):
    for url in (f"/sparql?query={quote(ACTS)}", "/sparql"):
        head, got = client.head(url), client.get(url)
        assert (head.status_code, head.headers["content-type"]) == (200, got.headers["content-type"])


@pytest.mark.parametrize("kind", ["union", "plain"])
def test_the_description_says_what_the_default_graph_is(serve, fixed, release_of, kind: str):
    client = serve(fixed(replace(release_of(), default_graph=kind)))
    described = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert ("UnionDefaultGraph" in described) == ("union of all named graphs" in page) == (kind == "union")
