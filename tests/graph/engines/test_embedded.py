"""What only the embedded engine does: its messages, and what does not open."""

from __future__ import annotations

import pytest

from graph.engines.embedded import EmbeddedStore, syntax_error
from graph.errors import QuerySyntaxError, ReleaseDamaged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s foo:x ?o }", "line 1, column 20: Prefix not found."),
        ("SELECT (1 AS ?b) (2 AS ?b) {}", "column 30: Duplicated variable name in SELECT."),
        ("SELECT * { ?s ?p", 'expected one of "$"'),
        ("SELECT * { ?s <a b> ?o }", "IRI parsing failed"),
    ],
)
def test_messages_name_what_was_expected(text, expected):
    with pytest.raises(SyntaxError) as caught:
        EmbeddedStore.memory()._store.query(text)
    message = syntax_error(str(caught.value)).message
    assert expected in message
    assert "u{00" not in message, "character classes of the grammar help nobody"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY foo:x(?o)", (1, 37)),
        ("PREFIX a: <http://a/>\nSELECT * { FILTER(a:b(1) = foo:x( STR(2), 3)) }", (2, 33)),
    ],
)
def test_a_call_with_an_unknown_prefix_says_so(text, place):
    with pytest.raises(QuerySyntaxError, match="Prefix not found") as caught:
        EmbeddedStore.memory().query(text)
    assert (caught.value.line, caught.value.column) == place


def test_a_call_with_a_known_prefix_is_not_blamed():
    with pytest.raises(QuerySyntaxError) as caught:
        EmbeddedStore.memory().query(
            "PREFIX a: <http://a/> SELECT * { FILTER(a:b(1) = COUNTT(?o)) # foo:x\n }"
        )
    assert "Prefix" not in caught.value.message


def test_a_message_of_another_kind_is_passed_on():
    error = syntax_error("something new")
    assert error.message.endswith("something new")
    assert (error.line, error.column) == (None, None)


def test_a_missing_store_is_a_damaged_release(tmp_path):
    with pytest.raises(ReleaseDamaged, match="does not open"):
        EmbeddedStore.read_only(tmp_path / "nothing")


def test_a_store_has_one_writer(tmp_path):
    first = EmbeddedStore.open(tmp_path / "store")
    with pytest.raises(OSError, match="lock"):
        EmbeddedStore.open(tmp_path / "store")
    assert len(first) == 0
