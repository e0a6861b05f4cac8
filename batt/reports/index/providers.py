"""The year's providers, to be searched, filtered by county and programme, and sorted; with their pages."""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from batt.disclosure import publish_facts
from batt.indicators import members
from batt.registry import Options, load
from batt.reports.fragment import Fragment, joined
from batt.reports.index.pages import Pages, links
from batt.reports.page import Page
from batt.reports.sections.labels import code_labels, programme_labels
from batt.reports.sections.saved import account

KINDS = ("scorecard", "nav_dialogue", "comparisons")
"""Kinds with a page of a provider, a column each where there is any."""
COLUMNS = ("name", "id", "county", "programmes")
_WHY = "names, counties and programmes of providers are public; nobody is counted"
_LETTERS = str.maketrans("æäøöå", "{{||}")
"""Characters that follow z, in the order in which these letters follow it."""


def providers(page: Page, found: Pages) -> Fragment:
    """List the providers that are in, by name, with the pages that each of them has."""
    if not (page.root.clean(page.year) / "providers.parquet").exists():
        return joined([])
    words = page.words
    start = page.section("providers", words("index_providers"))
    listed = publish_facts(_listed(page), why=_WHY).data
    if listed.empty:
        return start + page.text("index_no_providers")
    kinds = [kind for kind in KINDS if set(listed["provider_id"]) & set(found.units(kind))]
    table = Markup(
        '<div class="table"><table id="provider-list" aria-label="{}"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(
        words("index_providers"),
        Markup("").join(
            Markup('<th scope="col">{}</th>').format(words(f"column_{name}")) for name in (*COLUMNS, *kinds)
        ),
        Markup("\n").join(_row(page, row, kinds, found) for row in listed.to_dict("records")),
    )
    warning = page.box("index_for_whom") if kinds else joined([])
    return start + warning + Fragment(_finder(page, listed)) + Fragment(table)


def _listed(page: Page) -> pd.DataFrame:
    """Return one row per provider: ``provider_id, name, county``, its label, and its programmes' codes."""
    known = account(page, "providers")
    chosen = members(known, Options(forening=page.forening))["provider_id"]
    known = known[known["provider_id"].isin(list(chosen))]
    labels, order = code_labels(page, "counties"), load().programme_codes
    run = account(page, "activity").groupby("provider_id")["programme"].agg(set)
    rows = [
        {
            "provider_id": str(row["provider_id"]),
            "name": str(row["name"]) if pd.notna(row["name"]) else str(row["provider_id"]),
            "county": "" if pd.isna(row["county"]) else labels.get(row["county"], str(row["county"])),
            "programmes": " ".join(code for code in order if code in run.get(row["provider_id"], ())),
        }
        for row in known.to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=["provider_id", "name", "county", "programmes"])
    return frame.sort_values(
        ["name", "provider_id"], key=lambda texts: texts.map(_norwegian_order), ignore_index=True
    )


def _norwegian_order(name: object) -> str:
    """Return what a name is sorted by: æ, ø and å after z, capitals like small letters."""
    return str(name).lower().translate(_LETTERS)


def _row(page: Page, row: dict, kinds: Iterable[str], found: Pages) -> Markup:
    words, short = page.words, programme_labels(page, "short")
    cells = [
        links(addresses, words(f"column_{kind}"), page.lang) if addresses else _absent(page)
        for kind in kinds
        for addresses in [found.of(kind, row["provider_id"])]
    ]
    return Markup('<tr data-county="{}" data-programmes="{}"><th scope="row">{}</th>{}</tr>').format(
        row["county"],
        row["programmes"],
        row["name"],
        Markup("").join(
            Markup("<td>{}</td>").format(cell)
            for cell in (
                row["provider_id"],
                row["county"] or _absent(page),
                ", ".join(short[code] for code in row["programmes"].split()) or _absent(page),
                *cells,
            )
        ),
    )


def _absent(page: Page) -> Markup:
    return Markup('<span aria-hidden="true">–</span><span class="spoken">{}</span>').format(
        page.words("index_absent")
    )


def _finder(page: Page, listed: pd.DataFrame) -> Markup:
    """Return the controls, hidden until the script that they need shows them."""
    words, labels = page.words, programme_labels(page)
    counties = sorted(set(filter(None, listed["county"])), key=_norwegian_order)
    run = {code for codes in listed["programmes"] for code in codes.split()}
    return Markup(
        '<div id="finder" class="finder" role="search" hidden>'
        '<label>{}<input type="search" id="find-text" autocomplete="off" spellcheck="false"></label>'
        '{}{}<button type="button" id="find-all">{}</button>'
        '<p id="found" role="status" data-some="{}" data-none="{}"></p></div>'
    ).format(
        words("find_name"),
        _choice(
            "find-county", words("column_county"), words("find_all_counties"), {one: one for one in counties}
        ),
        _choice(
            "find-programme",
            words("programme"),
            words("find_all_programmes"),
            {code: label for code, label in labels.items() if code in run},
        ),
        words("find_reset"),
        words("found_some", n="#", all=page.numbers.integer(len(listed))),
        words("found_none"),
    )


def _choice(id: str, label: str, every: str, options: dict[str, str]) -> Markup:
    choices = Markup("").join(
        Markup('<option value="{}">{}</option>').format(value, text) for value, text in options.items()
    )
    return Markup('<label>{}<select id="{}"><option value="">{}</option>{}</select></label>').format(
        label, id, every, choices
    )
