"""What became of the claims: how many are supported, and how many chance alone would have given."""

from batt.registry import load
from batt.relationships.verdict import SIGNIFICANCE
from batt.reports.fragment import Fragment, joined
from batt.reports.verdicts import VERDICTS, FindingsPage
from batt.reports.verdicts.claim import told_findings
from batt.reports.verdicts.sentence import SUPPORTED, is_known
from batt.reports.verdicts.shown import primary


def in_brief(page: FindingsPage) -> Fragment:
    """Count the verdicts, say what chance alone gives, and list what is supported."""
    words, integer = page.words, page.numbers.integer
    hypotheses, rows = load().hypotheses, primary(page.registered)
    counts = {name: sum(row["verdict"] == name for row in rows) for name in VERDICTS}
    testable = sum(entry.status == "tested" for entry in hypotheses)
    found = [row for row in rows if row["verdict"] == SUPPORTED]
    return (
        page.section("brief", words("brief_title"))
        + page.text(
            "brief_text",
            claims=integer(len(hypotheses)),
            tested=integer(testable),
            not_testable=integer(len(hypotheses) - testable),
            numbers=integer(len(rows)),
            **{name: integer(count) for name, count in counts.items()},
        )
        + _chance(page)
        + page.section("brief-found", words("brief_found_title"), level=3)
        + (told_findings(page, found) if found else page.text("brief_found_none"))
        + joined([page.text("brief_not_cause")])
    )


def _chance(page: FindingsPage) -> Fragment:
    """Say how many low p-values chance alone gives, and how many are left after each adjustment."""
    words, integer = page.words, page.numbers.integer
    tested = [row for row in primary(page.registered) if is_known(row["p_holm"])]
    below = {
        name: integer(sum(row[column] < SIGNIFICANCE for row in tested))
        for name, column in {"single": "p", "holm": "p_holm", "bh": "p_bh"}.items()
    }
    return page.box(
        "brief_chance",
        title=words("brief_chance_title"),
        tests=integer(len(tested)),
        expected=page.numbers.decimal(SIGNIFICANCE * len(tested), 1),
        **below,
    )
