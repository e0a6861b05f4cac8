"""How much of what separates providers is who they serve and where they work."""

from batt.reports.comparisons.lists import HEADING, list_headings
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import because
from batt.reports.fragment import Fragment

_EXPLAINED_BY = ("mix", "mix_and_labour_market", "mix_without_work_capability_and_labour_market")


def variance(page: ComparisonPage) -> Fragment:
    """Say how much of what separates providers is mix and labour market; a row per indicator and set."""
    words = page.words
    start = page.section("variance-explained", words("variance_title"), level=3)
    table = page.found("variance_explained")
    if table is None:
        return start + page.text("variance_nothing")
    table = table.with_text("remark", lambda row: because(page, row["reason"]))
    sure = table.filtered(lambda row: row["low"] > 0 or row["high"] < 0)
    rows = table.labelled("explained_by", {name: words(f"explained_by_{name}") for name in _EXPLAINED_BY})
    return (
        start
        + page.text("variance_text")
        + page.table(
            rows.labelled("indicator", list_headings(page), new=HEADING),
            id="variance-explained-table",
            columns={
                "explained_by": words("explained_by"),
                "sd_crude": words("sd_crude"),
                "sd_left": words("sd_left"),
                "share_explained": words("share_explained"),
                ("low", "high"): words("interval_95"),
                "n_providers": words("providers_n"),
                "n": words("n"),
            }
            | ({"remark": words("remark")} if (table.data["reason"] != "").any() else {}),
            formats={
                "sd_crude": "decimal2",
                "sd_left": "decimal2",
                "share_explained": "percent",
                ("low", "high"): "percent",
                "n_providers": "integer",
                "n": "integer",
            },
            groups=HEADING,
            caption=words(
                "variance_finding" if len(sure) else "variance_none",
                n=page.numbers.integer(len(sure)),
                all=page.numbers.integer(len(table)),
            ),
            notes=[words("variance_note"), words("grounds_registers")],
        )
    )
