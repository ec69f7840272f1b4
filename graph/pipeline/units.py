"""Cuts files into units of work: a file with one document is one, a collection becomes many.

A unit carries the bytes themselves, so that who does the work needs no file system in common with this one.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.etree import ElementTree

from graph.documents import xml
from graph.documents.corpus import LONGEST_LINE
from graph.documents.reading import LARGEST
from graph.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SIZE = 400_000
"""Bytes of documents in a unit: half a second of work or so, little to hold and little to do again."""

MOST = 64
"""Sources in a unit: records without a text are small."""

_GZIP = b"\x1f\x8b"
_LINES = frozenset((".jsonl", ".ndjson"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is not taken in, or what is doubtful in it."""

    what: str
    hint: str = ""  # how to mend it
    where: tuple[str, ...] = ()  # IRIs of paragraphs
    kind: str = ""  # the code of the shape that is broken


LOST = Problem(
    "reading it ended the process each time, maybe for want of memory",
    "Split it, or read it on a machine with more memory.",
)
"""Why there is nothing of a source that no process survived."""


class Form(StrEnum):
    """What a source is."""

    FILE = "file"
    LINE = "line"  # of JSON Lines
    RECORD = "record"  # of MARCXML


@dataclass(frozen=True, slots=True)
class Source:
    """What one or a few documents are read from: a file, or one record of a collection."""

    file: str
    data: bytes = b""
    form: Form = Form.FILE
    number: int = 0  # of a record in its file, from 1
    problem: Problem | None = None  # why there is nothing to read

    @property
    def name(self) -> str:
        """Return the name that people know it by: the file, and the place of a record in it."""
        if not self.number:
            return self.file
        return (
            f"{self.file}:{self.number}" if self.form is Form.LINE else f"{self.file}: record {self.number}"
        )

    @property
    def suffix(self) -> str:
        """Return the suffix of the file, in lower case, which may say how to read it; none for a record."""
        return Path(self.file).suffix.lower() if self.form is Form.FILE else ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work."""

    number: int  # in the order of the input, from 0
    sources: tuple[Source, ...]
    read: int = 0  # bytes of the files that are behind us with it

    def single(self) -> tuple[Unit, ...]:
        """Return a unit for each source."""
        return tuple(replace(self, sources=(source,), read=0) for source in self.sources)


def size_of(files: Iterable[Path]) -> int:
    """Return the bytes of the files; one that is not there has none."""
    return sum(file.stat().st_size for file in files if file.is_file())


def units(files: Iterable[Path]) -> Iterator[Unit]:
    """Yield the units of the files, in order. What cannot be opened is a source with its problem."""
    numbers = count()
    for file in files:
        behind = 0
        for sources, at in _pieces(file):
            yield Unit(next(numbers), sources, at - behind)
            behind = at


def _pieces(file: Path) -> Iterator[tuple[tuple[Source, ...], int]]:
    """Yield a file's sources a few at a time, and how many of its bytes have been read then."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            if _is_gzip(stream) or file.suffix.lower() in _LINES:
                yield from _gathered(_lines(str(file), stream), stream.tell)
            elif _is_collection(file, stream):
                yield from _gathered(_records(file), lambda: 0)
                yield (), size
            elif size > LARGEST:
                yield (_too_large(str(file)),), size
            else:
                yield (Source(str(file), stream.read()),), size
    except OSError as error:
        what = Problem(error.strerror or "cannot be read", "Check the name and the rights.")
        yield (Source(str(file), problem=what),), 0


def _too_large(name: str) -> Source:
    problem = Problem(f"larger than {LARGEST:,} bytes", "Split it into its documents, one a file.")
    return Source(name, problem=problem)


def _gathered(
    records: Iterable[Source], position: Callable[[], int]
) -> Iterator[tuple[tuple[Source, ...], int]]:
    gathered: list[Source] = []
    size = 0
    for record in records:
        if gathered and (size + len(record.data) > SIZE or len(gathered) == MOST):
            yield tuple(gathered), position()
            gathered, size = [], 0
        gathered.append(record)
        size += len(record.data)
    if gathered:
        yield tuple(gathered), position()


def _is_collection(file: Path, stream: BinaryIO) -> bool:
    """Return whether a file is MARCXML; what is wrong with it otherwise, its reader says."""
    head = stream.read(200)
    stream.seek(0)
    if file.suffix.lower() != ".xml" and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    try:
        return xml.root_name(file) in {"collection", "record"}
    except DocumentError:
        return False


def _records(file: Path) -> Iterator[Source]:
    """Yield the records of a file of MARCXML."""
    number = 0
    try:
        for number, element in enumerate(xml.elements(file, "record"), 1):
            yield Source(str(file), ElementTree.tostring(element), Form.RECORD, number)
    except DocumentError as error:
        yield Source(str(file), problem=problem_of(error))
        return
    if not number:
        yield Source(str(file), problem=Problem("MARCXML without a record", "Export the records again."))


def _lines(name: str, stream: BinaryIO) -> Iterator[Source]:
    """Yield the lines of a file of JSON Lines, also a gzipped one."""
    number = found = 0
    try:
        lines = gzip.GzipFile(fileobj=stream) if _is_gzip(stream) else stream
        while line := lines.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                problem = Problem(f"longer than {LONGEST_LINE:,} bytes", "A line holds one document.")
                yield Source(name, form=Form.LINE, number=number, problem=problem)
                return
            if line.strip():
                found += 1
                yield Source(name, line, Form.LINE, number)
    except (OSError, EOFError, zlib.error) as error:
        yield Source(name, problem=Problem(f"cannot be read: {error}", "Is the file whole?"))
        return
    if not found:
        yield Source(name, problem=Problem("the file holds no document", "A line holds one JSON object."))


def _is_gzip(stream: BinaryIO) -> bool:
    at = stream.tell()
    head = stream.read(2)
    stream.seek(at)
    return head == _GZIP


def problem_of(error: DocumentError) -> Problem:
    """Return what an error of a reader says, without the name of the file."""
    return Problem(error.what, error.hint)
