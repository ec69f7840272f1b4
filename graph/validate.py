"""Validates quads against the shapes (`shapes/*.ttl`), each constraint as a SPARQL query (`graph/shacl/`).

The shapes see the duplicate-free union of all named graphs, and by `GRAPH` each of them. Superclasses are in
the graph already (`graph/rules/`), so no inference runs here. https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Triple

from graph import resources
from graph.bundle import read_rdf
from graph.engines.embedded import EmbeddedStore
from graph.findings import FORMATS, Finding, Report
from graph.shacl import queries
from graph.shacl.engine import Engine
from graph.shacl.model import Schema
from graph.shacl.terms import RDFS, SH, SUBCLASS, TYPE, ShapesGraph, sh
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import rdflib

    from graph.shacl.engine import Timing
    from graph.shacl.model import Shape
    from graph.shacl.queries import Focus
    from graph.shacl.results import Result
    from graph.shacl.terms import Node, Term
    from graph.store import ReadStore

__all__ = ["FORMATS", "Finding", "Report", "Shapes", "Validator", "validate", "validate_store"]

_SOURCE = NamedNode("http://purl.org/dc/terms/source")
_NOTATION = NamedNode("http://www.w3.org/2004/02/skos/core#notation")
_COMMENT = NamedNode(f"{RDFS}comment")
_SEE_ALSO = NamedNode(f"{RDFS}seeAlso")


# ---------------------------------------------------------------- shapes


@dataclass(frozen=True)
class Rule:
    """What a shape says of itself."""

    code: str  # such as S05
    name: str
    clause: str  # the rule behind it, and where that is written
    shape: str  # IRI of the node shape
    hint: str  # how to mend what breaks it


class Shapes:
    """The shapes, read once and made into queries once; give them to several validations."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = tuple(quads)
        self._described = ShapesGraph(self._quads)
        self.rules: dict[str, Rule] = dict(self._rules())  # by IRI of property shape, query or node shape

    @classmethod
    def read(cls, files: Iterable[Path] | None = None) -> Shapes:
        """Return the shapes of these Turtle files; without files those of the package."""
        paths = resources.shape_files() if files is None else files
        return cls(quad for file in paths for quad in read_rdf(file, name=f"shapes/{file.stem}"))

    @cached_property
    def engine(self) -> Engine:
        """Return the queries. Raises ShapesError if the shapes use what is not evaluated, and names it."""
        return Engine(Schema(self._quads))

    @cached_property
    def graph(self) -> rdflib.Graph:
        """Return the shapes for pyshacl, which takes a second to load."""
        from graph.shacl.reference import shapes_graph

        return shapes_graph(self._quads)

    def _rules(self) -> Iterator[tuple[str, Rule]]:
        for shape in self._described.subjects_of(_NOTATION):
            rule = Rule(
                self._text(shape, _NOTATION),
                self._text(shape, sh("name")),
                self._clause(shape),
                shape.value,
                self._text(shape, _COMMENT),
            )
            yield shape.value, rule
            for constraint in self.constraints(shape.value):
                hint = self._text(NamedNode(constraint), _COMMENT)
                yield constraint, replace(rule, hint=hint or rule.hint)

    def constraints(self, shape: str) -> tuple[str, ...]:
        """Return the IRIs of the property shapes and queries of a node shape, sorted."""
        node = NamedNode(shape)
        return tuple(
            sorted(
                part.value
                for name in ("property", "sparql")
                for part in self._described.nodes(node, sh(name))
            )
        )

    def _clause(self, shape: Node) -> str:
        links = sorted(f"<{link.value}>" for link in self._described.objects(shape, _SEE_ALSO))
        return " ".join([self._text(shape, NamedNode("http://purl.org/dc/terms/source")), *links])

    def _text(self, node: Node, predicate: NamedNode) -> str:
        return min((term.value for term in self._described.objects(node, predicate)), default="")

    def rule(self, constraint: str) -> Rule:
        """Return what the shape of a constraint says of itself; its IRI for one without a code."""
        known = self.rules.get(constraint)
        return known or Rule(constraint.rpartition("#")[2], "", "", constraint, "")


# ---------------------------------------------------------------- a whole graph


def validate(quads: Iterable[Quad], *, shapes: Shapes | None = None, engine: str = "sparql") -> Report:
    """Return what the shapes find in the named graphs, in one order.

    `quads` are stated and derived ones together, with the vocabulary, whose schemes close the lists of
    concepts; the default graph is left out, and so are statements about statements, for which SHACL has no
    shapes. `shapes` are those of the package unless given. `engine` is "sparql" or "pyshacl", which finds the
    same and takes far longer. Raises ShapesError for shapes that cannot be evaluated.
    """
    store = EmbeddedStore.memory()
    store.bulk_insert(_with_union(quads))
    return validate_store(store, shapes=shapes, engine=engine)


def validate_store(
    store: EmbeddedStore,
    *,
    shapes: Shapes | None = None,
    engine: str = "sparql",
    timings: list[Timing] | None = None,
) -> Report:
    """Return what the shapes find in a store whose default graph is the union of its named graphs.

    A release and a draft's rehearsal are such stores; nothing is copied or written. `timings`, if given,
    receives how long each constraint took. Otherwise like `validate`.
    """
    shapes = shapes or Shapes.read()
    results: Iterable[Result]
    if engine == "pyshacl":
        from graph.shacl import reference

        results = reference.results(store.raw, shapes.graph)
    else:
        results = shapes.engine.validate(store, timings=timings)
    return _report(store, shapes, results, _named(store))


def _named(store: ReadStore) -> int:
    """Return the number of quads in named graphs."""
    answer = store.query("SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }")
    assert isinstance(answer, QuerySolutions)
    return len(store) - int(next(answer)["triples"].value)


def _with_union(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield what shapes apply to, and each of its triples in the default graph."""
    for quad in quads:
        if not isinstance(quad.graph_name, DefaultGraph) and not _is_nested(quad):
            yield quad
            yield _in_union(quad)


def _in_union(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH)


def _is_nested(quad: Quad) -> bool:
    """Return whether the quad holds a triple as a term (RDF 1.2)."""
    return isinstance(quad.subject, Triple) or isinstance(quad.object, Triple)


# ---------------------------------------------------------------- one document after another


class Validator:
    """Validates small sets of quads, one after another, each as if it stood on the same base.

    The base (the vocabulary, the bodies that documents name) is loaded once; a set of quads is put on it for
    the time of its validation. What a class implies is put in too, for the base and for the sets. It looks at
    the nodes that a set describes, not at what its quads change for others: publishing validates the whole.
    """

    def __init__(self, base: Iterable[Quad], shapes: Shapes | None = None) -> None:
        self._shapes = shapes or Shapes.read()
        quads = [quad for quad in base if not _is_nested(quad)]
        self._superclasses = _superclasses(quads)
        self._store = EmbeddedStore.memory(_with_union([*quads, *self._implied(quads)]))
        self._shapes_and_marks = [
            (shape, NamedNode(f"{_FOCUS.value}/{number}"))
            for number, shape in enumerate(self._shapes.engine.schema.targeted())
        ]

    def check(self, quads: Iterable[Quad]) -> Report:
        """Return what the shapes find on the nodes that the quads describe, in one order."""
        given = {
            quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph) and not _is_nested(quad)
        }
        new = {quad for quad in _with_union([*given, *self._implied(given)]) if quad not in self._store.raw}
        self._store.insert(new)
        try:
            focus, marks = self._focus(given)
            self._store.insert(marks)
            new |= marks
            results = list(self._shapes.engine.validate_focus(self._store, focus))
            return _report(self._store, self._shapes, results, len(given))
        finally:
            self._store.remove(new)

    def _implied(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the superclasses of what is said to be of a class (graph/rules/10-types.rq)."""
        for quad in quads:
            if quad.predicate == TYPE:
                for class_ in self._superclasses.get(quad.object, ()):
                    yield Quad(quad.subject, TYPE, class_, _IMPLIED)

    def _focus(self, quads: Iterable[Quad]) -> tuple[list[tuple[Shape, Focus]], set[Quad]]:
        """Return the shapes that have targets among the described nodes, and the quads that mark those."""
        described = {quad.subject for quad in quads if not isinstance(quad.subject, Triple)}
        by_class: defaultdict[object, set[Node]] = defaultdict(set)
        by_property: defaultdict[NamedNode, set[Node]] = defaultdict(set)
        for node in described:
            for quad in self._store.match(node, None, None, DEFAULT_GRAPH):
                by_property[quad.predicate].add(node)
                if quad.predicate == TYPE:
                    by_class[quad.object].add(node)
        shapes: list[tuple[Shape, Focus]] = []
        marks: set[Quad] = set()
        for shape, mark in self._shapes_and_marks:
            nodes = self._targets(shape, described, by_class, by_property)
            if nodes:
                shapes.append((shape, queries.marked(_FOCUS, mark)))
                marks |= {Quad(node, TYPE, mark, _FOCUS) for node in nodes}
        return shapes, marks

    def _targets(
        self,
        shape: Shape,
        described: set[Node],
        by_class: Mapping[object, set[Node]],
        by_property: Mapping[NamedNode, set[Node]],
    ) -> set[Node]:
        """Return which of the described nodes a shape targets."""
        nodes = {node for node in shape.target_nodes if not isinstance(node, Literal)} & described
        for class_ in shape.target_classes:
            nodes |= by_class.get(class_, set())
        for predicate in shape.target_subjects_of:
            nodes |= by_property.get(predicate, set())
        for predicate in shape.target_objects_of:
            nodes |= {node for node in described if self._is_object(predicate, node)}
        return nodes

    def _is_object(self, predicate: NamedNode, node: Node) -> bool:
        return any(True for _ in self._store.match(None, predicate, node, DEFAULT_GRAPH))


_FOCUS = NamedNode("urn:x-mandates:focus")  # graphs that exist only while a set of quads is validated
_IMPLIED = NamedNode("urn:x-mandates:graph/inferred")


def _superclasses(quads: Iterable[Quad]) -> dict[object, frozenset[NamedNode]]:
    """Return the superclasses of each class, of any degree."""
    above: defaultdict[object, set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == SUBCLASS and isinstance(quad.object, NamedNode):
            above[quad.subject].add(quad.object)

    def closure(class_: object) -> frozenset[NamedNode]:
        found: set[NamedNode] = set()
        waiting = [class_]
        while waiting:
            new = above.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return frozenset(found)

    return {class_: closure(class_) for class_ in tuple(above)}


# ---------------------------------------------------------------- findings


def _report(store: ReadStore, shapes: Shapes, results: Iterable[Result], checked: int) -> Report:
    findings = {_finding(store, shapes, result) for result in results}
    return Report(tuple(sorted(findings, key=Finding.sort_key)), checked)


def _finding(store: ReadStore, shapes: Shapes, result: Result) -> Finding:
    """Return a result, with what the shape says of itself and the paragraphs."""
    rule = shapes.rule(result.constraint)
    value = None if result.value == result.focus else result.value
    return Finding(
        severity=result.severity.removeprefix(SH),
        code=rule.code,
        name=rule.name,
        message=result.message,
        hint=rule.hint,
        clause=rule.clause,
        focus=result.focus.value if isinstance(result.focus, NamedNode) else str(result.focus),
        shape=rule.shape,
        constraint=result.constraint,
        component=result.component,
        path=None if result.path is None else result.path.value,
        value=None if value is None else str(value),
        sources=()
        if isinstance(result.focus, Literal)
        else _sources(store, result.focus, result.path, value),
    )


def _sources(
    store: ReadStore, focus: NamedNode | BlankNode, path: NamedNode | None, value: Term | None
) -> tuple[str, ...]:
    """Return where the offending thing is stated, sorted: the narrowest that is known.

    The paragraphs that a node names itself; else the graphs that state the value, the property, the node.
    """
    named = {
        quad.object.value for quad in store.match(focus, _SOURCE, None) if isinstance(quad.object, NamedNode)
    }
    if named:
        return tuple(sorted(named))
    patterns: list[tuple[NamedNode | None, Term | None]] = []
    patterns += [(path, value)] if value is not None else []
    patterns += [(path, None)] if path is not None else []
    for predicate, object_ in [*patterns, (TYPE, None), (None, None)]:
        quads = store.match(focus, predicate, object_)
        graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
        stated = {
            graph for graph in graphs if not graph.endswith("/graph/inferred") and graph != _FOCUS.value
        }
        if stated:
            return tuple(sorted(stated))
    return ()
