"""Takes documents into the draft: worked on in processes or on a cluster, written by the writer in batches.

The lock is held only while a batch is written, which takes as long as its quads do; what comes before goes on
beside it. A batch is whole units, so a run that is cut short leaves whole documents, and the next run of the
same command does the rest of what this one would have done.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from graph.batch import Stated, write_batch
from graph.errors import ProblemFound
from graph.pipeline.local import cores, in_processes
from graph.pipeline.units import LOST, Problem, units
from graph.pipeline.work import OtherVersion, Outcome, ingest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from graph.pipeline.local import Done
    from graph.pipeline.units import Unit
    from graph.pipeline.work import Job
    from service.writer import Running

Results: TypeAlias = "Generator[Done[tuple[Outcome, ...]]]"

PATIENCE = 20.0
"""Seconds after which what is done is written, so that little is lost with the command."""

SHOWN = 3
"""Warnings of a kind that are shown to a person."""

_END = -1  # in place of the number of a unit


@dataclass
class Summary:
    """What an ingestion came to."""

    files: int = 0
    documents: int = 0  # language versions of works, and of the drafts in them, that were taken in
    unchanged: int = 0  # files and records that are in the draft as they are
    refused: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list[Any])
    warnings: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list[Any])
    quads: int = 0
    added: int = 0
    removed: int = 0
    graphs: int = 0
    over_base: set[str] = field(default_factory=set[str])

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON data."""
        return {
            "files": self.files,
            "documents": self.documents,
            "unchanged": self.unchanged,
            "refused": [_entry(*each) for each in self.refused],
            "warnings": [_entry(*each) for each in self.warnings],
            "quads": self.quads,
            "added": self.added,
            "removed": self.removed,
            "graphs": self.graphs,
            "over_base": sorted(self.over_base),
        }

    def lines(self) -> Iterator[str]:
        """Yield what a person wants to know."""
        yield from _grouped(self.warnings)
        for graph in sorted(self.over_base)[:SHOWN]:
            yield f"In place of the bundled graph: {graph}"
        if len(self.over_base) > SHOWN:
            yield f"  … and {len(self.over_base) - SHOWN:,} more graphs."
        yield (
            f"{self.documents:,} documents: {self.quads:,} statements in {self.graphs:,} graphs, "
            f"{self.added:,} new, {self.removed:,} removed. "
            f"{self.unchanged:,} unchanged, {len(self.refused):,} refused."
        )


def _grouped(warnings: Iterable[tuple[str, tuple[Problem, ...]]]) -> Iterator[str]:
    """Yield the warnings: of many of one kind, the first few."""
    kinds: dict[str, list[tuple[str, Problem]]] = {}
    for source, problems in warnings:
        for problem in problems:
            kinds.setdefault(problem.kind, []).append((source, problem))
    for found in kinds.values():
        for source, problem in found[:SHOWN]:
            yield f"Warning: {source}: {problem.what}"
            yield from (f"  where: {place}" for place in problem.where)
        if len(found) > SHOWN:
            yield f"  … and {len(found) - SHOWN:,} more of this kind; --json has them all."


def _entry(source: str, problems: Iterable[Problem]) -> dict[str, Any]:
    return {"source": source, "problems": [asdict(problem) for problem in problems]}


def _silent(*_: object) -> None:
    """Take no notice."""


class Ingestion:
    """One run of `mandates ingest` over documents."""

    def __init__(
        self,
        job: Job,
        known: Mapping[str, tuple[str, ...]],
        write: Callable[[Path], Running],
        *,
        batch: int = 300_000,
        read: Callable[[int], None] = _silent,
        complain: Callable[[str, tuple[Problem, ...]], None] = _silent,
    ) -> None:
        """`known` is what the draft holds, by fingerprint; `batch` how many quads are written at once.

        `write` begins to write a batch; `read` is told how many bytes of the files are behind us.
        """
        self.job = job
        self.known = known
        self.summary = Summary()
        self._write = write
        self._batch = batch
        self._read = read
        self._complain = complain
        self._skipped: dict[int, list[_Skipped]] = {}  # by the number of the unit behind them
        self._seen: dict[str, str] = {}  # the source of each expression
        self._gathered: list[Outcome] = []
        self._since = time.monotonic()
        self._batches = 0
        self._running: Running | None = None

    def run(
        self, files: Iterable[Path], *, workers: int | None = None, scheduler: str | None = None
    ) -> Summary:
        """Take the files in and return what came of it. Raises what the writer or the cluster raises."""
        given = list(files)
        self.summary.files = len(given)
        with TemporaryDirectory(prefix="mandates-") as folder:
            self._spool = Path(folder)
            try:
                with closing(self._work(self._fresh(units(given)), workers, scheduler)) as results:
                    self._take_all(results)
                self._pass_over(_END)
                self._flush()
                self._wait()
            finally:
                if self._running is not None:  # its batch goes in whole or not at all: let it end
                    self._running.process.wait()
        return self.summary

    def _work(self, fresh: Iterator[Unit], workers: int | None, scheduler: str | None) -> Results:
        work = partial(ingest, self.job)
        if scheduler is None:
            return in_processes(work, fresh, workers or cores())
        from graph.pipeline.cluster import on_cluster

        return on_cluster(work, fresh, scheduler)

    # ------------------------------------------------------------ what is in the draft already

    def _fresh(self, given: Iterable[Unit]) -> Iterator[Unit]:
        """Yield the units with the sources that the draft does not have as they are."""
        skipped: list[_Skipped] = []
        for unit in given:
            held = [self.known.get(self.job.fingerprint(source)) for source in unit.sources]
            pairs = list(zip(unit.sources, held, strict=True))
            skipped += [_Skipped(source.name, documents) for source, documents in pairs if documents]
            fresh = tuple(source for source, documents in pairs if not documents)
            if fresh:
                self._skipped[unit.number] = skipped
                skipped = []
                yield replace(unit, sources=fresh)
            else:
                self._read(unit.read)
        self._skipped[_END] = skipped

    def _pass_over(self, number: int) -> None:
        """Take notice of what was skipped before a unit; here, so that everything is seen in its order."""
        for source, documents in self._skipped.pop(number, ()):
            if self._is_first(source, documents):
                self.summary.unchanged += 1

    def _is_first(self, source: str, documents: Iterable[str]) -> bool:
        """Return whether no earlier source of this run is one of the documents; complain if one is."""
        twice = {document: self._seen[document] for document in documents if document in self._seen}
        if twice:
            what = f"{', '.join(sorted(twice))} was read already, from {min(twice.values())}"
            self._refuse(source, (Problem(what, "Leave one of the two out."),))
            return False
        self._seen.update(dict.fromkeys(documents, source))
        return True

    # ------------------------------------------------------------ what comes back

    def _take_all(self, results: Results) -> None:
        try:
            for done in results:
                self._take(done)
        except OtherVersion as error:
            raise ProblemFound(
                f"The program was changed while it worked: a process has {error}.", "Run the command again."
            ) from None

    def _take(self, done: Done[tuple[Outcome, ...]]) -> None:
        """Take what came of a unit, or of a part of one, in."""
        self._pass_over(done.unit.number)
        for outcome in done.result or [Outcome(each.name, problems=(LOST,)) for each in done.unit.sources]:
            if outcome.problems:
                self._refuse(outcome.source, outcome.problems)
            elif self._is_first(outcome.source, outcome.documents):
                self._gathered.append(outcome)
                if outcome.warnings:
                    self.summary.warnings.append((outcome.source, outcome.warnings))
        self._read(done.unit.read)
        if (
            sum(outcome.count for outcome in self._gathered) >= self._batch
            or time.monotonic() - self._since > PATIENCE
        ):
            self._flush()

    def _refuse(self, source: str, problems: tuple[Problem, ...]) -> None:
        self.summary.refused.append((source, problems))
        self._complain(source, problems)

    # ------------------------------------------------------------ writing

    def _flush(self) -> None:
        """Have the writer write what is gathered, beside what goes on here."""
        if not self._gathered:
            return
        self._wait()
        self._batches += 1
        batch = self._spool / f"{self._batches}.jsonl"
        write_batch(batch, (Stated(outcome.documents, outcome.quads) for outcome in self._gathered))
        self.summary.documents += sum(len(outcome.documents) for outcome in self._gathered)
        self._gathered, self._since = [], time.monotonic()
        self._running = self._write(batch)

    def _wait(self) -> None:
        """Wait until the writer has written what it was given. Raises the MandatesError that it met."""
        if self._running is None:
            return
        running, self._running = self._running, None
        done = running.result()
        running.request.files[0].unlink()
        self.summary.quads += done["quads"]
        self.summary.added += done["added"]
        self.summary.removed += done["removed"]
        self.summary.graphs += done["graphs"]
        self.summary.over_base |= set(done["over_base"])


class _Skipped(NamedTuple):
    """A source that the draft has as it is."""

    source: str
    documents: tuple[str, ...]
