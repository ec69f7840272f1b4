"""Answers in every format, and the export."""

from __future__ import annotations

import io
import re

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.engines.embedded import EmbeddedStore
from graph.errors import UnknownFormat
from graph.lineage import Coverage, Edge, Lineage, Node
from graph.store import DEFAULT_GRAPH
from service import output

PREFIXES = {"e": "http://e/"}
A, B, G = (NamedNode(f"http://e/{name}") for name in "abg")
OTHER = NamedNode("http://other/x")


@pytest.fixture
def store():
    return EmbeddedStore.memory(
        quad
        for number in range(25)
        for quad in (Quad(A, B, Literal(number), G), Quad(A, B, Literal(number), DEFAULT_GRAPH))
    )


def answered(store, text, format):
    out = io.BytesIO()
    output.write_answer(store.query(text), format, out, PREFIXES)
    return out.getvalue().decode()


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        (None, " e:a   x @fr   1 "),
        ("table", " e:a   x @fr   1 "),
        ("json", '"xml:lang":"fr"'),
        ("xml", '<literal xml:lang="fr">x</literal>'),
        ("csv", "http://e/a,x,1,"),
        ("tsv", '<http://e/a>\t"x"@fr\t1\t'),
    ],
)
def test_rows(store, format, expected):
    text = answered(
        store, 'SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { (<http://e/a> "x"@fr 1 UNDEF) } }', format
    )
    assert expected in text


def test_a_lineage_as_a_table():
    later, earlier = (Node(f"http://e/{name}", None, name, None, None, None) for name in ("later", "earlier"))
    links = [
        Edge(
            later.id,
            earlier.id,
            relation,
            followed,
            "4",
            "http://e/p/4",
            "http://e/doc/report",
            "curated",
            "reported",
        )
        for relation, followed in (("establishedBy", True), ("endorses", False))
    ]
    found = Lineage(
        later.id, (earlier, later), tuple(links), Coverage(1, 0, 2, None, None, 2), truncated=False
    )
    *table, looked_at = output.lineage_table(found).splitlines()
    rows = [re.split(r"  +", line.strip()) for line in table if "  " in line.strip()]
    assert rows == [
        ["later", "relation", "earlier", "paragraph", "certainty", "followed"],
        ["later", "established by", "earlier", "report, para. 4", "reported", "yes"],
        ["later", "endorses", "earlier", "report, para. 4", "reported", "no"],
    ]
    assert looked_at.startswith("Looked at 2 lineage links; 1 work held, 2 only cited.")


@pytest.mark.parametrize(
    ("format", "expected"),
    [(None, "no"), ("json", '{"head":{},"boolean":false}'), ("csv", "false"), ("tsv", "false")],
)
def test_truth(store, format, expected):
    assert answered(store, "ASK { <http://e/none> ?p ?o }", format).strip() == expected


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        (None, "e:a e:b "),
        ("ttl", "e:a e:b "),
        ("nt", "<http://e/a> <http://e/b> "),
        ("jsonld", '"@id":"http://e/a"'),
        ("rdf", 'rdf:about="http://e/a"'),
    ],
)
def test_triples(store, format, expected):
    assert expected in answered(store, "CONSTRUCT WHERE { ?s ?p ?o }", format)


@pytest.mark.parametrize(
    ("query", "format", "known"),
    [
        ("SELECT * {}", "ttl", "table, json, xml, csv, tsv"),
        ("ASK {}", "pdf", "table, json"),
        ("CONSTRUCT WHERE {}", "csv", "ttl, nt, jsonld, rdf"),
    ],
)
def test_an_unknown_format_names_those_of_this_kind_of_answer(store, query, format, known):
    with pytest.raises(UnknownFormat) as caught:
        answered(store, query, format)
    assert known in caught.value.hint


def test_the_stream_stays_open(store):
    out = io.BytesIO()
    output.write_answer(store.query("ASK {}"), "table", out, PREFIXES)
    assert not out.closed


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (A, "e:a"),
        (NamedNode("http://e/a/b"), "http://e/a/b"),
        (NamedNode("http://e/"), "http://e/"),
        (OTHER, "http://other/x"),
        (Literal("x\ty"), "x\ty"),
        (None, ""),
    ],
)
def test_terms_for_a_person(term, expected):
    assert output.shown(term, PREFIXES) == expected


# ---------------------------------------------------------------- export


def exported(store, format):
    out = io.BytesIO()
    output.export(store, format, out, PREFIXES)
    return out.getvalue()


@pytest.mark.parametrize("run", [1, 7, 25, 1000])
@pytest.mark.parametrize("format", ["nq", "nt"])
def test_lines_are_sorted_by_bytes_however_many_fit_in_memory(store, monkeypatch, run, format):
    monkeypatch.setattr(output, "RUN", run)
    lines = exported(store, format).splitlines(keepends=True)
    assert lines == sorted(lines)
    assert len(lines) == 25


@pytest.mark.parametrize(
    ("format", "graph"),
    [("nq", G), ("trig", G), ("ttl", DEFAULT_GRAPH), ("nt", DEFAULT_GRAPH), ("jsonld", DEFAULT_GRAPH)],
)
def test_formats_for_datasets_have_graphs_and_others_the_union(store, format, graph):
    quads = set(parse(exported(store, format), output.EXPORTS[format]))
    assert quads == {Quad(A, B, Literal(number), graph) for number in range(25)}


def test_trig_writes_each_graph_once():
    graphs = [NamedNode(f"http://e/g{number}") for number in range(3)]
    store = EmbeddedStore.memory(Quad(A, B, Literal(n), graph) for n in range(5) for graph in graphs)
    assert exported(store, "trig").count(b"{") == 3
    assert output.EXPORTS["trig"] == RdfFormat.TRIG


def test_nothing_is_exported_of_nothing():
    assert exported(EmbeddedStore.memory(), "nq") == b""


def test_an_unknown_export(store):
    with pytest.raises(UnknownFormat, match="'pdf'"):
        exported(store, "pdf")
