"""What every test may use: the material beside the repository, and a failure where it is missing."""

from __future__ import annotations

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
