"""Invented indicator tables: providers in counties in a country, with numbers that add up."""

from typing import Any

import numpy as np
import pandas as pd

NUMBERS = ["numerator", "denominator", "n"]
KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
UNITS = {"i03": "score", "i05": "firms", "i06": "share", "i08": "share", "i09": "share", "i10": "weeks"}
COUNTY_OF = {0: "01", 1: "01", 2: "01", 3: "01", 4: "02", 5: "02", 6: "02", 7: "03", 8: "03", 9: "04"}


def counties(providers: int) -> pd.Series:
    """Return the county of every provider; one county has a single one."""
    return pd.Series({f"A{i:02d}": COUNTY_OF[i % 10] for i in range(providers)})


def drawn(
    seed: int, providers: int = 12, largest: int = 30, years: tuple[int, ...] = (2015,)
) -> pd.DataFrame:
    """Return an indicator table of invented providers, counties and the country."""
    rng = np.random.default_rng(seed)
    rows = []
    for year in years:
        for provider in counties(providers).index:
            exits = int(rng.integers(0, largest))
            jobs, active, _ = rng.multinomial(exits, [0.3, 0.2, 0.5])
            took_part, staff = int(rng.integers(exits, exits + 9)), int(rng.integers(0, 12))
            answers = 9 * staff
            days = int(rng.integers(10, 300, exits).sum())
            rows += [
                (year, provider, "APS", "i06", int(rng.binomial(took_part, 0.2)), took_part, took_part),
                (year, provider, "APS", "i08", jobs, exits, exits),
                (year, provider, "APS", "i09", active, exits, exits),
                (year, provider, "APS", "i10", days, exits, exits),
                (year, provider, "ALL", "i03", int(rng.integers(1, 7, answers).sum()), answers, staff),
                (year, provider, "ALL", "i05", int(rng.integers(0, 9)), 1, 1),
            ]
    return table_of(
        pd.DataFrame(rows, columns=["year", "unit_id", "programme", "indicator", *NUMBERS]), providers
    )


def placements(seed: int, **how: Any) -> pd.DataFrame:
    """Return the rows of one indicator of an invented table."""
    table = drawn(seed, **how)
    return table[table["indicator"].eq("i06")].reset_index(drop=True)


def table_of(rows: pd.DataFrame, providers: int) -> pd.DataFrame:
    """Return the rows of providers with those of counties and country, and the other columns of the table."""
    rows = rows.assign(unit_level="provider")
    is_firms = rows["indicator"].eq("i05")
    rows["n"] = rows["n"].where(~is_firms, rows["numerator"])
    keys = ["year", "programme", "indicator", "unit_level", "unit_id"]
    county = rows.assign(unit_level="county", unit_id=rows["unit_id"].map(counties(providers)))
    country = rows.assign(unit_level="country", unit_id="NO")
    sums = [part.groupby(keys, as_index=False)[NUMBERS].sum() for part in (county, country)]
    table = pd.concat([rows, *sums], ignore_index=True)[[*KEYS, *NUMBERS]]
    value = table["numerator"] / table["denominator"].where(table["denominator"] > 0)
    return table.assign(
        value=value,
        unit=table["indicator"].map(UNITS),
        ci_low=value * 0.9,
        ci_high=value * 1.1,
        status=np.where(table["denominator"] > 0, "ok", "too_few"),
    )
