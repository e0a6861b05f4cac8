"""Comparisons among shown cells tell nothing about hidden ones."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from batt.comparisons import compare, read_basis
from batt.disclosure.shown import hold_back, shown_cells
from batt.registry import Options

YEAR = 2015
KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
# What rests on everybody: models of single exits, offices, the country's own sums, and targets of any unit.
OF_EVERYBODY = {
    "case_mix_coefficients",
    "nav_severity_components",
    "national_changes",
    "county_standings",
    "target_attainment",
    "targets_left_out",
    "target_audit",
    "reading_runs",
    "indikator_no",
    "problems",
}


@pytest.fixture(scope="module")
def root(reported_demo):
    return reported_demo


@pytest.fixture(scope="module")
def protection(root):
    return pd.read_parquet(root.disclosure(YEAR) / "protection.parquet")


@pytest.fixture(scope="module")
def told(basis, protection):
    """The comparisons among shown cells, before anything is held back."""
    return compare(basis, shown_cells(protection))


@pytest.fixture(scope="module")
def basis(root):
    return read_basis(root, YEAR, Options())


def row(level, indicator="i08", unit="A001", unit_level="provider", programme="AB", year=YEAR):
    return dict(zip([*KEYS, "level"], [year, unit_level, unit, programme, indicator, level]))


def test_a_cell_is_compared_only_when_everybody_may_see_it():
    told = pd.DataFrame([row(0), row(1, unit="A002"), row(2, unit="A003"), row(0, "i08", "03", "county")])
    assert shown_cells(told)["provider_id"].to_list() == ["A001"]


def test_partners_are_compared_only_when_no_programme_hides_its_participants():
    told = pd.DataFrame(
        [
            row(0, "i05", "A001", programme="ALL"),
            row(1, "i06", "A001"),
            row(0, "i05", "A002", programme="ALL"),
            row(2, "i06", "A002"),
        ]
    )
    partners = shown_cells(told).query("indicator == 'i05'")
    assert partners["provider_id"].to_list() == ["A001"]


def test_no_comparison_moves_when_a_hidden_figure_moves(basis, protection, told):
    chosen = shown_cells(protection)
    rng = np.random.default_rng(20151231)
    moved = {}
    for year, data in basis.years.items():
        keys = ["year", "indicator", "programme", "provider_id"]
        is_shown = pd.MultiIndex.from_frame(data.cells[keys]).isin(pd.MultiIndex.from_frame(chosen[keys]))
        factor = np.where(is_shown, 1.0, rng.uniform(0.2, 0.8, len(data.cells)))
        assert (~is_shown).sum() > 10
        cells = data.cells.assign(
            value=data.cells["value"] * factor,
            numerator=(data.cells["numerator"] * factor).round().astype("Int64"),
            se=data.cells["se"] * factor,
        )
        moved[year] = replace(data, cells=cells)
    true, other = told, compare(replace(basis, years=moved), chosen)
    for name in set(true) - OF_EVERYBODY:
        pd.testing.assert_frame_equal(true[name], other[name], obj=name)
    everything = compare(replace(basis, years=moved))
    assert not everything["ranks"].equals(compare(basis)["ranks"])


def test_a_mean_of_providers_is_that_of_those_who_are_compared(basis, protection):
    """Also where it is the reading in force: with the hidden ones in it, it would tell about them."""
    chosen = shown_cells(protection)
    readings = replace(basis.options, national_mean="providers")
    panel = compare(replace(basis, options=readings), chosen)["readings"]
    benchmarks = (
        compare(basis, chosen)["benchmarks"].groupby(["indicator", "programme"])["national_providers"].first()
    )
    told = panel.loc[panel["option"] == "weeks"].set_index(["indicator", "programme"])["national_value"]
    assert len(told)
    assert told.to_numpy(dtype=float) == pytest.approx(benchmarks[told.index].to_numpy(dtype=float))


def test_every_provider_in_a_comparison_has_a_cell_that_everybody_may_see(root, protection):
    chosen = shown_cells(protection)
    now = set(
        chosen.loc[chosen["year"] == YEAR, ["indicator", "programme", "provider_id"]].itertuples(
            index=False, name=None
        )
    )
    for name in ("ranks", "funnel_cells", "shrinkage", "adjusted", "fair_figures", "best_practice"):
        table = pd.read_parquet(root.disclosure(YEAR) / f"{name}.parquet")
        table = table.loc[table["indicator"] != "i05_per_100"]
        seen = set(table[["indicator", "programme", "provider_id"]].itertuples(index=False, name=None))
        assert seen <= now, name
    assert len(now)


def test_a_reading_that_differs_by_one_or_two_persons_is_held_back(basis, protection, told):
    panel = compare(basis, shown_cells(protection))
    cells = (
        panel["readings"]
        .iloc[:3]
        .assign(
            option="count_unit",
            choice="persons",
            numerator_difference=[0.0, 1.0, 3.0],
            denominator_difference=[0.0, 4.0, 6.0],
        )
    )
    kept = hold_back({**told, "readings": cells}, basis, shown_cells(protection), protection)["readings"]
    assert kept["national_alternative"].isna().to_list() == [False, True, False]
    assert not {"numerator_difference", "denominator_difference"} & set(kept.columns)


def test_a_reading_that_would_tell_a_hidden_end_cause_is_held_back(basis, protection, told):
    chosen, tables = shown_cells(protection), told
    panel = tables["readings"]
    mine = panel.loc[(panel["indicator"] == "i08") & (panel["choice"] == "without_F6")]
    mine = mine.assign(numerator_difference=-30.0, denominator_difference=0.0)
    programme = mine["programme"].iloc[0]
    shown, hidden = (
        pd.DataFrame([row(level, "end_cause.F6", "NO", "country", programme)]) for level in (0, 1)
    )
    for cause, expected in ((shown, False), (hidden, True)):
        rest = protection.loc[protection["indicator"] != "end_cause.F6"]
        kept = hold_back({**tables, "readings": mine}, basis, chosen, pd.concat([rest, cause]))["readings"]
        assert kept.set_index("programme")["difference"].isna()[programme] == expected


def test_a_hidden_figure_of_the_country_is_in_no_comparison(basis, protection, told):
    chosen, tables = shown_cells(protection), told
    programme = tables["readings"].query("indicator == 'i08'")["programme"].iloc[0]
    hidden = protection.assign(
        level=protection["level"].mask(
            (protection["unit_level"] == "country")
            & (protection["indicator"] == "i08")
            & (protection["programme"] == programme),
            1,
        )
    )
    kept = hold_back(tables, basis, chosen, hidden)
    rows = kept["readings"].query("indicator == 'i08' and programme == @programme")
    assert len(rows) and rows[["national_value", "national_alternative", "difference"]].isna().all(axis=None)
    changes = kept["national_changes"].query("indicator == 'i08'")
    assert not set(changes["programme"]) & {programme, "TOTAL"}


def test_how_a_county_stands_is_told_in_a_word_and_only_of_shown_figures(basis, protection, told):
    chosen, [first, *_] = shown_cells(protection), told["county_standings"].to_dict("records")
    own = {"indicator": first["indicator"], "programme": first["programme"], "year": YEAR}
    is_own = (protection[list(own)] == pd.Series(own)).all(axis=1)
    county = is_own & (protection["unit_level"] == "county") & (protection["unit_id"] == first["county"])
    country = is_own & (protection["unit_level"] == "country")
    assert county.sum() == country.sum() == 1
    left = []
    for hidden in (protection["level"] < 0, county, country):
        known = protection.assign(level=protection["level"].mask(hidden, 1).mask(is_own & ~hidden, 0))
        kept = hold_back(told, basis, chosen, known)["county_standings"]
        assert kept.columns.to_list() == ["county", "indicator", "programme", "standing"]
        mine = kept.loc[
            (kept["indicator"] == own["indicator"]) & (kept["programme"] == own["programme"]), "county"
        ]
        left.append((first["county"] in set(mine), len(mine) > 0))
    assert left == [(True, True), (False, True), (False, False)]


def test_a_target_of_a_unit_whose_figure_is_hidden_is_left_out(root, protection):
    table = pd.read_parquet(root.disclosure(YEAR) / "target_attainment.parquet")
    complete = pd.read_parquet(root.comparisons(YEAR) / "target_attainment.parquet")
    hidden = protection.loc[(protection["level"] > 0) & (protection["unit_level"] == "provider")]
    secret = set(
        hidden.loc[hidden["year"] == YEAR, ["unit_id", "programme", "indicator"]].itertuples(
            index=False, name=None
        )
    )
    told = set(table[["unit_id", "programme", "indicator"]].itertuples(index=False, name=None))
    all_told = set(complete[["unit_id", "programme", "indicator"]].itertuples(index=False, name=None))
    assert all_told & secret and not told & secret
