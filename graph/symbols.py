"""The grammar of UN symbols: any spelling, the one canonical symbol, and what it says.

A symbol is read in three steps: the text is cleaned (spaces, dashes, digits of other scripts, an address around it),
then matched against the forms of acts (`grammar/acts.csv`), then against the series of documents
(`grammar/series.csv`). A phrase ("General Assembly resolution 74/173") is split into a body, a kind and a number
(`grammar/body_names.csv`, `grammar/words.csv`). What the numbers themselves say (`grammar/numbers.csv`) excludes bodies
where the text names none, and gives the year of a Security Council resolution. Where two acts remain, none is picked.

How symbols are built: <https://research.un.org/en/docs/symbols>; how resolutions are numbered:
<https://research.un.org/en/docs/ga/quick>.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from graph.errors import SymbolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "AmbiguousSymbol",
    "Kind",
    "Status",
    "Symbol",
    "SymbolError",
    "doubts",
    "members",
    "nearest",
    "parse",
    "session_window",
    "symbol_of_path",
]

LONGEST = 400  # characters of a text that is looked at: a symbol is short, and the patterns need not be tried on a book
EXAMPLES = "A/RES/74/173, S/RES/1373(2001), E/RES/2019/19, E/CN.15/2021/1, General Assembly resolution 74/173"


class Kind(StrEnum):
    """What a symbol names."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    PRESIDENTIAL_STATEMENT = "presidential-statement"
    DOCUMENT = "document"  # anything else: a report, a draft, a record, a corrigendum to an act


class Status(StrEnum):
    """Who gave the symbol."""

    ISSUED = "issued"  # the body itself: it stands on the document
    LIBRARY = "library"  # the UN library: A/DEC/74/567
    MINTED = "minted"  # we: an act that is known only by body, kind and number: CCPCJ/RES/22/8


@dataclass(frozen=True, slots=True)
class Symbol:
    """One act or document by its canonical symbol."""

    canonical: str  # in the UN's own letter case, without spaces
    body: str  # code of the body that adopted the act, or whose series the document is in; "" where it is not known
    kind: Kind
    status: Status = Status.ISSUED
    session: str | None = (
        None  # in Arabic: "74", "15" for (XV), "S-20", "S-6" for (S-VI), "2019" for ECOSOC; no SC
    )
    number: int | None = None  # within the session, or the running number
    part: str | None = None  # "B", or the range "A-F": see `members`
    year: int | None = None  # where the symbol itself has it: S/RES/1373(2001), E/RES/2019/19, E/CN.15/2021/1
    suffixes: tuple[str, ...] = ()  # "Add.1", "Rev.2", "Corr.1", "(Sect.16)", in their order
    joint: tuple[str, ...] = ()  # the single symbols of a joint one: A/70/357-S/2015/682

    def __str__(self) -> str:
        return self.canonical

    @property
    def path(self) -> str:
        """The path of its IRI under the base: `doc/A/RES/74/173`, `doc/x-ccpcj/res/22/8` for a minted symbol."""
        if self.status is Status.MINTED:
            _, kind, rest = self.canonical.split("/", 2)
            return f"doc/x-{self.body}/{kind.lower()}/{rest}"
        return f"doc/{self.canonical}"

    @property
    def is_act(self) -> bool:
        """Whether it names an adopted text, and not a document about one."""
        return self.kind is not Kind.DOCUMENT


class AmbiguousSymbol(SymbolError):
    """The text fits more than one act; `candidates` are their canonical symbols, likelier ones first."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        shown = ", ".join(candidates[:8]) + (", …" if len(candidates) > 8 else "")
        super().__init__(
            f"“{text}” may be any of {len(candidates)} acts: {shown}.",
            "Name the body and the kind of act, for example “General Assembly resolution 74/173” or A/RES/74/173.",
        )
        self.text = text
        self.candidates = tuple(candidates)


# ---------------------------------------------------------------- the public functions


def parse(text: str) -> Symbol:
    """Return the one symbol that the text names, in whatever spelling.

    Raises AmbiguousSymbol if more than one act fits, and SymbolError if none does, with what was expected.
    """
    cleaned = _clean(text)
    if not cleaned:
        raise SymbolError("There is no symbol in an empty text.", f"Expected, for example: {EXAMPLES}.")
    if len(cleaned) > LONGEST:
        raise SymbolError(
            f"A text of {len(cleaned)} characters is not a symbol.", f"Expected, for example: {EXAMPLES}."
        )
    if _EXPLICIT.match(cleaned):
        return _explicit(cleaned)
    return _phrase(cleaned)


def symbol_of_path(path: str) -> Symbol:
    """Return the symbol whose `path` this is (`doc/A/RES/74/173`, a slash before it is allowed).

    Raises SymbolError if it is not exactly the path of a symbol: a path has one spelling.
    """
    bare = path.removeprefix("/")
    if not bare.startswith("doc/"):
        raise SymbolError(f"{path!r} is not the path of a document.", "Expected doc/ and a symbol.")
    inner = bare.removeprefix("doc/")
    if minted := _MINTED_PATH.fullmatch(inner):
        inner = f"{minted['body']}/{minted['kind']}/{minted['rest']}"
    symbol = parse(inner) if _EXPLICIT.match(inner) else None
    if symbol is None or symbol.path != bare:
        hint = f"Its one spelling is {symbol.path}." if symbol else "Expected doc/ and a symbol."
        raise SymbolError(f"{path!r} is not the path of a symbol.", hint)
    return symbol


def members(symbol: Symbol) -> tuple[Symbol, ...]:
    """Return the acts that a symbol with a range of parts stands for (A-C: three), or the symbol itself."""
    if symbol.part is None or "-" not in symbol.part:
        return (symbol,)
    first, last = symbol.part.split("-")
    canonicals = (
        _PART_RANGE.sub(chr(letter), symbol.canonical, count=1) for letter in range(ord(first), ord(last) + 1)
    )
    return tuple(parse(canonical) for canonical in canonicals)


def doubts(symbol: Symbol) -> tuple[str, ...]:
    """Return what is unusual about a symbol that is well formed: sentences, none where all is usual.

    These are warnings: each has real exceptions (56/509 is a resolution), or rests on the numbers that we know of.
    """
    found: list[str] = []
    if symbol.number is None or symbol.suffixes or not symbol.is_act:
        return ()
    if symbol.body == "ga" and symbol.kind is Kind.RESOLUTION and _is_late(symbol) and symbol.number >= 401:
        found.append("Numbers from 401 are those of decisions of the Assembly, with a few exceptions.")
    if symbol.body == "ga" and symbol.kind is Kind.DECISION and symbol.number < 401:
        found.append("Decisions of the Assembly are numbered from 401.")
    if (
        symbol.body == "ecosoc"
        and symbol.kind is Kind.RESOLUTION
        and _is_late(symbol)
        and symbol.number >= 100
    ):
        found.append(
            "Resolutions of the Council seldom reach the number 100; decisions are numbered from 201."
        )
    if symbol.body == "ecosoc" and symbol.kind is Kind.DECISION and _is_late(symbol) and symbol.number < 201:
        found.append("Decisions of the Council are mostly numbered from 201.")
    if not _in_order(symbol):
        found.append("Other acts of the body show that this number belongs to another session or year.")
    return tuple(found)


def nearest(text: str, known: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """Return the known symbols that the text most likely means, the nearest first; at most `limit`.

    `known` are canonical symbols. A known candidate of an ambiguous text comes first, then the same number of
    another body, then what is spelt alike.
    """
    pool = sorted(set(known))
    try:
        symbol = parse(text)
    except AmbiguousSymbol as error:
        wanted = [candidate for candidate in error.candidates if candidate in set(pool)]
        target = _digits(error.text)
        spelt = error.text
    except SymbolError:
        wanted, target, spelt = [], _digits(text), _clean(text)
    else:
        wanted, target, spelt = [symbol.canonical], _digits(symbol.canonical), symbol.canonical
    found = [candidate for candidate in wanted if candidate in pool]
    found += [candidate for candidate in pool if target and _digits(candidate) == target]
    by_spelling = {candidate.casefold(): candidate for candidate in pool}
    alike = difflib.get_close_matches(spelt.casefold(), list(by_spelling), n=limit, cutoff=0.6)
    found += [by_spelling[spelling] for spelling in alike]
    return tuple(dict.fromkeys(found))[:limit]


def session_window(session: int | str) -> tuple[dt.date, dt.date]:
    """Return the first and last day on which a resolution of a regular session of the Assembly can be adopted.

    Both ends included: 1 September of the year in which the session opens to 30 September of the next. It holds for
    the sessions from the 31st, which are numbered in Arabic; two of the early ones reach outside theirs.
    Raises SymbolError for any other session.
    """
    text = str(session)
    if not (text.isascii() and text.isdecimal() and 31 <= int(text) <= 199):
        raise SymbolError(
            f"There is no window for session {text!r} of the General Assembly.",
            "Expected a regular session from 31 on; special and early sessions follow no such rule.",
        )
    return dt.date(1945 + int(text), 9, 1), dt.date(1946 + int(text), 9, 30)


# ---------------------------------------------------------------- the tables


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of grammar/."""
    yield from csv.DictReader(files("graph").joinpath("grammar", name).read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class _Form:
    """One way in which one body numbers one kind of act: a row of acts.csv."""

    body: str
    kind: Kind
    status: Status
    form: str  # the canonical symbol with placeholders
    special: str  # "S", "ES", "SS", "OS" before the number of a session, or ""
    first: int  # of its sessions or years
    last: int
    highest: int | None  # number that it never reaches, where that is certain
    alone: bool  # whether people cite it without the body's name
    symbol: re.Pattern[str]  # of the whole symbol, upper case, without spaces
    cited: re.Pattern[str]  # of the number as running text cites it


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(_form(row) for row in _rows("acts.csv"))


def _form(row: Mapping[str, str]) -> _Form:
    return _Form(
        body=row["body"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        form=row["form"],
        special=row["special"],
        first=int(row["first"]),
        last=int(row["last"]),
        highest=int(row["highest"]) if row["highest"] else None,
        alone=row["alone"] == "yes",
        symbol=re.compile(_pattern(row["form"]) + _SUFFIXES),
        cited=re.compile(_pattern(row["cited_as"])),
    )


_SUFFIXES = r"(?P<suffixes>(?:/(?:ADD|REV|CORR|AMEND|SUMMARY|SUMM)(?:\.\d+)?)*)"
_PART = r"(?P<part>[A-Z](?:-[A-Z])?)"
_FIELDS = {
    "{session}": r"(?P<session>\d{1,4})",
    "{number}": r"(?P<number>\d{1,5})",
    "{part}": rf"(?:/?{_PART})?",
    # The UN library has parts after the numeral too, and the first special sessions in Arabic: 217(III)A, 186(S-2).
    "{roman}": r"(?P<session>[IVXLC]+|\d{1,2})",
    "{year}": r"(?P<year>\d{4})",
}


def _pattern(form: str) -> str:
    """Return the regular expression for a form, tolerant of the spellings in use."""
    pattern = "".join(_FIELDS.get(piece, re.escape(piece.upper())) for piece in re.split(r"(\{\w+\})", form))
    pattern = pattern.replace(r"\(", r"/?\(")
    for special in ("ES", "SS", "OS", "S"):
        pattern = pattern.replace(rf"{special}\-(?P<session>", rf"{special}[-/.]?(?P<session>")
    if form.endswith("({roman})"):
        pattern += rf"(?:/?{_PART.replace('part', 'part_after')})?"
    return pattern


@dataclass(frozen=True, slots=True)
class _Name:
    """A name and the bodies that bear it: "Council" has several."""

    pattern: re.Pattern[str]
    bodies: frozenset[str]


@cache
def _body_names() -> tuple[_Name, ...]:
    """Return the names of bodies, the longest first."""
    bearers: dict[str, set[str]] = {}
    for row in _rows("body_names.csv"):
        bearers.setdefault(_fold(row["name"]), set()).add(row["body"])
    for form in _forms():
        bearers.setdefault(form.body, set()).add(form.body)
    ordered = sorted(bearers.items(), key=lambda item: (-len(item[0]), item[0]))
    return tuple(_Name(_word(name), frozenset(bodies)) for name, bodies in ordered)


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the words around a number with their roles, the longest first."""
    rows = sorted(_rows("words.csv"), key=lambda row: (-len(row["word"]), row["word"], row["role"]))
    return tuple((_word(_fold(row["word"])), row["role"]) for row in rows)


def _word(word: str) -> re.Pattern[str]:
    """Return a pattern for a whole word or name; Chinese has no spaces between words."""
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    if re.search(r"[\u4e00-\u9fff]", word):
        return re.compile(spaced)
    before = r"(?<![^\W_])" if word[0].isalnum() else ""
    after = r"(?![^\W_])" if word[-1].isalnum() else ""
    # An Arabic preposition or a French article is written together with its word.
    return re.compile(before + spaced + after)


@cache
def _series() -> dict[str, tuple[str, str, bool]]:
    """Return prefix in upper case → (the UN's spelling, body, whether its components are a closed list)."""
    return {
        row["prefix"].upper(): (row["prefix"], row["body"], row["words"] == "strict")
        for row in _rows("series.csv")
    }


@cache
def _components() -> dict[str, tuple[str, str]]:
    """Return component in upper case → (the UN's spelling, where it stands)."""
    return {row["word"].upper(): (row["spelling"], row["where"]) for row in _rows("components.csv")}


@cache
def _numbers() -> dict[str, tuple[tuple[int, int, int], ...]]:
    """Return body → (session or year, lowest, highest known number), where numbers run on through the sessions."""
    table: dict[str, list[tuple[int, int, int]]] = {}
    for row in _rows("numbers.csv"):
        table.setdefault(row["body"], []).append((int(row["session"]), int(row["first"]), int(row["last"])))
    return {body: tuple(sorted(rows)) for body, rows in table.items()}


# ---------------------------------------------------------------- cleaning

_EXPLICIT = re.compile(r"(?i)[A-Z][A-Z-]{0,15}\s*/")
_MINTED_PATH = re.compile(r"x-(?P<body>[a-z]+(?:-[a-z]+)*)/(?P<kind>res|dec)/(?P<rest>.+)")
_PART_RANGE = re.compile(r"(?<=\d)[A-Z]-[A-Z]")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"(?i)[(,]?\s*(?:\b(?:adopted\s+)?(?:of|on|dated)\s+)?\b\d{{1,2}}\s+{_MONTH}\s+\d{{4}}\b\)?"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_CYRILLIC = str.maketrans("АВСЕІХМ", "ABCEIXM")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘`´"), "'")
_HOSTS = re.compile(r"(?i)(?:[a-z]+://)?(?:www\.)?(?:undocs\.org|docs\.un\.org|documents\.un\.org)(?=[/?])")
_LANGUAGE_SEGMENT = re.compile(r"(?i)^/?(?:ar|zh|en|fr|ru|es|de)(?=/)")
_FILE = re.compile(
    r"(?i)^(?P<stem>[A-Z]+_[A-Z0-9_.()-]+?)(?:[-_](?:ar|zh|en|fr|ru|es))?(?:\.(?:pdf|docx?|html?|txt|xml))?$"
)


def _clean(text: str) -> str:
    """Return the text in plain characters and single spaces, without what is wrapped around a symbol."""
    kept = "".join(char for char in text if not _is_noise(char))
    plain = "".join(_ascii_digit(char) for char in unicodedata.normalize("NFKC", kept))
    plain = plain.translate(_DASHES).translate(_APOSTROPHES)
    plain = " ".join(plain.split()).strip(" \"'“”„«»《》[]<>,;:.。，；：、*")
    return _unwrap(plain).strip(" ,;:.*")


def _is_noise(char: str) -> bool:
    """Whether a character is an invisible control or a raised figure: the mark of a footnote, not of a symbol."""
    if unicodedata.category(char) == "Cf" or char == "\u00ad":
        return True
    return unicodedata.decomposition(char).startswith("<super>")


def _ascii_digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char


def _unwrap(text: str) -> str:
    """Return the symbol out of an address of the UN's document system, a file's name or a legal reference."""
    if host := _HOSTS.match(text):
        return _of_address(text, text[host.end() :])
    if reference := re.search(r"(?i)\bU\.?N\.?\s+Docs?\.?\s+(?P<symbol>[A-Z]+/\S.*)$", text):
        return reference["symbol"]
    if "/" not in text and (file := _FILE.match(text)):
        return file["stem"].replace("_", "/")
    return text


def _of_address(address: str, after_host: str) -> str:
    parts = urlsplit(after_host)
    for name, value in parse_qsl(parts.query):
        if name.casefold() in {"symbol", "finalsymbol", "s"} and value:
            return value
    path = _LANGUAGE_SEGMENT.sub("", unquote(parts.path)).strip("/")
    return path or address


def _fold(text: str) -> str:
    """Return the text for comparing names: no case, plain apostrophes, no accents lost."""
    folded = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    return " ".join(folded.split())


def _compact(text: str) -> str:
    """Return a symbol in upper case without spaces, a range of parts written with a hyphen."""
    spelt = text.upper().translate(_CYRILLIC)
    spelt = re.sub(r"(?<=[\d/\s])([A-Z])\s+(?:TO|AND|&|A|Y|ET|И)\s+([A-Z])(?![A-Z])", r"\1-\2", spelt)
    spelt = re.sub(r"(?<=\d)\s*([A-Z])\s*(?:至|和)\s*([A-Z])(?![A-Z])", r"\1-\2", spelt)
    return re.sub(r"\s+", "", spelt)


def _digits(text: str) -> tuple[str, ...]:
    """Return the numbers of a text, a Roman numeral in brackets as a number."""
    spelt = re.sub(r"\((S-|ES-)?([IVXLC]+)\)", lambda m: f"({m[1] or ''}{_of_roman(m[2])})", text.upper())
    return tuple(re.findall(r"\d+", spelt))


# ---------------------------------------------------------------- acts and documents by symbol

_ALIASES = (
    (re.compile(r"^(?:UNGA|GA)/(?=RES|DEC)"), "A/"),
    (re.compile(r"^(?:UNSC|SC)/(?=RES|PRST)"), "S/"),
    (re.compile(r"^ECOSOC/(?=RES|DEC)"), "E/"),
    (re.compile(r"^(?:UNHRC|HRC)/(?=RES|DEC|PRST)"), "A/HRC/"),
    # Acts of functional commissions have no symbol; where one is invented it says which act is meant.
    (re.compile(r"^E/CN\.15/(?=RES/|DEC/)"), "CCPCJ/"),
    (re.compile(r"^E/CN\.7/(?=RES/|DEC/)"), "CND/"),
    (re.compile(r"^E/CN\.6/(?=RES/|DEC/)"), "CSW/"),
    (re.compile(r"^E/CN\.4/(?=RES/|DEC/)"), "CHR/"),
)


def _explicit(text: str) -> Symbol:
    """Return the symbol of a text that begins with an organ and a slash."""
    compact = _tidy(_compact(text))
    for pattern, replacement in _ALIASES:
        compact = pattern.sub(replacement, compact)
    acts = [(form, match) for form in _forms() if (match := form.symbol.fullmatch(compact))]
    refused: SymbolError | None = None
    for form, match in acts:
        try:
            return _act(form, match)
        except SymbolError as error:
            refused = refused or error
    if refused:
        raise refused
    if joint := re.split(r"-(?=(?:A|S|E)/)", compact):
        if len(joint) > 1:
            return _joint(text, joint)
    return _yearless(text, compact) or _document(text, compact)


def _tidy(compact: str) -> str:
    """Return a symbol without doubled separators, and with an early special session as it is written."""
    tidied = re.sub(r"/{2,}", "/", re.sub(r"\./", ".", re.sub(r"\.{2,}", ".", compact))).strip("/")
    return re.sub(r"^A/RES/(S-[1-7]|ES-[1-5])/(\d+)([A-Z]?)$", r"A/RES/\2\3(\1)", tidied)


def _act(form: _Form, match: re.Match[str]) -> Symbol:
    """Return the act that a match of a form says; raises SymbolError where the form does not reach so far."""
    groups = match.groupdict()
    session = _session_number(form, groups.get("session"))
    number = int(groups["number"])
    year = int(groups["year"]) if groups.get("year") else None
    counted = session if session is not None else year
    if counted is None or not form.first <= counted <= form.last or number < 1:
        raise _out_of_range(form, match.string)
    part = _part_of(groups, match.string)
    symbol = Symbol(
        canonical=_fill(form.form, session, number, part, year),
        body=form.body,
        kind=form.kind,
        status=form.status,
        session=None if session is None else f"{form.special}-{session}" if form.special else str(session),
        number=number,
        part=part,
        year=year if year is not None else session if session is not None and session > 1900 else None,
    )
    suffixes = groups.get("suffixes") or ""
    return _with_suffixes(symbol, suffixes) if suffixes else symbol


def _session_number(form: _Form, text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    return _of_roman(text) if "{roman}" in form.form else 0


def _part_of(groups: Mapping[str, str | None], text: str) -> str | None:
    before, after = groups.get("part"), groups.get("part_after")
    if before and after:
        raise SymbolError(f"{text} has two part letters.", "Expected one, for example A/RES/217A(III).")
    part = before or after
    if part and "-" in part and part[0] >= part[2]:
        raise SymbolError(f"{part} is not a range of parts.", "Expected a first and a later letter: A-B.")
    return part


def _fill(form: str, session: int | None, number: int, part: str | None, year: int | None) -> str:
    values = {"number": str(number), "part": part or "", "session": "", "roman": "", "year": ""}
    if session is not None:
        values["session"] = str(session)
        values["roman"] = _to_roman(session) if "{roman}" in form else ""
    if year is not None:
        values["year"] = str(year)
    return form.format_map(values)


def _with_suffixes(symbol: Symbol, suffixes: str) -> Symbol:
    """Return the document that changes or adds to an act: A/HRC/RES/27/31/Corr.1 is not an act itself."""
    spelt = tuple(_spell(piece) for piece in suffixes.strip("/").split("/"))
    return Symbol(
        canonical="/".join((symbol.canonical, *spelt)),
        body=symbol.body,
        kind=Kind.DOCUMENT,
        status=symbol.status,
        session=symbol.session,
        number=symbol.number,
        part=symbol.part,
        year=symbol.year,
        suffixes=spelt,
    )


def _out_of_range(form: _Form, text: str) -> SymbolError:
    counted = "years" if "{year}" in form.form or form.first > 1900 else "sessions"
    expected = f"Expected {form.form} with {counted} {form.first} to {form.last}"
    if form.body == "ga" and form.kind is Kind.RESOLUTION and not form.special:
        return SymbolError(
            f"{text} is not a resolution of the General Assembly: it numbers its resolutions by session only from "
            "the 31st session on.",
            "Until the 30th session the form is A/RES/1514(XV). A lower session is another body's, "
            "such as A/HRC/RES/22/8 or CCPCJ/RES/22/8; a year is the Economic and Social Council's: E/RES/2019/19.",
        )
    return SymbolError(f"{text} lies outside what its body adopted.", f"{expected}.")


def _yearless(text: str, compact: str) -> Symbol | None:
    """Return the Security Council resolution of a symbol without its year, if the number tells the year."""
    match = re.fullmatch(r"S/RES/(\d{1,4})", compact)
    return _council_resolution(text, int(match[1])) if match else None


def _council_resolution(text: str, number: int) -> Symbol:
    years = _numbers()["sc"]
    before = max((year for year, first, _ in years if first <= number), default=None)
    after = min((year for year, _, last in years if last >= number), default=None)
    if before is None or before != after:
        raise SymbolError(
            f"“{text}” has no year, and the number alone does not tell it.",
            f"Add the year in brackets: S/RES/{number}(YYYY).",
        )
    return parse(f"S/RES/{number}({before})")


def _joint(text: str, pieces: Sequence[str]) -> Symbol:
    """Return a document that two organs issue together under two symbols."""
    singles = [parse(piece) for piece in pieces]
    if any(single.is_act for single in singles):
        raise SymbolError(f"“{text}” joins acts.", "Only documents are issued jointly: A/70/357-S/2015/682.")
    first = singles[0]
    return Symbol(
        canonical="-".join(single.canonical for single in singles),
        body=first.body,
        kind=Kind.DOCUMENT,
        session=first.session,
        number=first.number,
        year=first.year,
        suffixes=first.suffixes,
        joint=tuple(single.canonical for single in singles),
    )


# ---------------------------------------------------------------- documents

_COMPONENT = re.compile(r"(?P<stem>[A-Z0-9]+(?:[.-][A-Z0-9]+)*)?(?P<brackets>(?:\([A-Z0-9.-]+\))*)")
_ACT_WORDS = {"RES", "DEC", "PRST", "RESOLUTION", "RESOLUTIONS", "DECISION"}
_SPECIAL_SESSION = re.compile(r"(?:S|ES)-?\d{1,2}")


def _document(text: str, compact: str) -> Symbol:
    """Return the document of a symbol that is not an act's."""
    components = compact.split("/")
    prefix, spelling, body, strict = _longest_series(text, components)
    rest = components[len(prefix.split("/")) :]
    if _ACT_WORDS.intersection(rest):
        raise _no_such_act(text, components[0])
    pieces = _pieces(text, rest)
    if not any(char.isdigit() for piece in rest for char in piece):
        raise SymbolError(f"“{text}” has no number.", f"Expected, for example: {EXAMPLES}.")
    if strict:
        _refuse_unknown(text, pieces)
    # A special session is written with a hyphen: A/S-30/L.1.
    if spelling == "A" and _SPECIAL_SESSION.fullmatch(pieces[0]):
        pieces[0] = re.sub(r"^(E?S)-?", r"\1-", pieces[0])
    return _document_of(spelling, body, [_spell(piece) for piece in pieces])


def _longest_series(text: str, components: Sequence[str]) -> tuple[str, str, str, bool]:
    series = _series()
    for length in range(min(4, len(components)), 0, -1):
        head = "/".join(components[:length])
        for prefix in (head, head.rsplit(".", 1)[0]):
            if prefix in series and (prefix == head or "." not in series[prefix][0].rsplit("/", 1)[-1]):
                spelling, body, strict = series[prefix]
                if prefix == head:
                    return prefix, spelling, body, strict
                # UNEP/EA.5/L.1: the series is UNEP/EA, its component keeps the number.
                parent, parent_spelling = prefix.rpartition("/")[0], spelling.rpartition("/")[0]
                if parent:
                    return parent, parent_spelling, body, strict
    raise SymbolError(
        f"“{text}” begins with no organ or series of the United Nations that is known here.",
        f"Expected, for example: {EXAMPLES}.",
    )


def _no_such_act(text: str, organ: str) -> SymbolError:
    forms = [form.form for form in _forms() if form.form.startswith(f"{organ}/")]
    shown = ", ".join(dict.fromkeys(_example(form) for form in forms)) or "A/RES/74/173"
    return SymbolError(f"“{text}” is not the symbol of an act.", f"Acts of this organ look like: {shown}.")


def _example(form: str) -> str:
    return form.format(session="n", number="n", part="", roman="VI", year="yyyy")


def _pieces(text: str, components: Sequence[str]) -> list[str]:
    """Return the components after the series, brackets as components of their own."""
    pieces: list[str] = []
    for component in components:
        match = _COMPONENT.fullmatch(component)
        if not match or not component:
            raise SymbolError(
                f"“{text}” is not a symbol: {component!r} is none of its components.", _EXPECTED
            )
        stem, brackets = match["stem"] or "", match["brackets"]
        word = _word_of(stem)
        if word in _components() and _components()[word][1] == "parentheses" and not brackets:
            pieces.append(f"({stem})")  # the name of a file has Sect.16 between underscores
        elif stem and brackets and not _is_bracketed(brackets):
            pieces.append(component)  # TD/B/EX(68)/2: the session in brackets belongs to the component
        else:
            pieces += [piece for piece in (stem, *re.findall(r"\([^)]*\)", brackets)) if piece]
    if not pieces:
        raise SymbolError(f"“{text}” ends after its organ.", _EXPECTED)
    return pieces


_EXPECTED = f"Expected, for example: {EXAMPLES}."


def _is_bracketed(brackets: str) -> bool:
    """Whether the brackets hold a part of the document, such as (Sect. 16), and not a session, such as (68)."""
    word = _word_of(brackets)
    return word in _components() or bool(_of_roman_part(word))


def _word_of(piece: str) -> str:
    return re.split(r"[.\d]", piece.strip("()"), maxsplit=1)[0].upper()


def _refuse_unknown(text: str, pieces: Sequence[str]) -> None:
    """Raise SymbolError if a component is neither a number nor one that the UN uses in this series."""
    for piece in pieces:
        word = _word_of(piece)
        if piece[0].isdigit():
            continue
        if _SPECIAL_SESSION.fullmatch(piece) or _of_roman_part(word) or word in _components():
            continue
        raise SymbolError(f"“{text}” is not a symbol: {piece!r} is none of its components.", _EXPECTED)


def _of_roman_part(word: str) -> str:
    """Return the word without a Roman numeral at its end, if that is a part of a document: PARTI."""
    match = re.fullmatch(r"(PART|VOL|SUPP|SUPPL)[IVX]+", word)
    return match[1] if match else ""


def _spell(piece: str) -> str:
    """Return a component in the UN's own letter case: Add.1, Rev.2, (Sect.16), CN.15."""
    if piece.startswith("("):
        return f"({_spell(piece[1:-1])})"
    word = _of_roman_part(piece) or _word_of(piece)
    known = _components().get(word)
    return known[0] + piece[len(word) :] if known else piece


def _document_of(prefix: str, body: str, pieces: Sequence[str]) -> Symbol:
    main = [piece for piece in pieces if not _is_suffix(piece)]
    suffixes = tuple(piece for piece in pieces if _is_suffix(piece))
    numbers = [piece for piece in main if re.fullmatch(r"\d+|E?S-\d+", piece)]
    years = [int(piece) for piece in numbers if re.fullmatch(r"19[4-9]\d|20\d\d", piece)]
    last = re.search(r"(\d+)$", main[-1]) if main else None
    session = numbers[0] if len(numbers) > 1 or (numbers and main and main[-1] != numbers[0]) else None
    return Symbol(
        canonical=_join(prefix, pieces),
        body=body,
        kind=Kind.DOCUMENT,
        session=None if session is None or (years and int(years[0]) == _int(session)) else session,
        number=int(last[1]) if last else None,
        year=years[0] if years and session == str(years[0]) else None,
        suffixes=suffixes,
    )


def _int(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _is_suffix(piece: str) -> bool:
    if piece.startswith("("):
        return True
    known = _components().get(_word_of(piece))
    return known is not None and known[1] == "suffix"


def _join(prefix: str, pieces: Sequence[str]) -> str:
    joined = prefix
    for piece in pieces:
        joined += piece if piece.startswith("(") else f"/{piece}"
    return joined


# ---------------------------------------------------------------- phrases


def _phrase(text: str) -> Symbol:
    """Return the act that a phrase names: a body, a kind and a number, in any order."""
    rest = _fold(_DATE.sub(" ", text))
    bodies, rest = _take_bodies(text, rest)
    kinds, rest = _take_words(rest)
    if len(kinds) > 1:
        raise SymbolError(f"“{text}” names two kinds of act.", "Ask for one of them.")
    kind = Kind(kinds.pop()) if kinds else None
    number = (
        _compact(rest.strip(" ,;:.()"))
        if not rest.strip(" ,;:.").endswith(")")
        else _compact(rest.strip(" ,;:."))
    )
    if not re.search(r"\d", number):
        raise SymbolError(f"“{text}” has no number of an act.", _EXPECTED)
    candidates = _candidates(number, bodies, kind)
    if (
        not candidates
        and bodies
        and "sc" in bodies
        and kind in {None, Kind.RESOLUTION}
        and number.isdecimal()
    ):
        return _council_resolution(text, int(number))
    return _choose(text, candidates, bodies, kind)


def _take_bodies(text: str, rest: str) -> tuple[frozenset[str] | None, str]:
    """Return the bodies that the phrase may mean, None where it names none, and what is left of it."""
    bodies: frozenset[str] | None = None
    for name in _body_names():
        if name.pattern.search(rest):
            rest = name.pattern.sub(" ", rest)
            both = name.bodies if bodies is None else bodies & name.bodies
            if not both:
                raise SymbolError(f"“{text}” names two bodies.", "Ask for the act of one of them.")
            bodies = both
    return bodies, rest


def _take_words(rest: str) -> tuple[set[str], str]:
    """Return the kinds of act that the phrase names, and what is left of it without the words in between."""
    kinds: set[str] = set()
    for pattern, role in _words():
        if role == "filler":
            continue
        if pattern.search(rest):
            rest = pattern.sub(" ", rest)
            kinds.add(role)
    for pattern, role in _words():
        if role == "filler":
            rest = pattern.sub(" ", rest)
    return kinds, rest


def _candidates(number: str, bodies: frozenset[str] | None, kind: Kind | None) -> list[Symbol]:
    """Return the acts that the number fits; what the numbers tell excludes bodies only where none is named."""
    found: dict[str, Symbol] = {}
    for form in _forms():
        if (bodies is None and not form.alone) or (bodies is not None and form.body not in bodies):
            continue
        if kind is not form.kind and (kind is not None or form.kind is Kind.PRESIDENTIAL_STATEMENT):
            continue
        match = form.cited.fullmatch(number)
        if not match:
            continue
        try:
            symbol = _act(form, match)
        except SymbolError:
            continue
        if len(bodies or ()) == 1 or _is_possible(form, symbol):
            found.setdefault(symbol.canonical, symbol)
    return list(found.values())


def _is_possible(form: _Form, symbol: Symbol) -> bool:
    too_high = form.highest is not None and (symbol.number or 0) > form.highest
    return not too_high and _in_order(symbol)


def _choose(
    text: str, candidates: Sequence[Symbol], bodies: frozenset[str] | None, kind: Kind | None
) -> Symbol:
    """Return the only candidate, or the resolution of a named body where the phrase says no kind."""
    if not candidates:
        raise SymbolError(f"“{text}” is no symbol or name of a UN act.", _EXPECTED)
    usual = sorted(candidates, key=lambda symbol: (bool(doubts(symbol)), symbol.kind is not Kind.RESOLUTION))
    if len(candidates) == 1:
        return candidates[0]
    # "CCPCJ 22/8" means the resolution; a decision is called one.
    if kind is None and bodies is not None and len({symbol.body for symbol in candidates}) == 1:
        resolutions = [
            symbol for symbol in candidates if symbol.kind is Kind.RESOLUTION and not doubts(symbol)
        ]
        if len(resolutions) == 1:
            return resolutions[0]
    raise AmbiguousSymbol(text, [symbol.canonical for symbol in usual])


# ---------------------------------------------------------------- what the numbers tell


def _is_late(symbol: Symbol) -> bool:
    """Whether the act is numbered within its session, as it is since 1976 (Assembly) and 1978 (Council)."""
    return "(" not in symbol.canonical


def _in_order(symbol: Symbol) -> bool:
    """Whether a running number lies between those of the sessions or years before and after its own."""
    if "(" not in symbol.canonical or symbol.kind is not Kind.RESOLUTION or symbol.number is None:
        return True
    counted = symbol.year if symbol.body == "sc" else _int(symbol.session or "")
    table = _numbers().get(symbol.body)
    if counted is None or table is None:
        return True
    before = max((last for session, _, last in table if session < counted), default=0)
    after = min((first for session, first, _ in table if session > counted), default=None)
    return before < symbol.number and (after is None or symbol.number < after)


_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def _to_roman(number: int) -> str:
    """Return a number from 1 to 399 as a Roman numeral."""
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def _of_roman(numeral: str) -> int:
    """Return the value of a Roman numeral, 0 where it is not written as one."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    pairs = zip(numeral, [*numeral[1:], "I"], strict=True)
    total = sum(-values[one] if values[one] < values[other] else values[one] for one, other in pairs)
    return total if 0 < total < 400 and _to_roman(total) == numeral else 0
