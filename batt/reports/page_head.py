"""What stands around the pieces of a page: its title, who is in it, and its neighbours."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from markupsafe import Markup

from batt.registry import LANGUAGES
from batt.report_kinds import report_kind

HEAD_TYPE = "application/vnd.batt.page-head+json"
"""Under which type a notebook keeps the head of its page among its outputs."""


@dataclass(frozen=True)
class PageHead:
    """What stands around the pieces of a page: its title, who is in it, and its neighbours.

    Attributes
    ----------
    lang
        ``nb`` or ``en``.
    title, kicker, lead
        The cover: title, the line above it, the sentence below it.
    description
        One sentence for search engines and file lists; the lead, if empty.
    facts
        Name and value of what stands on the cover: who published, which providers are in.
    is_simulated
        Whether the banner about invented data is shown.
    notices
        What every reader must know first, such as deliveries that could not be read.
    other_language, home
        Addresses, relative to the page, of the same page in the other language and of the year's index.
    year
        Year of the report.
    page
        The page among those of its year, as the names of its figures begin: ``scorecard.A017``. Empty for
        a page that is no report of a year.
    """

    lang: str
    title: str
    year: int
    kicker: str = ""
    lead: str = ""
    description: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    is_simulated: bool = False
    notices: tuple[str, ...] = ()
    other_language: str = ""
    home: str = ""
    page: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show the title in JupyterLab, and keep the whole head for the export."""
        shown = Markup("<p>{}</p><h1>{}</h1><p>{}</p>").format(self.kicker, self.title, self.lead)
        return {HEAD_TYPE: asdict(self), "text/html": str(shown)}

    @classmethod
    def from_json(cls, text: str) -> "PageHead":
        """Return the head that a notebook has kept."""
        kept = json.loads(text)
        facts = tuple((name, value) for name, value in kept.pop("facts"))
        return cls(**kept | {"facts": facts, "notices": tuple(kept["notices"])})


def neighbours(kind: str, lang: str, of: str) -> dict[str, str]:
    """Return the addresses, relative to a page, of its year's index and of the page in the other language.

    A language in which the main job does not make the kind is not linked.

    Parameters
    ----------
    of
        Whose page it is among those of its kind; empty where there is one for all.
    """
    (other,) = set(LANGUAGES) - {lang}
    is_made = other in report_kind(kind).languages
    return {
        "home": ("../" if of else "") + index_name(lang),
        "other_language": f"{of or kind}.{other}.html" if is_made else "",
    }


def index_name(lang: str) -> str:
    """Return the name of the index of a year: the Norwegian one is the one that opens by itself."""
    return "index.html" if lang == LANGUAGES[0] else f"index.{lang}.html"
