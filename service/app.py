"""The application: every route in one place, and what surrounds them.

Nothing happens on import. `create_app` puts together what it is given; the composition root
(`service/cli.py`) reads the settings and names the folder.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from anyio import CapacityLimiter
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles

from graph.folder import DataFolder
from service import problems
from service.api import LINEAGES, Api, Candidates, Health, LineageAnswer, robots
from service.current import Current, FolderSource, software
from service.guard import Limits
from service.negotiate import ROWS, THING, TRIPLES, Format
from service.pages import Pages
from service.problems import responses
from service.rendering import render
from service.sparql import DIRECT, FORM, Sparql

Responses: TypeAlias = dict[int | str, dict[str, Any]]

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

THREADS = 16
"""Requests that work on the store at once; the others wait, and the event loop stays free."""


def create_app(data: Current | DataFolder, limits: Limits | None = None) -> FastAPI:
    """Return the application that serves the current release of a data folder."""
    current = Current(FolderSource(data)) if isinstance(data, DataFolder) else data
    limiter = CapacityLimiter(THREADS)
    pages = Pages(current, limiter)
    sparql = Sparql(current, limits or Limits(), limiter)
    api = Api(current, limiter)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with current.watching():
            yield

    app = FastAPI(
        title="mandates",
        description=DESCRIPTION,
        version=software(),
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own pages load their scripts from another host; /docs is ours
        redoc_url=None,
        redirect_slashes=False,  # an IRI with a slash at its end is another IRI
    )
    problems.install(app)
    app.add_middleware(SecurityHeaders)

    def read(
        path: str,
        endpoint: Callable[..., Any],
        responses: Responses | None = None,
        tag: str = "",
    ) -> None:
        """Add a route for GET, in OpenAPI if it has a tag, and for HEAD, which OpenAPI need not repeat."""
        for method in ("GET", "HEAD"):
            app.add_api_route(
                path,
                endpoint,
                methods=[method],
                response_class=Response,
                responses=responses,
                tags=[tag],
                include_in_schema=bool(tag) and method == "GET",
            )

    async def docs(request: Request) -> HTMLResponse:
        """Show the routes for a person to read; /openapi.json has the same for a program."""
        return HTMLResponse(render("docs.html", request, api=app.openapi()))

    # Every address of the service. The last one is every IRI of the graph.
    read("/", pages.home, PAGE, "Pages")
    read("/docs", docs, PAGE, "Pages")
    read("/sparql", sparql.get, ANSWER, "SPARQL")
    app.add_api_route("/sparql", sparql.post, methods=["POST"], tags=["SPARQL"], **QUERY)
    read("/symbol", api.symbol, SYMBOL, "API")
    read("/lineage", api.lineage, LINEAGE, "API")
    read("/lineage.svg", api.drawing, DRAWING, "API")
    read("/health", api.health, HEALTH, "API")
    read("/dataset", api.dataset, RDF, "Pages")
    read("/.well-known/void", api.dataset)
    read("/robots.txt", robots)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    read("/{path:path}", pages.thing, THINGS, "Pages")
    return app


class SecurityHeaders:
    """Adds to every answer what keeps a browser from running, framing or guessing anything."""

    # No script at all, no style but our own file: text of the graph on a page stays text.
    HEADERS = (
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'",
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


# ---------------------------------------------------------------- what OpenAPI says of the routes

DESCRIPTION = """\
Acts of United Nations bodies, their paragraphs, typed citations, mandates, bodies, meetings with their
schedule history, activities and figures, as linked data. Every statement names the paragraph that says it.

Unofficial; no legal advice. All addresses below are open and read only. Errors are problem details
(RFC 9457).
"""


def _content(formats: Iterable[Format], html: bool = True) -> dict[str, Any]:
    types = [form.media_type for form in formats] + (["text/html"] if html else [])
    return {media_type: {"schema": {"type": "string"}} for media_type in dict.fromkeys(types)}


PAGE: Responses = {
    200: {"description": "A page.", "content": _content(())},
    **responses(503),
}
ANSWER: Responses = {
    200: {
        "description": "The answer: rows and truths in the first four types, triples in the others.",
        "content": _content((*ROWS, *TRIPLES)),
    },
    304: {"description": "The client has this answer already."},
    **responses(400, 406, 413, 503),
}
QUERY: dict[str, Any] = {
    "response_class": Response,
    "responses": {**ANSWER, **responses(415)},
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                DIRECT: {"schema": {"type": "string", "description": "The query itself."}},
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {
                            "query": {"type": "string"},
                            "default-graph-uri": {"type": "array", "items": {"type": "string"}},
                            "named-graph-uri": {"type": "array", "items": {"type": "string"}},
                            "format": {"type": "string"},
                        },
                    }
                },
            },
        }
    },
}
SYMBOL: Responses = {
    200: {"description": "Never: the answer is a redirect."},
    300: {"description": "More than one act fits; none is picked.", "model": Candidates},
    303: {"description": "The thing, in `Location`."},
    **responses(400, 404, 503),
}
LINEAGE: Responses = {
    200: {
        "description": "Things and links; JSON unless something else is asked for.",
        "model": LineageAnswer,
        "content": {form.media_type: {} for form in LINEAGES if form.name != "json"},
    },
    **responses(300, 400, 404, 406, 503),
}
DRAWING: Responses = {
    200: {"description": "The drawing.", "content": {"image/svg+xml": {}}},
    **responses(300, 400, 404, 503),
}
HEALTH: Responses = {
    200: {"description": "A release is being served.", "model": Health},
    **responses(503),
}
RDF: Responses = {
    200: {"description": "The description.", "content": _content(TRIPLES, html=False)},
    **responses(406, 503),
}
THINGS: Responses = {
    200: {"description": "The thing.", "content": _content(THING)},
    301: {"description": "The IRI is another spelling; `Location` has the right one."},
    304: {"description": "The client has this form already."},
    **responses(404, 406, 410, 503),
}
