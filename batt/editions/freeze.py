"""Freeze an edition: copy what is up to date, say what it is made of, and never touch it again."""

import datetime
import json
import platform
import shutil
from collections.abc import Sequence
from pathlib import Path

import batt
from batt.atomic import write_text
from batt.disclosure import load_protected, publish_for, publish_with_names
from batt.editions.cells import cells_as_text, write_cells
from batt.editions.edition import ABOUT, PUBLISHED, Edition, editions, one_edition
from batt.editions.pages import Chosen, choose_pages
from batt.errors import UsageError
from batt.file_hashes import FileHashes
from batt.lock import locked
from batt.paths import Root, project_folder
from batt.protection import release
from batt.provenance.record.report_folder import seal
from batt.provenance.record.sums import files_under, write_sums
from batt.raw.hashing import hash_file
from batt.registry import LANGUAGES, Options
from batt.steps import Step

_READ_ONLY = 0o444


def freeze(
    root: Root,
    year: int,
    steps: Sequence[Step],
    *,
    by: str,
    now: datetime.datetime,
    note: str = "",
    options: Options | None = None,
) -> Edition:
    """Freeze the year's reports as they are, as the next edition, and release them.

    Parameters
    ----------
    steps
        All that the main job would do for the year with these options.
    by
        Who signs it off.
    now
        When; kept in UTC.
    note
        What that person wants to be known.
    options
        The readings with which the reports were made.

    Returns
    -------
    Edition
        As it now lies under ``reports/<year>/editions/<number>/``.

    Raises
    ------
    UsageError
        If nobody signs, a step is out of date, or pages are missing.
    Locked
        If another run holds the root.
    """
    if not by.strip():
        raise UsageError("An edition is signed off by somebody: give --by NAME.")
    options, moment = options or Options(), now.astimezone(datetime.UTC)
    with locked(root):
        chosen = choose_pages(root, year, steps)
        number = max((edition.number for edition in editions(root, year)), default=0) + 1
        new = root.editions(year) / ".new"
        shutil.rmtree(new, ignore_errors=True)
        try:
            _copy(root.reports(year), new, chosen)
            _write_cells(root, year, number, new)
            about = {
                "year": year,
                "number": number,
                "by": by.strip(),
                "note": note.strip(),
                "frozen": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "simulated": root.is_simulated,
                "options": options.as_dict(),
                "workbook": _workbook(),
                "pages": {name: hash_file(new / name) for name in chosen.pages},
                "left_out": chosen.left_out,
                "indicators": _hashes(root, [root.indicators(one) for one in root.computed_years(year)]),
                "published_with_names": hash_file(root.edition_cells(year, number)),
                "inputs": _hashes(root, _inputs(root, year)),
            }
            text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
            write_text(new / ABOUT, text)
            seal(new)
            write_sums(new)
            for file in files_under(new):
                file.chmod(_READ_ONLY)
            # What goes out counts as shown from now on, even if the last line should fail.
            release(root, year, options.forening, moment.date(), edition=number)
            new.rename(root.editions(year) / str(number))
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return one_edition(root, year, number)


def _copy(reports: Path, new: Path, chosen: Chosen) -> None:
    for name in chosen.pages:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(reports / name, new / name)
    for name in chosen.index:
        # From within an edition, earlier ones lie beside it.
        text = (reports / name).read_text(encoding="utf-8").replace('href="editions/', 'href="../')
        write_text(new / name, text)


def _write_cells(root: Root, year: int, number: int, new: Path) -> None:
    table = load_protected(root, year)
    write_cells(cells_as_text(publish_for(table, "public")), new / PUBLISHED)
    write_cells(cells_as_text(publish_with_names(table, "public")), root.edition_cells(year, number))


def _inputs(root: Root, year: int) -> list[Path]:
    """Return everything received or written by hand that the reports were made from."""
    years = [one for one in root.raw_years() if one <= year]
    single = [root.manifest, root.corrections, root.own_questions, root.simulated_marker]
    single += [root.editorial(year, lang) for lang in LANGUAGES]
    folders = [*(root.raw(one) for one in years), root.released]
    under = [file for folder in folders if folder.is_dir() for file in files_under(folder)]
    return [*under, *(file for file in single if file.is_file())]


def _hashes(root: Root, files: Sequence[Path]) -> dict[str, str]:
    return {root.relative(file): hash_file(file) for file in files}


def _workbook() -> dict[str, str]:
    """Return which workbook made the reports."""
    project, files = project_folder(), FileHashes()
    return {
        "version": batt.__version__,
        "source": files.of(Path(batt.__file__).parent, code=True),
        "notebooks": files.of(project / "notebooks"),
        "requirements.lock": files.of(project / "requirements.lock"),
        "python": platform.python_version(),
    }
