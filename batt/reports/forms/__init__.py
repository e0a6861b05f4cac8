"""A report in other forms than a page: PDF, Excel workbook, CSV and pictures.

The numbers come from what the executed notebook has kept of its published tables, rounded as the page shows
them and with what it hides hidden; the figures from the page itself. The files lie beside the page and begin
with its name, so that a provider's files stay with the provider's page:

- ``annual_report.nb.pdf``, as the page prints: tagged, with bookmarks and page numbers;
- ``annual_report.nb.xlsx``, every table, all numbers below each other, and the definitions;
- ``annual_report.nb.tables/``, every table as CSV, with ``contents.csv``;
- ``annual_report.nb.pictures/``, every figure as SVG and PNG, with ``pictures.csv``.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from batt.errors import Problem, UsageError

FORMS = ("pdf", "xlsx", "csv", "pictures")


def write_forms(
    page: Path, executed: Path, forms: Iterable[str] = FORMS, folder: Path | None = None
) -> list[Path]:
    """Write a report in other forms.

    Parameters
    ----------
    page
        The page as it was exported.
    executed
        The notebook that it was exported from, as it was run.
    forms
        Which of ``pdf``, ``xlsx``, ``csv`` and ``pictures``.
    folder
        Where the files go; beside the page unless told.

    Returns
    -------
    list of Path
        The files, form by form.

    Raises
    ------
    UsageError
        If a form is unknown, the page has not been made, or PDF or PNG is asked for where no browser is.
    """
    # Slow to import, and not needed by those who only read what a notebook has kept.
    from batt.reports.forms.kept import read_kept
    from batt.reports.forms.pdf import write_pdf
    from batt.reports.forms.pictures import write_pictures
    from batt.reports.forms.tables_csv import write_csv
    from batt.reports.forms.workbook import write_workbook

    wanted = list(dict.fromkeys(forms))
    problems = [
        Problem("--to", f"unknown form {form!r}", f"Known forms: {', '.join(FORMS)}.")
        for form in wanted
        if form not in FORMS
    ]
    problems += [
        Problem(file.name, "is not there", fix="Make the report first.")
        for file in (page, executed)
        if not file.exists()
    ]
    if problems:
        raise UsageError(problems)
    start = (folder or page.parent) / page.stem
    kept = read_kept(executed) if {"xlsx", "csv"} & set(wanted) else None
    files: list[Path] = []
    for form in wanted:
        if form == "pdf":
            files.append(write_pdf(page, _named(start, ".pdf")))
        elif form == "pictures":
            files += write_pictures(page, _emptied(_named(start, ".pictures")))
        elif kept is not None:
            files += (
                [write_workbook(kept, _named(start, ".xlsx"))]
                if form == "xlsx"
                else write_csv(kept, _emptied(_named(start, ".tables")))
            )
    return files


def _named(start: Path, ending: str) -> Path:
    """Add an ending to a name that has a dot before its language."""
    return start.with_name(start.name + ending)


def _emptied(folder: Path) -> Path:
    """Take away what an earlier run has left, which may show what is hidden by now."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder
