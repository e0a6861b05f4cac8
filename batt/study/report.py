"""A study's report: cover, what the data are, what they lack, and every row accounted for.

Each function returns a piece of the page; a section that the data do not allow is empty.
"""

from pathlib import Path

from markupsafe import Markup

from batt.paths import Root
from batt.registry.label import Label
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.page_head import PageHead
from batt.reports.verdicts.sentence import TEXTS as VERDICT_TEXTS
from batt.study.analyse import StudyResults
from batt.study.compared_words import field_name
from batt.study.model import Study
from batt.study.pieces import NOTHING, joined
from batt.study.publish import publish_accounting, publish_background

TEXTS = ("study", "study_comparisons", "study_survey", VERDICT_TEXTS)
_OTHER = {"nb": "en", "en": "nb"}


def study_page(root: Path, lang: str) -> Page:
    """Return the page that a study's report is written on; a study has no year."""
    return Page(Root(root), 0, "study", lang, texts=TEXTS)


def cover(page: Page, study: Study, results: StudyResults) -> PageHead:
    """Return title, what the study is, source, licence and size."""
    words, lang = page.words, page.lang
    n = page.number(publish_accounting(results), "rows", "integer", fate="used")
    facts = (
        (words("study_source"), study.citation),
        (words("study_licence"), study.licence),
        (words("study_size"), words("study_size_value", n=n, persons=study.persons[lang])),
    )
    return page.head(
        study.title[lang],
        kicker=words("study_kicker"),
        lead=study.about[lang],
        facts=facts,
        is_simulated=False,
        other_language=f"study.{_OTHER[lang]}.html",
    )


def question(page: Page, study: Study) -> Fragment:
    """Say what is asked of the data."""
    return page.section("question", page.words("study_question")) + page.prose(study.question[page.lang])


def pitfalls(page: Page, study: Study) -> Fragment:
    """Say what in these data can mislead; empty where the study names nothing."""
    if not study.pitfalls:
        return NOTHING
    items = Markup("").join(Markup("<li>{}</li>").format(one[page.lang]) for one in study.pitfalls)
    heading = page.section("pitfalls", page.words("study_pitfalls"))
    return heading + Fragment(Markup("<ul>{}</ul>").format(items))


def about(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Say what is counted how, and which readings were made."""
    lang = page.lang
    pieces = [page.section("about", page.words("study_about"))]
    if study.job:
        pieces.append(page.text("study_job_defined", reason=study.job.reason[lang]))
    if study.exposure and study.exposure.field:
        pieces.append(page.text("study_exposure_defined", unit=study.exposure.unit[lang]))
    if study.time:
        pieces.append(page.text("study_time_defined", unit=study.time.unit[lang]))
        if study.time.until_reason:
            reason = study.time.until_reason[lang]
            pieces.append(page.text("study_until", date=study.time.observed_until, reason=reason))
    fields = {"programme": study.programme, **study.background}
    pieces += [
        _constant(page, name, one.label, one.reason)
        for name, one in fields.items()
        if one and one.label and one.reason
    ]
    unmarked = int(results["readings"]["rows"].iloc[0])
    if unmarked and study.exits and study.exits.none_reason:
        rows, reason = page.numbers.integer(unmarked), study.exits.none_reason[lang]
        pieces.append(page.text("study_unmarked", rows=rows, reason=reason))
    return joined([*pieces, _background(page, study, results)])


def absent(page: Page, study: Study) -> Fragment:
    """Say what the data do not have, and what therefore cannot be said."""
    heading = page.section("absent", page.words("study_absent"))
    if not study.absent:
        return heading + page.text("study_absent_none")
    items = [
        page.text("study_absent_item", thing=page.words(f"study_thing_{thing}"), sentence=sentence[page.lang])
        for thing, sentence in study.absent.items()
    ]
    return joined([heading, page.text("study_absent_lead"), *items])


def rows(page: Page, results: StudyResults) -> Fragment:
    """Account for every row: received = used + set aside, with the reasons."""
    words, table = page.words, results["accounting"]
    counts = table.set_index("fate")["rows"]
    received, used = int(counts["received"]), int(counts["used"])
    told = {"received": received, "used": used, "aside": received - used}
    accounting = page.table(
        publish_accounting(results).labelled(
            "fate", {fate: words(f"study_fate_{fate}") for fate in table["fate"]}
        ),
        id="rows-table",
        columns={"fate": words("study_fate"), "rows": words("study_fate_rows")},
        formats={"rows": "integer"},
        caption=words("study_rows_caption"),
    )
    text = page.text("study_rows_text", **{name: page.numbers.integer(count) for name, count in told.items()})
    return joined([page.section("rows", words("study_rows")), text, accounting])


def method(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Say how the figures are made."""
    made = ("job_share", "duration", "cumulative_incidence", "item_answers")
    used = [name for name in made if name in results]
    texts = [page.text(f"study_method_{name}") for name in used]
    files = page.text("study_method_files", name=study.name)
    return joined([page.section("method", page.words("study_method")), *texts, files])


def _constant(page: Page, name: str, label: Label, reason: Label) -> Fragment:
    """Say which value all rows were given, and why."""
    field, lang = page.words(f"study_field_{name}"), page.lang
    return page.text("study_constant", field=field, value=label[lang], reason=reason[lang])


def _background(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Show the means of the background."""
    if "background" not in results or results["background"].empty:
        return NOTHING
    words, published = page.words, publish_background(results)
    labels = {name: field_name(page, study, name) for name in published.data["field"]}
    return page.table(
        published.labelled("field", labels),
        id="background-table",
        columns={
            "field": words("study_field"),
            "n": words("study_known"),
            "mean": words("study_mean"),
            "sd": words("study_sd"),
        },
        formats={"n": "integer", "mean": "decimal", "sd": "decimal"},
        caption=words("study_background_caption"),
    )
