"""Does units of work on a Dask cluster, in the order of the units: as `local`, on other machines.

The scheduler holds the bytes of the units that are under way, and nothing else for long: a result is fetched
and forgotten. A worker that is lost takes nothing with it, for Dask gives its units to another one; a unit
that has ended several workers is cut into its sources, and a source that does so again is given back as
lost (`distributed.scheduler.allowed-failures`, https://distributed.dask.org/en/stable/killed.html).
"""

from __future__ import annotations

import asyncio
import time
import warnings
from collections import deque
from contextlib import closing
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import ProblemFound, UsageError
from graph.pipeline.local import Done
from graph.pipeline.versions import software_version

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from graph.pipeline.units import Unit

Result = TypeVar("Result")

TIMEOUT = 10.0
"""Seconds for the scheduler to answer."""

PATIENCE = 60.0
"""Seconds that a cluster may be without any worker."""

_TURN = 2.0


def on_cluster(
    work: Callable[[Unit], Result], units: Iterable[Unit], address: str
) -> Generator[Done[Result]]:
    """Yield what `work` makes of the units, in their order; few more of them are sent than are worked on.

    Raises UsageError if Dask is not installed or the address is none, ProblemFound if no scheduler answers
    there, it has no workers, or they cannot do this work.
    """
    distributed = _distributed()
    _greet(distributed, address)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sending large graph")  # a large file is a large unit
        with closing(distributed.Client(address, timeout=TIMEOUT, set_as_default=False)) as client:
            _check_versions(client, address)
            yield from _Cluster(distributed, client, address, work).each(iter(units))


def _distributed() -> Any:  # noqa: ANN401
    try:
        import distributed
    except ImportError:
        raise UsageError(
            "--scheduler needs Dask, which is not installed.", "Install it: pip install 'mandates[dask]'."
        ) from None
    return distributed


def _greet(distributed: Any, address: str) -> None:  # noqa: ANN401
    """Ask the scheduler who it is: a client that does not reach it lets go of it noisily and late."""

    async def ask() -> dict[str, Any]:
        async with distributed.rpc(address, timeout=TIMEOUT) as scheduler:
            answer: dict[str, Any] = await scheduler.identity()
            return answer

    try:
        answer = asyncio.run(asyncio.wait_for(ask(), TIMEOUT))
    except ValueError as error:
        raise UsageError(
            f"{address!r} is no address of a scheduler: {error}.", "Name one such as tcp://host:8786."
        ) from None
    except (OSError, TimeoutError, EOFError) as error:
        raise ProblemFound(
            f"No Dask scheduler answers at {address} ({str(error) or 'no answer in time'}).",
            "Start one with `dask scheduler`, and `dask worker ADDRESS` on each machine.",
        ) from None
    if answer.get("type") != "Scheduler":
        raise ProblemFound(
            f"What answers at {address} is no Dask scheduler.", "Name the scheduler's address."
        )


def _check_versions(client: Any, address: str) -> None:  # noqa: ANN401
    """Raise ProblemFound where a worker cannot do our work: what it cannot import would end it."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise _without_workers(address) from None
    found: dict[str, str | Exception] = client.run(version, "mandates", on_error="return")
    other = {name: what for name, what in found.items() if what != software_version()}
    if other:
        name, what = min(other.items())
        raise ProblemFound(
            f"The worker {name} cannot do this work: it has mandates {what}, not {software_version()}."
            if isinstance(what, str)
            else f"The worker {name} cannot do this work: it has no mandates.",
            "Install the same version of mandates on each of them.",
        )


def _without_workers(address: str) -> ProblemFound:
    return ProblemFound(f"The scheduler at {address} has no workers.", f"Start some: dask worker {address}")


class _Cluster:
    """A client of a scheduler, and the work that it gives out."""

    def __init__(self, distributed: Any, client: Any, address: str, work: Callable[[Unit], Any]) -> None:  # noqa: ANN401
        self._distributed = distributed
        self._client = client
        self._address = address
        self._work = work

    def each(self, units: Iterator[Unit]) -> Iterator[Done[Any]]:
        """Yield the results in the order of the units."""
        waiting: deque[tuple[Unit, Any]] = deque()
        while True:
            while len(waiting) <= 2 * self._threads() and (unit := next(units, None)) is not None:
                waiting.append((unit, self._submit(unit)))
            if not waiting:
                return
            yield from self._results(*waiting.popleft())

    def _threads(self) -> int:
        """Return how many units can be worked on at once; some may come later."""
        workers: dict[str, dict[str, Any]] = self._client.scheduler_info()["workers"]
        return sum(worker["nthreads"] for worker in workers.values()) or 1

    def _submit(self, unit: Unit) -> Any:  # noqa: ANN401
        # Not pure: the same bytes in another run are work of their own, whose result nobody else holds.
        return self._client.submit(self._work, unit, pure=False, retries=2)

    def _results(self, unit: Unit, future: Any) -> Iterator[Done[Any]]:  # noqa: ANN401
        from distributed.scheduler import KilledWorker

        try:
            yield Done(unit, self._result(future))
        except KilledWorker:
            if len(unit.sources) == 1:
                yield Done(unit, None)
            else:
                for source in unit.single():
                    yield from self._results(source, self._submit(source))
        finally:
            future.release()

    def _result(self, future: Any) -> Any:  # noqa: ANN401
        """Return a result; wait as long as there is a worker."""
        from distributed.scheduler import KilledWorker

        deserted = 0.0
        while True:
            began = time.monotonic()
            try:
                return future.result(timeout=_TURN)
            except TimeoutError:
                if self._client.status not in ("running", "connecting"):
                    raise self._gone() from None
                workers = self._client.scheduler_info()["workers"]
                deserted = 0.0 if workers else deserted + time.monotonic() - began
                if deserted > PATIENCE:
                    raise _without_workers(self._address) from None
            except KilledWorker:
                raise
            except (self._distributed.CancelledError, OSError):
                raise self._gone() from None
            except Exception as error:
                raise ProblemFound(
                    f"The workers of {self._address} cannot do this work: {type(error).__name__}: {error}.",
                    "Install the same version of mandates on each of them.",
                ) from None

    def _gone(self) -> ProblemFound:
        return ProblemFound(
            f"The scheduler at {self._address} is gone.",
            "What was written stays; run the same command again for the rest.",
        )
