"""Prints what documents cite: JSON Lines, a record for each document and one for each of its citations."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from graph.documents.reading import read
from graph.errors import DocumentError
from graph.extract.citations import citations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from graph.documents import Document, Metadata


def extract(files: Iterable[Path], stream: IO[bytes], complain: Callable[[DocumentError], None]) -> bool:
    """Write the records of the files, each document's as soon as it is read; return whether all were read.

    A file that cannot be read is complained of, and does not stop the others.
    """
    whole = True

    def note(error: DocumentError) -> None:
        nonlocal whole
        whole = False
        complain(error)

    for file in files:
        try:
            for document in read(file, note):
                for record in records(document, str(file)):
                    stream.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        except DocumentError as error:
            note(error)
    return whole


def records(document: Document, file: str) -> Iterator[dict[str, Any]]:
    """Yield the record of the document, then one for each citation in it, in the order of the text."""
    yield {"file": file, **_about(document, document.metadata)}
    for citation in citations(document):
        found: dict[str, Any] = {"file": file}
        if citation.target is not None:
            found["target"] = citation.target
        else:
            found["candidates"] = list(citation.candidates)
        found |= {
            "role": citation.role,
            "paragraph": citation.paragraph,
            "text": document.by_path[citation.paragraph].text,
            "quote": citation.surface,
            "start": citation.start,
            "end": citation.end,
            "pinpoint": citation.pinpoint,
            "date": citation.date.isoformat() if citation.date else None,
            "method": citation.method,
            "reported": citation.reported,
        }
        yield found


def _about(document: Document, data: Metadata | None) -> dict[str, str | None]:
    """Return what a document says about itself; what it does not say is null."""
    adopted = data.adopted_on if data else None
    return {
        "symbol": data.symbol if data else None,
        "kind": data.kind.value if data and data.kind else None,
        "body": data.body if data else None,
        "adopted_on": adopted.isoformat() if adopted else None,
        "title": (data.title if data else None) or document.title,
        "language": document.language,
    }
