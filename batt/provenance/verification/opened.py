"""A report as somebody hands it in, a folder or a zip file of one, and the root that it lies under."""

import stat
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from batt.errors import Problem, UnreadableFile, UsageError
from batt.paths import Root
from batt.provenance.record.run_record import RECORD
from batt.provenance.record.sums import SUMS


def opened_report(path: Path, scratch: Path) -> Path:
    """Return the folder of a report; a zip file is unpacked below ``scratch``.

    Raises
    ------
    UsageError
        If it is no folder of reports, and no zip file of one.
    UnreadableFile
        If the zip file is broken, or would write outside its folder.
    """
    if path.is_file():
        folder = scratch / "unpacked"
        _unpack(path, folder)
        inner = [folder, *sorted(entry for entry in folder.glob("*") if entry.is_dir())]
        path = next((one for one in inner if _is_report(one)), folder)
    if not _is_report(path):
        raise UsageError(
            Problem(
                path.name,
                "is no folder of reports",
                f"Expected {RECORD} and {SUMS} in it, as in reports/2015 or reports/2015/editions/1.",
                "Name the folder of one year, or of one edition.",
            )
        )
    return path


def root_of(folder: Path) -> Root | None:
    """Return the root that a folder of reports lies under, if the received files are there too."""
    for parent in folder.resolve().parents:
        root = Root(parent.parent)
        if parent.name == "reports" and root.raw_years():
            return root
    return None


def _is_report(folder: Path) -> bool:
    return (folder / RECORD).is_file() or (folder / SUMS).is_file()


def _unpack(file: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            for entry in packed.infolist():
                if _leads_out(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
                    raise UnreadableFile(
                        Problem(file.name, f"holds {entry.filename!r}, which would lie outside its folder")
                    )
            packed.extractall(folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        fix = "Give the folder, or a plain zip file of it without a password."
        raise UnreadableFile(Problem(file.name, f"cannot be unpacked ({error})", fix=fix)) from None


def _leads_out(name: str) -> bool:
    return (
        ".." in PurePosixPath(name).parts
        or ".." in PureWindowsPath(name).parts
        or PurePosixPath(name).is_absolute()
        or bool(PureWindowsPath(name).anchor)
    )
