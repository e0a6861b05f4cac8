"""All tables of a report as one Excel workbook.

Numbers are numbers, with the decimals of the page; texts are texts, whatever they begin with. A cell without
a number holds its sign, and the sheet of all numbers says why. The same report gives the same bytes.
"""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from batt.atomic import atomic_file
from batt.registry import load
from batt.reports.forms.cell_sizes import LINE_HEIGHT, column_width, row_height
from batt.reports.forms.flat import FLAT_HEADINGS, flat_rows
from batt.reports.forms.kept import KeptReport, about, headings, mark, reason
from batt.reports.kept_table import PERCENTAGES, PLACES, KeptCell, KeptTable

LONGEST_SHEET_NAME = 31
_CONTENTS_WIDTHS = (30, 60, 30, 60)
_ALL_NUMBERS_WIDTHS = (26, 8, 48, 30, 12, 20, 26)
_DEFINITIONS_WIDTHS = (8, 30, 44, 36, 36, 24, 22, 12)


def write_workbook(report: KeptReport, file: Path) -> Path:
    """Write a report's tables as ``.xlsx``: contents, a sheet a table, all numbers, definitions."""
    # Slow to import, and not needed to make pages.
    import xlsxwriter

    settings = {"strings_to_formulas": False, "strings_to_urls": False}
    with atomic_file(file) as new, xlsxwriter.Workbook(new, settings) as book:
        book.set_properties(
            {
                "title": report.head.title,
                "company": report.words("publisher"),
                # Not the time of writing: the same report gives the same bytes.
                "created": datetime.datetime(report.head.year, 12, 31),
            }
        )
        _Sheets(book, report).write()
    return file


def sheet_names(report: KeptReport) -> list[str]:
    """Return a name for the sheet of each table: its id, cut to what Excel takes, no two alike."""
    taken = {report.words(f"forms_{name}").casefold() for name in ("contents", "all_numbers", "definitions")}
    names: list[str] = []
    for table in report.tables:
        name, number = table.id.removesuffix("-data")[:LONGEST_SHEET_NAME], 2
        while name.casefold() in taken:
            tail = f"-{number}"
            name, number = table.id[: LONGEST_SHEET_NAME - len(tail)] + tail, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, report: KeptReport):
        self._book = book
        self._report = report
        self._words = report.words
        self._formats: dict[str, Any] = {}

    def write(self) -> None:
        names = sheet_names(self._report)
        self._contents(names)
        for table, name in zip(self._report.tables, names, strict=True):
            self._table(table, name)
        self._all_numbers()
        self._definitions()

    def _contents(self, names: Sequence[str]) -> None:
        words, sheet = self._words, self._sheet(self._words("forms_contents"), _CONTENTS_WIDTHS)
        sheet.write_string(0, 0, self._report.head.title, self._look("title"))
        row = 1
        for name, value in about(self._report):
            sheet.write_string(row, 0, name, self._look("name"))
            self._texts(sheet, row, ["", value], _CONTENTS_WIDTHS, first=1)
            row += 1
        sheet.write_string(row, 0, words("forms_lead"))
        pivot = words("forms_pivot_note", sheet=words("forms_all_numbers"))
        sheet.write_string(row + 1, 0, pivot)
        row = self._head(
            sheet, row + 3, [words(f"forms_{name}") for name in ("sheet", "what", "source", "notes")]
        )
        for table, name in zip(self._report.tables, names, strict=True):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name, cell_format=self._look("link"))
            texts = ["", table.caption, table.source, " ".join(table.notes)]
            self._texts(sheet, row, texts, _CONTENTS_WIDTHS, first=1)
            row += 1
        row = self._head(sheet, row + 1, [words("forms_sign"), words("forms_meaning")])
        states = sorted({state for table in self._report.tables for _, _, state in table.states})
        for number, state in enumerate(states):
            sheet.write_string(row + number, 0, mark(state, words))
            sheet.write_string(row + number, 1, reason(state, words), self._look("text"))

    def _table(self, table: KeptTable, name: str) -> None:
        names = headings(table, self._words)
        cells = [table.cells(number) for number in range(len(table.rows))]
        is_text = [all(row[place].format == "text" for row in cells) for place in range(len(names))]
        texts = [[self._as_seen(cell) for cell in row] for row in cells]
        widths = [column_width(head, [row[place] for row in texts]) for place, head in enumerate(names)]
        sheet = self._sheet(name, widths)
        row = 0
        for text in (*self._banner(), table.caption):
            sheet.write_string(row, 0, text, self._look("title"))
            row += 1
        first = self._head(sheet, row, names, is_text)
        self._set_height(sheet, row, names, widths)
        sheet.freeze_panes(first, 1)
        for number, row_cells in enumerate(cells):
            for place, cell in enumerate(row_cells):
                self._cell(sheet, first + number, place, cell)
            self._set_height(sheet, first + number, texts[number], widths)
        below = first + len(table.rows) + 1
        source = [f"{self._words('source_label')}: {table.source}"] if table.source else []
        for number, text in enumerate([*table.notes, *source]):
            sheet.write_string(below + number, 0, text)

    def _all_numbers(self) -> None:
        sheet = self._sheet(self._words("forms_all_numbers"), _ALL_NUMBERS_WIDTHS)
        first = self._head(sheet, 0, [self._words(name) for name in FLAT_HEADINGS])
        sheet.freeze_panes(first, 0)
        rows = list(flat_rows(self._report))
        for number, row in enumerate(rows, first):
            *keys, column, cell, told, state = row
            for place, text in enumerate((*keys, column)):
                if isinstance(text, int):
                    sheet.write_number(number, place, text, self._look("number_of_row"))
                else:
                    sheet.write_string(number, place, text)
            if cell.value is not None:
                # As printed, per cent for shares: a pivot table shows the unit beside it.
                sheet.write_number(number, 4, cell.value, self._look(_plain(cell)))
            sheet.write_string(number, 5, told, self._look("text_after"))
            sheet.write_string(number, 6, state)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(rows), len(FLAT_HEADINGS) - 1)

    def _definitions(self) -> None:
        words, lang = self._words, self._report.head.lang
        sheet = self._sheet(words("forms_definitions"), _DEFINITIONS_WIDTHS)
        names = ("definition", "numerator", "denominator", "direction", "source", "version")
        row = self._head(sheet, 0, ["", words("indicator"), *(words(f"forms_{name}") for name in names)])
        for indicator in load().indicators:
            told = (
                indicator.id,
                indicator.name[lang],
                *(label[lang] for label in (indicator.definition, indicator.numerator)),
                *(label[lang] for label in (indicator.denominator, indicator.direction_words)),
                indicator.source,
                indicator.rule_version,
            )
            self._texts(sheet, row, told, _DEFINITIONS_WIDTHS)
            row += 1
        row = self._head(sheet, row + 1, ["", words("programme")])
        for number, programme in enumerate(load().programmes):
            told = [programme.code, programme.label[lang]]
            self._texts(sheet, row + number, told, _DEFINITIONS_WIDTHS)

    def _sheet(self, name: str, widths: Sequence[float]) -> Any:
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def _banner(self) -> list[str]:
        """Return what stands on every sheet, since sheets are copied one by one."""
        return [self._words("simulated_banner")] if self._report.head.is_simulated else []

    def _head(self, sheet: Any, row: int, names: Sequence[str], is_text: Sequence[bool] = ()) -> int:
        """Write headings, those of numbers to the right as the numbers are, and return the row below."""
        for column, name in enumerate(names):
            look = "head"
            if is_text and column:
                look = "head_after" if is_text[column] else "head_of_numbers"
            sheet.write_string(row, column, name, self._look(look))
        return row + 1

    def _texts(
        self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float], *, first: int = 0
    ) -> None:
        """Write a row of wrapped texts, from column ``first`` on, high enough for the longest."""
        for column, text in enumerate(texts[first:], first):
            sheet.write_string(row, column, text, self._look("text"))
        self._set_height(sheet, row, texts, widths)

    def _set_height(self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        height = row_height(texts, widths)
        if height > LINE_HEIGHT:
            sheet.set_row(row, height)

    def _as_seen(self, cell: KeptCell) -> str:
        """Return a text about as long as what a cell shows: points are told with their unit."""
        if cell.value is None:
            return mark(cell.state, self._words)
        unit = f" {self._words('forms_measure_points')}" if cell.format == "percentage_points" else ""
        return f"{cell.value}{unit}"

    def _cell(self, sheet: Any, row: int, column: int, cell: KeptCell) -> None:
        if cell.value is None:
            sheet.write_string(row, column, mark(cell.state, self._words), self._look("mark"))
        elif cell.format == "text":
            sheet.write_string(row, column, str(cell.value), self._look("text_after" if column else "text"))
        elif cell.format in ("percent", "percent1"):
            # To the last printed decimal, as a spreadsheet holds per cent.
            share = round(float(cell.value) / 100, PLACES[cell.format] + 2)
            sheet.write_number(row, column, share, self._look(cell.format))
        else:
            sheet.write_number(row, column, cell.value, self._look(cell.format))

    def _look(self, name: str) -> Any:
        if name not in self._formats:
            look = _LOOKS[name] | {"valign": "top"}
            if name == "percentage_points":
                look["num_format"] = _signed(f'0.0" {self._words("forms_measure_points")}"')
            self._formats[name] = self._book.add_format(look)
        return self._formats[name]


def _plain(cell: KeptCell) -> str:
    """Return the look of a number without signs: per cent is told beside it."""
    if cell.format not in PERCENTAGES:
        return cell.format
    return "decimal" if PLACES[cell.format] else "integer"


def _signed(places: str) -> str:
    """Return a number format that writes the sign of every number but zero."""
    return f'+{places};"−"{places};{places}'


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 12},
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "head_of_numbers": {"bold": True, "text_wrap": True, "bottom": 1, "align": "right"},
    "name": {"bold": True},
    "number_of_row": {"num_format": "0", "align": "left"},
    # A text beside a number would else touch it.
    "head_after": {"bold": True, "text_wrap": True, "bottom": 1, "align": "left", "indent": 1},
    "text_after": {"text_wrap": True, "align": "left", "indent": 1},
    "link": {"font_color": "#0b4f6c", "underline": 1},
    "text": {"text_wrap": True},
    "mark": {"align": "right"},
    "year": {"num_format": "0"},
    "integer": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.0"},
    "decimal2": {"num_format": "0.00"},
    "decimal3": {"num_format": "0.000"},
    "percent": {"num_format": "0 %"},
    "percent1": {"num_format": "0.0 %"},
    "percentage_points": {"num_format": _signed("0.0")},
    "change": {"num_format": _signed("0.0")},
    "change2": {"num_format": _signed("0.00")},
    "p_value": {"num_format": '[<0.001]"< 0.001";0.000'},
}
