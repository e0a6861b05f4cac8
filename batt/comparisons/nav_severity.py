"""NAV scores with and without the severity of the offices that answer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.crossed_effects import fit_crossed_effects
from batt.registry import load

INDICATOR = "i01"
COLUMNS = [
    "year",
    "provider_id",
    "n",
    "n_offices",
    "n_shared",
    "raw",
    "office_severity",
    "adjusted",
    "adjusted_low",
    "adjusted_high",
    "shrunken",
    "shrunken_low",
    "shrunken_high",
    "reason",
]
COMPONENTS = ["mean", "sd_provider", "sd_office", "sd_answer"]


@dataclass(frozen=True)
class NavSeverity:
    """The NAV survey of one year, compared fairly between offices that are mild and severe.

    Attributes
    ----------
    providers
        One row per provider, columns `COLUMNS`. ``n`` respondents from ``n_offices`` known offices;
        ``n_shared`` of them from offices that answered for other providers too. ``raw`` is the indicator's
        mean of answers 1–6; ``adjusted`` the provider's level among offices of average severity,
        ``office_severity`` the difference raw − adjusted (above 0: mild offices), ``shrunken`` the level
        drawn towards the mean of all by how little is known; with 95 % limits. ``reason`` is empty,
        ``too_few`` (numbers stay), or tells why the adjusted figures are NaN:
        ``offices_answer_for_no_other_provider`` (severity and quality cannot be told apart),
        ``too_few_answers``, ``no_variation``, ``one_provider``.
    components
        One row: ``year, mean, sd_provider, sd_office, sd_answer, n, n_providers, n_offices, reason``:
        standard deviations between providers and between offices, and of one answer around them, in points.
    """

    providers: pd.DataFrame
    components: pd.DataFrame


def nav_severity(units: pd.DataFrame, answers: pd.DataFrame | None, year: int) -> NavSeverity:
    """Separate what offices say of every provider from what they say of this one.

    Parameters
    ----------
    units
        One row per counted unit with ``indicator, row_id, provider_id, x, w``: indicator 1's are respondents.
    answers
        One row per respondent with ``row_id, nav_office_id``; a respondent without an office is taken to be
        of average severity. None when undelivered.

    Notes
    -----
    Additive model of respondents' means, weighted by their number of answers so that the raw figure is the
    indicator's own. Offices are random effects; providers are fixed for ``adjusted`` and random for
    ``shrunken``.
    """
    respondents = units.loc[(units["indicator"] == INDICATOR) & (units["w"] > 0)]
    known = pd.DataFrame({"row_id": [], "nav_office_id": []}, dtype="str")
    if answers is not None:
        known = answers[["row_id", "nav_office_id"]]
    respondents = respondents.merge(known, on="row_id", how="left", validate="many_to_one")
    respondents = respondents.rename(columns={"nav_office_id": "office"})
    offices = respondents.groupby("office")["provider_id"].nunique()
    respondents = respondents.assign(is_shared=respondents["office"].isin(offices.index[offices > 1]))
    table = _raw(respondents).assign(year=year)
    reason = _why_not(respondents)
    numbers = {"year": year, "n": len(respondents), "n_providers": len(table), "n_offices": len(offices)}
    if reason:
        components = pd.DataFrame([numbers | {"reason": reason} | dict.fromkeys(COMPONENTS, np.nan)])
        return NavSeverity(table.assign(reason=reason).reindex(columns=COLUMNS), components)
    weight = respondents["w"].to_numpy(dtype=float)
    fit = fit_crossed_effects(
        respondents["x"].to_numpy(dtype=float) / weight,
        weight,
        pd.factorize(respondents["provider_id"], sort=True)[0],
        pd.factorize(respondents["office"], sort=True)[0],
    )
    if not fit.residual_variance > 1e-12:
        components = pd.DataFrame([numbers | {"reason": "no_variation"} | dict.fromkeys(COMPONENTS, np.nan)])
        return NavSeverity(table.assign(reason="no_variation").reindex(columns=COLUMNS), components)
    z = stats.norm.ppf(0.975)
    lonely = (table["n_shared"] == 0) & (table["n_offices"] > 0)
    for name, value, se in (
        ("adjusted", fit.fixed, fit.fixed_se),
        ("shrunken", fit.shrunken, fit.shrunken_se),
    ):
        levels = {name: value, f"{name}_low": value - z * se, f"{name}_high": value + z * se}
        table = table.assign(**{column: np.where(lonely, np.nan, level) for column, level in levels.items()})
    minimum = next(one.minimum_n for one in load().indicators if one.id == INDICATOR)
    table = table.assign(
        office_severity=table["raw"] - table["adjusted"],
        reason=np.select(
            [lonely, table["n"] < minimum], ["offices_answer_for_no_other_provider", "too_few"], ""
        ),
    )
    deviations = np.sqrt([fit.subject_variance, fit.rater_variance, fit.residual_variance])
    found = dict(zip(COMPONENTS, [fit.mean, *deviations]))
    return NavSeverity(table.reindex(columns=COLUMNS), pd.DataFrame([numbers | found | {"reason": ""}]))


def _raw(respondents: pd.DataFrame) -> pd.DataFrame:
    """Return the counts and the indicator's own value. One row per provider, in order of its id."""
    table = respondents.groupby("provider_id", sort=True).agg(
        n=("w", "size"),
        n_offices=("office", "nunique"),
        n_shared=("is_shared", "sum"),
        x=("x", "sum"),
        w=("w", "sum"),
    )
    return table.assign(raw=table["x"].astype("float64") / table["w"]).reset_index()


def _why_not(respondents: pd.DataFrame) -> str:
    """Return why offices and providers cannot be told apart, or an empty string."""
    if respondents["provider_id"].nunique() < 2:
        return "one_provider"
    if not respondents["is_shared"].any():
        return "offices_answer_for_no_other_provider"
    groups = respondents["provider_id"].nunique() + respondents["office"].nunique()
    return "too_few_answers" if len(respondents) <= groups + 1 else ""
