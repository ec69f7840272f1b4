from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryRefused
from service.guard import Limits, QueryTooLarge, place, screen

U = "http://127.0.0.1:9/"

SERVICES = [
    f"SELECT * {{ SERVICE <{U}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent <{U}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE <{U}> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
    f"SELECT * {{ FILTER EXISTS {{ SERVICE <{U}> {{ ?s ?p ?o }} }} }}",
    # The engine reads keywords without looking where a word ends, and these are SERVICE clauses to it.
    f"PREFIX : <{U}> SELECT * {{ SERVICE:a{{ ?s ?p ?o }} }}",
    f"PREFIX : <{U}> PREFIX service: <{U}> SELECT * {{ SERVICE:a{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICESILENT<{U}>{{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p trueSERVICE<{U}>{{ ?s ?p ?o }} }}",
    # `<` as "less than" opens what looks like an IRI, in which a string or comment seems to begin.
    f"SELECT * {{ FILTER(?a<?b&&'>'='')\n SERVICE<{U}>{{?s ?p ?o}} FILTER(''='')}}",
    f"SELECT * {{ FILTER(1<2#>'''\n) SERVICE<{U}>{{?s ?p ?o}} #'''\n}}",
    # A comment ends at a carriage return too.
    f"SELECT * {{ ?s ?p ?o . # nothing\rSERVICE <{U}> {{ ?s ?p ?o }}\n}}",
    f'SELECT * {{ ?s ?p """a "quoted" word""" . SERVICE <{U}> {{ ?s ?p ?o }} }}',
    f"SELECT * {{ ?s ?p 'it\\'s' . SERVICE <{U}> {{ ?s ?p '}}' }} }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_and_named(query: str):
    with pytest.raises(QueryRefused, match=r"SERVICE .*line \d+, column \d+"):
        screen(query, Limits())


@pytest.mark.parametrize(
    "query",
    [
        "# SERVICE <http://x/> { }\nSELECT * { ?s ?p 'SERVICE <http://x/> {' }",
        'SELECT * { ?s ?p """SERVICE <http://x/> { ?s ?p ?o }""" }',
        "SELECT ?service $SERVICE { ?service <http://x/SERVICE#a> $SERVICE }",
        "PREFIX ex: <http://x/> SELECT * { ?s ex:SERVICE ex:service }",
        "PREFIX service: <http://x/> SELECT * { service:a ?p ?o }",
        "SELECT * { ?s ?p (<http://a#b> <http://c#d>) }",
        "SELECT * { ?s ?p 'y'@en-SERVICE }",
    ],
)
def test_the_word_elsewhere_is_no_clause(query: str):
    assert screen(query, Limits()).form == "SELECT"


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "PREFIX x: <y:z> DELETE WHERE { ?s ?p ?o }",
        "# SELECT\nLOAD <http://x/>",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "drop graph <a:b>",
    ],
)
def test_an_update_is_refused(query: str):
    with pytest.raises(QueryRefused, match="update"):
        screen(query, Limits())


NESTED = {
    "groups": lambda n: "SELECT * {" + "{" * n + "}" * n + "}",
    "optional": lambda n: "SELECT * {" + "OPTIONAL {" * n + "}" * n + "}",
    "exists": lambda n: "SELECT * {" + "FILTER NOT EXISTS {" * n + "}" * n + "}",
    "parentheses": lambda n: "SELECT * { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "calls": lambda n: "SELECT * { FILTER(" + "STR(" * n + "1" + ")" * n + ") }",
    "paths": lambda n: "SELECT * { ?s " + "(" * n + "<a:b>" + ")*" * n + " ?o }",
    "lists": lambda n: "SELECT * { ?s ?p " + "(" * n + " 1" + ")" * n + " }",
    "after less than": lambda n: "SELECT * { FILTER(?a<" + "(" * n + "1" + ")" * n + ">0) }",
    "in false string": lambda n: "SELECT * { FILTER(?a<?b&&'>'='') " + "{" * n + "}" * n + " FILTER(''='') }",
}
CHAINED = {
    "optionals": lambda n: "SELECT * {" + "OPTIONAL {}" * n + "}",
    "unions": lambda n: "SELECT * {" + " UNION ".join(["{}"] * n) + "}",
    "minus": lambda n: "SELECT * {" + "MINUS {}" * n + "}",
    "binds": lambda n: "SELECT * {" + "".join(f"BIND(1 AS ?v{i})" for i in range(n)) + "}",
    "columns": lambda n: "SELECT " + "".join(f"(1 AS ?v{i})" for i in range(n)) + " {}",
    "not": lambda n: "SELECT * { FILTER(" + "!" * n + "true) }",
    "sums": lambda n: "SELECT * { FILTER(" + "+".join(["1"] * n) + ") }",
    "or": lambda n: "SELECT * { FILTER(" + "||".join(["?x"] * n) + ") }",
    "sums after less than": lambda n: "SELECT * { FILTER(?a<" + "+".join(["1"] * n) + ">?b) }",
}


@pytest.mark.parametrize("shape", NESTED)
@pytest.mark.parametrize("depth", [150, 1_000, 10_000])
def test_deep_nesting_is_refused(shape: str, depth: int):
    with pytest.raises(QueryRefused):
        screen(NESTED[shape](depth), Limits(size=1_000_000))


@pytest.mark.parametrize("shape", CHAINED)
@pytest.mark.parametrize("length", [2_000, 10_000])
def test_long_chains_are_refused(shape: str, length: int):
    with pytest.raises(QueryRefused):
        screen(CHAINED[shape](length), Limits(size=1_000_000))


# No brackets, no operators, and yet a join, a sort key or a graph more with each term.
ROWS = {
    "commas": lambda n: "ASK { ?s ?p " + ",".join(["[]"] * n) + " }",
    "semicolons": lambda n: "ASK { ?s ?p 1" + ";a 1" * n + " }",
    "sentences": lambda n: "ASK {" + "[] a []." * n + "}",
    "collection": lambda n: "ASK { ?s ?p (" + "1 " * n + ") }",
    "nils": lambda n: "ASK { ?s ?p (" + "()" * n + ") }",
    "having": lambda n: "SELECT (COUNT(*) AS ?c) {?s ?p ?o} HAVING " + "(1)" * n,
    "order": lambda n: "SELECT * {?s ?p ?o} ORDER BY " + "(1)" * n,
    "groups": lambda n: "SELECT (COUNT(*) AS ?c) {?s ?p ?o} GROUP BY " + "(1)" * n,
    "describe": lambda n: "DESCRIBE " + "<a:a>" * n,
    "hidden": lambda n: "ASK { FILTER(?a<?b&&'>'='') ?s ?p " + "1," * n + "1 }",
}


@pytest.mark.parametrize("shape", ROWS)
def test_long_rows_are_refused(shape: str):
    with pytest.raises(QueryRefused, match=r"terms|groups"):
        screen(ROWS[shape](6_000), Limits())


def test_arguments_and_lists_of_in_pass():
    many = ",".join(f"<a:{n}>" for n in range(3_000))
    assert screen(f"ASK {{ ?s ?p ?o FILTER(?o IN ({many}) && CONCAT({many}) != '') }}", Limits())


# What just passes, on the stack that the service gives its threads: none of it may end the process.
DEEP = """
import sys
from pyoxigraph import Store
from service.threads import in_deep_thread
for query in sys.stdin.read().split("\\0"):
    in_deep_thread(lambda query=query: Store().query(query))
print("alive")
"""


def test_the_engine_survives_rows_that_pass():
    queries = [ROWS[shape](900) for shape in ("having", "order", "groups", "describe")]
    for query in queries:
        screen(query, Limits())
    done = subprocess.run(
        [sys.executable, "-c", DEEP],
        input="\0".join(queries),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


# Just under the limits, each in a thread of 2 MB of stack: far less than the service gives.
EDGE = """
import sys, threading
from pyoxigraph import QueryResultsFormat, Store
def run():
    for query in sys.stdin.read().split("\\0"):
        try:
            Store().query(query).serialize(format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, RuntimeError):
            pass
    print("alive")
threading.stack_size(2 * 1024 * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""


def test_the_engine_survives_what_passes():
    limits = Limits()
    shapes = {**dict.fromkeys(NESTED, 95), **dict.fromkeys(CHAINED, 280)}
    shapes |= {"not": 1_400, "sums": 1_400, "or": 700}
    queries = [(NESTED | CHAINED)[name](size) for name, size in shapes.items()]
    for query in queries:
        screen(query, limits)
    done = subprocess.run(
        [sys.executable, "-c", EDGE],
        input="\0".join(queries),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive")


def test_size_counts_bytes():
    limits = Limits(size=40)
    assert screen("SELECT * { ?s ?p 'aaaaaaaaaa' }", limits)
    with pytest.raises(QueryTooLarge, match="limit is 40"):
        screen("SELECT * { ?s ?p '决决决决决决决决决决' }", limits)


def test_long_lists_of_values_pass():
    rows = " ".join(f"({n} -{n})" for n in range(3_000))
    assert screen(f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}", Limits()).form == "SELECT"


@pytest.mark.parametrize(
    ("query", "form", "volatile"),
    [
        ("ASK {}", "ASK", False),
        ("BASE <http://x/> PREFIX a: <SELECT> construct {} {}", "CONSTRUCT", False),
        ("DESCRIBE <a:b>", "DESCRIBE", False),
        ("SELECT (NOW() AS ?now) {}", "SELECT", True),
        ("SELECT (struuid() AS ?u) {}", "SELECT", True),
        ("SELECT ?now { ?now ?p 'NOW()' }", "SELECT", False),
        ("", "", False),
        ("nonsense", "", False),
    ],
)
def test_what_the_scan_learns(query: str, form: str, volatile: bool):
    screened = screen(query, Limits())
    assert (screened.form, screened.volatile) == (form, volatile)


PIECES = st.sampled_from([*"{}()[]<>'\"\\#:?.+!\n\r aS", "SERVICE", "VALUES", "é", "\ud800"])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_passes_or_is_refused(text: str):
    try:
        assert screen(text, Limits()).text == text
    except QueryRefused as refused:
        assert refused.message


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ['"', "'", "'''", '"""', "<", "<a", "#", "\\", "a:", "_", "1e", "?", "<'"])
def test_the_scan_takes_linear_time(unit: str):
    text = unit * (64 * 1024 // len(unit))
    with suppress(QueryRefused):
        screen(text, Limits())


def test_place_counts_from_one():
    assert place("a\nbc", 0) == (1, 1)
    assert place("a\nbc", 3) == (2, 2)
