"""Describe the share going to a job by length of stay, among those who left."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.relationships.leavers.bands import band_shares, leavers_near
from batt.relationships.leavers.height import Height, height_above_both_ends
from batt.relationships.leavers.judge import judge
from batt.relationships.leavers.lind_mehlum import LindMehlum, lind_mehlum
from batt.relationships.leavers.quadratic import QuadraticFit, fit_quadratic
from batt.relationships.leavers.spline import SplineCurve, spline_curve
from batt.relationships.leavers.two_lines import TwoLines, two_lines
from batt.relationships.regression import complete_cases
from batt.relationships.verdict import Verdict

CURVE_POINTS = 61


@dataclass(frozen=True)
class DurationDescription:
    """What is seen of outcome against length of stay in one programme.

    Estimand: among those who left, the share that went to a job, at each length of stay. A description of
    leavers: a job itself ends a stay, so it says nothing of what another length of stay would have given.

    Attributes
    ----------
    programme, unit
        Which programme (or study), and what the exposure is counted in.
    n, n_jobs, n_clusters
        Leavers used, those of them who went to a job, and providers (None: no provider is known).
    exposure_p05, exposure_p95
        5th and 95th percentile of the exposure; between them the verdict looks for a top.
    quadratic, test, lines, curve, height
        The parts, each with its own documentation. The curve runs from the 1st to the 99th percentile.
    near_n
        Leavers within half a band of each point of the curve, shape (m,).
    bands
        One row per band of the exposure (`batt.relationships.leavers.bands.band_shares`).
    verdict
        Whether this is an inverted U, with the reason.
    """

    programme: str
    unit: str
    n: int
    n_jobs: int
    n_clusters: int | None
    exposure_p05: float
    exposure_p95: float
    quadratic: QuadraticFit
    test: LindMehlum
    lines: TwoLines
    curve: SplineCurve
    height: Height
    near_n: np.ndarray
    bands: pd.DataFrame
    verdict: Verdict


def describe_duration(
    leavers: pd.DataFrame,
    *,
    programme: str = "",
    exposure: str = "weeks",
    unit: str = "weeks",
    job: str = "is_job",
    cluster: str | None = "provider_id",
) -> DurationDescription:
    """Put the methods together on those who left.

    Parameters
    ----------
    leavers
        One row per person or spell that has ended. Rows with a missing exposure, outcome or cluster are left
        out.
    exposure, unit
        Column with the exposure, and the name of what it is counted in (``weeks``, ``hours``).
    job
        Column with the outcome, true or false (or 1 and 0).
    cluster
        Column that groups rows which are not independent; None gives model-based covariance for the
        quadratic and the curve, and HC3 for the two lines.

    Returns
    -------
    DurationDescription
        Also when there are no leavers at all; then numbers are NaN and the verdict is ``cannot_tell``.

    Raises
    ------
    KeyError
        When a named column is not there.
    """
    cases = complete_cases(
        leavers[exposure].to_numpy(),
        leavers[job].to_numpy(),
        None if cluster is None else leavers[cluster].to_numpy(),
    )
    x, y, clusters = cases.x, cases.y, cases.clusters
    p01, p05, p95, p99 = np.quantile(x, [0.01, 0.05, 0.95, 0.99]) if len(x) else np.full(4, np.nan)
    at = np.linspace(p01, p99, CURVE_POINTS) if p99 > p01 else np.empty(0)
    quadratic = fit_quadratic(x, y, clusters=clusters)
    test = lind_mehlum(quadratic)
    lines = two_lines(x, y, clusters=clusters)
    curve = spline_curve(x, y, clusters, at)
    height = height_above_both_ends(curve, float(p05), float(p95))
    return DurationDescription(
        programme=programme,
        unit=unit,
        n=len(x),
        n_jobs=int(y.sum()),
        n_clusters=None if clusters is None else len(np.unique(clusters)),
        exposure_p05=float(p05),
        exposure_p95=float(p95),
        quadratic=quadratic,
        test=test,
        lines=lines,
        curve=curve,
        height=height,
        near_n=leavers_near(x, at),
        bands=band_shares(x, y),
        verdict=judge(quadratic, test, lines, height, int(y.sum()), (float(p05), float(p95))),
    )
