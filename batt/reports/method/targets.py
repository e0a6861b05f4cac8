"""Which indicators suit as result targets for which programme, and how sure the reading of the source is."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import load
from batt.registry.model import Suitability
from batt.reports.fragment import Fragment
from batt.reports.method.cover import MethodPage
from batt.reports.sections.labels import programme_labels


def targets(page: MethodPage) -> Fragment:
    """Show the matrix of suitability with its certainty. One row per indicator, one column per programme."""
    words, registry = page.words, load()
    caveat = registry.caveat("suitability_reading")
    rows = [
        {
            "indicator": f"{entry.number}. {entry.short[page.lang]}",
            **{
                code: _told(page, registry.target_suitability.get((entry.id, code)))
                for code in registry.programme_codes
            },
        }
        for entry in registry.indicators
    ]
    return (
        page.section("targets", words("targets_title"), new_page=True)
        + page.text("targets_text", text=caveat.text[page.lang])
        + page.table(
            publish_facts(pd.DataFrame(rows), why="definitions in the registry"),
            id="suitability-table",
            columns={"indicator": words("indicator"), **programme_labels(page, "short")},
            caption=words("targets_caption"),
            notes=[words("targets_note")],
            source="WG §4.13",
        )
    )


def _told(page: MethodPage, cell: Suitability | None) -> str:
    """Say whether an indicator suits, and how sure that is where it is not certain."""
    words = page.words
    if cell is None:
        return words("hatched_word")
    suited = words(f"suited_{cell.suited}")
    if cell.certainty in ("certain", "unknown"):
        return suited
    return words("suited_how_sure", suited=suited, certainty=words(f"certainty_{cell.certainty}"))
