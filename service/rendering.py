"""Pages from templates: escaped by default, with links that stay on this host."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from graph.names import DEFAULT_BASE, ONTOLOGY
from service.headers import root
from service.negotiate import LANGUAGES

if TYPE_CHECKING:
    from fastapi import Request

RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur"))

LANGUAGE_NAMES = dict(
    zip(LANGUAGES, ("English", "Français", "Español", "Русский", "中文", "العربية"), strict=True)
)

# What may stand in a path without escaping (RFC 3986, pchar) beside letters and digits; `%` stays as it is.
_SAFE = "/-._~!$&'()*+,;=:@%"


def render(template: str, request: Request, **context: object) -> str:
    """Return the page. `root` is the path under which this service is mounted, usually empty."""
    return (
        _environment()
        .get_template(template)
        .render(root=root(request), language_names=LANGUAGE_NAMES, **context)
    )


def local_path(iri: str, base: str) -> str | None:
    """Return the path of an IRI on this host, None if it is not under the base."""
    home = next((start for start in (base, ONTOLOGY) if iri.startswith(start)), None)
    if home is None:
        return None
    # The vocabulary keeps its IRIs under every base, and this host serves it at the same path.
    path, hash_sign, fragment = iri.removeprefix(base if home == base else DEFAULT_BASE).partition("#")
    return f"/{quote(path, safe=_SAFE)}" + (f"#{quote(fragment, safe=_SAFE)}" if hash_sign else "")


def iri_of(path: str, base: str) -> str:
    """Return the IRI that a path of this host, without its leading slash, stands for."""
    is_vocabulary = path == "ontology" or path.startswith("ontology/")
    return f"{DEFAULT_BASE if is_vocabulary else base}{path}"


def safe_link(iri: str) -> str | None:
    """Return an outside IRI as a link, None for what a browser would run (`javascript:`) or cannot open."""
    return iri if iri.startswith(("https://", "http://")) else None


def direction(language: str) -> str:
    """Return the value of `dir` for a language tag; `auto` where there is none."""
    if not language:
        return "auto"
    return "rtl" if language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["direction"] = direction
    environment.filters["grouped"] = lambda number: f"{number:,}".replace(",", " ")
    return environment
