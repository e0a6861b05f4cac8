"""How many answered the surveys of those asked, and from how many providers there are answers."""

from batt.disclosure import publish_facts
from batt.registry import load
from batt.reports.data_quality.accounts import WHY
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, programme_labels
from batt.reports.sections.saved import account, breakdown, providers_in
from batt.reports.sections.surveys import published_response_rates
from batt.reports.tables import Column


def responses(page: Page) -> Fragment:
    """Show the response rate of every survey, and how many providers its answers come from."""
    words = page.words
    start = page.section("responses", words("quality_responses"), new_page=True)
    if breakdown(page, "response_rates").empty:
        return start + page.text("quality_responses_none")
    labels = {ALL: words("total")} | programme_labels(page)
    surveys = {survey.id: survey.name[page.lang] for survey in load().surveys}
    columns: dict[Column, str] = {
        "programme": words("programme"),
        "invited_n": words("quality_asked"),
        "answered_n": words("quality_answered"),
        "share": words("quality_rate"),
        "answers_total_n": words("quality_all_answers"),
    }
    counts = dict.fromkeys(("invited_n", "answered_n", "answers_total_n"), "integer")
    return (
        start
        + page.text("quality_responses_text")
        + _coverage(page, surveys)
        + page.table(
            published_response_rates(page).labelled("programme", labels).labelled("survey", surveys),
            id="responses-table",
            columns=columns,
            formats=counts | {"share": "percent"},
            groups="survey",
            caption=words("quality_responses_caption", year=page.year),
            notes=[words("quality_responses_note")],
        )
    )


def _coverage(page: Page, surveys: dict[str, str]) -> Fragment:
    """One row per survey: from how many providers there are answers, of how many that are in."""
    words, members = page.words, providers_in(page)
    received = account(page, "deliveries")
    received = received[received["delivered"] & received["provider_id"].isin(list(members))]
    sent = received.groupby("table")["provider_id"].nunique()
    rows = publish_facts(
        sent.reindex([f"answers_{survey}" for survey in surveys], fill_value=0)
        .set_axis(list(surveys))
        .rename("providers_n")
        .rename_axis("survey")
        .reset_index()
        .assign(share=lambda rows: rows["providers_n"] / len(members)),
        why=WHY,
    )
    return page.table(
        rows.labelled("survey", surveys),
        id="responses-coverage",
        columns={
            "survey": words("quality_survey"),
            "providers_n": words("quality_survey_providers"),
            "share": words("quality_survey_coverage"),
        },
        formats={"providers_n": "integer", "share": "percent"},
        caption=words("quality_coverage_caption", n=page.numbers.integer(len(members)), year=page.year),
    )
