"""The order in which a document is stated, and which of its paragraphs get a node of their own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from graph.documents import Kind
from graph.statements import about, actors, assigning, citing, records, structure
from graph.statements.homes import Standing, homes
from graph.statements.terms import actor, unm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from graph.documents import Document
    from graph.extract.claims import Citation
    from graph.extract.everything import Extracted
    from graph.names import Names
    from graph.statements.homes import Home, Homes, Place


class Detail(StrEnum):
    """How many of a document's paragraphs get a node; the hash of each is stated in either case."""

    ALL = "all"  # every paragraph, and whom it names: a user's own ingest
    FACTS = "facts"  # those that cite or assign something, operative ones of the first level: the bundle


@dataclass(frozen=True, slots=True)
class File:
    """The file that a document was read from."""

    form: str  # one of names.FORMATS that is no record
    sha256: str | None = None  # of its bytes


def statements(
    extracted: Extracted,
    names: Names,
    *,
    detail: Detail,
    keep_text: bool = False,
    symbol: str | None = None,
    source: str | None = None,
    file: File | None = None,
    also: Collection[str] = (),
    name: str = "document",
) -> Iterator[Quad]:
    """Yield what a document states, each quad once: pure, and in an order that the document determines.

    `symbol` is the one under which a record or the caller knows the document, `source` the registered slug
    of one that has none (its work is then `doc/x-src/SLUG`); either counts before the document's own symbol.
    `keep_text` adds the words of paragraphs and mandates, for a user's own store only. `also` are paths of
    paragraphs that get a node because statements of another origin rest on them. `name` stands for the
    document in errors. A document without paragraphs is a record about it, and stands in a graph of its own
    (`graph.statements.records`). Raises DocumentError if nothing says which work it is.
    """
    document = extracted.document
    work, known = about.identity(document, names, symbol, source, name)
    if not document.paragraphs:
        return _once(actors.described(chain(known, records.record(document, names, work)), names))
    where = homes(document, names, work)
    _mark(extracted, where, detail, also)
    parts: list[Iterable[Quad]] = [known, about.metadata(document, names, where.own)]
    for home in (where.own, *where.drafts):
        parts += [
            structure.expression(names, home, document.language),
            structure.provisions(home, document.language, hashed=detail is Detail.ALL),
        ]
    parts.append(structure.footnotes(where))
    if file:
        parts.append(structure.manifestation(names, where.own, document, file.form, file.sha256))
    parts += [
        about.vote(document, names, where),
        about.drafts(names, where),
        citing.citations(extracted.citations, names, where),
        assigning.mandates(
            extracted.mandates, names, where, _issuer(known), document.language, keep_text=keep_text
        ),
    ]
    if detail is Detail.ALL:
        parts.append(_mentions(extracted, names, where))
    if keep_text:
        parts.append(_texts(document, where))
    return _once(actors.described(chain.from_iterable(parts), names))


def _once(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield each quad at its first place: a work that is cited twice is described twice."""
    seen: set[Quad] = set()
    for quad in quads:
        if quad not in seen:
            seen.add(quad)
            yield quad


def _issuer(known: Iterable[Quad]) -> NamedNode | None:
    """Return the body whose act a document is, as its identity says."""
    adopted = (quad.object for quad in known if quad.predicate == unm("adoptedBy"))
    return next((body for body in adopted if isinstance(body, NamedNode)), None)


# What these paragraphs name is metadata of the document, or the body whose act it is.
_NAMELESS = frozenset({Kind.FRONT, Kind.TITLE, Kind.ENACTING, Kind.BACK})


def _mentions(extracted: Extracted, names: Names, where: Homes) -> Iterator[Quad]:
    """Yield whom a paragraph names besides the parties of its mandates, bodies of cited acts apart."""
    parts = {(mandate.paragraph, who) for mandate in extracted.mandates for who in assigning.parties(mandate)}
    cited: dict[str, list[Citation]] = defaultdict(list)
    for citation in extracted.citations:
        cited[citation.paragraph].append(citation)
    for path, entity in extracted.mentions:
        place = where.by_path[path][1]
        of_act = any(each.start <= entity.start and entity.end <= each.end for each in cited[path])
        if not (of_act or place.kind in _NAMELESS or (path, entity.actor) in parts):
            yield Quad(place.text, unm("mentions"), actor(names, entity.actor), place.text)


def _texts(document: Document, where: Homes) -> Iterator[Quad]:
    for home, place in where.by_path.values():
        if place.paragraph:
            text = Literal(place.paragraph.text, language=document.language)
            yield Quad(place.text, unm("quote"), text, home.expression)


# ---------------------------------------------------------------- which paragraphs get a node


def _mark(extracted: Extracted, where: Homes, detail: Detail, also: Collection[str]) -> None:
    """Set how much is stated of each provision."""
    stating = {*also, *(citation.paragraph for citation in extracted.citations)}
    stating |= {mandate.paragraph for mandate in extracted.mandates}
    for path, (home, place) in where.by_path.items():
        if detail is Detail.ALL or path in stating:
            _raise(home, place, Standing.STATING)
        elif _is_operative(place):
            _raise(home, place, Standing.NAMED)
    for draft in where.drafts:
        if (recommending := about.recommending(where, draft)) is not None:
            _raise(where.own, recommending, Standing.STATING)
    if (voted := about.place_of_vote(extracted.document, where)) is not None:
        _raise(where.own, voted, Standing.STATING)


def _raise(home: Home, place: Place, standing: Standing) -> None:
    """Let so much be stated of a provision; the containers around it have a node at least."""
    place.raise_to(standing)
    for above in home.above(place.path):
        above.raise_to(Standing.NAMED)


def _is_operative(place: Place) -> bool:
    """Whether a paragraph is an operative one of the first level: op/4, sec/II/op/1."""
    return place.kind is Kind.OPERATIVE and place.path.split("/")[-2:-1] == ["op"]
