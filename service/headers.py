"""The headers of requests and answers that every page and address reads and sends in one way (RFC 9110)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Request


def accept(request: Request) -> str | None:
    """Return the Accept header, None without one; several lines are one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist("accept")) or None


def root(request: Request) -> str:
    """Return the path under which this service is mounted, without a slash at its end; usually empty."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def is_held(request: Request, tag: str) -> bool:
    """Return whether the client holds what the entity tag stands for (RFC 9110, section 13.1.2)."""
    listed = ",".join(request.headers.getlist("if-none-match")).split(",")
    given = {item.strip().removeprefix("W/") for item in listed}
    return bool(given & {tag, "*"})


def caching(tag: str | None) -> dict[str, str]:
    """Return what lets a client keep an answer and ask whether it still holds; without a tag it may not."""
    vary = {"Vary": "Accept, Accept-Language"}
    return vary | (
        {"Cache-Control": "no-store"} if tag is None else {"Cache-Control": "no-cache", "ETag": tag}
    )
