"""Find the files received for a year: whose they are and which table they hold, from their names alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from batt.errors import ContentError, Problem, UsageError
from batt.paths import Root
from batt.raw.deliveries import settle
from batt.raw.faults import FileError, cannot_be_opened, combined
from batt.raw.hashing import hash_file
from batt.raw.manifest import Manifest, read_manifest
from batt.raw.model import RawFile
from batt.raw.names import is_ignored, match_table, nearest, normalised, split_provider

TEXT_ENDINGS = (".csv", ".txt", ".tsv")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_NAV_FOLDER = "nav"


@dataclass(frozen=True)
class Found:
    """What lies in a year's folder.

    Attributes
    ----------
    files
        In the order of their names.
    faults
        For each fault the delivery it belongs to (provider or file) and what is wrong.
    """

    files: list[RawFile]
    faults: list[tuple[str, FileError]]


def discover(root: Root, year: int, table_names: Collection[str]) -> list[RawFile]:
    """Find and hash the files of a year.

    ``<year>/<table>.csv`` and ``<year>/<anything>.xlsx`` are national; ``<year>/<provider>/…``,
    ``<year>/<provider>.xlsx`` and ``<year>/<provider>_<table>.csv`` are a provider's; ``<year>/nav/…`` is
    NAV's own delivery. What follows a provider id after a space or sign does not matter (``A017 ny.xlsx``).

    Parameters
    ----------
    root
        The root.
    year
        The reporting year.
    table_names
        The tables that the registry knows.

    Returns
    -------
    list of RawFile
        In the order of their names, superseded ones flagged.

    Raises
    ------
    UsageError
        If the year has no folder.
    UnreadableFile
        If the manifest or a file cannot be opened.
    ContentError
        If a file is named after no table, if nothing orders two deliveries, or if the manifest is wrong.
    """
    found = look_up(root, year, table_names)
    if found.faults:
        raise combined([error for _, error in found.faults])
    return found.files


def look_up(root: Root, year: int, table_names: Collection[str]) -> Found:
    """Find the files of a year and what is wrong with their names, without raising for the latter.

    Raises
    ------
    UsageError
        If the year has no folder.
    UnreadableFile, ContentError
        If the manifest itself is wrong.
    """
    folder = root.raw(year)
    if not folder.is_dir():
        years = ", ".join(map(str, root.raw_years())) or "none"
        raise UsageError(
            Problem(
                root.relative(folder),
                "there is no such folder",
                f"Years received: {years}.",
                "Choose one of them, or put the files there.",
            )
        )
    manifest = read_manifest(root, year)
    files: list[RawFile] = []
    faults: list[tuple[str, FileError]] = []
    problems = list(manifest.missing)
    for path in _paths(folder):
        place = _Place.of(path.relative_to(folder).parts, year, table_names)
        delivery = place.provider_id or root.relative(path)
        if place.fault:
            problems.append((delivery, _problem(root, path, place, table_names)))
            continue
        try:
            files.append(_raw_file(root, path, place, manifest))
        except OSError as error:
            faults.append((delivery, cannot_be_opened(root.relative(path), error)))
    settled = settle(files)
    problems += settled.faults
    return Found(
        settled.files, faults + [(delivery, ContentError(problem)) for delivery, problem in problems]
    )


def _paths(folder: Path) -> Iterator[Path]:
    """Yield every file that can be a delivery, in the order of names."""
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if is_ignored(path.name):
            continue
        if path.is_dir():
            yield from _paths(path)
        else:
            yield path


@dataclass(frozen=True)
class _Place:
    """What a path below the year's folder says: owner and table, or why it says nothing."""

    provider_id: str | None = None
    table: str | None = None
    fault: str = ""

    @classmethod
    def of(cls, parts: tuple[str, ...], year: int, table_names: Collection[str]) -> "_Place":
        stem, ending = Path(parts[-1]).stem, Path(parts[-1]).suffix.lower()
        named, rest = split_provider(stem)
        owner = named
        if len(parts) > 1:
            owner = split_provider(parts[0])[0]
            if normalised(parts[0]) == _NAV_FOLDER:
                named = owner = None
                rest = stem
            elif owner is None:
                return cls(fault=f"the folder '{parts[0]}' is neither a provider's nor nav")
        if named and named != owner:
            return cls(owner, fault=f"the file is named after {named} and lies in the folder of {owner}")
        table = match_table(rest, table_names, year)
        if ending in TEXT_ENDINGS and table is None:
            return cls(owner, fault=f"no table is called '{rest or stem}'")
        if ending not in TEXT_ENDINGS + WORKBOOK_ENDINGS:
            return cls(owner, fault=f"a file of the kind '{ending or 'no ending'}' is not read")
        return cls(owner, table)


def _problem(root: Root, path: Path, place: _Place, table_names: Collection[str]) -> Problem:
    """Say what is wrong with a name and what was expected."""
    hint = nearest(split_provider(path.stem)[1], table_names)
    return Problem(
        root.relative(path),
        place.fault,
        f"Known tables: {', '.join(table_names)}; read are .csv, .txt, .tsv and .xlsx.",
        f"{hint} Rename the file, or move it out of the folder.".strip(),
    )


def _raw_file(root: Root, path: Path, place: _Place, manifest: Manifest) -> RawFile:
    """Hash and date one file."""
    relative = "/".join(path.relative_to(root.raw_folder).parts[1:])
    return RawFile(
        path=path,
        name=root.relative(path),
        provider_id=place.provider_id,
        table=place.table,
        received=manifest.date_of(relative),
        sha256=hash_file(path),
        size=path.stat().st_size,
    )
