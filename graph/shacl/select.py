"""Makes the query of a SPARQL-based constraint one over all focus nodes.

SHACL binds $this to one focus node before a query runs. Where a pattern binds $this in every group that uses
it, the same rows come from one query that joins with the focus nodes; a query with a group where none does is
refused. One that counts or cuts rows, but not by $this, has to run once for each focus node. https://www.w3.org/TR/shacl/#pre-binding
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import ShapesError
from graph.shacl.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.shacl.model import Select, Shape

_TOKENS: Final = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
    | (?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')
    | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<variable>[?$]\w+)
    | (?P<name>[A-Za-z_][\w.-]*:?[\w.%-]*|:[\w.%-]*)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN: Final = {"MINUS", "SERVICE", "VALUES"}
_THIS: Final = {"$this", "?this"}
_AGGREGATES: Final = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"}
_EXPRESSIONS: Final = {"FILTER", "BIND"}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "name" else ""


@dataclass(frozen=True)
class Joinable:
    """A query in two parts: focus nodes are stated between them."""

    before: str
    after: str
    at_once: bool  # False: it has to run for each focus node apart, with $this substituted
    first: str = ""  # the pattern with which the query begins, if that is one on the class of $this

    def joined(self, focus: str) -> str | None:
        """Return the query for all focus nodes of a pattern, None if it cannot run at once."""
        if not self.at_once:
            return None
        # The same pattern twice costs the engine's planner its sense of which one to begin with.
        return f"{self.before} {'' if focus == self.first else focus} {self.after}"


def joinable(select: Select, shape: Shape) -> Joinable:
    """Return a query, ready to be joined with focus nodes. Raises ShapesError for one that SHACL forbids."""
    text = _with_path(select, shape)
    tokens = list(_tokens(text))
    _refuse(select, tokens)
    place = _outer_group(select, tokens)
    head, body = tokens[:place], tokens[place + 1 :]
    _refuse_nested(select, body)
    position = tokens[place].start + 1
    if not _binds_this(iter(body), bound=True):
        raise ShapesError(
            f"A group in the query {select.node} uses $this, and no pattern in it binds $this.",
            "Repeat a pattern such as $this a ex:Class in that group.",
        )
    at_once = _groups_by_this(tokens) and _selects_this(head)
    return Joinable(text[:position], text[position:], at_once, _first(head, body))


def _first(head: list[_Token], body: list[_Token]) -> str:
    """Return the pattern with which a query begins, with the full IRI, if it is one on the class of $this."""
    if len(body) < 3 or body[0].text not in _THIS or body[1].text != "a":
        return ""
    declared = {
        head[place + 1].text: head[place + 2].text[1:-1]
        for place, token in enumerate(head)
        if token.word == "PREFIX"
    }
    prefix, colon, name = body[2].text.partition(":")
    if body[2].kind == "name" and f"{prefix}{colon}" in declared:
        return f"?this <{RDF}type> <{declared[f'{prefix}{colon}']}{name}> ."
    return ""


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKENS.finditer(text):
        kind = found.lastgroup or "sign"
        if kind != "comment" and not found[0].isspace():
            yield _Token(kind, found[0], found.start())


def _with_path(select: Select, shape: Shape) -> str:
    """Return the query with the shape's path for $PATH. https://www.w3.org/TR/shacl/#sparql-constraints-prebound."""
    parts: list[str] = []
    end = 0
    for token in _tokens(select.text):
        if token.text in ("$PATH", "?PATH"):
            if not shape.path:
                raise ShapesError(f"{select.node} uses $PATH, but its shape has no sh:path.")
            parts += [select.text[end : token.start], shape.path]
            end = token.start + len(token.text)
    return "".join([*parts, select.text[end:]])


def _refuse(select: Select, tokens: list[_Token]) -> None:
    """Raise ShapesError for what a query with a pre-bound variable must not hold."""
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.word in _FORBIDDEN:
            raise ShapesError(f"The query {select.node} has {token.word}, which SHACL does not allow.")
        if token.word == "AS" and following.text in _THIS:
            raise ShapesError(f"The query {select.node} gives $this another value with AS.")
        if token.text in ("$shapesGraph", "?shapesGraph"):
            raise ShapesError(f"The query {select.node} asks the shapes graph, which is not in the data.")


def _refuse_nested(select: Select, body: list[_Token]) -> None:
    """Raise ShapesError for a nested query that does not select $this by its name."""
    for place, token in enumerate(body):
        if token.word == "SELECT":
            names = _until_group(body[place - 1 :])
            if not any(name.text in _THIS for name in names):
                raise ShapesError(f"A query nested in {select.node} does not select $this.")


def _outer_group(select: Select, tokens: list[_Token]) -> int:
    """Return which token opens the WHERE of the query."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{" and depth == 0:
            return place
    raise ShapesError(f"{select.node} is not a SELECT query.")


def _groups_by_this(tokens: list[_Token]) -> bool:
    """Return whether rows are counted and cut for each focus node apart."""
    words = {token.word for token in tokens}
    if words & {"LIMIT", "OFFSET", "REDUCED"}:
        return False
    if not words & _AGGREGATES and "GROUP" not in words:
        return True
    places = [place for place, token in enumerate(tokens) if token.word == "GROUP"]
    return bool(places) and all(
        _THIS & {token.text for token in _until_group(tokens[place:])} for place in places
    )


def _until_group(tokens: list[_Token]) -> Iterator[_Token]:
    """Yield what follows the first two tokens, up to the next word or bracket that begins something else."""
    for token in tokens[2:]:
        if token.word in ("HAVING", "ORDER", "WHERE") or token.text in "{}":
            return
        yield token


def _selects_this(head: list[_Token]) -> bool:
    return any(token.text in _THIS or token.text == "*" for token in head)


def _binds_this(tokens: Iterator[_Token], *, bound: bool = False, needed: bool = False) -> bool:
    """Return whether a pattern binds $this in this group, if it uses it, and in each group in it.

    What is in EXISTS sees the binding of its group, whatever is nested in it. A nested query must bind $this.
    """
    safe, used, selecting, awaited, depth, previous = True, False, False, False, 0, ""
    for token in tokens:
        if token.text == "{" and previous == "EXISTS":
            _skip(tokens)
            awaited = False
        elif token.text == "{":
            safe &= _binds_this(tokens, needed=selecting)
        elif token.text == "}":
            break
        elif token.text == "(" and (awaited or depth):
            awaited, depth = False, depth + 1
        elif token.text == ")" and depth:
            depth -= 1
        elif token.text in _THIS and not selecting:
            used, bound = used or bool(depth), bound or not depth
        selecting |= token.word == "SELECT"
        awaited |= token.word in _EXPRESSIONS
        previous = token.word
    return safe and (bound or not (used or needed))


def _skip(tokens: Iterator[_Token]) -> None:
    """Pass over the rest of a group."""
    depth = 1
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if not depth:
            return
