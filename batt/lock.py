"""One run at a time writes to a root; parts of the pages of one year may be made side by side."""

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

PATIENCE = 10.0
"""Seconds: how long a part waits while others look, one after the other, whether the root is held."""


@contextmanager
def locked(root: Root) -> Iterator[None]:
    """Hold the root for one run, and begin by tidying up after those that were killed.

    The operating system holds the lock, so that a killed run leaves none behind; who holds it is told by
    ``data/processed/lock.json``.

    Raises
    ------
    Locked
        Another run that is still alive holds it, or a part of its pages.
    """
    file = root.processed("lock")
    with _held(root, file):
        parts = [told.with_suffix("") for told in sorted(_parts(root).glob("*.json"))]
        for part in parts:
            with _held(root, part):
                pass
        if parts or _told(file).exists():
            _tidy_up(root)
        for part in parts:
            _told(part).unlink()
        with _telling(file):
            yield


@contextmanager
def locked_part(root: Root, name: str) -> Iterator[None]:
    """Hold one part of a root's pages, beside other parts: no run of the whole begins meanwhile.

    Nothing is tidied up, since other parts are being written. The next run of the whole does that.

    Raises
    ------
    Locked
        The same part is being made, or the root is held by a run.
    """
    file = _parts(root) / name
    with _held(root, file), _telling(file):
        # After its own is held: of a run and a part that begin together, one at least sees the other.
        with _held(root, root.processed("lock"), PATIENCE):
            pass
        yield


def _parts(root: Root) -> Path:
    return root.processed("shards")


def _told(file: Path) -> Path:
    return file.with_suffix(".json")


@contextmanager
def _held(root: Root, file: Path, seconds: float = 0) -> Iterator[None]:
    """Hold a lock; raise, after that many seconds, if somebody else does."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(file, timeout=seconds)
        lock.acquire()
    except Timeout:
        raise Locked(
            Problem(
                root.relative(file), f"is held by {_holder(_told(file))}",
                "Only one run at a time writes to a root.", "Wait for it, or end it.",
            )
        ) from None  # fmt: skip
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Tell, while it is held, who holds a lock; what a killed process has told stays."""
    write_text(_told(file), json.dumps(_myself()))
    try:
        yield
    finally:
        _told(file).unlink(missing_ok=True)


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
