"""Hold groups against each other in how many leave for what by when."""

from typing import cast

import numpy as np
import pandas as pd

from batt.comparisons.multiplicity import holm
from batt.relationships.estimate import no_estimate
from batt.relationships.staying.cox import cox
from batt.relationships.staying.fine_gray import fine_gray
from batt.relationships.staying.gray_test import gray_test
from batt.relationships.staying.hazard_fit import HazardFit
from batt.relationships.staying.proportionality import proportionality
from batt.study.compared import Comparison
from batt.study.compared_rows import TwoGroups, two_groups
from batt.study.findings import Found
from batt.study.incidence import exit_groups, incidence, steps
from batt.study.model import Study

TEST_COLUMNS = ["comparison", "cause", "exits_n", "statistic", "df", "p", "p_holm", "reason"]
PROPORTIONAL_COLUMNS = ["comparison", "cause", "statistic", "p", "reason"]


def incidence_by_group(study: Study, comparison: Comparison, spells: pd.DataFrame) -> pd.DataFrame:
    """Estimate cumulative incidence in each group.

    Returns
    -------
    DataFrame
        As `batt.study.incidence.incidence`, with ``comparison, group`` in front, thinned to the steps that a
        page may show (`batt.study.incidence.steps`).
    """
    parts = []
    for group in comparison.groups:
        persons = spells[spells[comparison.column].eq(group).fillna(False).astype(bool)]
        if len(persons):
            parts.append(steps(incidence(study, persons)).assign(comparison=comparison.id, group=group))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["comparison", "group"])


def gray_tests(study: Study, comparison: Comparison, spells: pd.DataFrame) -> pd.DataFrame:
    """Test for every exit group whether as many leave for it by each time in all groups.

    Returns
    -------
    DataFrame
        One row per exit group: ``comparison, cause, exits_n, statistic, df, p``, ``p_holm`` over the exit
        groups, ``reason``.

    Source: Gray (1988), as `batt.relationships.staying.gray_test`.
    """
    known = spells[spells[comparison.column].notna()]
    cause = _numbered(study, known)
    clusters = known["provider_id"] if study.provider else None
    rows = []
    for number, name in enumerate(exit_groups(study), start=1):
        test = gray_test(
            known["time"], cause, known[comparison.column].to_numpy(), of=number, clusters=clusters
        )
        exits = int((cause == number).sum())
        rows.append((comparison.id, name, exits, test.statistic, test.df, test.p, np.nan, test.reason))
    table = pd.DataFrame(rows, columns=TEST_COLUMNS)
    return table.assign(p_holm=holm(table["p"].to_numpy(dtype=float)))


def compare_exits(
    study: Study, comparison: Comparison, spells: pd.DataFrame
) -> tuple[list[Found], pd.DataFrame]:
    """Estimate for every exit group by which ratio two groups differ at the same background.

    Estimand: by Fine and Gray, the ratio of the rates among all who have not left for that exit: above 1 when
    more of the first group have left for it by each time. By Cox, the ratio of the rates among those who are
    still in, other exits censored: how fast, not how many.

    Returns
    -------
    list of Found
        The number by Fine and Gray (primary) and the one by Cox for every exit group.
    DataFrame
        Whether the ratio by Cox stays the same over time, one row per exit group: ``comparison, cause,
        statistic, p, reason``.

    Source: as `batt.relationships.staying.fine_gray`, `cox` and `proportionality`.
    """
    people = two_groups(study, comparison, spells, ["time", "cause"])
    cause = _numbered(study, people.rows)
    found, proportional = [], []
    for number, name in enumerate(exit_groups(study), start=1):
        overall, of_cause = _fits(people, cause, number)
        for part, fit in (("fine_gray", overall), ("cox", of_cause)):
            reason = people.reason
            estimate = no_estimate(part, "hazard_ratio", reason, n=len(cause)) if reason else fit.estimate(0)
            found.append(Found(comparison, part, estimate, name, is_primary=part == "fine_gray"))
        test = proportionality(of_cause, [0])
        proportional.append((comparison.id, name, test.statistic, test.p, people.reason or test.reason))
    return found, pd.DataFrame(proportional, columns=PROPORTIONAL_COLUMNS)


def _fits(people: TwoGroups, cause: np.ndarray, of: int) -> tuple[HazardFit, HazardFit]:
    time, x = people.rows["time"], people.columns
    return (
        fine_gray(time, cause, x, of=of, clusters=people.clusters),
        cox(time, cause == of, x, clusters=people.clusters),
    )


def _numbered(study: Study, spells: pd.DataFrame) -> np.ndarray:
    """Return 1, 2, … for the exit groups in the order of the study, 0 for those still in."""
    numbers = {group: number for number, group in enumerate(exit_groups(study), start=1)}
    return cast(np.ndarray, spells["cause"].map(numbers).fillna(0).to_numpy(dtype=int))
