"""The page of comparisons: who reads it, its cover, and how to read it."""

from collections.abc import Sequence

import pandas as pd

from batt.disclosure import Comparisons, PublishedTable, Role, publish_facts
from batt.paths import Root
from batt.registry import Options, load
from batt.reports.comparisons.lists import direction, indicator_names
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page
from batt.reports.page_head import PageHead

KIND = "comparisons"
TEXTS = (KIND, "comparisons_standing", "comparisons_conditions", "comparisons_targets")


class ComparisonPage(Page):
    """A page with the comparisons that its reader may see.

    Parameters
    ----------
    readings
        The readings in force: which association's providers are in, and which national mean is meant.
    role, unit
        Who reads; whose page it is, empty for nobody's.
    kind, texts
        Another kind of report that shows comparisons, and its texts.
    """

    def __init__(
        self,
        root: Root,
        year: int,
        lang: str,
        readings: Options,
        role: Role = "public",
        unit: str = "",
        *,
        kind: str = KIND,
        texts: Sequence[str] = TEXTS,
    ):
        super().__init__(root, year, kind, lang, readings.forening, texts=texts, role=role, unit=unit or None)
        self.readings = readings
        self.comparisons = Comparisons(root, year, role, unit or None)
        self._own: dict[str, PublishedTable] = {}

    def compared(self, name: str) -> PublishedTable:
        """Return one comparison as the reader may see it (`batt.disclosure.Comparisons.table`)."""
        return self.comparisons.table(name)

    def own(self, name: str) -> PublishedTable:
        """Return the reader's own rows of a comparison, for whom nothing of others is read."""
        if name not in self._own:
            self._own[name] = self.comparisons.table(name, only_own=True)
        return self._own[name]

    def found(self, name: str) -> PublishedTable | None:
        """Return a comparison; None where it is not there or nobody is in it."""
        return (self.compared(name) if self.comparisons.has(name) else None) or None


def cover(page: ComparisonPage) -> PageHead:
    """Return the title, and whose page it is."""
    words = page.words
    own = page.comparisons.own_name
    reader = "" if page.role == "public" else str(page.provider or page.role)
    title = words("comparisons_title_own", name=own, year=page.year) if page.provider else ""
    return page.head(
        title or words("comparisons_title", year=page.year),
        lead=words("comparisons_lead"),
        notices=[words(f"comparisons_for_{page.role}")] if page.role != "public" else [],
        of=reader,
    )


def how_to_read(page: ComparisonPage) -> Fragment:
    """Say what comparing can tell, and of each indicator whether high is good and what it rests on."""
    words = page.words
    return (
        page.section("how-to-read", words("how_to_read_title"))
        + page.text("how_to_read_text")
        + joined([page.box("how_to_read_own", title=words("how_to_read_own_title"))] if page.provider else [])
        + _directions(page)
    )


def _directions(page: ComparisonPage) -> Fragment:
    """One row per indicator: whether high is good, and what is counted."""
    words, names = page.words, indicator_names(page)
    frame = pd.DataFrame(
        [
            {
                "indicator": names[entry.id],
                "direction": direction(page, entry.id),
                "counted": entry.n_unit_label[page.lang],
            }
            for entry in load().indicators
        ]
    )
    return page.table(
        publish_facts(frame, why="definitions"),
        id="directions",
        columns={
            "indicator": words("indicator"),
            "direction": words("is_high_good"),
            "counted": words("counted_in"),
        },
        caption=words("directions_caption"),
    )
