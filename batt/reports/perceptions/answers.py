"""How the answers to the three surveys divide, and how well their questions go together."""

from batt.disclosure import HIDDEN, PublishedTable, publish_means, publish_shares
from batt.registry import load
from batt.registry.model import Survey
from batt.reports.figures.diverging_bars import diverging_bars
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import country_values
from batt.reports.verdicts import FindingsPage

USERS, USER_INDICATOR = "user", "i02"
HIGH_ANSWERS = (4, 5, 6)


def answers(page: FindingsPage) -> Fragment:
    """Show the profile of each survey's questions for the whole country."""
    words, rows = page.words, page.saved("survey_answers")
    start = page.section("answers", words("answers_title"), new_page=True)
    if rows.empty:
        return start + page.text("answers_missing")
    shares = publish_shares(
        rows.loc[rows["programme"] == ALL, ["survey", "question", "answer", "answers_n", "n", "share"]],
        numerator="n",
        denominator="answers_n",
        adds_up_within=["survey", "question"],
    )
    present = [survey for survey in load().surveys if survey.id in set(rows["survey"])]
    return start + page.text("answers_text") + joined(_survey(page, survey, shares) for survey in present)


def _survey(page: FindingsPage, survey: Survey, shares: PublishedTable) -> Fragment:
    words = page.words
    if survey.id == USERS and _gives_away(page):
        return page.text("answers_users_hidden")
    rows = shares.where(survey=survey.id)
    themes = {theme.id: theme.label[page.lang] for theme in load().themes}
    questions = {question.id: themes[question.theme] for question in survey.questions if question.in_mean}
    most = rows.data["answers_n"].max()
    figure = diverging_bars(
        rows,
        questions=questions,
        words=words,
        title=_title(page, survey, rows, questions),
        caption=words(
            "answers_caption",
            name=survey.name[page.lang],
            year=page.year,
            n=page.numbers.integer(most) if most == most else words("hidden_mark"),
        ),
    )
    return page.figure(figure, id=f"answers-{survey.id}")


def _gives_away(page: FindingsPage) -> bool:
    """Whether what all users answered together would give back a programme's figure that is hidden."""
    of_users = country_values(page).where(year=page.year, indicator=USER_INDICATOR)
    return any(cell.state == HIDDEN for cell in of_users.cells("value"))


def _title(page: FindingsPage, survey: Survey, rows: PublishedTable, questions: dict[str, str]) -> str:
    """Say on which theme most and fewest answer in the upper half of the scale."""
    who = survey.answered_by[page.lang]
    upper = rows.where(answer=list(HIGH_ANSWERS)).data.groupby("question")["share"]
    # A sum with a hidden part is not known.
    sums = upper.sum(min_count=len(HIGH_ANSWERS)).where(upper.count() == len(HIGH_ANSWERS)).dropna()
    if len(sums) < 2:
        return page.words("answers_finding_none", who=who)
    high, low = str(sums.idxmax()), str(sums.idxmin())
    return page.words(
        "answers_finding",
        who=who,
        high_theme=questions[high],
        high=page.numbers.percent(sums[high]),
        low_theme=questions[low],
        low=page.numbers.percent(sums[low]),
    )


def reliability(page: FindingsPage) -> Fragment:
    """Show alpha and omega of each survey."""
    words, rows = page.words, page.saved("survey_reliability")
    start = page.section("reliability", words("reliability_title"), level=3)
    if rows.empty:
        return start + page.text("answers_missing")
    numbers = ["alpha", "alpha_low", "alpha_high", "omega"]
    table = publish_means(rows[["survey", "items_n", "n", *numbers]], n="n", columns=numbers)
    return (
        start
        + page.text("reliability_text")
        + page.table(
            table.labelled("survey", {survey.id: survey.name[page.lang] for survey in load().surveys}),
            id="reliability-table",
            columns={
                "survey": words("survey"),
                "items_n": words("items_n"),
                "n": words("respondents_n"),
                "alpha": words("alpha"),
                ("alpha_low", "alpha_high"): words("interval_95"),
                "omega": words("omega"),
            },
            formats={
                "items_n": "integer",
                "n": "integer",
                "alpha": "decimal2",
                ("alpha_low", "alpha_high"): "decimal2",
                "omega": "decimal2",
            },
            caption=words("reliability_caption"),
        )
    )
