"""Whether a month's placements are more, or fewer, than season and chance explain."""

import numpy as np
import pandas as pd

from batt.comparisons.control_limits import control_limits, signals
from batt.comparisons.monthly_activity import TOTAL
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rows import JOBS, MonthlyRows
from batt.comparisons.seasonal_factors import MONTHS_OF_YEAR, seasonal_factors
from batt.registry import load

MINIMUM_POINTS = 12
"""Fewer points give no limits to rely on. Source: decision."""
MINIMUM_SEASON = 24
"""Months before the year that a season is estimated from. Source: decision: every month of the year twice."""
MINIMUM_MEAN = 10.0
"""Placements a month below which limits from a normal distribution do not hold. Source: decision."""
COMPLETE = 0.95
"""Share of providers that must have reported a month for it to be a signal. Source: decision."""

POINTS = ["month", "programme", "placements_n", "factor", "adjusted", "centre", "low", "high", "signal"]
SERIES = ["programme", "points_n", "base_n", "base_first", "base_last", "is_season_out", "sigma", "reason"]


def monthly_control(
    rows: MonthlyRows, delivery: pd.DataFrame, telling: Telling
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return control charts of the placements of the sector, with the season taken out.

    The base, from which season, centre and limits are estimated, is all months before the year: no month of
    the year moves the limits that it is held against. Where these are fewer than 12, the year's own months
    are the base. A season takes 24 months of base; without it no month is called a signal, since July
    and December differ from the others every year.

    Parameters
    ----------
    rows
        The monthly reports.
    delivery
        One row per month: ``month, providers_n, providers_expected_n``. A month that fewer than 95 % have
        reported is drawn but is no signal.
    telling
        How counts of placements are told; charts are made of what is told.

    Returns
    -------
    points : DataFrame
        One row per series (``TOTAL`` and the programmes that indicator 8 covers) and month: ``month,
        programme, placements_n``, ``factor`` (mean 1), ``adjusted`` (placements / factor), ``centre, low,
        high`` (as adjusted), ``signal`` (`batt.comparisons.control_limits.signals`, or ``incomplete``).
        Only ``month, programme, placements_n`` where there is no chart.
    series : DataFrame
        One row per series: ``programme, points_n, base_n, base_first, base_last, is_season_out, sigma``, and
        ``reason`` why there is no chart: ``too_few_points``, ``too_few_placements``.
    """
    jobs = rows.exits.loc[rows.exits["is_job"]]
    covered = load().applicable(JOBS)
    complete = delivery.set_index("month")
    is_complete = complete["providers_n"] >= COMPLETE * complete["providers_expected_n"]
    points, series = [], []
    for programme in (TOTAL, *covered):
        own = jobs if programme == TOTAL else jobs.loc[jobs["programme"] == programme]
        counted = own.groupby("month")["exits_n"].sum().reindex(rows.all_months, fill_value=0)
        chart, facts = _chart(telling.counts(counted.rename_axis("month")), rows.year, is_complete)
        points.append(chart.assign(programme=programme))
        series.append({"programme": programme, **facts})
    return pd.concat(points, ignore_index=True)[POINTS], pd.DataFrame(series)[SERIES]


def _chart(counts: pd.Series, year: int, is_complete: pd.Series) -> tuple[pd.DataFrame, dict]:
    """Return the points of one series, and what its limits rest on."""
    frame = pd.DataFrame({"month": counts.index, "placements_n": counts.to_numpy()})
    frame[["factor", "adjusted", "centre", "low", "high"]] = np.nan
    frame["signal"] = ""
    is_base = (frame["month"] < f"{year}-").to_numpy()
    if is_base.sum() < MINIMUM_POINTS:
        is_base = np.ones(len(frame), dtype=bool)
    base = frame.loc[is_base, "month"]
    x = frame["placements_n"].to_numpy(dtype=float)
    with_season = is_base.sum() >= MINIMUM_SEASON
    facts = {
        "points_n": len(frame),
        "base_n": len(base),
        "base_first": base.min(),
        "base_last": base.max(),
        "is_season_out": bool(with_season),
        "sigma": np.nan,
        "reason": _reason(x[is_base], len(frame)),
    }
    if facts["reason"]:
        return frame, facts
    at = _months_since(frame["month"])
    factor, inflation = _season(x, at, is_base) if with_season else (np.ones(len(x)), np.ones(len(x)))
    limits = control_limits(x, factor, is_base, inflation)
    told = signals(limits) if with_season else [""] * len(x)
    whole = frame["month"].map(is_complete).to_numpy(dtype=bool)
    chart = frame.assign(
        factor=factor,
        adjusted=limits.adjusted,
        centre=limits.centre,
        low=limits.low,
        high=limits.high,
        signal=[one if ok else "incomplete" for one, ok in zip(told, whole, strict=True)],
    )
    return chart, facts | {"sigma": limits.sigma}


def _reason(base: np.ndarray, points: int) -> str:
    """Return why there is no chart, or an empty text."""
    if points < MINIMUM_POINTS:
        return "too_few_points"
    return "too_few_placements" if base.mean() < MINIMUM_MEAN else ""


def _season(x: np.ndarray, at: np.ndarray, is_base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each point's seasonal factor, and how its estimation changes the point's variance.

    A factor estimated from K years takes a K-th of the variance out of the points it is estimated from, and
    adds a K-th to the others.
    """
    month = at % MONTHS_OF_YEAR
    factors = seasonal_factors(x[is_base], at[is_base])
    # A month of the year that never had a placement has no season to take out.
    factors = np.where(np.isfinite(factors) & (factors > 0), factors, 1.0)
    years = np.maximum(np.bincount(month[is_base], minlength=MONTHS_OF_YEAR)[month], 1)
    inflation = np.where(is_base, 1 - 1 / np.maximum(years, 2), 1 + 1 / years)
    return factors[month], inflation


def _months_since(months: pd.Series) -> np.ndarray:
    """Return months as numbers whose remainder by 12 is the month of the year."""
    return (months.str[:4].astype(int) * MONTHS_OF_YEAR + months.str[5:7].astype(int) - 1).to_numpy()
