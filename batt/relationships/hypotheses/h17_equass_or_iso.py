"""H17: do results differ between providers certified under EQUASS only and under ISO 9001 only?"""

import pandas as pd

from batt.relationships.clustered.checks import check_table, share_checks
from batt.relationships.clustered.group_difference import METHOD, slope_of_groups
from batt.relationships.clustered.panel_design import panel_rows
from batt.relationships.estimate import Scale, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.panels import KEY, with_unemployment

OUTCOMES: dict[str, tuple[str, Scale]] = {
    "user": ("i02", "points"),
    "nav": ("i01", "points"),
    "jobs": ("i08", "share_difference"),
}
"""Part → indicator and scale of its value."""


def examine(evidence: Evidence) -> Examined:
    """Compare the two groups within programme and year, given the unemployment of the county.

    Without the county's unemployment there is no fair comparison, and none is made.
    """
    if evidence.rows("certificates").empty or evidence.rows("labour_market").empty:
        return Examined(tuple(_not_delivered(part) for part in OUTCOMES))
    schemes = schemes_in_force(evidence.rows("certificates"))
    findings, checks = [], {}
    for part, (indicator, scale) in OUTCOMES.items():
        frame = evidence.panel(indicator).merge(schemes, on=KEY, validate="many_to_one")
        if frame.empty:
            findings.append(_not_delivered(part))
            continue
        rows = panel_rows(
            with_unemployment(evidence, frame),
            outcome="value",
            exposure="is_equass",
            weight="n",
            fixed=("year", "programme"),
            controls=("unemployment",),
        )
        slope = slope_of_groups(rows)
        findings.append(Finding(part, slope.estimate(scale, METHOD)))
        if part == "jobs":
            checks[part] = share_checks(slope)
    groups = schemes.groupby(["year", "is_equass"], as_index=False).size()
    return Examined(
        tuple(findings),
        {"h17_checks": check_table(checks), "h17_groups": groups.rename(columns={"size": "providers_n"})},
    )


def schemes_in_force(certificates: pd.DataFrame) -> pd.DataFrame:
    """Return the providers certified under one of the two schemes alone.

    Parameters
    ----------
    certificates
        One row per year and certificate delivered: ``year, provider_id, scheme, valid_from, valid_to``.

    Returns
    -------
    DataFrame
        One row per year and provider with a certificate valid on some day of the year under exactly one of
        EQUASS (either mark) and ISO 9001: ``year, provider_id, is_equass``.
    """
    first, last = (pd.to_datetime(certificates["year"].astype(str) + day) for day in ("-01-01", "-12-31"))
    until = certificates["valid_to"]
    is_valid = (certificates["valid_from"] <= last) & (until.isna() | (until >= first))
    valid = certificates[is_valid].assign(
        is_equass=certificates["scheme"].isin(["EQUASS_ASSURANCE", "EQUASS_EXCELLENCE"]),
        is_iso=certificates["scheme"] == "ISO9001",
    )
    either = valid.groupby(KEY, as_index=False)[["is_equass", "is_iso"]].any()
    return either.loc[either["is_equass"] != either["is_iso"], [*KEY, "is_equass"]].reset_index(drop=True)


def _not_delivered(part: str) -> Finding:
    return Finding(part, no_estimate(METHOD, OUTCOMES[part][1], "not_delivered"))
