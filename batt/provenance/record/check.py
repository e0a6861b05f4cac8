"""Check a folder of reports against its own sums, and what is at hand against its record.

Nothing is computed again here: files are compared by hash alone. The folder may have been mailed and unpacked
elsewhere.
"""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

from batt.errors import Problem
from batt.file_hashes import hash_files
from batt.paths import Root
from batt.provenance.differences.causes import Cause, causes
from batt.provenance.record.gather import named_files, other_inputs, rules
from batt.provenance.record.manifest import EDITIONS, MANIFEST
from batt.provenance.record.run_record import RECORD, RunRecord, read_record
from batt.provenance.record.software import software
from batt.provenance.record.sums import SUMS, read_sums, summed_files, what_is_wrong

_SHORT = 12


def check_folder(folder: Path) -> list[Problem]:
    """Return what is no longer as the folder's sums say: files changed, gone or added since.

    Raises
    ------
    UnreadableFile, ContentError
        If the record is broken, or of a later version of the workbook.
    """
    expected = read_sums(folder / SUMS)
    if not expected:
        return [Problem(SUMS, "is not in the folder, or is empty", fix="Ask for the folder as it was made.")]
    there = {file.relative_to(folder).as_posix(): file for file in summed_files(folder, EDITIONS)}
    problems = [
        Problem(name, what, "Expected the file as it was when the report was made.")
        for name in sorted({*expected, *there})
        if (what := what_is_wrong(there.get(name), expected.get(name)))
    ]
    if not problems:
        problems = [*_of_manifest(folder, expected)]
    if not any(problem.where == RECORD for problem in problems):
        read_record(folder / RECORD)
    return problems


def check_received(record: RunRecord, root: Root) -> list[Problem]:
    """Return which files that the report was made from are gone, changed or new under a root."""
    years = sorted({file.year for file in record.received if root.raw(file.year).is_dir()})
    there = [pair for year in years for pair in named_files(root, year)]
    received = [file for _, file in there]
    others = other_inputs(root, record.year)
    if released_since(record, root):
        # What goes out later is no input of what went out before.
        name = root.relative(root.released)
        del others[name]
        if name in record.other_inputs:
            others[name] = record.other_inputs[name]
    now = dataclasses.replace(record, received=received, other_inputs=others)
    return _told(causes(record, now, {file: root.relative(path) for path, file in there}))


def released_since(record: RunRecord, root: Root) -> list[Path]:
    """Return the releases that came after a report was made, oldest first.

    None where more than that has changed among the releases: then all count, as in a run of today.
    """
    wanted = record.other_inputs.get(root.relative(root.released), "")
    files = list(root.released.glob("*.csv")) if root.released.is_dir() else []
    files.sort(key=lambda file: (file.stem.split("_")[1:], file.stem))
    for kept in range(len(files), -1, -1):
        if hash_files(root.released, files[:kept]) == wanted:
            return files[kept:]
    return []


def what_differs(record: RunRecord) -> list[Problem]:
    """Return what of the workbook at hand differs from that of the record, so that figures might too."""
    now = dataclasses.replace(record, registry=rules(), software=software())
    return [*uncommitted(record), *_told(causes(record, now))]


def uncommitted(record: RunRecord) -> list[Problem]:
    """Return whose code is in no commit: that of the report, that at hand, or neither."""
    then, now = record.software, software()
    problems = []
    if then.is_dirty:
        problems.append(
            Problem(
                "code",
                f"the report was made from a checkout that differs from its commit {then.commit[:_SHORT]}",
                "What it was made with is in no commit, and cannot be fetched again.",
            )
        )
    if now.is_dirty:
        problems.append(
            Problem(
                "code",
                f"this checkout differs from its commit {now.commit[:_SHORT]}",
                fix="Commit the changes, or take a fresh checkout.",
            )
        )
    return problems


def _told(found: list[Cause]) -> list[Problem]:
    return [Problem(cause.where, cause.what, cause.detail) for cause in found]


def _of_manifest(folder: Path, expected: dict[str, str]) -> Iterator[Problem]:
    """Compare what the manifest says with the sums; an edition has none."""
    if MANIFEST not in expected:
        return
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        said = {file["path"]: file["sha256"] for file in listed}
    except (ValueError, KeyError, TypeError) as error:
        yield Problem(MANIFEST, f"cannot be read ({error})")
        return
    for name in sorted(({*expected, *said}) - {MANIFEST}):
        if said.get(name) != expected.get(name):
            yield Problem(MANIFEST, f"says of {name} something else than {SUMS}")
