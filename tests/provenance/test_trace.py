"""Every number of the indicator table leads back to the lines of the received files that it is the sum of."""

import csv
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import batt.clean
import batt.indicators
from batt.errors import NumbersDiffer, UsageError
from batt.paths import Root
from batt.provenance.tracing.counted_rows import BEHIND, PLACE
from batt.provenance.tracing.trace import trace, write_rows
from batt.provenance.tracing.traced_number import NumberId
from batt.registry import Options, load

YEAR = 2015


@pytest.fixture
def own(computed, tmp_path) -> Root:
    """A copy of the computed hand-made files, for changing."""
    return Root(shutil.copytree(computed.path, tmp_path / "own"))


def compute_again(root: Root, options: Options | None = None) -> Root:
    batt.clean.run(root, YEAR)
    batt.indicators.run(root, YEAR, options)
    return root


def edit(root: Root, name: str, change) -> None:
    """Change the lines of a received file."""
    file = root.raw(YEAR) / name
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")


def cells(root: Root) -> list[dict]:
    return pd.read_parquet(root.indicators(YEAR)).to_dict("records")


def of(root: Root, cell: dict):
    return trace(root, YEAR, cell["indicator"], cell["unit_id"], cell["programme"])


def check_every_cell(root: Root) -> int:
    """Hold the rows of each cell against it; return how many cells had a number."""
    with_number = 0
    for cell in cells(root):
        counted = of(root, cell).counted
        assert counted[PLACE].notna().all(axis=None), cell
        if pd.isna(cell["numerator"]):
            assert cell["status"] in ("missing", "not_applicable")
            assert cell["status"] == "missing" or counted.empty
            continue
        with_number += 1
        assert (counted["x"].sum(), counted["w"].sum()) == (cell["numerator"], cell["denominator"]), cell
        entry = load().indicator(cell["indicator"])
        if entry.interval == "wilson":
            assert len(counted) == cell["denominator"] and (counted["x"] == 1).sum() == cell["numerator"], (
                cell
            )
        if entry.n_unit in ("respondents", "persons", "exits"):
            assert (counted["w"] > 0).sum() == cell["n"], cell
    return with_number


def check_every_line(root: Root) -> int:
    """Look in the received files whether each counted line holds the key of its row; return how many."""
    lines: dict[tuple[str, str], list[list[str]]] = {}
    checked = 0
    for cell in cells(root):
        if cell["unit_level"] != "country":
            continue
        found = of(root, cell)
        for table, rows in found.rows.groupby("table"):
            clean = pd.read_parquet(root.clean(YEAR) / f"{table}.parquet")
            for row in (
                rows[PLACE].drop_duplicates().merge(clean, on=PLACE, validate="1:1").to_dict("records")
            ):
                file, sheet, number = (row[name] for name in PLACE)
                if (file, sheet) not in lines:
                    lines[file, sheet] = received_lines(root, file, sheet)
                said = [text.strip().casefold() for text in lines[file, sheet][number - 1]]
                for key in load().table(str(table)).key:
                    assert str(row[key]).casefold() in said or key == "programme", (file, number, key)
                checked += 1
    return checked


def received_lines(root: Root, file: str, sheet: str) -> list[list[str]]:
    """Read a received file line by line, as somebody who opens it would."""
    path = root.path / file
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return [[str(cell) for cell in row] for row in rows]
    data = path.read_bytes()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    every = text.splitlines()
    return [next(csv.reader([line], delimiter=max(";,\t", key=every[0].count)), []) for line in every]


def test_rows_of_every_cell_of_the_survey_add_up_to_it(computed):
    assert check_every_cell(computed) == 134


def test_lines_of_the_survey_are_the_counted_rows(computed):
    assert check_every_line(computed) > 100


def test_rows_of_every_cell_of_the_demo_add_up_to_it(reported_demo):
    assert check_every_cell(reported_demo) > 400


def test_lines_of_the_demo_are_the_counted_rows(reported_demo):
    assert check_every_line(reported_demo) > 2000


def test_the_lines_of_an_exit_share_are_those_that_a_reader_of_the_file_would_count(computed):
    found = trace(computed, YEAR, "i08", "A001", "AB")
    lines = received_lines(computed, "data/raw/2015/deltakerlop.csv", "")
    head = lines[0]
    ours = [
        (number, dict(zip(head, line, strict=True)))
        for number, line in enumerate(lines[1:], 2)
        if line[head.index("arrangor_id")] == "A001" and line[head.index("tiltak")] == "AB"
    ]
    left = [number for number, line in ours if line["sluttdato"].startswith("2015")]
    to_job = [number for number, line in ours if number in left and line["sluttarsak"].startswith("F")]
    assert sorted(found.counted["source_row"]) == left
    assert sorted(found.counted.loc[found.counted["x"] == 1, "source_row"]) == to_job
    assert found.numerator == len(to_job) and found.denominator == len(left) == 40


def test_training_behind_the_staff_adds_up_to_the_minutes(computed):
    whole = [
        cell for cell in cells(computed) if cell["indicator"] == "i04" and not pd.isna(cell["numerator"])
    ]
    assert len(whole) > 2
    for cell in whole:
        rows = of(computed, cell).rows
        assert rows.loc[rows["part"] == BEHIND, "x"].sum() == cell["numerator"]


def test_stays_at_firms_lie_behind_each_placed_participant_and_used_partner(computed):
    clean = pd.read_parquet(computed.clean(YEAR) / "placements.parquet")
    found = trace(computed, YEAR, "i06", "A002", "APS")
    behind = found.rows.loc[found.rows["part"] == BEHIND, PLACE].merge(clean, on=PLACE, validate="1:1")
    assert (len(behind), behind["participant_id"].nunique()) == (12, 9) and found.numerator == 9
    partners = trace(computed, YEAR, "i05", "A002", "ALL")
    assert set(partners.rows["table"]) == {"partners", "providers", "placements"}


def test_every_number_names_its_readings_rule_and_caveats(computed):
    for entry in load().indicators:
        found = trace(computed, YEAR, entry.id, "NO", "ALL" if entry.level == "provider" else "AB")
        assert set(found.readings) == {*entry.options, "forening"}
        assert found.rule_version == entry.rule_version
        assert found.caveats and set(found.caveats) <= {caveat.id for caveat in load().caveats}


def test_rows_set_aside_and_corrected_are_told_with_the_reason(own):
    def spoil(lines):
        wrong_end = lines[1].replace("A001-AB-01", "A001-AB-98").replace("2015-05-25", "2014-05-25")
        misspelt = lines[2].replace(";F1;", f";{load().codes['end_causes']['F1'].misspellings[0]};")
        return [lines[0], lines[1], "", misspelt, *lines[3:], wrong_end, lines[3]]

    before = len((own.raw(YEAR) / "deltakerlop.csv").read_text(encoding="utf-8").splitlines())
    edit(own, "deltakerlop.csv", spoil)
    found = trace(compute_again(own), YEAR, "i08", "A001", "AB")
    told = {(row.part, row.reason, row.source_row) for row in found.ledger.itertuples()}
    assert ("corrected", "known_misspelling", 4) in told
    assert ("set_aside", "end_before_start", before + 2) in told
    assert ("set_aside", "exact_duplicate", before + 3) in told
    # The blank line is a line of the file too.
    assert 4 in set(found.counted["source_row"]) and 3 not in set(found.counted["source_row"])
    assert found.denominator == 40


def test_a_correction_of_another_programme_is_not_told(computed):
    whole = trace(computed, YEAR, "i02", "A003", "KIA"), trace(computed, YEAR, "i02", "A003", "TIA")
    lines = [list(found.ledger["reason"]) for found in whole]
    assert lines == [["answer_outside_scale"], []]


def test_readings_are_those_in_force(own):
    compute_again(own, Options(job_codes="F1_only"))
    found = trace(own, YEAR, "i08", "A001", "AB", options=Options(job_codes="F1_only"))
    assert found.readings["job_codes"] == "F1_only"
    assert found.counted["x"].sum() == found.numerator


def test_rows_file_holds_what_is_counted_and_what_is_not(computed, tmp_path):
    found = trace(computed, YEAR, "i02", "A003", "KIA")
    rows = pd.read_csv(write_rows(found, tmp_path / "rows.csv"))
    counted = rows.loc[rows["part"] == "counted"]
    assert (counted["x"].sum(), counted["w"].sum()) == (found.numerator, found.denominator)
    assert counted["in_denominator"].all()
    assert len(rows) == len(found.rows) + len(found.ledger)


def test_received_text_in_the_rows_file_is_no_formula(computed, tmp_path):
    found = trace(computed, YEAR, "i08", "A001", "AB")
    line = {"part": "set_aside", "received": '=HYPERLINK("x")', "kept": "-1"}
    ledger = pd.DataFrame([line]).reindex(columns=found.ledger.columns)
    rows = pd.read_csv(write_rows(replace(found, ledger=ledger), tmp_path / "rows.csv"), dtype="str")
    assert rows.iloc[-1][["received", "kept"]].tolist() == ['\'=HYPERLINK("x")', "'-1"]


def test_an_indicator_whose_table_was_not_delivered_has_no_rows(own):
    for name in ("kompetansetimer.csv", "hospitering.csv", "svar_bruker.csv"):
        (own.raw(YEAR) / name).unlink()
    shutil.rmtree(own.raw(YEAR) / "A003")
    compute_again(own)
    for indicator, programme in (("i04", "ALL"), ("i05", "ALL"), ("i06", "APS"), ("i02", "APS")):
        found = trace(own, YEAR, indicator, "NO", programme)
        assert found.status == "missing" and found.rows.empty, indicator


def test_a_received_file_that_has_changed_is_told(own):
    with (own.raw(YEAR) / "deltakerlop.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert list(trace(own, YEAR, "i08", "A001", "AB").files["state"]) == ["changed"]
    (own.raw(YEAR) / "deltakerlop.csv").unlink()
    assert list(trace(own, YEAR, "i08", "A001", "AB").files["state"]) == ["gone"]


def test_a_number_that_is_not_the_sum_of_its_rows_is_refused(own):
    units = pd.read_parquet(own.counted_units(YEAR))
    jobs = (units["indicator"] == "i08") & (units["programme"] == "AB")
    units.drop(index=units.index[jobs][0]).to_parquet(own.counted_units(YEAR))
    with pytest.raises(NumbersDiffer, match="add up to"):
        trace(own, YEAR, "i08", "NO", "AB")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (("i99", "A001", "AB"), ["indicator i99: is not known", "i01, i02"]),
        (("i08", "A999", "AB"), ["unit A999: is not known", "NO, ", "A001"]),
        (("i08", "A001", "XX"), ["programme XX: is not known", "ALL, VTA"]),
        (("i08", "A001", "ALL"), ["A001 has no number of i08 for ALL", "AB"]),
    ],
)
def test_a_wrong_name_is_told_with_the_known_ones(computed, name, said):
    with pytest.raises(UsageError) as error:
        trace(computed, YEAR, *name)
    assert all(text in str(error.value) for text in said)


def test_all_wrong_parts_are_told_at_once(computed):
    with pytest.raises(UsageError) as error:
        trace(computed, YEAR, "i99", "A999", "XX")
    assert len(error.value.problems) == 3


def test_a_year_that_is_not_computed_is_told(computed):
    with pytest.raises(UsageError, match="batt run indicators --year 1999"):
        trace(computed, 1999, "i08", "NO", "AB")


def test_the_name_of_a_number_is_read_as_it_is_written():
    number = NumberId(2015, "i08", "A-1", "AB")
    assert NumberId.parse(str(number)) == number
    with pytest.raises(UsageError):
        NumberId.parse("i08-A001")
