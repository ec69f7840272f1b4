"""What is done to a unit: its documents are read, extracted, stated and validated. Pure but for a cache.

Nothing here touches a data folder; an outcome holds the quads, ready to be written.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from graph.batch import FINGERPRINT
from graph.bundle import Bundle
from graph.documents import Kind
from graph.documents.corpus import parse_line
from graph.documents.reading import read
from graph.errors import DocumentError, MandatesError, SymbolError
from graph.extract.everything import extract
from graph.names import ONTOLOGY, Names
from graph.pipeline.units import Form, Problem, problem_of
from graph.pipeline.versions import rules_version, software_version
from graph.statements import Detail, File, statements
from graph.symbols import parse as parse_symbol
from graph.validate import Shapes, Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graph.documents import Document
    from graph.findings import Finding
    from graph.pipeline.units import Source, Unit

_FORMS = {
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".txt": "txt",
    ".xml": "xml",
}


@dataclass(frozen=True, slots=True)
class Job:
    """How documents become statements: the same for all units of a run."""

    base: str
    rules: str  # the version of what reads, extracts and states; a worker with another one refuses to work
    bundle: str | None = None  # folder of another bundle than the package's: shapes, vocabulary, rules
    detail: Detail = Detail.ALL
    keep_text: bool = False
    slug: str | None = None  # a document without a symbol is doc/x-src/SLUG
    record: bool = True  # state which run of the software made the statements, and of what

    def fingerprint(self, source: Source) -> str:
        """Return the SHA-256 over what decides what a source comes to: its bytes, the rules, the options."""
        options = [self.base, self.rules, self.detail.value, self.keep_text, self.slug, source.suffix]
        whole = hashlib.sha256(repr(options).encode())
        whole.update(source.data)
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: the statements of its documents, or why there are none."""

    source: str
    fingerprint: str = ""
    documents: tuple[str, ...] = ()  # IRIs of the expressions, those of embedded drafts among them
    quads: bytes = b""  # N-Quads, compressed by zlib
    count: int = 0  # of the quads
    problems: tuple[Problem, ...] = ()  # it is refused if there is any
    warnings: tuple[Problem, ...] = ()


class OtherVersion(Exception):
    """A process has another version of the software than the one that gives it work."""


def ingest(job: Job, unit: Unit) -> tuple[Outcome, ...]:
    """Return what becomes of each source of a unit, in their order. Raises OtherVersion."""
    if job.rules != rules_version():
        raise OtherVersion(f"version {software_version()} ({rules_version()[:12]})")
    found = [stated(job, source) for source in unit.sources]
    findings = _findings(job, [quads for quads, _ in found])
    return tuple(
        _outcome(job, source, quads, problems, of_shapes)
        for source, (quads, problems), of_shapes in zip(unit.sources, found, findings, strict=True)
    )


def _outcome(
    job: Job,
    source: Source,
    quads: tuple[Quad, ...],
    problems: tuple[Problem, ...],
    findings: Iterable[Finding],
) -> Outcome:
    """Return the outcome of a source, of which the shapes found this."""
    wrong = tuple(_problem(each) for each in findings if each.severity == "Violation")
    doubtful = tuple(_problem(each) for each in findings if each.severity == "Warning")
    if problems or wrong:
        return Outcome(source.name, problems=problems + wrong)
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return Outcome(
        source.name,
        job.fingerprint(source),
        tuple(sorted(_described(quads))),
        zlib.compress(text, 1),
        len(quads),
        warnings=doubtful,
    )


def _problem(finding: Finding) -> Problem:
    what = f"{finding.severity} {finding.code}, {finding.name}: {finding.message} ({finding.focus})"
    return Problem(what, finding.hint, finding.sources, finding.code)


# ---------------------------------------------------------------- reading, extraction, statements


def documents(source: Source, complain: Callable[[DocumentError], None] | None = None) -> Iterator[Document]:
    """Yield the documents of a source; one of many that cannot be read goes to `complain`, if there is one.

    Raises DocumentError, with the name of the source, if it cannot be read.
    """
    if source.problem:
        raise DocumentError(source.name, source.problem.what, source.problem.hint)
    if source.form is Form.LINE:
        yield parse_line(source.data, source.name)
        return
    with TemporaryDirectory(prefix="mandates-") as folder:
        file = Path(folder) / ("record.xml" if source.form is Form.RECORD else Path(source.file).name)
        file.write_bytes(source.data)
        try:
            yield from read(file, complain)
        except DocumentError as error:
            raise DocumentError(source.name, error.what, error.hint) from error


def stated(job: Job, source: Source) -> tuple[tuple[Quad, ...], tuple[Problem, ...]]:
    """Return what a source states, or why it states nothing: all of its documents, or none."""
    try:
        quads: list[Quad] = []
        for document in documents(source):
            quads += _statements(job, source, document)
        if not quads:
            raise DocumentError(source.name, "there is no document in it")
        if job.record:
            quads += _record(job, source, quads)
    except DocumentError as error:
        return (), (problem_of(error),)
    except MandatesError as error:
        return (), (Problem(error.message, error.hint),)
    except Exception as error:  # a defect here must not take the other documents with it
        return (), (defect(error),)
    return tuple(dict.fromkeys(quads)), ()


def defect(error: Exception) -> Problem:
    """Return that a document breaks the program, and where."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
    return Problem(f"it breaks the program: {type(error).__name__}: {error} ({place})", "Please report it.")


def _statements(job: Job, source: Source, document: Document) -> Iterator[Quad]:
    symbol = _filed_as(document)
    known = symbol or (document.metadata and document.metadata.symbol)
    if not known and not job.slug:
        raise _nameless(source, document)
    form = _FORMS.get(source.suffix)
    return statements(
        extract(document),
        Names(job.base),
        detail=job.detail,
        keep_text=job.keep_text,
        symbol=symbol,
        source=None if known else job.slug,
        file=File(form, hashlib.sha256(source.data).hexdigest()) if form else None,
        name=source.name,
    )


def _filed_as(document: Document) -> str | None:
    """Return the canonical symbol under which a collection has the document, if that is a symbol."""
    try:
        return parse_symbol(document.filed_as).canonical if document.filed_as else None
    except SymbolError:
        return None


def _nameless(source: Source, document: Document) -> DocumentError:
    """Return why a document without a symbol is refused: one of the UN tells more of itself."""
    about = document.metadata
    is_known = about is not None and (about.body or about.adopted_on)
    if is_known or any(paragraph.kind is Kind.ENACTING for paragraph in document.paragraphs):
        what = "its text does not give its symbol"
    else:
        what = "not a document of the United Nations: no symbol, no body and no enacting formula in it"
    return DocumentError(source.name, what, "With --source SLUG it is taken in as doc/x-src/SLUG.")


def _described(quads: Iterable[Quad]) -> set[str]:
    """Return the IRIs of the expressions that the quads describe, and of records: each names its graph."""
    return {
        quad.graph_name.value
        for quad in quads
        if isinstance(quad.graph_name, NamedNode)
        and (
            (quad.predicate == HAS_EXPRESSION and quad.object == quad.graph_name)
            or (quad.predicate == DESCRIBES and quad.subject == quad.graph_name)
        )
    }


# ---------------------------------------------------------------- which run made the statements

HAS_EXPRESSION = NamedNode(f"{ONTOLOGY}#hasExpression")
DESCRIBES = NamedNode(f"{ONTOLOGY}#describes")
GENERATED_BY = NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _record(job: Job, source: Source, quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield by which version, with which rules and from what the expressions were made: no clock time."""
    run = NamedNode(Names(job.base).thing("run", job.rules[:16]))
    for expression in sorted(_described(quads)):
        graph = NamedNode(expression)
        yield Quad(graph, GENERATED_BY, run, graph)
        yield Quad(graph, FINGERPRINT, Literal(job.fingerprint(source)), graph)
    yield Quad(run, _TYPE, NamedNode(f"{ONTOLOGY}#ExtractionRun"), run)
    yield Quad(run, NamedNode(f"{ONTOLOGY}#softwareVersion"), Literal(software_version()), run)
    yield Quad(run, NamedNode(f"{ONTOLOGY}#ruleSet"), Literal(job.rules), run)


# ---------------------------------------------------------------- validation


class _Validators(threading.local):
    """The validator of each thread, which a validation has to itself, and what it was made for."""

    made_for: tuple[str, str | None] | None = None
    validator: Validator


_validators = _Validators()


def _validator(base: str, folder: str | None) -> Validator:
    """Return a validator among the vocabulary and the curated things of a bundle, where documents stand."""
    if _validators.made_for != (base, folder):
        bundle = Bundle.of_folder(Path(folder)) if folder else Bundle.installed()
        curated = tuple(file for file in bundle.data if file.parent.name == "curated")
        near = Bundle(ontology=bundle.ontology, data=curated).quads(base)
        _validators.validator = Validator(near, Shapes.read(bundle.shapes))
        _validators.made_for = (base, folder)
    return _validators.validator


def _findings(job: Job, stated: list[tuple[Quad, ...]]) -> tuple[tuple[Finding, ...], ...]:
    """Return the violations and warnings of the shapes on what each source states, if it states anything."""
    return _validator(job.base, job.bundle).serious(stated) if any(stated) else tuple(() for _ in stated)
