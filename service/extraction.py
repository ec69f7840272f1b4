"""Prints what documents cite: JSON Lines, a record for each document and one for each of its citations."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from graph.errors import DocumentError
from graph.extract.citations import citations
from graph.pipeline.local import Done, in_processes
from graph.pipeline.units import LOST, units
from graph.pipeline.work import defect, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from graph.documents import Document, Metadata
    from graph.pipeline.units import Source, Unit


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of a source: lines of JSON, and what could not be read."""

    text: bytes
    complaints: tuple[tuple[str, str, str], ...] = ()  # name, what is wrong, how to mend it


def extract(
    files: Iterable[Path],
    stream: IO[bytes],
    complain: Callable[[DocumentError], None],
    *,
    workers: int = 1,
    read: Callable[[int], None] = lambda _: None,
) -> bool:
    """Write the records of the files in their order, each as soon as it can be; return whether all were read.

    A file that cannot be read is complained of, and does not stop the others. With one worker, that is this
    process. `read` is told how many bytes of the files are behind us.
    """
    whole = True
    with closing(_results(units(files), workers)) as results:
        for done in results:
            for printed in done.result or map(_lost, done.unit.sources):
                stream.write(printed.text)
                for complaint in printed.complaints:
                    whole = False
                    complain(DocumentError(*complaint))
            read(done.unit.read)
    return whole


def _results(given: Iterator[Unit], workers: int) -> Generator[Done[tuple[Printed, ...]]]:
    if workers > 1:
        yield from in_processes(printed, given, workers)
    else:
        yield from (Done(unit, printed(unit)) for unit in given)


def _lost(source: Source) -> Printed:
    return Printed(b"", ((source.name, LOST.what, LOST.hint),))


def printed(unit: Unit) -> tuple[Printed, ...]:
    """Return what is printed of each source of a unit."""
    return tuple(_printed(source) for source in unit.sources)


def _printed(source: Source) -> Printed:
    complaints: list[DocumentError] = []
    lines: list[bytes] = []
    try:
        for document in documents(source, complaints.append):
            found = records(document, source.file)
            lines += [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in found]
    except DocumentError as error:
        complaints.append(error)
    except Exception as error:  # a defect here must not take the other documents with it
        problem = defect(error)
        complaints.append(DocumentError(source.name, problem.what, problem.hint))
    return Printed(b"".join(lines), tuple((each.file, each.what, each.hint) for each in complaints))


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
