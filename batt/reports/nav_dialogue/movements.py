"""What has moved since last year, as the saved test says."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable
from batt.reports.comparisons.lists import LIST
from batt.reports.comparisons.own_change import movement_said
from batt.reports.nav_dialogue.page import DialoguePage

CHANGES = "changes"


def own_changes(page: DialoguePage) -> PublishedTable | None:
    """Return the provider's tested and untested changes. One row per list; None without a year before."""
    return page.own(CHANGES) if page.comparisons.has(CHANGES) else None


def with_movement(page: DialoguePage, rows: PublishedTable) -> PublishedTable:
    """Add ``moved``: what the test of each figure's change says."""
    changes = own_changes(page)
    if changes is None:
        return rows.with_text("moved", lambda row: page.words("not_tested"))
    tested = changes.pick(*LIST, "movement", "course", "reason")
    return rows.beside(tested, on=LIST, suffix="").with_text("moved", lambda row: _said(page, row))


def _said(page: DialoguePage, row: Mapping[str, Any]) -> str:
    if pd.isna(row["movement"]) or not row["movement"]:
        return page.words("not_tested")
    return movement_said(page, row)
