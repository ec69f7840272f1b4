"""The grammar over tokens: which numbers a word for an act governs, and what they share: body, date, place.

"Security Council resolutions 1325 (2000), 1820 (2008) of 19 June 2008" is one group of two mentions. In most
languages the word for the act stands before its numbers, in Chinese behind them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.extract.tokens import date_of, numbers_of
from graph.symbols import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from graph.extract.language import Language
    from graph.extract.tokens import Token

_LONGEST_GAP = 400  # characters between a number and what it may belong to
_FEW_TOKENS = 12  # looked back at, so that a paragraph is read in linear time


@dataclass(slots=True)
class Mention:
    """A number in a text, one or more parts of an act."""

    token: Token
    numbers: tuple[str, ...]  # one a part
    start: int
    end: int
    after: int  # end with the date and the body that belong to it
    date: dt.date | None = None
    pinpoint: str | None = None


@dataclass(slots=True)
class Group:
    """The mentions that one word for an act governs."""

    kind: Kind | None  # None where a number stands without a word: 1373 (2001)
    start: int
    bodies: frozenset[str] | None = None  # None where no body is named; empty for one that is not ours
    body: Token | None = None
    head: Token | None = None  # the word for the act
    own: Token | None = None  # its, their
    mentions: list[Mention] = field(default_factory=list[Mention])


class Grouping:
    """The groups of one layer of tokens."""

    def __init__(self, text: str, mask: str, tokens: Sequence[Token], language: Language) -> None:
        self.text, self.mask, self.tokens, self.language = text, mask, tokens, language
        self.groups: list[Group] = []

    def run(self) -> list[Group]:
        """Return the groups in the order of the text."""
        if self.language.act_last:
            self._acts_last()
        else:
            self._acts_first()
        for group in self.groups:
            _share_dates(group, onwards=self.language.act_last)
        return self.groups

    # ------------------------------------------------------------ the act before its numbers

    def _acts_first(self) -> None:
        group: Group | None = None
        for at, token in enumerate(self.tokens):
            if not token.is_number:
                continue
            mention = self._mention(at)
            head = self._head(at, group)
            if head is not None:
                group = self._open(head)
            elif group is None or not self._continues(group, mention):
                group = self._alone(mention)
            if group is None:
                continue
            self._add(group, mention, at)

    def _head(self, at: int, group: Group | None) -> int | None:
        """Return the index of the word that governs the number, if one stands before it."""
        number = self.tokens[at]
        floor = group.mentions[-1].end if group else 0
        for index in range(at - 1, max(-1, at - _FEW_TOKENS), -1):
            token = self.tokens[index]
            if token.start < floor or number.start - token.end > _LONGEST_GAP:
                return None
            if token.kind == "act":
                return index if self._governs(token, at) else None
        return None

    def _governs(self, act: Token, at: int) -> bool:
        """Whether only what belongs to both stands between an act and its number, be it their body."""
        number, before = self.tokens[at], self.tokens[at - 1]
        if before.kind == "body" and before.start >= act.end:
            closed = self._gap(self.language.head_gap, before.end, number.start)
            return closed and self._gap(self.language.head_gap, act.end, before.start)
        return self._gap(self.language.head_gap, act.end, number.start)

    def _open(self, head: int) -> Group:
        """Return the group of a word for an act, with the body or possessive before it."""
        token = self.tokens[head]
        group = Group(self.language.acts[token.text.lower()], token.start, head=token)
        if any(token.text.endswith(own) for own in self.language.own_acts):
            group.own = token
        owners = {"body", "own"} if self.language.body_before else {"own"}
        for index in range(head - 1, max(-1, head - 4), -1):
            before = self.tokens[index]
            if before.kind in owners and self._gap(self.language.body_gap, before.end, token.start):
                self._attribute(group, before)
                break
            if before.kind not in {"act", "date", "pin"}:
                break
        self.groups.append(group)
        return group

    def _attribute(self, group: Group, before: Token) -> None:
        if before.kind == "own":
            group.own = before
        else:
            group.body, group.bodies = before, self.language.bodies[before.text]
        if self.text[before.end : group.start].strip() in {"", "'s"}:
            group.start = before.start

    def _alone(self, mention: Mention) -> Group | None:
        """Return a group for a number that tells its act by its own form, None for any other."""
        if mention.token.kind != "sc":
            return None
        group = Group(None, mention.start)
        self.groups.append(group)
        return group

    def _continues(self, group: Group, mention: Mention) -> bool:
        """Whether the number goes on with the list, be it behind words that describe an act."""
        last = group.mentions[-1]
        if mention.start - last.after > _LONGEST_GAP:
            return False
        if self._gap(self.language.list_gap, last.after, mention.start):
            return True
        alike = last.token.kind == mention.token.kind and self._is_plural(group)
        if alike and self._gap(self.language.described_gap, last.after, mention.start):
            return True
        between = self.mask[last.after : mention.start]
        return mention.date is not None and not self.language.sentence_end.search(between)

    def _is_plural(self, group: Group) -> bool:
        return group.head is not None and self.language.plural.search(group.head.text) is not None

    # ------------------------------------------------------------ the act behind its numbers

    def _acts_last(self) -> None:
        waiting: list[tuple[int, Mention]] = []
        for at, token in enumerate(self.tokens):
            if token.is_number:
                mention = self._mention(at)
                if waiting and not self._gap(self.language.list_gap, waiting[-1][1].after, mention.start):
                    self._leave(waiting)
                waiting.append((at, mention))
            elif token.kind == "act" and waiting:
                if self._gap(self.language.head_gap, waiting[-1][1].after, token.start):
                    self._close(waiting, token)
                    waiting = []
                else:
                    self._leave(waiting)
        self._leave(waiting)

    def _leave(self, waiting: list[tuple[int, Mention]]) -> None:
        for _, mention in waiting:
            self._alone_with(mention)
        waiting.clear()

    def _alone_with(self, mention: Mention) -> None:
        if group := self._alone(mention):
            group.mentions.append(mention)

    def _close(self, waiting: list[tuple[int, Mention]], act: Token) -> None:
        first_at, first = waiting[0]
        group = Group(self.language.acts[act.text.lower()], first.start)
        for index in range(first_at - 1, max(-1, first_at - 5), -1):
            before = self.tokens[index]
            if before.kind in {"body", "own"}:
                if self._gap(self.language.body_gap, before.end, first.start):
                    self._attribute(group, before)
                break
            if before.kind not in {"date", "pin"}:
                break
        first.start = group.start
        waiting[-1][1].end = waiting[-1][1].after = act.end
        for at, mention in waiting:
            mention.date = self._date_before(at)
            group.mentions.append(mention)
        if pin := self._pin_after(self.tokens.index(act, waiting[-1][0]), act.end):
            waiting[-1][1].pinpoint = pin
        self.groups.append(group)

    def _date_before(self, at: int) -> dt.date | None:
        if at and self.tokens[at - 1].kind == "date":
            token = self.tokens[at - 1]
            if self._gap(self.language.date_gap, token.end, self._prefixed(self.tokens[at].start)):
                return date_of(token, self.language)
        return None

    # ------------------------------------------------------------ parts of both

    def _mention(self, at: int) -> Mention:
        token = self.tokens[at]
        start = self._prefixed(token.start)
        mention = Mention(token, numbers_of(token, self.language), start, token.end, token.end)
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if following and following.kind == "date" and not self.language.act_last:
            self._take_date(mention, token.end, following)
        return mention

    def _take_date(self, mention: Mention, end: int, date: Token) -> None:
        if self._gap(self.language.date_gap, end, date.start):
            mention.date, mention.after = date_of(date, self.language), date.end

    def _prefixed(self, start: int) -> int:
        """Return where a number begins with the sign before it: 第."""
        prefix = self.language.number_prefix
        match = prefix.search(self.text, max(0, start - 4), start) if prefix else None
        return match.start() if match else start

    def _add(self, group: Group, mention: Mention, at: int) -> None:
        first = not group.mentions
        if first:
            mention.start = min(mention.start, self._surface_start(group, mention))
        group.mentions.append(mention)
        if first and group.bodies is None:
            self._body_between(group, at)
        self._body_after(group, mention, at)
        mention.pinpoint = self._pin_before(group, at) if first else self._pin_listed(at)
        mention.pinpoint = mention.pinpoint or self._pin_after(at, mention.end)

    def _surface_start(self, group: Group, mention: Mention) -> int:
        """Return the start of a mention with its body and act, if nothing else stands between them."""
        close = self.text[group.start : mention.start].count(" ") <= _FEW_TOKENS
        return group.start if close and mention.start - group.start < 100 else mention.start

    def _body_between(self, group: Group, at: int) -> None:
        """Take the body that stands between the act and its number: قرار مجلس الأمن 1373."""
        if at and self.tokens[at - 1].kind == "body":
            token = self.tokens[at - 1]
            if token.start >= group.start:
                group.body, group.bodies, group.own = token, self.language.bodies[token.text], None

    def _body_after(self, group: Group, mention: Mention, at: int) -> None:
        """Take the body that follows a number: "resolution 1373 (2001) of the Security Council"."""
        for index in range(at + 1, min(at + 5, len(self.tokens))):
            token = self.tokens[index]
            if token.kind == "body":
                if self._gap(self.language.body_after_gap, mention.end, token.start) and self._is_owner(
                    index
                ):
                    if group.bodies is None or group.own is not None:
                        group.body, group.bodies = token, self.language.bodies[token.text]
                    mention.after = max(mention.after, token.end)
                    self._date_after_body(mention, index)
                return
            if token.kind not in {"date", "pin", "symbol"}:
                return

    def _is_owner(self, index: int) -> bool:
        """Whether the body at the index is not the owner of another act: "of Council resolution 1"."""
        token = self.tokens[index]
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None or following.kind != "act":
            return True
        return not self._gap(self.language.body_gap, token.end, following.start)

    def _date_after_body(self, mention: Mention, index: int) -> None:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if mention.date is None and following and following.kind == "date":
            self._take_date(mention, self.tokens[index].end, following)

    def _pin_before(self, group: Group, at: int) -> str | None:
        """Return the pinpoint that stands before a group: "paragraph 5 of its resolution"."""
        for index in range(at - 1, max(-1, at - _FEW_TOKENS), -1):
            token = self.tokens[index]
            if token.kind == "pin" and token.end <= group.start:
                return (
                    self.pinpoint(token) if self._gap(self.language.pin_gap, token.end, group.start) else None
                )
        return None

    def _pin_listed(self, at: int) -> str | None:
        """Return the pinpoint that stands between this number of a list and the one before it."""
        before = self.tokens[at - 1] if at else None
        if (
            before
            and before.kind == "pin"
            and self._gap(self.language.pin_gap, before.end, self.tokens[at].start)
        ):
            return self.pinpoint(before)
        return None

    def _pin_after(self, at: int, end: int) -> str | None:
        """Return the pinpoint that follows a number: "resolution 60/1, annex"."""
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if following and following.kind == "pin":
            beyond = self.tokens[at + 2] if at + 2 < len(self.tokens) else None
            belongs_on = (
                beyond
                and self._gap(self.language.pin_gap, following.end, beyond.start)
                and (beyond.is_number or beyond.kind in {"act", "own", "body"})
            )
            if not belongs_on and self._gap(self.language.pin_after_gap, end, following.start):
                return self.pinpoint(following)
        return None

    def pinpoint(self, token: Token) -> str | None:
        """Return the path of a pinpoint, of the first where it names several."""
        for pattern, path in self.language.pinpoints:
            if match := pattern.search(token.text):
                given = [group for group in match.groups() if group]
                return path.replace("{}", "/".join(given)).rstrip("/") if given else path.replace("/{}", "")
        return None

    def _gap(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        return start <= end and pattern.fullmatch(self.mask, start, end) is not None


def _share_dates(group: Group, *, onwards: bool) -> None:
    """Give the date of a mention of a list to those before it, in Chinese to those behind."""
    shared: dt.date | None = None
    for mention in group.mentions if onwards else reversed(group.mentions):
        shared = mention.date = mention.date or shared
