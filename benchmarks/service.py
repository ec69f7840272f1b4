"""Measures the service: start to first answer, memory, and point queries a second beside three baselines.

Everything runs on the loopback interface, one after the other in turns, so that a slow minute hits all alike.
Baselines: raw pyoxigraph in this process (parse, evaluate, write JSON), a bare ASGI app that returns the same
bytes on the same server (uvicorn), and rdflib-endpoint on the same triples.
"""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUESTS = 1_000  # a round
ROUNDS = 5
CONNECTIONS = 8
FIRST = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"
BASELINES = Path(__file__).parent / "baselines"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="mandates-bench-") as name:
        folder = Path(name)
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        print(f"{os.cpu_count()} processors, load {load}, Python {platform.python_version()}\n")
        print("Start to first answer, seconds; processor time, seconds; memory of the server, MB")
        for label, data in [("new data folder", None), ("existing data folder", folder / "data")]:
            figures = [start(data or folder / f"new{turn}") for turn in range(ROUNDS)]
            seconds, processor, memory = zip(*figures, strict=True)
            print(
                f"  {label:24} median {statistics.median(seconds):.2f}  max {max(seconds):.2f}  "
                f"processor {statistics.median(processor):.2f}  memory {statistics.median(memory):.0f}"
            )
        throughput(folder)


def throughput(folder: Path) -> None:
    """Print the rates of all four, medians of the rounds, as ratios of raw pyoxigraph."""
    dump = folder / "graph.nt"
    with dump.open("wb") as out:
        subprocess.run(
            [mandates(), "export", "--format", "nt", "--data", str(folder / "data")], check=True, stdout=out
        )
    store = Store()
    store.bulk_load(path=str(dump), format=RdfFormat.N_TRIPLES)
    queries = point_queries(store)
    body = answer(store, queries[0])
    (folder / "bare-body").write_bytes(body)
    ports = [free_port() for _ in range(3)]
    servers = [
        ([mandates(), "serve", "--port", str(ports[0]), "--data", str(folder / "data")], {}),
        (uvicorn("bare:app", ports[1]), {"BARE_BODY": str(folder / "bare-body")}),
        (uvicorn("endpoint:app", ports[2]), {"ENDPOINT_DATA": str(dump)}),
    ]
    rates: dict[str, list[float]] = {
        name: [] for name in ("raw pyoxigraph", "mandates", "bare ASGI app", "rdflib-endpoint")
    }
    with running(servers[0]) as first, running(servers[1]) as second, running(servers[2]) as third:
        for port, process in zip(ports, (first, second, third), strict=True):
            wait_for(port, process)
        for _ in range(ROUNDS):
            rates["raw pyoxigraph"].append(raw_rate(store, queries))
            for name, port in zip(("mandates", "bare ASGI app", "rdflib-endpoint"), ports, strict=True):
                rates[name].append(asyncio.run(http_rate(port, queries)))
    raw = statistics.median(rates["raw pyoxigraph"])
    print(
        f"\nPoint queries a second: {REQUESTS} distinct a round, {ROUNDS} rounds, {CONNECTIONS} connections, "
        f"{len(store)} triples"
    )
    for name, values in rates.items():
        print(f"  {name:18} {statistics.median(values):8.0f}   {statistics.median(values) / raw:6.3f} of raw")
    ours, bare, endpoint = (
        statistics.median(rates[name]) for name in ("mandates", "bare ASGI app", "rdflib-endpoint")
    )
    print(f"  mandates is {ours / endpoint:.1f} times rdflib-endpoint, {ours / bare:.2f} of the bare app")


# ---------------------------------------------------------------- one figure each


def start(data: Path) -> tuple[float, float, float]:
    """Return the seconds from starting the command to its first answer, its processor time, its peak MB."""
    port = free_port()
    before = os.times()
    begin = time.perf_counter()
    with running(([mandates(), "serve", "--port", str(port), "--data", str(data)], {})) as process:
        wait_for(port, process)
        seconds = time.perf_counter() - begin
        memory = peak_memory(process.pid)
    after = os.times()  # counts children that have ended, and theirs
    processor = sum(after[2:4]) - sum(before[2:4])
    return seconds, processor, memory


def raw_rate(store: Store, queries: list[str]) -> float:
    begin = time.perf_counter()
    for query in queries:
        answer(store, query)
    return len(queries) / (time.perf_counter() - begin)


async def http_rate(port: int, queries: list[str]) -> float:
    """Return requests a second over kept connections, each waiting for its answer."""
    pending = iter([request(port, query) for query in queries])
    begin = time.perf_counter()
    await asyncio.gather(*(connection(port, pending) for _ in range(CONNECTIONS)))
    return len(queries) / (time.perf_counter() - begin)


async def connection(port: int, pending: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for message in pending:
        writer.write(message)
        await read_answer(reader)
    writer.close()


async def read_answer(reader: asyncio.StreamReader) -> None:
    """Read one HTTP/1.1 answer. Raises RuntimeError unless its status is 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
        return
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()


# ---------------------------------------------------------------- means


def point_queries(store: Store) -> list[str]:
    """Return distinct queries, each for all triples of one subject."""
    subjects = sorted({quad.subject.value for quad in store if isinstance(quad.subject, NamedNode)})
    return [
        f"SELECT ?p ?o WHERE {{ <{subject}> ?p ?o }} # {turn}"
        for turn, subject in enumerate(repeat(subjects, REQUESTS))
    ]


def repeat(items: list[str], count: int) -> Iterator[str]:
    for index in range(count):
        yield items[index % len(items)]


def answer(store: Store, query: str) -> bytes:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return solutions.serialize(format=QueryResultsFormat.JSON) or b""


def request(port: int, query: str) -> bytes:
    target = "/sparql?" + urllib.parse.urlencode({"query": query})
    return (
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/sparql-results+json\r\n\r\n"
    ).encode()


def mandates() -> str:
    return str(Path(sys.executable).with_name("mandates"))


def uvicorn(app: str, port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "uvicorn",
        app,
        "--app-dir",
        str(BASELINES),
        "--port",
        str(port),
        "--log-level",
        "warning",
        "--no-access-log",
    ]


@contextmanager
def running(server: tuple[list[str], dict[str, str]]) -> Iterator[subprocess.Popen[bytes]]:
    command, environment = server
    # Its log goes to a file: a pipe that nobody reads would fill and stop the server.
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            yield process
        finally:
            if process.poll() is not None:
                log.seek(0)
                print(f"{' '.join(command)} ended with {process.returncode}:\n{log.read()}", file=sys.stderr)
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers a query. Raises RuntimeError if it ends, TimeoutError after a minute."""
    url = f"http://127.0.0.1:{port}/sparql?" + urllib.parse.urlencode({"query": FIRST})
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered; its last words are above")
        try:
            with urllib.request.urlopen(url) as reply:
                reply.read()
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise TimeoutError(url)


def peak_memory(pid: int) -> float:
    """Return the peak resident memory of a process and its children, in MB (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_peak(int(each)) for each in (pid, *children))


def _peak(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
