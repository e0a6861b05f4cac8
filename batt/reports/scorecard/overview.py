"""The first screen, what stands out in sentences made from tests, and the card."""

from collections import Counter

from batt.disclosure import PublishedTable
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import list_name, lists_of
from batt.reports.comparisons.target_rows import counted
from batt.reports.fragment import Fragment, joined
from batt.reports.scorecard.card_table import card_table
from batt.reports.scorecard.glance import glance
from batt.reports.scorecard.lines import lines
from batt.reports.scorecard.own_goals import own_goals
from batt.reports.scorecard.verdict import stands
from batt.reports.sections.saved import has_last_year


def overview(page: ComparisonPage) -> Fragment:
    """Show every figure at a glance, say what stands out, and put each beside what it is held against."""
    piece = page.section("card", page.words("card_title"))
    if not len(lines(page)):
        return piece + page.text("card_nothing", year=page.year)
    told = (standing_sentence(page), _change_sentence(page), goals_sentence(page), _learn_sentence(page))
    return piece + glance(page) + joined(told) + card_table(page)


def standing_sentence(page: ComparisonPage) -> Fragment:
    """Say how many figures are clearly better or worse than expected, and how many chance gives."""
    rows = lines(page)
    counts = stands(rows)
    if not counts["tested"]:
        return page.text("brief_standing_none")
    integer = page.numbers.integer
    first = page.text(
        "brief_standing",
        tested=integer(counts["tested"]),
        better=integer(counts["better"]),
        worse=integer(counts["worse"]),
        expected=page.numbers.decimal(FALSE_ALARM_SHARE * counts["tested"], 1),
    )
    return first + _which(page, rows, "stands", ("better", "worse"))


def _change_sentence(page: ComparisonPage) -> Fragment:
    rows, last = lines(page), page.year - 1
    if not has_last_year(page):
        return page.text("brief_change_first", year=last)
    tested = rows.filtered(
        lambda row: isinstance(row["movement_change"], str) and row["movement_change"] != ""
    )
    if not len(tested):
        return page.text("brief_change_none", year=last)
    counts, integer = Counter(tested.column("course_change")), page.numbers.integer
    first = page.text(
        "brief_change",
        year=last,
        tested=integer(len(tested)),
        improving=integer(counts["improving"]),
        worsening=integer(counts["worsening"]),
    )
    return first + _which(page, tested, "course_change", ("improving", "worsening"))


def _which(page: ComparisonPage, rows: PublishedTable, column: str, codes: tuple[str, ...]) -> Fragment:
    """Name the figures of each kind, where there are any."""
    found = {code: lists_of(rows.where(**{column: code})) for code in codes}
    told = [
        page.words(f"brief_which_{code}", lists="; ".join(list_name(page, *one) for one in known))
        for code, known in found.items()
        if known
    ]
    return page.prose(*told) if told else joined([])


def _learn_sentence(page: ComparisonPage) -> Fragment:
    """Say in which figures somebody similar is clearly ahead, and where that is read of."""
    clear = lines(page).filtered(lambda row: row["clear"] != "0")
    if len(clear):
        names = "; ".join(list_name(page, *one) for one in lists_of(clear))
        return page.text("brief_learn", n=page.numbers.integer(len(clear)), lists=names)
    ahead = lines(page).filtered(lambda row: row["ahead"] != "0")
    return page.text("brief_learn_unsure", n=page.numbers.integer(len(ahead))) if len(ahead) else joined([])


def goals_sentence(page: ComparisonPage) -> Fragment:
    """Say how many of the targets are met, not met, or cannot be told."""
    goals = own_goals(page)
    if not len(goals):
        return page.text("brief_targets_none", year=page.year)
    return page.text("brief_targets", **counted(page, goals))
