"""The share with a job by the amount of participation: a description, in bound words."""

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.relationships.leavers.judge import (
    MINIMUM_CLUSTERS,
    MINIMUM_LEAVERS,
    MINIMUM_OF_EACH,
    PRACTICAL_SHARE,
)
from batt.reports.figures import Figure, duration_curve
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sentences import duration_caveat, verdict_name
from batt.study.analyse import StudyResults
from batt.study.model import Exposure, Job, Study
from batt.study.pieces import NOTHING, capital, joined
from batt.study.publish import publish_duration, publish_duration_bands, publish_duration_curve
from batt.study.scientific import scientific


def duration(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Describe the share with a job by exposure; empty when the study lacks one of the two."""
    if "duration" not in results or study.exposure is None or study.job is None:
        return NOTHING
    section = _Section(page, study, study.exposure, study.job, results)
    heading = page.section("duration", page.words("study_duration"))
    sentences = [section.verdict()]
    if study.exits:
        sentences.append(duration_caveat(page.lang))
    return joined(
        [
            heading,
            section.estimand(),
            page.prose(*sentences),
            section.figure(),
            section.caution(),
            section.tests(),
        ]
    )


class _Section:
    """The pieces of the section, which share the description's one row."""

    def __init__(self, page: Page, study: Study, exposure: Exposure, job: Job, results: StudyResults):
        self.page, self.words, self.numbers, self.lang = page, page.words, page.numbers, page.lang
        self.study, self.results = study, results
        self.row: dict[str, Any] = {str(name): value for name, value in results["duration"].iloc[0].items()}
        self.published = publish_duration(results)
        self.unit, self.axis, self.share = (
            exposure.unit[self.lang],
            exposure.axis[self.lang],
            job.share[self.lang],
        )
        self.places = 0 if self.row["exposure_p95"] >= 100 else 1

    def estimand(self) -> Fragment:
        """Say what is estimated, and from what its uncertainty comes."""
        return self.page.text(
            "study_estimand_duration",
            Share=capital(self.share),
            persons=self.study.persons[self.lang],
            unit=self.unit,
            covariance=self._covariance(),
        )

    def _covariance(self) -> str:
        return self.words(f"study_covariance_{self.row['covariance'] or 'model'}")

    def verdict(self) -> str:
        """Say what the verdict on an inverted U is, and why."""
        points = self.numbers.integer(round(PRACTICAL_SHARE * 100))
        if self.row["verdict"] == "cannot_tell":
            reason = self.words(
                f"study_reason_{self.row['reason']}",
                leavers=self.numbers.integer(MINIMUM_LEAVERS),
                of_each=self.numbers.integer(MINIMUM_OF_EACH),
                providers=self.numbers.integer(MINIMUM_CLUSTERS),
                points=points,
            )
            return self.words("study_duration_cannot_tell", share=self.share, unit=self.unit, reason=reason)
        span = {
            "unit": self.unit,
            "low": self.numbers.decimal(self.row["exposure_p05"], self.places),
            "high": self.numbers.decimal(self.row["exposure_p95"], self.places),
        }
        who = "study_who_left" if self.study.exits else "study_who"
        return self.words(
            f"study_duration_{self.row['reason']}",
            who=self.words(who, persons=self.study.persons[self.lang], **span),
            share=self.share,
            top=self._number("turning_point"),
            top_low=self._number("fieller_low"),
            top_high=self._number("fieller_high"),
            n=self.numbers.integer(self.row["n_leavers"]),
            points=points,
            **span,
        )

    def figure(self) -> Fragment:
        """Draw the curve with its band and the observed shares."""
        curve, bands = publish_duration_curve(self.results), publish_duration_bands(self.results)
        if curve.data["share"].notna().sum() < 2:
            return self.page.text("study_too_few")
        code = str(self.row["programme"])
        label = self.study.programme.label if self.study.programme else None
        is_supported = self.row["verdict"] == "supported"
        title = self.words(
            "study_duration_title_supported" if is_supported else "study_duration_title",
            Share=capital(self.share),
            unit=self.unit,
            **({"top": self._number("turning_point")} if is_supported else {}),
        )
        persons = self.study.persons[self.lang]
        caption = [self.words("study_duration_figure", unit=self.unit, persons=persons)]
        if is_supported:
            caption.append(self.words("study_duration_top_marked"))
        drawn = duration_curve(
            curve,
            bands,
            programmes={code: label[self.lang] if label else self.study.title[self.lang]},
            words=self.words,
            title=title,
            caption=" ".join(caption),
            tops={code: float(self.row["turning_point"])} if is_supported else {},
            exposure_label=self.axis,
            band_label=self.words("study_band", unit=self.unit),
        )
        return self.page.figure(self._told(drawn, curve, title), id="share-by-amount")

    def caution(self) -> Fragment:
        """Say what the description is not."""
        return self.page.box(
            "study_duration_caution",
            kind="limits",
            title=self.words("study_caution_title"),
            persons=self.study.persons[self.lang],
            unit=self.unit,
        )

    def tests(self) -> Fragment:
        """Show every statistic behind the verdict."""
        lines = pd.DataFrame(self._lines(), columns=["measure", "result"])
        return self.page.table(
            publish_facts(lines, why="Texts of numbers that have been through the door."),
            id="tests-table",
            columns={"measure": self.words("study_measure"), "result": self.words("study_result")},
            caption=self.words("study_tests_caption"),
        )

    def _told(self, drawn: Figure, curve: PublishedTable, title: str) -> Figure:
        """Give the figure this study's own alternative text and column names."""
        points = curve.data.dropna(subset=["share"]).sort_values("weeks")
        first, last = points.iloc[0], points.iloc[-1]
        alt = self.words(
            "alt_study_duration",
            share=self.share,
            unit=self.unit,
            first=self.numbers.percent(first["share"]),
            first_x=self.numbers.integer(first["weeks"]),
            last=self.numbers.percent(last["share"]),
            last_x=self.numbers.integer(last["weeks"]),
            finding=title,
        )
        columns = {**drawn.columns, "leavers_n": capital(self.study.persons[self.lang])}
        columns.pop("programme", None)
        return replace(drawn, alt=f"{alt} {self.words('alt_table_follows')}", columns=columns)

    def _lines(self) -> list[tuple[str, str]]:
        words, row = self.words, self.row
        lines = [
            (words("study_measure_verdict"), verdict_name(row, self.lang)),
            (words("study_covariance"), self._covariance()),
        ]
        if row["quadratic_reason"]:
            lines.append((words("study_measure_top"), words("study_not_fitted")))
        else:
            lines += [
                (words("study_measure_b1"), self._scientific("b1", 6)),
                (words("study_measure_b2"), self._scientific("b2", 6)),
                (words("study_measure_top"), self._with_unit(self._number("turning_point", 2))),
                (words("study_measure_delta"), self._range("turning_point_low", "turning_point_high")),
                (words("study_measure_fieller"), self._fieller()),
                (words("study_measure_lind_mehlum"), self._scientific("lind_mehlum_p", 4)),
            ]
        if row["two_lines_reason"]:
            return [*lines, (words("study_measure_breakpoint"), words("study_not_fitted"))]
        return [
            *lines,
            (words("study_measure_breakpoint"), self._with_unit(self._number("breakpoint", 1))),
            (words("study_measure_below"), self._slope("below")),
            (words("study_measure_above"), self._slope("above")),
        ]

    def _fieller(self) -> str:
        if self.row["fieller_kind"] == "unbounded":
            return self.words("study_fieller_unbounded")
        ends = self._range("fieller_low", "fieller_high")
        if self.row["fieller_kind"] == "bounded":
            return ends
        low, high = self._number("fieller_low", 1), self._number("fieller_high", 1)
        return self.words("study_fieller_excludes", low=low, high=self._with_unit(high))

    def _slope(self, side: str) -> str:
        """Write a slope as percentage points per a round number of units."""
        step = 10.0 ** max(math.floor(math.log10(max(self.row["exposure_p95"], 10.0))) - 1, 0)
        cell = self.published.cell(f"slope_{side}", programme=self.row["programme"])
        if not cell.is_shown:
            return self.words("hidden_mark")
        slope = self.numbers.percentage_points(float(cell.value) * step, 2)
        p, per = self._scientific(f"p_{side}", 2), self.numbers.integer(step)
        return self.words("study_slope", slope=slope, step=per, unit=self.unit, p=p)

    def _range(self, low: str, high: str) -> str:
        ends = {"low": self._number(low, 1), "high": self._number(high, 1)}
        return self.words("study_range_unit", unit=self.unit, **ends)

    def _with_unit(self, value: str) -> str:
        return self.words("study_value_unit", value=value, unit=self.unit)

    def _number(self, column: str, places: int | None = None) -> str:
        """Return a statistic as text; a hidden one as its mark."""
        cell = self.published.cell(column, programme=self.row["programme"])
        if not cell.is_shown:
            return self.words("hidden_mark" if cell.state == "hidden" else "absent_mark")
        return self.numbers.decimal(cell.value, self.places if places is None else places)

    def _scientific(self, column: str, digits: int) -> str:
        cell = self.published.cell(column, programme=self.row["programme"])
        return scientific(self.numbers, cell.value, digits) if cell.is_shown else self.words("hidden_mark")
