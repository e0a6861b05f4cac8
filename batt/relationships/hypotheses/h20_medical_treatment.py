"""H20: do providers that let more people go on to medical treatment take in more with low work capability?"""

import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.clustered.checks import check_table, within_checks
from batt.relationships.clustered.panel_design import panel_rows
from batt.relationships.clustered.slope import slope_within
from batt.relationships.clustered.within_between import METHOD
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.panels import KEY, lagged

LOW, KNOWN = "1", ("1", "2", "3")
TREATMENT = "A3"
STEP = 0.10
"""The exposure is counted in ten percentage points."""


def examine(evidence: Evidence) -> Examined:
    """Follow the intake of each provider's programmes against its use of treatment the year before."""
    spells = evidence.rows("spells")
    if spells.empty:
        return Examined((Finding("intake", no_estimate(METHOD, "share_difference", "not_delivered")),))
    spells = spells[spells["programme"].isin(load_registry().applicable("i09"))]
    before = lagged(treatment_beyond_expected(spells), ["treated"])
    rows = panel_rows(
        low_capability_intake(spells).merge(before, on=KEY, validate="many_to_one"),
        outcome="low_share",
        exposure="treated_before",
        weight="starters_n",
        fixed=("year", "programme"),
    )
    finding = Finding("intake", slope_within(rows).estimate("share_difference", METHOD))
    checks = {"intake": within_checks(rows, "share_difference")}
    return Examined((finding,), {"h20_checks": check_table(checks)})


def treatment_beyond_expected(spells: pd.DataFrame) -> pd.DataFrame:
    """Return how far a provider's share of exits to approved treatment lies above what its leavers give.

    The expected share is the country's for the same year, programme and work capability: otherwise a provider
    that took in more with low work capability would show more treatment years later, when they leave.

    Returns
    -------
    DataFrame
        One row per year and provider with exits: ``year, provider_id, treated`` in ten percentage points.
    """
    exits = spells[spells["is_exit"].astype(bool)]
    is_treated = (exits["end_cause"] == TREATMENT) & (exits["cause_group"] == "active")
    exits = exits.assign(is_treated=is_treated.fillna(False).astype(float))
    alike = exits.groupby(["year", "programme", "work_capability"], dropna=False)["is_treated"]
    exits = exits.assign(treated=(exits["is_treated"] - alike.transform("mean")) / STEP)
    return exits.groupby(KEY)["treated"].mean().reset_index()


def low_capability_intake(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the share with low work capability among those who started and whose capability is known.

    Returns
    -------
    DataFrame
        One row per year, provider and programme with starters: ``low_share`` (0–1) and ``starters_n``.
    """
    starters = spells[spells["started_in_year"].astype(bool) & spells["work_capability"].isin(KNOWN)]
    starters = starters.assign(is_low=(starters["work_capability"] == LOW).astype(float))
    shares = starters.groupby([*KEY, "programme"], as_index=False)["is_low"].agg(["mean", "size"])
    return shares.rename(columns={"mean": "low_share", "size": "starters_n"})
