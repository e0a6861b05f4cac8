"""Fit a weighted straight line through three to six years of each provider's figures."""

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.change import course
from batt.comparisons.measures import measured, pooled_sigma

KEY = ["indicator", "programme", "provider_id"]
GROUP = ["indicator", "programme"]
FEWEST_YEARS, MOST_YEARS = 3, 6
COLUMNS = [*KEY, "direction", "unit", "years_n", "first_year", "last_year", "slope", "slope_se", "slope_low"]
COLUMNS += ["slope_high", "p_value", "phi", "movement", "course", "reason"]


def trends(cells: pd.DataFrame, exposure: pd.DataFrame | None = None) -> pd.DataFrame:
    """Estimate the yearly change of each provider's figure.

    Parameters
    ----------
    cells
        One row per year × provider × indicator × programme: the cells of several years. The newest six years
        are used; years may be missing.
    exposure
        One row per year × provider with ``year, provider_id, participants_n``, for counts.

    Returns
    -------
    DataFrame
        One row per provider × indicator × programme: ``years_n, first_year, last_year``, ``slope`` per year
        in units of the measure (counts: per 100 participants), ``slope_se, slope_low, slope_high`` (95 %),
        ``p_value``, ``phi`` (of the group), ``movement`` (``up``, ``down``, ``none``), ``course``
        (``improving``, ``worsening``, ``none``) and ``reason`` (``too_few_years``, or why the newest year is
        not compared). Untested rows have NaN and empty words.

    Notes
    -----
    Weights are inverse sampling variances. How much the years lie off the lines beyond chance (phi ≥ 1) is
    pooled over the providers of the indicator and programme, since a single line over three years leaves one
    degree of freedom; t with the pooled degrees of freedom. No limits are drawn from a provider's own
    scatter.
    """
    years = np.sort(cells["year"].unique())[-MOST_YEARS:]
    ready = pd.concat([_of_year(cells, exposure, year) for year in years] or [measured(cells)])
    ready = ready.sort_values([*KEY, "year"]).reset_index(drop=True)
    usable = ready.loc[(ready["reason"] == "")]
    usable = usable.assign(variance=_variance(usable))
    lines = _lines(usable.loc[usable["variance"] > 0])
    last = ready.groupby(KEY, sort=True).agg(
        direction=("direction", "last"), unit=("unit", "last"), reason=("reason", "last")
    )
    table = last.join(lines, how="left").reset_index()
    tested = table["slope"].notna()
    table["reason"] = (
        table["reason"].mask(tested, "").mask(~tested & (table["reason"] == ""), "too_few_years")
    )
    movement = np.select(
        [~tested, table["slope_low"] > 0, table["slope_high"] < 0], ["", "up", "down"], "none"
    )
    table = table.assign(movement=movement, years_n=table["years_n"].fillna(0).astype("int64"))
    return table.assign(course=course(table["movement"], table["direction"]))[COLUMNS]


def _of_year(cells: pd.DataFrame, exposure: pd.DataFrame | None, year: int) -> pd.DataFrame:
    of_year = None if exposure is None else exposure.loc[exposure["year"] == year]
    return measured(cells.loc[cells["year"] == year], of_year)


def _variance(usable: pd.DataFrame) -> np.ndarray:
    """Return the sampling variance of each measure, shape (n,); NaN where a mean has no known spread.

    Shares and counts use the provider's own figure over all its years (one event and one non-event added,
    half an event for counts), so that a year at 0 or 1 does not get all the weight.
    """
    totals = usable.groupby(KEY)[["events", "size"]].transform("sum")
    size = usable["size"].to_numpy(dtype=float)
    share = ((totals["events"] + 1) / (totals["size"] + 2)).to_numpy()
    rate = ((totals["events"] + 0.5) / totals["size"]).to_numpy()
    sigma = pd.Series(np.nan, index=usable.index)
    for _, group in usable.loc[usable["kind"] == "mean"].groupby(GROUP):
        sigma.loc[group.index] = pooled_sigma(group)[0]
    kind = usable["kind"].to_numpy()
    spread = np.select([kind == "proportion", kind == "count"], [share * (1 - share), rate], sigma**2)
    return spread / size


def _lines(usable: pd.DataFrame) -> pd.DataFrame:
    """Fit every line at once. One row per provider × indicator × programme with enough years."""
    usable = usable.loc[usable.groupby(KEY)["year"].transform("size") >= FEWEST_YEARS]
    rows = usable[[*KEY, "year"]].assign(w=1 / usable["variance"], y=usable["measure"])
    groups = rows.groupby(KEY)
    total = groups["w"].transform("sum")
    for name in ("year", "y"):
        mean = (rows[name] * rows["w"]).groupby([rows[key] for key in KEY]).transform("sum") / total
        rows[f"{name}_off"] = rows[name] - mean
    rows = rows.assign(xx=rows["w"] * rows["year_off"] ** 2, xy=rows["w"] * rows["year_off"] * rows["y_off"])
    sums = rows.groupby(KEY).agg(
        years_n=("year", "size"),
        first_year=("year", "min"),
        last_year=("year", "max"),
        xx=("xx", "sum"),
        xy=("xy", "sum"),
    )
    slope = (sums["xy"] / sums["xx"]).rename("slope")
    rows = rows.join(slope, on=KEY)
    off = (rows["w"] * (rows["y_off"] - rows["slope"] * rows["year_off"]) ** 2).groupby(
        [rows[key] for key in KEY]
    )
    sums = sums.assign(slope=slope, off=off.sum(), freedom=sums["years_n"] - 2)
    pooled = sums.groupby(GROUP)[["off", "freedom"]].transform("sum")
    phi = np.maximum(1.0, pooled["off"] / pooled["freedom"])
    se = np.sqrt(phi / sums["xx"])
    reach = stats.t.ppf(0.975, pooled["freedom"]) * se
    p_value = 2 * stats.t.sf((sums["slope"] / se).abs(), pooled["freedom"])
    sums = sums.assign(
        phi=phi, slope_se=se, slope_low=sums["slope"] - reach, slope_high=sums["slope"] + reach
    )
    return sums.assign(p_value=p_value).drop(columns=["xx", "xy", "off", "freedom"])
