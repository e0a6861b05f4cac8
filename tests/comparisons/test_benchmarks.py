"""The benchmarks, on the scorecard example of the source and on small lists counted by hand."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.benchmarks import BENCHMARK_COLUMNS, benchmark_table, leaders_table
from batt.comparisons.partners_per_100 import partners_per_100


def list_of(
    numerators: dict[str, int],
    denominators: dict[str, int] | None = None,
    *,
    indicator: str = "i08",
    programme: str = "AB",
    direction: str = "higher",
    unit: str = "share",
    counties: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Comparison cells of one list. One row per provider."""
    ids = list(numerators)
    below = denominators or dict.fromkeys(ids, 1)
    n = numerators if unit == "firms" else below
    minimum = 1 if unit == "firms" else 5
    return pd.DataFrame(
        {
            "year": 2015,
            "indicator": indicator,
            "programme": programme,
            "provider_id": ids,
            "county": [(counties or {}).get(one, "03") for one in ids],
            "direction": direction,
            "unit": unit,
            "numerator": pd.array([numerators[one] for one in ids], dtype="Int64"),
            "denominator": pd.array([below[one] for one in ids], dtype="Int64"),
            "scale": 1.0,
            "value": [numerators[one] / below[one] for one in ids],
            "n": pd.array([n[one] for one in ids], dtype="Int64"),
            "se": np.nan,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "status": ["too_few" if n[one] < minimum else "ok" for one in ids],
        }
    )


def all_peers(ids: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(one, other, 1.0, "same_mix") for one in ids for other in ids if one != other],
        columns=["provider_id", "peer_id", "similarity", "basis"],
    )


SCORECARD = {"own": 140, "first": 400, "second": 350, "third": 248, "fourth": 231, "fifth": 225}
"""Source: WG §4.12, the example of a scorecard. The other providers are made up so that the mean is 135."""

REST = {f"other{i}": 57 for i in range(9)} | {"other9": 53}


def partner_counts(counts: dict[str, int]) -> pd.DataFrame:
    return list_of(counts, indicator="i05", programme="ALL", unit="firms")


def test_scorecard_example_of_the_source():
    now, before = partner_counts(SCORECARD | REST), partner_counts({"own": 115, "first": 390})
    table = benchmark_table(now, all_peers(list(SCORECARD)), before).set_index("provider_id")
    own = table.loc["own"]
    assert (own["value"], own["previous_value"]) == (140, 115)
    assert own["national_providers"] == own["national_pooled"] == 135
    leaders = leaders_table(now)
    assert leaders["value"].tolist() == [400, 350, 248, 231, 225]
    assert leaders["place"].tolist() == [1, 2, 3, 4, 5]
    assert leaders["provider_id"].tolist() == ["first", "second", "third", "fourth", "fifth"]
    assert own["top3_mean"] == pytest.approx((400 + 350 + 248) / 3)
    assert own["top5_mean"] == pytest.approx(1454 / 5)
    assert table.loc["fifth", "previous_reason"] == "not_reported"


def test_national_mean_both_ways():
    table = benchmark_table(list_of({"a": 2, "b": 30}, {"a": 10, "b": 50}), all_peers(["a", "b"]))
    assert (table["national_pooled"] == 32 / 60).all()
    assert table["national_providers"].tolist() == pytest.approx([0.4, 0.4])
    assert (table["national_n"] == 2).all()


def test_a_scale_is_kept_in_the_pooled_mean():
    weeks = list_of({"a": 70, "b": 210}, {"a": 5, "b": 10}, indicator="i12", direction="lower", unit="weeks")
    weeks = weeks.assign(scale=1 / 7, value=weeks["value"] / 7)
    table = benchmark_table(weeks, all_peers(["a", "b"]))
    assert table["national_pooled"].tolist() == pytest.approx([280 / 15 / 7] * 2)


def test_county_includes_the_provider_and_is_na_when_it_is_alone():
    cells = list_of(
        {"a": 2, "b": 30, "c": 9}, {"a": 10, "b": 50, "c": 20}, counties={"a": "01", "b": "01", "c": "02"}
    )
    table = benchmark_table(cells, all_peers(["a", "b", "c"])).set_index("provider_id")
    assert table.loc["a", "county_pooled"] == 32 / 60 and table.loc["a", "county_n"] == 2
    assert np.isnan(table.loc["c", "county_pooled"]) and table.loc["c", "county_reason"] == "one_provider"
    assert np.isnan(table.loc["c", "county_providers"])


def test_peers_leave_the_provider_out_and_one_peer_is_not_shown():
    cells = list_of({"a": 2, "b": 30, "c": 9}, {"a": 10, "b": 50, "c": 20})
    peers = all_peers(["a", "b", "c"]).query("provider_id != 'b' or peer_id == 'a'")
    table = benchmark_table(cells, peers.query("provider_id != 'c'")).set_index("provider_id")
    assert table.loc["a", "peer_pooled"] == 39 / 70
    assert table.loc["a", "peer_providers"] == pytest.approx((0.6 + 0.45) / 2)
    assert table.loc["a", "peer_n"] == 2 and table.loc["a", "peer_basis"] == "same_mix"
    assert table.loc["b", "peer_reason"] == "one_peer" and np.isnan(table.loc["b", "peer_pooled"])
    assert table.loc["c", "peer_reason"] == "no_peers" and table.loc["c", "peer_n"] == 0


def test_peers_without_a_value_are_not_counted():
    cells = list_of({"a": 2, "b": 30}, {"a": 10, "b": 50})
    table = benchmark_table(cells, all_peers(["a", "b", "absent"])).set_index("provider_id")
    assert table.loc["a", "peer_n"] == 1


def test_two_of_two_leads_no_list():
    cells = list_of({"a": 2, "b": 30, "c": 9, "d": 12}, {"a": 2, "b": 50, "c": 20, "d": 30})
    assert leaders_table(cells)["provider_id"].tolist() == ["b", "c", "d"]
    table = benchmark_table(cells, all_peers(["a", "b"]))
    assert (table["leaders_n"] == 3).all()
    assert table["top3_mean"].tolist() == pytest.approx([(0.6 + 0.45 + 0.4) / 3] * 4)
    assert table["top5_mean"].isna().all() and (table["top_reason"] == "too_few_providers").all()


def test_lowest_leads_where_low_is_good():
    cells = list_of({"a": 50, "b": 30, "c": 90}, dict.fromkeys("abc", 10), direction="lower", unit="weeks")
    assert leaders_table(cells)["provider_id"].tolist() == ["b", "a", "c"]


def test_a_range_has_no_leaders():
    cells = list_of({"a": 50, "b": 30, "c": 90}, dict.fromkeys("abc", 10), direction="range", unit="weeks")
    assert leaders_table(cells).empty
    table = benchmark_table(cells, all_peers(["a", "b", "c"]))
    assert (table["top_reason"] == "no_direction").all() and table["top3_mean"].isna().all()


def test_equal_leaders_share_a_place_and_say_how_many_they_are():
    cells = list_of(dict.fromkeys("abcdefg", 10) | {"h": 4}, dict.fromkeys("abcdefgh", 10) | {"g": 20})
    leaders = leaders_table(cells)
    assert leaders["provider_id"].tolist() == ["a", "b", "c", "d", "e"]
    assert (leaders["place"] == 1).all() and (leaders["tied_n"] == 6).all()


def test_without_a_previous_year_every_row_says_so():
    cells = list_of({"a": 2, "b": 30}, {"a": 10, "b": 50})
    for previous in (None, cells.iloc[:0]):
        table = benchmark_table(cells, all_peers(["a", "b"]), previous)
        assert (table["previous_reason"] == "no_previous_year").all() and table["previous_value"].isna().all()
        assert list(table.columns) == BENCHMARK_COLUMNS


def test_a_year_with_one_provider_has_its_own_value_and_reasons():
    row = benchmark_table(list_of({"a": 4}, {"a": 10}), all_peers(["a"])).iloc[0]
    assert row["national_pooled"] == row["value"] == 0.4
    assert (row["county_reason"], row["peer_reason"]) == ("one_provider", "no_peers")
    assert row["top_reason"] == "too_few_providers" and np.isnan(row["top3_mean"])


def test_no_cells_give_no_rows():
    empty = list_of({"a": 4}, {"a": 10}).iloc[:0]
    assert benchmark_table(empty, all_peers(["a", "b"])).empty and leaders_table(empty).empty


def test_partners_are_also_counted_per_100_participants():
    cells = partner_counts({"big": 40, "small": 12, "tiny": 2, "closed": 1})
    activity = pd.DataFrame(
        {
            "provider_id": ["big", "big", "small", "tiny", "closed"],
            "programme": ["AB", "VTA", "AB", "AB", "AB"],
            "participants_n": [150, 50, 20, 2, 0],
        }
    )
    rates = partners_per_100(cells, activity).set_index("provider_id")
    assert rates["value"].to_dict() == {"big": 20, "small": 60, "tiny": 100}
    assert rates["status"].to_dict() == {"big": "ok", "small": "ok", "tiny": "too_few"}
    assert rates.loc["big", "n"] == 200
    table = benchmark_table(pd.concat([cells, rates.reset_index()]), all_peers(["big", "small"]))
    per_100 = table[table["indicator"] == "i05_per_100"]
    assert per_100["national_pooled"].iloc[0] == pytest.approx(100 * 54 / 222)
    assert leaders_table(rates.reset_index())["provider_id"].tolist() == ["small", "big"]
