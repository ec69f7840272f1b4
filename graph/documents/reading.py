"""Reads a file of any format that is known here, by what it holds first and by its name second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.documents import corpus, plain_text, resolution_text
from graph.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from graph.documents import Document

LARGEST = 50_000_000
"""Bytes of the largest file that is read at once; JSON Lines and MARCXML, read one by one, have no limit."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(file: Path, complain: Callable[[DocumentError], None] | None = None) -> Iterator[Document]:
    """Yield the documents in a file: many of a JSON Lines file (also gzipped), mostly one of any other.

    A file that holds several acts, or one in several languages, has a document for each.

    One of many that cannot be read is given to `complain`, where there is one, and the others are read.
    Raises DocumentError, with what is wrong and how to mend it, if the file cannot be read as a document.
    """
    try:
        with file.open("rb") as stream:
            head = stream.read(4096)
        size = file.stat().st_size
    except OSError as error:
        raise DocumentError(str(file), error.strerror or "cannot be read", "Check the name.") from error
    if not head:
        raise DocumentError(str(file), "the file is empty", "Fetch it again.")
    if head.startswith(_GZIP) or file.suffix in {".jsonl", ".ndjson"}:
        yield from corpus.read(file, complain)
    elif _is_xml(file, head):
        yield from _of_xml(file, size, complain)
    elif size > LARGEST:
        raise _too_large(file)
    else:
        yield from _whole(file, head)


def _of_xml(file: Path, size: int, complain: Callable[[DocumentError], None] | None) -> Iterator[Document]:
    """Yield the documents of an XML file, by the name of its root."""
    from graph.documents import akoma_ntoso, marcxml, xml

    name = xml.root_name(file)
    if name in {"collection", "record"}:
        yield from marcxml.read(file, complain)
    elif name != "akomaNtoso":
        raise DocumentError(
            str(file),
            f"XML of another kind, its root is <{name}>",
            "MARCXML (<collection>, <record>) and Akoma Ntoso (<akomaNtoso>) are read.",
        )
    elif size > LARGEST:
        raise _too_large(file)
    else:
        yield from akoma_ntoso.read(file)


def _too_large(file: Path) -> DocumentError:
    return DocumentError(
        str(file), f"larger than {LARGEST:,} bytes", "Split it into its documents, one a file."
    )


def _whole(file: Path, head: bytes) -> tuple[Document, ...]:
    """Return the documents of a file that is read at once; a reader is loaded when its format is met."""
    if head.lstrip().startswith(b"%PDF-"):
        from graph.documents import pdf

        return pdf.read(file)
    if head.startswith(_ZIP):
        from graph.documents import docx

        return docx.read(file)
    if head.startswith(_OLE):
        raise DocumentError(
            str(file),
            "a Word file that is protected with a password, or of the old format .doc",
            "Open it in a word processor and save it as .docx without a password.",
        )
    if file.suffix.lower() in {".html", ".htm", ".xhtml"} or _is_html(head):
        from graph.documents import html

        return html.read(file)
    text = plain_text.decode(file.read_bytes(), str(file))
    return resolution_text.parse_all(text, str(file))


def _is_xml(file: Path, head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if _is_html(head) or start.startswith((b"%pdf-", _ZIP.lower(), _OLE)):
        return False
    return file.suffix.lower() in {".xml", ".akn"} or start.startswith(
        (b"<?xml", b"<akomantoso", b"<collection", b"<record")
    )


def _is_html(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) or (
        start.startswith(b"<?xml") and b"<html" in start
    )
