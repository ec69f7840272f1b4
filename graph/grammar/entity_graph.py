"""The graph's record of the actors of `entities.csv`: `graph/data/curated/entities.trig`.

    python -m graph.grammar.entity_graph > graph/data/curated/entities.trig

It holds the bodies and offices that no other curated file describes; groups are concepts of the vocabulary.
A label is the first name of the table in each language; where a language has none, it is missing.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from graph.grammar import entity_tables
from graph.resources import data_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.grammar.entity_tables import Row

FILE = "entities.trig"
_HEAD = """\
# Bodies and offices that texts name: classes, names in the official languages where they are certain.
#
# Written by `python -m graph.grammar.entity_graph` from the tables of graph/grammar: change those, not this.

@prefix unm: <https://w3id.org/un-mandates/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix btype: <https://w3id.org/un-mandates/ontology/body-type/> .
@prefix body: <https://w3id.org/un-mandates/body/> .
@prefix office: <https://w3id.org/un-mandates/office/> .

<https://w3id.org/un-mandates/graph/curated> {
"""
_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
_DESCRIBED = re.compile(r"^ *((?:body|office):[a-z0-9-]+) a unm:", re.MULTILINE)


def document() -> str:
    """Return the text of the file."""
    described = _described()
    rows = (row for row in entity_tables.rows() if row.kind != "group")
    blocks = ("\n".join(_block(row)) for row in rows if f"{row.kind}:{row.code}" not in described)
    return "\n".join([_HEAD + next(blocks), *blocks, "}\n"])


def _described() -> set[str]:
    """Return the prefixed names of what the other curated files describe."""
    files = (path for path in data_files() if path.parent.name == "curated" and path.name != FILE)
    return {name for path in files for name in _DESCRIBED.findall(path.read_text("utf-8"))}


def _block(row: Row) -> Iterator[str]:
    yield f"    {row.kind}:{row.code} a unm:{row.class_name} ;"
    yield " ;\n".join(f"        {statement}" for statement in _statements(row)) + " ."


def _statements(row: Row) -> Iterator[str]:
    for language in _LANGUAGES:
        label = entity_tables.label(row.kind, row.code, language)
        if label:
            yield f'rdfs:label "{label}"@{language}'
    if row.abbreviation:
        yield f'skos:altLabel "{row.abbreviation}"@en'
    if row.type:
        yield f"unm:bodyType btype:{row.type}"
    if row.part_of:
        yield f"unm:{'officeOf' if row.kind == 'office' else 'partOfBody'} body:{row.part_of}"


if __name__ == "__main__":
    sys.stdout.write(document())
