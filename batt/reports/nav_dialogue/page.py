"""The page of one provider for the meeting with its NAV office: whose it is, and its cover."""

from batt.disclosure import Role
from batt.paths import Root
from batt.registry import Options
from batt.reports.comparisons.own import own_reported
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.page_head import PageHead
from batt.reports.sections.labels import code_labels
from batt.reports.sections.saved import account, first_unit

KIND = "nav_dialogue"
TEXTS = (KIND, "comparisons", "comparisons_conditions", "comparisons_targets")


class DialoguePage(ComparisonPage):
    """The two pages of one provider, for its NAV office.

    Parameters
    ----------
    unit
        The provider; empty for the first of the year.
    """

    def __init__(
        self, root: Root, year: int, lang: str, readings: Options, unit: str = "", role: Role = "nav_office"
    ):
        chosen = unit or first_unit(root, year, "provider_id", readings.forening)
        super().__init__(root, year, lang, readings, role, chosen, kind=KIND, texts=TEXTS)

    @property
    def name(self) -> str:
        """The provider's name; its id where it has none."""
        return self.comparisons.own_name or str(self.provider)


def cover(page: DialoguePage) -> PageHead:
    """Return the title, and what the two pages are for."""
    words = page.words
    return page.head(
        words("dialogue_title", name=page.name, year=page.year),
        kicker=words("dialogue_kicker"),
        lead=words("dialogue_lead"),
        facts=((words("map_of_provider"), _county(page)),),
        notices=[words("dialogue_hidden")] if _hides_much(page) else [],
        of=str(page.provider),
    )


def _county(page: DialoguePage) -> str:
    providers = account(page, "providers").set_index("provider_id")["county"]
    code = providers.get(page.provider)
    return code_labels(page, "counties").get(str(code), page.words("absent_mark"))


def _hides_much(page: DialoguePage) -> bool:
    """Tell whether at least a third of the provider's figures are hidden."""
    states = [cell.state for cell in own_reported(page, page.year).cells("value")]
    there = [state for state in states if state in ("shown", "hidden")]
    return there.count("hidden") * 3 >= max(len(there), 1)
