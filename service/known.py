"""The symbols that a release knows: any spelling → the thing, or the nearest ones that there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from graph import symbols
from graph.errors import SymbolError, UnknownSymbol
from service import description
from service.rendering import iri_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.current import OpenRelease

LONGEST: Final = 300
"""Characters of a text that may be a symbol; the longest canonical one has under fifty."""

_SYMBOLS: Final = """
PREFIX unm: <https://w3id.org/un-mandates/ontology#>
SELECT ?symbol ?work WHERE { ?work unm:symbol ?symbol }
"""


@dataclass(frozen=True)
class KnownSymbols:
    """The symbols of one release, canonical, each with the IRI of its work."""

    works: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Return the IRI of the work that a spelling means, None if it is unknown, unclear or no symbol."""
        if text in self.works:
            return self.works[text]
        try:
            return self.works.get(symbols.parse(text[:LONGEST]).canonical)
        except SymbolError:
            return None

    def nearest(self, text: str) -> tuple[str, ...]:
        """Return the known symbols that the text most likely means."""
        return symbols.nearest(text[:LONGEST], self.works)


_held: WeakKeyDictionary[OpenRelease, KnownSymbols] = WeakKeyDictionary()


def known_symbols(release: OpenRelease) -> KnownSymbols:
    """Return the symbols of a release; read once, and let go with the release."""
    known = _held.get(release)
    if known is None:
        _, rows = description.rows(release.store, _SYMBOLS)
        works = {
            symbol.value: work.value
            for symbol, work in rows
            if isinstance(symbol, Literal) and isinstance(work, NamedNode)
        }
        known = _held[release] = KnownSymbols(works)
    return known


def work_of(release: OpenRelease, text: str) -> NamedNode:
    """Return the work that any spelling of a symbol means; a work without a symbol goes by its path.

    Raises AmbiguousSymbol where the text fits acts of two bodies, and UnknownSymbol with the nearest ones.
    """
    known = known_symbols(release)
    try:
        symbol = symbols.parse(text[:LONGEST])
    except symbols.AmbiguousSymbol:
        raise
    except SymbolError:
        raise unknown(release, text) from None
    found = known.works.get(symbol.canonical)
    if found is None:
        thing = NamedNode(iri_of(symbol.path, release.base))
        if not release.store.contains(thing):
            raise unknown(release, symbol.canonical)
        return thing
    return NamedNode(found)


def unknown(release: OpenRelease, text: str) -> UnknownSymbol:
    """Return the error for a text that is no known symbol, with the nearest that there are."""
    return UnknownSymbol(text[:LONGEST], known_symbols(release).nearest(text))
