"""Where a figure stands among the others, in one word with a mark: from saved tests, never by eye."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from batt.disclosure import PublishedTable

Standing = Literal["better", "worse", "within", "above", "below", "untested"]
MARKS: Mapping[str, str] = {
    "better": "▲",
    "worse": "▼",
    "within": "●",
    "above": "▶",
    "below": "◀",
    "untested": "○",
}
"""One sign for each standing, so that nothing hangs on colour."""
_NEITHER: Mapping[str, Standing] = {"above": "above", "below": "below"}
_SIDES: Mapping[str, Mapping[str, Standing]] = {
    "higher": {"above": "better", "below": "worse"},
    "lower": {"above": "worse", "below": "better"},
}


def standing(row: Mapping[str, Any]) -> Standing:
    """Return where a figure stands by the test that holds it against what was to be expected.

    Parameters
    ----------
    row
        ``direction``, ``adjusted_flag`` of the case-mix-adjusted test where there is one, else ``flag`` of
        the funnel; missing where the figure was not compared.
    """
    flag: Any = row["adjusted_flag"] if _is_told(row["adjusted_flag"]) else row["flag"]
    if not _is_told(flag):
        return "untested"
    if flag == "inside":
        return "within"
    return _SIDES.get(str(row["direction"]), _NEITHER)[str(flag).partition("_")[0]]


def stands(rows: PublishedTable) -> Counter[str]:
    """Count the figures by where they stand; ``tested`` are those with a test that has a better end."""
    counts = Counter(rows.column("stands"))
    counts["tested"] = sum(counts[name] for name in ("better", "worse", "within", "above", "below"))
    return counts


def why_untested(row: Mapping[str, Any]) -> str:
    """Return the code of the reason why a figure was not tested."""
    if row["status"] == "missing":
        return "missing"
    if pd.isna(row["value"]):
        return "too_few" if row["status"] == "too_few" else "hidden_figure"
    if pd.isna(row["flag"]):
        return "not_placed"
    return str(row["reason"]) or "too_few"


def _is_told(flag: Any) -> bool:
    return isinstance(flag, str) and flag != ""
