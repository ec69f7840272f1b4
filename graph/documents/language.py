"""Which of the six official languages a text is in: told by its script and its small words.

The words are in `function_words.csv`, also those of some languages that share a script with an official one.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

from graph.errors import DocumentError

_SCRIPTS = {
    "": re.compile(r"[\u3040-\u30ff\uac00-\ud7af]"),  # kana and Hangul: Japanese or Korean, none of the six
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_WEIGHTS = {"zh": 3, "": 30}  # an ideograph stands for some letters; Chinese text has hardly any kana
_OFFICIAL = frozenset({"ar", "en", "es", "fr", "ru", "zh"})
_LEAST = 0.1  # share of function words in a text; Latin text with fewer is in another language
_SHARE = 0.3  # of the most frequent language's letters or words
_PIECE = 20_000  # characters at each of three places that are looked at
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, file: str) -> str:
    """Return the official language of the text, by its script and its function words.

    Raises DocumentError if it is in none of them.
    """
    found = likely_language(_sample(text))
    if not found:
        raise DocumentError(
            file,
            "in none of the UN's six languages",
            "They are Arabic, Chinese, English, French, Russian, Spanish.",
        )
    return found


def likely_language(text: str) -> str:
    """Return the official language of the text, "" where it is in none."""
    letters = _letters(text)
    script = max(letters, key=lambda script: letters[script])
    language = _by_words(text, script) if letters[script] else ""
    return language if language in _OFFICIAL else ""


def may_be_mixed(text: str) -> bool:
    """Return whether a text may be in more than one official language: quickly, and rather once too often."""
    text = _sample(text)
    letters = _letters(text)
    most = max(letters.values())
    if sum(amount > _SHARE * most for amount in letters.values()) > 1:
        return True
    scores = _scores(text, max(letters, key=lambda script: letters[script]))
    most = max(scores.values(), default=0)
    return sum(score > _SHARE * most for code, score in scores.items() if code in _OFFICIAL) > 1


def _sample(text: str) -> str:
    """Return the beginning, the middle and the end of a long text."""
    if len(text) <= 3 * _PIECE:
        return text
    middle = (len(text) - _PIECE) // 2
    return "\n".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))


@lru_cache(maxsize=4)
def _letters(text: str) -> dict[str, int]:
    return {script: _WEIGHTS.get(script, 1) * len(seen.findall(text)) for script, seen in _SCRIPTS.items()}


def _by_words(text: str, script: str) -> str:
    """Return the language of the script whose function words are most; "" where they are too few.

    A text in Russian or Arabic script may have few of them: it is in another language only if that has more.
    """
    scores = _scores(text, script)
    if len(scores) < 2:
        return script
    best = max(scores, key=lambda code: scores[code])
    if scores[best] >= _LEAST * len(_WORD.findall(text)):
        return best
    return script if script in _OFFICIAL else ""


def _scores(text: str, script: str) -> dict[str, int]:
    """Return how many function words of each language of the script there are in the text."""
    words = Counter(_WORD.findall(text.lower()))
    return {code: sum(words[word] for word in those) for code, those in _function_words(script).items()}


@cache
def _function_words(script: str) -> dict[str, frozenset[str]]:
    """Return the frequent small words of the languages of a script."""
    table = files("graph.documents").joinpath("function_words.csv").read_text("utf-8")
    rows = csv.DictReader(table.splitlines())
    return {row["language"]: frozenset(row["words"].split()) for row in rows if row["script"] == script}
