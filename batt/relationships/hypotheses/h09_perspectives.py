"""H9: do NAV, participants and staff see the same provider differently, and is the distance informative?"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.estimate import Estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.surveys.matched_gaps import Contrast, matched_gaps, theme_means
from batt.relationships.surveys.profile_tables import profile_tables
from batt.relationships.surveys.robust_correlation import robust_correlation
from batt.relationships.surveys.six_points import theme_scores, themes_matched

SEED = 90
SURVEYS = ("nav", "user", "staff")
# Staff answer anonymously: a mean of fewer is never formed.
MINIMUM = {"staff": 5}
PAIRS = {"staff_nav": ("staff", "nav"), "user_nav": ("user", "nav"), "user_staff": ("user", "staff")}


def examine(evidence: Evidence) -> Examined:
    """Compare the three groups' means on matching questions about the same provider and year.

    Also whether providers whose staff lie further above NAV send more or fewer to a job than providers with
    the same programmes.
    """
    answers = {survey: theme_scores(evidence, survey) for survey in SURVEYS}
    strict, loose = themes_matched("strict"), themes_matched("strict", "loose")
    parts = (
        Contrast("user_minus_nav", "user", "nav", strict),
        Contrast("user_minus_staff", "user", "staff", strict),
        Contrast("staff_minus_nav", "staff", "nav", strict),
        Contrast("user_minus_nav_loose", "user", "nav", loose),
    )
    by_theme = list(_theme_contrasts())
    gaps = matched_gaps(answers, [*parts, *by_theme], seed=SEED, minimum=MINIMUM)
    findings = [Finding(contrast.key, gaps.gaps[contrast.key]) for contrast in parts]
    jobs = standardised_job_share(evidence.panel("i08"))
    both = gaps.by_provider[["staff_minus_nav"]].join(jobs, how="inner")
    findings.append(
        Finding("gap_and_jobs", robust_correlation(both["staff_minus_nav"], both["standardised_share"]))
    )
    tables = {"h09_gaps": _means(answers), "h09_pairs": _pairs(gaps.gaps, by_theme)}
    return Examined(tuple(findings), tables | profile_tables(evidence))


def standardised_job_share(panel: pd.DataFrame) -> pd.Series:
    """Return the providers' share going to a job beside what the country had in the same programmes.

    Parameters
    ----------
    panel
        One row per year, provider and programme with ``numerator`` and ``denominator``.

    Returns
    -------
    Series
        By ``provider_id``: jobs less expected jobs per exit, over all years (0 = as the country).
    """
    cells = panel.groupby(["year", "programme"])[["numerator", "denominator"]].transform("sum")
    expected = panel["denominator"] * cells["numerator"] / cells["denominator"]
    sums = (
        panel.assign(surplus=panel["numerator"] - expected)
        .groupby("provider_id")[["surplus", "denominator"]]
        .sum()
    )
    return (sums["surplus"] / sums["denominator"]).rename("standardised_share")


def _theme_contrasts() -> Iterator[Contrast]:
    """Yield one contrast per pair of groups and theme that both were asked about."""
    for pair, (of, minus) in PAIRS.items():
        matches = ("strict", "loose") if "user" in (of, minus) else ("strict", "loose", "two_way")
        for theme in themes_matched(*matches):
            yield Contrast(f"{pair}:{theme}", of, minus, (theme,))


def _means(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return ``theme, match, nav, user, staff``: means in which every provider counts the same."""
    themes = [theme for theme in load_registry().themes if theme.match != "user_only"]
    table = pd.DataFrame({"theme": [t.id for t in themes], "match": [t.match for t in themes]})
    for survey, rows in answers.items():
        means = pd.Series(dtype=float)
        if len(rows):
            by_year = theme_means(rows, MINIMUM.get(survey, 1))
            means = by_year.groupby(level="provider_id").mean().mean()
        table[survey] = table["theme"].map(means).astype(float)
    return table


def _pairs(gaps: Mapping[str, Estimate], contrasts: list[Contrast]) -> pd.DataFrame:
    rows = []
    for contrast in contrasts:
        gap = gaps[contrast.key]
        pair, theme = contrast.key.split(":")
        rows.append((theme, pair, gap.value, gap.low, gap.high, gap.n if np.isfinite(gap.value) else 0))
    return pd.DataFrame(rows, columns=["theme", "pair", "gap", "low", "high", "providers_n"])
