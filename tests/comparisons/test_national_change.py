"""The split of a national change: exact sums and cases worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.national_change import national_changes, strata_sums

FACTS = pd.DataFrame([{"indicator": "i08", "scale": 1.0, "unit": "share", "rule_changed": False}])
PARTS = ["coverage", "definition", "case_mix", "performance"]


def strata(rows):
    """Build strata from (provider, programme, age group, x, w)."""
    frame = pd.DataFrame(rows, columns=["provider_id", "programme", "age_group", "x", "w"])
    return frame.assign(indicator="i08")


def only(table, programme="AB"):
    return table.set_index("programme").loc[programme]


def test_parts_sum_to_the_change_exactly_whatever_the_data():
    rng = np.random.default_rng(1)
    years = []
    for year in range(2):
        w = rng.integers(0, 30, 400)
        frame = pd.DataFrame(
            {
                "provider_id": rng.integers(0, 60, 400) + 10 * year,
                "indicator": "i08",
                "programme": rng.choice(["AB", "APS", "KIA"], 400),
                "age_group": rng.choice(["-24", "25-39", "55+"], 400),
                "x": rng.binomial(w, 0.3),
                "w": w,
            }
        )
        years.append(frame.groupby(list(frame.columns[:4]), as_index=False)[["x", "w"]].sum())
    table = national_changes(years[1], years[0], FACTS)
    assert table["programme"].tolist() == ["AB", "APS", "KIA", "TOTAL"]
    assert table[PARTS].sum(axis=1).to_numpy() == pytest.approx(table["change"].to_numpy(), abs=1e-12)
    assert (table["definition"] == 0).all()
    assert (table["coverage"].abs() > 1e-6).all()


def test_a_new_provider_alone_is_coverage():
    before = strata([("a", "AB", "", 5, 10)])
    now = strata([("a", "AB", "", 5, 10), ("b", "AB", "", 10, 10)])
    row = only(national_changes(now, before, FACTS))
    assert row[PARTS].tolist() == pytest.approx([0.25, 0, 0, 0])
    assert (row["providers_both"], row["providers_new"], row["providers_gone"]) == (1, 1, 0)


def test_other_ages_with_unchanged_rates_are_case_mix():
    before = strata([("a", "AB", "-24", 8, 10), ("a", "AB", "55+", 2, 10)])
    now = strata([("a", "AB", "-24", 4, 5), ("a", "AB", "55+", 3, 15)])
    row = only(national_changes(now, before, FACTS))
    assert row[PARTS].tolist() == pytest.approx([0, 0, -0.15, 0])


def test_other_rates_with_unchanged_ages_are_performance():
    before = strata([("a", "AB", "-24", 8, 10), ("a", "AB", "55+", 2, 10)])
    now = strata([("a", "AB", "-24", 9, 10), ("a", "AB", "55+", 3, 10)])
    assert only(national_changes(now, before, FACTS))[PARTS].tolist() == pytest.approx([0, 0, 0, 0.1])


def test_more_people_in_one_programme_is_case_mix_of_the_total():
    before = strata([("a", "AB", "", 5, 10), ("a", "APS", "", 2, 10)])
    now = strata([("a", "AB", "", 10, 20), ("a", "APS", "", 2, 10)])
    row = only(national_changes(now, before, FACTS), "TOTAL")
    assert row["case_mix"] == pytest.approx(12 / 30 - 7 / 20)
    assert row["performance"] == pytest.approx(0)


def test_group_that_is_new_this_year_counts_as_case_mix():
    before = strata([("a", "AB", "-24", 2, 10)])
    now = strata([("a", "AB", "-24", 2, 10), ("a", "AB", "55+", 8, 10)])
    assert only(national_changes(now, before, FACTS))[PARTS].tolist() == pytest.approx([0, 0, 0.3, 0])


def test_changed_rule_is_told_apart_with_the_earlier_year_recomputed_and_not_without():
    before, same = strata([("a", "AB", "", 5, 10)]), strata([("a", "AB", "", 4, 10)])
    now, facts = strata([("a", "AB", "", 6, 10)]), FACTS.assign(rule_changed=True)
    row = only(national_changes(now, before, facts, same))
    assert row[PARTS].tolist() == pytest.approx([0, -0.1, 0, 0.2])
    row = only(national_changes(now, before, facts))
    assert row["reason"] == "rule_changed"
    assert row[["definition", "case_mix", "performance"]].isna().all()


def test_no_provider_in_both_years_leaves_the_parts_open():
    row = only(national_changes(strata([("b", "AB", "", 6, 10)]), strata([("a", "AB", "", 5, 10)]), FACTS))
    assert row["reason"] == "no_provider_in_both_years"
    assert row["change"] == pytest.approx(0.1)
    assert row[PARTS].isna().all()


def test_units_are_added_up_by_the_age_of_their_spell():
    units = pd.DataFrame(
        {
            "indicator": ["i08", "i08", "i02"],
            "row_id": ["f#1", "f#2", "g#1"],
            "provider_id": "a",
            "programme": "AB",
            "x": [1, 0, 40],
            "w": [1, 1, 8],
        }
    )
    ages = pd.DataFrame({"row_id": ["f#1", "f#2"], "age_group": ["-24", "-24"]})
    sums = strata_sums(units, ages).set_index("indicator")
    assert sums.loc["i08", ["age_group", "x", "w"]].tolist() == ["-24", 1, 2]
    assert sums.loc["i02", ["age_group", "x", "w"]].tolist() == ["", 40, 8]
