"""The answers of two groups held against each other, item by item."""

from typing import Any

from batt.disclosure import PublishedTable
from batt.relationships.verdict import SIGNIFICANCE
from batt.reports.findings import listed
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.verdicts.sentence import NOT_SUPPORTED, SUPPORTED, has_number, smallest_said
from batt.reports.verdicts.shown import records
from batt.study.analyse import StudyResults
from batt.study.compared import Comparison
from batt.study.compared_words import against, alike, group_names, quoted
from batt.study.items import Items
from batt.study.model import Study
from batt.study.pieces import NOTHING, joined
from batt.study.publish_compared import publish_found, publish_item_odds
from batt.study.report_findings import Row, findings_figure

JUDGED_BY = "rank_sum"


def group_items(page: Page, study: Study, comparison: Comparison, results: StudyResults) -> Fragment:
    """Show how two groups answer; empty when the study has no items or the groups are more than two."""
    if study.items is None or "item_answers" not in results or not comparison.is_of_two:
        return NOTHING
    return _Section(page, study, comparison, study.items, results).shown()


class _Section:
    """The pieces of the section, which share the words for its groups and items."""

    def __init__(self, page: Page, study: Study, comparison: Comparison, items: Items, results: StudyResults):
        self.page, self.study, self.comparison, self.results = page, study, comparison, results
        self.words = page.words
        self.asked = {item: label[page.lang] for item, label in items.labels.items()}
        self.first, self.second = group_names(page, comparison).values()
        self.alike = alike(page, study, comparison)

    def shown(self) -> Fragment:
        page, found = self.page, publish_found(self.results, self.comparison.id, JUDGED_BY)
        estimand = page.text("study_estimand_two", first=self.first, second=self.second, alike=self.alike)
        asked = page.text(
            "study_items_asked",
            first=self.first,
            second=self.second,
            n=page.numbers.integer(len(found)),
        )
        figure = findings_figure(
            page,
            found,
            subject=self._subject,
            label=lambda row: self.asked[row["group"]],
            panel=lambda row: "",
            id=f"{self.comparison.id}-forest".replace("_", "-"),
        )
        return joined([estimand, asked, *self._verdicts(found), figure, *self._odds()])

    def _verdicts(self, found: PublishedTable) -> list[Fragment]:
        """Name the items by their verdict, and the supported ones by which group answers higher."""
        rows = [row for row in records(found) if has_number(row)]
        supported = [row for row in rows if row["verdict"] == SUPPORTED]
        higher = [row for row in supported if row["value"] > row["null"]]
        lower = [row for row in supported if row["value"] <= row["null"]]
        rejected = [row for row in rows if row["verdict"] == NOT_SUPPORTED]
        # What has no number cannot be told either.
        open_ = [row for row in records(found) if row not in supported and row not in rejected]
        smallest = smallest_said(records(found)[0], self.words)
        return [
            self._named("study_items_higher", higher, group=self.first),
            self._named("study_items_higher", lower, group=self.second),
            self._named("study_items_not_supported", rejected, smallest=smallest),
            self._named("study_items_cannot_tell", open_),
        ]

    def _named(self, key: str, rows: list[dict[str, Any]], **values: str) -> Fragment:
        if not rows:
            return NOTHING
        items = "; ".join(self.asked[row["group"]] for row in rows)
        return self.page.text(key, n=self.page.numbers.integer(len(rows)), items=items, **values)

    def _odds(self) -> list[Fragment]:
        """Show the odds ratios, and where they are not the same at every step."""
        published = publish_item_odds(self.results, self.comparison.id)
        words = self.words
        table = self.page.table(
            published.labelled("item", self.asked),
            id=f"{self.comparison.id}-odds".replace("_", "-"),
            columns={
                "item": words("study_item"),
                "n": words("n"),
                "value": words("study_odds_ratio"),
                ("low", "high"): words("interval_95"),
                "p": words("p_single"),
                "step_p": words("study_step_p"),
            },
            formats={
                "n": "integer",
                "value": "decimal2",
                ("low", "high"): "decimal2",
                "p": "p_value",
                "step_p": "p_value",
            },
            caption=words(
                "study_item_odds_caption", against=against(self.page, self.comparison), alike=self.alike
            ),
        )
        return [table, self._steps(published)]

    def _steps(self, published: PublishedTable) -> Fragment:
        tested = published.data["step_p"].dropna()
        changing = published.data.loc[published.data["step_p"].lt(SIGNIFICANCE).fillna(False), "item"]
        if not len(changing):
            return NOTHING
        numbers = self.page.numbers
        return self.page.text(
            "study_step_changes",
            level=numbers.decimal(SIGNIFICANCE, 2),
            n=numbers.integer(len(changing)),
            items=listed([quoted(self.page, self.asked[item]) for item in changing], self.words),
            expected=numbers.decimal(SIGNIFICANCE * len(tested), 1),
            all=numbers.integer(len(tested)),
        )

    def _subject(self, row: Row) -> str:
        return self.words(
            "study_subject_rank_sum",
            item=self.asked[row["group"]],
            against=against(self.page, self.comparison),
        )
