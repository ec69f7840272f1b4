"""A result of a validation, as SHACL has it, whichever engine found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from graph.shacl.terms import Term


@dataclass(frozen=True, slots=True)
class Result:
    """One focus node that breaks one constraint. https://www.w3.org/TR/shacl/#results-validation-result."""

    severity: str  # IRI
    focus: Term
    constraint: str  # IRI of the query or shape that was broken; the label of a blank one
    component: str  # IRI
    path: NamedNode | None  # None also for a path of several steps
    value: Term | None
    message: str
