"""All that extraction finds in a document, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.citations import citations
from graph.extract.entities import entities
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
    cited = citations(document)
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
