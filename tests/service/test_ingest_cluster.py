"""`mandates ingest --scheduler`: the same work on a Dask cluster, whose workers may die."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from contextlib import ExitStack, closing

import psutil
import pytest

SCRIPTS = sysconfig.get_path("scripts")
MANDATES = shutil.which("mandates", path=SCRIPTS) or "mandates"
DASK = shutil.which("dask", path=SCRIPTS) or "dask"
ACTS = 150


@pytest.fixture
def environment(tmp_path, bundle):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANDATES_")}
    mine = {"MANDATES_DATA": str(tmp_path / "data"), "MANDATES_BUNDLE": str(bundle), "MANDATES_BATCH": "1500"}
    return kept | mine


@pytest.fixture
def running():
    """Start processes that end with the test."""
    with ExitStack() as stack:

        def start(*words, **more):
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
            return process

        yield start


@pytest.fixture
def scheduler(tmp_path, environment, running):
    """The address of a scheduler."""
    file = tmp_path / "scheduler.json"
    running(
        DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file),
        env=environment,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            return json.loads(file.read_text())["address"]
        except (OSError, ValueError):
            time.sleep(0.05)
    pytest.fail("the scheduler did not start")


@pytest.fixture
def worker(tmp_path, scheduler, environment, running):
    """Start a worker, and return its process."""

    def start(name: str, **more: str) -> subprocess.Popen[bytes]:
        place = tmp_path / name
        place.mkdir()
        return running(
            DASK, "worker", scheduler, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(place),
            env=environment | more, cwd=place,
        )  # fmt: skip

    return start


@pytest.fixture
def collection(tmp_path, act, record):
    lines = [
        record(f"A/RES/74/{n}", act(n, *(f"Requests bees {k};" for k in range(5))))
        for n in range(1, ACTS + 1)
    ]
    lines[10] = b"{\n"
    file = tmp_path / "acts.jsonl"
    file.write_bytes(b"".join(lines))
    return file


def run(environment, *words):
    done = subprocess.run(
        [MANDATES, *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_cluster_that_loses_a_worker_makes_the_same_as_this_machine(
    tmp_path, environment, scheduler, worker, collection
):
    here = environment | {"MANDATES_DATA": str(tmp_path / "here")}
    assert run(here, "ingest", collection).returncode == 1  # for the bad record
    expected = run(here, "release").stdout
    lines = run(here, "export", "--format", "nq").stdout

    run(environment, "release", "list")
    first, _ = worker("one"), worker("two")
    process = subprocess.Popen(
        [MANDATES, "ingest", str(collection), "--scheduler", scheduler, "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    layers = tmp_path / "data" / "layers.json"
    deadline = time.monotonic() + 60
    while not json.loads(layers.read_text())["draft"] and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.01)
    assert psutil.Process(first.pid).is_running()
    first.kill()
    out, said = process.communicate(timeout=100)
    assert process.returncode == 1, said
    summary = json.loads(out)
    assert (summary["documents"], summary["unchanged"]) == (ACTS - 1, 0)
    assert [refused["source"] for refused in summary["refused"]] == [f"{collection}:11"]
    id = run(environment, "release").stdout
    there = run(environment, "export", "--format", "nq").stdout
    assert sorted(set(there.splitlines()) ^ set(lines.splitlines())) == []
    assert (id, there) == (expected, lines)


def test_workers_of_another_version_are_refused_and_live_on(
    tmp_path, environment, scheduler, worker, collection
):
    metadata = tmp_path / "other" / "mandates-99.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: mandates\nVersion: 99\n")
    process = worker("one", PYTHONPATH=str(tmp_path / "other"))
    done = run(environment, "ingest", collection, "--scheduler", scheduler)
    assert done.returncode == 1
    assert "cannot do this work: it has mandates 99, not " in done.stderr
    assert "Install the same version of mandates" in done.stderr
    assert process.poll() is None


@pytest.mark.parametrize("listening", [True, False])
def test_no_scheduler_there_is_told_within_seconds(environment, collection, listening):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        if listening:
            other.listen()
        began = time.monotonic()
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        done = run(environment, "ingest", collection, "--scheduler", address)
    assert time.monotonic() - began < 30
    assert done.returncode == 1
    assert f"No Dask scheduler answers at {address}" in done.stderr
    assert "Start one with `dask scheduler`" in done.stderr


def test_an_address_that_is_none_is_wrong_usage(environment, collection):
    done = run(environment, "ingest", collection, "--scheduler", "somewhere")
    assert done.returncode == 2
    assert "no address of a scheduler" in done.stderr


def test_without_dask_the_command_says_how_to_install_it(tmp_path, environment, collection):
    (tmp_path / "none").mkdir()
    (tmp_path / "none/distributed.py").write_text("raise ImportError('not here')\n")
    done = run(
        environment | {"PYTHONPATH": str(tmp_path / "none")}, "ingest", collection, "--scheduler", "tcp://x:1"
    )
    assert done.returncode == 2
    assert "pip install 'mandates[dask]'" in done.stderr


def test_nothing_of_dask_is_loaded_unless_asked_for():
    code = (
        "import sys, service.cli, service.ingestion, service.writer; sys.exit('distributed' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
