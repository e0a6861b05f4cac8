"""Titles that say what a table shows, made from the shown numbers by rule.

A difference between programmes is said only where two intervals do not touch, and a change only where the
interval of the difference excludes zero (`batt.reports.change`). A change is never called better or worse.
"""

import math
from collections.abc import Iterable, Mapping

from batt.disclosure import PublishedTable
from batt.reports.change import Estimate, estimates
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def extremes_sentence(table: PublishedTable, name: str, labels: Mapping[str, str], words: Words) -> str:
    """Say in which programme a value is highest and in which it is lowest.

    Parameters
    ----------
    table
        One row per programme of one indicator: ``programme, unit, value, ci_low, ci_high``.
    name
        What is measured.
    labels
        Programme to name; other programmes are left out.
    """
    numbers = Numbers(words.lang)
    shown = [
        (estimate, labels[programme], unit)
        for estimate, programme, unit in zip(
            estimates(table), table.data["programme"], table.data["unit"], strict=True
        )
        if programme in labels and not math.isnan(estimate.value)
    ]
    if not shown:
        return words("finding_nothing", name=name)
    high, low = max(shown, key=lambda row: row[0].value), min(shown, key=lambda row: row[0].value)
    values = {
        key: format_value(numbers, row[0].value, "unit", row[2]) for key, row in {"x": high, "y": low}.items()
    }
    if len(shown) == 1:
        return words("finding_single", name=name, programme=high[1], x=values["x"])
    if not _is_apart(high[0], low[0]):
        return words("finding_alike", name=name, **values)
    return words("finding_extremes", name=name, high=high[1], low=low[1], **values)


def change_sentence(table: PublishedTable, labels: Mapping[str, str], since: int, words: Words) -> str:
    """Say which programmes have clearly changed since a year, and that others have not.

    Parameters
    ----------
    table
        As for `extremes_sentence`, with ``judgement``. Where nothing can be judged, nothing is said.
    """
    judged = {
        kind: [
            labels[programme]
            for programme, cell in zip(table.data["programme"], table.cells("judgement"), strict=True)
            if programme in labels and cell.value == kind
        ]
        for kind in ("up", "down", "none")
    }
    if not any(judged.values()):
        return ""
    moved = [
        words(f"finding_{kind}", programmes=listed(judged[kind], words), year=since)
        for kind in ("up", "down")
        if judged[kind]
    ]
    if not moved:
        return words("finding_no_change", year=since)
    if judged["none"]:
        moved.append(words("finding_otherwise_none"))
    return " ".join(moved)


def largest_parts(
    shares: PublishedTable, parts: Mapping[str, str], labels: Mapping[str, str], words: Words, *, part: str
) -> str:
    """Say which part is the largest in which programme.

    A programme whose hidden parts might be larger than any shown one is left out.

    Parameters
    ----------
    shares
        One row per ``programme`` and part with ``share``.
    parts, labels
        Code of a part, and of a programme, to its name.
    part
        Column of the parts.
    """
    where: dict[str, list[str]] = {}
    for programme, label in labels.items():
        rows = shares.where(programme=programme)
        shown = {
            code: float(cell.value)
            for code, cell in zip(rows.data[part], rows.cells("share"), strict=True)
            if cell.is_shown and code in parts
        }
        if not shown:
            continue
        code = max(shown, key=lambda one: shown[one])
        if shown[code] >= 1 - math.fsum(shown.values()) - 1e-9:
            where.setdefault(code, []).append(label)
    if [len(labels)] == [len(names) for names in where.values()]:
        return words("finding_largest_everywhere", part=lower_first(parts[next(iter(where))]))
    return " ".join(
        words("finding_largest", part=lower_first(parts[code]), programmes=listed(names, words))
        for code, names in sorted(where.items(), key=lambda item: -len(item[1]))
    )


def listed(names: Iterable[str], words: Words) -> str:
    """Return names as a reader would list them: with commas, and a word before the last."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {words('and')} {last}" if first else last


def lower_first(text: str) -> str:
    """Begin a label with a small letter, for use inside a sentence; abbreviations keep theirs."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _is_apart(high: Estimate, low: Estimate) -> bool:
    """Whether two values are told apart; without intervals the values themselves decide."""
    if math.isnan(high.low) or math.isnan(low.high):
        return high.value > low.value
    return high.low > low.high
