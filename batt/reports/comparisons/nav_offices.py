"""The NAV survey with and without the severity of the offices that answer."""

from batt.disclosure import PublishedTable
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import direction
from batt.reports.comparisons.own import NOTHING, not_placed, with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import because, left_out, outermost
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import ALL

_SURVEY = "i01"
_MOST = 5


def nav_offices(page: ComparisonPage) -> Fragment:
    """Say how much offices differ beside providers, and show providers' scores both ways."""
    words = page.words
    start = page.section("nav-offices", words("offices_title"), level=3) + page.text("offices_text")
    if not page.comparisons.has("nav_severity"):
        return start + page.text("offices_nothing")
    table = with_provider(page, page.compared("nav_severity"))
    placed = set(table.data["provider_id"])
    return (
        start
        + _components(page)
        + (_scores(page, table) if len(table) else page.text("offices_nobody"))
        + (
            not_placed(
                page,
                id="own-nav-not-placed",
                title=words("offices_title"),
                indicators=[_SURVEY],
                placed=lambda indicator, programme: page.provider in placed,
            )
            if page.provider
            else NOTHING
        )
    )


def _components(page: ComparisonPage) -> Fragment:
    """One row: how much providers, offices and single answers differ, in points on the scale."""
    words = page.words
    table = page.compared("nav_severity_components")
    told = table.data.iloc[0] if len(table) else {"reason": "missing"}
    if told["reason"]:
        return page.text("offices_not_told_apart", reason=because(page, told["reason"]))
    larger = "offices" if told["sd_office"] > told["sd_provider"] else "providers"
    places = {name: page.numbers.decimal(told[name], 2) for name in ("sd_office", "sd_provider")}
    return page.table(
        table,
        id="nav-office-spread",
        columns={
            "year": words("year"),
            "sd_provider": words("sd_provider"),
            "sd_office": words("sd_office"),
            "sd_answer": words("sd_answer"),
            "n_providers": words("providers_n"),
            "n_offices": words("offices_n"),
            "n": words("n"),
        },
        formats=dict.fromkeys(("sd_provider", "sd_office", "sd_answer"), "decimal2")
        | dict.fromkeys(("n_providers", "n_offices", "n"), "integer")
        | {"year": "year"},
        caption=words(f"offices_finding_{larger}", **places),
        notes=[grounds(page, [(_SURVEY, ALL)])],
    )


def _scores(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """The highest, the lowest and the reader's own scores both ways; one row per provider."""
    words = page.words
    shown = outermost(page, table, "raw", _MOST, by="year").sorted_by("raw", descending=True)
    return page.table(
        shown.with_text("remark", lambda row: because(page, row["reason"])),
        id="nav-scores",
        columns={
            "who": words("provider_word"),
            "n": words("n"),
            "n_offices": words("offices_n"),
            "raw": words("with_offices"),
            "office_severity": words("office_severity"),
            "adjusted": words("without_offices"),
            ("adjusted_low", "adjusted_high"): words("interval_95"),
            "shrunken": words("shrunken_score"),
            ("shrunken_low", "shrunken_high"): words("interval_95"),
        }
        | ({"remark": words("remark")} if (shown.data["reason"] != "").any() else {}),
        formats={
            "n": "integer",
            "n_offices": "integer",
            "raw": "decimal2",
            "office_severity": "change2",
            "adjusted": "decimal2",
            ("adjusted_low", "adjusted_high"): "decimal2",
            "shrunken": "decimal2",
            ("shrunken_low", "shrunken_high"): "decimal2",
        },
        caption=words("scores_caption", direction=direction(page, _SURVEY)),
        notes=[
            *left_out(page, table, shown),
            words("scores_note"),
            grounds(page, [(_SURVEY, ALL)]),
        ],
    )
