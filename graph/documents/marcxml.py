"""Reads MARCXML: records of the UN library, each a document without text, one at a time.

Which field says what, in the library's use of MARC 21 (<https://www.loc.gov/marc/bibliographic/>,
<https://digitallibrary.un.org>):

| field | says |
|---|---|
| 191, 791 | $a symbol, $c session; a second one is another symbol of the same document |
| 245 | $a title, $b the rest of it |
| 992 | $a day of the action: of adoption for an act |
| 110, 710 | $a body |
| 991 | $a document of the agenda, $b item |
| 993 | $a related document: draft, report of a committee, record of the meeting |
| 996 | how it was adopted, in words or in figures |
| 041 | $a languages, three letters each |
| 856 | $u address of a file |

The day of publication (269, 260) is not the day of adoption, and is left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pymarc import Field, Indicators, Leader, Record, Subfield

from graph.documents import Document, Hyperlink, Metadata, Relation
from graph.documents.xml import elements, local
from graph.errors import DocumentError, SymbolError
from graph.grammar import tables
from graph.grammar.spelling import fold
from graph.symbols import parse as parse_symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from graph.symbols import Symbol

# The methods of pymarc have types in part only; what is taken from them is text.
_Record = Any
_LANGUAGES = {"ara": "ar", "chi": "zh", "eng": "en", "fre": "fr", "rus": "ru", "spa": "es"}
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
# “Adopted by recorded vote of 142-1-3”, “Adopted 122-55-1”: the two ways in which the library writes it.
_VOTES = re.compile(r"(?i)(?:vote of|vote:|vote|adopted)\s*(\d{1,3})\s*[-–:]\s*(\d{1,3})\s*[-–:]\s*(\d{1,3})")
_WITHOUT_VOTE = re.compile(r"(?i)\bwithout (?:a )?vote\b")
_MEETING = re.compile(r"(?i)\b(\d{1,5})(?:st|nd|rd|th)\b[^,.;]{0,30}\bmeeting\b")
_SESSION = re.compile(r"\s*\([^()]*\bsess\b[^()]*\)")
_ENDING = " /:;=,"


def read(file: Path, complain: Callable[[DocumentError], None] | None = None) -> Iterator[Document]:
    """Yield the documents that the records of a MARCXML file describe.

    A record that is malformed is given to `complain`, by its number, where there is one, and the others are
    read. Raises DocumentError if the file is no XML, has a DOCTYPE, or holds no record.
    """
    number = 0
    for number, element in enumerate(elements(file, "record"), 1):
        try:
            document = parse(_record(element), f"{file}: record {number}")
        except DocumentError as error:
            if complain is None:
                raise
            complain(error)
        else:
            yield document
    if not number:
        raise DocumentError(str(file), "MARCXML without a record", "Export the records again.")


def _record(element: Element) -> _Record:
    """Return the record of an element; a field without a tag, or a subfield without a code, is left out."""
    record: _Record = Record()
    for child in element:
        tag, name = child.get("tag", ""), local(child)
        if name == "leader" and len(child.text or "") == 24:
            record.leader = Leader(child.text or "")
        elif name == "controlfield" and re.fullmatch(r"00\d", tag):
            record.add_field(Field(tag, data=child.text or ""))
        elif name == "datafield" and re.fullmatch(r"\w{3}", tag):
            subfields = [
                Subfield(each.get("code", ""), " ".join("".join(each.itertext()).split()))
                for each in child
                if local(each) == "subfield" and each.get("code")
            ]
            indicators = Indicators(child.get("ind1", " "), child.get("ind2", " "))
            record.add_field(Field(tag, indicators, subfields))
    return record


def parse(record: _Record, where: str = "record") -> Document:
    """Return the document that a record describes; the language is that of its title.

    Raises DocumentError if the record has no symbol; `where` is the name that errors give it.
    """
    symbols = list(_symbols(record, where))
    symbol, *others = symbols
    title = _title(record)
    notes = [value for field in record.get_fields("996") for value in field.get_subfields("a", "b", "c", "d")]
    draft, report = _first(record, Relation.DRAFT), _first(record, Relation.REPORT)
    data = Metadata(
        symbol=symbol.canonical,
        kind=symbol.kind,
        body=symbol.body or _body(record),
        session=symbol.session,
        adopted_on=_action_date(record) if symbol.is_act else None,
        title=title,
        language="en",
        meeting=next((int(found[1]) for note in notes if (found := _MEETING.search(note))), None),
        agenda_items=tuple(dict.fromkeys(_items(record, symbol))),
        on_report=report if symbol.is_act else None,
        recommended_by=_committee(record),
        draft=draft if symbol.is_act else None,
        without_vote=_without_vote(record, notes),
        votes=_votes(record, notes),
        related=tuple(
            dict.fromkeys([*((Relation.SAME, each.canonical) for each in others), *_related(record)])
        ),
        languages=_languages(record),
    )
    links = tuple(Hyperlink(url, "") for url in _values(record, "856", "u") if url.startswith("http"))
    return Document("en", (), links, title=title, metadata=data)


def _values(record: _Record, tag: str, *codes: str) -> Iterator[str]:
    for field in record.get_fields(tag):
        yield from (value for value in field.get_subfields(*codes) if value)


# ---------------------------------------------------------------- symbol, title, body


def _symbols(record: _Record, where: str) -> Iterator[Symbol]:
    given = [*_values(record, "191", "a"), *_values(record, "791", "a")]
    if not given:
        raise DocumentError(where, "it has no symbol (field 191)", "A record needs one to be a document.")
    found: dict[str, Symbol] = {}
    wrong = ""
    for text in given:
        try:
            symbol = parse_symbol(text.replace("[", "").replace("]", ""))
        except SymbolError:
            wrong = wrong or text
        else:
            found[symbol.canonical] = symbol
    if not found:
        raise DocumentError(where, f"“{wrong}” (field 191) is not a symbol", "Correct the record.")
    yield from found.values()


def _title(record: _Record) -> str | None:
    whole = " ".join(_values(record, "245", "a", "b"))
    title = re.sub(r"\s+[:;]\s+(?=\S)", ": ", whole.rstrip(_ENDING))
    return re.sub(r"(?i):\s*(?:resolution|decision)s?$", "", title).strip() or None


def _body(record: _Record) -> str | None:
    """Return the body of the main entry, or of the only one that is known among the added entries."""
    for tag in ("110", "710"):
        codes = {code for name in _values(record, tag, "a") if (code := _code(name))}
        acting = {code for code in codes if not code.startswith("ga-c")} or codes
        if len(acting) == 1:
            return acting.pop()
    return None


def _committee(record: _Record) -> str | None:
    """Return the only Main Committee among the added entries."""
    codes = {
        code for name in _values(record, "710", "a") if (code := _code(name)) and code.startswith("ga-c")
    }
    return codes.pop() if len(codes) == 1 else None


def _code(heading: str) -> str | None:
    """Return the code of a body by its heading: “UN. General Assembly (74th sess. : 2019-2020)”."""
    name = fold(_SESSION.sub("", heading).rstrip(". "))
    if name in _bodies():
        return _bodies()[name]
    known = tables.names_in("en")
    bare = name.removeprefix("un. ")
    codes = next((codes for each, codes in known.items() if fold(each) == bare), frozenset[str]())
    return next(iter(codes)) if len(codes) == 1 else None


@cache
def _bodies() -> dict[str, str]:
    """Return the headings of the library for bodies, folded, and their codes."""
    table = files("graph.documents").joinpath("library_bodies.csv").read_text("utf-8")
    return {fold(row["name"]): row["code"] for row in csv.DictReader(table.splitlines())}


# ---------------------------------------------------------------- agenda, related documents


def _items(record: _Record, symbol: Symbol) -> Iterator[str]:
    """Yield the items on the agenda of the document's own organ; one in brackets is the library's, on none.

    See <https://www.un.org/depts/dhl/unbisref_manual/its/its991.htm>.
    """
    organ = symbol.canonical.partition("/")[0]
    for field in record.get_fields("991"):
        agendas = {text.strip().partition("/")[0] for text in field.get_subfields("a")}
        for item in field.get_subfields("b") if agendas <= {organ} else ():
            if found := re.fullmatch(r"(\d{1,3})\.?\s*\(?([a-z]{1,2})?\)?\.?", item):
                yield f"{found[1]} ({found[2]})" if found[2] else found[1]


def _related(record: _Record) -> Iterator[tuple[Relation, str]]:
    for tag, codes in (("991", "a"), ("993", "a")):
        for text in _values(record, tag, codes):
            try:
                symbol = parse_symbol(text)
            except SymbolError:
                continue
            yield (Relation.AGENDA if tag == "991" else _relation(symbol)), symbol.canonical


def _relation(symbol: Symbol) -> Relation:
    """Return what a related document is, by its symbol: the indicators of the field vary."""
    if re.search(r"/L\.\d", symbol.canonical):
        return Relation.DRAFT
    if re.search(r"/(?:PV|SR)\.\d", symbol.canonical):
        return Relation.MEETING_RECORD
    if symbol.is_act:
        return Relation.OTHER
    return Relation.REPORT if re.fullmatch(r"A/\d+/\d+(?:/Add\.\d+)?", symbol.canonical) else Relation.OTHER


def _first(record: _Record, relation: Relation) -> str | None:
    """Return the only related document of a relation."""
    found = {symbol for each, symbol in _related(record) if each is relation}
    return found.pop() if len(found) == 1 else None


# ---------------------------------------------------------------- date, vote, languages


def _action_date(record: _Record) -> dt.date | None:
    for text in _values(record, "992", "a"):
        if found := _DATE.fullmatch(text.strip()):
            try:
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _votes(record: _Record, notes: list[str]) -> tuple[int, int, int] | None:
    """Return the figures: in words, “Adopted by recorded vote of 142-1-3”, or as $b, $c, $d."""
    for note in notes:
        if found := _VOTES.search(note):
            return int(found[1]), int(found[2]), int(found[3])
    for field in record.get_fields("996"):
        figures = [field.get_subfields(code) for code in "bcd"]
        if all(len(each) == 1 and each[0].isdecimal() for each in figures):
            return int(figures[0][0]), int(figures[1][0]), int(figures[2][0])
    return None


def _without_vote(record: _Record, notes: list[str]) -> bool | None:
    if _votes(record, notes):
        return False
    return True if any(_WITHOUT_VOTE.search(note) for note in notes) else None


def _languages(record: _Record) -> tuple[str, ...]:
    """Return the official languages, in the order of the record: one after the other, or run together."""
    codes = (value[at : at + 3] for value in _values(record, "041", "a") for at in range(0, len(value), 3))
    return tuple(dict.fromkeys(_LANGUAGES[code] for code in codes if code in _LANGUAGES))
