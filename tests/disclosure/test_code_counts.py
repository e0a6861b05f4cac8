"""Counts by code of one provider: large ones alone, and nothing small follows from what is left."""

import numpy as np
import pandas as pd
import pytest

from batt.disclosure import MIN_PERSONS
from batt.disclosure.code_counts import ACROSS_PROVIDERS, WITHIN_PROVIDER, publish_code_counts

CODES = ("F1", "F2", "F3", "F4", "F5", "F6")


def counts_of(*providers):
    """Return rows of one programme and group: one list of counts for each provider, a code each."""
    return pd.DataFrame(
        [
            {
                "provider_id": f"A{number:03}",
                "programme": "AB",
                "group": "job",
                "end_cause": code,
                "exits_n": count,
            }
            for number, counts in enumerate(providers, 1)
            for code, count in zip(CODES, counts, strict=False)
        ]
    )


def shown(counts, is_told=None):
    """Return what is shown of each row, missing where it is hidden."""
    told = pd.Series(True, index=counts.index) if is_told is None else is_told
    return [
        cell.value if cell.is_shown else None
        for cell in publish_code_counts(counts, is_told=told).cells("exits_n")
    ]


def test_small_counts_and_zeros_are_hidden_beside_a_large_one():
    counts = counts_of([12, 3, 2, 0], [9, 4, 4, 0])
    assert shown(counts) == [12, None, None, None, 9, None, None, None]


def test_a_large_count_is_hidden_where_few_are_left_beside_it():
    assert shown(counts_of([12, 1, 0, 0], [9, 4, 4, 0])) == [None] * 4 + [9, None, None, None]


def test_a_large_count_is_hidden_where_few_with_the_code_are_left_elsewhere():
    # Of F1 only 2 are left at the second provider; with the third's 5 hidden they are 7.
    counts = counts_of([12, 5, 0, 0], [2, 9, 9, 0], [5, 8, 8, 0])
    told = shown(counts)
    assert told[0] == 12 and told[4] is None and told[8] is None


def test_everything_is_told_where_nobody_is_left():
    assert shown(counts_of([12, 5, 0, 0], [9, 0, 0, 0])) == [12, 5, 0, 0, 9, 0, 0, 0]


def test_nothing_is_told_where_the_indicator_is_hidden_not_even_zeros():
    counts = counts_of([12, 0, 0, 0], [9, 6, 6, 0])
    told = shown(counts, is_told=counts["provider_id"] != "A001")
    assert told[:4] == [None] * 4
    assert told[4:] == [9, 6, 6, 0]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_left_untold_is_nothing_or_at_least_five(seed):
    rng = np.random.default_rng(seed)
    counts = counts_of(*rng.poisson(rng.gamma(1.2, 4.0, (15, 6))).tolist())
    is_told = counts["provider_id"] <= f"A{rng.integers(5, 16):03}"
    published = publish_code_counts(counts, is_told=is_told)
    hidden = published.hidden["exits_n"].to_numpy()
    left = counts.assign(left=counts["exits_n"].where(hidden, 0), shown=~hidden & counts["exits_n"].gt(0))
    for keys in (WITHIN_PROVIDER, ACROSS_PROVIDERS):
        groups = left.groupby(keys).agg(left=("left", "sum"), shown=("shown", "any"))
        beside_shown = groups.loc[groups["shown"], "left"]
        assert ((beside_shown == 0) | (beside_shown >= MIN_PERSONS)).all()
    assert (counts.loc[~hidden & counts["exits_n"].gt(0), "exits_n"] >= MIN_PERSONS).all()
