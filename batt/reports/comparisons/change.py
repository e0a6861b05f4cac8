"""Change over time: tested changes, standing and course together, trends, last year's extremes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons.grounds import rests_on, with_grounds
from batt.reports.comparisons.lists import HEADING, LIST, PROGRAMME, headed
from batt.reports.comparisons.national_split import national_split
from batt.reports.comparisons.own import NOTHING, is_own, with_provider
from batt.reports.comparisons.own_change import own_change
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS, LONG, because, left_out, top
from batt.reports.fragment import Fragment

MOVEMENTS = ("up", "down", "none")
STATES = (
    "worse_and_worsening",
    "worse",
    "worse_but_improving",
    "worsening",
    "as_expected",
    "improving",
    "better_but_worsening",
    "better",
    "better_and_improving",
)


def change(page: ComparisonPage) -> Fragment:
    """Show what has moved beyond chance since last year and over the years, and the country's changes."""
    words = page.words
    start = page.section("change-over-time", words("change_title"), new_page=True) + page.text("change_intro")
    trends = _trends(page) if page.comparisons.has("trends") else NOTHING
    if not page.comparisons.has("changes"):
        return start + page.text("change_no_year", year=page.year - 1) + trends
    return (
        start
        + (own_change(page) if page.provider else NOTHING)
        + _two_years(page)
        + _joint(page)
        + trends
        + _regression(page)
        + national_split(page)
    )


def _two_years(page: ComparisonPage) -> Fragment:
    """How many providers' figures have moved beyond chance since last year; one row per list."""
    words, table = page.words, page.compared("changes")
    return (
        page.section("two-years", words("two_years_title"), level=3)
        + page.text("two_years_text")
        + _movements(page, table, "two-years-lists")
        + _untested(page, table)
    )


def _trends(page: ComparisonPage) -> Fragment:
    """How many providers' figures follow a line that is not flat; one row per list."""
    words, table = page.words, page.compared("trends")
    start = page.section("trends", words("trends_title"), level=3) + page.text("trends_text")
    if not (table.data["movement"] != "").any():
        return start + page.text("trends_nothing")
    return start + _movements(page, table, "trend-lists") + _untested(page, table)


def _movements(page: ComparisonPage, table: PublishedTable, id: str) -> Fragment:
    """One row per list: tested, up, down, and how many chance alone would give."""
    words, frame = page.words, table.data
    frame = frame[frame["movement"] != ""]
    if frame.empty:
        return page.text("change_none_tested")
    marks = frame[LIST].assign(tested_n=1, **{f"{way}_n": frame["movement"].eq(way) for way in MOVEMENTS})
    counts = marks.groupby(LIST).sum().astype("int64").reset_index()
    counts = counts.assign(expected=FALSE_ALARM_SHARE * counts["tested_n"])
    rows = with_grounds(page, publish_facts(counts, why=COUNTS))
    columns = {
        PROGRAMME: words("programme"),
        "tested_n": words("providers_tested"),
        "up_n": words("moved_up_none"),
        "down_n": words("moved_down_none"),
        "none_n": words("moved_none_none"),
        "expected": words("expected_by_chance"),
        "n_country": words("n"),
        "response": words("response_rate"),
    }
    clear = int(counts["up_n"].sum() + counts["down_n"].sum())
    return page.table(
        headed(page, rows, per_100=True),
        id=id,
        columns=columns,
        formats=dict.fromkeys(columns, "integer")
        | {PROGRAMME: "text", "response": "text", "expected": "decimal"},
        groups=HEADING,
        caption=words(
            f"{id.replace('-', '_')}_finding",
            clear=page.numbers.integer(clear),
            all=page.numbers.integer(counts["tested_n"].sum()),
            expected=page.numbers.decimal(counts["expected"].sum(), 1),
        ),
        notes=[words("movements_note")],
    )


def _untested(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """Say why how many figures could not be tested."""
    frame = table.data
    reasons = frame.loc[frame["movement"] == "", "reason"].value_counts()
    if reasons.empty:
        return NOTHING
    number = page.numbers.integer
    parts = [f"{because(page, str(reason))} ({number(n)})" for reason, n in reasons.items()]
    return page.text("untested", n=number(reasons.sum()), reasons="; ".join(parts))


def _joint(page: ComparisonPage) -> Fragment:
    """How many stand where and go where; one row per state, and who is worse and worsening."""
    words = page.words
    table = page.compared("joint_states")
    counts = table.data["state"].value_counts()
    tested = int(counts.drop("", errors="ignore").sum())
    start = page.section("joint-states", words("joint_title"), level=3) + page.text("joint_text")
    if not tested:
        return start + page.text("joint_nothing")
    rows = pd.DataFrame({"state": list(STATES), "n": [int(counts.get(state, 0)) for state in STATES]})
    both = int(counts.get("worse_and_worsening", 0))
    return (
        start
        + page.table(
            publish_facts(rows, why=COUNTS).labelled("state", {one: words(f"state_{one}") for one in STATES}),
            id="joint-states-counts",
            columns={"state": words("state"), "n": words("figures_n")},
            formats={"n": "integer"},
            caption=words(
                "joint_finding" if both else "joint_nobody",
                n=page.numbers.integer(both),
                all=page.numbers.integer(tested),
            ),
            notes=[words("joint_note")],
        )
        + _worse_and_worsening(page, table)
    )


def _worse_and_worsening(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """How many are on the worse side and have moved the worse way, and who; one row per list."""
    words = page.words
    found = with_provider(page, table.where(state="worse_and_worsening")).data
    if found.empty:
        return NOTHING
    lists = [
        dict(zip(LIST, key)) | {"n": len(rows), "who": _who(page, list(rows["who"]))}
        for key, rows in found.groupby(LIST)
    ]
    columns = {
        PROGRAMME: words("programme"),
        "n": words("providers_n"),
        "who": words("who_they_are"),
        "n_country": words("n"),
        "response": words("response_rate"),
    }
    return page.table(
        headed(page, with_grounds(page, publish_facts(pd.DataFrame(lists), why=COUNTS)), per_100=True),
        id="worse-and-worsening",
        columns=columns,
        formats={"n": "integer", "n_country": "integer"},
        groups=HEADING,
        caption=words("worse_caption"),
        notes=[words("movements_note")],
    )


def _who(page: ComparisonPage, names: list[str]) -> str:
    """Return the names that may be known, and how many others there are."""
    known = [name for name in names if name != page.words("a_provider")]
    others = len(names) - len(known)
    unnamed = [page.words("unnamed", n=page.numbers.integer(others))] if others else []
    return ", ".join([*known, *unnamed])


def _regression(page: ComparisonPage) -> Fragment:
    """Say what to expect of last year's extremes, and which are still further out than that."""
    words, number = page.words, page.numbers.integer
    start = page.section("regression", words("regression_title"), level=3) + page.text("regression_text")
    table = with_provider(page, page.compared("regression_to_mean"))
    followed = table.where(reason="")
    if not len(followed):
        return start + page.text("regression_nothing")
    beyond = followed.where(beyond_expected=True)

    def judged(row: Mapping[str, Any]) -> str:
        return words("beyond_expected" if row["beyond_expected"] else "state_as_expected")

    shown = top(page, followed.filtered(lambda row: row["beyond_expected"] or is_own(page, row)), LONG)
    finding = words(
        "regression_finding",
        all=number(len(table)),
        followed=number(len(followed)),
        beyond=number(len(beyond)),
        expected=page.numbers.decimal(FALSE_ALARM_SHARE * len(followed), 1),
    )
    if not len(shown):
        return start + page.prose(finding)
    return start + page.table(
        headed(page, rests_on(page, shown), per_100=True).with_text("judged", judged),
        id="regression-table",
        columns={
            PROGRAMME: words("programme"),
            "who": words("provider_word"),
            "previous_value": str(page.year - 1),
            "expected_value": words("expected_value", year=page.year),
            ("expected_low", "expected_high"): words("interval_95"),
            "value": str(page.year),
            "judged": words("judgement_own"),
            "rests_on": words("rests_on_heading"),
        },
        formats={
            "previous_value": "unit_table",
            "expected_value": "unit_table",
            ("expected_low", "expected_high"): "unit_table",
            "value": "unit_table",
        },
        groups=HEADING,
        caption=finding,
        notes=left_out(page, beyond, shown.where(beyond_expected=True)),
    )
