"""Write the bag of a year: a folder that archives take as it is (BagIt, RFC 8493).

Two bags of the same state are the same bytes: the date in it is that of the run.
"""

import hashlib
from pathlib import Path

import bagit

import batt
from batt.atomic import atomic_folder, write_text
from batt.errors import NumbersDiffer, Problem, UsageError
from batt.lock import locked
from batt.paths import Root
from batt.provenance.archive.check import check_report
from batt.provenance.archive.code_snapshot import check_code
from batt.provenance.archive.contents import check_processed, lay_out
from batt.provenance.record.check import check_received
from batt.provenance.record.run_record import RECORD, RunRecord, read_record
from batt.reports.words import Words

SENSITIVE = "Sensitive"
"""Field of ``bag-info.txt`` that says whether rows about persons are in the bag."""
_SUMS = ("sha256", "sha512")
_SHORT = 12


def archive(root: Root, year: int, target: Path | None = None, *, with_raw: bool = False) -> Path:
    """Write a year as a bag.

    Parameters
    ----------
    year
        A year whose reports lie as a run has made them.
    target
        The bag's folder; by default ``archive/batt-<year>`` below the root. It appears when it is whole.
    with_raw
        Whether received files and all tables with rows about persons go in.

    Returns
    -------
    Path
        The bag.

    Raises
    ------
    UsageError
        If the year was never run, or the folder is there already or lies among what is archived.
    NumbersDiffer
        If pages, tables, code or (with rows about persons) received files are not those of the run.
    Locked
        If another run holds the root.
    """
    target = (target or root.path / "archive" / f"batt-{year}").resolve()
    _check_place(root, target)
    with locked(root):
        record = _checked_record(root, year, with_raw)
        with atomic_folder(target) as new:
            _lay_out_bag(root, record, new, with_raw)
    return target


def _check_place(root: Root, target: Path) -> None:
    if target.exists():
        raise UsageError(
            Problem(
                str(target), "is there already", "A bag is never written over.", "Name another: --to DIR."
            )
        )
    for taken in (root.path / "data", root.path / "reports"):
        if target.is_relative_to(taken):
            what = f"lies in {taken.name}/, which is archived itself"
            raise UsageError(Problem(str(target), what, fix="Name a folder elsewhere: --to DIR."))


def _checked_record(root: Root, year: int, with_raw: bool) -> RunRecord:
    """Return the record of a year of which nothing has changed since."""
    folder = root.reports(year)
    if not (folder / RECORD).is_file():
        what, fix = "has no report that a run has made", f"Run batt run --year {year} first."
        raise UsageError(Problem(f"year {year}", what, fix=fix))
    problems = check_report(folder)
    record = read_record(folder / RECORD)
    if with_raw:
        problems += check_received(record, root)
    if problems:
        raise NumbersDiffer(problems)
    check_processed(root, record)
    check_code(record.software)
    return record


def _lay_out_bag(root: Root, record: RunRecord, folder: Path, with_raw: bool) -> None:
    # The library takes a folder as the payload, and moves all that is in it.
    lay_out(root, record, folder, with_raw=with_raw)
    bagit.make_bag(str(folder), _about(root, record, with_raw), checksums=_SUMS)
    for name in _SUMS:
        # The library lists these in any order, and with one space, which sha256sum refuses.
        file = folder / f"tagmanifest-{name}.txt"
        lines = sorted(line.split(maxsplit=1)[::-1] for line in file.read_text("utf-8").splitlines())
        write_text(file, "".join(f"{digest}  {tag}\n" for tag, digest in lines))


def _about(root: Root, record: RunRecord, with_raw: bool) -> dict[str, str]:
    """Return what ``bag-info.txt`` says."""
    run = hashlib.sha256((root.reports(record.year) / RECORD).read_bytes()).hexdigest()[:_SHORT]
    words = Words("en")
    told = (
        f"{words('system_name')}: the reports of {record.year} as they were made at {record.ended}, published"
        " tables, the record of the run, the registry, the code and its lock file."
    )
    if with_raw:
        told += " Holds rows about single persons: received files and every table made from them."
    if record.is_simulated:
        told += f" {words('simulated_banner')}"
    return {
        "Source-Organization": words("publisher"),
        "External-Description": told,
        "External-Identifier": f"batt-{record.year}-{run}{'-person-level' if with_raw else ''}",
        "Bagging-Date": record.ended[:10],
        "Bag-Software-Agent": f"BATT workbook {batt.__version__}, bagit.py {bagit.VERSION}",
        SENSITIVE: "yes" if with_raw else "no",
    }
