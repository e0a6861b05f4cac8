"""One run at a time writes to a root."""

import datetime
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from batt.atomic import tidy, write_text
from batt.errors import Locked, Problem
from batt.paths import Root


@contextmanager
def locked(root: Root) -> Iterator[None]:
    """Hold the root for one run, and begin by tidying up after one that was killed.

    The operating system holds the lock, so that a killed run leaves none behind; who holds it is told by
    ``data/processed/lock.json``.

    Raises
    ------
    Locked
        Another run that is still alive holds it.
    """
    file = root.processed("lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    told = file.with_suffix(".json")
    try:
        with FileLock(file, blocking=False):
            if told.exists():
                _tidy_up(root)
            write_text(told, json.dumps(_myself()))
            try:
                yield
            finally:
                told.unlink(missing_ok=True)
    except Timeout:
        raise Locked(
            Problem(
                root.relative(file), f"is held by {_holder(told)}",
                "Only one run at a time writes to a root.", "Wait for it, or end it.",
            )
        ) from None  # fmt: skip


def _tidy_up(root: Root) -> None:
    """Undo what a run that was killed had begun to write."""
    for folder in (root.path / "data" / "processed", root.path / "reports", root.released):
        tidy(folder)


def _myself() -> dict[str, str | int]:
    now = datetime.datetime.now(datetime.UTC)
    return {"process": os.getpid(), "host": socket.gethostname(), "since": now.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _holder(told: Path) -> str:
    """Say who holds the lock; it may have been taken, or given back, this very moment."""
    try:
        known = json.loads(told.read_text(encoding="utf-8"))
        return f"process {known['process']} on {known['host']} since {known['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
