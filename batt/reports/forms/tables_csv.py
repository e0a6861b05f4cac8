"""The tables of a report as CSV, made for the spreadsheet of the reader's country.

UTF-8 with a byte order mark, without which Excel reads æ, ø and å wrongly. Norwegian files have semicolons
and decimal commas, English ones commas and decimal points: what Excel opens by a double click in each
country. Shares are in per cent, as on the page, and the heading says so; where the rows of a column are
measured in different units, a column beside it names them.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from batt.atomic import atomic_file
from batt.reports.forms.kept import KeptReport, about, headings, mark, measure, reason
from batt.reports.formula_text import as_text
from batt.reports.kept_table import PERCENTAGES, PLACES, KeptCell, KeptTable
from batt.reports.words import Words

SEPARATORS = {"nb": ";", "en": ","}

Row = Sequence[str]


def write_csv(report: KeptReport, folder: Path) -> list[Path]:
    """Write each table as ``<table>.csv``, and what they are and what their signs mean as ``contents.csv``.

    Returns
    -------
    list of Path
        The files, the contents first.
    """
    files = [folder / "contents.csv"]
    _write(files[0], _contents(report), report.head.lang)
    for table in report.tables:
        files.append(folder / f"{table.id}.csv")
        _write(files[-1], _rows(table, report.words), report.head.lang)
    return files


def number_text(cell: KeptCell, lang: str) -> str:
    """Return a number as it is printed, but for marks of thousands and the sign for per cent."""
    text = f"{cell.value:.{PLACES[cell.format]}f}"
    return text.replace(".", ",") if lang == "nb" else text


def _rows(table: KeptTable, words: Words) -> Iterable[Row]:
    rows = [table.cells(row) for row in range(len(table.rows))]
    units = table.units or [""] * len(rows)
    columns: list[list[str]] = []
    named: list[list[str]] = []
    for place, (column, heading) in enumerate(zip(table.columns, headings(table, words), strict=True)):
        cells = [row[place] for row in rows]
        measures = [measure(cell, column, unit, words) for cell, unit in zip(cells, units, strict=True)]
        is_mixed = len(set(measures) - {""}) > 1
        told = heading if is_mixed else _with_percent(heading, cells, words)
        columns.append([as_text(told), *_texts(cells, words)])
        if is_mixed and not any(_agree(measures, earlier) for earlier in named):
            of_which = "forms_measure_of" if named else "forms_measure"
            columns.append([as_text(words(of_which, heading=heading)), *measures])
            named.append(measures)
    return zip(*columns, strict=True)


def _agree(measures: list[str], earlier: list[str]) -> bool:
    """Tell whether an earlier column names the units of this one too."""
    return all(not one or one == other for one, other in zip(measures, earlier, strict=True))


def _with_percent(heading: str, cells: Sequence[KeptCell], words: Words) -> str:
    """Return a heading that says if the numbers below it are in per cent."""
    formats = {cell.format for cell in cells} & PERCENTAGES
    if not formats:
        return heading
    return words("forms_in_points" if "percentage_points" in formats else "forms_in_percent", heading=heading)


def _texts(cells: Iterable[KeptCell], words: Words) -> list[str]:
    return [
        mark(cell.state, words)
        if cell.value is None
        else as_text(str(cell.value))
        if cell.format == "text"
        else number_text(cell, words.lang)
        for cell in cells
    ]


def _contents(report: KeptReport) -> Iterable[Row]:
    words = report.words
    yield [as_text(report.head.title)]
    yield from ([as_text(name), as_text(value)] for name, value in about(report))
    yield [words("forms_lead")]
    yield []
    yield [words("forms_file"), words("forms_what"), words("forms_source"), words("forms_notes")]
    for table in report.tables:
        yield [f"{table.id}.csv", *map(as_text, (table.caption, table.source, " ".join(table.notes)))]
    yield []
    yield [words("forms_sign"), words("forms_meaning")]
    states = sorted({state for table in report.tables for _, _, state in table.states})
    yield from ([mark(state, words), reason(state, words)] for state in states)
    yield ["'", words("forms_apostrophe")]


def _write(file: Path, rows: Iterable[Row], lang: str) -> None:
    with atomic_file(file) as new, new.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=SEPARATORS[lang], lineterminator="\r\n").writerows(rows)
