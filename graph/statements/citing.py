"""Citations as quads, each in the graph of the paragraph that cites."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad

from graph.documents import fragment
from graph.names import UnknownName
from graph.statements.terms import SOURCE, A, concept, known_work, node, typed, unm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode

    from graph.extract.claims import Citation
    from graph.names import Names
    from graph.statements.homes import Homes


def citations(found: Iterable[Citation], names: Names, where: Homes) -> Iterator[Quad]:
    """Yield the citations of a document, and what the symbols of the cited works say of them."""
    counts: Counter[tuple[str, str]] = Counter()
    for citation in found:
        text = where.by_path[citation.paragraph][1].text
        targets = (citation.target,) if citation.target else citation.candidates
        works = [known for symbol in targets if (known := known_work(names, symbol))]
        if len(works) < (1 if citation.target else 2):
            continue
        key = citation.target or f"?{citation.surface}"
        counts[text.value, key] += 1
        occurrence = counts[text.value, key]
        if citation.target:
            subject = node(names.citation(text.value, works[0][0].value, occurrence))
        else:
            subject = node(names.unresolved_citation(text.value, citation.surface, occurrence))
        term = unm("citedTarget" if citation.target else "candidateTarget")
        yield Quad(text, unm("hasCitation"), subject, text)
        yield Quad(subject, A, unm("Citation"), text)
        for cited, identity in works:
            yield Quad(subject, term, cited, text)
            yield from identity
        yield from _details(citation, names, subject, text)
        if citation.target and citation.pinpoint:
            yield from _pinpoint(citation.pinpoint, names, subject, works[0][0], text)


def _details(citation: Citation, names: Names, subject: NamedNode, text: NamedNode) -> Iterator[Quad]:
    yield Quad(subject, unm("citationRole"), concept("citation-role", citation.role), text)
    if citation.reported:
        yield Quad(subject, unm("reportedVerb"), concept("action-verb", citation.reported), text)
    yield Quad(subject, unm("resolvedBy"), concept("resolution-method", citation.method), text)
    yield Quad(subject, unm("surfaceForm"), Literal(citation.surface), text)
    yield Quad(subject, unm("span"), Literal(fragment(citation.start, citation.end)), text)
    if citation.for_body:
        yield Quad(subject, unm("forBody"), node(names.body(citation.for_body)), text)
    if citation.subprogramme:
        yield Quad(subject, unm("forSubprogramme"), Literal(citation.subprogramme), text)
    if citation.date:
        yield Quad(subject, unm("citationDate"), typed(citation.date.isoformat(), "date"), text)
    yield Quad(subject, SOURCE, text, text)


def _pinpoint(
    path: str, names: Names, subject: NamedNode, cited: NamedNode, text: NamedNode
) -> Iterator[Quad]:
    """Yield the provision to which a citation points. It is named and not described: its work does that."""
    try:
        provision = names.provision(cited.value, path)
    except UnknownName:
        return
    yield Quad(subject, unm("citedPinpoint"), node(provision), text)
