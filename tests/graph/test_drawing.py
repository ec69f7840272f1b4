"""Every format of a lineage: complete, escaped, readable by the programs that it is for; and the drawing legible."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import drawing
from graph.drawing import FORMATS, MEDIA_TYPES, captions, coverage, rows
from graph.drawing.captions import pinpoint, strands, words
from graph.drawing.layout import Box, layout, ranks, text_width, wrapped
from graph.drawing.svg import to_svg
from graph.lineage import Coverage, Edge, Lineage, Node

if TYPE_CHECKING:
    from collections.abc import Iterable


BASE = "https://w3id.org/un-mandates/"
SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
LOOKED_AT = Coverage(6, 1, 26, "2012-07-26", "2021-05-26", 12)
NASTY = [
    'a "quoted" title',
    "back\\slash \\N \\",
    "two\nlines\r\nand\ttabs",
    "]]> </text><script>alert(1)</script> & &amp; &lt;",
    "[brackets] {braces} (parens) | pipe; semicolon % %% # #quot; `code`",
    '=HYPERLINK("http://evil.example")',
    "+1",
    "-1",
    "@cmd",
    "\t=1",
    "control \x00\x01\x08\x1b\ufffe characters \ud7ff",
    "全面研究网络犯罪问题专家组，第三次会议",
    "الجمعية العامة",
    "end",
    "",
    "   ",
    "x" * 500,
    "😀 𝒳",
]


def node(name: str, label: str | None = None, *, symbol: str | None = None, kind: str = "Resolution") -> Node:
    return Node(f"{BASE}doc/{name}", symbol, label, kind, "2019-12-18", "held")


def edge(
    later: str, earlier: str, relation: str = "pursuantTo", paragraph: str = "28", *, followed: bool = True
) -> Edge:
    document = f"{BASE}doc/report"
    return Edge(
        from_=f"{BASE}doc/{later}",
        to=f"{BASE}doc/{earlier}",
        relation=relation,
        in_closure=followed,
        paragraph=paragraph,
        source=f"{document}/zh/p/{paragraph}",
        document=document,
        rule="curated",
        certainty="reported",
    )


def lineage_of(nodes: Iterable[Node], edges: Iterable[Edge] = (), *, truncated: bool = False) -> Lineage:
    ordered = tuple(sorted(nodes, key=lambda one: one.id))
    return Lineage(ordered[0].id, ordered, tuple(edges), LOOKED_AT, truncated)


SMALL = lineage_of(
    [
        node("A/RES/74/173", "Promoting technical assistance", symbol="A/RES/74/173"),
        node("E/RES/2019/19", "Promoting technical assistance", symbol="E/RES/2019/19"),
        node("x-ccpcj/res/22/8", symbol="CCPCJ/RES/22/8"),
    ],
    [
        edge("A/RES/74/173", "x-ccpcj/res/22/8"),
        edge("A/RES/74/173", "E/RES/2019/19", "adoptedOnRecommendationOf", "op/1", followed=False),
    ],
)
ALONE = lineage_of([node("A/RES/1/1", symbol="A/RES/1(I)")])


def messy(label: str) -> Lineage:
    """A lineage in which every text that data may hold is this one."""
    nodes = [
        Node(f"{BASE}doc/a", label, label, label or None, label, label),
        Node("javascript:alert(1)", None, label, None, None, None),
    ]
    link = Edge(nodes[0].id, nodes[1].id, label, True, label, "javascript:alert(2)", label, label, label)
    return lineage_of(nodes, [link])


def woven(count: int, seed: int) -> Lineage:
    """A lineage of so many acts that rest on a few of the ten before each."""
    chance = random.Random(seed)
    nodes = [
        node(
            f"A/RES/{number}",
            chance.choice(["Report", "全面研究网络犯罪问题", "Promoting technical assistance " * 4]),
            symbol=f"A/RES/70/{number}",
        )
        for number in range(count)
    ]
    relations = ("pursuantTo", "adoptedOnRecommendationOf", "establishedPursuantTo")
    edges = [
        edge(f"A/RES/{later}", f"A/RES/{earlier}", chance.choice(relations), str(chance.randrange(60)))
        for later in range(1, count)
        for earlier in chance.sample(
            range(max(0, later - 10), later), k=min(later, chance.choice((1, 1, 2, 3)))
        )
    ]
    return lineage_of(nodes, edges)


# ---------------------------------------------------------------- all formats


def test_every_format_has_a_media_type() -> None:
    assert set(FORMATS) == set(MEDIA_TYPES) == {"json", "csv", "dot", "mermaid", "graphml", "svg"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_names_things_relations_and_paragraphs(name: str) -> None:
    text = FORMATS[name](SMALL)
    for needed in ("A/RES/74/173", "CCPCJ/RES/22/8", "E/RES/2019/19", "28", "op/1", "Promoting technical"):
        assert needed in text
    assert "pursuantTo" in text or "pursuant to" in text
    assert text.endswith("\n")
    assert text == FORMATS[name](SMALL)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lineage", [ALONE, woven(12, 1)], ids=["alone", "woven"])
def test_a_format_takes_any_size(name: str, lineage: Lineage) -> None:
    assert FORMATS[name](lineage)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("label", NASTY, ids=range(len(NASTY)))
def test_a_format_takes_any_text(name: str, label: str) -> None:
    READERS[name](FORMATS[name](messy(label)))


def test_the_table_has_a_row_a_link_the_latest_first() -> None:
    chain = lineage_of([node("a"), node("b"), node("c")], [edge("a", "b"), edge("c", "a", followed=False)])
    assert [(row.later, row.earlier, row.followed) for row in rows(chain)] == [
        ("c", "a", False),
        ("a", "b", True),
    ]
    (first, second) = rows(SMALL)
    assert {first.said_by, second.said_by} == {"report, para. 28", "report, op/1"}
    assert {first.relation, second.relation} == {"pursuant to", "adopted on recommendation of"}


def test_coverage_is_one_sentence_with_its_limit() -> None:
    said = coverage(SMALL)
    for needed in (
        "12 lineage links",
        "6 works held",
        "2012-07-26",
        "2021-05-26",
        "1 held in part",
        "26 only cited",
    ):
        assert needed in said
    assert "beyond the depth" not in said
    assert "beyond the depth" in coverage(lineage_of([node("a")], truncated=True))


# ---------------------------------------------------------------- readers, which fail on what is malformed


def read_json(text: str) -> None:
    json.loads(text)


def read_csv(text: str) -> list[dict[str, str]]:
    assert text.replace("\r\n", "").count("\n") == 0 or '"' in text
    table = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    for row in table:
        assert None not in row
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    return table


DOT = re.compile(
    r"""digraph\ lineage\ \{\n
    (?:\ \ (?:
        rankdir=LR
      | label="(?:[^"\\\n]|\\["\\n])*"
      | (?:node|edge|n\d+(?:\ ->\ n\d+)?)\ \[\w+=(?:"(?:[^"\\\n]|\\["\\n])*"|\w+)(?:,\ \w+=(?:"(?:[^"\\\n]|\\["\\n])*"|\w+))*\]
    );\n)+\}\n""",
    re.VERBOSE,
)
MERMAID = re.compile(
    r"""%%[^\n{]*\nflowchart\ LR\n
    (?:\ \ (?:
        n\d+\["(?:[^"\\\n\[\]{}|;`]|\#\d+;)*"\]
      | click\ n\d+\ href\ "https?://[^"\s]*"
      | n\d+\ (?:-->|-\.->)\|"(?:[^"\\\n\[\]{}|;`]|\#\d+;)*"\|\ n\d+
      | style\ n\d+\ stroke-width:3px
    )\n)+""",
    re.VERBOSE,
)


def read_dot(text: str) -> None:
    assert DOT.fullmatch(text), text


def read_mermaid(text: str) -> None:
    assert MERMAID.fullmatch(text), text


def read_graphml(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text.encode())
    keys = {key.get("id"): key for key in root.iter(f"{GRAPHML}key")}
    for data in root.iter(f"{GRAPHML}data"):
        assert data.get("key") in keys
    names = [one.get("id") for one in root.iter(f"{GRAPHML}node")]
    assert len(set(names)) == len(names)
    for link in root.iter(f"{GRAPHML}edge"):
        assert {link.get("source"), link.get("target")} <= set(names)
    return root


def read_svg(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text.encode())
    assert root.tag == f"{SVG}svg"
    allowed = {"svg", "title", "desc", "defs", "marker", "path", "rect", "g", "a", "text", "tspan"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    for link in root.iter(f"{SVG}a"):
        assert (link.get("href") or "").startswith("https://")
    return root


READERS = {
    "json": read_json,
    "csv": read_csv,
    "dot": read_dot,
    "mermaid": read_mermaid,
    "graphml": read_graphml,
    "svg": read_svg,
}


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("csv", 'from,to\r\n=1,"2"\r\n'),
        ("csv", 'from,to\r\n1,2,3\r\n'),
        ("dot", 'digraph lineage {\n  n0 [label="a"b"];\n}\n'),
        ("dot", 'digraph lineage {\n  n0 [label="a\nb"];\n}\n'),
        ("mermaid", '%% x\nflowchart LR\n  n0["a"b"]\n'),
        ("mermaid", '%% x\nflowchart LR\n  n0["a"]\n  click n0 href "javascript:alert(1)"\n'),
        ("graphml", "<graphml><a></graphml>"),
        ("svg", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
        ("svg", '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"/></svg>'),
    ],
)  # fmt: skip
def test_the_readers_of_these_tests_refuse_what_is_wrong(name: str, broken: str) -> None:
    with pytest.raises((AssertionError, ElementTree.ParseError)):
        READERS[name](broken)


# ---------------------------------------------------------------- each format


def test_csv_has_both_ends_of_each_link() -> None:
    first, second = read_csv(FORMATS["csv"](SMALL))
    assert first["from_symbol"] == "A/RES/74/173"
    assert first["to_symbol"] == "CCPCJ/RES/22/8"
    assert (first["relation"], first["in_closure"], first["paragraph"]) == ("pursuantTo", "true", "28")
    assert (second["in_closure"], second["to_date"], second["to_kind"]) == (
        "false",
        "2019-12-18",
        "Resolution",
    )
    assert FORMATS["csv"](SMALL).count("\r\n") == 3
    assert read_csv(FORMATS["csv"](ALONE)) == []


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_csv_cells_are_no_formulas(label: str) -> None:
    (row,) = read_csv(FORMATS["csv"](messy(label)))
    assert row["from_label"] == f"'{label}"


def test_csv_leaves_other_cells_as_they_are() -> None:
    (row,) = read_csv(FORMATS["csv"](messy('a "b", c\nd')))
    assert row["from_label"] == 'a "b", c\nd'


def test_what_is_not_followed_is_dashed() -> None:
    assert FORMATS["dot"](SMALL).count("style=dashed") == 1
    assert FORMATS["dot"](SMALL).count("style=solid") == 1
    assert FORMATS["mermaid"](SMALL).count(" -.->") == 1
    assert FORMATS["mermaid"](SMALL).count(" -->") == 1
    assert FORMATS["svg"](SMALL).count("stroke-dasharray") == 1


def test_the_line_that_is_not_followed_is_the_dashed_one() -> None:
    lines = [line for line in FORMATS["dot"](SMALL).splitlines() if "->" in line]
    assert {("dashed" in line, "recommendation" in line) for line in lines} == {(True, True), (False, False)}
    strokes = {
        one.get("data-relation"): one.find(f"{SVG}path").get("stroke-dasharray")  # type: ignore[union-attr]
        for one in read_svg(to_svg(SMALL)).iter(f"{SVG}g")
        if one.get("class") == "edge"
    }
    assert strokes == {"pursuantTo": None, "adoptedOnRecommendationOf": "5 4"}


def test_what_was_asked_about_is_drawn_heavier() -> None:
    (heavy,) = (line for line in FORMATS["dot"](SMALL).splitlines() if "penwidth" in line)
    assert 'URL="https://w3id.org/un-mandates/doc/A/RES/74/173"' in heavy
    widths = [rect.get("stroke-width") for rect in read_svg(to_svg(SMALL)).iter(f"{SVG}rect")]
    assert widths.count("3") == 1


def test_a_flowchart_leads_to_the_things() -> None:
    assert FORMATS["mermaid"](SMALL).count("  click ") == len(SMALL.nodes)


def test_dot_and_mermaid_escape() -> None:
    assert r'label="a \"b\" \\N &amp;lt; c' in FORMATS["dot"](messy('a "b" \\N &lt; c'))
    assert "#34;b#34; #91;c#93; #35;d" in FORMATS["mermaid"](messy('a "b" [c] #d'))


def test_graphml_has_typed_keys_and_all_values() -> None:
    root = read_graphml(FORMATS["graphml"](SMALL))
    types = {key.get("id"): key.get("attr.type") for key in root.iter(f"{GRAPHML}key")}
    assert types["edge-in_closure"] == "boolean"
    assert types["node-label"] == "string"
    graph = root.find(f"{GRAPHML}graph")
    assert graph is not None
    assert graph.get("edgedefault") == "directed"
    told = [
        {str(data.get("key")).removeprefix("edge-"): data.text for data in link}
        for link in graph.iter(f"{GRAPHML}edge")
    ]
    assert told == [
        {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in told_of(one).items()
        }
        for one in SMALL.edges
    ]


def told_of(one: Edge) -> dict[str, object]:
    return {
        name: getattr(one, name)
        for name in ("relation", "in_closure", "paragraph", "source", "document", "rule", "certainty")
    }


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("establishedPursuantTo", "established pursuant to"),
        ("pursuantTo", "pursuant to"),
        ("ExpertGroup", "expert group"),
        ("Resolution", "resolution"),
        ("", ""),
    ],
)
def test_words(name: str, expected: str) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["28"], "para. 28"),
        (["37", "10"], "paras. 10, 37"),
        (["9", "10", "100"], "paras. 9, 10, 100"),
        (["pp/1"], "pp/1"),
        (["op/1", "5"], "paras. 5, op/1"),
        (["1", "2", "3", "4", "5", "6"], "paras. 1, 2, 3, 4 and 2 more"),
        (["5", "5"], "para. 5"),
        (["http://example.org/texts/a"], "a"),
        ([], ""),
    ],
)
def test_how_paragraphs_are_cited(paragraphs: list[str], expected: str) -> None:
    pieces = pinpoint(edge("a", "b", paragraph=paragraph) for paragraph in paragraphs)
    assert captions.joined(pieces) == expected


@pytest.mark.parametrize("text", [*NASTY, "one two three four five six seven eight nine ten " * 3])
@pytest.mark.parametrize("lines", [1, 2, 3])
def test_wrapped_text_stays_inside(text: str, lines: int) -> None:
    found = wrapped(text, 120, lines)
    assert len(found) <= lines
    assert all(0 < text_width(line) <= 120 for line in found)


def test_wrapped_text_says_that_it_was_cut() -> None:
    assert wrapped("one two three", 1000, 1) == ["one two three"]
    assert wrapped("one two three", 50, 9) == ["one two", "three"]
    assert wrapped("one two three", 60, 1) == ["one two…"]
    assert wrapped("网络犯罪", 25, 9) == ["网络", "犯罪"]


# ---------------------------------------------------------------- layout


def test_later_things_stand_left_of_what_they_rest_on() -> None:
    lineage = woven(50, 7)
    found = ranks(lineage)
    assert all(found[one.from_] < found[one.to] for one in lineage.edges)
    assert set(found.values()) == set(range(max(found.values()) + 1))


def test_what_nothing_rests_on_stands_near_what_it_rests_on() -> None:
    lineage = lineage_of([node(name) for name in "abcd"], [edge("a", "b"), edge("b", "c"), edge("d", "c")])
    assert {one.removeprefix(f"{BASE}doc/"): rank for one, rank in ranks(lineage).items()} == {
        "a": 0,
        "b": 1,
        "c": 2,
        "d": 1,
    }


def test_links_that_differ_in_their_paragraph_are_one_line() -> None:
    lineage = lineage_of(
        [node("a"), node("b")],
        [
            edge("a", "b", paragraph="10"),
            edge("a", "b", paragraph="37"),
            edge("a", "b", "endorses", followed=False),
        ],
    )
    first, second = strands(lineage)
    assert captions.joined(first.label) == "pursuant to, paras. 10, 37"
    assert captions.joined(second.label) == "endorses, para. 28"


def overlaps(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_two_boxes_on_one_place_overlap() -> None:
    one, other = Box(10, 10), Box(10, 10, 5, 5)
    assert overlaps(one, other)
    other.x = 10
    assert not overlaps(one, other)


@pytest.mark.parametrize(
    "lineage",
    [
        SMALL,
        ALONE,
        *(woven(50, seed) for seed in range(5)),
        lineage_of([node("hub"), *(node(f"n{n}") for n in range(49))], [edge(f"n{n}", "hub") for n in range(49)]),
        lineage_of([node(f"n{n:02}") for n in range(50)], [edge(f"n{a:02}", f"n{b:02}") for a, b in pairwise(range(50))]),
    ],
    ids=["small", "alone", *(f"woven-{seed}" for seed in range(5)), "fan", "chain"],
)  # fmt: skip
def test_nothing_is_drawn_over_anything_else(lineage: Lineage) -> None:
    drawn = layout(lineage)
    boxes = [*drawn.nodes.values(), *drawn.labels]
    assert len(boxes) == len(lineage.nodes) + len(strands(lineage))
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]
    for box in boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
    # A line crosses a column in a lane of its own, level, so that it meets no box of another.
    for line in drawn.lines:
        for lane in line[1:-1]:
            whole = Box(lane.column, 1, lane.x, lane.middle)
            assert not [box for box in boxes if box is not lane and overlaps(whole, box)]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20))
def test_any_links_are_laid_out_even_in_circles(pairs: set[tuple[str, str]]) -> None:
    links = [edge(later, earlier) for later, earlier in sorted(pairs) if later != earlier]
    lineage = lineage_of([node(name) for name in "abcdefgh"], links)
    found = ranks(lineage)
    assert min(found.values()) == 0
    assert all(found[one.from_] != found[one.to] for one in links)
    drawn = layout(lineage)
    boxes = [*drawn.nodes.values(), *drawn.labels]
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]


def test_lines_that_need_not_cross_do_not() -> None:
    drawn = layout(lineage_of(map(node, "abcd"), [edge("a", "d"), edge("b", "c")])).nodes
    a, b, c, d = (drawn[f"{BASE}doc/{name}"].y for name in "abcd")
    assert (a < b) == (d < c)


def test_a_chain_is_drawn_level() -> None:
    drawn = layout(lineage_of(map(node, "abc"), [edge("a", "b"), edge("b", "c")]))
    assert len({box.middle for line in drawn.lines for box in line}) == 1


# ---------------------------------------------------------------- SVG


def test_svg_shows_every_thing_as_a_link_with_its_texts_inside() -> None:
    lineage = woven(50, 3)
    root = read_svg(to_svg(lineage))
    things = [one for one in root.iter(f"{SVG}a") if one.get("class") == "node"]
    assert {one.get("href") for one in things} == {one.id for one in lineage.nodes}
    for one in things:
        rect = one.find(f"{SVG}rect")
        assert rect is not None
        x, y, width, height = (float(str(rect.get(name))) for name in ("x", "y", "width", "height"))
        lines = one.findall(f"{SVG}text")
        assert 2 <= len(lines) <= 4
        for line in lines:
            assert x < float(str(line.get("x")))
            assert float(str(line.get("x"))) + text_width("".join(line.itertext())) <= x + width
            assert y < float(str(line.get("y"))) < y + height


def test_svg_labels_each_line_with_relation_and_a_link_to_the_paragraph() -> None:
    root = read_svg(to_svg(SMALL))
    first, second = (one for one in root.iter(f"{SVG}g") if one.get("class") == "edge")
    assert first.get("data-relation") == "pursuantTo"
    assert "".join(first.find(f"{SVG}text").itertext()) == "pursuant to, para. 28"  # type: ignore[union-attr]
    assert [one.get("href") for one in first.iter(f"{SVG}a")] == [f"{BASE}doc/report/zh/p/28"]
    assert "".join(second.find(f"{SVG}text").itertext()) == "adopted on recommendation of, op/1"  # type: ignore[union-attr]
    assert "report, para. 28 (reported)" in (first.findtext(f"{SVG}title") or "")


def test_svg_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    root = read_svg(to_svg(SMALL))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == "Lineage of A/RES/74/173"
    assert description.text is not None
    assert "3 things, 2 links, 1 of them shown and not followed" in description.text
    assert coverage(SMALL) in description.text
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (
        title.get("id"),
        description.get("id"),
    )


def test_a_link_back_in_a_circle_points_back() -> None:
    circle = lineage_of([node("a"), node("b")], [edge("a", "b"), edge("b", "a")])
    text = to_svg(circle)
    assert text.count("marker-end=") == 1
    assert text.count("marker-start=") == 1


def test_what_is_no_web_address_is_no_link() -> None:
    for name in ("svg", "mermaid"):
        assert "javascript:" not in re.sub(r"<title>.*?</title>|>[^<]*<", "", FORMATS[name](messy("x")))
    assert drawing.is_web("https://example.org/")
    assert not drawing.is_web("javascript:alert(1)")
