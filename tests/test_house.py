"""The house itself: packaging, locks, layout, and what may not stand in a public repository."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import pytest

from graph import resources

# Fixed by the design, then what tools look for at the top level.
TOP_LEVEL = {"pyproject.toml", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "Makefile"}
TOP_LEVEL |= {"ontology", "shapes", "graph", "service", "tests", "benchmarks", "docs"}
TOP_LEVEL |= {"LICENSE-DATA", "requirements.lock", "requirements-dev.lock", ".gitignore", ".ci"}

LOCKS = ["requirements.lock", "requirements-dev.lock"]
PACKAGES = ("graph", "service")
SHIPPED = {"graph": "graph", "service": "service", "ontology": "graph/ontology", "shapes": "graph/shapes"}


@pytest.fixture(scope="session")
def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text())


@pytest.fixture(scope="session")
def tracked(repository: Path) -> list[str]:
    listed = run("git", "ls-files", "-z", cwd=repository)
    return [name for name in listed.split("\0") if name and (repository / name).is_file()]


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the sdist, as a packager makes it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(out), cwd=repository)
    (sdist,) = out.glob("*.tar.gz")
    (out / "source").mkdir()
    run("tar", "-xzf", str(sdist), "-C", str(out / "source"))
    (source,) = (out / "source").iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out), cwd=source)
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that holds the wheel, and our dependencies behind it."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", str(home))
    names = {"base": str(home), "platbase": str(home)}
    (Path(sysconfig.get_path("purelib", "venv", names)) / "dependencies.pth").write_text(
        sysconfig.get_path("purelib") + "\n"
    )
    programs = Path(sysconfig.get_path("scripts", "venv", names))
    uv = shutil.which("uv", path=sysconfig.get_path("scripts"))
    assert uv, "the development lock installs uv"
    run(
        uv,
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--no-deps",
        "--python",
        str(programs / "python"),
        str(wheel),
    )
    return programs


def run(*command: str, cwd: Path | None = None) -> str:
    """Return what the command prints; fail with what it complains of."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def files_under(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
    }


# ---------------------------------------------------------------- packaging


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_our_short_names(package: str) -> None:
    # An editable install lists no modules, hence "at most"; the wheel below is held to "exactly".
    assert set(packages_distributions().get(package, [])) <= {"mandates"}


@pytest.mark.parametrize("package", PACKAGES)
def test_our_short_names_import_from_this_checkout(repository: Path, package: str) -> None:
    assert Path(__import__(package).__file__ or "").parent == repository / package


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(repository: Path, wheel: Path) -> None:
    expected = {f"{to}/{name}" for top, to in SHIPPED.items() for name in files_under(repository / top)}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


@pytest.mark.parametrize(
    "pattern",
    [
        r"graph/ontology/.*\.ttl",
        r"graph/ontology/context\.jsonld",
        r"graph/shapes/.*\.ttl",
        r"graph/data/.*\.(trig|ttl)",
        r"graph/rules/.*\.rq",
        r"graph/queries/.*\.rq",
        r"service/templates/.*\.html.*",
        r"(graph|service)/py\.typed",
        r"mandates-.*\.dist-info/licenses/LICENSE",
        r"mandates-.*\.dist-info/licenses/LICENSE-DATA",
    ],
)
def test_the_wheel_holds_the_data_that_the_code_reads(wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(re.fullmatch(pattern, name) for name in archive.namelist())


def test_an_installed_wheel_owns_the_names_and_finds_its_files(installed: Path, tmp_path: Path) -> None:
    asked = """
import json
from importlib.metadata import packages_distributions
from graph import resources as r
finders = (r.ontology_files, r.shape_files, r.data_files, r.rule_files, r.query_files)
found = {find.__name__: [str(path) for path in find()] for find in finders}
print(json.dumps({"owners": packages_distributions(), "found": found}))
"""
    told = json.loads(run(str(installed / "python"), "-c", asked, cwd=tmp_path))
    for package in PACKAGES:
        assert set(told["owners"][package]) == {"mandates"}
    for finder, paths in told["found"].items():
        here = getattr(resources, finder)()
        assert [Path(path).name for path in paths] == [path.name for path in here]
        assert all(path.startswith(str(installed.parent)) for path in paths)


def test_an_installed_wheel_answers_its_command(installed: Path, tmp_path: Path) -> None:
    printed = run(str(installed / "mandates"), "--help", cwd=tmp_path)
    for command in ("serve", "validate", "release", "query", "lineage", "verify", "export"):
        assert command in printed


# ---------------------------------------------------------------- locks


def pins(text: str) -> dict[str, str]:
    """Return name → version of a lock file (names as PyPA normalises them)."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9-]*)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes_and_nothing_is_a_link(repository: Path, lock: str) -> None:
    text = (repository / lock).read_text()
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9-]*==", entry), entry.splitlines()[0]
        assert re.search(r"^    --hash=sha256:[0-9a-f]{64}", entry, re.MULTILINE), entry.splitlines()[0]


def requirement_names(requirements: list[Any]) -> set[str]:
    """Return the names of the requirements, without the groups that they include."""
    found = (re.match(r"[A-Za-z0-9-]+", item) for item in requirements if isinstance(item, str))
    return {match[0].lower() for match in found if match}


def test_the_locks_cover_what_the_project_asks_for(repository: Path, project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    runtime, everything = (pins((repository / lock).read_text()) for lock in LOCKS)
    used = requirement_names(project["project"]["dependencies"] + project["build-system"]["requires"])
    assert used <= runtime.keys()
    assert requirement_names(groups["dev"] + groups["bench"]) <= everything.keys()
    assert runtime.items() <= everything.items(), "both locks pin the same versions"


def test_the_packages_import_only_what_the_runtime_lock_installs(
    repository: Path, project: dict[str, Any]
) -> None:
    # `make serve` installs that lock alone; in the environment of the tests everything imports.
    owners = packages_distributions()
    runtime = pins((repository / "requirements.lock").read_text())
    for path in (path for package in PACKAGES for path in (repository / package).rglob("*.py")):
        allowed = runtime.keys() | extras(project).get(path.relative_to(repository).as_posix(), set())
        for module in imported(path) - sys.stdlib_module_names - set(PACKAGES):
            assert {name.lower().replace("_", "-") for name in owners[module]} & allowed, (path, module)


def extras(project: dict[str, Any]) -> dict[str, set[str]]:
    """Return what may be imported besides, by file: an optional extra belongs to one module."""
    extra = project["project"]["optional-dependencies"]
    return {"graph/pipeline/cluster.py": {re.split(r"[^\w-]", need, maxsplit=1)[0] for need in extra["dask"]}}


def imported(path: Path) -> set[str]:
    """Return the top names of the modules that the file imports, anywhere in it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.split(".")[0] for name in plain | named}


# ---------------------------------------------------------------- what stands in the repository


def test_the_top_level_is_the_designs(tracked: list[str]) -> None:
    assert {name.split("/")[0] for name in tracked} == TOP_LEVEL


def test_tests_are_no_packages(tracked: list[str]) -> None:
    assert not [name for name in tracked if name.startswith("tests/") and name.endswith("__init__.py")]


def test_no_test_is_skipped(repository: Path, tracked: list[str]) -> None:
    switched_off = re.compile(r"\bpytest\.(mark\.)?skip|\bimportorski[p]\b|\bunittest\.skip")
    tests = [name for name in tracked if name.startswith("tests/") and name.endswith(".py")]
    assert not [name for name in tests if switched_off.search((repository / name).read_text())]


REGISTRIES = [
    r"\bpypi\.org",
    r"\bpythonhosted\.org",
    r"\bregistry\.(npmjs|yarnpkg)\b",
    r"--(extra-)?index-url\b",
]
REGISTRIES += [r"--find-link[s]\b", r"\bnpmjs\.org", r"\bproxy\.golang\b"]
MACHINE_PATHS = [r"(?<![\w.~}-])/(?:home|Users|root|opt|tmp|work|mnt|srv)/\w", r"\b[A-Z]:\\Users\b"]


@pytest.mark.parametrize("pattern", REGISTRIES + MACHINE_PATHS)
def test_no_file_names_a_registry_or_a_path_of_a_machine(
    repository: Path, tracked: list[str], pattern: str
) -> None:
    found = [
        f"{name}: {match[0]}"
        for name in tracked
        for match in re.finditer(pattern, (repository / name).read_text(errors="replace"))
    ]
    assert not found


def test_the_version_is_the_same_everywhere(repository: Path, project: dict[str, Any]) -> None:
    cited = re.search(r"^version: (.+)$", (repository / "CITATION.cff").read_text(), re.MULTILINE)
    assert cited
    assert cited[1] == project["project"]["version"] == version("mandates")


def test_every_module_has_its_place_in_the_line_of_data(repository: Path, project: dict[str, Any]) -> None:
    (layers,) = (c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    placed = set(re.findall(r"[\w.]+", " ".join(layers["layers"])))
    modules = {
        f"{package}.{path.stem}"
        for package in PACKAGES
        for path in (repository / package).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    assert not modules - placed


def test_the_web_application_loads_no_validator() -> None:
    # It reaches validation and extraction only through the writer process; import-linter sees direct imports.
    asked = "import sys, service.app; print(*sorted({'pyshacl', 'rdflib', 'owlrl', 'graph.extract'} & sys.modules.keys()))"
    assert run(sys.executable, "-c", asked).split() == []


def test_make_help_lists_every_target(repository: Path) -> None:
    makefile = (repository / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    make = shutil.which("make")
    assert make
    assert re.findall(r"^make (\S+)", run(make, "-s", "help", cwd=repository), re.MULTILINE) == phony.split()
