"""Each option changes the indicators that the registry says it changes, and no other."""

import dataclasses

import pandas as pd
import pytest

from batt.errors import UsageError
from batt.indicators._members import members
from batt.registry import Options, load

CHOICES = [(spec.key, choice) for spec in load().options for choice in list(spec.choices)[1:]]
PERSON = {"provider_id": "A001", "programme": "AB"}


@pytest.fixture
def sensitive(drawn):
    """Tables in which every open reading makes a difference."""
    nine = [dict.fromkeys([f"{letter}{k}" for k in range(1, 10)]) for letter in "ne"]
    ab = [
        {"participant_id": "D1", "end_cause": "F6", "exit_day": 100, "days_to_start": 10, "days_to_job": 20},
        {"participant_id": "D1", "end_cause": "X1", "exit_day": 200, "days_to_start": 5, "stay_days": 80},
        {"participant_id": "D2", "end_cause": "A1", "exit_day": 100},
        {"participant_id": "D2", "end_cause": "X3", "exit_day": 101},
        {"participant_id": "D3", "end_cause": "F5", "days_to_job": 40},
        {
            "participant_id": "D4",
            "end_cause": "F1",
            "days_to_job": 60,
            "days_to_start": 60,
            "is_open_on_date": True,
        },
        {
            "spell_id": "L5",
            "days_to_start": 30,
            "days_to_job": 33,
            "first_start_in_year": True,
            "employed_in_year": True,
        },
    ]
    kia = [
        {"participant_id": "D6", "end_cause": "X1", "exit_day": 10, "qualifications": "K1"},
        {"participant_id": "D6", "end_cause": "F2", "exit_day": 20, "qualifications": "K0"},
        {"participant_id": "D7", "end_cause": "A1", "exit_day": 20, "qualifications": "K0|K3"},
    ]
    return drawn.tables(
        providers=[{"provider_id": "A001"}, {"provider_id": "A002", "association": "ASVL"}],
        answers_nav=[
            {"provider_id": "A001", **nine[0], "n1": 6},
            {"provider_id": "A001", **nine[0], "n1": 3, "n2": 2},
        ],
        answers_user=[{**PERSON, "u1": 6}, {**PERSON, "u1": 3, "u2": 2}],
        answers_staff=[
            {"provider_id": "A001", **nine[1], "e1": 6},
            {"provider_id": "A001", **nine[1], "e1": 3, "e2": 2},
        ],
        staff=[{"staff_id": "S1", "fte_pct": 50.0}, {"staff_id": "S2", "is_on_programme": True}],
        training=[
            {"staff_id": "S1", "minutes": 600},
            {
                "staff_id": "S1",
                "minutes": 60,
                "is_paid_time": False,
                "is_own_time": True,
                "is_cost_covered": True,
            },
        ],
        partners=[{"partner_id": "P1", "firm_id": "F1"}, {"partner_id": "P2", "firm_id": "F1"}],
        placements=[{"spell_id": "L5", "partner_id": "P1"}, {"spell_id": "L5", "partner_id": "P2"}],
        spells=[{**PERSON, **row} for row in ab] + [{**PERSON, "programme": "KIA", **row} for row in kia],
        provider_years=[
            {"provider_id": "A001", **dict.fromkeys([f"health_q{k}" for k in range(1, 5)], True)}
        ],
        provider_programme_years=[{**PERSON, "health_q5": False, "health_q6": True}],
    )


@pytest.mark.parametrize(("key", "choice"), CHOICES)
def test_option_changes_the_indicators_it_names_and_no_other(drawn, sensitive, key, choice):
    spec = next(spec for spec in load().options if spec.key == key)
    default = drawn.result(sensitive).values
    other = drawn.result(sensitive, **{key: choice}).values
    on_provider = [frame[frame["unit_id"] == "A001"].reset_index(drop=True) for frame in (default, other)]
    if key == "forening":
        assert other["unit_id"].isin(["A001", "A002"]).sum() < default["unit_id"].isin(["A001", "A002"]).sum()
        return
    same = (on_provider[0].fillna(-1) == on_provider[1].fillna(-1)).all(axis=1)
    changed = set(on_provider[0].loc[~same, "indicator"])
    # The reading of health is about the provider's total, which stands beside the table.
    assert changed == set(spec.indicators) - {"i07"}


def test_every_option_is_a_field_of_options():
    assert {field.name for field in dataclasses.fields(Options)} == {spec.key for spec in load().options}


def test_two_choices_of_one_option_are_refused_and_not_settled_by_their_order():
    with pytest.raises(UsageError, match="option weeks: two choices: 'inclusive' and 'exclusive'"):
        Options.parse(["weeks=inclusive", "weeks=exclusive"])
    assert Options.parse(["weeks=inclusive", "weeks=inclusive"]).weeks == "inclusive"


def test_members_of_both_associations_are_in_either():
    providers = pd.DataFrame(
        {"provider_id": list("abcd"), "county": "03", "association": ["ATTF", "ASVL", "BEGGE", "INGEN"]}
    )
    found = {
        choice: "".join(members(providers, Options(forening=choice))["provider_id"])
        for choice in ("all", "ATTF", "ASVL")
    }
    assert found == {"all": "abcd", "ATTF": "ac", "ASVL": "bc"}


def test_a_person_counts_once_by_the_last_exit_in_each_programme(drawn, sensitive):
    by_spells = drawn.cell(sensitive, "i08", "AB")
    by_persons = drawn.cell(sensitive, "i08", "AB", count_unit="persons")
    assert (by_spells["numerator"], by_spells["denominator"]) == (3, 6)
    # D1 left last by dropping out, D2 as a job seeker; D3 and D4 went to a job.
    assert (by_persons["numerator"], by_persons["denominator"]) == (2, 4)


def test_position_percentages_weigh_staff(drawn, sensitive):
    row = drawn.cell(sensitive, "i04", staff_denominator="fte")
    # Ten paid hours over half a position and a whole one: 10 / 1.5 / 7.5 days.
    assert row["value"] == pytest.approx(10 / 1.5 / 7.5)
    assert row["n"] == 2


def test_event_year_takes_those_still_in(drawn, sensitive):
    row = drawn.cell(sensitive, "i13", "AB", time_population="event_year")
    assert (row["numerator"], row["denominator"], row["note"]) == (33, 1, "")
