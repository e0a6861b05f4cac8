"""In which year a provider joined, and which changes are no joining."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.change.adoption import ALREADY_IN, NEVER, continued, years_of_joining


def states(provider, *known, first=2012):
    return pd.DataFrame(
        {
            "provider_id": provider,
            "year": [first + i for i in range(len(known))],
            "is_in": pd.array(known, dtype="boolean"),
        }
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((False, False, True, True), 2014),
        ((False, False, False, False), NEVER),
        ((True, True, True, True), ALREADY_IN),
        ((False, True, False, True), 2013),
        ((None, False, True, True), 2014),
    ],
)
def test_joining_is_the_first_year_in_after_a_year_out(known, expected):
    assert years_of_joining(states("A1", *known)).to_dict() == {"A1": expected}


def test_a_provider_new_to_the_data_has_not_joined():
    assert years_of_joining(states("A1", True, True, first=2014)).to_dict() == {"A1": ALREADY_IN}


@pytest.mark.parametrize("known", [(False, None, True, True), (None, None, None)])
def test_a_year_of_joining_that_is_not_known_is_left_out(known):
    assert years_of_joining(states("A1", *known)).empty


def lineage(kind, date="2013-07-01"):
    return pd.DataFrame(
        {"predecessor_id": "A1", "successor_id": "A2", "change_date": date, "lineage_kind": kind},
        index=[0, 1],
    )


def test_a_renamed_provider_goes_on_under_its_new_id():
    rows = pd.DataFrame({"provider_id": ["A1", "A2", "A3"], "year": [2012, 2013, 2012]})
    assert continued(rows, lineage("NYTT_NAVN"), 2012)["provider_id"].to_list() == ["A2", "A2", "A3"]


def test_a_provider_that_took_over_another_is_left_out_if_the_data_saw_it():
    rows = pd.DataFrame({"provider_id": ["A1", "A2", "A3"]})
    assert continued(rows, lineage("FUSJON"), 2012)["provider_id"].to_list() == ["A1", "A3"]
    assert len(continued(rows, lineage("FUSJON", "2010-01-01"), 2012)) == 3
    assert len(continued(rows, lineage("NEDLAGT"), 2012)) == 3
    assert len(continued(rows, pd.DataFrame(), 2012)) == 3


def test_joining_survives_a_change_of_name():
    known = pd.concat([states("A1", False), states("A2", True, True, first=2013)])
    same = continued(known, lineage("NYTT_NAVN"), 2012)
    assert years_of_joining(same).to_dict() == {"A2": 2013}
    assert np.isfinite(years_of_joining(same)).all()
