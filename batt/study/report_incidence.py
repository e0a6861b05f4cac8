"""How many have left for what by when."""

from collections.abc import Mapping

from batt.disclosure import PublishedTable
from batt.relationships.staying.incidence_band import MIDDLE
from batt.reports.figures.exit_steps import exit_steps
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.study.analyse import StudyResults
from batt.study.model import STILL_IN, Exits, Study, Time
from batt.study.pieces import NOTHING, joined
from batt.study.publish import publish_incidence, publish_shortcut


def incidence(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Show cumulative incidence by exit group; empty when the study has no time or no exits."""
    if "cumulative_incidence" not in results or study.exits is None or study.time is None:
        return NOTHING
    heading = page.section("incidence", page.words("study_incidence"))
    published = publish_incidence(results)
    if not len(published):
        return heading + page.text("study_incidence_none")
    last = published.where(time=float(published.data["time"].max()))
    told = page.text(
        "study_incidence_text",
        n=page.numbers.integer(len(results["spells"])),
        persons=study.persons[page.lang],
        groups="; ".join(_with_interval(page, last, study.exits)),
        still=_labels(study.exits, page.lang)[STILL_IN],
        still_share=_still(page, last),
        **_when(page, last, study.time),
    )
    figure = _figure(page, published, last, study.exits, study.time)
    return joined(
        [heading, told, page.figure(figure, id="exits"), _shortcut(page, results, last, study.exits)]
    )


def _figure(page: Page, published: PublishedTable, last: PublishedTable, exits: Exits, time: Time):
    words, labels = page.words, _labels(exits, page.lang)
    shown = _shown(last, labels)
    share = {code: page.number(last, "cif", "percent", cause=code) for code in shown}
    parts = [words("study_incidence_part", label=label, share=share[code]) for code, label in shown.items()]
    parts.append(words("study_incidence_part", label=labels[STILL_IN], share=_still(page, last)))
    return exit_steps(
        published,
        groups=shown,
        words=words,
        title=words("study_incidence_title", groups=", ".join(parts), **_when(page, last, time)),
        time_label=time.unit[page.lang],
        caption=words("study_incidence_figure", middle=page.numbers.percent(MIDDLE[1] - MIDDLE[0])),
    )


def _with_interval(page: Page, last: PublishedTable, exits: Exits) -> list[str]:
    """Name each group with its share and interval at the end of the curves."""
    told = []
    for code, label in _shown(last, _labels(exits, page.lang)).items():
        values = {
            name: page.number(last, column, "percent", cause=code)
            for name, column in (("share", "cif"), ("low", "low"), ("high", "high"))
        }
        told.append(page.words("study_incidence_group", label=label, **values))
    return told


def _shortcut(page: Page, results: StudyResults, last: PublishedTable, exits: Exits) -> Fragment:
    """Explain why each way out is not counted on its own, at the group for which that says most."""
    published = publish_shortcut(results)
    shown = published.data["one_minus_kaplan_meier"]
    labels = _shown(last, _labels(exits, page.lang))
    if len(shown) < 2 or shown.isna().any():
        return NOTHING
    largest = str(published.sorted_by("one_minus_kaplan_meier", descending=True).data["cause"].iloc[0])
    return page.box(
        "study_shortcut",
        title=page.words("study_shortcut_title"),
        naive=page.number(published, "one_minus_kaplan_meier", "percent", cause=largest),
        cif=page.number(last, "cif", "percent", cause=largest),
        label=labels[largest],
        sum=page.numbers.percent(shown.sum()),
    )


def _labels(exits: Exits, lang: str) -> dict[str, str]:
    return {group.id: group.label[lang] for group in exits.groups}


def _shown(last: PublishedTable, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the groups that have a curve, in the order of the study."""
    there = set(last.data["cause"])
    return {code: label for code, label in labels.items() if code in there}


def _still(page: Page, last: PublishedTable) -> str:
    """Return the share that has not gone out, as text."""
    return page.numbers.percent(max(1 - float(last.data["cif"].sum()), 0.0))


def _when(page: Page, last: PublishedTable, time: Time) -> dict[str, str]:
    return {"time": page.numbers.integer(last.data["time"].iloc[0]), "unit": time.unit[page.lang]}
