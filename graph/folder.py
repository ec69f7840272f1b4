"""The data folder: where things are, whose they are, who writes, and which release is current.

    layout.json      the layout's number; a folder of an unknown one is refused
    lock             flock of the one writer, with its name
    layers.json      version and base IRI of the base layer, the user's graphs, what changed since
    draft/NNNNNN/    the store of named graphs that is being worked on; `layers.json` names it
    releases/NNNNNN-ID12/   immutable checkpoints
    releases.jsonl   the log: number, id, time, action
    current          the name of the current release's folder

Each file is replaced as a whole (write, fsync, rename), so that a crash leaves the old one or the new one.
What no file names is a leftover of a crash and is removed when the next writer begins.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph.errors import DraftLocked, LayoutError, NoRelease, ReleaseDamaged
from graph.names import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from typing import Literal

LAYOUT = 1
_UNFINISHED = {"lock", "layers.json", "layers.json.new", "layout.json.new"}
RELEASE_NAME = re.compile(r"(\d{6})-([0-9a-f]{12})")


@dataclass(frozen=True)
class Layers:
    """What the folder's graph is made of. `graph/draft.py` keeps it in step with the draft."""

    base: str = DEFAULT_BASE  # the base IRI of everything in the folder
    version: str = ""  # the bundle's version; "" until the first release is built
    empty: bool = False  # made with --empty: no bundle, no rules, no shapes, ever
    default_graph: Literal["union", "plain"] = "union"
    user_graphs: frozenset[str] = frozenset()  # graphs that the user has written
    changed: frozenset[str] = frozenset()  # graphs that may differ from `draft_of`
    draft_of: str = ""  # the release that the draft equals, but for `changed`
    draft: str = ""  # the draft's folder in draft/; "" where nothing was written yet

    @classmethod
    def from_json(cls, text: str) -> Layers:
        """Return the layers that `to_json` wrote. Raises ValueError, TypeError or KeyError if it did not."""
        data = json.loads(text)
        sets = {key: frozenset(data[key]) for key in ("user_graphs", "changed")}
        return cls(**(data | sets))

    def to_json(self) -> str:
        """Return the layers as JSON, graphs sorted."""
        sets = {key: sorted(getattr(self, key)) for key in ("user_graphs", "changed")}
        return json.dumps(asdict(self) | sets, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class LogEntry:
    """A line of the release log."""

    number: int  # counts every publication and every rollback
    id: str  # SHA-256 of the release's content
    folder: str  # the folder in releases/
    at: str  # UTC, RFC 3339
    action: str  # "publish" or "rollback"


class DataFolder:
    """A data folder. Making one of these reads and touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # ------------------------------------------------------------ layout

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.path / "releases"

    @property
    def drafts(self) -> Path:
        """The folder of the draft, and of what is being built beside it."""
        return self.path / "draft"

    @property
    def staging(self) -> Path:
        """The folder in which a release is built."""
        return self.path / "staging"

    @property
    def snapshots(self) -> Path:
        """The folder of short-lived copies of the draft, each named by the process that reads it."""
        return self.path / "snapshots"

    def is_new(self) -> bool:
        """Return whether there is nothing here yet; a lock file alone, or an unfinished start, is nothing.

        Raises LayoutError if the path is not a folder.
        """
        if self.path.exists() and not self.path.is_dir():
            raise LayoutError(f"{self.path} is not a folder.", "Name another folder with --data.")
        return not self.path.exists() or {entry.name for entry in self.path.iterdir()} <= _UNFINISHED

    def check(self, base: str | None = None) -> Layers:
        """Return the folder's layers after looking whether this version can read it; touches nothing.

        Raises LayoutError for an unknown layout, a folder of something else, or another base IRI than `base`.
        """
        self._check_layout()
        layers = self.layers()
        if base is not None and layers.base != base:
            raise LayoutError(
                f"The data folder {self.path} is under the base IRI {layers.base}, not {base}.",
                f"Set MANDATES_BASE={layers.base}, or name another folder with --data.",
            )
        return layers

    def _check_layout(self) -> None:
        elsewhere = "Name another folder with --data, or move this one away."
        try:
            layout = json.loads((self.path / "layout.json").read_text(encoding="utf-8"))["layout"]
        except FileNotFoundError:
            raise LayoutError(f"{self.path} is not a data folder of mandates.", elsewhere) from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LayoutError(f"The layout of {self.path} cannot be read: {error}.", elsewhere) from error
        if layout != LAYOUT:
            raise LayoutError(
                f"The data folder {self.path} has layout {layout}; this version knows layout {LAYOUT}.",
                "Use the version of mandates that made it, or name another folder with --data.",
            )

    def create(self, layers: Layers) -> None:
        """Make an empty data folder; the layout file comes last, so that a half-made folder is a new one."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.write_layers(layers)
        self._replace("layout.json", json.dumps({"layout": LAYOUT}) + "\n")

    def layers(self) -> Layers:
        """Return what the folder's graph is made of. Raises LayoutError if the file cannot be read."""
        try:
            return Layers.from_json((self.path / "layers.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LayoutError(
                f"{self.path / 'layers.json'} cannot be read: {error}.",
                "Restore it from a backup, or name another folder with --data.",
            ) from error

    def write_layers(self, layers: Layers) -> None:
        """Replace the layers. This is the moment at which a change of the draft counts."""
        self._replace("layers.json", layers.to_json())

    # ------------------------------------------------------------ the one writer

    @contextmanager
    def locked(self, holder: str, wait: float = 30.0) -> Generator[None]:
        """Hold the folder as its one writer; what an earlier writer left unfinished is cleared away first.

        `holder` is what others read while they wait ("mandates release, process 4711"); `wait` is in
        seconds. The lock goes with the process, however it ends. Raises DraftLocked with the holder's name.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            self._wait_for(descriptor, wait)
            since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{holder}, since {since}\n".encode(), 0)
            self._recover()
            yield
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)

    def _wait_for(self, descriptor: int, wait: float) -> None:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(descriptor, 1000, 0).decode(errors="replace").strip()
                    raise DraftLocked(holder, wait) from None
                time.sleep(0.02)
            else:
                return

    def _recover(self) -> None:
        """Remove what no file names, and write the line of the log that a crash prevented."""
        if not (self.path / "layout.json").exists():
            return
        self._complete_log()
        draft = self.layers().draft
        logged = {entry.folder for entry in self.log()}
        leftovers = [
            *(entry for entry in _entries(self.staging)),
            *(entry for entry in _entries(self.drafts) if entry.name != draft),
            *(entry for entry in _entries(self.releases) if _is_release(entry) and entry.name not in logged),
            *(entry for entry in _entries(self.snapshots) if not _is_alive(entry.name)),
        ]
        for entry in leftovers:
            shutil.rmtree(entry, ignore_errors=True)

    def _complete_log(self) -> None:
        try:
            current = self.current_path().name
        except (NoRelease, ReleaseDamaged):  # a rollback mends it
            return
        log = self.log()
        if not log or log[-1].folder != current:
            known = any(entry.folder == current for entry in log)
            self._append(current, "rollback" if known else "publish", _time_of(self.path / "current"))

    # ------------------------------------------------------------ releases

    def current_name(self) -> str:
        """Return the name of the current release's folder, "" where there is none.

        Raises ReleaseDamaged if the file names something else.
        """
        try:
            name = (self.path / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            raise ReleaseDamaged(f"{self.path / 'current'} cannot be read: {error}.") from error
        if not RELEASE_NAME.fullmatch(name):
            raise ReleaseDamaged(
                f"{self.path / 'current'} does not name a release.",
                "Name one with `mandates release rollback NUMBER`.",
            )
        return name

    def current_path(self) -> Path:
        """Return the folder of the current release. Raises NoRelease or ReleaseDamaged."""
        name = self.current_name()
        if not name:
            raise NoRelease(f"{self.path} holds no release yet.", "Publish one with `mandates release`.")
        path = self.releases / name
        if not (path / "release.json").is_file():
            raise ReleaseDamaged(
                f"The current release {name} is missing or incomplete.",
                "Go back to another one with `mandates release rollback NUMBER`.",
            )
        return path

    def switch(self, name: str, action: str) -> LogEntry:
        """Make a release the current one and return its line of the log."""
        self._replace("current", name + "\n")
        return self._append(name, action, datetime.now(UTC))

    def next_number(self) -> int:
        """Return the number of the next entry of the log."""
        log = self.log()
        return log[-1].number + 1 if log else 1

    def log(self) -> list[LogEntry]:
        """Return the log, oldest first. A line that a crash cut short is left out."""
        try:
            text = (self.path / "releases.jsonl").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        whole = text[: text.rfind("\n") + 1]
        try:
            return [LogEntry(**json.loads(line)) for line in whole.splitlines()]
        except (ValueError, TypeError) as error:
            raise LayoutError(
                f"{self.path / 'releases.jsonl'} cannot be read: {error}.", "Restore it from a backup."
            ) from error

    def _append(self, name: str, action: str, at: datetime) -> LogEntry:
        id = json.loads((self.releases / name / "release.json").read_text(encoding="utf-8"))["id"]
        entry = LogEntry(self.next_number(), id, name, at.strftime("%Y-%m-%dT%H:%M:%SZ"), action)
        lines = [*self.log(), entry]
        self._replace("releases.jsonl", "".join(json.dumps(asdict(line)) + "\n" for line in lines))
        return entry

    # ------------------------------------------------------------ files

    def _replace(self, name: str, text: str) -> None:
        """Write a file as a whole: after a crash there is the old one or the new one."""
        write_durably(self.path / f"{name}.new", text)
        (self.path / f"{name}.new").replace(self.path / name)
        sync_folder(self.path)


def write_durably(path: Path, text: str) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _is_release(folder: Path) -> bool:
    return RELEASE_NAME.fullmatch(folder.name) is not None


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _time_of(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
