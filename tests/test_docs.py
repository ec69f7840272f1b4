"""The documentation: its commands run, its outputs are what is printed, and it names what there is.

In README.md, docs/*.md and benchmarks/README.md a fenced block of `sh` is run as it stands, the blocks of a
file one after another beside one service and one data folder. A fenced block directly below one is what it
prints, spaces aside; `…` stands for what is left out. A last comment `# exit status 1` says how a block ends.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pyoxigraph import RdfFormat, parse
from starlette.routing import Mount

from graph import resources
from graph.folder import DataFolder
from service import negotiate, problems
from service.api import LINEAGES
from service.app import create_app
from service.cli import app
from service.guard import Limits

TOP = Path(__file__).parent.parent
PAGES = sorted([TOP / "README.md", TOP / "benchmarks/README.md", *TOP.glob("docs/*.md")])
TEXTS = {page.relative_to(TOP).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXTS.values())
LINKED = [*PAGES, TOP / "CHANGELOG.md", *sorted(TOP.glob("docs/decisions/*.md"))]

ADDRESS = "http://127.0.0.1:8000"  # of the service in the examples
ACTIVATE = "source .venv/bin/activate"

# Commands that are not run as they stand, with what is done instead and why.
INSTEAD = {
    "make serve": ("make -n serve", "it would block; a service is started for the page, on a free port"),
    "make test": ("make -n test", "it would run this test again"),
    "make test-all": ("make -n test-all", "it would run this test again"),
    "make check": ("make -n check", "it takes a minute; the make that runs the tests runs it next"),
    "make bench": ("make -n bench", "it takes minutes, and both processors"),
    "make lock": ("make -n lock", "it asks a package registry"),
    ACTIVATE: (":", "the tests run in an environment that is active"),
}
# What a writing command says while it works: on a terminal it does not stay.
PROGRESS = re.compile(r"^(Reading /|Building |Validating$|Writing )")


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    language: str
    text: str
    line: int
    follows: bool  # nothing but blank lines stands between it and the block before


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    found: list[Block] = []
    end = 0
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        follows = bool(found) and not text[end : match.start()].strip()
        found.append(Block(match[1], match[2], text.count("\n", 0, match.start()) + 1, follows))
        end = match.end()
    return found


def commands_and_outputs(page: str) -> list[tuple[Block, Block | None]]:
    """Return each block of commands with the block that shows what it prints."""
    around = [*blocks(TEXTS[page]), None]
    return [
        (block, after if after and after.follows and after.language != "sh" else None)
        for block, after in pairwise(around)
        if block and block.language == "sh"
    ]


RUNNABLE = [page for page in TEXTS if commands_and_outputs(page)]


# ---------------------------------------------------------------- commands run


@pytest.mark.timeout(1800)  # each release that a page makes is validated whole
@pytest.mark.parametrize("page", RUNNABLE)
@pytest.mark.parametrize("curl", ["stand-in", pytest.param("curl", marks=pytest.mark.debian)])
def test_the_commands_run_and_print_what_is_shown(
    page: str, curl: str, tmp_path: Path, released: Path
) -> None:
    shell = Shell(tmp_path, curl)
    # As the first command would make it; the lock is each folder's own.
    shutil.copytree(released, shell.data, copy_function=os.link, ignore=shutil.ignore_patterns("lock"))
    served = ADDRESS in TEXTS[page]
    with shell.service() if served else shell.alone():
        for block, output in commands_and_outputs(page):
            where = f"{page}, line {block.line}"
            printed = shell.run(block.text, where)
            if output is not None:
                assert shows(output, printed), (
                    f"{where} prints\n\n{printed}\nand the page shows\n\n{output.text}"
                )


class Shell:
    """Runs blocks of commands in a folder that looks like the checkout and keeps it as it is."""

    def __init__(self, home: Path, curl: str) -> None:
        self.folder, self.data, programs = home / "checkout", home / "data", home / "bin"
        self.folder.mkdir()
        programs.mkdir()
        for entry in TOP.iterdir():
            if not entry.name.startswith("."):
                (self.folder / entry.name).symlink_to(entry)
        for name in ("python", "python3"):
            (programs / name).symlink_to(sys.executable)
        if curl == "stand-in":
            (programs / "curl").write_text(f"#!{sys.executable}\n{(TOP / 'tests/curl.py').read_text()}")
            (programs / "curl").chmod(0o755)
        else:
            assert shutil.which("curl"), "make test-all needs curl"
        path = (str(programs), sysconfig.get_path("scripts"), os.environ["PATH"])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MANDATES_")}
        self.environment = kept | {"PATH": os.pathsep.join(path), "MANDATES_DATA": str(self.data)}
        self.address = ADDRESS

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the data folder made, as the first command of a reader does."""
        self.run("mandates release list\n", "the data folder")
        yield

    @contextmanager
    def service(self) -> Iterator[None]:
        """Run `mandates serve` on a free port, which stands for the one of the examples."""
        process = subprocess.Popen(
            ["mandates", "serve", "--port", "0"],
            env=self.environment,
            executable=shutil.which("mandates", path=self.environment["PATH"]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said: list[str] = []
        try:
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"^Serving .* at (http://.*)/$", line):
                    self.address = found[1]
                if "startup complete" in line:
                    break
            else:
                pytest.fail(f"mandates serve ended: {''.join(said)}")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)

    def run(self, script: str, where: str) -> str:
        """Run a block and return what it prints on both streams. Fails if it ends with another status."""
        status = re.search(r"# exit status (\d)$", script.rstrip())
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", instead(script).replace(ADDRESS, self.address)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == (int(status[1]) if status else 0), f"{where}:\n{script}\n{done.stdout}"
        kept = [line for line in done.stdout.splitlines() if not PROGRESS.match(line)]
        return "\n".join(kept).replace(self.address, ADDRESS)


def instead(script: str) -> str:
    """Return the block with the commands of INSTEAD replaced."""
    lines: list[str] = []
    for line in script.splitlines():
        command = re.sub(r"\s+#.*| [A-Z]+=\S+", "", line).strip()
        lines.append(INSTEAD[command][0] if command in INSTEAD else line)
    return "\n".join(lines)


def test_a_command_that_is_not_run_is_shown_somewhere() -> None:
    shown = {
        instead_of for instead_of in INSTEAD if re.search(rf"^{re.escape(instead_of)}\b", ALL, re.MULTILINE)
    }
    assert shown | {name for name in INSTEAD if f"`{name}`" in ALL} == INSTEAD.keys()


# ---------------------------------------------------------------- outputs


def shows(output: Block, printed: str) -> bool:
    """Return whether a block shows what was printed."""
    if output.language == "json":
        return same(json.loads(output.text), json.loads(printed))
    pattern = "".join(
        ".*?" if part == "…" else re.escape(part) for part in re.split("(…)", normal(output.text))
    )
    return bool(re.fullmatch(pattern, normal(printed), re.DOTALL))


def normal(text: str) -> str:
    """Return the text with its spaces, blank lines and ruled lines as one."""
    lines = (re.sub(r"\s+", " ", re.sub("─+", "─", line)).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def same(shown: Any, printed: Any) -> bool:
    """Return whether a value is as shown: "…" is any value, or the rest of an array or an object."""
    if shown == "…":
        return True
    if isinstance(shown, dict) and isinstance(printed, dict):
        kept = {key: value for key, value in shown.items() if key != "…"}
        complete = kept.keys() < printed.keys() if "…" in shown else kept.keys() == printed.keys()
        return complete and all(same(value, printed[key]) for key, value in kept.items())
    if isinstance(shown, list) and isinstance(printed, list):
        rest = shown[-1:] == ["…"]
        kept = shown[:-1] if rest else shown
        complete = len(kept) < len(printed) if rest else len(kept) == len(printed)
        return complete and all(same(*pair) for pair in zip(kept, printed, strict=False))
    return bool(shown == printed)


@pytest.mark.parametrize(
    ("language", "shown", "printed", "expected"),
    [
        ("text", " a  b\n\n", "a b", True),
        ("text", "a\n…\nd", "a\nb\nc\nd", True),
        ("text", "a …", "a 2026-01-01", True),
        ("text", "a.b", "axb", False),
        ("text", "a", "a\nb", False),
        ("text", "a\nb", "a b", False),
        ("json", '{"a": "…", "b": [1, "…"]}', '{"b": [1, 2, 3], "a": {}}', True),
        ("json", '{"a": 1}', '{"a": 1, "b": 2}', False),
        ("json", '{"a": 1, "…": "…"}', '{"a": 1, "b": 2}', True),
        ("json", '{"a": 1, "…": "…"}', '{"a": 1}', False),
        ("json", "[1]", "[1, 2]", False),
        ("json", '[1, "…"]', "[1]", False),
    ],
)
def test_what_counts_as_shown(language: str, shown: str, printed: str, expected: bool) -> None:
    assert shows(Block(language, shown, 1, True), printed) is expected


TURTLE = [
    pytest.param(block.text, id=f"{page}, line {block.line}")
    for page in TEXTS
    for block in blocks(TEXTS[page])
    if block.language == "turtle" and "…" not in block.text
]


@pytest.mark.parametrize("text", TURTLE)
def test_turtle_can_be_read(text: str) -> None:
    given = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in declared().items())
    list(parse(given + text, format=RdfFormat.TURTLE))


def declared() -> dict[str, str]:
    """Return the prefixes that the pages declare anywhere: an excerpt does not repeat them."""
    return dict(re.findall(r"^@prefix (\w+):\s+<([^>]+)>", ALL, re.MULTILINE))


# ---------------------------------------------------------------- links


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.relative_to(TOP).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def anchors(page: Path) -> set[str]:
    """Return what the headings of a page can be linked by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_shapes_cite_headings_that_there_are() -> None:
    cited = {
        found
        for file in resources.shape_files()
        for found in re.findall(r'"(docs/[\w.-]+\.md), ([^";:]+)', file.read_text(encoding="utf-8"))
    }
    assert cited
    for page, heading in cited:
        assert re.search(rf"^#+ {re.escape(heading)}\b", TEXTS[page], re.MULTILINE), (page, heading)


# ---------------------------------------------------------------- what there is is documented, and nothing else


def spans(pattern: str, text: str = ALL) -> set[str]:
    """Return the inline code spans that match."""
    return {span for span in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text) if re.match(pattern, span)}


def every_command() -> dict[str, set[str]]:
    """Return the options of each command of `mandates`, by its words."""
    found: dict[str, set[str]] = {}

    def walk(command: Any, words: tuple[str, ...]) -> None:
        children = getattr(command, "commands", {})
        if words:
            options = {flag for option in command.params for flag in option.opts if flag.startswith("--")}
            found[" ".join(words)] = options - {"--help"}
        for name, child in children.items():
            walk(child, (*words, name))

    walk(typer.main.get_command(app), ())
    return found


def section(page: str, heading: str) -> str:
    """Return what stands under a heading, to the next one of any level."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", TEXTS[page], re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no heading {heading!r}"
    return found[2]


@pytest.mark.parametrize("command", every_command())
def test_each_command_has_its_heading_and_its_options(command: str) -> None:
    text = section("docs/commands.md", f"`mandates {command}`")
    assert set(re.findall(r"`(--[a-z-]+)", text)) == every_command()[command]


def test_no_command_or_option_is_documented_that_there_is_not() -> None:
    commands = every_command()
    headings = set(re.findall(r"^#+ `mandates ([a-z ]+)`$", TEXTS["docs/commands.md"], re.MULTILINE))
    assert headings == commands.keys()
    for span in spans(r"mandates [a-z]"):
        words = span.split()[1:]
        command = " ".join(words[:2]) if " ".join(words[:2]) in commands else words[0]
        assert command in commands, span
        assert set(re.findall(r"--[a-z-]+", span)) <= commands[command] | {"--help"}, span


def test_every_make_target_that_is_named_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (TOP / "Makefile").read_text(), re.MULTILINE))
    for span in spans(r"make [a-z]"):
        assert span.split()[1] in targets, span


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its first two lines."""
    lines = [line for line in section(page, heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_the_routes_are_those_of_the_application(tmp_path: Path) -> None:
    there = {
        f"{method} {route.path}/" if isinstance(route, Mount) else f"{method} {getattr(route, 'path', '')}"
        for route in create_app(DataFolder(tmp_path)).routes
        for method in (getattr(route, "methods", None) or {"GET"}) - {"HEAD"}
    }
    documented = {
        span.strip("`") for first, *_ in rows("docs/service.md", "Addresses") for span in first.split(", ")
    }
    assert documented == {address.replace("/{path:path}", "/{path of any IRI}") for address in there}


def test_the_errors_are_those_of_the_table() -> None:
    kinds = {(f"`/problems/{kind.slug}`", str(int(kind.status))) for _, kind in problems.TABLE}
    kinds.add((f"`/problems/{problems.DEFECT.slug}`", str(int(problems.DEFECT.status))))
    assert {(slug, status) for slug, status, *_ in rows("docs/service.md", "Errors")} == kinds


@pytest.mark.parametrize(
    ("heading", "formats"),
    [
        ("Formats of lineages", LINEAGES),
        ("Formats of things", negotiate.THING),
        ("Formats of rows", negotiate.ROWS),
        ("Formats of triples", negotiate.TRIPLES),
    ],
)
def test_the_formats_are_those_on_offer(heading: str, formats: tuple[negotiate.Format, ...]) -> None:
    documented = [(name, media_type) for name, media_type, *_ in rows("docs/service.md", heading)]
    assert documented == [(f"`{each.extension}`", f"`{each.media_type}`") for each in formats]


def test_the_limits_of_a_query_are_those_of_the_guard() -> None:
    given = [int(first.replace(",", "")) for first, *_ in rows("docs/service.md", "Limits")]
    assert given == [getattr(Limits(), field.name) for field in fields(Limits)]


def test_each_question_is_documented() -> None:
    named = set(re.findall(r"[\w*-]+\.rq\b", ALL))
    missing = [
        file.name for file in resources.query_files() if not any(fnmatch(file.name, name) for name in named)
    ]
    assert not missing


def test_every_file_that_is_named_is_there() -> None:
    for span in spans(r"(graph|service|ontology|shapes|tests|docs|benchmarks)/\S*$"):
        named = span.rstrip("/")
        assert "…" in named or list(TOP.glob(named)), span


def test_the_data_folder_holds_what_the_table_says(tmp_path: Path) -> None:
    shell = Shell(tmp_path, "stand-in")
    shell.environment["MANDATES_BUNDLE"] = str(TOP / "tests/tiny")  # what is in it does not matter here
    with shell.alone():
        note = tmp_path / "note.nq"
        note.write_text("<http://e/a> <http://e/b> <http://e/c> <http://e/g> .\n")
        shell.run(f"mandates ingest {note}\n", "ingest")
    documented = {
        first.strip("`").partition("/")[0] for first, *_ in rows("docs/commands.md", "The data folder")
    }
    assert {path.name for path in shell.data.iterdir()} <= documented
