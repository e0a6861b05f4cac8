"""Whom a provider is compared with."""

import pandas as pd

from batt.comparisons.peer_groups import peer_groups


def programmes(mixes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(provider, code) for provider, mix in mixes.items() for code in mix.split()],
        columns=["provider_id", "programme"],
    )


def peers_of(groups: pd.DataFrame, provider: str) -> list[str]:
    return groups.loc[groups["provider_id"] == provider, "peer_id"].tolist()


def test_five_others_with_the_same_mix_are_the_peers():
    mixes = {f"A{i}": "AB KIA" for i in range(6)} | {"B": "AB KIA VTA", "C": "VTA"}
    groups = peer_groups(programmes(mixes))
    assert peers_of(groups, "A0") == ["A1", "A2", "A3", "A4", "A5"]
    assert set(groups.loc[groups["provider_id"] == "A0", "basis"]) == {"same_mix"}


def test_fewer_than_five_are_filled_up_by_the_nearest_with_all_equally_near():
    mixes = {"A": "AB KIA", "B": "AB KIA", "C": "AB", "D": "AB KIA VTA", "E": "KIA", "F": "AB KIA APS VTA"}
    mixes |= {"G": "AB KIA APS TIA", "H": "VTA"}
    groups = peer_groups(programmes(mixes)).query("provider_id == 'A'").set_index("peer_id")
    # Jaccard: B 2/2, D 2/3, C and E 1/2, F and G 2/4: all of the fifth's similarity are in, H shares nothing.
    assert groups["similarity"].to_dict() == {"B": 1, "C": 0.5, "D": 2 / 3, "E": 0.5, "F": 0.5, "G": 0.5}
    assert set(groups["basis"]) == {"nearest"}


def test_a_provider_that_shares_no_programme_with_anybody_has_no_peers():
    groups = peer_groups(programmes({"A": "AB", "B": "AB KIA", "C": "VTA"}))
    assert peers_of(groups, "C") == []
    assert peers_of(groups, "A") == ["B"]


def test_nobody_is_their_own_peer():
    groups = peer_groups(programmes({f"A{i}": "AB" for i in range(8)}))
    assert (groups["provider_id"] != groups["peer_id"]).all()


def test_one_provider_alone_has_no_peers():
    assert peer_groups(programmes({"A": "AB"})).empty
