from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph import resources

if TYPE_CHECKING:
    from collections.abc import Callable

FINDERS = [
    (resources.ontology_files, "ontology", {".ttl"}),
    (resources.shape_files, "shapes", {".ttl"}),
    (resources.data_files, "data", {".trig", ".ttl"}),
    (resources.rule_files, "rules", {".rq"}),
    (resources.query_files, "queries", {".rq"}),
]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package `graph`, for the test to put files in or beside."""
    package = tmp_path / "site" / "graph"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda _name: package)
    return package


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


@pytest.mark.parametrize(("find", "folder", "suffixes"), FINDERS)
def test_what_the_repository_holds_is_found(
    find: Callable[[], tuple[Path, ...]], folder: str, suffixes: set[str]
) -> None:
    found = find()
    assert found
    assert all(path.is_file() and path.suffix in suffixes and folder in path.parts for path in found)
    assert list(found) == sorted(found, key=Path.as_posix)


def test_the_context_is_found() -> None:
    assert resources.context_file().is_file()


@pytest.mark.parametrize(("find", "folder", "suffixes"), FINDERS)
def test_the_package_comes_before_what_stands_beside_it(
    package: Path, find: Callable[[], tuple[Path, ...]], folder: str, suffixes: set[str]
) -> None:
    beside = put(package.parent / folder / f"beside{min(suffixes)}")
    assert find() == (beside,)
    inside = put(package / folder / f"inside{min(suffixes)}")
    assert find() == (inside,)


def test_files_are_sorted_by_path_and_others_left_out(package: Path) -> None:
    for name in ("b.ttl", "a/c.ttl", "a.ttl", "notes.md", ".b.ttl.ttl", "b.ttl~"):
        put(package / "shapes" / name)
    found = [path.relative_to(package / "shapes").as_posix() for path in resources.shape_files()]
    assert found == ["a.ttl", "a/c.ttl", "b.ttl"]


@pytest.mark.parametrize(("find", "folder", "_suffixes"), FINDERS)
def test_a_missing_folder_or_an_empty_one_is_an_error(
    package: Path, find: Callable[[], tuple[Path, ...]], folder: str, _suffixes: set[str]
) -> None:
    with pytest.raises(FileNotFoundError, match=folder):
        find()
    (package / folder).mkdir()
    with pytest.raises(FileNotFoundError, match=folder):
        find()


def test_a_package_in_an_archive_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    archive = tmp_path / "graph.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("graph/shapes/a.ttl", "")
    monkeypatch.setattr(resources, "files", lambda _name: zipfile.Path(archive, "graph/"))
    with pytest.raises(FileNotFoundError, match="unpack"):
        resources.shape_files()
