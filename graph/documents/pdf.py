"""Reads PDF files as the UN issues them, by the text that they hold; a picture of a page has none.

What repeats at the head or foot of the pages (symbol, title, job number, page number) is left out. A page of
two columns is read column by column. Arabic is stored as it looks, in shapes that join: it comes out in the
order in which it is read, in letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

from graph.documents.acts import documents
from graph.documents.language import likely_language
from graph.documents.lines import Line, blocks_of
from graph.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from graph.documents import Document

LARGEST = 5_000
"""Pages of the longest file that is read."""

_EDGE = 5  # lines at the head and at the foot of a page where running heads are looked for
_PAGE_NUMBER = re.compile(
    r"(?:\d{2}-\d{5}\s*)?\d{1,3}\s*/\s*\d{1,3}(?:\s*\d{2}-\d{5})?|\d{2}-\d{5}|[-–]?\s*\d{1,3}\s*[-–]?"
)
_JOB = re.compile(r"\d{2}-\d{5}\s*\([EFSRCA]\).*|\*\d{7}\*|\d{2}-\d{5}\s.*\d+/\d+")
_BROKEN = "\x02"  # how the library marks a hyphen that ends a line, and the line's end
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]+)-$")
_SHAPES = re.compile(
    "[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]+"
)  # ligatures, and Arabic letters as they join
_PERSIAN = str.maketrans({"\u06cc": "\u064a", "\u06a9": "\u0643"})  # what Arabic yeh and kaf are taken for
_ARABIC = re.compile(r"[\u0621-\u064a]")
# A library without types of its own; what is read from it is text and numbers.
_Page = Any
_RAW: Any = pdfium.raw
_ENCRYPTED = 4  # the library's number for a file that needs a password

# A column of text: so many stretches of so many characters, on both sides of a gap in the middle.
_STRETCHES = 8
_CHARACTERS = 18
_BETWEEN_COLUMNS = 9  # points


class _Sign(NamedTuple):
    """A character and its box on the page, in points from the lower left corner."""

    char: str
    left: float
    bottom: float
    right: float


class _Placed(NamedTuple):
    """A line, or what of it stands in one column."""

    text: str
    left: float
    bottom: float


def read(file: Path) -> tuple[Document, ...]:
    """Return the documents of a PDF file.

    Raises DocumentError if it is protected, damaged, without text, or in none of the UN's languages.
    """
    pages = _pages(file)
    lines = _recoded(list(_connected(_without_heads(pages))))
    if not lines:
        raise DocumentError(
            str(file),
            "a PDF without text: its pages are pictures",
            "Run it through optical character recognition first (for example ocrmypdf).",
        )
    if _is_noise(lines):
        raise DocumentError(
            str(file),
            "a PDF whose fonts do not say which characters their signs are",
            "Get it in another format, or read its pictures anew (for example ocrmypdf --force-ocr).",
        )
    return documents(tuple(blocks_of(lines)), str(file))


def _connected(pages: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """Yield the lines with their page; the first one of a page goes on with the last paragraph, or does not.

    It begins another one where the line before ends a sentence, and is short, or the line itself is indented.
    """
    last = ""
    width = max((len(line.text) for page in pages for line in page), default=0)
    for number, page in enumerate(pages, 1):
        for at, line in enumerate(page):
            gap = line.gap
            if at == 0:
                short = line.indented or len(last) < 0.7 * width
                gap = int(number > 1 and _ended(last) and short)
            yield replace(line, page=number, gap=gap)
            last = line.text


def _recoded(lines: list[Line]) -> list[Line]:
    """Return the lines; Russian that the file has as Western letters (“Ãåíåðàëüíàÿ”) becomes Cyrillic."""
    letters = Counter("À" <= char <= "ÿ" for line in lines for char in line.text if char.isalpha())
    if letters[True] <= letters[False]:
        return lines
    plain = [line.text.encode("cp1252", "replace").decode("cp1251", "replace") for line in lines]
    if likely_language("\n".join(plain)) != "ru":
        return lines
    return [replace(line, text=text) for line, text in zip(lines, plain, strict=True)]


def _ended(text: str) -> bool:
    return text.rstrip().endswith((".", ";", ":", ",", "。", "；", "：", "，", "؛", "،"))


def _is_noise(lines: Sequence[Line]) -> bool:
    """Whether most signs are no characters: controls, private use, or the sign for what is unknown."""
    signs = Counter(unicodedata.category(char) for line in lines for char in line.text if not char.isspace())
    unknown = signs["Cc"] + signs["Co"] + signs["Cn"] + sum(line.text.count("\ufffd") for line in lines)
    return 3 * unknown > sum(signs.values())


def _pages(file: Path) -> list[tuple[Line, ...]]:
    try:
        opened: Any = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) == _ENCRYPTED:
            raise DocumentError(
                str(file), "protected with a password", "Save it without a password, then read it again."
            ) from error
        raise DocumentError(
            str(file), f"not a PDF that can be read: {error}", "Fetch the file again; it may be incomplete."
        ) from error
    try:
        if len(opened) > LARGEST:
            raise DocumentError(str(file), f"a PDF of more than {LARGEST:,} pages", "Split it.")
        return _mended([_lines(page) for page in opened])
    except (pdfium.PdfiumError, OSError, ValueError) as error:
        raise DocumentError(
            str(file), f"the PDF breaks its reader: {error}", "Fetch the file again; it may be incomplete."
        ) from error
    finally:
        opened.close()


# ---------------------------------------------------------------- lines on a page


def _lines(page: _Page) -> list[Line]:
    """Return the lines of a page, those of a column before the next one; Arabic begins with the right one."""
    text: Any = page.get_textpage()
    try:
        rows = _rows(text)
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
    finally:
        text.close()
    gap = _gap([(float(box[0]), float(box[2])) for box in boxes], float(page.get_width()), rows)
    if gap is None:
        return _spaced([_line(row) for row in rows])
    letters = "".join(sign.char for row in rows for sign in row)
    right_first = 2 * len(_ARABIC.findall(letters)) > len(letters)
    return _spaced(list(_by_column(rows, gap, right_first=right_first)), columns=True)


def _rows(text: _Page) -> list[list[_Sign]]:
    """Return the signs of each line of a page, spaces that the library adds with no width."""
    rows: list[list[_Sign]] = [[]]
    for at, char in enumerate(_characters(text)):
        if char in "\r\n":
            if rows[-1]:
                rows.append([])
            continue
        left, bottom, right, _ = text.get_charbox(at, loose=True)
        rows[-1].append(_Sign(char, float(left), float(bottom), float(right)))
        if char == _BROKEN:
            rows.append([])
    return [row for row in rows if any(not sign.char.isspace() for sign in row)]


def _characters(text: _Page) -> Iterator[str]:
    for at in range(text.count_chars()):
        yield chr(_RAW.FPDFText_GetUnicode(text, at) or 0x20)


def _line(row: Sequence[_Sign]) -> _Placed:
    seen = [sign for sign in row if not sign.char.isspace()]
    return _Placed(
        "".join(sign.char for sign in row), min(sign.left for sign in seen), min(sign.bottom for sign in seen)
    )


def _gap(boxes: Sequence[tuple[float, float]], width: float, rows: Sequence[Sequence[_Sign]]) -> float | None:
    """Return where the gap between two columns is, None for a page of one column or of short stretches."""
    characters = sum(len(row) for row in rows)
    if len(boxes) < 2 * _STRETCHES or characters < 2 * _STRETCHES * _CHARACTERS:
        return None
    places = [width * step / 100 for step in range(40, 61)]
    crossing, at = min((sum(left < place < right for left, right in boxes), place) for place in places)
    wide = [(left, right) for left, right in boxes if right - left > width / 5]
    sides = (sum(right <= at for _, right in wide), sum(left >= at for left, _ in wide))
    return at if min(sides) >= _STRETCHES and 4 * crossing < len(boxes) else None


def _by_column(rows: Sequence[Sequence[_Sign]], gap: float, *, right_first: bool) -> Iterator[_Placed]:
    """Yield the lines column by column; a line that goes over both ends the columns above it."""
    columns: tuple[list[_Placed], list[_Placed]] = ([], [])
    for row in rows:
        if _is_whole(row, gap):
            yield from _emptied(columns, right_first)
            yield _line(row)
            continue
        for column, part in zip(columns, _parted(row, gap), strict=True):
            if any(not sign.char.isspace() for sign in part):
                column.append(_line(part))
    yield from _emptied(columns, right_first)


def _emptied(columns: tuple[list[_Placed], list[_Placed]], right_first: bool) -> Iterator[_Placed]:
    for column in reversed(columns) if right_first else columns:
        yield from column
        column.clear()


def _parted(row: Sequence[_Sign], gap: float) -> tuple[list[_Sign], list[_Sign]]:
    left: list[_Sign] = []
    right: list[_Sign] = []
    last = left
    for sign in row:
        if not sign.char.isspace():
            last = left if sign.left < gap else right
        last.append(sign)
    return left, right


def _is_whole(row: Sequence[_Sign], gap: float) -> bool:
    """Whether a line goes over both columns: no gap there that is wider than between words."""
    seen = [sign for sign in row if not sign.char.isspace()]
    before = max((sign.right for sign in seen if sign.left < gap), default=None)
    after = min((sign.left for sign in seen if sign.left >= gap), default=None)
    return before is not None and after is not None and after - before < _BETWEEN_COLUMNS


def _spaced(placed: Sequence[_Placed], *, columns: bool = False) -> list[Line]:
    """Return the lines with the space before them as a blank line, where it is more than usual.

    Higher up than the line before, there begins a column, or else something that stands apart.
    """
    steps = [above.bottom - below.bottom for above, below in pairwise(placed)]
    usual = Counter(round(step) for step in steps if 4 < step < 40).most_common(1)
    widest = Counter(round(each.left / 4) for each in placed).most_common(1)
    lines: list[Line] = []
    for at, each in enumerate(placed):
        before = placed[at - 1].left if at else 4.0 * widest[0][0]
        step = steps[at - 1] if at else 0.0
        apart = step > 1.3 * usual[0][0] if usual else False
        gap = int(apart or (step < -4 and not columns))
        hangs = at > 0 and not _ended(placed[at - 1].text)
        lines.append(Line(each.text, 0, gap, 8 < each.left - before < 60 and not hangs))
    return lines


# ---------------------------------------------------------------- signs and words


def _mended(pages: Sequence[Sequence[Line]]) -> list[tuple[Line, ...]]:
    """Return the lines of the pages: letters for shapes, words whole that the end of a line divides."""
    plain = [[replace(line, text=_letters(line.text)) for line in page] for page in pages]
    words = set(_WORD.findall(" ".join(line.text for page in plain for line in page).casefold()))
    return [tuple(_unbroken(page, words)) for page in plain]


def _letters(text: str) -> str:
    """Return a text without spaces at its ends, and with letters where it has the shapes of letters."""
    plain = _SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).strip()
    return plain.translate(_PERSIAN) if _ARABIC.search(plain) else plain


def _unbroken(page: Sequence[Line], words: set[str]) -> Iterator[Line]:
    """Yield the lines; a hyphen at the end goes where the word without it stands elsewhere in the file."""
    for at, line in enumerate(page):
        text = line.text.replace(_BROKEN, "-")
        after = page[at + 1].text if at + 1 < len(page) else ""
        first, second = _LAST_WORD.search(text), _WORD.match(after)
        if first and second and after[0].islower() and f"{first[1]}{second[0]}".casefold() in words:
            text = f"{text[:-1]}\u00ad"
        yield replace(line, text=text)


# ---------------------------------------------------------------- running heads


def _without_heads(pages: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Return the pages without running heads: lines at an edge that come again on other pages."""
    seen = Counter(key for page in pages for key in {_key(line.text) for line in _edges(page)})
    often = {key for key, count in seen.items() if count >= max(2, len(pages) // 3)}
    kept: list[tuple[Line, ...]] = []
    for number, page in enumerate(pages):
        edges = {id(line) for line in _edges(page)}
        kept.append(
            tuple(
                line
                for line in page
                if not (
                    _JOB.fullmatch(line.text)
                    or (
                        id(line) in edges
                        and (_PAGE_NUMBER.fullmatch(line.text) or (number and _key(line.text) in often))
                    )
                )
            )
        )
    return kept


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return (*page[:_EDGE], *page[max(_EDGE, len(page) - _EDGE) :])


def _key(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\d+(?=\s*/\s*\d+)", "n", text))
