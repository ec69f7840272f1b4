"""What every test may use: the material beside the repository, and a failure where it is missing."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever asks for the folder, so that nobody forgets to (before -m picks)."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents and suites that are not ours to publish: ../shared."""
    if not SHARED.is_dir():
        pytest.fail(f"this test reads {SHARED}, which is missing; make test leaves such tests out")
    return SHARED


@pytest.fixture(autouse=True)
def _needs_shared(request: pytest.FixtureRequest) -> None:
    """A test that is only marked fails as clearly as one that takes the fixture."""
    if request.node.get_closest_marker("shared"):
        request.getfixturevalue("shared")


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the vocabulary, the shapes, the rules and the curated things, without documents."""
    folder = tmp_path_factory.mktemp("bundle")
    shutil.copytree(REPOSITORY / "ontology", folder / "ontology")
    shutil.copytree(REPOSITORY / "shapes", folder / "shapes")
    shutil.copytree(REPOSITORY / "graph/rules", folder / "rules")
    shutil.copytree(REPOSITORY / "graph/data/curated", folder / "data/curated")
    return folder


@pytest.fixture(scope="session")
def act() -> Callable[..., str]:
    """Make the text of a resolution in the style of the Assembly's: act(number, its paragraphs…)."""

    def text(number: int, *paragraphs: str) -> str:
        operative = paragraphs or (f"Requests the Secretary-General to report on the bees of town {number};",)
        listed = "\n\n".join(f"{at}. {each}" for at, each in enumerate(operative, 1))
        return (
            "Resolution adopted by the General Assembly on 18 December 2019\n\n"
            f"74/{number}. Keeping bees in towns\n\nThe General Assembly,\n\n"
            f"Recalling its resolution 73/{number} of 17 December 2018,\n\n{listed}\n"
        )

    return text


@pytest.fixture(scope="session")
def record() -> Callable[[str, str], bytes]:
    """Make a line of JSON Lines of a symbol and a text."""

    def line(symbol: str, text: str) -> bytes:
        paragraphs = [{"text": each, "type": "paragraph"} for each in text.split("\n") if each]
        return json.dumps({"symbol": symbol, "paragraphs": paragraphs}).encode() + b"\n"

    return line


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the release of the whole bundled graph, made once for all processes: only to read.

    `shutil.copytree(released, place, copy_function=os.link)` gives one to write to in no time.
    """
    from graph.bundle import Bundle
    from graph.folder import DataFolder, Layers
    from graph.publish import create

    here = tmp_path_factory.getbasetemp()
    place = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "released"
    with (place.parent / "released.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = DataFolder(place)
        if folder.is_new():
            with folder.locked("test"):
                create(folder, Bundle.installed(), Layers())
    return place
