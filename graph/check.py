"""What the shapes find in the draft, or in files if they were ingested into it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.bundle import read_rdf
from graph.findings import Finding, Report
from graph.publish import rehearsal
from graph.validate import Shapes, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from graph.bundle import Bundle
    from graph.folder import DataFolder


def check(
    folder: DataFolder, bundle: Bundle, files: Sequence[Path] = (), *, holder: str = "", wait: float = 30.0
) -> Report:
    """Return what the shapes find in the draft; without a draft, in the release that one would start from.

    With files, the draft as it would be if they were ingested: a graph that a file names takes the place of
    the one there is. The report then has what concerns the files, which is each finding on a node that they
    describe, and each that would not be there without them. Nothing is written.

    Raises DataSyntaxError, UnknownFormat or UsageError for a file that cannot be read, and DraftLocked after
    `wait` seconds.
    """
    base = folder.layers().base
    shapes = Shapes.read(bundle.shapes)
    by_file = {str(file): list(read_rdf(file, base=base)) for file in files}

    def found(quads: Iterable[Quad]) -> Report:
        with rehearsal(folder, bundle, quads, holder=holder, wait=wait) as store:
            return validate(store.named_quads(), shapes=shapes)

    report = found(quad for quads in by_file.values() for quad in quads)
    if not files:
        return report
    described = _described(by_file)
    results = [replace(finding, files=described.get(finding.focus, ())) for finding in report.results]
    if not all(finding.files for finding in results):
        without: set[Finding] = set(found(()).results)
        results = [finding for finding in results if finding.files or finding not in without]
    return Report(tuple(results), report.checked, tuple(by_file))


def _described(by_file: Mapping[str, Iterable[Quad]]) -> dict[str, tuple[str, ...]]:
    """Return the files that say something of each node."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for file, quads in by_file.items():
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                files[quad.subject.value].add(file)
    return {node: tuple(sorted(names)) for node, names in files.items()}
