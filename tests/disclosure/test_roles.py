"""Each audience sees what is meant for it and nothing else."""

import pandas as pd
import pytest

from batt.disclosure import ANONYMOUS, ROLES, publish_for, publish_with_names
from batt.errors import DisclosureError, UsageError
from batt.protection import protect_indicators, protected_from, protection_frame
from batt.protection.settings import settings

KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]


@pytest.fixture(scope="module")
def table(hierarchy):
    return protect_indicators(hierarchy.drawn(1), hierarchy.counties(12))


def providers_in(published):
    data = published.data
    return data.loc[data["unit_level"].eq("provider")]


READER = {"provider": "A03", "nav_office": "A03", "county": "03"}


def seen(table, role):
    return publish_for(table, role, READER.get(role))


@pytest.mark.parametrize("role", ROLES)
def test_staff_answers_of_small_groups_are_hidden_from_every_role(table, role):
    staff = seen(table, role).where(indicator="i03")
    small = table.values[table.values["indicator"].eq("i03") & table.values["n"].between(1, 4)]
    assert len(small) > 0
    assert staff.hidden["value"].sum() >= len(small)
    assert not staff.data["n"].isin([1, 2]).any()


def test_the_directorate_sees_everything_else(table):
    published = seen(table, "directorate")
    rest = published.where(indicator=["i05", "i06", "i08", "i09", "i10"])
    assert not rest.hidden.to_numpy().any()
    assert set(providers_in(published)["unit_id"]) == {f"A{i:02d}" for i in range(12)}


def test_the_public_sees_no_name_and_no_small_number(table):
    published = seen(table, "public")
    assert set(providers_in(published)["unit_id"]) == {ANONYMOUS}
    shares = published.where(indicator=["i06", "i08", "i09"]).data
    assert not shares["numerator"].isin([1, 2]).any()
    assert set(published.data["unit_id"]) == {ANONYMOUS, "NO", "01", "02", "03", "04"}


def test_the_sector_sees_the_names_of_the_top_providers_only(table):
    data = providers_in(seen(table, "sector"))
    for indicator in ("i06", "i08", "i09"):
        shown = data[data["indicator"].eq(indicator) & data["value"].notna()]
        named, others = shown[shown["unit_id"].ne(ANONYMOUS)], shown[shown["unit_id"].eq(ANONYMOUS)]
        assert len(named) >= min(settings().named_top_providers, len(shown))
        assert others.empty or named["value"].min() > others["value"].max()


def test_an_indicator_with_a_best_range_has_no_top(table):
    data = providers_in(seen(table, "sector"))
    assert set(data.loc[data["indicator"].eq("i10"), "unit_id"]) == {ANONYMOUS}


def test_a_provider_sees_its_own_numbers_complete_and_no_other_name(table):
    published = seen(table, "provider")
    own = published.where(unit_id="A03", indicator=["i05", "i06", "i08", "i09", "i10"])
    assert len(own) == 5
    assert not own.hidden.to_numpy().any()
    assert set(providers_in(published)["unit_id"]) == {"A03", ANONYMOUS}


@pytest.mark.parametrize("role", ["nav_office", "county"])
def test_nav_sees_what_the_public_sees_with_the_names_of_those_it_works_with(table, role):
    published, public = seen(table, role), seen(table, "public")
    working_with = {"nav_office": ["A03"], "county": list(table.counties.index[table.counties.eq("03")])}[
        role
    ]
    assert set(providers_in(published)["unit_id"]) == {ANONYMOUS, *working_with}
    counts = ["indicator", "programme", "n", "numerator", "value"]
    for told in ("data", "states"):
        one, other = (getattr(each, told)[counts].astype(str) for each in (published, public))
        pd.testing.assert_frame_equal(
            one.sort_values(counts, ignore_index=True), other.sort_values(counts, ignore_index=True)
        )


def test_readers_cannot_put_their_tables_together(table):
    """What a provider sees of others is what the public sees of them."""
    public = publish_with_names(table, "public")
    own = publish_with_names(table, "provider", "A03")
    others = public.data["unit_id"].ne("A03").to_numpy()
    pd.testing.assert_frame_equal(public.states[others], own.states[others])


def test_the_order_of_rows_does_not_give_names_back(hierarchy):
    """Two providers with each other's numbers are published as the same table."""
    counties = hierarchy.counties(12)
    names = {"A00": "A01", "A01": "A00"}
    values = hierarchy.placements(1)
    swapped = values.assign(unit_id=values["unit_id"].replace(names))
    protected = protect_indicators(swapped.sort_values(KEYS), counties)
    columns = ["indicator", "programme", "unit_level", "unit_id", "numerator", "n", "value"]
    first, second = (
        publish_for(t, "public").data[columns]
        for t in (protect_indicators(values.sort_values(KEYS), counties), protected)
    )
    shown = [frame[frame["indicator"].eq("i06")].dropna().reset_index(drop=True) for frame in (first, second)]
    pd.testing.assert_frame_equal(*shown)


def test_hidden_cells_stay_told_as_hidden_when_names_are_taken_out(table):
    with_names, without = publish_with_names(table, "public"), publish_for(table, "public")
    assert with_names.hidden["value"].sum() == without.hidden["value"].sum() > 0
    assert (
        with_names.states["value"].value_counts().to_dict()
        == without.states["value"].value_counts().to_dict()
    )


def test_unknown_roles_and_missing_readers_are_usage_errors(table):
    with pytest.raises(UsageError, match="directorate"):
        publish_for(table, "press")
    with pytest.raises(UsageError, match="the provider that reads"):
        publish_for(table, "provider")
    with pytest.raises(UsageError, match="of no single unit"):
        publish_for(table, "public", "A03")
    with pytest.raises(UsageError, match="two digits"):
        publish_for(table, "county")


def test_protection_comes_back_from_a_file_as_it_was(table, tmp_path):
    """In whatever order the rows are read."""
    protection_frame(table).to_parquet(tmp_path / "protection.parquet")
    frame = pd.read_parquet(tmp_path / "protection.parquet")
    again = protected_from(table.values, frame.sample(frac=1, random_state=1), table.counties)
    for role in ROLES:
        pd.testing.assert_frame_equal(seen(again, role).data, seen(table, role).data)
    assert (again.protection.primary == table.protection.primary).all()


def test_rows_without_protection_are_not_let_through(table):
    frame = protection_frame(table)
    with pytest.raises(DisclosureError, match=r"2015.*3 of its rows have no protection"):
        protected_from(table.values, frame.iloc[3:])
    with pytest.raises(DisclosureError, match="have no protection"):
        protected_from(table.values, pd.DataFrame())
