"""One number as a workbook that an auditor can follow without Python: rows, and live formulas over them."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.provenance.papers.received_rows import received_rows
from batt.provenance.papers.working_formulas import recipe
from batt.provenance.papers.working_rows import WorkingTable, working_table
from batt.provenance.tracing.counted_rows import PLACE, tables_of
from batt.provenance.tracing.in_force import options_in_force
from batt.provenance.tracing.ledger_rows import LEDGER_COLUMNS
from batt.provenance.tracing.trace import Trace, trace
from batt.provenance.tracing.traced_number import NumberId
from batt.registry import Options, load
from batt.reports.formats import IN_TABLE_BY_UNIT
from batt.reports.kept_table import PERCENTAGES, PLACES

FRONT, ASIDE = "Tall – Number", "Lagt til side – Set aside"
_WIDTH, _WIDE = 14, 60
_PLACE_NAMES = ("fil / file", "ark / sheet", "rad / row")
_ADDS = ("x (teller / numerator)", "w (nevner / denominator)")


def paper_file(root: Root, number: NumberId) -> Path:
    """Return where a number's working paper is written."""
    return root.processed("trace") / "working_papers" / f"{number}.xlsx"


def write_papers(root: Root, numbers: Sequence[NumberId]) -> Iterator[Path]:
    """Write the working papers of several numbers of one year, whose received files are read once."""
    years = {number.year for number in numbers}
    tables = tuple(dict.fromkeys(table for number in numbers for table in tables_of(number.indicator)))
    cells = {year: received_rows(root, year, tables) for year in years}
    for number in numbers:
        found = trace(root, number.year, number.indicator, number.unit, number.programme)
        yield write_working_paper(root, found, paper_file(root, number), received=cells[number.year])


def write_working_paper(
    root: Root, found: Trace, file: Path, *, received: Mapping[str, pd.DataFrame] | None = None
) -> Path:
    """Write the working paper of one number.

    Its first sheet arrives at numerator, denominator and the printed number by formulas over the other
    sheets, which hold the rows of the received files: where each stands, its cells as received, and those
    that count as they were read. A text is never a formula. The same number gives the same bytes. The file is
    about single persons: it belongs below ``data/processed``.

    Parameters
    ----------
    received
        From `received_rows`, for writing several papers of a year; read anew by default.

    Raises
    ------
    UsageError
        If there is no number: it does not apply, or nothing was delivered.
    """
    if found.numerator is None or found.denominator is None:
        raise UsageError(
            Problem(
                str(found.number), f"has no number to work out: it is {found.status}", "", "Name another."
            )
        )
    # Slow to import, and not needed to trace.
    import xlsxwriter

    options = options_in_force(root, found.number.year)
    tables = tables_of(found.indicator.id)
    cells = received or received_rows(root, found.number.year, tables)
    fields = recipe(found.indicator.id).fields
    papers = {
        name: working_table(root, found, name, fields[name], cells[name], options)
        for name in tables
        if name in cells
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        # Not the time of writing: the same number gives the same bytes.
        book.set_properties(
            {"title": str(found.number), "created": datetime.datetime(found.number.year, 12, 31)}
        )
        _Paper(book, found, papers, options).write()
    return file


class _Paper:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, found: Trace, papers: Mapping[str, WorkingTable], options: Options):
        self._book = book
        self._found = found
        self._papers = papers
        self._options = options
        self._cells: dict[tuple[str, str], str] = {}
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        front = self._book.add_worksheet(FRONT)
        for paper in self._papers.values():
            self._rows(paper)
        self._aside()
        self._front(front)

    def _front(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, _WIDE)
        row = self._facts(sheet)
        numerator, denominator = self._sums()
        scale = self._found.indicator.scale
        name = IN_TABLE_BY_UNIT[self._found.indicator.unit]
        hundred = 100 if name in PERCENTAGES else 1
        unit = " %" if hundred > 1 else ""
        top, below, value = (f"$B${row + at}" for at in (1, 2, 3))
        lines = {
            "Teller / Numerator": numerator,
            "Nevner / Denominator": denominator,
            "Verdi / Value": f"={top}*{scale.numerator}/({below}*{scale.denominator})",
            f"Som trykt / As printed{unit}": f"=ROUND({hundred}*{value},{PLACES[name]})",
            "Verdi av x og w / Value from x and w": f"={self._mean()}*{scale.numerator}/{scale.denominator}",
        }
        for at, (label, formula) in enumerate(lines.items()):
            sheet.write_string(row + at, 0, label, self._bold)
            # No result is kept, so that every program works it out itself.
            sheet.write_formula(row + at, 1, formula, None, "")
        sheet.write_string(row + len(lines) + 1, 0, "Lagret / Saved", self._bold)
        saved = {"Teller / Numerator": self._found.numerator, "Nevner / Denominator": self._found.denominator}
        for at, (label, number) in enumerate((saved | {"Verdi / Value": self._found.value}).items()):
            sheet.write_string(row + len(lines) + 2 + at, 0, label)
            if number is not None:
                sheet.write_number(row + len(lines) + 2 + at, 1, number)

    def _facts(self, sheet: Any) -> int:
        """Write what the number is, and return the row below."""
        found, entry = self._found, self._found.indicator
        readings = "; ".join(f"{key} = {choice}" for key, choice in found.readings.items())
        facts = {
            "Tall / Number": str(found.number),
            "Indikator / Indicator": f"{entry.number}. {entry.name.nb} / {entry.name.en}",
            "Definisjon": entry.definition.nb,
            "Definition": entry.definition.en,
            "Teller / Numerator": f"{entry.numerator.nb} / {entry.numerator.en}",
            "Nevner / Denominator": f"{entry.denominator.nb} / {entry.denominator.en}",
            "Kilde / Source": f"{entry.source}, regel / rule {found.rule_version}",
            "Valg / Readings": readings,
            "Merknad / Note": found.note,
        }
        for row, (label, text) in enumerate(facts.items()):
            sheet.write_string(row, 0, label, self._bold)
            sheet.write_string(row, 1, text, self._text)
        return len(facts) + 1

    def _sums(self) -> tuple[str, str]:
        """Return the formulas of numerator and denominator: from the cells, else from what rows add."""
        written = recipe(self._found.indicator.id).write(lambda *place: self._cells[place], self._options)
        return written or (f"={self._adding('x')}", f"={self._adding('w')}")

    def _adding(self, name: str) -> str:
        """Return the sum of what the counted rows of all sheets add."""
        parts = [f"SUM({cells})" for (_, field), cells in self._cells.items() if field == f".{name}"]
        return f"({'+'.join(parts)})"

    def _mean(self) -> str:
        """Return what counted rows add to the numerator for one of the denominator."""
        counted = self._found.counted
        if (counted["w"] == 1).all() and counted["table"].nunique() == 1 and not counted["item"].any():
            return f"AVERAGE({self._cells[counted['table'].iloc[0], '.x']})"
        return f"{self._adding('x')}/{self._adding('w')}"

    def _rows(self, paper: WorkingTable) -> None:
        title = load().table(paper.table).raw_name
        sheet = self._book.add_worksheet(title)
        names = {place: _PLACE_NAMES[at] for at, place in enumerate(PLACE)}
        names |= dict(zip(("x", "w"), _ADDS, strict=True))
        names |= {column: f"{field} (lest / as read)" for field, column in paper.read.items()}
        names |= {column: f"{header} (mottatt / received)" for column, header in paper.received.items()}
        self._table(sheet, paper.rows, names)
        last = max(len(paper.rows), 1)
        fields = {"x": ".x", "w": ".w"} | {column: field for field, column in paper.read.items()}
        for at, column in enumerate(names):
            if column in fields:
                letter = _letters(at)
                self._cells[paper.table, fields[column]] = f"'{title}'!${letter}$2:${letter}${last + 1}"

    def _aside(self) -> None:
        self._table(
            self._book.add_worksheet(ASIDE), self._found.ledger, {name: name for name in LEDGER_COLUMNS}
        )

    def _table(self, sheet: Any, rows: pd.DataFrame, names: Mapping[str, str]) -> None:
        """Write a frame below its headings; text stays text, and empty cells stay empty."""
        sheet.set_column(0, len(names) - 1, _WIDTH)
        sheet.freeze_panes(1, len(PLACE))
        for at, (column, heading) in enumerate(names.items()):
            sheet.write_string(0, at, heading, self._bold)
            for row, value in enumerate(rows[column].tolist(), 1):
                self._cell(sheet, row, at, value)

    def _cell(self, sheet: Any, row: int, at: int, value: Any) -> None:
        if pd.isna(value) or value == "":
            return
        if isinstance(value, pd.Timestamp | datetime.date):
            sheet.write_datetime(row, at, value, self._date)
        elif isinstance(value, bool | int | float):
            sheet.write_number(row, at, float(value))
        else:
            sheet.write_string(row, at, str(value))


def _letters(column: int) -> str:
    """Return a column's letters from its place, counted from 0: 26 is ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
