"""How a text is cleaned before it is read as a symbol: plain characters, and nothing wrapped around it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlsplit

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘`´"), "'")
_SLASHES = dict.fromkeys(map(ord, "∕⁄"), "/")
_CYRILLIC = str.maketrans("АВСЕІХМ", "ABCEIXM")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"(?i)[(,]?\s*(?:\b(?:adopted\s+)?(?:of|on|dated)\s+)?\b\d{{1,2}}\s+(?:{_MONTHS})\s+\d{{4}}\b\)?"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_ADDRESS = re.compile(r"(?i)(?:[a-z]+://|www\.|undocs\.org/|docs\.un\.org/)\S+")
_SYMBOL_HOSTS = re.compile(r"(?i)(?:www\.)?(?:undocs\.org|docs\.un\.org)")
_LANGUAGE_SEGMENT = re.compile(r"(?i)^/?(?:ar|zh|en|fr|ru|es|de)(?=/)")
_FILE = re.compile(
    r"(?i)(?P<stem>(?:A|S|E|T|ST|UNEP|HSP)_[A-Z0-9_.()-]+?)(?:-(?:ar|zh|en|fr|ru|es|de))?(?:\.(?:pdf|docx?|html?|txt|xml))?"
)
_LEGAL_REFERENCE = re.compile(r"(?i)\bU\.?N\.?\s+Docs?\.?\s+(?P<symbol>[A-Z]+/\S.*)$")
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def clean(text: str) -> str:
    """Return the text in plain characters and single spaces, without what is wrapped around a symbol.

    Compatibility characters, the digits of other scripts, dashes and apostrophes become their ASCII forms;
    raised figures (marks of footnotes) and invisible controls go. An address of a UN document, a file's name
    and a legal reference ("UN Doc A/RES/74/173") give the symbol in them.
    """
    kept = "".join(char for char in text if not _is_noise(char))
    plain = "".join(_ascii_digit(char) for char in unicodedata.normalize("NFKC", kept))
    plain = plain.translate(_DASHES).translate(_APOSTROPHES).translate(_SLASHES)
    plain = " ".join(plain.split()).strip(" \"'“”„«»《》[]<>,;:.。，；：、*")
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    return " ".join(_unwrap(plain).split()).strip(" ,;:.*")


def fold(text: str) -> str:
    """Return a text for comparing names: without case, with plain apostrophes and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold().split())


def without_dates(text: str) -> str:
    """Return a text without full dates, English or Chinese."""
    return _DATE.sub(" ", text)


def compact(text: str) -> str:
    """Return a symbol in upper case without spaces; a range of parts has a hyphen, Cyrillic is Latin."""
    spelt = text.upper().translate(_CYRILLIC)
    spelt = re.sub(r"(?<=[\d/\s])([A-Z])\s+(?:TO|AND|&|À|A|Y|ET|И)\s+([A-Z])(?![A-Z])", r"\1-\2", spelt)
    spelt = re.sub(r"(?<=\d)\s*([A-Z])\s*(?:至|和)\s*([A-Z])(?![A-Z])", r"\1-\2", spelt)
    return re.sub(r"\s+", "", spelt)


def to_roman(number: int) -> str:
    """Return a number from 1 to 399 as a Roman numeral."""
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def of_roman(numeral: str) -> int:
    """Return the value of a Roman numeral in capitals, 0 where it is not written as one."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    if not numeral or not set(numeral) <= set(values):
        return 0
    pairs = zip(numeral, [*numeral[1:], "I"], strict=True)
    total = sum(-values[one] if values[one] < values[other] else values[one] for one, other in pairs)
    return total if 0 < total < 400 and to_roman(total) == numeral else 0


def _is_noise(char: str) -> bool:
    """Whether a character is an invisible control, or a raised figure: a footnote's mark, not a symbol's."""
    return unicodedata.category(char) == "Cf" or unicodedata.decomposition(char).startswith("<super>")


def _ascii_digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char


def _unwrap(text: str) -> str:
    if _ADDRESS.fullmatch(text):
        return _of_address(text)
    if re.search(r"(?i)%2[0-9f]", text):
        text = unquote(text)
    if reference := _LEGAL_REFERENCE.search(text):
        return reference["symbol"]
    return _of_file(text) or text


def _of_address(address: str) -> str:
    """Return the symbol in an address: in its query, its path or the name of its file; else the address."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
    except ValueError:  # brackets where an address has none
        return address
    for name, value in parse_qsl(parts.query):
        if name.casefold() in {"symbol", "finalsymbol", "s"} and "/" in value:
            return value
    path = unquote(parts.path)
    if _SYMBOL_HOSTS.fullmatch(parts.netloc):
        return _LANGUAGE_SEGMENT.sub("", path).strip("/") or address
    return _of_file(path.rsplit("/", 1)[-1]) or address


def _of_file(name: str) -> str | None:
    """Return the symbol that a file is named by (A_RES_74_173-EN.pdf), None where its name is none.

    Letters at its end may be a part or a language (A_RES_73_239_E.pdf), so such a name is none.
    """
    match = _FILE.fullmatch(name) if "/" not in name else None
    if match is None or re.search(r"(?i)_[A-Z]+$", match["stem"]):
        return None
    return match["stem"].replace("_", "/")
