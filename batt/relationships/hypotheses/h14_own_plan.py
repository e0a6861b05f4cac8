"""H14: are participants who took part in making their own plan more satisfied, and do more go to a job?"""

import pandas as pd

from batt.relationships.clustered.within_between import METHOD as PANEL_METHOD
from batt.relationships.clustered.within_between import within_between
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.surveys.six_points import respondent_mean, scores, six_point_rows
from batt.relationships.surveys.within_slope import METHOD, within_slope

OWN_PLAN = "u5"
CELL = ["provider_id", "programme", "year"]
# A mean of fewer answers says little about a programme at a provider.
MINIMUM_N = 5


def examine(evidence: Evidence) -> Examined:
    """Relate the answers about the own plan to the other answers, and to the share going to a job.

    Answers cannot be linked to persons, so jobs are compared between providers' programmes.
    """
    rows = six_point_rows(evidence, "user")
    if rows.empty:
        return Examined(
            (
                Finding("satisfaction", no_estimate(METHOD, "points", "not_delivered")),
                Finding("jobs", no_estimate(PANEL_METHOD, "share_difference", "not_delivered")),
            )
        )
    answers = scores(rows, "user")
    people = rows[CELL].assign(plan=answers[OWN_PLAN], others=respondent_mean(answers.drop(columns=OWN_PLAN)))
    satisfaction = within_slope(
        people["others"],
        people["plan"],
        people.groupby(CELL, dropna=False).ngroup(),
        people["provider_id"],
    )
    return Examined((Finding("satisfaction", satisfaction), Finding("jobs", _jobs(people, evidence))))


def _jobs(people: pd.DataFrame, evidence: Evidence) -> Estimate:
    cells = (
        people.dropna(subset=["plan"])
        .groupby(CELL, as_index=False)
        .agg(plan=("plan", "mean"), plan_n=("plan", "size"))
    )
    panel = evidence.panel("i08").merge(cells[cells["plan_n"] >= MINIMUM_N], on=CELL, validate="one_to_one")
    return within_between(
        panel,
        outcome="value",
        exposure="plan",
        scale="share_difference",
        weight="denominator",
        fixed=("year", "programme"),
    ).between
