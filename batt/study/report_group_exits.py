"""How many leave for what by when, in each group."""

from dataclasses import replace

import numpy as np

from batt.disclosure import PublishedTable
from batt.relationships.verdict import SIGNIFICANCE
from batt.reports.figures.week_curves import week_curves
from batt.reports.findings import listed
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.study.analyse import StudyResults
from batt.study.compared import Comparison
from batt.study.compared_words import against, alike, group_names, quoted
from batt.study.model import STILL_IN, Exits, Study, Time
from batt.study.pieces import NOTHING, capital, joined
from batt.study.publish_compared import publish_exit_tests, publish_found, publish_group_incidence
from batt.study.report_findings import Row, findings_figure, told, told_briefly

HOW_MANY, HOW_FAST = "fine_gray", "cox"
_TABLE_TIMES = 5


def group_exits(page: Page, study: Study, comparison: Comparison, results: StudyResults) -> Fragment:
    """Show the ways out by group; empty when the study has no time or no exits."""
    if "gray_tests" not in results or study.time is None or study.exits is None:
        return NOTHING
    return _Section(page, study, comparison, study.time, study.exits, results).shown()


class _Section:
    """The pieces of the section, which share the words for its groups and ways out."""

    def __init__(
        self,
        page: Page,
        study: Study,
        comparison: Comparison,
        time: Time,
        exits: Exits,
        results: StudyResults,
    ):
        self.page, self.study, self.comparison, self.results = page, study, comparison, results
        self.unit, self.words = time.unit[page.lang], page.words
        self.exits = {group.id: group.label[page.lang] for group in exits.groups}
        self.still = self.exits.pop(STILL_IN)
        self.groups = group_names(page, comparison)
        self.place = comparison.id.replace("_", "-")

    def shown(self) -> Fragment:
        pieces = [self.page.text("study_estimand_exits", unit=self.unit), self._curves()]
        if self.comparison.is_of_two:
            pieces += self._ratios()
        return joined([*pieces, self._tests(), self.page.text("study_methods_exits", still=self.still)])

    def _curves(self) -> Fragment:
        """Draw the curves of each way out, a line for each group."""
        published = publish_group_incidence(self.results, self.comparison.id)
        if not len(published):
            return self.page.text("study_incidence_none")
        # A step ends where the next begins; the last one is given some width to be seen.
        end = f"{1.02 * float(published.data['time'].max()):.6g}"
        curves = published.renamed(cause="panel", time="week", cif="value")
        title = self._title(published)
        figure = week_curves(
            curves.with_text("week_to", lambda row: end),
            panel_names={exit_: capital(label) for exit_, label in self.exits.items()},
            groups=self.groups,
            across=capital(self.unit),
            along=self.words("study_share_gone"),
            words=self.words,
            title=title,
            caption=self.words("study_group_incidence_caption"),
            is_step=True,
            table=self._table(curves),
            columns={
                "panel": self.words("way_out"),
                "group": self.words("group"),
                "week": capital(self.unit),
                "value": self.words("share"),
                ("low", "high"): self.words("interval_95"),
            },
            formats={"week": "integer", "value": "percent1", ("low", "high"): "percent1"},
        )
        alt = self.words(
            "alt_study_group_incidence",
            exits=listed(self.exits.values(), self.words),
            groups=listed(self.groups.values(), self.words),
            finding=title,
        )
        told_alt = f"{alt}. {self.words('alt_table_follows')}"
        return self.page.figure(replace(figure, alt=told_alt), id=f"{self.place}-exits")

    def _table(self, curves: PublishedTable) -> PublishedTable:
        """Keep a handful of the steps of each curve, by way out and group."""
        chosen: set[tuple[str, float]] = set()
        for group in self.groups:
            times = np.unique(curves.where(group=group).data["week"])
            places = np.linspace(0, len(times) - 1, min(_TABLE_TIMES, len(times))).round().astype(int)
            chosen |= {(group, float(time)) for time in times[places]}
        kept = curves.filtered(lambda row: (row["group"], float(row["week"])) in chosen)
        return kept.labelled("group", self.groups).labelled(
            "panel", {exit_: capital(label) for exit_, label in self.exits.items()}
        )

    def _title(self, published: PublishedTable) -> str:
        """Say how many of each group have gone each way by the last time that all curves reach."""
        data = published.data
        until = float(data.groupby("group")["time"].max().min())
        parts = []
        for exit_, label in self.exits.items():
            shares = [
                self.words(
                    "study_group_incidence_share",
                    share=self._share_at(published, group, exit_, until),
                    group=name,
                )
                for group, name in self.groups.items()
                if group in set(data["group"])
            ]
            parts.append(
                self.words("study_group_incidence_part", exit=label, shares=listed(shares, self.words))
            )
        return self.words(
            "study_group_incidence_title",
            time=self.page.numbers.integer(until),
            unit=self.unit,
            parts="; ".join(parts),
        )

    def _share_at(self, published: PublishedTable, group: str, exit_: str, until: float) -> str:
        rows = published.where(group=group, cause=exit_)
        last = rows.data.loc[rows.data["time"].le(until), "time"].max()
        return self.page.number(rows, "cif", "percent", time=last)

    def _ratios(self) -> list[Fragment]:
        """Say and draw by which ratio the two groups differ."""
        page, comparison = self.page, self.comparison
        found = publish_found(self.results, comparison.id, HOW_MANY, HOW_FAST)
        return [
            page.text(
                "study_estimand_rates",
                against=against(page, comparison),
                alike=alike(page, self.study, comparison),
                still=self.still,
            ),
            told(page, found.where(part=HOW_MANY), self._subject),
            page.text("study_rates_beside", still=self.still, against=against(page, comparison)),
            told_briefly(page, found.where(part=HOW_FAST), lambda row: capital(self.exits[row["group"]])),
            findings_figure(
                page,
                found,
                subject=self._subject,
                label=lambda row: capital(self.exits[row["group"]]),
                panel=lambda row: self.words(f"study_part_{row['part']}"),
                id=f"{self.place}-forest",
            ),
        ]

    def _tests(self) -> Fragment:
        """Show Gray's tests, and say where a ratio by Cox changes with time."""
        published = publish_exit_tests(self.results, self.comparison.id)
        columns = {
            "cause": self.words("way_out"),
            "exits_n": self.words("study_exits_n"),
            "statistic": self.words("study_gray"),
            "df": self.words("study_degrees"),
            "p": self.words("p_single"),
            "p_holm": self.words("p_holm"),
        }
        if self.comparison.is_of_two:
            columns["ratio_p"] = self.words("study_ratio_p")
        table = self.page.table(
            published.labelled("cause", {exit_: capital(label) for exit_, label in self.exits.items()}),
            id=f"{self.place}-tests",
            columns=columns,
            formats={
                "exits_n": "integer",
                "statistic": "decimal",
                "df": "integer",
                **dict.fromkeys(("p", "p_holm", "ratio_p"), "p_value"),
            },
            caption=self.words("study_exit_tests_caption"),
        )
        changing = published.data.loc[published.data["ratio_p"].lt(SIGNIFICANCE), "cause"]
        if not len(changing):
            return table
        return table + self.page.text(
            "study_ratio_changes",
            exits=listed([quoted(self.page, self.exits[exit_]) for exit_ in changing], self.words),
            level=self.page.numbers.decimal(SIGNIFICANCE, 2),
        )

    def _subject(self, row: Row) -> str:
        return self.words(
            "study_subject_fine_gray",
            exit=self.exits[row["group"]],
            against=against(self.page, self.comparison),
        )
