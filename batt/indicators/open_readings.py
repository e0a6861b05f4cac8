"""Every provider's figures again under each alternative of each open reading, one option at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from batt.indicators import i07_health
from batt.indicators._compute import IndicatorResult, compute
from batt.indicators._units import ALL
from batt.registry import Options, load
from batt.registry.model import OptionSpec

IN_FORCE = "in_force"
CELL = ["indicator", "programme"]
READING_COLUMNS = [
    "year",
    "option",
    "choice",
    "provider_id",
    *CELL,
    "direction",
    "value",
    "ci_low",
    "ci_high",
    "n",
    "status",
    "national_value",
    "national_numerator",
    "national_denominator",
]
_NATIONAL = {
    "value": "national_value",
    "numerator": "national_numerator",
    "denominator": "national_denominator",
}


def open_readings(
    tables: Mapping[str, pd.DataFrame],
    deliveries: pd.DataFrame,
    year: int,
    options: Options | None = None,
    in_force: IndicatorResult | None = None,
) -> pd.DataFrame:
    """Compute the year under the readings in force, and once more for each alternative to one of them.

    Parameters
    ----------
    tables
        The year's clean tables by name.
    deliveries
        One row per provider and table: ``provider_id, table, delivered``.
    options
        The readings in force; the defaults when left out.
    in_force
        The year under these, if it is at hand; computed otherwise.

    Returns
    -------
    DataFrame
        One row per reading, provider, indicator and programme, in columns `READING_COLUMNS`. The readings in
        force have the option ``in_force`` and an empty choice; an alternative has rows only for the
        indicators it changes, or for all where it acts on totals. ``national_value`` is the national mean
        under the same reading, and ``national_numerator`` and ``national_denominator`` what it is made of
        (missing for a mean of providers). Indicator 7 has also a row ``ALL`` for the provider as a whole,
        whose national value is the mean of the providers, since the report defines no other. A cell that a
        reading leaves without a single case stays, with n 0 and no value; undelivered and hatched ones are
        left out.
    """
    options = options or Options()
    # Made Arrow's once, and not again for every reading.
    arrow = {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in tables.items()}
    own = in_force or compute(arrow, deliveries, year, options)
    parts = [_rows(own, options).assign(option=IN_FORCE, choice="")]
    for spec, choice in alternatives(options):
        other = replace(options, **{spec.key: choice})
        if spec.key == "national_mean":
            result = own
        else:
            result = compute(arrow, deliveries, year, other, only=spec.indicators)
        parts.append(_changed(_rows(result, other), spec).assign(option=spec.key, choice=choice))
    return pd.concat(parts, ignore_index=True).assign(year=year).loc[:, READING_COLUMNS]


def alternatives(options: Options) -> Iterator[tuple[OptionSpec, str]]:
    """Yield each option with each choice that is not in force, in registry order."""
    in_force = options.as_dict()
    for spec in load().options:
        for choice in spec.choices:
            if choice != in_force[spec.key]:
                yield spec, choice


def _changed(rows: pd.DataFrame, spec: OptionSpec) -> pd.DataFrame:
    """Keep the rows that an option is about."""
    if spec.key == "health_provider":
        return rows.loc[(rows["indicator"] == "i07") & (rows["programme"] == ALL)]
    return rows.loc[rows["indicator"].isin(spec.indicators)] if spec.indicators else rows


def _rows(result: IndicatorResult, options: Options) -> pd.DataFrame:
    """Return the providers' figures with the national value beside. One row per provider and cell."""
    values = result.values
    is_figure = values["status"].isin(["ok", "too_few"])
    own = values.loc[is_figure & (values["unit_level"] == "provider")]
    own = own.rename(columns={"unit_id": "provider_id"})
    national = values.loc[is_figure & (values["unit_level"] == "country"), [*CELL, *_NATIONAL]]
    rows = own.merge(national.rename(columns=_NATIONAL), on=CELL, validate="many_to_one")
    if options.national_mean == "providers":
        rows = with_mean_of_providers(rows)
    health = _health_rows(result.units_of("i07"), options)
    directions = {entry.id: entry.direction for entry in load().indicators}
    both = pd.concat([rows, health], ignore_index=True) if len(health) else rows
    return both.assign(direction=both["indicator"].map(directions))


def _health_rows(units: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return indicator 7 for each provider as a whole; n is the questions it has answered."""
    if units.empty:
        return pd.DataFrame()
    whole = i07_health.provider_value(units, options)
    asked = len(i07_health.OF_COMPANY) + len(i07_health.OF_PROGRAMME) * whole["programmes_n"]
    return whole.assign(
        indicator="i07",
        programme=ALL,
        ci_low=np.nan,
        ci_high=np.nan,
        n=asked.astype("Int64"),
        status="ok",
        national_value=whole["value"].mean(),
        national_numerator=np.nan,
        national_denominator=np.nan,
    ).drop(columns="programmes_n")


def with_mean_of_providers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one reading with the mean of their providers as the national value."""
    mean = rows.groupby(CELL)["value"].transform("mean")
    return rows.assign(national_value=mean, national_numerator=np.nan, national_denominator=np.nan)
