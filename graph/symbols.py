"""The grammar of UN symbols: any spelling, the one canonical symbol, and what it says.

A text is cleaned (`grammar/spelling.py`), then tried against the forms of acts (`grammar/acts.csv`) and the
series of documents (`grammar/series.csv`). A phrase ("General Assembly resolution 74/173") is split into
body, kind and number (`grammar/body_names.csv`, `grammar/words.csv`). Where a text names no body, what the
numbers tell excludes some (`grammar/numbers.csv`). Where more than one act remains, none is picked.

How symbols are built: <https://research.un.org/en/docs/symbols>; how resolutions are numbered:
<https://research.un.org/en/docs/ga/resolutions>.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.errors import SymbolError
from graph.grammar import tables
from graph.grammar.spelling import clean, compact, fold, of_roman, to_roman, without_dates
from graph.grammar.tables import Form, Kind, Series, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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

LONGEST = 400  # characters of a text that is looked at: a symbol is short, and a book need not be tried
_EXAMPLES = "A/RES/74/173, S/RES/1373(2001), E/CN.15/2021/1, General Assembly resolution 74/173"
_EXPECTED = f"Expected a symbol or the name of an act, for example: {_EXAMPLES}."


@dataclass(frozen=True, slots=True)
class Symbol:
    """One act or document by its canonical symbol."""

    canonical: str  # in the UN's own letter case, without spaces
    body: str  # code of the body that adopted the act or has the series; "" where it is not known
    kind: Kind
    status: Status = Status.ISSUED
    session: str | None = None  # Arabic: "74", "15" for (XV), "S-20", "S-6" for (S-VI), "2019" for ECOSOC
    number: int | None = None  # within the session, or the running number
    part: str | None = None  # "B", or a range "A-F": see `members`
    year: int | None = None  # where the symbol itself has it: S/RES/1373(2001), E/RES/2019/19
    suffixes: tuple[str, ...] = ()  # "Add.1", "Corr.1", "(Sect.16)", in their order
    joint: tuple[str, ...] = ()  # the single symbols of a joint one: A/70/357-S/2015/682

    def __str__(self) -> str:
        return self.canonical

    @property
    def path(self) -> str:
        """The path of its IRI: `doc/A/RES/74/173`, for a minted symbol `doc/x-ccpcj/res/22/8`."""
        if self.status is not Status.MINTED:
            return f"doc/{self.canonical}"
        _, kind, rest = self.canonical.split("/", 2)
        return f"doc/x-{self.body}/{kind.lower()}/{rest}"

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
            "Name the body and the kind of act: “General Assembly resolution 74/173”, or A/RES/74/173.",
        )
        self.text = text
        self.candidates = tuple(candidates)


# ---------------------------------------------------------------- the public functions


@lru_cache(maxsize=16_384)
def parse(text: str) -> Symbol:
    """Return the one symbol that the text names, in whatever spelling.

    Raises AmbiguousSymbol if more than one act fits, and SymbolError if none does, with what was expected.
    """
    if len(text) > 4 * LONGEST:
        raise SymbolError(f"A text of {len(text)} characters is not a symbol.", _EXPECTED)
    cleaned = clean(text)
    if not cleaned:
        raise SymbolError("There is no symbol in an empty text.", _EXPECTED)
    if len(cleaned) > LONGEST:
        raise SymbolError(f"A text of {len(cleaned)} characters is not a symbol.", _EXPECTED)
    undated = without_dates(cleaned)
    return _explicit(undated) if _EXPLICIT.match(undated) else _phrase(undated)


def symbol_of_path(path: str) -> Symbol:
    """Return the symbol whose `path` this is (`doc/A/RES/74/173`; a slash may stand before it).

    Raises SymbolError if it is not exactly the path of a symbol: a path has one spelling.
    """
    bare = path.removeprefix("/")
    inner = bare.removeprefix("doc/")
    if minted := _MINTED_PATH.fullmatch(inner):
        inner = f"{minted['body']}/{minted['kind']}/{minted['rest']}"
    if inner == bare or not _EXPLICIT.match(inner):
        raise SymbolError(f"{path!r} is not the path of a symbol.", "Expected doc/ and a symbol.")
    symbol = parse(inner)
    if symbol.path != bare:
        raise SymbolError(f"{path!r} is not the path of a symbol.", f"Its one spelling is {symbol.path}.")
    return symbol


def members(symbol: Symbol) -> tuple[Symbol, ...]:
    """Return the acts that a range of parts stands for (71/101 A-B: two), or the symbol itself."""
    if symbol.part is None or "-" not in symbol.part or not symbol.is_act:
        return (symbol,)
    first, last = symbol.part.split("-")
    letters = (chr(code) for code in range(ord(first), ord(last) + 1))
    return tuple(parse(_PART_RANGE.sub(letter, symbol.canonical, count=1)) for letter in letters)


def doubts(symbol: Symbol) -> tuple[str, ...]:
    """Return what is unusual about a symbol that is well formed: sentences, none where all is usual.

    These are warnings: some have real exceptions (56/509 is a resolution), some rest on known numbers.
    """
    if not symbol.is_act or symbol.number is None:
        return ()
    found = [
        sentence
        for body, kind, lowest, highest, sentence in _USUAL
        if (body, kind) == (symbol.body, symbol.kind)
        and "(" not in symbol.canonical
        and not lowest <= symbol.number <= highest
    ]
    if not _in_order(symbol):
        found.append("By its number it belongs to another session or year of the body.")
    return tuple(found)


def nearest(text: str, known: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """Return the known symbols that the text most likely means, the nearest first; at most `limit`.

    `known` are canonical symbols. What the text may mean comes first, then the same number of another body,
    then what is spelt alike.
    """
    pool = sorted(set(known))
    meant = _meant(text)
    spelt = meant[0] if len(meant) == 1 else clean(text)[:LONGEST]
    digits = _digits(spelt)
    by_spelling = {symbol.casefold(): symbol for symbol in pool}
    alike = difflib.get_close_matches(spelt.casefold(), list(by_spelling), n=limit, cutoff=0.6)
    ranked = (
        *(symbol for symbol in meant if symbol.casefold() in by_spelling),
        *(symbol for symbol in pool if digits and _digits(symbol) == digits),
        *(by_spelling[spelling] for spelling in alike),
    )
    return tuple(dict.fromkeys(ranked))[:limit]


def session_window(session: int | str) -> tuple[dt.date, dt.date]:
    """Return the first and last day on which a resolution of a regular session of the Assembly is adopted.

    Both days included: 1 September of the year in which the session opens to 30 September of the next
    (<https://undocs.org/A/520/Rev.20>, rule 1). Raises SymbolError for any other than a regular session from
    the 31st on: two of the early ones reach outside theirs.
    """
    text = str(session)
    if not (text.isascii() and text.isdecimal() and 31 <= int(text) <= 199):
        raise SymbolError(
            f"There is no window for session {text!r} of the General Assembly.",
            "Expected a regular session from 31 on; special and early sessions follow no such rule.",
        )
    return dt.date(1945 + int(text), 9, 1), dt.date(1946 + int(text), 9, 30)


# Numbers between which acts lie, where they are numbered within their session: body, kind, lowest, highest.
_USUAL = (
    ("ga", Kind.RESOLUTION, 1, 400, "Numbers from 401 are decisions of the Assembly, with few exceptions."),
    ("ga", Kind.DECISION, 401, 99_999, "Decisions of the Assembly are numbered from 401."),
    ("ecosoc", Kind.RESOLUTION, 1, 99, "Resolutions of the Council seldom reach the number 100."),
    ("ecosoc", Kind.DECISION, 201, 99_999, "Decisions of the Council are mostly numbered from 201."),
)
_EXPLICIT = re.compile(r"(?i)(?!OS/)[A-Z][A-Z-]{0,15}\s*/")
# Two words in a row, which no symbol has but in brackets: (Income sect. 1).
_TWO_WORDS = re.compile(r"(?<![(\w])[^\W\d_]{2,}\s+(?!to\b|and\b|et\b)[^\W\d_]{2,}(?![^(]*\))")
_MINTED_PATH = re.compile(r"x-(?P<body>[a-z]+(?:-[a-z]+)*)/(?P<kind>res|dec)/(?P<rest>.+)")
_PART_RANGE = re.compile(r"(?<=\d)[A-Z]-[A-Z]")


def _meant(text: str) -> tuple[str, ...]:
    """Return the canonical symbols that a text may mean, none where it is no symbol."""
    try:
        return (parse(text).canonical,)
    except AmbiguousSymbol as error:
        return error.candidates
    except SymbolError:
        return ()


def _digits(text: str) -> tuple[str, ...]:
    """Return the numbers of a text, with Roman numerals in brackets as numbers."""
    spelt = re.sub(r"(?<=[(-])[IVXLC]+(?=\))", lambda match: str(of_roman(match[0])), text.upper())
    return tuple(re.findall(r"\d+", spelt))


# ---------------------------------------------------------------- acts by symbol

_ALIASES = (
    (re.compile(r"^(?:UNGA|GA)/(?=RES/|DEC/)"), "A/"),
    (re.compile(r"^(?:UNSC|SC)/(?=RES/|PRST/)"), "S/"),
    (re.compile(r"^ECOSOC/(?=RES/|DEC/)"), "E/"),
    (re.compile(r"^(?:UNHRC|HRC)/(?=RES/|DEC/|PRST/)"), "A/HRC/"),
    # Acts of functional commissions have no symbol; an invented one still says which act is meant.
    (re.compile(r"^E/CN\.15/(?=RES/|DEC/)"), "CCPCJ/"),
    (re.compile(r"^E/CN\.7/(?=RES/|DEC/)"), "CND/"),
    (re.compile(r"^E/CN\.6/(?=RES/|DEC/)"), "CSW/"),
    (re.compile(r"^E/CN\.4/(?=RES/|DEC/)"), "CHR/"),
)


def _explicit(text: str) -> Symbol:
    """Return the symbol of a text that begins with an organ and a slash."""
    if _TWO_WORDS.search(text):
        raise SymbolError(f"“{text}” is more than a symbol.", "Leave out what stands around the symbol.")
    spelt = _tidy(compact(text))
    for pattern, replacement in _ALIASES:
        spelt = pattern.sub(replacement, spelt)
    if act := _act_of_symbol(spelt):
        return act
    joint = re.split(r"-(?=[ASE]/)", spelt)
    if len(joint) > 1:
        return _joint(text, joint)
    if yearless := re.fullmatch(r"S/RES/(\d{1,4})", spelt):
        return _council_resolution(text, int(yearless[1]))
    return _document(text, spelt)


def _tidy(spelt: str) -> str:
    """Return a symbol without doubled separators, A/RES/S-6/3201 as it is written: A/RES/3201(S-6)."""
    tidied = re.sub(r"/{2,}", "/", re.sub(r"\./", ".", re.sub(r"\.{2,}", ".", spelt))).strip("/")
    return re.sub(r"^A/RES/(S-[1-7]|ES-[1-5])/(\d+)([A-Z]?)$", r"A/RES/\2\3(\1)", tidied)


def _act_of_symbol(spelt: str) -> Symbol | None:
    """Return the act of a symbol, None where it has no act's form. Raises SymbolError outside its range."""
    refused: SymbolError | None = None
    for form in tables.forms():
        if match := form.symbol.fullmatch(spelt):
            try:
                return _act(form, match)
            except SymbolError as error:
                refused = refused or error
    if refused:
        raise refused
    return None


def _act(form: Form, match: re.Match[str]) -> Symbol:
    """Return the act that a match of a form says. Raises SymbolError where the form does not reach so far."""
    groups: Mapping[str, str | None] = match.groupdict()
    session = _session_number(groups.get("session"))
    year = int(groups.get("year") or "0") or None
    number = int(groups["number"] or "0")
    counted = year if session is None else session
    if counted is None or not form.first <= counted <= form.last or number < 1:
        raise _out_of_range(form, match.string)
    part = _part_of(groups, match.string)
    roman = to_roman(session) if session is not None and "{roman}" in form.form else ""
    act = Symbol(
        canonical=form.form.format(session=session, number=number, part=part or "", roman=roman, year=year),
        body=form.body,
        kind=form.kind,
        status=form.status,
        session=_session_key(form, session),
        number=number,
        part=part,
        year=session if session is not None and session > 1900 else year,
    )
    suffixes = groups.get("suffixes")
    return _with_suffixes(act, suffixes) if suffixes else act


def _session_number(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdecimal() else of_roman(text)


def _session_key(form: Form, session: int | None) -> str | None:
    if session is None:
        return None
    return f"{form.special}-{session}" if form.special else str(session)


def _part_of(groups: Mapping[str, str | None], text: str) -> str | None:
    before, after = groups.get("part"), groups.get("part_after")
    if before and after:
        raise SymbolError(f"{text} has two part letters.", "Expected one, for example A/RES/217A(III).")
    part = before or after
    if part and "-" in part and part[0] >= part[2]:
        raise SymbolError(f"{part} is not a range of parts.", "Expected a first and a later letter: A-B.")
    return part


def _with_suffixes(act: Symbol, suffixes: str) -> Symbol:
    """Return the document that corrects or adds to an act: A/HRC/RES/27/31/Corr.1."""
    spelt = tuple(_spell(piece) for piece in suffixes.strip("/").split("/"))
    canonical = "/".join((act.canonical, *spelt))
    return replace(act, canonical=canonical, kind=Kind.DOCUMENT, suffixes=spelt)


def _out_of_range(form: Form, text: str) -> SymbolError:
    if form.body == "ga" and not form.special and "{roman}" not in form.form:
        return SymbolError(
            f"{text} is no act of the General Assembly: it numbers them by session from the 31st session on.",
            "Until the 30th session the form is A/RES/1514(XV). A lower session is another body's, such as "
            "A/HRC/RES/22/8 or CCPCJ/RES/22/8; a year is the Economic and Social Council's: E/RES/2019/19.",
        )
    counted, bounds = ("years" if form.first > 1900 else "sessions"), (form.first, form.last)
    first, last = map(to_roman, bounds) if "{roman}" in form.form else map(str, bounds)
    return SymbolError(
        f"{text} lies outside what its body adopted.",
        f"Expected {_example(form)} with {counted} {first} to {last}, numbered from 1.",
    )


def _example(form: Form) -> str:
    return form.form.format(session="n", number="n", part="", roman="VI", year="yyyy")


def _council_resolution(text: str, number: int) -> Symbol:
    """Return a Security Council resolution by its number, if that tells the year."""
    years = tables.running_numbers()["sc"]
    before = max((known.session for known in years if known.first <= number), default=None)
    after = min((known.session for known in years if known.last >= number), default=None)
    if before is None or before != after:
        raise SymbolError(
            f"“{text}” has no year, and the number alone does not tell it.",
            f"Add the year in brackets: S/RES/{number}(YYYY).",
        )
    return parse(f"S/RES/{number}({before})")


def _joint(text: str, pieces: Sequence[str]) -> Symbol:
    """Return a document that organs issue together under a symbol of each."""
    singles = [parse(piece) for piece in pieces]
    if any(single.is_act for single in singles):
        raise SymbolError(f"“{text}” joins acts.", "Only documents are issued jointly: A/70/357-S/2015/682.")
    names = tuple(single.canonical for single in singles)
    return replace(singles[0], canonical="-".join(names), joint=names)


# ---------------------------------------------------------------- documents by symbol

_TOKEN = r"(?:\d{1,6}|[A-Z]{1,16}\d{0,6})"
_COMPONENT = re.compile(
    rf"(?P<stem>{_TOKEN}(?:[.-]{_TOKEN}){{0,3}})?(?P<brackets>(?:\({_TOKEN}(?:[.-]{_TOKEN}[A-Z]?){{0,2}}\)){{0,3}})"
)
_STRICT_PIECE = re.compile(
    r"\d+|E?S-?\d{1,2}|[A-Z]+(?:\.(?:\d+|[A-Z]+))?|\([A-Z]+(?:\.?(?:\d+[A-Z]?|[A-Z]+))?\)"
)
_BODY_WORDS = frozenset({"AC", "C", "CN", "CONF", "COP", "EA", "EG", "GC", "HA", "SC", "SUB", "WG"})
_ACT_WORDS = frozenset({"RES", "DEC", "PRST", "RESOLUTION", "DECISION"})
_SPECIAL_SESSION = re.compile(r"(E?S)-?(\d{1,2})")


def _document(text: str, spelt: str) -> Symbol:
    """Return the document of a symbol that is not an act's."""
    components = spelt.split("/")
    series, length = _series_of(text, components)
    rest = components[length:]
    if _ACT_WORDS.intersection(rest):
        raise _no_such_act(text, components[0])
    pieces = _pieces(text, rest)
    if series.strict:
        _refuse_unknown(text, pieces)
    _refuse_numberless(text, pieces)
    # The Assembly's special sessions have a hyphen: A/S-30/L.1.
    if series.prefix == "A" and (special := _SPECIAL_SESSION.fullmatch(pieces[0])):
        pieces[0] = f"{special[1]}-{special[2]}"
    prefix = "/".join((series.prefix, *components[series.prefix.count("/") + 1 : length]))
    return _document_of(prefix, series.body, [_spell(piece) for piece in pieces])


def _series_of(text: str, components: list[str]) -> tuple[Series, int]:
    """Return the longest series that a symbol is in, and how many components are its prefix.

    A prefix may lack the number of its last component (UNEP/EA.5/L.1 is in the series UNEP/EA): that
    component then belongs to the symbol.
    """
    known = tables.series()
    for length in range(min(4, len(components)), 0, -1):
        head = "/".join(components[:length])
        if head in known:
            return known[head], length
        if length > 1 and (found := known.get(re.sub(r"\.\d+$", "", head))):
            parent = found.prefix.rpartition("/")[0]
            return Series(parent, found.body, found.strict), length - 1
    raise SymbolError(f"“{text}” begins with no organ or series of the United Nations known here.", _EXPECTED)


def _no_such_act(text: str, organ: str) -> SymbolError:
    examples = [_example(form) for form in tables.forms() if form.form.startswith(f"{organ}/")]
    shown = ", ".join(dict.fromkeys(examples)) or "A/RES/74/173"
    return SymbolError(f"“{text}” is not the symbol of an act.", f"Acts of this organ look like: {shown}.")


def _pieces(text: str, components: list[str]) -> list[str]:
    """Return the components after the series, each part of the document in brackets as one of its own."""
    pieces: list[str] = []
    for component in components:
        match = _COMPONENT.fullmatch(component)
        if not match or not component:
            raise _no_component(text, component)
        stem, brackets = match["stem"] or "", match["brackets"]
        if stem and brackets and _place_of(brackets) is None:
            pieces.append(component)  # TD/B/EX(68)/2: a session in brackets belongs to its component
        elif not brackets and _place_of(stem) == "parentheses":
            pieces.append(f"({stem})")  # in the name of a file, Sect.16 stands between underscores
        else:
            parts = re.findall(r"\([^)]*\)", brackets)
            if not all(map(_place_of, parts)):
                raise _no_component(text, component)
            pieces += [piece for piece in (stem, *parts) if piece]
    if not pieces:
        raise SymbolError(f"“{text}” ends after its organ.", _EXPECTED)
    return pieces


def _no_component(text: str, component: str) -> SymbolError:
    return SymbolError(f"“{text}” is not a symbol: {component!r} is none of its components.", _EXPECTED)


def _word_of(piece: str) -> str:
    """Return the word of a component without its number: ADD of Add.1, PART of (Part II)."""
    word = re.split(r"[.\d)]", piece.lstrip("(").upper(), maxsplit=1)[0]
    numbered = re.fullmatch(r"(PART|VOL|SUPPL?)[IVX]+", word)
    return numbered[1] if numbered else word


def _place_of(piece: str) -> str | None:
    """Return where a component stands in a symbol (suffix, parentheses, middle), None if it is unknown."""
    known = tables.components().get(_word_of(piece))
    return known.where if known else None


def _refuse_unknown(text: str, pieces: Sequence[str]) -> None:
    """Raise SymbolError if a component is neither a number nor one that the UN uses."""
    for piece in pieces:
        is_number = piece.isdecimal() or _SPECIAL_SESSION.fullmatch(piece)
        if not (_STRICT_PIECE.fullmatch(piece) and (is_number or _place_of(piece))):
            raise _no_component(text, piece)


def _refuse_numberless(text: str, pieces: Sequence[str]) -> None:
    """Raise SymbolError if no number of a document comes last: E/CN.15 is a body."""
    main = [piece for piece in pieces if not _is_suffix(piece)]
    if not main or not main[-1][-1].isdecimal() or _word_of(main[-1]) in _BODY_WORDS:
        raise SymbolError(f"“{text}” has no number of a document.", _EXPECTED)


def _spell(piece: str) -> str:
    """Return a component in the UN's own letter case: Add.1, (Sect.16), CN.15."""
    if piece.startswith("("):
        return f"({_spell(piece[1:-1])})"
    word = _word_of(piece)
    known = tables.components().get(word)
    return known.spelling + piece[len(word) :] if known else piece


def _is_suffix(piece: str) -> bool:
    return piece.startswith("(") or _place_of(piece) == "suffix"


def _document_of(prefix: str, body: str, pieces: Sequence[str]) -> Symbol:
    """Return the document of components in their spelling; its session or year comes before its number."""
    main = [piece for piece in pieces if not _is_suffix(piece)]
    before = next((piece for piece in main[:-1] if re.fullmatch(r"\d+|E?S-\d+", piece)), None)
    is_year = before is not None and re.fullmatch(r"19[4-9]\d|20\d\d", before) is not None
    number = re.search(r"\d+$", main[-1]) if main else None
    return Symbol(
        canonical=prefix + "".join(piece if piece.startswith("(") else f"/{piece}" for piece in pieces),
        body=body,
        kind=Kind.DOCUMENT,
        session=None if is_year else before,
        number=int(number[0]) if number else None,
        year=int(before) if before is not None and is_year else None,
        suffixes=tuple(piece for piece in pieces if _is_suffix(piece)),
    )


# ---------------------------------------------------------------- acts by phrase


def _phrase(text: str) -> Symbol:
    """Return the act that a phrase names: a body, a kind and a number, in any order."""
    bodies, rest = _take_bodies(text, fold(text))
    kind, rest = _take_kind(text, rest)
    rest = _without_fillers(rest)
    if _EXPLICIT.match(rest):
        return _agreeing(text, _explicit(rest), bodies, kind)
    number = compact(rest).strip(",;:.")
    if not re.search(r"\d", number):
        raise SymbolError(f"“{text}” has no number of an act.", _EXPECTED)
    candidates = _candidates(number, bodies, kind)
    if candidates:
        return _choose(text, candidates, bodies, kind)
    if "sc" in (bodies or ()) and kind in {None, Kind.RESOLUTION} and re.fullmatch(r"\d{1,4}", number):
        return _council_resolution(text, int(number))
    raise SymbolError(f"“{text}” is no symbol or name of a UN act.", _EXPECTED)


def _agreeing(text: str, symbol: Symbol, bodies: frozenset[str] | None, kind: Kind | None) -> Symbol:
    """Return the symbol that a phrase repeats: "General Assembly resolution A/RES/74/173"."""
    if symbol.body not in (bodies or {symbol.body}) or kind not in {None, symbol.kind}:
        raise SymbolError(
            f"“{text}” says another body or kind of act than its symbol.", "Ask for the symbol."
        )
    return symbol


def _take_bodies(text: str, rest: str) -> tuple[frozenset[str] | None, str]:
    """Return the bodies that a phrase may mean, None where it names none, and what is left of it."""
    bodies: frozenset[str] | None = None
    for name in tables.body_names():
        if name.pattern.search(rest):
            rest = name.pattern.sub(" ", rest)
            bodies = name.bodies if bodies is None else bodies & name.bodies
            if not bodies:
                raise SymbolError(f"“{text}” names two bodies.", "Ask for the act of one of them.")
    return bodies, rest


def _take_kind(text: str, rest: str) -> tuple[Kind | None, str]:
    """Return the kind of act that a phrase names, None where it names none, and what is left of it."""
    kinds: set[str] = set()
    for pattern, role in tables.words():
        if role != "filler" and pattern.search(rest):
            rest = pattern.sub(" ", rest)
            kinds.add(role)
    if len(kinds) > 1:
        raise SymbolError(f"“{text}” names two kinds of act.", "Ask for one of them.")
    return (Kind(kinds.pop()) if kinds else None), rest


def _without_fillers(rest: str) -> str:
    for pattern, role in tables.words():
        if role == "filler":
            rest = pattern.sub(" ", rest)
    return re.sub(r"\(\s*\)", " ", rest).strip()  # an abbreviation stood in brackets


def _candidates(number: str, bodies: frozenset[str] | None, kind: Kind | None) -> list[Symbol]:
    """Return the acts that a number fits; what numbers tell excludes acts only where no one body is named."""
    found: dict[str, Symbol] = {}
    for form in tables.forms():
        match = form.cited.fullmatch(number) if _is_asked(form, bodies, kind) else None
        if not match:
            continue
        try:
            act = _act(form, match)
        except SymbolError:
            continue
        if len(bodies or ()) == 1 or _is_possible(form, act):
            found.setdefault(act.canonical, act)
    return list(found.values())


def _is_asked(form: Form, bodies: frozenset[str] | None, kind: Kind | None) -> bool:
    if kind is None and form.kind is Kind.PRESIDENTIAL_STATEMENT:
        return False  # nobody cites one by its number alone
    return (form.alone if bodies is None else form.body in bodies) and kind in {None, form.kind}


def _is_possible(form: Form, act: Symbol) -> bool:
    return not (form.highest is not None and (act.number or 0) > form.highest) and _in_order(act)


def _choose(
    text: str, candidates: Sequence[Symbol], bodies: frozenset[str] | None, kind: Kind | None
) -> Symbol:
    """Return the only candidate, or the resolution of a named body where a phrase says no kind."""
    if len(candidates) == 1:
        return candidates[0]
    # "CCPCJ 22/8" means the resolution; a decision is called one.
    if kind is None and bodies is not None and len({act.body for act in candidates}) == 1:
        usual = [act for act in candidates if act.kind is Kind.RESOLUTION and not doubts(act)]
        if len(usual) == 1:
            return usual[0]
    ranked = sorted(candidates, key=lambda act: (bool(doubts(act)), act.kind is not Kind.RESOLUTION))
    raise AmbiguousSymbol(text, [act.canonical for act in ranked])


def _in_order(act: Symbol) -> bool:
    """Whether a running number lies between those that are known of the sessions or years around its own."""
    known = tables.running_numbers().get(act.body)
    counted = act.session if act.year is None else str(act.year)
    if known is None or act.number is None or "(" not in act.canonical or not (counted or "").isdecimal():
        return True
    if act.kind is not Kind.RESOLUTION and act.body != "tdb":
        return True
    place = int(counted or 0)
    before = max((numbers.last for numbers in known if numbers.session < place), default=0)
    after = min((numbers.first for numbers in known if numbers.session > place), default=act.number + 1)
    return before < act.number < after
