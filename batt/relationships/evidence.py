"""What the hypotheses are tested on: every year's clean tables, indicators and comparisons, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from batt.indicators import members
from batt.paths import Root
from batt.registry import Options
from batt.registry import load as load_registry
from batt.relationships.spells import pool_spells

VALUE_COLUMNS = ["numerator", "denominator", "value", "n", "ci_low", "ci_high", "status"]


@dataclass(frozen=True)
class Evidence:
    """The tables of all years up to one year, at the members of the chosen association.

    Attributes
    ----------
    years
        Years in the data, oldest first.
    clean
        Table name → clean rows of all years, with ``year``. One row per received row that was kept. A table
        that nobody delivered is not there; `rows` then returns an empty frame.
    values
        The indicator table of all years. One row per year, unit, programme and indicator (contract of
        `batt.indicators`), with unrounded values.
    comparisons
        Comparison name → that table for the last year.
    """

    years: tuple[int, ...]
    clean: Mapping[str, pd.DataFrame] = field(repr=False)
    values: pd.DataFrame = field(repr=False)
    comparisons: Mapping[str, pd.DataFrame] = field(repr=False, default_factory=dict)

    def rows(self, table: str) -> pd.DataFrame:
        """Return one clean table, all years together; an empty frame where nobody delivered it."""
        return self.clean.get(table, pd.DataFrame())

    @cached_property
    def spells(self) -> pd.DataFrame:
        """Every course's last record, with late entry and censoring. One row per spell."""
        rows = self.rows("spells")
        return pool_spells({} if rows.empty else {int(str(year)): one for year, one in rows.groupby("year")})

    def panel(self, indicator: str, programme: str | None = None) -> pd.DataFrame:
        """Return the providers' values of one indicator that have a number.

        Parameters
        ----------
        programme
            One programme's code, ``ALL`` for figures of the whole provider; every programme when not given.

        Returns
        -------
        DataFrame
            One row per year, provider and programme: ``year, provider_id, programme, numerator, denominator,
            value, n, ci_low, ci_high, status``. Values are kept whatever their n; ``status`` says
            ``too_few``.
        """
        rows = self.values
        keep = (rows["unit_level"] == "provider") & (rows["indicator"] == indicator) & rows["value"].notna()
        if programme is not None:
            keep &= rows["programme"] == programme
        chosen = rows.loc[keep, ["year", "unit_id", "programme", *VALUE_COLUMNS]]
        return chosen.rename(columns={"unit_id": "provider_id"}).reset_index(drop=True)


def load_evidence(root: Root, year: int, options: Options | None = None) -> Evidence:
    """Read everything up to `year` that has been cleaned and computed.

    Rows of other providers than the chosen association's members are left out of every table that names a
    provider, and of the providers' indicator values. Tables of the comparisons stage are read where they are
    there.
    """
    readings = options or Options()
    years = root.computed_years(year)
    tables: dict[str, list[pd.DataFrame]] = {}
    values = []
    for one in years:
        chosen = members(pd.read_parquet(root.clean(one) / "providers.parquet"), readings)["provider_id"]
        for table in load_registry().tables:
            file = root.clean(one) / f"{table.name}.parquet"
            if not file.exists():
                continue
            rows = pd.read_parquet(file)
            if "provider_id" in rows and readings.forening != "all":
                rows = rows[rows["provider_id"].isin(chosen)]
            tables.setdefault(table.name, []).append(rows if "year" in rows else rows.assign(year=one))
        found = pd.read_parquet(root.indicators(one))
        values.append(found[(found["unit_level"] != "provider") | found["unit_id"].isin(chosen)])
    folder = root.comparisons(year)
    return Evidence(
        years=tuple(years),
        clean={name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()},
        values=pd.concat(values, ignore_index=True) if values else pd.DataFrame(),
        comparisons={file.stem: pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))},
    )
