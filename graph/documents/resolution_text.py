"""Reads the plain text of an act or of any other document, where `plain_text` reads that of a report."""

from __future__ import annotations

from dataclasses import replace

from graph.documents import Document, Kind, Paragraph, plain_text
from graph.documents.acts import documents
from graph.documents.blocks import is_formula
from graph.documents.language import language_of
from graph.documents.lines import blocks_of, lines_of
from graph.documents.metadata import metadata
from graph.errors import DocumentError
from graph.symbols import Kind as ActKind

_LINES_OF_FRONT = 40


def parse(text: str, file: str = "text", language: str | None = None) -> Document:
    """Return the document in the text, the first one of `parse_all`.

    Raises DocumentError if it is in none of the UN's languages.
    """
    return parse_all(text, file, language)[0]


def parse_all(text: str, file: str = "text", language: str | None = None) -> tuple[Document, ...]:
    """Return the documents in the text: acts where it has an enacting formula, a report, or what it is.

    Raises DocumentError if it is in none of the UN's languages.
    """
    blocks = tuple(blocks_of(lines_of(text)))
    if not any(is_formula(each.text) for each in blocks):
        try:
            return (_report(text, file, language or language_of(text, file)),)
        except DocumentError:
            pass  # no numbered paragraphs either: a statement, a letter
    return documents(blocks, file, language)


def _report(text: str, file: str, language: str) -> Document:
    report = plain_text.parse(text, file, language)
    front = [
        Paragraph(f"front/p/{at}", Kind.FRONT, None, line.text)
        for at, line in enumerate(lines_of(text)[:_LINES_OF_FRONT], 1)
    ]
    data = metadata(front, language)
    kind = data.kind if data.symbol else ActKind.DOCUMENT
    return replace(report, metadata=replace(data, kind=kind, title=report.title or data.title))
