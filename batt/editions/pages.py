"""Which files of a year's reports belong to an edition: pages that are up to date, and the forms of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from batt.errors import Problem, UsageError
from batt.file_hashes import FileHashes
from batt.paths import Root
from batt.provenance.record.manifest import CRATE, HOW, MANIFEST
from batt.provenance.record.run_record import RECORD
from batt.provenance.record.sums import SUMS, files_under
from batt.steps import Step

PAGE = ".html"
_INDEX = "index."
_OF_A_RUN = (_INDEX, f"{HOW}.", RECORD)
_OF_THE_FOLDER = {MANIFEST, SUMS, CRATE}
_MOST_NAMED = 10


@dataclass(frozen=True)
class Chosen:
    """The files of an edition by their paths below the year's reports.

    Attributes
    ----------
    pages
        Pages, and the forms (print, tables, pictures) beside them.
    index
        The front page in each language, the record of the run and the page made from it.
    left_out
        Pages that no step of this run makes, with their forms: nobody knows whether they are up to date.
    """

    pages: list[str]
    index: list[str]
    left_out: list[str]


def choose_pages(root: Root, year: int, steps: Sequence[Step]) -> Chosen:
    """Return what an edition is made of.

    Parameters
    ----------
    steps
        All that the main job would do for the year.

    Raises
    ------
    UsageError
        If a step is out of date, there is no page or no index, or a form is older than its page. All are
        listed.
    """
    folder = root.reports(year)
    written = {root.relative(file) for step in steps for file in step.writes if file.suffix == PAGE}
    own = {name.removeprefix(f"{root.relative(folder)}/") for name in written}
    there = reported_files(root, year)
    index = [name for name in there if is_index(name)]
    left = [name for name in there if name.endswith(PAGE) and name not in {*own, *index}]
    forms = [name for name in there if not name.endswith(PAGE) and not is_index(name)]
    left += [name for name in forms if _page_of(name, left)]
    problems = _out_of_date(year, steps)
    problems += [_old_form(root, folder, form, page) for form, page in _older_than_page(folder, forms, own)]
    if not problems and not (own and any(name.startswith(_INDEX) for name in index)):
        problems = [_nothing(year)]
    if problems:
        raise UsageError(problems)
    pages = sorted({*own, *forms} - set(left))
    return Chosen(pages, index, sorted(left))


def reported_files(root: Root, year: int) -> list[str]:
    """Return the files below the year's reports, without those of editions and what sums up the folder."""
    folder, frozen = root.reports(year), root.editions(year)
    files = files_under(folder) if folder.is_dir() else []
    names = [file.relative_to(folder).as_posix() for file in files if not file.is_relative_to(frozen)]
    return [name for name in names if name not in _OF_THE_FOLDER]


def is_index(name: str) -> bool:
    """Tell whether a file is a front page or tells of the run, and so differs though no page does."""
    return name.startswith(_OF_A_RUN)


def _page_of(form: str, pages: Sequence[str]) -> str:
    """Return the page that a form lies beside: their names begin alike."""
    own = [page for page in pages if form.startswith(tuple(page.removesuffix(PAGE) + end for end in "./-_"))]
    return max(own, key=len, default="")


def _older_than_page(folder: Path, forms: Sequence[str], own: set[str]) -> list[tuple[str, str]]:
    pairs = [(form, _page_of(form, sorted(own))) for form in forms]
    return [
        (form, page)
        for form, page in pairs
        if page
        and (folder / page).is_file()
        and (folder / form).stat().st_mtime < (folder / page).stat().st_mtime
    ]


def _out_of_date(year: int, steps: Sequence[Step]) -> list[Problem]:
    seen = FileHashes()
    names = [step.name for step in steps if not step.is_done(seen)]
    if not names:
        return []
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    what = f"{len(names)} of {len(steps)} steps are out of date or have not been done"
    told = f"They are {', '.join(names[:_MOST_NAMED])}{more}."
    return [Problem(f"year {year}", what, told, f"Run batt run --year {year} first, with the same options.")]


def _old_form(root: Root, folder: Path, form: str, page: str) -> Problem:
    what = f"is older than its page {page}"
    return Problem(root.relative(folder / form), what, fix="Make it again, or remove it.")


def _nothing(year: int) -> Problem:
    return Problem(f"year {year}", "has no reports to freeze", fix=f"Run batt run --year {year} first.")
