"""The thing that a reader means, in the release that is served; see `graph/lookup.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import lookup

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from service.current import OpenRelease


def work_of(release: OpenRelease, text: str) -> NamedNode:
    """Return the thing that a symbol in any spelling, a path, a code, a name or an IRI means.

    Raises AmbiguousSymbol where the text fits acts of two bodies, and UnknownSymbol with the nearest ones.
    """
    return lookup.find(release.store, text, base=release.base)
