"""Every figure and table of every page leads back to its data, its code, its inputs and its numbers."""

import csv
import re
import shutil
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from batt.cli import cli, main
from batt.errors import DisclosureError, UsageError
from batt.file_hashes import FileHashes
from batt.paths import Root
from batt.provenance.printed.compare import pages_of
from batt.provenance.record.run_record import RECORD, read_record
from batt.provenance.tracing.figure import trace_figure
from batt.provenance.tracing.figure_data import data_file, write_data
from batt.provenance.tracing.figure_text import figure_lines
from batt.provenance.tracing.page_figure import pages_run, read_figures
from batt.provenance.tracing.printed_on import all_printed
from batt.provenance.tracing.seen_by import check_page, pages_for
from batt.provenance.tracing.trace import trace
from batt.provenance.tracing.traced_number import NumberId, find_number
from batt.report_kinds import report_kind
from batt.reports.figure_ids import FigureId

YEAR = 2015
LINE = re.compile(r'<p class="made">(Figur|Figure|Tabell|Table) (\d+) · (\S+) <a href="([^"]+)">')
DOTS = FigureId("annual_report", "dots-i08", YEAR)


@pytest.fixture(scope="module")
def card(reported_demo) -> FigureId:
    """The card of one provider."""
    page = next(
        page for page in pages_run(reported_demo.executed(YEAR), YEAR) if page.startswith("scorecard.")
    )
    return FigureId(page, "card-table", YEAR)


def rows_of(file):
    return list(csv.reader(file.read_text(encoding="utf-8").splitlines()))


def test_every_line_on_every_page_names_a_figure_that_is_found_there(reported_demo):
    seen: Counter[tuple[str, str]] = Counter()
    pages = pages_of(reported_demo, YEAR)
    for page in pages:
        html = page.file.read_text(encoding="utf-8")
        figures = {figure.id: figure for figure in read_figures(page.executed)}
        lines = LINE.findall(html)
        assert len(lines) == len(figures) == html.count('class="made"'), page.file.name
        for word, number, name, address in lines:
            id = FigureId.parse(name)
            assert (id.kind, id.of, id.year) == (page.kind.name, page.of, YEAR), name
            found = figures[id.figure]
            assert (found.is_table, found.number) == (word in ("Tabell", "Table"), int(number)), name
            assert f' id="{id.figure}"' in html and found.title, name
            target, _, place = address.partition("#")
            how = (page.file.parent / target).read_text(encoding="utf-8")
            assert f'<li id="{place}">' in how and f'lang="{page.lang}"' in how, name
            seen[name, page.lang] += 1
    assert len(pages) > 50 and set(seen.values()) == {1}


def test_a_figure_has_its_data_code_inputs_and_pages(reported_demo, tmp_path):
    found = trace_figure(reported_demo, DOTS)
    assert [page.address for page in found.pages] == [
        f"reports/2015/annual_report.{lang}.html#dots-i08" for lang in ("nb", "en")
    ]
    record = read_record(reported_demo.reports(YEAR) / RECORD)
    assert found.step is not None and found.step.name == f"annual_report-nb-{YEAR}"
    # Where somebody works on the code meanwhile the page is not current, and nothing is said of its inputs.
    inputs, files = record.inputs.get(found.step.inputs, {}), FileHashes()
    assert bool(inputs) == found.step.is_current
    for name, sha256 in inputs.items():
        assert files.of(reported_demo.path / name) == sha256, name
    assert f"data/processed/indicators/{YEAR}.parquet" in found.saved
    assert found.functions == ("batt/reports/sections/indicators.py, indicators()",)
    head, *rows = rows_of(write_data(found, tmp_path / "data.csv"))
    page = (reported_demo.reports(YEAR) / "annual_report.nb.html").read_text(encoding="utf-8")
    printed = BeautifulSoup(page, "html.parser").find(id="dots-i08-data").tbody.find_all("tr")
    assert len(rows) == len(printed) and head[0] == "Tiltak"
    for row, said in zip(rows, printed, strict=True):
        assert row[0] == said.th.text and row[1].replace(".", ",") in said.td.text


def test_a_figures_numbers_can_be_traced_on(reported_demo):
    found = trace_figure(reported_demo, DOTS)
    assert {(one.indicator, one.unit) for one in found.numbers} == {("i08", "NO")}
    assert {one.year for one in found.numbers} == {YEAR - 1, YEAR}
    for number in found.numbers:
        assert trace(reported_demo, number.year, "i08", "NO", number.programme).number == number


def test_the_two_tables_of_a_card_have_the_numbers_that_they_print(reported_demo, card):
    of_card = trace_figure(reported_demo, card).numbers
    glance = trace_figure(reported_demo, FigureId(card.page, "glance-table", YEAR))
    own = {number for number in of_card if number.unit == card.of and number.year == YEAR}
    assert len(own) > 5 and own <= set(glance.numbers) <= set(of_card)
    for number in of_card:
        find_number(reported_demo, number)


def test_a_table_at_a_glance_is_written_as_the_page_says_it(reported_demo, card, tmp_path):
    glance = trace_figure(reported_demo, FigureId(card.page, "glance-table", YEAR))
    written = rows_of(write_data(glance, tmp_path / "data.csv"))
    page = (reported_demo.path / glance.pages[0].address.partition("#")[0]).read_text(encoding="utf-8")
    printed = BeautifulSoup(page, "html.parser").find(id="glance-table").find_all("tr")
    assert len(written) == len(printed) > 5
    for row, said in zip(written, printed, strict=True):
        assert row == [cell.text.strip() for cell in said.find_all(["th", "td"])]


def test_a_number_of_a_provider_is_printed_on_its_card_and_at_a_glance(reported_demo, card):
    places = all_printed(reported_demo, YEAR)
    mine = places[(places["unit"] == card.of) & (places["year"] == YEAR)]
    tables = mine.loc[mine["page"] == f"reports/2015/scorecard/{card.of}.nb.html", "table"]
    assert {"card-table", "glance-table"} <= set(tables)


def test_pages_of_a_provider_are_told_to_nobody_else(reported_demo, card):
    places = all_printed(reported_demo, YEAR)
    own = pages_for(places, "provider", card.of)["page"]
    other = pages_for(places, "provider", "A999")["page"]
    assert own.str.contains("scorecard").any()
    assert not other.str.contains(r"scorecard|nav_dialogue|comparisons/").any()
    assert set(other) == set(pages_for(places, "public", card.of)["page"])


@pytest.mark.parametrize(
    ("kind", "of", "role", "reader", "is_for"),
    [
        ("annual_report", "", "public", None, True),
        ("annual_report", "", "provider", "A001", True),
        ("relationships", "H1", "public", None, True),
        ("newsletter", "", "public", None, False),
        ("newsletter", "2015-03", "sector", None, True),
        ("scorecard", "A001", "provider", None, True),
        ("scorecard", "A001", "provider", "A002", False),
        ("scorecard", "A001", "nav_office", "A001", False),
        ("scorecard", "A001", "public", None, False),
        ("county_report", "03", "county", "03", True),
        ("county_report", "03", "county", "02", False),
        ("comparisons", "sector", "sector", None, True),
        ("comparisons", "sector", "public", None, False),
        ("comparisons", "A001", "provider", "A001", True),
        ("comparisons", "A001", "public", None, False),
    ],
)
def test_a_role_sees_the_figures_of_its_own_pages_and_of_everybodys(kind, of, role, reader, is_for):
    if is_for:
        check_page(report_kind(kind), of, role, reader)
    else:
        with pytest.raises(DisclosureError, match="for others"):
            check_page(report_kind(kind), of, role, reader)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("annual_report.dots-i88.2015", "annual_report.dots-i08.2015"),
        ("annualreport.dots-i08.2015", "annual_report.dots-i08.2015"),
        ("nonsense.nothing.2015", ""),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_ones(reported_demo, name, near):
    with pytest.raises(UsageError, match="The nearest names: ") as error:
        trace_figure(reported_demo, FigureId.parse(name))
    assert near in str(error.value)


def test_a_year_without_pages_is_told(computed):
    with pytest.raises(UsageError, match="no page of 1999 was made here"):
        trace_figure(computed, FigureId("method", "indicators-table", 1999))


def test_without_a_record_everything_else_is_told(reported_demo, tmp_path):
    root = Root(tmp_path)
    for folder in ("data/processed", "reports"):
        shutil.copytree(reported_demo.path / folder, tmp_path / folder)
    (root.reports(YEAR) / RECORD).unlink()
    told = "\n".join(figure_lines(trace_figure(root, DOTS)))
    assert "the folder of reports has no run.json" in told and "2015-i08-NO-AB" in told


def test_a_figure_is_traced_as_a_command(reported_demo, card):
    root = ["--root", str(reported_demo.path)]
    told = CliRunner().invoke(cli, ["trace", str(DOTS), *root])
    assert told.exit_code == 0, told.output
    assert "notebooks/reports/annual_report.ipynb, cell 8" in told.output
    assert data_file(reported_demo, DOTS).exists()
    asked = CliRunner().invoke(cli, ["trace", str(card), "--role", "provider", *root])
    assert asked.exit_code == 0, asked.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["annual_report.dots-i88.2015"], 2),
        (["annual_report.dots-i08"], 2),
        (["i08-land"], 2),
        ([str(DOTS), "--reader", "A001"], 2),
    ],
)
def test_what_cannot_be_traced_ends_without_a_traceback(computed, capsys, words, code):
    with pytest.raises(SystemExit) as stopped:
        main(["trace", *words, "--root", str(computed.path)])
    assert stopped.value.code == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_word_that_names_a_number_stays_a_number(computed, capsys):
    main_words = [
        "trace",
        str(NumberId(YEAR, "i08", "A001", "AB")),
        "--no-pages",
        "--root",
        str(computed.path),
    ]
    result = CliRunner().invoke(cli, main_words)
    assert result.exit_code == 0 and "Formidling til arbeid" in result.output
