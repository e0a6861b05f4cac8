"""Courses with details: followed to employment, and their placements."""

import numpy as np
import pandas as pd

from batt.relationships.courses import courses, external_placements, followed_from_start, to_employment
from batt.relationships.evidence import Evidence

NA = pd.NA


def evidence(placements=True):
    """Return AB courses: employed while in, job at exit, other exit, still in, employed before the data."""
    rows = pd.DataFrame(
        {
            "spell_id": list("abcde"),
            "participant_id": list("ABCDE"),
            "provider_id": ["T1", "T1", "T2", "T2", "T2"],
            "programme": "AB",
            "year": 2012,
            "row_id": [f"r{one}" for one in "abcde"],
            "stay_days": pd.array([200, 90, 60, NA, NA], dtype="Int64"),
            "cause_group": ["job", "job", "other", None, None],
            "days_at_year_start": pd.array([0, 0, 30, 0, 400], dtype="Int64"),
            "days_observed": pd.array([200, 90, 60, 150, 500], dtype="Int64"),
            "days_to_job": pd.array([120, NA, NA, NA, 380], dtype="Int64"),
            "days_to_start": pd.array([20, 90, NA, 10, 100], dtype="Int64"),
            "start_date": pd.to_datetime(["2012-01-01"] * 5),
        }
    )
    stays = pd.DataFrame(
        {
            "placement_id": ["p1", "p1", "p2", "p3", "p4", "p5"],
            "spell_id": ["a", "a", "a", "b", "d", "zz"],
            "placement_from": pd.to_datetime(
                ["2012-01-11", "2012-01-11", "2012-02-10", "2012-01-01", "2012-01-21", "2012-01-21"]
            ),
            "placement_type": [
                "HOSPITERING",
                "HOSPITERING",
                "ARBEIDSPRAKSIS",
                "HOSPITERING",
                "JOBB",
                "HOSPITERING",
            ],
            "has_follow_up": pd.array([True, True, False, NA, True, True], dtype="boolean"),
            "year": [2012, 2013, 2012, 2012, 2012, 2012],
        }
    )
    clean = {"spells": rows} | ({"placements": stays} if placements else {})
    return Evidence((2012,), clean, pd.DataFrame())


def test_details_come_from_the_last_record_of_each_course():
    rows = courses(evidence(), "AB")
    assert rows["spell_id"].tolist() == list("abcde")
    assert rows["days_to_start"].tolist()[:2] == [20, 90]
    assert len(courses(evidence(), "APS")) == 0
    assert len(courses(Evidence((), {}, pd.DataFrame()), "AB")) == 0


def test_employment_is_the_event_where_its_day_is_known_else_the_exit_to_a_job():
    rows = to_employment(courses(evidence(), "AB")).set_index("spell_id")
    assert rows["time_days"].to_dict() == {"a": 120, "b": 90, "c": 60, "d": 150}
    assert rows["cause"].to_dict() == {"a": 1, "b": 1, "c": 3, "d": 0}


def test_who_was_employed_before_the_data_begin_is_not_followed():
    assert "e" not in set(to_employment(courses(evidence(), "AB"))["spell_id"])


def test_a_placement_counts_once_with_its_day_and_jobs_and_strangers_do_not():
    rows = followed_from_start(courses(evidence(), "AB"))
    assert rows["spell_id"].tolist() == ["a", "b", "d"]
    found = external_placements(evidence(), rows, has_follow_up=False)
    assert sorted(zip(found["row"], found["day"])) == [(0, 10.0), (0, 40.0), (1, 0.5)]
    followed_up = external_placements(evidence(), rows, has_follow_up=True)
    assert list(zip(followed_up["row"], followed_up["day"])) == [(0, 10.0)]


def test_without_placements_there_are_none():
    assert len(external_placements(evidence(False), courses(evidence(), "AB"), has_follow_up=True)) == 0


def test_the_days_are_floats_for_the_methods():
    rows = to_employment(courses(evidence(), "AB"))
    assert rows["time_days"].dtype == np.float64 and rows["entry_days"].dtype == np.float64
