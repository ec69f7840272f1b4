"""Reads JSON Lines, a document a line, as the UN's applications for mandates keep them.

A record has the `symbol` under which the collection files the document and its `paragraphs`: `text`, `type`
(frontmatter, title, heading, paragraph, footer, backmatter), `part` (preambular, operative), `number`, and
`links`, the editors' hyperlinks as pairs of text and target. Types and parts are wrong now and then, so they
are hints to what `graph.documents.structure` finds; symbol and links serve only to measure by.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from graph.documents import Kind
from graph.documents.acts import documents
from graph.documents.blocks import Block, block
from graph.errors import DocumentError, SymbolError
from graph.grammar.spelling import of_roman
from graph.symbols import members
from graph.symbols import parse as parse_symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from graph.documents import Document

_Read = TypeVar("_Read")

LONGEST_LINE = 50_000_000
"""Characters of the longest record that is read."""

_HINTS = {
    "title": Kind.TITLE,
    "heading": Kind.HEADING,
    "footer": Kind.FOOTNOTE,
    "backmatter": Kind.BACK,
    "preambular": Kind.PREAMBULAR,
    "operative": Kind.OPERATIVE,
}
_PAGE = re.compile(r"<!--(?:\s*Page (\d{1,4}))?.*?-->", re.DOTALL)
_MARKUP = re.compile(r"^#{1,6}\s")
_NOTE = re.compile(r"\s*(?:\d{1,3}(?:/|\s|$)|[*¹²³⁴⁵⁶⁷⁸⁹⁰]|[_-]{3})")
_EMPHASIS = re.compile(r"(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")


def read(file: Path, complain: Callable[[DocumentError], None] | None = None) -> Iterator[Document]:
    """Yield the documents of a file of JSON Lines, also a gzipped one, line by line.

    A line that is no document is given to `complain`, where there is one, and the next one is read.

    Raises DocumentError, with the line, if a line is not JSON or not a document.
    """
    opened = gzip.open if file.suffix == ".gz" else open
    number = found = 0
    try:
        with opened(file, "rb") as lines:
            while line := lines.readline(LONGEST_LINE):
                number += 1
                if line.strip():
                    found += 1
                    try:
                        several = _of_line(line, f"{file}:{number}", parse_all)
                    except DocumentError as error:
                        if complain is None:
                            raise
                        complain(error)
                    else:
                        yield from several
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(str(file), f"cannot be read: {error}", "Is the file whole?") from error
    if not found:
        raise DocumentError(str(file), "the file holds no document", "A line holds one JSON object.")


def parse_line(line: bytes, where: str) -> Document:
    """Return the document that a line of JSON Lines is filed for; `where` is the name that errors give it.

    Raises DocumentError if the line is not JSON or not a document.
    """
    return _of_line(line, where, parse)


def _of_line(line: bytes, where: str, parsed: Callable[[object, str], _Read]) -> _Read:
    try:
        record: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DocumentError(where, f"not JSON: {error}", "A line holds one JSON object.") from error
    try:
        return parsed(record, where)
    except (KeyError, TypeError, AttributeError) as error:
        raise DocumentError(
            where, "not a document", "A record has “symbol” and “paragraphs”, each with “text” and “type”."
        ) from error


def parse(record: object, where: str = "record") -> Document:
    """Return the document that a record is filed for; its pages may hold other acts as well.

    Raises DocumentError if it is in none of the UN's languages; KeyError or TypeError if it is no record.
    """
    found = parse_all(record, where)
    filed = cast("str | None", cast("dict[str, object]", record).get("symbol"))
    return replace(next((each for each in found if _is_filed(each, filed)), found[0]), filed_as=filed)


def parse_all(record: object, where: str = "record") -> tuple[Document, ...]:
    """Return the documents of a record: the acts on its pages, the one it is likely filed for first.

    Which that is, is told by the pages alone; it alone is `filed_as` what the record says.

    Raises DocumentError if it is in none of the UN's languages; KeyError or TypeError if it is no record.
    """
    fields = cast("dict[str, object]", record)
    rows = cast("list[dict[str, object]]", fields["paragraphs"])
    blocks = tuple(each for each in _blocks(rows) if each.text)
    if not blocks:
        raise DocumentError(where, "the document has no text")
    first, *others = documents(blocks, where)
    return (replace(first, filed_as=cast("str | None", fields.get("symbol"))), *others)


def _is_filed(document: Document, filed: object) -> bool:
    """Whether a document is the act that a collection has under this symbol, whatever its spelling."""
    try:
        symbols = {each.canonical for each in members(parse_symbol(str(filed)))}
    except SymbolError:
        return False
    return document.metadata is not None and document.metadata.symbol in symbols


def _numbered(number: str | None, heading: str) -> str:
    """Return a heading with its number; a Roman one gets the full stop that it has in print."""
    if not number:
        return heading
    bare = number.strip(". ")
    return f"{bare}. {heading}" if of_roman(bare) else f"{number.strip()} {heading}"


def _blocks(rows: Iterable[dict[str, object]]) -> Iterator[Block]:
    page = 0
    for row in rows:
        if found := _PAGE.search(cast("str", row["text"])):
            page = int(found[1] or page)
        yield replace(_block(row), page=page)


def _block(row: dict[str, object]) -> Block:
    text = _MARKUP.sub("", _EMPHASIS.sub("", _PAGE.sub("", cast("str", row["text"]))))
    kind, part = cast("str", row["type"]), cast("str | None", row.get("part"))
    if kind == "footer" and not _NOTE.match(text):
        kind = "paragraph"  # pages that were read from pictures have whole paragraphs there
    hint = _HINTS.get(part or kind) or (Kind.PARAGRAPH if kind == "paragraph" else None)
    number = cast("str | None", row.get("number"))
    made = block(text, hint, None if hint in {Kind.HEADING, Kind.TITLE} else number)
    if hint in {Kind.HEADING, Kind.TITLE}:
        whole = block(text, hint, "").text
        made = Block(_numbered(number, whole), None, hint)
    links = cast("list[list[str]] | None", row.get("links")) or []
    return Block(made.text, made.label, made.hint, tuple((link[0], link[1]) for link in links))
