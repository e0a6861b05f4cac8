"""One row per spell, over the years."""

import pandas as pd
import pytest

from batt.relationships import pool_spells
from batt.relationships.spells import COLUMNS, leavers


def records(*rows):
    """Make clean spells from (spell, stay, group, days at year start, days observed)."""
    frame = pd.DataFrame(
        rows, columns=["spell_id", "stay_days", "cause_group", "days_at_year_start", "days_observed"]
    )
    frame = frame.astype(
        {
            "stay_days": "Int64",
            "days_at_year_start": "Int64",
            "days_observed": "Int64",
            "cause_group": "str",
            "spell_id": "str",
        }
    )
    return frame.assign(
        participant_id="P1", provider_id="A001", programme="AB", row_id=[f"r{i}" for i in range(len(frame))]
    )


def test_last_record_counts_and_first_record_tells_when_it_was_first_seen():
    pooled = pool_spells(
        {
            2013: records(("L1", 500, "job", 400, 500)),
            2012: records(("L1", None, None, 34, 400), ("L2", None, None, 0, 120)),
        }
    )
    assert list(pooled.columns) == list(COLUMNS)
    assert pooled["spell_id"].tolist() == ["L1", "L2"]
    assert pooled["year"].tolist() == [2013, 2012]
    assert pooled["cause"].tolist() == [1, 0]
    assert pooled["time_days"].tolist() == [500, 120]
    assert pooled["entry_days"].tolist() == [33.5, 0]


def test_groups_become_numbers_and_people_still_in_become_zero():
    pooled = pool_spells(
        {
            2012: records(
                ("L1", 5, "job", 0, 5),
                ("L2", 5, "active", 0, 5),
                ("L3", 5, "other", 0, 5),
                ("L4", None, None, 0, 9),
            )
        }
    )
    assert pooled["cause"].tolist() == [1, 2, 3, 0]


def test_a_stay_of_no_days_is_at_risk_for_half_a_day():
    pooled = pool_spells({2012: records(("L1", 0, "other", 0, 0))})
    assert (pooled["entry_days"].item(), pooled["time_days"].item()) == (0, 0.5)


def test_leaving_on_the_first_day_of_the_data_is_at_risk():
    pooled = pool_spells({2012: records(("L1", 100, "job", 100, 100))})
    assert pooled["entry_days"].item() < pooled["time_days"].item()


def test_a_corrected_start_never_puts_entry_after_the_end():
    pooled = pool_spells(
        {2012: records(("L1", None, None, 300, 500)), 2013: records(("L1", 60, "job", 0, 60))}
    )
    assert pooled["entry_days"].item() == 59.5


def test_no_spells_give_an_empty_frame_with_all_columns():
    assert list(pool_spells({}).columns) == list(COLUMNS)
    assert pool_spells({2012: records()}).empty


def test_two_rows_of_one_spell_in_a_year_are_refused():
    with pytest.raises(ValueError, match="two rows"):
        pool_spells({2012: records(("L1", 5, "job", 0, 5), ("L1", 6, "job", 0, 6))})


def test_an_exit_without_a_known_group_is_refused():
    with pytest.raises(ValueError, match="cause group"):
        pool_spells({2012: records(("L1", 5, None, 0, 5))})


def test_leavers_are_those_who_left_the_programme():
    pooled = pool_spells(
        {2012: records(("L1", 14, "job", 0, 14), ("L2", 7, "other", 0, 7), ("L3", None, None, 0, 9))}
    )
    left = leavers(pooled, "AB")
    assert left["weeks"].tolist() == [2, 1]
    assert left["is_job"].tolist() == [True, False]
    assert leavers(pooled, "APS").empty
