"""Hold the answers of groups against each other, item by item."""

import numpy as np
import pandas as pd

from batt.comparisons.multiplicity import holm
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.surveys.kruskal_dunn import kruskal_dunn
from batt.relationships.surveys.proportional_odds import proportional_odds
from batt.relationships.surveys.proportionality import proportionality
from batt.relationships.surveys.rank_sum import rank_sum
from batt.study.compared import Comparison
from batt.study.compared_rows import two_groups
from batt.study.findings import Found
from batt.study.items import Items, item_column
from batt.study.model import Study

PROPORTIONAL_COLUMNS = ["comparison", "item", "n", "statistic", "df", "p", "reason"]
TEST_COLUMNS = ["comparison", "item", "n", "statistic", "df", "p", "p_holm", "epsilon2", "reason"]
PAIR_COLUMNS = ["comparison", "item", "first", "second", "n", "z", "p", "p_holm"]


def compare_two(
    study: Study, items: Items, comparison: Comparison, spells: pd.DataFrame
) -> tuple[list[Found], pd.DataFrame]:
    """Compare two groups in every item.

    Estimand: the chance that an answer of the first group lies above one of the second (Mann–Whitney), and
    how many times as high the odds of a higher answer are at the same background (proportional odds).

    Returns
    -------
    list of Found
        The chance (primary) and the odds ratio of every item.
    DataFrame
        Whether the odds ratio is the same at every step of the scale, one row per item: ``comparison, item,
        n, statistic, df, p, reason``.

    Source: as `batt.relationships.surveys.rank_sum`, `proportional_odds` and `proportionality`.
    """
    found, proportional = [], []
    for item in items.labels:
        chance = _chance(study, comparison, spells, item)
        people = two_groups(study, comparison, spells, [item_column(item)])
        answers, x = people.rows[item_column(item)], people.columns
        fit = proportional_odds(answers, x, people.clusters)
        odds = fit.estimates[0]
        if people.reason:
            odds = no_estimate("proportional_odds", "odds_ratio", people.reason, n=len(answers))
        found += [
            Found(comparison, "rank_sum", chance, item, is_primary=True),
            Found(comparison, "proportional_odds", odds, item),
        ]
        test = proportionality(answers, x, people.clusters)
        statistic, p = test.by_column[0].tolist()
        # Of the group alone: one degree of freedom a step but the first.
        steps = len(test.coef) - 1 if not test.reason else 0
        reason = people.reason or test.reason
        proportional.append((comparison.id, item, test.n, statistic, steps, p, reason))
    return found, pd.DataFrame(proportional, columns=PROPORTIONAL_COLUMNS)


def _chance(study: Study, comparison: Comparison, spells: pd.DataFrame, item: str) -> Estimate:
    first, second = (
        spells[spells[comparison.column].eq(group).fillna(False).astype(bool)] for group in comparison.groups
    )
    clusters = {}
    if study.provider:
        clusters = {"first_clusters": first["provider_id"], "second_clusters": second["provider_id"]}
    return rank_sum(first[item_column(item)], second[item_column(item)], **clusters).estimate


def compare_several(
    study: Study, items: Items, comparison: Comparison, spells: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Test for every item whether any of several groups answer differently, and which pairs do.

    Estimand: the differences between groups of the mean rank among all answers.

    Returns
    -------
    tests
        One row per item: ``comparison, item, n, statistic, df, p``, ``p_holm`` over the items, ``epsilon2``
        (share of the variance of the ranks between groups), ``reason``.
    pairs
        One row per item and pair of groups: ``comparison, item, first, second, n`` (answers of the smaller of
        the two), ``z, p``, ``p_holm`` over the pairs of the item (Dunn).

    Source: as `batt.relationships.surveys.kruskal_dunn`.
    """
    tests, pairs = [], []
    # In the order of the study, not of the alphabet.
    places = {group: place for place, group in enumerate(comparison.groups)}
    group = spells[comparison.column].map(places)
    names = list(comparison.groups)
    clusters = spells["provider_id"] if study.provider else None
    for item in items.labels:
        test = kruskal_dunn(spells[item_column(item)], group, clusters)
        numbers = test.n, test.statistic, test.df, test.p, np.nan, test.epsilon2, test.reason
        tests.append((comparison.id, item, *numbers))
        sizes = group[spells[item_column(item)].notna()].value_counts()
        first, second = (test.pairs[one].astype(int) for one in ("first", "second"))
        named = test.pairs.assign(
            comparison=comparison.id,
            item=item,
            n=np.minimum(first.map(sizes), second.map(sizes)),
            first=[names[place] for place in first],
            second=[names[place] for place in second],
        )
        pairs.append(named[PAIR_COLUMNS])
    table = pd.DataFrame(tests, columns=TEST_COLUMNS)
    table = table.assign(p_holm=holm(table["p"].to_numpy(dtype=float)))
    return table, pd.concat(pairs, ignore_index=True)
