"""What things are called on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode

from service.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.current import OpenRelease

BASE = "https://w3id.org/un-mandates/"
TEXT = f"{BASE}doc/A/RES/74/173/en/op/9"
DATA = f"""
@prefix unm: <{BASE}ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{BASE}ontology> {{ <{BASE}ontology/action-verb/callsUpon> skos:prefLabel "calls upon"@en . }}
<{BASE}body/unodc> {{ <{BASE}body/unodc> rdfs:label "Office"@en . }}
<{TEXT}> {{
    <{TEXT}/mandate/callsUpon/1> unm:addressee <{BASE}body/unodc>, <{BASE}body/ga> .
    <{TEXT}/mandate/callsUpon/2> unm:actionVerb <{BASE}ontology/action-verb/callsUpon> .
    <{TEXT}/mandate/callsUpon/3> rdfs:label "count the lighthouses"@en ; unm:addressee <{BASE}body/unodc> .
}}
"""


@pytest.mark.parametrize(
    ("number", "here", "expected"),
    [
        (1, "", "calls upon: body/ga, Office, A/RES/74/173, op. 9 (en)"),
        (1, TEXT, "calls upon: body/ga, Office"),
        (2, "", "calls upon (2), A/RES/74/173, op. 9 (en)"),
        (3, "", "count the lighthouses"),
    ],
)
def test_a_mandate_without_label_is_called_by_verb_and_addressees(
    release_of: Callable[..., OpenRelease], number: int, here: str, expected: str
) -> None:
    values = Values(release_of(DATA), ("en",), here)
    assert values.show(NamedNode(f"{TEXT}/mandate/callsUpon/{number}")).text == expected
