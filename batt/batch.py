"""Run many steps that do not depend on each other, side by side, and tell how far it has come.

Each step's work is done in its notebook's own kernel, so that threads are enough to keep every core busy. Any
other `concurrent.futures.Executor` may be given, for instance one whose workers are on other machines.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from batt.errors import BattError
from batt.file_hashes import FileHashes
from batt.steps import Step

TOLD = 10
"""So many failures are told in full; the others by name."""


@dataclass(frozen=True)
class Tick:
    """One more step is finished; as a sentence it reads ``[12/131] scorecard-2015-A007-nb``.

    Attributes
    ----------
    number, total
        How many steps are finished, of how many that are to be run.
    name, failed
        The step that has just finished, and how many have failed so far.
    seconds
        Since the batch began.
    """

    number: int
    total: int
    name: str
    failed: int
    seconds: float

    def __str__(self) -> str:
        return f"[{self.number}/{self.total}] {self.name}"

    @property
    def rate(self) -> float:
        """Steps a second."""
        return self.number / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float:
        return (self.total - self.number) / self.rate if self.rate else 0.0


Progress = Callable[[Tick | str], None]


@dataclass(frozen=True)
class Failure:
    """A step that failed, why, and its notebook as far as it came."""

    name: str
    error: Exception
    executed: Path

    def __str__(self) -> str:
        problem = str(self.error) if isinstance(self.error, BattError) else repr(self.error)
        kept = f"\n  Its notebook: {self.executed}" if self.executed.exists() else ""
        return f"{self.name}: {problem}{kept}"


@dataclass(frozen=True)
class Outcome:
    """The names of the steps that were run, in the order given, and those that failed."""

    done: tuple[str, ...]
    failed: tuple[Failure, ...]

    def check(self) -> None:
        """Raise what went wrong, if anything did.

        Raises
        ------
        BattError
            Steps failed; of the kind that all failures share, if they share one, and so with its exit code.
        """
        if not self.failed:
            return
        kinds = {type(failure.error) for failure in self.failed}
        shared = kinds.pop() if len(kinds) == 1 else BattError
        total = len(self.done) + len(self.failed)
        told = [f"{len(self.failed)} of {total} steps failed:", *map(str, self.failed[:TOLD])]
        if self.failed[TOLD:]:
            told.append("And: " + ", ".join(failure.name for failure in self.failed[TOLD:]) + ".")
        raise (shared if issubclass(shared, BattError) else BattError)("\n".join(told))


def run_steps(
    steps: Sequence[Step],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Run the steps whose inputs have changed, several at a time.

    A step that fails does not stop the others.

    Parameters
    ----------
    steps
        Steps of which none reads what another writes.
    workers
        How many run at the same time; as many as there are cores by default.
    executor
        Runs the steps instead of threads of this process; it is left open. Where its workers are processes,
        the steps travel to them pickled and each starts a server of kernels of its own.
    progress
        Called with a `Tick` after each step, and with a sentence if kernels are not warm and why.
    """
    seen = FileHashes()
    waiting = [(step, key) for step in steps if (key := _key_if_changed(step, seen))]
    if not waiting:
        return Outcome((), ())
    _prepare(progress)
    if executor:
        return _run(waiting, executor, progress)
    with ThreadPoolExecutor(min(workers or _cores(), len(waiting)), "batt") as threads:
        try:
            return _run(waiting, threads, progress)
        except BaseException:
            # Interrupted: without their kernels the notebooks end at once, and no other is begun.
            threads.shutdown(wait=False, cancel_futures=True)
            _stop_kernels()
            raise


def _key_if_changed(step: Step, seen: FileHashes) -> str:
    """Return the key under which a step is to be run; empty if it is done."""
    return "" if step.is_done(seen) else step.key(seen)


def _prepare(progress: Progress | None) -> None:
    """Start the server of kernels and import what every step needs, once and before the threads."""
    from batt import warm_kernels

    if reason := warm_kernels.why_cold():
        if progress:
            progress(reason)
    else:
        warm_kernels.refresh()
    import papermill  # noqa: F401

    from batt.reports import export  # noqa: F401


def _stop_kernels() -> None:
    from batt import warm_kernels

    warm_kernels.stop()


def _run(waiting: list[tuple[Step, str]], executor: Executor, progress: Progress | None) -> Outcome:
    """Run steps and collect what becomes of them."""
    began = time.monotonic()
    running = {executor.submit(step.run, key): step for step, key in waiting}
    failed: dict[str, Failure] = {}
    for number, future in enumerate(as_completed(running), 1):
        step = running.pop(future)
        error = future.exception()
        if isinstance(error, Exception):
            failed[step.name] = Failure(step.name, error, step.executed)
        if progress:
            progress(Tick(number, len(waiting), step.name, len(failed), time.monotonic() - began))
    names = [step.name for step, _ in waiting]
    return Outcome(
        tuple(name for name in names if name not in failed),
        tuple(failed[name] for name in names if name in failed),
    )


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
