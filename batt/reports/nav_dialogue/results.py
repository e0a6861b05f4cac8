"""Results against what was agreed: one row for each figure that has a target or tells of jobs."""

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import HEADING, LIST, PROGRAMME, headed, list_of
from batt.reports.comparisons.own import own_reported
from batt.reports.comparisons.rows import left_out
from batt.reports.comparisons.target_rows import MARKS
from batt.reports.fragment import Fragment
from batt.reports.nav_dialogue.agreed import Agreed, agreed_targets
from batt.reports.nav_dialogue.movements import with_movement
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.sections.saved import country_values
from batt.reports.tables import Column

ALWAYS = ("i08", "i09")
"""Job acquisition and active solutions, which every meeting is about."""
ROWS_MOST = 20
"""So many rows leave room for the questions; beyond that, those without a target are left out."""
INTERVAL = ("ci_low", "ci_high")


def results(page: DialoguePage) -> Fragment:
    """Show the provider's results beside the country's, with the targets and whether they are met."""
    words, targets = page.words, agreed_targets(page)
    piece = page.section("results", words("results_title"))
    everything = _rows(page, targets)
    rows = everything
    if len(everything) > ROWS_MOST:
        rows = everything.filtered(lambda row: bool(_of(targets, list_of(row))))
    if not len(rows):
        return piece + page.text("results_none", name=page.name, year=page.year)
    columns: dict[Column, str] = {
        PROGRAMME: words("programme"),
        "value": words("result"),
        INTERVAL: words("interval_95"),
        "n": words("n"),
        "value_country": words("the_country"),
        "aim": words("target_word"),
        "outcome": words("target_outcome"),
    }
    if page.comparisons.has("changes"):
        columns["moved"] = words("since_year", year=page.year - 1)
    return piece + page.table(
        headed(page, rows),
        id="results-table",
        columns=columns,
        formats=dict.fromkeys(["value", INTERVAL, "value_country"], "unit_table") | {"n": "integer"},
        groups=HEADING,
        caption=_caption(page, targets),
        notes=[words("results_note"), *left_out(page, everything, rows)],
    )


def _rows(page: DialoguePage, targets: list[Agreed]) -> PublishedTable:
    """One row per figure with a target, and per programme's jobs and active solutions."""
    about = {(one.indicator, one.programme) for one in targets}
    own = own_reported(page, page.year).where(indicator=[entry.id for entry in load().indicators])
    rows = own.filtered(
        lambda row: (
            row["status"] != "not_applicable" and (row["indicator"] in ALWAYS or list_of(row) in about)
        )
    )
    rows = rows.pick(*LIST, "unit", "status", "value", *INTERVAL, "n")
    country = country_values(page).where(year=page.year).pick(*LIST, "value")
    rows = rows.beside(country, on=LIST, suffix="_country")
    rows = rows.with_text("aim", lambda row: _aims(page, _of(targets, list_of(row))))
    rows = rows.with_text("outcome", lambda row: _outcomes(page, _of(targets, list_of(row))))
    return with_movement(page, rows)


def _of(targets: list[Agreed], one: tuple[str, str]) -> list[Agreed]:
    return [target for target in targets if (target.indicator, target.programme) == one]


def _aims(page: DialoguePage, targets: list[Agreed]) -> str:
    """Say what was agreed, and for whom."""
    if not targets:
        return page.words("no_target")
    return "; ".join(f"{one.aim} ({one.level.lower()})" for one in targets)


def _outcomes(page: DialoguePage, targets: list[Agreed]) -> str:
    """Say of each target whether it is met, with a mark that needs no colour."""
    if not targets:
        return page.words("no_target_outcome")
    return "; ".join(
        f"{MARKS.get(one.attainment, '')} {page.words(f'outcome_{one.attainment}')}".strip()
        for one in targets
    )


def _caption(page: DialoguePage, targets: list[Agreed]) -> str:
    """Say how many targets there are, and how many of each outcome."""
    if not targets:
        return page.words("results_caption_no_targets", name=page.name, year=page.year)
    number = page.numbers.integer
    told = [one.attainment for one in targets]
    counts = {key: number(told.count(key)) for key in ("met", "not_met", "cannot_tell", "not_shown")}
    return page.words(
        "results_caption" if told.count("not_shown") else "results_caption_all_shown",
        n=number(len(targets)),
        **counts,
    )
