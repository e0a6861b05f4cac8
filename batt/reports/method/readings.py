"""The open points of the rules: every reading, the default, the one in force, and where the source stands."""

from markupsafe import Markup

from batt.registry import load
from batt.registry.model import OptionSpec
from batt.reports.fragment import Fragment, joined
from batt.reports.method.cover import MethodPage
from batt.reports.sections.definitions import options_table


def readings(page: MethodPage) -> Fragment:
    """Say which readings are in force and which of them are changed, and show every choice of each point."""
    words, changed = page.words, page.readings.changed()
    said = (
        page.text("readings_default")
        if not changed
        else page.text(
            "readings_changed",
            n=page.numbers.integer(len(changed)),
            changed="; ".join(f"{key}={choice}" for key, choice in changed.items()),
        )
    )
    return (
        page.section("readings", words("readings_title"), new_page=True)
        + page.text("readings_text")
        + said
        + options_table(page, page.readings)
        + joined(_option(page, spec) for spec in load().options)
    )


def _option(page: MethodPage, spec: OptionSpec) -> Fragment:
    """One open point with all its readings; the one in force is in bold."""
    words, chosen = page.words, page.readings.as_dict()[spec.key]
    items = []
    for choice, meaning in spec.choices.items():
        told = Markup("<strong>{}</strong> ({})") if choice == chosen else Markup("{} ({})")
        notes = [
            words(name)
            for name, holds in {
                "choice_default": choice == spec.default,
                "choice_in_force": choice == chosen,
            }.items()
            if holds
        ]
        line = told.format(meaning[page.lang], f"{spec.key}={choice}")
        items.append(Markup("<li>{}{}</li>").format(line, "".join(f" – {note}" for note in notes)))
    numbers = [entry.number for entry in load().indicators if entry.id in spec.indicators]
    acts_on = (
        words("option_indicators", numbers=", ".join(map(str, numbers)))
        if numbers
        else words("option_totals")
    )
    return (
        page.section(f"option-{spec.key.replace('_', '-')}", spec.label[page.lang], level=3)
        + Fragment(Markup("<ul>{}</ul>").format(Markup("").join(items)))
        + page.prose(acts_on)
        + page.quoted("line_source", spec.source)
    )
