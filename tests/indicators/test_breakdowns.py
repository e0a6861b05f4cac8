"""Tables beside the thirteen, counted by hand from the rows of the hand-made survey."""

import pytest

from batt import indicators


@pytest.fixture(scope="module")
def tables(survey):
    return indicators.load_breakdowns(survey, 2015)


def test_activity_adds_up_and_leads_with_the_total(tables):
    activity = tables["activity"].set_index("programme")
    assert list(activity.index) == ["ALL", "VTA", "TIA", "AVKL", "APS", "KIA", "AB"]
    assert activity.loc["AB", ["providers_n", "exits_n", "still_in_n"]].tolist() == [2, 44, 3]
    assert activity.loc["APS", ["exits_n", "places_n"]].tolist() == [8, 28]
    assert activity.loc["ALL", "exits_n"] == 1 + 6 + 8 + 15 + 44


def test_end_causes_hold_every_code_of_every_programme(tables):
    causes = tables["end_causes"]
    assert len(causes) == 6 * 15
    ab = causes[causes["programme"] == "AB"].set_index("end_cause")["exits_n"]
    # 40 exits from A001 and F1 F1 X3 X1 from A002.
    assert ab[["F1", "F6", "A2", "X1", "X3"]].tolist() == [10, 5, 4, 7, 5]
    assert ab.sum() == 44


def test_active_end_cause_without_approval_is_told(tables):
    causes = tables["end_causes"].set_index(["programme", "end_cause"])
    assert causes.loc[("APS", "A2"), ["exits_n", "not_approved_n"]].tolist() == [2, 1]
    assert causes["not_approved_n"].sum() == 1


def test_followup_finds_the_programme_of_earlier_years(tables):
    followup = tables["followup"].set_index(["programme", "months_after", "status"])
    assert followup.loc[("AB", 6, "ARBEID_HEL")].tolist() == [3, 4, 5]
    # The spell ended in 2014 and is not in the files of 2015.
    assert followup.loc[("APS", 12, "TRYGD")].tolist() == [1, 1, 1]
    assert followup.loc["ALL"]["n"].sum() == 5


def test_survey_items_carry_theme_and_mean(tables):
    items = tables["survey_items"].set_index(["survey", "programme", "question"])
    first = items.loc[("nav", "ALL", "N1")]
    # N1 of the seven who gave a score: 5 4 and 5 4 3 4 6.
    assert (first["n"], first["sum"], first["theme"]) == (7, 31, "information")
    assert items.loc[("user", "APS", "U9"), "mean"] == 0.5
    assert items.loc[("user", "AB", "U1"), "n"] == 5
    assert ("nav", "ALL", "N9") in items.index and items.loc[("nav", "ALL", "N9"), "n"] == 6


def test_survey_intervals_are_clustered_on_provider_and_stay_on_the_scale(tables):
    items = tables["survey_items"].set_index(["survey", "programme", "question"])
    assert items.query("survey == 'user' and programme == 'APS'")["ci_low"].isna().all()
    scores = items[items["mean"] > 1].dropna(subset=["ci_low"])
    assert scores["ci_low"].ge(1).all() and scores["ci_high"].le(6).all()


def test_response_rate_is_over_those_who_say_how_many_they_invited(tables):
    rates = tables["response_rates"].set_index(["survey", "programme"])
    columns = ["invited_n", "answered_n", "answers_total_n"]
    assert rates.loc[("nav", "ALL"), columns].tolist() == [14, 7, 8]
    assert rates.loc[("user", "AB"), columns].tolist() == [10, 6, 6]
    # A003 does not say how many were invited.
    assert rates.loc[("user", "ALL"), columns].tolist() == [41, 9, 10]
    assert rates.loc[("user", "AB"), "share"] == 0.6


def test_shorter_scales_are_reported_apart(tables):
    assert tables["other_scales"].to_dict("records") == [
        {"programme": "AB", "scale_points": 3, "n": 1, "answers_n": 8, "sum": 16, "mean": 2.0}
    ]


def test_health_of_the_provider_is_the_mean_of_its_programmes(tables):
    health = tables["health_providers"].set_index("provider_id")
    assert health.loc["A001", "value"] == pytest.approx((4 + 3 + 2 + 4) / 6 / 4)
    assert health.loc["A002", ["programmes_n", "value"]].tolist() == pytest.approx([2, 4 / 6])
