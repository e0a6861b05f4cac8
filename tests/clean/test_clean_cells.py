"""What becomes of a single cell."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batt.clean.gather import DOUBTFUL, MAY_BE_DOUBTFUL, has_doubtful, holds

SET_ASIDE = "set_aside"


def test_a_right_year_is_accepted_whole(received, told):
    for table in (
        "hospiteringspartner",
        "hospitering",
        "ansatt",
        "kompetansetimer",
        "svar_nav",
        "svar_bruker",
    ):
        received.add(table)
    clean = received.clean(strict=True)
    assert set(clean.ledger["outcome"]) == {"accepted"}
    assert clean.flags.empty


@pytest.mark.parametrize("answer", ["0", "7", "10", "-1", "4,5", "fire", "1.000"])
def test_user_answer_outside_its_scale_is_emptied_and_the_row_stays(received, told, answer):
    row = received.add("svar_bruker", u3=answer)
    clean = received.clean()
    assert told(clean, "answers_user", row) == ("corrected", [("u3", "answer_outside_scale")])
    kept = clean.tables["answers_user"].iloc[0]
    assert kept.isna()["u3"] and kept["u4"] == 5
    assert clean.ledger.query("field == 'u3'")["received"].item() == answer


def test_seven_is_an_answer_only_in_the_nav_survey(received, told):
    nav, staff = received.add("svar_nav", n2="7", n3="8"), received.add("svar_ansatt", e2="7")
    clean = received.clean()
    assert told(clean, "answers_nav", nav) == ("corrected", [("n3", "answer_outside_scale")])
    assert clean.tables["answers_nav"]["n2"].item() == 7
    assert told(clean, "answers_staff", staff) == ("corrected", [("e2", "answer_outside_scale")])


def test_answers_on_another_scale_are_kept_and_flagged(received, told, flagged):
    four = received.add("svar_bruker", svar_id="U4", skala_antall="4", **{f"u{n}": "4" for n in range(1, 9)})
    above = received.add(
        "svar_bruker", svar_id="U5", skala_antall="4", **{f"u{n}": "3" for n in range(1, 9)}, u9="ja"
    )
    received.tables["svar_bruker"][above - 2]["u1"] = "5"
    clean = received.clean()
    assert told(clean, "answers_user", four) == ("accepted", [])
    assert told(clean, "answers_user", above) == ("corrected", [("u1", "answer_outside_scale")])
    assert [reason for _, _, reason in flagged(clean, "answers_user")] == ["other_scale", "other_scale"]


def test_known_misspelling_is_corrected(received, told):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak="F-1", tiltak="ASP")
    clean = received.clean()
    assert told(clean, "spells", row) == (
        "corrected", [("programme", "known_misspelling"), ("end_cause", "known_misspelling")]
    )  # fmt: skip
    line = clean.ledger.query("field == 'end_cause'").iloc[0]
    assert (line["received"], line["kept"]) == ("F-1", "F1")
    assert clean.tables["spells"]["end_cause"].tolist() == ["F1", "F1"]


def test_code_differing_in_case_or_spaces_only_is_accepted(received, told):
    row = received.add(
        "deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak=" f 1 ", tiltak="aps", kjonn="k"
    )
    clean = received.clean()
    assert told(clean, "spells", row) == ("accepted", [])
    assert clean.tables["spells"].iloc[1][["end_cause", "programme", "gender"]].tolist() == ["F1", "APS", "K"]


@pytest.mark.parametrize(
    ("table", "header", "cell", "field", "reason"),
    [
        ("deltakerlop", "sluttarsak", "F7", "end_cause", "unknown_code"),
        ("deltakerlop", "tiltak", "AFT", "programme", "unknown_code"),
        ("deltakerlop", "fullfort", "kanskje", "is_completed", "unknown_code"),
        ("deltakerlop", "kvalifisering", "K1|K8", "qualifications", "unknown_code"),
        ("deltakerlop", "startdato", "31.02.2015", "start_date", "impossible_date"),
        ("deltakerlop", "sluttdato", "15.06.15", "end_date", "impossible_date"),
        ("deltakerlop", "startdato", "12.01.0015", "start_date", "impossible_date"),
        ("deltakerlop", "startdato", "1900-01-01", "start_date", "impossible_date"),
        ("deltakerlop", "alder", "ca 30", "age", "unreadable_number"),
        ("deltakerlop", "alder", "-3", "age", "negative_number"),
        ("deltakerlop", "startdato", "", "start_date", "missing_value"),
        ("deltakerlop", "deltaker_id", "", "participant_id", "missing_value"),
        ("deltakerlop", "lop_id", "", "spell_id", "missing_key"),
        ("tiltaksarrangor", "fylke", "21", "county", "unknown_code"),
        ("kompetansetimer", "timer", "-2", "hours", "negative_number"),
        ("manedsrapport", "maaned", "juni", "month", "impossible_date"),
        ("oppfolging", "maaneder_etter", "9", "months_after", "unknown_follow_up_time"),
    ],
)  # fmt: skip
def test_a_row_with_an_unusable_cell_is_set_aside(received, told, table, header, cell, field, reason):
    received.add("ansatt")
    name = {"deltakerlop": "spells", "tiltaksarrangor": "providers", "kompetansetimer": "training"}.get(table)
    name = name or {"manedsrapport": "monthly_exits", "oppfolging": "followups"}[table]
    identity = {
        "deltakerlop": {"lop_id": "L2", "deltaker_id": "D2"},
        "tiltaksarrangor": {"arrangor_id": "A002"},
    }
    row = received.add(table, **{**identity.get(table, {}), header: cell})
    clean = received.clean()
    assert told(clean, name, row) == (SET_ASIDE, [(field, reason)])
    assert row not in clean.tables[name]["source_row"].tolist()


@pytest.mark.parametrize("header", ["sluttarsak", "sluttdato", "kjonn", "alder", "fullfort", "nav_kontor_id"])
def test_an_empty_cell_that_may_be_empty_stays_missing(received, told, header):
    empty = {"sluttarsak": "", "sluttdato": ""} if header.startswith("slutt") else {header: ""}
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", **empty)
    assert told(received.clean(), "spells", row) == ("accepted", [])


def test_qualification_outside_kia_is_emptied(received, told):
    outside = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", kvalifisering="K1")
    inside = received.add(
        "deltakerlop", lop_id="L3", deltaker_id="D3", tiltak="KIA", kvalifisering="k4|K1|K4"
    )
    none = received.add("deltakerlop", lop_id="L4", deltaker_id="D4", kvalifisering="K0")
    clean = received.clean()
    assert told(clean, "spells", outside) == ("corrected", [("qualifications", "value_outside_programme")])
    assert told(clean, "spells", inside) == told(clean, "spells", none) == ("accepted", [])
    spells = clean.tables["spells"].set_index("spell_id")["qualifications"]
    assert spells.isna()["L2"] and spells["L3"] == "K1|K4"


def test_ab_dates_outside_ab_are_emptied(received, told):
    dates = {"forste_oppstart_dato": "2015-02-02", "ansatt_dato": "2015-03-02"}
    outside = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", **dates)
    inside = received.add("deltakerlop", lop_id="L3", deltaker_id="D3", tiltak="AB", **dates)
    clean = received.clean()
    emptied = [(field, "value_outside_programme") for field in ("first_start_date", "employed_date")]
    assert told(clean, "spells", outside) == ("corrected", emptied)
    assert told(clean, "spells", inside) == ("accepted", [])
    spells = clean.tables["spells"].set_index("spell_id")
    assert spells.loc["L3", ["days_to_start", "days_to_job"]].tolist() == [21, 49]
    assert spells[["days_to_start", "days_to_job"]].loc["L2"].isna().all()


def test_a_county_code_counts_in_the_years_in_which_it_is_in_use(received, told):
    received.add("nav_kontor", fylke="50")
    assert told(received.clean(), "nav_offices", 2) == (SET_ASIDE, [("county", "unknown_code")])


def test_thousands_marks_are_read_by_what_the_file_itself_shows(received):
    received.tables["arrangor_aar"][0]["aarsverk_personale"] = "1.234,5"
    received.add("arrangor_aar", arrangor_id="A002", aarsverk_personale="2.345")
    received.add("tiltaksarrangor", arrangor_id="A002")
    clean = received.clean()
    assert clean.tables["provider_years"]["staff_fte"].tolist() == [1234.5, 2345.0]


@given(st.from_regex(DOUBTFUL, fullmatch=True))
def test_the_quick_look_passes_over_no_number_that_can_be_read_in_two_ways(text):
    assert holds(pa.chunked_array([["7", text]]), MAY_BE_DOUBTFUL)
    assert has_doubtful(pd.Series(["7", None, text], dtype="str"))


@pytest.mark.parametrize("text", ["1234", "1.5", "1.2345", "0.125", "12345,678 kr"])
def test_a_number_that_reads_in_one_way_is_not_doubtful(text):
    assert not has_doubtful(pd.Series([text], dtype="str"))
