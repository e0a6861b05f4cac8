"""How many of those asked have answered, for the provider's own surveys."""

from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_shares
from batt.reports.comparisons.grounds import SURVEYS
from batt.reports.comparisons.lists import LIST
from batt.reports.comparisons.own import own_reported
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import account

_INVITED = {"i01": "invited_nav_n", "i03": "invited_staff_n"}


def own_response(page: DialoguePage) -> PublishedTable:
    """Return the provider's response rates. One row per survey and programme whose n is shown: ``rate``."""
    invited = _invited(page)
    own = own_reported(page, page.year).where(indicator=list(SURVEYS))
    rows: list[dict[str, Any]] = []
    for (indicator, programme), cell in zip(
        own.data[LIST].itertuples(index=False, name=None), own.cells("n"), strict=True
    ):
        asked = invited.get((indicator, programme))
        # More answers than invitations tell of a fault in the delivery, not of a rate.
        if cell.is_shown and asked and cell.value <= asked:
            rows.append(
                {
                    "indicator": indicator,
                    "programme": programme,
                    "answered_n": float(cell.value),
                    "invited_n": asked,
                }
            )
    columns = [*LIST, "answered_n", "invited_n"]
    frame = pd.DataFrame(rows, columns=columns).astype({"answered_n": "float64", "invited_n": "float64"})
    return publish_shares(frame, numerator="answered_n", denominator="invited_n", share="rate")


def _invited(page: DialoguePage) -> dict[tuple[str, str], float]:
    """Return how many were asked, by survey and programme; nothing where that was not delivered."""
    whole, parts = account(page, "provider_years"), account(page, "provider_programme_years")
    asked = {
        (indicator, ALL): number
        for indicator, column in _INVITED.items()
        for number in whole.loc[whole["provider_id"] == page.provider, column]
    }
    mine = parts.loc[parts["provider_id"] == page.provider]
    of_users = zip(mine["programme"], mine["invited_users_n"], strict=True)
    asked |= {("i02", str(programme)): number for programme, number in of_users}
    return {key: float(number) for key, number in asked.items() if pd.notna(number)}
