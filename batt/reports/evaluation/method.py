"""How the claims were tested, and what each test could have found."""

from typing import Any

from batt.registry import load
from batt.reports.fragment import Fragment, joined
from batt.reports.tables import Column
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import label
from batt.reports.verdicts.sentence import detectable_said, has_power, smallest_said

CAVEATS = ("superpopulation", "selection", "proxies", "two_populations")


def method(page: FindingsPage) -> Fragment:
    """Say how verdicts are made and how many numbers were tested, with the power of each."""
    words, registry = page.words, load()
    caveats = [
        page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])
        for caveat in (registry.caveat(name) for name in CAVEATS)
    ]
    return (
        page.section("method", words("method_title"), new_page=True)
        + page.text("method_text")
        + joined(caveats)
        + _power(page)
    )


def _power(page: FindingsPage) -> Fragment:
    """One row per number that a registered claim rests on: what matters, and what the test finds."""
    words = page.words
    found = page.findings.where(family="registered").filtered(lambda row: bool(row["is_primary"]))
    rows = (
        found.with_text("label", lambda row: f"{row['hypothesis']}. {label(page, row)}")
        .with_text("smallest", lambda row: smallest_said(row, words))
        .with_text("found", lambda row: found_said(page, row))
        .with_text("reach", lambda row: reach_said(page, row))
    )
    columns: dict[Column, str] = {
        "label": words("finding"),
        "smallest": words("smallest_effect"),
        "found": words("detectable"),
        "reach": words("is_enough"),
    }
    return page.table(rows, id="power-table", columns=columns, caption=words("power_caption"))


def found_said(page: FindingsPage, row: Any) -> str:
    """Return the difference that a test finds four times in five; a mark where that is not known."""
    return detectable_said(row, page.words) if has_power(row) else page.words("absent_mark")


def reach_said(page: FindingsPage, row: Any) -> str:
    """Whether the smallest difference that matters would be found four times in five."""
    if not has_power(row):
        return page.words("absent_mark")
    return page.words("enough_yes" if row["detectable"] <= row["smallest_effect"] else "enough_no")
