"""Lineage over the bundled graph, as the report tells it, and over planted links."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, parse

from graph import resources
from graph.bundle import Bundle, rebased
from graph.engines.embedded import EmbeddedStore
from graph.infer import infer
from graph.lineage import UNLIMITED, Direction, Edge, Lineage, Node, tail, trace
from graph.names import DEFAULT_BASE, VOCABULARY, Names
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UP, DOWN = (Direction.UP,), (Direction.DOWN,)
BOTH = (Direction.UP, Direction.DOWN)
REPORT = "x-src/sg-cybercrime-2021"
SALVADOR, DOHA = "x-declaration/salvador-2010", "x-declaration/doha-2015"
CCPCJ_22_8, CCPCJ_26_4 = "x-ccpcj/res/22/8", "x-ccpcj/res/26/4"
REPOSITORY_ROLE = "standing/unodc/cybercrime-repository"


def with_union(quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH)


def released(quads: Iterable[Quad], base: str = DEFAULT_BASE) -> EmbeddedStore:
    store = EmbeddedStore.memory(with_union(quads))
    infer(store, resources.rule_files(), NamedNode(Names(base).graph_inferred), base=base)
    return store


def vocabulary() -> Bundle:
    return Bundle(ontology=resources.ontology_files())


@pytest.fixture(scope="module")
def store(stated: list[Quad]) -> EmbeddedStore:
    return released(stated)


def thing(path: str, base: str = DEFAULT_BASE) -> NamedNode:
    below = path if path.startswith(("body/", "standing/", "office/", "doc/")) else f"doc/{path}"
    return NamedNode(base + below)


def links(lineage: Lineage) -> set[tuple[str, str, str, str, str]]:
    """Later, relation, earlier, document and paragraph of each link; the relation in brackets where not followed."""
    return {
        (
            tail(edge.from_),
            edge.relation if edge.in_closure else f"({edge.relation})",
            tail(edge.to),
            tail(edge.document),
            edge.paragraph,
        )
        for edge in lineage.edges
    }


def named(lineage: Lineage) -> set[str]:
    return {tail(node.id) for node in lineage.nodes}


# ---------------------------------------------------------------- the report


ORIGIN = {
    ("body/egcc", "establishedPursuantTo", "A/RES/65/230", REPORT, "35"),
    ("A/RES/65/230", "(endorses)", SALVADOR, REPORT, "35"),
}
LATER = {
    (CCPCJ_26_4, "continues", "body/egcc", REPORT, "36"),
    (DOHA, "updates", "body/egcc", REPORT, "35"),
    ("A/RES/70/174", "(endorses)", DOHA, REPORT, "35"),
}
COMMITTEE = {
    ("body/ahc-cybercrime", "establishedBy", "A/RES/74/247", REPORT, "10"),
    ("body/ahc-cybercrime", "establishedBy", "A/RES/74/247", REPORT, "37"),
}
DIRECTED = {("A/RES/75/282", "directs", "body/ahc-cybercrime", "A/RES/75/282", "4")}


@pytest.mark.parametrize(
    ("of", "directions", "expected"),
    [
        (
            "A/RES/74/173",
            UP,
            {
                ("A/RES/74/173", "(reaffirms)", REPOSITORY_ROLE, REPORT, "28"),
                ("A/RES/74/173", "pursuantTo", CCPCJ_22_8, REPORT, "28"),
                (REPOSITORY_ROLE, "pursuantTo", CCPCJ_22_8, REPORT, "28"),
                ("A/RES/74/173", "(adoptedOnRecommendationOf)", "E/RES/2019/19", "E/RES/2019/19", "1"),
            },
        ),
        ("A/RES/74/173", DOWN, set()),
        (CCPCJ_22_8, UP, set()),
        ("x-ccpcj/res/20/7", BOTH, set()),
        ("A/RES/64/179", BOTH, set()),
        (REPOSITORY_ROLE, UP, {(REPOSITORY_ROLE, "pursuantTo", CCPCJ_22_8, REPORT, "28")}),
        ("body/egcc", UP, ORIGIN),
        ("body/egcc", DOWN, LATER),
        ("body/egcc", BOTH, ORIGIN | LATER),
        ("A/RES/65/230", DOWN, LATER | ORIGIN - {("A/RES/65/230", "(endorses)", SALVADOR, REPORT, "35")}),
        (CCPCJ_26_4, UP, ORIGIN | {(CCPCJ_26_4, "continues", "body/egcc", REPORT, "36")}),
        (DOHA, UP, ORIGIN | {(DOHA, "updates", "body/egcc", REPORT, "35")}),
        # An endorsement is shown, and the Declaration not followed to the group whose mandate it updated.
        ("A/RES/70/174", UP, {("A/RES/70/174", "(endorses)", DOHA, REPORT, "35")}),
        ("body/ahc-cybercrime", UP, COMMITTEE),
        ("body/ahc-cybercrime", DOWN, DIRECTED),
        ("A/RES/75/282", UP, COMMITTEE | DIRECTED),
        ("A/RES/74/247", DOWN, COMMITTEE | DIRECTED),
    ],
)
def test_the_report_s_lineage(
    store: EmbeddedStore, of: str, directions: tuple[Direction, ...], expected: set[tuple[str, ...]]
) -> None:
    assert links(trace(store, thing(of), directions)) == expected


def test_the_recommending_act_is_shown_and_not_followed(store: EmbeddedStore) -> None:
    assert named(trace(store, thing("A/RES/74/173"), UP)) == {
        "A/RES/74/173",
        "E/RES/2019/19",
        CCPCJ_22_8,
        REPOSITORY_ROLE,
    }


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("standing/egcc/comprehensive-study", "body/egcc"),
        ("A/RES/75/282/op/4", "A/RES/75/282"),
        ("A/RES/75/282/en/op/4", "A/RES/75/282"),
        ("A/RES/75/282/en", "A/RES/75/282"),
        (f"{REPORT}/zh/p/36/mandate/requests/1", CCPCJ_26_4),
        (REPOSITORY_ROLE, REPOSITORY_ROLE),
        ("body/unodc", "body/unodc"),
    ],
)
def test_what_stands_for_an_act_or_body_has_its_lineage(
    store: EmbeddedStore, asked: str, answered: str
) -> None:
    lineage = trace(store, thing(asked))
    assert tail(lineage.of) == answered
    assert lineage == trace(store, thing(answered))


def rows(store: EmbeddedStore, where: str) -> list[str]:
    answer = store.query(
        f"""PREFIX unm: <{VOCABULARY}> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?found WHERE {{ ?link a unm:LineageLink ; dcterms:source ?source . {where} }}"""
    )
    assert isinstance(answer, QuerySolutions)
    return sorted(str(row["found"]) for row in answer)


def test_sequence_and_recitals_make_no_link(store: EmbeddedStore) -> None:
    sources = rows(store, "BIND(STR(?source) AS ?found)")
    report = f"{DEFAULT_BASE}doc/{REPORT}/zh/p/"
    assert sources
    for number in (1, 2, 3, 4, 5, 7):
        assert f'"{report}{number}"' not in sources
    assert rows(store, "?source unm:textOf ?found . ?found a unm:PreambularParagraph") == []


def test_every_link_of_the_bundle_is_shown_with_its_paragraph(store: EmbeddedStore) -> None:
    ends = rows(store, "?link unm:later ?found")
    traced = {edge for end in ends for edge in trace(store, NamedNode(end[1:-1]), UP).edges}
    assert {edge.source for edge in traced} == {
        source[1:-1] for source in rows(store, "BIND(?source AS ?found)")
    }
    for edge in traced:
        assert edge.paragraph
        assert not edge.paragraph.startswith("http")
        assert edge.source.startswith(f"{edge.document}/")
        assert edge.rule in {"curated", "identical-paragraphs"}
        assert edge.certainty in {"stated", "reported", "derived"}


def test_what_is_known_of_each_thing(store: EmbeddedStore) -> None:
    found = {tail(node.id): node for node in trace(store, thing("A/RES/74/173"), UP).nodes}
    act, role = found["A/RES/74/173"], found[REPOSITORY_ROLE]
    assert (act.symbol, act.kind, act.date, act.held) == ("A/RES/74/173", "Resolution", "2019-12-18", "held")
    assert act.label is not None
    assert act.label.startswith("Promoting technical assistance")
    assert found[CCPCJ_22_8] == Node(
        id=f"{DEFAULT_BASE}doc/{CCPCJ_22_8}",
        symbol="CCPCJ/RES/22/8",
        label=found[CCPCJ_22_8].label,
        kind="Resolution",
        date="2013",
        held="citedOnly",
    )
    assert (role.symbol, role.kind, role.held) == (None, "StandingMandate", None)
    assert role.name == role.label


def test_the_same_lineage_under_another_base(store: EmbeddedStore, stated: list[Quad]) -> None:
    base = "https://data.example.org/un/"
    moved = released(rebased(stated, base), base)
    ours, theirs = trace(store, thing("body/egcc")), trace(moved, thing("body/egcc", base))
    assert links(theirs) == links(ours)
    assert theirs.of == f"{base}body/egcc"


def test_json_is_what_the_command_line_promises(store: EmbeddedStore) -> None:
    told: dict[str, Any] = json.loads(json.dumps(trace(store, thing("A/RES/74/173"), UP).as_json()))
    assert set(told) == {"of", "nodes", "edges", "coverage", "truncated"}
    assert {frozenset(node) for node in told["nodes"]} == {
        frozenset(("id", "symbol", "label", "kind", "date", "held"))
    }
    assert {frozenset(edge) for edge in told["edges"]} == {
        frozenset(
            ("from", "to", "relation", "in_closure", "paragraph", "source", "document", "rule", "certainty")
        )
    }
    assert {edge["from"] for edge in told["edges"]} < {node["id"] for node in told["nodes"]}
    assert told["truncated"] is False


# ---------------------------------------------------------------- planted links


PREFIXES = f"""
PREFIX unm: <{VOCABULARY}>
PREFIX rel: <{VOCABULARY[:-1]}/lineage-relation/>
PREFIX certainty: <{VOCABULARY[:-1]}/certainty/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <http://example.org/>
"""
VOCABULARY_QUADS = tuple(with_union(vocabulary().quads()))


def planted(turtle: str) -> EmbeddedStore:
    quads = parse(PREFIXES + turtle, RdfFormat.TURTLE)
    graph = NamedNode("http://example.org/graph")
    stated = (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
    store = EmbeddedStore.memory((*VOCABULARY_QUADS, *with_union(stated)))
    infer(store, resources.rule_files(), NamedNode("http://example.org/inferred"))
    return store


def linked(*pairs: tuple[str, str, str]) -> str:
    """Turtle of links: later, relation, earlier."""
    return "\n".join(
        f""":{later}-{relation}-{earlier} a unm:LineageLink ; unm:from :{later} ; unm:to :{earlier} ;
            unm:relation rel:{relation} ; unm:rule "planted" ; unm:certainty certainty:stated ;
            dcterms:source :{later}-text ."""
        for later, relation, earlier in pairs
    )


def chain(names: str, relation: str = "pursuantTo") -> str:
    return linked(*((later, relation, earlier) for later, earlier in pairwise(names)))


def at(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def shown(lineage: Lineage) -> set[str]:
    """The links, as "a>b", or "a-b" for one that is not followed."""
    return {
        f"{edge.from_.rpartition('/')[2]}{'>' if edge.in_closure else '-'}{edge.to.rpartition('/')[2]}"
        for edge in lineage.edges
    }


@pytest.mark.parametrize(
    ("given", "of", "directions", "expected"),
    [
        (chain("abc"), "a", UP, {"a>b", "b>c"}),
        (chain("abc"), "b", UP, {"b>c"}),
        (chain("abc"), "b", DOWN, {"a>b"}),
        (chain("abc"), "b", BOTH, {"a>b", "b>c"}),
        (chain("abc"), "x", BOTH, set()),
        # A walk up does not turn round: what else rests on an ancestor is no ancestor.
        (chain("abc") + chain("dc"), "a", UP, {"a>b", "b>c"}),
        (chain("abc") + chain("dc"), "a", BOTH, {"a>b", "b>c"}),
        # two ways to one ancestor, and a short cut
        (chain("abd") + chain("acd") + chain("ad"), "a", UP, {"a>b", "a>c", "a>d", "b>d", "c>d"}),
        # shown, not followed
        (chain("ab", "endorses") + chain("bc"), "a", UP, {"a-b"}),
        (chain("ab") + chain("bc", "reaffirms") + chain("cd"), "a", UP, {"a>b", "b-c"}),
        (chain("ab", "endorses") + chain("bc"), "c", DOWN, {"a-b", "b>c"}),
        (chain("ab", "endorses") + chain("bc", "endorses"), "c", DOWN, {"b-c"}),
        # what is shown is joined to what was found otherwise
        (chain("ab", "reaffirms") + chain("bc") + chain("ac"), "a", UP, {"a-b", "b>c", "a>c"}),
        (chain("ab", "retires") + chain("bc"), "a", UP, {"a-b"}),
        # cycles end, and a link to oneself says nothing
        (chain("aba"), "a", UP, {"a>b", "b>a"}),
        (chain("abca"), "b", BOTH, {"a>b", "b>c", "c>a"}),
        (chain("aa"), "a", BOTH, set()),
        (":a unm:hasProvision :p, :q ." + chain("pq") + chain("qb"), "a", UP, {"a>b"}),
    ],
)
def test_planted_links(given: str, of: str, directions: tuple[Direction, ...], expected: set[str]) -> None:
    lineage = trace(planted(given), at(of), directions)
    assert shown(lineage) == expected
    assert not lineage.truncated
    assert {node.id for node in lineage.nodes} == {at(of).value} | {
        end for edge in lineage.edges for end in (edge.from_, edge.to)
    }


@pytest.mark.parametrize(
    ("depth", "expected", "truncated"),
    [
        (0, set(), True),
        (1, {"a>b"}, True),
        (2, {"a>b", "b>c", "b-x"}, True),
        (3, {"a>b", "b>c", "b-x", "c>d"}, False),
        (4, {"a>b", "b>c", "b-x", "c>d"}, False),
    ],
)
def test_depth_counts_steps_of_the_closure(depth: int, expected: set[str], truncated: bool) -> None:
    lineage = trace(planted(chain("abcd") + chain("bx", "endorses")), at("a"), UP, depth)
    assert shown(lineage) == expected
    assert lineage.truncated is truncated


def test_an_unknown_thing_has_a_lineage_of_itself_alone() -> None:
    lineage = trace(planted(""), at("nothing"))
    assert lineage.nodes == (Node("http://example.org/nothing", None, None, None, None, None),)
    assert lineage.edges == ()


class Counting(EmbeddedStore):
    queries = 0

    def query(self, *args: Any, **options: Any) -> Any:
        self.queries += 1
        return super().query(*args, **options)


def test_a_long_chain_takes_no_more_queries_than_a_short_one() -> None:
    names = [f"n{number}" for number in range(40)]
    given = linked(*((later, "continues", earlier) for later, earlier in pairwise(names)))
    store = Counting(planted(given)._store)
    assert len(trace(store, at("n0"), UP).edges) == 39
    assert store.queries <= 8


@pytest.mark.parametrize(
    ("structure", "expected"),
    [
        (':a-text unm:textOf :a\\/op\\/8 . :a unm:hasProvision :a\\/op\\/8 . :a\\/op\\/8 unm:provisionNumber "8" .', "8"),
        (':a-text unm:textOf :a\\/p\\/28 . :a unm:hasProvision :a\\/p\\/28 . :a\\/p\\/28 unm:provisionNumber "28" .', "28"),
        (":a-text unm:textOf :a\\/pp\\/3 . :a unm:hasProvision :a\\/pp\\/3 .", "pp/3"),
        (
            ':a-text unm:textOf :a\\/sec\\/IV\\/op\\/2 . :a unm:hasProvision :a\\/sec\\/IV\\/op\\/2 .'
            ' :a\\/sec\\/IV\\/op\\/2 unm:provisionNumber "2" .',
            "sec/IV/op/2",
        ),
        (':a-text unm:textOf :a\\/fn\\/1 . :a unm:hasProvision :a\\/fn\\/1 . :a\\/fn\\/1 unm:provisionNumber "1" .', "fn/1"),
        ("", "http://example.org/a-text"),  # a document that the store does not describe
    ],
)  # fmt: skip
def test_how_a_paragraph_is_named(structure: str, expected: str) -> None:
    (edge,) = trace(planted(chain("ab") + structure), at("a"), UP).edges
    assert edge.paragraph == expected
    assert edge.document == ("http://example.org/a" if structure else "")


def test_two_paragraphs_of_one_link_are_two_edges() -> None:
    again = """:again a unm:LineageLink ; unm:from :a ; unm:to :b ; unm:relation rel:pursuantTo ;
        unm:rule "planted" ; unm:certainty certainty:reported ; dcterms:source :other-text ."""
    lineage = trace(planted(chain("ab") + again), at("a"), UP)
    assert [(edge.source.rpartition("/")[2], edge.certainty) for edge in lineage.edges] == [
        ("a-text", "stated"),
        ("other-text", "reported"),
    ]


def test_a_link_without_rule_and_certainty_is_shown_all_the_same() -> None:
    given = (
        ":l a unm:LineageLink ; unm:from :a ; unm:to :b ; unm:relation rel:continues ; dcterms:source :t ."
    )
    assert trace(planted(given), at("a"), UP).edges == (
        Edge(
            from_="http://example.org/a",
            to="http://example.org/b",
            relation="continues",
            in_closure=True,
            paragraph="http://example.org/t",
            source="http://example.org/t",
            document="",
            rule="",
            certainty="",
        ),
    )


def test_the_english_label_comes_first_and_the_narrowest_class() -> None:
    given = (
        chain("ab")
        + """
        :b a unm:Resolution ; dcterms:title "Titre"@fr, "Title"@en, "标题"@zh ; unm:symbol "X/1" .
        :c unm:citedTarget :b ; unm:yearStated "1999"^^xsd:gYear ."""
    )
    (_, node) = trace(planted(given), at("a"), UP).nodes
    assert node == Node("http://example.org/b", "X/1", "Title", "Resolution", "1999", "citedOnly")


def test_coverage_says_what_was_looked_at() -> None:
    given = (
        chain("abc")
        + """
        :a a unm:Resolution ; unm:adoptedOn "2001-02-03"^^xsd:date ; unm:hasExpression :a-en .
        :a-en unm:hasProvisionText :a-text . :a-text unm:textHash "00" .
        :b a unm:Resolution ; unm:adoptedOn "1994-05-06"^^xsd:date ; unm:hasExpression :b-en .
        :b-en unm:hasProvisionText :b-text . :b-text unm:textHash "01" .
        :d a unm:Report ; unm:hasExpression :d-en . :d-en unm:hasProvisionText :d-text .
        :c a unm:Resolution ; unm:adoptedOn "1950-01-01"^^xsd:date .
        """
    )
    coverage = trace(planted(given), at("x")).coverage
    assert (coverage.works_held, coverage.works_partly_held, coverage.works_cited_only) == (2, 1, 1)
    assert (coverage.adopted_from, coverage.adopted_to) == ("1994-05-06", "2001-02-03")
    assert coverage.links == 2


def test_coverage_of_nothing() -> None:
    coverage = trace(planted(""), at("x")).coverage
    assert (coverage.works_held, coverage.links, coverage.adopted_from) == (0, 0, None)


NAMES = "abcdefg"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES), st.sampled_from(("pursuantTo", "endorses")), st.sampled_from(NAMES)
        ),
        max_size=14,
    ),
    st.integers(1, 4) | st.just(UNLIMITED),
)
def test_a_walk_finds_what_a_plain_search_finds(given_links: list[tuple[str, str, str]], depth: int) -> None:
    near = {"a": 0}
    for step in range(1, depth + 1):
        for later, relation, earlier in given_links:
            if relation == "pursuantTo" and near.get(later) == step - 1:
                near.setdefault(earlier, step)
        if step not in near.values():
            break
    expected = {
        f"{later}{'>' if relation == 'pursuantTo' else '-'}{earlier}"
        for later, relation, earlier in given_links
        if later != earlier and near.get(later, depth) < depth
    }
    ends = {"a"} | {name for link in expected for name in (link[0], link[2])}
    expected |= {
        f"{later}{'>' if relation == 'pursuantTo' else '-'}{earlier}"
        for later, relation, earlier in given_links
        if later != earlier and expected and {later, earlier} <= ends
    }
    assert shown(trace(fast(given_links), at("a"), UP, depth)) == expected


def fast(given_links: list[tuple[str, str, str]]) -> EmbeddedStore:
    """A store with these links, and what the rules of lineage derive from them, but without the vocabulary."""
    relations = """
        rel:pursuantTo <http://www.w3.org/2004/02/skos/core#notation> "pursuantTo" ; unm:inClosure true .
        rel:endorses <http://www.w3.org/2004/02/skos/core#notation> "endorses" ; unm:inClosure false .
    """
    quads = parse(PREFIXES + relations + linked(*given_links), RdfFormat.TURTLE)
    store = EmbeddedStore.memory(quads)
    ends = [rule for rule in resources.rule_files() if rule.stem in {"45-link-ends", "50-rests-on"}]
    infer(store, ends, NamedNode("http://example.org/inferred"))
    return store


def test_the_plain_store_of_the_property_test_derives_as_the_whole_does() -> None:
    given_links = [("a", "pursuantTo", "b"), ("b", "endorses", "c")]
    rests_on = NamedNode(f"{VOCABULARY}restsOn")
    for one in (fast(given_links), planted(linked(*given_links))):
        assert {str(quad.object) for quad in one.match(None, rests_on, None, DEFAULT_GRAPH)} == {
            "<http://example.org/b>"
        }
