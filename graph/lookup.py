"""Finds the thing that a person means: a symbol in any spelling, the code or name of a body, an IRI.

Command line and service ask here, so that a spelling means the same in both. Nothing is guessed: where a text
fits acts of more than one body, or none that the graph knows, the error names the candidates with what tells
them apart.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from graph import questions, symbols
from graph.errors import SymbolError, UnknownSymbol
from graph.names import DEFAULT_BASE, VOCABULARY
from graph.symbols import AmbiguousSymbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import QuerySolution

    from graph.store import ReadStore

LONGEST: Final = 2000
"""Characters of a text that names something: more than any IRI of a graph has, and any title."""

SYMBOL: Final = NamedNode(f"{VOCABULARY}symbol")
BODY: Final = NamedNode(f"{VOCABULARY}Body")
TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NAMES: Final = (
    NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
    NamedNode("http://purl.org/dc/terms/title"),
)
LANGUAGES: Final = ("ar", "en", "es", "fr", "ru", "zh")
_FAMILIES: Final = ("", "doc/", "body/", "office/", "programme/", "platform/", "standing/")
_PATH: Final = re.compile(r"[\w.()~'-]+(?:/[\w.()~'-]+)*")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a text may mean, with what tells it from the others. None and "" where it is not known."""

    symbol: str  # canonical
    kind: str  # resolution, decision, presidential-statement, document
    body: str  # English name of the body, else its code
    date: str  # adoption date, else a year; "" where neither is known
    title: str  # English
    iri: str | None  # None: the graph does not know it

    def __str__(self) -> str:
        """Return the symbol and what tells it apart, in one line."""
        told = [self.kind.replace("-", " "), self.body, self.date, "" if self.iri else "not in the graph"]
        return f"{self.symbol} ({', '.join(part for part in told if part)})"


def find(store: ReadStore, text: str, *, base: str = DEFAULT_BASE) -> NamedNode:
    """Return what the text names: an IRI, a path, the code or name of a body, or a symbol in any spelling.

    Raises AmbiguousSymbol where acts of more than one body fit, even if the graph knows only one of them: who
    says that this one is meant? Raises UnknownSymbol with the nearest symbols and codes of the graph where it
    knows nothing of that name, and SymbolError where the text is no symbol and near none, or longer than
    LONGEST.
    """
    asked = text.strip()
    if len(asked) > LONGEST:
        raise SymbolError(
            f"A text of {len(asked)} characters is not a symbol.", f"At most {LONGEST} are read."
        )
    return _by_address(store, asked, base) or _by_name(store, asked) or _by_symbol(store, asked, base)


def candidates(store: ReadStore, canonical: Iterable[str]) -> tuple[Candidate, ...]:
    """Return what tells these works apart, in their order; they need not be in the graph."""
    wanted = tuple(dict.fromkeys(canonical))
    question = questions.load("lookup-candidates")
    rows: dict[str, QuerySolution] = {}
    for row in questions.select(store, question.with_terms(symbol=[Literal(symbol) for symbol in wanted])):
        rows.setdefault(_text(row, "symbol"), row)
    return tuple(_candidate(symbol, rows.get(symbol)) for symbol in wanted)


def known_symbols(store: ReadStore) -> Mapping[str, NamedNode]:
    """Return every symbol that the graph states, with its work; sorted by symbol."""
    found = {
        quad.object.value: quad.subject
        for quad in store.match(None, SYMBOL)
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode)
    }
    return dict(sorted(found.items()))


# ---------------------------------------------------------------- IRIs, paths, codes


def _by_address(store: ReadStore, text: str, base: str) -> NamedNode | None:
    """Return the thing whose IRI, path below the base, or code this is, if the store knows it."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if _ABSOLUTE.fullmatch(bare):
        thing = _known(store, bare)
        # An address that things merely point to (a page at undocs.org) is not the thing; its symbol is.
        return thing if thing and (bare.startswith(base) or _says_something(store, thing)) else None
    path = bare.removeprefix("/")
    if not _PATH.fullmatch(path):
        return None
    for family in _FAMILIES:
        # A code is written UNODC as well as unodc; a path has one spelling.
        for spelling in dict.fromkeys((path, path.lower() if family and "/" not in path else path)):
            thing = _known(store, f"{base}{family}{spelling}")
            if thing is not None:
                return thing
    return None


def _says_something(store: ReadStore, thing: NamedNode) -> bool:
    return any(True for _ in store.match(thing))


def _by_name(store: ReadStore, text: str) -> NamedNode | None:
    """Return the one thing that bears this name or title, exactly as written, in one of the six languages."""
    bearers = {
        quad.subject
        for name in NAMES
        for language in LANGUAGES
        for quad in store.match(None, name, Literal(text, language=language))
        if isinstance(quad.subject, NamedNode)
    }
    return bearers.pop() if len(bearers) == 1 else None


def _known(store: ReadStore, iri: str) -> NamedNode | None:
    try:
        thing = NamedNode(iri)
    except ValueError:
        return None
    return thing if store.contains(thing) else None


# ---------------------------------------------------------------- symbols


def _by_symbol(store: ReadStore, text: str, base: str) -> NamedNode:
    try:
        canonical = symbols.parse(text).canonical
    except AmbiguousSymbol as error:
        return _only_sound(store, text, error.candidates, base)
    except SymbolError as error:
        raise _unknown(store, text, error) from None
    thing = _act(store, canonical, base)
    if thing is None:
        raise _unknown(store, canonical, None)
    return thing


def _only_sound(store: ReadStore, text: str, fitting: Sequence[str], base: str) -> NamedNode:
    """Return the one known act that the text fits without a doubt, where one body remains.

    74/173 is a resolution: decisions of the Assembly are numbered from 401. Raises AmbiguousSymbol, with the
    known acts first.
    """
    things = {canonical: _act(store, canonical, base) for canonical in fitting}
    ordered = sorted(fitting, key=lambda canonical: things[canonical] is None)
    parsed = [symbols.parse(canonical) for canonical in ordered]
    sound = [symbol for symbol in parsed if not symbols.doubts(symbol)]
    if len({symbol.body for symbol in parsed}) == 1 and len(sound) == 1:
        thing = things[sound[0].canonical]
        if thing is not None:
            return thing
    error = AmbiguousSymbol(text, ordered)
    error.hint = f"{error.hint} {_told_apart(store, ordered)}"
    raise error


def _act(store: ReadStore, canonical: str, base: str) -> NamedNode | None:
    return _known(store, base + symbols.parse(canonical).path) or _stated(store, canonical)


def _stated(store: ReadStore, canonical: str) -> NamedNode | None:
    """Return the work for which the graph states this symbol, wherever its IRI is."""
    works = {quad.subject for quad in store.match(None, SYMBOL, Literal(canonical))}
    return min((work for work in works if isinstance(work, NamedNode)), key=str, default=None)


def _unknown(store: ReadStore, text: str, error: SymbolError | None) -> SymbolError | UnknownSymbol:
    """Return the error for a text that the graph does not know; the given one for what resembles nothing."""
    near = symbols.nearest(text, known_symbols(store))
    codes = tuple(difflib.get_close_matches(text.lower(), _codes(store)))
    if not near and not codes and error is not None and not _ABSOLUTE.fullmatch(text.strip("<>")):
        return error
    unknown = UnknownSymbol(text, near + codes)
    if near:
        unknown.hint = f"The nearest known: {_told_apart(store, near)}"
    return unknown


def _codes(store: ReadStore) -> list[str]:
    """Return the codes of the bodies that the graph knows."""
    bodies = {quad.subject for quad in store.match(None, TYPE, BODY)}
    return sorted(body.value.rpartition("/")[2] for body in bodies if isinstance(body, NamedNode))


def _told_apart(store: ReadStore, canonical: Sequence[str]) -> str:
    return "; ".join(str(candidate) for candidate in candidates(store, canonical[:8])) + "."


def _candidate(symbol: str, row: QuerySolution | None) -> Candidate:
    """Return a candidate from what the symbol itself says, and from the first row about it."""
    parsed = symbols.parse(symbol)
    if row is None:
        year = str(parsed.year) if parsed.year else ""
        return Candidate(symbol, parsed.kind.value, parsed.body.upper(), year, "", None)
    return Candidate(
        symbol=symbol,
        kind=parsed.kind.value,
        body=_text(row, "body") or parsed.body.upper(),
        date=_text(row, "adopted") or _text(row, "year") or (str(parsed.year) if parsed.year else ""),
        title=_text(row, "title"),
        iri=_text(row, "work"),
    )


def _text(row: QuerySolution, variable: str) -> str:
    term = row[variable]
    return term.value if isinstance(term, NamedNode | Literal) else ""
