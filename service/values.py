"""Terms as a person reads them: a label in the reader's language, a link, a language and its direction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions

from graph.errors import SymbolError
from graph.names import CONTAINERS, FAMILIES, LEAVES, ONTOLOGY, Name, NameKind, Names, UnknownName
from service.questions import question
from service.rendering import local_path, safe_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.store import Term
    from service.current import OpenRelease

UNM: Final = "https://w3id.org/un-mandates/ontology#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final = {
    "unm": UNM,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": XSD,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "sh": "http://www.w3.org/ns/shacl#",
    "schema": "https://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
}

# What a thing is called: the first of these that it has decides. A symbol names an act better than its title.
# queries/labels.rq asks for the same.
_NAMES: Final = (
    f"{UNM}symbol",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
)
_TITLE: Final = "http://purl.org/dc/terms/title"

# Properties of other vocabularies, whose labels are not in the graph.
_COMMON: Final = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "class",
    "http://www.w3.org/2000/01/rdf-schema#label": "label",
    "http://www.w3.org/2000/01/rdf-schema#comment": "comment",
    "http://www.w3.org/2000/01/rdf-schema#seeAlso": "see also",
    "http://www.w3.org/2000/01/rdf-schema#subClassOf": "subclass of",
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf": "subproperty of",
    "http://www.w3.org/2000/01/rdf-schema#domain": "domain",
    "http://www.w3.org/2000/01/rdf-schema#range": "range",
    "http://www.w3.org/2000/01/rdf-schema#isDefinedBy": "defined by",
    "http://www.w3.org/2002/07/owl#inverseOf": "inverse of",
    "http://www.w3.org/2002/07/owl#disjointWith": "disjoint with",
    "http://www.w3.org/2004/02/skos/core#prefLabel": "label",
    "http://www.w3.org/2004/02/skos/core#altLabel": "other label",
    "http://www.w3.org/2004/02/skos/core#definition": "definition",
    "http://www.w3.org/2004/02/skos/core#notation": "notation",
    "http://www.w3.org/2004/02/skos/core#scopeNote": "scope note",
    "http://www.w3.org/2004/02/skos/core#note": "note",
    "http://www.w3.org/2004/02/skos/core#inScheme": "in the scheme",
    "http://www.w3.org/2004/02/skos/core#topConceptOf": "top concept of",
    "http://www.w3.org/2004/02/skos/core#hasTopConcept": "top concepts",
    "http://www.w3.org/2004/02/skos/core#broader": "broader",
    "http://www.w3.org/2004/02/skos/core#narrower": "narrower",
    "http://www.w3.org/2004/02/skos/core#exactMatch": "same concept elsewhere",
    "http://www.w3.org/2004/02/skos/core#closeMatch": "similar concept elsewhere",
    "http://purl.org/dc/terms/title": "title",
    "http://purl.org/dc/terms/source": "source",
    "http://purl.org/dc/terms/format": "format",
    "http://purl.org/dc/terms/isReplacedBy": "replaced by",
}
# What the graphs that are no paragraph are called as sources.
_GRAPHS: Final = {"curated": "curated", "inferred": "derived", "local": "local"}
# IRIs to a query: far more than a page has, and few enough for the engine to plan quickly.
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Shown:
    """A term on a page."""

    text: str
    href: str | None = None  # a path of this host, or an outside http(s) address
    iri: str | None = None  # None for a literal or a blank node
    language: str = ""  # of the text; "" where it has none
    datatype: str = ""  # of a literal that is not plain text: "date", "gYear"
    title: str = ""  # more about a thing: the title of an act that is shown by its symbol
    outside: bool = False  # the link leaves this host


@dataclass(frozen=True)
class _Name:
    text: str
    language: str = ""
    title: str = ""


class Values:
    """Shows the terms of one release to a reader of some languages. Labels are looked up once."""

    def __init__(self, release: OpenRelease, languages: Sequence[str], here: str = "") -> None:
        self._release = release
        self.here = here  # the IRI of the paragraph whose page this is: not named again
        self._languages = tuple(languages)
        self._names: dict[str, _Name] = {}
        self._addressees: dict[str, list[str]] = {}  # of mandates without a label

    def prepare(self, terms: Iterable[Term | None]) -> None:
        """Look up the labels of all IRIs among the terms, in as few queries as can be."""
        iris = {term.value for term in terms if isinstance(term, NamedNode)}
        iris |= {cited for iri in iris if (cited := self._cited(iri))}
        missing = sorted(iris - self._names.keys())
        for start in range(0, len(missing), _AT_ONCE):
            self._look_up(missing[start : start + _AT_ONCE])

    def show(self, term: Term) -> Shown:
        """Return the term as a page shows it."""
        if isinstance(term, Literal):
            return _literal(term)
        if isinstance(term, NamedNode):
            return self._show_iri(term.value)
        if isinstance(term, BlankNode):
            return Shown(f"_:{term.value}")
        return Shown(str(term))

    def show_rows(self, rows: Iterable[Sequence[Term | None]]) -> tuple[tuple[Shown | None, ...], ...]:
        """Return rows of terms as a table shows them."""
        held = list(rows)
        self.prepare(term for row in held for term in row)
        return tuple(tuple(None if term is None else self.show(term) for term in row) for row in held)

    def show_sources(self, graphs: Sequence[NamedNode]) -> tuple[Shown, ...]:
        """Return named graphs as the sources of a statement: paragraphs, or what else a graph is.

        Of several paragraphs of one text in a row, the first names the text.
        """
        found: list[Shown] = []
        before: tuple[str | None, str | None] | None = None
        for graph in graphs:
            shown, name = self._show_iri(graph.value), name_of(graph.value, self._release.base)
            text = (name.work, name.language) if name and name.provision else None
            if name and name.provision and text == before:
                shown = replace(shown, text=pinpoint(name.provision), title=shown.title or shown.text)
            elif name and name.kind is NameKind.GRAPH:
                shown = replace(shown, text=_GRAPHS[name.parts[0]])
            elif graph.value == ONTOLOGY:
                shown = replace(shown, text="vocabulary")
            found.append(shown)
            before = text
        return tuple(found)

    def _show_iri(self, iri: str) -> Shown:
        name = self._name(iri)
        path = local_path(iri, self._release.base)
        href = path or safe_link(iri)
        return Shown(name.text, href, iri, name.language, title=name.title, outside=path is None)

    def _name(self, iri: str) -> _Name:
        if iri not in self._names:
            self._look_up([iri])
        found = self._names[iri]
        name = name_of(iri, self._release.base)
        if name and name.kind in _PLACED:
            return _Name(said(name), title=found.title or found.text)
        if found.text:
            return found
        if name is None:
            return _Name(short(iri, self._release.base))
        if name.kind is NameKind.CITATION:
            return _Name(self._said_of_citation(name))
        if _is_mandate(name):
            return _Name(self._said_of_mandate(name))
        return _Name(said(name, self.here) or short(iri, self._release.base))

    def _said_of_citation(self, name: Name) -> str:
        cited = self._name(self._cited(name.iri))
        again = f" (mention {name.parts[1]})" if name.parts[1] != "1" else ""
        return f"citation of {cited.text}{again}{_at(name, self.here)}"

    def _said_of_mandate(self, name: Name) -> str:
        """Return verb, addressees and place: “requests: Secretary-General, A/RES/74/173, op. 9 (en)”."""
        _, verb, number = name.parts
        said_verb = self._name(f"{ONTOLOGY}/action-verb/{verb}").text
        whom = ", ".join(self._name(iri).text for iri in self._addressees.get(name.iri, ()))
        again = f" ({number})" if number != "1" else ""
        return f"{said_verb}{again}{f': {whom}' if whom else ''}{_at(name, self.here)}"

    def _cited(self, iri: str) -> str:
        """Return the IRI of what a citation is of, "" for what is no citation; it stands in its own IRI."""
        name = name_of(iri, self._release.base)
        if name is None or name.kind is not NameKind.CITATION:
            return ""
        path = name.parts[0]
        if name.work and path.partition("/")[0] in (CONTAINERS.keys() | LEAVES.keys()):
            return f"{name.work}/{path}"
        return f"{self._release.base}{'' if path.partition('/')[0] in FAMILIES else 'doc/'}{path}"

    def _look_up(self, iris: Sequence[str]) -> None:
        labels: dict[str, dict[str, list[Literal]]] = {iri: {} for iri in iris}
        for thing, prop, label in self._labels(iris):
            labels[thing].setdefault(prop, []).append(label)
        for iri in iris:
            self._names[iri] = self._best(labels[iri])
        self._look_up_addressees([iri for iri in iris if not self._names[iri].text])

    def _look_up_addressees(self, iris: Iterable[str]) -> None:
        """Find out to whom the mandates among the IRIs are addressed, and what those are called."""
        named = [iri for iri in iris if (name := name_of(iri, self._release.base)) and _is_mandate(name)]
        if not named:
            return
        asked = question("addressees").with_terms(thing=[NamedNode(iri) for iri in named])
        found = self._release.store.query(asked)
        assert isinstance(found, QuerySolutions)
        for solution in found:
            mandate, whom = solution["thing"], solution["addressee"]
            if isinstance(mandate, NamedNode) and isinstance(whom, NamedNode):
                self._addressees.setdefault(mandate.value, []).append(whom.value)
        unknown = {whom for iri in named for whom in self._addressees.get(iri, ())} - self._names.keys()
        if unknown:
            self._look_up(sorted(unknown))

    def _labels(self, iris: Sequence[str]) -> Iterator[tuple[str, str, Literal]]:
        asked = question("labels").with_terms(thing=[NamedNode(iri) for iri in iris])
        found = self._release.store.query(asked)
        assert isinstance(found, QuerySolutions)
        for solution in found:
            thing, prop, label = solution["thing"], solution["property"], solution["label"]
            if isinstance(thing, NamedNode) and isinstance(prop, NamedNode) and isinstance(label, Literal):
                yield thing.value, prop.value, label

    def _best(self, labels: dict[str, list[Literal]]) -> _Name:
        chosen = next((labels[name] for name in _NAMES if name in labels), None)
        if chosen is None:
            return _Name("")
        label = self.preferred(chosen)
        titles = labels.get(_TITLE)
        title = self.preferred(titles).value if titles and titles is not chosen else ""
        return _Name(label.value, label.language or "", title)

    def preferred(self, literals: Iterable[Literal]) -> Literal:
        """Return the literal in the reader's best language; one without a language stands after English."""

        def rank(literal: Literal) -> tuple[int, str]:
            tag = (literal.language or "").lower().partition("-")[0]
            order = [*self._languages]
            order.insert(order.index("en") + 1, "") if "en" in order else order.append("")
            return (order.index(tag) if tag in order else len(order), literal.value)

        return min(literals, key=rank)


def _literal(literal: Literal) -> Shown:
    datatype = literal.datatype.value
    if literal.language:
        return Shown(literal.value, language=literal.language)
    if datatype == f"{XSD}string":
        return Shown(literal.value)
    if datatype == f"{XSD}anyURI":
        link = safe_link(literal.value)
        return Shown(literal.value, link, outside=link is not None, datatype="anyURI")
    return Shown(literal.value, datatype=short(datatype, "").removeprefix("xsd:"))


# ---------------------------------------------------------------- names made of the IRI alone

_STEPS: Final = {
    "art": "art.",
    "ch": "chapter",
    "fn": "note",
    "op": "op.",
    "p": "para.",
    "pp": "pp.",
    "sec": "sec.",
    "sub": "part",
    "front": "front matter",
    "back": "back matter",
}
_ALONE: Final = frozenset(("annex", "appendix", "back", "formula", "front", "summary"))
# Kinds of things whose place says more than a title of theirs.
_PLACED: Final = frozenset((NameKind.EXPRESSION, NameKind.MANIFESTATION, NameKind.PROVISION, NameKind.TEXT))


@lru_cache(maxsize=8192)
def name_of(iri: str, base: str) -> Name | None:
    """Return what an IRI names by the rules of IRIs, None where it follows none."""
    try:
        return Names(base).parse(iri)
    except (UnknownName, SymbolError):
        return None


def said(name: Name, here: str = "") -> str:
    """Return a thing's name made of its IRI: `A/RES/74/173, op. 8 (en)`; "" where the IRI says too little."""
    match name.kind:
        case NameKind.EXPRESSION | NameKind.PROVISION | NameKind.TEXT:
            return place_of(name)
        case NameKind.MANIFESTATION:
            return f"{place_of(name)}, {name.parts[0].upper()}"
        case NameKind.UNRESOLVED:
            return f"unresolved citation “{name.parts[0]}”{_at(name, here)}"
        case NameKind.STATEMENT:
            return " ".join(name.parts) + _at(name, here)
        case NameKind.SCHEDULE_STEP:
            return f"{name.parts[0]} {name.parts[1]} {name.parts[2]}, step {name.parts[3]}"
        case NameKind.PERIOD:
            first, last = name.parts
            return first if first == last else f"{first} to {last}"
        case NameKind.GRAPH:
            return f"{name.parts[0]} graph"
        case _:
            return ""


def _is_mandate(name: Name) -> bool:
    return name.kind is NameKind.STATEMENT and name.parts[0] == "mandate"


def _at(name: Name, here: str) -> str:
    """Return where a paragraph's statement stands, "" on the page of that paragraph."""
    return "" if name.text == here else f", {place_of(name)}"


def place_of(name: Name) -> str:
    """Return work, pinpoint and language as a person cites them: `A/RES/70/248, sec. IV op. 2 (a) (en)`."""
    work = name.symbol.canonical if name.symbol else (name.work or "").rpartition("/")[2]
    place = f", {pinpoint(name.provision)}" if name.provision else ""
    return work + place + (f" ({name.language})" if name.language else "")


def pinpoint(provision: str) -> str:
    """Return the path of a provision as a person writes it: `sec/IV/op/2/a` is `sec. IV op. 2 (a)`."""
    steps = provision.split("/")
    said_steps: list[str] = []
    while steps:
        step = steps.pop(0)
        if step in CONTAINERS or step in LEAVES:
            label = f" {steps.pop(0)}" if steps and (step not in _ALONE or steps[0].isupper()) else ""
            said_steps.append(_STEPS.get(step, step) + label)
        else:
            said_steps.append(f"({step})")
    return " ".join(said_steps)


def short(iri: str, base: str) -> str:
    """Return an IRI as a person reads it: a word, its path under the base, a prefixed name, or the whole."""
    if iri in _COMMON:
        return _COMMON[iri]
    for name, namespace in PREFIXES.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and "/" not in rest and "#" not in rest:
            return f"{name}:{rest}"
    if base and iri.startswith(base) and iri != base:
        return iri.removeprefix(base)
    return iri
