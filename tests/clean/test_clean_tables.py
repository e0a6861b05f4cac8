"""What the clean tables, deliveries and activity hold, and that they are the same on every run."""

import hashlib
import math

import pandas as pd
import pytest

from batt.clean import load
from batt.clean.derive import minutes
from batt.errors import UsageError
from batt.paths import Root


def test_dates_become_integers(received):
    still_in = {"sluttdato": "", "sluttarsak": "", "fullfort": ""}
    received.add(
        "deltakerlop", lop_id="L2", deltaker_id="D2", startdato="2014-12-22", tiltak="VTA", **still_in
    )
    received.add("deltakerlop", lop_id="L3", deltaker_id="D3", startdato="2015-11-02", **still_in)
    spells = received.clean().tables["spells"].set_index("spell_id")
    # 12 January to 15 June 2015 is 154 days, 22 December to 31 December a year later 374.
    assert spells["stay_days"].astype("float").tolist()[0] == 154 and spells["stay_days"].isna().tolist() == [
        0,
        1,
        1,
    ]
    assert spells["exit_day"].tolist()[0] == 166
    assert spells["days_observed"].tolist() == [154, 374, 59]
    assert spells["days_at_year_start"].tolist() == [0, 10, 0]
    assert spells["is_exit"].tolist() == [True, False, False]
    assert spells["started_in_year"].tolist() == [True, False, True]
    assert spells["is_open_on_date"].tolist() == [False, True, False]
    assert spells["cause_group"].isna().tolist() == [False, True, True]
    assert spells["is_completed"].isna()["L2"]


@pytest.mark.parametrize(("cause", "expected"), [("X1", False), ("X2", True), ("F1", True)])
def test_completion_is_filled_from_the_end_cause_where_not_delivered(received, cause, expected):
    received.tables["deltakerlop"][0] |= {"fullfort": "", "sluttarsak": cause}
    assert received.clean().tables["spells"]["is_completed"].tolist() == [expected]


def test_completion_delivered_is_kept(received):
    received.tables["deltakerlop"][0] |= {"fullfort": "nei", "sluttarsak": "F1"}
    assert received.clean().tables["spells"]["is_completed"].tolist() == [False]


@pytest.mark.parametrize(
    ("age", "group"),
    [("24", "-24"), ("25", "25-39"), ("39", "25-39"), ("40", "40-54"), ("54", "40-54"), ("55", "55+")],
)
def test_age_groups_meet_without_gap(received, age, group):
    received.tables["deltakerlop"][0]["alder"] = age
    assert received.clean().tables["spells"]["age_group"].tolist() == [group]


def test_training_hours_become_minutes_with_half_a_minute_rounded_up():
    hours = pd.Series([7.5, 0.1, 1.675, 0.0083, None], dtype="Float64")
    assert minutes(hours).tolist()[:4] == [450, 6, 101, 0] and minutes(hours).isna().iloc[4]


def test_placements_take_provider_programme_and_person_from_the_spell(received):
    received.add("hospitering", fra="2014-12-01", til="2015-01-01")
    received.add("hospitering", hospitering_id="H2", fra="2014-12-01", til="2014-12-31")
    received.add("hospitering", hospitering_id="H3", fra="2015-10-01", til="")
    stays = received.clean().tables["placements"]
    assert (
        stays[["provider_id", "programme", "participant_id"]].values.tolist() == [["A001", "APS", "D1"]] * 3
    )
    assert stays["overlaps_year"].tolist() == [True, False, True]
    assert stays["overlaps_on_date"].tolist() == [False, False, True]


def test_training_takes_the_provider_from_the_staff(received):
    received.add("ansatt")
    received.add("kompetansetimer")
    assert received.clean().tables["training"][["provider_id", "minutes"]].values.tolist() == [["A001", 450]]


def test_columns_follow_the_registry_and_their_types_are_agreed(received):
    received.add("svar_nav", kommentar="fin")
    spells, answers = (received.clean().tables[name] for name in ("spells", "answers_nav"))
    types = spells.dtypes.astype("str")
    assert types[["spell_id", "age", "is_completed", "start_date", "weeks_delivered", "year"]].tolist() == [
        "str", "Int64", "boolean", "datetime64[us]", "Float64", "int64",
    ]  # fmt: skip
    assert list(spells)[:3] == ["spell_id", "participant_id", "provider_id"]
    assert list(spells)[-5:] == ["year", "row_id", "source_file", "source_sheet", "source_row"]
    assert answers["has_comment"].dtype == bool and "aar" not in spells
    assert "fin" not in answers.astype("str").to_string()


def test_the_activity_counts_persons_places_starts_exits_and_those_still_in(received):
    # One person with two courses, one still in since last year, one programme without courses.
    received.add("deltakerlop", lop_id="L2", startdato="2015-08-03", sluttdato="", sluttarsak="")
    received.add(
        "deltakerlop", lop_id="L3", deltaker_id="D3", startdato="2014-08-04", sluttdato="", sluttarsak=""
    )
    received.add("arrangor_tiltak_aar")
    received.add("arrangor_tiltak_aar", tiltak="AB", plasser="")
    activity = received.clean().activity.set_index("programme")
    counts = ["participants_n", "places_n", "starts_n", "exits_n", "still_in_n"]
    assert activity.loc["APS", counts].tolist() == [2, 8, 2, 1, 2]
    assert activity.loc["AB", ["participants_n", "starts_n", "exits_n", "still_in_n"]].tolist() == [
        0,
        0,
        0,
        0,
    ]
    assert activity.isna().loc["AB", "places_n"]


def test_places_are_missing_where_the_table_was_not_delivered(received):
    assert received.clean().activity["places_n"].isna().all()


def test_a_delivery_after_the_fifteenth_of_january_is_late(received):
    received.tables["arrangor_aar"][0]["mottatt_dato"] = "15.01.2016"
    received.add("tiltaksarrangor", arrangor_id="A002")
    received.add("arrangor_aar", arrangor_id="A002", mottatt_dato="16.01.2016")
    received.add("tiltaksarrangor", arrangor_id="A003")
    deliveries = received.clean().deliveries
    late = deliveries[deliveries["table"] == "spells"].set_index("provider_id")["is_late"]
    assert not late["A001"] and late["A002"] and late.isna()["A003"]


def test_a_provider_has_delivered_what_its_own_delivery_holds(received):
    received.add("tiltaksarrangor", arrangor_id="A002")
    received.add("ansatt")
    own = {**received.tables["deltakerlop"][0], "lop_id": "L2", "deltaker_id": "D2", "arrangor_id": "A002"}
    received.write_table("A002/deltakerlop.csv", [own])
    received.root.manifest.write_text(
        "year;provider_id;file;received\n2015;A002;A002/deltakerlop.csv;2016-02-01\n", encoding="utf-8"
    )
    deliveries = received.clean().deliveries.set_index(["provider_id", "table"])
    assert (
        deliveries.loc[("A001", "staff"), "delivered"] and not deliveries.loc[("A002", "staff"), "delivered"]
    )
    assert not deliveries.loc[("A001", "placements"), "delivered"]
    assert deliveries.loc[("A002", "spells"), "source_file"] == "data/raw/2015/A002/deltakerlop.csv"
    assert deliveries.loc[("A002", "spells"), "is_late"] and not deliveries.loc[("A001", "spells"), "is_late"]


def test_navs_own_delivery_counts_for_every_provider(received):
    received.add("tiltaksarrangor", arrangor_id="A002")
    own = {**received.tables["deltakerlop"][0], "lop_id": "L2", "deltaker_id": "D2", "arrangor_id": "A002"}
    received.write_table("A002/deltakerlop.csv", [own])
    received.add("svar_nav")
    received.write_table("nav/svar_nav.csv", received.tables.pop("svar_nav"))
    deliveries = received.clean().deliveries.set_index(["provider_id", "table"])["delivered"]
    assert deliveries["A001", "answers_nav"] and deliveries["A002", "answers_nav"]


def test_what_is_saved_is_what_is_read_and_bytes_do_not_change(received):
    received.add("svar_bruker", u1="9")
    received.add("ansatt")
    clean = received.run()
    folder = received.root.clean(2015)
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert len(hashes) == len(clean.tables) + 5
    again = load(received.root, 2015)
    assert list(again.tables) == list(clean.tables)
    for name, frame in clean.tables.items():
        pd.testing.assert_frame_equal(frame, again.tables[name])
    for name in ("deliveries", "files", "flags", "activity", "ledger"):
        pd.testing.assert_frame_equal(getattr(clean, name), getattr(again, name))
    received.run()
    assert hashes == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_table_that_is_no_longer_delivered_does_not_stay(received):
    received.add("ansatt")
    received.run()
    (received.root.raw(2015) / "ansatt.csv").unlink()
    del received.tables["ansatt"]
    received.run()
    assert "staff" not in load(received.root, 2015).tables


def test_a_year_that_has_not_been_cleaned_cannot_be_loaded(tmp_path):
    with pytest.raises(UsageError, match="batt run clean --year 2015"):
        load(Root(tmp_path), 2015)


def test_a_workbook_is_cleaned_like_csv_files(received, tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    received.add("kompetansetimer")
    received.add("ansatt")
    path = received.root.raw(2015) / "A001.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as book:
        for table, rows in received.tables.items():
            sheet = book.add_worksheet(table)
            for at, cells in enumerate([list(rows[0]), *(row.values() for row in rows)], start=2):
                sheet.write_row(at, 0, list(cells))
    received.tables = {"metode": [{"arrangor_id": "A001", "metode": "x"}]}
    clean = received.clean(strict=True)
    spell = clean.tables["spells"].iloc[0]
    assert (spell["stay_days"], spell["source_sheet"], spell["source_row"]) == (154, "deltakerlop", 4)
    assert math.isclose(clean.tables["training"]["hours"].iloc[0], 7.5)
