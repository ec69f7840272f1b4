"""RDF files into quads: formats, places, blank nodes, errors; the bundle and its version."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from graph.bundle import EMPTY, FORMATS, Bundle, read_rdf, rebased, rebased_text
from graph.errors import DataSyntaxError, UnknownFormat, UsageError
from graph.names import DEFAULT_BASE

TINY = Path(__file__).parent.parent / "tiny"
LOCAL = NamedNode(f"{DEFAULT_BASE}graph/local")

ONE_TRIPLE = {
    ".ttl": "<http://e/a> <http://e/b> <http://e/c> .",
    ".trig": "<http://e/a> <http://e/b> <http://e/c> .",
    ".nt": "<http://e/a> <http://e/b> <http://e/c> .",
    ".nq": "<http://e/a> <http://e/b> <http://e/c> .",
    ".jsonld": '{"@id": "http://e/a", "http://e/b": {"@id": "http://e/c"}}',
    ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/a"><e:b rdf:resource="http://e/c"/></rdf:Description></rdf:RDF>',
}


def written(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


# ---------------------------------------------------------------- one file


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_every_format_is_read_and_placed(tmp_path, suffix, mark):
    file = written(tmp_path, f"one{suffix}", mark + ONE_TRIPLE[suffix].encode())
    assert list(read_rdf(file)) == [
        Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/c"), LOCAL)
    ]


@pytest.mark.parametrize(
    ("graph", "expected"),
    [(None, LOCAL), (NamedNode("http://e/g"), NamedNode("http://e/g")), (DefaultGraph(), DefaultGraph())],
)
def test_triples_without_a_graph_go_where_they_are_told(graph, expected):
    quads = read_rdf(b"<http://e/a> <http://e/b> 1 .", format=RdfFormat.TURTLE, graph=graph)
    assert [quad.graph_name for quad in quads] == [expected]


def test_a_named_graph_stays(tmp_path):
    file = written(tmp_path, "one.trig", "GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 }")
    assert [quad.graph_name for quad in read_rdf(file)] == [NamedNode("http://e/g")]


def test_blank_nodes_become_iris_numbered_by_order(tmp_path):
    text = """
        _:x <http://e/p> [ <http://e/q> _:x ] .
        _:g { _:x <http://e/p> <<( _:y <http://e/p> _:x )>> . }
    """
    quads = list(read_rdf(written(tmp_path, "some file.trig", text), base="http://b/"))
    node = "http://b/.well-known/genid/some-file"
    nested, x, y, graph = (NamedNode(f"{node}/{n}") for n in (1, 2, 3, 4))
    triples = {(quad.subject, quad.graph_name) for quad in quads}
    assert (x, NamedNode("http://b/graph/local")) in triples
    assert (nested, NamedNode("http://b/graph/local")) in triples
    assert (x, graph) in triples
    assert any(getattr(quad.object, "subject", None) == y for quad in quads)
    assert not any(isinstance(term, BlankNode) for quad in quads for term in quad)


def test_reading_twice_gives_the_same_quads():
    file = TINY / "shapes" / "act.ttl"
    assert list(read_rdf(file)) == list(read_rdf(file))


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("a.ttl", "@prefix e: <http://e/> .\ne:a e:b\n  e:c e:d .", 3, 7),
        ("a.trig", "\n\nGRAPH <http://e/g> { <http://e/a> }", 3, 35),
        ("a.nt", "<http://e/a> <http://e/b> .", 1, 27),
        ("a.nq", "nonsense", 1, 1),
        ("a.jsonld", '{"@id":\n', 2, 1),
        ("a.rdf", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a", None, None),
        ("a.ttl", b"<http://e/a> <http://e/b> '\xff' .", 1, 28),
    ],
)
def test_a_syntax_error_says_where(tmp_path, name, text, line, column):
    file = written(tmp_path, name, text)
    with pytest.raises(DataSyntaxError) as caught:
        list(read_rdf(file))
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert error.file == str(file)
    assert error.message.startswith(":".join(map(str, filter(None, (file, line, column)))))


@pytest.mark.parametrize(
    "context", ['"http://example.org/context"', '{"@version": 1.1, "@import": "http://example.org/c"}']
)
def test_a_remote_context_is_refused(tmp_path, context):
    file = written(tmp_path, "a.jsonld", f'{{"@context": {context}, "@id": "http://e/a", "http://e/p": 1}}')
    with pytest.raises(DataSyntaxError, match="not fetched") as caught:
        list(read_rdf(file))
    assert "context itself" in caught.value.hint


def test_a_doctype_is_refused_before_the_parser_sees_it(tmp_path):
    bomb = '<?xml version="1.0"?>\n<!doctype r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<r>&b;</r>'
    with pytest.raises(DataSyntaxError, match="DOCTYPE") as caught:
        list(read_rdf(written(tmp_path, "a.rdf", bomb)))
    assert (caught.value.line, caught.value.column) == (2, 1)


def test_an_unknown_suffix_names_the_known_ones(tmp_path):
    with pytest.raises(UnknownFormat, match=r"'\.docx'") as caught:
        list(read_rdf(tmp_path / "a.docx"))
    assert all(suffix in caught.value.hint for suffix in FORMATS)


def test_a_missing_file(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        list(read_rdf(tmp_path / "a.ttl"))


# ---------------------------------------------------------------- the bundle


def test_the_parts_of_a_bundle_go_to_their_graphs():
    graphs = {quad.graph_name.value for quad in Bundle.of_folder(TINY).quads()}
    assert graphs == {
        "https://w3id.org/un-mandates/ontology",
        "https://w3id.org/un-mandates/shapes",
        "https://w3id.org/un-mandates/doc/A/RES/71/1/en/op/1",
        "https://w3id.org/un-mandates/doc/A/RES/71/1/en/op/2",
    }


def test_the_order_of_files_does_not_matter():
    bundle = Bundle.of_folder(TINY)
    files = list(bundle.ontology + bundle.shapes)
    random.Random(1).shuffle(files)
    one = Bundle(data=(*files, *bundle.data))
    other = Bundle(data=(*bundle.data, *reversed(files)))
    assert set(one.quads()) == set(other.quads())


def test_another_base_moves_the_data_and_not_the_vocabulary():
    quads = list(Bundle.of_folder(TINY).quads("http://b/"))
    named = {term.value for quad in quads for term in quad if isinstance(term, NamedNode)}
    assert not [iri for iri in named if iri.startswith(f"{DEFAULT_BASE}doc/")]
    assert "http://b/shapes" in named
    assert "http://b/doc/A/RES/71/1/en/op/1" in named
    assert "https://w3id.org/un-mandates/ontology" in named
    assert "https://w3id.org/un-mandates/ontology#Resolution" in named
    values = {quad.object.value for quad in quads if isinstance(quad.object, Literal)}
    assert "http://b/doc/A/RES/71/2" in values, "an address as xsd:anyURI moves too"


def test_moving_keeps_everything_else():
    quads = list(Bundle.of_folder(TINY).quads())
    assert list(rebased(rebased(quads, "http://b/"), DEFAULT_BASE)) != []
    assert list(rebased(quads, DEFAULT_BASE)) == quads


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<https://w3id.org/un-mandates/doc/A>", "<http://b/doc/A>"),
        ("PREFIX doc: <https://w3id.org/un-mandates/doc/>", "PREFIX doc: <http://b/doc/>"),
        ("<https://w3id.org/un-mandates/ontology#a>", "<https://w3id.org/un-mandates/ontology#a>"),
        ("<https://w3id.org/un-mandates/ontology/x>", "<https://w3id.org/un-mandates/ontology/x>"),
        ('"https://w3id.org/un-mandates/ontology#"', '"https://w3id.org/un-mandates/ontology#"'),
    ],
)
def test_the_iris_of_a_query_move(text, expected):
    assert rebased_text(text, "http://b/") == expected
    assert rebased_text(text, DEFAULT_BASE) == text


def test_the_version_follows_content_and_rules(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "rules").mkdir()
    versions = [Bundle.of_folder(tmp_path).version()]
    for name, text in (("data/a.ttl", ""), ("data/a.ttl", "#"), ("rules/a.rq", ""), ("data/b.ttl", "#")):
        (tmp_path / name).write_text(text)
        versions.append(Bundle.of_folder(tmp_path).version())
    assert len(set(versions)) == len(versions)
    assert versions[0] == EMPTY.version()
    assert Bundle.of_folder(tmp_path).version() == versions[-1]


def test_a_literal_beyond_the_parsers_buffer_is_an_error_of_the_file():
    text = b'<http://x/a> <http://x/b> "' + b"x" * 17_000_000 + b'" .'
    with pytest.raises(DataSyntaxError, match="too long"):
        list(read_rdf(text, format=RdfFormat.N_TRIPLES))
