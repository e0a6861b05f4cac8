"""All figures at a glance: an indicator a line, a programme a column, so that one screen holds them all."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from batt.disclosure import Cell, PublishedTable
from batt.registry import load
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import indicator_names, programme_names
from batt.reports.formats import format_interval
from batt.reports.fragment import Fragment
from batt.reports.scorecard.card_table import GROUPS, aside, figure_told
from batt.reports.scorecard.lines import lines
from batt.reports.scorecard.verdict import MARKS, stands

WHOLE = "ALL"
"""The programme of figures about the whole provider."""


def glance(page: ComparisonPage) -> Fragment:
    """Return the table: what is good, where we are, how sure that is, and whom to learn from."""
    words, rows = page.words, lines(page)
    programmes = [one for one in dict.fromkeys(rows.column("programme")) if one != WHOLE]
    headings = [words("indicator"), *(programme_names(page)[one] for one in programmes), words("col_learn")]
    if not programmes:
        headings.insert(1, programme_names(page)[WHOLE])
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(heading) for heading in headings)
    body = Markup("").join(_group(page, rows, name, programmes) for name in GROUPS)
    counts, integer = stands(rows), page.numbers.integer
    told = {name: integer(counts[name]) for name in ("tested", "better", "worse")}
    finding = words("glance_caption" if counts["tested"] else "glance_untested", year=page.year, **told)
    notes = (words("glance_how"), _signs(page, rows), words("glance_learn"))
    key = Markup("").join(Markup('<p class="below">{}</p>').format(note) for note in notes)
    return Fragment(
        Markup(
            '<figure class="table glance" id="glance-table"><figcaption id="glance-caption">{}</figcaption>{}'
            '<div class="scroll" role="region" tabindex="0" aria-labelledby="glance-caption">'
            "<table><thead><tr>{}</tr></thead>{}</table></div></figure>"
        ).format(finding, key, head, body)
    )


def _signs(page: ComparisonPage, rows: PublishedTable) -> str:
    """Say what each sign means; longer and shorter only where a figure without a better end is outside."""
    shown = {"better", "worse", "within", "untested", *rows.column("stands")}
    signs = [f"{MARKS[code]} {page.words(f'stands_{code}').lower()}" for code in MARKS if code in shown]
    return page.words("glance_signs", signs=", ".join(signs))


def _group(page: ComparisonPage, rows: PublishedTable, name: str, programmes: Sequence[str]) -> Markup:
    told = [(one, rows.where(indicator=one)) for one in GROUPS[name]]
    body = Markup("").join(_indicator(page, one, found, programmes) for one, found in told if len(found))
    return Markup("<tbody>{}</tbody>").format(body) if body else body


def _indicator(
    page: ComparisonPage, indicator: str, rows: PublishedTable, programmes: Sequence[str]
) -> Markup:
    words, names = page.words, programme_names(page)
    columns = {name: list(rows.cells(name)) for name in rows.columns}
    found = {
        str(row["programme"]): _figure(page, row, {name: cells[place] for name, cells in columns.items()})
        for place, row in enumerate(rows.records())
    }
    if WHOLE in found:
        cells = Markup('<td colspan="{}"><span class="quiet">{}: </span>{}</td>').format(
            max(len(programmes), 1), names[WHOLE], found[WHOLE]
        )
    else:
        cells = Markup("").join(
            Markup('<td data-label="{}">{}</td>').format(names[one], found[one])
            if one in found
            else Markup("<td></td>")
            for one in programmes
        )
    entry = load().indicator(indicator)
    aim = words(f"is_good_{entry.direction}")
    # Per cent stands with every number; what other numbers count has to be said.
    aim = aim if entry.unit == "share" else f"{aim} · {words(f'unit_{entry.unit}').lower()}"
    return Markup('<tr><th scope="row">{}{}</th>{}<td data-label="{}">{}</td></tr>').format(
        indicator_names(page)[indicator], aside(aim), cells, words("learn_short"), _learn(page, rows)
    )


def _figure(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    """Return one figure: where it stands, itself, the country, its interval and the number behind it."""
    words, code = page.words, row["stands"]
    sign = Markup(
        '<span class="stands {}" aria-hidden="true">{}</span><span class="spoken">{}</span> '
    ).format(code, MARKS[code], words(f"stands_{code}"))
    figure = Markup("{}<strong>{}</strong>").format(sign, figure_told(page, row, cells["value"]))
    if not cells["value"].is_shown:
        return figure
    if cells["country"].is_shown:
        country = words("glance_country", country=figure_told(page, row, cells["country"]))
        figure += Markup(' <span class="quiet">{}</span>').format(country)
    sure = []
    if cells["ci_low"].is_shown and cells["ci_high"].is_shown:
        sure.append(format_interval(page.numbers, row["ci_low"], row["ci_high"], "unit_table", row["unit"]))
    elif row["status"] == "ok":
        sure.append(words("glance_counted"))
    if cells["n"].is_shown:
        sure.append(words("own_n", n=page.numbers.integer(cells["n"].value)))
    return figure + aside(" · ".join(sure))


def _learn(page: ComparisonPage, rows: PublishedTable) -> Markup:
    """Return how many similar providers are clearly ahead, by programme, and where none can be compared."""
    words, names = page.words, programme_names(page)
    if set(rows.column("direction")) == {"range"}:
        return Markup('<span class="quiet">{}</span>').format(words("glance_no_best"))
    told = rows.records()
    clear = [(row["programme"], row["clear"]) for row in told if row["clear"] != "0"]
    alone = [row["programme"] for row in told if row["ahead"] == "0" and pd.isna(row["peer_n"])]
    if len(alone) == len(told):
        return Markup('<span class="quiet">{}</span>').format(words("glance_alone"))
    parts = []
    if clear:
        ahead = ", ".join(n if one == WHOLE else f"{names[one]} {n}" for one, n in clear)
        parts.append(Markup('<a href="#learn">{}</a>').format(ahead))
    else:
        parts.append(Markup('<span class="quiet">{}</span>').format(words("glance_nobody")))
    if alone:
        parts.append(aside(words("glance_alone_in", programmes=", ".join(names[one] for one in alone))))
    return Markup("").join(parts)
