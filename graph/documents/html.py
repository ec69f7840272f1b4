"""Reads HTML pages with a document in them: their blocks, the rows of tables, the numbers of lists."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from graph.documents import Kind, plain_text
from graph.documents.acts import documents
from graph.documents.blocks import Block, block
from graph.errors import DocumentError
from graph.grammar.spelling import to_roman

if TYPE_CHECKING:
    from pathlib import Path

    from graph.documents import Document

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr table section article main header footer blockquote pre "
    "br hr body caption figcaption nav aside form".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SILENT = frozenset("script style head template noscript svg nav".split())
_CELL = " | "


def read(file: Path) -> tuple[Document, ...]:
    """Return the documents of an HTML page.

    Raises DocumentError if it is not UTF-8, has no text, or is in none of the UN's languages.
    """
    return parse(plain_text.decode(file.read_bytes(), str(file)), str(file))


def parse(text: str, file: str = "page") -> tuple[Document, ...]:
    """Return the documents of an HTML text; `file` is the name that errors give it.

    Raises DocumentError if there is no text in it, or it is in none of the UN's languages.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    if not reader.found:
        raise DocumentError(file, "an HTML page without text", "Save the page after it has loaded.")
    return documents(reader.found, file)


class _Reader(HTMLParser):
    """Collects blocks; entities are characters, scripts and styles nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.urls: list[str] = []  # of the block that is being read
        self.silent = 0
        self.row = False
        self.heading: int | None = None  # level of the heading that is being read
        self.label: str | None = None
        self.lists: list[tuple[str, int] | None] = []  # kind of numbers, the last one; None for bullets

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what the tag begins."""
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS and not (self.row and tag in {"p", "div", "br"}):
            self.flush()
        elif tag in _BLOCKS:
            self.pieces.append(" ")
        if tag == "a" and (url := dict(attrs).get("href") or "").startswith(("http://", "https://")):
            self.urls.append(url)
        if tag in {"ol", "ul"}:
            given = dict(attrs)
            start = given.get("start") or "1"
            first = int(start) - 1 if start.isdecimal() else 0
            self.lists.append((given.get("type") or "1", first) if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "tr":
            self.row = True
        elif tag in {"td", "th"} and "".join(self.pieces).strip():
            self.pieces.append(_CELL)
        if tag in _HEADINGS:
            self.heading = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "tr" or (tag in _BLOCKS and not self.row):
            self.flush()
            self.row = False
        if tag in {"ol", "ul"} and self.lists:
            self.lists.pop()
        if tag in _HEADINGS:
            self.heading = None

    def handle_data(self, data: str) -> None:
        """Take the text."""
        if not self.silent:
            self.pieces.append(data)

    def _item(self) -> None:
        if self.lists and (numbers := self.lists[-1]):
            kind, number = numbers[0], numbers[1] + 1
            self.lists[-1] = (kind, number)
            self.label = _numeral(kind, number)

    def flush(self) -> None:
        """End the block that is being read."""
        text, self.pieces = "".join(self.pieces), []
        urls, self.urls = tuple(self.urls), []
        if text.strip():
            hint = Kind.ROW if self.row else Kind.HEADING if self.heading else None
            made = block(text, hint, "" if hint else self.label)
            level = self.heading if hint is Kind.HEADING else None
            self.found.append(replace(made, level=level, urls=urls))
            self.label = None


def _numeral(kind: str, number: int) -> str:
    if kind in {"a", "A"} and number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in {"i", "I"} and number < 400:
        return to_roman(number) if kind == "I" else to_roman(number).lower()
    return str(number)
