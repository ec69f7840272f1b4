"""What breaks a constraint, as an expression of SPARQL over one value node.

An expression is true where the value breaks the constraint and false where it does not; it is never an error.
Only terms go into the text, as SPARQL writes them. https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import ShapesError
from graph.shacl.terms import RDF, RDFS, SH, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from graph.shacl.model import Constraint, Shape
    from graph.shacl.terms import Node, Term

_IS: Final = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "(isBlank({0}) || isIRI({0}))",
    "BlankNodeOrLiteral": "(isBlank({0}) || isLiteral({0}))",
    "IRIOrLiteral": "(isIRI({0}) || isLiteral({0}))",
}
_COMPARISONS: Final = {
    "MinExclusive": ">",
    "MinInclusive": ">=",
    "MaxExclusive": "<",
    "MaxInclusive": "<=",
    "LessThan": "<",
    "LessThanOrEquals": "<=",
}
# What Oxigraph can cast to: a literal that it cannot cast is ill-typed.
_CASTS: Final = frozenset(
    "boolean integer decimal float double dateTime date time gYear gYearMonth gMonth gMonthDay gDay duration "
    "dayTimeDuration yearMonthDuration".split()
)
# The whole numbers that XML Schema derives, with the least and the greatest; Oxigraph has no casts for them.
# https://www.w3.org/TR/xmlschema11-2/#ordinary-built-ins
_WHOLE: Final = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}


def text_of(term: Term) -> str:
    """Return a term as SPARQL writes it. Raises ShapesError for a blank node, which has no name there."""
    if isinstance(term, BlankNode):
        raise ShapesError(f"{term}: a blank node of the shapes cannot be a node of the data.", "Give an IRI.")
    return str(term)


class Expressions:
    """Writes expressions; `shapes` are those that a constraint may refer to.

    `wide` are the classes whose instances are not all found by the class itself, but by its subclasses.
    """

    def __init__(self, shapes: Mapping[Node, Shape], wide: Collection[Term] = ()) -> None:
        self._shapes = shapes
        self._wide = wide
        self._number = count()

    def breaks(self, constraint: Constraint, value: str) -> str | None:
        """Return the expression for a value (a variable); None where the constraint is on no single value."""
        if constraint.component == "Class":
            return _class(constraint, value, constraint.terms[0] in self._wide)
        write = _BY_COMPONENT.get(constraint.component)
        if write is not None:
            return write(constraint, value)
        combine = _COMBINED.get(constraint.component)
        if combine is None:
            return None
        parts = [self.breaks_shape(self._shapes[node], value) for node in constraint.shapes]
        known = [part for part in parts if part is not None]
        return combine(known) if len(known) == len(parts) else None

    def breaks_shape(self, shape: Shape, value: str) -> str | None:
        """Return whether a value breaks a shape; None where that needs more than an expression."""
        if shape.deactivated:
            return "false"
        parts = [self._breaks_one(shape, constraint, value) for constraint in shape.constraints]
        known = [part for part in parts if part is not None]
        return _any(known) if len(known) == len(parts) else None

    def _breaks_one(self, shape: Shape, constraint: Constraint, node: str) -> str | None:
        """Return whether a node breaks one constraint of a shape."""
        if constraint.component == "Property":
            return self.breaks_shape(self._shapes[constraint.shapes[0]], node)
        if not shape.path and constraint.component == "HasValue":
            return f"(!{_same(node, constraint.terms[0])})"
        if not shape.path:
            return self.breaks(constraint, node)
        number = next(self._number)
        value, other = f"?value{number}", f"?other{number}"
        some = f"{node} {shape.path} {value} ."
        if constraint.component == "HasValue":
            return f"NOT EXISTS {{ {node} {shape.path} {text_of(constraint.terms[0])} }}"
        if constraint.component in ("MinCount", "MaxCount"):
            two = f"{some} {node} {shape.path} {other} . FILTER(!sameTerm({value}, {other}))"
            bound = int(constraint.terms[0].value)
            if constraint.component == "MinCount":
                return {0: "false", 1: f"NOT EXISTS {{ {some} }}", 2: f"NOT EXISTS {{ {two} }}"}.get(bound)
            return {0: f"EXISTS {{ {some} }}", 1: f"EXISTS {{ {two} }}"}.get(bound)
        inner = self.breaks(constraint, value)
        return None if inner is None else f"EXISTS {{ {some} FILTER({inner}) }}"


def _any(parts: list[str]) -> str:
    return f"({' || '.join(parts)})" if parts else "false"


def _all(parts: list[str]) -> str:
    return f"({' && '.join(parts)})" if parts else "true"


def _xone(parts: list[str]) -> str:
    conforming = " + ".join(f"IF({part}, 0, 1)" for part in parts) or "0"
    return f"(({conforming}) != 1)"


_COMBINED: Final[Mapping[str, Callable[[list[str]], str]]] = {
    "Node": _any,
    "And": _any,
    "Or": _all,
    "Not": lambda parts: f"(!{_any(parts)})",
    "Xone": _xone,
}


# ---------------------------------------------------------------- one value


def _class(constraint: Constraint, value: str, wide: bool) -> str:
    # A path is a hundred times slower, and superclasses are mostly in the graph already.
    path = f"<{RDF}type>/<{RDFS}subClassOf>*" if wide else f"<{RDF}type>"
    return f"(NOT EXISTS {{ {value} {path} {text_of(constraint.terms[0])} }})"


def _datatype(constraint: Constraint, value: str) -> str:
    datatype = text_of(constraint.terms[0])
    wanted = [f"isLiteral({value})", f"DATATYPE({value}) = {datatype}", *_well_formed(constraint, value)]
    return f"(!({' && '.join(wanted)}))"


def _well_formed(constraint: Constraint, value: str) -> Iterator[str]:
    """Yield what a literal of a known datatype fulfils: an ill-typed one breaks sh:datatype."""
    name = constraint.terms[0].value.removeprefix(XSD)
    if name in _CASTS:
        yield f"COALESCE(isLiteral(<{XSD}{name}>(STR({value}))), false)"
    elif name in _WHOLE:
        least, greatest = _WHOLE[name]
        yield f'REGEX(STR({value}), "^[-+]?[0-9]+$")'
        number = f"<{XSD}decimal>(STR({value}))"
        bounds = [f"{number} >= {least}"] if least is not None else []
        bounds += [f"{number} <= {greatest}"] if greatest is not None else []
        yield f"COALESCE({' && '.join(bounds)}, false)"


def _node_kind(constraint: Constraint, value: str) -> str:
    kind = constraint.terms[0].value.removeprefix(SH)
    if kind not in _IS:
        raise ShapesError(f"{constraint.terms[0]} is not a kind of node.", f"Known: {', '.join(_IS)}.")
    return f"(!{_IS[kind].format(value)})"


def compared(constraint: Constraint, value: str, other: str) -> str:
    """Return that a value and another are not in order, or cannot be compared."""
    return f"(!COALESCE({value} {_COMPARISONS[constraint.component]} {other}, false))"


def _range(constraint: Constraint, value: str) -> str:
    return compared(constraint, value, text_of(constraint.terms[0]))


def _length(constraint: Constraint, value: str) -> str:
    sign = "<" if constraint.component == "MinLength" else ">"
    return f"(isBlank({value}) || STRLEN(STR({value})) {sign} {int(constraint.terms[0].value)})"


def _pattern(constraint: Constraint, value: str) -> str:
    pattern, flags = Literal(constraint.terms[0].value), Literal(constraint.flags)
    return f"(isBlank({value}) || !REGEX(STR({value}), {pattern}, {flags}))"


def _language(constraint: Constraint, value: str) -> str:
    ranges = [f"LANGMATCHES(LANG({value}), {Literal(term.value)})" for term in constraint.terms]
    return f"(!(isLiteral({value}) && {_any(ranges)}))"


def _in(constraint: Constraint, value: str) -> str:
    return f"(!{_any([_same(value, term) for term in constraint.terms])})"


def _same(value: str, term: Term) -> str:
    # `=` compares numbers by value; for IRIs it is the same, and faster.
    return f"{value} = {term}" if isinstance(term, NamedNode) else f"sameTerm({value}, {text_of(term)})"


_BY_COMPONENT: Final[Mapping[str, Callable[[Constraint, str], str]]] = {
    "Datatype": _datatype,
    "NodeKind": _node_kind,
    "MinExclusive": _range,
    "MinInclusive": _range,
    "MaxExclusive": _range,
    "MaxInclusive": _range,
    "MinLength": _length,
    "MaxLength": _length,
    "Pattern": _pattern,
    "LanguageIn": _language,
    "In": _in,
}
VALUE_COMPONENTS: Final = frozenset({"Class", *_BY_COMPONENT, *_COMBINED})
