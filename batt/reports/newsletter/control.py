"""The sector's placements month by month, and whether a month is more than season and chance explain."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.reports.comparisons.own import NOTHING
from batt.reports.figures.control_chart import control_chart
from batt.reports.fragment import Fragment
from batt.reports.newsletter.page import NewsletterPage

DRAWN = 24
"""Months that a chart shows, the month told of last."""
RECENT = 12
"""Months in which signals are told of in words."""
KEYS = ["programme", "month"]


def control(page: NewsletterPage) -> Fragment:
    """Show a control chart of each series that has one, and say of the others why not."""
    if not page.has_month:
        return NOTHING
    words = page.words
    start = page.section("control", words("control_title"))
    points = _points(page)
    charted = [code for code in page.programmes() if code in set(points.data["programme"])]
    if not charted:
        return start + page.text("control_none") + _not_drawn(page, charted)
    season = page.compared("monthly_control_series").where(programme=charted, is_season_out=True)
    figure = control_chart(
        points,
        panels={code: page.programmes()[code] for code in charted},
        words=words,
        title=_finding(page, points),
        caption=words("control_caption" if len(season) else "control_caption_no_season"),
    )
    return start + page.figure(figure, id="chart") + _told(page, points) + _not_drawn(page, charted)


def _points(page: NewsletterPage) -> PublishedTable:
    """Return the points of charts up to the month, the last 24 of each; small counts hidden.

    One row per programme and month. Nothing where there are fewer than twelve months.
    """
    table = page.compared("monthly_control").filtered(
        lambda row: row["month"] <= page.month and row["centre"] == row["centre"]
    )
    months = sorted(set(table.data["month"]))
    if len(months) < RECENT:
        return table.filtered(lambda row: False)
    counts = page.of_year("monthly_control", ["placements_n"])
    hidden = table.hidden_with(counts, "placements_n", on=KEYS, numbers=["placements_n", "adjusted"])
    return hidden.where(month=months[-DRAWN:]).sorted_by("month")


def _recent_signals(page: NewsletterPage, points: PublishedTable) -> list[Mapping[str, Any]]:
    """Return the points of the last twelve months that are signals, in the order of time."""
    months = sorted(set(points.data["month"]))[-RECENT:]
    rows = points.where(month=months).data.to_dict("records")
    order = list(page.programmes())
    told = [row for row in rows if row["signal"] not in ("", "incomplete")]
    return sorted(told, key=lambda row: (row["month"], order.index(row["programme"])))  # type: ignore[return-value]


def _finding(page: NewsletterPage, points: PublishedTable) -> str:
    """Say what the month signals, else what the last twelve do."""
    words = page.words
    if not len(page.compared("monthly_control_series").where(is_season_out=True)):
        return words("finding_no_season")
    if len(points.where(month=page.month, signal="incomplete")):
        return words("finding_incomplete", month=page.month_name)
    recent = _recent_signals(page, points)
    now = [row for row in recent if row["month"] == page.month]
    if now:
        parts = [
            words(f"signal_{row['signal']}", programme=page.programmes()[row["programme"]]) for row in now
        ]
        return words("finding_now", month=page.month_first, signals=_listed(page, parts))
    if recent:
        return words("finding_before", month=page.month_first, n=page.numbers.integer(len(recent)))
    return words("finding_none")


def _told(page: NewsletterPage, points: PublishedTable) -> Fragment:
    """List the signals of the last twelve months, or say that there are none."""
    words = page.words
    recent = _recent_signals(page, points)
    if not recent:
        return NOTHING
    parts = [
        words(
            "signal_in_month",
            month=page.numbers.month(row["month"]),
            signal=words(f"signal_{row['signal']}", programme=page.programmes()[row["programme"]]),
        )
        for row in recent
    ]
    return page.text("signals_text", signals="; ".join(parts))


def _not_drawn(page: NewsletterPage, charted: list[str]) -> Fragment:
    """Say which series have no chart, and why."""
    series = page.compared("monthly_control_series")
    names = page.programmes()
    few = [code for code in series.where(reason="too_few_placements").data["programme"]]
    others = [code for code in series.data["programme"] if code not in charted and code not in few]
    told = NOTHING
    if few:
        told = told + page.text("control_few", programmes=_listed(page, [names[code] for code in few]))
    if others:
        told = told + page.text("control_short", programmes=_listed(page, [names[code] for code in others]))
    return told


def _listed(page: NewsletterPage, parts: list[str]) -> str:
    """Return parts as a list in running text."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {page.words('and')} {parts[-1]}"
