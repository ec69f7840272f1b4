"""First start on the bundled graph, beside a raw bulk load of the same quads; a later start; memory.

    python benchmarks/first_start.py [--rounds N] [--bundle DIR]

Each is a process of its own, in turn, so that both meet the same noise of the machine. What a release holds
is the named graphs and their union in the default graph, and that is what the raw load gets, as one file of
N-Quads, uncompressed.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat, Store

from graph import packed
from graph.bundle import Bundle
from graph.folder import DataFolder, Layers
from graph.publish import create, pending
from graph.release import current


def bundle_of(folder: Path | None) -> Bundle:
    if folder is None:
        return Bundle.installed()
    companion = folder / "derived.nq.xz"
    files = tuple(sorted(set(folder.glob(f"*{packed.SUFFIX}")) - {companion}))
    return replace(Bundle.installed(), packed=files, companion=companion)


def first(data: Path, bundle: Bundle) -> None:
    folder = DataFolder(data)
    with folder.locked("benchmark"):
        create(folder, bundle, Layers())


def later(data: Path, bundle: Bundle) -> None:
    folder = DataFolder(data)
    assert pending(folder, bundle, Layers().base) is None
    store = current(folder).store()
    assert next(iter(store.match())) is not None


def raw(data: Path, file: Path) -> None:
    store = Store(str(data))
    store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    store.flush()


def measured(what: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, "--only", what, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bundle", type=Path, help="a folder with other packed files")
    parser.add_argument("--only", nargs=2, metavar=("WHAT", "DATA"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        what, data = given.only
        start = time.perf_counter()
        if what == "raw":
            raw(Path(data), given.file)
        else:
            {"first": first, "later": later}[what](Path(data), bundle_of(given.bundle))
        used = resource.getrusage(resource.RUSAGE_SELF)
        answer = {"seconds": time.perf_counter() - start, "processor": used.ru_utime + used.ru_stime}
        print(json.dumps(answer | {"megabytes": used.ru_maxrss / 1024}))
        return
    options = ("--bundle", given.bundle) if given.bundle else ()
    with TemporaryDirectory() as place:
        compared(Path(place), given.rounds, options)


def compared(place: Path, rounds: int, options: tuple[object, ...]) -> None:
    figures: dict[str, list[dict[str, float]]] = {"first": [], "raw": [], "later": []}
    file = place / "all.nq"
    for number in range(rounds + 1):  # the first round makes the file, and is not counted
        data = place / "data"
        shutil.rmtree(data, ignore_errors=True)
        one = measured("first", data, *options)
        if number == 0:
            release = current(DataFolder(data))
            print(f"{release.quads:,} quads in named graphs, {release.triples:,} in the default graph")
            with file.open("wb") as out:
                release.store().raw.dump(out, RdfFormat.N_QUADS)
            continue
        figures["first"].append(one)
        figures["later"].append(measured("later", data, *options))
        shutil.rmtree(place / "raw", ignore_errors=True)
        figures["raw"].append(measured("raw", place / "raw", "--file", file))
    for what, each in figures.items():
        middle = {key: statistics.median(one[key] for one in each) for key in each[0]}
        print(
            f"{what:>6}: {middle['seconds']:6.2f} s, {middle['processor']:6.2f} s of processor time, "
            f"{middle['megabytes']:5.0f} MB"
        )
    for key in ("seconds", "processor"):
        ratios = [one[key] / other[key] for one, other in zip(figures["first"], figures["raw"], strict=True)]
        print(
            f"first start to raw load, {key}: {statistics.median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
