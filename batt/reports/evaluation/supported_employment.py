"""AB: the first start in working life and what follows it, and placements one after the other."""

from batt.disclosure import PublishedTable, publish_curve, publish_shares
from batt.reports.figures.week_curves import week_curves
from batt.reports.fragment import Fragment
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

STARTED, WAITING = "started", "not_started"


def first_start(page: FindingsPage) -> Fragment:
    """Show H6: jobs after a week, by whether people had started by then."""
    return claim(page, "H6", first_start_picture(page))


def many_placements(page: FindingsPage) -> Fragment:
    """Show H7: the mean number of placements so far."""
    return claim(page, "H7", many_placements_picture(page))


def first_start_picture(page: FindingsPage) -> Fragment:
    """Draw the picture of H6."""
    words, rows = page.words, page.saved("h06_landmarks")
    if rows.empty:
        return page.text("no_picture")
    shares = publish_shares(
        rows[["week", "group", "n", "jobs_n", "share", "low", "high"]].assign(panel="AB"),
        numerator="jobs_n",
        denominator="n",
        also=["low", "high"],
    ).renamed(share="value")
    groups = {STARTED: words("group_started"), WAITING: words("group_not_started")}
    figure = week_curves(
        shares,
        panel_names={"AB": page.programmes["AB"]},
        groups=groups,
        across=words("axis_weeks_in_programme"),
        along=words("landmarks_job_axis"),
        words=words,
        title=_started_title(page, shares),
        caption=words("starts_caption"),
        table=shares.labelled("group", groups).sorted_by("week"),
        columns={
            "week": words("week"),
            "group": words("group"),
            "n": words("n"),
            "jobs_n": words("to_jobs"),
            "value": words("share"),
            ("low", "high"): words("interval_95"),
        },
        formats={
            "week": "integer",
            "n": "integer",
            "jobs_n": "integer",
            "value": "percent1",
            ("low", "high"): "percent1",
        },
    )
    return page.figure(figure, id="h06-landmarks")


def _started_title(page: FindingsPage, shares: PublishedTable) -> str:
    """Name both groups' shares at the middle one of the weeks at which both are shown."""
    both = shares.data.dropna(subset=["value"]).pivot(index="week", columns="group", values="value")
    both = both.reindex(columns=[STARTED, WAITING]).dropna().sort_index()
    if both.empty:
        return page.words("not_drawn")
    week, row = both.index[len(both) // 2], both.iloc[len(both) // 2]
    return page.words(
        "starts_title",
        week=page.numbers.integer(week),
        started=page.numbers.percent(row[STARTED]),
        waiting=page.numbers.percent(row[WAITING]),
    )


def many_placements_picture(page: FindingsPage) -> Fragment:
    """Draw the picture of H7."""
    words, rows = page.words, page.saved("h07_mean_count")
    if rows.empty:
        return page.text("no_picture")
    curve = publish_curve(
        rows[["week", "mean", "low", "high", "n_risk"]].assign(panel="AB", group="all"),
        ["mean", "low", "high"],
        n="n_risk",
    ).renamed(mean="value")
    shown = curve.data.dropna(subset=["value"])
    if shown.empty:
        return page.text("no_picture")
    last = shown.sort_values("week").iloc[-1]
    step = max(len(curve) // 10, 1)
    places = iter(range(len(curve)))
    figure = week_curves(
        curve,
        panel_names={"AB": page.programmes["AB"]},
        groups={"all": words("count_axis")},
        across=words("axis_weeks_in_programme"),
        along=words("count_axis"),
        words=words,
        title=words(
            "count_title",
            week=page.numbers.integer(last["week"]),
            mean=page.numbers.decimal(last["value"], 1),
        ),
        caption=words("count_caption"),
        table=curve.filtered(lambda row: next(places) % step == 0),
        columns={"week": words("week"), "value": words("mean"), ("low", "high"): words("interval_95")},
        formats={"week": "integer", "value": "decimal2", ("low", "high"): "decimal2"},
        is_share=False,
    )
    return page.figure(figure, id="h07-mean-count")
