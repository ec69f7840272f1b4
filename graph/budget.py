"""Rows of the budget's tables of legislative mandates → quads: which entity cites which act as its mandate.

A row of the JSON Lines has `entity` (its abbreviation), `source` (the file of the fascicle, which names its
section), `path` (headings), `cells` (numbers of acts, title) and `links` (the editors' own). The numbers are
read under the heading, as `General Assembly resolutions 64/289`; what that does not settle, a link may, if
it is a symbol with a number of the cell. A row that names no act that can be resolved states nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad

from graph.documents import Document, Kind, Paragraph
from graph.errors import SymbolError
from graph.extract.citations import citations
from graph.extract.claims import EntityKind
from graph.extract.entities import entities
from graph.grammar import entity_tables
from graph.statements.terms import SOURCE, TITLE, A, concept, integer, known_work, node, unm, work
from graph.symbols import Symbol, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.names import Names

_SECTION = re.compile(r"A_80_6_SECT\.(\d+[A-Z]?)\.")
_SUBPROGRAMME = re.compile(r"Subprogramme (\d+)")
_NUMBERS = re.compile(r"\s*;\s*")
_LIST = re.compile(r"\d+/\d+(?:(?:,| and) \d+/\d+)+")
_DECISION = re.compile(r"Decision (?=\d)")
_KINDS = re.compile(r"\b(resolutions?|decisions?)\b.*$")
_TABLE = "Legislative mandates"
# From these numbers on, an act of the body is a decision: the ranges do not meet.
_DECISIONS_FROM = {"General Assembly": 401, "Economic and Social Council": 201}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    entity: str  # abbreviation
    name: str  # of the entity
    section: str  # 16, 29A
    headings: tuple[str, ...]  # below “Legislative mandates”, and those above it that name a subprogramme
    numbers: tuple[str, ...]  # of acts, as printed
    links: tuple[str, ...]  # canonical symbols

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Row:
        """Return the row of a record of the JSON Lines."""
        section = _SECTION.match(record["source"])
        assert section is not None, f"{record['source']} names no section"
        return cls(
            record["entity"],
            record["entity_name"],
            section[1],
            tuple(record["path"]),
            tuple(_numbers(record["cells"][0].replace("\u00a0", " "))),
            tuple(symbol.canonical for each in record["links"] if (symbol := _symbol(each))),
        )

    @property
    def subprogramme(self) -> str | None:
        """The number of the subprogramme under which the row stands; None for the overall orientation."""
        found = [match for heading in self.headings if (match := _SUBPROGRAMME.match(heading))]
        return found[-1][1] if found else None

    @property
    def title(self) -> str:
        """The heading of its table."""
        named = [heading for heading in self.headings if _SUBPROGRAMME.match(heading)]
        return named[-1] if named else "Overall orientation"


@dataclass(slots=True)
class Told:
    """What became of the rows."""

    rows: int = 0
    resolved: int = 0  # rows of which each number is resolved
    partly: int = 0
    citations: int = 0
    unresolved: Counter[str] | None = None  # rows without any act, by heading


def statements(rows: Iterable[Row], names: Names, told: Told | None = None) -> Iterator[Quad]:
    """Yield the fascicles, their tables and the citations in them; `told` is told what became of the rows."""
    told = told if told is not None else Told()
    told.unresolved = Counter()
    fascicles: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        fascicles[row.section][row.entity].append(row)
    for section, tables in fascicles.items():
        yield from _fascicle(section, tables, names, told)


def _fascicle(section: str, by_entity: dict[str, list[Row]], names: Names, told: Told) -> Iterator[Quad]:
    symbol = f"A/80/6(Sect.{section})"
    subject, identity = work(names, symbol)
    expression = node(names.expression(subject.value, "en"))
    yield from identity
    yield Quad(subject, unm("hasExpression"), expression, expression)
    yield Quad(expression, A, unm("Expression"), expression)
    yield Quad(expression, unm("inLanguage"), node(names.language("en")), expression)
    ordinal = 0
    for at, (entity, rows) in enumerate(by_entity.items(), 1):
        tables: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            tables[row.subprogramme or "0"].append(row)
        for number, table in sorted(tables.items(), key=lambda each: int(each[0])):
            path = f"mandates/{number}" if len(by_entity) == 1 else f"sub/{at}/mandates/{number}"
            provision = node(names.provision(subject.value, path))
            text = node(names.provision(expression.value, path))
            found = list(_citations(table, entity, text, names, told))
            if not found:
                continue
            ordinal += 1
            yield Quad(subject, unm("hasProvision"), provision, expression)
            yield Quad(provision, A, unm("MandateTable"), expression)
            yield Quad(provision, unm("ordinal"), integer(ordinal), expression)
            yield Quad(provision, TITLE, Literal(table[0].title, language="en"), expression)
            yield Quad(expression, unm("hasProvisionText"), text, expression)
            yield Quad(text, A, unm("ProvisionText"), expression)
            yield Quad(text, unm("textOf"), provision, expression)
            yield from found


def _citations(rows: Sequence[Row], entity: str, text: NamedNode, names: Names, told: Told) -> Iterator[Quad]:
    """Yield the citations of a table: an act that it lists twice, under two headings, is cited once."""
    code = body_code(entity, next(iter(rows)).name)
    seen: set[str] = set()
    for row in rows:
        found = list(acts(row))
        told.rows += 1
        told.resolved += bool(found) and len(found) >= len(row.numbers)
        told.partly += 0 < len(found) < len(row.numbers)
        if not found and told.unresolved is not None:
            told.unresolved[row.headings[-1]] += 1
        for surface, symbol in found:
            known = known_work(names, symbol)
            if known is None or symbol in seen:
                continue
            seen.add(symbol)
            told.citations += 1
            act, identity = known
            citation = node(names.citation(text.value, act.value))
            yield from identity
            yield Quad(text, unm("hasCitation"), citation, text)
            yield Quad(citation, A, unm("Citation"), text)
            yield Quad(citation, unm("citedTarget"), act, text)
            yield Quad(citation, unm("citationRole"), concept("citation-role", "citesAsMandate"), text)
            yield Quad(citation, unm("resolvedBy"), concept("resolution-method", "tableHeading"), text)
            if code:
                yield Quad(citation, unm("forBody"), node(names.body(code)), text)
            if row.subprogramme:
                yield Quad(citation, unm("forSubprogramme"), Literal(row.subprogramme), text)
            yield Quad(citation, unm("surfaceForm"), Literal(surface), text)
            yield Quad(citation, SOURCE, text, text)
    if seen and code:
        yield Quad(text, unm("mentions"), node(names.body(code)), text)


def acts(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the acts of a row: the number as printed and the canonical symbol, where that is certain."""
    for number in row.numbers:
        found = _under_heading(row.headings[-1], number) or _linked(number, row.links)
        if found:
            yield number, found


def _under_heading(heading: str, number: str) -> str | None:
    """Return the act that a number means under a heading, if it is certain."""
    kinds = _KINDS.search(heading)
    body = heading[: kinds.start()].strip() if kinds else ""
    if not body:
        return None
    kind = kinds[1].removesuffix("s") if kinds else ""
    if (
        kinds and "and decisions" in kinds[0]
    ):  # there a decision is called one, or has a number that none but it has
        last = re.search(r"/(\d+)", number)
        limit = _DECISIONS_FROM.get(body)
        high = limit is not None and last is not None and int(last[1]) >= limit
        kind = "decision" if high or _DECISION.match(number) else "resolution"
        number = _DECISION.sub("", number)
    text = f"{body} {kind} {number}"
    found = citations(Document("en", (Paragraph("p/1", Kind.PARAGRAPH, "1", text),)))
    targets = {each.target for each in found}
    return found[0].target if len(targets) == 1 else None


def _linked(number: str, links: Iterable[str]) -> str | None:
    """Return the linked act that has this number, if there is one alone."""
    digits = re.findall(r"\d+|\b[IVXLC]+\b", number)
    fitting = {
        link for link in links if digits and re.findall(r"\d+|\b[IVXLC]+\b", link)[-len(digits) :] == digits
    }
    return fitting.pop() if len(fitting) == 1 else None


def _symbol(text: str) -> Symbol | None:
    try:
        symbol = parse(text)
    except SymbolError:
        return None
    return symbol if symbol.is_act else None


def _numbers(cell: str) -> Iterator[str]:
    for part in _NUMBERS.split(cell):
        yield from re.findall(r"\d+/\d+", part) if _LIST.fullmatch(part) else [part] if part else []


@cache
def body_code(abbreviation: str, name: str) -> str | None:
    """Return the code of the entity with this abbreviation, or this name; None where neither is known."""
    known = {row.abbreviation.casefold(): row.code for row in entity_tables.rows() if row.abbreviation}
    if code := known.get(abbreviation.casefold()):
        return code
    named = {each.actor for each in entities(name, "en") if (each.start, each.end) == (0, len(name))}
    codes = [actor.code for actor in named if actor.kind is EntityKind.BODY]
    return codes[0] if len(codes) == 1 else None
