"""What stands in a drawing of a lineage, whichever format draws it: names, relations, paragraphs, coverage.

Everything comes out in one line, without what a document of XML may not hold; what is syntax in a format, the
format itself escapes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.lineage import tail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.lineage import Edge, Lineage

PARAGRAPHS: Final = 4  # that a label names at most

_INVALID: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text in one line, without what XML does not allow (https://www.w3.org/TR/xml/#charsets)."""
    return " ".join(_INVALID.sub("", text).split())


def short(name: str) -> str:
    """Return a name in one line of at most 70 characters: titles of acts run to several hundred."""
    line = clean(name)
    return line if len(line) <= 70 else f"{line[:69].rsplit(' ', 1)[0]}…"


def words(name: str) -> str:
    """Return a camel-case name in words: "establishedBy" → "established by"."""
    return clean(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())


def pinpoint(edges: Iterable[Edge]) -> list[tuple[str, str]]:
    """Return how the paragraphs of links are cited, in pieces: "paras. ", "10", ", ", "37".

    With each piece that names a paragraph stands the IRI of its text, with the others "". Four are named at
    most, the rest is counted.
    """
    cited = sorted(
        {(edge.paragraph, edge.source) for edge in edges},
        key=lambda place: (not place[0].isdecimal(), len(place[0]), place),
    )
    pieces: list[tuple[str, str]] = []
    if cited and cited[0][0].isdecimal():
        pieces.append(("para. " if len(cited) == 1 else "paras. ", ""))
    for number, (paragraph, source) in enumerate(cited[:PARAGRAPHS]):
        pieces += [(", ", "")] if number else []
        pieces.append((clean(tail(paragraph) if ":" in paragraph else paragraph), source))
    if len(cited) > PARAGRAPHS:
        pieces.append((f" and {len(cited) - PARAGRAPHS} more", ""))
    return pieces


def joined(pieces: Iterable[tuple[str, str]]) -> str:
    """Return the pieces of a text as one."""
    return "".join(text for text, _ in pieces)


def evidence(edge: Edge) -> str:
    """Return who says so: the document and the paragraph."""
    where = f"{clean(tail(edge.document))}, " if edge.document else ""
    return where + joined(pinpoint([edge]))


def coverage(lineage: Lineage) -> str:
    """Return what was looked at, in one sentence: without it, the absence of a link says nothing."""
    seen = lineage.coverage
    dates = f" (acts adopted from {seen.adopted_from} to {seen.adopted_to})" if seen.adopted_from else ""
    partly = f", {seen.works_partly_held} held in part" if seen.works_partly_held else ""
    more = " There is more beyond the depth asked for." if lineage.truncated else ""
    held = f"{count(seen.works_held, 'work')} held{dates}{partly}, {seen.works_cited_only} only cited"
    none = "" if lineage.edges else "No link leads to it or from it in the direction asked for. "
    return (
        f"{none}Looked at {count(seen.links, 'lineage link')}; {held}. What is not held may say more.{more}"
    )


def count(number: int, thing: str) -> str:
    """Return a number of things: “1 link”, “2 links”."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def is_web(iri: str) -> bool:
    """Return whether an IRI may become a link: data may hold others, such as javascript:."""
    return iri.startswith(("https://", "http://"))


# ---------------------------------------------------------------- lines of a drawing


@dataclass(frozen=True, slots=True)
class Strand:
    """The links of one relation between two things: one line of the drawing, with all their paragraphs."""

    from_: str
    to: str
    relation: str
    in_closure: bool
    edges: tuple[Edge, ...]

    @property
    def label(self) -> list[tuple[str, str]]:
        """Relation and paragraphs, in pieces as `pinpoint` has them."""
        return [(f"{words(self.relation)}, ", ""), *pinpoint(self.edges)]


def strands(lineage: Lineage) -> tuple[Strand, ...]:
    """Return the links, those that differ only in their evidence as one; in the lineage's order."""
    found: dict[tuple[str, str, str, bool], list[Edge]] = {}
    for edge in lineage.edges:
        found.setdefault((edge.from_, edge.to, edge.relation, edge.in_closure), []).append(edge)
    return tuple(Strand(*key, tuple(edges)) for key, edges in found.items())
