"""The runner of the rules."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from graph.bundle import Bundle
from graph.engines.embedded import EmbeddedStore
from graph.errors import ProblemFound
from graph.infer import infer, infer_again
from graph.names import DEFAULT_BASE, VOCABULARY, Names
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


# ---------------------------------------------------------------- after a change


def _resource(chance, kind):
    return f"<{DEFAULT_BASE}{kind}/{chance.randrange(4)}>"


def _statement(chance):
    """A random statement of a kind that some rule reads."""
    thing = _resource(chance, "x")
    return chance.choice(
        (
            f"{thing} a unm:{chance.choice(('Resolution', 'Act', 'Citation', 'ReportingObligation', 'LineageLink'))} .",
            f"{thing} unm:{chance.choice(('from', 'to', 'issuedIn', 'hasProvision', 'citedTarget'))} {_resource(chance, 'x')} .",
            f"{thing} unm:{chance.choice(('hasCitation', 'textOf', 'hasExpression', 'hasProvisionText'))} {_resource(chance, 'x')} .",
            f"{thing} unm:relation <{VOCABULARY[:-1]}/lineage-relation/{chance.choice(('extends', 'endorses'))}> .",
            f"{thing} unm:{chance.choice(('discharges', 'dischargedBy'))} {_resource(chance, 'x')} .",
            f'{thing} unm:textHash "{chance.randrange(3)}" .',
        )
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_is_derived_after_changes_is_what_is_derived_from_nothing(seed, tmp_path):
    chance = random.Random(seed)
    bundle = Bundle.installed()
    ontology = list(Bundle(ontology=bundle.ontology).quads())
    inferred = NamedNode(Names().graph_inferred)
    store = EmbeddedStore.memory([*ontology, *(Quad(*quad.triple, DEFAULT_GRAPH) for quad in ontology)])
    infer(store, bundle.rules, inferred)
    graphs: dict[int, set[Quad]] = {}
    for _ in range(6):
        number = chance.randrange(3)
        text = "".join(_statement(chance) for _ in range(chance.randrange(12)))
        trig = f"PREFIX unm: <{VOCABULARY}> <{DEFAULT_BASE}g/{number}> {{ {text} }}"
        old, new = graphs.get(number, set()), set(parse(trig.encode(), RdfFormat.TRIG))
        graphs[number] = new
        store.insert([*new, *(Quad(*quad.triple, DEFAULT_GRAPH) for quad in new)])
        store.remove(old - new)
        left = {quad.triple for quad in old - new}
        for triple in left:
            if all(quad.graph_name == DEFAULT_GRAPH for quad in store.match(*triple)):
                store.remove([Quad(*triple, DEFAULT_GRAPH)])
        changed = left | {quad.triple for quad in new - old}
        infer_again(store, bundle.rules, inferred, changed)
        stated = [*ontology, *(quad for each in graphs.values() for quad in each)]
        anew = EmbeddedStore.memory([*stated, *(Quad(*quad.triple, DEFAULT_GRAPH) for quad in stated)])
        infer(anew, bundle.rules, inferred)
        assert set(store.quads(inferred)) == set(anew.quads(inferred))
        assert {q.triple for q in store.quads(DEFAULT_GRAPH)} == {q.triple for q in anew.quads(DEFAULT_GRAPH)}
