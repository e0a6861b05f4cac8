"""The comparisons against numbers computed in R by the published formulas (``benchmarks/reference``)."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from batt.comparisons.cells import CELL_COLUMNS
from batt.comparisons.empirical_bayes import shrink_counts, shrink_means, shrink_shares
from batt.comparisons.funnel import Funnels, funnels
from batt.comparisons.multiplicity import benjamini_hochberg, holm
from batt.comparisons.newsletter import newsletter_agreement, newsletter_table
from batt.comparisons.null_model import NullModel, exact_count_limits
from batt.comparisons.overdispersion import dispersion, normal_chance_square, winsorised
from batt.comparisons.rank_sets import rank_sets
from batt.comparisons.standardisation import byar_limits, exact_limits

PROJECT = Path(__file__).resolve().parents[2]
REFERENCE = Path(__file__).parent / "reference"
NAMES = ("funnel_r", "ranks_r", "shrinkage_r")
LEVELS = {"95": 0.95, "998": 0.998}


def reference(name: str) -> tuple[dict, dict]:
    stored = json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))
    return stored["inputs"], stored["results"]


def arrays(inputs: dict, *names: str) -> list[np.ndarray]:
    return [np.array(inputs[name], dtype=float) for name in names]


def close(ours, theirs) -> None:
    np.testing.assert_allclose(
        np.asarray(ours, dtype=float), np.array(theirs, dtype=float), rtol=1e-6, atol=1e-9
    )


def columns(low, high) -> np.ndarray:
    return np.column_stack([low, high])


@pytest.mark.parametrize("name", NAMES)
def test_stored_numbers_were_made_by_the_script_as_it_stands(name):
    origin = json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))["origin"]
    script = (PROJECT / origin["script"]).read_bytes()
    assert hashlib.md5(script).hexdigest() == origin["script_md5"], (
        "run the script again and store its numbers"
    )


@pytest.fixture(scope="module")
def share_cells() -> pd.DataFrame:
    jobs, exits = arrays(reference("funnel_r")[0], "jobs", "exits")
    share = jobs / exits
    frame = pd.DataFrame(
        {
            "provider_id": [f"P{i:02d}" for i in range(len(jobs))],
            "numerator": jobs,
            "denominator": exits,
            "value": share,
            "n": exits,
            "se": np.sqrt(share * (1 - share) / exits),
        }
    )
    frame = frame.assign(year=2015, indicator="i08", programme="AB", county="01", direction="higher")
    frame = frame.assign(unit="share", scale=1.0, ci_low=np.nan, ci_high=np.nan, status="ok")
    return frame[CELL_COLUMNS]


@pytest.fixture(scope="module")
def share_funnel(share_cells) -> Funnels:
    return funnels(share_cells)


def test_scores_and_plain_limits_of_a_share_funnel_are_those_of_r(share_funnel):
    _, results = reference("funnel_r")
    r, cells = results["proportion"], share_funnel.cells
    close(cells["target"], [r["p0"]] * len(cells))
    close(cells["z"], r["score"]["z"])
    for level in LEVELS:
        close(cells[[f"plain_low_{level}", f"plain_high_{level}"]], r["plain"][f"limits_{level}"])


def test_a_share_lies_outside_exactly_when_its_wilson_interval_in_r_leaves_the_target_out(share_funnel):
    r = reference("funnel_r")[1]["proportion"]
    wilson = np.array(r["wilson_95"])
    leaves_out = (wilson[:, 0] > r["p0"]) | (wilson[:, 1] < r["p0"])
    assert leaves_out.any() and not leaves_out.all()
    assert ((share_funnel.cells["flag_plain"] != "inside") == leaves_out).all()


@pytest.mark.parametrize("level", LEVELS)
def test_chance_of_a_false_alarm_is_that_of_the_discrete_distribution_in_r(share_funnel, level):
    close(
        share_funnel.cells[f"alarm_plain_{level}"],
        reference("funnel_r")[1]["proportion"][f"exact_rate_{level}"],
    )


@pytest.mark.parametrize("part", ["score", "arcsine"])
def test_additive_overdispersion_of_shares_is_spiegelhalters_as_computed_in_r(part):
    r = reference("funnel_r")[1]["proportion"][part]
    z, s = np.array(r["z"]), np.array(r["s"])
    spread = dispersion(z, s**2)
    close(winsorised(z), r["winsorised"])
    close([spread.phi, spread.tau2], [r["phi"], r["tau2"]])
    close(z / np.sqrt(1 + spread.tau2 / s**2), r["z_adjusted"])


@pytest.mark.parametrize("part", ["root", "pearson", "log_without_zeros"])
def test_additive_overdispersion_of_counts_is_spiegelhalters_as_computed_in_r(part):
    r = reference("funnel_r")[1]["count"][part]
    spread = dispersion(np.array(r["z"]), np.array(r["s"]) ** 2)
    close([spread.phi, spread.tau2], [r["phi"], r["tau2"]])


def test_additive_overdispersion_of_means_is_spiegelhalters_as_computed_in_r():
    r = reference("funnel_r")[1]["mean"]["overdispersion"]
    spread = dispersion(np.array(r["z"]), np.array(r["s"]) ** 2)
    close([spread.phi, spread.tau2], [r["phi"], r["tau2"]])


@pytest.mark.parametrize("part", ["score", "arcsine"])
def test_variance_that_chance_explains_solves_the_same_equation_as_in_r(part):
    r = reference("funnel_r")[1]["proportion"][part]
    z, s = np.array(r["z"]), np.array(r["s"])
    close(dispersion(z, s**2, normal_chance_square(len(z))).tau2, r["tau2_solved"])


def test_winsorising_leaves_a_normal_score_the_share_of_its_variance_that_r_integrates():
    close(normal_chance_square(100), reference("funnel_r")[1]["winsorised_normal_variance"])


def test_interval_of_the_variance_between_providers_is_r_s_q_profile():
    inputs, results = reference("funnel_r")
    means, se = arrays(inputs, "means", "means_se")
    spread = dispersion((means - results["mean"]["target"]) / se, se**2)
    close([spread.tau2_low, spread.tau2_high], results["q_profile_95"]["mean"])
    r = results["proportion"]["arcsine"]
    spread = dispersion(np.array(r["z"]), np.array(r["s"]) ** 2)
    close([spread.tau2_low, spread.tau2_high], results["q_profile_95"]["arcsine"])


def test_widened_limits_of_means_are_the_target_and_both_variances():
    _, results = reference("funnel_r")
    size, sigma, tau2 = np.array([4.0, 9.0, 25.0]), 0.8, results["mean"]["overdispersion"]["tau2"]
    target = results["mean"]["target"]
    low, high = NullModel("mean", target, sigma, 1e9, 1.0, 6.0).limits(size, 0.95, tau2)
    half = stats.norm.ppf(0.975) * np.sqrt(sigma**2 / size + tau2)
    close(columns(low, high), columns(np.clip(target - half, 1, 6), np.clip(target + half, 1, 6)))


@pytest.mark.parametrize("level", LEVELS)
def test_byar_and_exact_limits_of_counts_are_those_of_r(level):
    inputs, results = reference("funnel_r")
    (firms,) = arrays(inputs, "firms")
    close(columns(*byar_limits(firms, LEVELS[level])), results["count"][f"byar_{level}"])
    close(columns(*exact_limits(firms, LEVELS[level])), results["count"][f"exact_{level}"])


@pytest.mark.parametrize("level", LEVELS)
def test_a_count_is_flagged_exactly_when_its_exact_interval_in_r_leaves_the_expected_number_out(level):
    inputs, results = reference("funnel_r")
    (firms,) = arrays(inputs, "firms")
    expected = np.array(results["count"]["expected"])
    low, high = exact_count_limits(expected, (1 - LEVELS[level]) / 2)
    exact = np.array(results["count"][f"exact_{level}"])
    leaves_out = (exact[:, 0] > expected) | (exact[:, 1] < expected)
    assert (((firms < low) | (firms > high)) == leaves_out).all()


@pytest.mark.parametrize("level", LEVELS)
def test_false_alarm_rate_of_counts_is_that_of_the_poisson_distribution_in_r(level):
    _, results = reference("funnel_r")
    expected = np.array(results["count"]["expected"])
    low, high = exact_count_limits(expected, (1 - LEVELS[level]) / 2)
    rate = stats.poisson.cdf(np.ceil(low) - 1, expected) + stats.poisson.sf(np.floor(high), expected)
    close(rate, results["count"][f"exact_rate_{level}"])


def test_adjusted_p_values_are_those_of_r():
    inputs, results = reference("funnel_r")
    (p,) = arrays(inputs, "p_values")
    close(benjamini_hochberg(p), results["multiplicity"]["BH"])
    close(holm(p), results["multiplicity"]["holm"])


def test_count_and_rate_rankings_agree_as_far_as_r_says(share_cells):
    r = reference("funnel_r")[1]["correlation"]
    agreement = newsletter_agreement(newsletter_table(share_cells, draws=50)).set_index("ranking").loc["AB"]
    close([agreement["kendall"], agreement["spearman"]], [r["kendall_tau_b"], r["spearman"]])


@pytest.mark.parametrize("stepwise", [False, True])
def test_rank_sets_are_those_of_r(stepwise):
    inputs, results = reference("ranks_r")
    value, se = arrays(inputs, "value", "se")
    # 60 000 draws bring the quantile within 0.03 of R's 400 000; no statistic lies nearer to its line.
    assert min(results["simultaneous_clearance"], *results["marginal_clearance"]) > 0.03
    sets = rank_sets(value, se, draws=60_000, stepwise=stepwise)
    suffix = "_stepwise" if stepwise else ""
    close(columns(sets.simultaneous_low, sets.simultaneous_high), results[f"simultaneous{suffix}"])
    close(columns(sets.marginal_low, sets.marginal_high), results[f"marginal{suffix}"])


def test_beta_binomial_shrinkage_is_r_s_maximum_likelihood():
    inputs, results = reference("shrinkage_r")
    jobs, exits = arrays(inputs, "jobs", "exits")
    ours, r = shrink_shares(jobs, exits), results["beta_binomial"]["maximum_likelihood"]
    # Two optimisers meet to some 1e-5 where the likelihood is flat.
    np.testing.assert_allclose(ours.mean, r["mean"], rtol=1e-5)
    np.testing.assert_allclose(ours.value, r["shrunken"], rtol=1e-4)
    np.testing.assert_allclose(columns(ours.low, ours.high), r["interval_95_widened"], rtol=1e-3)


def test_gamma_poisson_shrinkage_is_r_s_maximum_likelihood():
    inputs, results = reference("shrinkage_r")
    firms, exposure = arrays(inputs, "firms", "exposure")
    ours, r = shrink_counts(firms, exposure), results["gamma_poisson"]
    np.testing.assert_allclose(ours.mean, r["mean"], rtol=1e-5)
    np.testing.assert_allclose(ours.value, r["shrunken"], rtol=1e-4)
    np.testing.assert_allclose(columns(ours.low, ours.high), r["interval_95_widened"], rtol=1e-3, atol=1e-6)


def test_normal_shrinkage_is_r_s_paule_and_mandel_with_morris_interval():
    inputs, results = reference("shrinkage_r")
    value, se = arrays(inputs, "value", "se")
    ours, r = shrink_means(value, se), results["normal"]["paule_mandel"]
    close([ours.mean, ours.between_sd**2], [r["mean"], r["tau2"]])
    close(ours.value, r["shrunken"])
    close(columns(ours.low, ours.high), r["interval_95_widened"])


def test_a_provider_with_two_of_two_never_tops_the_shrunken_list():
    inputs, results = reference("shrinkage_r")
    jobs, exits = arrays(inputs, "jobs", "exits")
    assert (jobs / exits).argmax() == 0 and exits[0] == 2
    assert shrink_shares(jobs, exits).value.argmax() != 0
    assert np.argmax(results["beta_binomial"]["maximum_likelihood"]["shrunken"]) != 0
