"""The report of 2021 on cybercrime, whose citations the bundled graph has by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from graph.bundle import Bundle
from graph.documents import plain_text
from graph.extract.citations import citations
from graph.names import DEFAULT_BASE, VOCABULARY
from graph.symbols import SymbolError, symbol_of_path

SOURCE = Path(__file__).parents[4] / "shared/corpus/sg-report-cybercrime-2021.zh.txt"
REPORT = f"{DEFAULT_BASE}doc/x-src/sg-cybercrime-2021/zh/"


def by_hand():
    """Return (path, start, end) → symbols of the acts and documents that the bundled graph says are cited there."""
    values = defaultdict(dict)
    for quad in Bundle.installed().by_hand().quads(DEFAULT_BASE):
        subject = getattr(quad.subject, "value", "")
        if subject.startswith(REPORT) and "/cite/" in subject:
            values[subject][quad.predicate.value.removeprefix(VOCABULARY)] = quad.object.value
    found = defaultdict(set)
    for subject, each in values.items():
        target = each["citedTarget"].removeprefix(DEFAULT_BASE)
        try:
            symbol = symbol_of_path(target).canonical
        except SymbolError:
            continue  # a work by its title, or a place of the report itself
        start, end = map(int, re.findall(r"\d+", each["span"]))
        found[subject.removeprefix(REPORT).partition("/cite/")[0], start, end].add(symbol)
    return dict(found)


@pytest.mark.shared
def test_the_citations_are_those_that_were_found_by_hand():
    found = defaultdict(set)
    for each in citations(plain_text.read(SOURCE)):
        found[each.paragraph, each.start, each.end].add(each.target)
    assert dict(found) == by_hand()


def test_the_bundled_graph_has_what_it_is_compared_with():
    numbered = {place: symbols for place, symbols in by_hand().items() if place[2] - place[1] > 3}
    assert len(numbered) >= 18
    assert sum(place[2] - place[1] == 3 for place in by_hand()) == 6


@pytest.mark.shared
def test_an_act_that_is_the_subject_of_its_verb_has_it_as_role():
    roles = {each.paragraph: each.role for each in citations(plain_text.read(SOURCE))}
    assert {path: roles[path] for path in ("p/2", "p/3", "p/4", "p/5", "p/15", "p/16", "p/20")} == {
        "p/2": "requests",
        "p/3": "requests",
        "p/4": "requests",
        "p/5": "requests",
        "p/15": "encourages",
        "p/16": "urges",
        "p/20": "requests",
    }
