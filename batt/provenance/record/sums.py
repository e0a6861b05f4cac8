"""Sums of the files of a folder, as plain ``sha256sum -c`` checks them."""

from pathlib import Path

from batt import file_hashes
from batt.atomic import write_text
from batt.raw.hashing import hash_file

SUMS = "SHA256SUMS"


def files_under(folder: Path) -> list[Path]:
    """Return all files of a folder and the folders in it, in the order of their paths."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def summed_files(folder: Path, leave_out: str = "") -> list[Path]:
    """Return the files of a folder that its sums are about: all but these themselves and ``leave_out``."""
    left = (folder / leave_out) if leave_out else None
    return [
        file
        for file in files_under(folder)
        if file != folder / SUMS and not (left and file.is_relative_to(left))
    ]


def read_sums(file: Path) -> dict[str, str]:
    """Return SHA-256 by name from a file as ``sha256sum`` writes it; empty if there is none."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def write_sums(folder: Path, leave_out: str = "") -> None:
    """Write the SHA-256 of every file of a folder, but those in ``leave_out``, for ``sha256sum -c``."""
    files = summed_files(folder, leave_out)
    # Known hashes will do for writing; what is checked below is read anew.
    lines = [f"{file_hashes.hash_file(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    write_text(folder / SUMS, "".join(lines))


def what_is_wrong(file: Path | None, digest: str | None) -> str:
    """Return what has happened to a file since its sum was written; empty if nothing has.

    Parameters
    ----------
    file
        None if it is not there.
    digest
        None if it has no sum.
    """
    if file is None:
        return "is gone"
    if digest is None:
        return "has been added"
    return "" if hash_file(file) == digest else "has been changed"
