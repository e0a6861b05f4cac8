"""Gaps between groups on matched themes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from batt.relationships.surveys.matched_gaps import Contrast, matched_gaps

GAP = Contrast("staff_minus_nav", "staff", "nav", ("rights", "adaptation"))


def group(rng, provider, year, level):
    return pd.DataFrame({"provider_id": provider, "year": year}).assign(
        rights=level + rng.normal(0, 1, len(provider)), adaptation=level + rng.normal(0, 1, len(provider))
    )


@pytest.fixture
def answers():
    rng = np.random.default_rng(5)
    provider, own = np.repeat(np.arange(40), 8), rng.normal(0, 0.3, 40)
    year = np.tile(np.repeat([2014, 2015], 4), 40)
    return {
        "staff": group(rng, provider, year, 4.5 + own[provider]),
        "nav": group(rng, provider, year, 4.0 + own[provider]),
    }


def test_gap_is_the_mean_over_themes_then_years_then_providers(answers):
    by_hand = []
    for provider in range(40):
        years = []
        for year in (2014, 2015):
            cell = {
                name: rows[(rows["provider_id"] == provider) & (rows["year"] == year)]
                for name, rows in answers.items()
            }
            years.append(
                np.mean([cell["staff"][t].mean() - cell["nav"][t].mean() for t in ("rights", "adaptation")])
            )
        by_hand.append(np.mean(years))
    found = matched_gaps(answers, [GAP], seed=1, draws=199)
    assert found.gaps["staff_minus_nav"].value == pytest.approx(np.mean(by_hand))
    assert found.gaps["staff_minus_nav"].se == pytest.approx(np.std(by_hand, ddof=1) / np.sqrt(40))
    assert found.by_provider["staff_minus_nav"].tolist() == pytest.approx(by_hand)


def test_bootstrap_agrees_with_students_t_for_normal_gaps(answers):
    # 4 999 draws: the quantile of |t| has a Monte-Carlo error of about 2 %.
    found = matched_gaps(answers, [GAP], seed=1).gaps["staff_minus_nav"]
    half = stats.t.ppf(0.975, 39) * found.se
    assert found.high - found.value == pytest.approx(half, rel=0.08)
    assert found.value - found.low == pytest.approx(found.high - found.value)
    assert found.p == pytest.approx(1 / 5000)


def test_same_seed_gives_the_same_interval(answers):
    one, other = (matched_gaps(answers, [GAP], seed=7, draws=99).gaps for _ in range(2))
    assert one == other


def test_big_provider_counts_no_more_than_a_small_one(answers):
    rows = answers["staff"]
    big = pd.concat([rows, *[rows[rows["provider_id"] == 0]] * 5])
    more = matched_gaps({**answers, "staff": big}, [GAP], seed=1, draws=99).gaps["staff_minus_nav"]
    assert more.value == pytest.approx(
        matched_gaps(answers, [GAP], seed=1, draws=99).gaps["staff_minus_nav"].value
    )


def test_theme_missing_at_a_provider_leaves_its_other_theme(answers):
    nav = answers["nav"].copy()
    nav.loc[nav["provider_id"] == 3, "rights"] = np.nan
    found = matched_gaps({**answers, "nav": nav}, [GAP], seed=1, draws=99)
    only = matched_gaps(answers, [Contrast("one", "staff", "nav", ("adaptation",))], seed=1, draws=99)
    assert found.by_provider["staff_minus_nav"][3] == pytest.approx(only.by_provider["one"][3])


def test_group_with_too_few_respondents_makes_no_mean(answers):
    staff = answers["staff"][lambda rows: (rows["provider_id"] != 2) | (rows.index % 4 > 0)]
    found = matched_gaps({**answers, "staff": staff}, [GAP], seed=1, draws=99, minimum={"staff": 4})
    assert found.gaps["staff_minus_nav"].n == 39
    assert 2 not in found.by_provider["staff_minus_nav"].dropna().index


def test_a_group_that_nobody_delivered_gives_the_reason(answers):
    for nav in ({}, {"nav": answers["nav"].iloc[:0]}):
        gap = matched_gaps({"staff": answers["staff"], **nav}, [GAP], seed=1, draws=99).gaps[
            "staff_minus_nav"
        ]
        assert gap.reason == "not_delivered"
        assert np.isnan(gap.value)


@pytest.mark.parametrize(("providers", "reason"), [(1, "one_cluster"), (4, "few_clusters")])
def test_few_providers_give_the_reason(answers, providers, reason):
    few = {name: rows[rows["provider_id"] < providers] for name, rows in answers.items()}
    assert matched_gaps(few, [GAP], seed=1, draws=99).gaps["staff_minus_nav"].reason == reason


def test_gaps_without_spread_have_no_interval(answers):
    staff = answers["staff"].assign(rights=5.0, adaptation=4.0)
    found = matched_gaps({"staff": staff, "nav": staff.assign(rights=3.0)}, [GAP], seed=1, draws=99)
    assert found.gaps["staff_minus_nav"].reason == "no_variation_in_outcome"
