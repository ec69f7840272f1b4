"""Each rule makes its IRI, and the IRI says again what it was made from."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple
from pyoxigraph import parse as parse_rdf

from graph.errors import SymbolError, UsageError
from graph.names import (
    DEFAULT_BASE,
    FORMATS,
    GRAPHS,
    ONTOLOGY,
    STATEMENTS,
    THINGS,
    UNSYMBOLED,
    VOCABULARY,
    Name,
    NameKind,
    Names,
    UnknownName,
)
from graph.resources import data_files
from graph.symbols import parse as parse_symbol

NAMES = Names()
OTHER = Names("http://localhost:8000/")
WORK = NAMES.work("A/RES/74/173")
EXPRESSION = NAMES.expression(WORK, "zh")
TEXT = NAMES.provision(EXPRESSION, "op/8")
REPORT = NAMES.source("sg-cybercrime-2021")
PARAGRAPH = NAMES.provision(NAMES.expression(REPORT, "zh"), "p/37")
SESSION = NAMES.session("ccpcj", 30)
MEETING = NAMES.meeting("egcc", 6)

RULES = [
    # works
    (NAMES.work("A/RES/74/173"), "doc/A/RES/74/173", NameKind.WORK, ("A/RES/74/173",)),
    (NAMES.work("a/res/1514 (xv)"), "doc/A/RES/1514(XV)", NameKind.WORK, ("A/RES/1514(XV)",)),
    (NAMES.work("CCPCJ 26/4"), "doc/x-ccpcj/res/26/4", NameKind.WORK, ("x-ccpcj/res/26/4",)),
    (NAMES.work("A/80/6 (Sect. 16)"), "doc/A/80/6(Sect.16)", NameKind.WORK, ("A/80/6(Sect.16)",)),
    (NAMES.work(parse_symbol("E/CN.15/2021/1")), "doc/E/CN.15/2021/1", NameKind.WORK, ("E/CN.15/2021/1",)),
    (
        NAMES.declaration("salvador-2010"),
        "doc/x-declaration/salvador-2010",
        NameKind.WORK,
        ("x-declaration/salvador-2010",),
    ),
    (REPORT, "doc/x-src/sg-cybercrime-2021", NameKind.WORK, ("x-src/sg-cybercrime-2021",)),
    (NAMES.treaty("untoc"), "doc/x-treaty/untoc", NameKind.WORK, ("x-treaty/untoc",)),
    (NAMES.unsymboled("x-work", "study"), "doc/x-work/study", NameKind.WORK, ("x-work/study",)),
    (NAMES.charter, "doc/x-charter", NameKind.WORK, ("x-charter",)),
    (
        NAMES.draft(NAMES.work("E/RES/2019/19"), 1),
        "doc/E/RES/2019/19/draft/1",
        NameKind.WORK,
        ("E/RES/2019/19/draft/1",),
    ),
    # what is in them
    (EXPRESSION, "doc/A/RES/74/173/zh", NameKind.EXPRESSION, ("zh",)),
    (NAMES.expression(REPORT, "zh"), "doc/x-src/sg-cybercrime-2021/zh", NameKind.EXPRESSION, ("zh",)),
    (NAMES.manifestation(EXPRESSION, "pdf"), "doc/A/RES/74/173/zh/pdf", NameKind.MANIFESTATION, ("pdf",)),
    (NAMES.provision(WORK, "op/8"), "doc/A/RES/74/173/op/8", NameKind.PROVISION, ("op/8",)),
    (TEXT, "doc/A/RES/74/173/zh/op/8", NameKind.TEXT, ("op/8",)),
    (
        NAMES.provision(NAMES.work("A/RES/70/248"), "sec/IV/op/2"),
        "doc/A/RES/70/248/sec/IV/op/2",
        NameKind.PROVISION,
        ("sec/IV/op/2",),
    ),
    # what a paragraph states
    (
        NAMES.citation(TEXT, NAMES.work("A/RES/65/230")),
        "doc/A/RES/74/173/zh/op/8/cite/A/RES/65/230",
        NameKind.CITATION,
        ("A/RES/65/230", "1"),
    ),
    (
        NAMES.citation(TEXT, NAMES.work("A/RES/65/230"), 2),
        "doc/A/RES/74/173/zh/op/8/cite/A/RES/65/230/2",
        NameKind.CITATION,
        ("A/RES/65/230", "2"),
    ),
    (
        NAMES.citation(TEXT, NAMES.work("CCPCJ/RES/22/8"), 3),
        "doc/A/RES/74/173/zh/op/8/cite/x-ccpcj/res/22/8/3",
        NameKind.CITATION,
        ("x-ccpcj/res/22/8", "3"),
    ),
    (
        NAMES.citation(TEXT, NAMES.declaration("doha-2015"), 2),
        "doc/A/RES/74/173/zh/op/8/cite/x-declaration/doha-2015/2",
        NameKind.CITATION,
        ("x-declaration/doha-2015", "2"),
    ),
    (
        NAMES.citation(TEXT, NAMES.work("A/47"), 2),
        "doc/A/RES/74/173/zh/op/8/cite/A/47/-/2",
        NameKind.CITATION,
        ("A/47", "2"),
    ),
    (
        NAMES.citation(TEXT, NAMES.work("A/47/2")),
        "doc/A/RES/74/173/zh/op/8/cite/A/47/2",
        NameKind.CITATION,
        ("A/47/2", "1"),
    ),
    (
        NAMES.citation(TEXT, NAMES.provision(NAMES.declaration("salvador-2010"), "p/42"), 2),
        "doc/A/RES/74/173/zh/op/8/cite/x-declaration/salvador-2010/p/42/-/2",
        NameKind.CITATION,
        ("x-declaration/salvador-2010/p/42", "2"),
    ),
    (
        NAMES.citation(PARAGRAPH, NAMES.provision(REPORT, "p/6")),
        "doc/x-src/sg-cybercrime-2021/zh/p/37/cite/p/6",
        NameKind.CITATION,
        ("p/6", "1"),
    ),
    (
        NAMES.citation(PARAGRAPH, NAMES.provision(REPORT, "sec/VII"), 2),
        "doc/x-src/sg-cybercrime-2021/zh/p/37/cite/sec/VII/-/2",
        NameKind.CITATION,
        ("sec/VII", "2"),
    ),
    (
        NAMES.citation(PARAGRAPH, NAMES.standing("egcc", "comprehensive-study")),
        "doc/x-src/sg-cybercrime-2021/zh/p/37/cite/standing/egcc/comprehensive-study",
        NameKind.CITATION,
        ("standing/egcc/comprehensive-study", "1"),
    ),
    (
        NAMES.unresolved_citation(TEXT, "22/8 决议", 2),
        "doc/A/RES/74/173/zh/op/8/cite/x-unresolved/22%2F8%20%E5%86%B3%E8%AE%AE/2",
        NameKind.UNRESOLVED,
        ("22/8 决议", "2"),
    ),
    (
        NAMES.mandate(TEXT, "requests", 1),
        "doc/A/RES/74/173/zh/op/8/mandate/requests/1",
        NameKind.STATEMENT,
        ("mandate", "requests", "1"),
    ),
    (
        NAMES.link(TEXT, "establishedPursuantTo", 1),
        "doc/A/RES/74/173/zh/op/8/link/establishedPursuantTo/1",
        NameKind.STATEMENT,
        ("link", "establishedPursuantTo", "1"),
    ),
    (NAMES.figure(TEXT, 2), "doc/A/RES/74/173/zh/op/8/figure/2", NameKind.STATEMENT, ("figure", "2")),
    (NAMES.activity(TEXT, 1), "doc/A/RES/74/173/zh/op/8/activity/1", NameKind.STATEMENT, ("activity", "1")),
    (NAMES.finding(TEXT, 1), "doc/A/RES/74/173/zh/op/8/finding/1", NameKind.STATEMENT, ("finding", "1")),
    (
        NAMES.partnership(TEXT, 9),
        "doc/A/RES/74/173/zh/op/8/partnership/9",
        NameKind.STATEMENT,
        ("partnership", "9"),
    ),
    # bodies and meetings
    (NAMES.body("ccpcj"), "body/ccpcj", NameKind.BODY, ("ccpcj",)),
    (SESSION, "session/ccpcj/30", NameKind.SESSION, ("ccpcj", "30")),
    (NAMES.session("ga", "S-20"), "session/ga/S-20", NameKind.SESSION, ("ga", "S-20")),
    (NAMES.session("ga", "ES-10"), "session/ga/ES-10", NameKind.SESSION, ("ga", "ES-10")),
    (
        NAMES.agenda_item(SESSION, "6/d"),
        "session/ccpcj/30/agenda/6/d",
        NameKind.AGENDA_ITEM,
        ("ccpcj", "30", "6/d"),
    ),
    (
        NAMES.agenda_item(SESSION, "6 (d)"),
        "session/ccpcj/30/agenda/6/d",
        NameKind.AGENDA_ITEM,
        ("ccpcj", "30", "6/d"),
    ),
    (MEETING, "meeting/egcc/6", NameKind.MEETING, ("egcc", "6")),
    (
        NAMES.meeting("ahc-cybercrime", "organizational"),
        "meeting/ahc-cybercrime/organizational",
        NameKind.MEETING,
        ("ahc-cybercrime", "organizational"),
    ),
    (
        NAMES.schedule_step(MEETING, 2),
        "meeting/egcc/6/schedule/2",
        NameKind.SCHEDULE_STEP,
        ("meeting", "egcc", "6", "2"),
    ),
    (
        NAMES.schedule_step(SESSION, 1),
        "session/ccpcj/30/schedule/1",
        NameKind.SCHEDULE_STEP,
        ("session", "ccpcj", "30", "1"),
    ),
    (
        NAMES.standing("unodc", "cybercrime-repository"),
        "standing/unodc/cybercrime-repository",
        NameKind.STANDING,
        ("unodc", "cybercrime-repository"),
    ),
    # things
    (
        NAMES.office("secretary-general"),
        "office/secretary-general",
        NameKind.THING,
        ("office", "secretary-general"),
    ),
    (NAMES.place("SLV"), "place/SLV", NameKind.THING, ("place", "SLV")),
    (NAMES.place("419"), "place/m49-419", NameKind.THING, ("place", "m49-419")),
    (NAMES.topic("cybercrime"), "topic/cybercrime", NameKind.THING, ("topic", "cybercrime")),
    (NAMES.programme("gpc"), "programme/gpc", NameKind.THING, ("programme", "gpc")),
    (NAMES.platform("sherloc"), "platform/sherloc", NameKind.THING, ("platform", "sherloc")),
    (NAMES.language("pt"), "language/pt", NameKind.THING, ("language", "pt")),
    (NAMES.scheme("topic"), "topic", NameKind.SCHEME, ("topic",)),
    (NAMES.period(2018, 2020), "period/2018--2020", NameKind.PERIOD, ("2018", "2020")),
    (NAMES.period("2020-03"), "period/2020-03", NameKind.PERIOD, ("2020-03", "2020-03")),
    # graphs
    (NAMES.graph_curated, "graph/curated", NameKind.GRAPH, ("curated",)),
    (NAMES.graph_inferred, "graph/inferred", NameKind.GRAPH, ("inferred",)),
    (NAMES.graph_local, "graph/local", NameKind.GRAPH, ("local",)),
    (NAMES.graph_shapes, "shapes", NameKind.SHAPES, ("",)),
    (
        f"{DEFAULT_BASE}.well-known/genid/notes/3",
        ".well-known/genid/notes/3",
        NameKind.SKOLEM,
        ("notes", "3"),
    ),
    (ONTOLOGY, "ontology", NameKind.TERM, ("",)),
    (f"{VOCABULARY}adoptedBy", "ontology#adoptedBy", NameKind.TERM, ("adoptedBy",)),
    (
        f"{ONTOLOGY}/citation-role/recalls",
        "ontology/citation-role/recalls",
        NameKind.TERM,
        ("citation-role/recalls",),
    ),
]


@pytest.mark.parametrize(("iri", "path", "kind", "parts"), RULES, ids=[rule[1] for rule in RULES])
def test_a_rule_makes_an_iri_that_says_what_it_names(
    iri: str, path: str, kind: NameKind, parts: tuple[str, ...]
) -> None:
    assert iri == DEFAULT_BASE + path
    name = NAMES.parse(iri)
    assert (name.kind, name.iri, name.parts) == (kind, iri, parts)
    NamedNode(iri)


def test_every_kind_of_name_stands_in_the_table() -> None:
    assert {kind for _, _, kind, _ in RULES} == set(NameKind)


def test_what_is_below_a_work_says_which_work_language_and_provision() -> None:
    name = NAMES.parse(NAMES.citation(TEXT, NAMES.work("A/RES/65/230"), 2))
    assert name == Name(
        NameKind.CITATION,
        f"{TEXT}/cite/A/RES/65/230/2",
        ("A/RES/65/230", "2"),
        work=WORK,
        symbol=parse_symbol("A/RES/74/173"),
        language="zh",
        provision="op/8",
        text=TEXT,
    )
    provision = NAMES.parse(NAMES.provision(WORK, "op/8"))
    assert (provision.work, provision.language, provision.text) == (WORK, None, None)
    draft = NAMES.parse(NAMES.provision(NAMES.draft(NAMES.work("E/RES/2019/19"), 1), "op/2"))
    assert (draft.work, draft.symbol) == (NAMES.draft(NAMES.work("E/RES/2019/19"), 1), None)


PROVISIONS = [
    "op/2",
    "op/2/a",
    "op/2/a/i",
    "op/2/p",
    "pp/1",
    "p/12",
    "art/1",
    "fn/1",
    "fn/star",
    "fn/star/2",
    "summary",
    "front",
    "back",
    "formula",
    "sec/IV",
    "sec/III/sub/1",
    "annex",
    "annex/p/1",
    "annex/I",
    "annex/I/art/56/1",
    "annex/II/sec/A/op/1",
    "mandates/3",
]


@pytest.mark.parametrize("path", PROVISIONS)
def test_a_provision_is_named_in_the_work_and_in_its_text(path: str) -> None:
    for parent, kind in ((WORK, NameKind.PROVISION), (EXPRESSION, NameKind.TEXT)):
        name = NAMES.parse(NAMES.provision(parent, path))
        assert (name.kind, name.provision, name.work) == (kind, path, WORK)
    stated = NAMES.parse(NAMES.figure(NAMES.provision(EXPRESSION, path), 1))
    assert (stated.kind, stated.provision) == (NameKind.STATEMENT, path)


@pytest.mark.parametrize(
    "path", ["", "op", "op/8/", "/op/8", "op/8/cite", "op/eight", "p/1/op/2", "zh/op/8", "fn"]
)
def test_other_paths_are_none_of_a_provision(path: str) -> None:
    with pytest.raises(UnknownName):
        NAMES.provision(WORK, path)


REFUSED = [
    "",
    "https://w3id.org/un-mandates",
    "https://w3id.org/un-mandates/",
    "https://example.org/doc/A/RES/74/173",
    "doc",
    "doc/",
    "doc//",
    "doc/a/res/74/173",
    "doc/A/RES/22/8",
    "doc/A/RES/57/283/B",
    "doc/CCPCJ/RES/22/8",
    "doc/x-ccpcj/res/22",
    "doc/x-declaration",
    "doc/x-declaration/Salvador",
    "doc/x-declaration/salvador-2010/x",
    "doc/x-charter/x",
    "doc/x-charter/draft/0",
    "doc/A/RES/74/173/",
    "doc/A/RES/74/173/Op/8",
    "doc/A/RES/74/173/op",
    "doc/A/RES/74/173/op/8/cite/A/RES/65/230",
    "doc/A/RES/74/173/zh/nonsense",
    "doc/A/RES/74/173/zh/exe",
    "doc/A/RES/74/173/english",
    "doc/A/RES/74/173/zh/op/8/cite",
    "doc/A/RES/74/173/zh/op/8/cite/",
    "doc/A/RES/74/173/zh/op/8/cite/A/RES/65/230/1",
    "doc/A/RES/74/173/zh/op/8/cite/A/RES/65/230/-/2",
    "doc/A/RES/74/173/zh/op/8/cite/A/47/-/1",
    "doc/A/RES/74/173/zh/op/8/cite/A/RES/74/173/op/1",
    "doc/A/RES/74/173/zh/op/8/cite/x-unresolved/22%2f8",
    "doc/A/RES/74/173/zh/op/8/cite/x-unresolved/..",
    "doc/A/RES/74/173/zh/op/8/mandate/requests",
    "doc/A/RES/74/173/zh/op/8/mandate/requests/0",
    "doc/A/RES/74/173/zh/op/8/mandate/Requests/1",
    "doc/A/RES/74/173/zh/op/8/opinion/1",
    "doc/A/RES/74/173/zh/op/8/figure/01",
    "body/CCPCJ",
    "body/ccpcj/x",
    "body",
    "session/ga",
    "session/ga/XV",
    "session/ga/74/agenda",
    "session/ga/74/agenda/6(d)",
    "session/ga/74/x/1",
    "meeting/egcc/6/agenda/1",
    "meeting/egcc/6/schedule/0",
    "standing/egcc",
    "period/2020--2018",
    "period/2020--2020",
    "period/20",
    "graph/secret",
    "place/São-Paulo",
    "colour/blue",
    ".well-known/genid",
    ".well-known/other/1",
    "ontology##x",
    "ontology#",
    "ontologyx",
]


@pytest.mark.parametrize("path", REFUSED)
def test_what_follows_no_rule_is_no_name(path: str) -> None:
    with pytest.raises(UnknownName) as caught:
        NAMES.parse(path if path.startswith("http") else DEFAULT_BASE + path)
    assert caught.value.message
    assert isinstance(caught.value, UsageError)


def test_a_wrong_spelling_is_told_the_right_one() -> None:
    with pytest.raises(UnknownName) as caught:
        NAMES.parse(f"{DEFAULT_BASE}doc/CCPCJ/RES/22/8")
    assert "doc/x-ccpcj/res/22/8" in caught.value.hint


def test_a_symbol_that_is_none_is_a_symbol_error() -> None:
    with pytest.raises(SymbolError):
        NAMES.work("A/RES/22/8")


ARGUMENTS = [
    lambda: NAMES.expression(EXPRESSION, "zh"),
    lambda: NAMES.expression(WORK, "op"),
    lambda: NAMES.expression(WORK, "Chinese"),
    lambda: NAMES.manifestation(WORK, "pdf"),
    lambda: NAMES.manifestation(EXPRESSION, "exe"),
    lambda: NAMES.provision(TEXT, "op/1"),
    lambda: NAMES.citation(NAMES.provision(WORK, "op/8"), WORK),
    lambda: NAMES.citation(TEXT, VOCABULARY + "recalls", 0),
    lambda: NAMES.citation(TEXT, "https://example.org/"),
    lambda: NAMES.statement(TEXT, "mandate", "requests"),
    lambda: NAMES.statement(TEXT, "opinion", "1"),
    lambda: NAMES.draft(EXPRESSION, 1),
    lambda: NAMES.unsymboled("x-other", "slug"),
    lambda: NAMES.declaration("El Salvador"),
    lambda: NAMES.agenda_item(MEETING, "6"),
    lambda: NAMES.agenda_item(SESSION, ""),
    lambda: NAMES.schedule_step(WORK, 1),
    lambda: NAMES.thing("colour", "blue"),
    lambda: NAMES.scheme("colour"),
    lambda: NAMES.place("El Salvador"),
    lambda: NAMES.graph("secret"),
    lambda: NAMES.period(2020, 2018),
    lambda: NAMES.unresolved_citation(TEXT, ".."),
    lambda: Names("http://localhost:8000"),
    lambda: Names("localhost/"),
    lambda: Names("http://local host/"),
]


@pytest.mark.parametrize("make", ARGUMENTS)
def test_arguments_that_follow_no_rule_make_no_iri(make: object) -> None:
    assert callable(make)
    with pytest.raises(UnknownName):
        make()


def test_another_base_names_the_same_things_under_itself() -> None:
    work = OTHER.work("A/RES/74/173")
    assert work == "http://localhost:8000/doc/A/RES/74/173"
    assert OTHER.parse(OTHER.provision(OTHER.expression(work, "en"), "op/8")).provision == "op/8"
    with pytest.raises(UnknownName):
        OTHER.parse(WORK)


def test_the_vocabulary_is_the_same_under_every_base() -> None:
    assert OTHER.parse(f"{VOCABULARY}adoptedBy").kind is NameKind.TERM


# ---------------------------------------------------------------- properties

SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
CANONICALS = st.sampled_from(
    [
        "A/RES/74/173",
        "A/RES/57/283B",
        "A/RES/1514(XV)",
        "A/RES/S-20/2",
        "S/RES/1373(2001)",
        "E/RES/2019/19",
        "CCPCJ/RES/22/8",
        "CHR/RES/8(XXIII)",
        "UNEP/EA.5/RES.3",
        "HSP/HA.1/Res.2",
        "E/CN.15/2021/1",
        "A/72/439/Add.2",
        "A/80/6(Sect.16)",
        "A/70/357-S/2015/682",
        "A/47",
        "A/47/2",
    ]
)
WORKS = st.one_of(
    CANONICALS.map(NAMES.work),
    st.tuples(st.sampled_from(sorted(UNSYMBOLED)), SLUGS).map(lambda pair: NAMES.unsymboled(*pair)),
    st.just(NAMES.charter),
    st.tuples(CANONICALS, st.integers(1, 99)).map(lambda pair: NAMES.draft(NAMES.work(pair[0]), pair[1])),
)
LANGUAGES = st.sampled_from(["ar", "zh", "en", "fr", "ru", "es", "zh-Hant", "de"])
PATHS = st.sampled_from(PROVISIONS)
TEXTS = st.tuples(WORKS, LANGUAGES, PATHS).map(
    lambda three: NAMES.provision(NAMES.expression(three[0], three[1]), three[2])
)


@given(WORKS, LANGUAGES, PATHS, st.sampled_from(sorted(FORMATS)))
def test_what_is_in_a_work_leads_back(work: str, language: str, path: str, format: str) -> None:
    expression = NAMES.expression(work, language)
    named = [NAMES.parse(NAMES.provision(parent, path)) for parent in (work, expression)]
    assert [(name.work, name.language, name.provision) for name in named] == [
        (work, None, path),
        (work, language, path),
    ]
    manifestation = NAMES.parse(NAMES.manifestation(expression, format))
    assert (manifestation.work, manifestation.language, manifestation.parts) == (work, language, (format,))


@given(
    TEXTS,
    st.one_of(WORKS, st.tuples(WORKS, PATHS).map(lambda pair: NAMES.provision(*pair))),
    st.integers(1, 99),
)
def test_a_citation_leads_back_and_meets_no_other(text: str, cited: str, occurrence: int) -> None:
    name = NAMES.parse(NAMES.citation(text, cited, occurrence))
    assert (name.kind, name.text, name.parts[1]) == (NameKind.CITATION, text, str(occurrence))
    own = NAMES.parse(cited)
    path = cited.removeprefix(f"{DEFAULT_BASE}doc/")
    in_same_work = own.work == name.work and own.kind is NameKind.PROVISION
    assert name.parts[0] == (own.provision if in_same_work else path)


@given(TEXTS, st.text(min_size=1, max_size=20), st.integers(1, 99))
def test_an_unresolved_citation_keeps_its_form(text: str, surface: str, occurrence: int) -> None:
    if not surface.strip("."):
        return
    try:
        surface.encode()
    except UnicodeEncodeError:
        return
    iri = NAMES.unresolved_citation(text, surface, occurrence)
    assert re.fullmatch(r"[!-~]+", iri)
    NamedNode(iri)
    assert NAMES.parse(iri).parts == (surface, str(occurrence))


@given(TEXTS, st.sampled_from(sorted(STATEMENTS)), st.integers(1, 999))
def test_a_statement_leads_back(text: str, family: str, n: int) -> None:
    key = ("requests",) * (STATEMENTS[family] - 1) + (str(n),)
    name = NAMES.parse(NAMES.statement(text, family, *key))
    assert (name.text, name.parts) == (text, (family, *key))


@given(st.sampled_from(sorted(THINGS)), SLUGS, SLUGS, st.sampled_from(GRAPHS))
def test_a_thing_leads_back(family: str, slug: str, other: str, graph: str) -> None:
    assert NAMES.parse(NAMES.thing(family, slug)).parts == (family, slug)
    assert NAMES.parse(NAMES.body(slug)).parts == (slug,)
    assert NAMES.parse(NAMES.meeting(slug, other)).parts == (slug, other)
    assert NAMES.parse(NAMES.standing(slug, other)).parts == (slug, other)
    assert NAMES.parse(NAMES.graph(graph)).parts == (graph,)


PIECES = st.sampled_from(
    "doc A RES 74 173 zh op 8 cite - x-ccpcj res x-unresolved mandate session ga S-20 agenda 6 d draft . .. %2e sec IV "
    "period body".split(" ")
)


@given(st.lists(PIECES | st.just(""), max_size=12).map("/".join) | st.text(max_size=30))
def test_whatever_the_path_it_is_a_name_or_an_unknown_name(path: str) -> None:
    try:
        name = NAMES.parse(DEFAULT_BASE + path)
    except UnknownName:
        return
    assert name.iri == DEFAULT_BASE + path
    NamedNode(name.iri)


# ---------------------------------------------------------------- the data


def iris_of(file: Path) -> set[str]:
    found: set[str] = set()
    for quad in parse_rdf(path=file):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            assert not isinstance(term, Triple)
            if isinstance(term, NamedNode) and term.value.startswith(DEFAULT_BASE):
                found.add(term.value)
    return found


@pytest.mark.parametrize("file", data_files(), ids=lambda file: file.stem)
def test_every_iri_of_the_bundled_graph_follows_a_rule(file: Path) -> None:
    iris = iris_of(file)
    assert iris
    for iri in iris:
        NAMES.parse(iri)
