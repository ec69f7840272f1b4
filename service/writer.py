"""The writer: a process that opens the draft for the length of one write, and can be killed at any point.

It reads one request as JSON from standard input, takes the folder's lock, works, and answers in JSON lines on
standard output: any number of `{"progress": …}`, with the `part` that is done where that is known, then one
`{"result": …}` or `{"error": …}`. The command line and the service both go through it, so neither of them
ever holds the draft, and what validation and parsing load into memory goes when it ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from graph import errors
from graph.bundle import EMPTY, Bundle, read_rdf
from graph.errors import MandatesError, ProblemFound, ReleaseRefused, WriterFailed
from graph.findings import Report
from graph.folder import DataFolder, Layers
from graph.names import DEFAULT_BASE
from graph.store import DEFAULT_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from graph.publish import Progress, Validate

Operation: TypeAlias = Literal["prepare", "ingest", "documents", "publish", "rollback", "discard"]


@dataclass(frozen=True)
class Request:
    """What the writer is to do."""

    operation: Operation
    data: Path
    base: str = DEFAULT_BASE
    bundle: Path | None = None  # a folder with another bundle than the package's own
    empty: bool = False  # prepare: start on nothing
    default_graph: Literal["union", "plain"] | None = None  # prepare: as the folder is made
    files: tuple[Path, ...] = ()  # ingest: RDF; documents: batches
    release: str | None = None  # rollback: number or id; None is the one before
    wait: float = 30.0  # seconds for the lock
    holder: str = field(default="")  # what others read while they wait; "" is derived

    def to_json(self) -> str:
        """Return the request as one line of JSON."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Request:
        """Return the request that `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        data["data"] = Path(data["data"])
        data["bundle"] = Path(data["bundle"]) if data["bundle"] else None
        data["files"] = tuple(Path(file) for file in data["files"])
        return cls(**data)


# ---------------------------------------------------------------- the caller's side


def run(request: Request, progress: Progress | None = None) -> dict[str, Any]:
    """Do a write in a process of its own and return its result. Raises the MandatesError that it met."""
    return Running(request).result(progress)


class Running:
    """A write that goes on in a process of its own."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        # -P: the folder that the user stands in must not put modules in front of ours.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "service.writer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(request.to_json() + "\n")
            self.process.stdin.close()
        except BrokenPipeError:  # it died at once; result() says so
            pass

    def kill(self) -> None:
        """End the write at once; the folder stays whole and the current release as it is."""
        self.process.kill()

    def result(self, progress: Progress | None = None) -> dict[str, Any]:
        """Wait for the end and return the result. Raises the MandatesError that the writer met."""
        assert self.process.stdout is not None
        answer: dict[str, Any] = {}
        with self._said, self.process:
            for line in self.process.stdout:
                answer = _read(line)
                if "progress" in answer and progress is not None:
                    progress(answer["progress"], answer.get("part"))
            self.process.wait()
            self._said.seek(0)
            said = self._said.read()
        if "result" in answer:
            result: dict[str, Any] = answer["result"]
            return result
        if "error" in answer:
            raise _revived(answer["error"])
        last = said.strip().splitlines()[-1:] or [f"exit status {self.process.returncode}"]
        raise WriterFailed(
            f"The writer process ended without an answer ({last[0]}).",
            "The current release is as it was. Run the command again.",
        )


def _read(line: str) -> dict[str, Any]:
    """Return what a line says; nothing where a writer that was killed did not come to its end."""
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return answer


def _revived(data: dict[str, Any]) -> MandatesError:
    """Return the error that `_described` wrote down."""
    kind = getattr(errors, data["class"])
    error: MandatesError = kind.__new__(kind)
    MandatesError.__init__(error, data["message"], data["hint"])
    error.__dict__.update(data["fields"])
    if isinstance(error, ReleaseRefused):
        error.report = Report.from_json(data["fields"]["report"])
    return error


# ---------------------------------------------------------------- the writer's side


def main() -> None:
    """Read one request, do it, answer."""
    request = Request.from_json(sys.stdin.readline())
    try:
        answer: dict[str, Any] = {"result": perform(request, _tell)}
    except MandatesError as error:
        answer = {"error": _described(error)}
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        answer = {
            "error": _described(
                ProblemFound(
                    f"The data folder cannot be written: {error.strerror or error}{where}.",
                    "The current release is as it was. Free space or mend the rights, and try again.",
                )
            )
        }
    _say(answer)


def perform(request: Request, progress: Progress) -> dict[str, Any]:
    """Do what the request asks, under the folder's lock, and return the result as JSON data."""
    folder = DataFolder(request.data)
    if request.operation != "prepare" or not folder.is_new():
        folder.check(request.base)  # before the lock file is touched
    holder = request.holder or f"mandates {request.operation}, process {os.getpid()}"
    with folder.locked(holder, request.wait):
        return _OPERATIONS[request.operation](request, folder, progress)


def _prepare(request: Request, folder: DataFolder, progress: Progress) -> dict[str, Any]:
    """Make the folder or put a newer bundle under it, if either is due; `done` says which."""
    from graph.publish import create, pending, upgrade

    bundle = _bundle(request)
    due = pending(folder, bundle, request.base)
    if due == "create":
        layers = Layers(
            base=request.base, empty=request.empty, default_graph=request.default_graph or "union"
        )
        return {"done": due} | asdict(create(folder, bundle, layers, progress=progress))
    if due == "upgrade":
        done = upgrade(folder, bundle, validate=_validation(bundle), progress=progress)
        return {"done": due} | asdict(done)
    return {"done": None}


def _ingest(request: Request, folder: DataFolder, progress: Progress) -> dict[str, Any]:
    from graph.draft import ingest

    home = DEFAULT_GRAPH if folder.layers().default_graph == "plain" else None

    def quads() -> Iterator[Quad]:
        for file in request.files:
            progress(f"Reading {file}")
            yield from read_rdf(file, base=request.base, graph=home)

    return asdict(ingest(folder, quads()))


def _documents(request: Request, folder: DataFolder, progress: Progress) -> dict[str, Any]:
    """Write batches of documents. Their graphs are many, so the answer only counts them."""
    from graph.batch import ingest_documents, read_batch

    done = ingest_documents(folder, (document for file in request.files for document in read_batch(file)))
    return asdict(done) | {"graphs": len(done.graphs)}


def _publish(request: Request, folder: DataFolder, progress: Progress) -> dict[str, Any]:
    from graph.publish import publish

    bundle = _bundle(request)
    return asdict(publish(folder, bundle, validate=_validation(bundle), progress=progress))


def _rollback(request: Request, folder: DataFolder, progress: Progress) -> dict[str, Any]:
    from graph.release import rollback

    return asdict(rollback(folder, request.release))


def _discard(request: Request, folder: DataFolder, progress: Progress) -> dict[str, Any]:
    from graph.publish import discard

    return {"graphs": sorted(discard(folder))}


_OPERATIONS: dict[Operation, Callable[[Request, DataFolder, Progress], dict[str, Any]]] = {
    "prepare": _prepare,
    "ingest": _ingest,
    "documents": _documents,
    "publish": _publish,
    "rollback": _rollback,
    "discard": _discard,
}


def _bundle(request: Request) -> Bundle:
    if request.empty:
        return EMPTY
    return Bundle.installed() if request.bundle is None else Bundle.of_folder(request.bundle)


def _validation(bundle: Bundle) -> Validate:
    """Return the validation by the bundle's shapes; the validator itself is loaded when it is needed."""

    def validate(quads: Iterable[Quad]) -> Report:
        from graph.validate import Shapes
        from graph.validate import validate as check

        return check(quads, shapes=Shapes.read(bundle.shapes))

    return validate


def _described(error: MandatesError) -> dict[str, Any]:
    """Return an error as JSON data."""
    fields = {key: value for key, value in vars(error).items() if key not in ("message", "hint")}
    if isinstance(error, ReleaseRefused) and isinstance(error.report, Report):
        fields["report"] = error.report.to_json()
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return {
        "class": next(name for name in kinds if hasattr(errors, name)),
        "message": error.message,
        "hint": error.hint,
        "fields": fields,
    }


def _tell(what: str, part: float | None = None, /) -> None:
    _say({"progress": what} if part is None else {"progress": what, "part": part})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
