"""The runner of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from graph.engines.embedded import EmbeddedStore
from graph.errors import ProblemFound
from graph.infer import infer
from graph.store import DEFAULT_GRAPH

A, B, C, P, G = (NamedNode(f"http://e/{name}") for name in "abcpg")
INFERRED = NamedNode("https://w3id.org/un-mandates/graph/inferred")


@pytest.fixture
def store():
    return EmbeddedStore.memory(
        [Quad(A, P, B, DEFAULT_GRAPH), Quad(B, P, A, DEFAULT_GRAPH), Quad(B, P, C, DEFAULT_GRAPH)]
    )


def rule(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_only_what_is_new_is_derived(store, tmp_path):
    back = rule(tmp_path, "10.rq", "CONSTRUCT { ?b ?p ?a } WHERE { ?a ?p ?b }")
    assert infer(store, [back], INFERRED) == 1
    assert list(store.quads(INFERRED)) == [Quad(C, P, B, INFERRED)]
    assert Quad(C, P, B, DEFAULT_GRAPH) in set(store.match())


def test_a_rule_sees_what_the_one_before_derived(store, tmp_path):
    first = rule(tmp_path, "10.rq", "CONSTRUCT { ?a <http://e/q> ?b } WHERE { ?a <http://e/p> ?b }")
    second = rule(tmp_path, "20.rq", "CONSTRUCT { ?b <http://e/r> ?a } WHERE { ?a <http://e/q> ?b }")
    assert infer(store, [first, second], INFERRED) == 6
    assert infer(EmbeddedStore.memory(store.match()), [first, second], G) == 0


def test_rules_are_moved_to_the_base(tmp_path):
    file = rule(
        tmp_path, "10.rq", "CONSTRUCT { ?a ?p <https://w3id.org/un-mandates/place/SLV> } WHERE { ?a ?p ?b }"
    )
    store = EmbeddedStore.memory([Quad(A, P, B, DEFAULT_GRAPH)])
    infer(store, [file], INFERRED, base="http://b/")
    assert [quad.object.value for quad in store.quads(INFERRED)] == ["http://b/place/SLV"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { ?s ?p ?o }", "bad.rq: a rule must be a CONSTRUCT"),
        ("CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }", "bad.rq: a rule must not make blank nodes"),
        ("CONSTRUCT {", "bad.rq: .*line 1"),
    ],
)
def test_a_bad_rule_is_named(store, tmp_path, text, message):
    with pytest.raises(ProblemFound, match=message):
        infer(store, [rule(tmp_path, "bad.rq", text)], INFERRED)
