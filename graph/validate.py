"""Validates quads against the shapes (`shapes/*.ttl`), each constraint as a SPARQL query (`graph/shacl/`).

The shapes see the duplicate-free union of all named graphs, and by `GRAPH` each of them. Superclasses are in
the graph already (`graph/rules/`), so no inference runs here. https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

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
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import rdflib
    from pyoxigraph import Variable

    from graph.shacl.engine import Timing
    from graph.shacl.model import Shape
    from graph.shacl.queries import Focus
    from graph.shacl.results import Result
    from graph.shacl.terms import Node, Term
    from graph.store import Answer, GraphName, ReadStore

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
        stated = _validated(base)
        self._superclasses = _superclasses(stated)
        quads = stated | set(self._implied(stated))
        self._targets = _Targets(self._shapes.engine.schema.targeted(), quads)
        self._materialised = _Base(_with_union(quads), EmbeddedStore)
        self._united = _Base(quads, _United)

    def check(self, quads: Iterable[Quad]) -> Report:
        """Return what the shapes find on the nodes that the quads describe, in one order."""
        given = _validated(quads)
        named = given.union(self._implied(given))
        focus, marks = self._targets.among(named)
        with self._materialised.holding(named.union(map(_in_union, named), marks)) as store:
            results = list(self._shapes.engine.validate_focus(store, focus))
            return _report(store, self._shapes, results, len(given))

    def serious(self, sets: Sequence[Iterable[Quad]]) -> tuple[tuple[Finding, ...], ...]:
        """Return for each set what `check` finds on it, without what only informs.

        Where little is found it takes far less time than `check` on each. Sets that say the same of the nodes
        they share are checked together; one that describes a node on which something is found then alone, so
        that what is found comes of it alone. Sets that say different things of a node are never together, so
        that none makes good what another one lacks. (That leaves a shape which forgives one thing because of
        another that points at the same node, of which neither set says anything itself.)
        """
        found: list[tuple[Finding, ...]] = [() for _ in sets]
        given = [_validated(quads) for quads in sets]
        for group in _alike(given):
            for place in group if len(group) == 1 else self._suspects(given, group):
                results = self.check(given[place]).results
                found[place] = tuple(finding for finding in results if finding.severity != _INFO)
        return tuple(found)

    def _suspects(self, sets: Sequence[set[Quad]], group: Sequence[int]) -> list[int]:
        """Return which sets of a group describe a node on which something is found in all together."""
        given = set[Quad]().union(*(sets[place] for place in group))
        named = given.union(self._implied(given))
        focus, marks = self._targets.among(named)
        with self._united.holding(named | marks) as store:
            results = self._shapes.engine.validate_focus(store, focus)
            found = {result.focus for result in results if result.severity != f"{SH}{_INFO}"}
        return [place for place in group if found and any(quad.subject in found for quad in sets[place])]

    def _implied(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the superclasses of what is said to be of a class (graph/rules/10-types.rq)."""
        for quad in quads:
            if quad.predicate == TYPE:
                for class_ in self._superclasses.get(quad.object, ()):
                    yield Quad(quad.subject, TYPE, class_, _IMPLIED)


def _validated(quads: Iterable[Quad]) -> set[Quad]:
    """Return the quads that shapes apply to."""
    return {quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph) and not _is_nested(quad)}


_INFO = "Info"
_FOCUS = NamedNode("urn:x-mandates:focus")  # graphs that exist only while a set of quads is validated
_IMPLIED = NamedNode("urn:x-mandates:graph/inferred")


class _Targets:
    """The targets of shapes among what stands on a base."""

    def __init__(self, shapes: Iterable[Shape], base: Iterable[Quad]) -> None:
        marks: dict[object, NamedNode] = {}  # one for all shapes with the same targets
        self._shapes = [
            (shape, marks.setdefault(_target(shape), NamedNode(f"{_FOCUS.value}/{len(marks)}")))
            for shape in shapes
        ]
        self._subjects = {predicate for shape, _ in self._shapes for predicate in shape.target_subjects_of}
        self._objects = {predicate for shape, _ in self._shapes for predicate in shape.target_objects_of}
        self._base: defaultdict[object, list[Quad]] = defaultdict(list)
        self._pointing: list[Quad] = []
        for quad in base:
            self._base[quad.subject].append(quad)
            if quad.predicate in self._objects:
                self._pointing.append(quad)

    def among(self, quads: Iterable[Quad]) -> tuple[list[tuple[Shape, Focus]], set[Quad]]:
        """Return the shapes that have targets among what quads describe, and the quads that mark those."""
        found = _Found()
        for quad in quads:
            self._see(quad, found)
        for node in found.described & self._base.keys():
            for quad in self._base[node]:
                self._see(quad, found)
        for quad in self._pointing:
            found.objects[quad.predicate].add(quad.object)
        targets = {mark: found.targets(shape) for shape, mark in self._shapes}
        marks = {Quad(node, TYPE, mark, _FOCUS) for mark, nodes in targets.items() for node in nodes}
        focus = [(shape, queries.marked(_FOCUS, mark)) for shape, mark in self._shapes if targets[mark]]
        return focus, marks

    def _see(self, quad: Quad, found: _Found) -> None:
        subject, predicate = quad.subject, quad.predicate
        if isinstance(subject, Triple):
            return
        found.described.add(subject)
        if predicate == TYPE:
            found.instances[quad.object].add(subject)
        if predicate in self._subjects:
            found.subjects[predicate].add(subject)
        if predicate in self._objects:
            found.objects[predicate].add(quad.object)


@dataclass(frozen=True, slots=True)
class _Found:
    """The nodes that quads describe, and what could make them targets."""

    described: set[Node] = field(default_factory=set[Any])
    instances: defaultdict[object, set[Node]] = field(default_factory=lambda: defaultdict(set))
    subjects: defaultdict[NamedNode, set[Node]] = field(default_factory=lambda: defaultdict(set))
    objects: defaultdict[NamedNode, set[object]] = field(default_factory=lambda: defaultdict(set))

    def targets(self, shape: Shape) -> set[Node]:
        """Return which of the described nodes a shape targets."""
        nodes = {node for node in shape.target_nodes if not isinstance(node, Literal)} & self.described
        for class_ in shape.target_classes:
            nodes |= self.instances.get(class_, set())
        for predicate in shape.target_subjects_of:
            nodes |= self.subjects.get(predicate, set())
        for predicate in shape.target_objects_of:
            nodes |= {node for node in self.described if node in self.objects.get(predicate, ())}
        return nodes


def _target(shape: Shape) -> object:
    """Return what decides the targets of a shape."""
    return (shape.target_nodes, shape.target_classes, shape.target_subjects_of, shape.target_objects_of)


class _United(EmbeddedStore):
    """A store that answers queries on the union of its graphs: a triple in two of them may count twice."""

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[Variable, Any] | None = None,
        default_graph: Sequence[GraphName] | None = None,
        named_graphs: Sequence[NamedNode | BlankNode] | None = None,
        base_iri: str | None = None,
    ) -> Answer:
        """Return the answer to a query."""
        return self.raw.query(
            text,
            base_iri=base_iri,
            use_default_graph_as_union=True,
            substitutions=None if substitutions is None else dict(substitutions),
        )


class _Base:
    """A store with a base, on which other quads are put for a while; it is made when it is needed."""

    def __init__(self, quads: Iterable[Quad], kind: type[EmbeddedStore]) -> None:
        self._quads = serialize(quads, format=RdfFormat.N_QUADS) or b""
        self._kind = kind
        self._store: EmbeddedStore | None = None
        self._used = 0

    @contextmanager
    def holding(self, quads: Iterable[Quad]) -> Generator[EmbeddedStore]:
        """Hold quads for a while."""
        if self._store is None:
            self._store, self._used = self._kind.memory(), 0
            self._store.bulk_load(self._quads)
        new = [quad for quad in quads if quad not in self._store.raw]
        self._used += len(new)
        self._store.insert(new)
        try:
            yield self._store
        finally:
            if self._used > ENOUGH:
                self._store = None
            else:
                self._store.remove(new)


ENOUGH = 100_000
"""Quads after which a store is made anew: one in memory does not forget what was taken out of it."""


def _alike(sets: Iterable[Iterable[Quad]]) -> list[list[int]]:
    """Return groups of sets, by place, that say the same of each node they share; empty ones are left out."""
    groups: list[tuple[list[int], dict[object, set[object]]]] = []
    for place, quads in enumerate(sets):
        own = _descriptions(quads)
        for places, known in groups if own else ():
            if all(known.get(node, said) == said for node, said in own.items()):
                places.append(place)
                known.update(own)
                break
        else:
            groups.append(([place], own))
    return [places for places, known in groups if known]


def _descriptions(quads: Iterable[Quad]) -> dict[object, set[object]]:
    """Return what quads say of each node that they name: its properties and their values, maybe none."""
    said: dict[object, set[object]] = {}
    values = set[object]()
    for quad in quads:
        said.setdefault(quad.subject, set()).add((quad.predicate, quad.object))
        values.add(quad.object)
    for named in values:
        said.setdefault(named, set())
    return said


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
