"""Questions to talk about: each comes from a result, and none is invented where nothing stands out."""

from collections.abc import Iterator
from itertools import chain, islice

from markupsafe import Markup

from batt.registry import load
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons.grounds import SURVEYS
from batt.reports.comparisons.lists import LIST, list_of, programme_names, without_per_100
from batt.reports.comparisons.own import own_reported
from batt.reports.findings import lower_first
from batt.reports.formats import format_interval, format_value
from batt.reports.fragment import Fragment
from batt.reports.nav_dialogue.agreed import agreed_targets
from batt.reports.nav_dialogue.answered import own_response
from batt.reports.nav_dialogue.movements import own_changes
from batt.reports.nav_dialogue.not_approved import lacks_approval
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.nav_dialogue.profiles import clear_gaps, own_profiles
from batt.reports.sections.labels import ALL
from batt.reports.sections.surveys import survey_labels

MOST = 6
LOW_RESPONSE = 0.5
"""Below this share of answers a survey is talked about: fewer than every second one asked has answered."""
STANDING = ("question_keep", "question_next")
"""What is always worth asking, for a meeting where nothing stands out."""


def questions(page: DialoguePage) -> Fragment:
    """List the questions, the most important first, and say in short what the figures cannot tell."""
    words = page.words
    found = list(islice(raised(page), MOST))
    told = found or [words(key, name=page.name) for key in STANDING]
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in told)
    return (
        page.section("questions", words("questions_title"))
        + page.prose(words("questions_intro" if found else "questions_nothing"))
        + Fragment(Markup('<ol class="questions">{}</ol>').format(items))
        + page.text("dialogue_limits")
    )


def raised(page: DialoguePage) -> Iterator[str]:
    """Return what the results raise: missed targets, clear changes, gaps, approvals, few answers."""
    return chain(
        _missed_targets(page),
        _clear_changes(page, "worsening"),
        _gap(page),
        _approvals(page),
        _few_answers(page),
        _clear_changes(page, "improving"),
    )


def _missed_targets(page: DialoguePage) -> Iterator[str]:
    """One question for each target that is not met, the nearest first."""
    for target in agreed_targets(page):
        if target.attainment == "not_met":
            name = _name(page, target.indicator, target.programme)
            yield page.words(
                "question_target",
                list=name,
                aim=target.aim.lower(),
                level=target.level.lower(),
                **_figure(page, target.indicator, target.programme),
            )


def _clear_changes(page: DialoguePage, course: str) -> Iterator[str]:
    """One question for each figure that has clearly changed to the worse, or to the better."""
    changes = own_changes(page)
    if changes is None:
        return
    for row in changes.where(course=course).data.to_dict("records"):
        unit = load().indicator(without_per_100(row["indicator"])).unit
        before, now = (
            format_value(page.numbers, row[name], "unit_table", unit) for name in ("previous_value", "value")
        )
        yield page.words(
            f"question_{course}",
            list=_name(page, *list_of(row)),
            before=before,
            now=now,
            year=page.year - 1,
        )


def _gap(page: DialoguePage) -> Iterator[str]:
    """One question about the theme on which two groups clearly differ the most."""
    profiles, who = own_profiles(page), survey_labels(page)
    if profiles is None:
        return
    clear, held = clear_gaps(page, profiles)
    if not len(clear):
        return
    widest = clear.iloc[0]
    first, second = widest["pair"].split("_")
    higher, lower = (first, second) if widest["gap"] > 0 else (second, first)
    means = {
        survey: page.number(profiles.where(survey=survey, theme=widest["theme"]), "mean", "decimal2")
        for survey in (higher, lower)
    }
    themes = {theme.id: theme.label[page.lang] for theme in load().themes}
    yield page.words(
        "question_gap",
        theme=themes[widest["theme"]],
        higher=who[higher],
        lower=lower_first(who[lower]),
        high=means[higher],
        low=means[lower],
        clear=page.numbers.integer(len(clear)),
        held=page.numbers.integer(held),
        expected=page.numbers.decimal(FALSE_ALARM_SHARE * held, 1),
    )


def _approvals(page: DialoguePage) -> Iterator[str]:
    """One question for the programmes where many active solutions lack NAV's approval."""
    for programme in lacks_approval(page):
        yield page.words("question_approval", list=_name(page, "i09", programme))


def _few_answers(page: DialoguePage) -> Iterator[str]:
    """One question for each survey that less than half of those asked have answered, the fewest first."""
    names = {survey.id: survey.name[page.lang] for survey in load().surveys}
    rates = own_response(page).sorted_by("rate")
    for row, cell in zip(rates.data[LIST].to_dict("records"), rates.cells("rate"), strict=True):
        if cell.is_shown and cell.value < LOW_RESPONSE:
            is_users = row["indicator"] == "i02"
            name = names[SURVEYS[row["indicator"]]]
            yield page.words(
                "question_response",
                survey=_name(page, *list_of(row)) if is_users else name,
                rate=page.numbers.percent(cell.value, 0),
            )


def _name(page: DialoguePage, indicator: str, programme: str) -> str:
    """Return the name of an indicator without its number, and the programme where it is about one."""
    name = load().indicator(without_per_100(indicator)).short[page.lang]
    return name if programme == ALL else f"{name} · {programme_names(page)[programme]}"


def _figure(page: DialoguePage, indicator: str, programme: str) -> dict[str, str]:
    """Return a shown figure with its interval and n as texts for a sentence."""
    row = own_reported(page, page.year).where(indicator=indicator, programme=programme).data.iloc[0]
    unit = row["unit"]
    value = format_value(page.numbers, row["value"], "unit_table", unit)
    if row["ci_low"] != row["ci_low"]:
        return {"figure": page.words("figure_alone", value=value)}
    interval = format_interval(page.numbers, row["ci_low"], row["ci_high"], "unit_table", unit)
    return {
        "figure": page.words(
            "figure_with_interval", value=value, interval=interval, n=page.numbers.integer(row["n"])
        )
    }
