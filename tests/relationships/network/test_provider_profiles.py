"""Providers' figures on one line: what is taken out of them, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.network.provider_profiles import (
    active_among_the_rest,
    deviations,
    provider_cells,
    provider_profiles,
)


def values(*rows):
    columns = ["year", "unit_id", "programme", "indicator", "numerator", "denominator"]
    table = pd.DataFrame(rows, columns=columns).astype({"numerator": "Int64", "denominator": "Int64"})
    return table.assign(unit_level="provider", value=table["numerator"] / table["denominator"])


def cell(table, indicator, provider="A1"):
    rows = table[(table["indicator"] == indicator) & (table["provider_id"] == provider)]
    return rows.iloc[0]


def test_partners_are_counted_per_participant_of_all_programmes():
    cells = provider_cells(
        values(
            (2015, "A1", "ALL", "i05", 12, 1),
            (2015, "A1", "AB", "i06", 9, 25),
            (2015, "A1", "APS", "i06", 1, 15),
            (2015, "A2", "ALL", "i05", 3, 1),
        )
    )
    assert cell(cells, "i05")["denominator"] == 40
    # Without participants there is nothing to count by.
    assert "A2" not in set(cells["provider_id"])


def test_active_solutions_are_counted_among_those_who_got_no_job():
    cells = provider_cells(
        values(
            (2015, "A1", "AB", "i08", 20, 40),
            (2015, "A1", "AB", "i09", 8, 40),
            (2015, "A2", "AB", "i08", 5, 5),
            (2015, "A2", "AB", "i09", 0, 5),
        )
    )
    rest = active_among_the_rest(cells)
    assert cell(rest, "i09")["denominator"] == 20
    assert cell(rest, "i08")["denominator"] == 40
    assert rest[rest["provider_id"] == "A2"]["indicator"].to_list() == ["i08"]


def test_chance_alone_relates_the_two_shares_of_one_total_but_not_those_among_the_rest():
    rng = np.random.default_rng(8)
    exits = 30
    outcome = rng.multinomial(exits, [0.4, 0.35, 0.25], 400)
    rows = []
    for provider, (jobs, active, _) in enumerate(outcome):
        rows += [(2015, f"A{provider}", "AB", "i08", jobs, exits)]
        rows += [(2015, f"A{provider}", "AB", "i09", active, exits)]
    table = values(*rows)
    plain = deviations(provider_cells(table), ["provider_id"]).pivot(
        index="provider_id", columns="indicator", values="deviation"
    )
    freed = provider_profiles(table)
    assert plain.corr().loc["i08", "i09"] < -0.4
    assert abs(freed.corr().loc["i08", "i09"]) < 3 / np.sqrt(400)


def test_a_provider_is_held_against_the_country_in_the_same_programme_and_year():
    cells = provider_cells(
        values(
            (2014, "A1", "AB", "i08", 6, 10),
            (2014, "A2", "AB", "i08", 4, 10),
            (2015, "A1", "APS", "i08", 1, 10),
            (2015, "A2", "APS", "i08", 5, 30),
        )
    )
    found = deviations(cells, ["provider_id"]).set_index("provider_id")
    # Half of 10 in AB, and 6 of 40 in APS, is what the country's figures give.
    assert found.loc["A1", "deviation"] == pytest.approx((6 - 5 + 1 - 1.5) / 20)
    assert found.loc["A1", "size"] == 20
    by_year = deviations(cells, ["provider_id", "year"])
    assert len(by_year) == 4


def test_undelivered_indicators_have_no_column_and_other_units_no_row():
    table = values((2015, "A1", "AB", "i08", 6, 10), (2015, "NO", "AB", "i08", 60, 100))
    table.loc[1, "unit_level"] = "country"
    profiles = provider_profiles(table)
    assert profiles.columns.to_list() == ["i08"]
    assert profiles.index.to_list() == ["A1"]
