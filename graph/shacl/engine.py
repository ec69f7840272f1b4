"""Runs the queries of a schema on a store, and says what breaks which constraint.

The default graph of the store is the data graph; queries of the shapes may ask its named graphs with GRAPH.
https://www.w3.org/TR/shacl/#validation
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Variable

from graph.errors import QuerySyntaxError, ShapesError
from graph.shacl import queries
from graph.shacl.results import Result
from graph.shacl.select import joinable
from graph.shacl.terms import SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.shacl.model import Constraint, Schema, Shape
    from graph.shacl.queries import Focus
    from graph.shacl.select import Joinable
    from graph.shacl.terms import Term
    from graph.store import ReadStore

_THIS: Final = Variable("this")
_SHAPE: Final = Variable("currentShape")


@dataclass(frozen=True, slots=True)
class _Row:
    """A solution of a query of a constraint."""

    focus: Term
    value: Term | None = None
    path: NamedNode | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one constraint took."""

    seconds: float
    shape: Shape
    constraint: Constraint
    results: int


class Engine:
    """The queries of a schema, written once; it can run on any number of stores."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._writers: dict[frozenset[Term], queries.Writer] = {}
        self._selects: dict[Constraint, Joinable] = {
            constraint: joinable(constraint.select, shape)
            for shape in schema.shapes.values()
            for constraint in shape.constraints
            if constraint.select is not None
        }
        self._texts: dict[tuple[Constraint, str, frozenset[Term]], str | None] = {}

    def validate(
        self, store: ReadStore, *, workers: int = 2, timings: list[Timing] | None = None
    ) -> list[Result]:
        """Return what breaks the shapes with targets, in no particular order; constraints run in parallel."""
        run = Run(self, store)
        tasks = [
            (run, shape, constraint, focus)
            for shape in self.schema.targeted()
            for focus in [run.targets(shape)]
            for constraint in shape.constraints
        ]
        broken: list[Result] = []
        with ThreadPoolExecutor(workers) as pool:
            for found, timing in pool.map(_timed, *zip(*tasks, strict=True)) if tasks else ():
                broken += found
                if timings is not None:
                    timings.append(timing)
        return broken

    def validate_focus(self, store: ReadStore, shapes: Iterable[tuple[Shape, Focus]]) -> Iterator[Result]:
        """Yield what breaks these shapes among the focus nodes given with each, not their targets.

        The store says of everything of a class that it is of the superclasses, too.
        """
        run = Run(self, store, narrow=True)
        for shape, focus in shapes:
            for constraint in shape.constraints:
                yield from run.broken(shape, constraint, focus)

    def text(self, shape: Shape, constraint: Constraint, focus: Focus, wide: frozenset[Term]) -> str | None:
        """Return the query of a constraint for focus nodes; None where no one query decides it.

        `wide` are the classes whose instances are not all found by the class itself, but by its subclasses.
        """
        key = (constraint, focus("?this"), wide)
        if key not in self._texts:
            select = self._selects.get(constraint)
            if select is None:
                writer = self._writers.setdefault(wide, queries.Writer(self.schema.shapes, wide))
                self._texts[key] = writer.query(shape, constraint, focus)
            else:
                self._texts[key] = select.joined(focus("?this"))
        return self._texts[key]

    def select(self, constraint: Constraint) -> Joinable | None:
        """Return the query of a SPARQL-based constraint."""
        return self._selects.get(constraint)


def _timed(run: Run, shape: Shape, constraint: Constraint, focus: Focus) -> tuple[list[Result], Timing]:
    start = perf_counter()
    found = list(run.broken(shape, constraint, focus))
    return found, Timing(perf_counter() - start, shape, constraint, len(found))


class Run:
    """One validation of one store."""

    def __init__(self, engine: Engine, store: ReadStore, *, narrow: bool = False) -> None:
        self._engine = engine
        self._shapes = engine.schema.shapes
        self._store = store
        self._wide: frozenset[Term] = frozenset(
            class_ for class_ in engine.schema.classes if not narrow and self._ask(queries.beyond(class_))
        )

    # ------------------------------------------------------------ focus nodes

    def targets(self, shape: Shape) -> Focus:
        """Return the focus nodes of a shape. https://www.w3.org/TR/shacl/#targets."""
        choices = [self._instances(class_) for class_ in shape.target_classes]
        choices += [queries.subjects_of(predicate) for predicate in shape.target_subjects_of]
        choices += [queries.objects_of(predicate) for predicate in shape.target_objects_of]
        choices += [queries.nodes(shape.target_nodes)] if shape.target_nodes else []
        return queries.union(*choices)

    def _instances(self, class_: NamedNode) -> Focus:
        """Return the instances of a class: by the class alone where that finds those of subclasses."""
        focus = queries.instances(class_)
        return (
            queries.union(focus, queries.instances_of_subclasses(class_)) if class_ in self._wide else focus
        )

    # ------------------------------------------------------------ results

    def broken(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Result]:
        """Yield what breaks a constraint among the focus nodes."""
        if constraint.component == "Property":
            other = self._shapes[constraint.shapes[0]]
            inner = queries.values_of(shape, focus)
            for part in () if other.deactivated else other.constraints:
                yield from self.broken(other, part, inner)
            return
        for row in self._rows(shape, constraint, focus):
            source = constraint.select.node if constraint.select is not None else shape.node
            yield Result(
                severity=shape.severity,
                focus=row.focus,
                constraint=source.value,
                component=constraint.iri,
                path=row.path or shape.predicate,
                value=row.value,
                message=" ".join(row.messages or shape.messages or (_generic(shape, constraint),)),
            )

    def _rows(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[_Row]:
        text = self._engine.text(shape, constraint, focus, self._wide)
        if text is not None:
            yield from self._solutions(shape, constraint, text)
        elif constraint.select is not None:
            yield from self._one_by_one(shape, constraint, focus)
        elif constraint.component == "Qualified":
            yield from self._qualified(shape, constraint, focus)
        else:
            yield from self._by_conformance(shape, constraint, focus)

    def failing(self, shape: Shape, focus: Focus) -> set[Term]:
        """Return the focus nodes that do not conform to a shape."""
        if shape.deactivated:
            return set()
        found: set[Term] = set()
        for constraint in shape.constraints:
            if constraint.component == "Property":
                inner = self.failing(self._shapes[constraint.shapes[0]], queries.values_of(shape, focus))
                found |= (
                    {this for this, value in self._pairs(shape, focus) if value in inner} if inner else set()
                )
            else:
                found |= {row.focus for row in self._rows(shape, constraint, focus)}
        return found

    # ------------------------------------------------------------ queries

    def _solutions(self, shape: Shape, constraint: Constraint, text: str) -> Iterator[_Row]:
        """Yield the rows of a query over all focus nodes."""
        answer = self._query(text, constraint, {_SHAPE: shape.node} if "currentShape" in text else {})
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            yield _row(shape, constraint, dict(zip(names, solution, strict=True)), None)

    def _one_by_one(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[_Row]:
        """Yield the rows of a query that has to run for each focus node apart."""
        select = self._engine.select(constraint)
        assert select is not None
        text = select.before + select.after
        for this in [this for (this,) in self._terms(f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} }}")]:
            bound = {_THIS: this} | ({_SHAPE: shape.node} if "currentShape" in text else {})
            answer = self._query(text, constraint, bound)
            names = [variable.value for variable in answer.variables]
            for solution in answer:
                yield _row(shape, constraint, dict(zip(names, solution, strict=True)), this)

    def _by_conformance(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[_Row]:
        """Yield what breaks a logical constraint whose shapes are more than an expression."""
        inner = queries.values_of(shape, focus)
        failing = [self.failing(self._shapes[node], inner) for node in constraint.shapes]
        for this, value in self._pairs(shape, focus):
            count = sum(value in nodes for nodes in failing)
            if _COMBINED[constraint.component](count, len(failing)):
                yield _Row(this, value)

    def _qualified(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[_Row]:
        """Yield where too few or too many values conform. https://www.w3.org/TR/shacl/#QualifiedValueShapeConstraintComponent."""
        inner = queries.values_of(shape, focus)
        own, *siblings = (self.failing(self._shapes[node], inner) for node in constraint.shapes)
        conforming: Counter[Term] = Counter(
            this
            for this, value in self._pairs(shape, focus)
            if value not in own and all(value in sibling for sibling in siblings)
        )
        for (this,) in self._terms(f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} }}"):
            too_few = constraint.least is not None and conforming[this] < constraint.least
            if too_few or (constraint.most is not None and conforming[this] > constraint.most):
                yield _Row(this)

    def _pairs(self, shape: Shape, focus: Focus) -> Iterator[tuple[Term, Term]]:
        return ((this, value) for this, value in self._terms(queries.every_pair(shape, focus)))

    def _terms(self, text: str) -> list[tuple[Term, ...]]:
        answer = self._store.query(text)
        assert isinstance(answer, QuerySolutions)
        return [tuple(_known(solution)) for solution in answer]

    def _ask(self, text: str) -> bool:
        answer = self._store.query(text)
        assert isinstance(answer, QueryBoolean)
        return bool(answer)

    def _query(self, text: str, constraint: Constraint, bound: Mapping[Variable, Term]) -> QuerySolutions:
        try:
            answer = self._store.query(text, substitutions=bound or None)
        except QuerySyntaxError as error:
            name = constraint.select.node if constraint.select else constraint.iri
            raise ShapesError(f"The query {name} cannot be read: {error.message}", error.hint) from error
        if not isinstance(answer, QuerySolutions):
            raise ShapesError(
                f"The query {constraint.select and constraint.select.node} is not a SELECT query."
            )
        return answer


_COMBINED: Final[
    Mapping[str, Callable[[int, int], bool]]
] = {  # from the number of shapes that a value breaks, of how many
    "Node": lambda broken, of: broken > 0,
    "And": lambda broken, of: broken > 0,
    "Or": lambda broken, of: broken == of,
    "Not": lambda broken, of: broken == 0,
    "Xone": lambda broken, of: of - broken != 1,
}


def _known(solution: Iterable[object]) -> Iterator[Term]:
    for term in solution:
        assert isinstance(term, NamedNode | BlankNode | Literal)
        yield term


# ---------------------------------------------------------------- rows and messages


def _row(shape: Shape, constraint: Constraint, bound: dict[str, object], this: Term | None) -> _Row:
    """Return a solution as a row. https://www.w3.org/TR/shacl/#sparql-constraints-variables."""
    terms = {name: term for name, term in bound.items() if isinstance(term, NamedNode | BlankNode | Literal)}
    focus = terms.get("this", this)
    if focus is None:
        raise ShapesError(f"The query {constraint.select and constraint.select.node} does not select $this.")
    terms["this"] = focus
    path = terms.get("path")
    messages: tuple[str, ...] = ()
    if constraint.select is not None:
        own = (terms["message"].value,) if "message" in terms else constraint.select.messages
        messages = tuple(filled(message, terms) for message in own)
    value = terms.get("value", None if constraint.select is None or shape.path else focus)
    return _Row(focus, value, path if isinstance(path, NamedNode) else None, messages)


_VARIABLE: Final = re.compile(r"\{[?$](\w+)\}")


def filled(message: str, terms: Mapping[str, Term]) -> str:
    """Return a message with the values of its variables; one without a value stays as it is.

    >>> filled("{?value} is not {$name}", {"value": Literal(7)})
    '7 is not {$name}'
    """

    def value(found: re.Match[str]) -> str:
        term = terms.get(found[1])
        return found[0] if term is None else term.value

    return _VARIABLE.sub(value, message)


def _generic(shape: Shape, constraint: Constraint) -> str:
    """Return a message for a shape that has none."""
    name = constraint.iri.removeprefix(SH).removesuffix("ConstraintComponent")
    wanted = ", ".join(str(term) for term in (*constraint.terms, *constraint.shapes)[:5])
    return f"{name} is broken{': ' if wanted else ''}{wanted}{' on ' if shape.path else ''}{shape.path}."
