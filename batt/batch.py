"""Run many steps side by side, each after those whose outputs it reads, and tell how far it has come.

Each step's work is done in its notebook's own kernel, so that threads are enough to keep every core busy. Any
other `concurrent.futures.Executor` may be given, for instance one whose workers are on other machines.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
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
        How many steps are finished, of how many that are to be run. A step that waits for others counts as
        to be run until it turns out that nothing has changed for it.
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
    """The names of the steps that were run, in the order given, and those that failed.

    Attributes
    ----------
    left
        Steps that were not begun, since what they read could not be made.
    """

    done: tuple[str, ...]
    failed: tuple[Failure, ...]
    left: tuple[str, ...] = ()

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
    """Run the steps whose inputs have changed, several at a time, each after those whose outputs it reads.

    A step that fails does not stop the others, but for those that read what it writes.

    Parameters
    ----------
    steps
        In any order. What a step reads and writes tells which others it waits for.
    workers
        How many run at the same time; one more than there are cores by default.
    executor
        Runs the steps instead of threads of this process; it is left open. Where its workers are processes,
        the steps travel to them pickled and each starts a server of kernels of its own.
    progress
        Called with a `Tick` after each step, with a sentence when one begins for which others wait, and with
        a sentence if kernels are not warm and why.
    """
    if executor:
        return _Batch(steps, executor, progress).run()
    # One more than cores: every step waits a while for its kernel to start and for the disk.
    with ThreadPoolExecutor(min(workers or _cores() + 1, max(1, len(steps))), "batt") as threads:
        try:
            return _Batch(steps, threads, progress).run()
        except BaseException:
            # Interrupted: without their kernels the notebooks end at once, and no other is begun.
            threads.shutdown(wait=False, cancel_futures=True)
            _stop_kernels()
            raise


class _Batch:
    """Steps on their way: waiting for others, running, finished."""

    def __init__(self, steps: Sequence[Step], executor: Executor, progress: Progress | None):
        self.steps = {step.name: step for step in steps}
        self.executor = executor
        self.tell: Progress = progress or (lambda news: None)
        self.needs = _needs(steps)
        self.waited_for = {name for needed in self.needs.values() for name in needed}
        self.order = TopologicalSorter(self.needs)
        self.running: dict[Future[None], str] = {}
        self.done: set[str] = set()
        self.failed: dict[str, Failure] = {}
        self.left: set[str] = set()
        self.total = len(self.steps)
        self.began = time.monotonic()

    def run(self) -> Outcome:
        """Run everything that is to be run, and return what became of it."""
        self.order.prepare()
        while self.order.is_active():
            if ready := set(self.order.get_ready()):
                self._begin(ready)
            else:
                self._finish(wait(self.running, return_when=FIRST_COMPLETED).done)
        return Outcome(
            tuple(name for name in self.steps if name in self.done),
            tuple(self.failed[name] for name in self.steps if name in self.failed),
            tuple(name for name in self.steps if name in self.left),
        )

    def _begin(self, ready: Collection[str]) -> None:
        """Hand over those of the steps whose turn it is that can be run and have to be."""
        # Nothing that these read is being written now, so they can share what is known of it.
        seen = FileHashes()
        changed = {}
        for name in (name for name in self.steps if name in ready):
            if any(needed in self.failed or needed in self.left for needed in self.needs[name]):
                self.left.add(name)
            elif key := _key_if_changed(self.steps[name], seen):
                changed[name] = key
                continue
            self.total -= 1
            self.order.done(name)
        if changed and not self.done and not self.failed and not self.running:
            _prepare(self.tell)
            self.began = time.monotonic()
        for name, key in changed.items():
            if name in self.waited_for:
                self.tell(f"{name} …")
            self.running[self.executor.submit(self.steps[name].run, key)] = name

    def _finish(self, ended: Iterable[Future[None]]) -> None:
        """Take note of how steps have ended."""
        for future in ended:
            name = self.running.pop(future)
            error = future.exception()
            if error is None:
                self.done.add(name)
            elif isinstance(error, Exception):
                self.failed[name] = Failure(name, error, self.steps[name].executed)
            else:
                raise error
            self.order.done(name)
            number = len(self.done) + len(self.failed)
            seconds = time.monotonic() - self.began
            self.tell(Tick(number, self.total, name, len(self.failed), seconds))


def _needs(steps: Sequence[Step]) -> Mapping[str, set[str]]:
    """Return, for each step, those that write something it reads: the file itself, or one in its folder."""
    writers: dict[Path, set[str]] = defaultdict(set)
    within: dict[Path, set[str]] = defaultdict(set)
    for step in steps:
        for path in step.writes:
            writers[path].add(step.name)
            for folder in path.parents:
                within[folder].add(step.name)
    found: dict[Path, set[str]] = {}

    def makers(path: Path) -> set[str]:
        if path not in found:
            above = (writers[place] for place in (path, *path.parents) if place in writers)
            found[path] = within.get(path, set()).union(*above)
        return found[path]

    return {step.name: set().union(*map(makers, step.reads)) - {step.name} for step in steps}


def _key_if_changed(step: Step, seen: FileHashes) -> str:
    """Return the key under which a step is to be run; empty if it is done."""
    return "" if step.is_done(seen) else step.key(seen)


def _prepare(tell: Progress) -> None:
    """Start the server of kernels and import what every step needs, once and before the threads."""
    from batt import warm_kernels

    if reason := warm_kernels.why_cold():
        tell(reason)
    else:
        warm_kernels.refresh()
    import papermill  # noqa: F401

    # What ends a run too: the server imports for as long, on another core.
    from batt.provenance.record import report_folder  # noqa: F401
    from batt.reports import export, index  # noqa: F401


def _stop_kernels() -> None:
    from batt import warm_kernels

    warm_kernels.stop()


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
