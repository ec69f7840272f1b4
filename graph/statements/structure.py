"""The structure of a document: language version, provisions, their texts by hash, and its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, Quad

from graph.documents import Kind
from graph.errors import SymbolError
from graph.statements.homes import Standing
from graph.statements.terms import FORMAT, TITLE, A, integer, node, typed, unm, work
from graph.symbols import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode

    from graph.documents import Document
    from graph.names import Names
    from graph.statements.homes import Home, Homes, Place

LONGEST_TITLE: Final = 300  # characters: a longer heading is a paragraph, whose words are not carried over

_CLASSES: Final = {
    Kind.FRONT: "FrontMatter",
    Kind.TITLE: "FrontMatter",
    Kind.ENACTING: "EnactingFormula",
    Kind.PREAMBULAR: "PreambularParagraph",
    Kind.OPERATIVE: "OperativeParagraph",
    Kind.SUMMARY: "Summary",
    Kind.HEADING: "Section",
    Kind.PARAGRAPH: "ReportParagraph",
    Kind.ANNEX: "Provision",  # a paragraph of an annex is not an annex
    Kind.ROW: "Provision",
    Kind.FOOTNOTE: "Footnote",
    Kind.BACK: "BackMatter",
}
_ANNEXES: Final = ("annex", "appendix")
_MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "xml": "application/xml",
}


def expression(names: Names, home: Home, language: str) -> Iterator[Quad]:
    """Yield the language version of a work, with the hash of each of its paragraphs in one literal.

    The literal is written as `sha256sum` writes: a line of hash, two spaces, path, in the order of the text.
    """
    graph = home.expression
    yield Quad(home.work, unm("hasExpression"), graph, graph)
    yield Quad(graph, A, unm("Expression"), graph)
    yield Quad(graph, unm("inLanguage"), node(names.language(language)), graph)
    hashes = "".join(
        f"{place.paragraph.hash}  {place.path}\n" for place in home.places.values() if place.paragraph
    )
    if hashes:
        yield Quad(graph, unm("paragraphHashes"), Literal(hashes), graph)


def provisions(home: Home, language: str, *, hashed: bool) -> Iterator[Quad]:
    """Yield the provisions of a work in their order, as far as they stand; `hashed` adds the hash of each."""
    for place in home.places.values():
        if place.standing >= Standing.NAMED:
            yield from _provision(home, place, language)
        if place.standing >= Standing.STATING:
            yield from _text(home, place, hashed=hashed)


def _text(home: Home, place: Place, *, hashed: bool) -> Iterator[Quad]:
    graph, text = home.expression, place.text
    yield Quad(graph, unm("hasProvisionText"), text, graph)
    yield Quad(text, A, unm("ProvisionText"), graph)
    yield Quad(text, unm("textOf"), place.provision, graph)
    if hashed and place.paragraph is not None:
        yield Quad(text, unm("textHash"), Literal(place.paragraph.hash), graph)


def _provision(home: Home, place: Place, language: str) -> Iterator[Quad]:
    graph, provision, paragraph = home.expression, place.provision, place.paragraph
    kind = class_of(place)
    yield Quad(home.work, unm("hasProvision"), provision, graph)
    yield Quad(provision, A, unm(kind), graph)
    yield Quad(provision, unm("ordinal"), integer(place.ordinal), graph)
    if section := _section(home, place):
        yield Quad(provision, unm("inSection"), section, graph)
    if paragraph is None:
        return
    if paragraph.number is not None:
        yield Quad(provision, unm("provisionNumber"), Literal(paragraph.number), graph)
    if paragraph.kind is Kind.HEADING and 0 < len(paragraph.text) <= LONGEST_TITLE:
        yield Quad(provision, TITLE, Literal(paragraph.text, language=language), graph)


def class_of(place: Place) -> str:
    """Return the class of a provision, by its kind and the last word of its path."""
    steps = place.path.split("/")
    if place.kind is Kind.HEADING and any(step in _ANNEXES for step in steps[-2:]):
        return "Annex"
    return _CLASSES[place.kind]


def _section(home: Home, place: Place) -> NamedNode | None:
    """Return the innermost section around a provision."""
    around = (above for above in reversed(home.above(place.path)) if class_of(above) == "Section")
    return next((above.provision for above in around), None)


def footnotes(where: Homes) -> Iterator[Quad]:
    """Yield where each footnote that has a node is called."""
    for home, place in where.by_path.values():
        for mark in place.paragraph.footnotes if place.paragraph else ():
            note = home.places.get(mark.path)
            if note is None or min(note.standing, place.standing) < Standing.NAMED:
                continue
            graph = home.expression
            yield Quad(note.provision, unm("calledIn"), place.provision, graph)
            yield Quad(note.provision, unm("calledAt"), Literal(f"char={mark.at},{mark.at}"), graph)


# ---------------------------------------------------------------- the file


def manifestation(
    names: Names, home: Home, document: Document, form: str, sha256: str | None
) -> Iterator[Quad]:
    """Yield the file of a language version, with its links: a link is no statement of a paragraph."""
    graph = home.expression
    file = node(names.manifestation(graph.value, form))
    yield Quad(graph, unm("embodiedBy"), file, graph)
    yield Quad(file, A, unm("Manifestation"), graph)
    yield Quad(file, FORMAT, Literal(_MEDIA_TYPES[form]), graph)
    if sha256:
        yield Quad(file, unm("fileHash"), Literal(sha256), graph)
    for url in dict.fromkeys(link.url for link in document.hyperlinks):
        yield Quad(file, unm("hyperlinkAddress"), typed(url, "anyURI"), graph)
        if symbol := linked_symbol(url):
            target, known = work(names, symbol)
            yield Quad(file, unm("hyperlinks"), target, graph)
            yield from known


# The UN's own addresses that end in a symbol: https://undocs.org/en/A/RES/74/173
_BY_SYMBOL = re.compile(
    r"https?://(?:www\.)?(?:undocs\.org|docs\.un\.org)/(?:(?:ar|en|es|fr|ru|zh)/)?(.+)", re.I
)


def linked_symbol(url: str) -> str | None:
    """Return the canonical symbol to which an address of the UN's document system leads; else None."""
    found = _BY_SYMBOL.fullmatch(url.strip())
    try:
        return parse(found[1]).canonical if found else None
    except SymbolError:
        return None
