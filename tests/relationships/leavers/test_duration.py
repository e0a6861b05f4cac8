"""The description of one programme, its verdict, and the tables made of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from batt.relationships import compute, describe_duration
from batt.relationships.leavers.bands import band_shares
from batt.relationships.leavers.height import Height
from batt.relationships.leavers.judge import REASONS, judge
from batt.relationships.tables import incidence_table


def people(share, n=4000, seed=1, providers=40):
    """Draw leavers with stays up to about three years and the given share to a job by weeks."""
    rng = np.random.default_rng(seed)
    weeks = np.minimum(rng.gamma(2, 25, n), 156)
    provider = rng.integers(0, providers, n)
    return pd.DataFrame(
        {"weeks": weeks, "is_job": rng.random(n) < share(weeks), "provider_id": provider.astype(str)}
    )


def peak(weeks):
    return expit(-0.3 - 0.0008 * (weeks - 50) ** 2)


def test_a_planted_peak_is_supported_and_lies_in_its_interval():
    one = describe_duration(people(peak), programme="AB")
    assert (one.verdict.verdict, one.verdict.reason) == ("supported", "both_tests_agree")
    assert one.quadratic.fieller_low < 50 < one.quadratic.fieller_high
    assert (one.programme, one.unit, one.n_clusters) == ("AB", "weeks", 40)
    assert one.quadratic.covariance == "cluster"


def test_planted_peak_is_covered_in_at_least_ninety_of_a_hundred_seeds():
    covered = 0
    for seed in range(100):
        fit = describe_duration(people(peak, n=3000, seed=seed)).quadratic
        covered += fit.fieller_kind == "bounded" and fit.fieller_low <= 50 <= fit.fieller_high
    assert covered >= 90


def test_a_monotone_curve_is_not_supported_since_it_falls_nowhere():
    one = describe_duration(people(lambda weeks: 0.1 + 0.5 * weeks / 156))
    assert (one.verdict.verdict, one.verdict.reason) == ("not_supported", "no_fall")


def test_a_falling_curve_is_not_supported_since_it_rises_nowhere():
    one = describe_duration(people(lambda weeks: 0.6 - 0.5 * weeks / 156))
    assert (one.verdict.verdict, one.verdict.reason) == ("not_supported", "no_rise")


def test_a_flat_share_in_a_large_programme_is_not_supported():
    one = describe_duration(people(lambda weeks: np.full(len(weeks), 0.3), n=60000))
    assert one.verdict.verdict == "not_supported"


def test_few_leavers_few_jobs_and_few_providers_cannot_tell():
    assert describe_duration(people(peak, n=99)).verdict.reason == "too_few_leavers"
    rare = people(lambda weeks: np.full(len(weeks), 0.001))
    assert describe_duration(rare).verdict.reason == "too_few_leavers"
    assert describe_duration(people(peak, providers=9)).verdict.reason == "few_providers"
    assert describe_duration(people(peak, n=0)).verdict.reason == "too_few_leavers"


def test_everybody_leaving_at_once_cannot_tell():
    frame = people(lambda weeks: np.full(len(weeks), 0.4)).assign(weeks=12.0)
    assert describe_duration(frame).verdict.reason == "no_fit"


def test_every_clause_of_the_rule_is_needed():
    one = describe_duration(people(peak))
    low, high = one.exposure_p05, one.exposure_p95

    def verdict(
        quadratic=one.quadratic, test=one.test, lines=one.lines, height=one.height, middle=(low, high)
    ):
        return judge(quadratic, test, lines, height, one.n_jobs, middle)

    assert verdict().verdict == "supported"
    assert verdict(test=replace(one.test, p=0.06)).reason == "tests_disagree"
    assert verdict(lines=replace(one.lines, is_inverted_u=False)).reason == "tests_disagree"
    neither = verdict(test=replace(one.test, p=0.06), lines=replace(one.lines, is_inverted_u=False))
    assert (neither.verdict, neither.reason) == ("cannot_tell", "not_significant")
    assert verdict(middle=(low, one.quadratic.turning_point - 1)).reason == "top_at_edge"
    assert verdict(middle=(low, one.quadratic.fieller_high - 0.01)).reason == "top_uncertain"
    assert verdict(quadratic=replace(one.quadratic, fieller_kind="excludes")).reason == "top_uncertain"
    small = verdict(height=Height(height=0.02, high=0.049, rise_high=0.3, fall_high=0.3))
    assert (small.verdict, small.reason) == ("not_supported", "too_small")


def test_another_exposure_carries_its_unit_and_needs_no_provider(jobcorps):
    frame = jobcorps.rename(columns={"d": "hours", "half": "is_job"})
    one = describe_duration(frame, programme="JC", exposure="hours", unit="hours", cluster=None)
    assert (one.unit, one.n_clusters, one.quadratic.covariance) == ("hours", None, "model")
    assert one.quadratic.turning_point == pytest.approx(1358.2459, abs=1e-4)
    assert one.verdict.verdict == "supported"


def test_input_is_left_as_it_was():
    frame = people(peak)
    before = frame.copy()
    describe_duration(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_bands_lose_nobody_and_hold_at_least_five():
    frame = people(peak, n=500)
    bands = band_shares(frame["weeks"].to_numpy(), frame["is_job"].to_numpy())
    assert bands["leavers_n"].sum() == 500
    assert bands["jobs_n"].sum() == frame["is_job"].sum()
    assert (bands["leavers_n"] >= 5).all()
    assert (bands["band_low"].iloc[1:].to_numpy() >= bands["band_high"].iloc[:-1].to_numpy()).all()
    between = [
        ((frame["weeks"] >= band.band_low) & (frame["weeks"] < band.band_high)).sum()
        for band in bands.itertuples()
    ]
    assert between == bands["leavers_n"].tolist()


def test_four_leavers_make_no_band():
    assert band_shares(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1, 0, 1, 0])).empty


def pooled_spells(n=3000, programme="AB", seed=1):
    """Draw pooled spells with people still in and late entries."""
    rng = np.random.default_rng(seed)
    stay = np.ceil(rng.gamma(2, 150, n))
    seen = np.ceil(rng.uniform(1, 900, n))
    cause = np.where(stay <= seen, rng.choice([1, 2, 3], n), 0)
    time = np.minimum(stay, seen)
    return pd.DataFrame(
        {
            "spell_id": [f"{programme}{i}" for i in range(n)],
            "provider_id": rng.integers(0, 30, n).astype(str),
            "programme": programme,
            "stay_days": pd.array(np.where(cause > 0, stay, np.nan), dtype="Int64"),
            "entry_days": np.where(rng.random(n) < 0.2, np.floor(time * rng.random(n)), 0),
            "time_days": time,
            "cause": cause,
        }
    )


def test_incidence_steps_hide_single_persons():
    spells = pooled_spells(n=400)
    table = incidence_table(spells["time_days"].to_numpy(), spells["cause"].to_numpy())
    weeks = np.sort(table["week"].unique())
    assert weeks[0] == 0
    for cause in (1, 2, 3):
        days = spells.loc[spells["cause"] == cause, "time_days"].to_numpy()
        steps = np.histogram(np.ceil(days / 7), bins=weeks + 0.5)[0]
        assert ((steps == 0) | (steps >= 5)).all()
    assert (table["n_risk"] >= 5).all()


def test_incidence_has_a_row_for_every_cause_also_one_nobody_left_for():
    table = incidence_table(np.repeat([7.0, 14.0], 20), np.repeat([1, 0], 20))
    assert table.groupby("week")["cause"].apply(list).tolist() == [["job", "active", "other"]] * 3
    last = table[table["week"] == 1].set_index("cause")["cif"]
    assert last.to_dict() == {"job": 0.5, "active": 0.0, "other": 0.0}


def test_stage_covers_programmes_with_a_limit_of_stay_in_order_and_leaves_out_the_others():
    pooled = pd.concat([pooled_spells(programme=one) for one in ("VTA", "AB", "APS")], ignore_index=True)
    results = compute(pooled)
    assert results.duration["programme"].tolist() == ["APS", "AB"]
    assert set(results.duration["reason"]) <= set(REASONS)
    for table in (results.duration_curve, results.duration_bands, results.cumulative_incidence):
        assert set(table["programme"]) == {"APS", "AB"}
    assert (results.duration["unit"] == "weeks").all()
