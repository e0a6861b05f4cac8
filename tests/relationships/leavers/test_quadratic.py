"""The quadratic, its turning point and the Lind–Mehlum test against R."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships import fit_quadratic, lind_mehlum

JOB_CORPS = [
    f"jobcorps_{outcome}_quadratic_{unit}"
    for outcome in ("any", "half")
    for unit in ("d", "weeks", "days", "months", "weeks_adj_age_female")
]


def fitted(name, jobcorps, **options):
    """Fit the model that a Job Corps reference name stands for."""
    outcome, unit = name.removeprefix("jobcorps_").split("_quadratic_")
    controls = jobcorps[["age", "female"]] if unit.endswith("adj_age_female") else None
    return fit_quadratic(
        jobcorps[unit.removesuffix("_adj_age_female")], jobcorps[outcome], controls=controls, **options
    )


def agrees_with(fit, expected, *, rel=1e-6):
    """Compare coefficients, covariance, turning point, intervals and test with one reference entry."""
    test, truth = lind_mehlum(fit), expected["lind_mehlum"]
    coef = list(expected["coef"].values())
    assert fit.b1 == pytest.approx(coef[1], rel=rel)
    assert fit.b2 == pytest.approx(coef[2], rel=rel)
    assert np.sqrt(fit.vcov[1][1]) == pytest.approx(list(expected["se"].values())[1], rel=rel)
    assert np.sqrt(fit.vcov[2][2]) == pytest.approx(list(expected["se"].values())[2], rel=rel)
    if "vcov_quadratic" in expected:
        for row, column, name in ((1, 1, "v11"), (1, 2, "v12"), (2, 2, "v22")):
            assert fit.vcov[row][column] == pytest.approx(expected["vcov_quadratic"][name], rel=rel)
    assert (fit.x_low, fit.x_high) == pytest.approx((truth["x_low"], truth["x_high"]), rel=1e-9)
    assert fit.turning_point == pytest.approx(truth["turning_point"], rel=rel)
    assert fit.turning_point_low == pytest.approx(truth["turning_point_delta_lower"], rel=rel)
    assert fit.turning_point_high == pytest.approx(truth["turning_point_delta_upper"], rel=rel)
    kinds = {"bounded": "bounded", "excludes": "unbounded (outside of)"}
    assert kinds[fit.fieller_kind] == truth["fieller_95"]["type"]
    assert fit.fieller_low == pytest.approx(truth["fieller_95"]["lower"], rel=rel)
    assert fit.fieller_high == pytest.approx(truth["fieller_95"]["upper"], rel=rel)
    for ours, theirs in (
        (test.slope_low, truth["slope_low"]),
        (test.slope_high, truth["slope_high"]),
        (test.se_slope_low, truth["se_slope_low"]),
        (test.se_slope_high, truth["se_slope_high"]),
        (test.t_low, truth["inverted_u"]["t_lower"]),
        (test.t_high, truth["inverted_u"]["t_upper"]),
        (test.p_low, truth["inverted_u"]["p_lower"]),
        (test.p_high, truth["inverted_u"]["p_upper"]),
        (test.statistic, truth["inverted_u"]["statistic"]),
        (test.p, truth["inverted_u"]["p"]),
        (test.p_u, truth["u"]["p"]),
    ):
        assert ours == pytest.approx(theirs, rel=rel)


@pytest.mark.parametrize("name", JOB_CORPS)
def test_logit_on_job_corps_agrees_with_r(name, jobcorps, reference):
    fit = fitted(name, jobcorps)
    expected = reference("duration_ushape")[name]
    assert fit.n == expected["n"]
    assert fit.covariance == "model"
    agrees_with(fit, expected)
    # Constant: with controls it belongs to controls of zero.
    assert fit.b0 == pytest.approx(expected["coef"]["(Intercept)"], rel=1e-6)


@pytest.mark.parametrize("name", JOB_CORPS)
def test_clusters_of_one_give_the_robust_covariance_of_r(name, jobcorps, reference):
    """With one person a cluster the sandwich is HC0 times n/(n − k)."""
    fit = fitted(name, jobcorps, clusters=np.arange(len(jobcorps)))
    expected = reference("duration_ushape")[name]
    coefficients = len(expected["coef"])
    factor = np.sqrt(fit.n / (fit.n - coefficients))
    assert fit.covariance == "cluster"
    assert fit.n_clusters == len(jobcorps)
    for position in (1, 2):
        robust = list(expected["se_HC0"].values())[position] * factor
        assert np.sqrt(fit.vcov[position][position]) == pytest.approx(robust, rel=1e-6)
    test, truth = lind_mehlum(fit), expected["lind_mehlum_HC0"]
    assert test.se_slope_low == pytest.approx(truth["se_slope_low"] * factor, rel=1e-6)
    assert test.statistic == pytest.approx(truth["inverted_u"]["statistic"] / factor, rel=1e-6)


def test_job_corps_in_hours_prints_the_published_figures(jobcorps):
    fit = fit_quadratic(jobcorps["d"], jobcorps["half"])
    assert f"{fit.b1:.9f} {fit.b2:.5e} {fit.turning_point:.2f}" == "0.000494724 -1.82119e-07 1358.25"
    assert f"{fit.fieller_low:.1f} {fit.fieller_high:.1f}" == "1105.4 1545.8"
    assert f"{lind_mehlum(fit).p:.3e}" == "2.317e-06"


def test_linear_model_uses_students_t_as_r_does(jobcorps, reference):
    expected = reference("duration_ushape")["jobcorps_share_weeks_employed_lm_weeks"]
    fit = fit_quadratic(jobcorps["weeks"], jobcorps["y"], family="linear")
    assert fit.df == 4021
    agrees_with(fit, expected)
    robust = fit_quadratic(
        jobcorps["weeks"], jobcorps["y"], family="linear", clusters=np.arange(len(jobcorps))
    )
    agrees_with(robust, expected | {"lind_mehlum": expected["lind_mehlum_HC1"], "se": expected["se_HC1"]})


def test_a_top_beyond_the_data_excludes_values_instead_of_bounding_them(real_data, reference):
    people = real_data("jtpa_women_16sites")
    fit = fit_quadratic(people["age"], people["Y"] > 0, controls=people[["T"]])
    assert fit.fieller_kind == "excludes"
    agrees_with(fit, reference("duration_ushape")["jtpa_employed_quadratic_age"])


def test_concave_without_a_top_is_no_inverted_u(real_data, reference):
    points = real_data("nist_pontius")
    fit = fit_quadratic(points["x"], points["y"], family="linear")
    agrees_with(fit, reference("duration_ushape")["pontius_concave_not_inverted_u"])
    assert lind_mehlum(fit).p == 1


def test_rows_with_a_missing_value_are_left_out():
    x = pd.Series([1, 2, 3, 4, 5, 6, 7, 8] * 5, dtype="Int64")
    y = pd.Series([0, 1, 0, 1, 1, 1, 0, 0] * 5, dtype="Int64")
    whole = fit_quadratic(x, y)
    gaps = fit_quadratic(
        pd.concat([x, pd.Series([pd.NA, 3], dtype="Int64")]),
        pd.concat([y, pd.Series([1, pd.NA], dtype="Int64")]),
    )
    assert gaps == whole


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        (np.arange(10.0), np.arange(10) % 2, "too_few"),
        (np.arange(50.0), np.ones(50), "no_variation_in_outcome"),
        (np.ones(50), np.arange(50) % 2, "no_variation_in_exposure"),
        (np.empty(0), np.empty(0), "no_variation_in_exposure"),
        (np.arange(50.0), np.arange(50) > 24, "separation"),
    ],
)
def test_data_that_carry_no_fit_give_a_reason_and_no_numbers(x, y, reason):
    fit = fit_quadratic(x, y)
    assert (fit.reason, fit.converged) == (reason, False)
    assert np.isnan([fit.b1, fit.turning_point, fit.fieller_low]).all()
    assert np.isnan(lind_mehlum(fit).p)


def test_one_cluster_gives_a_reason():
    rng = np.random.default_rng(1)
    fit = fit_quadratic(rng.random(100), rng.random(100) < 0.5, clusters=["A001"] * 100)
    assert fit.reason == "one_cluster"


def test_a_flat_outcome_can_leave_its_top_anywhere():
    rng = np.random.default_rng(3)
    kinds = {fit_quadratic(rng.random(400), rng.random(400) < 0.5).fieller_kind for _ in range(30)}
    assert "unbounded" in kinds


def test_fieller_ends_are_where_the_slope_is_just_significant():
    rng = np.random.default_rng(5)
    x = rng.uniform(0, 10, 2000)
    y = rng.random(2000) < 1 / (1 + np.exp(-(1 - 0.2 * (x - 5) ** 2)))
    fit = fit_quadratic(x, y)
    assert fit.fieller_kind == "bounded"
    for end in (fit.fieller_low, fit.fieller_high):
        variance = fit.vcov[1][1] + 4 * end * fit.vcov[1][2] + 4 * end**2 * fit.vcov[2][2]
        assert abs(fit.b1 + 2 * fit.b2 * end) / np.sqrt(variance) == pytest.approx(
            1.959963984540054, rel=1e-7
        )
