"""How providers are compared: the methods and their sources, the readings in force, and what is hidden."""

from batt.disclosure import settings
from batt.registry import load
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.definitions import options_table

CAVEATS = ("superpopulation", "different_conditions", "selection", "national_mean", "adapted_work", "gaming")


def method(page: ComparisonPage) -> Fragment:
    """Say in plain words how the comparisons were made, what they cannot tell, and what is held back."""
    words = page.words
    return (
        page.section("method", words("method_title"), new_page=True)
        + page.text("method_intro")
        + page.text("method_methods")
        + page.section("method-cautions", words("method_cautions_title"), level=3)
        + page.box("method_work_capability", kind="warning", title=words("method_work_capability_title"))
        + joined(_caveat(page, name) for name in CAVEATS)
        + page.section("method-hidden", words("method_hidden_title"), level=3)
        + _hidden(page)
        + page.section("method-options", words("method_options_title"), level=3)
        + options_table(page, page.readings)
    )


def _caveat(page: ComparisonPage, name: str) -> Fragment:
    caveat = load().caveat(name)
    return page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])


def _hidden(page: ComparisonPage) -> Fragment:
    """Say what the rules of disclosure are, with the thresholds in force."""
    chosen = settings()
    thresholds = {
        "persons": chosen.min_persons,
        "unanimous": chosen.min_persons_unanimous,
        "small": chosen.largest_small_count,
        "interval": chosen.min_interval,
        "named": chosen.named_top_providers,
    }
    return page.text("method_hidden", **{name: page.numbers.integer(n) for name, n in thresholds.items()})
