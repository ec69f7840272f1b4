"""Compares a document with the graph: does it still say what the graph says it says.

The paragraphs of a document, as its reader gives them, beside what a release holds of the same expression
and of the drafts in it: the hash of each paragraph's text, and for each node that names a paragraph as its
source the span and the form (of a citation, of a figure) that must stand there. What rests on a paragraph
that has changed is named, with the place to which its form has moved.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph import questions
from graph.documents import Kind, fragment, parse_fragment, spans
from graph.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import QuerySolution

    from graph.documents import Document, Paragraph
    from graph.store import ReadStore

MINIMUM_EQUAL = 3
"""Paragraphs, headings apart, that must be equal for a document to be taken for one that the graph holds.

A document that has fewer must be equal in all of them.
"""

_LOOKED_FOR = 64  # hashes: enough to tell a document among thousands, each looked for in every list
# An expression of a draft: …/draft/1/en
_DRAFT = re.compile(r"(.+)/draft/\d+/([^/]+)")


class State(StrEnum):
    """What became of a paragraph that the graph holds."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"  # the same text stands at another path
    GONE = "gone"
    UNHASHED = "unhashed"  # the graph states no hash, so only spans and forms could be checked


class Problem(StrEnum):
    """Why a statement is not confirmed."""

    PARAGRAPH_CHANGED = "paragraph changed"
    PARAGRAPH_MOVED = "paragraph moved"
    PARAGRAPH_GONE = "paragraph gone"
    SPAN_MALFORMED = "span malformed"
    SPAN_OUTSIDE = "span outside the text"
    FORM_DIFFERS = "form differs"  # the text at the span is not the form that the graph states


@dataclass(frozen=True, slots=True)
class ParagraphCheck:
    """One paragraph that the graph holds."""

    path: str  # such as p/12
    iri: str
    state: State
    moved_to: str | None = None  # path


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement that the document does not confirm as it stands."""

    statement: str  # IRI of the node, or of the thing that the paragraph says something about
    paragraph: str  # path
    problem: Problem
    form: str | None = None  # as the graph states it
    span: str | None = None  # as the graph states it, char=12,34
    found: str | None = None  # what the document has in that span
    now_at: tuple[str, ...] = ()  # every span of the form in the paragraph as it is now
    says: tuple[str, ...] = ()  # predicate and object, as in N-Triples, where no node carries the source


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What came of the comparison."""

    file: str
    expression: str  # IRI
    paragraphs: tuple[ParagraphCheck, ...]  # that the graph holds
    unknown: tuple[str, ...]  # paths of paragraphs that the document has and the graph has not; no problem
    statements: int  # looked at: a node, or a thing that an altered paragraph describes, and the paragraph
    findings: tuple[Finding, ...]

    @property
    def differing(self) -> tuple[ParagraphCheck, ...]:
        """Return the paragraphs that are not as the graph holds them."""
        return tuple(check for check in self.paragraphs if check.state not in (State.SAME, State.UNHASHED))

    @property
    def ok(self) -> bool:
        """Return whether the document says all that the graph says it says."""
        return not self.findings and not self.differing


def verify(
    document: Document, store: ReadStore, *, expression: str | None = None, file: str = "document"
) -> VerifyReport:
    """Return how the document and the release agree.

    `expression` is the IRI of the expression, or of the work, whose expression in the document's language is
    then taken; without it the document is told by the hashes of its paragraphs, see `identify`. `file` is the
    name that the report and errors give the document. Raises DocumentError if the release does not hold it.
    """
    iri = _known(document, store, expression, file) if expression else identify(document, store, file)
    held, evidence = _held(store, iri, document.language)
    paragraphs = _in_order(document, _compare_all(document, held, evidence))
    described = _described(store, [check.iri for check in paragraphs if check.state in _ALTERED])
    findings: list[Finding] = []
    statements = 0
    for check in paragraphs:
        resting = evidence.get(check.path, ())
        others = described.get(check.iri, {})
        statements += len(resting) + len(others)
        text = _text(document, check)
        findings += [finding for item in resting if (finding := _check(item, check, text))]
        findings += [
            Finding(thing, check.path, _ALTERED[check.state], says=tuple(said))
            for thing, said in others.items()
        ]
    return VerifyReport(
        file=file,
        expression=iri,
        paragraphs=paragraphs,
        unknown=tuple(paragraph.path for paragraph in document.paragraphs if paragraph.path not in held),
        statements=statements,
        findings=tuple(findings),
    )


# ---------------------------------------------------------------- which document it is


def identify(document: Document, store: ReadStore, file: str = "document") -> str:
    """Return the IRI of the expression that has the most paragraphs equal to the document's.

    Headings do not count: an “Introduction” is in many documents. Raises DocumentError if no expression has
    `MINIMUM_EQUAL` of them, or two have equally many.
    """
    telling = sorted({p.hash for p in document.paragraphs if p.kind is not Kind.HEADING})
    best = _nearest(store, telling)
    needed = min(MINIMUM_EQUAL, len(telling))
    if not best or best[0][1] < needed:
        raise DocumentError(
            file,
            f"the graph holds no document that has {needed} or more paragraphs as this one has them",
            "Publish the document first, or name it with --document IRI.",
        )
    if len(best) > 1 and best[0][1] == best[1][1]:
        raise DocumentError(
            file,
            f"{best[0][1]} of its paragraphs stand as they are in {best[0][0]} and in {best[1][0]} as well",
            "Say which one it is with --document IRI.",
        )
    return best[0][0]


def _nearest(store: ReadStore, telling: Sequence[str]) -> list[tuple[str, int]]:
    """Return the expressions with the most of the hashes, at most two; a draft counts as part of its act."""
    found: Counter[str] = Counter()
    for name, asked in (("verify-expression", telling), ("verify-listed", telling[:_LOOKED_FOR])):
        counts: Counter[str] = Counter()
        for row in _ask(store, name, "hash", *(Literal(digest) for digest in asked)):
            counts[_DRAFT.sub(r"\1/\2", _iri(row["expression"]))] += int(_value(row["equal"]) or 0)
        found |= counts
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:2]


def _known(document: Document, store: ReadStore, iri: str, file: str) -> str:
    """Return the IRI, or that of its expression in the document's language, whichever the release holds."""
    for candidate in (iri, f"{iri}/{document.language}"):
        try:
            node = NamedNode(candidate)
        except ValueError as error:
            raise DocumentError(file, f"{iri} is not an IRI", "Write it in full: https://…") from error
        if any(True for _ in _ask(store, "verify-parts", "expression", node)):
            return candidate
    raise DocumentError(
        file, f"the graph holds no paragraph of {iri}", "Leave --document out to find it by its paragraphs."
    )


# ---------------------------------------------------------------- paragraphs


_ALTERED = {
    State.CHANGED: Problem.PARAGRAPH_CHANGED,
    State.MOVED: Problem.PARAGRAPH_MOVED,
    State.GONE: Problem.PARAGRAPH_GONE,
}


@dataclass(frozen=True, slots=True)
class _Held:
    """A paragraph as the graph has it."""

    iri: str  # of its text
    hash: str | None  # None where the graph states none
    is_container: bool = False  # of paragraphs: it has no text of its own


def _held(
    store: ReadStore, iri: str, language: str
) -> tuple[Mapping[str, _Held], Mapping[str, tuple[_Evidence, ...]]]:
    """Return the paragraphs of an expression and its drafts, and what rests on them, by their paths."""
    held: dict[str, _Held] = {}
    evidence: dict[str, tuple[_Evidence, ...]] = {}
    for row in _ask(store, "verify-parts", "expression", NamedNode(iri)):
        part, listed = _iri(row["part"]), _value(row["hashes"])
        draft = _DRAFT.fullmatch(part) if part != iri else None
        prefix = f"draft/{part.rsplit('/', 2)[1]}/" if draft else ""
        for path, paragraph in _paragraphs(store, part, listed).items():
            held[prefix + path] = paragraph
        for path, resting in _evidence(store, part, language).items():
            evidence[prefix + path] = resting
    return held, evidence


def _paragraphs(store: ReadStore, part: str, listed: str | None) -> dict[str, _Held]:
    """Return the paragraphs of one expression: those that its list of hashes has, then those with a node."""
    lines = (line.partition("  ") for line in (listed or "").splitlines())
    held = {path: _Held(f"{part}/{path}", digest) for digest, _, path in lines}
    for row in _ask(store, "verify-paragraphs", "expression", NamedNode(part)):
        path, digest = _path(part, row), _value(row["hash"])
        if path not in held:
            held[path] = _Held(_iri(row["text"]), digest, digest is None and listed is not None)
    return held


def _compare_all(
    document: Document, held: Mapping[str, _Held], evidence: Mapping[str, object]
) -> Iterator[ParagraphCheck]:
    """Yield what became of each paragraph, and of a container on which something rests."""
    altered: list[str] = []
    for path, paragraph in held.items():
        if not paragraph.is_container:
            check = _compare(document, path, paragraph)
            altered += [path] if check.state in _ALTERED else []
            yield check
    for path, paragraph in held.items():
        if paragraph.is_container and path in evidence:
            within = any(other.startswith(f"{path}/") for other in altered)
            yield ParagraphCheck(path, paragraph.iri, State.CHANGED if within else State.UNHASHED)


def _compare(document: Document, path: str, held: _Held) -> ParagraphCheck:
    here = document.by_path.get(path)
    if here and held.hash in (None, here.hash):
        return ParagraphCheck(path, held.iri, State.SAME if held.hash else State.UNHASHED)
    elsewhere = next((other.path for other in document.paragraphs if other.hash == held.hash), None)
    if elsewhere:
        return ParagraphCheck(path, held.iri, State.MOVED, elsewhere)
    return ParagraphCheck(path, held.iri, State.CHANGED if here else State.GONE)


def _in_order(document: Document, checks: Iterable[ParagraphCheck]) -> tuple[ParagraphCheck, ...]:
    """Return the checks in the order of the document; paragraphs that it has no more stand last."""
    place = {paragraph.path: number for number, paragraph in enumerate(document.paragraphs)}
    return tuple(sorted(checks, key=lambda check: (place.get(check.path, len(place)), check.path)))


def _text(document: Document, check: ParagraphCheck) -> str | None:
    """Return the text of the paragraph, wherever it stands now; None if it is gone."""
    paragraph: Paragraph | None = document.by_path.get(check.moved_to or check.path)
    return paragraph.text if paragraph and check.state is not State.GONE else None


def _path(expression: str, row: QuerySolution) -> str:
    return _iri(row["text"]).removeprefix(f"{expression}/")


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class _Evidence:
    node: str
    spans: tuple[str, ...]
    forms: tuple[str, ...]


def _evidence(store: ReadStore, expression: str, language: str) -> Mapping[str, tuple[_Evidence, ...]]:
    """Return what rests on each paragraph, by its path, in the order of the nodes' IRIs.

    A form in another language than the document's is a translation, and cannot stand in the text.
    """
    rows: dict[tuple[str, str], list[QuerySolution]] = defaultdict(list)
    for row in _ask(store, "verify-evidence", "expression", NamedNode(expression)):
        rows[_path(expression, row), _iri(row["node"])].append(row)
    found: dict[str, tuple[_Evidence, ...]] = defaultdict(tuple)
    for (path, node), answers in sorted(rows.items(), key=lambda item: item[0]):
        places, forms = (_values(answers, variable, language) for variable in ("span", "form"))
        found[path] += (_Evidence(node, places, forms),)
    return found


def _check(item: _Evidence, check: ParagraphCheck, text: str | None) -> Finding | None:
    """Return what is wrong with one node's evidence in the paragraph's text, or None if nothing is.

    In a paragraph that has changed every node is named, also one whose form still stands where it stood:
    the words around it may say something else now.
    """
    form = item.forms[0] if item.forms else None
    span = item.spans[0] if item.spans else None
    wrong, found = _problem(item, text)
    problem = _ALTERED.get(check.state, wrong)
    if problem is None:
        return None
    now_at = tuple(fragment(*place) for place in spans(text, form)) if text and form else ()
    return Finding(item.node, check.path, problem, form, span, found, now_at)


def _problem(item: _Evidence, text: str | None) -> tuple[Problem | None, str | None]:
    """Return what is wrong with span and form, and what the text has in the span."""
    if text is None:
        return None, None
    pieces: list[str] = []
    for stated in item.spans:
        try:
            start, end = parse_fragment(stated)
        except ValueError:
            return Problem.SPAN_MALFORMED, None
        if end > len(text):
            return Problem.SPAN_OUTSIDE, None
        pieces.append(text[start:end])
    found = pieces[0] if pieces else None
    standing = pieces or [form for form in item.forms if form in text]
    return (None if all(form in standing for form in item.forms) else Problem.FORM_DIFFERS), found


def _described(store: ReadStore, paragraphs: Iterable[str]) -> Mapping[str, Mapping[str, list[str]]]:
    """Return what each paragraph says of which thing, nodes with a source apart, by the paragraphs' IRIs."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _ask(store, "verify-statements", "text", *(NamedNode(iri) for iri in paragraphs)):
        found[_iri(row["text"])][_iri(row["subject"])].append(f"{row['predicate']} {row['object']}")
    return found


# ---------------------------------------------------------------- asking


def _ask(store: ReadStore, name: str, parameter: str, *terms: NamedNode | Literal) -> Iterator[QuerySolution]:
    """Return the rows that a question has for an answer, asked about the terms."""
    return questions.select(store, questions.load(name).with_terms(**{parameter: terms}))


def _iri(term: object) -> str:
    """Return an IRI that the question leaves no other choice for; a blank node cannot occur in a release."""
    return term.value if isinstance(term, NamedNode) else str(term)


def _value(term: object) -> str | None:
    return term.value if isinstance(term, Literal) else None


def _values(rows: Iterable[QuerySolution], variable: str, language: str) -> tuple[str, ...]:
    """Return the different literals of a variable in the order of the rows, none in another language."""
    literals = [row[variable] for row in rows]
    return tuple(
        dict.fromkeys(
            term.value for term in literals if isinstance(term, Literal) and term.language in (None, language)
        )
    )


# ---------------------------------------------------------------- renderers


def to_text(report: VerifyReport) -> str:
    """Return the report for people: what differs, a paragraph at a time, and the sum in the last line."""
    lines = [f"{report.file}: {report.expression}"]
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_path[finding.paragraph].append(finding)
    for check in report.paragraphs:
        if check in report.differing or by_path[check.path]:
            where = f", now {check.moved_to}" if check.moved_to else ""
            lines.append(f"{check.path}: {check.state}{where}")
            lines += [f"  {_sentence(finding)}" for finding in by_path[check.path]]
    if report.unknown:
        lines.append(f"The graph holds nothing of: {', '.join(report.unknown)}.")
    lines.append(
        f"{len(report.paragraphs) - len(report.differing)} of {len(report.paragraphs)} paragraphs and "
        f"{report.statements - len(report.findings)} of {report.statements} statements "
        "stand as the graph has them."
    )
    return "\n".join(lines) + "\n"


def _sentence(finding: Finding) -> str:
    """Return the finding in one line."""
    parts = [f"{finding.statement}: {finding.problem}"]
    if finding.form is not None:
        parts.append(f"“{finding.form}”" + (f" at {finding.span}" if finding.span else ""))
        parts.append(_whereabouts(finding))
    elif finding.span is not None:
        parts.append(f"at {finding.span}")
    elif finding.says:
        predicates = dict.fromkeys(re.split(r"[/#]", said.split("> ")[0])[-1] for said in finding.says)
        parts.append(f"it states {', '.join(predicates)}")
    return "; ".join(parts)


def _whereabouts(finding: Finding) -> str:
    if finding.span in finding.now_at:
        return "still stands there"
    if finding.now_at:
        return f"stands at {', '.join(finding.now_at)}"
    there = f", there is “{finding.found}”" if finding.found else ""
    return f"stands nowhere in the paragraph{there}"


def to_json(report: VerifyReport) -> str:
    """Return the report for machines: the dataclasses as they are, with `ok`, in JSON."""
    return json.dumps({"ok": report.ok, **asdict(report)}, ensure_ascii=False, indent=2) + "\n"
