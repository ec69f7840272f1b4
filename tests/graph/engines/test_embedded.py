"""What only the embedded engine does: its messages, and what does not open."""

from __future__ import annotations

import pytest

from graph.engines.embedded import EmbeddedStore, syntax_error
from graph.errors import ReleaseDamaged


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
