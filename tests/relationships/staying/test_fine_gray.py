"""The Fine–Gray model against R's finegray with coxph, and cmprsk's crr.

Tolerance 1e-4 relative, since all maximise step by step.
"""

import warnings

import numpy as np
import pytest

from batt.relationships.staying.fine_gray import fine_gray

ITERATIVE = 1e-4


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_late_entry_and_clusters_agree_with_r(invented, reference, ties):
    expected = reference("staying")["fine_gray"][ties]
    fit = fine_gray(
        invented["time"],
        invented["cause"],
        invented[["x1", "x2"]],
        entry=invented["entry"],
        clusters=invented["cluster"],
        ties=ties,
    )
    assert fit.coef == pytest.approx(expected["coef"], rel=ITERATIVE)
    assert fit.robust_vcov == pytest.approx(np.array(expected["robust"]), rel=ITERATIVE)


def test_crr_agrees_when_exits_come_before_ends_of_observation(invented, reference):
    fit = fine_gray(invented["time"], invented["cause"], invented[["x1", "x2"]], ties="breslow")
    expected = reference("staying")["fine_gray"]["crr_no_late_entry"]
    # crr stops at a gradient of a millionth.
    assert fit.coef == pytest.approx(expected, rel=ITERATIVE)


def test_unempdur_differs_from_crr_only_by_how_ties_are_taken(jobless, reference):
    """With 28 distinct times, crr's counting of exits as ends of observation moves ratios by about 1 %."""
    expected = reference("survival")["unempdur_finegray_full_time"]
    columns = ["uin", "age", "logwage", "tenure"]
    fit = fine_gray(jobless["spell"], jobless["cause"], jobless[columns], ties="breslow")
    assert np.exp(fit.coef) == pytest.approx(list(expected["shr"].values()), rel=0.01)
    assert np.sqrt(np.diag(fit.robust_vcov)) == pytest.approx(list(expected["se"].values()), rel=0.01)


def test_without_other_causes_it_is_the_cox_model(invented):
    from batt.relationships.staying.cox import cox

    is_job = invented["cause"] == 1
    one = fine_gray(invented["time"], is_job, invented[["x1"]], entry=invented["entry"])
    other = cox(invented["time"], is_job, invented[["x1"]], entry=invented["entry"])
    assert one.coef == pytest.approx(other.coef, rel=1e-8)


def test_people_without_clusters_are_not_said_to_be_in_any(invented):
    fit = fine_gray(invented["time"], invented["cause"], invented["x1"])
    assert fit.estimate().n_clusters is None


def bad_inputs():
    rng = np.random.default_rng(1)
    time, cause = np.ceil(rng.exponential(20, 60)), rng.integers(0, 3, 60)
    x, clusters = rng.standard_normal(60), np.arange(60) % 9
    base = {"time": time, "cause": cause, "covariates": x, "clusters": clusters}
    return {
        "too_few": base | {"time": [], "cause": [], "covariates": np.empty((0, 1)), "clusters": []},
        "all_censored": base | {"cause": 2 * (cause == 2)},
        "one_cluster": base | {"clusters": 0 * clusters},
        "constant_exposure": base | {"covariates": np.ones(60)},
        "singular": base | {"covariates": np.column_stack([x, -x])},
        "separation": base | {"covariates": (cause == 1).astype(float)},
    }


@pytest.mark.parametrize("reason", bad_inputs())
def test_data_that_cannot_carry_a_fit_give_the_reason_and_no_number(reason):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimate = fine_gray(**bad_inputs()[reason]).estimate()
    assert estimate.reason == reason
    assert np.isnan(estimate.value)


def test_a_stretch_with_nobody_under_observation_has_no_weights():
    # All seen early leave by 3; the next enters at 5.
    fit = fine_gray([1, 2, 3, 8, 9], [1, 2, 2, 1, 1], [0, 1, 0, 1, 0], entry=[0, 0, 0, 5, 5])
    assert fit.reason == "too_few"
