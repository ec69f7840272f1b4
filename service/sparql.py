"""SPARQL 1.1 Protocol: queries by GET and by both kinds of POST, the service description, and a form.

See https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import parse_qsl, urljoin

from fastapi import Query, Request
from fastapi.responses import Response
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    serialize,
)

from graph.errors import MandatesError, QuerySyntaxError
from service.guard import Limits, QueryTooLarge, Screened, screen
from service.headers import accept, caching, is_held
from service.negotiate import HTML, ROWS, TRIPLES, Format, NotAcceptable, by_name, choose, languages
from service.problems import BadRequest, WrongContentType, problem
from service.questions import examples
from service.rendering import render
from service.threads import in_thread
from service.values import PREFIXES, Shown, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from anyio import CapacityLimiter

    from graph.store import Answer, Term
    from service.current import Current, OpenRelease

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
ROWS_ON_A_PAGE: Final = 1000

START: Final = """\
PREFIX unm: <https://w3id.org/un-mandates/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?work ?title WHERE {
  ?work a unm:Act .
  OPTIONAL { ?work dcterms:title ?title }
}
ORDER BY ?work
"""

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = (  # https://www.w3.org/ns/formats/
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "N3",
    "TriG",
    "N-Quads",
)
_VOID = "http://rdfs.org/ns/void#"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Asked:
    """One request of the protocol, read and checked but not run."""

    query: str | None  # None asks for the service description
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None  # ?format=, which stands above the Accept header
    accept: str | None = None
    language: str | None = None

    def offer(self, offers: Sequence[Format]) -> Format:
        """Return the format to answer in. Raises NotAcceptable."""
        return by_name(self.format, offers) if self.format else choose(self.accept, offers)

    def prefers_page(self) -> bool:
        """Return whether the answer is for a person at a browser."""
        try:
            return self.offer((*ROWS, *TRIPLES, HTML)) is HTML
        except NotAcceptable:
            return False


@dataclass(frozen=True)
class Table:
    """An answer for a page."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Shown | None, ...], ...] = ()
    truth: bool | None = None  # of an ASK
    cut: bool = False  # there are more rows than a page shows


@dataclass(frozen=True)
class Written:
    """An answer, written in one format."""

    format: Format
    body: bytes = b""
    table: Table | None = None  # instead of the body, for a page


class Sparql:
    """The endpoint."""

    def __init__(self, current: Current, limits: Limits, limiter: CapacityLimiter) -> None:
        self._current = current
        self._limits = limits
        self._limiter = limiter

    async def get(
        self,
        request: Request,
        query: Annotated[
            str | None, Query(description="A SPARQL 1.1 query; without it, the service description.")
        ] = None,
        default_graph_uri: Annotated[
            list[str] | None,
            Query(alias="default-graph-uri", description="Graphs to be merged into the default graph."),
        ] = None,
        named_graph_uri: Annotated[
            list[str] | None, Query(alias="named-graph-uri", description="Graphs that GRAPH may name.")
        ] = None,
        format: Annotated[
            str | None, Query(description="Instead of Accept: json, xml, csv, tsv, turtle, n-triples, …")
        ] = None,
    ) -> Response:
        """Answer a query, or describe the service (a form for a browser) where there is none."""
        del query, default_graph_uri, named_graph_uri, format  # for OpenAPI; read once, strictly, below
        return await self._respond(request, read_parameters(request.scope["query_string"], request))

    async def post(self, request: Request) -> Response:
        """Answer a query: as a form (`query=…`), or as the body itself (`application/sparql-query`)."""
        return await self._respond(request, await self._read_body(request))

    async def _read_body(self, request: Request) -> Asked:
        """Return what a POST asks. Raises WrongContentType, QueryTooLarge or BadRequest."""
        kind = _content_type(request)
        body = await _body(request, self._limits.size * 4)  # a form may escape a character by three bytes
        if kind == FORM:
            asked = read_parameters(body, request)
            if asked.query is None:
                raise BadRequest("The form has no query.", "Send it as the field `query`.")
            return asked
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest(f"The query is not UTF-8: {error.reason} at byte {error.start}.") from None
        asked = read_parameters(request.scope["query_string"], request)
        if asked.query is not None:
            raise BadRequest("There are two queries: in the address and in the body.", "Send one.")
        return replace(asked, query=text)

    async def _respond(self, request: Request, asked: Asked) -> Response:
        release = self._current.release()
        if asked.query is None:
            return self._description(request, release, asked)
        try:
            screened = screen(asked.query, self._limits)
            tag = None if screened.volatile else _etag(release, asked)
            if tag is not None and is_held(request, tag):
                return Response(status_code=304, headers=caching(tag))
            written = await in_thread(self._limiter, answer, release, screened, asked)
        except MandatesError as error:
            if not asked.prefers_page():
                raise
            return self._page(request, release, asked, error=error)
        if written.table is not None:
            return self._page(request, release, asked, table=written.table, tag=tag)
        return Response(written.body, media_type=written.format.content_type, headers=caching(tag))

    def _description(self, request: Request, release: OpenRelease, asked: Asked) -> Response:
        chosen = asked.offer((*TRIPLES, HTML))
        if chosen is HTML:
            return self._page(request, release, asked)
        assert chosen.rdf is not None
        triples = service_description(str(request.url.replace(query="", fragment="")), release)
        body = serialize(triples, format=chosen.rdf, prefixes=PREFIXES) or b""
        return Response(body, media_type=chosen.content_type, headers=caching(None))

    def _page(
        self,
        request: Request,
        release: OpenRelease,
        asked: Asked,
        table: Table | None = None,
        error: MandatesError | None = None,
        tag: str | None = None,
    ) -> Response:
        what = problem(error) if error else None
        page = render(
            "sparql.html",
            request,
            release=release,
            asked=asked,
            start=START,
            answer=table,
            problem=what,
            excerpt=excerpt(asked.query, error),
            examples=examples(release.base),
            row_formats=ROWS,
            triple_formats=TRIPLES,
        )
        status = what.status if what else 200
        return Response(page, status, media_type=HTML.content_type, headers=caching(tag))


# ---------------------------------------------------------------- reading a request


def read_parameters(encoded: bytes, request: Request) -> Asked:
    """Return what the parameters ask. Raises BadRequest for what the protocol does not allow."""
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError:
        raise BadRequest("The parameters are not UTF-8, percent-encoded.") from None
    except ValueError as error:
        raise BadRequest(f"The parameters cannot be read: {error}.") from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise BadRequest(
            "This address answers queries; an update is not one.",
            "This version takes writes on the command line: mandates ingest, mandates release.",
        )
    return Asked(
        query=_single(values, "query"),
        default_graphs=tuple(values.get("default-graph-uri", ())),
        named_graphs=tuple(values.get("named-graph-uri", ())),
        format=_single(values, "format") or None,
        accept=accept(request),
        language=request.headers.get("accept-language"),
    )


def _single(values: dict[str, list[str]], name: str) -> str | None:
    found = values.get(name, [])
    if len(found) > 1:
        raise BadRequest(f"The parameter {name} is given {len(found)} times.", "Give it once.")
    return found[0] if found else None


def _content_type(request: Request) -> str:
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    charset = next((p.partition("=")[2].strip(' "') for p in parameters if "charset" in p), "utf-8")
    if kind.strip() not in (FORM, DIRECT) or charset not in ("utf-8", "utf8", "us-ascii"):
        raise WrongContentType(
            f"A query is not read from {request.headers.get('content-type') or 'a body without a type'}.",
            f"Send {FORM} or {DIRECT}, in UTF-8.",
        )
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise WrongContentType("Compressed bodies are not read.", "Send the body without Content-Encoding.")
    return kind.strip()


async def _body(request: Request, limit: int) -> bytes:
    """Return the body, without reading on past the limit. Raises QueryTooLarge."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise QueryTooLarge(f"The body is larger than {limit} bytes.", "Send a shorter query.")
        parts.append(part)
    return b"".join(parts)


def graphs(iris: Iterable[str]) -> list[NamedNode]:
    """Return the graphs that the parameters name. Raises BadRequest for what is not an absolute IRI."""
    named: list[NamedNode] = []
    for iri in iris:
        try:
            named.append(NamedNode(iri))
        except (ValueError, UnicodeEncodeError) as error:
            raise BadRequest(f"{iri[:200]!r} is not an absolute IRI: {error}.") from None
    return named


# ---------------------------------------------------------------- answering


def answer(release: OpenRelease, screened: Screened, asked: Asked) -> Written:
    """Return the answer, written; made, consumed and written in the one thread that calls this."""
    if not screened.text.strip():
        raise QuerySyntaxError("The query is empty.", 1, 1, "Write a SELECT, ASK, CONSTRUCT or DESCRIBE.")
    default, named = graphs(asked.default_graphs), graphs(asked.named_graphs)
    given = bool(default or named)
    try:
        found = release.store.query(
            screened.text,
            default_graph=default if given else None,
            named_graphs=named if given else None,
            base_iri=release.base,
        )
    except QuerySyntaxError as error:
        raise _with_prefix(error, screened.text) from None
    return _write(found, asked, Values(release, languages(asked.language)))


_PREFIX_BEFORE: Final = re.compile(r"([\w.-]*):[^\s:]*$")


def _with_prefix(error: QuerySyntaxError, text: str) -> QuerySyntaxError:
    """Return the error, with the line to add if an undeclared prefix is what is wrong."""
    if "Prefix not found" not in error.message or not error.line or not error.column:
        return error
    before = text.split("\n")[error.line - 1][: error.column - 1]
    found = _PREFIX_BEFORE.search(before)
    if found is None:
        return error
    name = found[1]
    near = difflib.get_close_matches(name, PREFIXES, n=1, cutoff=0.5)
    known = name if name in PREFIXES else next(iter(near), "")
    line = f"PREFIX {known}: <{PREFIXES[known]}>" if known else f"PREFIX {name}: <…>"
    hint = f"Declare it: {line}" if known in (name, "") else f"Declare it, or did you mean {line}?"
    return QuerySyntaxError(
        f"The prefix {name}: is not declared (line {error.line}, column {error.column}).",
        error.line,
        error.column,
        hint,
    )


def _write(found: Answer, asked: Asked, values: Values) -> Written:
    offers = TRIPLES if isinstance(found, QueryTriples) else ROWS
    chosen = asked.offer((*offers, HTML))
    if chosen is HTML:
        return Written(chosen, table=_table(found, values))
    if isinstance(found, QueryTriples):
        assert chosen.rdf is not None
        return Written(chosen, serialize(found, format=chosen.rdf, prefixes=PREFIXES) or b"")
    assert chosen.results is not None
    return Written(chosen, found.serialize(format=chosen.results) or b"")


def _table(found: Answer, values: Values) -> Table:
    if isinstance(found, QueryBoolean):
        return Table(truth=bool(found))
    if isinstance(found, QuerySolutions):
        columns = tuple(variable.value for variable in found.variables)
        rows: Iterable[Sequence[Term | None]] = (list(solution) for solution in found)
    else:
        columns = ("subject", "predicate", "object")
        rows = (list(triple) for triple in found)
    taken: list[Sequence[Term | None]] = []
    for row in rows:
        if len(taken) == ROWS_ON_A_PAGE:
            return Table(columns, values.show_rows(taken), cut=True)
        taken.append(row)
    return Table(columns, values.show_rows(taken))


def excerpt(text: str | None, error: MandatesError | None) -> str:
    """Return the line of a malformed query with a mark under the column, "" where none is known."""
    lines = (text or "").split("\n")
    if not isinstance(error, QuerySyntaxError) or not error.line or not error.column:
        return ""
    line, column = error.line, error.column
    if line > len(lines):
        return ""
    before = lines[line - 1][: column - 1]
    # Only the neighbourhood of a long line; tabs stay tabs, so that the mark stands where it should.
    start = max(0, len(before) - 60)
    mark = "".join("\t" if character == "\t" else " " for character in before[start:]) + "^"
    return f"{lines[line - 1][start : start + 120]}\n{mark}"


# ---------------------------------------------------------------- headers and description


def _etag(release: OpenRelease, asked: Asked) -> str:
    parts: list[Any] = [asked.query, asked.default_graphs, asked.named_graphs, asked.format, asked.accept]
    return release.etag("sparql", *map(repr, parts), asked.language or "")


def service_description(address: str, release: OpenRelease) -> list[Triple]:
    """Return what the endpoint at an address offers, in the vocabulary of SPARQL 1.1 Service Description."""
    try:
        endpoint = NamedNode(address)
    except ValueError:  # a Host header that is no host
        endpoint = NamedNode(urljoin(release.base, "sparql"))
    dataset, default = BlankNode(), BlankNode()
    triples = [
        Triple(endpoint, _TYPE, NamedNode(f"{_SD}Service")),
        Triple(endpoint, NamedNode(f"{_SD}endpoint"), endpoint),
        Triple(endpoint, NamedNode(f"{_SD}supportedLanguage"), NamedNode(f"{_SD}SPARQL11Query")),
        Triple(endpoint, NamedNode(f"{_SD}defaultDataset"), dataset),
        Triple(dataset, _TYPE, NamedNode(f"{_SD}Dataset")),
        Triple(dataset, NamedNode(f"{_SD}defaultGraph"), default),
        Triple(default, _TYPE, NamedNode(f"{_SD}Graph")),
        Triple(default, NamedNode(f"{_VOID}triples"), Literal(release.triples)),
    ]
    if release.default_graph == "union":
        triples.append(Triple(endpoint, NamedNode(f"{_SD}feature"), NamedNode(f"{_SD}UnionDefaultGraph")))
    result_format = NamedNode(f"{_SD}resultFormat")
    return triples + [Triple(endpoint, result_format, NamedNode(_FORMATS + name)) for name in _FORMAT_NAMES]
