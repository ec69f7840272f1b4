"""Reads DOCX files as the UN issues them: automatic numbers, footnotes, the rows of tables.

The numbers of paragraphs are mostly not in the text of such a file: Word counts them by the list that a
paragraph or its style belongs to (ECMA-376, part 1, 17.9: <https://ecma-international.org/publications-and-standards/standards/ecma-376/>).
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn

from graph.documents import Kind
from graph.documents.acts import documents
from graph.documents.blocks import Block, block
from graph.errors import DocumentError
from graph.grammar.spelling import to_roman

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docx.document import Document as WordFile

    from graph.documents import Document

LARGEST = 200_000_000
"""Bytes of a file's parts when they are unpacked; a file of more is taken for a bomb."""

_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY")
_HEADING = re.compile(r"(?i)heading|^_?\s?h_?_?\d|^_ ?(?:H|SS|TS)")
_CELL = " | "
# lxml's elements have no types of their own; what is read from them is text.
_Element = Any


def read(file: Path) -> tuple[Document, ...]:
    """Return the documents of a DOCX file.

    Raises DocumentError if it is damaged, a bomb, another kind of zip file, has no text, or is in none of the
    UN's languages.
    """
    _check(file)
    try:
        blocks = tuple(_Reader(docx.Document(str(file))).blocks())
    except Exception as error:  # a damaged part breaks the library in ways of its own
        raise DocumentError(
            str(file), f"not a DOCX file that can be read: {type(error).__name__}", "Save it again as .docx."
        ) from error
    if not any(each.text for each in blocks):
        raise DocumentError(str(file), "a DOCX file without text", "Its pages may be pictures.")
    return documents(blocks, str(file))


def _check(file: Path) -> None:
    """Look at the parts before they are unpacked. Raises DocumentError."""
    try:
        with zipfile.ZipFile(file) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise DocumentError(
                    str(file),
                    f"unpacks to more than {LARGEST:,} bytes",
                    "It is no document as the UN issues it.",
                )
            names = set(parts.namelist())
            if "word/document.xml" not in names:
                raise DocumentError(
                    str(file), "a zip file, but not a DOCX file, or damaged", "Unpack it, or fetch it again."
                )
            for name in names:
                if name.endswith((".xml", ".rels")) and _DOCTYPE.search(_head(parts, name)):
                    raise DocumentError(
                        str(file),
                        f"its part {name} declares entities",
                        "A DOCX file has no DOCTYPE: save it again.",
                    )
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise DocumentError(
            str(file), f"not a DOCX file that can be read: {error}", "Fetch it again; it may be incomplete."
        ) from error


def _head(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        return part.read(4096)


class _Reader:
    """Goes through the body of a Word file and counts its lists."""

    def __init__(self, word: WordFile) -> None:
        self.part: Any = word.part
        self.body: _Element = self.part.element.body
        self.styles: dict[str, tuple[str, str | None, str | None]] = {}
        self.outlines: dict[str, str] = {}
        self.lists = _Lists(self._root("numbering"))
        self.notes = self._notes()
        self.called: list[str] = []
        for style in self.part.styles.element.findall(qn("w:style")):
            self._style(style)

    def blocks(self) -> Iterator[Block]:
        """Yield the head of the first page, the body, then the footnotes in the order of their calls."""
        yield from self._head()
        for element in self.body.iterchildren():
            if element.tag == qn("w:p"):
                yield replace(self._paragraph(element), urls=self._urls(element))
            elif element.tag == qn("w:tbl"):
                yield from self._rows(element)
            elif element.tag == qn("w:sdt"):
                yield from (self._paragraph(each) for each in element.iter(qn("w:p")))
        for number, identifier in enumerate(self.called, 1):
            if text := self.notes.get(identifier):
                yield block(text, Kind.FOOTNOTE, str(number))

    def _paragraph(self, element: _Element) -> Block:
        style, number, level = self._place(element)
        text = self._text(element)
        label = self.lists.label(number, level) if number and text.strip() else None
        hint = Kind.HEADING if _HEADING.search(style) and text.strip() else None
        if hint:
            whole = block(text, hint, "").text
            return Block(f"{label}. {whole}" if label else whole, None, hint, level=self._level(element))
        return block(text, None, label)

    def _head(self) -> Iterator[Block]:
        """Yield the lines above the text of the first page: there a document of the UN has its symbol."""
        section = self.part.document.sections[0]
        first = section.first_page_header if section.different_first_page_header_footer else section.header
        for element in first._element.iter(qn("w:p")):
            for line in _lines(element):
                if not line.isdecimal():
                    yield block(line, Kind.FRONT, "")

    def _level(self, element: _Element) -> int | None:
        """Return the level of a heading: its outline level, else the figure in the name of its style."""
        properties = element.find(qn("w:pPr"))
        own = None if properties is None else properties.find(qn("w:pStyle"))
        style = self.outlines.get("" if own is None else own.get(qn("w:val")))
        direct = None if properties is None else _value(properties, "w:outlineLvl")
        if direct or style:
            return int(direct or style or 0) + 1
        found = re.search(r"\d", self._place(element)[0])
        return int(found[0]) if found else 1

    def _place(self, element: _Element) -> tuple[str, str | None, str | None]:
        """Return the name of the paragraph's style, its list and the level in it."""
        properties = element.find(qn("w:pPr"))
        own = None if properties is None else properties.find(qn("w:pStyle"))
        name, number, level = self.styles.get("" if own is None else own.get(qn("w:val")), ("", None, None))
        direct = None if properties is None else properties.find(qn("w:numPr"))
        if direct is not None:
            number = _value(direct, "w:numId") or number
            level = _value(direct, "w:ilvl") or level
        return name, (None if number == "0" else number), level or "0"

    def _style(self, style: _Element) -> None:
        properties = style.find(qn("w:pPr"))
        listed = None if properties is None else properties.find(qn("w:numPr"))
        number = None if listed is None else _value(listed, "w:numId")
        level = None if listed is None else _value(listed, "w:ilvl")
        name = style.get(qn("w:styleId"))
        self.styles[name] = (_value(style, "w:name") or "", number, level)
        if properties is not None and (outline := _value(properties, "w:outlineLvl")):
            self.outlines[name] = outline

    def _rows(self, table: _Element) -> Iterator[Block]:
        for row in table.iter(qn("w:tr")):
            cells = [
                " ".join(self._text(each).strip() for each in cell.iter(qn("w:p"))).strip()
                for cell in row.findall(qn("w:tc"))
            ]
            if any(cells):
                yield replace(block(_CELL.join(cells), Kind.ROW, ""), urls=self._urls(row))

    def _urls(self, element: _Element) -> tuple[str, ...]:
        """Return the addresses outside the file that an element links to."""
        called = (each.get(qn("r:id")) for each in element.iter(qn("w:hyperlink")))
        relations = (self.part.rels[name] for name in called if name in self.part.rels)
        return tuple(str(each.target_ref) for each in relations if each.is_external)

    def _text(self, element: _Element) -> str:
        pieces: list[str] = []
        for each in element.iter():
            if each.tag == qn("w:t"):
                pieces.append(each.text or "")
            elif each.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")} and each.getparent().tag == qn("w:r"):
                pieces.append(" ")
            elif each.tag == qn("w:noBreakHyphen"):
                pieces.append("\u2011")
            elif each.tag == qn("w:footnoteReference"):
                self.called.append(each.get(qn("w:id")))
        return "".join(pieces)

    def _notes(self) -> dict[str, str]:
        root = self._root("footnotes")
        if root is None:
            return {}
        return {
            note.get(qn("w:id")): "".join(each.text or "" for each in note.iter(qn("w:t")))
            for note in root.findall(qn("w:footnote"))
        }

    def _root(self, name: str) -> _Element:
        """Return the root of a part that the document refers to, None where it has none."""
        from docx.oxml import parse_xml

        for relation in self.part.rels.values():
            if relation.reltype.endswith(f"/{name}") and not relation.is_external:
                return parse_xml(relation.target_part.blob)
        return None


class _Lists:
    """The counters of a file's lists."""

    def __init__(self, root: _Element) -> None:
        self.abstract: dict[str, str] = {}
        self.levels: dict[tuple[str, str], tuple[str, int]] = {}
        self.counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self.restarts: dict[tuple[str, str], int] = {}
        for each in () if root is None else root.findall(qn("w:abstractNum")):
            self._levels(each)
        for each in () if root is None else root.findall(qn("w:num")):
            self._list(each)

    def label(self, number: str, level: str | None) -> str | None:
        """Count one paragraph of a list; return its numeral, None for a bullet."""
        abstract, depth = self.abstract.get(number, number), int(level or 0)
        kind, start = self.levels.get((abstract, str(depth)), ("decimal", 1))
        counts = self.counts[abstract]
        again = self.restarts.pop((number, str(depth)), None)
        counts[depth] = again if again is not None else counts.get(depth, start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return _numeral(kind, counts[depth])

    def _levels(self, element: _Element) -> None:
        for level in element.findall(qn("w:lvl")):
            key = (element.get(qn("w:abstractNumId")), level.get(qn("w:ilvl")))
            self.levels[key] = (_value(level, "w:numFmt") or "decimal", int(_value(level, "w:start") or 1))

    def _list(self, element: _Element) -> None:
        number = element.get(qn("w:numId"))
        self.abstract[number] = _value(element, "w:abstractNumId") or number
        for override in element.findall(qn("w:lvlOverride")):
            if start := _value(override, "w:startOverride"):
                self.restarts[number, override.get(qn("w:ilvl"))] = int(start)


def _lines(element: _Element) -> Iterator[str]:
    """Yield the lines of a paragraph that hold something, without what fields have worked out."""
    text = "".join(
        "\n" if each.tag == qn("w:br") else each.text or ""
        for each in element.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
    )
    yield from (line.strip() for line in text.split("\n") if line.strip())


def _value(element: _Element, name: str) -> str | None:
    found = element.find(qn(name))
    return None if found is None else str(found.get(qn("w:val")))


def _numeral(kind: str, number: int) -> str | None:
    match kind:
        case "decimal" | "decimalZero":
            return str(number)
        case "lowerLetter" | "upperLetter" if 1 <= number <= 26:
            return chr(ord("a" if kind == "lowerLetter" else "A") + number - 1)
        case "lowerRoman" if 1 <= number < 400:
            return to_roman(number).lower()
        case "upperRoman" if 1 <= number < 400:
            return to_roman(number)
        case _:
            return None
