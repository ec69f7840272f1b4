"""Tells apart what stands in one file: several languages side by side, several acts one after the other.

Until the nineties, resolutions are kept as the pages of a collection on which they stand: the end of the act
before, whole acts, and the beginning of the next one. Each that begins there becomes a document of its own.
The first years are printed in two columns, English and French: each language becomes a document of its own.
What stands before the first act is left with it, as front matter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from graph.documents import Document, Hyperlink, Kind
from graph.documents.blocks import formula_bodies, is_formula
from graph.documents.language import language_of, likely_language, may_be_mixed
from graph.documents.metadata import act_of_title, is_title, metadata
from graph.documents.structure import paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.documents import Metadata
    from graph.documents.blocks import Block
    from graph.symbols import Symbol

_AS_FORMULA = 6  # blocks within which the formula follows the title of an act
_LONGEST_PREFACE = 60  # blocks; what has more before its first act is a report that reproduces acts
_SHORTEST = 40  # characters of a block that is told by itself which language it is in
_SHARE = 0.25  # of the text, from which on a language is one of the document's


class _Begun(NamedTuple):
    """Where an act begins, and which it is."""

    at: int
    symbol: Symbol


def documents(blocks: Sequence[Block], where: str, language: str | None = None) -> tuple[Document, ...]:
    """Return the documents that the blocks make, the one that the file was kept for first.

    That is a guess where several acts begin on one page: none of them is more likely by its text.

    Raises DocumentError if the text is in none of the UN's languages; `where` is the name it gives.
    """
    blocks = tuple(each for each in blocks if each.text)
    if language is not None:
        return _in_one_language(blocks, language)
    text = "\n".join(each.text for each in blocks)
    separate = _by_language(blocks) if may_be_mixed(text) else []
    if not separate:
        return _in_one_language(blocks, language_of(text, where))
    found = [_in_one_language(each, code) for code, each in separate]
    known = [each[0].metadata for each in found if each[0].metadata and each[0].metadata.symbol]
    return tuple(_named(each, known[0] if known else None) for several in found for each in several)


def _named(document: Document, other: Metadata | None) -> Document:
    """Return the document, where it has no symbol with the one in the text of the other language."""
    data = document.metadata
    if data is None or data.symbol or other is None:
        return document
    named = replace(data, symbol=other.symbol, kind=other.kind, body=other.body, session=other.session)
    return replace(document, metadata=named)


# ---------------------------------------------------------------- several languages


def _by_language(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Return the blocks of each language, English first, then the most text; none where there is only one.

    An act is in two languages if it has the formula in both, anything else if each has a share of the text. A
    block too short to tell is in the language of the one before.
    """
    codes = _languages_of_blocks(blocks)
    amounts: Counter[str] = Counter()
    for each, code in zip(blocks, codes, strict=True):
        amounts[code] += len(each.text)
    formulas = {code for each, code in zip(blocks, codes, strict=True) if is_formula(each.text)}
    total = sum(amounts.values())
    shared = {code for code, amount in amounts.items() if amount > _SHARE * total}
    kept = {code for code in formulas if amounts[code] > 0.2 * total} if formulas else shared
    if len(kept) < 2:
        return []
    ordered = sorted(kept, key=lambda code: (code != "en", -amounts[code], code))
    parts: dict[str, list[Block]] = {code: [] for code in ordered}
    last = next(iter(parts))
    for each, code in zip(blocks, codes, strict=True):
        last = code if code in parts else last
        parts[last].append(each)
    return list(parts.items())


def _languages_of_blocks(blocks: Sequence[Block]) -> list[str]:
    found = [_language_of_block(each.text) for each in blocks]
    for at in range(len(blocks) - 2, -1, -1):
        if not found[at] and is_title(blocks[at].text):
            found[at] = found[at + 1]  # a title goes with the formula below it
    last = next((code for code in found if code), "")
    codes: list[str] = []
    for code in found:
        last = code or last
        codes.append(last)
    return codes


def _language_of_block(text: str) -> str:
    return likely_language(text) if len(text) >= _SHORTEST or is_formula(text) else ""


# ---------------------------------------------------------------- several acts


def _in_one_language(blocks: Sequence[Block], language: str) -> tuple[Document, ...]:
    begun = _begun(blocks)
    kept_for = _kept_for(blocks, begun) if begun else 0
    titles = {each.at for each in begun}
    blocks = [replace(each, hint=Kind.TITLE) if at in titles else each for at, each in enumerate(blocks)]
    if len(begun) < 2:
        return (_document(blocks, language),)
    cuts = [0, *(each.at for each in begun[1:]), len(blocks)]
    made = [
        _document(blocks[first:last], language, act.symbol)
        for (first, last), act in zip(pairwise(cuts), begun, strict=True)
    ]
    return (made[kept_for], *made[:kept_for], *made[kept_for + 1 :])


def _document(blocks: Sequence[Block], language: str, act: Symbol | None = None) -> Document:
    """Return the document that the blocks make; `act` is which it is, where that is known already."""
    found = paragraphs(blocks)
    data = metadata(found, language)
    if act is not None:
        data = replace(data, symbol=act.canonical, kind=act.kind, body=act.body or None, session=act.session)
    # Every block makes one paragraph.
    links = [
        Hyperlink(url, paragraph.path)
        for each, paragraph in zip(blocks, found, strict=True)
        for url in dict.fromkeys(each.urls)
    ]
    return Document(language, found, tuple(links), title=data.title, metadata=data)


def _begun(blocks: Sequence[Block]) -> list[_Begun]:
    """Return the acts of one body and session that begin in the blocks, each once."""
    found: list[_Begun] = []
    for at in range(len(blocks)):
        symbol = _title(blocks, at) or (_next_title(blocks[at], found[-1].symbol) if found else None)
        if symbol is None or any(symbol.canonical == each.symbol.canonical for each in found):
            continue
        if not found or (symbol.body, symbol.session) == (found[0].symbol.body, found[0].symbol.session):
            found.append(_Begun(at, symbol))
    return [] if found and found[0].at > _LONGEST_PREFACE else found


def _title(blocks: Sequence[Block], at: int) -> Symbol | None:
    """Return the act whose title the block is: the enacting formula of its body comes soon after."""
    if not is_title(blocks[at].text):
        return None
    for each in blocks[at + 1 : at + 1 + _AS_FORMULA]:
        if bodies := (formula_bodies(each.text) if not each.label else frozenset[str]()):
            return act_of_title(blocks[at].text, bodies)
        if is_title(each.text):
            return None
    return None


def _next_title(block: Block, last: Symbol) -> Symbol | None:
    """Return the act whose title the block is by its number alone: it is the next one after the last act."""
    if not is_title(block.text) or block.text.endswith((".", ";", ",")):
        return None
    symbol = act_of_title(block.text, {last.body})
    return symbol if symbol and last.number and symbol.number == last.number + 1 else None


def _kept_for(blocks: Sequence[Block], begun: Sequence[_Begun]) -> int:
    """Return which of several acts the pages were kept for.

    It begins on the first page and ends on the last one. On a single page it may be any that ends there, so
    the one that the source marks as the title, or else the one in the middle.
    """
    pages = [blocks[each.at].page for each in begun]
    if max(each.page for each in blocks) > min(pages) == 1:
        return max(at for at, page in enumerate(pages) if page == min(pages))
    marked = [at for at, each in enumerate(begun) if blocks[each.at].hint is Kind.TITLE]
    return marked[0] if len(marked) == 1 else (len(begun) - 1) // 2
