"""Draws a lineage as SVG: later things on the left, what they rest on to the right, a reason on each line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.drawing.captions import clean, count, coverage, evidence, is_web, strands, words
from graph.drawing.layout import LINE, MARGIN, SIZE, box_text, layout, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.drawing.captions import Strand
    from graph.drawing.layout import Box
    from graph.lineage import Lineage, Node

SMALLEST: Final = 600  # width of a drawing, so that what stands below it has room

_FONT: Final = "system-ui, 'Noto Sans', Arial, sans-serif"
_INK, _GREY, _BLUE, _PAPER = "#1b1b1b", "#595959", "#0b5394", "#ffffff"


def to_svg(lineage: Lineage) -> str:
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
    said = f"{count(len(lineage.nodes), 'thing')}, {count(len(lineage.edges), 'link')}"
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
    *lines, detail = box_text(node)
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
