"""Whom to learn from: those alike who are ahead, what others have written, and what is ours to show."""

from markupsafe import Markup

from batt.disclosure import PublishedTable
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import by_list
from batt.reports.comparisons.peers import nearest_peers
from batt.reports.fragment import Fragment
from batt.reports.sections.saved import account, own_account, providers_in
from batt.reports.tables import FREE_TEXT

METHODS = "methods"
_KINDS = {"robust": "practice_robust", "uncertain": "learn_uncertain"}


def learn(page: ComparisonPage) -> Fragment:
    """Show the nearest peers ahead, where the provider itself is better, and how to get in touch."""
    words = page.words
    piece = page.section("learn", words("learn_title"), new_page=True)
    if not page.comparisons.has_rows("nearest_peers"):
        piece += page.text("learn_without_comparisons", year=page.year)
    else:
        piece += nearest_peers(page)
    piece += page.section("learn-methods", words("learn_methods_title"), level=3) + _methods(page)
    return piece + page.section("learn-own", words("learn_own_title"), level=3) + _own(page)


def _methods(page: ComparisonPage) -> Fragment:
    """The provider's own note, and how many others have written one that the secretariat can pass on."""
    words = page.words
    own = own_account(page, METHODS)
    notes = [] if not len(own) else [str(note) for note in own["note"].dropna()]
    if notes:
        told = page.prose(words("learn_own_note"), *(_quoted(page, note) for note in notes))
    else:
        told = page.text("learn_own_note_none", year=page.year)
    others = _others(page)
    if not others:
        return told + page.text("learn_others_none", year=page.year)
    return told + page.text("learn_others", n=page.numbers.integer(others))


def _quoted(page: ComparisonPage, note: str) -> Markup:
    """Return the provider's own words in quotation marks, in the language that it writes."""
    told = Markup('<span lang="{}">{}</span>').format(FREE_TEXT, note) if page.lang != FREE_TEXT else note
    before, after = page.words("learn_quote", note="\n").split("\n")
    return Markup("{}{}{}").format(before, told, after)


def _others(page: ComparisonPage) -> int:
    """Count the other providers with a method note."""
    if not (page.root.clean(page.year) / f"{METHODS}.parquet").exists():
        return 0
    notes = account(page, METHODS).dropna(subset=["note"])
    return len((set(notes["provider_id"]) & providers_in(page)) - {page.provider})


def _own(page: ComparisonPage) -> Fragment:
    """Where the provider is clearly better than expected, and how sure that is. One row per figure."""
    words, rows = page.words, _better(page)
    if rows is None:
        return page.text("practice_own_none", year=page.year)
    return page.table(
        rows,
        id="learn-best",
        columns={
            "list": words("indicator"),
            "told": words("practice_how_sure"),
            "adjusted_value": words("adjusted_value"),
            ("low", "high"): words("interval_95"),
            "national_value": words("practice_national"),
            "years_n": words("practice_years"),
        },
        formats={
            "adjusted_value": "unit_table",
            ("low", "high"): "unit_table",
            "national_value": "unit_table",
            "years_n": "integer",
        },
        caption=words("learn_best_caption", n=page.numbers.integer(len(rows))),
        notes=[words("practice_note")],
    )


def _better(page: ComparisonPage) -> PublishedTable | None:
    own = page.own("best_practice") if page.comparisons.has("best_practice") else None
    if not own:
        return None
    known = own.with_text("told", lambda row: _sure(page, row["label"], row["reason"]))
    return by_list(page, known)


def _sure(page: ComparisonPage, label: object, reason: object) -> str:
    """Say how sure it is that a figure is better than expected."""
    if isinstance(label, str) and label in _KINDS:
        return page.words(_KINDS[label])
    return page.words(f"practice_{reason}")
