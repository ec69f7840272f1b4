"""The queries of the service: what the pages of a class ask, and what the form offers as examples."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.bundle import rebased_text
from graph.questions import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.questions import Question

_OF = "Of:"


@lru_cache(maxsize=1)
def sections() -> tuple[tuple[Question, frozenset[str]], ...]:
    """Return the questions of `queries/sections/` in order, each with the classes whose pages ask it."""
    return tuple((question, frozenset(_classes(question).split())) for question in _read("sections"))


def note(question: Question) -> str:
    """Return what the header of a section's file says beside its title and classes."""
    lines = (line for line in question.description.splitlines() if not line.startswith(_OF))
    return " ".join(lines).strip()


@lru_cache(maxsize=4)
def examples(base: str) -> tuple[Question, ...]:
    """Return the questions of `queries/examples/` under a base IRI."""
    return tuple(parse(question.name, rebased_text(question.text, base)) for question in _read("examples"))


@lru_cache(maxsize=8)
def question(name: str) -> Question:
    """Return the question of this name in `queries/`, which the pages ask by themselves."""
    file = files("service").joinpath("queries", f"{name}.rq")
    return parse(name, file.read_text(encoding="utf-8"))


def _classes(question: Question) -> str:
    return next(line for line in question.description.splitlines() if line.startswith(_OF)).removeprefix(_OF)


def _read(folder: str) -> Iterator[Question]:
    found = files("service").joinpath("queries", folder)
    for file in sorted(found.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".rq"):
            yield parse(file.name.removesuffix(".rq"), file.read_text(encoding="utf-8"))
