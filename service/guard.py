"""What a query text must pass before an engine sees it: size, nesting, SERVICE, updates.

The engine's parser and evaluator recurse, and a few kilobytes of nesting overrun the stack, which ends
the process; SERVICE goes out over the network and cannot be switched off. So both are refused here, by a
scan that knows strings, IRIs and comments and nothing else of the grammar
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.errors import QueryRefused

if TYPE_CHECKING:
    from typing import NoReturn


@dataclass(frozen=True)
class Limits:
    """How large a query from outside may be. On the stack of `service/threads.py` the engine stands more."""

    size: int = 64 * 1024  # bytes of UTF-8
    depth: int = 100  # brackets open at once
    groups: int = 300  # `{` and AS in all: a row of OPTIONALs or BINDs nests as deeply as brackets do
    operators: int = 1500  # in all: `!!!!…` and `1+1+1+…` are chains of the same kind
    terms: int = 2000  # in all, but in VALUES and arguments: each `, ?x`, each node of `(1 1 1 …)` is a join


class QueryTooLarge(QueryRefused):
    """The text is longer than the limit (413)."""


_TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<prefixed>(?:[^\W\d_][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
    | (?P<variable>[?$@][\w-]+)
    | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<operator>\|\||&&|[!+*/|^=<>-])
    | (?P<other>[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS: Final = frozenset(("iri", "string", "prefixed", "variable", "number", "close", "word"))
_NO_TERMS: Final = frozenset(("close", "operator", "other"))
_TERM: Final = re.compile(r"[^\s(){}\[\].,;]+|[(\[]")
_UPDATES: Final = frozenset("INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split())
_QUERIES: Final = frozenset("SELECT ASK CONSTRUCT DESCRIBE".split())
_VOLATILE: Final = ("NOW", "RAND", "UUID", "BNODE")
_OPERATORS: Final = re.compile(r"[!+*/|^=<>&-]")


@dataclass(frozen=True)
class Screened:
    """What the scan learned of a text that passed."""

    text: str
    form: str  # SELECT, ASK, CONSTRUCT, DESCRIBE; "" where there is none (the engine will say what is wrong)
    volatile: bool  # uses NOW, RAND, UUID, STRUUID or BNODE: the same text may answer differently


def screen(text: str, limits: Limits) -> Screened:
    """Return the query text with what is known of it without parsing.

    Raises QueryTooLarge above the size limit, and QueryRefused for nesting above the limits, for SERVICE
    (it would send a request to another machine) and for an update.
    """
    _check_size(text, limits)
    scan = _Scan(text, limits)
    scan.run()
    return Screened(text, _form(scan.words), any(name in word for word in scan.words for name in _VOLATILE))


def _check_size(text: str, limits: Limits) -> None:
    size = len(text.encode("utf-8", errors="surrogatepass"))
    if size > limits.size:
        raise QueryTooLarge(
            f"The query has {size} bytes; the limit is {limits.size}.",
            "Ask in several smaller queries, or load the export into an engine of your own.",
        )


def _form(words: list[str]) -> str:
    """Return the query form. Raises QueryRefused if the first verb is one of SPARQL Update."""
    for word in words:
        if word in _QUERIES:
            return word
        if word in _UPDATES:
            raise QueryRefused(
                f"This is an update ({word}), not a query.",
                "This address only answers queries; it changes nothing.",
            )
    return ""


class _Scan:
    """One pass over the tokens of a text, which raises QueryRefused at the first that is not allowed."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.words: list[str] = []  # keywords and function names, in upper case
        self._prefixes: set[str] = set()  # declared, in lower case
        self._open: list[str] = []  # the brackets that are open here
        self._groups = 0
        self._operators = 0
        self._terms = 0
        self._argument = False  # after a comma in parentheses: arguments and IN lists are flat
        self._data = False  # inside VALUES { … }, where signs belong to numbers and nothing nests
        self._before = ""  # kind of the token before this one

    def run(self) -> None:
        """Read all tokens."""
        for match in _TOKEN.finditer(self.text):
            kind, token, at = match.lastgroup or "", match.group(), match.start()
            if kind == "comment":
                continue
            self._terms += not (kind in _NO_TERMS or self._data or self._argument)
            self._argument = token == "," and self._open[-1:] == ["("]
            self._take(kind, token, at)
            self._check_counts(at)
            self._before = kind

    def _take(self, kind: str, token: str, at: int) -> None:
        if kind == "open":
            self._open.append(token)
            self._groups += token == "{"
        elif kind == "close":
            if self._open:
                self._open.pop()
            self._data = self._data and token != "}"
        elif kind == "operator":
            self._operators += not self._data
        elif kind == "iri":
            self._take_iri(token, at)
        elif kind == "word":
            self._take_word(token.upper(), at)
        elif kind == "prefixed":
            self._take_prefixed(token, at)

    def _take_word(self, word: str, at: int) -> None:
        # The engine reads keywords without looking where a word ends: `trueSERVICE<…>` and
        # `SERVICESILENT<…>` are SERVICE clauses to it.
        if "SERVICE" in word:
            self._refuse_service(at)
        self.words.append(word)
        self._groups += word == "AS"
        self._data = self._data or word == "VALUES"

    def _take_prefixed(self, token: str, at: int) -> None:
        prefix = token.partition(":")[0].lower()
        if self.words[-1:] == ["PREFIX"] and self._before == "word":
            self._prefixes.add(prefix)
        elif "service" in prefix and (prefix not in self._prefixes or "" in self._prefixes):
            self._refuse_service(at)  # `SERVICE:name{…}` is a SERVICE clause to the engine

    def _take_iri(self, token: str, at: int) -> None:
        # After an operand inside parentheses, `<` may be "less than", and what looks like an IRI an
        # expression (`?a<?b&&'>'`), in which strings and comments begin elsewhere. Both readings must pass.
        if self._open[-1:] != ["("] or self._before not in _OPERANDS or self._data:
            return
        self._operators += len(_OPERATORS.findall(token))
        if any(bracket in token for bracket in "([") or "'" in token or "#" in token:
            self._check_unread(at)

    def _check_unread(self, at: int) -> None:
        """Apply the limits to the text as if it had neither strings, nor IRIs, nor comments."""
        if "SERVICE" in self.text.upper():
            self._refuse_service(at)
        depth = deepest = 0
        for character in self.text:
            depth += (character in "({[") - (character in ")}]")
            deepest = max(deepest, depth)
        self._check_depth(deepest, at)
        self._groups = max(self._groups, self.text.count("{") + len(re.findall(r"(?i)\bAS\b", self.text)))
        self._operators = max(self._operators, len(_OPERATORS.findall(self.text)))
        self._terms = max(self._terms, len(_TERM.findall(self.text)))

    def _check_counts(self, at: int) -> None:
        self._check_depth(len(self._open), at)
        if self._groups > self.limits.groups:
            self._refuse(f"The query has more than {self.limits.groups} groups and assignments", at)
        if self._operators > self.limits.operators:
            self._refuse(f"The query has more than {self.limits.operators} operators", at)
        if self._terms > self.limits.terms:
            self._refuse(f"The query has more than {self.limits.terms} terms and keywords", at)

    def _check_depth(self, depth: int, at: int) -> None:
        if depth > self.limits.depth:
            self._refuse(f"The query nests brackets more than {self.limits.depth} deep", at)

    def _refuse(self, message: str, at: int) -> NoReturn:
        line, column = place(self.text, at)
        raise QueryRefused(
            f"{message} (line {line}, column {column}).",
            "Use VALUES for long lists, a property path for chains, or several queries.",
        )

    def _refuse_service(self, at: int) -> NoReturn:
        line, column = place(self.text, at)
        raise QueryRefused(
            f"SERVICE is not allowed here (line {line}, column {column}).",
            "This service sends no request to another endpoint; ask that one yourself and join the answers.",
        )


def place(text: str, position: int) -> tuple[int, int]:
    """Return line and column, from 1, of a position in the text."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
