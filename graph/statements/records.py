"""What a record of a library says of a document: its metadata, what belongs to it, its languages.

A record is one more source beside the texts, so all of it stands in a graph of its own, and the graph is the
record: `…/doc/A/RES/74/173/en/marc`. What a relation leaves open is not guessed: the two are related.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from graph.documents import Metadata, Relation
from graph.names import RECORD
from graph.statements import about
from graph.statements.homes import Home
from graph.statements.terms import DCTERMS, A, known_work, node, session, unm
from graph.symbols import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.documents import Document
    from graph.names import Names

RELATED: Final = NamedNode(f"{DCTERMS}relation")
_CORRIGENDUM: Final = re.compile(r"(.+)/Corr\.\d+")
# Of a committee, a commission, a meeting: A/C.3/74/1, E/CN.15/2021/1, A/74/PV.50.
_OF_A_PART: Final = re.compile(r"/[A-Z]+\.\d")


def record(document: Document, names: Names, work: NamedNode) -> Iterator[Quad]:
    """Yield what a record says of a work, in the graph of the record."""
    said = document.metadata or Metadata()
    expression = names.expression(work.value, document.language)
    home = Home(work, node(names.manifestation(expression, RECORD)))
    graph = home.expression
    yield Quad(graph, A, unm("CatalogueRecord"), graph)
    yield Quad(graph, unm("describes"), work, graph)
    yield from about.metadata(document, names, home)
    yield from about.vote_record(said, names, home, graph)
    yield from _languages(said, names, home)
    yield from _corrected(names, home)
    for relation, symbol in said.related:
        yield from _related(relation, symbol, said, names, home)


def _languages(said: Metadata, names: Names, home: Home) -> Iterator[Quad]:
    """Yield the language versions in which the work is issued."""
    for language in said.languages:
        version = node(names.expression(home.work.value, language))
        yield Quad(home.work, unm("hasExpression"), version, home.expression)
        yield Quad(version, A, unm("Expression"), home.expression)
        yield Quad(version, unm("inLanguage"), node(names.language(language)), home.expression)


def _corrected(names: Names, home: Home) -> Iterator[Quad]:
    """Yield what the work corrects, if it is a corrigendum: its symbol is that of the other, and Corr.1."""
    symbol = names.parse(home.work.value).symbol
    found = _CORRIGENDUM.fullmatch(symbol.canonical) if symbol else None
    if found and (other := known_work(names, found[1])):
        yield Quad(home.work, unm("corrects"), other[0], home.expression)
        yield from other[1]


def _related(relation: Relation, symbol: str, said: Metadata, names: Names, home: Home) -> Iterator[Quad]:
    """Yield how a document that the record names belongs to the work."""
    if symbol in (said.draft, said.on_report) or (known := known_work(names, symbol)) is None:
        return  # the metadata say that the draft became the act, and that it was adopted on the report
    other, identity = known
    work, graph = home.work, home.expression
    yield from identity
    correction = _CORRIGENDUM.fullmatch(symbol)
    if correction and node(names.work(correction[1])) == work:
        yield Quad(other, unm("corrects"), work, graph)
    elif relation is Relation.MEETING_RECORD:
        yield Quad(work, unm("meetingRecord"), other, graph)
    elif relation is Relation.SAME:
        yield Quad(work, unm("alsoIssuedAs"), other, graph)
    elif relation is Relation.AGENDA:
        yield Quad(work, RELATED, other, graph)
        yield Quad(other, A, unm("Agenda"), graph)
        yield from _agenda(symbol, other, said, names, graph)
    else:
        yield Quad(work, RELATED, other, graph)


def _agenda(symbol: str, agenda: NamedNode, said: Metadata, names: Names, graph: NamedNode) -> Iterator[Quad]:
    """Yield whose agenda it is, where its own symbol has the body and the session of the work."""
    found = parse(symbol)
    key = found.session or (str(found.year) if found.year else None)
    if (
        key
        and found.body
        and (found.body, key) == (said.body, said.session)
        and not _OF_A_PART.search(symbol)
    ):
        held, others = session(names, found.body, key)
        yield Quad(agenda, unm("agendaOf"), held, graph)
        yield from others
