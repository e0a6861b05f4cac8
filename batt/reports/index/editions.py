"""The editions of the year that somebody signed off."""

import datetime as dt

from markupsafe import Markup

from batt.editions import Edition, editions
from batt.reports.fragment import Fragment, joined
from batt.reports.index.pages import Pages
from batt.reports.page import Page
from batt.reports.page_head import index_name


def signed_off(page: Page, found: Pages) -> Fragment:
    """List the editions, newest first: who signed it off and when, and what there is to know."""
    known = sorted(editions(page.root, page.year), key=lambda edition: -edition.number)
    if not known:
        return joined([])
    items = Markup("").join(_item(page, edition) for edition in known)
    return (
        page.section("editions", page.words("index_editions"))
        + page.text("index_editions_text")
        + Fragment(Markup('<ul class="units claims">{}</ul>').format(items))
    )


def _item(page: Page, edition: Edition) -> Markup:
    name = page.words("index_edition", number=page.numbers.integer(edition.number))
    day = page.numbers.date(dt.date.fromisoformat(edition.frozen[:10]))
    return Markup('<li><a href="editions/{}/{}">{}</a> {} {}</li>').format(
        edition.number,
        index_name(page.lang),
        name,
        page.words("index_edition_by", by=edition.by, date=day),
        edition.note,
    )
