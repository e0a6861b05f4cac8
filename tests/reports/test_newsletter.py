"""The monthly newsletter: what it tells, what it keeps to itself, and what it says of missing figures."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.comparisons.monthly_control import monthly_control
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rows import MonthlyRows
from batt.disclosure import settings
from batt.disclosure.rounding import SMALL, rounded
from batt.errors import UsageError
from batt.paths import Root
from batt.pipeline import Run, run
from batt.registry import Options, load
from batt.report_kinds import Request, report_kind
from batt.reports import newsletter as report
from batt.reports.numbers import Numbers

YEAR, MONTH = 2015, "2015-12"
LANGUAGES = ("nb", "en")
PARTS = (
    report.in_brief,
    report.control,
    report.rankings,
    report.activity,
    report.exits,
    report.reconciliation,
    report.method,
)
HIDDEN, ABSENT = ":", "–"


@pytest.fixture(scope="module")
def files(reported_demo):
    """The newsletter of the last month, made by the main job. Language to file."""
    asked = Request(report_kind("newsletter"), languages=LANGUAGES)
    run(Run(reported_demo, YEAR), stages=(), reports=lambda job: asked.pages(job.root, job.year, job.options))
    return {lang: reported_demo.reports(YEAR) / f"newsletter.{lang}.html" for lang in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture
def changeable(reported_demo, tmp_path):
    """A copy of the demo whose saved tables may be changed."""
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    return Root(tmp_path)


def page_of(root, lang="nb", month=MONTH):
    return report.NewsletterPage(root, YEAR, lang, Options(), month=month)


def html_of(page):
    """All parts of a page, without its cover."""
    return "".join(str(part(page).html) for part in PARTS)


def saved(root, name):
    return pd.read_parquet(root.disclosure(YEAR) / f"{name}.parquet")


def change(root, name, make):
    """Write a saved table anew."""
    make(saved(root, name)).to_parquet(root.disclosure(YEAR) / f"{name}.parquet", index=False)


def table_rows(soup, id):
    """Return the rows of a table as texts, each with the heading of its group in front."""
    group, rows = "", []
    for row in soup.select_one(f"#{id} tbody").find_all("tr"):
        cells = row.find_all(["th", "td"])
        for spoken in row.select(".spoken"):
            spoken.extract()
        texts = [re.sub(r"\s+", " ", cell.get_text().replace("\u2060", "")).strip() for cell in cells]
        if len(texts) == 1:
            group = texts[0]
        else:
            rows.append([group, *texts])
    return rows


def as_told(numbers, count):
    """A count as the page tells it."""
    if pd.isna(count):
        return ABSENT
    return HIDDEN if count == SMALL else numbers.integer(count).replace("\u202f", " ")


def parsed(file):
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def test_every_count_of_activity_is_that_of_the_saved_table(reported_demo, files, lang):
    numbers = Numbers(lang)
    table = saved(reported_demo, "monthly_activity").query("month == @MONTH")
    columns = ["participants_n", "places_n", "starts_n", "starts_so_far_n", "exits_n", "exits_so_far_n"]
    expected = [
        [
            numbers.integer(row[name]).replace("\u202f", " ")
            if name == "places_n" and pd.notna(row[name])
            else as_told(numbers, row[name])
            for name in columns
        ]
        for row in table.to_dict("records")
    ]
    assert [row[2:] for row in table_rows(parsed(files[lang]), "by-programme")] == expected


def test_every_count_of_exits_is_that_of_the_saved_table(reported_demo, files, lang):
    numbers, soup = Numbers(lang), parsed(files[lang])
    table = saved(reported_demo, "monthly_outcomes").query("month == @MONTH")
    expected = [
        [as_told(numbers, row[f"{part}{end}"]) for part in ("exits", "job", "active", "other")]
        for end in ("_n", "_so_far_n")
        for row in table.to_dict("records")
    ]
    assert [row[2:] for row in table_rows(soup, "by-group")] == expected
    causes = saved(reported_demo, "monthly_causes").query("month == @MONTH")
    wide = [
        causes.pivot(index="end_cause", columns="programme", values=name)
        for name in ("exits_n", "exits_so_far_n")
    ]
    codes = [code.code for code in load().codes["end_causes"] if code.code in set(causes["end_cause"])]
    programmes = ["ALL", *[code for code in load().programme_codes if code in wide[0]]]
    told = [
        [as_told(numbers, part.loc[code, programme]) for programme in programmes]
        for part in wide
        for code in codes
    ]
    assert [row[2:] for row in table_rows(soup, "by-cause")] == told


def test_the_months_stand_beside_the_year(reported_demo, files, lang):
    numbers = Numbers(lang)
    table = saved(reported_demo, "monthly_reconciliation").to_dict("records")
    rows = table_rows(parsed(files[lang]), "months-and-year")
    for row, told in zip(table, rows, strict=True):
        assert told[2:4] == [as_told(numbers, row[name]) for name in ("monthly_exits_n", "yearly_exits_n")]
        assert told[5:] == [numbers.integer(row[name]) for name in row if name.startswith("providers")]


def test_places_shares_and_counts_are_those_of_the_saved_ranking(reported_demo, files, lang):
    numbers, soup = Numbers(lang), parsed(files[lang])
    names = saved_names(reported_demo)
    checked = 0
    for ranking in ("total", "AB", "KIA"):
        table = saved(reported_demo, "monthly_rankings").query("month == @MONTH and ranking == @ranking")
        known = {names[row["provider_id"]]: row for row in table.to_dict("records")}
        for _, who, count_place, jobs, rate_place, rate, exits in table_rows(soup, f"list-{ranking}"):
            if who not in known:
                continue
            row, checked = known[who], checked + 1
            assert count_place.startswith(str(row["count_rank"]))
            assert f"{row['count_low']}–{row['count_high']}" in count_place
            assert jobs in (as_told(numbers, row["jobs"]), HIDDEN)
            assert exits == as_told(numbers, row["exits"])
            if pd.notna(row["rate"]):
                assert rate in (numbers.percent(row["rate"]).replace("\u00a0", " "), HIDDEN)
                if pd.notna(row["rate_low"]):
                    assert f"{row['rate_low']}–{row['rate_high']}" in rate_place
            else:
                assert rate in (ABSENT, HIDDEN)
    assert checked >= 5


def saved_names(root):
    providers = pd.read_parquet(root.clean(YEAR) / "providers.parquet")
    return dict(zip(providers["provider_id"], providers["name"]))


def test_the_key_figures_of_the_month_stand_first(reported_demo, files, lang):
    numbers = Numbers(lang)
    soup = parsed(files[lang])
    tiles = [tile.get_text().replace("\u202f", " ") for tile in soup.select(".key-figures dd:not(.aside)")]
    activity = saved(reported_demo, "monthly_activity").query("month == @MONTH and programme == 'ALL'")
    jobs = saved(reported_demo, "monthly_outcomes").query("month == @MONTH and programme == 'TOTAL'")
    expected = [activity["participants_n"], activity["exits_n"], jobs["job_n"]]
    assert tiles == [as_told(numbers, one.iloc[0]) for one in expected]
    assert soup.select_one("main h2")["id"] == "in-brief"


def test_what_is_saved_for_pages_are_rounded_counts_and_nothing_finer(reported_demo):
    step = settings().month_counts_to_nearest
    for name in ("monthly_activity", "monthly_outcomes", "monthly_causes", "monthly_control"):
        table = saved(reported_demo, name)
        counts = [one for one in table if one.endswith("_n") and not one.startswith(("places", "providers"))]
        values = pd.concat([table[one] for one in counts]).dropna()
        assert len(values) and ((values % step == 0) | (values == SMALL)).all(), name
    exact = pd.read_parquet(reported_demo.comparisons(YEAR) / "monthly_outcomes.parquet")
    told = saved(reported_demo, "monthly_outcomes")
    assert rounded(exact["job_so_far_n"]).tolist() == told["job_so_far_n"].tolist()


def test_a_providers_single_month_is_in_no_table_for_pages(reported_demo):
    for file in reported_demo.disclosure(YEAR).glob("monthly_*.parquet"):
        table = pd.read_parquet(file)
        if "provider_id" in table:
            assert (table["first_month"] < table["month"]).all(), file.stem


def test_only_the_foremost_are_named(reported_demo):
    table = page_of(reported_demo).compared("monthly_rankings").data
    named = table[table["name"] != ""]
    places = named[["count_rank", "rate_rank"]].min(axis=1)
    assert len(named) and (places <= settings().named_top_providers).all()
    assert (table.loc[table["name"] == "", "provider_id"] == "anonymous").all()


def test_a_reader_stumbles_over_nothing(browser, files, lang, screen):
    assert browser.faults(files[lang], screen) == []


def test_a_page_is_light(files, lang):
    assert files[lang].stat().st_size < 250_000


def test_every_month_of_the_year_has_its_own_newsletter(reported_demo):
    seen = set()
    for month in ("2015-01", "2015-06", "2015-12"):
        html = html_of(page_of(reported_demo, month=month))
        assert Numbers("nb").month(month) in html and "NaN" not in html and "None" not in html
        seen.add(BeautifulSoup(html, "html.parser").select_one("#by-programme").get_text())
    assert len(seen) == 3


def test_of_january_only_the_twelve_months_are_ranked(reported_demo, lang):
    page = page_of(reported_demo, lang, "2015-01")
    text = str(report.rankings(page).html)
    assert page.words("so_far_is_one_month") in text
    assert {row[0][:10] for row in table_rows(BeautifulSoup(text, "html.parser"), "list-total")} == {
        page.words("period_rolling", first="", last="")[:10]
    }


def test_a_month_that_nobody_has_reported_is_said_and_nothing_empty_is_drawn(changeable, lang):
    for name in ("monthly_delivery", "monthly_activity", "monthly_outcomes", "monthly_causes"):
        change(changeable, name, lambda table: table[table["month"] <= "2015-10"])
    page = page_of(changeable, lang)
    html = html_of(page)
    assert page.words("month_nothing", month=page.month_name) in html.replace("&quot;", '"')
    assert "<table" not in html and "<img" not in html
    assert page_of(changeable, lang, "").month == "2015-10"


def test_a_year_without_monthly_reports_has_a_page_that_says_so(changeable, lang):
    for file in changeable.disclosure(YEAR).glob("monthly_*.parquet"):
        file.unlink()
    page = page_of(changeable, lang, "")
    assert page.words("month_nothing", month=page.month_name) in html_of(page)


def test_a_month_of_another_year_is_refused(reported_demo):
    for month in ("2014-12", "2015-13", "2015"):
        with pytest.raises(UsageError, match="expected a month of 2015"):
            page_of(reported_demo, month=month)


def test_a_list_without_anybody_is_said(changeable, lang):
    change(changeable, "monthly_rankings", lambda table: table[table["ranking"] != "KIA"])
    page = page_of(changeable, lang)
    assert page.words("nobody_ranked") in str(report.rankings(page).html)


def test_a_name_from_a_file_is_never_markup(changeable):
    file = changeable.clean(YEAR) / "providers.parquet"
    name = "<script>alert(1)</script> & Sønn AS"
    pd.read_parquet(file).assign(name=name).to_parquet(file, index=False)
    html = html_of(page_of(changeable))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sønn AS" in html and "<script>alert" not in html


def with_charts(root, factor=1.0, delivered=100):
    """Save four years of placements of a large sector; the last month has some factor of what is usual."""
    rng = np.random.default_rng(11)
    months = [f"{year}-{month:02d}" for year in range(2012, 2016) for month in range(1, 13)]
    mean = 200 * np.tile([1.1, 1, 1.1, 1, 1, 1.1, 0.5, 0.9, 1.2, 1.2, 1.1, 0.8], 4)
    mean[-1] *= factor
    exits = pd.DataFrame({"month": months, "exits_n": np.round(mean + rng.normal(0, 6, 48)).astype(int)})
    exits = exits.assign(programme="AB", provider_id="P", end_cause="F1", group="job", is_job=True)
    none = exits.iloc[:0]
    delivery = pd.DataFrame({"month": months, "providers_n": 100, "providers_expected_n": 100})
    delivery.loc[47, "providers_n"] = delivered
    rows = MonthlyRows(YEAR, exits, none, none[["provider_id"]], none)
    points, series = monthly_control(rows, delivery, Telling(rounded))
    change(root, "monthly_control", lambda _: points)
    change(root, "monthly_control_series", lambda _: series)
    return points.query("programme == 'AB'").set_index("month")


def test_a_chart_says_in_its_title_what_the_month_signals(changeable, lang):
    numbers = Numbers(lang)
    told = {}
    for name, world in {
        "quiet": {},
        "low": {"factor": 0.5},
        "late": {"factor": 0.5, "delivered": 50},
    }.items():
        points = with_charts(changeable, **world)
        page = page_of(changeable, lang)
        soup = BeautifulSoup(str(report.control(page).html), "html.parser")
        told[name] = soup.select_one("#chart .finding").get_text()
        rows = [row for row in table_rows(soup, "chart-data") if row[1] == "AB"]
        assert len(rows) == 24
        shown = {row[2]: row[3] for row in rows}
        for month, count in points["placements_n"].iloc[-24:].items():
            assert shown[numbers.month(month).replace("\u00a0", " ")] == as_told(numbers, count)
    page = page_of(changeable, lang)
    assert told["quiet"] == page.words("finding_none")
    assert page.words("signal_below", programme="AB") in told["low"]
    assert told["late"] == page.words("finding_incomplete", month=page.month_name)


def test_series_with_few_placements_are_named_instead_of_drawn(changeable, lang):
    with_charts(changeable)
    page = page_of(changeable, lang)
    html = str(report.control(page).html)
    assert "KiA" in BeautifulSoup(html, "html.parser").get_text()
    assert page.words("control_few", programmes="")[:30] in html
    assert html.count("<img") == 1


def test_no_sentence_of_the_newsletter_calls_a_change_better_or_worse(files, lang):
    judging = {
        "nb": r"\b(bedring|forverr\w*|verre|økt|redusert)\b",
        "en": r"\b(improv\w*|worse\w*|increased|reduced)\b",
    }
    assert not re.findall(judging[lang], parsed(files[lang]).select_one("main").get_text())


def test_the_notebook_is_stripped_and_takes_the_parameters_of_its_kind():
    from batt.paths import project_folder

    file = project_folder() / "notebooks" / "reports" / "newsletter.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    given = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    names = re.findall(r"^(\w+):", "".join(given["source"]), re.MULTILINE)
    assert names == ["root", "year", "lang", "role", "unit", "month", "options"]
    assert not any(cell.get("outputs") for cell in cells)
