"""The indicators among each other: which go together, and whether the indirect foretell the direct."""

from batt.disclosure import publish_means
from batt.registry import load
from batt.reports.figures.network_map import network_map
from batt.reports.fragment import Fragment
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

_STRONGEST = 15
"""So many pairs stand in the table behind the map."""


def network(page: FindingsPage) -> Fragment:
    """Show H12: the map of partial correlations."""
    return claim(page, "H12", network_picture(page))


def prediction(page: FindingsPage) -> Fragment:
    """Show H13: what the indirect indicators predict of a year that was not used."""
    return claim(page, "H13", prediction_table(page))


def network_picture(page: FindingsPage) -> Fragment:
    """Draw the map of H12."""
    words, rows = page.words, page.saved("h12_network")
    if rows.empty or rows["partial"].isna().all():
        return page.text("no_picture")
    pairs = publish_means(
        rows[["indicator_a", "indicator_b", "is_edge", "correlation", "partial", "low", "high", "p_bh", "n"]],
        n="n",
        columns=["partial", "correlation", "low", "high", "p_bh"],
    )
    names = {entry.id: entry.short[page.lang] for entry in load().indicators}
    inside = set(rows["indicator_a"]) | set(rows["indicator_b"])
    named = pairs.with_text("pair", lambda row: f"{names[row['indicator_a']]} – {names[row['indicator_b']]}")
    named = named.with_text("strength", lambda row: f"{abs(row['partial']):.9f}").sorted_by(
        "strength", descending=True
    )
    places = iter(range(len(named)))
    edges = int(rows["is_edge"].astype(bool).sum())
    figure = network_map(
        pairs,
        nodes={code: name for code, name in names.items() if code in inside},
        words=words,
        title=words("network_title", n=page.numbers.integer(edges), all=page.numbers.integer(len(rows))),
        caption=words("network_caption"),
        table=named.filtered(lambda _: next(places) < _STRONGEST),
        columns={
            "pair": words("pair"),
            "correlation": words("correlation"),
            "partial": words("partial"),
            ("low", "high"): words("interval_95"),
            "p_bh": words("p_bh"),
            "n": words("providers_n"),
        },
        formats={
            "correlation": "decimal2",
            "partial": "decimal2",
            ("low", "high"): "decimal2",
            "p_bh": "p_value",
            "n": "integer",
        },
    )
    return page.figure(figure, id="h12-network")


def prediction_table(page: FindingsPage) -> Fragment:
    """Set the table of H13."""
    words, rows = page.words, page.saved("h13_prediction")
    if rows.empty:
        return page.text("no_picture")
    table = publish_means(
        rows[["outcome", "year", "explained", "low", "high", "providers_n"]],
        n="providers_n",
        columns=["explained", "low", "high"],
    )
    return page.table(
        table.labelled("outcome", {entry.id: entry.short[page.lang] for entry in load().indicators}),
        id="h13-prediction",
        columns={
            "outcome": words("outcome"),
            "year": words("year"),
            "explained": words("explained"),
            ("low", "high"): words("interval_95"),
            "providers_n": words("providers_n"),
        },
        formats={
            "year": "year",
            "explained": "percent",
            ("low", "high"): "percent",
            "providers_n": "integer",
        },
        caption=words("prediction_caption"),
    )
