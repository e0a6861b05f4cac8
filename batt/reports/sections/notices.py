"""What every reader must know first: deliveries and providers that could not be used."""

from pathlib import PurePosixPath

from batt.reports.page import Page
from batt.reports.sections.saved import account


def notices(page: Page) -> list[str]:
    """Return a sentence when any delivery counts as not received, and one when a provider was set aside."""
    return [*_broken_deliveries(page), *_providers_set_aside(page)]


def _broken_deliveries(page: Page) -> list[str]:
    files = account(page, "files")
    broken = sorted({file_name(path) for path in files.loc[files["status"] == "broken", "source_file"]})
    if not broken:
        return []
    return [page.words("notice_broken", n=page.numbers.integer(len(broken)), files=", ".join(broken))]


def _providers_set_aside(page: Page) -> list[str]:
    """A provider whose own row is set aside takes all its rows with it, which nobody would guess."""
    rows = account(page, "ledger").query("table == 'providers' and outcome == 'set_aside'")
    left_out = set(rows["provider_id"].dropna()) - {""} - set(account(page, "providers")["provider_id"])
    if not left_out:
        return []
    listed = ", ".join(sorted(left_out))
    return [page.words("notice_set_aside", n=page.numbers.integer(len(left_out)), providers=listed)]


def file_name(path: str) -> str:
    """Return a received file's name as the sender knows it, with the provider's folder if it has one."""
    return "/".join(PurePosixPath(path).parts[3:])
