"""Whether running notebooks leaves anything behind: memory, descriptors, processes, folders."""

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from own_process import alone
from peers import OURS, Row

MOST_GROWTH = 16.0
"""MiB, of the process that runs notebooks and of the server of its kernels."""
SETTLED = 20
"""So many runs come first, in which what is kept for all runs is read."""

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    "cells": [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"tags": ["parameters"] if number == 0 else []},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(
            (
                "number: int = 0",
                "import pandas as pd\ntable = pd.DataFrame({'a': range(1000)})\ntable.head()",
                "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()",
                "axes.plot([number, 2])\nfigure",
            )
        )
    ],
}


@dataclass(frozen=True)
class Held:
    """What a process and the server of its kernels hold."""

    own_mib: float
    server_mib: float
    descriptors: int
    processes: int
    entries: int

    @classmethod
    def now(cls) -> "Held":
        """Look at this process."""
        from batt import warm_kernels

        server = warm_kernels.server()
        below = psutil.Process(server.process.pid)
        return cls(
            _mebibytes(psutil.Process()),
            _mebibytes(below),
            psutil.Process().num_fds() + below.num_fds(),
            len(psutil.Process().children(recursive=True)),
            len(list(server.folder.iterdir())),
        )


@dataclass(frozen=True)
class Leaks:
    """What was held after the first runs and after the last."""

    runs: int
    seconds: float
    early: Held
    late: Held

    @property
    def grown_mib(self) -> tuple[float, float]:
        """How much the process and its server have grown since the first runs."""
        return self.late.own_mib - self.early.own_mib, self.late.server_mib - self.early.server_mib

    @property
    def left_behind(self) -> int:
        """How many more descriptors, processes and files of sockets there are than after the first runs."""
        counts = ("descriptors", "processes", "entries")
        return sum(max(0, getattr(self.late, name) - getattr(self.early, name)) for name in counts)

    @property
    def is_harmless(self) -> bool:
        return max(self.grown_mib) <= MOST_GROWTH and self.left_behind == 0

    def __str__(self) -> str:
        own, server = self.grown_mib
        return (
            f"from run {SETTLED} to run {self.runs} the process grew by {own:.1f} MiB to"
            f" {self.late.own_mib:.0f}, the server by {server:.1f} MiB to {self.late.server_mib:.0f};"
            f" {self.left_behind} descriptors, processes and files left behind"
        )

    def row(self) -> Row:
        """Return it as a row of the table."""
        verdict = "" if self.is_harmless else "TOO MUCH: "
        return Row(
            "a small notebook, over and over",
            f"{self.runs} runs",
            OURS,
            self.seconds,
            None,
            None,
            f"{verdict}{self}",
        )


def leaks(runs: int) -> Leaks:
    """Run a small notebook so many times in one process, and look at what that leaves."""
    return alone(_run, runs)


def _run(runs: int) -> Leaks:
    from batt.execute import run_notebook

    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder) / "small.ipynb"
        notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        began = time.perf_counter()
        early = None
        for number in range(1, runs + 1):
            run_notebook(notebook, Path(folder) / "executed.ipynb", {"number": number})
            if number == SETTLED:
                early = Held.now()
        assert early is not None
        return Leaks(runs, time.perf_counter() - began, early, Held.now())


def _mebibytes(process: psutil.Process) -> float:
    return process.memory_info().rss / 1024**2
