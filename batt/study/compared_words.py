"""Phrases about the groups of a comparison and what they are made alike in."""

from batt.reports.findings import listed, lower_first
from batt.reports.page import Page
from batt.study.compared import Comparison
from batt.study.model import Study


def against(page: Page, comparison: Comparison) -> str:
    """Return "the first against the second"."""
    first, second = (label[page.lang] for label in comparison.groups.values())
    return page.words("study_against", first=first, second=second)


def alike(page: Page, study: Study, comparison: Comparison) -> str:
    """Return ", alike in age and …", or nothing where nothing is adjusted for."""
    if not comparison.adjusted_for:
        return ""
    fields = [_adjusted(page, study, comparison, name) for name in comparison.adjusted_for]
    return page.words("study_alike", fields=listed(fields, page.words))


def field_name(page: Page, study: Study, name: str) -> str:
    """Return what a number of the background is called, with its unit."""
    label = study.background[name].label
    return label[page.lang] if label else page.words(f"study_measured_{name}")


def group_names(page: Page, comparison: Comparison) -> dict[str, str]:
    """Return the groups' codes and names, in order."""
    return {code: label[page.lang] for code, label in comparison.groups.items()}


def quoted(page: Page, name: str) -> str:
    """Return a name in the language's quotation marks."""
    return page.words("study_quoted", name=name)


def _adjusted(page: Page, study: Study, comparison: Comparison, name: str) -> str:
    label = study.background[name].label
    phrase = lower_first(label[page.lang] if label else page.words(f"study_field_{name}"))
    return page.words("study_also_squared", field=phrase) if name in comparison.squared else phrase
