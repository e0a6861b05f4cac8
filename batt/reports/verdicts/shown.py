"""The findings as a page may show them: through the door, in the order of the registry."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from batt.disclosure import HIDDEN, PublishedTable, publish_means, publish_shares
from batt.registry import load
from batt.relationships.register import FINDING_COLUMNS

KEYS = ["hypothesis", "part", "group"]
NUMBERS = ["value", "low", "high", "p", "p_holm", "p_bh", "detectable"]


def published_findings(findings: pd.DataFrame) -> PublishedTable:
    """Let the findings through the door.

    Parameters
    ----------
    findings
        One row per hypothesis, part and programme (`batt.relationships.register.FINDING_COLUMNS`).

    Returns
    -------
    PublishedTable
        The same rows in the order of the registry, own questions last, with ``is_hidden`` ("yes" or empty).
        A finding with fewer than five behind it shows no number, and neither does a share of persons of
        which 1 or 2 are in it, or all but 1 or 2.
    """
    rows = findings.reindex(columns=list(FINDING_COLUMNS)).reset_index(drop=True)
    rows = rows.iloc[sorted(range(len(rows)), key=lambda place: _order(rows.iloc[place]))]
    table = publish_means(rows, n="n", columns=NUMBERS)
    table = table.hidden_with(_shares(rows), "share", on=KEYS, numbers=NUMBERS)
    states = iter(cell.state == HIDDEN for cell in table.cells("value"))
    return table.with_text("is_hidden", lambda _: "yes" if next(states) else "")


def records(table: PublishedTable) -> list[dict[str, Any]]:
    """Return the published cells, one record per row."""
    return [{str(name): cell for name, cell in row.items()} for row in table.data.to_dict("records")]


def primary(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the parts that p-values are adjusted over."""
    return [row for row in rows if row["is_primary"]]


def _shares(rows: pd.DataFrame) -> PublishedTable:
    """The findings that are shares, as counts of persons; the others are not there."""
    shares = rows[(rows["scale"] == "share") & rows["value"].notna()]
    counts = (shares["value"] * shares["n"]).round()
    return publish_shares(
        shares[[*KEYS, "n"]].assign(count=counts), numerator="count", denominator="n", share="share"
    )


def _order(row: pd.Series) -> tuple[int, int, int]:
    """Where a row stands: by hypothesis, part and programme as the registry lists them."""
    registry = load()
    known = {entry.id: place for place, entry in enumerate(registry.hypotheses)}
    place = known.get(row["hypothesis"], len(known))
    parts = [part.key for part in registry.hypotheses[place].parts] if place < len(known) else []
    part = parts.index(row["part"]) if row["part"] in parts else len(parts)
    codes = registry.programme_codes
    return place, part, codes.index(row["group"]) if row["group"] in codes else -1
