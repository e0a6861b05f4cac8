"""Everything that the card says of each of the provider's figures, gathered once."""

from collections import Counter
from weakref import WeakKeyDictionary

import pandas as pd

from batt.disclosure import PublishedTable, settings
from batt.registry import load
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import LIST, by_list, list_of
from batt.reports.comparisons.own import own_reported
from batt.reports.scorecard.verdict import standing
from batt.reports.sections.saved import computed_years, country_values, own_and_country

VALUES = ["value", "ci_low", "ci_high", "n"]
PEERS = ["peer_pooled", "peer_providers", "peer_n", "peer_reason"]
_BY_TOP = {3: "top3_mean", 5: "top5_mean"}
FULL = "full"
Runs = dict[tuple[str, str], list[tuple[int, float | None]]]
# Every section asks for the same lines, and they do not change while the page is made.
_SEEN: WeakKeyDictionary[ComparisonPage, PublishedTable] = WeakKeyDictionary()
_RUNS: WeakKeyDictionary[ComparisonPage, Runs] = WeakKeyDictionary()


def top_k() -> int:
    """Return how many of the foremost the card holds figures against: three or five."""
    return 5 if settings().named_top_providers >= 5 else 3


def lines(page: ComparisonPage) -> PublishedTable:
    """Return all figures of the provider that reads, with what they are held against.

    Returns
    -------
    PublishedTable
        One row per indicator and programme that the provider runs and that the indicator covers, in
        registry order: its own ``value, ci_low, ci_high, n`` and ``status``, ``value_last``, ``country`` (the
        reading of the national mean in force), the peers, ``top``, the flags of both tests, ``movement`` and
        ``course`` since last year, ``ahead`` and ``clear``, counts of peers, and ``stands``.
    """
    if page not in _SEEN:
        _SEEN[page] = _lines(page)
    return _SEEN[page]


def _lines(page: ComparisonPage) -> PublishedTable:
    own = own_reported(page, page.year).where(indicator=[entry.id for entry in load().indicators])
    rows = own.filtered(lambda row: row["status"] != "not_applicable").pick(*LIST, "unit", "status", *VALUES)
    last = own_reported(page, page.year - 1).pick(*LIST, "value")
    rows = rows.beside(last, on=LIST, suffix="_last")
    pooled = country_values(page).where(year=page.year).pick(*LIST, "value").renamed(value="country")
    rows = rows.beside(pooled, on=LIST, suffix="")
    for name, columns in (
        ("funnel_cells", ["flag", "reason"]),
        ("changes", ["change", "movement", "course", "reason"]),
    ):
        rows = _beside_own(page, rows, name, columns, suffix="_change" if name == "changes" else "")
    rows = _with_adjusted(page, _with_benchmarks(page, rows))
    directions = {entry.id: entry.direction for entry in load().indicators}
    rows = rows.with_text("direction", lambda row: directions[row["indicator"]])
    return by_list(page, _with_peers_ahead(page, rows).with_text("stands", standing))


def _beside_own(
    page: ComparisonPage, rows: PublishedTable, name: str, columns: list[str], suffix: str = ""
) -> PublishedTable:
    """Put the reader's own rows of a comparison beside; missing where it is not among the compared."""
    if not page.comparisons.has(name):
        return _with_nothing(rows, [f"{column}{suffix}" for column in columns])
    return rows.beside(page.own(name).pick(*LIST, *columns), on=LIST, suffix=suffix)


def _with_nothing(rows: PublishedTable, columns: list[str]) -> PublishedTable:
    nothing = rows.pick(*LIST).where(indicator=[])
    for column in columns:
        nothing = nothing.with_text(column, lambda row: "")
    return rows.beside(nothing, on=LIST, suffix="")


def _with_benchmarks(page: ComparisonPage, rows: PublishedTable) -> PublishedTable:
    """Add the peers' mean, the foremost, and the mean of providers where that is the national one."""
    top = list(_BY_TOP.values())
    if not page.comparisons.has("benchmarks"):
        return _with_nothing(rows, ["national_providers", *top, *PEERS])
    of_all = page.comparisons.of_lists("benchmarks", ["national_providers", *top])
    rows = rows.beside(of_all, on=LIST, suffix="")
    rows = rows.beside(page.own("benchmarks").pick(*LIST, *PEERS), on=LIST, suffix="")
    if page.readings.national_mean == "providers":
        names = [name for name in rows.columns if name not in ("country", "national_providers")]
        rows = rows.pick(*names, "national_providers").renamed(national_providers="country")
    return rows


def _with_adjusted(page: ComparisonPage, rows: PublishedTable) -> PublishedTable:
    """Add the flag of the test that takes the participants into account."""
    columns = ["adjusted_flag", "depends_on_adjustment"]
    if not page.comparisons.has("adjusted"):
        return _with_nothing(rows, columns)
    own = page.own("adjusted").where(version=FULL).pick(*LIST, *columns)
    return rows.beside(own, on=LIST, suffix="")


def _with_peers_ahead(page: ComparisonPage, rows: PublishedTable) -> PublishedTable:
    """Add how many providers like the reader have a better figure, and how many of them clearly."""
    has_peers = page.comparisons.has("nearest_peers")
    records = page.own("nearest_peers").records() if has_peers else []
    ahead = Counter(list_of(row) for row in records if not pd.isna(row["place"]))
    clear = Counter(list_of(row) for row in records if not pd.isna(row["place"]) and row["is_clear"])
    named = rows.with_text("ahead", lambda row: str(ahead[list_of(row)]))
    return named.with_text("clear", lambda row: str(clear[list_of(row)]))


def runs(page: ComparisonPage) -> Runs:
    """Return each figure's run of years, oldest first; None for a year without a figure."""
    if page not in _RUNS:
        _RUNS[page] = _runs(page)
    return _RUNS[page]


def _runs(page: ComparisonPage) -> Runs:
    years = computed_years(page)
    own = own_and_country(page).where(unit_level="provider", unit_id=page.provider)
    found = {(*list_of(row), row["year"]): row["value"] for row in own.records()}

    def value(one: tuple[str, str], year: int) -> float | None:
        number = found.get((*one, year))
        return None if number is None or pd.isna(number) else float(number)

    return {
        one: [(year, value(one, year)) for year in years]
        for one in (list_of(row) for row in lines(page).records())
    }
