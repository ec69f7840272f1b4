"""Measures ingestion: documents a second with one process and with two, in one run, and the memory of all.

It takes every N-th document of the corpus in ../shared through reading, extraction, stating and validation.
With --whole, `mandates ingest` takes all of them into a new data folder, too.

    python benchmarks/ingest.py [--every 10] [--whole]
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import subprocess
import sysconfig
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import psutil

from graph.names import DEFAULT_BASE
from graph.pipeline.local import in_processes
from graph.pipeline.units import units
from graph.pipeline.versions import rules_version
from graph.pipeline.work import Job, ingest

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "documents.jsonl.gz"
MANDATES = shutil.which("mandates", path=sysconfig.get_path("scripts")) or "mandates"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--every", type=int, default=10, help="take every N-th document")
    options.add_argument("--whole", action="store_true", help="also ingest the whole corpus")
    asked = options.parse_args()
    if not CORPUS.exists():
        print(f"{CORPUS} is missing: ingestion is measured on the corpus in ../shared only")
        return
    with TemporaryDirectory() as folder:
        part = Path(folder) / "part.jsonl"
        with gzip.open(CORPUS, "rb") as lines, part.open("wb") as out:
            out.writelines(line for at, line in enumerate(lines) if at % asked.every == 0)
        busy = psutil.cpu_percent(1)
        print(f"{part.stat().st_size / 1e6:.1f} MB; other processes take {busy:.0f} % of the cores")
        seconds = {workers: worked(part, workers) for workers in (1, 2, 1, 2)}
        print(f"two processes do {seconds[1] / seconds[2]:.2f} times the work of one")
        if asked.whole:
            whole(Path(folder) / "data")


def worked(file: Path, workers: int) -> float:
    """Return the seconds that the work takes with so many processes, their start apart."""
    job = Job(DEFAULT_BASE, rules_version())
    with Peak() as peak:
        results = in_processes(partial(ingest, job), units([file, file]), workers)
        documents = quads = 0
        began = time.perf_counter()
        for done in results:
            if done.unit.number < workers:  # the processes have begun
                began = time.perf_counter()
                continue
            documents += len(done.result or ())
            quads += sum(outcome.count for outcome in done.result or ())
        seconds = time.perf_counter() - began
    rate = f"{documents / seconds:6.1f} documents/s, {quads / seconds:8,.0f} quads/s"
    print(f"  {workers}: {rate}, {peak.mb:,.0f} MB")
    return seconds


def whole(data: Path) -> None:
    """Ingest the whole corpus by the command, on all cores."""
    subprocess.run([MANDATES, "release", "list", "--data", str(data)], check=True, capture_output=True)
    with Peak() as peak:
        began = time.perf_counter()
        done = subprocess.run(
            [MANDATES, "ingest", str(CORPUS), "--data", str(data)], capture_output=True, check=False
        )
        seconds = time.perf_counter() - began
    print(done.stderr.decode().splitlines()[-2])
    print(f"  the whole corpus: {seconds:.0f} s, {peak.mb:,.0f} MB over all processes")


class Peak:
    """The most memory that this process and all below it take; pages that they share count for each."""

    def __enter__(self) -> Peak:
        self.mb = 0.0
        self._ended = Event()
        self._thread = Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(0.2):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            self.mb = max(self.mb, total / 1e6)


if __name__ == "__main__":
    main()
