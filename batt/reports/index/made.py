"""A link to how the reports were made."""

from markupsafe import Markup

from batt.provenance.record.manifest import HOW
from batt.reports.fragment import Fragment, joined
from batt.reports.index.pages import Pages, links
from batt.reports.numbers import LANGUAGES
from batt.reports.page import Page


def how_made(page: Page, found: Pages) -> Fragment:
    """Link the page made from the record of the run, where there is one."""
    names = {lang: f"{HOW}.{lang}.html" for lang in LANGUAGES}
    addresses = {
        lang: name for lang, name in names.items() if (page.root.reports(page.year) / name).is_file()
    }
    if not addresses:
        return joined([])
    link = links(addresses, page.words("index_how_made"), page.lang)
    return (
        page.section("how-made", page.words("index_how_made"))
        + page.text("index_how_made_text")
        + Fragment(Markup('<ul class="units claims"><li>{}</li></ul>').format(link))
    )
