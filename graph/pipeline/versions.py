"""Which software makes the statements: its version, and a hash over all that decides what it makes."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_PARTS = ("documents", "extract", "grammar", "statements", "names.py", "symbols.py")
"""Of the package `graph`: what reads, extracts and states, and the knowledge that it works by."""

_SUFFIXES = (".py", ".toml", ".csv")


def software_version() -> str:
    """Return the version of the package."""
    return version("mandates")


@cache
def rules_version() -> str:
    """Return the SHA-256 over the version and the files of everything that decides what is stated."""
    whole = hashlib.sha256(software_version().encode())
    package = files("graph")
    for part in _PARTS:
        for name, file in _walk(package / part, part):
            whole.update(f"\n{name} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return whole.hexdigest()


def _walk(entry: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if entry.is_file():
        if name.endswith(_SUFFIXES):
            yield name, entry
    elif not name.endswith("__pycache__"):
        for inner in sorted(entry.iterdir(), key=lambda each: each.name):
            yield from _walk(inner, f"{name}/{inner.name}")
