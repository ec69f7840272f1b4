from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

CREATED = """
import sys
before = set(sys.modules)
import service.app
assert "rdflib" not in sys.modules and "pyshacl" not in sys.modules, "validation was loaded"
import threading
assert threading.active_count() == 1, "a thread was started"
"""


def routes(client: Any) -> list[APIRoute]:
    return [route for route in client.app.routes if isinstance(route, APIRoute)]


def test_nothing_happens_on_import():
    done = subprocess.run([sys.executable, "-c", CREATED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_head_works_wherever_get_does(client):
    methods: dict[str, set[str]] = {}
    for route in routes(client):
        methods.setdefault(route.path, set()).update(route.methods or ())
    assert len(methods) > 8
    assert all("HEAD" in found for found in methods.values() if "GET" in found)
    for path in ("/", "/health", "/doc/A/RES/74/173", "/symbol?q=A/RES/74/173", "/lineage?of=A/RES/74/173"):
        assert client.head(path).status_code == client.get(path).status_code < 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/health", "/doc/A/RES/74/173", "/symbol", "/update", "/graphs"])
def test_nothing_is_written_here(client, method: str, path: str):
    response = client.request(method, path, headers={"X-HTTP-Method-Override": "GET"})
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nope",
        "/sparql",
        "/static/style.css",
        "/health",
        "/doc/A/RES/74/173.ttl",
        "/symbol?q=A/RES/74/173",
    ],
)
def test_every_answer_has_the_security_headers(client, path: str):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_defect_has_them_too(serve, fixed, release_of, monkeypatch):
    monkeypatch.setattr("service.pages.page_of", lambda *_: 1 / 0)
    response = serve(fixed(release_of())).get("/body/ga")
    assert response.status_code == 500
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize("path", ["/", "/sparql", "/doc/A/RES/74/173", "/nope", "/dataset"])
def test_what_depends_on_accept_says_so(client, path: str):
    assert "Accept" in client.get(path, headers={"Accept": "application/json, */*;q=0.1"}).headers["vary"]


def test_openapi_documents_every_route(client):
    described = client.get("/openapi.json").json()
    hidden = {"/.well-known/void", "/robots.txt"}
    expected = {
        (route.path.replace(":path", ""), method.lower())
        for route in routes(client)
        for method in (route.methods or ())
        if method != "HEAD" and route.path not in hidden
    }
    found = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert found == expected
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            assert route["description"], (path, method)
            assert all(answer["description"] for answer in route["responses"].values())
            assert all(parameter.get("description") for parameter in route.get("parameters", ())), (
                path,
                method,
            )


def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/docs").text
    assert "<script" not in page
    assert "cdn" not in page
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page


def test_mounted_below_another_path(serve):
    client = serve()
    client._client._transport = httpx.ASGITransport(client.app, root_path="/un")
    page = client.get("/un/body/ga", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'href="/un/static/style.css"' in page.text
    assert 'href="/un/ontology#Body"' in page.text
    assert client.get("/un/symbol?q=A/RES/74/173").headers["location"] == "/un/doc/A/RES/74/173"


SERVER = """
import pathlib, socket, sys
import uvicorn
sys.path.insert(0, {folder!r})
from conftest import Fixed
from service.app import create_app
from service.current import Current
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
app = create_app(Current(Fixed()))
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])
"""


@pytest.fixture(scope="module")
def address():
    """The address of a real server, in a process of its own."""
    script = textwrap.dedent(SERVER.format(folder=str(Path(__file__).parent)))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        deadline = time.monotonic() + 20
        while True:
            try:
                httpx.get(f"{found}/health")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield found
        process.terminate()
        assert process.wait(10) in {0, -15}


def test_a_real_server_answers(address):
    assert httpx.get(f"{address}/health").json()["status"] == "ok"
    rows = httpx.get(f"{address}/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 3"}).json()
    assert len(rows["results"]["bindings"]) == 3
    assert httpx.get(f"{address}/doc/S/RES/1373(2001).ttl").text.count("1373(2001)") >= 2
    described = httpx.get(f"{address}/sparql", headers={"Accept": "text/turtle"}).text
    assert f"<{address}/sparql>" in described
    head = httpx.head(f"{address}/doc/A/RES/74/173")
    assert (head.status_code, head.content) == (200, b"")


RAW = [
    (b"GET /%00 HTTP/1.1", 404),
    (b"GET /%c0%ae%c0%ae/%c0%ae HTTP/1.1", 404),
    (b"GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1", 404),
    (b"GET /../../etc/passwd HTTP/1.1", 404),
    (b"GET /static/../../pyproject.toml HTTP/1.1", 404),
    (b"GET /static/%2e%2e/%2e%2e/pyproject.toml HTTP/1.1", 404),
    (b"GET /%ed%a0%80 HTTP/1.1", 404),
    (b"GET /" + b"a" * 60_000 + b" HTTP/1.1", 404),
    (b"GET /" + b"a" * 200_000 + b" HTTP/1.1", 400),
    (b"GET /\xff\xfe HTTP/1.1", 404),
    (b"GET /doc/a b HTTP/1.1", 400),
    (b"BREW /sparql HTTP/1.1", 405),
    (b"nonsense", 400),
]


@pytest.mark.parametrize(("line", "status"), RAW, ids=lambda value: repr(value)[:40])
def test_raw_requests_get_an_answer_and_never_a_500(address, line: bytes, status: int):
    import socket

    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as wire:
        wire.sendall(line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = wire.makefile("rb").readline()
    assert int(answer.split()[1]) in {status, 400}
    assert httpx.get(f"{address}/health").status_code == 200


@pytest.mark.parametrize(
    "path", ["/body/ga", "/sparql?query=SELECT*{}LIMIT+0", "/dataset", "/lineage?of=A/RES/74/173"]
)
def test_two_lines_of_accept_are_one_list(client, path: str):
    lines = [("Accept", "application/x-nobody"), ("Accept", "text/turtle;q=0.5, text/csv")]
    assert client.get(path, headers=lines).status_code == 200


@pytest.mark.parametrize("path", ["/", "/body/ga", "/sparql?query=ASK{}"])
@pytest.mark.parametrize("held", ['"other", W/{}', "*"])
def test_what_the_client_holds_is_not_sent_again(client, path: str, held: str):
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": held.format(tag)}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
