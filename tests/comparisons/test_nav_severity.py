"""NAV scores apart from the severity of the offices."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from batt.comparisons.crossed_effects import fit_crossed_effects
from batt.comparisons.nav_severity import COLUMNS, nav_severity

ANSWERS = 9


def drawn_survey(
    providers: int = 80, offices: int = 60, respondents: int = 12, office_sd: float = 0.5, seed: int = 2
):
    """Return units, answers, and the true levels of providers and of offices, which answer for several."""
    rng = np.random.default_rng(seed)
    level = 4 + 0.25 * rng.normal(size=providers)
    severity = office_sd * rng.normal(size=offices)
    provider = np.repeat(np.arange(providers), respondents)
    # Three neighbouring offices know a provider.
    office = (provider * offices // providers + rng.integers(0, 3, len(provider))) % offices
    mean = level[provider] + severity[office] + rng.normal(0, 0.4, len(provider))
    ids = [f"r{i}" for i in range(len(provider))]
    units = pd.DataFrame(
        {
            "indicator": "i01",
            "row_id": ids,
            "provider_id": [f"A{i:03d}" for i in provider],
            "x": mean * ANSWERS,
            "w": ANSWERS,
        }
    )
    answers = pd.DataFrame({"row_id": ids, "nav_office_id": [f"NK{i:03d}" for i in office]})
    names = [f"A{i:03d}" for i in range(providers)]
    return units, answers, pd.Series(level, index=names), pd.Series(severity)


def test_restricted_likelihood_and_estimates_are_those_of_dense_matrices():
    rng = np.random.default_rng(8)
    subject, rater = np.repeat(np.arange(10), 9), rng.integers(0, 7, 90)
    weight = rng.integers(3, 10, 90).astype(float)
    y = (
        4
        + 0.5 * rng.normal(size=10)[subject]
        + 0.6 * rng.normal(size=7)[rater]
        + rng.normal(0, 1.5, 90) / np.sqrt(weight)
    )
    fit = fit_crossed_effects(y, weight, subject, rater)
    subjects, raters, one = np.eye(10)[subject], np.eye(7)[rater], np.ones((90, 1))

    def covariance(variances, with_subjects=True):
        s, r, e = variances
        return with_subjects * s * subjects @ subjects.T + r * raters @ raters.T + np.diag(e / weight)

    def deviance(log_variances):
        v = covariance(np.exp(log_variances))
        inverse = np.linalg.inv(v)
        information = one.T @ inverse @ one
        residual = y - (one @ np.linalg.solve(information, one.T @ inverse @ y))
        return np.linalg.slogdet(v)[1] + np.log(information[0, 0]) + residual @ inverse @ residual

    best = np.exp(
        minimize(deviance, [-1.0, -1.0, 0.5], method="Nelder-Mead", options={"fatol": 1e-10, "xatol": 1e-6}).x
    )
    ours = [fit.subject_variance, fit.rater_variance, fit.residual_variance]
    assert ours == pytest.approx(best, rel=5e-3)
    inverse = np.linalg.inv(covariance(ours, with_subjects=False))
    spread = np.linalg.inv(subjects.T @ inverse @ subjects)
    assert fit.fixed == pytest.approx(spread @ subjects.T @ inverse @ y, rel=1e-6)
    assert fit.fixed_se == pytest.approx(np.sqrt(np.diag(spread)), rel=1e-6)
    inverse = np.linalg.inv(covariance(ours))
    mean = (inverse @ y).sum() / inverse.sum()
    predicted = mean + fit.subject_variance * subjects.T @ inverse @ (y - mean)
    assert fit.mean == pytest.approx(mean, rel=1e-8)
    assert fit.shrunken == pytest.approx(predicted, rel=1e-8)


def test_severity_of_the_offices_is_taken_out():
    units, answers, level, _ = drawn_survey()
    found = nav_severity(units, answers, 2015)
    table = found.providers.set_index("provider_id")
    error_raw = (table["raw"] - level).std()
    error_adjusted = (table["adjusted"] - level).std()
    assert error_adjusted < 0.7 * error_raw
    assert (table["shrunken"] - level).std() < error_adjusted
    covered = table["adjusted_low"].le(level) & table["adjusted_high"].ge(level)
    assert covered.mean() > 0.88
    components = found.components.iloc[0]
    assert components["sd_office"] == pytest.approx(0.5, abs=0.15)
    assert components["sd_provider"] == pytest.approx(0.25, abs=0.1)
    assert components["sd_answer"] == pytest.approx(0.4 * np.sqrt(ANSWERS), rel=0.1)


def test_offices_without_severity_change_nothing_much():
    units, answers, _, _ = drawn_survey(office_sd=0.0)
    found = nav_severity(units, answers, 2015)
    assert found.components["sd_office"].iloc[0] < 0.1
    assert found.providers["office_severity"].abs().max() < 0.1


def test_raw_figure_is_the_mean_of_all_answers():
    units, answers, _, _ = drawn_survey(providers=10)
    sums = units.groupby("provider_id")[["x", "w"]].sum()
    raw = nav_severity(units, answers, 2015).providers["raw"]
    assert raw.to_numpy() == pytest.approx((sums["x"] / sums["w"]).to_numpy())


def test_provider_whose_offices_answer_for_nobody_else_cannot_be_told_from_them():
    units, answers, _, _ = drawn_survey()
    own = units["provider_id"] == "A007"
    answers["nav_office_id"] = answers["nav_office_id"].mask(own, "NK999")
    table = nav_severity(units, answers, 2015).providers.set_index("provider_id")
    row = table.loc["A007"]
    assert row["reason"] == "offices_answer_for_no_other_provider"
    assert np.isnan(row["adjusted"]) and np.isnan(row["shrunken"])
    assert row["raw"] > 1
    assert table.drop("A007")["adjusted"].notna().all()


def test_few_respondents_are_marked_and_keep_their_numbers():
    units, answers, _, _ = drawn_survey()
    few = units.loc[(units["provider_id"] != "A003") | (units.groupby("provider_id").cumcount() < 3)]
    row = nav_severity(few, answers, 2015).providers.set_index("provider_id").loc["A003"]
    assert row["n"] == 3
    assert row["reason"] == "too_few"
    assert row["adjusted_low"] < row["adjusted"] < row["adjusted_high"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda u, a: (u.loc[u["provider_id"] == "A000"], a), "one_provider"),
        (lambda u, a: (u, None), "offices_answer_for_no_other_provider"),
        (lambda u, a: (u.head(0), a), "one_provider"),
        (
            lambda u, a: (u.groupby("provider_id").head(1).head(4), a.assign(nav_office_id="NK1")),
            "too_few_answers",
        ),
        (lambda u, a: (u.assign(x=36), a), "no_variation"),
    ],
)
def test_survey_that_cannot_tell_offices_from_providers_says_why(change, reason):
    units, answers, _, _ = drawn_survey()
    found = nav_severity(*change(units, answers), 2015)
    assert found.components["reason"].tolist() == [reason]
    assert list(found.providers.columns) == COLUMNS
    assert set(found.providers["reason"]) <= {reason}
    assert found.providers["adjusted"].isna().all()
