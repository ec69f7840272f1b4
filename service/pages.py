"""A page for every IRI of the graph: HTML for a person, RDF for a machine, at one address.

A path of this host is the path of an IRI under the base. Which form a client gets is decided by an extension
at the very end of the path, where an IRI stands before it, and otherwise by the Accept header.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pyoxigraph import Literal, NamedNode

from service import description
from service.headers import accept, caching, is_held, root
from service.negotiate import HTML, LANGUAGES, THING, Format, by_extension, choose, languages
from service.problems import Gone, NotFound
from service.questions import examples, question
from service.rendering import iri_of, local_path, render
from service.thing import Term, page_of, vocabulary
from service.threads import in_thread
from service.values import Shown, Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anyio import CapacityLimiter

    from service.current import Current, OpenRelease

LONGEST_PATH: Final = 2000
"""Longer paths than any IRI of the graph has; more is not looked up."""

DOCUMENTS: Final = 12
"""Documents that the home page lists; `queries/documents.rq` asks for one more."""

_URI: Final = "/-._~!$&'()*+,;=:@%#?"  # what a header may hold of an IRI as it is
_FORBIDDEN: Final = re.compile(r'[\x00-\x20"<>\\^`{|}%]')


class Pages:
    """The home page and the page of each thing."""

    def __init__(self, current: Current, limiter: CapacityLimiter) -> None:
        self._current = current
        self._limiter = limiter

    async def home(self, request: Request) -> Response:
        """Show what this is, what it holds, and where to begin."""
        release = self._current.release()
        return await in_thread(self._limiter, self._home, request, release)

    async def thing(self, request: Request) -> Response:
        """Return the thing that an IRI names: HTML, Turtle, JSON-LD, N-Triples, RDF/XML, TriG or N-Quads.

        By Accept, or by an extension at the end of the path: .html, .ttl, .jsonld, .nt, .rdf, .trig, .nq.
        Labels are in the languages of Accept-Language, or of `?lang=`.
        """
        release = self._current.release()
        return await in_thread(self._limiter, self._thing, request, release)

    def _home(self, request: Request, release: OpenRelease) -> Response:
        preferred = _languages(request)
        tag = release.etag("home", *preferred)
        if is_held(request, tag):
            return Response(status_code=304, headers=caching(tag))
        values = Values(release, preferred)
        documents, more = _documents(release, values)
        page = render(
            "home.html",
            request,
            release=release,
            counts=_counts(release, values),
            examples=examples(release.base),
            documents=documents,
            more_documents=more,
            language=preferred[0],
        )
        return Response(page, media_type=HTML.content_type, headers=caching(tag))

    def _thing(self, request: Request, release: OpenRelease) -> Response:
        path = request.path_params.get("path", request.url.path.lstrip("/"))
        thing, chosen = resolve(release, path)
        if thing is None:
            return self._missing(request, release, path)
        reason = description.withdrawal(release.store, thing)
        if reason is not None:
            raise Gone(f"{thing.value} was withdrawn: {reason or 'no reason is given.'}")
        successor = description.replacement(release.store, thing)
        here = successor and local_path(successor.value, release.base)
        if here:
            return RedirectResponse(root(request) + here, status_code=301)
        chosen = chosen or choose(accept(request), THING)
        preferred = _languages(request)
        tag = release.etag("thing", thing.value, chosen.name, *(preferred if chosen is HTML else ()))
        headers = caching(tag) | _links(request, release, thing)
        if is_held(request, tag):
            return Response(status_code=304, headers=headers)
        if chosen is HTML:
            body: str | bytes = self._html(request, release, thing, preferred)
        else:
            body = description.write(description.quads_of(release.store, thing), chosen)
        return Response(body, media_type=chosen.content_type, headers=headers)

    def _html(
        self, request: Request, release: OpenRelease, thing: NamedNode, preferred: Sequence[str]
    ) -> str:
        values = Values(release, preferred, here=thing.value)
        page = page_of(release, thing, values)
        terms: tuple[Term, ...] = ()
        if page.path == "/ontology":  # its graph is shown term by term instead
            terms, page = vocabulary(release, values), replace(page, stated=(), incoming=())
        return render(
            "thing.html",
            request,
            release=release,
            page=page,
            terms=terms,
            formats=THING[1:],
            language=preferred[0],
            languages=LANGUAGES,
        )

    def _missing(self, request: Request, release: OpenRelease, path: str) -> Response:
        """Redirect another spelling of a known symbol to its thing. Raises NotFound or UnknownSymbol."""
        if path.startswith("doc/"):
            found = release.find(path.removeprefix("doc/"))
            here = local_path(found.value, release.base)
            if here and here.startswith("/doc/"):
                return RedirectResponse(root(request) + here, status_code=301)
        raise NotFound(
            f"Nothing is known under /{path[:200]}.",
            "Look a document up by its symbol: /symbol?q=A/RES/74/173.",
        )


# ---------------------------------------------------------------- which thing


def resolve(release: OpenRelease, path: str) -> tuple[NamedNode | None, Format | None]:
    """Return the thing of a path and the format of its extension; (None, None) where there is no such thing.

    The whole path goes first: symbols contain dots and parentheses.
    """
    whole = _known(release, path)
    if whole is not None:
        return whole, None
    found = by_extension(path)
    if found is not None:
        thing = _known(release, found[0])
        if thing is not None:
            return thing, found[1]
    return None, None


def _known(release: OpenRelease, path: str) -> NamedNode | None:
    """Return the thing of a decoded path, None where no quad has it.

    IRIs hold characters of all scripts as they are, and escape only what no IRI may hold (a space, a quote):
    so the path is tried as it is decoded, and with just that escaped.
    """
    if not path or len(path) > LONGEST_PATH:
        return None
    for spelling in dict.fromkeys((path, _FORBIDDEN.sub(lambda found: quote(found[0], safe=""), path))):
        try:
            thing = NamedNode(iri_of(spelling, release.base))
        except (ValueError, UnicodeEncodeError):  # not an IRI: NUL, a lone surrogate, a bad escape …
            continue
        if release.store.contains(thing):
            return thing
    return None


# ---------------------------------------------------------------- the home page


def _counts(release: OpenRelease, values: Values) -> tuple[tuple[Shown, int], ...]:
    """Return how many things of the main classes the release holds."""
    _, rows = description.rows(release.store, question("counts").text)
    return tuple(
        (values.show(kind), int(count.value))
        for kind, count in rows
        if kind is not None and isinstance(count, Literal)
    )


def _documents(release: OpenRelease, values: Values) -> tuple[tuple[Shown, ...], bool]:
    """Return the documents of which most is held, where reading begins, and whether there are more."""
    _, rows = description.rows(release.store, question("documents").text)
    works = [cells[0] for cells in rows if cells[0] is not None]
    return tuple(values.show(work) for work in works[:DOCUMENTS]), len(works) > DOCUMENTS


# ---------------------------------------------------------------- headers


def _languages(request: Request) -> tuple[str, ...]:
    return languages(request.headers.get("accept-language"), request.query_params.get("lang"))


def _links(request: Request, release: OpenRelease, thing: NamedNode) -> dict[str, str]:
    """Return the Link header: what the page is about, and its other forms (RFC 8288)."""
    path = (local_path(thing.value, release.base) or "/").partition("#")[0]
    about = f'<{quote(thing.value, safe=_URI)}>; rel="describes"'
    others = (
        f'<{root(request)}{path}.{form.extension}>; rel="alternate"; type="{form.media_type}"'
        for form in THING
    )
    return {"Link": ", ".join((about, *others))}
