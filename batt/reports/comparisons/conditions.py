"""Unequal conditions: the crude figure beside the adjusted one, and whose flag depends on the choice."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.comparisons.lists import (
    HEADING,
    LIST,
    PROGRAMME,
    direction,
    headed,
    indicator_names,
    list_name,
    list_of,
    with_unit,
)
from batt.reports.comparisons.nav_offices import nav_offices
from batt.reports.comparisons.own import NOTHING, is_own, not_placed, own_rows, with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS, FLAGS, LONG, because, left_out, outermost
from batt.reports.comparisons.variance import variance
from batt.reports.figures.crude_adjusted import crude_adjusted
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import JOB, programme_labels

FULL, WITHOUT = "full", "without_work_capability"
_ESTIMATED = ("within_providers", "between_providers", "not_identified")
_MOST_DRAWN = 10


def conditions(page: ComparisonPage) -> Fragment:
    """Show what case mix and labour market change, with and without work capability, and the NAV offices."""
    words = page.words
    start = page.section("conditions", words("conditions_title"), new_page=True)
    found = page.found("adjusted")
    if found is None:
        return start + page.text("conditions_nothing") + nav_offices(page)
    table = with_unit(found)
    table = table.with_text("crude_said", lambda row: _flag(page, row["crude_flag"], row["reason"]))
    table = table.with_text("adjusted_said", lambda row: _flag(page, row["adjusted_flag"], row["reason"]))
    table = with_provider(page, table)
    full = table.where(version=FULL)
    return (
        start
        + page.text("conditions_intro")
        + page.box("work_capability_warning", kind="warning", title=words("work_capability_title"))
        + _model(page)
        + page.section("crude-adjusted", words("crude_adjusted_title"), level=3)
        + (_own(page, table) if page.provider else NOTHING)
        + _figure(page, full)
        + _lists(page, table)
        + _depending(page, table)
        + variance(page)
        + nav_offices(page)
    )


def _flag(page: ComparisonPage, flag: object, reason: str) -> str:
    return page.words(f"flag_{flag}") if flag in FLAGS else because(page, reason or "not_tested")


def _model(page: ComparisonPage) -> Fragment:
    """One row per factor: how each indicator's model tells its effect."""
    words, frame = page.words, page.compared("case_mix_coefficients").data
    frame = frame[frame["version"] == FULL]
    if frame.empty:
        return NOTHING
    indicators = {
        name: label for name, label in indicator_names(page).items() if name in set(frame["indicator"])
    }

    def how(rows: pd.DataFrame) -> str:
        ways = [words(f"estimated_{way}") for way in _ESTIMATED if way in set(rows["estimated"])]
        return "; ".join(ways) or words("absent_mark")

    rows = [
        {"factor": words(f"factor_{factor}")}
        | {name: how(part[part["indicator"] == name]) for name in indicators}
        for factor, part in frame.groupby("factor", sort=False)
    ]
    first = frame.iloc[0]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="how the effects of a model were estimated"),
        id="case-mix-model",
        columns={"factor": words("factor")} | indicators,
        caption=words(
            "model_caption",
            n=page.numbers.integer(first["n"]),
            providers=page.numbers.integer(first["n_providers"]),
        ),
        notes=[words("model_note")],
    )


def _own(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """The reader's own figures both ways, with both versions of the model."""
    words = page.words
    own = own_rows(page, table)
    other = own.where(version=WITHOUT).pick(
        *LIST, "expected", "adjusted_value", "adjusted_low", "adjusted_high", "adjusted_said"
    )
    rows = own.where(version=FULL).beside(other, on=LIST, suffix="_without")
    columns = {
        PROGRAMME: words("programme"),
        "n": words("n"),
        "observed": words("observed"),
        "expected": words("expected"),
        "crude_value": words("crude"),
        "crude_said": words("crude_flag"),
        "adjusted_value": words("adjusted"),
        ("adjusted_low", "adjusted_high"): words("interval_95"),
        "adjusted_said": words("adjusted_flag"),
        "adjusted_value_without": words("adjusted_without"),
        ("adjusted_low_without", "adjusted_high_without"): words("interval_95"),
        "adjusted_said_without": words("adjusted_flag_without"),
    }
    formats = dict.fromkeys(columns, "unit_table") | {
        "n": "integer",
        "observed": "decimal",
        "expected": "decimal",
    }
    formats |= dict.fromkeys((PROGRAMME, "crude_said", "adjusted_said", "adjusted_said_without"), "text")
    shown = page.table(
        headed(page, rows),
        id="own-conditions",
        columns=columns,
        formats=formats,
        groups=HEADING,
        caption=words("own_conditions_caption"),
        notes=[words("own_conditions_note"), words("grounds_registers")],
    )
    placed = set(own.data[LIST].itertuples(index=False, name=None))
    return (shown if len(rows) else NOTHING) + not_placed(
        page,
        id="own-not-adjusted",
        title=words("crude_adjusted_title"),
        indicators=("i08", "i09", "i10"),
        placed=lambda indicator, programme: (indicator, programme) in placed,
    )


def _figure(page: ComparisonPage, full: PublishedTable) -> Fragment:
    """Crude and adjusted job acquisition, a panel per programme."""
    words, numbers = page.words, page.numbers
    jobs = full.where(indicator=JOB).with_difference("moved", "adjusted_value", "crude_value")
    jobs = jobs.filtered(lambda row: row["moved"] == row["moved"])
    shown = [float(cell.value) for cell in jobs.cells("moved")]
    if not shown:
        return page.prose(words("nothing_adjusted"))
    drawn = outermost(page, jobs, "moved", _MOST_DRAWN, by="programme")
    changed = jobs.where(depends_on_adjustment=True)
    tested = jobs.where(depends_on_adjustment=[True, False])
    title = words(
        "crude_adjusted_finding" if len(changed) else "crude_adjusted_nobody",
        up=numbers.percentage_points(max(shown), 1),
        down=numbers.percentage_points(min(shown), 1),
        n=numbers.integer(len(changed)),
        all=numbers.integer(len(tested)),
    )
    persons = jobs.data.groupby("programme")["n"].sum()
    panels = {
        code: words("panel_exits", programme=label, n=numbers.integer(persons[code]))
        for code, label in programme_labels(page, "short").items()
        if code in persons
    }
    figure = crude_adjusted(
        drawn,
        programmes=panels,
        own=page.provider or "",
        words=words,
        title=title,
        alt=words("crude_adjusted_alt", finding=title),
        caption=words(
            "crude_adjusted_caption",
            name=load().indicator(JOB).definition[page.lang],
            direction=direction(page, JOB),
            rates=words("grounds_registers"),
            cut=" ".join(left_out(page, jobs, drawn)),
        ),
    )
    return page.figure(figure, id="crude-adjusted-figure")


def _lists(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """One row per list: how many providers stand outside the limits, crude and adjusted both ways."""
    words, frame = page.words, table.data
    frame = frame.assign(
        tested_n=frame["crude_flag"].isin(FLAGS) & frame["adjusted_flag"].isin(FLAGS),
        crude_n=frame["crude_flag"].isin(FLAGS[1:]),
        adjusted_n=frame["adjusted_flag"].isin(FLAGS[1:]),
        depends_n=frame["depends_on_adjustment"].eq(True).fillna(False),
    )
    names = ["tested_n", "crude_n", "adjusted_n", "depends_n"]
    counts = frame.groupby(["version", *LIST])[[*names, "n"]].sum().reset_index()
    full, other = (
        counts[counts["version"] == version].drop(columns="version") for version in (FULL, WITHOUT)
    )
    both = full.merge(other, on=LIST, how="left", suffixes=("", "_without"), validate="one_to_one")
    columns = {
        PROGRAMME: words("programme"),
        "n": words("n"),
        "tested_n": words("providers_tested"),
        "crude_n": words("outside_crude"),
        "adjusted_n": words("outside_adjusted"),
        "adjusted_n_without": words("outside_without"),
        "depends_n": words("depends"),
        "depends_n_without": words("depends_without"),
    }
    number = page.numbers.integer
    depending = {name: int(both[name].sum()) for name in ("tested_n", "depends_n", "depends_n_without")}
    return page.table(
        headed(page, publish_facts(both, why=COUNTS)),
        id="adjustment-lists",
        columns=columns,
        formats={name: "integer" for name in columns if name != PROGRAMME},
        groups=HEADING,
        caption=words(
            "depends_finding"
            if depending["depends_n"] or depending["depends_n_without"]
            else "depends_nobody",
            all=number(depending["tested_n"]),
            n=number(depending["depends_n"]),
            without=number(depending["depends_n_without"]),
        ),
        notes=[words("limits_note"), words("grounds_registers")],
    )


def _depending(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """Who stands outside the limits one way and inside the other; one row per provider, list and version."""
    words = page.words
    found = table.where(depends_on_adjustment=True)
    if not len(found):
        return NOTHING
    order = {version: place for place, version in enumerate((FULL, WITHOUT))}
    places: dict[str, int] = dict.fromkeys(order, 0)

    def is_listed(row: Mapping[str, Any]) -> bool:
        places[row["version"]] += 1
        return is_own(page, row) or bool(row["name"]) or places[row["version"]] <= LONG

    listed = found.filtered(is_listed)
    rows = listed.with_text("list", lambda row: list_name(page, *list_of(row)))
    return page.table(
        rows.labelled("version", {version: words(f"version_{version}") for version in order}),
        id="depends-on-adjustment",
        columns={
            "list": words("indicator"),
            "who": words("provider_word"),
            "n": words("n"),
            "crude_value": words("crude"),
            "crude_said": words("crude_flag"),
            "adjusted_value": words("adjusted"),
            ("adjusted_low", "adjusted_high"): words("interval_95"),
            "adjusted_said": words("adjusted_flag"),
        },
        formats={
            "n": "integer",
            "crude_value": "unit_table",
            "adjusted_value": "unit_table",
            ("adjusted_low", "adjusted_high"): "unit_table",
        },
        groups="version",
        caption=words("depending_caption"),
        notes=[*left_out(page, found, listed), words("direction_note"), words("grounds_registers")],
    )
