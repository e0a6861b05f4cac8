"""The share of what separates providers that mix and labour market explain."""

import numpy as np
import pytest

from batt.comparisons.adjusted import fit_models
from batt.comparisons.variance_explained import COLUMNS, variance_explained
from tests.comparisons.case_mix_draws import drawn_exits


def jobs(**options):
    """Return the drawn exits of indicator 8 alone, and the providers' true effects."""
    rows, effect = drawn_exits(**options)
    return rows.loc[rows["indicator"] == "i08"], effect


def explained(rows, **options):
    table = variance_explained(fit_models(rows), rows, 2015, **options)
    return table.set_index(["indicator", "explained_by"])


def test_mix_explains_all_where_providers_differ_only_in_whom_they_serve():
    rows, _ = jobs(providers=150, size=100, provider_sd=1e-9, confounding=1.0, capability=1.2)
    table = explained(rows)
    found = table.loc[("i08", "mix")]
    assert found["share_explained"] > 0.85
    assert found["high"] > 0.97
    blind = table.loc[("i08", "mix_without_work_capability_and_labour_market")]
    assert blind["share_explained"] < 0.2


def test_mix_explains_nothing_where_everybody_serves_the_same_people():
    rows, effect = jobs(providers=150, size=100, provider_sd=0.5)
    found = explained(rows).loc[("i08", "mix")]
    assert found["low"] < 0 < found["high"] + 0.05
    assert found["share_explained"] == pytest.approx(0, abs=0.15)
    assert found["sd_left"] == pytest.approx(effect.std(), rel=0.2)


def test_labour_market_explains_what_it_was_planted_to():
    rows, _ = jobs(providers=200, size=100, provider_sd=0.15, unemployment_effect=-0.6)
    found = explained(rows)
    mix, both = found.loc[("i08", "mix")], found.loc[("i08", "mix_and_labour_market")]
    assert both["low"] > 0.5
    assert mix["share_explained"] < 0.2


def test_mix_that_hides_differences_explains_less_than_nothing():
    rows, _ = jobs(providers=150, size=100, provider_sd=0.4, confounding=-0.6)
    found = explained(rows).loc[("i08", "mix")]
    assert found["share_explained"] < -0.1
    assert found["sd_left"] > found["sd_crude"]


def test_same_seed_gives_the_same_limits():
    rows, _ = jobs(providers=40)
    assert explained(rows, seed=3, draws=200).equals(explained(rows, seed=3, draws=200))


def test_where_nothing_separates_providers_there_is_a_reason_and_no_share():
    rows, _ = drawn_exits(providers=40)
    every_fifth = (rows.groupby(["indicator", "provider_id", "programme"]).cumcount() % 5 == 0).astype(float)
    found = explained(rows.assign(y=every_fifth)).loc["i09"]
    assert set(found["reason"]) == {"no_variance_between_providers"}
    assert found[["share_explained", "low", "high"]].isna().all(axis=None)


def test_few_providers_or_no_contrast_give_a_reason_and_no_number():
    rows, _ = drawn_exits(providers=4)
    table = variance_explained(fit_models(rows), rows, 2015)
    assert set(table["reason"]) == {"too_few_providers"}
    assert list(table.columns) == COLUMNS
    assert table["share_explained"].isna().all()
    still = rows.assign(y=0.0)
    assert set(variance_explained(fit_models(still), still, 2015)["reason"]) == {
        "no_contrast_within_providers"
    }
    assert np.isnan(table["sd_crude"]).all()
