"""Indikator.no's 25 figures as a second set, and whether those it shares with BATT give the same number."""

import numpy as np
import pandas as pd

from batt.registry import load
from batt.registry.indikator_no import indikator_no_figures

_DECIMALS_MOST = 6
FIGURE_COLUMNS = [
    "year",
    "provider_id",
    "number",
    "indicator",
    "value",
    "unit",
    "n",
    "origin",
    "status",
]
CROSSWALK_COLUMNS = [
    "year",
    "provider_id",
    "number",
    "indicator",
    "match",
    "unit",
    "batt_value",
    "delivered_value",
    "difference",
    "n",
    "agrees",
    "reason",
]


def indikator_no_values(values: pd.DataFrame, delivered: pd.DataFrame | None, year: int) -> pd.DataFrame:
    """Return the year's figures of indikator.no's set, delivered or computed as BATT's.

    Parameters
    ----------
    values
        One row per unit, programme and indicator: the indicator table of the year.
    delivered
        One row per provider and figure: ``provider_id, indicator_no_number, value``; None when undelivered.

    Returns
    -------
    DataFrame
        One row per provider, figure and origin, in columns `FIGURE_COLUMNS`. ``origin`` is ``delivered`` or
        ``batt``: BATT's rule for a shared figure over all programmes of the provider together, since
        indikator.no has one figure a provider; shares are in per cent. ``status`` of a delivered figure is
        ``ok``, or ``unknown_number`` outside 1 to 25.
    """
    computed = _batt_values(values)
    parts = [computed.assign(origin="batt")]
    if delivered is not None:
        units = {figure.number: figure.unit for figure in indikator_no_figures()}
        indicators = {figure.number: figure.indicator for figure in indikator_no_figures()}
        rows = delivered.rename(columns={"indicator_no_number": "number"}).assign(origin="delivered")
        rows = rows.assign(
            unit=rows["number"].map(units).fillna("unknown"),
            indicator=rows["number"].map(indicators).fillna(""),
            n=np.nan,
            status=np.where(rows["number"].isin(list(units)), "ok", "unknown_number"),
        )
        parts.append(rows)
    both = pd.concat([part.astype({"n": "Int64", "value": "float64"}) for part in parts], ignore_index=True)
    both = both.assign(year=year).loc[:, FIGURE_COLUMNS]
    return both.sort_values(["provider_id", "number", "origin"], ignore_index=True)


def crosswalk(values: pd.DataFrame, delivered: pd.DataFrame | None, year: int) -> pd.DataFrame:
    """Compare each shared figure as delivered to indikator.no with what BATT's rule gives.

    Parameters
    ----------
    values, delivered
        As `indikator_no_values`.

    Returns
    -------
    DataFrame
        One row per provider and figure that is shared or presumed to be, in columns `CROSSWALK_COLUMNS`.
        ``agrees`` is whether BATT's value, rounded to the decimals that were delivered, is the delivered
        number; missing with the ``reason`` ``not_delivered``, ``no_batt_value`` or, where both are there but
        only the name says that they are one, ``presumed`` (the difference is shown all the same).
    """
    figures = indikator_no_values(values, delivered, year)
    shared = [figure for figure in indikator_no_figures() if figure.match != "none"]
    figures = figures.loc[figures["number"].isin([figure.number for figure in shared])]
    keys = ["year", "provider_id", "number", "indicator", "unit"]
    own = figures.loc[figures["origin"] == "batt", [*keys, "value", "n"]]
    theirs = figures.loc[figures["origin"] == "delivered", [*keys, "value"]]
    both = own.rename(columns={"value": "batt_value"}).merge(
        theirs.rename(columns={"value": "delivered_value"}), on=keys, how="outer", validate="one_to_one"
    )
    both = both.assign(
        match=both["number"].map({figure.number: figure.match for figure in shared}),
        difference=both["delivered_value"] - both["batt_value"],
    )
    reason = np.select(
        [both["delivered_value"].isna(), both["batt_value"].isna(), both["match"] == "presumed"],
        ["not_delivered", "no_batt_value", "presumed"],
        "",
    )
    tolerance = 0.5 * 10.0 ** -both["delivered_value"].map(_decimals).to_numpy(dtype=float)
    is_same = both["difference"].abs() <= tolerance + 1e-9
    return both.assign(agrees=is_same.astype("boolean").where(reason == ""), reason=reason).loc[
        :, CROSSWALK_COLUMNS
    ]


def _batt_values(values: pd.DataFrame) -> pd.DataFrame:
    """Return BATT's value of each shared figure, over the provider's programmes. One row per figure."""
    own = values.loc[(values["unit_level"] == "provider") & values["status"].isin(["ok", "too_few"])]
    sums = own.groupby(["unit_id", "indicator"], as_index=False).agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        scale=("scale", "first"),
        n=("n", "sum"),
    )
    minimum = {entry.id: entry.minimum_n for entry in load().indicators}
    parts = []
    for figure in indikator_no_figures():
        rows = sums.loc[(sums["indicator"] == figure.indicator) & (sums["denominator"] > 0)]
        factor = rows["scale"] * (100.0 if figure.unit == "per_cent" else 1.0)
        ratio = rows["numerator"].astype("float64") / rows["denominator"].astype("float64")
        parts.append(
            rows.assign(
                number=figure.number,
                unit=figure.unit,
                value=ratio * factor,
                status=np.where(rows["n"] < minimum.get(figure.indicator, 0), "too_few", "ok"),
            )
        )
    return pd.concat(parts, ignore_index=True).rename(columns={"unit_id": "provider_id"})


def _decimals(value: float) -> int:
    """Return with how many decimals a delivered number was written, trailing zeros apart."""
    if pd.isna(value):
        return 0
    return len(f"{value:.{_DECIMALS_MOST}f}".rstrip("0").partition(".")[2])
