"""NAV, participants and staff on the same themes: how far apart they are."""

from batt.disclosure import PublishedTable, publish_means
from batt.registry import load
from batt.reports.figures.dumbbell import dumbbell
from batt.reports.findings import lower_first
from batt.reports.fragment import Fragment, joined
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

PAIRS = {"staff_nav": ("staff", "nav"), "user_nav": ("user", "nav"), "user_staff": ("user", "staff")}
_NUMBERS = ["gap", "low", "high", "first", "second"]


def perspectives(page: FindingsPage) -> Fragment:
    """Show H9 with a picture for each pair of groups, and H11."""
    return claim(page, "H9", *perspectives_pictures(page)) + claim(page, "H11")


def perspectives_pictures(page: FindingsPage) -> tuple[Fragment, ...]:
    """Draw the pictures of H9, one for each pair of groups."""
    return tuple(_pair(page, pair) for pair in PAIRS)


def _pair(page: FindingsPage, pair: str) -> Fragment:
    """The gaps of one pair of groups, theme by theme."""
    words, of, minus = page.words, *PAIRS[pair]
    gaps = _gaps(page, pair)
    if gaps is None:
        return joined([])
    first, second = (words(f"who_{who}") for who in (of, minus))
    figure = dumbbell(
        gaps.labelled("theme", {theme.id: theme.label[page.lang] for theme in load().themes}, new="label"),
        first=first,
        second=second,
        words=words,
        title=_title(page, gaps, first, second),
        caption=words("gap_caption"),
        columns={
            "label": words("theme"),
            "first": first,
            "second": second,
            "gap": words("gap"),
            ("low", "high"): words("interval_95"),
            "providers_n": words("providers_n"),
        },
        formats={
            "first": "decimal2",
            "second": "decimal2",
            "gap": "change2",
            ("low", "high"): "decimal2",
            "providers_n": "integer",
        },
    )
    return page.figure(figure, id=f"h09-{pair.replace('_', '-')}")


def _gaps(page: FindingsPage, pair: str) -> PublishedTable | None:
    """Return the gaps of a pair with both means beside them; None where there are none."""
    means, pairs = page.saved("h09_gaps"), page.saved("h09_pairs")
    if means.empty or pairs.empty:
        return None
    of, minus = PAIRS[pair]
    rows = pairs[(pairs["pair"] == pair) & pairs["gap"].notna()]
    if rows.empty:
        return None
    sides = means[["theme", of, minus]].rename(columns={of: "first", minus: "second"})
    both = rows.merge(sides, on="theme", validate="one_to_one")
    return publish_means(both[["theme", *_NUMBERS, "providers_n"]], n="providers_n", columns=_NUMBERS)


def _title(page: FindingsPage, gaps: PublishedTable, first: str, second: str) -> str:
    """Say on how many themes the first group lies above or below the second: where zero is ruled out."""
    shown = gaps.data.dropna(subset=["gap", "low", "high"])
    above, below = int((shown["low"] > 0).sum()), int((shown["high"] < 0).sum())
    total, second = page.numbers.integer(len(shown)), lower_first(second)
    if not above and not below:
        return page.words("gap_title_none", all=total, first=first, second=second)
    return page.words(
        "gap_title_apart",
        first=first,
        second=second,
        side=page.words("gap_above" if above >= below else "gap_below"),
        n=page.numbers.integer(max(above, below)),
        all=total,
    )
