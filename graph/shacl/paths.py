"""Property paths: as a shapes graph describes them, as SPARQL writes them.

https://www.w3.org/TR/shacl/#property-paths
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.errors import ShapesError
from graph.shacl.terms import RDF, sh

if TYPE_CHECKING:
    from graph.shacl.terms import Node, ShapesGraph, Term

_FIRST = NamedNode(f"{RDF}first")
_SUFFIXES = {sh("zeroOrMorePath"): "*", sh("oneOrMorePath"): "+", sh("zeroOrOnePath"): "?"}
_STEPS = {_FIRST, sh("inversePath"), sh("alternativePath"), *_SUFFIXES}


def is_property(graph: ShapesGraph, path: Term) -> bool:
    """Return whether a path is one property: an IRI, but for the one that replaces a blank node."""
    return isinstance(path, NamedNode) and _STEPS.isdisjoint(graph.predicates(path))


def sparql_path(graph: ShapesGraph, path: Term, within: frozenset[Node] = frozenset()) -> str:
    """Return a path as SPARQL writes it. Raises ShapesError if it is none.

    https://www.w3.org/TR/sparql11-query/#pp-language
    """
    if is_property(graph, path):
        return str(path)
    node = graph.node(path, sh("path"))
    if node in within:
        raise ShapesError(f"The path {node} contains itself.")
    within = within | {node}

    def part(term: Term) -> str:
        return sparql_path(graph, term, within)

    if graph.objects(node, _FIRST):
        return f"({'/'.join(part(step) for step in graph.list(node))})"
    inverse = graph.one(node, sh("inversePath"))
    if inverse is not None:
        return f"(^{part(inverse)})"
    alternatives = graph.one(node, sh("alternativePath"))
    if alternatives is not None:
        return f"({'|'.join(part(choice) for choice in graph.list(alternatives))})"
    for predicate, suffix in _SUFFIXES.items():
        inner = graph.one(node, predicate)
        if inner is not None:
            return f"({part(inner)}{suffix})"
    raise ShapesError(f"{node} is not a property path.", "Give an IRI, a list of paths, or sh:inversePath ….")
