"""The three surveys side by side: NAV, participants and own staff, beside the country."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import HIDDEN, PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import LIST, programme_names
from batt.reports.comparisons.own import own_reported
from batt.reports.findings import listed, lower_first
from batt.reports.fragment import Fragment
from batt.reports.nav_dialogue.answered import own_response
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.nav_dialogue.profiles import own_profiles
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import breakdown, country_values
from batt.reports.sections.surveys import published_means, survey_labels

SURVEYS = {"i01": "nav", "i02": "user", "i03": "staff"}
INTERVAL = ("ci_low", "ci_high")
_MATCHES = ("strict", "loose")


def perspectives(page: DialoguePage) -> Fragment:
    """Show the provider's means of the three surveys, then the themes that they have in common."""
    words = page.words
    piece = page.section("perspectives", words("perspectives_title"), new_page=True)
    rows = own_reported(page, page.year).where(indicator=list(SURVEYS))
    if not len(rows):
        return piece + page.text("perspectives_none")
    return piece + _wholes(page, rows) + _themes(page)


def _wholes(page: DialoguePage, rows: PublishedTable) -> Fragment:
    """One row per survey, and programme of the participants'."""
    words, who = page.words, survey_labels(page)
    country = country_values(page).where(year=page.year).pick(*LIST, "value")
    rows = rows.pick(*LIST, "unit", "value", *INTERVAL, "n").beside(country, on=LIST, suffix="_country")
    rows = rows.beside(own_response(page).pick(*LIST, "rate"), on=LIST, suffix="")
    labels = {indicator: who[survey] for indicator, survey in SURVEYS.items()}
    rows = rows.labelled("programme", programme_names(page), new="programme_label")
    rows = rows.labelled("indicator", labels, new="who")
    return page.table(
        rows.with_text("respondents", _respondents),
        id="perspectives-table",
        columns={
            "respondents": words("who_answers"),
            "value": words("mean_1_6"),
            INTERVAL: words("interval_95"),
            "n": words("n"),
            "rate": words("response_rate"),
            "value_country": words("the_country"),
        },
        formats={
            "value": "unit_table",
            INTERVAL: "unit_table",
            "n": "integer",
            "rate": "percent",
            "value_country": "unit_table",
        },
        caption=words("perspectives_caption", name=page.name, year=page.year),
        notes=[words("perspectives_note")],
    )


def _respondents(row: Mapping[str, Any]) -> str:
    """Return who answers, with the programme of participants."""
    return row["who"] if row["programme"] == ALL else f"{row['who']}, {row['programme_label']}"


def _themes(page: DialoguePage) -> Fragment:
    """One row per theme that all three are asked about; the provider beside the country."""
    words, who = page.words, survey_labels(page)
    items = breakdown(page, "survey_items")
    if items.empty:
        return page.text("themes_none")
    themes = {t.id: t.label[page.lang] for match in _MATCHES for t in load().themes if t.match == match}
    country = published_means(items).where(theme=list(themes), survey=_country_surveys(page))
    own = own_profiles(page)
    wide = _by_theme(country, "country")
    columns, seen = {"theme_label": words("theme")}, []
    if own is not None:
        seen = [survey for survey in who if survey in set(own.data["survey"])]
        wide = wide.beside(_by_theme(own.where(theme=list(themes)), "own"), on=["theme"], suffix="")
        columns |= {f"own {survey}": words("theme_own", who=who[survey]) for survey in seen}
    columns |= {f"country {survey}": words("theme_country", who=who[survey]) for survey in who}
    columns = {name: heading for name, heading in columns.items() if name in (*wide.columns, "theme_label")}
    silent = [lower_first(who[survey]) for survey in who if survey not in seen]
    return page.table(
        wide.labelled("theme", themes, new="theme_label"),
        id="themes-table",
        columns=columns,
        formats={name: "decimal2" for name in columns if name != "theme_label"},
        caption=words("themes_caption"),
        notes=[words("themes_hidden", who=listed(silent, words))] if silent else [],
    )


def _country_surveys(page: DialoguePage) -> list[str]:
    """Return the surveys whose means of the country can be told; that of all users may give back a part."""
    users = country_values(page).where(year=page.year, indicator="i02").cells("value")
    is_hidden = any(cell.state == HIDDEN for cell in users)
    return [survey for survey in SURVEYS.values() if survey != "user" or not is_hidden]


def _by_theme(means: PublishedTable, side: str) -> PublishedTable:
    """Set means out with a row for each theme and a column for each survey."""
    named = means.with_text("column", lambda row: f"{side} {row['survey']}")
    return named.wide(rows=["theme"], columns="column", values="mean")
