"""Check a folder of reports against its own sums, and what is at hand against its record.

Nothing is computed again here: files are compared by hash alone. The folder may have been mailed and unpacked
elsewhere.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from batt.errors import Problem
from batt.paths import Root
from batt.provenance.record.gather import named_files, other_inputs, rules
from batt.provenance.record.manifest import EDITIONS, MANIFEST
from batt.provenance.record.run_record import RECORD, ReceivedFile, RunRecord, read_record
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
    received = Counter(record.received)
    there = [pair for year in sorted({file.year for file in record.received}) for pair in _files(root, year)]
    new = [(path, file) for path, file in there if not _take(received, file)]
    gone = list(received.elements())
    problems = []
    for path, file in new:
        same = next((one for one in gone if _place(one) == _place(file)), None)
        if same:
            gone.remove(same)
        what = "has been changed since the report was made" if same else "was not there when it was made"
        problems.append(Problem(root.relative(path), what, f"Now SHA-256 {file.sha256}."))
    problems += [
        Problem(_told(file), "is not there", f"Expected {file.size} bytes with SHA-256 {file.sha256}.")
        for file in gone
    ]
    return problems + _changed_notes(record, root)


def what_differs(record: RunRecord) -> list[Problem]:
    """Return what of the workbook at hand differs from that of the record, so that figures might too."""
    return [*_of_registry(record), *_of_code(record), *_of_environment(record)]


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


def _files(root: Root, year: int) -> list[tuple[Path, ReceivedFile]]:
    return named_files(root, year) if root.raw(year).is_dir() else []


def _take(received: Counter[ReceivedFile], file: ReceivedFile) -> bool:
    """Strike one file off those received, and tell whether it was among them."""
    if not received[file]:
        return False
    received[file] -= 1
    return True


def _place(file: ReceivedFile) -> tuple[int, str, str]:
    return file.year, file.sender, file.table


def _told(file: ReceivedFile) -> str:
    """Name a file of which only a record is left."""
    table = f" with {file.table}" if file.table else ""
    return f"a file{table} received for {file.year} ({file.sender})"


def _changed_notes(record: RunRecord, root: Root) -> list[Problem]:
    """Compare what was written by hand or kept of earlier releases."""
    now = other_inputs(root, record.year)
    return [
        Problem(name, "has been changed since the report was made" if name in now else "is not there")
        for name, digest in record.other_inputs.items()
        if now.get(name) != digest
    ] + [Problem(name, "was not there when the report was made") for name in now.keys() - record.other_inputs]


def _of_registry(record: RunRecord) -> Iterator[Problem]:
    now, then = rules(), record.registry
    if now.sha256 == then.sha256:
        return
    changed = [
        f"{id} {then.versions.get(id, 'none')} → {version}"
        for id, version in now.versions.items()
        if version != then.versions.get(id)
    ]
    which = (
        f"Rules of another version: {', '.join(changed)}." if changed else "Every rule has the same version."
    )
    yield Problem("registry", "is another one than the report was made with", which)


def _of_code(record: RunRecord) -> Iterator[Problem]:
    now, then = software(), record.software
    if then.is_dirty:
        yield Problem(
            "code",
            f"the report was made from a checkout that differs from its commit {then.commit[:_SHORT]}",
            "What it was made with is in no commit, and cannot be fetched again.",
        )
    if now.is_dirty:
        yield Problem(
            "code",
            f"this checkout differs from its commit {now.commit[:_SHORT]}",
            fix="Commit the changes, or take a fresh checkout.",
        )
    if (now.source, now.notebooks) != (then.source, then.notebooks):
        made = then.commit[:_SHORT] or f"version {then.version}"
        yield Problem("code", "is another one than the report was made with", f"It was made with {made}.")


def _of_environment(record: RunRecord) -> Iterator[Problem]:
    now, then = asdict(software()), asdict(record.software)
    if now["lock"] != then["lock"]:
        yield Problem("requirements.lock", "is another one than the report was made with")
    packages = {name: (then["packages"].get(name, ""), now["packages"][name]) for name in now["packages"]}
    told = {name: (then[name], now[name]) for name in ("python", "implementation", "system", "machine")}
    for name, (before, after) in (told | packages).items():
        if before != after:
            yield Problem(name, f"is {after or 'not there'}; the report was made with {before or 'none'}")
