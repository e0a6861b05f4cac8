"""Alpha and omega against psych, and what they say of data that cannot carry them."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.surveys.reliability import reliability

SCALES = {
    "agree": ["-A1", "A2", "A3", "A4", "A5"],
    "conscientious": ["C1", "C2", "C3", "-C4", "-C5"],
    "extraversion": ["-E1", "-E2", "E3", "E4", "E5"],
}


def turned(people, scale):
    return pd.DataFrame(
        {key.lstrip("-"): 7 - people[key[1:]] if key[0] == "-" else people[key] for key in SCALES[scale]}
    )


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_and_feldt_interval_are_those_of_psych(scale, bfi, reference):
    # Closed forms: 1e-6 relative.
    wanted, found = reference("alpha")[scale], reliability(turned(bfi, scale))
    assert (found.n, found.n_items) == (wanted["n_complete"], 5)
    assert found.alpha == pytest.approx(wanted["raw_alpha"], rel=1e-6)
    feldt = wanted["feldt_95"]
    assert [found.low, found.high] == pytest.approx([feldt["lower"], feldt["upper"]], rel=1e-6)


@pytest.mark.parametrize("scale", SCALES)
def test_omega_is_that_of_a_maximum_likelihood_factor(scale, bfi, reference):
    # An iterative fit: 1e-4 relative; R's own two fits agree with each other to 4e-7.
    wanted = reference("alpha")[scale]["omega_total_1factor"]
    assert reliability(turned(bfi, scale)).omega == pytest.approx(wanted, rel=1e-4)


def test_alpha_of_one_gender_is_that_of_psych(bfi, reference):
    wanted = reference("alpha")["agree_gender1"]["raw_alpha"]
    assert reliability(turned(bfi[bfi["gender"] == 1], "agree")).alpha == pytest.approx(wanted, rel=1e-6)


def test_clustered_interval_rests_on_the_derivative_of_alpha(bfi, reference):
    # The derivative is taken numerically in R: 1e-6 of the largest one.
    items = turned(bfi, "agree").dropna()
    x = items.to_numpy()
    one_each = reliability(items, np.arange(len(items)))
    wanted = reference("surveys")["alpha_influence"]
    rows = np.array(wanted["rows"])
    deviations = x - x.mean(axis=0)
    squares, total = (deviations**2).sum(axis=1), deviations.sum(axis=1) ** 2
    ratio = squares.sum() / total.sum()
    influence = -5 / 4 * (squares - ratio * total) / total.sum()
    assert influence[rows] == pytest.approx(np.array(wanted["influence"]), abs=1e-6 * np.abs(influence).max())
    se = np.sqrt(len(x) / (len(x) - 1) * (influence**2).sum()) / (1 - one_each.alpha)
    half = np.log((1 - one_each.clustered_low) / (1 - one_each.alpha))
    assert half == pytest.approx(1.961 * se, rel=1e-3)


def test_likeness_within_providers_widens_the_interval():
    rng = np.random.default_rng(1)
    provider = np.repeat(np.arange(20), 15)
    common = rng.normal(0, 1, 20)[provider] + rng.normal(0, 0.3, 300)
    items = common[:, None] + rng.normal(0, 1, (300, 4))
    alone, together = reliability(items, np.arange(300)), reliability(items, provider)
    assert together.clustered_low < alone.clustered_low
    assert together.alpha == alone.alpha


@pytest.mark.parametrize(
    ("items", "clusters", "reason"),
    [
        (np.empty((0, 3)), None, "too_few"),
        (np.arange(20.0)[:, None], None, "too_few"),
        (np.column_stack([np.arange(20.0), np.full(20, 3.0)]), None, "no_variation_in_outcome"),
        (np.column_stack([np.arange(20.0), -np.arange(20.0)]), None, "no_variation_in_outcome"),
        (np.random.default_rng(0).normal(size=(20, 3)), np.zeros(20), "one_cluster"),
    ],
)
def test_data_that_cannot_carry_alpha_give_the_reason(items, clusters, reason):
    found = reliability(items, clusters)
    assert found.reason == reason
    assert np.isnan(found.alpha)


def test_a_respondent_with_a_missing_answer_is_left_out():
    items = pd.DataFrame(np.random.default_rng(0).integers(1, 7, (30, 3)), dtype="Int64")
    items.iloc[3, 1] = pd.NA
    assert reliability(items).n == 29
