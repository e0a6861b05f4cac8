"""The band of a cumulative incidence against R's survfit, and its properties."""

import warnings

import numpy as np
import pytest

from batt.relationships.staying.incidence_band import incidence_band


def band_of(invented, **options):
    return incidence_band(
        invented["time"],
        invented["cause"],
        entry=invented["entry"],
        clusters=invented["cluster"],
        **options,
    )


def test_incidence_and_its_error_over_clusters_agree_with_r(invented, reference):
    expected = reference("staying")["incidence"]
    band = band_of(invented, between=(1, 70))
    at = np.searchsorted(band.day, expected["day"])
    assert band.incidence[at] == pytest.approx(expected["incidence"], rel=1e-6)
    # R moves each cluster's weight by a ten-thousandth: a numerical derivative.
    assert band.se[at] == pytest.approx(expected["se"], rel=1e-5)


def test_the_width_agrees_with_many_multiplier_draws_in_r(invented, reference):
    """50 000 draws here, 200 000 there: the quantile's Monte-Carlo error is about 0.5 %."""
    band = band_of(invented, between=(5, 60), draws=50_000, seed=1)
    assert band.critical == pytest.approx(reference("staying")["incidence"]["critical_5_to_60"], rel=0.015)


def test_the_band_is_wider_than_the_interval_of_each_day_and_inside_zero_to_one(invented):
    band = band_of(invented, between=(1, 70))
    assert (band.simultaneous_low < band.low).all()
    assert (band.low < band.incidence).all()
    assert (band.incidence < band.high).all()
    assert (band.high < band.simultaneous_high).all()
    assert band.simultaneous_low.min() > 0
    assert band.simultaneous_high.max() < 1


def test_the_same_seed_gives_the_same_band_and_another_seed_another(invented):
    one, same, other = (band_of(invented, seed=seed).critical for seed in (1, 1, 2))
    assert one == same != other


def test_without_clusters_people_are_independent(invented):
    band = incidence_band(invented["time"], invented["cause"], entry=invented["entry"])
    assert band.n_clusters is None
    assert 2 < band.critical < 3.5


TIME, CAUSE = np.arange(1.0, 41), np.tile([1, 2, 0, 1], 10)
BAD = {
    "too_few": ([], [], []),
    "all_censored": (TIME, 2 * (CAUSE == 2), np.arange(40) % 5),
    "one_cluster": (TIME, CAUSE, np.zeros(40)),
    "no_variation_in_outcome": (np.ones(40), np.ones(40), np.arange(40) % 5),
}


@pytest.mark.parametrize("reason", BAD)
def test_data_that_cannot_carry_a_band_give_the_reason(reason):
    time, cause, clusters = BAD[reason]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        band = incidence_band(time, cause, clusters=clusters)
    assert band.reason == reason
    assert len(band.day) == 0
    assert np.isnan(band.critical)


def test_a_range_of_days_without_an_exit_has_no_band(invented):
    assert band_of(invented, between=(0, 0)).reason == "no_variation_in_outcome"
