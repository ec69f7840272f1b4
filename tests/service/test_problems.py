from __future__ import annotations

import logging

import pytest

from graph import errors
from service import problems
from service.guard import QueryTooLarge
from service.negotiate import NotAcceptable
from service.problems import BadRequest, Gone, NotFound, WrongContentType, problem


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAcceptable("image/png", ["text/html"]), 406),
        (errors.UnknownFormat("yaml", ["json"]), 406),
        (errors.UnknownSymbol("A/RES/1/1", ["A/RES/1/2"]), 404),
        (errors.SymbolError("no"), 404),
        (errors.QuerySyntaxError("no", 1, 2), 400),
        (QueryTooLarge("no"), 413),
        (errors.QueryRefused("no"), 400),
        (WrongContentType("no"), 415),
        (NotFound("no"), 404),
        (Gone("no"), 410),
        (BadRequest("no"), 400),
        (errors.UsageError("no"), 400),
        (errors.NoRelease("no"), 503),
        (errors.ReleaseDamaged("no"), 503),
        (errors.DraftLocked("me", 1.0), 503),
        (errors.ProblemFound("no"), 500),
        (errors.MandatesError("no"), 500),
    ],
)
def test_the_table(error: errors.MandatesError, status: int):
    what = problem(error)
    assert what.status == status
    assert what.detail == error.message
    assert what.type.startswith("/problems/")


def test_no_parent_hides_its_child():
    classes = [kind for kind, _ in problems.TABLE]
    for index, kind in enumerate(classes):
        assert not any(issubclass(kind, earlier) for earlier in classes[:index])


def test_every_error_has_a_row():
    def all_of(kind: type) -> set[type]:
        return {kind}.union(*(all_of(child) for child in kind.__subclasses__()))

    ours = {
        kind for kind in all_of(errors.MandatesError) if kind.__module__.startswith(("graph.", "service."))
    }
    assert len(ours) > 15
    assert all(any(issubclass(kind, row) for row, _ in problems.TABLE) for kind in ours)


def test_fields_of_the_class_come_along():
    syntax = problem(errors.QuerySyntaxError("no", 3, 7, "mend"))
    assert (syntax.line, syntax.column, syntax.hint) == (3, 7, "mend")
    assert problem(errors.UnknownSymbol("A", ["B"])).candidates == ["B"]
    assert problem(errors.UnknownFormat("A", ["B"])).known == ["B"]
    assert problem(errors.NoRelease("no")).hint is None


def test_a_defect_says_nothing_of_itself(serve, fixed, release_of, monkeypatch, caplog):
    monkeypatch.setattr("service.pages.page_of", lambda *_: 1 / 0)
    client = serve(fixed(release_of()))
    with caplog.at_level(logging.ERROR):
        for accept in ("text/html", "application/json"):
            response = client.get(
                "/body/ga", headers={"Accept": "text/html" if accept == "text/html" else "*/*"}
            )
            assert response.status_code == 500
            assert "ZeroDivision" not in response.text
            assert "Traceback" not in response.text
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert client.get("/body/ga").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/health", "/sparql", "/doc/A/RES/74/173", "/symbol?q=A", "/lineage?of=A"]
)
def test_without_a_release(serve, fixed, path: str):
    client = serve(fixed(errors.NoRelease("There is nothing yet.", "Publish.")))
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert response.json()["type"] == "/problems/no-release"
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 503
