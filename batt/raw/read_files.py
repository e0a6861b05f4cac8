"""Read many received files: every file's tables or its fault, in the order of the files.

What a workbook costs is Python's own time, so threads are no help. Where there are hundreds of workbooks,
other processes read a part of them. They are plain children that are told what to read and hand back what
they have read, not a pool of `multiprocessing`, which would run the caller's script once more in each.
"""

import os
import pickle
import subprocess
import sys
from array import array
from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress

import pyarrow as pa

from batt.errors import ContentError, UnreadableFile
from batt.raw.discover import TEXT_ENDINGS
from batt.raw.faults import FileError, read_bytes
from batt.raw.model import RawFile, RawTable
from batt.raw.read_csv import read_csv
from batt.raw.read_xlsx import read_xlsx

FEWEST_WORKBOOKS = 100
"""For fewer workbooks a process costs more than it saves."""

# A child leaves an interrupt to the process that started it. It takes its job before it imports anything,
# since the other waits until it has.
_CHILD = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path[:] = sys.argv[1:]; "
    "job = sys.stdin.buffer.read(); from batt.raw.read_files import serve; serve(job)"
)
Outcome = list[RawTable] | FileError


def read_files(files: Sequence[RawFile], table_names: Collection[str], year: int) -> list[Outcome]:
    """Read files, in several processes where that pays.

    Returns
    -------
    list
        For each file its tables, or what is wrong with it; the same however many processes read.
    """
    workbooks = [file for file in files if not _is_text(file)]
    readers = max(1, min(_cores(), len(workbooks) // FEWEST_WORKBOOKS))
    shares = [workbooks[first::readers] for first in range(1, readers)]
    elsewhere = {file.path for share in shares for file in share}
    with ExitStack() as stack:
        children = [_start(share, table_names, year, stack) for share in shares]
        read = {
            file.path: read_outcome(file, table_names, year) for file in files if file.path not in elsewhere
        }
        for child, share in zip(children, shares):
            # Whatever ended a child before its time shows in this process as what it is.
            outcomes = _outcomes_of(child, share) or [read_outcome(file, table_names, year) for file in share]
            read.update((file.path, outcome) for file, outcome in zip(share, outcomes))
    return [read[file.path] for file in files]


def read_outcome(file: RawFile, table_names: Collection[str], year: int) -> Outcome:
    """Return the tables of one file, or what is wrong with it."""
    try:
        data = read_bytes(file.path, file.name)
        if _is_text(file):
            grid = read_csv(data, file.name)
            return [RawTable(file.table or "", file, "", grid.cells, grid.source_row)]
        sheets = read_xlsx(data, file.name, table_names, year, file.table)
    except (UnreadableFile, ContentError) as error:
        return error
    return [
        RawTable(table, file, sheet, grid.cells, grid.source_row, decimal=".")
        for table, sheet, grid in sheets
    ]


def serve(job: bytes) -> None:
    """Read the files of a job and write their outcomes to standard output."""
    files, table_names, year = pickle.loads(job)
    outcomes = [_packed(read_outcome(file, table_names, year)) for file in files]
    sys.stdout.buffer.write(pickle.dumps(outcomes, protocol=pickle.HIGHEST_PROTOCOL))


def _start(
    files: Sequence[RawFile], table_names: Collection[str], year: int, stack: ExitStack
) -> subprocess.Popen[bytes] | None:
    """Start a child that reads files and ends with the stack; None where the system starts none."""
    try:
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    stack.enter_context(child)
    stack.callback(child.kill)
    if child.stdin:
        with suppress(OSError), child.stdin:
            pickle.dump((files, tuple(table_names), year), child.stdin)
    return child


def _outcomes_of(child: subprocess.Popen[bytes] | None, files: Sequence[RawFile]) -> list[Outcome] | None:
    """Wait for what a child has read; None where it has come to nothing."""
    data = child.stdout.read() if child and child.stdout else b""
    if child is None or child.wait() != 0:
        return None
    return [_unpacked(file, packed) for file, packed in zip(files, pickle.loads(data))]


def _packed(outcome: Outcome) -> list[tuple] | FileError:
    """Write tables as Arrow streams: pickled as they are, they cost as much as reading them."""
    if not isinstance(outcome, list):
        return outcome
    packed = []
    for table in outcome:
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, table.cells.schema) as writer:
            writer.write_table(table.cells)
        packed.append(
            (
                table.table,
                table.sheet,
                stream.getvalue().to_pybytes(),
                array("q", table.source_row),
                table.decimal,
            )
        )
    return packed


def _unpacked(file: RawFile, packed: list[tuple] | FileError) -> Outcome:
    """Return the outcome of a file."""
    if not isinstance(packed, list):
        return packed
    return [
        RawTable(table, file, sheet, pa.ipc.open_stream(cells).read_all(), rows.tolist(), decimal)
        for table, sheet, cells, rows, decimal in packed
    ]


def _is_text(file: RawFile) -> bool:
    return file.path.suffix.lower() in TEXT_ENDINGS


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
