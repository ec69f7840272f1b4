"""Writes a lineage in the formats that people and programs ask for: a function of `FORMATS` each.

Labels come from data, and data may hold anything: every format escapes what would be syntax in it.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graph.drawing.captions import clean, coverage, evidence, is_web, joined, short, strands, words
from graph.drawing.layout import ranks
from graph.drawing.svg import to_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.lineage import Edge, Lineage, Node

__all__ = ["FORMATS", "MEDIA_TYPES", "Row", "coverage", "rows"]

_GUARDED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NODE: Final = {
    "iri": "string",
    "symbol": "string",
    "label": "string",
    "kind": "string",
    "date": "string",
    "held": "string",
}
_EDGE: Final = {
    "relation": "string",
    "in_closure": "boolean",
    "paragraph": "string",
    "source": "string",
    "document": "string",
    "rule": "string",
    "certainty": "string",
}


# ---------------------------------------------------------------- for a table


@dataclass(frozen=True, slots=True)
class Row:
    """A link as a reader sees it."""

    later: str  # what the later thing is called
    relation: str  # in words
    earlier: str
    said_by: str  # document and paragraph
    certainty: str
    followed: bool  # whether the relation is in the closure


def rows(lineage: Lineage) -> tuple[Row, ...]:
    """Return the links for a table, the latest things first; `coverage` is the sentence to put below it."""
    names = {node.id: short(node.name) for node in lineage.nodes}
    place = ranks(lineage)
    ordered = sorted(lineage.edges, key=lambda edge: (place[edge.from_], place[edge.to]))
    return tuple(
        Row(
            later=names[edge.from_],
            relation=words(edge.relation),
            earlier=names[edge.to],
            said_by=evidence(edge),
            certainty=clean(edge.certainty),
            followed=edge.in_closure,
        )
        for edge in ordered
    )


# ---------------------------------------------------------------- data


def to_json(lineage: Lineage) -> str:
    """Return nodes, edges and coverage as JSON."""
    return f"{json.dumps(lineage.as_json(), ensure_ascii=False, indent=2)}\n"


def to_csv(lineage: Lineage) -> str:
    """Return a line an edge, with what its two ends are (https://www.rfc-editor.org/rfc/rfc4180).

    A cell that a spreadsheet would take for a formula begins with an apostrophe
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    ends = ("symbol", "label", "kind", "date")
    nodes = {node.id: node for node in lineage.nodes}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["from", *(f"from_{name}" for name in ends), "to", *(f"to_{name}" for name in ends), *_EDGE]
    )
    for edge in lineage.edges:
        cells: list[str | None] = []
        for iri in (edge.from_, edge.to):
            cells += [iri, *(getattr(nodes[iri], name) for name in ends)]
        cells += [_cell(edge, name) for name in _EDGE]
        writer.writerow([_guarded(cell or "") for cell in cells])
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_GUARDED) else cell


def _cell(thing: Node | Edge, name: str) -> str:
    value: object = getattr(thing, "id" if name == "iri" else name)
    return str(value).lower() if isinstance(value, bool) else str(value or "")


# ---------------------------------------------------------------- graphs


def to_dot(lineage: Lineage) -> str:
    """Return a drawing for Graphviz, the later things on the left (https://graphviz.org/doc/info/lang.html)."""
    keys = _keys(lineage)
    lines = [
        "digraph lineage {",
        "  rankdir=LR;",
        f"  label={_dot(coverage(lineage))};",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
        '  edge [fontname="sans-serif"];',
    ]
    for node in lineage.nodes:
        weight = ", penwidth=2" if node.id == lineage.of else ""
        lines.append(f"  {keys[node.id]} [label={_dot(*_caption(node))}, URL={_dot(node.id)}{weight}];")
    for strand in strands(lineage):
        style = "solid" if strand.in_closure else "dashed"
        label = f"label={_dot(joined(strand.label))}, URL={_dot(strand.edges[0].source)}, style={style}"
        lines.append(f"  {keys[strand.from_]} -> {keys[strand.to]} [{label}];")
    return "\n".join([*lines, "}", ""])


def _dot(*lines: str) -> str:
    """Return a quoted string; Graphviz reads backslashes and character entities in it."""
    escaped = (clean(line).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(escaped) + '"'


def to_mermaid(lineage: Lineage) -> str:
    """Return a flowchart for Mermaid, the later things on the left (https://mermaid.js.org/syntax/flowchart)."""
    keys = _keys(lineage)
    lines = [f"%% {coverage(lineage)}", "flowchart LR"]
    for node in lineage.nodes:
        lines.append(f"  {keys[node.id]}[{_mermaid(*_caption(node))}]")
        if is_web(node.id):
            lines.append(f'  click {keys[node.id]} href "{node.id}"')
    for strand in strands(lineage):
        arrow = "-->" if strand.in_closure else "-.->"
        lines.append(f"  {keys[strand.from_]} {arrow}|{_mermaid(joined(strand.label))}| {keys[strand.to]}")
    return "\n".join([*lines, f"  style {keys[lineage.of]} stroke-width:3px", ""])


def _mermaid(*lines: str) -> str:
    """Return a quoted text with everything but letters, digits and plain marks as an entity code."""
    return '"' + "<br/>".join("".join(map(_mermaid_character, clean(line))) for line in lines) + '"'


def _mermaid_character(character: str) -> str:
    plain = character.isalnum() or character in " .,:/·…-()"
    return character if plain else f"#{ord(character)};"


def to_graphml(lineage: Lineage) -> str:
    """Return the graph for Gephi, yEd and the like (http://graphml.graphdrawing.org/specification.html)."""
    keys = _keys(lineage)
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for domain, names in (
        ("graph", {"of": "string", "coverage": "string"}),
        ("node", _NODE),
        ("edge", _EDGE),
    ):
        for name, kind in names.items():
            key = {"id": f"{domain}-{name}", "for": domain, "attr.name": name, "attr.type": kind}
            SubElement(root, "key", key)
    graph = SubElement(root, "graph", id="lineage", edgedefault="directed")
    SubElement(graph, "data", key="graph-of").text = lineage.of
    SubElement(graph, "data", key="graph-coverage").text = coverage(lineage)
    for node in lineage.nodes:
        _data(SubElement(graph, "node", id=keys[node.id]), "node", _NODE, node)
    for number, edge in enumerate(lineage.edges):
        ends = {"source": keys[edge.from_], "target": keys[edge.to]}
        _data(SubElement(graph, "edge", ends, id=f"e{number}"), "edge", _EDGE, edge)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _data(parent: Element, domain: str, names: Mapping[str, str], thing: Node | Edge) -> None:
    for name in names:
        value = clean(_cell(thing, name))
        if value:
            SubElement(parent, "data", key=f"{domain}-{name}").text = value


def _keys(lineage: Lineage) -> dict[str, str]:
    """Return a short key for each thing: an IRI is no name in these formats."""
    return {node.id: f"n{number}" for number, node in enumerate(lineage.nodes)}


def _caption(node: Node) -> list[str]:
    """Return name, title and date of a thing, a line each."""
    title = node.label if node.symbol else None
    return [short(line) for line in (node.name, title, node.date) if line]


FORMATS: Final[Mapping[str, Callable[[Lineage], str]]] = {
    "json": to_json,
    "csv": to_csv,
    "dot": to_dot,
    "mermaid": to_mermaid,
    "graphml": to_graphml,
    "svg": to_svg,
}

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "mermaid": "text/vnd.mermaid; charset=utf-8",
    "graphml": "application/graphml+xml; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}
