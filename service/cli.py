"""The `mandates` command: the composition root, where settings are read and the parts are put together.

Results go to standard output, everything else (progress, warnings, errors) to standard error. Exit status: 0
done, 1 problems found, 2 wrong usage. What a command needs is imported when it runs, so each starts fast.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from graph.errors import DraftLocked, MandatesError, ProblemFound, ReleaseRefused, UnknownFormat, UsageError
from graph.folder import DataFolder

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Generator, Sequence

    from graph.bundle import Bundle
    from graph.pipeline.units import Problem
    from service.settings import Settings
    from service.writer import Operation, Request, Running

app = typer.Typer(
    name="mandates",
    help="A knowledge graph of United Nations mandates and institutions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
release_app = typer.Typer(help="Validate and publish the draft as a release; list, diff, rollback.")
app.add_typer(release_app, name="release")

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder.  [default: MANDATES_DATA, or the user's]"),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)]
Workers = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="How many processes work.  [default: one a core]")
]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout.")]


class Publish(StrEnum):
    """When a write becomes a release."""

    MANUAL = "manual"
    AUTO = "auto"


class DefaultGraph(StrEnum):
    """What a query without GRAPH sees."""

    UNION = "union"
    PLAIN = "plain"


# ---------------------------------------------------------------- the service


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.  [default: 127.0.0.1]")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.  [default: 8000]")
    ] = None,
    data: Data = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start a new data folder on nothing.")] = False,
    publish: Annotated[
        Publish | None,
        typer.Option(help="auto: a write over HTTP is a release at once; this version has none yet."),
    ] = None,
    default_graph: Annotated[
        DefaultGraph | None,
        typer.Option(help="What a query without GRAPH sees, fixed with a new folder.  [default: union]"),
    ] = None,
) -> None:
    """Serve the graph over HTTP: SPARQL, a page for every IRI, lineage."""
    settings = _settings(data=data, host=host, port=port, publish=publish, default_graph=default_graph)
    with _listen(settings.host, settings.port) as listening:
        _serve(settings, listening, empty=empty)


def _serve(settings: Settings, listening: socket.socket, *, empty: bool) -> None:
    running = _start_preparing(settings, empty=empty)
    import uvicorn  # while the writer builds

    from service.app import create_app
    from service.threads import deep_stacks

    deep_stacks()
    if running is not None:
        _finish_preparing(running)
    application = create_app(DataFolder(settings.data))
    address = f"http://{settings.host}:{listening.getsockname()[1]}/"
    _say(f"Serving {settings.data} at {address}")
    config = uvicorn.Config(application, log_level="info", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


# ---------------------------------------------------------------- writing


@app.command()
def ingest(
    files: Files,
    data: Data = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="Take a document without a symbol in, as doc/x-src/SLUG."),
    ] = None,
    keep_text: Annotated[
        bool, typer.Option("--keep-text", help="Keep the words of paragraphs and mandates, too.")
    ] = False,
    workers: Workers = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Do the work on a Dask cluster: tcp://host:8786.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say as JSON what came of documents.")] = False,
    publish: Annotated[Publish | None, typer.Option(help="auto: publish at once.  [default: manual]")] = None,
) -> None:
    """Take documents and RDF files into the draft; documents are extracted, stated and validated.

    A document that fails says why, and does not stop the others. A graph that an RDF file names is
    replaced as a whole; statements without a graph are added to graph/local.
    """
    from graph.bundle import FORMATS

    for file in files:
        if not file.is_file():
            raise UsageError(f"There is no file {file}.")
    rdf = [file for file in files if file.suffix.lower() in FORMATS]
    documents = [file for file in files if file not in rdf]
    settings = _settings(data=data, publish=publish)
    _check_slug(settings, source)
    _prepare(settings)
    if rdf:
        _ingest_rdf(settings, rdf)
    whole = True
    if documents:
        options = {"keep_text": keep_text, "slug": source}
        whole = _ingest_documents(settings, documents, options, workers, scheduler, as_json=as_json)
    if settings.publish == "auto":
        _publish(settings)
    else:
        _say("In the draft; publish it with `mandates release`.")
    if not whole:
        raise typer.Exit(1)


def _ingest_rdf(settings: Settings, files: Sequence[Path]) -> None:
    done = _write(settings, "ingest", files=tuple(file.absolute() for file in files))
    _say(
        f"{done['quads']} statements in {_count(len(done['graphs']), 'graph')}: "
        f"{done['added']} new, {done['removed']} removed."
    )
    for graph in done["over_base"]:
        _say(f"In place of the bundled graph: {graph}")


def _check_slug(settings: Settings, slug: str | None) -> None:
    """Raise UsageError for a slug that cannot be part of an IRI."""
    from graph.names import Names

    if slug is not None:
        Names(settings.base).source(slug)


def _ingest_documents(
    settings: Settings,
    files: Sequence[Path],
    options: dict[str, Any],
    workers: int | None,
    scheduler: str | None,
    *,
    as_json: bool,
) -> bool:
    """Take documents in, say what came of them, and return whether all of them went in."""
    from graph.batch import fingerprints
    from graph.pipeline.versions import rules_version
    from graph.pipeline.work import Job
    from service.ingestion import Ingestion
    from service.writer import Running

    folder = DataFolder(settings.data)
    bundle = str(settings.bundle.absolute()) if settings.bundle else None
    job = Job(settings.base, rules_version(), bundle, **options)
    known = fingerprints(folder, f"mandates ingest, process {os.getpid()}", settings.lock_wait)

    def write(batch: Path) -> Running:
        return Running(_request(settings, "documents", files=(batch,)))

    with _reading(files) as read:
        ingestion = Ingestion(job, known, write, batch=settings.batch, read=read, complain=_refused)
        summary = ingestion.run(files, workers=workers, scheduler=scheduler)
    if as_json:
        _print(json.dumps(summary.to_json(), ensure_ascii=False, indent=1))
    for line in summary.lines():
        _say(line)
    return not summary.refused


def _refused(source: str, problems: Sequence[Problem]) -> None:
    """Say why a document is not taken in."""
    for problem in problems:
        _say(f"Error: {source}: {problem.what}")
        for place in problem.where:
            _say(f"  where: {place}")
        if problem.hint:
            _say(f"  {problem.hint}")


@contextmanager
def _reading(files: Sequence[Path]) -> Generator[Callable[[int], None]]:
    """Show how far the reading of the files has come; give what is to be told of each step, in bytes."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from graph.pipeline.units import size_of

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("Reading", total=size_of(files))
        yield lambda step: progress.advance(task, step)


@release_app.callback(invoke_without_command=True)
def release(context: typer.Context, data: Data = None) -> None:
    """Validate and publish the draft as a release; list, diff, rollback."""
    context.obj = data
    if context.invoked_subcommand is None:
        settings = _settings(data=data)
        _prepare(settings)
        _publish(settings)


@release_app.command("list")
def release_list(
    context: typer.Context,
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, not a table.")] = False,
) -> None:
    """List publications and rollbacks, oldest first."""
    settings = _settings(data=data or context.obj)
    folder = _open(settings)
    current = folder.current_name()
    log = folder.log()
    newest = max((entry.number for entry in log if entry.folder == current), default=0)
    if as_json:
        _print(json.dumps([asdict(entry) | {"current": entry.number == newest} for entry in log], indent=1))
        return
    for entry in log:
        mark = "*" if entry.number == newest else " "
        _print(f"{mark} {entry.number:>6}  {entry.at}  {entry.action:<8}  {entry.id}")


@release_app.command("diff")
def release_diff(
    context: typer.Context,
    old: Annotated[str | None, typer.Argument(help="Number or id.  [default: the one before]")] = None,
    new: Annotated[str | None, typer.Argument(help="Number or id.  [default: the current one]")] = None,
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, not text.")] = False,
) -> None:
    """Show the graphs and statements that a release added and removed."""
    from graph.release import before, current, diff, find
    from service.output import diff_json, diff_text

    folder = _open(_settings(data=data or context.obj))
    changed = diff(
        before(folder) if old is None else find(folder, old),
        current(folder) if new is None else find(folder, new),
    )
    for line in diff_json(changed) if as_json else diff_text(changed):
        _print(line)


@release_app.command("rollback")
def release_rollback(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="RELEASE", help="Number or id.  [default: the one before]")
    ] = None,
    data: Data = None,
) -> None:
    """Make an earlier release current again; the draft stays as it is."""
    settings = _settings(data=data or context.obj)
    DataFolder(settings.data).check(settings.base)
    done = _write(settings, "rollback", release=name)
    _say(f"Release {done['number']} is {done['folder']} again ({done['id'][:12]}).")


@release_app.command("discard")
def release_discard(context: typer.Context, data: Data = None) -> None:
    """Throw away what was written since the current release."""
    settings = _settings(data=data or context.obj)
    _prepare(settings)
    done = _write(settings, "discard")
    if done["graphs"]:
        _say(f"Discarded the changes of {_count(len(done['graphs']), 'graph')}.")
    else:
        _say("The draft is the current release again.")


def _publish(settings: Settings) -> None:
    from graph.findings import Report

    try:
        done = _write(settings, "publish")
    except ReleaseRefused as refused:
        if isinstance(refused.report, Report):
            sys.stdout.write(refused.report.render("text"))
        raise
    what = "is current" if done["new"] else "stays: nothing changed"
    size = f"{done['graphs']} graphs, {done['quads']} statements"
    _say(f"Release {done['number']} ({done['id'][:12]}) {what}: {size}.")
    _print(done["id"])


# ---------------------------------------------------------------- asking


@app.command()
def validate(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", show_default=False)] = None,
    data: Data = None,
    format: Annotated[str, typer.Option(help="text, json, ttl or sarif.")] = "text",
    out: Out = None,
) -> None:
    """Check the shapes: what is wrong, where, which paragraph, how to mend it.

    With files, the graph as it would be if they were ingested; else the draft, or the current release.
    """
    from graph.findings import FORMATS

    if format not in FORMATS:
        raise UnknownFormat(format, tuple(FORMATS))
    from graph.check import check

    settings = _settings(data=data)
    folder, holder = _open(settings), f"mandates validate, process {os.getpid()}"
    report = check(folder, _bundle(settings), files or (), holder=holder, wait=settings.lock_wait)
    with _output(out) as stream:
        stream.write(report.render(format).encode())
    if not report.conforms:
        raise typer.Exit(1)


@app.command()
def query(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.rq|-", help="A SPARQL query; - reads standard input.")
    ],
    data: Data = None,
    format: Annotated[
        str | None,
        typer.Option(help="Rows: table, json, xml, csv, tsv; triples: ttl, nt, jsonld, rdf."),
    ] = None,
    out: Out = None,
) -> None:
    """Ask the current release in SPARQL."""
    from graph.release import current
    from service.guard import Limits, screen
    from service.output import write_answer
    from service.threads import in_deep_thread
    from service.values import PREFIXES

    text = _read_text(file)
    screened = screen(text, Limits(size=sys.maxsize))
    release = current(_open(_settings(data=data)))
    store = release.store()

    def answer(stream: IO[bytes]) -> None:
        found = store.query(screened.text, base_iri=release.base)  # as at /sparql
        write_answer(found, format, stream, PREFIXES)

    with _output(out) as stream:
        in_deep_thread(lambda: answer(stream))


@app.command()
def extract(files: Files, workers: Workers = None, out: Out = None) -> None:
    """Read documents (text, PDF, DOCX, HTML, JSON Lines, MARCXML, Akoma Ntoso); print what they cite."""
    from graph.pipeline.local import cores
    from graph.pipeline.units import SIZE, size_of
    from service.extraction import extract as run

    # A few small documents are read sooner than a process begins.
    workers = workers or (cores() if size_of(files) > SIZE else 1)
    with _output(out) as stream, _reading(files) as read:
        whole = run(files, stream, _complain, workers=workers, read=read)
    if not whole:
        raise typer.Exit(1)


@app.command()
def lineage(
    symbol: Annotated[str, typer.Argument(help="A symbol in any spelling, the code of a body, or an IRI.")],
    up: Annotated[bool, typer.Option("--up", help="What it rests on.")] = False,
    down: Annotated[bool, typer.Option("--down", help="What rests on it.  [default: both]")] = False,
    depth: Annotated[int | None, typer.Option(min=1, help="How many steps.  [default: all]")] = None,
    format: Annotated[str, typer.Option(help="table, json, csv, dot, mermaid, graphml or svg.")] = "table",
    data: Data = None,
    out: Out = None,
) -> None:
    """Trace where a mandate comes from and what came of it."""
    from graph.lineage import UNLIMITED, Direction, trace
    from service.current import FolderSource
    from service.output import LINEAGES

    if format not in LINEAGES:
        raise UnknownFormat(format, tuple(LINEAGES))
    opened = FolderSource(_open(_settings(data=data))).open()
    directions = [way for way, wanted in ((Direction.UP, up), (Direction.DOWN, down)) if wanted]
    found = trace(opened.store, opened.find(symbol), directions or tuple(Direction), depth or UNLIMITED)
    with _output(out) as stream:
        stream.write(LINEAGES[format](found).encode())


@app.command()
def verify(
    files: Files,
    document: Annotated[
        str | None,
        typer.Option(metavar="IRI", help="Which document it is.  [default: told by its paragraphs]"),
    ] = None,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
    data: Data = None,
) -> None:
    """Check whether a document still says what the graph says it says: paragraph hashes, spans, forms."""
    from graph.documents.reading import read
    from graph.release import current
    from graph.verify import to_json, to_text
    from graph.verify import verify as check

    renderers = {"text": to_text, "json": to_json}
    if format not in renderers:
        raise UnknownFormat(format, tuple(renderers))
    store = current(_open(_settings(data=data))).store()
    found = [(file, each) for file in files for each in read(file)]
    reports = [check(each, store, expression=document, file=str(file)) for file, each in found]
    for report in reports:
        sys.stdout.write(renderers[format](report))
    if not all(report.ok for report in reports):
        raise typer.Exit(1)


@app.command()
def export(
    format: Annotated[
        str | None, typer.Option(help="nq, trig, ttl, jsonld or nt.  [default: as --out ends, or nq]")
    ] = None,
    data: Data = None,
    out: Out = None,
) -> None:
    """Write the current release.

    All graphs as nq (sorted) or trig; their union without graph names as ttl, jsonld or nt (sorted).
    """
    from graph.release import current
    from service.output import EXPORTS
    from service.output import export as write
    from service.values import PREFIXES

    name = format or (out.suffix.removeprefix(".") if out is not None else "nq")
    if name not in EXPORTS:
        raise UnknownFormat(name, tuple(EXPORTS))
    store = current(_open(_settings(data=data))).store()
    with _output(out) as stream:
        write(store, name, stream, PREFIXES)


# ---------------------------------------------------------------- the data folder


def _open(settings: Settings) -> DataFolder:
    """Return the data folder, made from the bundle if it is new, on a newer bundle if there is one."""
    _prepare(settings)
    return DataFolder(settings.data)


def _prepare(settings: Settings) -> None:
    running = _start_preparing(settings)
    if running is not None:
        _finish_preparing(running)


def _start_preparing(settings: Settings, *, empty: bool = False) -> Running | None:
    """Begin to make the data folder, or to put a newer bundle under it, if either is due."""
    from graph.publish import pending

    folder = DataFolder(settings.data)
    if not folder.is_new():
        layers = folder.check(settings.base)
        if empty and not layers.empty:
            raise UsageError(f"{settings.data} holds a graph already.", "Name a new folder with --data.")
        if settings.default_graph not in (None, layers.default_graph):
            raise UsageError(
                f"{settings.data} was made with --default-graph {layers.default_graph}.",
                "That cannot be changed; name a new folder with --data.",
            )
    if not pending(folder, _bundle(settings), settings.base):
        return None
    from service.writer import Running

    return Running(_request(settings, "prepare", empty=empty, default_graph=settings.default_graph))


def _finish_preparing(running: Running) -> None:
    """Wait until the folder can be read; where a newer bundle is hindered, the old release can be."""
    folder = DataFolder(running.request.data)
    try:
        done = _wait(running)
    except (ReleaseRefused, DraftLocked) as error:
        if folder.is_new() or not folder.current_name():
            raise
        _complain(error, "Warning")
        _say("The old release is used.")
        return
    for graph in done.get("over_base", ()):
        _say(f"In the newer bundled graph too; yours stays: {graph}")


def _bundle(settings: Settings) -> Bundle:
    from graph.bundle import Bundle

    return Bundle.installed() if settings.bundle is None else Bundle.of_folder(settings.bundle)


def _write(settings: Settings, operation: Operation, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    from service.writer import Running

    return _wait(Running(_request(settings, operation, **more)))


def _request(settings: Settings, operation: Operation, **more: Any) -> Request:  # noqa: ANN401
    from service.writer import Request

    return Request(
        operation,
        settings.data.absolute(),
        base=settings.base,
        bundle=settings.bundle.absolute() if settings.bundle else None,
        wait=settings.lock_wait,
        **more,
    )


def _wait(running: Running) -> dict[str, Any]:
    """Return the writer's result; its progress goes to standard error."""
    if not sys.stderr.isatty():
        return running.result(lambda what, part=None, /: _say(what) if part is None else None)
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Waiting for the writer", total=None)

        def show(what: str, part: float | None = None, /) -> None:
            bar.update(task, description=what, total=None if part is None else 1.0, completed=part or 0.0)

        return running.result(show)


def _settings(**flags: Any) -> Settings:  # noqa: ANN401
    """Return the settings; a flag goes before the environment. Raises UsageError for a wrong one."""
    from pydantic import ValidationError

    from service.settings import Settings

    given = {name: getattr(value, "value", value) for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
        raise UsageError(
            f"Wrong setting: {'; '.join(wrong)}.",
            "Settings are flags or variables MANDATES_…; see the documentation.",
        ) from None


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises UsageError where the address is taken."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With the protocol named, asyncio switches Nagle's delay off: 40 ms an answer on kept connections.
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(2048)
        except OSError:
            listening.close()
            raise
        return listening
    except OSError as error:
        raise UsageError(
            f"Cannot listen on {host}, port {port}: {error.strerror or error}.",
            "Name another one with --port.",
        ) from None


# ---------------------------------------------------------------- input and output


def _read_text(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8.") from None


@contextmanager
def _output(file: Path | None) -> Generator[IO[bytes]]:
    """Give standard output, or a file that is there whole when the block ends, and not before."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as stream:
            yield stream
        unfinished.replace(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _complain(error: MandatesError, kind: str = "Error") -> None:
    _say(f"{kind}: {error.message}")
    if error.hint:
        _say(f"  {error.hint}")


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _print(f"mandates {version('mandates')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A knowledge graph of United Nations mandates and institutions."""


def main() -> None:
    """Run the command; a known error becomes one message and its exit status."""
    try:
        app()
    except MandatesError as error:
        _complain(error)
        sys.exit(error.exit_status)
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # rights, a full disk
        where = f"{error.filename}: " if error.filename else ""
        _complain(ProblemFound(f"{where}{error.strerror or error}."))
        sys.exit(1)
