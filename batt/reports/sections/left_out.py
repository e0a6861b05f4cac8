"""What the indicators leave out: exits without a date, and providers that have not delivered."""

import pandas as pd

from batt.disclosure import publish_counts
from batt.indicators import load as load_values
from batt.registry import load
from batt.reports.findings import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page
from batt.reports.sections.saved import COUNTRY

WITHOUT_DATE, PROVIDERS_MISSING = "without_date", "providers_missing"


def left_out(page: Page) -> Fragment:
    """Say how many exits have no date, and from how many providers an indicator's tables are missing."""
    return joined([_without_date(page), _missing_providers(page)])


def noted(page: Page, key: str) -> pd.DataFrame:
    """Return one thing that the indicator table notes. One row per indicator and programme: ``n``."""
    values = load_values(page.root, [page.year])
    values = values[values["unit_id"] == COUNTRY]
    found = values["note"].str.extract(rf"(?:^|;){key}=(\d+)")[0]
    return values.assign(n=found)[["indicator", "programme", "n"]].dropna(subset=["n"]).astype({"n": "int64"})


def _without_date(page: Page) -> Fragment:
    rows = noted(page, WITHOUT_DATE)
    counts = publish_counts(rows, ["n"])
    return joined(
        page.text(
            "without_date",
            indicator=load().indicator(indicator).name[page.lang],
            n=page.number(counts, "n", "integer", indicator=indicator),
        )
        for indicator in rows["indicator"]
    )


def _missing_providers(page: Page) -> Fragment:
    """Coverage counts providers and not persons; an indicator counts once, by its least covered programme."""
    most = noted(page, PROVIDERS_MISSING).groupby("indicator")["n"].max()
    if most.empty:
        return page.text("providers_all_there")
    parts = [
        f"{load().indicator(str(indicator)).short[page.lang]} ({page.numbers.integer(n)})"
        for indicator, n in most.items()
    ]
    return page.text("providers_missing", indicators=listed(parts, page.words))
