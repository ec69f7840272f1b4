"""Measures extraction: recall of the editors' links in the corpus, speed, and peak memory.

The editors linked most citations of about half of the corpus; a document without links says nothing, and
some links are wrong, so recall stays a little under what extraction finds. A fixed tenth is held out: a
document is in it when int(sha256(symbol)[:8], 16) % 10 == 0. Nobody reads it; only its figures are printed.
Recall is strict (the same symbol) and lenient (the same but for a part letter, which the editors often leave
out). A link counts where its text stands in the paragraph.

    make bench-extract                        all figures
    make bench-extract ARGS="--misses FILE"   also what is missed in the rest, as JSON Lines
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import resource
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from graph.documents import corpus
from graph.errors import DocumentError
from graph.extract.citations import citations
from graph.symbols import SymbolError, members, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.documents import Document, Paragraph

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "documents.jsonl.gz"
PARTS = ("rest", "held out")


class Tally:
    """What was found, and what was to be found, by one way of telling links apart."""

    def __init__(self) -> None:
        self.strict: Counter[str] = Counter()
        self.lenient: Counter[str] = Counter()
        self.links: Counter[str] = Counter()

    def add(self, key: str, *, strict: bool, lenient: bool) -> None:
        self.links[key] += 1
        self.strict[key] += strict
        self.lenient[key] += lenient

    def lines(self) -> Iterator[str]:
        for key, links in self.links.most_common():
            lenient, strict = self.lenient[key] / links, self.strict[key] / links
            yield f"  {key:28} {lenient:8.4f} {strict:8.4f} {links:8,}"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--misses", type=Path, help="write what is missed in the rest, as JSON Lines")
    asked = options.parse_args()
    if not CORPUS.exists():
        print(f"{CORPUS} is missing: extraction is measured on the corpus in ../shared only")
        return
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    misses: list[dict[str, object]] = []
    documents = found = characters = 0
    reading = extracting = 0.0
    began = time.perf_counter()
    for document in documents_of(CORPUS):
        read = time.perf_counter()
        claims = citations(document)
        reading, extracting = reading + read - began, extracting + time.perf_counter() - read
        documents, found = documents + 1, found + len(claims)
        characters += sum(len(paragraph.text) for paragraph in document.paragraphs)
        part = PARTS[is_held_out(document)]
        for missed in measure(document, claims, part, tallies):
            if part == "rest":
                misses.append(missed)
        began = time.perf_counter()
    print_figures(tallies)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{documents:,} documents, {characters / 1e6:.1f} million characters, {found:,} citations")
    for name, seconds in (("reading", reading), ("extraction", extracting)):
        rate = (
            f"{documents / seconds:,.0f} documents/s, {characters / 1e6 / seconds:.2f} million characters/s"
        )
        print(f"  {name:12} {seconds:6.1f} s  {rate}")
    print(f"  peak memory {memory:,.0f} MB, one process")
    if asked.misses:
        asked.misses.write_text(
            "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in misses), "utf-8"
        )
        print(f"{len(misses)} misses of the rest in {asked.misses}")


def documents_of(file: Path) -> Iterator[Document]:
    """Yield the documents that can be read; one that cannot is named and passed over."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield corpus.parse(json.loads(line), f"line {number}")
            except DocumentError as error:
                print(f"passed over: {error}")


def is_held_out(document: Document) -> bool:
    digest = hashlib.sha256((document.filed_as or "").encode()).hexdigest()
    return int(digest[:8], 16) % 10 == 0


def measure(document, claims, part, tallies) -> Iterator[dict[str, object]]:
    """Add a document's links to the tallies and yield those that are missed."""
    targets = defaultdict(set)
    for claim in claims:
        if claim.target:
            targets[claim.paragraph].add(claim.target)
    own = symbols_of(document.filed_as or "")
    for paragraph in document.paragraphs:
        strict = targets[paragraph.path]
        lenient = {without_part(target) for target in strict}
        for text, target in linked(paragraph):
            for symbol in symbols_of(target):
                if symbol in own:
                    continue
                is_strict, is_lenient = symbol in strict, without_part(symbol) in lenient
                for by, key in keys(document, symbol):
                    tallies[part, by].add(key, strict=is_strict, lenient=is_lenient)
                if not is_lenient:
                    yield {
                        "document": document.filed_as, "paragraph": paragraph.path, "link": text,
                        "target": symbol, "found": sorted(strict), "text": paragraph.text,
                    }  # fmt: skip


def linked(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    """Yield the editors' links whose text stands in the paragraph."""
    for text, target in paragraph.links:
        shown = " ".join(text.split()).strip(" ,;")
        if shown and target and "://" not in target and "@" not in target and shown in paragraph.text:
            yield text, target


def symbols_of(text: str) -> tuple[str, ...]:
    try:
        return tuple(member.canonical for member in members(parse(text)))
    except SymbolError:
        return ()


def without_part(symbol: str) -> str:
    return re.sub(r"(?<=\d)[A-Z](?=\(|$)", "", symbol)


def keys(document: Document, symbol: str) -> Iterator[tuple[str, str]]:
    parsed = parse(symbol)
    form = re.sub(r"\d+", "n", symbol) if parsed.is_act else "documents"
    yield "all", "all"
    yield "form", re.sub(r"(?<=n)[A-Z](?=\(|$)", "[part]", re.sub(r"\([IVXLC]+\)", "(roman)", form))
    yield "language", document.language
    yield "issuing body", (document.metadata.body if document.metadata else None) or "none told"


def print_figures(tallies: dict[tuple[str, str], Tally]) -> None:
    for part in PARTS:
        print(f"\nRecall of the editors' links, {part:14}  lenient   strict    links")
        for by in ("all", "form", "language", "issuing body"):
            if by != "all":
                print(f" by {by}")
            print("\n".join(tallies[part, by].lines()))


if __name__ == "__main__":
    main()
