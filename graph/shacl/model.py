"""Reads a shapes graph: shapes with their targets and constraints. What is not known is refused by name.

https://www.w3.org/TR/shacl/#shapes
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from graph.errors import ShapesError
from graph.shacl.paths import is_property, sparql_path
from graph.shacl.terms import OWL, RDFS, SH, SUBCLASS, TYPE, ShapesGraph, sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from graph.shacl.terms import Node, Term

# Each parameter begins a constraint of one component; the values are several constraints of it.
# https://www.w3.org/TR/shacl/#core-components
TERMS: Final = {
    "class": "Class", "datatype": "Datatype", "nodeKind": "NodeKind",
    "minCount": "MinCount", "maxCount": "MaxCount",
    "minExclusive": "MinExclusive", "minInclusive": "MinInclusive",
    "maxExclusive": "MaxExclusive", "maxInclusive": "MaxInclusive",
    "minLength": "MinLength", "maxLength": "MaxLength", "pattern": "Pattern", "uniqueLang": "UniqueLang",
    "equals": "Equals", "disjoint": "Disjoint",
    "lessThan": "LessThan", "lessThanOrEquals": "LessThanOrEquals",
    "hasValue": "HasValue", "closed": "Closed", "sparql": "SPARQL",
}  # fmt: skip
LISTS: Final = {"in": "In", "languageIn": "LanguageIn"}
SHAPES: Final = {"node": "Node", "property": "Property", "not": "Not", "qualifiedValueShape": "Qualified"}
SHAPE_LISTS: Final = {"and": "And", "or": "Or", "xone": "Xone"}

_TARGETS: Final = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
_BESIDE: Final = {  # what qualifies a constraint, or only describes a shape
    "path", "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint", "severity", "message", "deactivated", "name", "description", "order",
    "group", "defaultValue", "prefixes", "declare", "entailment", "shapesGraph",
}  # fmt: skip
_KNOWN: Final = {*TERMS, *LISTS, *SHAPES, *SHAPE_LISTS, *_TARGETS, *_BESIDE}


@dataclass(frozen=True)
class Select:
    """A query of a SPARQL-based constraint. https://www.w3.org/TR/shacl/#sparql-constraints."""

    node: Node
    text: str  # with its prefixes
    messages: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Constraint:
    """One constraint of a shape."""

    component: str  # as in sh:MinCountConstraintComponent, without the end
    terms: tuple[Term, ...] = ()  # the value of the parameter, or the members of its list
    shapes: tuple[Node, ...] = ()
    flags: str = ""  # of sh:pattern
    select: Select | None = None
    least: int | None = None  # of sh:qualifiedValueShape
    most: int | None = None

    @property
    def iri(self) -> str:
        """Return the IRI of the constraint component."""
        name = self.component
        if name == "Qualified":
            name = "QualifiedMinCount" if self.most is None else "QualifiedMaxCount"
        return f"{SH}{name}ConstraintComponent"


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape: that has a path."""

    node: Node
    path: str = ""  # as SPARQL writes it
    predicate: NamedNode | None = None  # the path where it is one property
    severity: str = f"{SH}Violation"
    messages: tuple[str, ...] = ()
    deactivated: bool = False
    target_nodes: tuple[Term, ...] = ()
    target_classes: tuple[NamedNode, ...] = ()
    target_subjects_of: tuple[NamedNode, ...] = ()
    target_objects_of: tuple[NamedNode, ...] = ()
    constraints: tuple[Constraint, ...] = field(default=(), repr=False)

    @property
    def has_target(self) -> bool:
        """Return whether the shape says itself what it applies to."""
        return bool(
            self.target_nodes or self.target_classes or self.target_subjects_of or self.target_objects_of
        )


class Schema:
    """The shapes of a shapes graph, by their nodes.

    Raises ShapesError if a shape is malformed, or uses what is not evaluated here: nothing conforms because
    a constraint was passed over.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._graph = ShapesGraph(quads)
        self._components = dict(self._custom_components())
        self.shapes: dict[Node, Shape] = {}
        for node in tuple(self._graph.subjects()):
            if self._is_shape(node):
                self._read(node)
        for shape in self.shapes.values():
            self._refuse_recursion(shape.node, ())

    @property
    def classes(self) -> tuple[NamedNode, ...]:
        """Return the classes that targets and constraints name, sorted."""
        found: set[NamedNode] = set()
        for shape in self.shapes.values():
            found.update(shape.target_classes)
            for constraint in shape.constraints:
                if constraint.component == "Class":
                    found.update(term for term in constraint.terms if isinstance(term, NamedNode))
        return tuple(sorted(found, key=str))

    def targeted(self) -> tuple[Shape, ...]:
        """Return the active shapes that have a target, in one order."""
        shapes = (shape for shape in self.shapes.values() if shape.has_target and not shape.deactivated)
        return tuple(sorted(shapes, key=lambda shape: str(shape.node)))

    # ------------------------------------------------------------ which nodes are shapes

    def _is_shape(self, node: Node) -> bool:
        types = self._graph.objects(node, TYPE)
        return (
            sh("NodeShape") in types
            or sh("PropertyShape") in types
            or any(self._graph.objects(node, sh(name)) for name in _TARGETS)
        )

    def _custom_components(self) -> Iterator[tuple[NamedNode, Node]]:
        """Yield the parameters of components that the shapes graph declares itself, with the component."""
        for component in self._graph.subjects():
            for parameter in self._graph.nodes(component, sh("parameter")):
                path = self._graph.one(parameter, sh("path"))
                if isinstance(path, NamedNode):
                    yield path, component

    def _read(self, node: Node) -> None:
        if node in self.shapes:
            return
        graph = self._graph
        self._refuse_unknown(node)
        path = graph.one(node, sh("path"))
        severity = graph.one(node, sh("severity"))
        shape = Shape(
            node,
            "" if path is None else sparql_path(graph, path),
            path if isinstance(path, NamedNode) and is_property(graph, path) else None,
            severity.value if isinstance(severity, NamedNode) else f"{SH}Violation",
            self._messages(node),
            self._flag(node, "deactivated"),
            graph.objects(node, sh("targetNode")),
            (*self._iris(node, "targetClass"), *self._implicit(node)),
            self._iris(node, "targetSubjectsOf"),
            self._iris(node, "targetObjectsOf"),
            tuple(self._constraints(node)),
        )
        self.shapes[node] = shape
        if not shape.path:
            self._refuse_without_path(shape)
        for constraint in shape.constraints:
            for other in constraint.shapes:
                self._read(other)

    def _implicit(self, node: Node) -> Iterator[NamedNode]:
        """Yield the node if it is a class too. https://www.w3.org/TR/shacl/#implicit-targetClass."""
        classes: set[Term] = {NamedNode(f"{RDFS}Class"), NamedNode(f"{OWL}Class")}
        classes |= {sub for sub in self._graph.subjects_of(SUBCLASS) if self._is_subclass(sub, classes)}
        if isinstance(node, NamedNode) and not classes.isdisjoint(self._graph.objects(node, TYPE)):
            yield node

    def _is_subclass(self, node: Node, of: set[Term]) -> bool:
        return not of.isdisjoint(self._graph.objects(node, SUBCLASS))

    # ------------------------------------------------------------ what a shape says

    def _constraints(self, node: Node) -> Iterator[Constraint]:
        graph = self._graph
        for name, component in TERMS.items():
            for term in graph.objects(node, sh(name)):
                yield from self._of_term(node, component, term)
        for name, component in LISTS.items():
            for head in graph.objects(node, sh(name)):
                yield Constraint(component, graph.list(head))
        for name, component in SHAPES.items():
            for term in graph.nodes(node, sh(name)):
                if component == "Qualified":
                    yield from self._qualified(node, term)
                else:
                    yield Constraint(component, shapes=(term,))
        for name, component in SHAPE_LISTS.items():
            for head in graph.objects(node, sh(name)):
                members = graph.list(head)
                yield Constraint(component, shapes=tuple(graph.node(term, sh(name)) for term in members))

    def _of_term(self, node: Node, component: str, term: Term) -> Iterator[Constraint]:
        if component == "Pattern":
            flags = self._graph.one(node, sh("flags"))
            yield Constraint(component, (term,), flags=flags.value if isinstance(flags, Literal) else "")
        elif component == "UniqueLang":
            if isinstance(term, Literal) and term.value == "true":  # a literal 1 is not the term true
                yield Constraint(component)
        elif component == "Closed":
            if _is_true(term):
                yield Constraint(component, tuple(self._allowed(node)))
        elif component == "SPARQL":
            select = self._select(self._graph.node(term, sh("sparql")))
            if select is not None:
                yield Constraint(component, select=select)
        else:
            yield Constraint(component, (term,))

    def _allowed(self, node: Node) -> Iterator[Term]:
        """Yield the properties that a closed shape allows. https://www.w3.org/TR/shacl/#ClosedConstraintComponent."""
        for head in self._graph.objects(node, sh("ignoredProperties")):
            yield from self._graph.list(head)
        for part in self._graph.nodes(node, sh("property")):
            path = self._graph.one(part, sh("path"))
            if isinstance(path, NamedNode):
                yield path

    def _qualified(self, node: Node, shape: Node) -> Iterator[Constraint]:
        """Yield the constraints on a number of values; the shapes after the first are those of siblings."""
        siblings: list[Node] = []
        if self._flag(node, "qualifiedValueShapesDisjoint"):
            for parent in self._graph.subjects_of(sh("property")):
                if node in self._graph.nodes(parent, sh("property")):
                    for part in self._graph.nodes(parent, sh("property")):
                        siblings += self._graph.nodes(part, sh("qualifiedValueShape"))
        shapes = (shape, *(sibling for sibling in dict.fromkeys(siblings) if sibling != shape))
        least, most = self._number(node, "qualifiedMinCount"), self._number(node, "qualifiedMaxCount")
        if least is not None:
            yield Constraint("Qualified", shapes=shapes, least=least)
        if most is not None:
            yield Constraint("Qualified", shapes=shapes, most=most)

    def _select(self, node: Node) -> Select | None:
        if self._flag(node, "deactivated"):
            return None
        text = self._graph.one(node, sh("select"))
        if not isinstance(text, Literal):
            raise ShapesError(f"{node} has no query.", "Give it one, in sh:select.")
        return Select(node, self._prefixes(node) + text.value, self._messages(node))

    def _prefixes(self, node: Node) -> str:
        """Return the prefixes of a query. https://www.w3.org/TR/shacl/#sparql-prefixes."""
        declared: dict[str, str] = {}
        waiting = list(self._graph.nodes(node, sh("prefixes")))
        seen = set(waiting)
        while waiting:
            ontology = waiting.pop()
            for declaration in self._graph.nodes(ontology, sh("declare")):
                prefix = self._graph.one(declaration, sh("prefix"))
                namespace = self._graph.one(declaration, sh("namespace"))
                if prefix is None or namespace is None:
                    raise ShapesError(f"{declaration} lacks sh:prefix or sh:namespace.")
                if declared.setdefault(prefix.value, namespace.value) != namespace.value:
                    raise ShapesError(f"The prefix {prefix.value}: stands for two namespaces in {node}.")
            imported = set(self._graph.nodes(ontology, NamedNode(f"{OWL}imports"))) - seen
            seen |= imported
            waiting += imported
        return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared.items()))

    # ------------------------------------------------------------ values

    def _messages(self, node: Node) -> tuple[str, ...]:
        return tuple(sorted({message.value for message in self._graph.objects(node, sh("message"))}))

    def _flag(self, node: Node, name: str) -> bool:
        return any(_is_true(term) for term in self._graph.objects(node, sh(name)))

    def _number(self, node: Node, name: str) -> int | None:
        term = self._graph.one(node, sh(name))
        return None if term is None else int(term.value)

    def _iris(self, node: Node, name: str) -> tuple[NamedNode, ...]:
        terms = self._graph.objects(node, sh(name))
        wrong = [term for term in terms if not isinstance(term, NamedNode)]
        if wrong:
            raise ShapesError(f"{wrong[0]} cannot be a value of sh:{name}.", "Give an IRI.")
        return tuple(term for term in terms if isinstance(term, NamedNode))

    # ------------------------------------------------------------ what is refused

    def _refuse_unknown(self, node: Node) -> None:
        """Raise ShapesError if the shape has a parameter that nothing here evaluates."""
        for predicate in self._graph.predicates(node):
            if predicate in self._components:
                raise ShapesError(
                    f"The shape {node} uses the constraint component {self._components[predicate]}, "
                    "which is defined in the shapes: such components are not evaluated.",
                    "Write it as sh:sparql, or validate with pyshacl.",
                )
            name = predicate.value.removeprefix(SH)
            if name == "select" and node in self._graph.objects(node, sh("sparql")):
                continue  # a shape and its query may be one node
            if name != predicate.value and name not in _KNOWN:
                raise ShapesError(
                    f"The shape {node} uses sh:{name}, which is not evaluated.",
                    "Leave it out, or validate with pyshacl.",
                )

    @staticmethod
    def _refuse_without_path(shape: Shape) -> None:
        """Raise ShapesError for a constraint of a node shape that speaks of the values of a path."""
        wrong = {"MinCount", "MaxCount", "UniqueLang", "LessThan", "LessThanOrEquals", "Qualified"}
        for constraint in shape.constraints:
            if constraint.component in wrong:
                raise ShapesError(f"{shape.node} has {constraint.iri}, but no sh:path.")

    def _refuse_recursion(self, node: Node, above: tuple[Node, ...]) -> None:
        """Raise ShapesError for a shape that refers to itself: SHACL does not say what it means."""
        if node in above:
            raise ShapesError(
                f"The shape {node} refers to itself.", "SHACL leaves undefined what that means."
            )
        for constraint in self.shapes[node].constraints:
            for other in constraint.shapes:
                self._refuse_recursion(other, (*above, node))


def _is_true(term: Term) -> bool:
    return isinstance(term, Literal) and term.value in ("true", "1")
