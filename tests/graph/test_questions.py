"""Questions as files: headings, parameters, and nothing but terms in their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from graph import questions
from graph.engines.embedded import EmbeddedStore
from graph.errors import UnknownQuestion
from graph.names import DEFAULT_BASE
from graph.store import DEFAULT_GRAPH

TEXT = """\
# Who cites a document
#
# One row a citing
# paragraph.

PREFIX e: <http://e/>
SELECT ?by ?kind WHERE {
  VALUES ?document { <http://e/a> } # parameter
  VALUES ?kind { "x" "y"@en }   # Parameter: which kinds
  VALUES ?fixed { <http://e/a> }
  ?by e:cites ?document ; e:kind ?kind
}
"""
QUESTION = questions.parse("who-cites", TEXT)
X = Literal("x")


def test_the_heading_is_title_and_description():
    assert QUESTION.title == "Who cites a document"
    assert QUESTION.description == "One row a citing\nparagraph."
    assert questions.parse("x", "SELECT * {}").title == ""


def test_parameters_are_the_marked_lines():
    assert QUESTION.parameters == ("document", "kind")


def test_terms_are_swapped_and_the_rest_stays():
    text = QUESTION.with_terms(document=[NamedNode("http://e/b"), NamedNode("http://e/c")])
    assert "VALUES ?document { <http://e/b> <http://e/c> } # parameter" in text
    assert text.replace("<http://e/b> <http://e/c>", "<http://e/a>") == TEXT


def test_no_terms_ask_about_nothing():
    assert list(rows(QUESTION.with_terms(document=[]))) == []


def test_another_parameter_is_refused():
    with pytest.raises(UnknownQuestion, match="'fixed'") as caught:
        QUESTION.with_terms(fixed=[])
    assert "document, kind" in caught.value.hint


def rows(text, term=X):
    subject = NamedNode("http://e/s")
    store = EmbeddedStore.memory(
        [
            Quad(subject, NamedNode("http://e/cites"), NamedNode("http://e/a"), DEFAULT_GRAPH),
            Quad(subject, NamedNode("http://e/kind"), term, DEFAULT_GRAPH),
        ]
    )
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    return answer


@given(st.text(), st.sampled_from([None, "en", "fr"]))
def test_any_literal_is_only_a_literal(value, language):
    term = Literal(value, language=language)
    found = list(rows(QUESTION.with_terms(kind=[term]), term))
    assert [row["kind"] for row in found] == [term]


def test_the_files_of_the_package_are_questions():
    names = questions.names()
    assert names == tuple(sorted(names))
    for name in names:
        question = questions.load(name)
        assert question.title, f"{name}.rq has no title"
        EmbeddedStore.memory().query(question.text)
        EmbeddedStore.memory().query(question.with_terms(**{each: [] for each in question.parameters}))


def test_a_question_moves_with_the_base():
    name = next(name for name in questions.names() if f"<{DEFAULT_BASE}doc" in questions.load(name).text)
    assert f"<{DEFAULT_BASE}doc" not in questions.load(name, base="http://b/").text


def test_an_unknown_question_names_the_known_ones():
    with pytest.raises(UnknownQuestion) as caught:
        questions.load("no-such")
    assert questions.names()[0] in caught.value.hint
