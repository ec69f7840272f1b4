from __future__ import annotations

import gc
import logging
import time
import weakref
from pathlib import Path

import pytest

from graph.errors import NoRelease, ReleaseDamaged
from graph.folder import DataFolder
from service.current import Current, FolderSource

BASE = "https://w3id.org/un-mandates/"


def until(holds, seconds: float = 5.0) -> None:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_a_new_release_is_served_within_the_interval(serve, fixed, release_of):
    source = fixed(release_of(number=1))
    client = serve(source, interval=0.02)
    assert client.get("/health").json()["number"] == 1
    source.release = release_of(f'<{BASE}graph/local> {{ <{BASE}doc/x-src/new> <a:b> "c" }}', number=2)
    until(lambda: client.get("/health").json()["number"] == 2)
    assert client.get("/doc/x-src/new").status_code == 200
    assert client.get("/body/ga").status_code == 404


def test_what_does_not_open_changes_nothing_and_is_said_once(serve, fixed, release_of, caplog):
    source = fixed(release_of(number=1))
    with caplog.at_level(logging.WARNING):
        client = serve(source, interval=0.02)
        source.release = ReleaseDamaged("It is damaged.")
        until(lambda: "It is damaged." in caplog.text)
        time.sleep(0.1)
    assert caplog.text.count("It is damaged.") == 1
    assert client.get("/health").json()["number"] == 1
    source.release = release_of(number=3)
    until(lambda: client.get("/health").json()["number"] == 3)


def test_service_without_release_starts_and_gets_one(serve, fixed, release_of):
    source = fixed(NoRelease("Nothing yet."))
    client = serve(source, interval=0.02)
    assert client.get("/health").status_code == 503
    source.release = release_of(number=7)
    until(lambda: client.get("/health").status_code == 200)


def test_the_old_release_goes_with_its_last_reader(fixed, release_of):
    source = fixed(release_of(number=1))
    current = Current(source)
    current.refresh()
    reader = current.release()
    old = weakref.ref(reader.store)
    source.release = release_of(number=2)
    current.refresh()
    assert current.release().number == 2
    assert reader.store.contains is not None
    assert old() is not None
    del reader
    gc.collect()
    assert old() is None


def test_nothing_is_opened_twice(fixed, release_of):
    opened = []

    class Counting(fixed):
        def open(self):
            opened.append(1)
            return super().open()

    current = Current(Counting(release_of()))
    current.refresh()
    current.refresh()
    assert len(opened) == 1


def test_a_folder_without_release(tmp_path: Path):
    current = Current(FolderSource(DataFolder(tmp_path / "nothing")))
    current.refresh()
    with pytest.raises(NoRelease):
        current.release()


def test_tags_depend_on_everything_that_an_answer_does(release_of):
    one, two = release_of(number=1), release_of(number=2)
    tags = {one.etag("a", "b"), one.etag("ab"), one.etag("a", "c"), two.etag("a", "b"), one.etag()}
    assert len(tags) == 5
    assert one.etag("a", "\ud800") != one.etag("a")
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_a_defect_does_not_end_the_watch(serve, fixed, release_of, caplog):
    source = fixed(release_of(number=1))
    client = serve(source, interval=0.02)
    source.release = ZeroDivisionError("nobody foresaw this")
    until(lambda: "nobody foresaw this" in caplog.text)
    source.release = release_of(number=2)
    until(lambda: client.get("/health").json()["number"] == 2)
