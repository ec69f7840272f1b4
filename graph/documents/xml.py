"""Opens XML files from outside: without DOCTYPE, so without entities, and without looks at other files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Safe

from graph.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPEST = 200
"""Elements inside each other: a document has far fewer, and going through a deeper one takes the stack."""


def root(file: Path) -> Element:
    """Return the root of an XML file.

    Raises DocumentError if it is not well formed, nested too deeply, or has a DOCTYPE.
    """
    found: Element | None = None
    for element, _ in _events(file):
        found = found if found is not None else element
    assert found is not None  # a text without a root is not well formed
    return found


def root_name(file: Path) -> str:
    """Return the local name of the root of an XML file. Raises DocumentError as `root` does."""
    return next((local(element) for element, _ in _events(file)), "")


def elements(file: Path, name: str) -> Iterator[Element]:
    """Yield the elements of a local name, one at a time, and forget each when the next one is asked for.

    Raises DocumentError if the file is not well formed there, nested too deeply, or has a DOCTYPE.
    """
    open_above: list[Element] = []
    for element, ends in _events(file):
        if not ends:
            open_above.append(element)
            continue
        open_above.pop()
        if local(element) == name:
            yield element
            element.clear()
            if open_above:
                open_above[-1].remove(element)


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def _events(file: Path) -> Iterator[tuple[Element, bool]]:
    """Yield each element when it begins and when it ends."""
    depth = 0
    try:
        with file.open("rb") as stream:
            for event, element in Safe.iterparse(stream, events=("start", "end"), forbid_dtd=True):
                depth += 1 if event == "start" else -1
                if depth > DEEPEST:
                    raise DocumentError(str(file), f"XML nested over {DEEPEST} deep", "It is no document.")
                yield element, event == "end"
    except DefusedXmlException as error:
        raise DocumentError(
            str(file),
            "XML with a DOCTYPE, which may declare entities",
            "Neither MARCXML nor Akoma Ntoso needs one: remove it.",
        ) from error
    except (ParseError, OSError, ValueError, LookupError) as error:
        raise DocumentError(
            str(file), f"not well-formed XML: {error}", "Fetch it again; it may be incomplete."
        ) from error
