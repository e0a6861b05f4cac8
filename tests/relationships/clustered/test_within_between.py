"""The slopes within and between providers: known lines come back, and neither leaks into the other."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from batt.relationships.clustered.within_between import within_between

YEARS = (2012, 2013, 2014, 2015)


def panel(seed=1, *, within=0.5, between=-1.0, providers=40, noise=0.1):
    """Return one row per provider and year in which the two slopes have opposite signs."""
    rng = np.random.default_rng(seed)
    mean = rng.normal(5, 1, providers)
    frame = pd.DataFrame(
        {
            "provider_id": np.repeat([f"P{one:02d}" for one in range(providers)], len(YEARS)),
            "year": np.tile(YEARS, providers),
            "size": rng.integers(5, 60, providers * len(YEARS)),
        }
    )
    deviation = rng.normal(0, 1, len(frame))
    deviation -= np.repeat(
        (deviation * frame["size"]).groupby(frame["provider_id"]).sum()
        / frame["size"].groupby(frame["provider_id"]).sum(),
        len(YEARS),
    ).to_numpy()
    exposure = np.repeat(mean, len(YEARS)) + deviation
    outcome = between * np.repeat(mean, len(YEARS)) + within * deviation + 0.3 * (frame["year"] - 2012)
    return frame.assign(exposure=exposure, outcome=outcome + noise * rng.standard_normal(len(frame)))


def split(frame, **options):
    given = {"outcome": "outcome", "exposure": "exposure", "scale": "points", "weight": "size"}
    return within_between(frame, **(given | options))


def test_slopes_of_opposite_sign_are_both_found():
    found = split(panel())
    assert found.within.value == pytest.approx(0.5, abs=0.03)
    assert found.between.value == pytest.approx(-1.0, abs=0.03)
    assert found.within.n_clusters == found.between.n_clusters == 40


def test_an_unbalanced_panel_gives_the_slope_of_an_effect_per_provider():
    frame = panel().sample(frac=0.7, random_state=3)
    repeated = frame[frame["provider_id"].map(frame["provider_id"].value_counts()) > 1]
    dummies = pd.get_dummies(repeated[["provider_id", "year"]].astype(str), drop_first=True, dtype=float)
    design = sm.add_constant(dummies.assign(exposure=repeated["exposure"]))
    spelt_out = sm.WLS(repeated["outcome"], design, weights=repeated["size"]).fit()
    assert split(frame).within.value == pytest.approx(spelt_out.params["exposure"], rel=1e-9)


def test_a_level_of_the_provider_that_goes_with_the_exposure_does_not_touch_the_slope_within():
    frame = panel()
    lifted = frame.assign(outcome=frame["outcome"] + 100 * frame["provider_id"].str[1:].astype(int))
    assert split(lifted).within.value == pytest.approx(split(frame).within.value, rel=1e-6)


def test_programmes_of_a_provider_are_followed_one_by_one():
    frame = panel()
    both = pd.concat(
        [frame.assign(programme="AB"), frame.assign(programme="APS", outcome=frame["outcome"] + 2)]
    )
    found = split(both, fixed=("year", "programme"))
    assert found.within.value == pytest.approx(split(frame).within.value, rel=1e-9)
    assert found.within.n == 2 * len(frame)
    assert found.within.n_clusters == 40


def test_rows_with_something_missing_are_left_out():
    frame = panel()
    frame.loc[0, "outcome"] = np.nan
    frame.loc[1, "exposure"] = np.nan
    frame.loc[2, "size"] = 0
    assert split(frame).between.n == len(frame) - 3


def test_one_year_says_nothing_within_but_something_between():
    found = split(panel().query("year == 2015"))
    assert found.within.reason == "no_period_before"
    assert found.between.reason == ""


def test_an_exposure_that_never_moves_at_a_provider_has_no_slope_within():
    frame = panel()
    steady = frame.assign(exposure=frame.groupby("provider_id")["exposure"].transform("mean"))
    assert split(steady).within.reason == "constant_exposure"
    assert split(steady).between.reason == ""


def test_an_exposure_that_only_follows_the_calendar_has_no_slope():
    frame = panel().assign(exposure=lambda rows: rows["year"].astype(float))
    assert split(frame).within.reason == "constant_exposure"
    assert split(frame).between.reason == "constant_exposure"


@pytest.mark.parametrize(
    ("change", "within", "between"),
    [
        (lambda rows: rows.head(0), "too_few", "too_few"),
        (lambda rows: rows.assign(exposure=3.0), "constant_exposure", "constant_exposure"),
        (lambda rows: rows.assign(outcome=4.0), "no_variation_in_outcome", "no_variation_in_outcome"),
        (lambda rows: rows.assign(provider_id="P00"), "one_cluster", "constant_exposure"),
        (
            lambda rows: rows.assign(outcome=rows.groupby("provider_id")["outcome"].transform("mean")),
            "no_variation_in_outcome",
            "",
        ),
        (lambda rows: rows[rows["provider_id"].isin(["P00", "P01", "P02"])], "few_clusters", "few_clusters"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason(change, within, between):
    found = split(change(panel()))
    assert (found.within.reason, found.between.reason) == (within, between)
    assert np.isnan(found.within.value)
