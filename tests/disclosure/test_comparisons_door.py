"""Which reader sees which comparisons, and whom each may know by name."""

import pandas as pd
import pytest

from batt.disclosure import ANONYMOUS, Comparisons, load_protected, publish_for
from batt.errors import DisclosureError, UsageError
from batt.paths import Root

YEAR = 2015


@pytest.fixture(scope="module")
def root(reported_demo):
    return reported_demo


@pytest.fixture(scope="module")
def someone(root):
    """A provider that is ranked somewhere."""
    ranks = pd.read_parquet(root.disclosure(YEAR) / "ranks.parquet")
    return str(ranks["provider_id"].value_counts().idxmax())


def test_the_public_knows_nobody(root):
    reader = Comparisons(root, YEAR)
    for name in ("ranks", "benchmarks", "nearest_peers", "newsletter", "funnel_cells"):
        table = reader.table(name).data
        assert set(table["provider_id"]) == {ANONYMOUS} and set(table["name"]) == {""}
        assert "county" not in table or table["county"].isna().all()


def test_no_column_tells_which_provider_a_row_is_of(root, someone):
    """Targets name their unit, and what could not be used the file and row that it came in."""
    providers = set(pd.read_parquet(root.clean(YEAR) / "providers.parquet")["provider_id"])
    for role, reader in (("public", None), ("provider", someone)):
        door = Comparisons(root, YEAR, role, reader)
        for name in ("target_attainment", "targets_left_out", "target_audit"):
            table = door.table(name).data
            told = {str(value) for column in table for value in table[column]} - {str(reader)}
            assert not told & providers, name
            assert not [value for value in told if any(f"/{one}" in value for one in providers - {reader})]
    seen = Comparisons(root, YEAR).table("target_attainment").data
    assert {"NO", ANONYMOUS} <= set(seen["unit_id"])


def test_the_order_of_rows_does_not_give_names_back(root):
    saved = pd.read_parquet(root.disclosure(YEAR) / "funnel_cells.parquet")
    told = Comparisons(root, YEAR).table("funnel_cells").data
    of_list = told.query("indicator == 'i08' and programme == 'AB'")
    assert of_list["numerator"].is_monotonic_increasing
    assert not saved.query("indicator == 'i08' and programme == 'AB'")["numerator"].is_monotonic_increasing


def test_the_sector_knows_the_foremost_of_each_list(root):
    table = Comparisons(root, YEAR, "sector").table("ranks").data
    leaders = pd.read_parquet(root.disclosure(YEAR) / "leaders.parquet").query("place <= 5")
    named = table.loc[table["provider_id"] != ANONYMOUS, ["indicator", "programme", "provider_id"]]
    assert set(named.itertuples(index=False, name=None)) <= set(
        leaders[["indicator", "programme", "provider_id"]].itertuples(index=False, name=None)
    )
    assert len(named) and (table["provider_id"] == ANONYMOUS).any()


def test_a_provider_knows_itself_alone(root, someone):
    table = Comparisons(root, YEAR, "provider", someone).table("ranks").data
    assert set(table["provider_id"]) == {ANONYMOUS, someone}
    peers = Comparisons(root, YEAR, "provider", someone).table("nearest_peers").data
    assert set(peers["peer_id"]) <= {ANONYMOUS, someone}


def test_nav_knows_those_it_works_with_and_reads_what_everybody_may(root, someone):
    providers = pd.read_parquet(root.clean(YEAR) / "providers.parquet").set_index("provider_id")["county"]
    county = providers[someone]
    public = Comparisons(root, YEAR).table("ranks").data
    known = {"nav_office": {someone}, "county": set(providers.index[providers == county])}
    for role, unit in (("nav_office", someone), ("county", county)):
        door = Comparisons(root, YEAR, role, unit)
        table = door.table("ranks").data
        assert {someone} <= set(table["provider_id"]) - {ANONYMOUS} <= known[role]
        assert table["value"].sum() == public["value"].sum() and len(table) == len(public)
        assert (door.own_name != "") == (role == "nav_office")


def test_the_directorate_knows_everybody_but_no_staff_answers_of_small_groups(root):
    table = Comparisons(root, YEAR, "directorate").table("funnel_cells").data
    shown = pd.read_parquet(root.disclosure(YEAR) / "funnel_cells.parquet")
    complete = pd.read_parquet(root.comparisons(YEAR) / "funnel_cells.parquet")
    count = lambda frame: (frame["indicator"] == "i03").sum()  # noqa: E731
    assert count(table) == count(shown) < count(complete)
    assert len(table) - count(table) == len(complete) - count(complete) > len(shown) - count(shown)
    assert ANONYMOUS not in set(table["provider_id"])


def test_a_provider_has_to_be_named_for_its_own_role_alone(root):
    with pytest.raises(UsageError):
        Comparisons(root, YEAR, "provider")
    with pytest.raises(UsageError):
        Comparisons(root, YEAR, "public", "A001")


def test_nothing_is_told_before_it_is_known_what_is_safe(tmp_path):
    with pytest.raises(DisclosureError, match="nothing is known to be safe"):
        Comparisons(Root(tmp_path), YEAR)


@pytest.mark.parametrize("name", ["funnel_cells", "changes", "adjusted", "nearest_peers", "fair_figures"])
def test_the_own_rows_alone_are_those_of_the_whole_comparison(root, someone, name):
    door = Comparisons(root, YEAR, "provider", someone)
    among_all = door.table(name).where(provider_id=someone)
    own = door.table(name, only_own=True)
    assert len(own) > 0
    pd.testing.assert_frame_equal(own.data, among_all.data)
    pd.testing.assert_frame_equal(own.states, among_all.states)


@pytest.mark.parametrize(("role", "unit"), [("public", None), ("sector", None), ("county", "03")])
def test_a_reader_that_is_no_provider_has_no_own_rows(root, role, unit):
    assert len(Comparisons(root, YEAR, role, unit).table("funnel_cells", only_own=True)) == 0


def test_what_is_said_of_a_list_is_one_row_and_about_no_single_provider(root):
    door = Comparisons(root, YEAR)
    lists = door.of_lists("benchmarks", ["national_providers"]).data
    saved = pd.read_parquet(root.disclosure(YEAR) / "benchmarks.parquet")
    assert len(lists) == len(saved[["indicator", "programme"]].drop_duplicates())
    with pytest.raises(DisclosureError, match="not the same for all"):
        door.of_lists("benchmarks", ["value"])


@pytest.mark.parametrize("role", ["provider", "nav_office"])
def test_figures_read_for_one_provider_are_those_among_all(root, someone, role):
    units = ["NO", someone]
    among_all = publish_for(load_protected(root, YEAR), role, someone).where(unit_id=units)
    alone = publish_for(load_protected(root, YEAR, {"unit_id": units}), role, someone)
    assert {"NO", someone} == set(alone.data["unit_id"])
    pd.testing.assert_frame_equal(alone.data, among_all.data)
    pd.testing.assert_frame_equal(alone.states, among_all.states)
