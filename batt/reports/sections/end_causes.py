"""How stays ended: the share of every end cause, by programme."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.figures import stacked_bars
from batt.reports.findings import largest_parts
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, code_labels, programmes_of
from batt.reports.sections.saved import COUNTRY, breakdown, reported_values

GROUPS = ("job", "active", "other")


def exits_by_cause(page: Page) -> pd.DataFrame:
    """Return exits of the programmes whose exits are described, with the group of each cause.

    One row per programme and end cause: ``programme, end_cause, group, exits_n, exits_total_n,
    not_approved_n``.
    """
    frame = breakdown(page, "end_causes")
    frame = frame[frame["programme"].isin(list(programmes_of(page)))]
    groups = {code.code: code.group for code in load().codes["end_causes"]}
    return frame.assign(group=frame["end_cause"].map(groups)).reset_index(drop=True)


def published_exits(page: Page) -> PublishedTable:
    """Return the share of every end cause. One row per programme and cause."""
    keys = ["programme", "end_cause"]
    causes = exits_by_cause(page)[[*keys, "group"]]
    told = reported_values(page).where(year=page.year, unit_id=COUNTRY)
    told = told.prefixed("indicator", "end_cause.", new="end_cause")
    shares = told.pick(*keys, "numerator", "denominator", "value").renamed(
        numerator="exits_n", denominator="exits_total_n", value="share"
    )
    return publish_facts(causes, why="names of causes").beside(shares, on=keys, suffix="")


def end_causes(page: Page) -> Fragment:
    """Show how stays ended, as stacked bars and as a table."""
    words, exits = page.words, published_exits(page)
    return (
        page.section("end-causes", words("end_causes_title"), new_page=True)
        + page.text("end_causes_intro")
        + _figure(page, exits)
        + cause_table(page, exits, GROUPS, id="end-causes-table", caption=words("end_causes_table_caption"))
        + page.text("not_approved", n=_not_approved(page))
    )


def cause_table(
    page: Page, exits: PublishedTable, groups: tuple[str, ...], *, id: str, caption: str
) -> Fragment:
    """Return the share of every cause of some groups. One row per cause, one column per programme."""
    words, short = page.words, programmes_of(page, form="short")
    headings = {group: words(f"cause_group_{group}") for group in groups}
    rows = exits.labelled("programme", short).labelled("end_cause", code_labels(page, "end_causes"))
    wide = rows.labelled("group", headings).wide(
        rows=["group", "end_cause"], columns="programme", values="share"
    )
    names = [name for name in short.values() if name in wide.columns]
    return page.table(
        wide,
        id=id,
        columns={"end_cause": words("end_cause")} | {name: name for name in names},
        formats=dict.fromkeys(names, "percent1"),
        groups="group" if len(groups) > 1 else None,
        caption=caption,
        source=words("source_spells"),
    )


def _not_approved(page: Page) -> str:
    """Return how many exits coded as an active solution lacked NAV's approval in time."""
    country = reported_values(page).where(year=page.year, unit_id=COUNTRY, programme=ALL)
    return page.number(country, "n", "integer", indicator="end_cause.not_approved_n")


def _figure(page: Page, exits: PublishedTable) -> Fragment:
    words, causes = page.words, code_labels(page, "end_causes")
    if not any(cell.is_shown for cell in exits.cells("share")):
        return page.text("nothing_to_draw")
    finding = largest_parts(exits, causes, programmes_of(page, form="short"), words, part="end_cause")
    figure = stacked_bars(
        exits,
        bars="programme",
        parts="end_cause",
        bar_labels=programmes_of(page),
        part_labels=causes,
        families={code.code: code.group for code in load().codes["end_causes"]},
        words=words,
        title=finding or words("end_causes_title"),
        caption=words("end_causes_caption", year=page.year),
    )
    return page.figure(figure, id="end-causes-figure")
