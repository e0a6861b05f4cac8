"""A root of its own in which a report is made again: copies of what it was made from, and nothing else."""

import shutil
from pathlib import Path

from batt.errors import Problem, UnreadableFile
from batt.paths import Root
from batt.provenance.record.check import released_since
from batt.provenance.record.run_record import RunRecord
from batt.registry import LANGUAGES


def lay_out(record: RunRecord, source: Root, folder: Path) -> tuple[Root, list[Problem]]:
    """Copy what a report was made from into an empty folder.

    Received files are copied and never linked, so that nothing can reach them. Years and releases that came
    after the report are left out.

    Returns
    -------
    tuple
        The new root, and what was left out.

    Raises
    ------
    UnreadableFile
        If no received file of a year that the report rests on is there.
    """
    root = Root(folder)
    years = sorted({file.year for file in record.received} | {record.year})
    gone = [year for year in years if year not in source.raw_years()]
    if gone:
        raise UnreadableFile(
            [
                Problem(
                    source.relative(source.raw(year)),
                    f"holds none of the files received for {year}",
                    f"The report of {record.year} was made from them too.",
                    "Name the folder that holds data/raw/ with --root.",
                )
                for year in gone
            ]
        )
    for year in years:
        shutil.copytree(source.raw(year), root.raw(year))
    single = [source.manifest, source.simulated_marker, source.corrections, source.own_questions]
    for file in [*single, *(source.editorial(record.year, lang) for lang in LANGUAGES)]:
        if file.is_file():
            target = root.path / source.relative(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    later = [year for year in source.raw_years() if year not in years and year < record.year]
    left = [
        Problem(source.relative(source.raw(year)), "is left out: the report was made without that year")
        for year in later
    ]
    return root, [*left, *_copy_releases(record, source, root)]


def _copy_releases(record: RunRecord, source: Root, root: Root) -> list[Problem]:
    """Copy what earlier reports had let out by then."""
    if not source.released.is_dir():
        return []
    later = released_since(record, source)
    root.released.mkdir(parents=True)
    for file in source.released.iterdir():
        if file.is_file() and file not in later:
            shutil.copy2(file, root.released)
    what = "is left out: it was released after the report was made"
    return [Problem(source.relative(file), what) for file in later]
