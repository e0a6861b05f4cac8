"""The thirteen indicators for the country: with n and interval, against last year."""

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.figures import indicator_dots
from batt.reports.findings import change_sentence, extremes_sentence
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, programme_labels, programmes_of
from batt.reports.sections.left_out import left_out
from batt.reports.sections.saved import against_last_year, country_values, has_last_year
from batt.reports.tables import Column

JUDGEMENTS = ("up", "down", "none", "no_interval", "unknown")


def indicators(page: Page) -> Fragment:
    """Show every indicator: the provider-level ones, the matrix by programme, figures, and all numbers."""
    words = page.words
    table = against_last_year(page)
    piece = page.section("indicators", words("indicators_title"), new_page=True) + page.text(
        "indicators_intro"
    )
    if has_last_year(page):
        piece += page.box("plain", title=words("changes_title"), text=clear_changes_sentence(page))
    return (
        piece
        + page.section("by-provider", words("by_provider_title"), level=3)
        + page.text("by_provider_intro")
        + _numbers(page, table, "provider")
        + page.section("matrix", words("matrix_title"), level=3)
        + page.text("matrix_intro")
        + _matrix(page)
        + page.section("side-by-side", words("side_by_side_title"), level=3)
        + page.text("side_by_side_intro")
        + _figures(page, table)
        + page.section("all-numbers", words("all_numbers_title"), level=3)
        + page.text("all_numbers_intro")
        + left_out(page)
        + _numbers(page, table, "programme")
    )


def clear_changes_sentence(page: Page) -> str:
    """Say how many values have clearly changed, and how many would by chance alone."""
    judged = [cell.value for cell in against_last_year(page).cells("judgement")]
    compared = [judgement for judgement in judged if judgement in ("up", "down", "none")]
    return page.words(
        "changes_counted",
        n=page.numbers.integer(len(compared)),
        year=page.year - 1,
        clear=page.numbers.integer(len(compared) - compared.count("none")),
        expected=page.numbers.decimal(FALSE_ALARM_SHARE * len(compared), 1),
    )


def indicator_labels(page: Page, level: str = "") -> dict[str, str]:
    """Return the indicators, all or those of a level, by number and name."""
    return {
        indicator.id: f"{indicator.number}. {indicator.short[page.lang]}"
        for indicator in load().indicators
        if level in ("", indicator.level)
    }


def _numbers(page: Page, table: PublishedTable, level: str) -> Fragment:
    """Every number of one level. One row per indicator and programme."""
    words = page.words
    labels, applies = indicator_labels(page, level), load().applies
    # Hatched cells stand in the matrix alone.
    rows = table.filtered(lambda row: applies.get((row["indicator"], row["programme"]), True))
    rows = rows.labelled("judgement", {kind: words(f"judgement_{kind}") for kind in JUDGEMENTS})
    rows = rows.labelled("programme", {ALL: words("all_programmes")} | programme_labels(page, "short"))
    rows = rows.labelled("indicator", labels)
    first = "indicator" if level == "provider" else "programme"
    columns: dict[Column, str] = {
        first: words(first),
        "value": str(page.year),
        ("ci_low", "ci_high"): words("interval_95"),
        "n": words("n"),
    }
    if has_last_year(page):
        columns |= {
            "value_last": str(page.year - 1),
            "change": words("change"),
            "judgement": words("judgement"),
        }
    return page.table(
        rows,
        id=f"numbers-{level}",
        columns=columns,
        formats={
            "value": "unit_table",
            ("ci_low", "ci_high"): "unit_table",
            "n": "integer",
            "value_last": "unit_table",
            "change": "unit_change",
        },
        groups="indicator" if level == "programme" else None,
        caption=words(f"numbers_caption_{level}", year=page.year),
        notes=[words("numbers_note")] if has_last_year(page) else [],
    )


def _matrix(page: Page) -> Fragment:
    """The values by programme, one row per indicator; hatched where an indicator does not apply."""
    words = page.words
    rows = country_values(page).where(year=page.year)
    rows = rows.labelled("programme", programme_labels(page, "short"))
    wide = rows.labelled("indicator", indicator_labels(page, "programme")).wide(
        rows=["indicator", "unit"], columns="programme", values="value"
    )
    programmes = [name for name in wide.columns if name not in ("indicator", "unit")]
    return page.table(
        wide,
        id="indicator-matrix",
        columns={"indicator": words("indicator")} | {name: name for name in programmes},
        formats=dict.fromkeys(programmes, "unit_table"),
        caption=words("matrix_caption", year=page.year),
        notes=[words("matrix_note")],
    )


def _figures(page: Page, table: PublishedTable) -> Fragment:
    """A figure for every indicator that several programmes have."""
    words, values = page.words, country_values(page)
    pieces: list[Fragment] = []
    for indicator in load().indicators:
        short = programmes_of(page, indicator.id, "short")
        if indicator.level == "provider" or len(short) < 2:
            continue
        rows = table.where(indicator=indicator.id)
        title = extremes_sentence(rows, indicator.short[page.lang], short, words)
        if not any(cell.is_shown for cell in rows.cells("value")):
            pieces.append(page.prose(title))
            continue
        if has_last_year(page):
            title = f"{title} {change_sentence(rows, short, page.year - 1, words)}".strip()
        figure = indicator_dots(
            values.where(indicator=indicator.id),
            year=page.year,
            programmes=programmes_of(page, indicator.id),
            words=words,
            title=title,
            caption=words(
                "dots_caption",
                definition=indicator.definition[page.lang],
                direction=indicator.direction_words[page.lang],
                n=indicator.n_unit_label[page.lang],
            ),
        )
        pieces.append(page.figure(figure, id=f"dots-{indicator.id}"))
    return joined(pieces)
