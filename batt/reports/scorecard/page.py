"""The scorecard's page: whose it is, and what stands around it."""

from collections.abc import Sequence

from batt.disclosure import Role
from batt.errors import UsageError
from batt.paths import Root
from batt.registry import Options
from batt.reports.comparisons import ComparisonPage
from batt.reports.page_head import PageHead
from batt.reports.sections.saved import first_unit, known_units

KIND = "scorecard"
TEXTS = (
    KIND,
    "comparisons",
    "comparisons_standing",
    "comparisons_conditions",
    "comparisons_targets",
    "deliveries",
)


def scorecard_page(
    root: Root,
    year: int,
    lang: str,
    readings: Options,
    role: Role = "provider",
    unit: str = "",
    *,
    texts: Sequence[str] = TEXTS,
) -> ComparisonPage:
    """Return the page of one provider; of the year's first one where none is named.

    Raises
    ------
    UsageError
        If somebody else than a provider asks, or there is no such provider in the year.
    """
    if role != "provider":
        raise UsageError(f"The scorecard is made for the role provider; not for {role}.")
    if unit and unit not in known_units(root, year, "provider_id"):
        raise UsageError(f"There is no provider {unit} in {year}.")
    unit = unit or first_unit(root, year, "provider_id", readings.forening)
    return ComparisonPage(root, year, lang, readings, role, unit, kind=KIND, texts=texts)


def cover(page: ComparisonPage) -> PageHead:
    """Return the title, and whose page it is."""
    words, name = page.words, page.comparisons.own_name or str(page.provider)
    return page.head(
        words("scorecard_title", name=name, year=page.year),
        lead=words("scorecard_lead"),
        notices=[words("scorecard_for")],
        of=str(page.provider),
    )
