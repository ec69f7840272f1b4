"""The citations in the tables of legislative mandates of a programme budget, which their headings complete.

A row has the numbers of acts in its first cell (“2011/36; 2013/40”) and the title in its second; whose acts
they are stands in the heading above (“General Assembly resolutions”), for which subprogramme in one above
that. The tables are those of a proposed programme budget (<https://undocs.org/ST/SGB/2018/3>, rule 104.6).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graph.documents import Kind
from graph.errors import SymbolError
from graph.extract.claims import Citation
from graph.symbols import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.documents import Document, Paragraph

# Language → the heading of the tables, that of acts of one body, that of a subprogramme.
_WORDS: Final = {
    "en": (
        re.compile(r"Legislative mandates", re.IGNORECASE),
        re.compile(r"(?P<body>.+?) (?:resolutions|decisions)(?: and (?:resolutions|decisions))?"),
        re.compile(r"Subprogramme (?P<number>\d{1,2})\b.*"),
    )
}
_ACT = re.compile(
    r"(?:(?P<decision>Decision) |Resolution )?(?P<number>(?:S-|ES-)?\d[\d/]*(?: ?[A-Z]\b)?(?: ?\([\w-]+\))?)"
)


def table_citations(document: Document) -> tuple[Citation, ...]:
    """Return what tables of legislative mandates cite, in the order of the text; none in other documents."""
    words = _WORDS.get(document.language)
    if words is None:
        return ()
    return tuple(
        citation
        for paragraph in document.paragraphs
        if paragraph.kind is Kind.ROW
        for citation in _row(paragraph, _headings(document, paragraph), *words)
    )


def _headings(document: Document, paragraph: Paragraph) -> list[str]:
    """Return the headings above a paragraph, the nearest first."""
    found: dict[str, str] = {}
    container = paragraph.container
    while container is not None and container not in found and container in document.by_path:
        found[container] = document.by_path[container].text
        container = document.by_path[container].container
    return list(found.values())


def _row(
    row: Paragraph,
    headings: list[str],
    table: re.Pattern[str],
    acts: re.Pattern[str],
    programme: re.Pattern[str],
) -> Iterator[Citation]:
    body = acts.fullmatch(headings[0]) if headings else None
    if body is None or not any(table.fullmatch(heading) for heading in headings):
        return
    numbers = (found["number"] for heading in headings if (found := programme.fullmatch(heading)))
    subprogramme = next(numbers, None)
    cell = row.text.partition(" | ")[0]
    for found in _ACT.finditer(cell):
        kind = "decision" if found["decision"] else "resolution"
        try:
            symbol = parse(f"{body['body']} {kind} {found['number']}")
        except SymbolError:
            continue
        yield Citation(
            row.path,
            found.start(),
            found.end(),
            found[0],
            symbol.canonical,
            (),
            "citesAsMandate",
            None,
            "tableHeading",
            subprogramme=subprogramme,
        )
