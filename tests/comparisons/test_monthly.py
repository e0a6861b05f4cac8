"""Monthly reports: what they add up to, whom they rank, and whether they agree with the year."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.monthly_activity import (
    monthly_activity,
    monthly_causes,
    monthly_delivery,
    monthly_outcomes,
)
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rankings import monthly_rankings
from batt.comparisons.monthly_reconciliation import monthly_reconciliation
from batt.comparisons.monthly_rows import monthly_rows
from batt.comparisons.newsletter import newsletter_table
from batt.disclosure.rounding import month_by_month
from batt.registry import Options

EXACT = Telling()
EVERY_MONTH = Telling(every_month=True)


def year_data(year, exits=(), stock=(), providers=("A", "B"), yearly=()):
    """One year as the comparisons read it, from rows of the two monthly reports."""
    return SimpleNamespace(
        year=year,
        tables={
            "providers": pd.DataFrame({"provider_id": providers, "county": "03", "association": "ATTF"}),
            "monthly_exits": pd.DataFrame(
                exits, columns=["month", "provider_id", "programme", "end_cause", "exits_n"]
            ),
            "monthly_stock": pd.DataFrame(
                stock,
                columns=["month", "provider_id", "programme", "participants_n", "places_n", "starts_n"],
            ),
        },
        activity=pd.DataFrame(yearly, columns=["provider_id", "programme", "exits_n"]),
    )


def rows_of(*years, histories=None, options=None):
    now = years[-1]
    basis = SimpleNamespace(
        year=now.year,
        years={data.year: data for data in years},
        now=now,
        histories=histories,
        options=options or Options(),
    )
    return monthly_rows(basis)


EXITS = [
    ("2015-01", "A", "AB", "F1", 3),
    ("2015-01", "A", "AB", "X1", 2),
    ("2015-02", "A", "AB", "F6", 1),
    ("2015-03", "B", "KIA", "A2", 4),
    ("2015-03", "B", "VTA", "F1", 7),
]
STOCK = [
    ("2015-01", "A", "AB", 20, 15, 4),
    ("2015-02", "A", "AB", 21, 15, 2),
    ("2015-03", "B", "KIA", 9, None, 1),
]


def cell(table, column, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table[column].iloc[0]


def test_the_year_so_far_is_its_months_added_up():
    table = monthly_activity(rows_of(year_data(2015, EXITS, STOCK)), EXACT)
    so_far = [cell(table, "exits_so_far_n", programme="AB", month=f"2015-0{month}") for month in (1, 2, 3)]
    assert so_far == [5, 6, 6]
    assert cell(table, "exits_n", programme="ALL", month="2015-03") == 11
    assert cell(table, "starts_so_far_n", programme="ALL", month="2015-03") == 7


def test_a_month_without_rows_of_a_programme_has_zero_exits_and_no_participants_told():
    table = monthly_activity(rows_of(year_data(2015, EXITS, STOCK)), EXACT)
    assert cell(table, "exits_n", programme="AB", month="2015-03") == 0
    assert pd.isna(cell(table, "participants_n", programme="AB", month="2015-03"))
    assert pd.isna(cell(table, "places_n", programme="KIA", month="2015-03"))


def test_a_programme_that_nobody_reported_has_no_row():
    table = monthly_activity(rows_of(year_data(2015, EXITS, STOCK)), EXACT)
    assert set(table["programme"]) == {"ALL", "VTA", "KIA", "AB"}


def test_placements_of_permanently_adapted_work_are_none():
    table = monthly_outcomes(rows_of(year_data(2015, EXITS, STOCK)), EXACT)
    assert set(table["programme"]) == {"TOTAL", "KIA", "AB"}
    assert cell(table, "job_so_far_n", programme="TOTAL", month="2015-03") == 4
    assert cell(table, "active_n", programme="KIA", month="2015-03") == 4


def test_groups_add_up_to_exits_under_every_reading_of_job_codes():
    for reading in ("F1-F6", "without_F6", "F1_only"):
        rows = rows_of(year_data(2015, EXITS, STOCK), options=Options(job_codes=reading))
        table = monthly_outcomes(rows, EXACT)
        parts = table[["job_n", "active_n", "other_n"]].sum(axis=1)
        assert (parts == table["exits_n"]).all()
    assert cell(table, "job_so_far_n", programme="AB", month="2015-02") == 3


def test_causes_add_up_to_the_exits_of_their_programme():
    rows = rows_of(year_data(2015, EXITS, STOCK))
    causes = monthly_causes(rows, EXACT).groupby(["month", "programme"])["exits_n"].sum()
    exits = monthly_activity(rows, EXACT).set_index(["month", "programme"])["exits_n"]
    pd.testing.assert_series_equal(causes.sort_index(), exits.sort_index())


def test_a_month_of_another_year_than_its_folder_is_left_out():
    strange = [*EXITS, ("2014-12", "A", "AB", "F1", 50), ("2016-01", "A", "AB", "F1", 50)]
    rows = rows_of(year_data(2015, strange, STOCK))
    assert rows.all_months == ["2015-01", "2015-02", "2015-03"]


def test_only_members_of_the_association_are_in():
    data = year_data(2015, EXITS, STOCK)
    data.tables["providers"] = data.tables["providers"].assign(association=["ATTF", "ASVL"])
    rows = rows_of(data, options=Options(forening="ASVL"))
    assert set(rows.exits["provider_id"]) == {"B"} and set(rows.expected["provider_id"]) == {"B"}


def test_a_year_without_monthly_reports_has_no_rows():
    before = year_data(2014, [("2014-12", "A", "AB", "F1", 3)])
    assert rows_of(before, year_data(2015)) is None
    undelivered = year_data(2015)
    undelivered.tables = {"providers": undelivered.tables["providers"]}
    assert rows_of(before, undelivered) is None


def test_how_many_have_reported_counts_providers_of_either_report():
    table = monthly_delivery(rows_of(year_data(2015, EXITS, STOCK)))
    assert table["providers_n"].tolist() == [1, 1, 1] and set(table["providers_expected_n"]) == {2}


def twelve(year, provider, jobs, others, programme="AB"):
    """Exits of a provider in every month of a year."""
    months = [f"{year}-{month:02d}" for month in range(1, 13)]
    return [(month, provider, programme, "F1", jobs) for month in months] + [
        (month, provider, programme, "X1", others) for month in months
    ]


def test_a_single_month_is_never_ranked():
    exits = [*twelve(2015, "A", 2, 3), *twelve(2015, "B", 1, 1)]
    table = monthly_rankings(rows_of(year_data(2015, exits)), EVERY_MONTH, draws=50)
    assert (table["first_month"] < table["month"]).all()
    assert "2015-01" not in set(table["month"])


def test_rolling_months_reach_into_the_year_before_under_the_name_of_the_history():
    before = year_data(2014, twelve(2014, "OLD", 2, 3), providers=("OLD",))
    now = year_data(2015, twelve(2015, "A", 2, 3)[:3] + twelve(2015, "B", 1, 1), providers=("A", "B"))
    histories = pd.DataFrame(
        {"provider_id": ["OLD", "A", "B"], "year": [2014, 2015, 2015], "history_id": ["A", "A", "B"]}
    )
    rows = rows_of(before, now, histories=histories)
    table = monthly_rankings(rows, EVERY_MONTH, draws=50)
    march = table[(table["month"] == "2015-03") & (table["ranking"] == "AB")].set_index(
        ["period", "provider_id"]
    )
    assert march.loc[("rolling", "A"), "jobs"] == 9 * 2 + 3 * 2
    assert march.loc[("rolling", "A"), "first_month"] == "2014-04"
    assert march.loc[("so_far", "A"), "jobs"] == 6
    assert ("rolling", "OLD") not in march.index


def test_rolling_months_need_all_twelve():
    exits = [row for row in twelve(2014, "A", 2, 3) if row[0] != "2014-08"] + twelve(2015, "A", 2, 3)
    rows = rows_of(year_data(2014, exits[:22]), year_data(2015, exits[22:]))
    table = monthly_rankings(rows, EVERY_MONTH, draws=50)
    rolling = set(table.loc[table["period"] == "rolling", "month"])
    assert rolling == {f"2015-{month:02d}" for month in range(8, 13)}


def test_the_ranking_of_a_whole_year_is_that_of_the_newsletter_method():
    exits = [*twelve(2015, "A", 4, 3), *twelve(2015, "B", 1, 1), *twelve(2015, "B", 1, 5, "KIA")]
    table = monthly_rankings(rows_of(year_data(2015, exits)), EXACT, draws=200)
    assert set(table["period"]) == {"rolling"} and set(table["month"]) == {"2015-12"}
    cells = pd.DataFrame(
        [("A", "AB", 48, 84), ("B", "AB", 12, 24), ("B", "KIA", 12, 72)],
        columns=["provider_id", "programme", "numerator", "denominator"],
    ).assign(year=2015, indicator="i08")
    expected = newsletter_table(cells, draws=200).drop(columns="year")
    found = table[list(expected.columns)]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_what_is_told_of_ranks_is_made_of_what_is_told_of_counts():
    """Two providers whose counts are told alike share their place, whatever the counts are."""
    exits = [
        ("2015-01", "A", "AB", "F1", 12),
        ("2015-02", "B", "AB", "F1", 8),
        ("2015-02", "C", "AB", "F1", 40),
    ]
    exits += [("2015-02", one, "AB", "X1", 20) for one in "ABC"]
    rows = rows_of(year_data(2015, exits, providers=("A", "B", "C")))
    table = monthly_rankings(rows, month_by_month(), draws=50).query("ranking == 'AB'")
    table = table.set_index("provider_id")
    assert table["jobs"].to_dict() == {"A": 10, "B": 10, "C": 40}
    assert table.loc["A", "count_rank"] == table.loc["B", "count_rank"] == 2
    assert table.loc["A", "rate"] == table.loc["B", "rate"] == pytest.approx(10 / 30)


def test_few_exits_have_no_share():
    exits = [
        ("2015-01", "A", "AB", "F1", 10),
        ("2015-02", "A", "AB", "X1", 7),
        ("2015-02", "B", "AB", "F1", 20),
    ]
    table = monthly_rankings(rows_of(year_data(2015, exits)), month_by_month(), draws=50)
    table = table.query("ranking == 'AB'").set_index("provider_id")
    assert np.isnan(table.loc["A", "rate"]) and table.loc["A", "rate_reason"] == "too_few"
    assert table.loc["B", "rate"] == 1


def test_months_are_compared_with_the_year_of_the_same_providers():
    yearly = [("A", "AB", 6), ("B", "KIA", 9), ("B", "VTA", 7), ("C", "AB", 5)]
    data = year_data(2015, EXITS, STOCK, providers=("A", "B", "C"), yearly=yearly)
    table = monthly_reconciliation(rows_of(data), EXACT).set_index("programme")
    assert table.loc["AB", ["monthly_exits_n", "yearly_exits_n"]].tolist() == [6, 6]
    assert table.loc["AB", "providers_without_n"] == 1
    assert table.loc["KIA", ["monthly_exits_n", "yearly_exits_n", "providers_differ_n"]].tolist() == [4, 9, 1]
    assert table.loc["ALL", "months_n"] == 3
    assert table.loc["ALL", ["providers_n", "providers_differ_n"]].tolist() == [2, 1]
