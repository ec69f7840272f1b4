"""The queries beside pyshacl, and what is refused."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from graph.bundle import Bundle, read_rdf
from graph.engines.embedded import EmbeddedStore
from graph.errors import ShapesError
from graph.infer import infer
from graph.shacl.engine import Engine, filled
from graph.shacl.model import Schema
from graph.validate import Shapes, Validator, validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.findings import Finding

BUNDLE = Bundle.installed().by_hand()
SHAPES = Shapes.read()
PLANTED = Path(__file__).parents[2] / "shapes/planted"
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"


def derived(quads: list[Quad]) -> list[Quad]:
    store = EmbeddedStore.memory(quads)
    store.bulk_insert(Quad(*quad.triple, DefaultGraph()) for quad in quads)
    infer(store, BUNDLE.rules, NamedNode("https://w3id.org/un-mandates/graph/inferred"))
    return list(store.named_quads())


@pytest.fixture(scope="module")
def planted() -> list[Quad]:
    """The bundled graph with all planted errors."""
    quads = list(BUNDLE.quads())
    for file in sorted(PLANTED.glob("*.trig")):
        quads += read_rdf(file.read_bytes(), name=file.stem)
    return derived(quads)


def test_both_engines_find_the_planted_errors(planted: list[Quad]) -> None:
    ours = validate(planted, shapes=SHAPES)
    assert len(ours.results) > 100
    assert ours == validate(planted, shapes=SHAPES, engine="pyshacl")


def mutated(quads: list[Quad], seed: int) -> list[Quad]:
    """Quads with one in forty dropped and some subjects, properties and values exchanged."""
    chance = random.Random(seed)
    kept = [quad for quad in quads if chance.random() > 0.025]
    for one, other in zip(*(chance.sample(kept, len(kept) // 40) for _ in range(2)), strict=True):
        if isinstance(one.object, Literal) or isinstance(other.object, Literal):
            continue  # pyshacl fails on a literal where it looks for a node
        kept.append(Quad(one.subject, one.predicate, other.object, one.graph_name))
        kept.append(Quad(one.subject, other.predicate, other.object, other.graph_name))
    return kept


@pytest.mark.parametrize("seed", [1, 2])
def test_both_engines_find_the_same_in_a_graph_with_random_errors(seed: int) -> None:
    quads = derived(mutated(list(BUNDLE.quads()), seed))
    ours, theirs = (
        set(validate(quads, shapes=SHAPES, engine=name).results) for name in ("sparql", "pyshacl")
    )
    assert len({finding.code for finding in ours}) > 10
    assert ours == theirs


def test_every_query_of_the_package_runs_once_for_all_focus_nodes() -> None:
    engine = SHAPES.engine
    for shape in engine.schema.shapes.values():
        for constraint in shape.constraints:
            select = engine.select(constraint)
            assert select is None or select.at_once, constraint


def schema(turtle: str) -> Schema:
    return Schema(read_rdf((PREFIXES + turtle).encode()))


@pytest.mark.parametrize(
    ("turtle", "name"),
    [
        ("e:s a sh:NodeShape ; sh:targetNode e:x ; sh:expression e:y .", "sh:expression"),
        ("e:s a sh:NodeShape ; sh:targetNode e:x ; e:p 1 . e:c sh:parameter [ sh:path e:p ] .", "http://e/c"),
        ("e:s a sh:NodeShape ; sh:targetNode e:x ; sh:minCount 1 .", "MinCount"),
        ("e:s a sh:NodeShape ; sh:targetNode e:x ; sh:node e:s .", "refers to itself"),
        ("e:s a sh:NodeShape ; sh:targetNode e:x ; sh:nodeKind e:y .", "kind of node"),
        ("e:s a sh:PropertyShape ; sh:targetNode e:x ; sh:path ( e:p 1 ) .", "literal|path"),
        ('e:s a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this { $this ?p ?o MINUS { ?o ?p $this } }" ] .', "MINUS"),
        ('e:s a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this { { FILTER(isIRI($this)) } }" ] .', "binds"),
        ('e:s a sh:NodeShape ; sh:targetNode e:x ; sh:sparql [ sh:select "SELECT $this { $this }" ] .', "read"),
    ],
)  # fmt: skip
def test_what_is_not_evaluated_is_refused_by_name(turtle: str, name: str) -> None:
    with pytest.raises(ShapesError, match=name):
        Engine(schema(turtle)).validate(EmbeddedStore.memory())


def test_variables_of_messages() -> None:
    assert (
        filled("{$a} and {?b} of {?c}", {"a": Literal("x"), "b": NamedNode("http://e/")})
        == "x and http://e/ of {?c}"
    )


# ---------------------------------------------------------------- one document after another


def test_a_document_is_validated_on_its_base_and_leaves_nothing_there() -> None:
    base = "https://w3id.org/un-mandates/"
    near = [quad for quad in BUNDLE.quads() if "/doc/" not in quad.graph_name.value]
    validator = Validator(near, SHAPES)
    text = f"PREFIX unm: <{base}ontology#> GRAPH <{base}doc/A/RES/22/8> {{ <{base}doc/A/RES/22/8> a unm:Resolution ;"
    wrong = list(
        read_rdf(
            f'{text} unm:symbol "A/RES/22/8" ; unm:adoptedBy <{base}body/ga> }}'.encode(),
            format=RdfFormat.TRIG,
        )
    )
    first = validator.check(wrong)
    assert {"S05", "M01"} <= {finding.code for finding in first.results}
    assert first.checked == len(wrong)
    assert not validator.check([]).results
    assert validator.check(wrong) == first


BASE = "https://w3id.org/un-mandates/"


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator([quad for quad in BUNDLE.quads() if "/doc/" not in str(quad.graph_name)], SHAPES)


def alone(validator: Validator, sets: list[list[Quad]]) -> tuple[tuple[Finding, ...], ...]:
    """What is found on each set when it is checked alone."""
    return tuple(
        tuple(finding for finding in validator.check(quads).results if finding.severity != "Info")
        for quads in sets
    )


def stated(graph: str, text: str) -> list[Quad]:
    head = f"PREFIX unm: <{BASE}ontology#> BASE <{BASE}doc/> "
    return list(read_rdf(f"{head} GRAPH <{graph}> {{ {text} }}".encode(), format=RdfFormat.TRIG))


def resolution(number: int, more: str = "") -> list[Quad]:
    symbol = f"A/RES/77/{number}"
    return stated(
        symbol,
        f'<{symbol}> a unm:Resolution ; unm:symbol "{symbol}" ; unm:adoptedBy <{BASE}body/ga> ; '
        f'unm:sessionKey "77" ; unm:actNumber {number} ; unm:symbolStatus unm:issued . {more}',
    )


def test_sets_that_are_checked_together_have_what_they_have_alone(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [list(read_rdf(file.read_bytes(), name=file.stem)) for file in sorted(PLANTED.glob("*.trig"))]
    documents: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in BUNDLE.quads():
        documents[str(quad.graph_name)].append(quad)
    some = [documents[graph] for graph in sorted(documents) if "/doc/" in graph][::8]
    sets = [*files[::2], [], *some, *(resolution(number) for number in range(1, 9))]
    expected = alone(validator, sets)
    assert sum(map(bool, expected)) > 20
    assert sum(not findings for findings in expected) > 8
    assert validator.serious(sets) == expected
    monkeypatch.setattr("graph.validate.ENOUGH", 0)
    assert validator.serious(sets[-12:]) == expected[-12:]


def test_what_comes_of_two_sets_together_is_found_on_neither(validator: Validator) -> None:
    one = resolution(1)
    other = [quad for quad in resolution(2) if "symbol" not in quad.predicate.value]
    other += stated("A/RES/77/2", '<A/RES/77/2> unm:symbol "A/RES/77/1"')
    together = {finding.focus for finding in validator.check(one + other).results}
    assert f"{BASE}doc/A/RES/77/1" in together
    assert validator.serious([one, other]) == alone(validator, [one, other])
    assert f"{BASE}doc/A/RES/77/1" not in {
        finding.focus for findings in validator.serious([one, other]) for finding in findings
    }


def test_no_set_makes_good_what_another_one_lacks(validator: Validator) -> None:
    citing = resolution(1, "<c> a unm:Citation ; unm:citedTarget <A/RES/77/2> .")
    sets = [citing, resolution(2), resolution(3)]

    def lacking(findings: Iterable[Finding]) -> bool:
        return any(finding.constraint.endswith("#M06-target-kind") for finding in findings)

    assert not lacking(validator.check(citing + sets[1]).results)
    assert lacking(validator.serious(sets)[0])
    assert validator.serious(sets) == alone(validator, sets)
