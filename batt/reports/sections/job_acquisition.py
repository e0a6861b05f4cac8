"""The share going to a job: by programme over the years, and which kinds of job."""

from batt.disclosure import PublishedTable, publish_shares
from batt.registry import load
from batt.reports.change import with_judgement
from batt.reports.figures import stacked_bars, trend_lines
from batt.reports.findings import change_sentence, extremes_sentence, largest_parts
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.end_causes import cause_table, exits_by_cause, published_exits
from batt.reports.sections.labels import JOB, code_labels, programmes_of, year_range
from batt.reports.sections.saved import computed_years, country_values


def job_acquisition(page: Page) -> Fragment:
    """Show the trend of the share to a job, and its six kinds."""
    words = page.words
    return (
        page.section("jobs", words("jobs_title"), new_page=True)
        + page.text("jobs_intro")
        + _trend(page)
        + page.section("kinds-of-job", words("job_kinds_title"), level=3)
        + page.text("job_kinds_intro")
        + _kinds(page)
        + cause_table(
            page, published_exits(page), ("job",), id="jobs-table", caption=words("job_kinds_table_caption")
        )
    )


def _trend(page: Page) -> Fragment:
    words, short = page.words, programmes_of(page, form="short")
    values = country_values(page).where(indicator=JOB)
    first = computed_years(page)[0]
    years = year_range(first, page.year)
    rows = _against(values, page.year, first)
    title = extremes_sentence(rows, load().indicator(JOB).short[page.lang], short, words)
    if not any(cell.is_shown for cell in values.cells("value")):
        return page.prose(title)
    if first < page.year:
        change = change_sentence(rows, short, first, words)
        title = words("jobs_trend_title", years=years, change=change) if change else title
    figure = trend_lines(
        values,
        programmes=short,
        words=words,
        title=title,
        caption=words("jobs_trend_caption", years=years),
    )
    return page.figure(figure, id="jobs-trend")


def _against(values: PublishedTable, year: int, first: int) -> PublishedTable:
    """One row per programme: this year's values with those of the first year beside them."""
    numbers = ["programme", "value", "ci_low", "ci_high"]
    this = values.where(year=year).pick("unit", *numbers)
    both = this.beside(values.where(year=first).pick(*numbers), on=["programme"], suffix="_last")
    return with_judgement(both, on=["programme"])


def _kinds(page: Page) -> Fragment:
    """Among those who went to a job, the share of each kind."""
    words = page.words
    jobs = exits_by_cause(page).query("group == 'job'").drop(columns=["not_approved_n", "exits_total_n"])
    jobs = jobs.assign(jobs_n=jobs.groupby("programme")["exits_n"].transform("sum"))
    shares = publish_shares(jobs, numerator="exits_n", denominator="jobs_n", adds_up_within=["programme"])
    shares = shares.hidden_with(
        published_exits(page), "exits_n", on=["programme", "end_cause"], numbers=["exits_n", "share"]
    )
    kinds = code_labels(page, "end_causes", load().codes["end_causes"].in_group("job"))
    finding = largest_parts(shares, kinds, programmes_of(page, form="short"), words, part="end_cause")
    if not any(cell.is_shown for cell in shares.cells("share")):
        return page.text("nothing_to_draw")
    figure = stacked_bars(
        shares,
        bars="programme",
        parts="end_cause",
        bar_labels=programmes_of(page),
        part_labels=kinds,
        families=dict.fromkeys(kinds, "job"),
        words=words,
        title=finding or words("job_kinds_title"),
        caption=words("job_kinds_caption", year=page.year),
    )
    return page.figure(figure, id="jobs-kinds")
