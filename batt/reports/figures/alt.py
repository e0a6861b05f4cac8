"""Alternative texts made from what a figure shows."""

from collections.abc import Sequence

from batt.disclosure import PublishedTable
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def extremes(
    table: PublishedTable,
    *,
    label: str,
    value: str,
    format: str,
    words: Words,
    unit: str | None = None,
    names: Sequence[str] | None = None,
) -> str:
    """Return a sentence that names the highest and the lowest shown value, by its label or by ``names``."""
    names = list(table.data[label]) if names is None else names
    shown = [
        (cell.value, str(name)) for cell, name in zip(table.cells(value), names, strict=True) if cell.is_shown
    ]
    if not shown:
        return words("alt_nothing_shown")
    numbers = Numbers(words.lang)
    (low, lowest), (high, highest) = min(shown), max(shown)
    if lowest == highest:
        return words("alt_only_one", label=highest, value=format_value(numbers, high, format, unit))
    return words(
        "alt_extremes",
        highest=highest,
        highest_value=format_value(numbers, high, format, unit),
        lowest=lowest,
        lowest_value=format_value(numbers, low, format, unit),
    )


def with_pointer(sentence: str, words: Words) -> str:
    """End an alternative text by saying where the numbers are."""
    return f"{sentence.strip()} {words('alt_table_follows')}"


def listed(names: Sequence[str]) -> str:
    """Return names with commas between them."""
    return ", ".join(names)
