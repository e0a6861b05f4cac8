"""When the deliveries came: how many providers by days after the deadline."""

import pandas as pd

from batt.clean.deliveries import DEADLINE_DAY, DEADLINE_MONTH
from batt.disclosure import publish_facts
from batt.reports.data_quality import accounts
from batt.reports.data_quality.accounts import WHY
from batt.reports.fragment import Fragment
from batt.reports.page import Page

BANDS = {"week": 7, "fortnight": 14, "month": 30}
"""Last day of each band after the deadline; what is later is a band of its own."""


def lateness(page: Page) -> Fragment:
    """Show one row per band of days: how many providers' last delivery came in it."""
    words, senders = page.words, accounts.senders(page)
    counted = _bands(page, senders).value_counts()
    order = ["in_time", *BANDS, "later", "unknown", "nothing"]
    rows = pd.DataFrame({"band": order, "n": [int(counted.get(band, 0)) for band in order]})
    # A date that is unknown, and nothing delivered, are told of only where they occur.
    rows = rows[(rows["n"] > 0) | ~rows["band"].isin(["unknown", "nothing"])]
    names = {band: words(f"quality_band_{band}") for band in order}
    return (
        page.section("lateness", words("quality_lateness"))
        + page.text("quality_lateness_text", year=page.year + 1)
        + page.table(
            publish_facts(rows, why=WHY).labelled("band", names),
            id="lateness-table",
            columns={"band": words("quality_band"), "n": words("quality_band_providers")},
            formats={"n": "integer"},
            caption=words(
                "quality_lateness_caption",
                late=page.numbers.integer(senders["is_late"].sum()),
                n=page.numbers.integer(len(senders)),
            ),
        )
    )


def _bands(page: Page, senders: pd.DataFrame) -> pd.Series:
    """Return the band of each provider's last delivery."""
    days = (senders["received_date"] - pd.Timestamp(page.year + 1, DEADLINE_MONTH, DEADLINE_DAY)).dt.days
    bands = pd.cut(
        days,
        [-float("inf"), 0, *BANDS.values(), float("inf")],
        labels=["in_time", *BANDS, "later"],
    ).astype("str")
    bands = bands.mask(days.isna(), "unknown")
    return bands.mask(senders["tables_n"] == 0, "nothing")
