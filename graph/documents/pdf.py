"""Reads PDF files as the UN issues them, by the text that they hold; a picture of a page has none.

What repeats at the head or foot of the pages (symbol, title, job number, page number) is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from graph.documents.acts import documents
from graph.documents.lines import Line, blocks_of, lines_of
from graph.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graph.documents import Document

_EDGE = 5  # lines at the head and at the foot of a page where running heads are looked for
_PAGE_NUMBER = re.compile(
    r"(?:\d{2}-\d{5}\s*)?\d{1,3}\s*/\s*\d{1,3}(?:\s*\d{2}-\d{5})?|\d{2}-\d{5}|[-–]?\s*\d{1,3}\s*[-–]?"
)
_JOB = re.compile(r"\d{2}-\d{5}\s*\([EFSRCA]\).*|\*\d{7}\*|\d{2}-\d{5}\s.*\d+/\d+")


def read(file: Path) -> tuple[Document, ...]:
    """Return the documents of a PDF file.

    Raises DocumentError if it is protected, damaged, without text, or in none of the UN's languages.
    """
    pages = _pages(file)
    lines = [replace(line, page=at) for at, page in enumerate(_without_heads(pages), 1) for line in page]
    if not lines:
        raise DocumentError(
            str(file),
            "a PDF without text: its pages are pictures",
            "Run it through optical character recognition first (for example ocrmypdf).",
        )
    return documents(tuple(blocks_of(lines)), str(file))


def _pages(file: Path) -> list[tuple[Line, ...]]:
    try:
        reader = pypdf.PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(
                str(file), "protected with a password", "Save it without a password, then read it again."
            )
        return [lines_of(page.extract_text()) for page in reader.pages]
    except DocumentError:
        raise
    except DependencyError as error:  # it is encrypted in a way that needs a further library
        raise DocumentError(
            str(file), "protected with a password (AES)", "Save it without a password, then read it again."
        ) from error
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(
            str(file), f"not a PDF that can be read: {error}", "Fetch the file again; it may be incomplete."
        ) from error
    except Exception as error:  # a damaged file breaks the library in ways of its own
        raise DocumentError(
            str(file), f"the PDF breaks its reader: {type(error).__name__}", "Fetch the file again."
        ) from error


def _without_heads(pages: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Return the pages without running heads: lines at an edge that come again on other pages."""
    seen = Counter(key for page in pages for key in {_key(line.text) for line in _edges(page)})
    often = {key for key, count in seen.items() if count >= max(2, len(pages) // 3)}
    kept: list[tuple[Line, ...]] = []
    for number, page in enumerate(pages):
        edges = {id(line) for line in _edges(page)}
        kept.append(
            tuple(
                line
                for line in page
                if not (
                    _JOB.fullmatch(line.text)
                    or (
                        id(line) in edges
                        and (_PAGE_NUMBER.fullmatch(line.text) or (number and _key(line.text) in often))
                    )
                )
            )
        )
    return kept


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return (*page[:_EDGE], *page[max(_EDGE, len(page) - _EDGE) :])


def _key(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\d+(?=\s*/\s*\d+)", "n", text))
