"""The monthly reports of every year, as one series of rows."""

from dataclasses import dataclass

import pandas as pd

from batt.comparisons.basis import Basis
from batt.comparisons.year_data import YearData
from batt.indicators import job_codes, members
from batt.registry import load

EXITS = ["month", "provider_id", "programme", "end_cause", "exits_n"]
STOCK = ["month", "provider_id", "programme", "participants_n", "places_n", "starts_n"]
GROUPS = ("job", "active", "other")
JOBS = "i08"


@dataclass(frozen=True)
class MonthlyRows:
    """What providers reported month by month, over the providers that are in.

    Attributes
    ----------
    year
        The year reported on; rows of earlier years are there too.
    exits
        One row per month, provider, programme and end cause: ``month`` (``YYYY-MM``)``, provider_id,
        programme, end_cause, group`` (job, active or other), ``is_job`` (an end cause that counts as a job,
        in a programme that indicator 8 covers), ``exits_n``. Providers of earlier years stand under the
        identifier of their history.
    stock
        One row per month, provider and programme: ``month, provider_id, programme, participants_n,
        places_n, starts_n``.
    expected
        One row per provider of the year: ``provider_id``.
    yearly
        One row per provider and programme: ``provider_id, programme, exits_n`` of the year by its courses.
    """

    year: int
    exits: pd.DataFrame
    stock: pd.DataFrame
    expected: pd.DataFrame
    yearly: pd.DataFrame

    @property
    def months(self) -> list[str]:
        """The months of the year that somebody has reported, in order."""
        told = pd.concat([self.exits["month"], self.stock["month"]])
        return sorted(told[told.str.startswith(f"{self.year}-")].unique())

    @property
    def all_months(self) -> list[str]:
        """The months of any year that somebody has reported, in order."""
        return sorted(pd.concat([self.exits["month"], self.stock["month"]]).unique())


def monthly_rows(basis: Basis) -> MonthlyRows | None:
    """Return the monthly reports up to the year compared; None where there are none of that year.

    A month that lies in another year than the folder it came with is left out.
    """
    now = basis.now
    if not {"monthly_exits", "monthly_stock"} & set(now.tables):
        return None
    exits = pd.concat([_own(data, basis, "monthly_exits", EXITS) for data in basis.years.values()])
    stock = pd.concat([_own(data, basis, "monthly_stock", STOCK) for data in basis.years.values()])
    expected = members(now.tables["providers"], basis.options)
    rows = MonthlyRows(
        year=basis.year,
        exits=_grouped(exits.reset_index(drop=True), basis),
        stock=stock.reset_index(drop=True),
        expected=expected[["provider_id"]],
        yearly=now.activity.loc[
            now.activity["provider_id"].isin(expected["provider_id"]), ["provider_id", "programme", "exits_n"]
        ],
    )
    return rows if rows.months else None


def _own(data: YearData, basis: Basis, name: str, columns: list[str]) -> pd.DataFrame:
    """Return the rows of one year's table, of the providers that are in, under their histories."""
    table = data.tables.get(name, pd.DataFrame(columns=columns))[columns]
    # A table that was not delivered has no types of its own.
    table = table.astype({name: "Int64" if name.endswith("_n") else "str" for name in columns})
    own = members(data.tables["providers"], basis.options)["provider_id"]
    rows = table.loc[table["month"].str.startswith(f"{data.year}-") & table["provider_id"].isin(own)]
    if basis.histories is None or data.year == basis.year:
        return rows
    links = basis.histories.loc[basis.histories["year"] == data.year, ["provider_id", "history_id"]]
    joined = rows.merge(links, on="provider_id", how="left", validate="many_to_one")
    return joined.assign(provider_id=joined["history_id"].fillna(joined["provider_id"]))[columns]


def _grouped(exits: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Add what group an end cause is of, and whether it counts as a job."""
    causes = load().codes["end_causes"]
    groups = {code: group for group in GROUPS for code in causes.in_group(group)}
    is_job = exits["end_cause"].isin(job_codes(basis.options))
    covered = exits["programme"].isin(load().applicable(JOBS))
    return exits.assign(group=exits["end_cause"].map(groups), is_job=is_job & covered)
