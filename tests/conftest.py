"""What every test may use: the material beside the repository, and a failure where it is missing."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

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

    Copied by hard links, all but its lock, it is one to write to (tests/test_docs.py).
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


@pytest.fixture(scope="session")
def stated() -> list[Quad]:
    """What is stated by hand, and what is packed of the documents that this speaks of, and of what they cite."""
    from graph import packed
    from graph.bundle import Bundle
    from graph.names import DEFAULT_BASE

    bundle = Bundle.installed()
    acts = ("A/80/6(Sect.16)", "A/RES/74/173", "A/RES/75/282", "E/RES/2012/19", "E/RES/2019/19")
    starts = tuple(f"{DEFAULT_BASE}doc/{act}/".encode() for act in acts)
    near: list[bytes] = []
    single: dict[
        bytes, bytes
    ] = {}  # graphs of works, sessions, meetings: each described in a graph of its own
    for file in bundle.packed:
        for block in packed.read(file):
            if block.graph.startswith(starts):
                near.append(block.lines)
            elif block.lines.startswith(b"<" + block.graph + b"> "):
                single[block.graph] = block.lines
    waiting = {iri for lines in near for iri in re.findall(rb"<([^>]*)>", lines)}
    waiting |= {f"{DEFAULT_BASE}doc/{act}".encode() for act in acts}
    while waiting:
        if (lines := single.pop(waiting.pop(), None)) is not None:
            near.append(lines)
            waiting.update(re.findall(rb"<([^>]*)>", lines))
    return [*bundle.by_hand().quads(), *parse(b"".join(near), RdfFormat.N_QUADS)]
