"""A cell of a page that does not say what is saved."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One cell: where it stands, what the page prints there, and what is saved."""

    table: str
    row: str
    column: str
    printed: str
    saved: str
    page: str = ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.page, self.table, self.row, self.column)))
        return f"{place}: printed {self.printed!r}, saved {self.saved!r}"
