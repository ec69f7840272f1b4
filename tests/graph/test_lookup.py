"""What a person types → the thing in the graph, or an error that names the candidates."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from graph import lookup, resources
from graph.bundle import rebased
from graph.engines.embedded import EmbeddedStore
from graph.errors import SymbolError, UnknownSymbol
from graph.infer import infer
from graph.lookup import Candidate, candidates, find, known_symbols
from graph.names import DEFAULT_BASE, Names
from graph.store import DEFAULT_GRAPH
from graph.symbols import AmbiguousSymbol


def released(stated: list[Quad], base: str = DEFAULT_BASE) -> EmbeddedStore:
    quads = list(rebased(stated, base))
    union = (Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH) for quad in quads)
    store = EmbeddedStore.memory([*quads, *union])
    infer(store, resources.rule_files(), NamedNode(Names(base).graph_inferred), base=base)
    return store


@pytest.fixture(scope="module")
def store(stated: list[Quad]) -> EmbeddedStore:
    return released(stated)


TEXTS = [
    ("A/RES/74/173", "doc/A/RES/74/173"),
    ("  a/res/74/173 ", "doc/A/RES/74/173"),
    ("General Assembly resolution 74/173", "doc/A/RES/74/173"),
    ("大会第74/173号决议", "doc/A/RES/74/173"),
    ("https://undocs.org/A/RES/74/173", "doc/A/RES/74/173"),
    ("https://undocs.org/en/A/RES/74/173", "doc/A/RES/74/173"),
    ("CCPCJ 22/8", "doc/x-ccpcj/res/22/8"),
    ("CCPCJ/RES/22/8", "doc/x-ccpcj/res/22/8"),
    ("Commission on Crime Prevention and Criminal Justice resolution 22/8", "doc/x-ccpcj/res/22/8"),
    ("E/CN.15/2021/1", "doc/E/CN.15/2021/1"),
    # one body, and only one of the two fits its numbers
    ("74/173", "doc/A/RES/74/173"),
    ("74/567", "doc/A/DEC/74/567"),
    # codes and names of bodies
    ("unodc", "body/unodc"),
    ("UNODC", "body/unodc"),
    ("egcc", "body/egcc"),
    ("ga", "body/ga"),
    ("United Nations Office on Drugs and Crime", "body/unodc"),
    ("联合国毒品和犯罪问题办公室", "body/unodc"),
    ("secretary-general", "office/secretary-general"),
    # paths and IRIs
    ("/doc/A/RES/74/173", "doc/A/RES/74/173"),
    ("doc/A/RES/74/173/op/8", "doc/A/RES/74/173/op/8"),
    ("x-declaration/salvador-2010", "doc/x-declaration/salvador-2010"),
    ("body/ccpcj", "body/ccpcj"),
    ("standing/egcc/comprehensive-study", "standing/egcc/comprehensive-study"),
    ("egcc/comprehensive-study", "standing/egcc/comprehensive-study"),
    (f"{DEFAULT_BASE}doc/A/RES/65/230", "doc/A/RES/65/230"),
    (f"<{DEFAULT_BASE}doc/A/RES/65/230>", "doc/A/RES/65/230"),
]


@pytest.mark.parametrize(("text", "path"), TEXTS)
def test_any_spelling_finds_the_thing(store: EmbeddedStore, text: str, path: str) -> None:
    assert find(store, text) == NamedNode(DEFAULT_BASE + path)


def test_another_base(stated: list[Quad]) -> None:
    base = "https://data.example.org/un/"
    moved = released(stated, base)
    for text in ("A/RES/74/173", f"{base}doc/A/RES/74/173", "74/173"):
        assert find(moved, text, base=base) == NamedNode(f"{base}doc/A/RES/74/173")
    assert find(moved, "unodc", base=base) == NamedNode(f"{base}body/unodc")


def test_a_work_that_states_its_symbol_is_found_wherever_its_iri_is() -> None:
    work = NamedNode("http://example.org/a-source")
    quad = Quad(work, lookup.SYMBOL, lookup.Literal("E/CN.15/2021/5"), DEFAULT_GRAPH)
    assert find(EmbeddedStore.memory([quad]), "e/cn.15/2021/5") == work


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A/RES/74/1733", "A/RES/74/173"),
        ("A/RES/74/17E", "A/RES/74/174"),
        ("A/RES/47/173", "A/RES/74/173"),
        ("unodx", "unodc"),
        ("UNODC.", "unodc"),
    ],
)
def test_what_is_misspelt_gets_the_nearest(store: EmbeddedStore, text: str, first: str) -> None:
    with pytest.raises(UnknownSymbol) as caught:
        find(store, text)
    assert first in caught.value.candidates
    assert first in caught.value.hint
    assert 0 < len(caught.value.candidates) <= 8


def test_the_nearest_are_told_apart(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownSymbol) as caught:
        find(store, "A/RES/74/1733")
    assert "A/RES/74/173 (resolution, General Assembly, 2019-12-18)" in caught.value.hint


@pytest.mark.parametrize("text", ["A/CONF.999/1", "http://example.org/nowhere", "javascript:alert(1)"])
def test_what_is_unknown_and_near_nothing(store: EmbeddedStore, text: str) -> None:
    with pytest.raises(UnknownSymbol) as caught:
        find(store, text)
    assert caught.value.candidates == ()


@pytest.mark.parametrize("text", ["", "   ", "nonsense", "x" * 10_000, "a b\nc", "<>", "%%%", "\x00", "a{b}"])
def test_what_is_no_symbol_at_all(store: EmbeddedStore, text: str) -> None:
    with pytest.raises((SymbolError, UnknownSymbol)):
        find(store, text)


def test_a_number_of_several_bodies_is_not_guessed(store: EmbeddedStore) -> None:
    with pytest.raises(AmbiguousSymbol) as caught:
        find(store, "22/8")
    assert caught.value.candidates[0] == "CCPCJ/RES/22/8"
    assert "A/HRC/RES/22/8" in caught.value.candidates
    assert "A/RES/22/8" not in caught.value.candidates
    assert (
        "CCPCJ/RES/22/8 (resolution, Commission on Crime Prevention and Criminal Justice, 2013)"
        in caught.value.hint
    )
    assert "A/HRC/RES/22/8 (resolution, HRC, not in the graph)" in caught.value.hint


def test_a_title_that_two_acts_bear_names_neither(store: EmbeddedStore) -> None:
    title = candidates(store, ["A/RES/74/173"])[0].title
    assert title == candidates(store, ["E/RES/2019/19"])[0].title
    with pytest.raises((SymbolError, UnknownSymbol)):
        find(store, title)


def test_candidates(store: EmbeddedStore) -> None:
    known, unknown = candidates(store, ["E/RES/2019/19", "S/RES/999(2001)", "E/RES/2019/19"])
    assert known == Candidate(
        symbol="E/RES/2019/19",
        kind="resolution",
        body="Economic and Social Council",
        date="2019-07-23",
        title=known.title,
        iri=f"{DEFAULT_BASE}doc/E/RES/2019/19",
    )
    assert unknown == Candidate("S/RES/999(2001)", "resolution", "SC", "2001", "", None)
    assert str(unknown) == "S/RES/999(2001) (resolution, SC, 2001, not in the graph)"
    assert candidates(store, []) == ()


def test_known_symbols(store: EmbeddedStore) -> None:
    known = known_symbols(store)
    assert list(known) == sorted(known)
    assert known["CCPCJ/RES/26/4"] == NamedNode(f"{DEFAULT_BASE}doc/x-ccpcj/res/26/4")
    for symbol, work in known.items():
        assert find(store, symbol) == work
