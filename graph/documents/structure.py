"""Which block is what in its document: front matter, title, formula, paragraphs, annexes, back matter.

A resolution has an enacting formula; what stands before it is front matter and title, then come preambular
paragraphs, numbered operative ones, the meeting and its date, annexes. An embedded draft ("the following
draft resolution:") begins with a second formula and has paths of its own, and so have the parts of an act
under letters (48/218 A and B) and its sections under Roman numerals. Anything else is read as a report:
numbered paragraphs under headings.

Annexed conventions and rules of procedure have articles (`annex/art/56/1`) and rules (`annex/rule/5`), which
run on through their chapters.

Numbers repeat in real documents. A number that is not higher than the last one begins a container, under the
heading before it where there is one, so that two paragraphs never have the same path. How provisions are
named: `graph.names`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.documents import Kind, Paragraph
from graph.documents.adoption import says_meeting
from graph.documents.blocks import formula_bodies, is_formula
from graph.grammar.spelling import of_roman

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.documents.blocks import Block

_ANNEX = re.compile(
    r"(?i)(?P<word>annex|annexe|anexo|приложение|附件|(?:ال)?مرفق|appendix|appendice|apéndice|добавление|附录)"
    r"(?:\s*(?P<number>\d{1,2})|\s+(?P<letters>[IVXL]{1,6}|[A-Z]))?[*.]?"
)
_APPENDICES = frozenset({"appendix", "appendice", "apéndice", "добавление", "附录"})
_PART = re.compile(r"(?P<letter>[A-Z])\*{0,2}")
_ROMAN_HEADING = re.compile(r"(?:(?:Part|Section)\s+)?(?P<roman>[IVXL]{1,6})(?:[.．]\s*(?P<rest>\S.*))?\*?")
_LETTER_HEADING = re.compile(r"(?P<letter>[A-Z])[.．]\s+\S.*")
_OPERATIVE = re.compile(
    r"[“\"_]*(?:(?:Also|Further|Again|Strongly|Urgently|Firmly|Solemnly|Once more)\s+)?[A-Z]?[a-z]+s[_ ,:]"
)
_NOT_OPERATIVE = frozenset({"Whereas", "Conscious", "Anxious", "Desirous", "Solicitous"})
_SENTENCE_END = re.compile(r"[.。؛;](?:[”\"’])?$")
_SENTENCE_WITH_MARK = re.compile(r"[a-z][.;]\d{0,3}$")
_HEADING_END = re.compile(r"[^\W\d_]\*?$")
_LONGEST_FRONT = 300
_LONGEST_ARTICLE_TITLE = 150
_LONGEST_BACK = 80
_LATEST_FORMULA = 40  # blocks before it
_AFTER_TITLE = 8  # blocks between the title and the formula
_DEEPEST = 2  # labels below the number of a paragraph


class _Place:
    """Where the reader is: the containers around it, and how far their numbers have come."""

    def __init__(self, prefix: str = "", base: str | None = None, article: str = "") -> None:
        self.prefix = prefix  # "draft/1/", "part/A/sec/II/", "annex/I/", "annex/I/sub/2/"
        self.base = prefix if base is None else base  # the same without the containers of repeated numbers
        self.article = article  # "annex/I/art/56"; its paragraphs stand under it
        self.preambular = 0
        self.number = 0
        self.labels: tuple[str, ...] = ()  # of the last paragraph: ("4", "a", "ii")

    def stem(self, leaf: str) -> str:
        """Return what the labels of a paragraph follow: "annex/I/p", "annex/I/art/56"."""
        return self.article or f"{self.prefix}{leaf}"

    @property
    def path_labels(self) -> tuple[str, ...]:
        """The labels as the path has them: an article has fewer levels, and no 0 for what has no number."""
        if not self.article:
            return self.labels[: _DEEPEST + 1]
        below = tuple(label for label in self.labels if label != "0")
        return below[:1] if "rule/" in self.article else below[:_DEEPEST]


def paragraphs(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the blocks, in their order, each with a path of its own."""
    structure = _Structure(blocks)
    for each in blocks:
        if each.text:
            structure.take(each)
    return tuple(structure.found)


class _Structure:
    """Goes through the blocks once and gives each its kind and path."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.found: list[Paragraph] = []
        self.used: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.numbers = any((block.label or "").isdecimal() for block in blocks)
        self.is_act = any(map(_says_act, blocks))
        self.parts = set(map(id, _parts(blocks)))
        self.before_formula = set(map(id, _before_formula(blocks)))
        self.region = Kind.FRONT
        self.place = _Place()
        self.draft = self.part = self.annex = ""
        self.heading: str | None = None
        self.opened: str | None = None  # the annex or section, of which other headings are
        self.outside: str | None = None  # the last heading that is not of an article
        self.above: list[tuple[int, str]] = []  # levels and paths of the headings that hold what follows
        self.formulas = 0

    def take(self, block: Block) -> None:
        """Add what the block is."""
        if block.hint is Kind.TITLE and not self.formulas and self.region is not Kind.FRONT:
            self.region, self.annex, self.heading = Kind.FRONT, "", None
            self.place = _Place()
            self._counted("front/p", Kind.TITLE, block)
        elif self._is_formula(block):
            self._formula(block)
        elif (
            self._takes_container(block)
            or self._takes_edge(block)
            or self._takes_article(block)
            or self._takes_heading(block)
        ):
            pass
        elif block.hint is Kind.ROW:
            self._unnumbered(
                "op" if self.region is Kind.OPERATIVE and not self.annex else "p", Kind.ROW, block
            )
        elif self.annex or self.place.article:
            self._numbered("p", Kind.ANNEX if self.annex else Kind.PARAGRAPH, block)
        elif self.region is Kind.FRONT and not self._leaves_front(block):
            kind = Kind.TITLE if block.hint is Kind.TITLE else Kind.FRONT
            self._counted("front/p", kind, block)
        elif self.is_act:
            self._act_paragraph(block)
        else:
            self._numbered("p", Kind.PARAGRAPH, block)

    # ------------------------------------------------------------ formulas, headings, edges

    def _is_formula(self, block: Block) -> bool:
        if block.label or not formula_bodies(block.text):
            return False
        return is_formula(block.text) or block.hint in {Kind.PREAMBULAR, Kind.ENACTING}

    def _formula(self, block: Block) -> None:
        last = self.found[-1].text if self.found else ""
        if self.annex and not last.rstrip('”"').endswith((":", "：")):
            path = f"{self.place.base}formula"  # of what is annexed: a declaration, an act of another body
            self._add(path if self._is_new(path) else self._next(path), Kind.ANNEX, block)
            return
        if self.formulas and last.rstrip('”"').endswith((":", "：")):
            self.counts["draft"] += 1
            self.draft, self.part, self.annex = f"draft/{self.counts['draft']}/", "", ""
            self.place = _Place(self.draft)
        elif self.place.article:
            self.place = _Place(self.draft + self.part)
        elif self.place.preambular or self.place.number or f"{self.place.prefix}formula" in self.used:
            self.place = _Place(self._free(self.draft + self.part, "sub"), self.draft + self.part)
        self.formulas += 1
        self.region = Kind.PREAMBULAR
        self._add(f"{self.place.prefix}formula", Kind.ENACTING, block)

    def _takes_container(self, block: Block) -> bool:
        """Open the annex or the part that the block heads; return whether it does."""
        if block.label is not None:
            return False
        if found := _ANNEX.fullmatch(block.text):
            self._annex(found, block)
        elif id(block) in self.parts:
            self.part, self.annex = f"part/{block.text[0]}/", ""
            self.region = Kind.FRONT
            self._opens(self.draft + self.part, block)
        else:
            return False
        return True

    def _takes_article(self, block: Block) -> bool:
        """Open the article or rule that the block heads; return whether it does.

        The text of an act itself has none, what it annexes has.
        """
        if block.label is not None or (self.formulas and not self.annex):
            return False
        found = _article().fullmatch(block.text) if len(block.text) < _LONGEST_ARTICLE_TITLE else None
        if found is None:
            return False
        if self.region is Kind.FRONT:
            self.region = Kind.PARAGRAPH
        base = self.place.base
        path = f"{base}{_steps()[found['word'].casefold()]}/{found['number']}"
        if path in self.used:
            base = self._free(base, "sub")
            path = f"{base}{_steps()[found['word'].casefold()]}/{found['number']}"
        self.place = _Place(base, article=path)
        self.heading = self.outside
        self._headed(path, block, found["number"])
        return True

    def _takes_heading(self, block: Block) -> bool:
        """Add the block as a heading if it is one; return whether it is."""
        if (roman := _ROMAN_HEADING.fullmatch(block.text)) and self._is_section(roman, block):
            self._opens(f"{self.draft}{self.annex or self.part}sec/{roman['roman']}/", block)
        elif self._is_plain_heading(block):
            self._heading(block)
        else:
            return False
        return True

    def _annex(self, found: re.Match[str], block: Block) -> None:
        word = "appendix" if found["word"].casefold() in _APPENDICES else "annex"
        label = found["number"] or found["letters"]
        number = f"{label.upper()}/" if label else ""
        self.annex = self._free_annex(f"{self.draft}{self.part}{word}/{number}")
        self._opens(self.annex, block)
        self.annex = self.annex.removeprefix(self.draft)

    def _free_annex(self, prefix: str) -> str:
        if prefix.rstrip("/") not in self.used:
            return prefix
        return self._free(prefix, "sub")

    def _is_section(self, found: re.Match[str], block: Block) -> bool:
        value = of_roman(found["roman"])
        if block.label is not None or not value or len(block.text) > 250:
            return False
        if block.hint is Kind.HEADING or found["rest"] is None:
            return True
        return not self.is_act and not _SENTENCE_END.search(block.text)

    def _is_plain_heading(self, block: Block) -> bool:
        if block.hint is Kind.HEADING:
            return not (self.is_act and (self.region is Kind.FRONT or self._is_sentence(block)))
        if block.hint is None and self.region is Kind.OPERATIVE and self.place.number:
            return (
                block.label is None and len(block.text) < 120 and _HEADING_END.search(block.text) is not None
            )
        letter = _LETTER_HEADING.fullmatch(block.text)
        return not self.is_act and letter is not None and len(block.text) < 250 and block.hint is None

    def _holder(self, path: str) -> str | None:
        """Return the container in which one of this path stands: annex for annex/sec/II."""
        steps = path.split("/")
        above = ("/".join(steps[:count]) for count in range(len(steps) - 1, 0, -1))
        return next((each for each in above if each in self.used), None)

    def _is_sentence(self, block: Block) -> bool:
        """Whether a block that is set as a heading is an operative paragraph, such as “Takes note of it”."""
        return bool(_SENTENCE_WITH_MARK.search(block.text) and _OPERATIVE.match(block.text))

    def _opens(self, prefix: str, block: Block) -> None:
        """Open a container with its heading; one that there is already gets a number of its own."""
        path = prefix.rstrip("/")
        if path in self.used:
            prefix = self._free(prefix, "sub")
            path = prefix.rstrip("/")
        self.place = _Place(prefix if self.is_act or self.annex else "")
        self.place.number = 0
        if self.region is not Kind.FRONT or not self.is_act:
            self.region = Kind.PARAGRAPH
        self.opened = self._holder(path)
        self.heading = self.opened
        self._headed(path, block)
        self.opened = path

    def _heading(self, block: Block) -> None:
        if self.region is Kind.FRONT:
            self.region = Kind.PARAGRAPH
        path = self._free(self.place.base, "sub").rstrip("/")
        names_article = self.place.article and self.found[-1].path == self.place.article
        if self.place.article and not names_article:
            self.place = _Place(self.place.base)
        self._headed(path, block)

    def _headed(self, path: str, block: Block, number: str | None = None) -> None:
        """Add a heading under the nearest one above it of a higher level; under the last one if it has none.

        Two of one level with nothing between them are number and name of the same part: “Part IV”, “Bees”.
        """
        last = self.found[-1].path if self.found else ""
        if block.level is None:
            self.above.clear()
            if path != self.place.article and last != self.heading:
                self.heading = self.opened
        else:
            names = bool(self.above) and self.above[-1] == (block.level, last)
            while self.above and self.above[-1][0] >= block.level and not names:
                self.above.pop()
            self.heading = self.above[-1][1] if self.above else None
            self.above.append((block.level, path))
        self._add(path, Kind.HEADING, block, number)
        self.heading = path
        if path != self.place.article:
            self.outside = path

    def _takes_edge(self, block: Block) -> bool:
        """Add the block as a footnote or as back matter if it is that; return whether it is."""
        if block.hint is Kind.FOOTNOTE:
            number = block.label if block.label and block.label.isdecimal() else None
            path = f"fn/{int(number)}" if number else ""
            if not path or path in self.used:
                path = self._next("back/p")
            self._add(path, Kind.FOOTNOTE, block, number)
        elif self._is_back(block):
            self.region = Kind.BACK
            self.draft = ""  # a draft ends before the meeting at which it was recommended
            self._counted("back/p", Kind.BACK, block)
        else:
            return False
        return True

    def _is_back(self, block: Block) -> bool:
        if not self.is_act or self.annex:
            return False
        if self.region is Kind.FRONT or self._is_next(block):
            return False
        if self.region is Kind.BACK:
            return not (block.label and block.hint is not Kind.BACK)
        if block.hint is Kind.BACK and not (block.label or "").isdecimal():
            return self.place.number > 0 or self._is_line_of_back(block.text)
        return block.label is None and len(block.text) < _LONGEST_BACK and says_meeting(block.text)

    def _is_line_of_back(self, text: str) -> bool:
        """Whether a text says meeting, date or vote; a recital that is set like them is none."""
        if says_meeting(text) or text.startswith("["):
            return True
        return len(text) < _LONGEST_BACK and not text.endswith((",", "，", "،", ";"))

    def _is_next(self, block: Block) -> bool:
        """Whether the block has the number that comes next among the operative paragraphs."""
        return (block.label or "").isdecimal() and int(block.label or 0) == self.place.number + 1

    def _leaves_front(self, block: Block) -> bool:
        """Whether the front matter ends here, where no formula ends it."""
        if id(block) in self.before_formula:
            return False
        if block.hint in {Kind.PREAMBULAR, Kind.OPERATIVE, Kind.PARAGRAPH, Kind.ANNEX}:
            self.region = Kind.PREAMBULAR
        elif not self.is_act and (block.label == "1" or len(block.text) > _LONGEST_FRONT):
            self.region = Kind.PARAGRAPH
        return self.region is not Kind.FRONT

    # ------------------------------------------------------------ paragraphs

    def _act_paragraph(self, block: Block) -> None:
        operative = self.region in {Kind.OPERATIVE, Kind.BACK} or self._begins_operative(block)
        hinted = block.hint is Kind.PREAMBULAR and not block.label and not block.text.endswith((":", "."))
        if operative and not (hinted and self.place.number == 0):
            self.region = Kind.OPERATIVE
            self._numbered("op", Kind.OPERATIVE, block)
        elif block.label and self.place.preambular and not block.label.isdecimal():
            stem = f"{self.place.prefix}pp/{self.place.preambular}"
            path = f"{stem}/{block.label}"
            self._add(path if self._is_new(path) else self._next(stem), Kind.PREAMBULAR, block, block.label)
        else:
            self.place.preambular += 1
            number = str(self.place.preambular)
            self._add(f"{self.place.prefix}pp/{number}", Kind.PREAMBULAR, block, number)

    def _begins_operative(self, block: Block) -> bool:
        if block.hint is Kind.OPERATIVE or (block.label or "").isdecimal():
            return True
        if block.label is not None or self.region is Kind.FRONT:
            return False
        first = block.text.strip('“"_').split(" ", 1)[0]
        found = _OPERATIVE.match(block.text) and first not in _NOT_OPERATIVE
        return bool(found) and not block.text.endswith(",")

    def _numbered(self, leaf: str, kind: Kind, block: Block) -> None:
        """Add a paragraph under its number, an item of it under its letter, another one under an ordinal."""
        place, label = self.place, block.label
        if label is not None and label[0].isdecimal() and label != "0":
            number, *below = label.split(".")
            if int(number) <= place.number and not (below and int(number) == place.number):
                self.place = place = self._again()
            place.number, place.labels = int(number), (number, *below)[: _DEEPEST + 1]
        elif label is not None:
            place.labels = (*_parents(place.labels or (str(place.number),), label), label)[: _DEEPEST + 1]
        elif not place.number and kind is Kind.OPERATIVE:
            place.number, place.labels = 1, ("1",)  # the only operative paragraph has no number
        else:
            self._unnumbered(leaf, kind, block)
            return
        path = "/".join((place.stem(leaf), *place.path_labels))
        if not self._is_new(path):
            path = self._next("/".join((place.stem(leaf), *place.path_labels[:1])))
        self._add(path, kind, block, place.labels[-1])

    def _again(self) -> _Place:
        """Return the container of numbers that begin anew: that of the heading above, else one of its own."""
        base, heading = self.place.base, self.found[-1].path if self.found else ""
        if heading == self.heading and heading.startswith(f"{base}sub/"):
            return _Place(f"{heading}/", base)
        return _Place(self._free(base, "sub"), base)

    def _unnumbered(self, leaf: str, kind: Kind, block: Block) -> None:
        """Add a paragraph without a number: it continues the one above, or stands before the first."""
        place = self.place
        if not self.numbers or place.article:
            above = place.path_labels[:1] if place.article else ()
            self._add(self._next("/".join((place.stem(leaf), *above))), kind, block)
            return
        above = place.labels[:_DEEPEST] or ("0",)
        self._add(self._next(f"{place.prefix}{leaf}/{'/'.join(above)}"), kind, block)

    # ------------------------------------------------------------ paths

    def _counted(self, stem: str, kind: Kind, block: Block) -> None:
        self._add(self._next(stem), kind, block)

    def _next(self, stem: str) -> str:
        """Return the next free path under a stem: front/p/3."""
        while True:
            self.counts[stem] += 1
            path = f"{stem}/{self.counts[stem]}"
            if path not in self.used:
                return path

    def _free(self, prefix: str, container: str) -> str:
        """Return the next free container under a prefix: part/A/sub/2/."""
        return self._next(f"{prefix}{container}") + "/"

    def _is_new(self, path: str) -> bool:
        return path not in self.used

    def _add(self, path: str, kind: Kind, block: Block, number: str | None = None) -> None:
        if path in self.used:
            path = self._next(path)
        self.used.add(path)
        self.found.append(Paragraph(path, kind, number, block.text, self.heading, links=block.links))


@cache
def _steps() -> dict[str, str]:
    """Return the words for an article or a rule, folded, and the step of a path that each makes."""
    table = files("graph.documents").joinpath("articles.csv").read_text("utf-8")
    return {row["word"].casefold(): row["step"] for row in csv.DictReader(table.splitlines())}


@cache
def _article() -> re.Pattern[str]:
    """Return the pattern of the heading of an article or a rule: “Article 5”, “Rule 3. Bees”."""
    words = "|".join(sorted(map(re.escape, _steps()), key=len, reverse=True))
    return re.compile(
        rf"(?P<word>(?i:{words}))\s+\(?(?P<number>\d{{1,3}}|[IVXL]{{1,7}})\)?\**"
        r"(?:\s*[.:]?|\s*[.:–—-]?\s+[^\W\d_a-zа-я].*[^.;,:])",
        re.DOTALL,
    )


def _parts(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the letters that head parts of an act: a formula comes soon after each."""
    for at, block in enumerate(blocks):
        soon = blocks[at + 1 : at + 5]
        if (
            block.label is None
            and _PART.fullmatch(block.text)
            and any(is_formula(each.text) for each in soon)
        ):
            yield block


def _before_formula(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks before the first enacting formula; none where it comes late, as in a report."""
    first = next((at for at, each in enumerate(blocks) if not each.label and is_formula(each.text)), 0)
    title = max((at for at, each in enumerate(blocks[:first]) if each.hint is Kind.TITLE), default=first)
    return blocks[:first] if first <= _LATEST_FORMULA and first - title <= _AFTER_TITLE else ()


def _says_act(block: Block) -> bool:
    if block.hint in {Kind.PREAMBULAR, Kind.OPERATIVE}:
        return True
    return is_formula(block.text)


def _parents(labels: tuple[str, ...], label: str) -> tuple[str, ...]:
    """Return the labels above an item: (i) stands under (a), (b) beside it, (i) beside (h)."""
    for depth in range(len(labels) - 1, 0, -1):
        if _follows(labels[depth], label):
            return labels[:depth]
    if label in {"a", "i", "A", "1", "а"} or len(labels) == 1:
        return labels
    alike = [depth for depth in range(1, len(labels)) if _is_roman(labels[depth]) == _is_roman(label)]
    return labels[: alike[-1]] if alike else labels[:1]


def _follows(label: str, other: str) -> bool:
    """Whether the second label is the next after the first in letters or in small Roman numerals."""
    if len(label) == len(other) == 1 and ord(other) == ord(label) + 1:
        return True
    return of_roman(other.upper()) == of_roman(label.upper()) + 1 > 1


def _is_roman(label: str) -> bool:
    return of_roman(label.upper()) > 0
