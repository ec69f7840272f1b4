"""What a validation found, and how it is shown: text for people, JSON, Turtle and SARIF for machines.

Nothing here depends on the engine that validates, so a report can be read, kept and shown without loading it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from graph.errors import UnknownFormat
from graph.names import DEFAULT_BASE, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Self

SEVERITIES: Final = ("Violation", "Warning", "Info")  # worst first
_LEVELS: Final = {"Violation": "error", "Warning": "warning", "Info": "note"}  # of SARIF

_SH: Final = "http://www.w3.org/ns/shacl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_PREFIXES: Final = {
    "sh": _SH,
    "shapes": f"{DEFAULT_BASE}shapes#",
    "unm": VOCABULARY,
    "dcterms": _DCTERMS,
    "rdfs": _RDFS,
    "skos": _SKOS,
    "xsd": _XSD,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One node that breaks one shape."""

    severity: str  # one of SEVERITIES
    code: str  # of the shape, such as S05
    name: str  # of the shape, in a few words
    message: str  # what is wrong
    hint: str  # how to mend it
    clause: str  # the standard or rule behind the shape, and where it is written
    focus: str  # IRI of the node; _:… for a blank one
    shape: str  # IRI of the node shape
    constraint: str  # IRI of the property shape or query in it that was broken
    component: str  # IRI of the SHACL constraint component
    path: str | None = None  # IRI of the property
    value: str | None = None  # the offending term, as in N-Triples
    sources: tuple[str, ...] = ()  # IRIs of the paragraphs that state it, or of the graphs that hold it
    files: tuple[str, ...] = ()  # in which the node is described, where files were validated

    def sort_key(self) -> tuple[object, ...]:
        """Return what puts findings into one order: the worst first, then by shape and node."""
        place = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        return (place, self.code, self.shape, self.focus, self.constraint, self.path or "", self.value or "")


@dataclass(frozen=True)
class Report:
    """The outcome of a validation; it conforms if nothing is a Violation (SHACL, section 3.6).

    https://www.w3.org/TR/shacl/#validation-report
    """

    results: tuple[Finding, ...] = ()
    checked: int = 0  # quads
    files: tuple[str, ...] = field(default=())  # that were validated; none: a whole graph

    @cached_property
    def conforms(self) -> bool:
        """Return whether no shape with the severity Violation is broken."""
        return not self.count("Violation")

    def count(self, severity: str) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.severity == severity for finding in self.results)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON data; `from_json` reads it back."""
        return {
            "conforms": self.conforms,
            "violations": self.count("Violation"),
            "warnings": self.count("Warning"),
            "checked": self.checked,
            "files": list(self.files),
            "results": [_entry(finding) for finding in self.results],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the report that `to_json` gave."""
        results = tuple(
            Finding(**entry | {"sources": tuple(entry["sources"]), "files": tuple(entry["files"])})
            for entry in data["results"]
        )
        return cls(results, data["checked"], tuple(data["files"]))

    def render(self, format: str) -> str:
        """Return the report in one of `FORMATS`. Raises UnknownFormat."""
        try:
            return FORMATS[format](self)
        except KeyError:
            raise UnknownFormat(format, tuple(FORMATS)) from None


def _entry(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON data: with lists for tuples, so that it equals what comes back from JSON."""
    return asdict(finding) | {"sources": list(finding.sources), "files": list(finding.files)}


# ---------------------------------------------------------------- text


def to_text(report: Report) -> str:
    """Return the report for a terminal: one block a finding, without colours."""
    blocks = [_block(finding) for finding in report.results]
    return "\n\n".join([*blocks, summary(report)]) + "\n"


def summary(report: Report) -> str:
    """Return the outcome in one line."""
    counts = [
        f"{number} {word if number == 1 else word + 's'}"
        for word, number in (
            ("violation", report.count("Violation")),
            ("warning", report.count("Warning")),
            ("remark", report.count("Info")),
        )
        if number
    ]
    outcome = "Conforms" if report.conforms else "Does not conform"
    return f"{outcome}: {', '.join(counts) or 'nothing found'} in {report.checked:,} statements."


def _block(finding: Finding) -> str:
    message = finding.message.replace(VOCABULARY, "unm:").replace(DEFAULT_BASE, "")
    lines = [f"{finding.severity.upper()} {finding.code}  {finding.name}", f"  {message}"]
    lines += [f"  {label:<7} {text}" for label, text in _details(finding)]
    return "\n".join(lines)


def _details(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield what a block says below its message."""
    yield "node", readable(finding.focus)
    if finding.path:
        yield "path", readable(finding.path)
    if finding.value:
        yield "value", readable(finding.value)
    for source in finding.sources:
        yield "where", readable(source)
    for file in finding.files:
        yield "file", file
    yield "mend", finding.hint
    yield "rule", finding.clause


def readable(term: str) -> str:
    """Return a term for people: IRIs of this graph without their base, literals without their datatype.

    >>> readable("https://w3id.org/un-mandates/body/ga")
    'body/ga'
    >>> readable('"22"^^<http://www.w3.org/2001/XMLSchema#integer>')
    '22'
    """
    if term.startswith('"'):
        literal = term_of(term)
        assert isinstance(literal, Literal)
        return f"{literal.value} ({literal.language})" if literal.language else literal.value
    iri = term.removeprefix("<").removesuffix(">")
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(DEFAULT_BASE) or iri


# ---------------------------------------------------------------- JSON


def to_json_text(report: Report) -> str:
    """Return the report as JSON."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n"


# ---------------------------------------------------------------- Turtle


def to_turtle(report: Report) -> str:
    """Return the report as a SHACL validation report, the same text for the same findings.

    Beside the terms of SHACL a result has dcterms:source (the paragraphs) and rdfs:comment (how to mend it).
    https://www.w3.org/TR/shacl/#validation-report
    """
    out = BytesIO()
    serialize(_triples(report), out, RdfFormat.TURTLE, prefixes=_PREFIXES)
    lines = out.getvalue().decode().splitlines(keepends=True)
    lines.sort(key=lambda line: line if line.startswith("@prefix") else "~")  # written in no order
    return "".join(lines)


def _triples(report: Report) -> Iterator[Triple]:
    node = BlankNode("report")
    yield Triple(node, NamedNode(f"{_RDF}type"), NamedNode(f"{_SH}ValidationReport"))
    yield Triple(node, NamedNode(f"{_SH}conforms"), Literal(report.conforms))
    results = [BlankNode(f"result{number}") for number, _ in enumerate(report.results, 1)]
    for result in results:
        yield Triple(node, NamedNode(f"{_SH}result"), result)
    for result, finding in zip(results, report.results, strict=True):
        yield from _result(result, finding)


def _result(node: BlankNode, finding: Finding) -> Iterator[Triple]:
    yield Triple(node, NamedNode(f"{_RDF}type"), NamedNode(f"{_SH}ValidationResult"))
    yield Triple(node, NamedNode(f"{_SH}resultSeverity"), NamedNode(_SH + finding.severity))
    focus = finding.focus
    yield Triple(
        node, NamedNode(f"{_SH}focusNode"), term_of(focus if focus.startswith("_:") else f"<{focus}>")
    )
    if finding.path:
        yield Triple(node, NamedNode(f"{_SH}resultPath"), NamedNode(finding.path))
    if finding.value:
        yield Triple(node, NamedNode(f"{_SH}value"), term_of(finding.value))
    yield Triple(node, NamedNode(f"{_SH}sourceConstraintComponent"), NamedNode(finding.component))
    is_query = finding.component == f"{_SH}SPARQLConstraintComponent"
    yield Triple(
        node, NamedNode(f"{_SH}sourceShape"), NamedNode(finding.shape if is_query else finding.constraint)
    )
    if is_query:
        yield Triple(node, NamedNode(f"{_SH}sourceConstraint"), NamedNode(finding.constraint))
    yield Triple(node, NamedNode(f"{_SH}resultMessage"), Literal(finding.message, language="en"))
    yield Triple(node, NamedNode(f"{_RDFS}comment"), Literal(finding.hint, language="en"))
    for source in finding.sources:
        yield Triple(node, NamedNode(f"{_DCTERMS}source"), NamedNode(source))


def term_of(text: str) -> NamedNode | BlankNode | Literal:
    """Return the term that a text in the syntax of N-Triples stands for."""
    term = next(iter(parse(f"<a:s> <a:p> {text} .", RdfFormat.N_TRIPLES))).object
    assert isinstance(term, NamedNode | BlankNode | Literal)
    return term


# ---------------------------------------------------------------- SARIF


def to_sarif(report: Report) -> str:
    """Return the report in the Static Analysis Results Interchange Format, version 2.1.0.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    rules = sorted({_local(finding.shape): finding for finding in report.results}.items())
    places = {identifier: place for place, (identifier, _) in enumerate(rules)}
    driver = {
        "name": "mandates",
        "version": version("mandates"),
        "informationUri": DEFAULT_BASE,
        "rules": [_rule(identifier, finding) for identifier, finding in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, places) for finding in report.results],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(identifier: str, finding: Finding) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": "".join(word.capitalize() for word in identifier.split("-")),
        "shortDescription": {"text": f"{finding.code}: {finding.name}."},
        "fullDescription": {"text": finding.clause},
        "helpUri": finding.shape,
        "defaultConfiguration": {"level": _LEVELS.get(finding.severity, "warning")},
    }


def _sarif_result(finding: Finding, places: Mapping[str, int]) -> dict[str, Any]:
    identifier = _local(finding.shape)
    logical = [{"fullyQualifiedName": finding.focus, "name": readable(finding.focus), "kind": "resource"}]
    files = [{"artifactLocation": {"uri": _uri(file)}} for file in finding.files]
    return {
        "ruleId": identifier,
        "ruleIndex": places[identifier],
        "level": _LEVELS.get(finding.severity, "warning"),
        "message": {"text": f"{finding.message} {finding.hint}"},
        "locations": [{"physicalLocation": file, "logicalLocations": logical} for file in files]
        or [{"logicalLocations": logical}],
        "relatedLocations": [
            {"logicalLocations": [{"fullyQualifiedName": source, "kind": "resource"}]}
            for source in finding.sources
        ],
        "properties": {"constraint": finding.constraint, "path": finding.path, "value": finding.value},
    }


def _uri(file: str) -> str:
    """Return a file's name as a URI reference: absolute paths with the scheme, others relative."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": to_text,
    "json": to_json_text,
    "ttl": to_turtle,
    "sarif": to_sarif,
}
