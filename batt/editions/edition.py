"""A frozen edition on disk: finding it, reading what it says of itself, and checking that it is whole."""

import json
from dataclasses import dataclass
from pathlib import Path

from batt.errors import NumbersDiffer, Problem, UsageError
from batt.paths import Root
from batt.provenance.record.sums import SUMS, files_under, read_sums, what_is_wrong

ABOUT = "edition.json"
PUBLISHED = "published.csv"


@dataclass(frozen=True)
class Edition:
    """One signed-off edition of a year's reports.

    Attributes
    ----------
    by, note
        Who signed it off, and what that person wanted to be known.
    frozen
        When, in UTC, as ``YYYY-MM-DDThh:mm:ssZ``.
    pages
        SHA-256 of each page and of the forms beside it, by its path below the year's reports.
    folder
        Where it is kept.
    cells
        SHA-256 of the file with the figures of every provider by name, which is kept apart.
    """

    year: int
    number: int
    by: str
    note: str
    frozen: str
    pages: dict[str, str]
    folder: Path
    cells: str


def editions(root: Root, year: int) -> list[Edition]:
    """Return the frozen editions of a year, oldest first; empty if there is none."""
    folder = root.editions(year)
    found = [path for path in folder.glob("*") if path.name.isdigit()] if folder.is_dir() else []
    return [_read(path) for path in sorted(found, key=lambda path: int(path.name))]


def one_edition(root: Root, year: int, number: int = 0) -> Edition:
    """Return an edition by its number, the newest for 0.

    Raises
    ------
    UsageError
        If there is none.
    """
    known = editions(root, year)
    for edition in reversed(known):
        if number in (0, edition.number):
            return edition
    which = f"edition {number} of {year}" if number else f"edition of {year}"
    numbers = ", ".join(str(edition.number) for edition in known) or "none"
    raise UsageError(
        Problem(which, "is not there", f"Frozen: {numbers}.", "Freeze one with batt edition --by NAME.")
    )


def verify(root: Root, edition: Edition) -> None:
    """Check every file of an edition against its sums.

    Raises
    ------
    NumbersDiffer
        If a file has changed, is gone or has been added; all are listed.
    """
    expected = read_sums(edition.folder / SUMS)
    there = {file.relative_to(edition.folder).as_posix(): file for file in files_under(edition.folder)}
    there.pop(SUMS, None)
    problems = [
        Problem(root.relative(edition.folder / name), what, "A frozen edition is never changed.")
        for name in sorted({*expected, *there})
        if (what := what_is_wrong(there.get(name), expected.get(name)))
    ]
    cells = root.edition_cells(edition.year, edition.number)
    what = what_is_wrong(cells if cells.is_file() else None, edition.cells)
    if what:
        problems.append(Problem(root.relative(cells), what, "It is kept with the edition."))
    if problems:
        raise NumbersDiffer(problems)


def _read(folder: Path) -> Edition:
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        said = {name: about[name] for name in ("year", "number", "by", "note", "frozen", "pages")}
        return Edition(**said, folder=folder, cells=about["published_with_names"])
    except (OSError, ValueError, KeyError) as error:
        raise NumbersDiffer(
            Problem(f"{folder.parent.name}/{folder.name}/{ABOUT}", f"cannot be read ({error})")
        ) from None
