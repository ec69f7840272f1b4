"""What a document says about itself: its symbol, body, date and title, from its text and from nothing else.

A document bears its symbol on a line of its own, or its number before its title ("74/173. Promoting …",
"Resolution 2282 (2016)"); a number says which act it is only with its body, which the enacting formula or the
front matter names. How the UN numbers its acts: <https://research.un.org/en/docs/ga/resolutions>. A
statement of the President of the Security Council bears its symbol outside the text, so often it has none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.documents import Kind, Metadata
from graph.documents.adoption import adoption
from graph.documents.blocks import formula_bodies
from graph.documents.dates import dates
from graph.errors import SymbolError
from graph.grammar import tables
from graph.grammar.spelling import fold, to_roman
from graph.symbols import Kind as ActKind
from graph.symbols import parse, session_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from graph.documents import Paragraph
    from graph.symbols import Symbol

_OWN_LINE = re.compile(
    r"(?:(?:United Nations|Nations Unies|Naciones Unidas)\s+)?"
    r"(?P<symbol>[A-Z]{1,8}(?:/[\w.()\- ]{1,20})+?)\**"
)
_NUMBER = (
    r"(?:E?S-|SS\.)?(?:\d{1,4}|[IVXL]+)/\d{1,3}(?:\s?[A-Z](?:\s?[-–]\s?[A-Z])?)?(?!\w)"
    r"|\d{1,4}\.?(?:\s?[A-Z])?\s?\((?:E?S-)?[IVXL]+\)"
)
_TITLE = re.compile(
    rf"(?:(?P<word>[^\W\d_]{{4,14}})\s+)?(?P<number>{_NUMBER})\s*(?:[.．:]|\s[-–—]|(?=\s)|$)\s*(?P<title>.*)",
    re.DOTALL,
)
_COUNCIL = re.compile(
    r"(?i)[#\s]*(?:Resolution|Résolution|Resolución|Резолюция|القرار)\s+(?P<number>\d{1,4}\s*\(\d{4}\))\**"
    r"|第\s*(?P<zh>\d{1,4}\s*[(（]\d{4}[)）])\s*号\s*决议\**"
    r"|(?P<old>\d{1,3}\s*\(19\d\d\))\.\s.*"
)
_STATEMENT = re.compile(r"PRST\s+(?P<number>(?:OS/)?\d{1,3}/\d{1,3})(?:\.\s*(?P<title>\S.*))?", re.DOTALL)
_ADOPTED = re.compile(
    r"(?i)\badopt(?:ed|ée|ées|ado|ada|adas|és)\b|\baprobad[ao]s?\b|приня|通过|اتخذ|اعتمد"
    r"|\bheld on\b|\btenue le\b|celebrada"
)
_MEETING = re.compile(r"(?i)\bmeeting\b|\bséance\b|\bsesión\b|заседани|会议|جلسة")
_RESOLUTION = r"(?i)^(?:resolutions?|résolutions?|resoluci(?:ón|ones)|резолюци[яи])\b|决议|قرار"
_DECISION = r"(?i)^(?:decisions?|décisions?|decisi(?:ón|ones)|решени[ея])\b|决定|مقرر"
_PRESIDENTIAL = (
    r"(?i)^(?:statement by the president|president[’']s statement|déclaration d[ue] |declaración de)"
    r"|^заявление председателя|主席声明|بيان"
)
_WORDS = (
    (ActKind.DECISION, re.compile(_DECISION)),
    (ActKind.RESOLUTION, re.compile(_RESOLUTION)),
    (ActKind.PRESIDENTIAL_STATEMENT, re.compile(_PRESIDENTIAL)),
)
_PLURAL = re.compile(
    r"(?i)resolutions adopted by|résolutions adoptées par|resoluciones aprobadas por|резолюции, принятые ген"
)
_LINES_OF_FRONT = 40
_LONGEST_TITLE = 500
_PARTS = re.compile(r"\s(?P<letter>[A-Z])\*{0,2}$")


def metadata(paragraphs: Sequence[Paragraph], language: str) -> Metadata:
    """Return what the paragraphs of a document say about it."""
    front = _front(paragraphs)
    kind, bodies = _kind(front), _bodies(paragraphs, front)
    symbol, title = _symbol(paragraphs, front, kind, bodies)
    said = adoption(paragraphs, _adopting(front), language)._asdict()
    if symbol is None:
        body = next(iter(bodies)) if len(bodies) == 1 else None
        return Metadata(None, kind, body, None, _adopted(paragraphs, front), title, language, **said)
    adopted = _adopted(paragraphs, front, symbol) if symbol.is_act else None
    return Metadata(
        symbol.canonical, symbol.kind, symbol.body or None, symbol.session, adopted, title, language, **said
    )


def is_title(text: str) -> bool:
    """Return whether a line begins with the number of an act, as its title does."""
    if len(text) > _LONGEST_TITLE or not any(char.isdecimal() for char in text[:40]):
        return False
    return _title_line(text) is not None or _COUNCIL.fullmatch(text) is not None


def act_of_title(text: str, bodies: Collection[str]) -> Symbol | None:
    """Return the resolution of these bodies whose title a line is; None if it is none, or of several."""
    if "sc" in bodies and (council := _COUNCIL.fullmatch(text)):
        return _act(_council_number(council), ActKind.RESOLUTION, {"sc"})
    if line := _title_line(text):
        return _act(line["number"], ActKind.RESOLUTION, bodies)
    return None


def _council_number(found: re.Match[str]) -> str:
    return found["number"] or found["zh"] or found["old"]


def _front(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """Return the texts before the text proper: up to the formula or the first numbered paragraph."""
    found: list[str] = []
    for paragraph in paragraphs[:_LINES_OF_FRONT]:
        if paragraph.kind in {Kind.ENACTING, Kind.OPERATIVE, Kind.PARAGRAPH}:
            break
        if paragraph.kind is not Kind.FOOTNOTE:
            found.append(paragraph.text)
    return tuple(found)


def _kind(front: Iterable[str]) -> ActKind | None:
    for text in front:
        for kind, word in _WORDS:
            if len(text) < 300 and word.search(text):
                return kind
    return None


def _bodies(paragraphs: Iterable[Paragraph], front: Iterable[str]) -> frozenset[str]:
    """Return the bodies that the text may be of: as the front matter and the formula have it together."""
    named = frozenset[str]()
    for text in front:
        if (formula_bodies(text) or _ADOPTED.search(text)) and (bodies := _named(text)):
            named = bodies if not named or not named & bodies else named & bodies
    for paragraph in paragraphs:
        if paragraph.kind is Kind.ENACTING:
            bodies = formula_bodies(paragraph.text)
            return (bodies & named) or bodies
    return named


def _named(text: str) -> frozenset[str]:
    """Return the bodies of the longest name in a text."""
    folded = fold(text)
    for name in tables.body_names():
        if name.pattern.search(folded):
            return name.bodies
    return frozenset()


# ---------------------------------------------------------------- symbol and title


def _symbol(
    paragraphs: Sequence[Paragraph],
    front: Sequence[str],
    kind: ActKind | None,
    bodies: frozenset[str],
) -> tuple[Symbol | None, str | None]:
    """Return the symbol of the document and its title; what the text does not say is None."""
    numbered, title = _numbered(front)
    for text in front:
        if symbol := _stated(text):
            return symbol, title or _titled(paragraphs)
    for text in front:
        if found := _STATEMENT.fullmatch(text):
            return _act(found["number"], ActKind.PRESIDENTIAL_STATEMENT, {"hrc"}), found["title"]
        if found := _COUNCIL.fullmatch(text):
            return _act(_council_number(found), ActKind.RESOLUTION, {"sc"}), None
    if len(numbered) != 1 and (begun := _begun(paragraphs, bodies)):
        numbered, title = [begun], _plain_title(begun["title"])
    if not numbered:
        return None, _titled(paragraphs)
    plural = any(_PLURAL.match(text) for text in front)
    number = f"{numbered[0]['number']} {_part(paragraphs, numbered[0], plural)}"
    return _act(number, kind or ActKind.RESOLUTION, bodies or {""}), title


def _numbered(front: Sequence[str]) -> tuple[list[re.Match[str]], str | None]:
    """Return the lines of the front matter that begin with the number of an act, and the title after it."""
    numbered = [found for text in front if (found := _title_line(text))]
    if not numbered:
        return [], None
    title = _plain_title(numbered[0]["title"])
    at = next(at for at, text in enumerate(front) if text == numbered[0].string)
    if title is None and at + 1 < len(front):
        title = _plain_title(front[at + 1])
    return numbered, title


def _title_line(text: str) -> re.Match[str] | None:
    found = _TITLE.fullmatch(text)
    if found is None or (found["word"] and not any(word.search(found["word"]) for _, word in _WORDS)):
        return None
    return found


def _begun(paragraphs: Sequence[Paragraph], bodies: frozenset[str]) -> re.Match[str] | None:
    """Return the line of the title of the first act of the bodies that begins in the document."""
    for at, paragraph in enumerate(paragraphs):
        line = _title_line(paragraph.text) if len(paragraph.text) < _LONGEST_TITLE else None
        following = paragraphs[at + 1 : at + 4]
        if line and any(
            each.kind is Kind.ENACTING and formula_bodies(each.text) & bodies for each in following
        ):
            return line
    return None


def _stated(text: str) -> Symbol | None:
    """Return the symbol that a line consists of."""
    found = _OWN_LINE.fullmatch(text) if len(text) < 80 else None
    try:
        return parse(found["symbol"]) if found else None
    except SymbolError:
        return None


def _act(number: str, kind: ActKind, bodies: Iterable[str]) -> Symbol | None:
    """Return the one act that a number may be of these bodies, None where none or several remain."""
    word = {ActKind.DECISION: "decision", ActKind.PRESIDENTIAL_STATEMENT: "presidential statement"}
    found: dict[str, Symbol] = {}
    for body in bodies:
        try:
            symbol = parse(f"{body} {word.get(kind, 'resolution')} {number.strip().replace('.', '')}")
        except SymbolError:
            continue
        found[symbol.canonical] = symbol
    return _of_its_session(next(iter(found.values()))) if len(found) == 1 else None


def _of_its_session(symbol: Symbol) -> Symbol:
    """Return the act with the session that its number tells: a scan may have III for II.

    The numbers of the Assembly's resolutions ran on through its first thirty sessions.
    """
    if symbol.body != "ga" or symbol.number is None or not symbol.canonical.endswith(")"):
        return symbol
    known = tables.running_numbers()["ga"]
    sessions = [each.session for each in known if each.first <= symbol.number <= each.last]
    if len(sessions) != 1 or str(sessions[0]) == symbol.session:
        return symbol
    return parse(f"A/RES/{symbol.number}{symbol.part or ''}({to_roman(sessions[0])})")


def _part(paragraphs: Sequence[Paragraph], title: re.Match[str], plural: bool) -> str:
    """Return the part of an act that the document holds, "B"; a range, "A-C", where the front has the plural.

    "Resolutions adopted …" is a document of several acts, "Resolution adopted …" one in parts.
    """
    if re.search(r"[A-Z]$", title["number"]):
        return ""
    letters = _parts(paragraphs)
    if len(letters) == 1:
        return letters[0]
    if letters:
        return f"{letters[0]}-{letters[-1]}" if plural else ""
    ending = _PARTS.search(title["title"])
    return ending["letter"] if ending else ""


def _parts(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Return the letters of the parts that the document holds, none where a letter may head anything."""
    letters = {each.path.split("/")[1] for each in paragraphs if each.path.startswith("part/")}
    formulas = {each.path for each in paragraphs if each.kind is Kind.ENACTING}
    headed = {letter for letter in letters if f"part/{letter}/formula" in formulas}
    return sorted(headed) if len(formulas) == len(headed) else []


def _titled(paragraphs: Iterable[Paragraph]) -> str | None:
    return next((_plain_title(each.text) for each in paragraphs if each.kind is Kind.TITLE), None)


def _plain_title(text: str) -> str | None:
    return text.rstrip("*").strip() or None


# ---------------------------------------------------------------- date


def _adopted(
    paragraphs: Sequence[Paragraph], front: Sequence[str], symbol: Symbol | None = None
) -> dt.date | None:
    """Return the day of adoption: as the front matter has it, else as the back matter has.

    A day outside the session of the Assembly is another act's, on pages that hold several.
    """
    found = (day for day in _days(paragraphs, front) if _is_in_session(day, symbol))
    return next(found, None)


def _days(paragraphs: Sequence[Paragraph], front: Sequence[str]) -> Iterator[dt.date]:
    for text in _adopting(front):
        yield from dates(text)[:1]
    back = [paragraph.text for paragraph in paragraphs if paragraph.kind is Kind.BACK]
    for at, text in enumerate(back):
        if _MEETING.search(text):
            yield from dates(" ".join(back[at : at + 2]))[:1]


def _adopting(front: Sequence[str]) -> Iterator[str]:
    """Yield the lines that say when the act was adopted, each with the one that it may go on in."""
    for at, text in enumerate(front):
        if _ADOPTED.search(text) and len(text) < 600:
            yield " ".join(front[at : at + 2])


def _is_in_session(day: dt.date, symbol: Symbol | None) -> bool:
    if symbol is None or symbol.body != "ga" or symbol.kind is not ActKind.RESOLUTION:
        return True
    try:
        first, last = session_window(symbol.session or "")
    except SymbolError:
        return True
    return first <= day <= last
