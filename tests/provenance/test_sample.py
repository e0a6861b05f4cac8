"""Published numbers at random, each with a workbook that arrives at it, and what a role may trace."""

import re
import shutil
import subprocess

import pandas as pd
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from batt.cli import cli, main
from batt.errors import DisclosureError, UsageError
from batt.provenance.papers.sample import sample
from batt.provenance.papers.working_paper import write_papers, write_working_paper
from batt.provenance.printed.rounding import as_printed
from batt.provenance.tracing.printed_on import all_printed, printed_on
from batt.provenance.tracing.seen_by import seen_by
from batt.provenance.tracing.trace import trace
from batt.provenance.tracing.traced_number import NumberId
from batt.registry import load
from batt.reports.formats import IN_TABLE_BY_UNIT
from batt.reports.forms.kept import read_kept

YEAR = 2015
SOFFICE = shutil.which("soffice")


def worked_out(files, folder):
    """Recalculate workbooks with a foreign program; return the first sheet of each by label."""
    if SOFFICE is None:
        pytest.skip("WORKING PAPERS NOT RECALCULATED: soffice is missing")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "done")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=600)
    found = []
    for file in files:
        rows = CalamineWorkbook.from_path(str(folder / "done" / file.name)).get_sheet_by_index(0).to_python()
        found.append({str(row[0]): row[1] for row in rows[10:15]})
    return found


def check_paper(number, cells, root):
    found = trace(root, number.year, number.indicator, number.unit, number.programme)
    wanted = [found.numerator, found.denominator, found.value]
    numerator, denominator, value, printed, mean = cells.values()
    assert [numerator, denominator, value] == pytest.approx(wanted, rel=1e-12), number
    assert mean == pytest.approx(found.value, rel=1e-12), number
    told = IN_TABLE_BY_UNIT[found.indicator.unit]
    assert printed == pytest.approx(as_printed(found.value, told), abs=1e-9), number


def test_formulas_of_sampled_numbers_arrive_at_the_printed_numbers(reported_demo, tmp_path):
    numbers = [one.number for one in sample(reported_demo, YEAR, 20, seed=6)]
    files = list(write_papers(reported_demo, numbers))
    for number, cells in zip(numbers, worked_out(files, tmp_path), strict=True):
        check_paper(number, cells, reported_demo)


def test_formulas_of_every_indicator_arrive_at_the_countrys_number(reported_demo, tmp_path):
    values = pd.read_parquet(reported_demo.indicators(YEAR))
    country = values[(values["unit_level"] == "country") & (values["status"] == "ok")]
    rows = country.drop_duplicates("indicator")[["indicator", "programme"]].itertuples(index=False)
    numbers = [NumberId(YEAR, indicator, "NO", programme) for indicator, programme in rows]
    assert len(numbers) == len(load().indicators)
    files = list(write_papers(reported_demo, numbers))
    for number, cells in zip(numbers, worked_out(files, tmp_path), strict=True):
        check_paper(number, cells, reported_demo)


def test_a_working_paper_holds_no_saved_result_and_the_same_bytes_every_time(computed, tmp_path):
    found = trace(computed, YEAR, "i08", "A001", "AB")
    first, second = (write_working_paper(computed, found, tmp_path / f"{n}.xlsx") for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()
    front = CalamineWorkbook.from_path(str(first)).get_sheet_by_index(0).to_python()
    assert front[10][0] == "Teller / Numerator" and front[10][1] == ""


def test_a_working_paper_shows_cells_as_received_beside_those_read(computed, tmp_path):
    found = trace(computed, YEAR, "i02", "A003", "KIA")
    file = write_working_paper(computed, found, tmp_path / "paper.xlsx")
    book = CalamineWorkbook.from_path(str(file))
    head, row = book.get_sheet_by_name("svar_bruker").to_python()[:2]
    cells = dict(zip(head, row, strict=True))
    # The answer 9 is outside its scale: received, and read as no answer.
    assert cells["u8 (mottatt / received)"] == "9" and cells["u8 (lest / as read)"] == ""
    assert cells["rad / row"] == 2
    assert "answer_outside_scale" in str(book.get_sheet_by_index(2).to_python())


def test_a_paper_of_participants_without_any_stay_at_a_firm_arrives_at_none(computed, tmp_path):
    found = trace(computed, YEAR, "i06", "NO", "AVKL")
    assert found.numerator == 0 and set(found.rows["table"]) == {"spells"}
    file = write_working_paper(computed, found, tmp_path / "paper.xlsx")
    check_paper(found.number, worked_out([file], tmp_path)[0], computed)


def test_there_is_no_working_paper_of_what_has_no_number(computed, tmp_path):
    with pytest.raises(UsageError, match="not_applicable"):
        write_working_paper(computed, trace(computed, YEAR, "i08", "NO", "VTA"), tmp_path / "paper.xlsx")


def test_the_text_of_a_cell_is_never_a_formula(computed, tmp_path):
    root = type(computed)(shutil.copytree(computed.path, tmp_path / "root"))
    file = root.raw(YEAR) / "deltakerlop.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(";N01;", ";=1+1;", 1), encoding="utf-8")
    found = trace(root, YEAR, "i08", "A001", "AB")
    paper = write_working_paper(root, found, tmp_path / "paper.xlsx")
    rows = CalamineWorkbook.from_path(str(paper)).get_sheet_by_name("deltakerlop").to_python()
    assert "=1+1" in rows[1]


def test_free_text_about_a_person_is_in_no_working_paper(reported_demo, tmp_path):
    found = trace(reported_demo, YEAR, "i02", "NO", "APS")
    paper = write_working_paper(reported_demo, found, tmp_path / "paper.xlsx")
    head = CalamineWorkbook.from_path(str(paper)).get_sheet_by_name("svar_bruker").to_python()[0]
    free = [c.headers(YEAR) for c in load().table("answers_user").columns if c.type in ("comment", "text")]
    assert not {f"{name} (mottatt / received)" for names in free for name in names} & set(head)


def test_the_same_seed_picks_the_same_shown_numbers(reported_demo):
    protection = pd.read_parquet(reported_demo.disclosure(YEAR) / "protection.parquet")
    level = protection.set_index(["year", "indicator", "unit_id", "programme"])["level"]
    picked = sample(reported_demo, YEAR, 30, seed=1)
    assert picked == sample(reported_demo, YEAR, 30, seed=1) != sample(reported_demo, YEAR, 30, seed=2)
    assert len({str(one.number) for one in picked}) == 30
    assert all(level[one.number.year, one.number.indicator, one.number.unit, one.number.programme] == 0
               for one in picked)  # fmt: skip


def test_a_sample_is_never_larger_than_what_is_shown(reported_demo):
    everything = sample(reported_demo, YEAR, 100_000, seed=1)
    assert 0 < len(everything) < 100_000
    with pytest.raises(UsageError):
        sample(reported_demo, YEAR, 0, seed=1)


def hidden_number(root):
    """Return a number that has a value and is hidden from the public."""
    protection = pd.read_parquet(root.disclosure(YEAR) / "protection.parquet")
    values = pd.read_parquet(root.indicators(YEAR)).dropna(subset="value")
    keys = ["year", "unit_level", "unit_id", "programme", "indicator"]
    both = values.merge(protection[[*keys, "level"]], on=keys, validate="1:1")
    row = both[(both["level"] > 0) & (both["unit_level"] == "county")].iloc[0]
    return NumberId(YEAR, row["indicator"], row["unit_id"], row["programme"])


def test_a_role_sees_no_hidden_number_and_no_row(reported_demo):
    number = hidden_number(reported_demo)
    with pytest.raises(DisclosureError, match="is hidden from it"):
        seen_by(reported_demo, trace(reported_demo, YEAR, *str(number).split("-")[1:]), "public")
    shown = seen_by(reported_demo, trace(reported_demo, YEAR, "i08", "NO", "APS"), "public")
    assert shown.value is not None and shown.rows.empty and shown.ledger.empty and shown.files.empty


def test_the_public_may_not_trace_a_provider_by_name_but_the_provider_may(reported_demo):
    values = pd.read_parquet(reported_demo.indicators(YEAR))
    mine = values[(values["unit_level"] == "provider") & (values["status"] == "ok")]
    row = mine[mine["indicator"] == "i08"].iloc[0]
    found = trace(reported_demo, YEAR, "i08", row["unit_id"], row["programme"])
    with pytest.raises(DisclosureError, match="anonymous"):
        seen_by(reported_demo, found, "public")
    assert seen_by(reported_demo, found, "provider").value == row["value"]
    with pytest.raises(DisclosureError, match="anonymous"):
        seen_by(reported_demo, found, "provider", "another")


def test_staff_answers_that_are_hidden_stay_so_for_the_provider_itself(reported_demo):
    protection = pd.read_parquet(reported_demo.disclosure(YEAR) / "protection.parquet")
    staff = protection[(protection["indicator"] == "i03") & (protection["year"] == YEAR)]
    hidden = staff[(staff["level"] > 0) & (staff["unit_level"] == "provider") & staff["n"].gt(0)]
    assert len(hidden)
    with pytest.raises(DisclosureError):
        seen_by(
            reported_demo, trace(reported_demo, YEAR, "i03", hidden["unit_id"].iloc[0], "ALL"), "provider"
        )


def test_pages_where_a_number_is_printed_say_it(reported_demo):
    number = NumberId(YEAR, "i08", "NO", "APS")
    places = printed_on(reported_demo, number)
    assert {"annual_report", "comparisons", "county_report"} <= set(places["kind"])
    executed = {"annual_report": "annual_report-nb-2015.ipynb"}
    kept = {
        table.id: table
        for table in read_kept(reported_demo.executed(YEAR) / executed["annual_report"]).tables
    }
    rows = places[places["page"] == "reports/2015/annual_report.nb.html"]
    assert len(rows)
    for place in rows.itertuples():
        assert place.printed in kept[place.table].rows[place.row - 1]
    value = trace(reported_demo, YEAR, "i08", "NO", "APS").value
    assert set(places["printed"]) <= {as_printed(value, name) for name in ("percent", "percent1")}


def test_pages_are_read_again_when_one_has_changed(reported_demo, tmp_path):
    root = type(reported_demo)(shutil.copytree(reported_demo.path, tmp_path / "root"))
    before = all_printed(root, YEAR)
    (root.reports(YEAR) / "annual_report.nb.html").unlink()
    after = all_printed(root, YEAR)
    gone = before["page"] == "reports/2015/annual_report.nb.html"
    assert gone.any() and len(after) == (~gone).sum()


def test_trace_prints_the_number_and_writes_its_rows(computed, tmp_path):
    rows = tmp_path / "rows.csv"
    said = [
        "trace",
        "2015",
        "i08",
        "A001",
        "AB",
        "--root",
        str(computed.path),
        "--rows",
        str(rows),
        "--no-pages",
    ]
    result = CliRunner().invoke(cli, said)
    assert result.exit_code == 0, result.output
    assert "Formidling til arbeid / Job acquisition" in result.output
    assert re.search(r"^numerator +20 ", result.output, re.MULTILINE)
    assert re.search(r"^denominator +40 ", result.output, re.MULTILINE)
    assert len(rows.read_text(encoding="utf-8").splitlines()) == 41


def test_trace_and_sample_as_commands_on_the_demo(reported_demo):
    root = ["--root", str(reported_demo.path)]
    picked = CliRunner().invoke(cli, ["sample", "--n", "2", "--seed", "1", *root])
    assert picked.exit_code == 0, picked.output
    name = picked.output.split()[0]
    traced = CliRunner().invoke(cli, ["trace", name, *root])
    assert traced.exit_code == 0, traced.output
    assert (reported_demo.processed("trace") / f"{name}.csv").exists()
    asked = CliRunner().invoke(cli, ["trace", "2015-i08-NO-APS", "--role", "public", *root])
    assert asked.exit_code == 0 and "Rows written" not in asked.output and "counted" not in asked.output
    assert "annual_report.nb.html" in asked.output and "scorecard/" not in asked.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["trace", "2015", "i99", "A001", "AB"], 2),
        (["trace", "2015", "i08"], 2),
        (["trace", "2015-i08-NO-AB", "--reader", "A001"], 2),
        (["trace", "2015-i08-NO-AB", "--role", "public", "--rows", "x.csv"], 2),
        (["trace", "2015-i08-NO-AB", "--role", "public"], 14),
    ],
)
def test_what_cannot_be_traced_ends_without_a_traceback(computed, capsys, words, code):
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--root", str(computed.path)])
    assert stopped.value.code == code
    assert "Traceback" not in capsys.readouterr().err
