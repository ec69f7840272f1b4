"""Where the things, links and labels of a drawn lineage stand; no two of them overlap.

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

from graph.drawing.captions import clean, joined, strands, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.drawing.captions import Strand
    from graph.lineage import Lineage, Node

NODE_WIDTH: Final = 260
GAP: Final = 40  # between columns: where lines curve
SPACE: Final = 14  # between boxes of a column
MARGIN: Final = 20
SIZE: Final = 12  # of letters, in user units
LINE: Final = 16  # from one line of text to the next
SWEEPS: Final = 4

_ASIAN: Final = "\u2e80-\u9fff\uff00-\uffef"


# ---------------------------------------------------------------- columns


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


# ---------------------------------------------------------------- places


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
    nodes = {node.id: Box(NODE_WIDTH, LINE * len(box_text(node)) + SPACE) for node in lineage.nodes}
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


# ---------------------------------------------------------------- room for text


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


def box_text(node: Node) -> list[str]:
    """Return what stands in the box of a thing: its name, its short title, its kind and date."""
    inside = NODE_WIDTH - 20
    name = wrapped(node.name, inside * 0.92, 1 if node.symbol else 3)  # bold letters are wider
    title = wrapped(node.label, inside, 2) if node.symbol and node.label else []
    held = {"citedOnly": "only cited", "partlyHeld": "held in part"}.get(node.held or "")
    detail = " · ".join(clean(part) for part in (words(node.kind or "thing"), node.date, held) if part)
    return [*name, *title, _cut(detail, inside)]
