"""What a piece of work costs: seconds, seconds of processors and memory, with all that it starts."""

import os
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil
from own_process import alone

SAMPLED_EVERY = 1.0
"""Seconds between two looks at memory; each stops every process for some milliseconds."""


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of all processors, with processes that were started and waited for."""

    seconds: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.seconds + other.seconds, self.cpu + other.cpu)

    def __mul__(self, times: float) -> "Spent":
        return Spent(self.seconds * times, self.cpu * times)


def spent(work: Callable[..., object], *arguments: object) -> Spent:
    """Do some work here and now, and return what it has cost."""
    began, before = time.perf_counter(), _cpu()
    work(*arguments)
    return Spent(time.perf_counter() - began, _cpu() - before)


def alone_with_peak(work: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """Call `work`, a function of a module, in a fresh process; return what it returns, and its peak, MiB."""
    with TreeMemory() as memory:
        found = alone(work, *arguments)
    return found, memory.peak_mib


class TreeMemory:
    """Looks, while it is open, at the memory of all processes that this one has started."""

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "TreeMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(SAMPLED_EVERY):
            self.peak_mib = max(self.peak_mib, tree_mebibytes(os.getpid()))


def tree_mebibytes(process: int) -> float:
    """Return the memory of all that a process has started, MiB; pages that they share are counted once."""
    total = 0
    for child in psutil.Process(process).children(recursive=True):
        try:
            total += child.memory_full_info().pss
        except psutil.Error:
            continue  # It has ended meanwhile.
    return total / 1024**2


def _cpu() -> float:
    """Return the seconds of processors that this process has used, with all that it has started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    total = sum(one.ru_utime + one.ru_stime for one in used)
    # The operating system adds a process to the one that started it when it has ended.
    for child in psutil.Process().children(recursive=True):
        try:
            total += sum(child.cpu_times()[:4])
        except psutil.Error:
            continue
    return total
