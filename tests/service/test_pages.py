from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from service.negotiate import LANGUAGES, THING, Format
from service.questions import examples, note, sections
from service.rendering import direction, local_path, safe_link

BASE = "https://w3id.org/un-mandates/"
ACT = "/doc/A/RES/74/173"
TEXT = "/doc/x-src/report/zh/p/5"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def page(client: Any, path: str, status: int = 200, **headers: str) -> str:
    response = client.get(path, headers=BROWSER | headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def quads(response: Any, form: RdfFormat) -> list[Quad]:
    assert response.status_code == 200, response.text
    return list(parse(response.content, form))


class Outline(HTMLParser):
    """What an assistive program sees of a page: headings, labels, ids, links."""

    VOID = frozenset(("meta", "link", "input", "br", "img"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize("form", THING, ids=lambda form: form.name)
@pytest.mark.parametrize(
    "path", [ACT, "/doc/A/72/439/Add.2", "/doc/E/CN.15/2021/1", "/doc/S/RES/1373(2001)", TEXT]
)
def test_every_form_by_accept_and_by_extension(client, path: str, form: Format):
    by_accept = client.get(path, headers={"Accept": form.media_type})
    by_extension = client.get(f"{path}.{form.extension}", headers={"Accept": "image/png"})
    assert by_accept.status_code == by_extension.status_code == 200
    assert by_accept.headers["content-type"].partition(";")[0] == form.media_type
    assert by_accept.content == by_extension.content
    if form.rdf is not None:
        subjects = {quad.subject for quad in parse(by_accept.content, form.rdf)}
        assert NamedNode(BASE + path[1:]) in subjects


@pytest.mark.parametrize(
    "path", ["/doc/S/RES/1373%282001%29", "/doc/S/RES/1373%282001%29.ttl", "/doc%2FA%2FRES%2F74%2F173"]
)
def test_an_escaped_path_is_the_same_thing(client, path: str):
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 200


def test_no_form_fits(client):
    response = client.get(ACT, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.json()["known"] == [form.media_type for form in THING]


def test_a_dot_in_a_symbol_is_no_extension(client):
    assert client.get("/doc/A/72/439/Add.2", headers={"Accept": "text/turtle"}).status_code == 200
    assert client.get("/doc/A/72/439/Add", headers={"Accept": "text/turtle"}).status_code == 404


def test_what_a_machine_gets(client):
    triples = {
        str(q.subject) + str(q.predicate) + str(q.object)
        for q in quads(client.get(f"{ACT}.nt"), RdfFormat.N_TRIPLES)
    }
    unm, labels = f"<{BASE}ontology#", "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert f'<{BASE}doc/A/RES/74/173>{unm}symbol>"A/RES/74/173"' in triples
    assert f'<{BASE}body/ga>{labels}"大会"@zh' in triples  # the name of a neighbour
    assert not any(triple.startswith(f"<{BASE}body/unodc>") for triple in triples)
    report = {str(q.subject) for q in quads(client.get("/doc/x-src/report.nt"), RdfFormat.N_TRIPLES)}
    assert f"<{BASE}doc/x-src/report/p/5>" in report  # what hangs under it
    text = {str(q.subject) for q in quads(client.get(f"{TEXT}.nt"), RdfFormat.N_TRIPLES)}
    assert f"<{BASE}doc/x-src/report/zh/p/5/mandate/requests/1>" in text  # has it as its source
    assert f"<{BASE}doc/A/72/439/Add.2>" in text  # what its graph states of other things
    meeting = {str(q.subject) for q in quads(client.get("/meeting/egcc/6.nt"), RdfFormat.N_TRIPLES)}
    assert f"<{BASE}meeting/egcc/6/schedule/1>" in meeting


def test_trig_keeps_who_says_so(client):
    graphs = {str(q.graph_name) for q in quads(client.get(f"{ACT}.trig"), RdfFormat.TRIG)}
    assert {f"<{BASE}doc/x-src/report/zh/p/5>", f"<{BASE}graph/curated>"} <= graphs
    assert "DEFAULT" not in graphs
    triples = [str(q.triple) for q in quads(client.get(f"{ACT}.nt"), RdfFormat.N_TRIPLES)]
    assert len(triples) == len(set(triples))


def test_a_plain_dataset_is_served_too(serve, fixed, release_of):
    plain = release_of(f'<{BASE}doc/x-src/a> <http://purl.org/dc/terms/title> "A" .')
    client = serve(fixed(plain))
    assert len(quads(client.get("/doc/x-src/a.trig"), RdfFormat.TRIG)) == 1
    assert ">A<" in page(client, "/doc/x-src/a")


@pytest.mark.parametrize("path", ["/graph/curated", "/shapes", "/ontology", "/graph/inferred"])
def test_graphs_are_things(client, path: str):
    assert quads(client.get(path, headers={"Accept": "application/n-quads"}), RdfFormat.N_QUADS)
    assert "<h1" in page(client, path)


def test_links_to_the_other_forms(client):
    link = client.get(ACT, headers=BROWSER).headers["link"]
    assert f'<{BASE}doc/A/RES/74/173>; rel="describes"' in link
    assert f'<{ACT}.ttl>; rel="alternate"; type="text/turtle"' in link


def test_another_base(serve, fixed, release_of):
    other = "https://example.org/un/"
    data = f"""@prefix unm: <{BASE}ontology#> .
    <{other}graph/curated> {{ <{other}doc/A/RES/74/173> a unm:Resolution ; unm:symbol "A/RES/74/173" . }}
    <{BASE}ontology> {{ unm:Resolution a <http://www.w3.org/2002/07/owl#Class> . }}"""
    client = serve(fixed(release_of(data, base=other)))
    assert f"{other}doc/A/RES/74/173" in page(client, ACT)
    assert 'href="/ontology#Resolution"' in page(client, ACT)  # the vocabulary is here as well
    assert 'id="Resolution"' in page(client, "/ontology")


# ---------------------------------------------------------------- caching


def test_etag_is_of_release_form_and_language(client):
    first = client.get(ACT, headers=BROWSER)
    tag = first.headers["etag"]
    assert first.headers["vary"] == "Accept, Accept-Language"
    again = client.get(ACT, headers=BROWSER | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(ACT, headers=BROWSER | {"Accept-Language": "ar"}).headers["etag"] != tag
    assert client.get(f"{ACT}?lang=zh", headers=BROWSER).headers["etag"] != tag
    turtle = client.get(f"{ACT}.ttl").headers["etag"]
    assert turtle != tag
    assert client.get(f"{ACT}.ttl", headers={"Accept-Language": "ar"}).headers["etag"] == turtle
    assert client.get("/", headers={"If-None-Match": client.get("/").headers["etag"]}).status_code == 304


# ---------------------------------------------------------------- what is not there


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/doc", "/doc/", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
        "/%00", "/doc/A%00", "/%c0%ae%c0%ae/", "/%ff", "/%E2%80%AE", "/a b", "/<script>",
        "/doc/%7B%7D", "/%25zz", "/doc/" + "A" * 60_000, "/static/../app.py", "/static/nothing.css", "/doc/A/RES",
        "/%ED%A0%80",
    ],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_unknown_and_hostile_paths_are_not_found(client, path: str, accept: str):
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 404
    kind = "text/html; charset=utf-8" if accept == "text/html" else "application/problem+json"
    assert response.headers["content-type"] == kind
    assert accept != "text/html" or "<script>" not in response.text
    assert len(response.content) < 10_000


def test_an_unknown_symbol_names_the_nearest(client):
    problem = client.get("/doc/A/RES/74/174", headers={"Accept": "application/json"}).json()
    assert problem["type"] == "/problems/unknown-symbol"
    assert "A/RES/74/173" in problem["candidates"]
    assert 'href="/symbol?q=A%2FRES%2F74%2F173"' in page(client, "/doc/A/RES/74/174", 404)


@pytest.mark.parametrize(
    "path", ["/doc/a/res/74/173", "/doc/A/res/74/173", "/doc/A/RES/74/173%20", "/doc/A/RES/74/173/"]
)
def test_another_spelling_leads_to_the_thing(client, path: str):
    response = client.get(path)
    assert (response.status_code, response.headers["location"]) == (301, ACT)


def test_a_withdrawn_iri_is_gone_with_the_reason(client):
    for path in ("/doc/x-src/old", "/doc/x-src/old.ttl"):
        response = client.get(path, headers={"Accept": "text/turtle, application/json"})
        assert response.status_code == 410
        assert "It named a file, not a work." in response.json()["detail"]
    assert "It named a file, not a work." in page(client, "/doc/x-src/old", 410)


def test_what_got_a_symbol_redirects(client):
    response = client.get("/doc/x-src/known-now")
    assert (response.status_code, response.headers["location"]) == (301, ACT)


# ---------------------------------------------------------------- HTML


def test_the_page_of_an_act(client):
    text = page(client, ACT)
    assert "<h1>A/RES/74/173</h1>" in text
    assert "Countering cybercrime" in text
    assert 'href="/body/ga"' in text
    assert ">resolution</a>" in text
    assert ">work</a>" not in text.partition("<h1")[0]  # resolution says that already
    for heading in ("Lineage: what came before", "Mandates issued in it", "Cited by"):
        assert f">{heading} " in text
    assert 'href="https://undocs.org/A/RES/74/173" rel="external noreferrer"' in text
    adopted = text.partition(">adopted by</a>")[2].partition("</div>")[0]
    assert f'<a href="{TEXT}">report, para. 5 (zh)</a>' in adopted


def test_the_page_of_an_earlier_act_shows_what_rests_on_it(client):
    text = page(client, "/doc/A/RES/65/230")
    assert ">Lineage: what came after " in text
    assert f'href="{ACT}"' in text


def test_the_page_of_a_body(client):
    text = page(client, "/body/unodc")
    assert ">Mandates addressed to it " in text
    assert "provide training" in text
    assert "2019" in text


def test_the_page_of_a_meeting_keeps_a_month_a_month(client):
    text = page(client, "/meeting/egcc/6")
    assert ">Schedule " in text
    assert ">2020-04</data>" in text
    assert "2020-04-01" not in text


def test_the_page_of_a_paragraph_shows_all_that_its_graph_states(client, data):
    text = page(client, TEXT)
    assert ">What it cites " in text
    assert ">第74/173号决议<" in text
    assert "provide training" in text
    paragraph = NamedNode(f"{BASE}{TEXT[1:]}")
    subjects = {q.subject for q in parse(data.encode(), RdfFormat.TRIG) if q.graph_name == paragraph}
    for subject in subjects - {paragraph}:
        assert isinstance(subject, NamedNode)
        assert f'href="{local_path(subject.value, BASE)}"' in text


def test_a_page_that_is_cut_says_so(serve, fixed, release_of):
    many = "".join(
        f"<{BASE}topic/t{n}> <http://purl.org/dc/terms/relation> <{BASE}topic/hub> .\n" for n in range(300)
    )
    client = serve(fixed(release_of(f"<{BASE}graph/local> {{ {many} }}")))
    text = page(client, "/topic/hub")
    assert "The first 200;" in text
    assert "200+" in text
    assert "and cut" not in page(client, "/graph/local")
    more = "".join(f'<{BASE}topic/t{n}> <http://purl.org/dc/terms/title> "{n}" .\n' for n in range(3_100))
    assert "and cut" in page(serve(fixed(release_of(f"<{BASE}graph/local> {{ {more} }}"))), "/graph/local")


def test_hostile_text_stays_text(client):
    text = page(client, "/topic/evil")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    assert "javascript:alert(1)" in text


@pytest.mark.parametrize(
    ("preferred", "shown", "way"),
    [("ar", "الجمعية العامة", "rtl"), ("zh", "大会", "ltr"), ("fr", "General Assembly", "ltr")],
)
def test_labels_in_the_reader_s_language(client, preferred: str, shown: str, way: str):
    for text in (
        page(client, "/body/ga", **{"Accept-Language": preferred}),
        page(client, f"/body/ga?lang={preferred}"),
    ):
        heading = next(attributes for attributes in Outline(text).all("h1"))
        assert heading["dir"] == way
        assert re.search(rf"<h1[^>]*>{shown}</h1>", text)


@pytest.mark.parametrize(
    "path", ["/", ACT, TEXT, "/body/ga", "/ontology", "/sparql", "/docs", "/graph/curated", "/no"]
)
def test_a_page_is_well_formed_and_accessible(client, path: str):
    outline = Outline(page(client, path, 404 if path == "/no" else 200))
    assert outline.open == []
    assert outline.all("html")[0]["lang"] == "en"
    assert len(outline.all("h1")) == len(outline.all("main")) == 1
    assert not outline.all("script")
    assert not any(name.startswith("on") or name == "style" for _, attrs in outline.tags for name in attrs)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for attributes in outline.all("label")}
    fields = outline.all("input") + outline.all("textarea") + outline.all("select")
    assert all(field["id"] in labelled for field in fields if field.get("type") != "hidden")
    named = {
        attributes["aria-labelledby"]
        for attributes in outline.all("section")
        if "aria-labelledby" in attributes
    }
    assert named <= set(ids)
    assert all(attributes.get("scope") for attributes in outline.all("th"))


@pytest.mark.parametrize("path", ["/", ACT, TEXT, "/body/ga", "/meeting/egcc/6", "/ontology"])
def test_every_link_of_a_page_leads_somewhere(client, path: str):
    links = {a["href"] for a in Outline(page(client, path)).all("a")}
    for link in links:
        assert link is not None
        if link.startswith("/") and "#" not in link:
            assert client.get(link).status_code in {200, 301, 303}, link
        else:
            assert link.startswith(("https://", "http://", "#", "?lang=", "/ontology#", "/shapes#")), link


def test_vocabulary_has_an_anchor_for_each_term(client):
    text = page(client, "/ontology")
    for term in ("Resolution", "adoptedBy", "symbol"):
        assert f'id="{term}"' in text
        assert f'href="#{term}"' in text


def test_home(client):
    text = page(client, "/")
    assert 'action="/symbol"' in text
    assert "cybercrime mandate" in text
    assert "/sparql?query=" in text
    assert f"{1:064x}" in text
    assert 'href="/doc/x-src/report"' in text


# ---------------------------------------------------------------- the queries of the pages


@pytest.mark.parametrize(
    "question", [question for question, _ in sections()], ids=lambda question: question.name
)
def test_a_section_runs_and_asks_about_its_thing_alone(client, question):
    assert question.parameters == ("thing",)
    assert question.title
    assert "Of:" not in note(question)
    about_nothing = question.with_terms(thing=[NamedNode("https://example.org/nothing")])
    assert client.get("/sparql", params={"query": question.text}).status_code == 200
    rows = client.get("/sparql", params={"query": about_nothing}).json()["results"]["bindings"]
    assert rows == []


def test_sections_are_for_classes():
    assert all(classes for _, classes in sections())


@pytest.mark.parametrize("question", examples(BASE), ids=lambda question: question.name)
def test_an_example_runs(client, question):
    assert question.title
    assert client.get("/sparql", params={"query": question.text}, headers=BROWSER).status_code == 200


# ---------------------------------------------------------------- small functions

SEGMENT = st.text(
    st.characters(codec="utf-8", exclude_characters='/#?%<>"{}|\\^`', exclude_categories=["C", "Z"]),
    min_size=1,
)


@given(st.lists(SEGMENT, min_size=1, max_size=4).map("/".join))
def test_a_path_is_plain_ascii_and_stays_on_this_host(path: str):
    here = local_path(BASE + path, BASE)
    assert here is not None
    assert here.isascii()
    assert here == "/" + quote(path, safe="/-._~!$&'()*+,;=:@")


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (f"{BASE}doc/S/RES/1373(2001)", "/doc/S/RES/1373(2001)"),
        (f"{BASE}ontology#Act", "/ontology#Act"),
        (f"{BASE}a%20b", "/a%20b"),
        ("https://example.org/", None),
        ("https://w3id.org/un-mandate", None),
    ],
)
def test_local_path(iri: str, path: str | None):
    assert local_path(iri, BASE) == path


@pytest.mark.parametrize(
    ("iri", "link"),
    [
        ("https://undocs.org/A", "https://undocs.org/A"),
        ("http://x/", "http://x/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("JAVASCRIPT:alert(1)", None),
        ("urn:x", None),
    ],
)
def test_only_web_addresses_are_links(iri: str, link: str | None):
    assert safe_link(iri) == link


def test_direction():
    assert [direction(tag) for tag in (*LANGUAGES, "ar-EG", "")] == [*["ltr"] * 5, "rtl", "rtl", "auto"]


@pytest.mark.parametrize(("held", "listed", "said"), [(12, 12, False), (13, 12, True)])
def test_the_home_page_says_that_there_are_more_documents(serve, fixed, release_of, held, listed, said):
    works = "\n".join(
        f"<{BASE}doc/x-src/w{n}> unm:hasExpression <{BASE}doc/x-src/w{n}/en> ."
        f"<{BASE}doc/x-src/w{n}/en> unm:hasProvisionText <{BASE}doc/x-src/w{n}/en/p/1> ."
        for n in range(held)
    )
    page = (
        serve(fixed(release_of(f"PREFIX unm: <{BASE}ontology#> <{BASE}graph/local> {{ {works} }}")))
        .get("/")
        .text
    )
    assert page.count('href="/doc/x-src/w') == listed
    assert ("of which most is held" in page) == said


def test_what_is_not_withdrawn_is_still_there(serve, fixed, release_of):
    client = serve(
        fixed(release_of(f"<{BASE}graph/curated> {{ <{BASE}doc/x-src/a> <{BASE}ontology#withdrawn> false }}"))
    )
    assert client.get("/doc/x-src/a").status_code == 200


def test_the_reason_of_a_withdrawal_is_in_english_where_it_can_be(serve, fixed, release_of):
    reasons = 'unm:withdrawn true ; unm:withdrawalReason "Fait double emploi."@fr , "Stated twice."@en'
    data = f"PREFIX unm: <{BASE}ontology#> <{BASE}graph/curated> {{ <{BASE}doc/x-src/a> {reasons} . <{BASE}doc/x-src/b> unm:withdrawn true }}"
    client = serve(fixed(release_of(data)))
    assert "Stated twice." in client.get("/doc/x-src/a").json()["detail"]
    assert "no reason is given" in client.get("/doc/x-src/b").json()["detail"]


@pytest.mark.parametrize(("pointing", "said"), [(200, False), (201, True)])
def test_the_page_says_when_it_lists_not_all_that_points_here(serve, fixed, release_of, pointing, said):
    links = "".join(f"<{BASE}topic/t{n}> <{BASE}ontology#x> <{BASE}topic/hub> ." for n in range(pointing))
    text = page(serve(fixed(release_of(f"<{BASE}graph/local> {{ {links} }}"))), "/topic/hub")
    assert ("200+" in text) == said
