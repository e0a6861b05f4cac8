"""H11: do staff rate their provider higher than NAV does?"""

import pandas as pd

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.surveys.matched_gaps import Contrast, matched_gaps
from batt.relationships.surveys.rank_sum import METHOD, rank_sum
from batt.relationships.surveys.six_points import respondent_mean, theme_scores, themes_matched

SEED = 110
# Staff answer anonymously: a provider's mean of fewer is never formed.
MINIMUM = {"staff": 5}


def examine(evidence: Evidence) -> Examined:
    """Compare staff with NAV on the nine questions that both were asked.

    Provider by provider in points, and respondent by respondent as the chance that a member of staff rates
    higher than a NAV respondent.
    """
    answers = {survey: theme_scores(evidence, survey) for survey in ("staff", "nav")}
    themes = themes_matched("strict", "loose", "two_way")
    contrast = Contrast("staff_minus_nav", "staff", "nav", themes)
    gaps = matched_gaps(answers, [contrast], seed=SEED, minimum=MINIMUM)
    return Examined(
        (
            Finding("staff_minus_nav", gaps.gaps["staff_minus_nav"]),
            Finding("staff_above_nav", _staff_above_nav(answers["staff"], answers["nav"], list(themes))),
        )
    )


def _staff_above_nav(staff: pd.DataFrame, nav: pd.DataFrame, themes: list[str]) -> Estimate:
    if staff.empty or nav.empty:
        return no_estimate(METHOD, "probability", "not_delivered")
    return rank_sum(
        respondent_mean(staff[themes]),
        respondent_mean(nav[themes]),
        first_clusters=staff["provider_id"],
        second_clusters=nav["provider_id"],
    ).estimate
