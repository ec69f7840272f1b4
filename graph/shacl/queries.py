"""Writes the queries: for each constraint one that selects the focus nodes and values that break it.

A query has the focus nodes as a pattern that binds a variable, so it asks for all of them at once.
https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import NamedNode

from graph.shacl.expressions import VALUE_COMPONENTS, Expressions, compared, text_of
from graph.shacl.terms import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from graph.shacl.model import Constraint, Shape
    from graph.shacl.terms import Node, Term

Focus: TypeAlias = Callable[[str], str]  # from a variable to the pattern that binds it to the focus nodes

_SUBCLASSES: Final = f"<{RDFS}subClassOf>+"
_TYPE: Final = f"<{RDF}type>"


# ---------------------------------------------------------------- focus nodes


def union(*choices: Focus) -> Focus:
    """Return the focus nodes of all choices, each once."""
    if len(choices) == 1:
        return choices[0]
    return lambda node: _distinct(node, " UNION ".join(f"{{ {choice(node)} }}" for choice in choices))


def _distinct(node: str, pattern: str) -> str:
    return f"{{ SELECT DISTINCT {node} WHERE {{ {pattern} }} }}"


def nodes(terms: tuple[Term, ...]) -> Focus:
    """Return the focus nodes that are named."""
    listed = " ".join(text_of(term) for term in terms)
    return lambda node: f"VALUES {node} {{ {listed} }}"


def instances(class_: NamedNode) -> Focus:
    """Return as focus nodes what is said to be of a class."""
    return lambda node: f"{node} {_TYPE} {class_} ."


def instances_of_subclasses(class_: NamedNode) -> Focus:
    """Return as focus nodes what is said to be of a subclass of a class."""
    return lambda node: _distinct(node, f"?subclass {_SUBCLASSES} {class_} . {node} {_TYPE} ?subclass")


def subjects_of(predicate: NamedNode) -> Focus:
    """Return as focus nodes what has a property."""
    return lambda node: _distinct(node, f"{node} {predicate} ?object")


def objects_of(predicate: NamedNode) -> Focus:
    """Return as focus nodes the values of a property."""
    return lambda node: _distinct(node, f"?subject {predicate} {node}")


def marked(graph: NamedNode, mark: NamedNode) -> Focus:
    """Return as focus nodes what a graph says to be of a class."""
    return lambda node: f"GRAPH {graph} {{ {node} {_TYPE} {mark} }}"


def values_of(shape: Shape, focus: Focus) -> Focus:
    """Return the value nodes of a shape as focus nodes."""
    if not shape.path:
        return focus
    return lambda node: _distinct(node, f"{focus(node + '_')} {node}_ {shape.path} {node}")


def beyond(class_: NamedNode) -> str:
    """Return the question whether something is of a class by a subclass only."""
    return (
        f"ASK {{ ?subclass {_SUBCLASSES} {class_} . ?this {_TYPE} ?subclass ."
        f" FILTER NOT EXISTS {{ ?this {_TYPE} {class_} }} }}"
    )


# ---------------------------------------------------------------- constraints


class Writer:
    """Writes the queries of constraints."""

    def __init__(self, shapes: Mapping[Node, Shape], wide: Collection[Term] = ()) -> None:
        self._expressions = Expressions(shapes, wide)

    def query(self, shape: Shape, constraint: Constraint, focus: Focus) -> str | None:
        """Return the query that selects ?this, ?value and ?path of what breaks the constraint.

        None for a constraint that no one query decides.
        """
        write = _BY_COMPONENT.get(constraint.component)
        if write is not None:
            return write(shape, constraint, focus)
        value = "?value" if shape.path else "?this"
        broken = self._expressions.breaks(constraint, value)
        if broken is None or constraint.component not in VALUE_COMPONENTS:
            return None
        return (
            f"SELECT DISTINCT ?this {_only_value(shape)} WHERE {{ {pairs(shape, focus)} FILTER({broken}) }}"
        )


def pairs(shape: Shape, focus: Focus) -> str:
    """Return the pattern that binds ?this to each focus node and, with a path, ?value to each value."""
    return f"{focus('?this')} ?this {shape.path} ?value ." if shape.path else focus("?this")


def every_pair(shape: Shape, focus: Focus) -> str:
    """Return the query for all focus nodes and values."""
    return f"SELECT DISTINCT ?this {_only_value(shape)} WHERE {{ {pairs(shape, focus)} }}"


def _only_value(shape: Shape) -> str:
    return "?value" if shape.path else "(?this AS ?value)"


def _min_count(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    bound = int(constraint.terms[0].value)
    if bound <= 1:
        nothing = f"FILTER NOT EXISTS {{ ?this {shape.path} ?value }}" if bound else "FILTER(false)"
        return f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} {nothing} }}"
    return (
        f"SELECT ?this WHERE {{ {focus('?this')} OPTIONAL {{ ?this {shape.path} ?value }} }}"
        f" GROUP BY ?this HAVING(COUNT(DISTINCT ?value) < {bound})"
    )


def _max_count(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    bound = int(constraint.terms[0].value)
    if bound == 0:
        return f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} ?this {shape.path} ?value }}"
    return (
        f"SELECT ?this WHERE {{ {focus('?this')} ?this {shape.path} ?value }}"
        f" GROUP BY ?this HAVING(COUNT(DISTINCT ?value) > {bound})"
    )


def _unique_lang(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    return (
        f"SELECT DISTINCT ?this ?language WHERE {{ {focus('?this')} ?this {shape.path} ?one, ?two ."
        ' FILTER(!sameTerm(?one, ?two) && LANG(?one) != "" && LCASE(LANG(?one)) = LCASE(LANG(?two)))'
        " BIND(LCASE(LANG(?one)) AS ?language) }"
    )


def _has_value(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    term = text_of(constraint.terms[0])
    missing = f"NOT EXISTS {{ ?this {shape.path} {term} }}" if shape.path else f"(!sameTerm(?this, {term}))"
    return f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} FILTER {missing} }}"


def _equals(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    other, this = text_of(constraint.terms[0]), focus("?this")
    if shape.path:
        there = f"{this} ?this {shape.path} ?value FILTER NOT EXISTS {{ ?this {other} ?value }}"
        here = f"{this} ?this {other} ?value FILTER NOT EXISTS {{ ?this {shape.path} ?value }}"
    else:
        there = f"{this} FILTER NOT EXISTS {{ ?this {other} ?this }} BIND(?this AS ?value)"
        here = f"{this} ?this {other} ?value FILTER(!sameTerm(?this, ?value))"
    return f"SELECT DISTINCT ?this ?value WHERE {{ {{ {there} }} UNION {{ {here} }} }}"


def _disjoint(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    value = "?value" if shape.path else "?this"
    same = f"?this {text_of(constraint.terms[0])} {value} ."
    return f"SELECT DISTINCT ?this {_only_value(shape)} WHERE {{ {pairs(shape, focus)} {same} }}"


def _less_than(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    other = (
        f"?this {text_of(constraint.terms[0])} ?other . FILTER({compared(constraint, '?value', '?other')})"
    )
    return f"SELECT DISTINCT ?this ?value ?other WHERE {{ {pairs(shape, focus)} {other} }}"


def _closed(shape: Shape, constraint: Constraint, focus: Focus) -> str:
    value = f"{focus('?this')} ?this {shape.path} ?node ." if shape.path else focus("?this")
    allowed = ", ".join(text_of(term) for term in constraint.terms)
    other = f"{'?node' if shape.path else '?this'} ?path ?value . FILTER(?path NOT IN ({allowed}))"
    return f"SELECT DISTINCT ?this ?path ?value WHERE {{ {value} {other} }}"


_BY_COMPONENT: Final[Mapping[str, Callable[[Shape, Constraint, Focus], str]]] = {
    "MinCount": _min_count,
    "MaxCount": _max_count,
    "UniqueLang": _unique_lang,
    "HasValue": _has_value,
    "Equals": _equals,
    "Disjoint": _disjoint,
    "LessThan": _less_than,
    "LessThanOrEquals": _less_than,
    "Closed": _closed,
}
