"""Do something in a process of its own, so that time and memory of nothing else are counted."""

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any


def alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """Call `work`, a function of a module, in a fresh process and return what it returns."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def peak_mebibytes() -> float:
    """Return the greatest memory that this process has had, MiB."""
    # Linux counts in KiB, macOS in bytes.
    units = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / units
