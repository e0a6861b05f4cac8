"""Every received row is accounted for once."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batt.clean import clean_year
from batt.clean.ledger import check_balance
from batt.errors import ContentError, NumbersDiffer
from batt.paths import Root
from batt.raw import read_year

YEAR = 2015
TABLES = ("tiltaksarrangor", "arrangor_aar", "deltakerlop", "hospiteringspartner", "hospitering", "ansatt")


def fill(received, copies: int = 3) -> int:
    """Write several rows of the main tables; return how many."""
    for number in range(2, copies + 1):
        received.add("tiltaksarrangor", arrangor_id=f"A00{number}")
        received.add("arrangor_aar", arrangor_id=f"A00{number}")
        received.add("deltakerlop", lop_id=f"L{number}", deltaker_id=f"D{number}", arrangor_id=f"A00{number}")
    for number in range(1, copies + 1):
        received.add("hospiteringspartner", partner_id=f"P{number}")
        received.add("hospitering", hospitering_id=f"H{number}", lop_id=f"L{number}", partner_id=f"P{number}")
        received.add("ansatt", ansatt_id=f"S{number}")
        received.add("kompetansetimer", hendelse_id=f"T{number}", ansatt_id=f"S{number}")
        received.add("svar_bruker", svar_id=f"U{number}")
    received.write()
    return sum(map(len, received.tables.values()))


def test_one_line_per_changed_field_and_one_per_untouched_row(received):
    received.add("svar_bruker", u1="9", u2="8")
    received.add("svar_bruker", svar_id="U2")
    clean = received.clean()
    lines = clean.ledger[clean.ledger["table"] == "answers_user"]
    assert lines[["source_row", "outcome", "field", "received"]].values.tolist() == [
        [2, "corrected", "u1", "9"],
        [2, "corrected", "u2", "8"],
        [3, "accepted", "", ""],
    ]


def test_all_lines_of_a_row_carry_the_outcome_of_the_row(received, told):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", tiltak="ASP", sluttarsak="F7")
    outcome, reasons = told(received.clean(), "spells", row)
    assert outcome == "set_aside"
    assert reasons == [("programme", "known_misspelling"), ("end_cause", "unknown_code")]


def test_files_count_every_row_once(received):
    received.add("deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak="F7", tiltak="AFT")
    received.add("deltakerlop", lop_id="L3", deltaker_id="D3", sluttarsak="F-1", tiltak="ASP")
    files = received.clean().files.set_index("table")
    counts = files.loc["spells", ["rows_received", "rows_accepted", "rows_corrected", "rows_set_aside"]]
    assert counts.tolist() == [3, 1, 1, 1]


def test_blank_lines_do_not_move_the_row_numbers(received):
    received.write()
    path = received.root.raw(YEAR) / "deltakerlop.csv"
    header, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"\n{header}\n\n\n{row}\n", encoding="utf-8")
    clean = clean_year(received.root, YEAR)
    assert clean.tables["spells"]["source_row"].tolist() == [5]
    assert clean.tables["spells"]["row_id"].tolist() == ["data/raw/2015/deltakerlop.csv##5"]


def test_a_row_that_is_not_accounted_for_stops_the_run(received):
    fill(received)
    clean = clean_year(received.root, YEAR)
    raws = read_year(received.root, YEAR, list(received.tables)).tables
    check_balance(clean.ledger, raws, dict(clean.tables))
    with pytest.raises(NumbersDiffer, match=r"deltakerlop\.csv: 3 rows received, but 2 accepted"):
        lost = clean.ledger[~((clean.ledger["table"] == "spells") & (clean.ledger["source_row"] == 3))]
        check_balance(lost, raws, dict(clean.tables))
    with pytest.raises(NumbersDiffer, match="2 clean rows, but 3 accepted"):
        check_balance(clean.ledger, raws, {**clean.tables, "spells": clean.tables["spells"].iloc[1:]})
    with pytest.raises(NumbersDiffer, match=r"deltakerlop\.csv, row 3: has more than one outcome"):
        row = clean.ledger[(clean.ledger["table"] == "spells") & (clean.ledger["source_row"] == 3)]
        torn = pd.concat([clean.ledger, row.assign(outcome="set_aside"), row.assign(outcome="accepted")])
        check_balance(torn, raws, dict(clean.tables))


def test_a_year_in_which_everything_is_set_aside_can_still_be_told(received):
    fill(received)
    for row in received.tables["tiltaksarrangor"]:
        row["fylke"] = "99"
    clean = received.clean()
    assert set(clean.ledger["outcome"]) == {"set_aside"}
    assert all(frame.empty for frame in clean.tables.values())
    assert clean.activity.empty and clean.deliveries.empty


cells = st.one_of(
    st.text(max_size=12).filter(lambda text: "\0" not in text),
    st.sampled_from(
        ["", " ", "F7", "a001", "31.02.2015", "2014-01-01", "9", "-1", "ja", "AB", "x@y.no", "=1+1"]
    ),
)


@settings(max_examples=25, deadline=None)
@given(
    damage=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), cells), min_size=1, max_size=12)
)
def test_no_damage_to_cells_loses_a_row(damage, received_factory):
    folder = Path(tempfile.mkdtemp())
    try:
        received = received_factory(folder)
        total = fill(received)
        places = [(table, number) for table, rows in received.tables.items() for number in range(len(rows))]
        for at, column, text in damage:
            table, number = places[at % len(places)]
            row = received.tables[table][number]
            header = list(row)[column % len(row)]
            row[header] = text.encode("utf-8", "ignore").decode("utf-8")
        received.write()
        try:
            clean = clean_year(Root(folder), YEAR)
        except ContentError as error:
            # A whole file may be refused, and is then named.
            assert "data/raw/2015/" in str(error)
            return
        rows = clean.ledger.drop_duplicates(["source_file", "source_row"])
        assert len(rows) == total == clean.files["rows_received"].sum()
        kept = sum(map(len, clean.tables.values()))
        assert kept == (rows["outcome"] != "set_aside").sum()
    finally:
        shutil.rmtree(folder)


def test_the_order_of_rows_in_a_file_does_not_matter_for_what_is_kept(received):
    fill(received)
    received.add("deltakerlop", lop_id="L9", deltaker_id="D9", sluttarsak="F7")
    first = received.clean()
    turned = replace(received, tables={table: rows[::-1] for table, rows in received.tables.items()}).clean()
    for name in first.tables:
        columns = [c for c in first.tables[name].columns if c not in ("row_id", "source_row")]
        a, b = (
            year.tables[name][columns].sort_values(columns[0], ignore_index=True) for year in (first, turned)
        )
        assert a.equals(b), name
