"""Measures how fast citations are found, beside eyecite: megabytes of UTF-8 a second on one core.

eyecite finds citations of courts, statutes and journals of the United States, which hardly occur in documents
of the UN: it is a measure of speed alone. Nothing here says who finds more or better, and eyecite is spared
most of what follows a match. It is taken with both of its tokenizers, its own choice (Aho–Corasick) and
Hyperscan, which it offers for speed and which runs only where there is a wheel.

All get the same paragraphs of the same English documents, one paragraph at a time; no document is of the
held-out tenth (see `extract.py`). They take turns; each turn is a new process, since extraction remembers
what it has resolved. Reading, imports and the compilation of patterns are not timed. The time is that of the
processor, in the process; wall time is shown beside it, as other work on the machine prolongs it.

    python benchmarks/eyecite_speed.py [--megabytes 10] [--rounds 3]
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import statistics
import tempfile
import time
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from extract import CORPUS, is_held_out

from graph.documents import Document, Kind, Paragraph, corpus
from graph.errors import DocumentError
from graph.extract.citations import citations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OURS = "mandates"
AHO_CORASICK = "eyecite, Aho–Corasick"
HYPERSCAN = "eyecite, Hyperscan"
# One citation each: a turn that does not find it would measure nothing.
KNOWN = {
    OURS: "Recalls General Assembly resolution 70/1 of 25 September 2015,",
    AHO_CORASICK: "See Roe v. Wade, 410 U.S. 113 (1973).",
    HYPERSCAN: "See Roe v. Wade, 410 U.S. 113 (1973).",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What one of them needed for the whole sample, and how much it found."""

    processor: float
    wall: float
    found: int


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--megabytes", type=float, default=10, help="size of the sample")
    options.add_argument("--rounds", type=int, default=3, help="turns that each of them takes")
    asked = options.parse_args()
    if not CORPUS.exists():
        print(f"{CORPUS} is missing: extraction is measured on the corpus in ../shared only")
        return
    documents = sample(asked.megabytes * 1e6)
    megabytes = sum(map(size, documents)) / 1e6
    longest = max(len(paragraph.text) for document in documents for paragraph in document.paragraphs)
    print(f"{len(documents)} English documents, {megabytes:.2f} MB of UTF-8; load {load()}")
    print(f"the longest paragraph has {longest:,} characters")
    names = [OURS, AHO_CORASICK]
    if importlib.util.find_spec("hyperscan"):
        names.append(HYPERSCAN)
    turns: dict[str, list[Turn]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory(prefix="mandates-bench-") as folder:
        for at in range(asked.rounds):
            for name in names:
                turn = in_new_process(name, documents, folder)
                turns[name].append(turn)
                print(f"  round {at + 1}: {row(name, turn, megabytes)}; load {load()}", flush=True)
    print_ratios(turns, megabytes)


def sample(least: float) -> list[Document]:
    """Return English documents of at least so many bytes from the whole corpus, the same in each run."""
    with gzip.open(CORPUS, "rb") as file:
        lines = sorted(file, key=zlib.crc32)
    found: list[Document] = []
    bytes_so_far = 0
    for document in parsed(lines):
        if bytes_so_far >= least:
            break
        if document.language == "en" and not is_held_out(document):
            found.append(document)
            bytes_so_far += size(document)
    return found


def parsed(lines: list[bytes]) -> Iterator[Document]:
    for line in lines:
        try:
            yield corpus.parse(json.loads(line))
        except DocumentError as error:
            print(f"passed over: {error}")


def size(document: Document) -> int:
    return sum(len(paragraph.text.encode()) for paragraph in document.paragraphs)


def load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def in_new_process(name: str, documents: list[Document], folder: str) -> Turn:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(turn, name, documents, folder).result()


def turn(name: str, documents: list[Document], folder: str) -> Turn:
    """Return the figures of one pass over the documents, once everything is loaded and compiled."""
    count = counting(name, folder)
    known = Document(language="en", paragraphs=(Paragraph("op/1", Kind.OPERATIVE, "1", KNOWN[name]),))
    if count(known) != 1:
        raise AssertionError(f"{name} does not find its citation in {KNOWN[name]!r}")
    wall, processor = time.perf_counter(), time.process_time()
    found = sum(map(count, documents))
    return Turn(time.process_time() - processor, time.perf_counter() - wall, found)


def counting(name: str, folder: str) -> Callable[[Document], int]:
    """Return what counts the citations of a document; eyecite is imported only in its own process."""
    if name == OURS:
        return lambda document: len(citations(document))
    from eyecite import get_citations
    from eyecite.tokenizers import HyperscanTokenizer, default_tokenizer

    for extractor in default_tokenizer.extractors:
        _ = extractor.compiled_regex  # compiles it; else the first text that needs it would
    tokenizer = HyperscanTokenizer(cache_dir=folder) if name == HYPERSCAN else default_tokenizer
    return lambda document: sum(
        len(get_citations(paragraph.text, tokenizer=tokenizer)) for paragraph in document.paragraphs
    )


def row(name: str, turn: Turn, megabytes: float) -> str:
    rates = f"{megabytes / turn.processor:7.3f} MB/s of processor, {megabytes / turn.wall:7.3f} of wall time"
    return f"{name:22} {rates}, {turn.found:6,} found"


def print_ratios(turns: dict[str, list[Turn]], megabytes: float) -> None:
    print("\nMedian of the rounds, by processor time; mandates as a multiple of each, round by round")
    for name, of_name in turns.items():
        rate = statistics.median(megabytes / turn.processor for turn in of_name)
        ratios = [other.processor / own.processor for own, other in zip(turns[OURS], of_name, strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"  {name:22} {rate:7.3f} MB/s   {statistics.median(ratios):6.2f} ({spread})")


if __name__ == "__main__":
    main()
