"""A text in plain characters, one for one, so that a span in it is a span in the source."""

from __future__ import annotations

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\t\n"), " ")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘`´"), "'")
_SIGNS = {"／": "/", "∕": "/", "⁄": "/", "（": "(", "）": ")", "．": "."}
_DIGITS = {chr(first + value): str(value) for first in (0x0660, 0x06F0, 0xFF10) for value in range(10)}
_PLAIN = (
    str.maketrans({**_SPACES, **_DASHES, **_APOSTROPHES}) | str.maketrans(_SIGNS) | str.maketrans(_DIGITS)
)


def plain(text: str) -> str:
    """Return the text of the same length with plain spaces, dashes, apostrophes, brackets and digits."""
    return text.translate(_PLAIN)
