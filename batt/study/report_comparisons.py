"""Groups held against each other: who is in them, how they came about, and what differs."""

from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.tables import Column
from batt.study.analyse import StudyResults
from batt.study.compared import Comparison
from batt.study.compared_words import field_name, group_names
from batt.study.groups import NOT_KNOWN
from batt.study.model import Study
from batt.study.pieces import capital, joined
from batt.study.publish_compared import publish_groups
from batt.study.report_group_exits import group_exits
from batt.study.report_group_items import group_items
from batt.study.report_group_shares import group_shares
from batt.study.report_several_groups import several_groups


def comparisons(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Show every comparison in whatever outcome the study has; empty when it compares nothing."""
    return joined(_comparison(page, study, comparison, results) for comparison in study.comparisons)


def _comparison(page: Page, study: Study, comparison: Comparison, results: StudyResults) -> Fragment:
    lang = page.lang
    title = page.words("study_compared_title", label=comparison.label[lang])
    kind = "study_by_lot" if comparison.is_by_lot else "study_not_by_lot"
    return joined(
        [
            page.section(f"by-{comparison.id}".replace("_", "-"), title),
            _groups(page, study, comparison, results),
            group_shares(page, study, comparison, results),
            group_exits(page, study, comparison, results),
            group_items(page, study, comparison, results),
            several_groups(page, study, comparison, results),
            page.box(
                kind,
                kind="note" if comparison.is_by_lot else "limits",
                title="" if comparison.is_by_lot else page.words("study_caution_title"),
                reason=comparison.reason[lang],
                label=comparison.label[lang],
            ),
        ]
    )


def _groups(page: Page, study: Study, comparison: Comparison, results: StudyResults) -> Fragment:
    """Show how many are in each group, with their background and the share with a job."""
    words, lang = page.words, page.lang
    published = publish_groups(results, comparison.id)
    columns: dict[Column, str] = {"group": words("group"), "persons_n": capital(study.persons[lang])}
    formats: dict[Column, str] = {"persons_n": "integer"}
    if "share" in published.columns and study.job:
        columns |= {"share": capital(study.job.share[lang]), ("low", "high"): words("interval_95")}
        formats |= {"share": "percent1", ("low", "high"): "percent1"}
    for name in study.background:
        if f"mean_{name}" in published.columns:
            columns[f"mean_{name}"] = words("study_mean_of", field=field_name(page, study, name))
            formats[f"mean_{name}"] = "decimal"
    names = {code: capital(name) for code, name in group_names(page, comparison).items()}
    names[NOT_KNOWN] = capital(words("study_group_not_known"))
    return page.table(
        published.labelled("group", names),
        id=f"{comparison.id}-groups".replace("_", "-"),
        columns=columns,
        formats=formats,
        caption=words("study_groups_caption", label=comparison.label[lang]),
    )
