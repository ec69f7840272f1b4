"""RDF files → quads: the bundled graph of the package, and the files that a user brings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph import packed as packing
from graph import resources
from graph.errors import DataSyntaxError, UnknownFormat, UsageError
from graph.names import DEFAULT_BASE, ONTOLOGY, Names

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}

_Term: TypeAlias = NamedNode | BlankNode | Literal | Triple | DefaultGraph
_BOM = b"\xef\xbb\xbf"
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_ANY_URI = NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")


# ---------------------------------------------------------------- one file


def read_rdf(
    source: Path | bytes,
    *,
    base: str = DEFAULT_BASE,
    format: RdfFormat | None = None,
    name: str | None = None,
    graph: NamedNode | DefaultGraph | None = None,
) -> Iterator[Quad]:
    """Yield the quads of an RDF file, or of bytes in a `format`, without blank nodes.

    A blank node becomes the IRI `{base}.well-known/genid/{name}/{n}`, n counting from 1 in the order of the
    file, so the result depends on nothing but the file (`name`: the file's stem unless given;
    https://www.w3.org/TR/rdf11-concepts/#section-skolemization). Triples outside any graph go to `graph`,
    by default `{base}graph/local`.

    Nothing is fetched: a remote JSON-LD context is refused, and so is RDF/XML with a DOCTYPE (entities).
    Raises UnknownFormat for a suffix that is not in `FORMATS`, DataSyntaxError with file, line and column,
    UsageError if the file cannot be opened.
    """
    label = str(source) if isinstance(source, Path) else (name or "input")
    if format is None:
        format = format_of(source) if isinstance(source, Path) else RdfFormat.TRIG
    stem = name or (source.stem if isinstance(source, Path) else "input")
    home = graph or NamedNode(Names(base).graph_local)
    skolem = _Skolem(f"{base}.well-known/genid/{_iri_segments(stem)}/")
    with _reported(label):
        for quad in parse(_content(source, format), format):
            yield _placed(quad, home, skolem)


def format_of(file: Path) -> RdfFormat:
    """Return the RDF format that the file's suffix stands for. Raises UnknownFormat."""
    try:
        return FORMATS[file.suffix.lower()]
    except KeyError:
        raise UnknownFormat(file.suffix or file.name, tuple(FORMATS)) from None


def _content(source: Path | bytes, format: RdfFormat) -> bytes:
    """Return the text without byte order mark; refuse what would make the parser expand entities."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    if format == RdfFormat.RDF_XML and (found := _DOCTYPE.search(data)):
        line = data.count(b"\n", 0, found.start()) + 1
        column = found.start() - data.rfind(b"\n", 0, found.start())
        raise DataSyntaxError(
            "RDF/XML with a DOCTYPE is refused: its entities could expand without limit",
            str(source) if isinstance(source, Path) else "input",
            line,
            column,
            "Write the names out and remove the DOCTYPE, or use Turtle.",
        )
    return data.removeprefix(_BOM)


@contextmanager
def _reported(label: str) -> Generator[None]:
    """Turn the parser's errors into ours."""
    try:
        yield
    except SyntaxError as error:
        message = re.sub(
            r"^Parser error at line \d+ (?:between columns \d+ and \d+|column \d+): ", "", error.msg
        )
        if "LoadDocumentCallback" in message:
            raise DataSyntaxError(
                "the JSON-LD refers to a remote context, which is not fetched",
                label,
                hint="Put the context itself into the file, in place of its address.",
            ) from None
        raise DataSyntaxError(message, label, error.lineno, error.offset) from None
    except MemoryError as error:  # the parser's own limit, far below the memory there is
        raise DataSyntaxError(f"a literal or an IRI is too long ({error})", label) from None
    except OSError as error:
        raise UsageError(f"{label} cannot be read: {error.strerror or error}.") from error


class _Skolem:
    """Blank nodes of one file → IRIs, numbered by first appearance."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[str, NamedNode] = {}

    def __call__(self, node: BlankNode) -> NamedNode:
        """Return the IRI of a blank node."""
        known = self._known.get(node.value)
        if known is None:
            known = self._known[node.value] = NamedNode(f"{self._prefix}{len(self._known) + 1}")
        return known

    def triple(self, triple: Triple) -> Triple:
        """Return a triple term without blank nodes (RDF 1.2)."""
        subject, object_ = triple.subject, triple.object
        return Triple(
            self(subject) if isinstance(subject, BlankNode) else subject,
            triple.predicate,
            self.term(object_),
        )

    def term(self, term: NamedNode | BlankNode | Literal | Triple) -> NamedNode | Literal | Triple:
        """Return a term without blank nodes."""
        if isinstance(term, BlankNode):
            return self(term)
        return self.triple(term) if isinstance(term, Triple) else term


def _placed(quad: Quad, home: NamedNode | DefaultGraph, skolem: _Skolem) -> Quad:
    """Return the quad in a named graph and without blank nodes; the quad itself where nothing changes."""
    subject, object_, graph = quad.subject, quad.object, quad.graph_name
    if (
        isinstance(subject, NamedNode)
        and isinstance(object_, NamedNode | Literal)
        and isinstance(graph, NamedNode)
    ):
        return quad
    return Quad(
        skolem(subject) if isinstance(subject, BlankNode) else subject,
        quad.predicate,
        skolem.term(object_),
        home if isinstance(graph, DefaultGraph) else skolem(graph) if isinstance(graph, BlankNode) else graph,
    )


def _iri_segments(stem: str) -> str:
    """Return a file's stem as path segments of an IRI: letters and digits of any script, `-._~/`."""
    return re.sub(r"[^\w\-.~/]+", "-", stem)


# ---------------------------------------------------------------- the bundle


@dataclass(frozen=True)
class Bundle:
    """The files of a base layer: what a new data folder holds before its user writes anything."""

    ontology: tuple[Path, ...] = ()
    shapes: tuple[Path, ...] = ()
    data: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    packed: tuple[Path, ...] = ()  # graphs by the thousand, see graph/packed.py
    companion: Path | None = None  # what the rules derive from all that, packed too; made, not stated

    @classmethod
    def installed(cls) -> Bundle:
        """Return the bundle that comes with the package."""
        return cls(
            resources.ontology_files(),
            resources.shape_files(),
            resources.data_files(),
            resources.rule_files(),
            resources.packed_files(),
            resources.companion_file(),
        )

    @classmethod
    def of_folder(cls, folder: Path) -> Bundle:
        """Return the bundle of a folder with `ontology/`, `shapes/`, `data/` and `rules/`; each may lack."""

        def files(part: str, *suffixes: str) -> tuple[Path, ...]:
            return tuple(sorted(path for path in (folder / part).rglob("*") if path.suffix in suffixes))

        return cls(
            files("ontology", ".ttl"),
            files("shapes", ".ttl"),
            files("data", ".trig", ".ttl"),
            files("rules", ".rq"),
            tuple(sorted((folder / "data").rglob(f"*{packing.SUFFIX}"))),
        )

    def by_hand(self) -> Bundle:
        """Return the bundle without what is packed: what is written by hand alone."""
        return replace(self, packed=(), companion=None)

    def quads(self, base: str = DEFAULT_BASE) -> Iterator[Quad]:
        """Yield the stated quads of the bundle under a base IRI.

        The vocabulary is in the graph `https://w3id.org/un-mandates/ontology`, the shapes in
        `{base}shapes`, data as the files say. The files are written under the default base; for another
        one, each IRI that begins with the default base moves, except the vocabulary's.
        """
        quads = chain(self.written(), self._packed())
        return quads if base == DEFAULT_BASE else rebased(quads, base)

    def version(self) -> str:
        """Return the SHA-256 over names and contents of the files: two equal bundles build one release."""
        return self._version()

    def basis(self) -> str:
        """Return the SHA-256 over what is derived from: all files but the shapes, of which no rule speaks."""
        return self._version(without="shapes")

    def _version(self, without: str = "") -> str:
        whole = hashlib.sha256()
        for part, file in self._files():
            if part != without:
                whole.update(f"{part} {file.parent.name}/{file.name} {_sha256(file)}\n".encode())
        return whole.hexdigest()

    def _files(self) -> Iterator[tuple[str, Path]]:
        for part, files in (
            ("ontology", self.ontology),
            ("shapes", self.shapes),
            ("data", self.data),
            ("rules", self.rules),
            ("packed", self.packed),
        ):
            for file in files:
                yield part, file

    def derived(self) -> Path | None:
        """Return the file of what the rules derive from the bundle, None where there is none that fits it.

        Beside it is `derived.json`, which has the hash of what it was derived from, and the file's own: after
        any change, a release derives anew.
        """
        if self.companion is None:
            return None
        try:
            note = json.loads(self.companion.with_name(COMPANION_NOTE).read_text(encoding="utf-8"))
            fits = note == {"basis": self.basis(), "sha256": _sha256(self.companion)}
        except (OSError, ValueError):
            return None
        return self.companion if fits else None

    def _packed(self) -> Iterator[Quad]:
        for file in self.packed:
            for block in packing.read(file):
                yield from parse(block.lines, RdfFormat.N_QUADS)

    def written(self) -> Iterator[Quad]:
        """Yield the quads of the files that are written as Turtle and TriG."""
        homes = {"ontology": NamedNode(ONTOLOGY), "shapes": NamedNode(f"{DEFAULT_BASE}shapes"), "data": None}
        for part, file in self._files():
            if part in homes:
                yield from read_rdf(file, name=f"{file.parent.name}/{file.stem}", graph=homes[part])


EMPTY = Bundle()
COMPANION_NOTE = "derived.json"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


# ---------------------------------------------------------------- another base


def rebased(quads: Iterable[Quad], base: str) -> Iterator[Quad]:
    """Yield quads written under the default base as they are under another one."""
    move = _mover(base)
    for quad in quads:
        yield Quad(move(quad.subject), move(quad.predicate), move(quad.object), move(quad.graph_name))  # type: ignore[arg-type]


def rebased_text(text: str, base: str) -> str:
    """Return a SPARQL text whose IRIs in angle brackets are under another base than the default one."""
    if base == DEFAULT_BASE:
        return text
    return re.sub(rf"<{re.escape(DEFAULT_BASE)}(?!ontology\b)", lambda _: f"<{base}", text)


def _mover(base: str) -> Callable[[_Term], _Term]:
    """Return the function that moves a term to another base."""

    @lru_cache(maxsize=65_536)
    def move_text(iri: str) -> str:
        stays = not iri.startswith(DEFAULT_BASE) or re.match(rf"{re.escape(ONTOLOGY)}\b", iri)
        return iri if stays else base + iri[len(DEFAULT_BASE) :]

    def move(term: _Term) -> _Term:
        if isinstance(term, NamedNode):
            return NamedNode(move_text(term.value))
        if isinstance(term, Literal) and term.datatype == _ANY_URI:
            return Literal(move_text(term.value), datatype=_ANY_URI)
        if isinstance(term, Triple):
            return Triple(move(term.subject), move(term.predicate), move(term.object))  # type: ignore[arg-type]
        return term

    return move
