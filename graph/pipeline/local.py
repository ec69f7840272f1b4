"""Does units of work in processes of this machine, in the order of the units.

A process that is killed (by the system, for its memory) takes nothing with it: what was under way is done
again, each unit by itself, then each of its sources by itself; a source that ends its process again and
again is given back as lost.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from graph.pipeline.units import Unit

Result = TypeVar("Result")

MEMORY = 4 << 30
"""Bytes of address space that a process may take; more is an error in what it reads."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """A unit, or one of its sources, and what came of it; None where its process ended each time."""

    unit: Unit
    result: Result | None


def cores() -> int:
    """Return how many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    work: Callable[[Unit], Result], units: Iterable[Unit], workers: int
) -> Generator[Done[Result]]:
    """Yield what `work` makes of the units, in their order; few more of them are read than are worked on.

    `work` is a function of a module, or a `partial` of one: it is sent to the processes.
    """
    processes = _Processes(work, workers)
    try:
        yield from processes.each(iter(units))
    finally:
        processes.close()


class _Processes(Generic[Result]):
    """Processes that wait for work; killed ones are replaced."""

    def __init__(self, work: Callable[[Unit], Result], workers: int) -> None:
        self._work = work
        self._workers = workers
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Not forked: threads and stores of this process have no place in the others.
        return ProcessPoolExecutor(
            self._workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(self._work,)
        )

    def close(self) -> None:
        """End the processes; what they have not begun is left."""
        self._pool.shutdown(cancel_futures=True)

    def each(self, units: Iterator[Unit]) -> Iterator[Done[Result]]:
        """Yield the results in the order of the units."""
        waiting: deque[tuple[Unit, Future[Result]]] = deque()
        while True:
            while len(waiting) <= 2 * self._workers and (unit := next(units, None)) is not None:
                waiting.append((unit, self._submit(unit)))
            if not waiting:
                return
            unit, future = waiting[0]
            try:
                done = Done(unit, future.result())
            except BrokenProcessPool:
                self._replace()
                for unit, future in waiting:
                    yield from self._again(unit, future)
                waiting.clear()
            else:
                waiting.popleft()
                yield done

    def _submit(self, unit: Unit) -> Future[Result]:
        try:
            return self._pool.submit(self._work, unit)
        except BrokenProcessPool as error:  # a process was killed while it had nothing to do
            future: Future[Result] = Future()
            future.set_exception(error)
            return future

    def _replace(self) -> None:
        self.close()
        self._pool = self._start()

    def _again(self, unit: Unit, future: Future[Result]) -> Iterator[Done[Result]]:
        """Yield the result of a unit that was under way when a process was killed: maybe by what is in it."""
        with suppress(BrokenProcessPool, CancelledError):
            yield Done(unit, future.result())
            return
        if len(unit.sources) == 1:
            yield Done(unit, self._alone(unit, attempts=2))
        elif (result := self._alone(unit, attempts=1)) is not None:
            yield Done(unit, result)
        else:
            for source in unit.single():
                yield Done(source, self._alone(source, attempts=2))

    def _alone(self, unit: Unit, *, attempts: int) -> Result | None:
        """Return the result of a unit while nothing else is done, None if it ends its process each time."""
        for _ in range(attempts):
            try:
                return self._submit(unit).result()
            except BrokenProcessPool:
                self._replace()
        return None


def _begin(work: object) -> None:
    """Make a process ready: `work` has come with its module, so that what it imports is there.

    It takes no more memory than is sensible, leaves Ctrl-C to the process that gives it work, and ends with
    that one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ValueError, OSError):  # a lower limit is set already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
