"""What is remarked on and stays."""

import pytest


@pytest.mark.parametrize("cause", ["A2", "A3"])
@pytest.mark.parametrize("approved", ["", "2015-06-16"])
def test_an_active_solution_without_approval_in_time_is_flagged_and_not_counted(
    received, told, flagged, cause, approved
):
    row = received.add(
        "deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak=cause, nav_godkjent_dato=approved
    )
    clean = received.clean()
    assert told(clean, "spells", row) == ("accepted", [])
    assert flagged(clean, "spells") == [(row, "nav_approved_date", "not_approved")]
    spell = clean.tables["spells"].set_index("spell_id").loc["L2"]
    assert (spell["end_cause"], spell["cause_group"]) == (cause, "other")


def test_an_active_solution_approved_on_the_last_day_counts(received, flagged):
    received.add(
        "deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak="A2", nav_godkjent_dato="2015-06-15"
    )
    received.add("deltakerlop", lop_id="L3", deltaker_id="D3", sluttarsak="A1")
    clean = received.clean()
    assert flagged(clean, "spells") == []
    assert clean.tables["spells"]["cause_group"].tolist() == ["job", "active", "active"]


def test_a_stay_beyond_the_maximum_with_tolerance_is_flagged(received, flagged):
    # 12 weeks and 2 weeks of tolerance are 98 days.
    within = {"tiltak": "AVKL", "startdato": "2015-03-09", "sluttdato": "2015-06-15"}
    received.add("deltakerlop", lop_id="L2", deltaker_id="D2", **within)
    beyond = received.add(
        "deltakerlop", lop_id="L3", deltaker_id="D3", **within | {"startdato": "2015-03-08"}
    )
    still = received.add(
        "deltakerlop", lop_id="L4", deltaker_id="D4", tiltak="AVKL", sluttdato="", sluttarsak=""
    )
    received.add("deltakerlop", lop_id="L5", deltaker_id="D5", tiltak="VTA", startdato="1999-01-04")
    clean = received.clean()
    assert flagged(clean, "spells") == [(beyond, "end_date", "too_long"), (still, "end_date", "too_long")]
    assert len(clean.tables["spells"]) == 5


def test_overlapping_spells_of_one_person_in_one_programme_are_flagged(received, flagged):
    overlap = received.add("deltakerlop", lop_id="L2", startdato="2015-06-14", sluttdato="", sluttarsak="")
    received.add("deltakerlop", lop_id="L3", startdato="2015-02-01", tiltak="AB")
    received.add("deltakerlop", lop_id="L4", startdato="2015-02-01", deltaker_id="D4")
    clean = received.clean()
    assert flagged(clean, "spells") == [(overlap, "start_date", "overlapping_spells")]


def test_a_spell_that_follows_another_on_the_same_day_does_not_overlap(received, flagged):
    received.add("deltakerlop", lop_id="L2", startdato="2015-06-15", sluttdato="", sluttarsak="")
    assert flagged(received.clean(), "spells") == []


def test_ab_dates_outside_the_spell_are_flagged(received, flagged):
    early = received.add(
        "deltakerlop", lop_id="L2", deltaker_id="D2", tiltak="AB",
        forste_oppstart_dato="2015-01-11", ansatt_dato="2015-06-16",
    )  # fmt: skip
    swapped = received.add(
        "deltakerlop", lop_id="L3", deltaker_id="D3", tiltak="AB",
        forste_oppstart_dato="2015-03-02", ansatt_dato="2015-03-01",
    )  # fmt: skip
    assert flagged(received.clean(), "spells") == [
        (early, "first_start_date", "date_outside_spell"),
        (early, "employed_date", "date_outside_spell"),
        (swapped, "employed_date", "job_before_first_start"),
    ]


def test_delivered_weeks_that_are_not_those_between_the_dates_are_flagged(received, flagged):
    for cells in received.tables["deltakerlop"]:
        cells["oppholdstid_uker"] = "22"
    wrong = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", oppholdstid_uker="30,5")
    assert flagged(received.clean(), "spells") == [(wrong, "weeks_delivered", "weeks_differ")]


@pytest.mark.parametrize("age", ["15", "76"])
def test_an_unlikely_age_is_flagged(received, flagged, age):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", alder=age)
    assert flagged(received.clean(), "spells") == [(row, "age", "age_out_of_range")]


def test_training_in_another_year_is_flagged(received, flagged):
    received.add("ansatt")
    row = received.add("kompetansetimer", dato="2014-12-31")
    assert flagged(received.clean(), "training") == [(row, "training_date", "date_outside_year")]


def test_an_answer_about_a_programme_that_is_not_run_is_flagged_since_nothing_counts_it(received, flagged):
    received.add("svar_bruker")
    row = received.add("svar_bruker", svar_id="U2", tiltak="VTA")
    received.add("svar_bruker", svar_id="U3", tiltak="AVKL")
    received.add("arrangor_tiltak_aar", tiltak="AVKL")
    assert flagged(received.clean(), "answers_user") == [(row, "programme", "programme_not_run")]


def test_totals_that_differ_from_the_rows_are_flagged(received):
    for number in range(2, 12):
        received.add("deltakerlop", lop_id=f"L{number}", deltaker_id=f"D{number}")
    received.add("arrangor_tiltak_aar", deltakere_i_aaret="10", avsluttet_i_aaret="13")
    received.add("manedsrapport", antall="8")
    received.add("ansatt")
    received.tables["arrangor_aar"][0] |= {"antall_personale": "4", "hospiteringspartnere_rapportert": "3"}
    received.add("hospiteringspartner")
    received.add("hospitering")
    flags = received.clean().flags
    assert set(flags["reason"]) == {"total_differs"}
    # 11 courses of 11 persons: 10 reported is within the tolerance of one.
    assert set(zip(flags["table"], flags["field"], flags["detail"])) == {
        ("provider_programme_years", "exits_reported_n", "APS: 13 ≠ 11"),
        ("provider_years", "staff_reported_n", "4 ≠ 1"),
        ("provider_years", "partners_reported_n", "3 ≠ 1"),
        ("monthly_exits", "exits_n", "APS: 8 ≠ 11"),
    }


def test_an_unknown_column_is_flagged_and_not_fatal(received):
    received.tables["deltakerlop"][0]["favorittfarge"] = "blå"
    clean = received.clean(strict=True)
    assert clean.flags[["field", "reason"]].values.tolist() == [["favorittfarge", "unknown_column"]]
    assert "favorittfarge" not in clean.tables["spells"]
