"""Pages of which there is one per county or per registered claim."""

from collections.abc import Mapping

from markupsafe import Markup

from batt.registry import load
from batt.reports.fragment import Fragment, joined
from batt.reports.index.pages import Pages, links
from batt.reports.page import Page
from batt.reports.sections.labels import code_labels


def counties(page: Page, found: Pages) -> Fragment:
    """List the counties that have a page."""
    return _listed(page, found, "county_report", "counties", code_labels(page, "counties"))


def claims(page: Page, found: Pages) -> Fragment:
    """List the registered claims that have a page."""
    labels = {
        entry.id: page.words("index_claim", id=entry.id, claim=entry.claim[page.lang])
        for entry in load().hypotheses
    }
    return _listed(page, found, "relationships", "claims", labels)


def _listed(page: Page, found: Pages, kind: str, id: str, labels: Mapping[str, str]) -> Fragment:
    """List the units of a kind in the order of their labels; units without a label last, as they are."""
    units = set(found.units(kind))
    ordered = [unit for unit in labels if unit in units] + sorted(units - set(labels))
    if not ordered:
        return joined([])
    items = [
        Markup("<li>{}</li>").format(links(found.of(kind, unit), labels.get(unit, unit), page.lang))
        for unit in ordered
    ]
    return page.section(id, page.words(f"index_{id}")) + Fragment(
        Markup('<ul class="units {}">{}</ul>').format(id, Markup("").join(items))
    )
