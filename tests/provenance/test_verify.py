"""A report is made again from the received files: equal, or told where it differs and why."""

import dataclasses
import datetime
import json
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import batt.clean
import batt.indicators
from batt.cli import main
from batt.editions import freeze
from batt.errors import ContentError, UnreadableFile, UsageError
from batt.paths import Root
from batt.pipeline import Run, run
from batt.protection import release
from batt.provenance.record.run_record import RECORD, StepDone, read_record, to_json
from batt.provenance.record.sums import write_sums
from batt.provenance.verification import lines, problems, verify
from batt.provenance.verification.changed_rows import changed_indicators, changed_rows
from batt.provenance.verification.compared import compared
from batt.provenance.verification.made_again import MadeAgain, _pages_of, _write_forms, page_steps
from batt.provenance.verification.opened import opened_report, root_of
from batt.provenance.verification.scratch_root import lay_out
from batt.report_kinds import ReportPage, report_kind
from batt.reports.forms import write_forms
from batt.stages import STAGES

YEAR = 2015
SURVEY = Path(__file__).parents[1] / "survey"
PAGE = "method.nb.html"
CARD = ReportPage(report_kind("scorecard"), "nb", "provider", "A001")
SPELLS = "data/raw/2015/deltakerlop.csv"


def record_of(root):
    return read_record(root.reports(YEAR) / RECORD)


def exit_code(*arguments):
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return caught.value.code


def change(root, line, old, new):
    """Change what one line of the spells says; the header is line 1."""
    file = root.path / SPELLS
    rows = file.read_bytes().split(b"\n")
    assert rows[line - 1].count(old) == 1
    rows[line - 1] = rows[line - 1].replace(old, new)
    file.write_bytes(b"\n".join(rows))


def told(found):
    return [str(problem).splitlines()[0] for problem in found]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The hand-made files after a main job that makes one page, signed off as an edition and released."""
    root = Root(shutil.copytree(SURVEY, tmp_path_factory.mktemp("ran") / "root"))
    job = Run(root, YEAR)
    run(job, reports=lambda job: [CARD])
    steps = [*job.stage_steps(tuple(stage.name for stage in STAGES)), *job.report_steps([CARD])]
    freeze(root, YEAR, steps, by="Sekretariatet", now=datetime.datetime(2030, 3, 1, tzinfo=datetime.UTC))
    return root


def test_an_untouched_report_that_was_zipped_and_unpacked_elsewhere_is_equal(ran, tmp_path, capsys):
    packed = shutil.make_archive(str(tmp_path / "report"), "zip", ran.reports(YEAR).parent, str(YEAR))
    before = {file: file.read_bytes() for file in ran.path.rglob("*") if file.is_file()}
    code = exit_code("verify", packed, "--root", ran.path, "--second-opinion")
    said = capsys.readouterr()
    assert code == 0, said.out + said.err
    # The page and the front page in two languages.
    assert f"Equal: 3 pages of the report of {YEAR} came out again, every byte.\n" in said.out
    assert re.search(
        r"^\d{2,} cells of 13 of 13 indicators were recomputed in SQL; all are equal\.$", said.out, re.M
    )
    released = f"data/released/{YEAR}_2030-03-01_edition_1.csv"
    assert f"Note: {released}: is left out: it was released after the report was made." in said.out
    assert {file: file.read_bytes() for file in ran.path.rglob("*") if file.is_file()} == before


def test_after_one_changed_digit_the_file_the_row_the_indicators_and_the_first_figure_are_told(
    ran, tmp_path, capsys
):
    root = Root(shutil.copytree(ran.path, tmp_path / "root"))
    change(root, 3, b"2015-06-01", b"2015-06-08")
    # An edition, found to lie under its root; what became of the row is looked for in the first run's tables.
    assert exit_code("verify", root.editions(YEAR) / "1") == 13
    said = capsys.readouterr()
    assert "Equal" not in said.out and f"- {SPELLS} has been changed. SHA-256 " in said.out
    assert "Not compared, since they are made apart from the run: published.csv." in said.out
    first, *rest = said.err.split("Numbers differ:\n")[1].splitlines()
    assert first == f"{SPELLS}, row 3: has been changed in sluttdato."
    assert rest[0].strip() == "Rows count otherwise in i10 (Time in programme)."
    figure = re.match(
        r"scorecard/A001\.nb\.html, table “[\w-]+”, row “(.*?)”, column “(.*?)”: "
        r"the report says (.*); made again it is (.*)\.$",
        rest[1],
    )
    assert figure is not None, rest[1]
    row, column, then, now = figure.groups()
    assert row.startswith("10. Oppholdstid") and column == "AB" and then != now
    assert rest[3].strip() == f"It can differ because {SPELLS} has been changed."
    # A single digit of a person's row is told by its place alone.
    assert "2015-06-08" not in said.out + said.err and "DA001" not in said.out + said.err


@pytest.fixture
def pretend(monkeypatch):
    """Let the second run come out as the first one did, but for what a test does to it."""

    def use(root, change=lambda again: None, **software):
        def make_again(record, folder, scratch, progress=None):
            for name in ("reports", "data/processed"):
                shutil.copytree(root.path / name, scratch.path / name, dirs_exist_ok=True)
            change(scratch)
            made = read_record(scratch.reports(YEAR) / RECORD)
            made = dataclasses.replace(made, software=dataclasses.replace(made.software, **software))
            return MadeAgain(scratch, made)

        monkeypatch.setattr("batt.provenance.verification.verifying.make_again", make_again)

    return use


def replaced(name, old, new):
    """Return what replaces words on a page of the second run."""

    def change(again):
        page = again.reports(YEAR) / name
        page.write_text(page.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    return change


def test_a_changed_byte_of_the_manifest_is_told_first_and_the_pages_are_compared_nonetheless(own, pretend):
    pretend(own)
    file = own.reports(YEAR) / "manifest.json"
    file.write_text(file.read_text(encoding="utf-8").replace("text/html", "text/htmI", 1), encoding="utf-8")
    verdict = verify(own.reports(YEAR), own)
    assert told(problems(verdict)) == ["manifest.json: has been changed."] and not verdict.is_equal
    assert "Every number in the tables of 1 page is equal." in lines(verdict)


def test_a_page_changed_by_hand_is_told_to_be_the_reason(own, pretend):
    pretend(own, replaced(PAGE, "Metode", "Metoder"))
    page = own.reports(YEAR) / PAGE
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    verdict = verify(own.reports(YEAR), own)
    assert f"It differs since {PAGE} itself is not as it was made." in str(problems(verdict)[-1])


@pytest.fixture
def with_words(own, recording):
    """A root whose page has words."""
    page = own.reports(YEAR) / PAGE
    page.write_text("<!DOCTYPE html><p>Andelen er 41 %.</p><img src='data:1'>", encoding="utf-8")
    for step in Run(own, YEAR).report_steps([recording.PAGE]):
        recording.mark_done(step)
    recording.record(own)
    return own


def test_changed_words_are_told_from_changed_numbers(with_words, pretend):
    pretend(with_words, replaced(PAGE, "41 %", "42 %"), python="3.99.0")
    verdict = verify(with_words.reports(YEAR), with_words)
    assert not verdict.is_equal and "Every number in the tables of 1 page is equal." in lines(verdict)
    [problem] = problems(verdict)
    assert str(problem).splitlines()[0] == (
        f"{PAGE}, outside tables: the report says “Andelen er 41 %.”; made again it says “Andelen er 42 %.”."
    )
    assert "It can differ because python was " in str(problem)


def test_bytes_alone_may_differ_in_another_environment_and_in_the_same_they_may_not(with_words, pretend):
    pretend(with_words, replaced(PAGE, "data:1", "data:2"))
    verdict = verify(with_words.reports(YEAR), with_words)
    assert not verdict.is_equal
    assert told(problems(verdict)) == [f"{PAGE}: only bytes differ: every number and word is the same."]
    assert "Nothing recorded explains it" in str(problems(verdict)[0])
    pretend(with_words, replaced(PAGE, "data:1", "data:2"), packages={"matplotlib": "99"})
    verdict = verify(with_words.reports(YEAR), with_words)
    assert verdict.is_equal and problems(verdict) == []
    assert f"Bytes alone differ, as they may in another environment: {PAGE}." in lines(verdict)


def test_a_page_that_cannot_be_made_again_is_told(own, pretend):
    pretend(own, lambda again: (again.reports(YEAR) / PAGE).unlink())
    verdict = verify(own.reports(YEAR), own)
    assert told(problems(verdict)) == [f"{PAGE}: could not be made again."] and not verdict.is_equal


def test_a_second_opinion_that_disagrees_is_told(own, pretend):
    def falsify(again):
        table = pd.read_parquet(again.indicators(YEAR))
        first = (table["indicator"] == "i08") & (table["unit_id"] == "A001") & (table["programme"] == "AB")
        table.loc[first, "numerator"] += 1
        table.to_parquet(again.indicators(YEAR), index=False)

    pretend(own, falsify)
    verdict = verify(own.reports(YEAR), own, second_opinion=True)
    assert not verdict.is_equal and "recomputed in SQL; some differ." in lines(verdict)[-2]
    assert told(problems(verdict))[-1].startswith("2015 i08, provider A001, AB: numerator and denominator:")


def test_a_missing_received_file_is_told(own, pretend, recording):
    pretend(own, recording.record)
    (own.raw(YEAR) / "svar_nav.csv").unlink()
    found = lines(verify(own.reports(YEAR), own))
    [gone] = [line for line in found if line.startswith("- ")]
    assert gone.startswith("- a file with svar_nav received for 2015 (national) is not there. It had ")


def test_without_a_year_that_the_report_rests_on_nothing_is_made_again(own):
    shutil.rmtree(own.raw(2014))
    with pytest.raises(UnreadableFile, match=r"data/raw/2014: holds none of the files received for 2014"):
        verify(own.reports(YEAR), own)


def test_a_newer_registry_is_told_with_the_rule_and_can_explain_a_number(own, pretend):
    file = own.reports(YEAR) / RECORD
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["registry"] = {"sha256": "0", "versions": kept["registry"]["versions"] | {"i08": "0"}}

    def newer(again):
        (again.reports(YEAR) / RECORD).write_text(to_json(record), encoding="utf-8")

    record = record_of(own)
    file.write_text(json.dumps(kept), encoding="utf-8")
    (own.reports(YEAR) / "manifest.json").unlink()
    write_sums(own.reports(YEAR))
    pretend(own, newer)
    verdict = verify(own.reports(YEAR), own)
    now = record.registry.versions["i08"]
    assert [line for line in lines(verdict) if line.startswith("- ")] == [
        f"- the rule of i08 is of another version (0 → {now}).", "- the registry has been changed.",
    ]  # fmt: skip
    # What sets the workbooks apart is no fault where every number comes out again.
    assert verdict.is_equal


def test_a_dirty_checkout_is_told(own, pretend, monkeypatch):
    software = dataclasses.replace(record_of(own).software, commit="c" * 40, is_dirty=True)
    monkeypatch.setattr("batt.provenance.record.check.software", lambda: software)
    pretend(own)
    found = lines(verify(own.reports(YEAR), own))
    assert any("code: this checkout differs from its commit cccccccccccc." in line for line in found)


def test_a_report_of_a_later_version_is_told(own):
    folder = own.reports(YEAR)
    (folder / RECORD).write_text('{"record_version": 99}', encoding="utf-8")
    with pytest.raises(ContentError, match="later version of the workbook"):
        verify(folder, own)


def test_a_folder_that_is_no_report_is_told(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert exit_code("verify", tmp_path) == 2
    assert "is no folder of reports." in capsys.readouterr().err


def test_without_received_files_it_says_where_they_are_to_be_named(own, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mailed = shutil.copytree(own.reports(YEAR), tmp_path / "mailed")
    assert exit_code("verify", mailed) == 2
    assert "cannot be made again without the received files" in capsys.readouterr().err
    assert root_of(own.reports(YEAR)) == own and root_of(mailed) is None


def test_a_second_run_is_left_where_it_is_asked_for_and_nowhere_that_is_taken(own, pretend, tmp_path):
    pretend(own)
    kept = tmp_path / "kept"
    verify(own.reports(YEAR), own, keep=kept)
    assert Root(kept).raw_years() == [2014, YEAR]
    with pytest.raises(UsageError, match="is not empty"):
        verify(own.reports(YEAR), own, keep=kept)
    assert exit_code("verify", own.reports(YEAR), "--quick", "--keep", tmp_path / "new") == 2


@pytest.mark.parametrize("name", ["../out.html", "/out.html", "a/../../out.html", "C:\\out.html", "..\\out"])
def test_a_zip_file_cannot_write_outside_its_folder(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as packed:
        packed.writestr(zipfile.ZipInfo(name), "x")
    with pytest.raises(UnreadableFile, match="outside its folder"):
        opened_report(tmp_path / "r.zip", tmp_path / "in")
    assert not (tmp_path / "out.html").exists()


def test_a_file_that_is_no_zip_file_is_told(tmp_path):
    (tmp_path / "r.zip").write_text("x", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="cannot be unpacked"):
        opened_report(tmp_path / "r.zip", tmp_path / "in")


def test_received_files_are_copied_so_that_a_second_run_cannot_reach_them(own, tmp_path):
    own.corrections.write_text("file;row\n", encoding="utf-8")
    (own.path / "data" / "editorial" / str(YEAR)).mkdir(parents=True)
    own.editorial(YEAR, "nb").write_text("Forord", encoding="utf-8")
    (own.raw_folder / "2013").mkdir()
    (own.raw_folder / "2013" / "ansatt.csv").write_text("x", encoding="utf-8")
    root, left = lay_out(record_of(own), own, tmp_path / "scratch")
    assert told(left) == ["data/raw/2013: is left out: the report was made without that year."]
    names = {file.relative_to(root.path) for file in root.path.rglob("*") if file.is_file()}
    assert {str(name) for name in names if "raw" not in name.parts} == {
        "data/corrections.csv", f"data/editorial/{YEAR}/nb.md",
    }  # fmt: skip
    for name in names:
        assert (root.path / name).read_bytes() == (own.path / name).read_bytes()
        assert (root.path / name).stat().st_ino != (own.path / name).stat().st_ino


def test_releases_that_came_before_the_report_count_and_later_ones_do_not(own, recording, tmp_path):
    own.disclosure(YEAR).mkdir(parents=True)
    keys = ["year", "unit_level", "unit_id", "programme", "indicator", "level", "primary"]
    pd.DataFrame([[YEAR, "country", "NO", "ALL", "i01", 0, 0]], columns=keys).to_parquet(
        own.disclosure(YEAR) / "protection.parquet"
    )
    release(own, YEAR, "all", datetime.date(2016, 1, 5))
    record = recording.record(own)
    late = release(own, YEAR, "all", datetime.date(2016, 2, 1))
    root, left = lay_out(record, own, tmp_path / "scratch")
    assert [file.name for file in root.released.iterdir()] == [f"{YEAR}_2016-01-05.csv"]
    assert told(left) == [f"{own.relative(late)}: is left out: it was released after the report was made."]
    # An earlier one that is another now cannot be told apart: all count, and the difference is told.
    (own.released / f"{YEAR}_2016-01-05.csv").write_text("x", encoding="utf-8")
    root, left = lay_out(record, own, tmp_path / "again")
    assert len(list(root.released.iterdir())) == 2 and left == []


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("scorecard/A001.en.html", ReportPage(report_kind("scorecard"), "en", "provider", "A001")),
        ("newsletter/2015-03.nb.html", ReportPage(report_kind("newsletter"), "nb", "sector", "", "2015-03")),
        ("comparisons/sector.nb.html", ReportPage(report_kind("comparisons"), "nb", "sector")),
        ("method.nb.html", ReportPage(report_kind("method"), "nb")),
    ],
)
def test_a_page_made_apart_is_known_by_its_place(recorded, name, page):
    step = StepDone("a page", "", {}, "", False, "", {})
    assert _pages_of(name, step, Run(recorded, YEAR)) == [page]
    assert _pages_of("scorecard/A999.nb.html", step, Run(recorded, YEAR)) == []


def test_a_record_that_leads_out_of_the_folder_is_not_followed(own):
    (own.path / "evil.html").write_text("x", encoding="utf-8")
    out = f"reports/{YEAR}/../../evil.html"
    step = StepDone("a page", "", {}, "", False, "", {out: "0"})
    assert page_steps(dataclasses.replace(record_of(own), steps=[step]), own.reports(YEAR)) == {}
    unit = {"lang": "nb", "role": "provider", "unit": "../../../evil"}
    named = StepDone("a page", "scorecard.ipynb", unit, "", True, "", {})
    assert _pages_of("scorecard/A001.nb.html", named, Run(own, YEAR)) == []


def test_tables_and_workbooks_of_a_page_are_made_again_and_the_rest_is_not(ran, tmp_path):
    root = Root(shutil.copytree(ran.path, tmp_path / "root"))
    page, executed = CARD.file(root, YEAR), Run(root, YEAR).executed(CARD)
    sent = Path(shutil.copytree(page.parent, tmp_path / "sent" / page.parent.name)).parent
    write_forms(sent / "scorecard" / page.name, executed, ("csv", "xlsx"))
    (sent / "scorecard" / "A001.nb.pdf").write_text("x", encoding="utf-8")
    _write_forms([CARD], sent, Run(root, YEAR))
    found = compared(sent, root.reports(YEAR))
    assert found.not_compared == ["scorecard/A001.nb.pdf"] and found.bytes_alone == []
    (sent / "scorecard" / "A001.nb.xlsx").write_text("x", encoding="utf-8")
    assert compared(sent, root.reports(YEAR)).bytes_alone == ["scorecard/A001.nb.xlsx"]


@pytest.fixture(scope="module")
def changed(recorded, tmp_path_factory):
    """The received files with one row each changed, set aside, corrected otherwise, lost and new."""
    root = Root(tmp_path_factory.mktemp("changed") / "root")
    shutil.copytree(recorded.raw_folder, root.raw_folder)
    change(root, 3, b";F1;", b";A1;")
    change(root, 4, b"2015-06-08", b"2015-66-08")
    lines = (root.path / SPELLS).read_bytes().splitlines(keepends=True)
    last = lines[-1].replace(b"-0", b"-9", 1)
    (root.path / SPELLS).write_bytes(b"".join(lines) + last)
    answers = root.raw(YEAR) / "A003" / "svar_bruker.csv"
    answers.write_bytes(answers.read_bytes().replace(b";9;", b";8;", 1))
    staff = root.raw(YEAR) / "kompetansetimer.csv"
    staff.write_bytes(b"".join(staff.read_bytes().splitlines(keepends=True)[:-1]))
    batt.clean.run(root, YEAR)
    batt.indicators.run(root, YEAR)
    return SimpleNamespace(root=root, last=len(lines) + 1, training=staff)


def test_each_changed_row_is_told_by_its_place_and_what_became_of_it(recorded, changed):
    found = {
        (row.file.removeprefix("data/raw/2015/"), row.row): row
        for row in changed_rows(recorded, changed.root, [YEAR])
    }
    assert (found["deltakerlop.csv", 3].what, found["deltakerlop.csv", 3].columns) == (
        "has been changed", ("sluttarsak",),
    )  # fmt: skip
    assert found["deltakerlop.csv", 4].what == "is set aside now"
    assert found["deltakerlop.csv", 4].columns == ("sluttdato",)
    assert (found["deltakerlop.csv", changed.last].what, found["deltakerlop.csv", changed.last].columns) == (
        "is new", (),
    )  # fmt: skip
    lost = len(changed.training.read_bytes().splitlines()) + 1
    assert found["kompetansetimer.csv", lost].what == "is no longer there"
    assert not {row for file, row in found if file == "deltakerlop.csv"} - {3, 4, changed.last}


def test_indicators_are_told_of_which_rows_count_otherwise(recorded, changed):
    found = changed_indicators(recorded, changed.root, [YEAR])
    assert {"i04", "i08", "i09"} <= set(found) and not {"i01", "i03", "i07"} & set(found)
    assert changed_indicators(recorded, recorded, [YEAR]) == []
