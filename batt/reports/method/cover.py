"""The method page itself: its cover, its foreword, and what is quoted in English."""

from markupsafe import Markup

from batt.paths import Root
from batt.registry import Options
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.page_head import PageHead
from batt.reports.prose import to_inline_html

KIND = "method"


class MethodPage(Page):
    """The method page of a year. ``readings``: the readings of the open rules that are in force."""

    def __init__(self, root: Root, year: int, lang: str, readings: Options):
        super().__init__(root, year, KIND, lang, readings.forening, texts=(KIND, "deliveries"))
        self.readings = readings

    def cover(self) -> PageHead:
        """Return the title of the page and its neighbours."""
        return self.head(
            self.words("method_page_title", year=self.year),
            lead=self.words("method_page_lead"),
            of="",
        )

    def quoted(self, key: str, text: str) -> Fragment:
        """Show what the registry holds in English only, marked as such; ``key`` says what it is."""
        return Fragment(
            Markup('<p>{} <span lang="en">{}</span></p>').format(to_inline_html(self.words(key)), text)
        )


def foreword(page: MethodPage) -> Fragment:
    """Say what the page is made of, and what intervals on complete counts mean."""
    return (
        page.section("about", page.words("about_title"))
        + page.text("about_text", lang=page.lang)
        + page.section("computed", page.words("computed_title"), level=3)
        + page.text("computed_text")
    )
