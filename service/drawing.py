"""A lineage as text: a table to read, and the forms that other programs draw or count."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.lineage import Edge, Lineage, Node

_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"


def table(lineage: Lineage) -> str:
    """Return the links as a table: the later thing, what it does to the earlier one, and the paragraph."""
    names = _names(lineage)
    rows = Table(box=SIMPLE)
    for heading in ("later", "relation", "earlier", "paragraph", "followed"):
        rows.add_column(heading)
    for edge in lineage.edges:
        rows.add_row(
            Text(names[edge.from_]),
            Text(edge.relation),
            Text(names[edge.to]),
            Text(edge.source),
            "yes" if edge.in_closure else "no",
        )
    out = io.StringIO()
    console = Console(file=out, width=100_000, color_system=None)
    if lineage.edges:
        console.print(rows)
    else:
        console.print(Text(f"No lineage link of {names[lineage.of]} is known."))
    coverage = lineage.coverage
    console.print(
        f"Looked at {coverage.links} links of {coverage.works_held} works that are held; "
        f"{coverage.works_cited_only} more are only cited."
    )
    if lineage.truncated:
        console.print("There is more beyond this depth.")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def as_json(lineage: Lineage) -> str:
    """Return nodes, edges and coverage as JSON."""
    return json.dumps(lineage.as_json(), ensure_ascii=False, indent=2) + "\n"


def as_csv(lineage: Lineage) -> str:
    """Return one line an edge (https://www.rfc-editor.org/rfc/rfc4180)."""
    names = _names(lineage)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        (
            "from",
            "from_name",
            "relation",
            "to",
            "to_name",
            "in_closure",
            "paragraph",
            "source",
            "rule",
            "certainty",
        )
    )
    for edge in lineage.edges:
        writer.writerow(
            (
                edge.from_,
                names[edge.from_],
                edge.relation,
                edge.to,
                names[edge.to],
                str(edge.in_closure).lower(),
                edge.paragraph,
                edge.source,
                edge.rule,
                edge.certainty,
            )
        )
    return out.getvalue()


def as_dot(lineage: Lineage) -> str:
    """Return a drawing for Graphviz, the later things below (https://graphviz.org/doc/info/lang.html)."""
    lines = [
        "digraph lineage {",
        "  rankdir=BT;",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ]
    for node in lineage.nodes:
        lines.append(f"  {_quoted(node.id)} [label={_quoted(_caption(node))}, URL={_quoted(node.id)}];")
    for edge in lineage.edges:
        style = "solid" if edge.in_closure else "dashed"
        label = _quoted(f"{edge.relation}, para. {edge.paragraph}")
        lines.append(f"  {_quoted(edge.from_)} -> {_quoted(edge.to)} [label={label}, style={style}];")
    return "\n".join([*lines, "}"]) + "\n"


def as_mermaid(lineage: Lineage) -> str:
    """Return a flowchart for Mermaid (https://mermaid.js.org/syntax/flowchart.html)."""
    keys = {node.id: f"n{number}" for number, node in enumerate(lineage.nodes)}
    lines = ["flowchart BT"]
    lines += [f"  {keys[node.id]}[{_escaped(_caption(node))}]" for node in lineage.nodes]
    for edge in lineage.edges:
        arrow = "-->" if edge.in_closure else "-.->"
        label = _escaped(f"{edge.relation}, para. {edge.paragraph}")
        lines.append(f"  {keys[edge.from_]} {arrow}|{label}| {keys[edge.to]}")
    return "\n".join(lines) + "\n"


def as_graphml(lineage: Lineage) -> str:
    """Return the graph for Gephi, yEd and the like (http://graphml.graphdrawing.org/specification.html)."""
    root = Element("graphml", xmlns=_GRAPHML)
    for domain, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            attributes = {"id": f"{domain}-{name}", "for": domain, "attr.name": name, "attr.type": "string"}
            SubElement(root, "key", attributes)
    graph = SubElement(root, "graph", edgedefault="directed")
    for node in lineage.nodes:
        _data(SubElement(graph, "node", id=node.id), "node", _NODE, node)
    for edge in lineage.edges:
        _data(SubElement(graph, "edge", source=edge.from_, target=edge.to), "edge", _EDGE, edge)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


FORMATS: Final[Mapping[str, Callable[[Lineage], str]]] = {
    "table": table,
    "json": as_json,
    "csv": as_csv,
    "dot": as_dot,
    "mermaid": as_mermaid,
    "graphml": as_graphml,
}

_NODE: Final = ("symbol", "label", "kind", "date", "held")
_EDGE: Final = ("relation", "in_closure", "paragraph", "source", "document", "rule", "certainty")


def _data(element: Element, domain: str, names: tuple[str, ...], thing: Node | Edge) -> None:
    for name in names:
        value = getattr(thing, name)
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            SubElement(element, "data", key=f"{domain}-{name}").text = text


def _names(lineage: Lineage) -> dict[str, str]:
    return {node.id: node.symbol or node.label or node.id for node in lineage.nodes}


def _caption(node: Node) -> str:
    name = node.symbol or node.label or node.id
    return f"{name} ({node.date})" if node.date else name


def _quoted(text: str) -> str:
    """Return a quoted identifier of DOT; only quotation mark and backslash mean something in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    """Return a quoted text of Mermaid, in which characters that mean something are entities."""
    return '"' + "".join(char if char not in '"#;<>&|\n' else f"#{ord(char)};" for char in text) + '"'
