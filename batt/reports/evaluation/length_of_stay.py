"""Length of stay: what happens next to those still in, and the risk of leaving week by week.

The words are bound: see `batt.reports.bound_words`.
"""

import pandas as pd

from batt.disclosure import PublishedTable, publish_curve
from batt.reports.figures.week_curves import week_curves
from batt.reports.findings import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import programmes_of
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

CAUSES = ("job", "active", "other")
_TABLE_POINTS = 8


def jobs_and_stay(page: FindingsPage) -> Fragment:
    """Show H1: jobs of those still in, by week, and the hazards of leaving."""
    return claim(page, "H1", page.text("duration_two_pictures"), *jobs_and_stay_pictures(page))


def jobs_and_stay_pictures(page: FindingsPage) -> tuple[Fragment, ...]:
    """Draw the pictures of H1."""
    return _landmarks(page, "job", "h01"), _hazards(page)


def active_solutions_and_stay(page: FindingsPage) -> Fragment:
    """Show H2: active solutions of those still in, by week."""
    return claim(page, "H2", active_solutions_and_stay_picture(page))


def active_solutions_and_stay_picture(page: FindingsPage) -> Fragment:
    """Draw the picture of H2."""
    return _landmarks(page, "active", "h02")


def _landmarks(page: FindingsPage, outcome: str, hypothesis: str) -> Fragment:
    """The share of those still in at a week who leave to the outcome within half a year."""
    words, rows = page.words, page.saved(f"{hypothesis}_landmarks")
    if rows.empty:
        return page.text("no_picture")
    curves = publish_curve(
        rows[["programme", "week", "share", "low", "high", "n_in"]].assign(group=outcome),
        ["share", "low", "high"],
        n="n_in",
    ).renamed(programme="panel", share="value")
    names = _names(page, rows)
    parts = _ends(page, curves)
    figure = week_curves(
        curves,
        panel_names=names,
        groups={outcome: words(f"cause_{outcome}")},
        across=words("axis_weeks_in_programme"),
        along=words(f"landmarks_{outcome}_axis"),
        words=words,
        title=words(f"landmarks_{outcome}_title", parts=parts or words("not_drawn").lower()),
        caption=words("landmarks_caption", horizons=_horizons(page, rows)),
        table=_thinned(curves).labelled("panel", names),
        columns={
            "panel": words("programme"),
            "week": words("week"),
            "value": words("share"),
            ("low", "high"): words("interval_95"),
        },
        formats={"week": "integer", "value": "percent1", ("low", "high"): "percent1"},
        shaded=_ranges(rows),
    )
    return page.figure(figure, id=f"{hypothesis}-landmarks") + _told_ranges(page, rows)


def _horizons(page: FindingsPage, rows: pd.DataFrame) -> str:
    """Say for how many weeks those still in are followed, by programme."""
    weeks = rows.groupby("programme")["horizon_weeks"].first()
    told = [
        page.words("landmarks_horizon", programme=name, weeks=page.numbers.integer(weeks[code]))
        for code, name in programmes_of(page, form="short").items()
        if code in weeks.index
    ]
    return listed(told, page.words)


def _told_ranges(page: FindingsPage, rows: pd.DataFrame) -> Fragment:
    """Say the range of each programme for which the verdict allows one."""
    return joined(
        page.text(
            "landmarks_range",
            programme=page.programmes[code],
            low=page.numbers.integer(low),
            high=page.numbers.integer(high),
        )
        for code, (low, high) in _ranges(rows).items()
    )


def _ends(page: FindingsPage, curves: PublishedTable) -> str:
    """Say between what each programme's curve lies."""
    told = []
    for code, name in programmes_of(page, form="short").items():
        shown = curves.where(panel=code).data["value"].dropna()
        if len(shown) > 1:
            low, high = (page.numbers.percent(end) for end in (shown.min(), shown.max()))
            told.append(page.words("landmarks_part", programme=name, low=low, high=high))
    return "; ".join(told)


def _ranges(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """The weeks of each programme's range, where the verdict allows one."""
    inside = rows[rows["is_range"].astype(bool)]
    return {
        str(code): (float(part["week"].min()), float(part["week"].max()))
        for code, part in inside.groupby("programme")
    }


def _hazards(page: FindingsPage) -> Fragment:
    """How many of those who are in leave each week, by reason."""
    words, rows = page.words, page.saved("h01_hazards")
    if rows.empty:
        return page.text("no_picture")
    curves = publish_curve(
        rows[["programme", "cause", "week_from", "week_to", "hazard", "low", "high", "exits_n"]],
        ["hazard", "low", "high"],
        n="exits_n",
    ).renamed(programme="panel", cause="group", week_from="week", hazard="value")
    names, causes = _names(page, rows), {cause: words(f"cause_{cause}") for cause in CAUSES}
    # Spans of a programme with many exits end in the middle of a week.
    is_whole = (rows[["week_from", "week_to"]] % 1 == 0).all(axis=None)
    week = "integer" if is_whole else "decimal"
    figure = week_curves(
        curves,
        panel_names=names,
        groups=causes,
        across=words("axis_weeks_in_programme"),
        along=words("hazards_axis"),
        words=words,
        title=words("hazards_title", parts=_highest(page, curves) or words("not_drawn").lower()),
        caption=words("hazards_caption"),
        table=curves.labelled("group", causes).labelled("panel", names),
        columns={
            "panel": words("programme"),
            "group": words("left_for"),
            "week": words("week_from"),
            "week_to": words("week_to"),
            "value": words("per_week"),
            ("low", "high"): words("interval_95"),
        },
        formats={"week": week, "week_to": week, "value": "percent1", ("low", "high"): "percent1"},
        is_step=True,
        is_one_scale=False,
    )
    return page.figure(figure, id="h01-hazards")


def _highest(page: FindingsPage, curves: PublishedTable) -> str:
    """Say the highest weekly share leaving to a job in each programme."""
    told = []
    for code, name in programmes_of(page, form="short").items():
        shown = curves.where(panel=code, group="job").data["value"].dropna()
        if len(shown):
            high = page.numbers.percent(shown.max(), 1)
            told.append(page.words("hazards_part", programme=name, high=high))
    return "; ".join(told)


def _names(page: FindingsPage, rows: pd.DataFrame) -> dict[str, str]:
    present = set(rows["programme"])
    return {code: name for code, name in programmes_of(page).items() if code in present}


def _thinned(curves: PublishedTable) -> PublishedTable:
    """Keep a handful of weeks of each programme: enough to read the picture by."""
    kept: set[tuple[str, float]] = set()
    for code, part in curves.data.groupby("panel"):
        weeks = sorted(part["week"])
        step = max(len(weeks) // _TABLE_POINTS, 1)
        kept |= {(str(code), float(week)) for week in weeks[::step]}
    return curves.filtered(lambda row: (row["panel"], float(row["week"])) in kept)
