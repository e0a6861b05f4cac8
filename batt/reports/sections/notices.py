"""What every reader must know first: deliveries that could not be used."""

from pathlib import PurePosixPath

from batt.reports.page import Page
from batt.reports.sections.saved import account


def notices(page: Page) -> list[str]:
    """Return a sentence when any delivery of the year counts as not received; else nothing."""
    files = account(page, "files")
    broken = sorted({file_name(path) for path in files.loc[files["status"] == "broken", "source_file"]})
    if not broken:
        return []
    return [page.words("notice_broken", n=page.numbers.integer(len(broken)), files=", ".join(broken))]


def file_name(path: str) -> str:
    """Return a received file's name as the sender knows it, with the provider's folder if it has one."""
    return "/".join(PurePosixPath(path).parts[3:])
