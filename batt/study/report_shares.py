"""The share with a job: of all, by gender and by provider."""

from batt.registry.load import load
from batt.reports.figures.share_dots import share_dots
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.study.analyse import StudyResults
from batt.study.model import Job, Study
from batt.study.pieces import NOTHING, capital, joined
from batt.study.publish import publish_job_shares


def job_share(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Show the share with a job; empty when the study does not know who got one."""
    if "job_share" not in results or study.job is None:
        return NOTHING
    whole = publish_job_shares(results, "all")
    text = page.text(
        "study_share_of_all",
        Share=capital(study.job.share[page.lang]),
        persons=study.persons[page.lang],
        n=page.number(whole, "persons_n", "integer", kind="all"),
        value=page.number(whole, "share", "percent", kind="all"),
        low=page.number(whole, "low", "percent", kind="all"),
        high=page.number(whole, "high", "percent", kind="all"),
    )
    heading = page.section("job-share", page.words("study_job_share"))
    genders = _by_gender(page, study, study.job, results)
    return joined([heading, text, genders, _by_provider(page, study, study.job, results)])


def _by_gender(page: Page, study: Study, job: Job, results: StudyResults) -> Fragment:
    published = publish_job_shares(results, "gender")
    if not len(published):
        return NOTHING
    words, lang = page.words, page.lang
    return page.table(
        published.labelled("unit", {code.code: code.label[lang] for code in load().codes["genders"]}),
        id="gender-table",
        columns={
            "unit": words("study_gender"),
            "persons_n": capital(study.persons[lang]),
            "share": words("share"),
            ("low", "high"): words("interval_95"),
        },
        formats={"persons_n": "integer", "share": "percent", ("low", "high"): "percent"},
        caption=words("study_gender_caption", Share=capital(job.share[lang])),
    )


def _by_provider(page: Page, study: Study, job: Job, results: StudyResults) -> Fragment:
    published = publish_job_shares(results, "provider")
    shown = published.data["share"].dropna()
    if shown.empty or study.provider is None or study.provider.label is None:
        return NOTHING
    words, lang = page.words, page.lang
    place, persons = study.provider.label[lang], study.persons[lang]
    title = words(
        "study_provider_title",
        Share=capital(job.share[lang]),
        lowest=page.numbers.percent(shown.min()),
        highest=page.numbers.percent(shown.max()),
        place=place,
    )
    whole = publish_job_shares(results, "all").data["share"].iloc[0]
    figure = share_dots(
        published,
        words=words,
        title=title,
        unit_label=place,
        n_label=persons,
        # Rounded: from the exact share and the others' a hidden one could be told.
        whole=round(float(whole), 2),
        caption=words("study_provider_caption", persons=persons),
    )
    caution = page.box(
        "study_provider_caution",
        kind="limits",
        title=words("study_caution_title"),
        count=page.numbers.integer(len(published)),
    )
    heading = page.section("providers", words("study_by_provider"))
    return joined([heading, page.figure(figure, id="by-provider"), caution])
