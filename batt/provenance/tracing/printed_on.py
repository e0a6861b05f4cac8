"""Every place where a number of the indicator table is printed: page, table, row and column.

Reading all pages takes longer than tracing a number, so what was found is kept below ``data/processed/trace``
until a page changes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from batt.atomic import atomic_file, write_text
from batt.paths import Root
from batt.provenance.tracing.traced_number import COUNTRY, NumberId

if TYPE_CHECKING:
    from batt.provenance.printed.saved import Reader
    from batt.provenance.tracing.printed_card import Place
    from batt.reports.figure_ids import FigureId
    from batt.reports.kept_table import KeptTable

Progress = Callable[[int, int], None]
"""Told how many pages have been read, of how many."""
PRINTED_COLUMNS = [
    "page",
    "kind",
    "table",
    "row",
    "column",
    "indicator",
    "unit",
    "programme",
    "year",
    "printed",
]
_FORM = 2
"""Of what is kept; what an earlier form has left out is looked for again."""
_OF_UNIT = ("value", "value_last")
_OF_COUNTRY = ("country", "value_country", "national_value")


def printed_on(
    root: Root, number: NumberId, report_year: int | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Return where a number is printed.

    Parameters
    ----------
    report_year
        Whose pages are looked through; the number's own year by default.
    progress
        Told of each page, if pages have to be read.

    Returns
    -------
    DataFrame
        One row per cell of a table: ``page`` (relative to the root), ``kind``, ``table``, ``row``
        (counted from 1), ``column`` and ``printed`` (per cent for shares). Cells that
        name no provider are not there.
    """
    places = all_printed(root, report_year or number.year, progress)
    mine = (
        (places["indicator"] == number.indicator)
        & (places["unit"] == number.unit)
        & (places["programme"] == number.programme)
        & (places["year"] == number.year)
    )
    return places.loc[mine, ["page", "kind", "table", "row", "column", "printed"]].reset_index(drop=True)


def all_printed(root: Root, year: int, progress: Progress | None = None) -> pd.DataFrame:
    """Return every place where a year's pages print a number of the indicator table (`PRINTED_COLUMNS`).

    The pages are read again only if one of them, or its notebook, is another than last time.
    """
    kept = root.processed("trace") / f"printed-{year}.parquet"
    stamp = _stamp(root, year)
    told = kept.with_suffix(".json")
    if kept.exists() and told.exists() and json.loads(told.read_text(encoding="utf-8")) == stamp:
        return pd.read_parquet(kept)
    found = _read_pages(root, year, progress or (lambda done, pages: None))
    places = pd.DataFrame(found, columns=pd.Index(PRINTED_COLUMNS))
    told.unlink(missing_ok=True)
    with atomic_file(kept) as new:
        places.to_parquet(new, index=False)
    write_text(told, json.dumps(stamp))
    return places


def _stamp(root: Root, year: int) -> list[list[Any]]:
    """Return what changes when a page or a notebook is made again: names, sizes and times."""
    files = [*root.reports(year).rglob("*.html"), *root.executed(year).glob("*.ipynb")]
    files = [file for file in files if root.editions(year) not in file.parents]
    found = [(root.relative(file), file.stat()) for file in sorted(files)]
    return [["form", _FORM], *([name, about.st_size, about.st_mtime_ns] for name, about in found)]


def numbers_on(
    root: Root, id: "FigureId", lang: str, table: "KeptTable", page: Path | None = None
) -> tuple[tuple[NumberId, ...], tuple[str, ...]]:
    """Return the numbers of the indicator table that a figure shows, and the saved tables it is made from.

    Parameters
    ----------
    table
        The figure's data as its notebook has kept them; of a table at a glance, those of the card.
    page
        The page, for a table at a glance.
    """
    # Slow to import, and not needed by those who only look up what was found before.
    from batt.provenance.printed.saved import Reader, Saved
    from batt.report_kinds import report_kind

    saved = Saved(root, id.year)
    reader = Reader(saved, id.kind, lang, report_kind(id.kind).role or "public", id.of)
    places = _places(table, reader, _saved_values(root, saved.years))
    if page is not None:
        places = _at_a_glance(page, places, reader)
    numbers = (NumberId(year, indicator, unit, code) for _, _, indicator, unit, code, year, _ in places)
    return tuple(dict.fromkeys(numbers)), tuple(sorted(saved.files))


def _read_pages(root: Root, year: int, progress: Progress) -> Iterator[tuple[Any, ...]]:
    # Slow to import, and not needed once the pages have been read.
    from batt.provenance.printed.compare import pages_of
    from batt.provenance.printed.saved import Reader, Saved
    from batt.provenance.tracing.page_figure import CARD, GLANCE
    from batt.reports.forms.kept import read_kept

    saved = Saved(root, year)
    values = _saved_values(root, saved.years)
    pages = [page for page in pages_of(root, year) if page.executed.exists()]
    for done, page in enumerate(pages):
        progress(done, len(pages))
        reader = Reader(saved, page.kind.name, page.lang, page.kind.role or "public", page.of)
        named = root.relative(page.file), page.kind.name
        for table in read_kept(page.executed).tables:
            places = _places(table, reader, values)
            yield from ((*named, table.id, *place) for place in places)
            if table.id == CARD:
                yield from ((*named, GLANCE, *place) for place in _at_a_glance(page.file, places, reader))
    progress(len(pages), len(pages))


def _at_a_glance(page: Path, card: "list[Place]", reader: "Reader") -> "list[Place]":
    """Return the places of a page's table at a glance, whose numbers the card has too; none without one."""
    from batt.provenance.tracing.printed_card import glance_places, glance_table

    glance = glance_table(page.read_text(encoding="utf-8")) if page.exists() else None
    return [] if glance is None else list(glance_places(glance, card, reader))


def _places(table: "KeptTable", reader: "Reader", values: Mapping[tuple, float]) -> "list[Place]":
    """Return the cells of a table that say a number of the indicator table, by what binds the table."""
    from batt.provenance.printed.bindings import BINDINGS
    from batt.provenance.tracing.printed_card import CARD_BINDING

    for binding in (*BINDINGS, CARD_BINDING):
        if re.fullmatch(binding.tables, table.id) and (not binding.kinds or reader.kind in binding.kinds):
            reader.saved.frame(binding.rows)
            return list(_read_table(table, binding, reader, values))
    return []


def _read_table(
    table: Any, binding: Any, reader: Any, values: Mapping[tuple, float]
) -> Iterator[tuple[int, str, str, str, str, int, float]]:
    """Give the cells of a kept table that say a number of the indicator table, and which it is."""
    from batt.provenance.printed.binding import TABLE_ID
    from batt.provenance.printed.rounding import as_printed

    for place in range(len(table.rows)):
        cells = table.cells(place)
        said = {column.name: cell.value for column, cell in zip(table.columns, cells, strict=True)}
        said[TABLE_ID] = table.id
        keys: dict[str, Any] = {}
        for read in binding.keys:
            keys |= read(said, reader)
        for column, cell in zip(table.columns, cells, strict=True):
            if cell.format == "text" or cell.value is None:
                continue
            found, name = keys, binding.columns.get(column.name, column.name)
            if binding.wide is not None and column.name not in binding.columns:
                more = binding.wide(column.name, reader)
                if more is None:
                    continue
                found, name = {**keys, **more[0]}, more[1]
            number = _number_of(found, name, reader.year)
            value = values.get(number)
            # Another figure of the same row, such as one per 100 participants, is none of the table.
            if value is not None and as_printed(value, cell.format) == cell.value:
                indicator, unit, programme, year = number
                yield place + 1, column.heading, indicator, unit, programme, year, float(cell.value)


def _number_of(keys: Mapping[str, Any], name: str, year: int) -> tuple[str, str, str, int]:
    """Return the number that a cell says, by the codes of its row and the saved column behind it."""
    unit = str(keys.get("unit_id", keys.get("provider_id", "")))
    if name in _OF_COUNTRY:
        unit = COUNTRY
    elif name not in _OF_UNIT:
        unit = ""
    said = int(keys.get("year", year)) - (name == "value_last")
    return str(keys.get("indicator", "")), unit, str(keys.get("programme", "")), said


def _saved_values(root: Root, years: list[int]) -> dict[tuple, float]:
    """Return the values of the indicator tables by indicator, unit, programme and year."""
    names = ["indicator", "unit_id", "programme", "year", "value"]
    tables = [pd.read_parquet(Path(root.indicators(year)), columns=names) for year in years]
    rows = pd.concat(tables, ignore_index=True).dropna(subset="value")
    return {(*key,): value for *key, value in rows.itertuples(index=False, name=None)}
