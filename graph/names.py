"""Every rule by which a thing gets its IRI, both ways: `Names` makes IRIs, and `Names.parse` reads them.

An IRI can be computed from what it names, so that two people who state the same thing name it alike. Each
rule has one method that makes it; `parse` reads an IRI and makes it again by that method, so that no second
spelling is ever accepted.

IRIs hold only characters that RFC 3987 allows in a path; others are percent-encoded as UTF-8
(<https://www.rfc-editor.org/rfc/rfc3987#section-2.2>). Words in a path are in lower case where they are ours
(`op`, `zh`, `cite`), and a symbol has no component in lower case, which is how the two are told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from graph.errors import SymbolError, UsageError
from graph.symbols import Symbol, symbol_of_path
from graph.symbols import parse as parse_symbol

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEFAULT_BASE", "ONTOLOGY", "VOCABULARY", "Name", "NameKind", "Names", "UnknownName"]

DEFAULT_BASE: Final = "https://w3id.org/un-mandates/"
ONTOLOGY: Final = "https://w3id.org/un-mandates/ontology"  # the ontology itself, and the graph that holds it
VOCABULARY: Final = f"{ONTOLOGY}#"  # its terms; the same under every base


class UnknownName(UsageError):
    """The IRI, or the part of one, follows no rule."""


class NameKind(StrEnum):
    """What an IRI names."""

    WORK = "work"  # parts: the path after doc/
    EXPRESSION = "expression"  # parts: language
    MANIFESTATION = "manifestation"  # parts: format
    PROVISION = "provision"  # parts: path in the work
    TEXT = "text"  # a provision in one language, and the graph of what it states; parts: path in the work
    CITATION = "citation"  # parts: path of what is cited, occurrence
    UNRESOLVED = "unresolved-citation"  # parts: surface form, occurrence
    STATEMENT = "statement"  # a mandate, figure, activity, …; parts: family, then its key
    BODY = "body"  # parts: code
    SESSION = "session"  # parts: body, session
    AGENDA_ITEM = "agenda-item"  # parts: body, session, item ("6", "6/d")
    MEETING = "meeting"  # parts: body, ordinal or slug
    SCHEDULE_STEP = "schedule-step"  # parts: "meeting" or "session", body, ordinal, step
    STANDING = "standing"  # parts: body, slug
    SCHEME = "scheme"  # the concept scheme of such a family; parts: family
    THING = "thing"  # an office, place, topic, …; parts: family, slug
    PERIOD = "period"  # parts: first and last year, month or day (the same for one)
    GRAPH = "graph"  # parts: curated, inferred, local
    TERM = "term"  # of the vocabulary or its schemes; parts: local name
    SHAPES = "shapes"  # parts: local name, "" for the graph of all shapes
    SKOLEM = "skolem"  # what was a blank node in a file; parts: the path


@dataclass(frozen=True, slots=True)
class Name:
    """What an IRI names, and what it says about it."""

    kind: NameKind
    iri: str
    parts: tuple[str, ...]  # see NameKind; decoded
    work: str | None = None  # IRI of the work, for it and all below it
    symbol: Symbol | None = None  # of that work, if it has one
    language: str | None = None  # BCP 47
    provision: str | None = None  # path in the work: "op/8", "sec/IV/op/2"
    text: str | None = None  # IRI of the paragraph's text, for what it states


# Path families below the base whose members have a slug of their own.
THINGS: Final = frozenset({"language", "office", "place", "platform", "programme", "run", "topic"})
# What a paragraph states → the number of parts of its key; the last is the occurrence in the paragraph.
STATEMENTS: Final = {
    "activity": 1,
    "figure": 1,
    "finding": 1,
    "link": 2,  # relation, occurrence
    "mandate": 2,  # verb, occurrence
    "partnership": 1,
    "term": 1,
    "vote": 1,
}
# Steps of a provision's path → least and most labels after the word.
CONTAINERS: Final = {
    "annex": (0, 1),
    "appendix": (0, 1),
    "back": (0, 0),
    "ch": (1, 1),
    "formula": (0, 1),
    "front": (0, 0),
    "part": (1, 1),
    "sec": (1, 1),
    "sub": (1, 1),
    "summary": (0, 0),
}
LEAVES: Final = {
    "art": (1, 3),
    "fn": (1, 2),
    "mandates": (1, 1),  # a row of the table of legislative mandates in a budget fascicle
    "op": (1, 3),
    "p": (1, 3),
    "pp": (1, 2),
    "rule": (1, 3),
}
GRAPHS: Final = ("curated", "inferred", "local")
RECORD: Final = "marc"  # a record of a library about a work, which is the graph of what it says
FORMATS: Final = frozenset({"docx", "html", "pdf", "txt", "xml", RECORD})
FAMILIES: Final = THINGS | {".well-known", "body", "doc", "graph", "meeting", "period", "session", "standing"}
UNSYMBOLED: Final = frozenset({"x-declaration", "x-src", "x-treaty", "x-work"})

_SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_THING = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_SESSION = re.compile(r"(?:(?:S|ES|OS|SS)-)?[1-9]\d{0,3}|[a-z][a-z0-9-]*")
_ORDINAL = re.compile(r"[1-9]\d{0,4}")
_LABEL = re.compile(r"\d{1,4}|[A-Z]{1,8}|[a-z]|[ivxlc]{1,6}|star|bis|ter")
_ITEM = re.compile(r"\d{1,4}|[A-Z]{1,2}|[a-z]{1,2}|[ivxlc]{1,6}|bis|ter")  # 19 (c), 98 (bb)
_DAY = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"(?P<first>{_DAY})(?:--(?P<last>{_DAY}))?")
_VERB = re.compile(r"[a-z][A-Za-z]*")
_LOCAL = re.compile(r"[A-Za-z][\w-]*(?:/[A-Za-z][\w-]*)*")
_BASE = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`?#]+/")


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs under one base. Raises UnknownName from every method whose arguments follow no rule."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise UnknownName(
                f"{self.base!r} is no base of IRIs.", "Expected an absolute IRI that ends in a slash."
            )

    # ------------------------------------------------------------ works and what is in them

    def work(self, symbol: Symbol | str) -> str:
        """Return the IRI of a work by its symbol, in any spelling. Raises SymbolError if it is none."""
        found = symbol if isinstance(symbol, Symbol) else parse_symbol(symbol)
        return self.base + found.path

    def declaration(self, slug: str) -> str:
        """Return the IRI of a declaration: `doc/x-declaration/salvador-2010`."""
        return self.unsymboled("x-declaration", slug)

    def source(self, slug: str) -> str:
        """Return the IRI of a source whose symbol is not known, by its registered slug: `doc/x-src/…`."""
        return self.unsymboled("x-src", slug)

    def treaty(self, slug: str) -> str:
        """Return the IRI of a treaty: `doc/x-treaty/untoc`."""
        return self.unsymboled("x-treaty", slug)

    @property
    def charter(self) -> str:
        """The IRI of the Charter of the United Nations."""
        return f"{self.base}doc/x-charter"

    def unsymboled(self, family: str, slug: str) -> str:
        """Return the IRI of a work that has no symbol; the family is one of UNSYMBOLED."""
        if family not in UNSYMBOLED:
            raise UnknownName(
                f"{family!r} is no family of works.", f"Known: {', '.join(sorted(UNSYMBOLED))}."
            )
        return f"{self.base}doc/{family}/{_checked(_SLUG, slug, 'a slug')}"

    def draft(self, work: str, number: int | str) -> str:
        """Return the IRI of a draft act that a work contains: its paragraphs are not the work's own."""
        self._expect(work, NameKind.WORK)
        return f"{work}/draft/{_checked(_ORDINAL, number, 'a number')}"

    def expression(self, work: str, language: str) -> str:
        """Return the IRI of a work in one language (BCP 47), and of the graph of its structure."""
        self._expect(work, NameKind.WORK)
        return f"{work}/{_language_tag(language)}"

    def manifestation(self, expression: str, format: str) -> str:
        """Return the IRI of an expression in one format: `…/zh/pdf`."""
        self._expect(expression, NameKind.EXPRESSION)
        if format not in FORMATS:
            raise UnknownName(
                f"{format!r} is no format of a document.", f"Known: {', '.join(sorted(FORMATS))}."
            )
        return f"{expression}/{format}"

    def provision(self, parent: str, path: str) -> str:
        """Return the IRI of a provision of a work, or of its text if the parent is an expression.

        The path has its containers first: `op/8`, `op/2/a/i`, `sec/IV/op/2`, `annex/I/art/56/1`, `fn/1`.
        """
        self._expect(parent, NameKind.WORK, NameKind.EXPRESSION)
        segments = path.split("/")
        if _provision_end(segments) != len(segments):
            raise UnknownName(
                f"{path!r} is no path of a provision.", "Expected, for example: op/8, sec/IV/op/2, p/12."
            )
        return f"{parent}/{path}"

    # ------------------------------------------------------------ what a paragraph states

    def citation(self, text: str, cited: str, occurrence: int | str = 1) -> str:
        """Return the IRI of a citation in a paragraph's text, by the IRI of what it cites.

        What is in the same work is cited by its path there (`cite/p/6`), other works by theirs
        (`cite/A/RES/65/230`, and `…/2` for the second mention). After a document or a provision the
        occurrence is set off (`cite/A/47/-/2`), because `A/47/2` is a document too.
        """
        path = self._cited_path(text, cited)
        mention = int(_checked(_ORDINAL, occurrence, "an occurrence"))
        return f"{text}/cite/{path}{self._occurrence(cited, mention)}"

    def unresolved_citation(self, text: str, surface: str, occurrence: int | str = 1) -> str:
        """Return the IRI of a citation whose target is not certain, by the form in which it is printed."""
        self._expect(text, NameKind.TEXT)
        mention = int(_checked(_ORDINAL, occurrence, "an occurrence"))
        return f"{text}/cite/x-unresolved/{_segment(surface)}" + (f"/{mention}" if mention > 1 else "")

    def mandate(self, text: str, verb: str, n: int | str) -> str:
        """Return the IRI of the n-th mandate with this verb in a paragraph: `…/mandate/requests/1`."""
        return self.statement(text, "mandate", verb, str(n))

    def link(self, text: str, relation: str, n: int | str) -> str:
        """Return the IRI of the n-th lineage link with this relation in a paragraph."""
        return self.statement(text, "link", relation, str(n))

    def figure(self, text: str, n: int | str) -> str:
        """Return the IRI of the n-th figure in a paragraph."""
        return self.statement(text, "figure", str(n))

    def activity(self, text: str, n: int | str) -> str:
        """Return the IRI of the n-th activity in a paragraph."""
        return self.statement(text, "activity", str(n))

    def finding(self, text: str, n: int | str) -> str:
        """Return the IRI of the n-th finding in a paragraph."""
        return self.statement(text, "finding", str(n))

    def partnership(self, text: str, n: int | str) -> str:
        """Return the IRI of the n-th partnership in a paragraph."""
        return self.statement(text, "partnership", str(n))

    def statement(self, text: str, family: str, *key: str) -> str:
        """Return the IRI of what a paragraph or a record states: one of the STATEMENTS, and its key."""
        self._expect(text, NameKind.TEXT, NameKind.MANIFESTATION)
        if STATEMENTS.get(family) != len(key):
            raise UnknownName(f"{'/'.join((family, *key))!r} is no key of a statement.")
        for verb in key[:-1]:
            _checked(_VERB, verb, "a verb or relation")
        _checked(_ORDINAL, key[-1], "an occurrence")
        return "/".join((text, family, *key))

    # ------------------------------------------------------------ bodies and meetings

    def body(self, code: str) -> str:
        """Return the IRI of a body by its code: `body/ccpcj`."""
        return f"{self.base}body/{_checked(_SLUG, code, 'the code of a body')}"

    def session(self, body: str, session: int | str) -> str:
        """Return the IRI of a session of a body, in Arabic: `session/ccpcj/30`, `session/ga/S-20`."""
        code = _checked(_SLUG, body, "the code of a body")
        return f"{self.base}session/{code}/{_checked(_SESSION, session, 'a session')}"

    def agenda_item(self, session: str, item: str) -> str:
        """Return the IRI of an agenda item: "6", "6/d"; "6(d)" and "6 (d)" are read as the latter."""
        self._expect(session, NameKind.SESSION)
        steps = [step for step in re.split(r"[/()\s.]+", item) if step]
        if not steps:
            raise UnknownName("An agenda item without a number.", "Expected 6 or 6/d.")
        return "/".join(
            (session, "agenda", *(_checked(_ITEM, step, "a step of an agenda item") for step in steps))
        )

    def meeting(self, body: str, meeting: int | str) -> str:
        """Return the IRI of a meeting of a body by its ordinal or slug: `meeting/egcc/6`."""
        code = _checked(_SLUG, body, "the code of a body")
        return f"{self.base}meeting/{code}/{_checked(_SLUG, meeting, 'an ordinal or a slug')}"

    def schedule_step(self, event: str, step: int | str) -> str:
        """Return the IRI of a step in the schedule of a meeting or session: `meeting/egcc/6/schedule/2`."""
        self._expect(event, NameKind.MEETING, NameKind.SESSION)
        return f"{event}/schedule/{_checked(_ORDINAL, step, 'a step')}"

    def standing(self, body: str, slug: str) -> str:
        """Return the IRI of the standing mandate of a body: `standing/egcc/comprehensive-study`."""
        code = _checked(_SLUG, body, "the code of a body")
        return f"{self.base}standing/{code}/{_checked(_SLUG, slug, 'a slug')}"

    # ------------------------------------------------------------ things with a slug or a code

    def scheme(self, family: str) -> str:
        """Return the IRI of the concept scheme of one of the families THINGS: `topic`."""
        if family not in THINGS:
            raise UnknownName(f"{family!r} is no family of things.", f"Known: {', '.join(sorted(THINGS))}.")
        return f"{self.base}{family}"

    def thing(self, family: str, slug: str) -> str:
        """Return the IRI of a thing of one of the families THINGS."""
        return f"{self.scheme(family)}/{_checked(_THING, slug, 'a slug')}"

    def office(self, slug: str) -> str:
        """Return the IRI of an office: `office/secretary-general`."""
        return self.thing("office", slug)

    def place(self, code: str) -> str:
        """Return the IRI of a place by ISO 3166-1 alpha-3, M49 code or slug: `place/SLV`, `place/m49-035`."""
        return self.thing("place", f"m49-{code}" if re.fullmatch(r"\d{3}", code) else code)

    def topic(self, slug: str) -> str:
        """Return the IRI of a topic."""
        return self.thing("topic", slug)

    def programme(self, slug: str) -> str:
        """Return the IRI of a programme."""
        return self.thing("programme", slug)

    def platform(self, slug: str) -> str:
        """Return the IRI of a platform."""
        return self.thing("platform", slug)

    def language(self, tag: str) -> str:
        """Return the IRI of a language by its BCP 47 tag."""
        return self.thing("language", tag)

    def period(self, first: int | str, last: int | str | None = None) -> str:
        """Return the IRI of a period of years, months or days: `period/2018--2020`, both ends in it."""
        end = first if last is None else last
        span = str(first) if str(first) == str(end) else f"{first}--{end}"
        if not _PERIOD.fullmatch(span) or (len(str(first)) == len(str(end)) and str(first) > str(end)):
            raise UnknownName(f"{span!r} is no period.", "Expected 2020, 2020-03 or 2018--2020.")
        return f"{self.base}period/{span}"

    # ------------------------------------------------------------ graphs

    @property
    def graph_curated(self) -> str:
        """The graph of what no paragraph states: labels, outside identifiers."""
        return self.graph("curated")

    @property
    def graph_inferred(self) -> str:
        """The graph of what is derived."""
        return self.graph("inferred")

    @property
    def graph_local(self) -> str:
        """The graph of what a user writes without naming a graph."""
        return self.graph("local")

    @property
    def graph_shapes(self) -> str:
        """The graph of the shapes."""
        return f"{self.base}shapes"

    def graph(self, name: str) -> str:
        """Return the IRI of one of the GRAPHS."""
        if name not in GRAPHS:
            raise UnknownName(f"{name!r} is no graph.", f"Known: {', '.join(GRAPHS)}.")
        return f"{self.base}graph/{name}"

    # ------------------------------------------------------------ reading

    def parse(self, iri: str) -> Name:
        """Return what an IRI names.

        Raises UnknownName if it follows no rule, or is not spelt as the rule has it.
        """
        name = self._term(iri) or self._read(iri)
        if name.iri != iri:
            raise UnknownName(f"<{iri}> is not spelt as its rule has it.", f"Expected <{name.iri}>.")
        return name

    def _term(self, iri: str) -> Name | None:
        local = None if not iri.startswith(ONTOLOGY) else iri.removeprefix(ONTOLOGY)
        if local is None or (local and not (local[0] in "#/" and _LOCAL.fullmatch(local[1:]))):
            return None
        return Name(NameKind.TERM, iri, (local[1:],))

    def _read(self, iri: str) -> Name:
        path = iri.removeprefix(self.base)
        if path == iri:
            raise UnknownName(f"<{iri}> is not under <{self.base}>.")
        if path == "shapes" or path.startswith("shapes#"):
            return Name(NameKind.SHAPES, iri, (path.removeprefix("shapes").removeprefix("#"),))
        if path in THINGS:
            return Name(NameKind.SCHEME, self.scheme(path), (path,))
        head, *segments = path.split("/")
        if head not in FAMILIES or not segments:
            raise UnknownName(f"<{iri}> follows no rule.", f"Known: {', '.join(sorted(FAMILIES))}.")
        try:
            return self._read_family(head, segments)
        except SymbolError as error:
            raise UnknownName(f"<{iri}> names no work: {error.message}", error.hint) from error

    def _read_family(self, head: str, segments: list[str]) -> Name:
        match head:
            case "doc":
                return self._read_document(segments)
            case "body":
                return Name(NameKind.BODY, self.body(_only(segments)), tuple(segments))
            case "session" | "meeting":
                return self._read_event(head, segments)
            case "standing":
                return self._read_standing(segments)
            case "period":
                return self._read_period(segments)
            case "graph":
                return Name(NameKind.GRAPH, self.graph(_only(segments)), tuple(segments))
            case ".well-known":
                return self._read_skolem(segments)
            case _:
                return Name(NameKind.THING, self.thing(head, _only(segments)), (head, *segments))

    def _expect(self, iri: str, *kinds: NameKind) -> Name:
        """Return the name of an IRI that must be of one of the kinds."""
        name = self.parse(iri)
        if name.kind not in kinds:
            raise UnknownName(f"<{iri}> is a {name.kind}.", f"Expected a {' or a '.join(kinds)}.")
        return name

    def _cited_path(self, text: str, cited: str) -> str:
        home, target = self._expect(text, NameKind.TEXT), self.parse(cited)
        if target.kind in {NameKind.PROVISION, NameKind.TEXT} and target.work == home.work:
            return target.provision or ""
        path = cited.removeprefix(self.base)
        if path == cited:
            raise UnknownName(
                f"<{cited}> is not under <{self.base}>.", "A citation is of something in the graph."
            )
        return path.removeprefix("doc/")

    def _occurrence(self, cited: str, mention: int) -> str:
        if mention == 1:
            return ""
        name = self.parse(cited)
        plain = name.kind is NameKind.WORK and (name.symbol is None or name.symbol.is_act)
        return f"/{mention}" if plain else f"/-/{mention}"

    # ---------------------------------------- reading what is under doc/

    def _read_document(self, segments: list[str]) -> Name:
        end = _work_end(segments)
        work, symbol = self._read_work(segments[:end])
        rest = segments[end:]
        if not rest:
            return Name(NameKind.WORK, work, (work.removeprefix(f"{self.base}doc/"),), work, symbol)
        if _provision_end(rest):
            return self._read_provision(work, symbol, work, None, rest)
        expression = _join(work, _language_tag(rest[0]))
        if len(rest) == 1:
            return Name(NameKind.EXPRESSION, expression, (rest[0],), work, symbol, rest[0])
        if rest[1] in FORMATS:
            iri = _join(expression, rest[1])
            file = Name(NameKind.MANIFESTATION, iri, (rest[1],), work, symbol, rest[0])
            return self._read_stated(file, rest[2:]) if len(rest) > 2 else file
        return self._read_provision(work, symbol, expression, rest[0], rest[1:])

    def _read_work(self, segments: list[str]) -> tuple[str, Symbol | None]:
        """Return the IRI and the symbol of a work from its segments, a draft in it included."""
        if len(segments) > 2 and segments[-2] == "draft":
            work, symbol = self._read_work(segments[:-2])
            del symbol  # it is the containing work's
            return _join(work, "draft", _checked(_ORDINAL, segments[-1], "a number")), None
        if segments == ["x-charter"]:
            return self.charter, None
        if segments[0] in UNSYMBOLED:
            if len(segments) != 2:
                raise UnknownName(
                    f"{'/'.join(segments)!r} names no work.", f"Expected {segments[0]}/ and a slug."
                )
            return self.unsymboled(*segments), None
        symbol = symbol_of_path("doc/" + "/".join(segments))
        return self.work(symbol), symbol

    def _read_provision(
        self, work: str, symbol: Symbol | None, parent: str, language: str | None, segments: list[str]
    ) -> Name:
        end = _provision_end(segments)
        if not end:
            raise UnknownName(f"{'/'.join(segments)!r} is no path of a provision.")
        path = "/".join(segments[:end])
        iri, rest = _join(parent, path), segments[end:]
        kind = NameKind.PROVISION if language is None else NameKind.TEXT
        provision = Name(kind, iri, (path,), work, symbol, language, path, iri if language else None)
        return self._read_statement(provision, rest) if rest else provision

    def _read_statement(self, text: Name, segments: list[str]) -> Name:
        """Return what a paragraph states, from the segments after its text."""
        if text.kind is not NameKind.TEXT:
            raise UnknownName(f"{'/'.join(segments)!r} cannot stand under a provision: it needs a language.")
        family, key = segments[0], segments[1:]
        if family == "cite" and key[:1] == ["x-unresolved"] and len(key) in {2, 3}:
            surface, mention = unquote(key[1]), key[2] if len(key) == 3 else "1"
            iri = self.unresolved_citation(text.iri, surface, mention)
            return self._under(text, NameKind.UNRESOLVED, iri, (surface, mention))
        if family == "cite" and key:
            return self._read_citation(text, key)
        return self._read_stated(text, segments)

    def _read_stated(self, origin: Name, segments: list[str]) -> Name:
        iri = self.statement(origin.iri, segments[0], *segments[1:])
        return self._under(origin, NameKind.STATEMENT, iri, tuple(segments))

    def _read_citation(self, text: Name, key: list[str]) -> Name:
        mention = "1"
        if len(key) > 2 and key[-2] == "-":
            key, mention = key[:-2], key[-1]
        elif len(key) > 1 and _ORDINAL.fullmatch(key[-1]) and self._is_plain(key[:-1]):
            key, mention = key[:-1], key[-1]
        cited = self._cited(text, key)
        iri = self.citation(text.iri, cited, mention)
        return self._under(text, NameKind.CITATION, iri, ("/".join(key), mention))

    def _is_plain(self, key: list[str]) -> bool:
        """Whether the segments are a work after which an occurrence stands without being set off."""
        try:
            name = self._read_document(key)
        except (UnknownName, SymbolError):
            return False
        return name.kind is NameKind.WORK and (name.symbol is None or name.symbol.is_act)

    def _cited(self, text: Name, key: list[str]) -> str:
        """Return the IRI of what a citation is of, from the path after `cite/`."""
        if _provision_end(key) == len(key):
            return _join(text.work or "", *key)
        if key[0] in FAMILIES:
            return self.base + "/".join(key)
        return f"{self.base}doc/" + "/".join(key)

    def _under(self, text: Name, kind: NameKind, iri: str, parts: tuple[str, ...]) -> Name:
        return Name(kind, iri, parts, text.work, text.symbol, text.language, text.provision, text.iri)

    # ---------------------------------------- reading the rest

    def _read_event(self, family: str, segments: list[str]) -> Name:
        """Return a session or meeting, its schedule step or its agenda item."""
        if len(segments) < 2:
            raise UnknownName(
                f"{family}/{'/'.join(segments)} is incomplete.", "Expected a body and a number."
            )
        make, kind = (
            (self.session, NameKind.SESSION) if family == "session" else (self.meeting, NameKind.MEETING)
        )
        iri, rest = make(segments[0], segments[1]), segments[2:]
        if not rest:
            return Name(kind, iri, tuple(segments))
        if rest[0] == "schedule" and len(rest) == 2:
            return Name(
                NameKind.SCHEDULE_STEP, self.schedule_step(iri, rest[1]), (family, *segments[:2], rest[1])
            )
        if rest[0] == "agenda" and kind is NameKind.SESSION:
            item = "/".join(rest[1:])
            return Name(NameKind.AGENDA_ITEM, self.agenda_item(iri, item), (*segments[:2], item))
        raise UnknownName(f"{family}/{'/'.join(segments)} follows no rule.")

    def _read_standing(self, segments: list[str]) -> Name:
        if len(segments) != 2:
            raise UnknownName(
                f"standing/{'/'.join(segments)} follows no rule.", "Expected a body and a slug."
            )
        return Name(NameKind.STANDING, self.standing(*segments), tuple(segments))

    def _read_period(self, segments: list[str]) -> Name:
        match = _PERIOD.fullmatch(_only(segments))
        if not match:
            raise UnknownName(f"period/{segments[0]} is no period.", "Expected 2020, 2020-03 or 2018--2020.")
        first, last = match["first"], match["last"] or match["first"]
        return Name(NameKind.PERIOD, self.period(first, last), (first, last))

    def _read_skolem(self, segments: list[str]) -> Name:
        iri = f"{self.base}.well-known/{'/'.join(segments)}"
        if segments[0] != "genid" or len(segments) < 2 or "" in segments:
            raise UnknownName(f"<{iri}> follows no rule.")
        return Name(NameKind.SKOLEM, iri, tuple(segments[1:]))


def _checked(pattern: re.Pattern[str], value: int | str, what: str) -> str:
    """Return the value as text if the whole of it fits the pattern; raises UnknownName."""
    text = str(value)
    if not pattern.fullmatch(text):
        raise UnknownName(f"{text!r} is not {what} as IRIs have it.", f"Expected {pattern.pattern}.")
    return text


def _language_tag(text: str) -> str:
    tag = _checked(_LANGUAGE, text, "a language tag")
    if tag in CONTAINERS or tag in LEAVES:
        raise UnknownName(f"{tag!r} is no language tag.", "It is the word for a provision.")
    return tag


def _join(*parts: str) -> str:
    return "/".join(parts)


def _only(segments: list[str]) -> str:
    if len(segments) != 1:
        raise UnknownName(f"{'/'.join(segments)!r} has {len(segments)} segments.", "Expected one.")
    return segments[0]


def _segment(text: str) -> str:
    """Return any text as one segment of a path. Raises UnknownName for a text that a path would swallow."""
    if not text.strip("."):
        raise UnknownName(f"{text!r} cannot be a segment of a path.")
    return quote(text, safe="!$&'()*+,;=:@-._~")


def _work_end(segments: list[str]) -> int:
    """Return how many segments name the work: a symbol has no component that begins in lower case."""
    if segments[0] in UNSYMBOLED:
        end = 2
    elif segments[0].startswith("x-") and segments[0] != "x-charter":
        end = 2 + _while(segments[2:], _is_of_symbol)
    else:
        end = 1 + _while(segments[1:], _is_of_symbol)
    return end + 2 if segments[end : end + 1] == ["draft"] else end


def _is_of_symbol(segment: str) -> bool:
    return bool(segment) and not ("a" <= segment[0] <= "z") and segment != "-"


def _while(segments: list[str], holds: Callable[[str], bool]) -> int:
    """Return how many segments from the first on hold."""
    return next((index for index, segment in enumerate(segments) if not holds(segment)), len(segments))


def _provision_end(segments: list[str]) -> int:
    """Return how many segments from the first on are the path of a provision; 0 if they begin with none."""
    end = 0
    while end < len(segments) and segments[end] in CONTAINERS:
        least, most = CONTAINERS[segments[end]]
        labels = min(most, _while(segments[end + 1 :], _is_label))
        if labels and not least and segments[end + 1] in LEAVES:
            labels = 0  # annex/p/1 is a paragraph of the only annex, not of annex p
        if labels < least:
            return 0
        end += 1 + labels
    if end < len(segments) and segments[end] in LEAVES:
        least, most = LEAVES[segments[end]]
        labels = min(most, _while(segments[end + 1 :], _is_label))
        return 0 if labels < least else end + 1 + labels
    return end


def _is_label(segment: str) -> bool:
    return bool(_LABEL.fullmatch(segment))
