"""How each number was made: definition, numerator and denominator, options in force, rule version, source."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import Options, load
from batt.registry.model import Indicator
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page

CAVEATS = (
    "superpopulation",
    "small_groups",
    "national_mean",
    "non_response",
    "comparability",
    "sensitive_data",
)


def definitions(page: Page, options: Options) -> Fragment:
    """Show the readings in force, what intervals mean, and the definition of every indicator."""
    words, registry = page.words, load()
    meanings = [
        page.text(
            "titled", title=registry.caveat(name).title[page.lang], text=registry.caveat(name).text[page.lang]
        )
        for name in CAVEATS
    ]
    return (
        page.section("definitions", words("definitions_title"), new_page=True)
        + page.text("definitions_intro")
        + joined(meanings)
        + page.section("options", words("options_title"), level=3)
        + page.text("options_intro")
        + options_table(page, options)
        + joined(_definition(page, indicator, options) for indicator in registry.indicators)
        + page.section("sources", words("sources_title"), level=3)
        + page.text("sources_text")
    )


def options_table(page: Page, options: Options) -> Fragment:
    """Show the reading in force of each open rule, and whether it is the default. One row per rule."""
    words, chosen = page.words, options.as_dict()
    rows = [
        (
            spec.label[page.lang],
            spec.choices[chosen[spec.key]][page.lang],
            words("is_default" if chosen[spec.key] == spec.default else "is_changed"),
        )
        for spec in load().options
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows, columns=["rule", "reading", "kind"]), why="definitions"),
        id="options-table",
        columns={"rule": words("rule"), "reading": words("reading"), "kind": words("reading_kind")},
        caption=words("options_caption"),
    )


def _definition(page: Page, indicator: Indicator, options: Options) -> Fragment:
    words, chosen = page.words, options.as_dict()
    readings = [
        spec.choices[chosen[spec.key]][page.lang] for spec in load().options if spec.key in indicator.options
    ]
    return page.section(
        f"definition-{indicator.id}", f"{indicator.number}. {indicator.name[page.lang]}", level=3
    ) + page.text(
        "definition",
        definition=indicator.definition[page.lang],
        numerator=indicator.numerator[page.lang],
        denominator=indicator.denominator[page.lang],
        n=indicator.n_unit_label[page.lang],
        unit=words(f"unit_{indicator.unit}"),
        interval=words(_interval_key(indicator)),
        direction=indicator.direction_words[page.lang],
        kind=words(f"kind_{indicator.kind}"),
        readings=" ".join(readings) or words("no_open_readings"),
        version=indicator.rule_version,
        source=indicator.source,
        guide=indicator.guide_number,
        caution=indicator.caution[page.lang],
    )


def _interval_key(indicator: Indicator) -> str:
    """Name the text on the indicator's interval; answers of one respondent belong together."""
    is_survey = indicator.interval == "t" and indicator.unit == "score"
    return "interval_t_clustered" if is_survey else f"interval_{indicator.interval}"
