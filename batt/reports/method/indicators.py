"""The thirteen indicators, one by one: definition, formula, programmes, interval, source and version."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from markupsafe import Markup

from batt.disclosure import publish_facts
from batt.registry import load
from batt.registry.model import Indicator
from batt.reports.findings import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.method.cover import MethodPage
from batt.reports.prose import to_inline_html
from batt.reports.sections.labels import programme_labels

_EXAMPLES = Path(__file__).with_name("examples.yaml")


def indicators(page: MethodPage) -> Fragment:
    """Show all indicators at a glance, and each of them in full under its own anchor."""
    entries = load().indicators
    return (
        page.section("indicators", page.words("indicators_title"), new_page=True)
        + page.text("indicators_text")
        + _links(page)
        + _at_a_glance(page)
        + joined(_indicator(page, entry) for entry in entries)
    )


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Return the worked examples: numerator, denominator and the case in both languages, by indicator."""
    return yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))


def example_value(indicator: Indicator) -> float:
    """Return what the indicator's formula gives for its worked example."""
    example = examples()[indicator.id]
    return float(example["numerator"] / example["denominator"] * indicator.scale)


def _links(page: MethodPage) -> Fragment:
    items = [
        Markup('<li><a href="#{}">{}</a></li>').format(entry.id, _title(page, entry))
        for entry in load().indicators
    ]
    return Fragment(Markup("<ul>{}</ul>").format(Markup("").join(items)))


def _title(page: MethodPage, entry: Indicator) -> str:
    return f"{entry.number}. {entry.name[page.lang]}"


def _at_a_glance(page: MethodPage) -> Fragment:
    """One row per indicator."""
    words = page.words
    rows = [
        {
            "indicator": _title(page, entry),
            "unit": words(f"unit_{entry.unit}"),
            "direction": entry.direction_words[page.lang],
            "minimum": words("minimum_of", n=entry.minimum_n, of=entry.n_unit_label[page.lang]),
            "interval": words(f"interval_{_interval(entry)}"),
            "guide": entry.guide_number,
            "version": entry.rule_version,
        }
        for entry in load().indicators
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="definitions in the registry"),
        id="indicators-table",
        columns={
            "indicator": words("indicator"),
            "unit": words("unit"),
            "direction": words("direction"),
            "minimum": words("minimum"),
            "interval": words("interval"),
            "guide": words("guide_number"),
            "version": words("rule_version"),
        },
        formats={"guide": "integer"},
        caption=words("indicators_caption"),
        notes=[words("guide_note")],
    )


def _interval(entry: Indicator) -> str:
    """Name the kind of interval; answers of one respondent belong together."""
    return "t_clustered" if entry.interval == "t" and entry.unit == "score" else entry.interval


def _indicator(page: MethodPage, entry: Indicator) -> Fragment:
    words, lang = page.words, page.lang
    lines = {
        "numerator": entry.numerator[lang],
        "denominator": entry.denominator[lang],
        "formula": _formula(page, entry),
        "unit": words("unit_with_decimals", unit=words(f"unit_{entry.unit}"), decimals=entry.decimals),
        "direction": words(
            "direction_kind", direction=entry.direction_words[lang], kind=words(f"kind_{entry.kind}")
        ),
        "interval": words(f"interval_{_interval(entry)}"),
        "minimum": words("minimum_told", n=entry.minimum_n, of=entry.n_unit_label[lang]),
        "covers": _covers(page, entry),
        "tables": listed([words(f"table_{name}") for name in entry.tables], words),
        "readings": _readings(page, entry),
        "rule_version": words("version_told", version=entry.rule_version, guide=entry.guide_number),
    }
    items = Markup("").join(
        Markup("<li><strong>{}:</strong> {}</li>").format(words(f"line_{name}"), text)
        for name, text in lines.items()
    )
    return (
        page.section(entry.id, _title(page, entry), level=3)
        + page.prose(entry.definition[lang])
        + Fragment(Markup("<ul>{}</ul>").format(items))
        + page.text("line_caution", caution=entry.caution[lang])
        + _example(page, entry)
        + page.quoted("line_source", entry.source)
    )


def _formula(page: MethodPage, entry: Indicator) -> str:
    if entry.scale == 1:
        return page.words("formula_plain")
    return page.words("formula_scaled", divisor=page.numbers.integer(1 / entry.scale))


def _covers(page: MethodPage, entry: Indicator) -> str:
    """Say for which programmes the indicator is computed, and which cells are hatched in the source."""
    registry, words = load(), page.words
    names = programme_labels(page, "short")
    applicable = registry.applicable(entry.id)
    if entry.level == "provider":
        return words("covers_provider")
    hatched = [names[code] for code in registry.programme_codes if code not in applicable]
    if not hatched:
        return words("covers_all")
    return words(
        "covers_some",
        programmes=listed([names[code] for code in applicable], words),
        hatched=listed(hatched, words),
    )


def _readings(page: MethodPage, entry: Indicator) -> Markup:
    """Say the reading in force of each open rule that changes the indicator."""
    words, chosen = page.words, page.readings.as_dict()
    told = [
        Markup('<a href="#option-{}">{}</a>: {}').format(
            spec.key.replace("_", "-"), spec.label[page.lang], spec.choices[chosen[spec.key]][page.lang]
        )
        for spec in load().options
        if spec.key in entry.options
    ]
    return Markup(" ").join(told) if told else to_inline_html(words("no_open_readings"))


def _example(page: MethodPage, entry: Indicator) -> Fragment:
    """Show the worked example, its value from the indicator's own formula."""
    if entry.id not in examples():
        return joined([])
    example, numbers = examples()[entry.id], page.numbers
    divisor = "" if entry.scale == 1 else f" / {numbers.integer(1 / entry.scale)}"
    write = numbers.percent if entry.unit == "share" else numbers.decimal
    return page.text(
        "line_example",
        case=example["case"][page.lang],
        sum=f"{numbers.integer(example['numerator'])} / {numbers.integer(example['denominator'])}{divisor}",
        value=write(example_value(entry), entry.decimals),
        unit=page.words(f"of_{entry.unit}"),
    )
