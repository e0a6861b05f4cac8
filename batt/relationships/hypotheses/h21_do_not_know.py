"""H21: how much does NAV's "don't know" leave open about NAV's mean?"""

import numpy as np
import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.surveys.cluster_sums import cluster_codes
from batt.relationships.surveys.item_profile import SCORES, clustered_mean, clustered_wilson
from batt.relationships.surveys.non_response_bounds import METHOD, width_of_bounds
from batt.relationships.surveys.profile_tables import DO_NOT_KNOW
from batt.relationships.surveys.six_points import six_point_rows
from batt.relationships.surveys.spread_of_shares import METHOD as SPREAD_METHOD
from batt.relationships.surveys.spread_of_shares import spread_of_shares

SEED = 210
LOWEST, HIGHEST = SCORES[0], SCORES[-1]
COLUMNS = ["question", "answers_n", "seven_n", "share", "low", "high", "mean", "mean_if_1", "mean_if_6"]


def examine(evidence: Evidence) -> Examined:
    """Bound NAV's mean by the answers 7, and compare the share of 7 between the questions."""
    rows = six_point_rows(evidence, "nav")
    if rows.empty:
        missing = (
            Finding("mean_range", no_estimate(METHOD, "points", "not_delivered")),
            Finding("item_spread", no_estimate(SPREAD_METHOD, "share_difference", "not_delivered")),
        )
        return Examined(missing, {"h21_do_not_know": pd.DataFrame(columns=COLUMNS)})
    questions = load_registry().survey("nav").questions
    given = rows[[question.field for question in questions]].to_numpy(dtype=float, na_value=np.nan)
    is_seven, is_answer = given == DO_NOT_KNOW, np.isin(given, [*SCORES, DO_NOT_KNOW])
    provider = np.broadcast_to(cluster_codes(rows["provider_id"])[:, None], given.shape)
    findings = (
        Finding(
            "mean_range",
            width_of_bounds(is_seven[is_answer], provider[is_answer], lowest=LOWEST, highest=HIGHEST),
        ),
        Finding("item_spread", spread_of_shares(is_seven, is_answer, rows["provider_id"], seed=SEED)),
    )
    table = [
        _item(question.id, item[kept], codes[kept])
        for question, item, kept, codes in zip(questions, given.T, is_answer.T, provider.T, strict=True)
        if kept.any()
    ]
    return Examined(findings, {"h21_do_not_know": pd.DataFrame(table, columns=COLUMNS)})


def _item(question: str, given: np.ndarray, codes: np.ndarray) -> tuple[str | float, ...]:
    is_seven = given == DO_NOT_KNOW
    share, se, df = clustered_mean(is_seven[:, None].astype(float), codes)
    low, high = clustered_wilson(share, se, df, len(given))
    known = given[~is_seven]
    ends = [float(np.where(is_seven, end, given).mean()) for end in (LOWEST, HIGHEST)]
    mean = float(known.mean()) if len(known) else float("nan")
    return (
        question,
        len(given),
        int(is_seven.sum()),
        float(share[0]),
        float(low[0]),
        float(high[0]),
        mean,
        *ends,
    )
