"""What H1 and H2 have in common: one outcome against the length of stay, among leavers and among those in."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.courses import courses
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Finding
from batt.relationships.leavers.duration import DurationDescription, describe_duration
from batt.relationships.leavers.two_lines import TwoLines
from batt.relationships.spells import leavers
from batt.relationships.staying.exit_hazards import exit_hazards, hazard_bands, time_at_risk
from batt.relationships.staying.staying_verdict import StayingVerdict, staying_verdict

STAY = "i10"
PAGE_STEP = 2
"""Landmark weeks from one shown to the next, where the programme has more than a page of them."""

MOST_SHOWN = 60


def programmes(evidence: Evidence) -> list[str]:
    """Return the programmes with courses among those that time in the programme is measured for."""
    there = set(evidence.spells["programme"])
    return [code for code in load_registry().applicable(STAY) if code in there]


def by_programme(evidence: Evidence, outcome: int) -> tuple[tuple[Finding, ...], dict[str, StayingVerdict]]:
    """Describe those who left and follow everybody, one programme at a time.

    Returns
    -------
    The findings of both parts, and what following everybody gave each programme. Without courses one finding
    a part says that nothing was delivered, and no programme is followed.
    """
    codes = programmes(evidence)
    if not codes:
        nothing = no_estimate("duration", "share_difference", "not_delivered")
        return (Finding("leavers", nothing), Finding("staying", nothing)), {}
    staying = {code: among_those_in(evidence, code, outcome) for code in codes}
    findings = (
        *(among_leavers(evidence, code, outcome) for code in codes),
        *(Finding("staying", one.estimate, code, one.verdict) for code, one in staying.items()),
    )
    return findings, staying


def among_leavers(evidence: Evidence, programme: str, outcome: int) -> Finding:
    """Describe those who left: the height of the rise and fall, judged by the rule of the description."""
    left = leavers(evidence.spells, programme)
    left = left.assign(is_outcome=left["cause"] == outcome)
    described = describe_duration(left, programme=programme, job="is_outcome")
    return Finding("leavers", height_estimate(described), programme, described.verdict)


def height_estimate(described: DurationDescription) -> Estimate:
    """Return the height of the rise and fall with its limits, and the p-value of both tests together.

    The larger of the two p-values, since both must agree (intersection–union).
    """
    height, n, n_clusters = described.height, described.n, described.n_clusters
    p = max(described.test.p, _two_lines_p(described.lines))
    if not np.isfinite([height.height, p]).all():
        reason = _reason(described)
        return no_estimate("duration", "share_difference", reason, n=n, n_clusters=n_clusters)
    return Estimate(
        "duration",
        "share_difference",
        height.height,
        height.low,
        height.high,
        p=p,
        n=n,
        n_clusters=n_clusters,
        is_one_sided=True,
    )


def among_those_in(evidence: Evidence, programme: str, outcome: int) -> StayingVerdict:
    """Follow everybody: the range of weeks whose share stands out, judged by the rule about staying."""
    most = load_registry().programme(programme).max_weeks
    return staying_verdict(
        courses(evidence, programme), outcome=outcome, max_weeks=np.nan if most is None else float(most)
    )


def landmark_table(programme: str, staying: StayingVerdict) -> pd.DataFrame:
    """Return the landmark shares of a programme. One row per landmark week shown."""
    shares, spoken_of = staying.shares, staying.range_weeks
    low, high = spoken_of or (np.inf, -np.inf)
    table = pd.DataFrame(
        {
            "programme": programme,
            "week": shares.weeks,
            "n_in": shares.n_in.astype("int64"),
            "outcomes_n": shares.outcomes_n.astype("int64"),
            "share": shares.share,
            "low": shares.low,
            "high": shares.high,
            "horizon_weeks": shares.horizon_weeks,
            "is_range": (shares.weeks >= low) & (shares.weeks <= high),
        }
    )
    return table.iloc[:: PAGE_STEP if len(table) > MOST_SHOWN else 1].reset_index(drop=True)


def hazard_table(evidence: Evidence, programme: str, staying: StayingVerdict) -> pd.DataFrame:
    """Return the rate of leaving for each cause by bands of weeks, as far as the landmarks reach."""
    rows = courses(evidence, programme)
    shares = staying.shares
    until = float(shares.weeks[-1] + shares.horizon_weeks) if len(shares.weeks) else 0.0
    time, cause = rows["time_days"].to_numpy(dtype=float), rows["cause"].to_numpy()
    edges = hazard_bands(time, cause, until) if until else np.zeros(1)
    at_risk = time_at_risk(time, cause, rows["entry_days"].to_numpy(dtype=float), rows["provider_id"], edges)
    table = exit_hazards(at_risk)
    table.insert(0, "programme", programme)
    return table


def stacked(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the programmes' tables under each other; those without rows only give their columns."""
    given = list(tables)
    return pd.concat([one for one in given if len(one)] or given[:1], ignore_index=True)


def _two_lines_p(lines: TwoLines) -> float:
    """Return the larger p-value of the two lines; 1 when one of them points the wrong way."""
    if lines.reason:
        return float("nan")
    return max(lines.p_below, lines.p_above) if lines.slope_below > 0 > lines.slope_above else 1.0


def _reason(described: DurationDescription) -> str:
    """Say why a description has no number, in the words of estimates."""
    reason = described.quadratic.reason or described.curve.reason or described.lines.reason
    renamed = {"no_variation_in_exposure": "constant_exposure", "break_at_edge": "too_few"}
    return renamed.get(reason, reason) or "not_converged"
