"""All numbers of a report below each other, to be sorted, filtered and pivoted."""

from collections.abc import Iterator

from batt.reports.forms.kept import KeptReport, headings, measure, reason
from batt.reports.kept_table import KeptCell

FLAT_HEADINGS = (
    "forms_table",
    "forms_row",
    "forms_row_keys",
    "forms_column",
    "forms_number",
    "forms_measure",
    "forms_state",
)


def flat_rows(report: KeptReport) -> Iterator[tuple[str, int, str, str, KeptCell, str, str]]:
    """Give one row per number of the report, and per cell where a number is missing.

    Yields
    ------
    tuple
        Id of the table, number of the row in it (from 1), the row's texts joined, heading of the column, the
        cell, what it is measured in, and whether it is shown or why not.
    """
    words = report.words
    for table in report.tables:
        names = headings(table, words)
        # What heads a row says what the row is about, even if it is a number; so does a year.
        is_number = [
            place > 0 and column.format not in ("text", "year") for place, column in enumerate(table.columns)
        ]
        for number in range(len(table.rows)):
            cells = table.cells(number)
            keys = [
                str(cell.value)
                for cell, numeric in zip(cells, is_number, strict=True)
                if not numeric and cell.value not in (None, "")
            ]
            unit = table.units[number] if table.units else ""
            for cell, column, name, numeric in zip(cells, table.columns, names, is_number, strict=True):
                if numeric:
                    told = measure(cell, column, unit, words)
                    yield table.id, number + 1, " | ".join(keys), name, cell, told, reason(cell.state, words)
