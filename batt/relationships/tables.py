"""Turn results into tidy tables, which reports draw from."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from batt.relationships.leavers.bands import MINIMUM_IN_BAND
from batt.relationships.leavers.duration import DurationDescription
from batt.relationships.spells import CAUSES
from batt.relationships.staying.cumulative_incidence import cumulative_incidence


def duration_table(descriptions: list[DurationDescription]) -> pd.DataFrame:
    """Return all statistics of each description. One row per programme; NaN where there is no number."""
    rows = [_duration_row(description) for description in descriptions]
    table = pd.DataFrame(rows)
    return table.astype({"n_clusters": "Int64"}) if rows else table


def curve_table(descriptions: list[DurationDescription]) -> pd.DataFrame:
    """Return the curves: ``programme, unit, weeks, share, low, high, n_leavers_near``. One row per point.

    `weeks` is the length of stay in `unit`. Programmes without a fitted curve have no rows.
    """
    frames = [
        pd.DataFrame(
            {
                "programme": one.programme,
                "unit": one.unit,
                "weeks": one.curve.at,
                "share": one.curve.share,
                "low": one.curve.low,
                "high": one.curve.high,
                "n_leavers_near": one.near_n,
            }
        )
        for one in descriptions
        if not one.curve.reason
    ]
    columns = ["programme", "unit", "weeks", "share", "low", "high", "n_leavers_near"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def band_table(descriptions: list[DurationDescription]) -> pd.DataFrame:
    """Return the bands of all descriptions (see `band_shares`), with ``programme`` and ``unit`` in front.

    One row per programme and band.
    """
    frames = []
    for one in descriptions:
        if one.bands.empty:
            continue
        frame = one.bands.copy()
        frame.insert(0, "unit", one.unit)
        frame.insert(0, "programme", one.programme)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["programme", "unit"])


def incidence_table(
    time: np.ndarray,
    cause: np.ndarray,
    entry: np.ndarray | None = None,
    *,
    programme: str = "",
    per_week: float = 7.0,
    names: Mapping[int, str] = CAUSES,
) -> pd.DataFrame:
    """Return cumulative incidence by week, at weeks far enough apart to hide single persons.

    A week is kept when, for each cause, nobody or at least five persons left since the week kept before it,
    and at least five are still at risk; the curves end at the last such week.

    Parameters
    ----------
    time, cause, entry
        As in `cumulative_incidence`, shape (n,).
    per_week
        How many units of `time` make a week: 7 for days.
    names
        Cause number → name. Every cause has rows, also one that nobody left for.

    Returns
    -------
    DataFrame
        One row per week and cause: ``programme, week, cause, cif, low, high, n_risk``, starting at week 0.
    """
    columns = ["programme", "week", "cause", "cif", "low", "high", "n_risk"]
    if len(time) == 0:
        return pd.DataFrame(columns=columns)
    weeks = _weeks_apart(np.asarray(time, dtype=float) / per_week, np.asarray(cause), list(names))
    curves = cumulative_incidence(time, cause, entry, at=weeks * per_week)
    n_risk = curves.n_risk.copy()
    # Nobody has yet been at risk at week 0; what a reader expects there is who was followed from the start.
    n_risk[0] = len(time) if entry is None else int((np.asarray(entry) <= 0).sum())
    enough = n_risk >= MINIMUM_IN_BAND
    frames = []
    for number, name in names.items():
        found = [curve for curve in curves.causes if curve.cause == number]
        zero = np.zeros(len(weeks))
        cif, low, high = (found[0].cif, found[0].low, found[0].high) if found else (zero, zero, zero)
        frame = pd.DataFrame({"week": weeks, "cif": cif, "low": low, "high": high, "n_risk": n_risk})
        frames.append(frame[enough].assign(programme=programme, cause=name))
    table = pd.concat(frames, ignore_index=True).astype({"week": "int64", "n_risk": "int64"})
    return table.sort_values("week", kind="stable").reset_index(drop=True).loc[:, columns]


def _weeks_apart(weeks: np.ndarray, cause: np.ndarray, causes: list[int]) -> np.ndarray:
    """Return whole weeks, from 0, between which each cause has no exit or at least five."""
    last = int(np.floor(weeks.max()))
    exits = np.vstack(
        [
            np.bincount(np.ceil(weeks[cause == one]).astype(int), minlength=last + 2)[: last + 1]
            for one in causes
        ]
    )
    kept, since = [0], np.zeros(len(causes))
    for week in range(1, last + 1):
        since = since + exits[:, week]
        if ((since == 0) | (since >= MINIMUM_IN_BAND)).all():
            kept.append(week)
            since = np.zeros(len(causes))
    return np.array(kept, dtype=float)


def _duration_row(one: DurationDescription) -> dict[str, object]:
    """Flatten one description."""
    fit, test, lines = one.quadratic, one.test, one.lines
    return {
        "programme": one.programme,
        "unit": one.unit,
        "n_leavers": one.n,
        "n_jobs": one.n_jobs,
        "n_clusters": one.n_clusters,
        "covariance": fit.covariance,
        "exposure_p05": one.exposure_p05,
        "exposure_p95": one.exposure_p95,
        "b0": fit.b0,
        "b1": fit.b1,
        "b2": fit.b2,
        "se_b1": float(np.sqrt(fit.vcov[1][1])),
        "se_b2": float(np.sqrt(fit.vcov[2][2])),
        "x_low": fit.x_low,
        "x_high": fit.x_high,
        "turning_point": fit.turning_point,
        "turning_point_low": fit.turning_point_low,
        "turning_point_high": fit.turning_point_high,
        "fieller_kind": fit.fieller_kind,
        "fieller_low": fit.fieller_low,
        "fieller_high": fit.fieller_high,
        "lind_mehlum_statistic": test.statistic,
        "lind_mehlum_p": test.p,
        "lind_mehlum_p_u": test.p_u,
        "breakpoint": lines.breakpoint,
        "slope_below": lines.slope_below,
        "p_below": lines.p_below,
        "slope_above": lines.slope_above,
        "p_above": lines.p_above,
        "two_lines_inverted_u": lines.is_inverted_u,
        "height": one.height.height,
        "height_high": one.height.high,
        "verdict": one.verdict.verdict,
        "reason": one.verdict.reason,
        "quadratic_reason": fit.reason,
        "two_lines_reason": lines.reason,
        "curve_reason": one.curve.reason,
    }
