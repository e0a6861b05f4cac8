"""What the page keeps of the card, so that its figures go out in the other forms too."""

from collections.abc import Callable, Mapping
from typing import Any

from batt.reports.comparisons import ComparisonPage
from batt.reports.kept_table import KeptTable, keep_table
from batt.reports.scorecard.lines import lines, top_k
from batt.reports.tables import Column

Say = Callable[[Mapping[str, Any]], str]


def kept_card(page: ComparisonPage, *, caption: str, told: Mapping[str, tuple[str, Say]]) -> KeptTable:
    """Keep the lines of the card. One row per figure, with the numbers that the card sets together apart.

    Parameters
    ----------
    told
        What is said of each line in words, by a name of its own: the heading, and what says it.
    """
    words, rows, k = page.words, lines(page), top_k()
    peers = f"peer_{page.readings.national_mean}"
    columns: dict[Column, str] = {
        "list": words("indicator"),
        "value": words("col_own"),
        ("ci_low", "ci_high"): words("interval_95"),
        "n": words("n"),
        "value_last": words("col_last"),
        "country": words("col_country"),
        peers: words("col_peers"),
        "peer_n": words("n"),
    }
    # Where fewer than five are shown the card has the mean of three.
    columns |= {f"top{most}_mean": words("col_top", k=most) for most in (k, 3)}
    figures = [column for column in columns if column not in ("list", "n", "peer_n")]
    for name, (heading, say) in told.items():
        rows = rows.with_text(name, say)
        columns[name] = heading
    return keep_table(
        rows,
        id="card-table",
        columns=columns,
        formats=dict.fromkeys(figures, "unit_table") | {"n": "integer", "peer_n": "integer"},
        caption=caption,
    )
