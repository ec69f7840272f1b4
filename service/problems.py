"""Errors as answers: one table from error class to status, as problem details or as a page for a browser.

See https://www.rfc-editor.org/rfc/rfc9457. `type` is a path of this service that names the kind of problem,
`detail` says what is wrong and `hint` how to mend it. Nothing of a traceback leaves the server.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from graph import errors
from graph.symbols import AmbiguousSymbol
from service.guard import QueryTooLarge
from service.headers import accept
from service.negotiate import HTML, JSON, Format, NotAcceptable, choose
from service.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class BadRequest(errors.UsageError):
    """A request that breaks its protocol: a parameter is missing, given twice, or no IRI."""


class NotFound(errors.ProblemFound):
    """Nothing is known under this address."""


class Gone(errors.ProblemFound):
    """The IRI was withdrawn; the message gives the reason."""


class WrongContentType(errors.UsageError):
    """The body is of a type that this address does not read."""


class Problem(BaseModel):
    """What went wrong, as problem details (RFC 9457)."""

    type: str = Field(description="Which kind of problem: a path under /problems/ of this service.")
    title: str = Field(description="The kind of problem in words; the same for each of its kind.")
    status: int = Field(description="The HTTP status, repeated.")
    detail: str = Field(description="What is wrong with this request.")
    hint: str | None = Field(default=None, description="How to mend it.")
    line: int | None = Field(default=None, description="Where in the text, counted from 1.")
    column: int | None = Field(default=None, description="Where in the line, counted from 1.")
    candidates: list[str] | None = Field(default=None, description="The nearest known symbols.")
    known: list[str] | None = Field(default=None, description="The formats on offer.")


@dataclass(frozen=True)
class Kind:
    """How one class of error is answered."""

    status: HTTPStatus
    slug: str
    title: str


# The first class that an error is an instance of decides, so a subclass stands before its parent.
TABLE: tuple[tuple[type[errors.MandatesError], Kind], ...] = (
    (NotAcceptable, Kind(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", "No such format")),
    (errors.UnknownFormat, Kind(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", "No such format")),
    (errors.UnknownSymbol, Kind(HTTPStatus.NOT_FOUND, "unknown-symbol", "Unknown symbol")),
    (AmbiguousSymbol, Kind(HTTPStatus.MULTIPLE_CHOICES, "ambiguous-symbol", "More than one act")),
    (errors.SymbolError, Kind(HTTPStatus.NOT_FOUND, "not-a-symbol", "Not a symbol")),
    (errors.QuerySyntaxError, Kind(HTTPStatus.BAD_REQUEST, "query-syntax", "Malformed query")),
    (QueryTooLarge, Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "query-too-large", "Query too large")),
    (errors.QueryRefused, Kind(HTTPStatus.BAD_REQUEST, "query-refused", "Query refused")),
    (WrongContentType, Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content-type", "Wrong content type")),
    (NotFound, Kind(HTTPStatus.NOT_FOUND, "not-found", "Not found")),
    (Gone, Kind(HTTPStatus.GONE, "withdrawn", "Withdrawn")),
    (errors.NoRelease, Kind(HTTPStatus.SERVICE_UNAVAILABLE, "no-release", "No release")),
    (errors.ReleaseDamaged, Kind(HTTPStatus.SERVICE_UNAVAILABLE, "release-damaged", "Release damaged")),
    (errors.DraftLocked, Kind(HTTPStatus.SERVICE_UNAVAILABLE, "draft-locked", "Another write is going on")),
    (errors.ReleaseRefused, Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "not-conforming", "Shapes broken")),
    (errors.DataSyntaxError, Kind(HTTPStatus.BAD_REQUEST, "data-syntax", "Malformed data")),
    (errors.UsageError, Kind(HTTPStatus.BAD_REQUEST, "bad-request", "Bad request")),
    (errors.MandatesError, Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "problem", "Something is wrong here")),
)

DEFECT = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "defect", "A defect of this service")


def problem(error: errors.MandatesError) -> Problem:
    """Return the problem details of an error, with the fields that its class has."""
    kind = next(kind for error_class, kind in TABLE if isinstance(error, error_class))
    candidates = getattr(error, "candidates", None)
    known = getattr(error, "known", None)
    return Problem(
        type=f"/problems/{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=error.message,
        hint=error.hint or None,
        line=getattr(error, "line", None),
        column=getattr(error, "column", None),
        candidates=list(candidates) if candidates else None,
        known=list(known) if known else None,
    )


def respond(request: Request, what: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem as a page for a browser, else as problem+json."""
    sent = {"Vary": "Accept", **(headers or {})}
    if wants_page(request):
        page = render("problem.html", request, problem=what)
        return Response(page, what.status, media_type=HTML.content_type, headers=sent)
    return JSONResponse(
        what.model_dump(exclude_none=True), status_code=what.status, media_type=MEDIA_TYPE, headers=sent
    )


_MACHINE = Format("problem", "json", MEDIA_TYPE, aliases=(JSON.media_type, "application/json"))


def wants_page(request: Request) -> bool:
    """Return whether the client prefers HTML; who accepts nothing that we have gets problem+json."""
    try:
        return choose(accept(request), (_MACHINE, HTML)) is HTML
    except NotAcceptable:
        return False


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {MEDIA_TYPE: {}}}
    for status, text in (
        (300, "More than one act fits; `candidates` lists them, and none is picked."),
        (400, "The request is malformed; `detail` says where."),
        (404, "Nothing is known here."),
        (406, "No format on offer is acceptable; `known` lists them."),
        (410, "The IRI was withdrawn; `detail` gives the reason."),
        (413, "The query is larger than the limit."),
        (415, "The content type is not one that this address reads."),
        (503, "There is no release to answer from."),
    )
}
"""What OpenAPI says of the problems that a route can answer with."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI entries of these statuses."""
    return {status: RESPONSES[status] for status in statuses}


def install(app: FastAPI) -> None:
    """Answer every error of the application by the table."""
    app.add_exception_handler(errors.MandatesError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_middleware(Defects)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.MandatesError)
    what = problem(error)
    if what.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s %s: %s", request.method, request.url.path, error.message)
    return respond(request, what)


async def _http(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses by itself: a wrong method, no route."""
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    what = Problem(
        type="about:blank",
        title=phrase,
        status=error.status_code,
        detail=f"{phrase}: {request.method} {request.url.path}",
    )
    return respond(request, what, error.headers)


async def _parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(
        f"{'.'.join(str(part) for part in item['loc'][1:])}: {item['msg']}" for item in error.errors()
    )
    return respond(request, problem(BadRequest(f"The parameters are wrong: {said}.", "See /openapi.json.")))


class Defects:
    """Answers an error that nobody foresaw with a problem that says nothing of it, and logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an answer that has begun can only be broken off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if begun:
                raise
            request = Request(scope, receive)
            log.error("unexpected error at %s %s", request.method, request.url.path, exc_info=error)
            await respond(request, _DEFECT)(scope, receive, send)


_DEFECT = Problem(
    type=f"/problems/{DEFECT.slug}",
    title=DEFECT.title,
    status=DEFECT.status,
    detail="The request met an error that nobody foresaw. It is logged.",
)
