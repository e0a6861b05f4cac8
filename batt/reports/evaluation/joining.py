"""Joining indikator.no: before and after, against those who had not yet joined."""

from batt.disclosure import PublishedTable, publish_means
from batt.reports.figures.event_study import event_study
from batt.reports.fragment import Fragment, joined
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim
from batt.reports.verdicts.sentence import is_known

OUTCOMES = {"i08": True, "i02": False}
"""Outcomes, and whether each is a share."""
_NUMBERS = ["att", "low", "high", "simultaneous_low", "simultaneous_high"]


def joining(page: FindingsPage) -> Fragment:
    """Show H15: the event study, and the check of the years before."""
    return claim(page, "H15", *joining_pictures(page))


def joining_pictures(page: FindingsPage) -> tuple[Fragment, ...]:
    """Draw the event study of H15, and say what the years before gave."""
    words, rows = page.words, page.saved("h15_event_study")
    if rows.empty:
        return (page.text("no_picture"),)
    effects = publish_means(
        rows[["outcome", "event_time", *_NUMBERS, "joined_n", "not_yet_n"]], n="joined_n", columns=_NUMBERS
    )
    present = [name for name in OUTCOMES if name in set(rows["outcome"])]
    figure = event_study(
        effects.with_text("unit", lambda row: "share" if OUTCOMES[row["outcome"]] else "score"),
        outcomes={name: words(f"event_{name}") for name in present},
        is_share=OUTCOMES,
        words=words,
        title=_title(page, effects),
        caption=words("event_caption"),
        columns={
            "outcome": words("outcome"),
            "event_time": words("event_time"),
            "att": words("att"),
            ("low", "high"): words("interval_95"),
            ("simultaneous_low", "simultaneous_high"): words("interval_all_years"),
            "joined_n": words("joined_n"),
            "not_yet_n": words("not_yet_n"),
        },
        formats={
            "event_time": "integer",
            "att": "unit_change",
            ("low", "high"): "unit_table",
            ("simultaneous_low", "simultaneous_high"): "unit_table",
            "joined_n": "integer",
            "not_yet_n": "integer",
        },
    )
    return page.figure(figure, id="h15-event-study"), _before(page)


def _before(page: FindingsPage) -> Fragment:
    """Say what the tests of the years before joining gave."""
    words, tests = page.words, page.saved("h15_pre_trend")
    told = [
        words(
            "event_before_one",
            outcome=words(f"event_{row['outcome']}"),
            p=page.numbers.p_value(row["pre_trend_p"]),
        )
        for row in tests.to_dict("records")
        if row["outcome"] in OUTCOMES and is_known(row["pre_trend_p"])
    ]
    return page.text("event_before", told=" ".join(told)) if told else joined([])


def _title(page: FindingsPage, effects: PublishedTable) -> str:
    """Say in how many of the years after joining the interval for all years at once rules out zero."""
    after = effects.filtered(lambda row: row["event_time"] >= 0).data.dropna(subset=_NUMBERS)
    apart = int(((after["simultaneous_low"] > 0) | (after["simultaneous_high"] < 0)).sum())
    if not apart:
        return page.words("event_title_none")
    return page.words("event_title_some", n=page.numbers.integer(apart), all=page.numbers.integer(len(after)))
