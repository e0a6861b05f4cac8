"""Two runs of a year are told apart by what they print, and every change by what it can be due to."""

import csv
import dataclasses
import json
import re
import shutil
import zipfile

import pytest

from batt.cli import main
from batt.errors import UsageError
from batt.provenance.differences.listing import FIRST, lines, write_csv
from batt.provenance.differences.page import MOST, write_page
from batt.provenance.differences.printed_folder import read_page
from batt.provenance.differences.two_runs import became, compare_runs
from batt.provenance.record.gather import rules
from batt.provenance.record.run_record import (
    RECORD,
    OptionInForce,
    ReceivedFile,
    RunRecord,
    StepDone,
    to_json,
)
from batt.provenance.record.software import software
from batt.provenance.record.sums import write_sums
from batt.registry import Options

YEAR = 2015
JOB = {"nb": "8. Formidling til arbeid", "en": "8. Job acquisition"}
STAFF = "3. Ansatteundersøkelsen"


@pytest.fixture(scope="module")
def record():
    return RunRecord(
        record_version=1,
        year=YEAR,
        is_simulated=False,
        started="2016-03-01T08:00:00Z",
        ended="2016-03-01T08:05:00Z",
        parameters={"strict": False, "skip_broken": False},
        options=[OptionInForce(key, choice, True) for key, choice in Options().as_dict().items()],
        received=[received("deltakerlop"), received("svar_nav")],
        other_inputs={},
        registry=rules(),
        software=dataclasses.replace(software(), is_dirty=False),
        seeds={},
        inputs={},
        steps=[],
        suppressed=[],
    )


def received(table, sha256="a" * 64):
    return ReceivedFile(YEAR, "national", table, False, 100, sha256)


def table(id, headings, rows):
    head = "".join(f'<th scope="col">{text}</th>' for text in headings)
    body = "".join(
        "<tr>" + f'<th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    inner = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<figure class="table" id="{id}"><table>{inner}</table></figure>'


def page(*tables, text="Uendret."):
    return f"<!DOCTYPE html><html><head><title>x</title></head><body><p>{text}</p>{''.join(tables)}"


def of_jobs(lang, value, more=()):
    return table("results-table", ("Row", "Result"), [(f"{JOB[lang]} · AB", value), *more])


@pytest.fixture
def folder(tmp_path):
    """Write a folder of reports: pages by their names, and the record."""

    def write(name, pages, record):
        place = tmp_path / name
        for path, html in pages.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(html, encoding="utf-8")
        (place / RECORD).write_text(to_json(record), encoding="utf-8")
        write_sums(place)
        return place

    return write


@pytest.fixture
def both(folder, record):
    """Compare two runs given by what one table says in each, and what else their records say."""

    def compare(before, after, **changed):
        pages = [{"annual_report.nb.html": page(of_jobs("nb", value))} for value in (before, after)]
        later = dataclasses.replace(record, ended="2016-04-01T09:30:00Z", **changed)
        return compare_runs(folder("a", pages[0], record), folder("b", pages[1], later))

    return compare


def kinds(found):
    return [found.why(cell) for cell in found.cells]


def other_code(record):
    return dataclasses.replace(record.software, source="0" * 64, commit="c" * 40)


def test_equal_runs_have_no_difference(both):
    found = both("50 %", "50 %")
    assert (found.cells, found.texts, found.causes) == ([], [], [])
    assert "No number and no word differs." in lines(found)


def test_a_changed_number_is_told_before_and_after(both):
    [cell] = both("50 %", "48 %").cells
    assert (cell.page, cell.table, cell.row, cell.column) == (
        "annual_report.nb.html", "results-table", f"{JOB['nb']} · AB", "Result",
    )  # fmt: skip
    assert (cell.before, cell.after, cell.indicator, cell.programme) == ("50 %", "48 %", "i08", "AB")


def test_a_number_is_due_to_the_one_thing_that_differs_and_reaches_it(both, record):
    changed = [received("deltakerlop", "b" * 64), received("svar_nav")]
    assert kinds(both("50 %", "48 %", received=changed)) == [["data"]]
    readings = [
        dataclasses.replace(entry, choice="completers") if entry.key == "exit_denominator" else entry
        for entry in record.options
    ]
    assert kinds(both("50 %", "48 %", options=readings)) == [["options"]]
    assert kinds(both("50 %", "48 %", software=other_code(record))) == [["code"]]
    versions = dataclasses.replace(record.registry, versions=record.registry.versions | {"i08": "0"})
    assert kinds(both("50 %", "48 %", registry=versions)) == [["registry"]]


def test_what_cannot_reach_an_indicator_is_not_told_of_it(both, record):
    """Answers to NAV's survey change no share to a job; the other code might."""
    answers = [received("deltakerlop"), received("svar_nav", "b" * 64)]
    assert kinds(both("50 %", "48 %", received=answers, software=other_code(record))) == [["code"]]


def test_several_things_that_reach_a_number_are_all_told(both, record):
    changed = [received("deltakerlop", "b" * 64), received("svar_nav")]
    found = both("50 %", "48 %", received=changed, software=other_code(record))
    assert kinds(found) == [["data", "code"]]
    assert any(line.endswith("[data or code]") for line in lines(found))


def test_a_page_of_an_earlier_run_or_changed_by_hand_is_due_to_nothing_known(folder, record):
    pages = [{"annual_report.nb.html": page(of_jobs("nb", value))} for value in ("50 %", "48 %")]
    name = f"reports/{YEAR}/annual_report.nb.html"
    old = StepDone("annual_report", "annual_report.ipynb", {}, "0", False, "", {name: "0"})
    changed = {"software": other_code(record)}
    first = folder("a", pages[0], record)
    of_earlier = folder("b", pages[1], dataclasses.replace(record, steps=[old], **changed))
    assert kinds(compare_runs(first, of_earlier)) == [[]]
    by_hand = folder("c", pages[0], dataclasses.replace(record, **changed))
    (by_hand / "annual_report.nb.html").write_text(page(of_jobs("nb", "99 %")), encoding="utf-8")
    found = compare_runs(first, by_hand)
    assert kinds(found) == [[]]
    assert f"Note: annual_report.nb.html of the run of {record.ended} is not as it was made." in lines(found)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [(":", "41", "shown"), ("41", ":", "hidden"), ("41", "42", "other"), (": n 4", "50 % n 4", "shown")],
)
def test_a_number_hidden_in_one_and_shown_in_the_other_is_told_as_that(both, before, after, what):
    found = both(before, after)
    assert [became(cell) for cell in found.cells] == [what]
    assert any("Who has both releases" in line for line in lines(found)) == (what != "other")


def test_a_page_in_both_languages_is_counted_once_in_each(folder, record, tmp_path):
    pages = [
        {f"annual_report.{lang}.html": page(of_jobs(lang, value)) for lang in ("nb", "en")}
        | {"scorecard/A001.nb.html": page(of_jobs("nb", value))}
        for value in ("50 %", "48 %")
    ]
    found = compare_runs(folder("a", pages[0], record), folder("b", pages[1], record))
    assert len(found.cells) == 3
    for lang in ("nb", "en"):
        own = [cell.page for cell in found.in_language(lang).cells]
        assert own == [f"annual_report.{lang}.html", "scorecard/A001.nb.html"]
    assert any(line.startswith("Tables differ in 2 places on 2 pages;") for line in lines(found))


def test_runs_that_cannot_be_compared_are_refused_with_a_sentence(folder, record, tmp_path):
    pages = {"annual_report.nb.html": page(of_jobs("nb", "50 %"))}
    first = folder("a", pages, record)
    with pytest.raises(UsageError, match="are of 2015 and 2014"):
        compare_runs(first, folder("b", pages, dataclasses.replace(record, year=2014)))
    with pytest.raises(UsageError, match="one of invented and one of received data"):
        compare_runs(first, folder("c", pages, dataclasses.replace(record, is_simulated=True)))
    with pytest.raises(UsageError, match="have no page in common"):
        compare_runs(first, folder("d", {"scorecard/A001.nb.html": pages["annual_report.nb.html"]}, record))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"has no run\.json"):
        compare_runs(first, tmp_path / "empty")


def test_the_csv_lists_every_cell_and_nothing_in_it_acts_as_a_formula(folder, record, tmp_path):
    pages = [
        {"annual_report.nb.html": page(of_jobs("nb", value, [("=cmd()", sign)]))}
        for value, sign in (("50 %", "+1,0"), ("48\u00a0%", "-2,0"))
    ]
    changed = dataclasses.replace(record, software=other_code(record))
    found = compare_runs(folder("a", pages[0], record), folder("b", pages[1], changed))
    write_csv(found, tmp_path / "out" / "list.csv")
    with (tmp_path / "out" / "list.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = [(row["row"], row["before"], row["after"], row["indicator"], row["because_of"]) for row in rows]
    assert told == [
        (f"{JOB['nb']} · AB", "50 %", "48 %", "i08", "code"),
        ("'=cmd()", "'+1,0", "'-2,0", "", "code"),
    ]


def test_a_terminal_gets_the_first_differences_and_how_many_more(folder, record):
    values = [(f"row {n}", str(n)) for n in range(FIRST + 5)]
    later = [(row, f"{value}0") for row, value in values]
    pages = [{"method.nb.html": page(table("t", ("Row", "Value"), rows))} for rows in (values, later)]
    told = lines(compare_runs(folder("a", pages[0], record), folder("b", pages[1], record)))
    # 0 becomes 00.
    assert len([line for line in told if line.startswith("method.nb.html, t, row")]) == FIRST
    assert told[-1].startswith("… and 5 more")


@pytest.fixture
def written(folder, record, tmp_path):
    """The page in both languages of two runs that differ in numbers, hiding, words, a table and a page."""
    more = [[(f"{STAFF} · &lt;b&gt;", value)] for value in (":", "4,25")]
    pages = [
        {
            "annual_report.nb.html": page(of_jobs("nb", value, rows), *extra, text=f"Andelen er {value}."),
            "annual_report.en.html": page(of_jobs("en", value), text=f"The share is {value}."),
            **alone,
        }
        for value, rows, extra, alone in (
            ("50 %", more[0], [table("gone-table", ("Row", "n"), [("a", "1")])], {}),
            ("48 %", more[1], [], {"evaluation.nb.html": page()}),
        )
    ]
    changed = [received("deltakerlop", "b" * 64), received("svar_nav")]
    later = dataclasses.replace(record, ended="2016-04-01T09:30:00Z", received=changed)
    found = compare_runs(folder("a", pages[0], record), folder("b", pages[1], later))
    return write_page(found, tmp_path / "pages" / "changes.html")


def test_the_page_tells_the_finding_in_its_title_in_both_languages(written):
    assert [file.name for file in written] == ["changes.nb.html", "changes.en.html"]
    nb, en = (file.read_text(encoding="utf-8") for file in written)
    assert "<h1>Tall er endret 4 steder på 2 sider, på grunn av data</h1>" in nb
    assert "<h1>Numbers have changed in 2 places on 2 pages, because of data</h1>" in en
    assert 'href="changes.en.html"' in nb and 'href="changes.nb.html"' in en
    assert (
        "kjøringen 1.\u00a0mars\u00a02016 kl. 08:05 UTC mot kjøringen 1.\u00a0april\u00a02016 kl. 09:30 UTC"
        in nb
    )


def test_the_page_shows_numbers_by_indicator_and_what_is_hidden_in_words(written):
    tables = read_page(written[0].read_text(encoding="utf-8")).tables
    summary = {row.cells[0]: row.cells[1:] for row in tables["summary-table"].rows}
    assert summary == {
        STAFF: ["1", "1", "1", "data"],
        "8. Formidling til arbeid": ["1", "1", "0", "data"],
        "Andre tall": ["2", "2", "0", "data"],
    }
    [hidden] = tables["i03-table"].rows
    assert hidden.cells[-2:] == ["skjult", "4,25"]
    assert [row.cells for row in tables["apart-table"].rows] == [
        ["deltakerlop for 2015, nasjonale filer", "a" * 12, "b" * 12, "data"]
    ]
    assert [row.cells for row in tables["one-side-table"].rows] == [
        ["annual_report.nb.html", "gone-table", "borte"],
        ["evaluation.nb.html", "hele siden", "ny"],
    ]
    [words] = tables["texts-table"].rows
    assert words.cells == ["Andelen er 50 %.", "Andelen er 48 %."]


def test_text_of_pages_never_becomes_markup(written):
    html = written[0].read_text(encoding="utf-8")
    assert "· &lt;b&gt;" in html
    assert "<b>" not in html


def test_a_reader_of_the_page_stumbles_over_nothing(written, browser, screen):
    assert [fault for file in written for fault in browser.faults(file, screen)] == []


def test_the_page_says_that_two_releases_tell_more_than_each(written):
    nb, en = (file.read_text(encoding="utf-8") for file in written)
    assert "Gi den bare til dem som kan se alle sidene" in nb
    assert "Give it only to those who may see all pages" in en


def test_a_page_of_no_difference_says_so(both, tmp_path):
    nb, en = write_page(both("50 %", "50 %"), tmp_path / "same.html")
    assert "<h1>Ingen tall i tabellene er endret</h1>" in nb.read_text(encoding="utf-8")
    assert "Files, registry, options, code and environment are the same." in en.read_text(encoding="utf-8")


def test_a_long_list_is_cut_on_the_page_and_says_so(folder, record, tmp_path):
    rows = [[(f"row {n}", f"{n}{end}") for n in range(MOST + 3)] for end in ("a", "b")]
    pages = [{"method.nb.html": page(table("t", ("Row", "Value"), side))} for side in rows]
    found = compare_runs(folder("a", pages[0], record), folder("b", pages[1], record))
    html = write_page(found, tmp_path / "long.html")[1].read_text(encoding="utf-8")
    assert len(read_page(html).tables["other-table"].rows) == MOST
    assert f"The first {MOST} are shown; 3 more stand in the list (CSV)." in html


def test_what_norwegian_pages_say_is_marked_on_the_english_page(folder, record, tmp_path):
    pages = [{"scorecard/A001.nb.html": page(of_jobs("nb", value))} for value in ("50 %", "48 %")]
    found = compare_runs(folder("a", pages[0], record), folder("b", pages[1], record))
    nb, en = (file.read_text(encoding="utf-8") for file in write_page(found, tmp_path / "one.html"))
    assert f'<span lang="nb">{JOB["nb"]} · AB</span>' in en
    assert '<span lang="nb">48 %</span>' in en
    assert '<span lang="nb">' not in nb


def test_readings_are_told_in_the_words_of_the_page(both, record, tmp_path):
    readings = [
        dataclasses.replace(entry, choice="completers") if entry.key == "exit_denominator" else entry
        for entry in record.options
    ]
    code = dataclasses.replace(other_code(record), is_dirty=True, python="3.13.1", lock="0" * 64)
    notes = {"data/corrections.csv": "d" * 64}
    versions = dataclasses.replace(
        record.registry, sha256="0" * 64, versions=record.registry.versions | {"i08": "0"}
    )
    found = both("50 %", "48 %", options=readings, software=code, other_inputs=notes, registry=versions)
    html = write_page(found, tmp_path / "readings.html")[0].read_text(encoding="utf-8")
    told = {row.cells[0]: row.cells[1:] for row in read_page(html).tables["apart-table"].rows}
    assert told["data/corrections.csv"] == ["finnes ikke", "d" * 12, "data"]
    assert told["regelen for 8. Formidling til arbeid"][1:] == ["0", "registeret"]
    assert told["Python"] == [record.software.python, "3.13.1", "programmiljøet"]
    assert told["kodens versjon (commit)"][1] == f"{'c' * 12}, koden er endret etter denne versjonen"
    [reading] = [cells for cells in told.values() if cells[2] == "lesninger"]
    assert reading[0] != reading[1]
    assert "completers" not in " ".join(reading)


def exit_code(*arguments):
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return caught.value.code


def test_the_verb_takes_folders_zip_files_and_editions_and_differences_are_no_error(
    folder, record, tmp_path, capsys
):
    pages = [{"annual_report.nb.html": page(of_jobs("nb", value))} for value in ("50 %", "48 %")]
    newest = folder(f"root/reports/{YEAR}", pages[1], record)
    edition = folder("edition", pages[0], record)
    (edition / "edition.json").write_text(json.dumps({"number": 1}), encoding="utf-8")
    write_sums(edition)
    shutil.copytree(edition, newest / "editions" / "1")
    packed = tmp_path / "newest.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in newest.glob("*.*"):
            archive.write(file, file.name)
    for after in (newest, packed, YEAR):
        outputs = ("--csv", tmp_path / "list.csv", "--html", tmp_path / "changes.html")
        assert exit_code("diff", f"{YEAR}/1", after, "--root", tmp_path / "root", *outputs) == 0
        said = capsys.readouterr().out
        assert "edition 1, the run of 2016-03-01T08:05:00Z → the run of" in said
        assert "50 % → 48 %" in said
        assert (tmp_path / "list.csv").exists() and (tmp_path / "changes.nb.html").exists()
    assert re.search(r"utgave 1, fra kjøringen", (tmp_path / "changes.nb.html").read_text(encoding="utf-8"))


def test_the_verb_writes_nothing_into_a_folder_of_reports(folder, record, capsys):
    place = folder("a", {"annual_report.nb.html": page()}, record)
    assert exit_code("diff", place, place, "--csv", place / "lists" / "list.csv") == 2
    assert "lies in a folder of reports" in capsys.readouterr().err
    assert not (place / "lists").exists()


def test_the_verb_refuses_a_folder_that_is_no_report_without_a_traceback(folder, record, tmp_path, capsys):
    place = folder("a", {"annual_report.nb.html": page()}, record)
    assert exit_code("diff", place, tmp_path / "nowhere") == 2
    said = capsys.readouterr().err
    assert "nowhere" in said and "Traceback" not in said
    assert exit_code("diff", f"{YEAR}/7", place, "--root", tmp_path) == 2
    assert f"{YEAR}/7: is not there." in capsys.readouterr().err
