"""Which act a number means: the body that is named, the subject of the clause, the issuer, numbers and dates.

A body numbers its acts in its own ways (`graph/grammar/acts.csv`), so the form of a number leaves few bodies.
Where two remain, none is picked: they are the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from graph.grammar import tables
from graph.symbols import Kind, SymbolError, doubts, parse, session_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from graph.grammar.tables import Form

# Bodies whose acts are cited everywhere without the body's name; of the rest it is said.
_USUAL = ("ga", "sc", "ecosoc", "hrc")
# What an assembly was before it was one: it calls that body by a short name.
_BEFORE = {"unea": "unep-gc", "unha": "hsp-gc"}
# From this session on a number of two parts without a body is the Assembly's: no other has come so far but
# the Commission on Narcotic Drugs and the regional commissions, which are always named.
_ASSEMBLY_ALONE = 61
_ASSEMBLY_FIRST = 31  # session in which the Assembly began to number so
_FIRST_DECISION = 400
_RESOLUTIONS_BEYOND = frozenset({"56/509", "56/511"})

# Year of the first session, and sessions a year (https://www.un.org/en/library/page/un-documents).
_SESSIONS = {
    "hrc": (2005.9, 3.0), "ccpcj": (1992.0, 1.0), "cnd": (1958.0, 1.0), "csw": (1957.0, 1.0),
    "csocd": (1963.0, 1.0), "escap": (1945.0, 1.0), "statcom": (1970.0, 1.0), "unea": (2012.0, 0.5),
}  # fmt: skip


@dataclass(slots=True)
class Context:
    """What is known at a place of a document; it moves along with the text."""

    issuer: str | None = None  # code of the body whose text this is
    year: int | None = None  # of the document: it cites nothing later
    named: dict[str, str] = field(default_factory=dict[str, str])  # short name → body it last stood for
    last: str | None = None  # body of the number before in the same list
    cited: dict[tuple[str, Kind], str] = field(default_factory=dict[tuple[str, "Kind"], str])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number means: a target, or candidates, or neither where it is no act of the UN's."""

    target: str | None
    candidates: tuple[str, ...] = ()
    method: str = "bodyPrefix"


NOTHING = Meaning(None)


def resolve(
    number: str,
    kind: Kind | None,
    bodies: frozenset[str] | None,
    subject: frozenset[str] | None,
    *,
    own: bool,
    date: dt.date | None,
    context: Context,
) -> Meaning:
    """Return what a number without spaces means where its text says this much about its body.

    `bodies` are those that the name before or after it may mean, empty for a stranger; `subject` those of the
    grammatical subject, where the text says "its".
    """
    if number.isdecimal():
        named = subject if own else bodies
        return _yearless(number, named if named is not None else frozenset({context.issuer or ""}), own=own)
    kind = usual_kind(number, kind)
    options = acts(number, kind)
    if bodies is not None and not own:
        return _named(options, bodies, number, kind, date, context)
    if subject is not None and own and not subject:
        return NOTHING
    return _unnamed(options, subject, number, kind, date, context, own=own)


def _yearless(number: str, bodies: frozenset[str], *, own: bool) -> Meaning:
    """Return the Security Council's resolution of a number without a year, if the number tells the year."""
    if "sc" not in bodies:
        return NOTHING
    try:
        return Meaning(parse(f"S/RES/{number}").canonical, method="possessive" if own else "bodyPrefix")
    except SymbolError:
        return NOTHING


def usual_kind(number: str, kind: Kind | None) -> Kind:
    """Return the kind of act: what is called a resolution is a decision where the Assembly numbers it so."""
    session, _, rest = number.partition("/")
    beyond = (
        rest.isdecimal() and int(rest) >= _FIRST_DECISION and session.isdecimal() and 31 <= int(session) < 200
    )
    if beyond and number not in _RESOLUTIONS_BEYOND and kind in {None, Kind.RESOLUTION}:
        return Kind.DECISION
    return kind or Kind.RESOLUTION


def _named(
    options: Mapping[str, str],
    bodies: frozenset[str],
    number: str,
    kind: Kind,
    date: dt.date | None,
    context: Context,
) -> Meaning:
    """Return the act of a named body; a short name is the issuer's, or what it last stood for."""
    if not bodies:
        return NOTHING
    found = {body: act for body, act in options.items() if body in bodies}
    if not found:  # the numbers know better than what stands before them
        return _unnamed(options, None, number, kind, date, context, own=False)
    return _pick(found, number, kind, date, context, "bodyPrefix")


def _unnamed(
    options: Mapping[str, str],
    subject: frozenset[str] | None,
    number: str,
    kind: Kind,
    date: dt.date | None,
    context: Context,
    *,
    own: bool,
) -> Meaning:
    method = "possessive" if own else "bodyPrefix"
    if own:
        for bodies in (subject, frozenset({context.issuer}) if context.issuer else None):
            found = {body: act for body, act in options.items() if body in (bodies or ())}
            if found and (fitting := _in_time(found, date, context)):
                return _pick(fitting, number, kind, date, context, method)
    if known := context.cited.get((number, kind)):
        return Meaning(known, method=method)
    session = number.partition("/")[0]
    if session.isdecimal() and _ASSEMBLY_ALONE <= int(session) < 200 and "ga" in options:
        return Meaning(options["ga"], method=method)
    likely = {body: act for body, act in options.items() if body in _USUAL or body == context.issuer}
    if date is not None and not _in_time(likely, date, context):
        likely = _in_time(options, date, context)
    if (
        session.isdecimal()
        and int(session) < _ASSEMBLY_FIRST
        and date is None
        and not _is_told(options, context)
    ):
        likely = dict(options)
    return _pick(likely or options, number, kind, date, context, method)


def _is_told(options: Mapping[str, str], context: Context) -> bool:
    """Whether the document has told which body numbers its acts like this."""
    return context.issuer in options or "hrc" in context.named.values()


def _pick(
    options: Mapping[str, str], number: str, kind: Kind, date: dt.date | None, context: Context, method: str
) -> Meaning:
    """Return the one act that dates and context leave, or the candidates."""
    left = _in_time(options, date, context) or dict(options)
    if len(left) > 1:
        sure = {body: act for body, act in left.items() if not doubts(parse(act))}
        left = sure or left
    if len(left) > 1 and context.last in left:
        left = {context.last: left[context.last]}
    kin = _BEFORE.get(context.issuer or "")
    if len(left) > 1 and kin in left:
        left = {kin: left[kin]}
    if len(left) > 1 and context.issuer in left:
        left = {context.issuer: left[context.issuer]}
    if len(left) > 1:
        last = [body for body in left if body in context.named.values()]
        left = {last[0]: left[last[0]]} if len(last) == 1 else left
    if len(left) > 1 and (known := context.cited.get((number, kind))) in left.values():
        return Meaning(known, method=method)
    if len(left) == 1:
        return Meaning(next(iter(left.values())), method=method)
    return Meaning(None, tuple(sorted(left.values())), method)


# ---------------------------------------------------------------- numbers


@lru_cache(maxsize=65_536)
def acts(number: str, kind: Kind) -> dict[str, str]:
    """Return body → canonical symbol of the act that the number may mean."""
    found: dict[str, str] = {}
    for form in _forms(kind):
        match = form.cited.fullmatch(number)
        if match is None or form.body in found:
            continue
        given = {name: value or "" for name, value in match.groupdict().items()}
        given["roman"] = given.get("session", "")
        part = given.get("part") or given.get("part_after") or ""
        try:
            symbol = parse(form.form.format_map(_Blank({**given, "part": part})))
        except SymbolError:
            continue
        if symbol.body == form.body and (form.highest is None or (symbol.number or 0) <= form.highest):
            found[form.body] = symbol.canonical
    return found


class _Blank(dict[str, str]):
    """Fields of a form; one that the number does not have is empty."""

    def __missing__(self, key: str) -> str:
        return ""


@cache
def _forms(kind: Kind) -> tuple[Form, ...]:
    return tuple(form for form in tables.forms() if form.kind is kind)


# ---------------------------------------------------------------- time


def _in_time(options: Mapping[str, str], date: dt.date | None, context: Context) -> dict[str, str]:
    """Return the acts that fit the date beside the number, and are not later than the document."""
    return {
        body: act
        for body, act in options.items()
        if _fits(body, act, date) and not _is_later(body, act, context)
    }


def _fits(body: str, act: str, date: dt.date | None) -> bool:
    if date is None:
        return True
    symbol = parse(act)
    if symbol.year is not None:
        return abs(symbol.year - date.year) <= 1
    if symbol.session is None or not symbol.session.isdecimal() or "(" in act:
        return True
    if body == "ga":
        first, last = session_window(symbol.session)
        return first <= date <= last
    expected = _year_of(body, int(symbol.session))
    return expected is None or abs(expected - (date.year + date.month / 12)) <= 1.6


def _is_later(body: str, act: str, context: Context) -> bool:
    symbol = parse(act)
    if context.year is None:
        return False
    if symbol.year is not None:
        return symbol.year > context.year
    if symbol.session is None or not symbol.session.isdecimal() or "(" in act:
        return False
    expected = 1945.7 + int(symbol.session) if body == "ga" else _year_of(body, int(symbol.session))
    return expected is not None and expected > context.year + 1.5


def _year_of(body: str, session: int) -> float | None:
    if body not in _SESSIONS:
        return None
    first, yearly = _SESSIONS[body]
    return first + session / yearly


def only(bodies: Collection[str]) -> str | None:
    """Return the body where there is one."""
    return next(iter(bodies)) if len(bodies) == 1 else None
