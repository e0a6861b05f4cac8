"""Whom to learn from: the nearest providers that do better."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.nearest_peers import nearest_peers, peer_distances, peer_profiles

PROVIDERS = pd.DataFrame(
    {"provider_id": ["A001", "A002", "A003", "A004"], "county": ["03", "03", "18", "77"]}
)
ACTIVITY = pd.DataFrame(
    {
        "provider_id": ["A001", "A001", "A002", "A002", "A003"],
        "programme": ["AB", "VTA", "AB", "VTA", "VTA"],
        "participants_n": [30, 10, 28, 12, 50],
    }
).astype({"participants_n": "Int64"})
SPELLS = pd.DataFrame(
    {
        "provider_id": ["A001", "A001", "A002", "A002", "A003"],
        "gender": ["K", "M", "K", "U", "M"],
        "minority": ["J", "N", "N", "N", "N"],
        "age_group": ["25-39", "40-54", "25-39", None, "55+"],
        "work_capability": ["1", "2", "1", "9", "3"],
        "basic_competence": ["1", "2", "1", "9", "3"],
    }
)
LABOUR = pd.DataFrame({"county": ["03", "18"], "unemployment_pct": [3.0, 2.0]})


def matrix(rows, names=("A001", "A002", "A003", "A004")):
    return pd.DataFrame(np.array(rows, dtype=float), index=list(names), columns=list(names))


LINE = matrix(np.abs(np.subtract.outer(range(4), range(4))))


def figures(values, width=0.01, direction="higher"):
    return pd.DataFrame(
        {
            "year": 2015,
            "provider_id": list(values),
            "indicator": "i08",
            "programme": "AB",
            "adjusted_value": list(values.values()),
            "low": [value - width for value in values.values()],
            "high": [value + width for value in values.values()],
            "direction": direction,
        }
    )


def peers(table, provider):
    return list(table.loc[table["provider_id"] == provider, "peer_id"].dropna())


def test_a_profile_is_shares_of_what_is_known():
    profile = peer_profiles(PROVIDERS, ACTIVITY, SPELLS, LABOUR)
    assert profile.loc["A001", ("programmes", "AB")] == pytest.approx(0.75)
    assert profile.loc["A003", ("programmes", "AB")] == 0
    assert profile.loc["A002", ("participants", "gender K")] == 1, "an unknown gender is no share"
    assert profile.loc["A003", ("labour_market", "unemployment_pct")] == 2.0
    assert profile.loc["A004"].isna().all(), "nothing is known of who delivered nothing"


def test_distances_are_standardised_and_the_blocks_weigh_equally():
    profile = pd.DataFrame(
        {
            ("programmes", "AB"): [0.0, 1.0],
            ("programmes", "VTA"): [1.0, 0.0],
            ("labour_market", "u"): [2.0, 400.0],
        },
        index=["A001", "A002"],
    )
    # Each column is −1 and 1 after standardising: squared gaps of 4, mean 4 in each block, mean 4.
    assert peer_distances(profile).loc["A001", "A002"] == pytest.approx(2.0)


def test_the_like_are_nearer_than_the_unlike():
    distances = peer_distances(peer_profiles(PROVIDERS, ACTIVITY, SPELLS, LABOUR))
    assert distances.loc["A001", "A002"] < distances.loc["A001", "A003"]
    assert np.allclose(distances, distances.T, equal_nan=True)
    assert distances.loc["A001", "A001"] == 0
    assert distances.loc["A004"].isna().all()


def test_distances_do_without_an_undelivered_labour_market():
    distances = peer_distances(peer_profiles(PROVIDERS, ACTIVITY, SPELLS))
    assert distances.loc["A001", "A002"] < distances.loc["A001", "A003"]


def test_peers_are_the_nearest_of_those_who_do_better():
    table = nearest_peers(LINE, figures({"A001": 0.2, "A002": 0.1, "A003": 0.3, "A004": 0.4}), k=2)
    assert peers(table, "A001") == ["A003", "A004"]
    assert peers(table, "A002") == ["A001", "A003"]
    assert peers(table, "A003") == ["A004"]
    first = table.loc[(table["provider_id"] == "A001") & (table["place"] == 1)].iloc[0]
    assert first["distance"] == 2 and first["advantage"] == pytest.approx(0.1)
    assert first["is_clear"]


def test_where_low_is_good_the_lower_do_better():
    table = nearest_peers(LINE, figures({"A001": 9.0, "A002": 8.0, "A003": 12.0}, direction="lower"))
    assert peers(table, "A001") == ["A002"]
    assert table.loc[table["provider_id"] == "A001", "advantage"].iloc[0] == pytest.approx(1.0)


def test_a_lead_within_chance_is_not_clear():
    # Two intervals of ± 0.1: the difference is uncertain by 0.1·√2 = 0.141.
    near = nearest_peers(LINE, figures({"A001": 0.20, "A002": 0.33}, width=0.1))
    far = nearest_peers(LINE, figures({"A001": 0.20, "A002": 0.35}, width=0.1))
    assert not near.loc[near["peer_id"] == "A002", "is_clear"].iloc[0]
    assert far.loc[far["peer_id"] == "A002", "is_clear"].iloc[0]


@pytest.mark.parametrize(
    ("table", "provider", "reason"),
    [
        (figures({"A001": 0.5, "A002": 0.4}), "A001", "none_better"),
        (figures({"A001": 0.5}), "A001", "nobody_else"),
        (figures({"A001": 0.5, "A002": 0.4}, direction="range"), "A002", "range_not_ranked"),
        (figures({"A001": 0.5, "A999": 0.4}), "A999", "no_profile"),
        (figures({"A001": 12, "A002": 30}).assign(indicator="i05"), "A001", "size_decides"),
    ],
)
def test_a_figure_without_peers_says_why(table, provider, reason):
    rows = nearest_peers(LINE, table)
    row = rows.loc[rows["provider_id"] == provider].iloc[0]
    assert pd.isna(row["peer_id"]) and row["reason"] == reason


def test_nobody_is_their_own_peer_and_missing_values_are_left_out():
    table = nearest_peers(LINE, figures({"A001": 0.5, "A002": np.nan, "A003": 0.5}))
    assert set(table["provider_id"]) == {"A001", "A003"}
    assert table["peer_id"].isna().all()
    assert nearest_peers(LINE, figures({"A001": np.nan})).empty
