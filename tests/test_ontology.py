"""The vocabulary holds what the rest of the house uses, says what it means, and contradicts neither itself nor the data."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING

import owlrl
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from rdflib.namespace import ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, TIME, XSD

from graph import infer, resources
from graph.engines.embedded import EmbeddedStore
from graph.names import ONTOLOGY, VOCABULARY, Names
from graph.store import DEFAULT_GRAPH
from service import thing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}
UNM = rdflib.Namespace(VOCABULARY)
ISSUES = rdflib.URIRef(
    "http://www.daml.org/2002/03/agents/agent-ont#error"
)  # where owlrl reports contradictions

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)

# What docs/model.md names only to say that it does not exist.
NOT_TERMS = {f"{VOCABULARY}reportedBy"}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return as_rdflib(quad for file in resources.ontology_files() for quad in parse(path=file))


@pytest.fixture(scope="module")
def terms(ontology: rdflib.Graph) -> set[rdflib.URIRef]:
    """The classes, properties and concepts that the vocabulary itself defines."""
    return set(ontology.subjects(RDFS.isDefinedBy, rdflib.URIRef(ONTOLOGY)))


@pytest.fixture(scope="module")
def schemes(ontology: rdflib.Graph) -> set[rdflib.URIRef]:
    return set(ontology.subjects(RDF.type, SKOS.ConceptScheme))


def as_rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((rdf_term(quad.subject), rdf_term(quad.predicate), rdf_term(quad.object)))
    return graph


def rdf_term(term: object) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def classes_of(graph: rdflib.Graph) -> set[rdflib.term.Node]:
    return {term for term in graph.subjects(RDF.type, OWL.Class) if str(term).startswith(VOCABULARY)}


def properties_of(graph: rdflib.Graph) -> set[rdflib.term.Node]:
    found = {term for kind in PROPERTIES for term in graph.subjects(RDF.type, kind)}
    return {term for term in found if str(term).startswith(VOCABULARY)}


def plain(nodes: Iterable[object]) -> list[str]:
    return sorted(str(node).removeprefix(ONTOLOGY) for node in nodes)


# ------------------------------------------------------------------ what is used is defined

PREFIX = re.compile(r"(?i)\bprefix\s+([\w-]*):\s*<([^>]*)>")
# A closing slash belongs to the IRI of a prefix, not to a term; so does a bare namespace.
IN_FULL = re.compile(re.escape(ONTOLOGY) + r"(?:#[A-Za-z]\w*|/[a-z][a-z-]*/[A-Za-z]\w*)")


def terms_in(text: str) -> set[str]:
    """The IRIs of the vocabulary that a text names: in full, by a declared prefix, or by `unm:` without one."""
    found = set(IN_FULL.findall(text))
    for prefix, iri in {"unm": VOCABULARY, **dict(PREFIX.findall(text))}.items():
        if iri.startswith((VOCABULARY, f"{ONTOLOGY}/")):
            names = re.findall(rf"(?<![\w/:.-]){re.escape(prefix)}:([A-Za-z]\w*)", text)
            found |= {iri + name for name in names}
    found |= {VOCABULARY + name for name in re.findall(r"\{UNM\}(\w+)", text)}
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?x unm:symbol ?y", {"#symbol"}),
        ("<https://w3id.org/un-mandates/ontology#symbol>", {"#symbol"}),
        ("<https://w3id.org/un-mandates/ontology/unit/person>", {"/unit/person"}),
        ("PREFIX u: <https://w3id.org/un-mandates/ontology#> SELECT * { ?s u:symbol ?o }", {"#symbol"}),
        (
            "@prefix verb: <https://w3id.org/un-mandates/ontology/action-verb/> . <> <> verb:decides .",
            {"/action-verb/decides"},
        ),
        ('f"{UNM}symbol"', {"#symbol"}),
        ("PREFIX body: <https://w3id.org/un-mandates/body/> body:ga", set()),
        ("<https://w3id.org/un-mandates/ontology> <https://w3id.org/un-mandates/ontology/0.1.0>", set()),
    ],
)
def test_terms_are_found_in_a_text(text: str, expected: set[str]) -> None:
    assert terms_in(text) == {ONTOLOGY + rest for rest in expected}


USERS = (
    *("graph/data/**/*.trig", "graph/data/**/*.ttl", "shapes/**/*.ttl", "graph/**/*.rq", "service/**/*.rq"),
    *("graph/**/*.py", "service/**/*.py", "service/**/*.html", "docs/**/*.md", "*.md"),
)


def test_every_term_that_is_used_is_defined(repository: Path, ontology: rdflib.Graph) -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for file in (file for pattern in USERS for file in repository.glob(pattern)):
        for term in terms_in(file.read_text(encoding="utf-8")):
            used[term].add(file.name)
    for term in (*thing.FIRST, *(VOCABULARY + name for name in thing.CARDS)):
        if term.startswith(VOCABULARY):
            used[term].add("thing.py")
    assert len(used) > 300  # a search that finds nothing would pass
    defined = {str(subject) for subject in ontology.subjects(RDF.type)}
    undefined = {term: sorted(files) for term, files in used.items() if term not in defined | NOT_TERMS}
    assert undefined == {}


# ------------------------------------------------------------------ what is defined is explained


def test_every_class_and_property_has_one_english_label_and_one_definition(ontology: rdflib.Graph) -> None:
    subjects = classes_of(ontology) | properties_of(ontology)
    assert len(subjects) > 250
    for subject in subjects:
        labels = [label for label in ontology.objects(subject, RDFS.label) if label.language == "en"]
        definitions = list(ontology.objects(subject, SKOS.definition))
        assert len(labels) == len(definitions) == 1, subject
        assert [text.language for text in definitions] == ["en"], subject
        assert definitions[0].endswith("."), subject


def test_every_term_says_where_it_is_defined(ontology: rdflib.Graph, terms: set[rdflib.URIRef]) -> None:
    typed = {s for s in ontology.subjects(RDF.type) if str(s).startswith((VOCABULARY, f"{ONTOLOGY}/"))}
    assert plain(typed - terms) == []
    assert plain(terms - typed) == []


def test_no_term_is_both_a_class_and_a_property(ontology: rdflib.Graph) -> None:
    assert plain(classes_of(ontology) & properties_of(ontology)) == []
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = set(ontology.subjects(RDF.type, PROPERTIES[one])) & set(
            ontology.subjects(RDF.type, PROPERTIES[other])
        )
        assert plain(both) == []


def test_domains_and_ranges_are_classes_or_datatypes(ontology: rdflib.Graph) -> None:
    known = classes_of(ontology)
    outside = {SKOS.Concept, RDF.Property, RDF.langString, rdflib.DCTERMS.LinguisticSystem}
    for predicate in (RDFS.domain, RDFS.range):
        for prop, kind in ontology.subject_objects(predicate):
            assert kind in known | outside or str(kind).startswith(str(XSD)), (prop, kind)
    for prop in ontology.subjects(RDF.type, OWL.ObjectProperty):
        assert not any(str(kind).startswith(str(XSD)) for kind in ontology.objects(prop, RDFS.range)), prop
    for prop in ontology.subjects(RDF.type, OWL.DatatypeProperty):
        assert not set(ontology.objects(prop, RDFS.range)) & known, prop


def test_texts_are_in_the_official_languages_and_never_repeated(ontology: rdflib.Graph) -> None:
    named = (RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.scopeNote)
    for predicate in named:
        seen: set[tuple[object, object]] = set()
        for subject, text in ontology.subject_objects(predicate):
            assert text.language in LANGUAGES, (subject, text)
            assert str(text).strip() == str(text) != "", (subject, text)
            assert (subject, text.language) not in seen, (subject, predicate, text.language)
            seen.add((subject, text.language))


def test_labels_are_written_in_the_script_of_their_language(ontology: rdflib.Graph) -> None:
    scripts = {"ar": "[؀-ۿ]", "ru": "[Ѐ-ӿ]", "zh": "[一-鿿]"}
    for predicate in (RDFS.label, SKOS.prefLabel):
        for subject, text in ontology.subject_objects(predicate):
            if text.language in scripts:
                assert re.search(scripts[text.language], text), (subject, text)
            else:
                assert not any(re.search(script, text) for script in scripts.values()), (subject, text)


def test_nothing_is_a_blank_node(ontology: rdflib.Graph) -> None:
    assert not [term for triple in ontology for term in triple if isinstance(term, rdflib.BNode)]


# ------------------------------------------------------------------ closed schemes


def test_every_concept_stands_in_one_scheme_with_notation_label_and_definition(
    ontology: rdflib.Graph, schemes: set[rdflib.URIRef]
) -> None:
    concepts = set(ontology.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 200
    for concept in concepts:
        inside = list(ontology.objects(concept, SKOS.inScheme))
        assert len(inside) == 1, concept
        assert inside[0] in schemes, concept
        notation = ontology.value(concept, SKOS.notation)
        # Each scheme has its own path, but for the statuses that data name in the vocabulary's namespace.
        assert str(concept) in {f"{inside[0]}/{notation}", f"{VOCABULARY}{notation}"}
        languages = [label.language for label in ontology.objects(concept, SKOS.prefLabel)]
        assert "en" in languages, concept
        assert len(list(ontology.objects(concept, SKOS.definition))) == 1, concept


def test_schemes_are_closed(ontology: rdflib.Graph, schemes: set[rdflib.URIRef]) -> None:
    assert schemes
    for scheme in schemes:
        members = set(ontology.subjects(SKOS.inScheme, scheme))
        tops = set(ontology.objects(scheme, SKOS.hasTopConcept))
        assert tops == set(ontology.subjects(SKOS.topConceptOf, scheme)), scheme
        narrower = {member for member in members if (member, SKOS.broader, None) in ontology}
        assert members == tops | narrower, scheme
        assert not tops & narrower, scheme
    for narrow, broad in ontology.subject_objects(SKOS.broader):
        assert (broad, SKOS.narrower, narrow) in ontology
        assert set(ontology.objects(narrow, SKOS.inScheme)) == set(ontology.objects(broad, SKOS.inScheme))


def test_every_scheme_has_a_file_and_a_class_of_its_own(
    ontology: rdflib.Graph, schemes: set[rdflib.URIRef]
) -> None:
    files = {file.stem for file in resources.ontology_files() if file.parent.name == "schemes"}
    assert files == {str(scheme).rpartition("/")[2] for scheme in schemes}
    for scheme in schemes:
        (kind,) = ontology.subjects(RDFS.seeAlso, scheme)
        members = set(ontology.subjects(SKOS.inScheme, scheme))
        assert members == set(ontology.subjects(RDF.type, kind)), scheme
        assert (kind, RDFS.subClassOf, SKOS.Concept) in ontology
        assert len(list(ontology.objects(scheme, SKOS.definition))) == 1


def test_data_define_no_concept_of_a_closed_scheme(
    ontology: rdflib.Graph, schemes: set[rdflib.URIRef]
) -> None:
    for file in resources.data_files():
        for quad in parse(path=file):
            if quad.predicate.value == str(SKOS.inScheme) and rdf_term(quad.object) in schemes:
                pytest.fail(f"{file.name}: {quad.subject} widens {quad.object}")


def test_action_verbs_say_how_they_bind(ontology: rdflib.Graph) -> None:
    degrees = set(ontology.subjects(RDF.type, UNM.Bindingness))
    for verb in ontology.subjects(RDF.type, UNM.ActionVerb):
        (degree,) = ontology.objects(verb, UNM.bindingness)
        assert degree in degrees
    assert degree_of(ontology, "requests") == "binding"
    assert degree_of(ontology, "urges") == "hortatory"
    assert degree_of(ontology, "invites") == degree_of(ontology, "encourages") == "invitational"


def degree_of(ontology: rdflib.Graph, verb: str) -> str:
    return str(ontology.value(rdflib.URIRef(f"{ONTOLOGY}/action-verb/{verb}"), UNM.bindingness)).rpartition(
        "/"
    )[2]


def test_lineage_relations_name_their_direct_property_and_whether_they_are_followed(
    ontology: rdflib.Graph,
) -> None:
    followed = set()
    for relation in ontology.subjects(RDF.type, UNM.LineageRelation):
        name = ontology.value(relation, SKOS.notation)
        (direct,) = ontology.objects(relation, UNM.directProperty)
        assert direct == UNM[name]
        assert (direct, RDF.type, OWL.ObjectProperty) in ontology
        (within,) = ontology.objects(relation, UNM.inClosure)
        if within.toPython():
            followed.add(str(name))
    assert followed == {
        "establishedBy", "establishedPursuantTo", "pursuantTo", "continues", "extends", "updates", "directs",
        "merges", "replaces", "transfers",
    }  # fmt: skip


# ------------------------------------------------------------------ logic

# What the vocabularies say to which this one is aligned, as far as it can contradict:
# https://www.w3.org/TR/prov-o/, https://www.w3.org/TR/vocab-org/, https://www.w3.org/TR/skos-reference/
ALIGNED = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

prov:Activity owl:disjointWith prov:Entity .
prov:Organization rdfs:subClassOf prov:Agent .
prov:used rdfs:domain prov:Activity ; rdfs:range prov:Entity .
prov:generated rdfs:domain prov:Activity ; rdfs:range prov:Entity .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:hadPrimarySource rdfs:subPropertyOf prov:wasDerivedFrom .
prov:wasAttributedTo rdfs:domain prov:Entity ; rdfs:range prov:Agent .
prov:wasAssociatedWith rdfs:domain prov:Activity ; rdfs:range prov:Agent .
org:FormalOrganization rdfs:subClassOf org:Organization, foaf:Organization .
org:Organization rdfs:subClassOf foaf:Agent .
org:subOrganizationOf rdfs:domain org:Organization ; rdfs:range org:Organization .
org:linkedTo rdfs:domain org:Organization ; rdfs:range org:Organization .
org:postIn rdfs:domain org:Post ; rdfs:range org:Organization .
dcterms:temporal rdfs:range dcterms:PeriodOfTime .
dcterms:language rdfs:range dcterms:LinguisticSystem .
skos:Concept owl:disjointWith skos:ConceptScheme, skos:Collection .
skos:ConceptScheme owl:disjointWith skos:Collection .
skos:semanticRelation rdfs:domain skos:Concept ; rdfs:range skos:Concept .
skos:mappingRelation rdfs:subPropertyOf skos:semanticRelation .
skos:exactMatch rdfs:subPropertyOf skos:closeMatch .
skos:closeMatch rdfs:subPropertyOf skos:mappingRelation .
skos:broadMatch rdfs:subPropertyOf skos:broader .
skos:broader rdfs:subPropertyOf skos:semanticRelation .
skos:inScheme rdfs:range skos:ConceptScheme .
skos:topConceptOf rdfs:subPropertyOf skos:inScheme ; owl:inverseOf skos:hasTopConcept .
"""

# Texts in which no rule of OWL 2 RL can find a contradiction, and which make up half of the triples.
SILENT = {
    str(p)
    for p in (RDFS.label, RDFS.isDefinedBy, SKOS.definition, SKOS.prefLabel, SKOS.altLabel, SKOS.scopeNote)
}


def contradictions(graph: rdflib.Graph) -> list[str]:
    """What an OWL 2 RL reasoner finds impossible in the graph; the graph is left as it was."""
    closure = rdflib.Graph()
    for triple in graph:
        if str(triple[1]) not in SILENT:
            closure.add(triple)
    closure.parse(data=ALIGNED, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    return sorted(str(message) for message in closure.objects(None, ISSUES))


@pytest.fixture(scope="module")
def released(stated: list[Quad]) -> rdflib.Graph:
    """Ontology, data and all that the rules derive from them, as one graph."""
    quads = [quad for quad in stated if quad.graph_name != NamedNode(Names().graph_shapes)]
    union = {Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH) for quad in quads}
    store = EmbeddedStore.memory([*quads, *union])
    infer.infer(store, resources.rule_files(), NamedNode(Names().graph_inferred))
    return as_rdflib(store.quads(DEFAULT_GRAPH))


def test_ontology_and_data_contradict_nothing(released: rdflib.Graph) -> None:
    assert len(released) > 10_000
    assert contradictions(released) == []


# A reasoner does not complain of these: it infers a type, or that two things are one. So they are asked for.


def test_data_state_every_type_that_a_domain_or_range_would_infer(
    ontology: rdflib.Graph, released: rdflib.Graph
) -> None:
    amiss = set()
    for predicate, place in ((RDFS.domain, 0), (RDFS.range, 2)):
        for prop, kind in ontology.subject_objects(predicate):
            if kind in classes_of(ontology):
                for triple in released.triples((None, prop, None)):
                    # not each provision is derived to be one: rule 10 says why
                    kinds = set(released.objects(triple[place], RDF.type))
                    if not any(kind in ontology.transitive_objects(each, RDFS.subClassOf) for each in kinds):
                        amiss.add(f"{triple[place]} is no {kind} ({prop})")
    assert sorted(amiss) == []


def test_literals_have_the_datatype_of_their_property(ontology: rdflib.Graph, released: rdflib.Graph) -> None:
    amiss = set()
    for prop in ontology.subjects(RDF.type, OWL.DatatypeProperty):
        datatypes = set(ontology.objects(prop, RDFS.range))
        for subject, value in released.subject_objects(prop):
            if not isinstance(value, rdflib.Literal):
                amiss.add(f"{subject} {prop}: {value} is no literal")
            elif datatypes and (RDF.langString if value.language else value.datatype) not in datatypes:
                amiss.add(f"{subject} {prop}: {value!r}")
    for prop in ontology.subjects(RDF.type, OWL.ObjectProperty):
        amiss |= {
            f"{s} {prop}: {o!r}" for s, o in released.subject_objects(prop) if isinstance(o, rdflib.Literal)
        }
    assert sorted(amiss) == []


def test_functional_properties_have_one_value(ontology: rdflib.Graph, released: rdflib.Graph) -> None:
    amiss = set()
    for prop in ontology.subjects(RDF.type, OWL.FunctionalProperty):
        for subject in released.subjects(prop, unique=True):
            if len(values := set(released.objects(subject, prop))) > 1:
                amiss.add(f"{subject} {prop}: {sorted(map(str, values))}")
    assert sorted(amiss) == []


# A and B stand for two things of the planted error's own.
PLANTED = [
    ("a body that is a work", "A a unm:Body, unm:Resolution ."),
    ("a citation that is a mandate", "A a unm:Citation ; unm:actionVerb B ."),
    ("an office that is a body", "A a unm:Office . B unm:approvedBy A ."),
    ("a place that acts", "A a unm:Country . B unm:issuedBy A ."),
    ("a topic that reports", "A a unm:Topic ; unm:reportsTo B ."),
    ("a schedule step that is an activity", "A a unm:ScheduleEvent, unm:Training ."),
    ("an activity derived like an entity", "A a unm:Webinar ; prov:wasDerivedFrom B ."),
    ("a verb as a role", "A a unm:ActionVerb . B unm:citationRole A ."),
    ("a resolution that is a decision", "A a unm:Resolution, unm:Decision ."),
    ("an act that rests on itself", "A unm:restsOn A ."),
    ("two acts that rest on each other", "A unm:restsOn B . B unm:restsOn A ."),
    ("a step that reschedules its successor", "A unm:reschedules B . B unm:reschedules A ."),
    ("a body that is its own secretariat", "A unm:secretariatOf A ."),
    ("a provision that is a work", "A a unm:OperativeParagraph, unm:Report ."),
    ("a scheme that is a concept", "A a skos:ConceptScheme ; skos:broader B ."),
]


def planted_iri(number: int, letter: str) -> str:
    return f"http://planted.example/{number}/{letter}"


@pytest.fixture(scope="module")
def found(ontology: rdflib.Graph) -> str:
    """What a reasoner says of all planted errors at once: each names its own things."""
    turtle = f"@prefix unm: <{VOCABULARY}> . @prefix prov: <{PROV}> . @prefix skos: <{SKOS}> . "
    for number, (_, statements) in enumerate(PLANTED):
        turtle += re.sub(r"\b[AB]\b", lambda match, n=number: f"<{planted_iri(n, match[0])}>", statements)
    return "\n".join(contradictions(axioms(ontology) + as_rdflib(parse(turtle, RdfFormat.TURTLE))))


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=[name for name, _ in PLANTED])
def test_a_planted_contradiction_is_found(found: str, number: int) -> None:
    assert planted_iri(number, "A") in found


def test_a_day_that_does_not_exist_is_found(ontology: rdflib.Graph) -> None:
    day = rdflib.Literal("2020-02-31", datatype=XSD.date)
    planted = rdflib.Graph().add((rdflib.URIRef(planted_iri(0, "A")), UNM.adoptedOn, day))
    assert "2020-02-31" in "".join(contradictions(axioms(ontology) + planted))


def axioms(ontology: rdflib.Graph) -> rdflib.Graph:
    """The axioms about the vocabulary's own classes and properties, without the concepts: quicker, and enough."""
    kept = rdflib.Graph()
    subjects = classes_of(ontology) | properties_of(ontology)
    for triple in ontology:
        if triple[0] in subjects:
            kept.add(triple)
    return kept


def test_the_axioms_alone_contradict_nothing(ontology: rdflib.Graph) -> None:
    assert contradictions(axioms(ontology)) == []


def test_no_axiom_makes_a_mandate_a_legal_work(ontology: rdflib.Graph) -> None:
    eli = rdflib.Namespace("http://data.europa.eu/eli/ontology#")
    assert list(ontology.triples((None, RDFS.subPropertyOf, eli.based_on))) == []


@pytest.mark.parametrize("namespace", [ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, TIME], ids=str)
def test_aligned_terms_exist(ontology: rdflib.Graph, namespace: rdflib.namespace.DefinedNamespace) -> None:
    named = {str(term) for triple in ontology for term in triple if str(term).startswith(str(namespace))}
    known = {str(term) for term in dir(namespace)}
    assert named
    assert sorted(named - known) == []


# ------------------------------------------------------------------ the whole


def test_the_version_is_that_of_the_package(repository: Path, ontology: rdflib.Graph) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    home = rdflib.URIRef(ONTOLOGY)
    assert ontology.value(home, OWL.versionIRI) == rdflib.URIRef(f"{ONTOLOGY}/{project['version']}")
    assert str(ontology.value(home, OWL.versionInfo)) == project["version"]


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    return json.loads(resources.context_file().read_text(encoding="utf-8"))["@context"]


def test_the_context_names_every_class_and_property(
    ontology: rdflib.Graph, context: dict[str, object]
) -> None:
    for term in classes_of(ontology) | properties_of(ontology):
        name = str(term).removeprefix(VOCABULARY)
        entry = context[name]
        expected = f"unm:{name}"
        assert (entry["@id"] if isinstance(entry, dict) else entry) == expected
        kind = entry.get("@type") if isinstance(entry, dict) else None
        if (term, RDF.type, OWL.ObjectProperty) in ontology:
            assert kind == "@id", name
        elif kind is not None:
            assert {str(r) for r in ontology.objects(term, RDFS.range)} == {kind.replace("xsd:", str(XSD))}, (
                name
            )


def test_the_context_names_nothing_that_does_not_exist(
    ontology: rdflib.Graph, context: dict[str, object]
) -> None:
    named = {entry["@id"] if isinstance(entry, dict) else entry for entry in context.values() if entry != 1.1}
    ours = {VOCABULARY + iri.removeprefix("unm:") for iri in map(str, named) if iri.startswith("unm:")}
    assert ours == {str(term) for term in classes_of(ontology) | properties_of(ontology)}


def test_json_ld_reads_as_turtle_does(context: dict[str, object]) -> None:
    document = {
        "@context": context,
        "id": "https://w3id.org/un-mandates/doc/A/RES/74/173",
        "type": "Resolution",
        "symbol": "A/RES/74/173",
        "actNumber": "173",
        "adoptedBy": "https://w3id.org/un-mandates/body/ga",
        "symbolStatus": "unm:issued",
        "hasProvision": {
            "id": "https://w3id.org/un-mandates/doc/A/RES/74/173/op/8",
            "type": "OperativeParagraph",
        },
    }
    turtle = f"""
        @prefix unm: <{VOCABULARY}> . @prefix xsd: <{XSD}> . @base <https://w3id.org/un-mandates/> .
        <doc/A/RES/74/173> a unm:Resolution ; unm:symbol "A/RES/74/173" ; unm:actNumber "173"^^xsd:integer ;
            unm:adoptedBy <body/ga> ; unm:symbolStatus unm:issued ; unm:hasProvision <doc/A/RES/74/173/op/8> .
        <doc/A/RES/74/173/op/8> a unm:OperativeParagraph .
    """
    read = set(parse(json.dumps(document), RdfFormat.JSON_LD))
    assert read == {Quad(*triple) for triple in parse(turtle, RdfFormat.TURTLE)}
