"""A page as PDF: as it prints, with tags for screen readers, bookmarks and page numbers."""

from pathlib import Path

from batt.atomic import atomic_file
from batt.reports.forms.chromium import run_chromium


def write_pdf(page: Path, file: Path) -> Path:
    """Print a page to ``file``.

    Margins, page numbers and the line at the foot come from the page's own rules for paper; the browser adds
    no header or footer. Two runs differ in the dates inside the file, and, on a busy machine, in the numbers
    by which the browser names the file's tags.

    Raises
    ------
    UsageError
        If there is no browser on this machine.
    BattError
        If the browser fails.
    """
    with atomic_file(file.resolve()) as new:
        run_chromium(
            [
                "--no-pdf-header-footer",
                "--export-tagged-pdf",
                "--generate-pdf-document-outline",
                f"--print-to-pdf={new}",
            ],
            page.resolve(),
            new,
        )
    return file
