"""Draws a lineage as SVG: later things on the left, what they rest on to the right, the reason on each line.

The layout is that of Sugiyama and others (<https://doi.org/10.1109/TSMC.1981.4308636>): things in columns by
the longest path to them, an order in each column with few crossings, then heights. The label of a link is a
box of its own between two columns, and a line that passes a column has a lane there, so nothing is drawn over
anything else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.lineage import tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.lineage import Edge, Lineage, Node

NODE_WIDTH: Final = 260
GAP: Final = 40  # between columns: where lines curve
SPACE: Final = 14  # between boxes of a column
MARGIN: Final = 20
SMALLEST: Final = 600  # width of a drawing, so that what stands below it has room
SIZE: Final = 12  # of letters, in user units
LINE: Final = 16  # from one line of text to the next
PARAGRAPHS: Final = 4  # that a label names at most
SWEEPS: Final = 4

_FONT: Final = "system-ui, 'Noto Sans', Arial, sans-serif"
_INK, _GREY, _BLUE, _PAPER = "#1b1b1b", "#595959", "#0b5394", "#ffffff"
_INVALID: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ASIAN: Final = "\u2e80-\u9fff\uff00-\uffef"


# ---------------------------------------------------------------- words


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
    held = f"{_count(seen.works_held, 'work')} held{dates}{partly}, {seen.works_cited_only} only cited"
    return f"Looked at {_count(seen.links, 'lineage link')}; {held}. What is not held may say more.{more}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# ---------------------------------------------------------------- what is drawn


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


def ranks(lineage: Lineage) -> dict[str, int]:
    """Return the column of each thing, 0 the leftmost: a later thing stands left of what it rests on.

    In a cycle, which no release has, one link points back.
    """
    before: dict[str, set[str]] = {node.id: set() for node in lineage.nodes}
    after: dict[str, set[str]] = {node.id: set() for node in lineage.nodes}
    for edge in lineage.edges:
        before[edge.to].add(edge.from_)
        after[edge.from_].add(edge.to)
    found: dict[str, int] = {}
    waiting = {name: set(later) for name, later in sorted(before.items())}
    while waiting:
        free = [name for name, later in waiting.items() if not later]
        for name in free or [min(waiting, key=lambda name: (len(waiting[name]), name))]:
            beside = (found[other] for other in before[name] | after[name] if other in found)
            found[name] = 1 + max(beside, default=-1)
            del waiting[name]
            for other in after[name] & waiting.keys():
                waiting[other].discard(name)
    for name in before:  # what nothing rests on stands beside what it rests on, and not at the far left
        if not before[name] and after[name]:
            found[name] = min(found[other] for other in after[name]) - 1
    return found


# ---------------------------------------------------------------- layout


@dataclass(slots=True, eq=False)
class Box:
    """A place in the drawing: of a thing, of a label, or of a lane for a line that passes a column."""

    width: float
    height: float
    x: float = 0
    y: float = 0
    column: float = 0  # width of its column
    left: list[Box] = field(default_factory=list["Box"], repr=False)  # neighbours one column to the left
    right: list[Box] = field(default_factory=list["Box"], repr=False)

    @property
    def middle(self) -> float:
        """Half its height: where lines come in and go out."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands."""

    nodes: Mapping[str, Box]
    labels: Sequence[Box]  # of each strand, in their order
    lines: Sequence[Sequence[Box]]  # of each strand: the boxes it runs through, left to right
    width: float
    height: float


def layout(lineage: Lineage) -> Layout:
    """Return the place of each thing, label and line; no two boxes overlap."""
    column_of = {name: 2 * rank for name, rank in ranks(lineage).items()}  # labels stand between them
    nodes = {node.id: Box(NODE_WIDTH, LINE * len(_lines(node)) + SPACE) for node in lineage.nodes}
    columns: list[list[Box]] = [[] for _ in range(max(column_of.values()) + 1)]
    for name, box in sorted(nodes.items()):
        columns[column_of[name]].append(box)
    lines = [_run(strand, nodes, column_of, columns) for strand in strands(lineage)]
    _order(columns)
    width = _place(columns)
    height = max(box.y + box.height for column in columns for box in column) + MARGIN
    return Layout(nodes, [line[1] for line in lines], lines, width, height)


def _run(
    strand: Strand, nodes: Mapping[str, Box], column_of: Mapping[str, int], columns: list[list[Box]]
) -> list[Box]:
    """Put the label and the lanes of a line into the columns; return the boxes that it runs through."""
    first, last = sorted((strand.from_, strand.to), key=lambda name: column_of[name])
    lanes = [Box(text_width(joined(strand.label)) + 8, LINE + 8)]
    lanes += [Box(0, SPACE) for _ in range(column_of[first] + 2, column_of[last])]
    for column, lane in enumerate(lanes, column_of[first] + 1):
        columns[column].append(lane)
    line = [nodes[first], *lanes, nodes[last]]
    for one, next_one in pairwise(line):
        one.right.append(next_one)
        next_one.left.append(one)
    return line


def _order(columns: list[list[Box]]) -> None:
    """Sort each column by the mean place of the neighbours, to and fro, so that few lines cross."""
    place: dict[Box, float] = {box: at for column in columns for at, box in enumerate(column)}
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            means = [(_mean(place, box, forth), at) for at, box in enumerate(column)]
            column[:] = [column[at] for _, at in sorted(means)]
            place.update({box: at for at, box in enumerate(column)})


def _mean(place: Mapping[Box, float], box: Box, forth: bool) -> float:
    others = box.left if forth else box.right
    return sum(place[other] for other in others) / len(others) if others else place[box]


def _place(columns: list[list[Box]]) -> float:
    """Give each box its place, level with its neighbours where there is room; return the whole width."""
    x: float = MARGIN
    for column in columns:
        wide = max((box.width for box in column), default=0)
        for box in column:
            box.x, box.column = x, wide
        x += wide + GAP
    for sweep in range(SWEEPS + 1):
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            _stack(column, forth)
    boxes = [box for column in columns for box in column]
    highest = min(box.y for box in boxes)
    for box in boxes:
        box.y += MARGIN - highest
    return x - GAP + MARGIN


def _stack(column: list[Box], forth: bool) -> None:
    """Put the boxes of a column below each other, each as level with its neighbours as it can be.

    Boxes that would overlap form a block, which stands where its boxes want to be on the average.
    """
    blocks: list[tuple[list[Box], float]] = []  # boxes, and where their top wants to be
    for box in column:
        others = box.left if forth else box.right
        wish = sum(other.middle for other in others) / len(others) if others else box.middle
        blocks.append(([box], wish - box.height / 2))
        while len(blocks) > 1 and blocks[-2][1] + _tall(blocks[-2][0]) > blocks[-1][1]:
            (lower, low), (upper, high) = blocks.pop(), blocks.pop()
            wanted = high * len(upper) + (low - _tall(upper)) * len(lower)
            blocks.append((upper + lower, wanted / (len(upper) + len(lower))))
    for boxes, top in blocks:
        for number, box in enumerate(boxes):
            box.y = top + _tall(boxes[:number])


def _tall(boxes: Iterable[Box]) -> float:
    return sum(box.height + SPACE for box in boxes)


# ---------------------------------------------------------------- text


def text_width(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is: rather more than less, in the common sans-serif fonts."""
    return size * sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character.isupper() or character in "mw—…@%":
        return 0.75
    return 0.58 if character.isdecimal() else 0.53


def wrapped(text: str, width: float, lines: int) -> list[str]:
    """Return the text in lines that are at most so wide, cut with an ellipsis after so many.

    A line may break after a space and, in Chinese, after any character.
    """
    found = [""]
    for piece in re.findall(rf"[{_ASIAN}]|[^\s{_ASIAN}]+\s*", clean(text)):
        if found[-1] and text_width((found[-1] + piece).rstrip()) > width:
            found.append("")
        found[-1] += piece
    kept = [_cut(line.rstrip(), width) for line in found[:lines]]
    if len(found) > lines:
        kept[-1] = _cut(f"{kept[-1].removesuffix('…')}…", width)
    return [line for line in kept if line]


def _cut(line: str, width: float) -> str:
    if text_width(line) <= width:
        return line
    while line and text_width(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _lines(node: Node) -> list[str]:
    """Return what stands in the box of a thing: its name, its short title, its kind and date."""
    inside = NODE_WIDTH - 20
    name = wrapped(node.name, inside * 0.92, 1 if node.symbol else 3)  # bold letters are wider
    title = wrapped(node.label, inside, 2) if node.symbol and node.label else []
    held = {"citedOnly": "only cited", "partlyHeld": "held in part"}.get(node.held or "")
    detail = " · ".join(clean(part) for part in (words(node.kind or "thing"), node.date, held) if part)
    return [*name, *title, _cut(detail, inside)]


# ---------------------------------------------------------------- drawing


def svg(lineage: Lineage) -> str:
    """Return the lineage as an SVG document with links, a title and a description for screen readers.

    Links lead to the IRIs of the things, and from a label to the text of each paragraph that says so. Dashed
    lines are outside the closure. See https://www.w3.org/TR/SVG2/ and https://www.w3.org/TR/graphics-aria/.
    """
    drawn = layout(lineage)
    width = max(drawn.width, SMALLEST)
    notes = wrapped(coverage(lineage), width - 2 * MARGIN, 4)
    named = {node.id: clean(node.name) for node in lineage.nodes}
    root = _root(width, drawn.height + LINE * len(notes) + MARGIN)
    SubElement(root, "title", id="lineage-title").text = f"Lineage of {named[lineage.of]}"
    SubElement(root, "desc", id="lineage-description").text = _description(lineage)
    _draw_arrow(root)
    SubElement(root, "rect", width="100%", height="100%", fill=_PAPER)
    for strand, line in zip(strands(lineage), drawn.lines, strict=True):
        _draw_strand(root, strand, line, named, forth=drawn.nodes[strand.from_] is line[0])
    for node in lineage.nodes:
        _draw_node(root, node, drawn.nodes[node.id], asked=node.id == lineage.of)
    for number, note in enumerate(notes, 1):
        _text(root, MARGIN, drawn.height + LINE * number, [(note, "")], _GREY)
    for child in root:  # a line each, so that two drawings can be compared; never inside a text
        child.tail = "\n"
    return f"{tostring(root, encoding='unicode')}\n"


def _root(width: float, height: float) -> Element:
    return Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            "width": _number(width),
            "height": _number(height),
            "role": "graphics-document document",
            "aria-labelledby": "lineage-title",
            "aria-describedby": "lineage-description",
            "font-family": _FONT,
            "font-size": _number(SIZE),
        },
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _description(lineage: Lineage) -> str:
    dashed = sum(1 for edge in lineage.edges if not edge.in_closure)
    said = f"{_count(len(lineage.nodes), 'thing')}, {_count(len(lineage.edges), 'link')}"
    shown = f", {dashed} of them shown and not followed (dashed)" if dashed else ""
    return f"{said}{shown}; later things on the left, what they rest on to the right. {coverage(lineage)}"


def _draw_arrow(root: Element) -> None:
    size = {"viewBox": "0 0 8 8", "refX": "8", "refY": "4", "markerWidth": "8", "markerHeight": "8"}
    marker = SubElement(
        SubElement(root, "defs"), "marker", size, id="lineage-arrow", orient="auto-start-reverse"
    )
    SubElement(marker, "path", d="M0 0 L8 4 L0 8 z", fill=_GREY)


def _draw_strand(
    root: Element, strand: Strand, line: Sequence[Box], named: Mapping[str, str], *, forth: bool
) -> None:
    """Draw a line with its arrow, and above it the label, whose paragraphs are links to their texts."""
    group = SubElement(root, "g", {"class": "edge", "data-relation": clean(strand.relation)})
    said = "; ".join(f"{evidence(edge)} ({clean(edge.certainty) or 'unstated'})" for edge in strand.edges)
    described = f"{named[strand.from_]} {words(strand.relation)} {named[strand.to]}: {said}"
    SubElement(group, "title").text = described
    path = {"d": _path(line), "fill": "none", "stroke": _GREY, "stroke-width": "1.3"}
    path["marker-end" if forth else "marker-start"] = "url(#lineage-arrow)"
    if not strand.in_closure:
        path["stroke-dasharray"] = "5 4"
    SubElement(group, "path", path)
    _text(group, line[1].x + 4, line[1].middle - 4, strand.label, _INK)


def _path(line: Sequence[Box]) -> str:
    """Return the way through the boxes: level across each column, curved between two."""
    steps = [f"M{_number(line[0].x + line[0].width)} {_number(line[0].middle)}"]
    for one, other in pairwise(line):
        start, end = one.x + one.column, other.x
        bend, out, into = _number((start + end) / 2), _number(one.middle), _number(other.middle)
        steps.append(f"H{_number(start)} C{bend} {out} {bend} {into} {_number(end)} {into}")
    return " ".join(steps)


def _draw_node(root: Element, node: Node, box: Box, *, asked: bool) -> None:
    group = _link(root, node.id)
    group.set("class", "node")
    SubElement(group, "title").text = clean(f"{node.name}: {node.label}" if node.label else node.name)
    look = {"fill": "#eef4fb" if node.held else "#f6f2e8", "rx": "4" if node.held else "12"}
    look |= {"stroke": _BLUE if asked else _GREY, "stroke-width": "3" if asked else "1"}
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(group, "rect", {**{name: _number(value) for name, value in place.items()}, **look})
    *lines, detail = _lines(node)
    bold = 1 if node.symbol else len(lines)
    for number, line in enumerate(lines):
        text = _text(group, box.x + 10, box.y + LINE * (number + 1) + 2, [(line, "")], _INK)
        if number < bold:
            text.set("font-weight", "bold")
    _text(group, box.x + 10, box.y + LINE * (len(lines) + 1) + 2, [(detail, "")], _GREY)


def _text(parent: Element, x: float, y: float, pieces: Iterable[tuple[str, str]], fill: str) -> Element:
    """Draw one line of text, some of whose pieces are links."""
    text = SubElement(parent, "text", x=_number(x), y=_number(y), fill=fill)
    for piece, iri in pieces:
        part = _link(text, iri) if is_web(iri) else SubElement(text, "tspan")
        part.text = piece
        if is_web(iri):
            part.set("fill", _BLUE)
    return text


def _link(parent: Element, iri: str) -> Element:
    return SubElement(parent, "a", href=iri) if is_web(iri) else SubElement(parent, "g")


def is_web(iri: str) -> bool:
    """Return whether an IRI may become a link: data may hold others, such as javascript:."""
    return iri.startswith(("https://", "http://"))
