"""All that extraction finds in a document, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.citations import citations
from graph.extract.entities import entities
from graph.extract.mandate_tables import table_citations
from graph.extract.mandates import mandates

if TYPE_CHECKING:
    from graph.documents import Document
    from graph.extract.claims import Citation, Entity, Mandate


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document and the claims about it, each in the order of the text."""

    document: Document
    citations: tuple[Citation, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    mentions: tuple[tuple[str, Entity], ...] = ()  # path of the paragraph, and the actor that it names


def extract(document: Document) -> Extracted:
    """Return what a document cites, asks and names. Pure: the same document gives the same claims."""
    cited = _merged(table_citations(document), citations(document), document)
    return Extracted(
        document,
        cited,
        mandates(document, cited),
        tuple(
            (paragraph.path, entity)
            for paragraph in document.paragraphs
            for entity in entities(paragraph.text, document.language)
        ),
    )


def _merged(
    of_tables: tuple[Citation, ...], others: tuple[Citation, ...], document: Document
) -> tuple[Citation, ...]:
    """Return all citations in the order of the text; in a row of a table those that its heading completes."""
    if not of_tables:
        return others
    rows = {citation.paragraph for citation in of_tables}
    place = {paragraph.path: number for number, paragraph in enumerate(document.paragraphs)}
    found = (*of_tables, *(citation for citation in others if citation.paragraph not in rows))
    return tuple(sorted(found, key=lambda each: (place[each.paragraph], each.start)))
