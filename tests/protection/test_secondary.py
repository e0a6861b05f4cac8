"""What is hidden for company: enough that nothing can be worked out, the same every time, never undone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from batt.errors import DisclosureError
from batt.protection import protect_indicators, protection_frame
from batt.protection.reported_rows import end_cause_rows
from batt.protection.rules import unsafe_share
from batt.protection.secondary import ALL_HIDDEN, RATE_HIDDEN, protect
from batt.protection.settings import read_settings

PROVIDERS = 10


def shares_of(hierarchy, counts):
    """Return a table of one indicator from the (numerator, persons) of every provider."""
    frame = pd.DataFrame(counts, columns=["numerator", "denominator"])
    frame = frame.assign(unit_id=[f"A{i:02d}" for i in range(len(frame))], n=frame["denominator"])
    return hierarchy.table_of(frame.assign(year=2015, programme="APS", indicator="i06"), PROVIDERS)


def primary_of(table):
    persons, events = table["denominator"].to_numpy(float), table["numerator"].to_numpy(float)
    few = (persons > 0) & (persons < 3)
    return np.where(few, ALL_HIDDEN, np.where(unsafe_share(events, persons), RATE_HIDDEN, 0))


def interval(table, level, counties, row, column):
    """Return the interval of one hidden count, from equations written down here once more.

    Unknowns are the events and the persons of every row; the events are at most the persons.
    """
    n = len(table)
    unit, place = table["unit_level"], {unit: i for i, unit in enumerate(table["unit_id"])}
    equations, right = [], []

    def add(entries, value):
        line = np.zeros(2 * n)
        for position, factor in entries:
            line[position] += factor
        equations.append(line)
        right.append(value)

    for i in range(n):
        whole = counties.get(table["unit_id"][i]) if unit[i] == "provider" else "NO"
        for offset, name, hidden_from in ((0, "numerator", RATE_HIDDEN), (n, "denominator", ALL_HIDDEN)):
            if level[i] < hidden_from:
                add([(offset + i, 1)], table[name][i])
            if unit[i] != "provider":
                parts = [
                    j
                    for j in range(n)
                    if (unit[i] == "country" and unit[j] == "county")
                    or (
                        unit[i] == "county"
                        and unit[j] == "provider"
                        and counties[table["unit_id"][j]] == table["unit_id"][i]
                    )
                ]
                add([(offset + j, 1) for j in parts] + [(offset + i, -1)], 0)
        assert whole in place
    at_most = np.hstack([np.eye(n), -np.eye(n)])
    ends = []
    for sign in (1, -1):
        objective = np.zeros(2 * n)
        objective[row + (n if column == "denominator" else 0)] = sign
        found = linprog(
            objective, A_ub=at_most, b_ub=np.zeros(n), A_eq=np.array(equations), b_eq=right, bounds=(0, None)
        )
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends


counts = st.integers(0, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=4)
@given(st.lists(counts, min_size=PROVIDERS, max_size=PROVIDERS))
def test_no_hidden_count_can_be_placed_in_an_interval_narrower_than_three(hierarchy, drawn):
    table, counties = shares_of(hierarchy, drawn), hierarchy.counties(PROVIDERS)
    primary = primary_of(table)
    found = protect(table, primary, counties)
    assert (found.level >= primary).all()
    assert not found.unprotected
    hidden = [(row, "numerator") for row in np.flatnonzero(found.level >= RATE_HIDDEN)]
    hidden += [(row, "denominator") for row in np.flatnonzero(found.level >= ALL_HIDDEN)]
    for row, column in hidden:
        low, high = interval(table, found.level, counties, row, column)
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= 3


@settings(max_examples=3)
@given(st.lists(counts, min_size=PROVIDERS, max_size=PROVIDERS))
def test_what_needs_no_hiding_is_all_shown(hierarchy, drawn):
    table = shares_of(hierarchy, [(4 + x, 12 + x + n) for x, n in drawn])
    assert not protect(table, primary_of(table), hierarchy.counties(PROVIDERS)).level.any()


def test_the_country_is_the_last_to_be_hidden(hierarchy):
    counties = hierarchy.counties(24)
    found = protect_indicators(hierarchy.placements(5, providers=24), counties)
    hidden = pd.Series(found.protection.level > 0).groupby(found.values["unit_level"]).mean()
    assert hidden["country"] == 0
    assert hidden["provider"] > 0


def test_the_same_table_always_hides_the_same_cells(hierarchy):
    counties = hierarchy.counties(12)
    first, second = (protect_indicators(hierarchy.placements(4), counties) for _ in range(2))
    assert (first.protection.level == second.protection.level).all()


def test_the_same_exits_are_hidden_with_every_indicator_that_counts_them(hierarchy):
    found = protect_indicators(hierarchy.drawn(2), hierarchy.counties(12))
    rows = found.values.assign(level=found.protection.level)
    exits = rows[rows["indicator"].isin(["i08", "i09", "i10"])]
    all_hidden = exits["level"].eq(ALL_HIDDEN).groupby([exits["unit_level"], exits["unit_id"]])
    assert all_hidden.any().any()
    assert (all_hidden.nunique() == 1).all()


def test_numbers_published_earlier_stay_as_they_were(hierarchy):
    counties = hierarchy.counties(12)
    earlier = protect_indicators(hierarchy.placements(3, years=(2014,)), counties)
    both = hierarchy.placements(3, years=(2014, 2015))
    before = protection_frame(earlier)
    found = protect_indicators(both, counties, before)
    old = found.values["year"].eq(2014).to_numpy()
    merged = found.values.loc[old].merge(
        before[["year", "unit_level", "unit_id", "programme", "indicator", "level"]],
        on=["year", "unit_level", "unit_id", "programme", "indicator"],
    )
    assert (found.protection.level[old] == merged["level"]).all()
    assert found.protection.level[~old].any()


def test_a_number_shown_earlier_is_hidden_once_the_basic_rule_hides_it(hierarchy):
    """Corrected data have made it small. What was shown before stays known, so it needs no company."""
    counties = hierarchy.counties(PROVIDERS)
    before = protect_indicators(shares_of(hierarchy, [(8, 20)] * PROVIDERS), counties)
    assert not before.protection.level.any()
    values = shares_of(hierarchy, [(1, 20)] + [(8, 20)] * (PROVIDERS - 1))
    shown = protection_frame(before)
    found = protect_indicators(values, counties, shown)
    assert set(values.loc[found.protection.level > 0, "unit_id"]) == {"A00"}
    assert (found.protection.level >= found.protection.primary).all()
    assert protect_indicators(values, counties).protection.level.sum() > 1


def test_what_was_hidden_earlier_may_not_be_shown_to_spare_another(hierarchy):
    counties = hierarchy.counties(PROVIDERS)
    values = shares_of(hierarchy, [(1, 20)] + [(8, 20)] * (PROVIDERS - 1))
    first = protect_indicators(values, counties)
    again = protect_indicators(values, counties, protection_frame(first))
    assert (again.protection.level == first.protection.level).all()


def test_what_earlier_years_give_away_is_told_and_not_passed_over(hierarchy):
    """All years together and one of two years were published; the other year is their difference."""
    counties = hierarchy.counties(12)
    table = hierarchy.drawn(3, years=(2014, 2015))
    table = table[table["indicator"].eq("i06") & table["unit_level"].eq("country")]
    table = table.assign(numerator=[1, 9], denominator=[40, 50], n=[40, 50], value=[1 / 40, 9 / 50])
    total = table.iloc[:1].assign(year=0, numerator=10, denominator=90, n=90, value=1 / 9)
    both = pd.concat([table, total], ignore_index=True)
    shown = both[both["year"].ne(2014)].assign(level=0)
    with pytest.raises(DisclosureError, match="2014 country NO APS i06"):
        protect_indicators(both, counties, shown)
    free = protect_indicators(both, counties)
    assert free.protection.level.astype(bool).sum() >= 2


def test_a_provider_that_is_alone_in_its_county_takes_the_county_with_it(hierarchy):
    table = shares_of(hierarchy, [(6, 20)] * 9 + [(1, 20)])
    counties = hierarchy.counties(PROVIDERS)
    level = pd.Series(protect(table, primary_of(table), counties).level, index=table["unit_id"])
    assert level[["A09", "04"]].gt(0).all()
    assert level[["01", "02", "03"]].gt(0).any() or level["NO"] > 0


def test_a_provider_without_a_county_is_an_error(hierarchy):
    counties = hierarchy.counties(12)
    with pytest.raises(DisclosureError, match="A11"):
        protect_indicators(hierarchy.placements(4), counties.drop("A11"))


def test_a_threshold_that_is_no_number_is_an_error(tmp_path):
    file = tmp_path / "settings.yaml"
    file.write_text("min_persons: many\nminimum: 3\n")
    with pytest.raises(DisclosureError, match="min_persons") as raised:
        read_settings(file)
    assert "minimum" in str(raised.value)


def test_the_sole_provider_of_a_programme_is_told_nothing_about_others(hierarchy):
    """All exits of the country are its own, and so are their causes: no company is looked for."""
    counties = hierarchy.counties(1)
    values = shares_of(hierarchy, [(1, 20)])
    exits = {"programme": "APS", "exits_total_n": 20, "not_approved_n": 0}
    causes = pd.DataFrame([{**exits, "end_cause": code, "exits_n": n} for code, n in (("F1", 1), ("X1", 19))])
    rows = pd.concat([values, end_cause_rows(causes, 2015)], ignore_index=True)
    assert protect_indicators(rows, counties).protection.unprotected == []
