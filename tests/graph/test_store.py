"""The contract of a store, on every engine."""

from __future__ import annotations

import pytest
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Variable,
)

from graph.engines.embedded import EmbeddedStore
from graph.errors import QuerySyntaxError, ReleaseDamaged


def iri(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


A, B, C, P, G, H = (iri(name) for name in "abcpgh")
UNION = DefaultGraph()
QUADS = [
    Quad(A, P, B, G),
    Quad(A, P, C, H),
    Quad(B, P, Literal('é\n"', language="fr"), H),
    Quad(A, P, B, UNION),
    Quad(A, P, C, UNION),
]


@pytest.fixture(params=["disk", "memory"])
def store(request, tmp_path):
    """Each engine, empty."""
    return EmbeddedStore.open(tmp_path / "store") if request.param == "disk" else EmbeddedStore.memory()


@pytest.fixture
def filled(store):
    store.insert(QUADS)
    return store


def test_what_goes_in_comes_out(filled):
    assert set(filled.match()) == set(QUADS)
    assert len(filled) == len(QUADS)


def test_bulk_insert_takes_the_same_quad_twice_once(store):
    store.bulk_insert(quad for quad in QUADS * 2)
    assert set(store.match()) == set(QUADS)
    assert len(store) == len(QUADS)


def test_a_failed_bulk_insert_leaves_the_store_as_it_was(filled):
    def failing():
        yield Quad(C, P, C, G)
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        filled.bulk_insert(failing())
    assert set(filled.match()) == set(QUADS)


@pytest.mark.parametrize(
    ("graph", "expected"),
    [(G, {QUADS[0]}), (H, set(QUADS[1:3])), (UNION, set(QUADS[3:])), (A, set())],
)
def test_quads_are_those_of_one_graph(filled, graph, expected):
    assert set(filled.quads(graph)) == expected


def test_named_quads_leave_the_default_graph_out(filled):
    assert set(filled.named_quads()) == set(QUADS[:3])


@pytest.mark.parametrize(
    ("pattern", "count"), [((A,), 4), ((None, P), 5), ((None, None, B), 2), ((A, P, B, G), 1), ((C,), 0)]
)
def test_match(filled, pattern, count):
    assert len(list(filled.match(*pattern))) == count


def test_graph_names(filled):
    assert set(filled.graph_names()) == {G, H}


@pytest.mark.parametrize(("name", "there"), [(A, True), (C, True), (G, True), (iri("nothing"), False)])
def test_contains(filled, name, there):
    assert filled.contains(name) is there


def test_each_form_of_query_gives_its_kind_of_answer(filled):
    rows = filled.query("SELECT ?o { <http://example.org/a> ?p ?o } ORDER BY ?o")
    assert isinstance(rows, QuerySolutions)
    assert [row["o"] for row in rows] == [B, C]
    truth = filled.query("ASK { ?s ?p <http://example.org/c> }")
    assert isinstance(truth, QueryBoolean)
    assert truth
    triples = filled.query("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }")
    assert isinstance(triples, QueryTriples)
    assert {triple.subject for triple in triples} == {B, C}


def test_the_default_graph_is_not_the_union_of_the_engine(filled):
    rows = filled.query("SELECT ?o { <http://example.org/b> ?p ?o }")
    assert list(rows) == []


def test_the_dataset_of_the_protocol(filled):
    text = "SELECT ?s ?o { ?s ?p ?o }"
    assert {row["o"] for row in filled.query(text, default_graph=[G])} == {B}
    assert len(list(filled.query(text, default_graph=[G, H]))) == 3
    named = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert {row["g"] for row in filled.query(named, named_graphs=[H])} == {H}


def test_substitutions(filled):
    rows = filled.query("SELECT ?s ?o { ?s ?p ?o }", substitutions={Variable("o"): C})
    assert [row["s"] for row in rows] == [A]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("SELECT * WHERE {\n ?s ?p ", 2, 8), ("SELECT * { ?s foo:x ?o }", 1, 20), ("", 1, 1)],
)
def test_a_malformed_query_says_where(filled, text, line, column):
    with pytest.raises(QuerySyntaxError) as caught:
        filled.query(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in caught.value.message


def test_remove_passes_over_what_is_not_there(filled):
    filled.remove([QUADS[0], Quad(C, P, C, G)])
    assert set(filled.match()) == set(QUADS[1:])


def test_drop_removes_the_name_too(filled):
    filled.drop(H)
    assert set(filled.graph_names()) == {G}
    assert not filled.contains(H)
    filled.drop(UNION)
    assert set(filled.match()) == {QUADS[0]}


def test_update_is_one_transaction(filled):
    filled.update(
        "DELETE DATA { GRAPH <http://example.org/g> { <http://example.org/a> <http://example.org/p> "
        "<http://example.org/b> } }"
    )
    assert QUADS[0] not in set(filled.match())
    before = set(filled.match())
    with pytest.raises(QuerySyntaxError):
        filled.update("CLEAR ALL ; INSERT DATA { ?x }")
    assert set(filled.match()) == before


def test_a_checkpoint_never_changes(tmp_path):
    store = EmbeddedStore.open(tmp_path / "store")
    store.insert(QUADS)
    store.checkpoint(tmp_path / "one")
    store.insert([Quad(C, P, C, G)])
    one = EmbeddedStore.read_only(tmp_path / "one")
    assert set(one.match()) == set(QUADS)
    one.checkpoint(tmp_path / "two")  # of a checkpoint that is open for reading only
    two = EmbeddedStore.open(tmp_path / "two")
    two.drop(H)
    assert set(one.match()) == set(QUADS)
    assert set(EmbeddedStore.read_only(tmp_path / "one").match()) == set(QUADS)


def test_a_checkpoint_with_a_broken_file_is_damaged(tmp_path):
    store = EmbeddedStore.open(tmp_path / "store")
    store.bulk_insert(QUADS)
    store.checkpoint(tmp_path / "one")
    for file in (tmp_path / "one").glob("*.sst"):
        content = file.read_bytes()
        file.unlink()  # a hard link: the store itself stays whole
        file.write_bytes(content[: len(content) // 2])
    with pytest.raises(ReleaseDamaged, match="does not open"):
        EmbeddedStore.read_only(tmp_path / "one")
