"""The crude figure beside the adjusted one."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.adjusted import ADJUSTED_COLUMNS, adjusted_table, fit_models
from tests.comparisons.case_mix_draws import FACTORS, drawn_exits


def table_of(rows: pd.DataFrame, year: int = 2015) -> pd.DataFrame:
    return adjusted_table(fit_models(rows), rows, year)


@pytest.fixture(scope="module")
def exits():
    return drawn_exits(providers=60, confounding=1.5, provider_sd=0.3)


@pytest.fixture(scope="module")
def table(exits):
    return table_of(exits[0])


def test_every_provider_and_programme_has_one_row_per_indicator_and_version(exits, table):
    rows, _ = exits
    cells = rows.groupby(["indicator", "programme", "provider_id"]).size()
    assert len(table) == 2 * len(cells)
    assert list(table.columns) == ADJUSTED_COLUMNS
    assert not table.duplicated(["indicator", "version", "programme", "provider_id"]).any()
    assert (table["reason"] == "").all()


def test_observed_and_expected_agree_in_the_nation(table):
    sums = table.groupby(["indicator", "version"])[["observed", "expected", "expected_crude"]].sum()
    assert sums["expected"].to_numpy() == pytest.approx(sums["observed"].to_numpy())
    assert sums["expected_crude"].to_numpy() == pytest.approx(sums["observed"].to_numpy())


def test_adjusted_value_is_the_national_value_times_observed_over_expected(table):
    part = table.loc[(table["indicator"] == "i08") & (table["version"] == "full")]
    national = part.groupby("programme")["observed"].transform("sum") / part.groupby("programme")[
        "n"
    ].transform("sum")
    expected = (part["observed"] / part["expected"] * national).clip(upper=1)
    assert part["adjusted_value"].to_numpy() == pytest.approx(expected.to_numpy())
    assert (part["adjusted_low"] <= part["adjusted_value"]).all()
    assert (part["adjusted_value"] <= part["adjusted_high"]).all()


def test_provider_that_serves_the_hardest_to_place_is_flagged_crude_but_not_adjusted():
    rows, _ = drawn_exits(providers=60, provider_sd=0.0, capability=1.5, programmes=("AB",))
    jobs = rows.loc[(rows["indicator"] == "i08") & (rows["provider_id"] != "A000")]
    weak = jobs.loc[jobs["work_capability"] == "1"].head(80).assign(provider_id="A000", county="01")
    both = pd.concat([jobs, weak], ignore_index=True)
    row = table_of(both).set_index(["version", "provider_id"]).loc[("full", "A000")]
    assert row["crude_flag"].startswith("below")
    assert row["adjusted_flag"] == "inside"
    assert row["depends_on_adjustment"]
    blind = table_of(both).set_index(["version", "provider_id"]).loc[("without_work_capability", "A000")]
    assert blind["adjusted_flag"].startswith("below")


def test_without_any_effect_of_mix_nothing_depends_on_adjustment():
    rows, _ = drawn_exits()
    rows = rows.assign(**dict.fromkeys(FACTORS, "unknown"), unemployment=np.nan)
    table = table_of(rows)
    assert table["expected"].to_numpy() == pytest.approx(table["expected_crude"].to_numpy())
    assert not table["depends_on_adjustment"].any()
    assert (table["adjusted_flag"] != "inside").any()


def test_share_never_exceeds_one_and_limits_of_weeks_come_from_their_spread(table):
    shares = table.loc[table["indicator"] != "i10"]
    assert shares[["adjusted_value", "adjusted_low", "adjusted_high"]].to_numpy().max() <= 1
    weeks = table.loc[table["indicator"] == "i10"]
    assert set(weeks["interval"]) == {"t"}
    assert weeks["exact_low"].isna().all()
    assert set(weeks["direction"]) == {"range"}
    covers = (weeks["ratio_low"] < 1) & (weeks["ratio_high"] > 1)
    # Providers do not differ in weeks here: 95 % of the intervals hold 1, and 240 cells err by 1.4 points.
    assert covers.mean() == pytest.approx(0.95, abs=0.05)


def test_earlier_years_add_to_the_model_but_not_to_the_table():
    earlier, _ = drawn_exits(year=2014, seed=2)
    this, _ = drawn_exits(year=2015)
    pooled = table_of(pd.concat([earlier, this], ignore_index=True))
    assert (pooled["year"] == 2015).all()
    assert pooled["n"].tolist() == table_of(this)["n"].tolist()


def test_too_few_exits_give_no_flag_but_a_reason():
    rows, _ = drawn_exits(providers=30)
    small = rows.loc[rows["provider_id"] == "A001"].groupby(["indicator", "programme"]).head(3)
    table = table_of(pd.concat([rows.loc[rows["provider_id"] != "A001"], small], ignore_index=True))
    own = table.loc[table["provider_id"] == "A001"]
    assert set(own["reason"]) == {"too_few"}
    assert own["adjusted_flag"].isna().all() and own["depends_on_adjustment"].isna().all()
    assert own["adjusted_value"].notna().all()
    assert table.loc[table["provider_id"] != "A001", "adjusted_flag"].notna().all()


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_programme_in_which_all_had_the_same_outcome_has_a_reason(outcome):
    rows, _ = drawn_exits(providers=20)
    rows["y"] = rows["y"].mask((rows["programme"] == "APS") & (rows["indicator"] == "i08"), outcome)
    table = table_of(rows)
    part = table.loc[(table["programme"] == "APS") & (table["indicator"] == "i08")]
    assert set(part["reason"]) == {"all_or_none_in_programme"}
    assert part["adjusted_value"].isna().all() and part["adjusted_flag"].isna().all()
    rest = table.loc[(table["programme"] == "AB") & (table["indicator"] == "i08")]
    assert set(rest["reason"]) == {""}


def test_year_with_one_provider_has_a_reason_and_no_comparison():
    rows, _ = drawn_exits(providers=1)
    table = table_of(rows)
    assert set(table["reason"]) == {"one_provider_in_programme"}
    assert table["adjusted_flag"].isna().all()
    assert table["crude_value"].notna().all()


def test_outcome_nobody_had_gives_the_models_reason_or_the_programmes():
    rows, _ = drawn_exits(providers=10)
    table = table_of(rows.assign(y=rows["y"].where(rows["indicator"] != "i09", 0.0)))
    assert set(table.loc[table["indicator"] == "i09", "reason"]) == {"all_or_none_in_programme"}


def test_no_exits_give_an_empty_table():
    rows, _ = drawn_exits(providers=5)
    table = adjusted_table(fit_models(rows.head(0)), rows.head(0), 2015)
    assert table.empty
    assert list(table.columns) == ADJUSTED_COLUMNS
