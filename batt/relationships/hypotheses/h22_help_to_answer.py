"""H22: do help to answer, and a scale with fewer answers, move the participants' mean?"""

import numpy as np
import pandas as pd
from scipy import stats

from batt.registry import load as load_registry
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.surveys.cluster_sums import cluster_codes
from batt.relationships.surveys.item_profile import SCORES, clustered_mean
from batt.relationships.surveys.six_points import POINTS, respondent_mean, scores, six_point_rows
from batt.relationships.surveys.within_slope import METHOD, within_slope

NO_HELP = "INGEN"
KINDS = {"helped_by_staff": ("ANSATT",), "helped_by_others": ("PARORENDE", "ANNEN")}
SHORT_SCALE_PROGRAMME = "VTA"
CELL = ["provider_id", "programme", "year"]
COLUMNS = ["help", "n", "mean", "low", "high"]


def examine(evidence: Evidence) -> Examined:
    """Compare participants of the same provider, programme and year by help and by scale."""
    rows = six_point_rows(evidence, "user")
    people = rows.assign(mean=respondent_mean(scores(rows, "user"))) if len(rows) else rows
    findings = [Finding(part, _helped(people, kinds)) for part, kinds in KINDS.items()]
    short = Finding("short_scale", _short_scale(evidence.rows("answers_user")))
    return Examined((*findings, short), {"h22_by_help": _by_help(people)})


def _helped(people: pd.DataFrame, kinds: tuple[str, ...]) -> Estimate:
    if people.empty:
        return no_estimate(METHOD, "points", "not_delivered")
    compared = people[people["answer_help"].isin([NO_HELP, *kinds])]
    cells = compared.groupby(CELL, dropna=False).ngroup()
    return within_slope(compared["mean"], compared["answer_help"].isin(kinds), cells, compared["provider_id"])


def _short_scale(answers: pd.DataFrame) -> Estimate:
    """Compare the scales among those of the same provider and year in the programme that may shorten it.

    Answers 1 to k are spread evenly over 1 to 6: the ends meet.
    """
    if answers.empty or "scale_points" not in answers:
        return no_estimate(METHOD, "points", "not_delivered")
    rows = answers[answers["programme"] == SHORT_SCALE_PROGRAMME]
    points = rows["scale_points"].fillna(POINTS).astype(float).to_numpy()
    fields = [question.field for question in load_registry().survey("user").questions if question.in_mean]
    given = rows[fields].astype("Float64").astype(float)
    on_scale = given.where(given.ge(1) & given.le(points, axis=0))
    converted = 1 + (on_scale - 1).div(points - 1, axis=0) * (POINTS - 1)
    return within_slope(
        respondent_mean(converted),
        points < POINTS,
        rows.groupby(CELL, dropna=False).ngroup(),
        rows["provider_id"],
    )


def _by_help(people: pd.DataFrame) -> pd.DataFrame:
    """Return ``help, n, mean, low, high``: the plain means, with intervals clustered on providers."""
    table = []
    codes = load_registry().codes["answer_help"]
    for code in codes if len(people) else ():
        of_kind = people[(people["answer_help"] == code.code) & people["mean"].notna()]
        if of_kind.empty:
            continue
        value, se, df = clustered_mean(
            of_kind[["mean"]].to_numpy(dtype=float), cluster_codes(of_kind["provider_id"])
        )
        half = float(stats.t.ppf(0.975, df) * se[0]) if df > 0 else np.nan
        ends = np.clip([value[0] - half, value[0] + half], SCORES[0], SCORES[-1])
        table.append((code.code, len(of_kind), float(value[0]), *ends.tolist()))
    return pd.DataFrame(table, columns=COLUMNS)
