"""The names that shapes are written with, and the triples of a shapes graph by subject and predicate."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import ShapesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = NamedNode(f"{RDF}type")
NIL = NamedNode(f"{RDF}nil")
SUBCLASS = NamedNode(f"{RDFS}subClassOf")


def sh(name: str) -> NamedNode:
    """Return the term of SHACL with this name."""
    return NamedNode(SH + name)


class ShapesGraph:
    """The triples of the shapes, by subject and predicate."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: dict[Node, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            subject, object_ = quad.subject, quad.object
            if isinstance(subject, Triple) or isinstance(object_, Triple):
                raise ShapesError("A shape is not described by statements about statements.")
            values = self._objects[subject][quad.predicate]
            if object_ not in values:
                values.append(object_)

    def subjects(self) -> Iterator[Node]:
        """Yield everything that is described."""
        yield from self._objects

    def subjects_of(self, predicate: NamedNode) -> Iterator[Node]:
        """Yield what has a value of the property."""
        return (node for node, properties in self._objects.items() if predicate in properties)

    def predicates(self, node: Node) -> tuple[NamedNode, ...]:
        """Return the properties of a node."""
        return tuple(self._objects[node]) if node in self._objects else ()

    def objects(self, node: Node, predicate: NamedNode) -> tuple[Term, ...]:
        """Return the values of a property of a node."""
        return tuple(self._objects[node].get(predicate, ())) if node in self._objects else ()

    def nodes(self, node: Node, predicate: NamedNode) -> tuple[Node, ...]:
        """Return the values of a property of a node. Raises ShapesError if one is a literal."""
        return tuple(self.node(value, predicate) for value in self.objects(node, predicate))

    def one(self, node: Node, predicate: NamedNode) -> Term | None:
        """Return the value of a property, None without one. Raises ShapesError if there are several."""
        values = self.objects(node, predicate)
        if len(values) > 1:
            raise ShapesError(f"{node} has more than one {predicate}.", "Keep one of them.")
        return values[0] if values else None

    def list(self, head: Term) -> tuple[Term, ...]:
        """Return the members of an RDF list. Raises ShapesError if it is none."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            first = None if isinstance(head, Literal) else self.one(head, NamedNode(f"{RDF}first"))
            rest = None if isinstance(head, Literal) else self.one(head, NamedNode(f"{RDF}rest"))
            if first is None or rest is None or head in seen:
                raise ShapesError(f"{head} is not a list.", "Write the members in round brackets: ( a b ).")
            seen.add(head)
            members.append(first)
            head = rest
        return tuple(members)

    @staticmethod
    def node(term: Term, of: NamedNode) -> Node:
        """Return the term as a node. Raises ShapesError if it is a literal."""
        if isinstance(term, Literal):
            raise ShapesError(f"{term} cannot be a value of {of}.", "Give an IRI, or a blank node.")
        return term
