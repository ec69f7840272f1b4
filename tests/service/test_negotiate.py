from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.negotiate import (
    CSV,
    HTML,
    JSON,
    JSON_LD,
    LANGUAGES,
    N_TRIPLES,
    RDF_XML,
    ROWS,
    THING,
    TRIPLES,
    TURTLE,
    XML,
    Format,
    NotAcceptable,
    by_extension,
    by_name,
    choose,
    languages,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
EVERY = tuple(dict.fromkeys((*THING, *ROWS, *TRIPLES)))


@pytest.mark.parametrize(
    ("accept", "offers", "expected"),
    [
        (None, ROWS, JSON),
        ("", ROWS, JSON),
        ("*/*", ROWS, JSON),
        ("*/*", THING, HTML),
        (BROWSER, THING, HTML),
        (BROWSER, (*ROWS, HTML), HTML),
        ("text/turtle", THING, TURTLE),
        ("TEXT/Turtle", THING, TURTLE),
        ("application/ld+json;q=0.9, text/turtle;q=0.5", THING, JSON_LD),
        ("text/turtle;q=0.5, application/ld+json ; q=0.9", THING, JSON_LD),
        ("text/*;q=0.4, application/rdf+xml;q=0.3", THING, HTML),
        ("text/*, text/html;q=0.1", THING, TURTLE),  # the more specific range decides for HTML
        ("*/*;q=0.1, text/html;q=0", THING, TURTLE),
        ("application/json", ROWS, JSON),  # by another name of it
        ("application/json", THING, JSON_LD),
        ("application/xml", ROWS, XML),
        ("application/xml", TRIPLES, RDF_XML),
        ("text/plain", TRIPLES, N_TRIPLES),
        ("text/csv; charset=utf-8", ROWS, CSV),
        ("* ; q=.2, text/csv;q=.1", ROWS, JSON),  # what Java sends
        ("nonsense, ;;;, /, text/csv", ROWS, CSV),  # what cannot be read is passed over
        ("nonsense", ROWS, JSON),
        ("text/csv;q=nan, text/tab-separated-values;q=0.1", ROWS, ROWS[3]),
        ("text/csv;q=5, application/sparql-results+xml;q=1", ROWS, XML),  # q is at most 1, then our order
    ],
)
def test_choice(accept: str | None, offers: tuple[Format, ...], expected: Format):
    assert choose(accept, offers) is expected


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "application/sparql-results+json;q=0"])
def test_nothing_acceptable_names_what_there_is(accept: str):
    with pytest.raises(NotAcceptable) as refused:
        choose(accept, (CSV,))
    assert refused.value.known == ("text/csv",)


@given(
    st.one_of(st.none(), st.text(), st.lists(st.sampled_from([*"*/;,=q.1 ", "text", "html"])).map("".join))
)
def test_negotiation_fails_only_with_not_acceptable(accept: str | None):
    try:
        assert choose(accept, EVERY) in EVERY
    except NotAcceptable as refused:
        assert refused.known


@given(
    st.lists(
        st.tuples(st.sampled_from([form.media_type for form in THING]), st.integers(1, 1000)),
        min_size=1,
        unique_by=(lambda pair: pair[0], lambda pair: pair[1]),
    )
)
def test_the_highest_weight_wins(weighted: list[tuple[str, int]]):
    accept = ", ".join(f"{media_type};q={weight / 1000}" for media_type, weight in weighted)
    best = max(weighted, key=lambda pair: pair[1])[0]
    assert choose(accept, THING).media_type == best


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.name)
def test_every_format_goes_by_all_its_names(form: Format):
    assert all(by_name(name, (form,)) is form for name in form.names)
    assert by_name(form.name.upper(), (form,)) is form


def test_an_unknown_name_says_the_known_ones():
    with pytest.raises(NotAcceptable, match="yaml") as refused:
        by_name("yaml", ROWS)
    assert refused.value.known == ("json", "xml", "csv", "tsv")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("doc/A/RES/74/173.ttl", ("doc/A/RES/74/173", TURTLE)),
        ("doc/A/72/439/Add.2.html", ("doc/A/72/439/Add.2", HTML)),
        ("doc/A/72/439/Add.2", None),
        ("doc/E/CN.15/2021/1", None),
        ("doc/S/RES/1373(2001).rdf", ("doc/S/RES/1373(2001)", RDF_XML)),
        (".ttl", None),
        ("doc/.ttl", None),
        ("doc/x.TTL", None),
    ],
)
def test_extension(path: str, expected: tuple[str, Format] | None):
    assert by_extension(path) == expected


@pytest.mark.parametrize(
    ("header", "first", "expected"),
    [
        (None, None, ("en", "fr", "es", "ru", "zh", "ar")),
        ("zh-Hans-CN,zh;q=0.9,en;q=0.8", None, ("zh", "en", "fr", "es", "ru", "ar")),
        ("ar;q=0.5, fr", None, ("fr", "ar", "en", "es", "ru", "zh")),
        ("de, *;q=0.1", None, ("en", "fr", "es", "ru", "zh", "ar")),
        ("en", "ru", ("ru", "en", "fr", "es", "zh", "ar")),
        (";;q=,=", "xx", ("en", "fr", "es", "ru", "zh", "ar")),
    ],
)
def test_languages(header: str | None, first: str | None, expected: tuple[str, ...]):
    assert languages(header, first) == expected


@given(st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_all_six_languages_always(header: str | None, first: str | None):
    assert sorted(languages(header, first)) == sorted(LANGUAGES)
