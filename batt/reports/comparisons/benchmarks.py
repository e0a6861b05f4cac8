"""What figures are held against: the country both ways, county, peers, and the best."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons.grounds import response_rate
from batt.reports.comparisons.lists import HEADING, LIST, PER_100, PROGRAMME, headed, list_of, without_per_100
from batt.reports.comparisons.own import OWN_MARK, own_figures, own_reported, own_rows, with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import beside_same, text_of, told_to
from batt.reports.fragment import Fragment
from batt.reports.sections.saved import account, country_values, reported_values
from batt.reports.tables import Column

VALUES = ["value", "ci_low", "ci_high", "n"]
INTERVAL = ("ci_low", "ci_high")


def benchmarks(page: ComparisonPage) -> Fragment:
    """Show what figures are held against, for the reader's own first, then for every list."""
    words = page.words
    piece = page.section("benchmarks", words("benchmarks_title"), new_page=True)
    table = page.found("benchmarks")
    if table is None:
        return piece + page.text("benchmarks_none")
    meant = words(f"national_mean_{page.readings.national_mean}")
    piece += page.text("benchmarks_intro", meant=meant)
    if page.provider:
        piece += _own(page, table)
    piece += page.section("national-means", words("national_means_title"), level=3) + _national(page, table)
    if page.role in ("sector", "directorate"):
        piece += _leaders(page)
    return piece


def _national(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """The country, the mean of providers and the best. One row per list."""
    words = page.words
    country = country_values(page).where(year=page.year).filtered(lambda r: r["status"] != "not_applicable")
    means = table.first_of_each(LIST).pick(
        *LIST, "national_providers", "national_n", "top3_mean", "top5_mean"
    )
    rows = headed(page, country.pick(*LIST, "unit", *VALUES).beside(means, on=LIST, suffix=""))
    rows = rows.with_text("rate", lambda row: response_rate(page, *list_of(row)))
    counted = [row for row in rows.data.to_dict("records") if _is_shown(row, "national_providers", *INTERVAL)]
    apart = [row for row in counted if _excludes(row, row["national_providers"])]
    return page.table(
        rows,
        id="national-benchmarks",
        columns={
            PROGRAMME: words("programme"),
            **_mean_columns(page),
            "national_n": words("benchmarks_providers"),
            "top3_mean": words("benchmarks_top_three"),
            "top5_mean": words("benchmarks_top_five"),
        },
        formats=dict.fromkeys(
            ["value", INTERVAL, "national_providers", "top3_mean", "top5_mean"], "unit_table"
        )
        | {"n": "integer", "national_n": "integer"},
        groups=HEADING,
        caption=words(
            "national_caption",
            apart=page.numbers.integer(len(apart)),
            lists=page.numbers.integer(len(counted)),
        ),
        notes=[told_to(page, "national_note"), *_partner_rates(page, table)],
    )


def _mean_columns(page: ComparisonPage) -> dict[Column, str]:
    """Return the two readings of the national mean, the one that is meant first."""
    words = page.words
    pooled: dict[Column, str] = {
        "value": _mean_heading(page, "pooled"),
        INTERVAL: words("interval_95"),
        "n": words("n"),
        "rate": words("response_rate"),
    }
    providers: dict[Column, str] = {"national_providers": _mean_heading(page, "providers")}
    return pooled | providers if page.readings.national_mean == "pooled" else providers | pooled


def _mean_heading(page: ComparisonPage, reading: str) -> str:
    """Return what heads a reading of the national mean, with a word on the one that is meant."""
    meant = "meant" if page.readings.national_mean == reading else "other"
    return page.words(f"mean_{reading}_{meant}")


def _partner_rates(page: ComparisonPage, table: PublishedTable) -> list[str]:
    """Say what partners are per 100 participants, which the country has no figure for."""
    rows = table.where(indicator=PER_100).first_of_each(LIST).data.to_dict("records")
    told = ("national_pooled", "national_providers", "top3_mean", "top5_mean")
    if not rows or not _is_shown(rows[0], *told):
        return []
    figures = {name: text_of(page, rows[0][name], "firms") for name in told}
    return [page.words("partner_rates", n=page.numbers.integer(rows[0]["national_n"]), **figures)]


def _leaders(page: ComparisonPage) -> Fragment:
    """The five best of every list, by name."""
    words = page.words
    leaders = page.found("leaders")
    if leaders is None:
        return page.text("leaders_none")
    rows = with_provider(page, leaders.sorted_by("place"))
    cells = page.found("funnel_cells")
    if cells is not None:
        rows = beside_same(rows, cells, INTERVAL)
    rows = headed(page, rows.with_text("unit", lambda row: without_per_100(row["unit"])))
    interval: dict[Column, str] = {} if cells is None else {INTERVAL: words("interval_95")}
    return page.section("leaders", words("leaders_title"), level=3) + page.table(
        rows,
        id="leaders-of-lists",
        columns={
            PROGRAMME: words("programme"),
            "place": words("ranks_place"),
            "who": words("provider_word"),
            "value": words("value"),
            **interval,
            "n": words("n"),
        },
        formats={"place": "integer", "value": "unit_table", INTERVAL: "unit_table", "n": "integer"},
        groups=HEADING,
        caption=words("leaders_caption"),
        notes=[words("leaders_note")],
    )


def _own(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """The reader's own figures against all others. One row per list that it is in."""
    words = page.words
    rows = _own_benchmarks(page, table)
    counted = [row for row in rows.data.to_dict("records") if _is_shown(row, "value_country", *INTERVAL)]
    apart = [row for row in counted if _excludes(row, row["value_country"])]
    means: dict[Column, str] = {"value_country": _mean_heading(page, "pooled")}
    means["national_providers"] = _mean_heading(page, "providers")
    if page.readings.national_mean == "providers":
        means = dict(reversed(means.items()))
    return page.section("own-benchmarks", words("own_benchmarks_title"), level=3) + page.table(
        headed(page, rows.with_text("peers", lambda row: _peers(page, row))),
        id="own-against-others",
        columns={
            PROGRAMME: words("programme"),
            "value": words("own_row", mark=OWN_MARK),
            INTERVAL: words("interval_95"),
            "n": words("n"),
            "value_last": words("benchmarks_last_year", year=page.year - 1),
            **means,
            "value_county": words("benchmarks_county"),
            "peers": words("benchmarks_peers"),
            "top3_mean": words("benchmarks_top_three"),
        },
        formats=dict.fromkeys(
            ["value", INTERVAL, "value_last", *means, "value_county", "top3_mean"], "unit_table"
        )
        | {"n": "integer"},
        groups=HEADING,
        caption=words(
            "own_benchmarks_caption",
            apart=page.numbers.integer(len(apart)),
            lists=page.numbers.integer(len(counted)),
            expected=page.numbers.decimal(FALSE_ALARM_SHARE * len(counted), 1),
        ),
        notes=[
            words("own_benchmarks_note"),
            words("benchmarks_peers_note"),
            words("not_placed_note"),
            *_own_partner_rate(page, table),
        ],
    )


def _own_benchmarks(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Return own figures beside last year's, the country's, the county's, the peers' and the best's."""
    reported = reported_values(page)
    providers = account(page, "providers").set_index("provider_id")["county"]
    county = providers.get(page.provider)
    last = own_reported(page, page.year - 1)
    own = own_rows(page, table)
    peers = ["peer_pooled", "peer_providers", "peer_n", "peer_basis", "peer_reason"]
    rows = own_figures(page, page.year).pick(*LIST, "unit", *VALUES)
    rows = rows.beside(last.pick(*LIST, "value"), on=LIST, suffix="_last")
    country = country_values(page).where(year=page.year).pick(*LIST, "value")
    rows = rows.beside(country, on=LIST, suffix="_country")
    counties = reported.where(unit_level="county", unit_id=county, year=page.year).pick(*LIST, "value")
    rows = rows.beside(counties, on=LIST, suffix="_county")
    best = table.first_of_each(LIST).pick(*LIST, "national_providers", "top3_mean")
    return rows.beside(best, on=LIST, suffix="").beside(own.pick(*LIST, *peers), on=LIST, suffix="")


def _peers(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Return the peers' mean, how many they are and on what basis, or why there is none."""
    if pd.isna(row["peer_n"]):
        return page.words("because_not_placed")
    if row["peer_reason"]:
        return page.words(f"peers_{row['peer_reason']}")
    value = text_of(page, row[f"peer_{page.readings.national_mean}"], row["unit"])
    return page.words(f"peers_{row['peer_basis']}", value=value, n=page.numbers.integer(row["peer_n"]))


def _own_partner_rate(page: ComparisonPage, table: PublishedTable) -> list[str]:
    """Say what the reader's own partners are per 100 participants."""
    rows = own_rows(page, table.where(indicator=PER_100)).data.to_dict("records")
    told = ("value", "national_pooled", "national_providers")
    if not rows or not _is_shown(rows[0], *told):
        return [page.words("own_partner_rate_none")]
    figures = {name: text_of(page, rows[0][name], "firms") for name in told}
    return [page.words("own_partner_rate", n=page.numbers.integer(rows[0]["n"]), **figures)]


def _is_shown(row: Mapping[Any, Any], *names: str) -> bool:
    return all(pd.notna(row[name]) for name in names)


def _excludes(row: Mapping[Any, Any], value: float) -> bool:
    """Tell whether a row's interval leaves a value out."""
    return not row["ci_low"] <= value <= row["ci_high"]
