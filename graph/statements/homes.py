"""Where the paragraphs of a document belong: to its work, or to a draft act that it contains."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from graph.documents import Kind
from graph.errors import DocumentError
from graph.names import UnknownName
from graph.statements.terms import node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from graph.documents import Document, Paragraph
    from graph.names import Names

# Containers that no paragraph of a reader stands for, but only paragraphs below them: front/p/1.
_BARE = {"front": Kind.FRONT, "back": Kind.BACK}


class Standing(IntEnum):
    """How much is stated of a provision."""

    HASHED = 0  # its hash in the list of its expression
    NAMED = 1  # a node of its own
    STATING = 2  # and one for its text, which states something


@dataclass(slots=True)
class Place:
    """One provision of a work, and its text."""

    path: str  # within its work
    provision: NamedNode
    text: NamedNode  # the provision in one language, and the graph of what it states
    kind: Kind
    ordinal: int  # in its work, from 1
    paragraph: Paragraph | None = None  # None for a container that has no text of its own
    standing: Standing = Standing.HASHED

    def raise_to(self, standing: Standing) -> None:
        """Let at least so much be stated of it."""
        self.standing = max(self.standing, standing)


@dataclass(slots=True)
class Home:
    """A work in the language of a document, with its provisions by their paths in that work."""

    work: NamedNode
    expression: NamedNode  # and the graph of structure and metadata
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    draft: int | None = None  # the number of an embedded draft; None for the document's own work

    def above(self, path: str) -> list[Place]:
        """Return the containers of a path, outermost first, as far as they are provisions here."""
        steps = path.split("/")
        return [place for end in range(1, len(steps)) if (place := self.places.get("/".join(steps[:end])))]


@dataclass(frozen=True, slots=True)
class Homes:
    """The work of a document, and the drafts that it contains."""

    own: Home
    drafts: tuple[Home, ...]
    by_path: Mapping[str, tuple[Home, Place]]  # by the paths of the document's paragraphs


def homes(document: Document, names: Names, work: NamedNode) -> Homes:
    """Return where each paragraph of a document belongs. Raises DocumentError for a path that is none."""
    own = Home(work, node(names.expression(work.value, document.language)))
    drafts: dict[int, Home] = {}
    by_path: dict[str, tuple[Home, Place]] = {}
    for paragraph in document.paragraphs:
        number, path = _split(paragraph.path)
        home = own if number is None else drafts.get(number)
        if home is None and number is not None:
            home = drafts[number] = _draft(names, own, document.language, number)
        assert home is not None  # own, or the draft that was just made
        by_path[paragraph.path] = home, _placed(names, home, path, paragraph)
    return Homes(own, tuple(drafts.values()), by_path)


def _split(path: str) -> tuple[int | None, str]:
    """Return the number of the draft to which a path belongs, None for none, and the path in its work."""
    steps = path.split("/")
    if steps[0] != "draft" or len(steps) < 3 or not steps[1].isdecimal():
        return None, path
    return int(steps[1]), "/".join(steps[2:])


def _draft(names: Names, own: Home, language: str, number: int) -> Home:
    work = names.draft(own.work.value, number)
    return Home(node(work), node(names.expression(work, language)), draft=number)


def _placed(names: Names, home: Home, path: str, paragraph: Paragraph) -> Place:
    """Return the place of a paragraph, after that of its container where only its path tells of it."""
    head = path.partition("/")[0]
    if head in _BARE and head != path and head not in home.places:
        _place(names, home, head, _BARE[head], None)
    return _place(names, home, path, paragraph.kind, paragraph)


def _place(names: Names, home: Home, path: str, kind: Kind, paragraph: Paragraph | None) -> Place:
    try:
        provision = node(names.provision(home.work.value, path))
    except UnknownName as error:
        raise DocumentError(home.work.value, f"{path!r} is no path of a paragraph", error.hint) from error
    text = node(f"{home.expression.value}/{path}")
    place = Place(path, provision, text, kind, len(home.places) + 1, paragraph)
    home.places[path] = place
    return place
