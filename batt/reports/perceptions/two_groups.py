"""Providers and NAV offices on quality: five separate statements, response rates and what silence hides."""

from batt.disclosure import PublishedTable, publish_shares
from batt.reports.figures.perceived_shares import perceived_shares
from batt.reports.fragment import Fragment
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

GROUPS = ("provider", "nav_office")
QUESTIONS = ("improved", "contributed")
_ENDS = ["low", "high", "worst", "best"]


def two_groups(page: FindingsPage) -> Fragment:
    """Show H10: what each group says of improvement and of EQUASS."""
    return claim(page, "H10", *two_groups_pictures(page))


def two_groups_pictures(page: FindingsPage) -> tuple[Fragment, ...]:
    """Draw the picture of H10, with who was asked and who answered."""
    rows = page.saved("h10_perceptions")
    if rows.empty:
        return (page.text("two_groups_missing"),)
    shares = publish_shares(
        rows[["group", "question", "yes_n", "answered_n", "share", *_ENDS]],
        numerator="yes_n",
        denominator="answered_n",
        also=_ENDS,
    )
    return _figure(page, shares), _response(page)


def _figure(page: FindingsPage, shares: PublishedTable) -> Fragment:
    words = page.words
    order = {
        f"{group}/{question}": words(f"asked_{question}", group=words(f"group_{group}"))
        for question in QUESTIONS
        for group in GROUPS
    }
    named = shares.with_text("statement", lambda row: f"{row['group']}/{row['question']}")
    figure = perceived_shares(
        named.labelled("statement", order, new="label"),
        words=words,
        title=_title(page, shares),
        caption=words("perceived_caption"),
        columns={
            "label": words("statement"),
            "yes_n": words("yes_n"),
            "answered_n": words("answered_n"),
            "share": words("share"),
            ("low", "high"): words("interval_95"),
            ("worst", "best"): words("bounds"),
        },
        formats={
            "yes_n": "integer",
            "answered_n": "integer",
            "share": "percent1",
            ("low", "high"): "percent1",
            ("worst", "best"): "percent1",
        },
    )
    return page.figure(figure, id="h10-perceptions")


def _title(page: FindingsPage, shares: PublishedTable) -> str:
    """Name both groups' shares who saw an improvement, where both are shown."""
    cells = {group: shares.cell("share", group=group, question="improved") for group in GROUPS}
    if not all(cell.is_shown and cell.value == cell.value for cell in cells.values()):
        return page.words("perceived_title_hidden")
    return page.words(
        "perceived_title", **{group: page.numbers.percent(cell.value) for group, cell in cells.items()}
    )


def _response(page: FindingsPage) -> Fragment:
    """Who was asked and who answered, by group."""
    words, rows = page.words, page.saved("h10_perceptions")
    asked = rows.loc[rows["question"] == "improved", ["group", "invited_n", "answered_n"]]
    rates = publish_shares(asked, numerator="answered_n", denominator="invited_n", share="rate")
    return page.table(
        rates.labelled("group", {group: words(f"group_{group}") for group in GROUPS}),
        id="h10-response",
        columns={
            "group": words("group"),
            "invited_n": words("invited"),
            "answered_n": words("answered_n"),
            "rate": words("response_rate"),
        },
        formats={"invited_n": "integer", "answered_n": "integer", "rate": "percent"},
        caption=words("response_caption"),
    )
