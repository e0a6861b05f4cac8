"""Foretell where last year's extremes would be this year if nothing had changed."""

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.funnel import GROUP, Funnels
from batt.comparisons.measures import bounds
from batt.comparisons.null_model import NullModel

KEY = ["indicator", "programme", "provider_id"]
OUTER = 0.10
COLUMNS = [*KEY, "direction", "unit", "extreme", "previous_flag", "previous_value", "reliability"]
COLUMNS += ["expected_value", "expected_low", "expected_high", "value", "beyond_expected", "reason"]


def regression_to_mean(now: Funnels, before: Funnels) -> pd.DataFrame:
    """Return what to expect of providers that were flagged, or in the outer tenth, the year before.

    Parameters
    ----------
    now, before
        The funnels of this year and of the year before.

    Returns
    -------
    DataFrame
        One row per provider × indicator × programme that was extreme: ``extreme`` (``high`` or ``low`` last
        year), ``previous_flag``, ``previous_value``, ``reliability`` (share of last year's distance to the
        national figure that is expected to stay: tau²/(tau² + s²)), ``expected_value`` with the 95 % range
        ``expected_low, expected_high`` for this year's figure under no real change, ``value``,
        ``beyond_expected`` (this year's figure lies outside the range; missing without one) and ``reason``
        (``no_current``, ``not_tested``).

    Notes
    -----
    Reckoned on the steady scale of the funnel from last year's tau²: centre this year + reliability · last
    year's distance; the range adds what is unknown of the provider's own level to this year's chance.
    """
    parts = [
        _group(key, part, now, before) for key, part in _extremes(before.cells).groupby(GROUP, sort=True)
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def _extremes(cells: pd.DataFrame) -> pd.DataFrame:
    """Return last year's cells that were flagged or in the outer tenth on either side."""
    tested = cells.loc[cells["flag"] != ""]
    place = tested.groupby(GROUP)["z"].rank(pct=True, method="average")
    outer = (place <= OUTER) | (place > 1 - OUTER)
    chosen = tested.loc[outer | (tested["flag"] != "inside")]
    return chosen.assign(extreme=np.where(chosen["z"] > 0, "high", "low"))


def _group(key, part: pd.DataFrame, now: Funnels, before: Funnels) -> pd.DataFrame:
    table = part[[*KEY, "direction", "unit", "extreme", "flag", "measure", "size"]].merge(
        now.cells[[*KEY, "measure", "size", "flag"]],
        on=KEY,
        how="left",
        suffixes=("_0", ""),
        validate="one_to_one",
    )
    table = table.rename(
        columns={"flag_0": "previous_flag", "measure_0": "previous_value", "measure": "value"}
    )
    old, tau2 = _model(before, key, part["unit"])
    new, new_tau2 = _model(now, key, part["unit"])
    tested = (table["flag"].fillna("") != "").to_numpy()
    variance = old.steady_variance(table["size_0"].to_numpy())
    reliability = tau2 / (tau2 + variance)
    distance = old.steady(table["previous_value"].to_numpy()) - old.centre(tau2)
    centre = new.centre(new_tau2) + reliability * distance
    size = table["size"].to_numpy(dtype=float)
    reach = stats.norm.ppf(0.975) * np.sqrt(tau2 * (1 - reliability) + new.steady_variance(size))
    ends = [
        np.where(tested, np.clip(new.natural(at), new.low, new.high), np.nan)
        for at in (centre, centre - reach, centre + reach)
    ]
    value = table["value"].to_numpy(dtype=float)
    beyond = pd.array((value < ends[1]) | (value > ends[2]), dtype="boolean")
    beyond[~tested] = pd.NA
    reason = np.select([tested, np.isnan(size)], ["", "no_current"], "not_tested")
    table = table.assign(reliability=reliability, expected_value=ends[0], expected_low=ends[1])
    return table.assign(expected_high=ends[2], beyond_expected=beyond, reason=reason)


def _model(year: Funnels, key, unit: pd.Series) -> tuple[NullModel, float]:
    """Return the group's null model and tau²; a model of NaN when the year has no such group."""
    low, high = (float(end[0]) for end in bounds(unit.iloc[:1]))
    found = year.groups.loc[(year.groups["indicator"] == key[0]) & (year.groups["programme"] == key[1])]
    if found.empty:
        return NullModel("mean", float("nan")), float("nan")
    row = found.iloc[0]
    model = NullModel(row["kind"], float(row["target"]), float(row["sigma"]), float(row["df"]), low, high)
    return model, float(row["tau2"])
