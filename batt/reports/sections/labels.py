"""What programmes, indicators and codes are called on a page, in registry order."""

from collections.abc import Iterable
from typing import Literal

from batt.registry import load
from batt.reports.page import Page

ALL = "ALL"
JOB = "i08"


def programme_labels(page: Page, form: Literal["label", "short"] = "label") -> dict[str, str]:
    """Return every programme's code with its name."""
    return {programme.code: getattr(programme, form)[page.lang] for programme in load().programmes}


def programmes_of(
    page: Page, indicator: str = JOB, form: Literal["label", "short"] = "label"
) -> dict[str, str]:
    """Return the programmes that an indicator covers, by default those whose exits are described."""
    covered = load().applicable(indicator)
    return {code: label for code, label in programme_labels(page, form).items() if code in covered}


def with_all(page: Page, labels: dict[str, str]) -> dict[str, str]:
    """Put the line for all programmes together in front."""
    return {ALL: page.words("all_programmes")} | labels


def code_labels(page: Page, list_name: str, codes: Iterable[str] | None = None) -> dict[str, str]:
    """Return the codes of a code list, or some of them, with their labels."""
    wanted = None if codes is None else set(codes)
    return {
        code.code: code.label[page.lang]
        for code in load().codes[list_name]
        if wanted is None or code.code in wanted
    }


def year_range(first: int, last: int) -> str:
    """Return two years as a range, or the one year that they are."""
    return str(last) if first == last else f"{first}–{last}"
