"""A page that is written from the findings of the relationships stage."""

from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable
from batt.paths import Root
from batt.registry import Options, load
from batt.relationships import load as load_results
from batt.relationships.register import EXPLORATORY, REGISTERED
from batt.reports.page import Page
from batt.reports.page_head import PageHead
from batt.reports.sections.labels import programme_labels
from batt.reports.verdicts.sentence import TEXTS, finding_title, verdict_sentence
from batt.reports.verdicts.shown import published_findings, records


class FindingsPage(Page):
    """A page with the findings of a year, read once.

    Parameters
    ----------
    kind
        Kind of report; its texts stand in ``texts/<kind>.yaml``, beside those of the verdicts.
    readings
        The readings in force; the association whose providers are in stands on the cover.

    Attributes
    ----------
    results
        The saved tables of the stage (`batt.relationships.RelationshipResults`). Internal: what is shown of
        them goes through the door first.
    findings
        All findings through the door (`batt.reports.verdicts.published_findings`).
    """

    def __init__(self, root: Root, year: int, kind: str, lang: str, readings: Options):
        super().__init__(root, year, kind, lang, readings.forening, texts=(kind, TEXTS))
        self.readings = readings
        self.results = load_results(root, year)
        self.findings = published_findings(self.results.findings)
        self.programmes = programme_labels(self, "short")

    def cover(self) -> PageHead:
        """Return the title of the page and its neighbours."""
        words, kind = self.words, self.kind
        return self.head(
            words(f"{kind}_title", year=self.year),
            lead=words(f"{kind}_lead"),
            of="",
        )

    def saved(self, table: str) -> pd.DataFrame:
        """Return a saved picture table; no rows where the stage did not make it."""
        return self.results.tables.get(table, pd.DataFrame())

    def of(self, hypothesis: str) -> PublishedTable:
        """Return the findings of one hypothesis. One row per part and programme."""
        return self.findings.where(hypothesis=hypothesis)

    @property
    def registered(self) -> list[dict[str, Any]]:
        """Every finding of the registered family, as records of published cells."""
        return records(self.findings.where(family=REGISTERED))

    @property
    def exploratory(self) -> PublishedTable:
        """Every finding on a question of a researcher's own."""
        return self.findings.where(family=EXPLORATORY)

    def subject(self, row: Any) -> str:
        """Return what a finding is about, as a phrase."""
        if row["family"] == EXPLORATORY:
            asked = self.saved("own_questions").set_index("question")
            return str(asked.at[row["hypothesis"], f"subject_{self.lang}"])
        return load().hypothesis(row["hypothesis"]).part(row["part"]).subject[self.lang]

    def group(self, row: Any) -> str:
        """Return the name of the programme that a finding is about; empty for all of them."""
        return self.programmes.get(row["group"], str(row["group"]))

    def sentence(self, row: Any, *, is_short: bool = False) -> str:
        """Return the sentence on a finding (`batt.reports.verdicts.verdict_sentence`).

        A short one names the programme alone: what it is about has been said.
        """
        if is_short:
            return verdict_sentence(row, self.group(row), self.lang)
        return verdict_sentence(row, self.subject(row), self.lang, group=self.group(row))

    def title(self, row: Any) -> str:
        """Return a finding in a few words."""
        return finding_title(row, self.subject(row), self.lang, group=self.group(row))
