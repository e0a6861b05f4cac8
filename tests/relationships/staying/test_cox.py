"""The Cox model against R's coxph, cox.zph and basehaz, and on data that cannot carry it.

Tolerance 1e-4 relative, since both maximise step by step; the likelihood, flat at its top, is held to 1e-8.
"""

import time as clock
import warnings

import numpy as np
import pytest

from batt.relationships.staying.baseline_hazard import baseline_hazard
from batt.relationships.staying.cox import cox
from batt.relationships.staying.proportionality import proportionality

COVARIATES = ["uin", "age", "logwage", "tenure"]
ITERATIVE = 1e-4


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_unempdur_agrees_with_r(jobless, reference, ties):
    expected = reference("survival")[f"unempdur_causespecific_cox_full_time_{ties}"]
    fit = cox(jobless["spell"], jobless["cause"] == 1, jobless[COVARIATES], ties=ties)
    assert fit.coef == pytest.approx(list(expected["coef"].values()), rel=ITERATIVE)
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx(list(expected["se"].values()), rel=ITERATIVE)
    assert fit.loglik == pytest.approx(expected["loglik"], rel=1e-8)
    assert fit.loglik_null == pytest.approx(expected["loglik_null"], rel=1e-8)
    assert (fit.n, fit.n_events) == (expected["n"], expected["events"])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_unempdur_proportionality_agrees_with_r(jobless, reference, ties):
    expected = reference("survival")[f"unempdur_causespecific_cox_full_time_{ties}"]["zph"]
    fit = cox(jobless["spell"], jobless["cause"] == 1, jobless[COVARIATES], ties=ties)
    ours = [proportionality(fit, [column]) for column in range(4)] + [proportionality(fit)]
    for test, theirs in zip(ours, expected.values(), strict=True):
        assert test.statistic == pytest.approx(theirs["chisq"], rel=ITERATIVE)
        assert (test.df, test.p) == (theirs["df"], pytest.approx(theirs["p"], rel=2e-3, abs=1e-12))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_late_entry_strata_ties_and_clusters_agree_with_r(invented, reference, ties):
    expected = reference("staying")["cox"][ties]
    fit = cox(
        invented["time"],
        invented["cause"] == 1,
        invented[["x1", "x2"]],
        entry=invented["entry"],
        clusters=invented["cluster"],
        strata=invented["stratum"],
        ties=ties,
    )
    assert fit.coef == pytest.approx(expected["coef"], rel=ITERATIVE)
    assert fit.model_vcov == pytest.approx(np.array(expected["naive"]), rel=ITERATIVE)
    assert fit.robust_vcov == pytest.approx(np.array(expected["robust"]), rel=ITERATIVE)
    assert [fit.loglik_null, fit.loglik] == pytest.approx(expected["loglik"], rel=1e-8)


@pytest.mark.parametrize("transform", ["km", "identity"])
def test_proportionality_with_late_entry_agrees_with_r(invented, reference, transform):
    fit = cox(invented["time"], invented["cause"] == 1, invented[["x1", "x2"]], entry=invented["entry"])
    ours = [proportionality(fit, columns, transform).statistic for columns in ([0], [1], None)]
    assert ours == pytest.approx(reference("staying")["zph"][transform], rel=ITERATIVE)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_baseline_hazard_agrees_with_r(invented, reference, ties):
    expected = reference("staying")["baseline"][ties]
    fit = cox(
        invented["time"],
        invented["cause"] == 1,
        invented[["x1", "x2"]],
        entry=invented["entry"],
        strata=invented["stratum"],
        ties=ties,
    )
    baseline = baseline_hazard(fit)
    # R numbers strata by value, this package in the order in which they come.
    by_value = baseline.stratum if invented["stratum"][0] == 0 else 1 - baseline.stratum
    order = np.lexsort((baseline.time, by_value))
    assert baseline.time[order] == pytest.approx(expected["time"])
    assert by_value[order].tolist() == expected["stratum"]
    assert baseline.cumulative[order] == pytest.approx(expected["hazard"], rel=ITERATIVE)


def people(n=400, seed=3):
    rng = np.random.default_rng(seed)
    time = np.ceil(rng.exponential(30, n))
    return time, (rng.random(n) < 0.6).astype(int), rng.standard_normal((n, 2)), rng.integers(0, 20, n)


def test_the_correction_for_few_clusters_widens_the_plain_sandwich():
    time, event, x, clusters = people()
    fit = cox(time, event, x, clusters=clusters)
    assert (np.diag(fit.vcov) > np.diag(fit.robust_vcov)).all()
    assert ((fit.df > 5) & (fit.df < fit.n_clusters - 1)).all()


def test_equal_clusters_give_degrees_of_freedom_of_one_less_than_them():
    time, event, x, _ = people(60)
    copies, clusters = np.tile(np.arange(60), 10), np.repeat(np.arange(10), 60)
    fit = cox(time[copies], event[copies], x[copies], clusters=clusters)
    assert fit.df == pytest.approx([9.0, 9.0])


def test_information_of_clusters_adds_up_to_all_of_it():
    time, event, x, clusters = people()
    here = cox(time, event, x, clusters=clusters).fitted.at_coef
    parts = here.information_by(clusters, 20)
    assert parts.sum(axis=0) == pytest.approx(here.information(), rel=1e-10)


def test_a_hazard_ratio_is_the_same_in_pieces_as_in_whole_spells():
    time, event, x, _ = people()
    whole = cox(time, event, x)
    cut = np.minimum(time / 2, 7.0)
    pieces = cox(
        np.concatenate([cut, time]),
        np.concatenate([0 * event, event]),
        np.vstack([x, x]),
        entry=np.concatenate([0 * cut, cut]),
    )
    assert pieces.coef == pytest.approx(whole.coef, rel=1e-8)
    assert pieces.model_vcov == pytest.approx(whole.model_vcov, rel=1e-8)


def test_units_of_a_covariate_change_nothing_but_units():
    time, event, x, clusters = people()
    one = cox(time, event, x, clusters=clusters)
    other = cox(time, event, x * [1000.0, 1] + [5e4, 0], clusters=clusters)
    assert other.coef * [1000, 1] == pytest.approx(one.coef, rel=1e-6)
    assert other.estimate(0).p == pytest.approx(one.estimate(0).p, rel=1e-5)


def test_a_row_with_a_missing_covariate_or_cluster_is_dropped():
    time, event, x, clusters = people()
    holes, labels = x.copy(), clusters.astype(float)
    holes[3, 1] = labels[5] = np.nan
    kept = np.setdiff1d(np.arange(len(time)), [3, 5])
    fit = cox(time, event, holes, clusters=labels)
    assert fit.n == len(time) - 2
    assert fit.coef == pytest.approx(cox(time[kept], event[kept], x[kept]).coef, rel=1e-8)


def test_the_estimate_speaks_of_a_ratio_with_its_t_interval():
    time, event, x, clusters = people()
    ratio = cox(time, event, x, clusters=clusters).estimate(1, n=77)
    assert (ratio.scale, ratio.n, ratio.n_clusters) == ("hazard_ratio", 77, 20)
    assert ratio.low < ratio.value < ratio.high
    assert np.isfinite(ratio.df)


def cannot(**changes):
    time, event, x, clusters = people(60)
    return {"time": time, "event": event, "covariates": x, "clusters": clusters} | changes


TIME, EVENT, X, CLUSTERS = people(60)
BAD = {
    "too_few": cannot(time=[], event=[], covariates=np.empty((0, 1)), clusters=[]),
    "all_censored": cannot(event=0 * EVENT),
    "one_cluster": cannot(clusters=0 * CLUSTERS),
    "few_clusters": cannot(clusters=CLUSTERS % 2),
    "constant_exposure": cannot(covariates=np.ones(60)),
    "singular": cannot(covariates=np.column_stack([X[:, 0], 2 * X[:, 0] + 1])),
    "separation": cannot(covariates=EVENT.astype(float)),
}


@pytest.mark.parametrize("reason", BAD)
def test_data_that_cannot_carry_a_fit_give_the_reason_and_no_number(reason):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = cox(**BAD[reason])
        estimate = fit.estimate()
        test = proportionality(fit)
    assert (fit.reason, estimate.reason, test.reason) == (reason, reason, reason)
    assert np.isnan([estimate.value, estimate.p, test.p]).all()
    assert len(baseline_hazard(fit).time) == 0


@pytest.mark.parametrize("size", [2, 12, 40])
def test_a_group_without_an_event_is_separation_and_not_a_small_ratio(size):
    time, event, _, _ = people(200, seed=6)
    exposed = np.arange(200) < size
    fit = cox(time, np.where(exposed, 0, event), exposed)
    assert fit.reason == "separation"


def test_a_covariate_that_never_varies_among_those_at_risk_has_no_effect_to_tell():
    # Whoever differs is gone before the first event.
    fit = cox([1, 1, 5, 6, 7], [0, 0, 1, 1, 0], [1, 1, 0, 0, 0])
    assert fit.reason == "constant_exposure"


def test_a_strong_effect_that_exists_is_not_mistaken_for_separation():
    time, _, x, _ = people(4000)
    strong = cox(time * np.exp(-3 * x[:, 0]), np.ones(4000), x)
    assert strong.reason == ""
    assert strong.coef[0] == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize(("time", "entry"), [([1.0, np.nan], [0.0, 0.0]), ([1.0, 2.0], [0.0, 2.0])])
def test_rows_that_cannot_be_at_risk_are_refused(time, entry):
    with pytest.raises(ValueError):
        cox(time, [1, 1], [0, 1], entry=entry)


def test_effects_that_fade_are_found_not_to_be_proportional():
    rng = np.random.default_rng(8)
    exposed = rng.random(3000) < 0.5
    early, late = rng.exponential(np.where(exposed, 10, 30)), rng.exponential(30, 3000)
    time = np.where(early < 10, early, 10 + late)
    fit = cox(np.ceil(time), np.ones(3000), exposed, clusters=np.arange(3000) % 60)
    assert proportionality(fit).p < 0.001


def test_the_nation_takes_less_than_two_seconds():
    rng = np.random.default_rng(1)
    time = rng.integers(2, 1100, 150_000)
    entry = np.maximum(np.minimum(rng.integers(-600, 600, 150_000), time - 1), 0)
    x = rng.standard_normal((150_000, 4))
    began = clock.perf_counter()
    cox(time, rng.random(150_000) < 0.5, x, entry=entry, clusters=rng.integers(0, 350, 150_000))
    assert clock.perf_counter() - began < 2
