"""The tree of errors that a user can meet: each says what is wrong and how to mend it.

The command line maps an error to its exit status by `exit_status`, the service to an HTTP status in one
table (`service/problems.py`). Anything that is not a `MandatesError` is a defect of this program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class MandatesError(Exception):
    """What is wrong (`message`) and how to mend it (`hint`, may be empty)."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MandatesError):
    """The request itself is wrong: nothing was looked at."""

    exit_status = 2


class ProblemFound(MandatesError):
    """The request is fine, but the data, the folder or the state of things is not."""


# ---------------------------------------------------------------- requests


class SymbolError(UsageError):
    """The text is not a UN symbol."""


class UnknownSymbol(ProblemFound):
    """A well-formed symbol that the graph does not know, with the nearest ones that it does."""

    def __init__(self, symbol: str, candidates: Sequence[str] = ()) -> None:
        near = ", ".join(candidates)
        super().__init__(
            f"The graph has nothing about {symbol}.",
            f"The nearest known symbols: {near}." if near else "No known symbol is near it.",
        )
        self.symbol = symbol
        self.candidates = tuple(candidates)


class QuerySyntaxError(UsageError):
    """The SPARQL text is malformed; `line` and `column` count from 1 and are None where unknown."""

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column


class QueryRefused(UsageError):
    """The query is well-formed or not even read, and is not run: size, depth, SERVICE, an update."""


class UnknownFormat(UsageError):
    """A format (name, media type or file suffix) that is not among the `known` ones."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"Unknown format {name!r}.", f"Known: {', '.join(known)}.")
        self.name = name
        self.known = tuple(known)


class UnknownQuestion(UsageError):
    """No question of this name, or a parameter that it does not have."""


# ---------------------------------------------------------------- data


class DataSyntaxError(ProblemFound):
    """An RDF text that cannot be read; `line` and `column` count from 1 and are None where unknown."""

    def __init__(
        self, message: str, file: str, line: int | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        where = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{where}: {message}", hint)
        self.file = file
        self.line = line
        self.column = column


class DocumentError(ProblemFound):
    """A document that cannot be read; `what` says why, without the file's name."""

    def __init__(self, file: str, what: str, hint: str = "") -> None:
        super().__init__(f"{file}: {what}", hint)
        self.file = file
        self.what = what


class ShapesError(ProblemFound):
    """The shapes themselves are wrong, or use a part of SHACL that is not evaluated here."""


# ---------------------------------------------------------------- the data folder


class LayoutError(ProblemFound):
    """The data folder is not one that this version can read; nothing in it was touched."""


class DraftLocked(ProblemFound):
    """Another process holds the draft; `holder` says which."""

    def __init__(self, holder: str, waited: float) -> None:
        super().__init__(
            f"The draft is being written by {holder or 'another process'}; waited {waited:g} s.",
            "Try again when it has ended, or wait longer with MANDATES_LOCK_WAIT.",
        )
        self.holder = holder


class ReleaseRefused(ProblemFound):
    """The draft breaks a shape, so it was not published; `report` holds the validation report."""

    def __init__(self, report: object, message: str = "The draft does not conform to the shapes.") -> None:
        super().__init__(
            message,
            "Mend it and publish again, or drop it with `mandates release discard`.",
        )
        self.report = report  # a graph.findings.Report, which stands after this module


class NoRelease(ProblemFound):
    """The folder has no release, or none of the name that was asked for."""


class ReleaseDamaged(ProblemFound):
    """A release's files are missing or do not open."""


class WriterFailed(ProblemFound):
    """The writer process ended without an answer; the current release is as it was."""
