"""How people fare after the programme, where that was delivered, with the response rate."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_shares
from batt.registry import load
from batt.reports.figures import stacked_bars
from batt.reports.findings import largest_parts
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.labels import code_labels, programmes_of
from batt.reports.sections.saved import breakdown

WORK = "work"
KEYS = ["programme", "months_after"]


def after_the_programme(page: Page) -> Fragment:
    """Show what people do 6, 12 and 24 months after they left; say so where nothing was delivered."""
    words = page.words
    piece = page.section("afterwards", words("afterwards_title"), new_page=True)
    frame = breakdown(page, "followup")
    if not frame.empty:
        frame = frame[frame["programme"].isin(list(programmes_of(page)))].reset_index(drop=True)
    if frame.empty or not frame["answered_n"].sum():
        return piece + page.text("afterwards_missing")
    return (
        piece
        + page.text("afterwards_intro")
        + _figure(page, frame)
        + _table(page, frame)
        + page.box("plain", kind="limits", text=load().caveat("non_response").text[page.lang])
    )


def _statuses(frame: pd.DataFrame) -> PublishedTable:
    """One row per programme, months and status; what is hidden keeps company in work, and out of it."""
    groups = {code.code: code.group for code in load().codes["followup_status"]}
    is_work = frame["status"].map(groups) == WORK
    return publish_shares(
        frame.assign(is_work=is_work),
        numerator="n",
        denominator="answered_n",
        adds_up_within=[*KEYS, "is_work"],
    )


def _figure(page: Page, frame: pd.DataFrame) -> Fragment:
    words = page.words
    first = int(frame["months_after"].min())
    shares = _statuses(frame).where(months_after=first)
    if not any(cell.is_shown for cell in shares.cells("share")):
        return page.text("nothing_to_draw")
    statuses = code_labels(page, "followup_status")
    finding = largest_parts(shares, statuses, programmes_of(page, form="short"), words, part="status")
    figure = stacked_bars(
        shares,
        bars="programme",
        parts="status",
        bar_labels=programmes_of(page),
        part_labels=statuses,
        families=dict(zip(statuses, ("job", "job", "active", "active", "other", "other"), strict=True)),
        words=words,
        title=words("afterwards_finding", months=first, finding=finding),
        caption=words("afterwards_caption", months=first, year=page.year),
    )
    return page.figure(figure, id="afterwards-figure")


def _table(page: Page, frame: pd.DataFrame) -> Fragment:
    """One row per programme and months: invited, answered, response rate, and the share in work."""
    words = page.words
    times = frame.drop_duplicates(KEYS)[[*KEYS, "answered_n", "invited_n"]]
    rates = publish_shares(times, numerator="answered_n", denominator="invited_n", share="response_rate")
    groups = {code.code: code.group for code in load().codes["followup_status"]}
    working = frame[frame["status"].map(groups) == WORK].groupby(KEYS, as_index=False)["n"].sum()
    working = working.merge(times[[*KEYS, "answered_n"]], on=KEYS, validate="one_to_one")
    work = publish_shares(working, numerator="n", denominator="answered_n", share="in_work")
    both = rates.beside(work.pick(*KEYS, "in_work"), on=KEYS, suffix="")
    return page.table(
        both.labelled("programme", programmes_of(page, form="label")),
        id="afterwards-table",
        columns={
            "months_after": words("months_after"),
            "invited_n": words("invited"),
            "answered_n": words("answered"),
            "response_rate": words("response_rate"),
            "in_work": words("in_work"),
        },
        formats={
            "months_after": "integer",
            "invited_n": "integer",
            "answered_n": "integer",
            "response_rate": "percent",
            "in_work": "percent1",
        },
        groups="programme",
        caption=words("afterwards_table_caption"),
        notes=[words("afterwards_note")],
        source=words("source_followup"),
    )
