"""Programmes in which many active solutions were reported without NAV's approval."""

from batt.disclosure import MIN_PERSONS
from batt.reports.comparisons.own import own_reported
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.sections.saved import own_breakdown

ACTIVE = "i09"


def lacks_approval(page: DialoguePage) -> list[str]:
    """Return the programmes where at least five such exits are saved and the indicator is shown to everybody.

    How many they are is not told: the number is small beside the others of the country.
    """
    mine = own_breakdown(page, "provider_end_causes")
    if mine.empty:
        return []
    counts = mine.groupby("programme", sort=False)["not_approved_n"].sum()
    own = own_reported(page, page.year).where(indicator=ACTIVE)
    seen = [p for p, cell in zip(own.data["programme"], own.cells("value"), strict=True) if cell.is_shown]
    return [programme for programme in seen if counts.get(programme, 0) >= MIN_PERSONS]
