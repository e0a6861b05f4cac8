"""What people left to: by group and programme, and by cause, in the month and in the year so far."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_counts
from batt.reports.comparisons.own import NOTHING
from batt.reports.fragment import Fragment
from batt.reports.newsletter.page import NewsletterPage
from batt.reports.sections.labels import ALL, code_labels

PARTS = ("exits", "job", "active", "other")
PERIODS = {"month": "_n", "so_far": "_so_far_n"}


def exits(page: NewsletterPage) -> Fragment:
    """Show exits to a job, an active solution and other things, then every cause."""
    if not page.has_month:
        return NOTHING
    return page.section("exits", page.words("exits_title")) + _outcomes(page) + _causes(page)


def _period_names(page: NewsletterPage) -> dict[str, str]:
    return {"month": page.month_first, "so_far": page.words("so_far_through", month=page.month_name)}


def _outcomes(page: NewsletterPage) -> Fragment:
    """One row per period and programme that job acquisition covers."""
    words = page.words
    rows = page.compared("monthly_outcomes").where(month=page.month)
    if not len(rows):
        return page.text("outcomes_none")
    columns = {part: words(f"column_{part}") for part in PARTS}
    return page.table(
        _by_period(rows, ["programme"], PARTS)
        .labelled("programme", page.programmes())
        .labelled("period", _period_names(page)),
        id="by-group",
        groups="period",
        columns={"programme": words("programme"), **columns},
        formats=dict.fromkeys(columns, "integer"),
        caption=words("outcomes_caption"),
        notes=[words("rounded_note"), words("outcomes_note")],
    )


def _causes(page: NewsletterPage) -> Fragment:
    """One row per period and end cause, a column for each programme."""
    words = page.words
    rows = page.compared("monthly_causes").where(month=page.month)
    if not len(rows):
        return page.text("causes_none")
    names = page.programmes()
    table = _by_period(rows, ["programme", "end_cause"], ("exits",)).labelled("programme", names)
    wide = table.wide(rows=["period", "end_cause"], columns="programme", values="exits")
    labels = code_labels(page, "end_causes")
    shown = [name for name in names.values() if name in wide.columns]
    return page.table(
        wide.labelled("end_cause", labels).labelled("period", _period_names(page)),
        id="by-cause",
        groups="period",
        columns={"end_cause": words("end_cause"), **{name: name for name in shown}},
        formats=dict.fromkeys(shown, "integer"),
        caption=words("causes_caption", all=names[ALL]),
        notes=[words("rounded_note"), words("causes_note")],
    )


def _by_period(rows: PublishedTable, keys: list[str], parts: tuple[str, ...]) -> PublishedTable:
    """Set the month and the year so far under each other. One row per period and combination of keys."""
    frames = [
        rows.data[[*keys, *(f"{part}{end}" for part in parts)]]
        .rename(columns={f"{part}{end}": part for part in parts})
        .assign(period=period)
        for period, end in PERIODS.items()
    ]
    return publish_counts(pd.concat(frames, ignore_index=True), parts)
