"""Each rule on a small planted graph: what it derives, and what it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from graph import resources
from graph.engines.embedded import EmbeddedStore
from graph.infer import infer
from graph.names import VOCABULARY
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RULES = {rule.stem: rule for rule in resources.rule_files()}
INFERRED = NamedNode("http://example.org/inferred")
PREFIXES = f"""
PREFIX unm: <{VOCABULARY}>
PREFIX rel: <{VOCABULARY[:-1]}/lineage-relation/>
PREFIX certainty: <{VOCABULARY[:-1]}/certainty/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <http://example.org/>
PREFIX e: <http://example.org/>
"""


def quads_of(trig: str, home: NamedNode) -> Iterator[Quad]:
    """Each quad in a named graph and in the default graph, as in a release."""
    for quad in parse(PREFIXES + trig, RdfFormat.TRIG):
        graph = home if quad.graph_name == DEFAULT_GRAPH else quad.graph_name
        yield Quad(quad.subject, quad.predicate, quad.object, graph)
        yield Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH)


def derived(trig: str, *rules: str) -> set[str]:
    """What the rules, by their numbers, derive from a text: triples with short names."""
    store = EmbeddedStore.memory(quads_of(trig, NamedNode("http://example.org/stated")))
    infer(store, [path for stem, path in RULES.items() if stem[:2] in rules], INFERRED)
    return {short(quad) for quad in store.quads(INFERRED)}


def expected(trig: str) -> set[str]:
    return {short(quad) for quad in parse(PREFIXES + trig, RdfFormat.TRIG)}


def short(quad: Quad) -> str:
    text = f"{quad.subject} {quad.predicate} {quad.object}"
    for prefix, iri in (
        ("unm:", VOCABULARY),
        ("rel:", f"{VOCABULARY[:-1]}/lineage-relation/"),
        (":", "http://example.org/"),
    ):
        text = text.replace(f"<{iri}", prefix).replace(">", "")
    return text


# ---------------------------------------------------------------- every rule


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.stem)
def test_a_rule_says_what_it_is_for_and_derives_nothing_from_nothing(rule: Path) -> None:
    assert rule.read_text("utf-8").startswith("# ")
    store = EmbeddedStore.memory()
    assert infer(store, [rule], INFERRED) == 0


TABLE = [
    pytest.param(
        "10",
        """unm:Resolution rdfs:subClassOf unm:Act . unm:Act rdfs:subClassOf unm:Work .
        unm:Work rdfs:subClassOf <http://www.w3.org/2004/02/skos/core#Concept> . :r a unm:Resolution .""",
        ":r a unm:Act, unm:Work .",
        id="a thing is of the superclasses, of this vocabulary alone",
    ),
    pytest.param("10", ":r a unm:Resolution .", "", id="no class without a superclass"),
    pytest.param(
        "10",
        "unm:Section rdfs:subClassOf unm:Provision . :s a unm:Section .",
        "",
        id="a provision is told by unm:hasProvision",
    ),
    pytest.param(
        "20",
        "unm:dischargedBy owl:inverseOf unm:discharges . :duty unm:dischargedBy :report . :r unm:discharges :d .",
        ":report unm:discharges :duty . :d unm:dischargedBy :r .",
        id="an inverse is followed both ways",
    ),
    pytest.param(
        "20",
        "unm:hasExpression owl:inverseOf unm:expressionOf . unm:hasProvision owl:inverseOf unm:provisionOf ."
        "unm:hasText owl:inverseOf unm:textOf . :a unm:hasExpression :ae ; unm:hasProvision :p . :t unm:textOf :p ."
        ":e unm:expressionOf :b .",
        ":b unm:hasExpression :e .",
        id="the structure of documents is not stated twice",
    ),
    pytest.param(
        "20",
        'unm:p owl:inverseOf unm:q . <http://other.org/a> owl:inverseOf <http://other.org/b> . :x unm:p "text" . '
        ":x <http://other.org/a> :y .",
        "",
        id="no inverse of a literal, none of another vocabulary",
    ),
    pytest.param(
        "40",
        "rel:continues unm:directProperty unm:continues . :l a unm:LineageLink ; unm:from :a ; unm:to :b ; "
        "unm:relation rel:continues .",
        ":a unm:continues :b .",
        id="a link gives the direct property",
    ),
    pytest.param(
        "40",
        ":l a unm:LineageLink ; unm:from :a ; unm:to :b ; unm:relation rel:unheardOf .",
        "",
        id="a relation without a direct property gives none",
    ),
    pytest.param(
        "50",
        "rel:continues unm:inClosure true . rel:endorses unm:inClosure false ."
        ":l unm:later :a ; unm:earlier :b ; unm:relation rel:continues ."
        ":m unm:later :a ; unm:earlier :c ; unm:relation rel:endorses ."
        ":n unm:later :a ; unm:earlier :a ; unm:relation rel:continues .",
        ":a unm:restsOn :b .",
        id="the closure only, and nothing rests on itself",
    ),
    pytest.param(
        "60",
        ":text unm:hasCitation :c1, :c2, :c3 ; unm:textOf :p . :work unm:hasProvision :p ."
        ":c1 a unm:Citation ; unm:citedTarget :act . :act a unm:Work ."
        ":c2 a unm:Citation ; unm:citedTarget :op8 . :other unm:hasProvision :op8 ."
        ":c3 a unm:Citation ; unm:citedTarget :q . :work unm:hasProvision :q .",
        ":p unm:cites :op8, :q . :work unm:cites :act, :other .",
        id="what a paragraph cites its work cites, but not itself; a paragraph cites paragraphs",
    ),
    pytest.param(
        "60",
        ":text unm:hasCitation :c ; unm:textOf :p . :work unm:hasProvision :p ."
        ":c a unm:Citation ; unm:candidateTarget :act . :act a unm:Work .",
        "",
        id="an unresolved citation cites nothing",
    ),
    pytest.param(
        "60",
        ":text unm:hasCitation :c ; unm:textOf :p . :work unm:hasProvision :p ."
        ":c a unm:Citation ; unm:citedTarget :standing . :standing a unm:StandingMandate .",
        "",
        id="a mandate that is cited has its citation only",
    ),
    pytest.param(
        "70",
        ":a a unm:Work ; unm:hasExpression :ae . :ae unm:hasProvisionText :at . :at unm:textHash \"0\" ."
        ":b a unm:Work ; unm:hasExpression :be . :be unm:hasProvisionText :bt ."
        ":c a unm:Work ; unm:hasExpression :ce . :d a unm:Work . :body a unm:Body ."
        ":e a unm:Work ; unm:hasExpression :ee . :ee unm:paragraphHashes \"0  op/1\" .",
        ":e unm:heldStatus unm:held . :a unm:heldStatus unm:held . :b unm:heldStatus unm:partlyHeld ."
        ":c unm:heldStatus unm:citedOnly . :d unm:heldStatus unm:citedOnly .",
        id="held, in part, only cited",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "given", "result"), TABLE)
def test_a_rule_derives(rule: str, given: str, result: str) -> None:
    assert derived(given, rule) == expected(result)


# ---------------------------------------------------------------- 45: the ends of links


@pytest.mark.parametrize(
    ("given", "lifted"),
    [
        ("", ":end"),
        ("# a provision\n:act unm:hasProvision :end .", ":act"),
        ("# an assignment\n:end a unm:Mandate ; unm:issuedIn :act .", ":act"),
        ("# one that a paragraph issued\n:end a unm:Mandate ; unm:issuedIn :op8 . :act unm:hasProvision :op8 .", ":act"),
        ("# the mandate for which a body exists\n:end a unm:StandingMandate ; unm:constitutiveMandateOf :body .", ":body"),
        ("# any other standing mandate\n:end a unm:StandingMandate ; unm:carriedBy :body .", ":end"),
        ("# a body\n:end a unm:Body . :act unm:mentions :end .", ":end"),
        ("# issued, but no assignment\n:end unm:issuedIn :act .", ":end"),
    ],
    ids=lambda text: text.partition("\n")[0].strip("# ") or "itself",
)  # fmt: skip
def test_an_end_is_lifted(given: str, lifted: str) -> None:
    up = ":l a unm:LineageLink ; unm:from :end ; unm:to :other ; unm:relation rel:continues ."
    down = ":l a unm:LineageLink ; unm:from :other ; unm:to :end ; unm:relation rel:continues ."
    assert derived(f"{given}\n{up}", "45") == expected(f":l unm:later {lifted} ; unm:earlier :other .")
    assert derived(f"{given}\n{down}", "45") == expected(f":l unm:later :other ; unm:earlier {lifted} .")


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (
            "# a provision on the assignment of another act\n:one unm:hasProvision :end ."
            ":m a unm:Mandate ; unm:issuedIn :two . :l unm:from :end ; unm:to :m .",
            ":one unm:restsOn :two .",
        ),
        (
            "# on the mandate for which a body exists\n:m unm:constitutiveMandateOf :body ."
            ":l unm:from :act ; unm:to :m .",
            ":act unm:restsOn :body .",
        ),
        ("# two provisions of one act\n:act unm:hasProvision :p, :q . :l unm:from :p ; unm:to :q .", ""),
        (
            "# a body on its own mandate\n:m unm:constitutiveMandateOf :body . :l unm:from :body ; unm:to :m .",
            "",
        ),
    ],
    ids=lambda text: text.partition("\n")[0].strip("# "),
)
def test_what_rests_on_what(given: str, result: str) -> None:
    link = "rel:continues unm:inClosure true . :l a unm:LineageLink ; unm:relation rel:continues ."
    found = {triple for triple in derived(f"{given}\n{link}", "45", "50") if "unm:restsOn" in triple}
    assert found == expected(result)


# ---------------------------------------------------------------- 30: recommended drafts


def texts(expression: str, hashes: str, language: str = "en") -> str:
    """Turtle of an expression whose paragraphs have these hashes, a letter each; F and B are front and back."""
    places = {"F": "front/p/1", "B": "back/p/1"}
    lines = [f"{ord(letter):x}  {places.get(letter, f'op/{ord(letter)}')}\\n" for letter in hashes]
    stated = f'unm:paragraphHashes "{"".join(lines)}"' if lines else "a unm:Expression"
    return f"e:{expression} unm:inLanguage :{language} ; {stated} ."


def recommended(
    draft: str, act: str, *, organ: str = ":ga", language: str = "en", more: str = ""
) -> set[str]:
    given = f"""
        :op1 {{ <http://example.org/e19/draft/2> unm:embeddedIn :e19 }}
        <http://example.org/e19/draft/2> a unm:DraftAct ; unm:recommendedTo :ga ; unm:hasExpression :draft-en .
        :act unm:hasExpression :act-{language} ; unm:adoptedBy {organ} .
        {texts("draft-en", draft)}
        {texts(f"act-{language}", act, language)}
        {more}
    """
    return derived(given, "30")


def test_a_draft_whose_paragraphs_all_stand_in_an_act_has_become_it() -> None:
    link = ":op1/link/adoptedOnRecommendationOf/2"
    found = recommended("abc", "FabcB")
    assert ":e19/draft/2 unm:becameAct :act" in found
    assert f"{link} unm:from :act" in found
    assert f"{link} unm:to :e19" in found
    assert f"{link} unm:relation rel:adoptedOnRecommendationOf" in found
    assert f"{link} <http://purl.org/dc/terms/source :op1" in found
    assert f'{link} unm:identicalParagraphs "3"^^<http://www.w3.org/2001/XMLSchema#integer' in found
    assert f'{link} unm:comparedParagraphs "3"^^<http://www.w3.org/2001/XMLSchema#integer' in found
    assert len(found) == 10


@pytest.mark.parametrize(
    ("why", "draft", "act"),
    [
        ("one paragraph changed", "abc", "FabxB"),
        ("one paragraph left out", "abc", "FabB"),
        ("one paragraph added", "abc", "FabcdB"),
        ("nothing in common", "abc", "FxyzB"),
        ("a draft that is not held", "", "FabcB"),
        ("an act that is not held", "abc", ""),
    ],
)
def test_a_draft_that_was_changed_makes_no_link(why: str, draft: str, act: str) -> None:
    assert recommended(draft, act) == set(), why


def test_only_the_organ_that_it_is_recommended_to_adopts_a_draft() -> None:
    assert recommended("abc", "FabcB", organ=":sc") == set()


def test_texts_in_two_languages_are_not_compared() -> None:
    assert recommended("abc", "FabcB", language="fr") == set()


def test_a_draft_that_is_held_in_two_languages_is_compared_in_each() -> None:
    french = (
        "<http://example.org/e19/draft/2> unm:hasExpression :draft-fr . :act unm:hasExpression :act-fr ."
        + texts("draft-fr", "klm", "fr")
        + texts("act-fr", "Fklm", "fr")
    )
    assert recommended("abc", "FabcB", more=french) == recommended("abc", "FabcB")


# ---------------------------------------------------------------- 80: bounds of dates


@pytest.mark.parametrize(
    ("stated", "earliest", "latest"),
    [
        ('unm:plannedStart "2020-08"^^xsd:gYearMonth', "2020-08-01", "2020-08-31"),
        ('unm:plannedStart "2021-04"^^xsd:gYearMonth', "2021-04-01", "2021-04-30"),
        ('unm:plannedStart "2020-02"^^xsd:gYearMonth', "2020-02-01", "2020-02-29"),
        ('unm:plannedStart "2021-02"^^xsd:gYearMonth', "2021-02-01", "2021-02-28"),
        ('unm:plannedStart "2000-02"^^xsd:gYearMonth', "2000-02-01", "2000-02-29"),
        ('unm:plannedStart "2100-02"^^xsd:gYearMonth', "2100-02-01", "2100-02-28"),
        ('unm:plannedStart "1948-12"^^xsd:gYearMonth', "1948-12-01", "1948-12-31"),
        ('unm:plannedStart "2021-01-20"^^xsd:date', "2021-01-20", "2021-01-20"),
        ('unm:actualStart "2021-05-10"^^xsd:date', "2021-05-10", "2021-05-10"),
        (
            'unm:plannedStart "2020-08"^^xsd:gYearMonth ; unm:actualStart "2021-05-10"^^xsd:date',
            "2021-05-10",
            "2021-05-10",
        ),
    ],
)
def test_the_first_and_last_day_of_a_start(stated: str, earliest: str, latest: str) -> None:
    assert derived(f":step a unm:ScheduleEvent ; {stated} .", "80") == expected(
        f':step unm:earliestStart "{earliest}"^^xsd:date ; unm:latestStart "{latest}"^^xsd:date .'
    )


@pytest.mark.parametrize(
    "stated",
    ["", '; unm:notLaterThan "2021-03-01"^^xsd:date', '; unm:plannedStart "2021"^^xsd:gYear', '; unm:plannedStart "soon"'],
)  # fmt: skip
def test_a_step_without_day_or_month_has_no_bounds(stated: str) -> None:
    assert derived(f":step a unm:ScheduleEvent {stated} .", "80") == set()


# ---------------------------------------------------------------- all together


def test_rules_build_on_each_other_by_their_numbers() -> None:
    given = """
        unm:ReportingObligation rdfs:subClassOf unm:Mandate .
        rel:pursuantTo unm:inClosure true ; unm:directProperty unm:pursuantTo .
        :duty a unm:ReportingObligation ; unm:issuedIn :new . :old unm:hasProvision :op8 .
        :l a unm:LineageLink ; unm:from :duty ; unm:to :op8 ; unm:relation rel:pursuantTo .
    """
    found = derived(given, *(stem[:2] for stem in RULES))
    assert ":new unm:restsOn :old" in found
    assert ":duty unm:pursuantTo :op8" in found
