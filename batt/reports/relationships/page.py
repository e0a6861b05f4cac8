"""The page of one registered claim, or of all of them."""

from collections.abc import Callable
from copy import copy
from functools import wraps

from markupsafe import Markup

from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.registry import Options, load
from batt.registry.hypothesis import Hypothesis
from batt.reports.fragment import Fragment, joined
from batt.reports.page_head import PageHead
from batt.reports.prose import to_inline_html
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.sentence import TEXTS
from batt.reports.words import Words

KIND = "relationships"
NOTHING = joined([])


class RelationshipsPage(FindingsPage):
    """A page about one registered claim, or about the register.

    Parameters
    ----------
    readings
        The readings in force.
    unit
        Identifier of a claim in the registry, such as ``H3``; empty for the page of all of them.

    Raises
    ------
    UsageError
        If no claim has the identifier.
    """

    def __init__(self, root: Root, year: int, lang: str, readings: Options, unit: str = ""):
        known = [entry.id for entry in load().hypotheses]
        if unit and unit not in known:
            raise UsageError(
                Problem(
                    f"claim {unit}",
                    "is not registered",
                    f"Registered claims: {', '.join(known)}.",
                    "Name one of them, or none for the page of all.",
                )
            )
        super().__init__(root, year, KIND, lang, readings)
        self.entry = load().hypothesis(unit) if unit else None

    def in_words_of(self, kind: str) -> FindingsPage:
        """Return the page with the words of another kind, whose pictures it shows."""
        other = copy(self)
        other.words = Words(self.lang, kind, TEXTS)
        return other

    def name(self, entry: Hypothesis) -> str:
        """Return a claim in a few words."""
        return self.words(f"name_{entry.id.lower()}")

    def as_registered(self, key: str, text: str) -> Fragment:
        """Show what the registry holds in English only, marked as such; ``key`` says what it is."""
        return Fragment(
            Markup('<p>{} <span lang="en">{}</span></p>').format(to_inline_html(self.words(key)), text)
        )

    def cover(self) -> PageHead:
        """Return the title of the page and its neighbours."""
        words, entry = self.words, self.entry
        if entry is None:
            return self.head(
                words("relationships_title", year=self.year),
                lead=words("relationships_lead"),
                of="",
            )
        return self.head(
            self.name(entry),
            kicker=words("claim_kicker", id=entry.id, year=self.year),
            lead=entry.claim[self.lang],
            of=entry.id,
        )


def of_a_claim(
    section: Callable[[RelationshipsPage, Hypothesis], Fragment],
) -> Callable[[RelationshipsPage], Fragment]:
    """Turn a section about one claim into a section of any page: empty on the page of all claims."""

    @wraps(section)
    def shown(page: RelationshipsPage) -> Fragment:
        return NOTHING if page.entry is None else section(page, page.entry)

    return shown


def of_the_register(
    section: Callable[[RelationshipsPage], Fragment],
) -> Callable[[RelationshipsPage], Fragment]:
    """Turn a section about all claims into a section of any page: empty on the page of one claim."""

    @wraps(section)
    def shown(page: RelationshipsPage) -> Fragment:
        return section(page) if page.entry is None else NOTHING

    return shown
