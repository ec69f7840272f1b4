"""What a document says about itself: which work it is, and its metadata."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, Quad

from graph.documents import Kind, Metadata
from graph.documents.blocks import formula_bodies
from graph.errors import DocumentError, SymbolError
from graph.names import UnknownName
from graph.statements.terms import (
    SOURCE,
    TITLE,
    TRUE,
    A,
    act_class,
    agenda_item,
    integer,
    known_work,
    meeting,
    node,
    typed,
    unm,
    work,
)
from graph.symbols import session_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pyoxigraph import NamedNode

    from graph.documents import Document
    from graph.names import Names
    from graph.statements.homes import Home, Homes, Place
    from graph.symbols import Symbol

UNKNOWN: Final = Metadata()
_YEAR: Final = 4  # digits
# Main Committees of the Assembly report to it; other bodies recommend.
_REPORTING: Final = re.compile(r"ga-.+")


def identity(
    document: Document, names: Names, symbol: str | None, source: str | None, name: str
) -> tuple[NamedNode, tuple[Quad, ...]]:
    """Return the work that a document is, and what its identity says, in the graph of the work's own IRI.

    The caller's word counts before the document's own. Raises DocumentError if neither gives a symbol, and
    no registered slug is given.
    """
    about = document.metadata or UNKNOWN
    if source is None and (found := symbol or about.symbol):
        return work(names, found)
    if source is None:
        raise DocumentError(
            name,
            "the document does not say its symbol",
            "Give the symbol, or a registered slug (x-src/SLUG) for a document that has none.",
        )
    subject = node(names.source(source))
    return subject, tuple(_unsymboled(subject, names, about))


def _unsymboled(subject: NamedNode, names: Names, about: Metadata) -> Iterator[Quad]:
    kind = "Act" if about.kind and act_class(about.kind) != "Work" else "Work"
    yield Quad(subject, A, unm(kind), subject)
    yield Quad(subject, unm("symbolStatus"), unm("symbolUnknown"), subject)
    if kind == "Act" and about.body:
        yield Quad(subject, unm("adoptedBy"), node(names.body(about.body)), subject)


def metadata(document: Document, names: Names, home: Home) -> Iterator[Quad]:
    """Yield what a document says about its work, in the graph of the expression.

    A day on which the body could not adopt an act of this session is another act's, and left out.
    """
    about, graph, subject = document.metadata or UNKNOWN, home.expression, home.work
    if title := about.title or document.title:
        yield Quad(subject, TITLE, Literal(title, language=document.language), graph)
    symbol = names.parse(home.work.value).symbol
    if about.adopted_on and _is_in_session(about.adopted_on, symbol):
        yield Quad(subject, unm("adoptedOn"), typed(about.adopted_on.isoformat(), "date"), graph)
    yield from _origin(about, names, home)
    if about.body:
        yield from _occasion(about, about.body, names, home)
    if about.original_language:
        yield from _original(about.original_language, names, home)


def _is_in_session(day: dt.date, symbol: Symbol | None) -> bool:
    """Whether a day lies in the session of the symbol, where that has bounds: a year, or the Assembly's."""
    session = symbol.session if symbol else None
    if symbol is None or session is None or not session.isdecimal():
        return True
    if len(session) == _YEAR:
        return day.year in (int(session) - 1, int(session))  # a session may open in the year before
    try:
        first, last = session_window(session)
    except SymbolError:
        return True
    return symbol.body != "ga" or first <= day <= last


def _origin(about: Metadata, names: Names, home: Home) -> Iterator[Quad]:
    """Yield on whose report and recommendation an act was adopted, and from which draft."""
    graph, subject = home.expression, home.work
    if about.recommended_by:
        term = "onReportOf" if _REPORTING.fullmatch(about.recommended_by) else "recommendedBy"
        yield Quad(subject, unm(term), node(names.body(about.recommended_by)), graph)
    if about.on_report and (report := known_work(names, about.on_report)):
        yield Quad(subject, unm("onReport"), report[0], graph)
        yield Quad(report[0], A, unm("Report"), graph)
        yield from report[1]
    if about.draft and (draft := known_work(names, about.draft)):
        yield Quad(draft[0], A, unm("DraftAct"), graph)
        yield Quad(draft[0], unm("becameAct"), subject, graph)
        yield from draft[1]


def _occasion(about: Metadata, body: str, names: Names, home: Home) -> Iterator[Quad]:
    """Yield the meeting at which an act was adopted, and the items of the agenda under which."""
    graph, subject = home.expression, home.work
    if about.meeting and (held := meeting(names, body, about.session, about.meeting)):
        yield Quad(subject, unm("adoptedAt"), held[0], graph)
        yield from held[1]
    for item in about.agenda_items if about.session else ():
        try:
            found = agenda_item(names, body, about.session or "", item)
        except UnknownName:
            continue  # a number that no agenda has: the reader took something else for it
        yield Quad(subject, unm("underAgendaItem"), found[0], graph)
        yield from found[1]


def _original(language: str, names: Names, home: Home) -> Iterator[Quad]:
    """Yield which language version is the original, also where it is another one than this."""
    graph = home.expression
    original = node(names.expression(home.work.value, language))
    yield Quad(original, unm("originalLanguage"), TRUE, graph)
    if original != graph:
        yield Quad(home.work, unm("hasExpression"), original, graph)
        yield Quad(original, A, unm("Expression"), graph)
        yield Quad(original, unm("inLanguage"), node(names.language(language)), graph)


# ---------------------------------------------------------------- votes


def vote(document: Document, names: Names, where: Homes) -> Iterator[Quad]:
    """Yield how an act was adopted, under the front or back matter that says so."""
    about, home = document.metadata or UNKNOWN, where.own
    if about.votes is None and not about.without_vote:
        return
    place = _place_of_vote(home, about.votes)
    if place is None:
        return
    yield from vote_record(about, names, home, place.text)


def vote_record(about: Metadata, names: Names, home: Home, source: NamedNode) -> Iterator[Quad]:
    """Yield how an act was adopted, as `source` says: the text of a paragraph, or a record."""
    if about.votes is None and not about.without_vote:
        return
    graph = home.expression
    subject = node(names.statement(source.value, "vote", "1"))
    yield Quad(subject, A, unm("VoteRecord"), graph)
    yield Quad(subject, unm("voteOn"), home.work, graph)
    yield Quad(subject, SOURCE, source, graph)
    if about.votes is None:
        yield Quad(subject, unm("adoptedWithoutVote"), TRUE, graph)
        return
    for term, count in zip(("votesInFavour", "votesAgainst", "abstentions"), about.votes, strict=True):
        yield Quad(subject, unm(term), integer(count), graph)


def place_of_vote(document: Document, where: Homes) -> Place | None:
    """Return the front or back matter that says how an act was adopted."""
    about = document.metadata or UNKNOWN
    if about.votes is None and not about.without_vote:
        return None
    return _place_of_vote(where.own, about.votes)


def _place_of_vote(home: Home, votes: tuple[int, int, int] | None) -> Place | None:
    """Return the paragraph that has the numbers of a vote, else the back or the front matter as a whole."""
    around = [place for place in home.places.values() if place.kind in {Kind.FRONT, Kind.BACK}]
    for place in around if votes else ():
        numbers = set(re.findall(r"\d+", place.paragraph.text if place.paragraph else ""))
        if votes and {str(votes[0]), str(votes[1])} <= numbers:
            return place
    return home.places.get("back") or home.places.get("front") or (around[-1] if around else None)


# ---------------------------------------------------------------- drafts


def drafts(names: Names, where: Homes) -> Iterator[Quad]:
    """Yield the drafts that an act contains, each in the graph of the paragraph that recommends it."""
    for home in where.drafts:
        place = recommending(where, home)
        graph = place.text if place else where.own.expression
        yield Quad(home.work, A, unm("DraftAct"), graph)
        yield Quad(home.work, unm("embeddedIn"), where.own.work, graph)
        bodies = {body for place in home.places.values() for body in _formula(place)}
        if len(bodies) == 1:
            yield Quad(home.work, unm("recommendedTo"), node(names.body(bodies.pop())), graph)


def recommending(where: Homes, draft: Home) -> Place | None:
    """Return the paragraph before a draft: the one that recommends it."""
    before: Place | None = None
    for home, place in where.by_path.values():
        if home is draft:
            break
        if home is where.own:
            before = place
    return before


def _formula(place: Place) -> frozenset[str]:
    is_formula = place.kind is Kind.ENACTING and place.paragraph is not None
    bodies = formula_bodies(place.paragraph.text) if is_formula and place.paragraph else frozenset[str]()
    return bodies if len(bodies) == 1 else frozenset()
