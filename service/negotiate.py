"""Which format and which language a client gets: the Accept headers, read as RFC 9110 says.

A header that cannot be read never fails a request: its broken parts are passed over. The only error is
`NotAcceptable`, when a well-formed header excludes everything on offer.

See https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1 (Accept) and section 12.5.4 (Accept-Language).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, RdfFormat

from graph.errors import UnknownFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_RANGES = 64
"""More media ranges than any client sends; what follows them in a header is not read."""


class NotAcceptable(UnknownFormat):
    """The client excludes every format on offer, or names one that is not there."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        super().__init__(wanted, known)
        self.message = f"Nothing on offer is acceptable as {wanted[:200]!r}."
        self.hint = f"On offer: {', '.join(known)}."


@dataclass(frozen=True)
class Format:
    """One way to write an answer."""

    name: str  # for ?format= and for people: "turtle"
    extension: str  # of a file, and of a path: "ttl"
    media_type: str  # what the answer is labelled with, without parameters
    rdf: RdfFormat | None = None  # the engine's own writer for triples or quads …
    results: QueryResultsFormat | None = None  # … or for rows; neither for HTML
    aliases: tuple[str, ...] = ()  # other media types that ask for it, by their exact name only

    @property
    def content_type(self) -> str:
        """The value of Content-Type: text formats say that they are UTF-8."""
        textual = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if textual else self.media_type

    @property
    def names(self) -> frozenset[str]:
        """Everything that `?format=` may call it."""
        return frozenset((self.name, self.extension, self.media_type, *self.aliases))


HTML = Format("html", "html", "text/html", aliases=("application/xhtml+xml",))
TURTLE = Format("turtle", "ttl", "text/turtle", RdfFormat.TURTLE, aliases=("application/x-turtle",))
JSON_LD = Format("json-ld", "jsonld", "application/ld+json", RdfFormat.JSON_LD, aliases=("application/json",))
N_TRIPLES = Format("n-triples", "nt", "application/n-triples", RdfFormat.N_TRIPLES, aliases=("text/plain",))
RDF_XML = Format(
    "rdf-xml", "rdf", "application/rdf+xml", RdfFormat.RDF_XML, aliases=("application/xml", "text/xml")
)
N3 = Format("n3", "n3", "text/n3", RdfFormat.N3)
TRIG = Format("trig", "trig", "application/trig", RdfFormat.TRIG, aliases=("application/x-trig",))
N_QUADS = Format("n-quads", "nq", "application/n-quads", RdfFormat.N_QUADS, aliases=("text/x-nquads",))

JSON = Format(
    "json",
    "srj",
    "application/sparql-results+json",
    results=QueryResultsFormat.JSON,
    aliases=("application/json", "text/json"),
)
XML = Format(
    "xml",
    "srx",
    "application/sparql-results+xml",
    results=QueryResultsFormat.XML,
    aliases=("application/xml", "text/xml"),
)
CSV = Format("csv", "csv", "text/csv", results=QueryResultsFormat.CSV)
TSV = Format("tsv", "tsv", "text/tab-separated-values", results=QueryResultsFormat.TSV)

ROWS: tuple[Format, ...] = (JSON, XML, CSV, TSV)
"""What SELECT and ASK can be written as; the first is the answer to `*/*`."""

TRIPLES: tuple[Format, ...] = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, N3, TRIG, N_QUADS)
"""What CONSTRUCT, DESCRIBE and the service description can be written as."""

THING: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
"""What a page can be had as; TriG and N-Quads keep the graphs, which say what states each triple."""


def choose(accept: str | None, offers: Sequence[Format]) -> Format:
    """Return the offer that the Accept header likes best; the server's own order breaks a tie.

    No header, or an empty one, takes the first offer. Raises NotAcceptable if all are excluded.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = tuple(_ranges(accept))
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: _quality_of(offer, ranges))
    if _quality_of(best, ranges) <= 0:
        raise NotAcceptable(accept, [offer.media_type for offer in offers])
    return best


def by_name(name: str, offers: Sequence[Format]) -> Format:
    """Return the offer that `?format=` names, in any letter case. Raises NotAcceptable if none has it."""
    wanted = name.strip().lower()
    for offer in offers:
        if wanted in offer.names:
            return offer
    raise NotAcceptable(name, [offer.name for offer in offers])


def by_extension(path: str, offers: Sequence[Format] = THING) -> tuple[str, Format] | None:
    """Return the path without a known extension at its very end, and the format; None if it has none.

    Symbols contain dots (`A/72/439/Add.2`), so a caller looks first whether the whole path is a thing.
    """
    for offer in offers:
        stem = path.removesuffix(f".{offer.extension}")
        if stem != path and stem and not stem.endswith("/"):
            return stem, offer
    return None


def _quality_of(offer: Format, ranges: Sequence[_Range]) -> float:
    """Return the quality of the offer: by the most specific range for its type, or by an alias's name."""
    exact = [
        item.quality
        for alias in offer.aliases
        for item in ranges
        if (item.kind, item.subtype) == _split(alias)
    ]
    kind, subtype = _split(offer.media_type)
    fitting = [item for item in ranges if item.kind in ("*", kind) and item.subtype in ("*", subtype)]
    own = max(fitting, key=lambda item: item.specificity).quality if fitting else 0.0
    return max((own, *exact))


@dataclass(frozen=True)
class _Range:
    kind: str
    subtype: str
    quality: float

    @property
    def specificity(self) -> int:
        return (self.kind != "*") + (self.subtype != "*")


def _split(media_type: str) -> tuple[str, str]:
    kind, _, subtype = media_type.partition("/")
    return kind, subtype


def _ranges(header: str) -> Iterable[_Range]:
    """Yield the media ranges that can be read, in the order of the header."""
    for part in header.split(",", MAX_RANGES)[:MAX_RANGES]:
        name, *parameters = part.split(";")
        kind, slash, subtype = name.strip().lower().partition("/")
        if kind == "*" and not slash:  # Java's HttpURLConnection sends "*; q=.2"
            subtype = "*"
        if kind and subtype:
            yield _Range(kind, subtype, _weight(parameters))


def _weight(parameters: Iterable[str]) -> float:
    """Return the q of the parameters: 1 if there is none, 0 if it cannot be read, always from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(value.strip())
            except ValueError:
                return 0.0
            return min(max(weight, 0.0), 1.0) if weight == weight else 0.0
    return 1.0


LANGUAGES: tuple[str, ...] = ("en", "fr", "es", "ru", "zh", "ar")
"""The official languages of the United Nations, in the order that labels fall back."""


def languages(header: str | None, first: str | None = None) -> tuple[str, ...]:
    """Return the six official languages, the client's own preference first.

    `first` (from `?lang=`) stands above the header. A range counts by its primary subtag: `zh-Hans-CN` is zh.
    A language that the client excludes, or does not name, still stands at the end: a label in another
    language is better than none.
    """
    weights: dict[str, float] = {}
    for part in (header or "").split(",", MAX_RANGES)[:MAX_RANGES]:
        tag, *parameters = part.split(";")
        primary = tag.strip().lower().partition("-")[0]
        weights[primary] = max(weights.get(primary, 0.0), _weight(parameters))
    if first:
        weights[first.strip().lower().partition("-")[0]] = 2.0
    rest = weights.get("*", 0.0)
    return tuple(sorted(LANGUAGES, key=lambda tag: -weights.get(tag, rest if tag == "en" else 0.0)))
