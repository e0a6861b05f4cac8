"""The page of the newsletter: its month, its cover, and the saved tables it draws from."""

import re
from collections.abc import Sequence

import pandas as pd

from batt.disclosure import PublishedTable, Role, publish_counts
from batt.errors import UsageError
from batt.paths import Root
from batt.registry import Options
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.page_head import PageHead
from batt.reports.sections.labels import ALL, programme_labels

KIND = "newsletter"
TEXTS = (KIND, "comparisons", "comparisons_conditions")
TOTAL = "TOTAL"


class NewsletterPage(ComparisonPage):
    """A newsletter in one language.

    Parameters
    ----------
    readings
        The readings in force.
    role, unit
        Who reads; whose page it is, empty for nobody's.
    month
        ``YYYY-MM``, a month of the year; empty for the last that somebody has reported.

    Attributes
    ----------
    month
        The month told of; of a year without any report, its December.
    has_month
        Whether anybody has reported the month.

    Raises
    ------
    UsageError
        If the month is none of the year.
    """

    def __init__(
        self,
        root: Root,
        year: int,
        lang: str,
        readings: Options,
        role: Role = "sector",
        unit: str = "",
        month: str = "",
    ):
        super().__init__(root, year, lang, readings, role, unit, kind=KIND, texts=TEXTS)
        if month and not re.fullmatch(rf"{year}-(0[1-9]|1[0-2])", month):
            raise UsageError(f"Newsletter of {month!r}: expected a month of {year}, such as {year}-09.")
        self._is_chosen = bool(month)
        told = [one for one in self._reported_months() if one.startswith(f"{year}-")]
        self.month = month or max(told, default=f"{year}-12")
        self.has_month = self.month in told

    @property
    def month_name(self) -> str:
        """The month in words, with its year."""
        return self.numbers.month(self.month)

    @property
    def month_first(self) -> str:
        """The same as the first word of a sentence."""
        return self.month_name[:1].upper() + self.month_name[1:]

    def cover(self) -> PageHead:
        """Return the title and who may read it."""
        return self.head(
            self.words("newsletter_of", month=self.month_name),
            lead=self.words("newsletter_lead"),
            notices=[self.words(f"comparisons_for_{self.role}")] if self.role == "sector" else [],
            of=self.month if self._is_chosen else "",
        )

    def of_month(self, name: str, counts: Sequence[str]) -> PublishedTable:
        """Return the rows of the month of one saved table, its small counts of persons hidden."""
        return publish_counts(self._rows(name, month=self.month), counts)

    def of_year(self, name: str, counts: Sequence[str]) -> PublishedTable:
        """Return a saved table that is not about single months, its small counts of persons hidden."""
        return publish_counts(self._rows(name), counts)

    def programmes(self) -> dict[str, str]:
        """Return the short names of programmes in registry order, after those of the two totals."""
        totals = {ALL: self.words("all_six"), TOTAL: self.words("all_four")}
        return totals | programme_labels(self, "short")

    def _rows(self, name: str, **keys: str) -> pd.DataFrame:
        return self.compared(name).where(**keys).data

    def _reported_months(self) -> list[str]:
        found = self.found("monthly_delivery")
        return [] if found is None else [str(month) for month in found.data["month"]]
