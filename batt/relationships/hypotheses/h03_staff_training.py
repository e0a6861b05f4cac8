"""H3: does more training of staff go with better services? The year before, at the same provider."""

import pandas as pd

from batt.relationships.clustered.checks import check_table, within_checks
from batt.relationships.clustered.panel_design import PanelRows, panel_rows
from batt.relationships.clustered.slope import slope_between, slope_within
from batt.relationships.clustered.within_between import METHOD
from batt.relationships.estimate import Estimate, Scale, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.panels import KEY, lagged, training_days

OUTCOMES: dict[str, tuple[str, Scale]] = {
    "user": ("i02", "points"),
    "nav": ("i01", "points"),
    "jobs": ("i08", "share_difference"),
}
"""Part → indicator and scale of its value."""


def examine(evidence: Evidence) -> Examined:
    """Follow each provider's figures (its programmes one by one) against its training days per person.

    Within providers the days of the year before and of the same year stand side by side, since a provider's
    deviations of two years following each other are not independent in a short panel. Between providers the
    average of all years counts.
    """
    training = training_days(evidence)
    both = training.merge(lagged(training, ["training"]), on=KEY, how="left", validate="one_to_one")
    findings, checks = [], {}
    for part, (indicator, scale) in OUTCOMES.items():
        frame = evidence.panel(indicator).merge(both, on=KEY, validate="many_to_one")
        if frame.empty:
            findings += [Finding(one, no_estimate(METHOD, scale, "not_delivered")) for one in _parts(part)]
            continue
        before = _rows(frame, "training_before", controls=("training",))
        findings.append(Finding(part, _within(before, scale)))
        checks[part] = within_checks(before, scale)
        if part == "user":
            same = _rows(frame, "training", controls=("training_before",))
            findings.append(Finding("user_same_year", _within(same, scale)))
        between = slope_between(_rows(frame, "training")).estimate(scale, METHOD)
        findings.append(Finding(f"{part}_between", between))
    return Examined(tuple(findings), {"h03_checks": check_table(checks)})


def _parts(part: str) -> list[str]:
    """Return the parts that rest on one outcome."""
    return [part, *(["user_same_year"] if part == "user" else []), f"{part}_between"]


def _within(rows: PanelRows, scale: Scale) -> Estimate:
    return slope_within(rows).estimate(scale, METHOD)


def _rows(frame: pd.DataFrame, exposure: str, controls: tuple[str, ...] = ()) -> PanelRows:
    return panel_rows(
        frame,
        outcome="value",
        exposure=exposure,
        weight="n",
        fixed=("year", "programme"),
        controls=controls,
    )
