"""How well mandates are found, measured by paragraphs that were read and labelled by hand.

A row names a paragraph by the symbol under which the collection files its document, by its path, and by the
start of its text's hash, which holds where a better reader numbers the paragraph otherwise. `verbs` are
notations of the scheme action-verb, `addressees` are kind:code, and a duty is
`reporters > recipients @ dues ~ frequency ! subjects`, duties parted by “;”, each part by spaces. Rows that
were drawn for duties hold a word such as “report” and count for duties alone.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.documents import corpus
from graph.extract.citations import citations
from graph.extract.mandates import mandates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.documents import Document, Paragraph
    from graph.extract.claims import Due, Mandate, Reporting

SAMPLE = Path(__file__).with_name("mandates_sample.csv")
SYMBOL = re.compile(rb'"symbol": "([^"]*)"')
SYSTEM = {f"group:{each}" for each in ("unAgencies", "unDevelopmentSystem", "specializedAgencies")}
"""Counted as the group of the United Nations system, since texts name all four nearly alike."""
FLOORS = {"carries": 0.97, "verbs": 0.97, "addressees": 0.90, "duties": 0.90}

Duty = tuple[str, str, str]  # reporter, recipient, due; "" where there is none


@dataclass(frozen=True, slots=True)
class Said:
    """What a paragraph says, as a person or as extraction reads it."""

    verbs: frozenset[str] = frozenset()
    addressees: frozenset[str] = frozenset()
    duties: frozenset[Duty] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    symbol: str
    path: str
    hash: str
    drawn_for: str
    said: Said


@dataclass(slots=True)
class Tally:
    """Of two sets of facts: how many are in both, and in each."""

    both: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: Iterable[object], wanted: Iterable[object]) -> None:
        one, other = set(found), set(wanted)
        self.both += len(one & other)
        self.found += len(one)
        self.wanted += len(other)

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.found + self.wanted) if self.found + self.wanted else 1.0

    def __str__(self) -> str:
        precision, recall = self.both / max(self.found, 1), self.both / max(self.wanted, 1)
        return f"{self.f1:.4f} (precision {precision:.4f}, recall {recall:.4f}, {self.wanted} wanted)"


def named(actor: str) -> str:
    return "group:unSystem" if actor in SYSTEM else actor


def triples(reporters: Iterable[str], recipients: Iterable[str], dues: Iterable[str]) -> Iterator[Duty]:
    """Yield a triple for each reporter, recipient and due; a session goes with the body that holds it."""
    bodies = set(recipients) or {""}
    all_dues = tuple(dues)
    for recipient in bodies:
        own = [due for due in all_dues if due.partition("/")[0] not in bodies - {recipient}]
        for reporter in set(map(named, reporters)) or {""}:
            yield from ((reporter, recipient, due) for due in own or [""])


def rows(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            duties = frozenset(
                triple for duty in filter(None, row["duties"].split(";")) for triple in of_text(duty)
            )
            said = Said(
                frozenset(row["verbs"].split()), frozenset(map(named, row["addressees"].split())), duties
            )
            yield Row(row["symbol"], row["paragraph"], row["hash"], row["drawn_for"], said)


def of_text(duty: str) -> Iterator[Duty]:
    reporters, recipients, dues = re.split("[>@]", re.split("[~!]", duty)[0])
    return triples(reporters.split(), recipients.split(), dues.split())


def of_claim(reporting: Reporting) -> Iterator[Duty]:
    reporters = (f"{actor.kind}:{actor.code}" for actor in reporting.reporters)
    return triples(tuple(reporters), reporting.recipients, tuple(map(of_due, reporting.due)))


def of_due(due: Due) -> str:
    if due.session is not None:
        return f"{due.body}/{due.session}"
    return str(due.date or due.month or due.year or due.period or "")


def said(claims: Iterable[Mandate]) -> Said:
    kept = tuple(claims)
    return Said(
        frozenset(each.verb for each in kept),
        frozenset(named(f"{actor.kind}:{actor.code}") for each in kept for actor in each.addressees),
        frozenset(triple for each in kept if each.reporting for triple in of_claim(each.reporting)),
    )


def documents(file: Path, symbols: set[str]) -> Iterator[tuple[str, tuple[Document, ...]]]:
    """Yield the acts on the pages of each wanted record; other lines are not even parsed."""
    with gzip.open(file, "rb") as lines:
        for number, line in enumerate(lines, 1):
            if (found := SYMBOL.search(line)) and (symbol := found[1].decode()) in symbols:
                yield symbol, corpus.parse_all(json.loads(line), f"line {number}")


def located(row: Row, acts: Iterable[Document]) -> tuple[Document, Paragraph] | None:
    """Return the paragraph of the row: with its text, and if several have it, with its path."""
    same = [(act, each) for act in acts for each in act.paragraphs if each.hash.startswith(row.hash)]
    return next((pair for pair in same if pair[1].path == row.path), same[0] if same else None)


def found(sample: Iterable[Row], file: Path) -> Iterator[tuple[Row, Said]]:
    by_symbol: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sample:
        by_symbol[row.symbol].append(row)
    for symbol, acts in documents(file, set(by_symbol)):
        claims: dict[int, tuple[Mandate, ...]] = {}
        for row in by_symbol.pop(symbol, ()):
            place = located(row, acts)
            assert place, f"{symbol} has no paragraph with the text of {row.path} any more"
            act, paragraph = place
            if id(act) not in claims:
                claims[id(act)] = mandates(act, citations(act))
            yield row, said(each for each in claims[id(act)] if each.paragraph == paragraph.path)
    assert not by_symbol, f"not in the collection: {sorted(by_symbol)}"


def measure(pairs: Iterable[tuple[Row, Said]]) -> tuple[dict[str, float], list[str]]:
    """Return the figures and a line for each disagreement."""
    right: Counter[str] = Counter()
    addressees, duties, lenient = Tally(), Tally(), Tally()
    lines: list[str] = []
    for row, got in pairs:
        duties.add(got.duties, row.said.duties)
        lenient.add({duty[:2] for duty in got.duties}, {duty[:2] for duty in row.said.duties})
        if row.drawn_for == "mandates":
            right["paragraphs"] += 1
            right["carries"] += bool(got.verbs) == bool(row.said.verbs)
            right["carrying"] += bool(row.said.verbs)
            right["verbs"] += bool(row.said.verbs) and got.verbs == row.said.verbs
            addressees.add(got.addressees, row.said.addressees)
        if got != row.said:
            lines.append(f"{row.symbol} {row.path}: found {told(got)}, labelled {told(row.said)}")
    print(f"\naddressees {addressees}\nduties {duties}\nduties but for when {lenient}")
    figures = {
        "carries": right["carries"] / right["paragraphs"],
        "verbs": right["verbs"] / right["carrying"],
        "addressees": addressees.f1,
        "duties": duties.f1,
    }
    return figures, lines


def told(what: Said) -> str:
    duties = [" ".join(part or "–" for part in duty) for duty in sorted(what.duties)]
    return f"{sorted(what.verbs)} {sorted(what.addressees)} {duties}"


@pytest.mark.timeout(600)
def test_mandates_are_found_as_a_reader_finds_them(shared: Path):
    figures, lines = measure(found(rows(SAMPLE), shared / "corpus" / "documents.jsonl.gz"))
    print(*lines, sep="\n")
    print(*(f"{name} {value:.4f}" for name, value in figures.items()), sep="\n")
    assert {name: value for name, value in figures.items() if value < FLOORS[name]} == {}
