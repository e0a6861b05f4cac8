"""The share with a job in two groups, by several methods side by side."""

from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.study.analyse import StudyResults
from batt.study.compared import Comparison
from batt.study.compared_words import against, alike, group_names
from batt.study.model import Field, Job, Study
from batt.study.pieces import NOTHING, capital, joined
from batt.study.publish_compared import publish_found
from batt.study.report_findings import Row, findings_figure, told, told_briefly
from batt.study.share_comparison import METHODS

FEW_CLUSTERS = 40
"""Below it a page says that clusters are few. Source: Cameron & Miller (2015), J. Human Resources 50, §VI."""

JUDGED_BY, *BESIDE = [part for part, _ in METHODS]


def group_shares(page: Page, study: Study, comparison: Comparison, results: StudyResults) -> Fragment:
    """Show by how much the share with a job differs; empty when the study has no such comparison."""
    if "group_shares" not in results or not (study.job and study.provider and comparison.is_of_two):
        return NOTHING
    return _Section(page, study, comparison, study.job, study.provider, results).shown()


class _Section:
    """The pieces of the section, which share the words for its groups and places."""

    def __init__(
        self,
        page: Page,
        study: Study,
        comparison: Comparison,
        job: Job,
        provider: Field,
        results: StudyResults,
    ):
        self.page, self.study, self.comparison, self.results = page, study, comparison, results
        self.place = provider.label[page.lang] if provider.label else ""
        self.share = job.share[page.lang]
        self.persons = study.persons[page.lang]

    def shown(self) -> Fragment:
        page, all_parts = self.page, self._found(JUDGED_BY, *BESIDE)
        return joined(
            [
                self._estimand(),
                told(page, self._found(JUDGED_BY), self._subject),
                page.text("study_shares_beside"),
                told_briefly(page, self._found(*BESIDE), self._label),
                findings_figure(
                    page,
                    all_parts,
                    subject=self._subject,
                    label=self._label,
                    panel=lambda row: "",
                    id=f"{self.comparison.id}-forest".replace("_", "-"),
                    clusters=capital(self.place),
                ),
                self._few(),
                page.text("study_methods_shares", place=self.place, persons=self.persons),
            ]
        )

    def _found(self, *parts: str):
        return publish_found(self.results, self.comparison.id, *parts)

    def _estimand(self) -> Fragment:
        first, second = group_names(self.page, self.comparison).values()
        return self.page.text(
            "study_estimand_shares",
            Share=capital(self.share),
            persons=self.persons,
            first=first,
            second=second,
            place=self.place,
            alike=alike(self.page, self.study, self.comparison),
        )

    def _few(self) -> Fragment:
        """Say that there are few places, where there are."""
        n = self._found(JUDGED_BY).data["n_clusters"].iloc[0]
        if n != n or n >= FEW_CLUSTERS:
            return NOTHING
        return self.page.text("study_few_clusters", clusters=self.page.numbers.integer(n), place=self.place)

    def _subject(self, row: Row) -> str:
        return self.page.words(
            "study_subject_shares", Share=capital(self.share), against=against(self.page, self.comparison)
        )

    def _label(self, row: Row) -> str:
        return self.page.words(f"study_part_{row['part']}", place=self.place)
