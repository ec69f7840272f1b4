"""The tables of actors, read once: `entities.csv`, `entity_names.csv` and the words that they need.

`entity_names.csv` has kind, code, language, name and note. A name without kind and code holds an actor's name
and is nobody's (“United States”). The note is `alone` where a name counts only if no word behind it makes it
a part of a longer one, `own` where it is another's if an owner is named behind it (“the Secretary-General of
the Commonwealth”), `joint` where it is an adjective that counts only if it shares the noun of others behind
it (“international and regional bodies”), and `asked` where it counts only for one whom a verb asks to act and
no preposition governs: a country, which is then its government (“urges Myanmar”), and words that mean nobody
elsewhere (“urges partners”).

`entity_words.csv` has the words around names. Their role is `link` (between a name and the one before it),
`follows` (behind a name that is `alone`), `owner` (behind a name, before its owner), `preposition` (before a
country that is not asked), `chain` (between the countries whose Governments are named), `kind` and `noun`
(what shares a noun, and the nouns) or `deputy` (before an office that is thus another one).

A name stands in `entity_names.csv` in the form that a text has, with three signs: `[a|b]` may be a, b or
nothing, `<a|b>` is a or b, and `{unodc}` is any name of that body in the same language, behind a word that
may link it (“the”, “de la”; in Russian it is in the genitive). A Russian name stands in the nominative; its
first words are declined as `russian_forms.csv` has them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = ("", "")  # the key of names that hold an actor's name and name nobody: “United States”


@dataclass(frozen=True, slots=True)
class Row:
    """An actor."""

    kind: str  # body, office, group
    code: str
    class_name: str  # local name in the vocabulary; "" for a group
    type: str  # notation of the scheme body-type, "" where none fits
    abbreviation: str  # official, in English; a text may use the same letters for something else
    part_of: (
        str  # code of the body of which it is a part, or to which the office belongs; "" where not stated
    )
    head: str  # key in short_names.csv: the word by which it is called again


@dataclass(frozen=True, slots=True)
class Name:
    """A name in every spelling that it may have."""

    kind: str
    code: str
    language: str
    spellings: tuple[str, ...]  # the first is the shortest form that is written out
    note: str  # "", `alone`, `asked` or `own`: where it counts, see above


@cache
def rows() -> tuple[Row, ...]:
    """Return the actors."""
    return tuple(
        Row(
            row["kind"],
            row["code"],
            row["class"],
            row["type"],
            row["abbreviation"],
            row["part_of"],
            row["head"],
        )
        for row in _rows("entities.csv")
    )


@cache
def names(language: str) -> tuple[Name, ...]:
    """Return the names in one language; a name of nobody has an empty kind and code."""
    table = [row for row in _rows("entity_names.csv") if row["language"] == language]
    bodies: dict[str, list[str]] = {}
    for row in table:
        if row["kind"] == "body":
            bodies.setdefault(row["code"], []).append(row["name"])
    return tuple(
        Name(
            row["kind"],
            row["code"],
            language,
            tuple(
                form
                for spelling in _spellings(row["name"], language, bodies)
                for form in _forms(spelling, language)
            ),
            row["note"],
        )
        for row in table
    )


@cache
def words(language: str, role: str) -> frozenset[str]:
    """Return the words of one role, see above."""
    return frozenset(
        row["word"]
        for row in _rows("entity_words.csv")
        if row["language"] == language and row["role"] == role
    )


@cache
def short_names(language: str) -> dict[str, tuple[str, ...]]:
    """Return key of a head word → the words in one language, as they are written."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("short_names.csv"):
        if row["language"] == language:
            found[row["head"]] = (*found.get(row["head"], ()), row["word"])
    return found


@cache
def label(kind: str, code: str, language: str) -> str:
    """Return the official name of an actor: the first of the table, at its plainest; "" where it is missing.

    The name of an office that holds that of its body needs an article, which only English and the languages
    without one make plain.
    """
    name = _first_names().get((kind, code, language), "")
    plain = re.sub(r"<([^|>]*)\|[^>]*>", r"\1", re.sub(r"\[[^\[\]]*\]", "", name))
    held = re.search(r"\{([a-z0-9-]+)\}", plain)
    if held is None:
        return plain
    body = label("body", held[1], language)
    governed = (
        {"en": f"the {body}", "ru": _russian(body)[_GENITIVE], "zh": body}.get(language, "") if body else ""
    )
    return plain.replace(held[0], governed) if governed else ""


@cache
def _first_names() -> dict[tuple[str, str, str], str]:
    first: dict[tuple[str, str, str], str] = {}
    for row in _rows("entity_names.csv"):
        first.setdefault((row["kind"], row["code"], row["language"]), row["name"])
    return first


_CHOICE = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|\{[a-z0-9-]+\}")


def _spellings(name: str, language: str, bodies: dict[str, list[str]]) -> Iterator[str]:
    """Yield the spellings of a name without signs."""
    plain = _CHOICE.split(name)
    choices: list[list[str]] = []
    for sign in _CHOICE.findall(name):
        inside = sign[1:-1]
        if sign[0] == "{":
            choices.append(_linked(inside, language, bodies))
        else:
            choices.append(inside.split("|") + ([""] if sign[0] == "[" else []))
    for chosen in product(*choices):
        pieces = [piece for pair in zip(plain, [*chosen, ""], strict=True) for piece in pair]
        yield "".join(pieces)


def _linked(code: str, language: str, bodies: dict[str, list[str]]) -> list[str]:
    links = ["", *sorted(words(language, "link"))]
    found: list[str] = []
    for name in bodies.get(code, ()):
        for spelling in _spellings(name, language, {}):
            governed = _russian(spelling)[_GENITIVE] if language == "ru" else spelling
            found += [_after(link, governed) for link in links]
    return found


def _after(link: str, name: str) -> str:
    return f"{link}{name}" if not link or link.endswith(("'", "’")) else f"{link} {name}"


def _forms(spelling: str, language: str) -> tuple[str, ...]:
    """Return the forms that a name takes in a sentence, the one of the table first."""
    if language == "ru":
        return tuple(dict.fromkeys(_russian(spelling)))
    if language == "ar" and spelling.startswith("ال"):
        return spelling, "لل" + spelling[2:]  # “to the” is written as one, without the article's alif
    return (spelling,)


_GENITIVE = 1


def _russian(name: str) -> list[str]:
    """Return the six cases of a name: the words up to the first that the table does not have are declined."""
    table = _russian_forms()
    words = name.split(" ")
    declined = next((index for index, word in enumerate(words) if word.rstrip(",") not in table), len(words))
    cases = [[_case(word, case, table) for word in words[:declined]] for case in range(6)]
    return [" ".join([*case, *words[declined:]]) for case in cases]


def _case(word: str, case: int, table: dict[str, tuple[str, ...]]) -> str:
    bare = word.rstrip(",")
    return table[bare][case] + word[len(bare) :]


@cache
def _russian_forms() -> dict[str, tuple[str, ...]]:
    """Return the nominative → the six cases, as `russian_forms.csv` has them."""
    return {row["word"]: tuple(row.values()) for row in _rows("russian_forms.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(files("graph.grammar").joinpath(name).read_text("utf-8").splitlines())
