"""What becomes of a whole row: keys, references, dates."""

import pytest


def test_the_first_of_exact_duplicates_is_kept(received, told):
    copy = received.add("deltakerlop", startdato="12.01.2015", sluttarsak="f1")
    clean = received.clean()
    assert told(clean, "spells", 2) == ("accepted", [])
    assert told(clean, "spells", copy) == ("set_aside", [("spell_id", "exact_duplicate")])


def test_rows_with_one_key_and_different_content_are_all_set_aside(received, told):
    other = received.add("deltakerlop", sluttarsak="F2")
    clean = received.clean()
    for row in (2, other):
        assert told(clean, "spells", row) == ("set_aside", [("spell_id", "key_conflict")])


def test_cells_that_could_not_be_read_tell_two_rows_apart(received, told):
    first = received.add("svar_bruker", u1="9")
    other = received.add("svar_bruker", u1="8")
    clean = received.clean()
    for row in (first, other):
        assert told(clean, "answers_user", row) == (
            "set_aside", [("u1", "answer_outside_scale"), ("answer_id", "key_conflict")]
        )  # fmt: skip


def test_a_duplicate_is_found_across_files(received, told):
    received.write()
    received.write_table("A001/deltakerlop.csv", received.tables["deltakerlop"])
    clean = received.clean()
    spells = clean.ledger[clean.ledger["table"] == "spells"]
    assert sorted(spells["reason"]) == ["", "exact_duplicate"]


def test_a_table_without_a_key_keeps_different_rows(received):
    received.add("metode")
    received.tables["forbedringstiltak"] = [
        {"arrangor_id": "A001", "indikator": code, "tiltak_tekst": "x", "startet_dato": "2015-01-01"}
        | {"forventet_effekt": "y", "evaluert": "nei"}
        for code in ("i08", "i09", "8")
    ]
    clean = received.clean()
    assert clean.tables["improvement_actions"]["indicator"].tolist() == ["i08", "i09"]


@pytest.mark.parametrize("aar", ["2014", "to tusen"])
def test_a_row_of_another_year_is_set_aside(received, told, aar):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", aar=aar)
    assert told(received.clean(), "spells", row) == ("set_aside", [("aar", "wrong_year")])


def test_a_month_of_another_year_is_set_aside(received, told):
    row = received.add("manedsrapport", maaned="2014-12")
    assert told(received.clean(), "monthly_exits", row) == ("set_aside", [("month", "wrong_year")])


def test_a_row_of_another_provider_in_a_providers_own_delivery_is_set_aside(received, told):
    received.add("tiltaksarrangor", arrangor_id="A002")
    other = {**received.tables["deltakerlop"][0], "arrangor_id": "A001"}
    own = {**other, "arrangor_id": "a002", "lop_id": "L2", "deltaker_id": "D2"}
    received.write_table("A002/deltakerlop.csv", [other, own])
    clean = received.clean()
    lines = clean.ledger[clean.ledger["source_file"].str.endswith("A002/deltakerlop.csv")]
    assert lines["reason"].tolist() == ["wrong_provider", ""]
    # The row that stands where it belongs is neither a copy nor in conflict.
    assert clean.tables["spells"]["spell_id"].tolist() == ["L2", "L1"]
    assert clean.tables["spells"]["provider_id"].tolist() == ["A002", "A001"]


@pytest.mark.parametrize(
    ("table", "name", "cells", "field"),
    [
        ("deltakerlop", "spells", {"lop_id": "L2", "arrangor_id": "A009"}, "provider_id"),
        ("deltakerlop", "spells", {"lop_id": "L2", "nav_kontor_id": "K9"}, "nav_office_id"),
        ("hospitering", "placements", {"lop_id": "L9"}, "spell_id"),
        ("hospitering", "placements", {"partner_id": "P9"}, "partner_id"),
        ("kompetansetimer", "training", {"ansatt_id": "S9"}, "staff_id"),
    ],
)
def test_a_broken_reference_is_set_aside(received, told, table, name, cells, field):
    for delivered in ("nav_kontor", "hospiteringspartner", "ansatt"):
        received.add(delivered)
    row = received.add(table, **cells)
    assert told(received.clean(), name, row) == ("set_aside", [(field, "broken_reference")])


def test_a_reference_to_an_undelivered_table_is_not_checked(received, told):
    spell = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", nav_kontor_id="K9")
    stay = received.add("hospitering")
    clean = received.clean()
    assert told(clean, "spells", spell) == told(clean, "placements", stay) == ("accepted", [])


def test_a_reference_to_what_a_providers_own_delivery_leaves_out_is_not_checked(received):
    received.add("tiltaksarrangor", arrangor_id="A002")
    received.add("hospiteringspartner")
    spell = {**received.tables["deltakerlop"][0], "arrangor_id": "A002", "lop_id": "L2", "deltaker_id": "D2"}
    received.write_table("A002/deltakerlop.csv", [spell])
    stay = {"hospitering_id": "H2", "lop_id": "L2", "partner_id": "P2", "fra": "2015-02-02", "til": ""}
    received.write_table("A002/hospitering.csv", [{**stay, "med_oppfolging": "ja", "type": "HOSPITERING"}])
    clean = received.clean()
    assert clean.tables["placements"]["provider_id"].tolist() == ["A002"]


def test_children_of_a_row_that_is_set_aside_are_set_aside(received, told):
    spell = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak="F7")
    stay = received.add("hospitering", lop_id="L2")
    received.add("hospiteringspartner")
    clean = received.clean()
    assert told(clean, "spells", spell)[0] == "set_aside"
    assert told(clean, "placements", stay) == ("set_aside", [("spell_id", "parent_set_aside")])


def test_setting_aside_reaches_grandchildren(received, told):
    received.tables["tiltaksarrangor"][0]["fylke"] = "99"
    received.add("tiltaksarrangor", arrangor_id="A002")
    stay = received.add("hospitering")
    clean = received.clean()
    assert told(clean, "spells", 2) == ("set_aside", [("provider_id", "parent_set_aside")])
    assert told(clean, "placements", stay) == ("set_aside", [("spell_id", "parent_set_aside")])


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"startdato": "2015-06-16"}, "end_date", "end_before_start"),
        ({"startdato": "2016-01-01", "sluttdato": "", "sluttarsak": ""}, "start_date", "starts_after_year"),
        ({"sluttdato": ""}, "end_cause", "cause_without_end"),
        ({"sluttarsak": ""}, "end_date", "end_without_cause"),
        ({"startdato": "2014-03-03", "sluttdato": "2014-12-31"}, "end_date", "exit_outside_year"),
        ({"sluttdato": "2016-01-01"}, "end_date", "exit_outside_year"),
    ],
)
def test_a_spell_with_impossible_dates_is_set_aside(received, told, cells, field, reason):
    row = received.add("deltakerlop", **{"lop_id": "L2", "deltaker_id": "D2", **cells})
    assert told(received.clean(), "spells", row) == ("set_aside", [(field, reason)])


@pytest.mark.parametrize(
    "cells",
    [
        {"startdato": "2015-06-15"},
        {"startdato": "2015-12-31", "sluttdato": "", "sluttarsak": ""},
        {"startdato": "2014-12-31", "sluttdato": "2015-01-01"},
        {"sluttdato": "2015-12-31"},
    ],
)
def test_the_first_and_the_last_possible_day_are_accepted(received, told, cells):
    row = received.add("deltakerlop", **{"lop_id": "L2", "deltaker_id": "D2", **cells})
    assert told(received.clean(), "spells", row) == ("accepted", [])


@pytest.mark.parametrize(
    ("table", "name", "cells"),
    [
        ("sertifisering", "certificates", {"gyldig_til": "2012-12-31"}),
        ("hospiteringspartner", "partners", {"avtale_til": "2013-12-31"}),
        ("hospitering", "placements", {"til": "2015-02-01"}),
        ("ansatt", "staff", {"til": "2011-12-31"}),
    ],
)
def test_whatever_ends_before_it_starts_is_set_aside(received, told, table, name, cells):
    row = received.add(table, **cells)
    outcome, reasons = told(received.clean(), name, row)
    assert outcome == "set_aside" and [reason for _, reason in reasons] == ["end_before_start"]


@pytest.mark.parametrize("programme", ["VTA", "TIA"])
def test_a_job_after_vta_or_tia_is_no_fault(received, told, programme):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", tiltak=programme, sluttarsak="F4")
    clean = received.clean()
    assert told(clean, "spells", row) == ("accepted", [])
    assert clean.tables["spells"]["cause_group"].tolist() == ["job", "job"]
