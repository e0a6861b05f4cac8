"""The year on one screen, after the editors' foreword: how many, and the share to a job by programme."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_counts, publish_facts
from batt.registry import load
from batt.reports.editorial import editorial
from batt.reports.findings import change_sentence, extremes_sentence
from batt.reports.formats import format_interval
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.activity import published_activity
from batt.reports.sections.indicators import clear_changes_sentence
from batt.reports.sections.labels import JOB, programmes_of
from batt.reports.sections.saved import account, against_last_year, has_last_year, providers_in

PEOPLE = ("participants_n", "starts_n", "exits_n")


def year_in_brief(page: Page) -> Fragment:
    """Show the foreword if there is one, then the key figures: activity, deliveries, the share to a job."""
    words = page.words
    jobs = against_last_year(page).where(indicator=JOB)
    short = programmes_of(page, form="short")
    sentences = [extremes_sentence(jobs, load().indicator(JOB).short[page.lang], short, words)]
    if has_last_year(page):
        sentences += [change_sentence(jobs, short, page.year - 1, words), clear_changes_sentence(page)]
    return (
        editorial(page, "foreword")
        + page.section("brief", words("brief_title", year=page.year), new_page=True)
        + page.key_figures(_people(page), label="label", value="value", note="note")
        + page.section("brief-job", words("brief_job_title"), level=3)
        + page.key_figures(
            _share_to_job(page, jobs), label="programme", value="value", format="percent", note="note"
        )
        + page.prose(*filter(None, sentences))
        + page.text("brief_note")
    )


def _people(page: Page) -> PublishedTable:
    """One row per tile: participants, starts, exits, and the providers that delivered."""
    words, activity = page.words, published_activity(page)
    rows = []
    for name in PEOPLE:
        cell = activity.cell(name, year=page.year, programme="ALL")
        before = (
            words(
                "brief_last_year",
                x=page.number(activity, name, "integer", year=page.year - 1, programme="ALL"),
                year=page.year - 1,
            )
            if has_last_year(page)
            else ""
        )
        rows.append((words(f"brief_{name}"), cell.value, before))
    deliveries, members = account(page, "deliveries"), providers_in(page)
    sent = deliveries[(deliveries["table"] == "spells") & deliveries["delivered"].astype(bool)]
    of_all = words("brief_of_providers", n=page.numbers.integer(len(members)))
    rows.append((words("brief_providers"), len(members & set(sent["provider_id"])), of_all))
    frame = pd.DataFrame(rows, columns=["label", "value", "note"]).astype({"value": "Int64"})
    return publish_counts(frame, ["value"])


def _share_to_job(page: Page, jobs: PublishedTable) -> PublishedTable:
    """One row per programme: the share to a job, with its interval and n in words."""
    named = jobs.labelled("programme", programmes_of(page, form="short"))
    notes = []
    for low, high, n in zip(named.cells("ci_low"), named.cells("ci_high"), named.cells("n"), strict=True):
        if not (low.is_shown and high.is_shown and n.is_shown):
            notes.append("")
            continue
        interval = format_interval(page.numbers, low.value, high.value, "percent")
        notes.append(page.words("brief_interval", interval=interval, n=page.numbers.integer(n.value)))
    said = named.data[["programme"]].assign(note=notes)
    return named.beside(publish_facts(said, why="says shown numbers in words"), on=["programme"], suffix="")
