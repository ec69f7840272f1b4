"""Validates quads against the shapes (`shapes/*.ttl`): SHACL by pyshacl, its queries by Oxigraph.

The shapes see the duplicate-free union of all named graphs, and by `GRAPH` each of them. Superclasses are in
the graph already (`graph/rules/`), so no inference runs here. https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pyshacl
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.namespace import DCTERMS, RDF, RDFS, SH, SKOS, XSD

from graph import resources
from graph.bundle import read_rdf
from graph.findings import FORMATS, Finding, Report

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from rdflib.term import Node

__all__ = ["FORMATS", "Finding", "Report", "Shapes", "validate"]

_SOURCE = NamedNode(str(DCTERMS.source))
_TYPE = NamedNode(str(RDF.type))


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
    """The shapes, read once; give them to several validations."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.graph = rdflib.Graph(bind_namespaces="none")
        for quad in quads:
            self.graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
        self.rules: dict[str, Rule] = dict(self._rules())  # by IRI of property shape, query or node shape

    @classmethod
    def read(cls, files: Iterable[Path] | None = None) -> Shapes:
        """Return the shapes of these Turtle files; without files those of the package."""
        paths = resources.shape_files() if files is None else files
        return cls(quad for file in paths for quad in read_rdf(file, name=f"shapes/{file.stem}"))

    def _rules(self) -> Iterator[tuple[str, Rule]]:
        for shape in self.graph.subjects(SKOS.notation):
            rule = Rule(
                self._text(shape, SKOS.notation),
                self._text(shape, SH.name),
                self._clause(shape),
                str(shape),
                self._text(shape, RDFS.comment),
            )
            yield str(shape), rule
            for constraint in self.constraints(str(shape)):
                hint = self._text(rdflib.URIRef(constraint), RDFS.comment)
                yield constraint, replace(rule, hint=hint or rule.hint)

    def constraints(self, shape: str) -> tuple[str, ...]:
        """Return the IRIs of the property shapes and queries of a node shape, sorted."""
        node = rdflib.URIRef(shape)
        return tuple(
            sorted(str(part) for link in (SH.property, SH.sparql) for part in self.graph.objects(node, link))
        )

    def _clause(self, shape: Node) -> str:
        links = sorted(f"<{link}>" for link in self.graph.objects(shape, RDFS.seeAlso))
        return " ".join([self._text(shape, DCTERMS.source), *links])

    def _text(self, node: Node, predicate: Node) -> str:
        return min(map(str, self.graph.objects(node, predicate)), default="")


def _rdflib(term: object) -> rdflib.IdentifiedNode | rdflib.Literal:
    """Return a term for rdflib; a plain string stays plain, or it would not equal itself there."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, Literal), "a triple term has no counterpart in rdflib"
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=None if datatype == XSD.string else datatype)


# ---------------------------------------------------------------- validation


def validate(quads: Iterable[Quad], *, shapes: Shapes | None = None) -> Report:
    """Return what the shapes find in the named graphs, in one order.

    `quads` are stated and derived ones together, with the vocabulary, whose schemes close the lists of
    concepts; the default graph is left out, and so are statements about statements, for which SHACL has no
    shapes. `shapes` are those of the package unless given.
    """
    named = {quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph) and not _is_nested(quad)}
    store = Store()
    store.bulk_extend(named)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in named)
    shapes = shapes or Shapes.read()
    results = {_finding(store, shapes, report, result) for report, result in _broken(store, shapes)}
    return Report(tuple(sorted(results, key=Finding.sort_key)), len(named))


def _is_nested(quad: Quad) -> bool:
    """Return whether the quad holds a triple as a term (RDF 1.2)."""
    return isinstance(quad.subject, Triple) or isinstance(quad.object, Triple)


def _broken(store: Store, shapes: Shapes) -> Iterator[tuple[rdflib.Graph, Node]]:
    """Yield the results of pyshacl, each with the report graph that describes it."""
    with _quiet("rdflib.term"):
        outcome = cast(
            "tuple[bool, rdflib.Graph | Exception, str]",
            pyshacl.validate(_Data(store), shacl_graph=shapes.graph, inplace=True),  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        )
    report = outcome[1]
    if not isinstance(report, rdflib.Graph):
        raise RuntimeError(f"the shapes cannot be evaluated: {report}")
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield report, result


class _Data(OxigraphDataGraph):
    """The store as pyshacl sees it: its default graph is the data graph, and its truth costs nothing.

    Left alone, pyshacl asks the engine for the union of the named graphs, in which a triple counts once for
    each graph that states it, so that joins multiply. And it tests the truth of the graph several times for
    each result, by counting the distinct triples of the whole store.
    """

    @classmethod
    def is_multigraph(cls) -> bool:
        """Return that the default graph is all there is to validate."""
        return False

    def __bool__(self) -> bool:
        """Return True, without a count."""
        return True


@contextmanager
def _quiet(logger: str) -> Generator[None]:
    """Keep rdflib from logging a stack for each literal that breaks its datatype: the shapes report them."""
    log = logging.getLogger(logger)
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before


def _finding(store: Store, shapes: Shapes, report: rdflib.Graph, result: Node) -> Finding:
    """Return what pyshacl reports of one node, with what the shape says of itself and the paragraphs."""
    focus = _subject(report.value(result, SH.focusNode))
    constraint = str(report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape))
    rule = shapes.rules[constraint]
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    term = None if value is None or value == report.value(result, SH.focusNode) else _oxigraph(value)
    return Finding(
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        code=rule.code,
        name=rule.name,
        message=" ".join(sorted(str(message) for message in report.objects(result, SH.resultMessage))),
        hint=rule.hint,
        clause=rule.clause,
        focus=focus.value if isinstance(focus, NamedNode) else str(focus),
        shape=rule.shape,
        constraint=constraint,
        component=str(report.value(result, SH.sourceConstraintComponent)),
        path=None if path is None else str(path),
        value=None if term is None else str(term),
        sources=_sources(store, focus, None if path is None else NamedNode(str(path)), term),
    )


def _subject(term: object) -> NamedNode | BlankNode:
    return BlankNode(str(term)) if isinstance(term, rdflib.BNode) else NamedNode(str(term))


def _oxigraph(term: Node) -> NamedNode | BlankNode | Literal:
    if not isinstance(term, rdflib.Literal):
        return _subject(term)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def _sources(
    store: Store,
    focus: NamedNode | BlankNode,
    path: NamedNode | None,
    value: NamedNode | BlankNode | Literal | None,
) -> tuple[str, ...]:
    """Return where the offending thing is stated, sorted: the narrowest that is known.

    The paragraphs that a node names itself; else the graphs that state the value, the property, the node.
    """
    named = {
        quad.object.value
        for quad in store.quads_for_pattern(focus, _SOURCE, None)
        if isinstance(quad.object, NamedNode)
    }
    if named:
        return tuple(sorted(named))
    patterns: list[tuple[NamedNode | None, NamedNode | BlankNode | Literal | None]] = []
    patterns += [(path, value)] if value is not None else []
    patterns += [(path, None)] if path is not None else []
    for predicate, object_ in [*patterns, (_TYPE, None), (None, None)]:
        quads = store.quads_for_pattern(focus, predicate, object_)
        graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
        stated = {graph for graph in graphs if not graph.endswith("/graph/inferred")}
        if stated:
            return tuple(sorted(stated))
    return ()
