"""Places in the lists, with how uncertain they are."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import (
    HEADING,
    LIST,
    PROGRAMME,
    direction,
    headed,
    without_per_100,
)
from batt.reports.comparisons.own import is_own, own_figures, own_rows, with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS, LONG, because, beside_same, left_out, told_to
from batt.reports.figures import rank_intervals
from batt.reports.findings import lower_first
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import JOB, programmes_of
from batt.reports.sections.saved import country_values
from batt.reports.tables import Column

MARGINAL, SIMULTANEOUS = ("marginal_low", "marginal_high"), ("simultaneous_low", "simultaneous_high")
SHRUNKEN, RAW_INTERVAL = ("shrunken_low", "shrunken_high"), ("ci_low", "ci_high")
PLACES = ["rank", "rank_last", *MARGINAL, *SIMULTANEOUS, "providers_n", "reason"]


def ranks(page: ComparisonPage) -> Fragment:
    """Show places: the reader's own, how many could be the first, and the list of job acquisition."""
    words = page.words
    piece = page.section("ranks", words("ranks_title"), new_page=True)
    table = page.found("ranks")
    if table is None:
        return piece + page.text("ranks_none")
    piece += page.text("ranks_intro")
    if page.provider:
        piece += _own(page, table)
    return piece + _job_acquisition(page, table) + _all_lists(page, table)


def _own(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """The reader's own place in every list that it is in."""
    words = page.words
    shrunken = page.found("shrinkage")
    rows = own_figures(page, page.year).pick(*LIST, "unit", "value", "n")
    rows = rows.beside(own_rows(page, table).pick(*LIST, *PLACES), on=LIST, suffix="")
    if shrunken is not None:
        own = own_rows(page, shrunken).pick(*LIST, "shrunken", *SHRUNKEN)
        rows = rows.beside(own, on=LIST, suffix="")
    rows = headed(page, rows.with_text("place", lambda row: _place(page, row)))
    data = rows.data
    numbers: dict[Column, str] = {"shrunken": words("ranks_shrunken"), SHRUNKEN: words("interval_95")}
    return page.section("own-places", words("own_places_title"), level=3) + page.table(
        rows,
        id="own-places-in-lists",
        columns={
            PROGRAMME: words("programme"),
            "place": words("ranks_own_place"),
            MARGINAL: words("ranks_marginal"),
            SIMULTANEOUS: words("ranks_simultaneous"),
            "value": words("raw_value"),
            "n": words("n"),
        }
        | (numbers if shrunken is not None else {}),
        formats=dict.fromkeys([MARGINAL, SIMULTANEOUS, "n"], "integer")
        | dict.fromkeys(["value", "shrunken", SHRUNKEN], "unit_table"),
        groups=HEADING,
        caption=words(
            "own_places_caption",
            first=page.numbers.integer((data["simultaneous_low"] == 1).sum()),
            lists=page.numbers.integer(data["simultaneous_low"].notna().sum()),
        ),
        notes=[words("ranks_sets_note"), words("not_placed_note")],
    )


def _place(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say a place in its list, or why there is none."""
    if pd.notna(row["rank"]):
        return page.words(
            "ranks_place_of", place=_place_number(page, row), n=page.numbers.integer(row["providers_n"])
        )
    if load().indicator(row["indicator"]).direction == "range":
        return because(page, "no_direction")
    return because(page, "not_placed" if pd.isna(row["reason"]) else row["reason"] or "not_placed")


def _place_number(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    first, last = (page.numbers.integer(row[name]) for name in ("rank", "rank_last"))
    return first if first == last else f"{first}–{last}"


def _job_acquisition(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """The list of job acquisition, programme by programme: a figure and the top."""
    words = page.words
    rows = _job_rows(page, table)
    name = load().indicator(JOB).short[page.lang]
    piece = page.section("job-places", words("job_places_title", name=lower_first(name)), level=3)
    if not rows:
        return piece + page.text("nobody_in_list", name=name)
    placed_in = rows.data["programme"].value_counts()
    programmes = {
        code: label for code, label in programmes_of(page, JOB, "short").items() if code in placed_in.index
    }
    panels = {
        code: words("ranks_panel", programme=label, n=page.numbers.integer(placed_in[code]))
        for code, label in programmes.items()
    }
    short = _top_and_own(page, rows).labelled("programme", programmes, new=PROGRAMME)
    country = country_values(page).where(year=page.year, indicator=JOB, programme=list(programmes))
    could, apart, placed = (page.numbers.integer(number) for number in _certainty(rows))
    finding = words("job_places_finding", name=name, could=could, apart=apart, placed=placed)
    figure = rank_intervals(
        rows,
        short,
        country,
        panels=panels,
        words=words,
        title=finding,
        caption=words("job_places_caption", direction=direction(page, JOB)),
        columns={PROGRAMME: words("programme")} | _columns(page),
        formats=_FORMATS,
    )
    notes = [
        *left_out(page, rows, short),
        words("ranks_sets_note"),
        told_to(page, "ranks_hidden_low_note"),
        grounds(page, [(JOB, code) for code in programmes]),
    ]
    return piece + joined(
        [
            page.figure(figure, id="job-rank-intervals"),
            page.table(
                short,
                id="job-league",
                columns=_columns(page),
                formats=_FORMATS,
                groups=PROGRAMME,
                caption=words("league_caption", name=name, direction=direction(page, JOB)),
                notes=notes,
            ),
        ]
    )


def _job_rows(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Return those placed by job acquisition with raw and shrunken value, best first."""
    rows = with_provider(page, table.where(indicator=JOB)).filtered(lambda row: pd.notna(row["rank"]))
    for name, columns in (("shrinkage", ["shrunken", *SHRUNKEN]), ("funnel_cells", [*RAW_INTERVAL])):
        rows = beside_same(rows, page.compared(name), columns)
    rows = rows.with_text("place", lambda row: _marked_place(page, row)).sorted_by("programme", "rank")
    return rows.with_text("own", lambda row: page.words("own_word") if is_own(page, row) else "")


def _marked_place(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    place = _place_number(page, row)
    return f"{row['who']}: {place}" if is_own(page, row) else place


def _top_and_own(page: ComparisonPage, rows: PublishedTable) -> PublishedTable:
    """Keep the top of each list, and the reader's own row wherever it stands."""
    return rows.filtered(lambda row: row["rank"] <= LONG or is_own(page, row))


def _certainty(rows: PublishedTable) -> tuple[int, int, int]:
    """Count those that could be first, those told apart from any other, and all of a list's providers."""
    data = rows.data
    low, high = (data[name] for name in SIMULTANEOUS)
    return int((low == 1).sum()), int(((low > 1) | (high < data["providers_n"])).sum()), len(data)


def _columns(page: ComparisonPage) -> dict[Column, str]:
    words = page.words
    who = {"who": words("provider_word")} if page.role in ("sector", "directorate") else {}
    return {
        "place": words("ranks_place"),
        **who,
        SIMULTANEOUS: words("ranks_simultaneous"),
        "value": words("raw_value"),
        RAW_INTERVAL: words("interval_95"),
        "n": words("n"),
        "shrunken": words("ranks_shrunken"),
        SHRUNKEN: words("ranks_shrunken_interval"),
    }


_FORMATS: dict[Column, str] = {
    SIMULTANEOUS: "integer",
    "n": "integer",
    **dict.fromkeys(["value", RAW_INTERVAL, "shrunken", SHRUNKEN], "unit_table"),
}


def _all_lists(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """How many are placed in each list, and how many of them could be the first."""
    words = page.words
    shrunken = page.found("shrinkage")
    counted = publish_facts(_counts(page, table, shrunken), why=COUNTS)
    rows = headed(page, counted)
    lists = rows.data.dropna(subset=["could_be_first"])
    everybody = int((lists["could_be_first"] == lists["placed"]).sum())
    unplaced = list(dict.fromkeys(rows.where(reason="no_direction").data[HEADING]))
    return page.section("all-places", words("all_places_title"), level=3) + page.table(
        rows,
        id="places-of-all-lists",
        columns={
            PROGRAMME: words("programme"),
            "placed": words("ranks_placed"),
            "could_be_first": words("ranks_could_be_first"),
            "could_be_last": words("ranks_could_be_last"),
            "spread": words("ranks_spread"),
            "remark": words("remark"),
        },
        formats=dict.fromkeys(["placed", "could_be_first", "could_be_last"], "integer")
        | {"spread": "unit_table"},
        groups=HEADING,
        caption=words(
            "all_places_caption",
            everybody=page.numbers.integer(everybody),
            lists=page.numbers.integer(len(lists)),
        ),
        notes=[words("ranks_spread_note"), *([words("ranks_unplaced_note")] if unplaced else [])],
    )


def _counts(page: ComparisonPage, table: PublishedTable, shrunken: PublishedTable | None) -> pd.DataFrame:
    """Count what is shown. One row per list: NA where there are no places, or no sets."""
    spreads = {} if shrunken is None else shrunken.data.groupby(LIST)["between_sd"].first().to_dict()
    rows = []
    for (indicator, programme), shown in table.data.groupby(LIST):
        has_places, has_sets = shown["rank"].notna().any(), shown["simultaneous_low"].notna().any()
        reason = shown["reason"].mode().iloc[0]
        low, high = (shown[name] for name in SIMULTANEOUS)
        rows.append(
            {
                "indicator": indicator,
                "programme": programme,
                "unit": without_per_100(str(shown["unit"].iloc[0])),
                "placed": int(shown["rank"].notna().sum()) if has_places else pd.NA,
                "could_be_first": int((low == 1).sum()) if has_sets else pd.NA,
                "could_be_last": int((high == shown["providers_n"]).sum()) if has_sets else pd.NA,
                "spread": spreads.get((indicator, programme)),
                "reason": reason,
                "remark": because(page, reason),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(["placed", "could_be_first", "could_be_last"], "Int64")).astype(
        {"spread": "float64"}
    )
