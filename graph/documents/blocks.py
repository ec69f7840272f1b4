"""What a reader of a format hands on: the blocks of a document in their order, with what the format says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.documents import join_lines
from graph.grammar import tables
from graph.grammar.spelling import fold

if TYPE_CHECKING:
    from graph.documents import Kind

_LABELS = (
    re.compile(r"(?P<label>\d{1,3})\s+[-–]\s+(?=[ء-ي])"),
    re.compile(r"(?P<label>\d{1,3}\.\d{1,3})\s+(?=[^\W\d_a-z])"),  # of a budget fascicle: 16.7
    re.compile(r"(?P<label>\d{1,3})\s*[.．、](?!\d)\s*(?=\S)"),
    re.compile(r"[(（](?P<label>\d{1,2}|[ivx]{1,6}|[a-z]{1,2}|[A-Zа-яء-ي])[)）]\s*(?=\S)"),
    re.compile(r"(?P<label>[ivx]{1,6}|[a-zа-яء-ي])[)）]\s*(?=\S)"),
)
_LONGEST_FORMULA = 120
_ALPHABETS = ("абвгдежзиклмнопрстуфхцчшщ", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that its source sets apart."""

    text: str  # after the rule of `join_lines`, without its label
    label: str | None = None  # its number as printed, without brackets and full stop: 12, a, iv, I
    hint: Kind | None = None  # what the format says that it is; None where it says nothing
    links: tuple[tuple[str, str], ...] = ()
    page: int = 0  # 0 where the source does not say
    urls: tuple[str, ...] = ()  # addresses that it links to
    level: int | None = None  # of a heading, 1 for the highest; None where the source does not say


def block(text: str, hint: Kind | None = None, label: str | None = None) -> Block:
    """Return the block of a text, which may begin with its label: “12. ”, “(a) ”."""
    joined = join_lines(text.split("\n"))
    if label is None and (found := next(filter(None, (form.match(joined) for form in _LABELS)), None)):
        return Block(joined[found.end() :], plain_label(found["label"]), hint)
    return Block(joined, plain_label(label or ""), hint)


def plain_label(label: str) -> str | None:
    """Return a label as the paths of provisions have it, None if it is none: “(а)” → a, “aa)” → AA.

    Doubled letters are in capitals there, letters of other alphabets are the Latin ones of the same place.
    """
    bare = re.sub(r"[^\w.]", "", label).strip("._")
    if not bare.isascii() and len(bare) == 1:
        order = next((letters for letters in _ALPHABETS if bare in letters), "")
        return chr(ord("a") + order.index(bare)) if order else None
    if re.fullmatch(r"\d{1,4}(?:\.(?:\d{1,4}|[a-z])){0,2}|[A-Z]{1,3}|[a-z]|[ivxlc]{1,6}", bare, re.ASCII):
        return ".".join(part.lstrip("0") or "0" for part in bare.split("."))
    return bare.upper() if re.fullmatch(r"([a-z])\1{1,2}", bare) else None


@lru_cache(maxsize=4096)
def formula_bodies(text: str) -> frozenset[str]:
    """Return the bodies that an enacting formula (“The General Assembly,”) names; none if it is no formula.

    The formula is the name of a body and nothing else: an article before it, a comma or colon behind it.
    """
    if len(text) > _LONGEST_FORMULA:
        return frozenset()
    folded = fold(text.strip('“”„«»"_* \t')).rstrip(".,،，、:： ")
    for name in tables.body_names():
        if found := name.pattern.search(folded):
            around = (folded[: found.start()] + folded[found.end() :]).strip()
            if around in _ARTICLES:
                return name.bodies
    return frozenset()


def is_formula(text: str) -> bool:
    """Return whether a line is an enacting formula: with a comma behind it, or an article before it."""
    return bool(formula_bodies(text)) and (text.rstrip().endswith(_COMMAS) or bool(_ARTICLE.match(text)))


_SHORT_FOR = (
    "of the united nations environment programme",
    "of the united nations human settlements programme",
)
_COMMAS = (",", "،", "，", ":", "：")
_ARTICLE = re.compile(r"[“\"_]?(?:The |L[’']|Le |La |El )")
_ARTICLES = frozenset(["", "the", "l'", "le", "la", "el", "إن", *_SHORT_FOR])
