"""Which of the six official languages a text is in: told by its script, Latin script by its small words."""

from __future__ import annotations

import re
from collections import Counter

from graph.errors import DocumentError

_SCRIPTS = {
    "": re.compile(r"[\u3040-\u30ff\uac00-\ud7af]"),  # kana and Hangul: Japanese or Korean, none of the six
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_WEIGHTS = {"zh": 3, "": 30}  # an ideograph stands for some letters; Chinese text has hardly any kana
# With the words of a recital, which in a short passage may be all there are: "Recalling resolution 65/230".
_FUNCTION_WORDS = {
    "en": frozenset(["the", "of", "and", "to", "in", "for", "that", "with", "by", "on"])
    | {"its", "resolution", "resolutions"},
    "fr": frozenset(["le", "la", "les", "des", "et", "du", "dans", "pour", "que", "aux"])
    | {"sa", "résolution", "résolutions"},
    "es": frozenset(["el", "la", "los", "las", "de", "y", "en", "para", "que", "del"])
    | {"su", "resolución", "resoluciones"},
}


def language_of(text: str, file: str) -> str:
    """Return the official language of the text, by its script and, in Latin script, its function words.

    Raises DocumentError if it is in none of them.
    """
    sample = text[:200_000]
    letters = {
        script: _WEIGHTS.get(script, 1) * len(seen.findall(sample)) for script, seen in _SCRIPTS.items()
    }
    script = max(letters, key=lambda script: letters[script])
    if script == "latin" and letters[script]:
        script = _latin_language(sample)
    if not script or not letters.get(script, 1):
        raise DocumentError(
            file,
            "in none of the UN's six languages",
            "They are Arabic, Chinese, English, French, Russian, Spanish.",
        )
    return script


def _latin_language(text: str) -> str:
    """Return the language whose function words are a tenth of the text's words or more, or an empty text."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    scores = {code: sum(words[word] for word in known) for code, known in _FUNCTION_WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= 0.1 * words.total() else ""
