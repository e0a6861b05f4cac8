"""An edition is what was signed off, byte for byte; what later runs change is listed."""

import datetime
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.cli import main
from batt.disclosure import ANONYMOUS
from batt.editions import compare, editions, freeze, steps_behind, verify
from batt.errors import NumbersDiffer, UsageError
from batt.paths import Root
from batt.pipeline import Run
from batt.registry import Options

YEAR = 2015
NOW = datetime.datetime(2016, 2, 25, 10, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


@dataclass(frozen=True)
class Step:
    """What an edition asks of a step."""

    name: str
    writes: tuple[Path, ...]
    done: bool = True

    def is_done(self, seen=None):
        return self.done and all(path.exists() for path in self.writes)


def made(reported_demo, folder):
    """Return the computed demo with two small pages, a form of one of them, and a front page."""
    unneeded = shutil.ignore_patterns("executed", "relationships", "comparisons", "counted_units", "steps")
    shutil.copytree(reported_demo.path / "data", folder / "data", ignore=unneeded)
    place = Root(folder)
    for name in ("annual_report.nb.html", "scorecard/A001.nb.html", "annual_report.nb.pdf", "index.html"):
        file = place.reports(YEAR) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<p>{name}</p>", encoding="utf-8")
    return place


@pytest.fixture
def root(reported_demo, tmp_path):
    """A root of which nothing has been frozen."""
    return made(reported_demo, tmp_path)


@pytest.fixture(scope="module")
def signed(reported_demo, tmp_path_factory):
    """A root with one edition, for looking at, and the edition."""
    place = made(reported_demo, tmp_path_factory.mktemp("signed"))
    return place, frozen(place, note="Godkjent i styret", options=Options(weeks="inclusive"))


def steps(root, done=True):
    pages = [root.reports(YEAR) / name for name in ("annual_report.nb.html", "scorecard/A001.nb.html")]
    cleaned = Step("clean-2015", (root.clean(YEAR),))
    return [cleaned, *(Step(page.parent.name, (page,), done) for page in pages)]


def frozen(root, **more):
    return freeze(root, YEAR, steps(root), **{"by": "Kari Ås", "now": NOW} | more)


def bytes_under(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_edition_says_who_when_and_what_it_is_made_of(signed):
    root, edition = signed
    about = json.loads((edition.folder / "edition.json").read_text(encoding="utf-8"))
    assert edition.folder == root.reports(YEAR) / "editions" / "1"
    assert [about[name] for name in ("year", "number", "by", "note", "frozen")] == [
        YEAR, 1, "Kari Ås", "Godkjent i styret", "2016-02-25T09:30:00Z",
    ]  # fmt: skip
    assert about["options"]["weeks"] == "inclusive" and about["options"]["forening"] == "all"
    assert set(about["pages"]) == {"annual_report.nb.html", "annual_report.nb.pdf", "scorecard/A001.nb.html"}
    assert set(about["indicators"]) == {
        f"data/processed/indicators/{one}.parquet" for one in root.raw_years()
    }
    raw = {root.relative(path) for path in root.raw_folder.rglob("*") if path.is_file()}
    assert raw - {"data/raw/SIMULATED", "data/raw/manifest.csv"} <= set(about["inputs"])
    assert about["workbook"]["version"] and len(about["workbook"]["source"]) == 64


def test_the_sums_can_be_checked_with_sha256sum(signed):
    _, edition = signed
    folder = edition.folder
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    listed = {line.split(": ")[0] for line in done.stdout.splitlines()}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert listed == there - {"SHA256SUMS"}


def test_a_later_edition_goes_beside_the_first_and_changes_nothing_in_it(root):
    first = frozen(root)
    before = bytes_under(first.folder)
    (root.reports(YEAR) / "annual_report.nb.html").write_text("<p>nytt</p>", encoding="utf-8")
    os.utime(root.reports(YEAR) / "annual_report.nb.pdf")
    second = frozen(root, by="Ola")
    assert bytes_under(first.folder) == before
    assert [(edition.number, edition.by) for edition in editions(root, YEAR)] == [(1, "Kari Ås"), (2, "Ola")]
    assert "nytt" in (second.folder / "annual_report.nb.html").read_text(encoding="utf-8")
    assert not (second.folder / "editions").exists()


def test_the_files_of_an_edition_are_read_only(signed):
    _, edition = signed
    modes = {path.stat().st_mode & 0o222 for path in bytes_under(edition.folder)}
    assert modes == {0}


def test_links_to_earlier_editions_work_from_within_one(root):
    index = root.reports(YEAR) / "index.html"
    index.write_text('<a href="editions/1/index.html">1</a>', encoding="utf-8")
    folder = frozen(root).folder
    assert (folder / "index.html").read_text(encoding="utf-8") == '<a href="../1/index.html">1</a>'


def test_an_edition_is_a_release(signed):
    root, _ = signed
    released = pd.read_csv(root.released / f"{YEAR}_2016-02-25_edition_1.csv")
    protection = pd.read_parquet(root.disclosure(YEAR) / "protection.parquet")
    assert released["level"].to_list() == protection["level"].to_list()
    assert set(released["forening"]) == {"all"}


def test_published_figures_in_the_edition_name_no_provider_and_show_nothing_hidden(signed):
    root, edition = signed
    public = pd.read_csv(edition.folder / "published.csv", dtype="str", keep_default_na=False)
    named = pd.read_csv(root.edition_cells(YEAR, 1), dtype="str", keep_default_na=False)
    assert set(public.loc[public["unit_level"] == "provider", "unit_id"]) == {ANONYMOUS}
    assert len(public) == len(named)
    protection = pd.read_parquet(root.disclosure(YEAR) / "protection.parquet")
    keys = ["year", "unit_level", "unit_id", "programme", "indicator"]
    levels = protection.astype({"year": "str"})[[*keys, "level"]]
    both = named.merge(levels, on=keys, validate="1:1")
    hidden = both[both["level"] > 0]
    assert ":" in set(hidden["value"])
    assert (
        not hidden[["value", "ci_low", "ci_high"]]
        .apply(lambda cells: cells.str.contains(r"\d"))
        .any(axis=None)
    )


def test_steps_out_of_date_are_refused_and_all_named(root):
    with pytest.raises(UsageError) as caught:
        freeze(root, YEAR, steps(root, done=False), by="Kari", now=NOW)
    assert "2 of 3 steps" in str(caught.value) and "They are 2015, scorecard." in str(caught.value)
    assert not root.editions(YEAR).exists() and not root.released.exists()


def test_without_pages_or_a_front_page_nothing_is_frozen(root):
    with pytest.raises(UsageError, match="no reports to freeze"):
        freeze(root, YEAR, steps(root)[:1], by="Kari", now=NOW)
    (root.reports(YEAR) / "index.html").unlink()
    with pytest.raises(UsageError, match="no reports to freeze"):
        frozen(root)


def test_somebody_signs(root):
    with pytest.raises(UsageError, match="--by NAME"):
        frozen(root, by="  ")


def test_a_form_older_than_its_page_is_refused(root):
    os.utime(root.reports(YEAR) / "annual_report.nb.pdf", (1, 1))
    with pytest.raises(UsageError, match=r"annual_report\.nb\.pdf: is older than its page"):
        frozen(root)


def test_pages_that_no_step_makes_are_left_out_with_their_forms_and_said_to_be(root):
    for name in ("other.nb.html", "other.nb.csv"):
        (root.reports(YEAR) / name).write_text("x", encoding="utf-8")
    edition = frozen(root)
    about = json.loads((edition.folder / "edition.json").read_text(encoding="utf-8"))
    assert about["left_out"] == ["other.nb.csv", "other.nb.html"]
    assert not (edition.folder / "other.nb.html").exists()


def test_without_a_change_nothing_is_listed(signed):
    root, _ = signed
    difference = compare(root, YEAR)
    assert (difference.changed, difference.new, difference.gone, difference.cells) == ([], [], [], [])


def test_changed_new_and_gone_pages_are_listed(root):
    frozen(root)
    folder = root.reports(YEAR)
    (folder / "annual_report.nb.html").write_text("<p>nytt</p>", encoding="utf-8")
    (folder / "scorecard" / "A001.nb.html").rename(folder / "scorecard" / "A002.nb.html")
    difference = compare(root, YEAR)
    assert difference.changed == ["annual_report.nb.html"]
    assert (difference.new, difference.gone) == (["scorecard/A002.nb.html"], ["scorecard/A001.nb.html"])


def test_changed_figures_are_listed_with_before_and_after(root):
    frozen(root)
    rows = pd.read_parquet(root.indicators(YEAR))
    is_jobs = (rows["unit_id"] == "NO") & (rows["indicator"] == "i08") & (rows["programme"] == "AB")
    before, n = rows.loc[is_jobs, ["value", "n"]].iloc[0]
    rows.assign(value=rows["value"].mask(is_jobs, 0.5)).to_parquet(root.indicators(YEAR), index=False)
    [cell] = compare(root, YEAR, 1).cells
    assert (cell.year, cell.unit_id, cell.programme, cell.indicator) == (YEAR, "NO", "AB", "i08")
    assert float(cell.before.split()[0]) == pytest.approx(before, rel=1e-9)
    assert cell.after == f"0.5 (n {int(n)})"


def test_a_figure_that_is_now_hidden_is_listed_as_hidden(root):
    frozen(root)
    file = root.disclosure(YEAR) / "protection.parquet"
    frame = pd.read_parquet(file)
    is_stay = (frame["unit_id"] == "NO") & (frame["indicator"] == "i10") & (frame["programme"] == "AB")
    chosen = is_stay & (frame["year"] == YEAR)
    frame.assign(level=np.where(chosen, 2, frame["level"])).to_parquet(file, index=False)
    [cell] = compare(root, YEAR).cells
    assert cell.indicator == "i10" and cell.after == ": (n :)"


def test_an_edition_that_was_tampered_with_is_told_file_by_file(root):
    edition = frozen(root)
    verify(root, edition)
    page = edition.folder / "annual_report.nb.html"
    page.chmod(0o644)
    page.write_text("<p>pyntet</p>", encoding="utf-8")
    (edition.folder / "scorecard" / "A001.nb.html").unlink()
    (edition.folder / "extra.html").write_text("x", encoding="utf-8")
    with pytest.raises(NumbersDiffer) as caught:
        compare(root, YEAR)
    assert [str(problem).split(": ")[1].split(".\n")[0] for problem in caught.value.problems] == [
        "has been changed", "has been added", "is gone",
    ]  # fmt: skip


def test_an_edition_that_is_not_there_is_told_with_those_that_are(signed):
    root, _ = signed
    with pytest.raises(UsageError, match=r"edition 7 of 2015.*(?s:.)*Frozen: 1"):
        compare(root, YEAR, 7)


def test_the_steps_behind_an_edition_are_the_main_job_and_every_page_that_is_there(reported_demo):
    job = Run(reported_demo, YEAR)
    names = {step.name for step in steps_behind(job)}
    assert {"clean-2014", "disclosure-2015"} <= names
    written = {path for step in steps_behind(job) for path in step.writes}
    assert {path for path in reported_demo.reports(YEAR).glob("*/*.html")} <= written


def test_nothing_is_frozen_of_a_year_that_was_never_run(tmp_path):
    root = Root(tmp_path)
    root.raw(YEAR).mkdir(parents=True)
    (root.raw(YEAR) / "a.csv").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="no reports to freeze"):
        steps_behind(Run(root, YEAR))


def exit_code(*arguments):
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return caught.value.code


def test_the_verb_lists_the_difference(signed, capsys):
    root, _ = signed
    assert exit_code("edition", "--root", str(root.path), "--compare") == 0
    told = capsys.readouterr().out
    assert "Edition 1 of 2015, Kari Ås, 2016-02-25T09:30:00Z" in told
    assert "0 files changed" in told and "0 published figures changed" in told


@pytest.mark.parametrize("arguments", [["--compare", "1", "--by", "Kari"], ["--compare", "4"], []])
def test_the_verb_refuses_what_it_cannot_do(signed, arguments, capsys):
    root, _ = signed
    assert exit_code("edition", "--root", str(root.path), *arguments) == UsageError.exit_code
    assert capsys.readouterr().err.startswith(UsageError.kind)


def test_the_verb_begins_the_editors_files_and_checks_them(root, capsys):
    assert exit_code("editorial", "--root", str(root.path)) == 0
    assert "Begun" in capsys.readouterr().out
    root.editorial(YEAR, "nb").write_text("# foreword\n{i99.AB.NO.2015}", encoding="utf-8")
    assert exit_code("editorial", "--root", str(root.path)) == 12
    assert "{i99.AB.NO.2015} does not exist" in capsys.readouterr().err
