"""One run at a time writes to a root."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from batt.errors import Locked, Problem
from batt.paths import Root


@contextmanager
def locked(root: Root) -> Iterator[None]:
    """Hold the root for one run.

    Raises
    ------
    Locked
        Another run that is still alive holds it.
    """
    lock = root.processed("lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    if lock.exists() and _is_alive(lock.read_text().strip()):
        raise Locked(
            Problem(
                root.relative(lock), f"is held by process {lock.read_text().strip()}",
                "Only one run at a time writes to a root.", "Wait for it, or end it and delete the file.",
            )
        )  # fmt: skip
    lock.write_text(str(os.getpid()))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _is_alive(pid: str) -> bool:
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
