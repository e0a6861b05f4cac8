"""What a page shows of the editor's texts, for the reader whose page it is."""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from markupsafe import Markup

from batt.disclosure import load_protected, publish_for
from batt.errors import ContentError
from batt.reports.editorial.parse import FOREWORD, Place, read_texts
from batt.reports.editorial.setting import Reader, set_text
from batt.reports.fragment import Fragment, joined
from batt.reports.words import Words

if TYPE_CHECKING:
    from batt.reports.page import Page

_SEEN: "WeakKeyDictionary[Page, dict[Place, Markup]]" = WeakKeyDictionary()
TEXTS = "editorial"


def editorial(page: "Page", section: str) -> Fragment:
    """Return what the editor says in a section; empty if nothing.

    Parameters
    ----------
    section
        Id of a heading of the page, whose comment stands in a box that says what it is; or ``foreword``,
        which is a section of its own.

    Raises
    ------
    ContentError
        If anything in the page's editorial texts cannot be set; all is listed.
    UnreadableFile
        If the file is no text in UTF-8.
    """
    found = _texts_at(page, section, is_caption=False)
    words = Words(page.lang, TEXTS)
    if section == FOREWORD and found:
        heading = Fragment(Markup('<h2 id="foreword">{}</h2>').format(words("foreword_title")))
        return heading + joined(_marked("foreword", place, html) for place, html in found.items())
    title = Markup('<p class="box-title">{}</p>').format(words("editorial_comment"))
    return joined(_marked("box editorial", place, title + html) for place, html in found.items())


def caption(page: "Page", id: str) -> Markup:
    """Return what the editor says below a figure or table; empty if nothing."""
    label = Words(page.lang, TEXTS)("editorial_comment")
    return Markup("").join(
        Markup('<span class="editorial-caption" data-editorial="{}"><b>{}:</b> {}</span>').format(
            str(place), label, html
        )
        for place, html in _texts_at(page, id, is_caption=True).items()
    )


def _marked(look: str, place: Place, html: Markup) -> Fragment:
    """Set a text apart; the mark tells afterwards that it has got onto the page."""
    role = Markup(' role="note"') if look.startswith("box") else Markup("")
    return Fragment(
        Markup('<div class="{}"{} data-editorial="{}">{}</div>').format(look, role, str(place), html)
    )


def _texts_at(page: "Page", id: str, *, is_caption: bool) -> dict[Place, Markup]:
    """Return the texts of one place of the page: what is said on all pages of the kind first."""
    found = {
        place: html
        for place, html in _texts(page).items()
        if place.id.casefold() == id.casefold() and place.is_caption == is_caption
    }
    return dict(sorted(found.items(), key=lambda entry: (entry[0].unit, entry[0].kind)))


def _texts(page: "Page") -> dict[Place, Markup]:
    """Set all texts of the page when the first is asked for, so that all that is wrong is told at once."""
    if page not in _SEEN:
        texts, problems = read_texts(page.root, page.year, page.lang)
        reader, done = _reader(page), {}
        for text in (text for text in texts if _is_on(text.place, page)):
            done[text.place], wrong = set_text(text, reader)
            problems += wrong
        if problems:
            raise ContentError(problems)
        _SEEN[page] = done
    return _SEEN[page]


def _reader(page: "Page") -> Reader:
    from batt.reports.sections.saved import reported_values  # which knows pages, and pages know this module

    return Reader(
        page.lang,
        page.role,
        visible=lambda result: reported_values(page),
        everything=lambda: publish_for(load_protected(page.root, page.year), "directorate"),
    )


def _is_on(place: Place, page: "Page") -> bool:
    return place.kind in ("", page.kind) and place.unit in ("", page.unit)
