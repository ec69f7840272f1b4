"""Work on the store, off the event loop."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import anyio.to_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio import CapacityLimiter

P = ParamSpec("P")
T = TypeVar("T")


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
