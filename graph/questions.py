"""The questions of `graph/queries/*.rq`: each file runs as it stands, and some take parameters.

A parameter is a line `VALUES ?document { <…> }  # parameter`. As it stands, the file asks about the terms in
the braces; `Question.with_terms` puts others in their place. Only RDF terms go in, written by the engine's
own serialiser, so no text from outside becomes part of a query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph import resources
from graph.bundle import rebased_text
from graph.errors import UnknownQuestion
from graph.names import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyoxigraph import QuerySolution

    from graph.store import ReadStore

_PARAMETER = re.compile(
    r"^(?P<before>[ \t]*VALUES[ \t]+\?(?P<name>\w+)[ \t]*\{)"
    r"(?P<terms>[^}\n]*)"
    r"(?P<after>\}[ \t]*#[ \t]*parameter\b.*)$",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A query of the package with its heading."""

    name: str  # the file's stem
    text: str  # the whole file
    title: str  # the first line of the header comment
    description: str  # the rest of the header comment

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order of the text."""
        return tuple(dict.fromkeys(found["name"] for found in _PARAMETER.finditer(self.text)))

    def with_terms(self, **terms: Sequence[NamedNode | Literal]) -> str:
        """Return the query about these terms: `question.with_terms(document=[NamedNode(…)])`.

        A parameter that is not given keeps the terms of the file; an empty sequence asks about nothing.
        Raises UnknownQuestion for a parameter that the question does not have.
        """
        for name in terms:
            if name not in self.parameters:
                raise UnknownQuestion(
                    f"The question {self.name} has no parameter {name!r}.",
                    f"It has: {', '.join(self.parameters) or 'none'}.",
                )

        def put(found: re.Match[str]) -> str:
            if found["name"] not in terms:
                return found[0]
            written = " ".join(str(term) for term in terms[found["name"]])
            return f"{found['before']} {written} {found['after']}"

        return _PARAMETER.sub(put, self.text)


def names() -> tuple[str, ...]:
    """Return the names of all questions, sorted."""
    return tuple(sorted(_files()))


def load(name: str, *, base: str = DEFAULT_BASE) -> Question:
    """Return a question by the stem of its file, its IRIs under `base`. Raises UnknownQuestion."""
    files = _files()
    if name not in files:
        raise UnknownQuestion(f"There is no question {name!r}.", f"There are: {', '.join(sorted(files))}.")
    return parse(name, rebased_text(files[name].read_text(encoding="utf-8"), base))


def parse(name: str, text: str) -> Question:
    """Return the question of a text: the comment lines at its top are title and description."""
    heading: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        heading.append(line.removeprefix("#").strip())
    title, *rest = heading or [""]
    return Question(name, text, title, "\n".join(rest).strip())


def select(store: ReadStore, text: str) -> Iterator[QuerySolution]:
    """Yield the rows that a question of ours has for an answer; one that is no SELECT query is a defect."""
    answer = store.query(text)
    if not isinstance(answer, QuerySolutions):
        raise TypeError("a question is a SELECT query")
    yield from answer


def _files() -> dict[str, Path]:
    return {file.stem: file for file in resources.query_files()}
