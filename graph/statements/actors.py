"""Who acts: what the tables of actors say of a body or an office, in the graph of its own IRI."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.grammar import entity_tables
from graph.statements.terms import A, concept, node, unm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.grammar.entity_tables import Name, Row
    from graph.names import Names

LABEL: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
OTHER_LABEL: Final = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_KINDS: Final = ("body", "office")
_LANGUAGES: Final = ("ar", "en", "es", "fr", "ru", "zh")
_ORGANS: Final = frozenset({"PrincipalOrgan", "Commission", "Office"})
_WITH_FORMS: Final = frozenset({"ar", "ru"})


def described(quads: Iterable[Quad], names: Names) -> Iterator[Quad]:
    """Yield the quads, and behind them what the tables say of each body and office to which they lead."""
    start = tuple(f"{names.base}{kind}/" for kind in _KINDS)
    found: dict[str, None] = {}
    for quad in quads:
        yield quad
        value = quad.object.value if isinstance(quad.object, NamedNode) else ""
        if value.startswith(start):
            found[value] = None
    done: set[str] = set()
    while found:
        iri = next(iter(found))
        del found[iri]
        done.add(iri)
        for quad in actor(names, iri):
            yield quad
            value = quad.object.value if isinstance(quad.object, NamedNode) else ""
            if value.startswith(start) and value not in done:
                found[value] = None


@lru_cache(maxsize=4_096)
def actor(names: Names, iri: str) -> tuple[Quad, ...]:
    """Return what the tables say of a body or an office, in the graph of its IRI."""
    kind, _, code = iri.removeprefix(names.base).partition("/")
    row = _rows().get((kind, code))
    return tuple(_said(row, names, node(iri))) if row else ()


def _said(row: Row, names: Names, subject: NamedNode) -> Iterator[Quad]:
    yield Quad(subject, A, unm(row.class_name), subject)
    for language, label in _labels().get((row.kind, row.code), {}).items():
        yield Quad(subject, LABEL, Literal(label, language=language), subject)
    if row.abbreviation:
        yield Quad(subject, OTHER_LABEL, Literal(row.abbreviation, language="en"), subject)
    if row.type:
        yield Quad(subject, unm("bodyType"), concept("body-type", row.type), subject)
    if row.part_of:
        term = "partOfBody" if row.kind == "body" else "officeOf"
        yield Quad(subject, unm(term), node(names.body(row.part_of)), subject)


@cache
def _rows() -> Mapping[tuple[str, str], Row]:
    return {(row.kind, row.code): row for row in entity_tables.rows()}


@cache
def _labels() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return the name of each actor in each language: the first that the table has, in its shortest spelling.

    Where a name has forms (Russian cases, the Arabic article), the first spelling is the nominative.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for language in _LANGUAGES:
        for name in entity_tables.names(language):
            label = name.spellings[0] if language in _WITH_FORMS else _plainest(name)
            found.setdefault((name.kind, name.code), {}).setdefault(language, label)
    return found


def _plainest(name: Name) -> str:
    """Return the shortest spelling: Security Council; but an entity is the United Nations': its own name."""
    shortest = min(name.spellings, key=len)
    row = _rows().get((name.kind, name.code))
    own = f"United Nations {shortest}"
    return own if row and row.class_name not in _ORGANS and own in name.spellings else shortest
