"""RDF terms, each made once: the vocabulary, and what an identifier alone says of the thing it names."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SymbolError
from graph.extract.claims import Actor, EntityKind
from graph.names import VOCABULARY
from graph.symbols import Kind, Status, Symbol, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.names import Names

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCTERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

A: Final = NamedNode(f"{RDF}type")
SOURCE: Final = NamedNode(f"{DCTERMS}source")
TITLE: Final = NamedNode(f"{DCTERMS}title")
FORMAT: Final = NamedNode(f"{DCTERMS}format")
TRUE: Final = Literal(True)

_CLASSES: Final = {
    Kind.RESOLUTION: "Resolution",
    Kind.DECISION: "Decision",
    Kind.PRESIDENTIAL_STATEMENT: "PresidentialStatement",
}
_STATUS: Final = {Status.ISSUED: "issued", Status.LIBRARY: "library", Status.MINTED: "minted"}
_BEYOND: Final = 1_000
# Bodies that count their meetings through all years; the others begin anew with each session.
_COUNTED_THROUGH: Final = frozenset({"sc"})

Graph = tuple[Quad, ...]


@cache
def unm(name: str) -> NamedNode:
    """Return a term of the vocabulary."""
    return NamedNode(VOCABULARY + name)


@cache
def concept(scheme: str, notation: str) -> NamedNode:
    """Return a concept of a closed scheme: `action-verb`, `requests`."""
    return NamedNode(f"{VOCABULARY[:-1]}/{scheme}/{notation}")


@lru_cache(maxsize=65_536)
def node(iri: str) -> NamedNode:
    """Return the IRI as a term."""
    return NamedNode(iri)


@lru_cache(maxsize=4_096)
def typed(text: str, datatype: str) -> Literal:
    """Return a literal of a datatype of XML Schema: `2019-12-18`, `date`."""
    return Literal(text, datatype=NamedNode(XSD + datatype))


@lru_cache(maxsize=4_096)
def integer(number: int) -> Literal:
    """Return a number as a literal."""
    return Literal(number)


@lru_cache(maxsize=16_384)
def actor(names: Names, who: Actor) -> NamedNode:
    """Return a body, an office, or a concept of the scheme of groups of actors."""
    if who.kind is EntityKind.BODY:
        return NamedNode(names.body(who.code))
    if who.kind is EntityKind.OFFICE:
        return NamedNode(names.office(who.code.removeprefix("office/")))
    return concept("actor-group", who.code)


def act_class(kind: Kind) -> str:
    """Return the class of an act of this kind, `Work` for a document."""
    return _CLASSES.get(kind, "Act" if kind is not Kind.DOCUMENT else "Work")


# ---------------------------------------------------------------- what an identifier says


@lru_cache(maxsize=65_536)
def work(names: Names, symbol: str) -> tuple[NamedNode, Graph]:
    """Return a work by its canonical symbol, and what the symbol says of it, in the graph of its own IRI.

    Raises SymbolError if it is no symbol.
    """
    found = parse(symbol)
    subject = node(names.work(found))
    return subject, tuple(_identity(names, found, subject))


def known_work(names: Names, symbol: str) -> tuple[NamedNode, Graph] | None:
    """Return the same, None for what is no symbol, or one that no act can have."""
    try:
        return work(names, symbol) if _is_possible(parse(symbol)) else None
    except SymbolError:
        return None


def _is_possible(symbol: Symbol) -> bool:
    """Whether an act can have the number: within one session no body has come to a thousand resolutions.

    1998/7211 is number 72 with the mark of footnote 11, in a text that lost what raised the mark.
    """
    within = symbol.kind is Kind.RESOLUTION and symbol.session is not None and "(" not in symbol.canonical
    return not within or (symbol.number or 0) < _BEYOND


def _identity(names: Names, symbol: Symbol, subject: NamedNode) -> Iterator[Quad]:
    yield Quad(subject, A, unm(_class(symbol)), subject)
    yield Quad(subject, unm("symbol"), Literal(symbol.canonical), subject)
    yield Quad(subject, unm("symbolStatus"), unm(_STATUS[symbol.status]), subject)
    if symbol.year is not None:
        yield Quad(subject, unm("year"), typed(str(symbol.year), "gYear"), subject)
    if not symbol.is_act:
        return
    if symbol.body:
        yield Quad(subject, unm("adoptedBy"), node(names.body(symbol.body)), subject)
    if symbol.session is not None:
        yield Quad(subject, unm("sessionKey"), Literal(_session_key(symbol)), subject)
    if symbol.number is not None:
        yield Quad(subject, unm("actNumber"), integer(symbol.number), subject)
    if symbol.part is not None:
        yield Quad(subject, unm("part"), Literal(symbol.part), subject)


def _class(symbol: Symbol) -> str:
    """Return the class that a symbol tells; of most documents it tells none but that they are works."""
    if symbol.is_act:
        return act_class(symbol.kind)
    if any(suffix.startswith("Corr") for suffix in symbol.suffixes):
        return "Corrigendum"
    budget = symbol.body == "ga" and symbol.number == 6 and any("Sect." in each for each in symbol.suffixes)
    return "BudgetFascicle" if budget else "Work"


def _session_key(symbol: Symbol) -> str:
    """Return the session as the symbol writes it: XV of A/RES/1514(XV), where the field has 15."""
    written = symbol.canonical.rpartition("(")[2].removesuffix(")")
    in_brackets = symbol.canonical.endswith(")") and not written.isdecimal()
    return written if in_brackets else symbol.session or ""


@lru_cache(maxsize=16_384)
def session(names: Names, body: str, key: str) -> tuple[NamedNode, Graph]:
    """Return a session of a body, and what its IRI says of it, in the graph of that IRI.

    A special session (S-20) is not the twentieth, so it has no number.
    """
    subject = node(names.session(body, key))
    quads = [
        Quad(subject, A, unm("Session"), subject),
        Quad(subject, unm("sessionOf"), node(names.body(body)), subject),
    ]
    if key.isdecimal():
        quads.append(Quad(subject, unm("sessionNumber"), integer(int(key)), subject))
    return subject, tuple(quads)


def meeting(names: Names, body: str, key: str | None, ordinal: int) -> tuple[NamedNode, Graph] | None:
    """Return a meeting of a body, and what its IRI says of it, in the graph of that IRI.

    The Security Council counts its meetings through all years; other bodies count within a session, which
    is then part of the IRI: `meeting/sc/8567`, `meeting/ga/74-50`. None where that session is not known.
    """
    through = body in _COUNTED_THROUGH
    if key is None and not through:
        return None
    subject = node(names.meeting(body, ordinal if through else f"{key}-{ordinal}".lower()))
    quads = [
        Quad(subject, A, unm("Meeting"), subject),
        Quad(subject, unm("meetingOf"), node(names.body(body)), subject),
        Quad(subject, unm("ordinalOfMeeting"), integer(ordinal), subject),
    ]
    if not through and key is not None:
        held_in, others = session(names, body, key)
        quads.append(Quad(subject, unm("inSession"), held_in, subject))
        quads += others
    return subject, tuple(quads)


def agenda_item(names: Names, body: str, key: str, item: str) -> tuple[NamedNode, Graph]:
    """Return an item on the agenda of a session, and what its IRI says of it, in the graph of that IRI."""
    of, others = session(names, body, key)
    subject = node(names.agenda_item(of.value, item))
    first, *steps = subject.value.rpartition("/agenda/")[2].split("/")
    return subject, (
        Quad(subject, A, unm("AgendaItem"), subject),
        Quad(subject, unm("itemNumber"), Literal(first + "".join(f"({step})" for step in steps)), subject),
        Quad(subject, unm("itemOf"), of, subject),
        *others,
    )
