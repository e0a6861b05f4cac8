"""Check a bag: every file against the bag's own sums, and the report in it against its own."""

import logging
import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import bagit

from batt.errors import Problem
from batt.provenance.record.check import check_folder
from batt.provenance.record.manifest import EDITIONS
from batt.provenance.record.sums import files_under, what_is_wrong

REPORTS = "reports"
"""Folder of a bag's payload in which the reports lie, by year."""
_PAYLOAD = "data"
_EXPECTED = "Expected the bag as it was written."

# Every fault that the library finds is told by us, in a sentence of its own.
logging.getLogger(bagit.MODULE_NAME).addHandler(logging.NullHandler())


def check_bag(folder: Path) -> list[Problem]:
    """Return what of a bag is not as it was written; empty if it is whole.

    No name in a bag is followed out of it: a bag with a link, or with a name that leads elsewhere, is not
    looked into further.

    Raises
    ------
    UnreadableFile, ContentError
        If the record in it is broken, or of a later version of the workbook.
    """
    problems = _links(folder)
    if problems:
        return problems
    try:
        bag = bagit.Bag(str(folder))
        problems = _unsafe(bag) or _changed(bag, folder)
        if not problems:
            bag.validate()
    except (bagit.BagError, OSError, ValueError) as error:
        said = str(error).replace(f"{folder}{os.sep}", "").replace(str(folder), folder.name)
        return [Problem(folder.name, f"is no bag that can be checked ({said})", _EXPECTED)]
    return problems or _reports(folder / _PAYLOAD / REPORTS)


def _links(folder: Path) -> list[Problem]:
    found = []
    for place, folders, files in os.walk(folder):
        there = [Path(place, name) for name in (*folders, *files)]
        found += [path.relative_to(folder).as_posix() for path in there if path.is_symlink()]
    return [
        Problem(name, "is a link", "A bag holds its files itself.", "Ask for the bag as it was written.")
        for name in sorted(found)
    ]


def _unsafe(bag: bagit.Bag) -> list[Problem]:
    """Return names in the bag's lists that are no place in it; the library lets some through."""
    names = {*bag.entries, *bag.files_to_be_fetched()}
    return [
        Problem(repr(name), "is listed, and leads out of the bag", "Do not unpack or copy this bag.")
        for name in sorted(names)
        if ".." in PureWindowsPath(name).parts
        or PurePosixPath(name).is_absolute()
        or PureWindowsPath(name).anchor
    ]


def _changed(bag: bagit.Bag, folder: Path) -> list[Problem]:
    """Compare every file with its SHA-256."""
    expected = {Path(name).as_posix(): sums.get("sha256", "") for name, sums in bag.entries.items()}
    there = {file.relative_to(folder).as_posix(): file for file in files_under(folder)}
    # What lists the other tag files is itself listed nowhere.
    own = {name for name in there if name.startswith("tagmanifest-")}
    return [
        Problem(name, what, _EXPECTED)
        for name in sorted({*expected, *there} - own)
        if (what := what_is_wrong(there.get(name), expected.get(name)))
    ]


def _reports(folder: Path) -> list[Problem]:
    years = sorted(path for path in folder.glob("*") if path.is_dir()) if folder.is_dir() else []
    if not years:
        return [Problem(f"{_PAYLOAD}/{REPORTS}", "holds no report", _EXPECTED)]
    return [
        Problem(f"{_PAYLOAD}/{REPORTS}/{one.where}", one.what, one.expected, one.fix)
        for year in years
        for one in check_report(year)
    ]


def check_report(folder: Path) -> list[Problem]:
    """Return what in a year's reports, and in each edition of them, is not as its own sums say.

    Raises
    ------
    UnreadableFile, ContentError
        If a record is broken, or of a later version of the workbook.
    """
    places = [folder, *sorted((folder / EDITIONS).glob("[0-9]*"))]
    return [
        Problem((place / one.where).relative_to(folder.parent).as_posix(), one.what, one.expected, one.fix)
        for place in places
        for one in check_folder(place)
    ]
