"""The same validation by pyshacl, the reference that the queries are tested against.

It evaluates all of SHACL, and each query (in Oxigraph) once for each focus node: minutes for seconds.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.namespace import RDF, SH, XSD

from graph.errors import ShapesError
from graph.shacl.results import Result

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from pyoxigraph import Quad, Store
    from rdflib.term import Node

    from graph.shacl.terms import Term


def shapes_graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return the shapes as rdflib has them."""
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
    return graph


def results(store: Store, shapes: rdflib.Graph) -> Iterator[Result]:
    """Yield what pyshacl finds in the default graph of a store. Raises ShapesError if it cannot evaluate."""
    with _quiet("rdflib.term"):
        outcome = cast(
            "tuple[bool, rdflib.Graph | Exception, str]",
            pyshacl.validate(_Data(store), shacl_graph=shapes, inplace=True),  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        )
    report = outcome[1]
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"The shapes cannot be evaluated: {report}")
    for node in report.subjects(RDF.type, SH.ValidationResult):
        yield _result(report, node)


def _result(report: rdflib.Graph, node: Node) -> Result:
    focus, value = report.value(node, SH.focusNode), report.value(node, SH.value)
    path = report.value(node, SH.resultPath)
    assert focus is not None
    return Result(
        severity=str(report.value(node, SH.resultSeverity)),
        focus=_oxigraph(focus),
        constraint=str(report.value(node, SH.sourceConstraint) or report.value(node, SH.sourceShape)),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        path=NamedNode(str(path)) if isinstance(path, rdflib.URIRef) else None,
        value=None if value is None else _oxigraph(value),
        message=" ".join(sorted(str(message) for message in report.objects(node, SH.resultMessage))),
    )


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


def _oxigraph(term: Node) -> Term:
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if not isinstance(term, rdflib.Literal):
        return NamedNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
