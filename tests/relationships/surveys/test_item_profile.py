"""Profiles of items: shares, means, nets."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from batt.indicators._formulas import ratio_intervals, wilson_interval
from batt.relationships.surveys.item_profile import clustered_wilson, item_profile


@pytest.fixture
def answers() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame({"N1": rng.integers(1, 8, 90), "N2": rng.integers(1, 7, 90)}, dtype="Int64")


PROVIDER = np.repeat(np.arange(15), 6)


def test_shares_are_of_all_who_answered_and_sum_to_one(answers):
    answers.loc[:9, "N1"] = pd.NA
    shares = item_profile(answers, PROVIDER, also=(7,)).shares
    of_item = shares[shares["question"] == "N1"]
    assert of_item["answer"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert (of_item["answers_n"] == 80).all()
    assert of_item["n"].sum() == 80
    assert of_item["share"].sum() == pytest.approx(1)
    assert of_item.loc[of_item["answer"] == 7, "n"].item() == (answers["N1"] == 7).sum()


def test_seven_counts_in_the_shares_alone(answers):
    profile = item_profile(answers, PROVIDER, also=(7,))
    known = answers["N1"].astype(float)[answers["N1"] != 7]
    row = profile.means.set_index("question").loc["N1"]
    assert row["mean"] == pytest.approx(known.mean())
    assert row["answers_n"] == len(known)


def test_interval_of_a_mean_is_that_of_a_clustered_ratio(answers):
    units = pd.DataFrame({"x": answers["N2"].astype(float), "w": 1, "cluster": PROVIDER, "one": 1})
    wanted = ratio_intervals(units, ["one"]).iloc[0]
    row = item_profile(answers, PROVIDER).means.set_index("question").loc["N2"]
    assert [row["low"], row["high"]] == pytest.approx([wanted["ci_low"], wanted["ci_high"]])


def test_net_is_high_answers_less_low_ones(answers):
    row = item_profile(answers, PROVIDER).means.set_index("question").loc["N2"]
    given = answers["N2"].to_numpy(dtype=float)
    assert row["net"] == pytest.approx(np.mean(given >= 5) - np.mean(given <= 2))


def test_independent_answers_have_about_wilsons_interval():
    rng = np.random.default_rng(1)
    given = pd.DataFrame({"U1": rng.integers(1, 7, 2000)})
    shares = item_profile(given, np.arange(2000)).shares
    low, high = wilson_interval(shares["n"], 2000)
    assert shares["low"].to_numpy() == pytest.approx(low, abs=2e-4)
    assert shares["high"].to_numpy() == pytest.approx(high, abs=2e-4)


def test_interval_of_a_clustered_share_has_the_width_of_its_standard_error():
    share, se, df = np.array([0.4]), np.array([0.03]), 59.0
    low, high = clustered_wilson(share, se, df, 5000)
    assert high - low == pytest.approx(2 * stats.t.ppf(0.975, df) * 0.03, rel=0.01)


def test_answer_nobody_gave_has_an_upper_end_above_zero(answers):
    answers = answers.replace(3, 4)
    shares = item_profile(answers[["N2"]], PROVIDER).shares.set_index("answer")
    assert shares.loc[3, "share"] == shares.loc[3, "low"] == 0
    assert 0.01 < shares.loc[3, "high"] < 0.3


def test_one_provider_gives_shares_without_intervals(answers):
    profile = item_profile(answers, np.zeros(90))
    assert profile.shares["share"].notna().all()
    assert profile.shares[["low", "high"]].isna().all(axis=None)
    assert profile.means[["low", "high", "net_low", "net_high"]].isna().all(axis=None)


def test_item_nobody_answered_has_no_row(answers):
    profile = item_profile(answers.assign(N2=pd.NA), PROVIDER)
    assert set(profile.shares["question"]) == {"N1"} == set(profile.means["question"])
    nobody = item_profile(answers.iloc[:0], [])
    assert nobody.shares.empty and nobody.means.empty
