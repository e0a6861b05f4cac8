"""What became of the claims about what people answer, and what answers cannot tell."""

from batt.registry import load
from batt.reports.fragment import Fragment, joined
from batt.reports.verdicts import VERDICTS, FindingsPage
from batt.reports.verdicts.shown import primary

CLAIMS = ("H9", "H10", "H11", "H14", "H21", "H22")
CAVEATS = ("non_response", "perceived", "common_answers", "confidentiality", "small_groups")


def in_brief(page: FindingsPage) -> Fragment:
    """Count the verdicts on the page's claims."""
    integer = page.numbers.integer
    rows = [row for row in primary(page.registered) if row["hypothesis"] in CLAIMS]
    counts = {name: integer(sum(row["verdict"] == name for row in rows)) for name in VERDICTS}
    return page.section("brief", page.words("brief_title")) + page.text(
        "brief_text", numbers=integer(len(rows)), **counts
    )


def method(page: FindingsPage) -> Fragment:
    """Say how the answers were tested, and what they cannot tell."""
    caveats = (load().caveat(name) for name in CAVEATS)
    return (
        page.section("method", page.words("method_title"), new_page=True)
        + page.text("method_text")
        + joined(
            page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])
            for caveat in caveats
        )
    )
