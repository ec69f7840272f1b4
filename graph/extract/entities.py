"""Who is named in a text as one who can act: bodies, offices and groups of actors.

The names are those of `graph/grammar/entity_names.csv`. All of a language are one regular expression, a trie
of their characters, so that a place in the text is looked at once and not once a name; of two names at one
place the longer one counts: the United Nations are not found in the United Nations Office on Drugs and Crime.
It reads about 30 MB of English a second. An Aho–Corasick library reads 50, with the ends of words looked at
in Python; that is not worth a dependency, as finding names takes two of the seconds of a whole corpus.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from graph.extract.claims import Actor, Entity, EntityKind
from graph.grammar import entity_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["entities", "short_names"]


def entities(text: str, language: str, *, asked: bool = False) -> tuple[Entity, ...]:
    """Return the actors that the text names, in its order, without overlaps.

    Spans count code points of the text, end exclusive. A language without names has none. `asked` says that
    the text is the part of a sentence that names whom its verb asks: there the name of a country that no
    preposition governs is its government's (“urges Myanmar”, but not “all parties in Myanmar”).
    """
    pattern, bearers = _names(language)
    found: list[Entity] = []
    chain = -1  # where the last name ends of those whose Governments are named
    for match in pattern.finditer(text):
        actor, only_asked = bearers[match[1].replace("’", "'")]
        start, end = match.span(1)
        if actor is None:
            continue
        if only_asked and found and actor.kind is EntityKind.BODY:
            begin = _in_chain(text, found, chain, start, language)
            if begin is not None:
                start, chain = begin, end
        if only_asked and chain != end and not (asked and _is_free(text, start, language)):
            continue
        found.append(Entity(start, end, actor))
    return tuple(found)


def _in_chain(text: str, found: list[Entity], chain: int, start: int, language: str) -> int | None:
    """Return where the name of a country begins that stands in “the Governments of X, Y and Z”, or None.

    The group of Governments that opens the list is taken away: only those that are named are meant.
    """
    last = found[-1]
    opens = last.actor == _GOVERNMENTS
    if not (opens or chain == last.end):
        return None
    between = " ".join(text[last.end : start].split())
    if between not in entity_tables.words(language, "chain") or between.startswith("of") != opens:
        return None
    return found.pop().start if opens else start


def _is_free(text: str, start: int, language: str) -> bool:
    """Whether no preposition stands before the place, nor an article with one before it."""
    words = text[max(0, start - 30) : start].split()
    if words and words[-1].lower() in entity_tables.words(language, "link"):
        words.pop()
    return not words or words[-1].lower() not in entity_tables.words(language, "preposition")


@cache
def short_names(actor: Actor, language: str) -> tuple[str, ...]:
    """Return the words by which a text calls the actor again: Office, Committee, High Commissioner."""
    return entity_tables.short_names(language).get(_heads().get((actor.kind, actor.code), ""), ())


@cache
def _heads() -> dict[tuple[str, str], str]:
    return {(row.kind, row.code): row.head for row in entity_tables.rows()}


# ------------------------------------------------------------ the names as one expression

_BEFORE = r"(?<!\w)(?<!\w[-‐‑])"
_AFTER = r"(?!\w|[-‐‑]\w)"
# Arabic writes “and”, “so”, “by”, “like”, “for” together with the word behind them.
_BEGINNINGS = {"ar": rf"{_BEFORE}[وف]?[بكل]?", "zh": ""}
_ENDINGS = {"zh": ""}  # Chinese has no spaces that would tell where a word ends
_NOTHING = re.compile(r"(?!)()")

_Trie: TypeAlias = "dict[str, _Trie]"
_ENDS = ""  # the keys of a trie that are no characters are the notes of the names that end there
_ASKED = "asked"
_NOTES = (_ENDS, "alone", "own", "joint")
_GOVERNMENTS = Actor(EntityKind.GROUP, "governments")
_Bearer: TypeAlias = tuple[Actor | None, bool]  # nobody; whether the name counts only for one who is asked


@cache
def _names(language: str) -> tuple[re.Pattern[str], Mapping[str, _Bearer]]:
    """Return the expression of all names in one language, in its first group, and who bears each."""
    bearers: dict[str, _Bearer] = {}
    trie: _Trie = {}
    for name in entity_tables.names(language):
        actor = Actor(EntityKind(name.kind), name.code) if name.code else None
        for spelling in (one.replace("’", "'") for one in name.spellings):
            bearers[spelling] = actor, name.note == _ASKED
            _add(trie, spelling, _ENDS if name.note == _ASKED else name.note)
    if not bearers:
        return _NOTHING, {}
    before, after = _BEGINNINGS.get(language, _BEFORE), _ENDINGS.get(language, _AFTER)
    deputies = "".join(f"(?<!{re.escape(word)} )" for word in sorted(entity_tables.words(language, "deputy")))
    return re.compile(f"{before}{deputies}({_expression(trie, _conditions(language))}){after}"), bearers


def _add(trie: _Trie, spelling: str, end: str) -> None:
    for character in spelling:
        trie = trie.setdefault(character, {})
    trie[end] = {}


def _expression(trie: _Trie, conditions: Mapping[str, str]) -> str:
    """Return the expression of a trie, the longest way through it first."""
    ways = [
        _character(key) + _expression(branch, conditions)
        for key, branch in sorted(trie.items())
        if key not in _NOTES
    ]
    if _ENDS in trie:
        return f"(?:{'|'.join(ways)})?" if ways else ""
    ways += [conditions[note] for note in _NOTES if note in trie]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _written(words: str) -> str:
    return "".join(_character("'" if one == "’" else one) for one in words)


def _character(character: str) -> str:
    return "['’]" if character == "'" else re.escape(character)


def _conditions(language: str) -> dict[str, str]:
    """Return note → the condition on what stands behind a name that has it."""
    follows = "|".join(map(re.escape, sorted(entity_tables.words(language, "follows"))))
    owners = "|".join(
        map(_written, sorted(entity_tables.words(language, "owner"), key=lambda one: -len(one)))
    )
    capital = "" if language == "ar" else r"\s*[A-ZÀ-ÖØ-ÞА-ЯЁ]"
    return {
        "alone": rf"(?!\s+(?!(?:{follows})\b)\w)",
        "own": rf"(?!\s+(?:{owners}){capital})" if entity_tables.words(language, "owner") else "",
        "joint": _joint(language),
    }


def _joint(language: str) -> str:
    """Return the condition that an adjective shares a noun: “international and regional bodies”."""
    kinds = "|".join(map(re.escape, sorted(entity_tables.words(language, "kind"), reverse=True)))
    nouns = "|".join(map(re.escape, sorted(entity_tables.words(language, "noun"), reverse=True)))
    joint = r"(?:,\s|,?\s(?:and|or|and/or|as\swell\sas)\s)(?:(?:other|relevant|competent)\s){0,2}"
    return rf"(?=(?:{joint}(?:{kinds})){{1,4}}\s(?:{nouns})\b)"
