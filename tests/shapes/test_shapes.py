"""For each shape a planted error that makes it fire, and a mended twin that does not.

`planted/SHAPE.trig` holds the errors. A line with `#!` is wrong, and what follows `#!` stands in its place in the
mended twin. All planted files are validated together, on the bundled graph, and so are all twins: their nodes are
apart, and each finding names its file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from graph.bundle import Bundle
from graph.findings import Finding
from graph.validate import Report, Shapes, validate_files

PLANTED = Path(__file__).parent / "planted"
FILES = sorted(PLANTED.glob("*.trig"))
SHAPES = Shapes.read()
NAMES = sorted({rule.shape.rpartition("#")[2] for rule in SHAPES.rules.values()})
BY_NAME = {rule.shape.rpartition("#")[2]: rule.shape for rule in SHAPES.rules.values()}


def mended(text: str) -> str:
    return re.sub(r"^.*#! ?(.*)$", r"\1", text, flags=re.MULTILINE)


def by_file(report: Report) -> dict[str, list[Finding]]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.results:
        for file in finding.files or ("",):
            found[Path(file).stem].append(finding)
    return found


@pytest.fixture(scope="module")
def planted() -> dict[str, list[Finding]]:
    return by_file(validate_files(FILES, shapes=SHAPES))


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    folder = tmp_path_factory.mktemp("mended")
    for file in FILES:
        (folder / file.name).write_text(mended(file.read_text()))
    return by_file(validate_files(sorted(folder.iterdir()), shapes=SHAPES))


def test_each_shape_has_a_planted_error_and_each_planted_error_a_shape() -> None:
    assert [file.stem for file in FILES] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_constraint_of_the_shape_fires(planted: dict[str, list[Finding]], name: str) -> None:
    fired = {finding.constraint for finding in planted[name] if finding.shape == BY_NAME[name]}
    assert fired == set(SHAPES.constraints(BY_NAME[name]))


@pytest.mark.parametrize("name", NAMES)
def test_no_other_shape_fires(planted: dict[str, list[Finding]], name: str) -> None:
    header = re.search(r"^# Also: (\w+)", (PLANTED / f"{name}.trig").read_text(), re.MULTILINE)
    expected = {SHAPES.rules[BY_NAME[name]].code} | ({header[1]} if header else set())
    assert {finding.code for finding in planted[name]} == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_mended_twin_has_no_finding(twins: dict[str, list[Finding]], name: str) -> None:
    assert not twins[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_says_what_where_and_how_to_mend_it(planted: dict[str, list[Finding]], name: str) -> None:
    for finding in planted[name]:
        assert finding.message.endswith(".") or finding.message.endswith("?")
        assert "{" not in finding.message
        assert finding.hint.endswith(".")
        assert finding.clause
        assert finding.sources


def test_no_finding_is_about_a_node_that_no_file_describes(
    planted: dict[str, list[Finding]], twins: dict[str, list[Finding]]
) -> None:
    assert not planted[""]
    assert not twins[""]
