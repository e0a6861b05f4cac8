"""H24: does taking part in indikator.no help the work with the quality system? Actions that are evaluated."""

import pandas as pd

from batt.relationships.clustered.checks import check_table, share_checks
from batt.relationships.clustered.group_difference import METHOD, slope_of_groups
from batt.relationships.clustered.panel_design import panel_rows
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.panels import KEY


def examine(evidence: Evidence) -> Examined:
    """Compare the share of improvement actions evaluated, among providers that have any, in the same year."""
    actions, providers = evidence.rows("improvement_actions"), evidence.rows("providers")
    if actions.empty or providers.empty:
        nothing = no_estimate(METHOD, "share_difference", "not_delivered")
        return Examined((Finding("evaluated", nothing),))
    shares = evaluated_shares(actions).merge(
        providers[[*KEY, "in_indikator_no"]], on=KEY, validate="one_to_one"
    )
    slope = slope_of_groups(
        panel_rows(shares, outcome="evaluated_share", exposure="in_indikator_no", weight="actions_n")
    )
    finding = Finding("evaluated", slope.estimate("share_difference", METHOD))
    return Examined((finding,), {"h24_checks": check_table({"evaluated": share_checks(slope)})})


def evaluated_shares(actions: pd.DataFrame) -> pd.DataFrame:
    """Return the share of actions evaluated among those of which it is known.

    Returns
    -------
    DataFrame
        One row per year and provider with such actions: ``evaluated_share`` (0–1) and ``actions_n``.
    """
    known = actions[actions["is_evaluated"].notna()]
    known = known.assign(is_evaluated=known["is_evaluated"].astype(float))
    shares = known.groupby(KEY, as_index=False)["is_evaluated"].agg(["mean", "size"])
    return shares.rename(columns={"mean": "evaluated_share", "size": "actions_n"})
