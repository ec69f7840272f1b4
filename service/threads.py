"""Work on the store, off the event loop."""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import anyio.to_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio import CapacityLimiter

P = ParamSpec("P")
T = TypeVar("T")

STACK = 64 * 1024 * 1024
"""Bytes of stack: the engine recurses once for each pattern, path step and sort key of a query. This is
address space, not memory: a thread takes what it uses."""


def deep_stacks() -> None:
    """Give the threads that begin from now on the stack that the limits of `service/guard.py` count on."""
    threading.stack_size(STACK)


def in_deep_thread(work: Callable[[], T]) -> T:
    """Return what the work returns, done in a thread with a deep stack, or raise what it raised."""
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(_alone(work))
        except BaseException as error:
            failed.append(error)

    deep_stacks()
    thread = threading.Thread(target=run, name="query", daemon=True)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]


async def in_thread(limiter: CapacityLimiter, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what the work returns, done in a thread; the limiter says how many work at once."""
    return await anyio.to_thread.run_sync(lambda: _alone(work, *args, **kwargs), limiter=limiter)


def _alone(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do the work, and let nothing of it out of the thread with an error.

    The engine's answers must be dropped in the thread that made them. An error that travels to the event loop
    would take them along in the frames of its traceback, and drop them there.
    """
    try:
        return work(*args, **kwargs)
    except BaseException as error:
        traceback.clear_frames(error.__traceback__)
        raise
