"""Tables that stand on the page of one claim and nowhere else."""

from batt.disclosure import publish_facts, publish_means
from batt.registry import load
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import code_labels
from batt.reports.verdicts import FindingsPage

_TAU = ["kendall", "low", "high"]


def targets_not_suited(page: FindingsPage) -> Fragment:
    """H16: which targets do not suit their programme, and how many by county. Targets are no persons."""
    words = page.words
    cells, areas = page.saved("h16_not_suited"), page.saved("h16_by_area")
    if cells.empty and areas.empty:
        return page.text("no_picture")
    why = "agreed targets are counted, and a target is not about a person"
    indicators = {entry.id: entry.short[page.lang] for entry in load().indicators}
    piece = page.text("targets_all_suited")
    if len(cells):
        piece = page.table(
            publish_facts(cells, why=why)
            .labelled("programme", page.programmes)
            .labelled("indicator", indicators),
            id="h16-not-suited",
            columns={
                "programme": words("programme"),
                "indicator": words("indicator"),
                "targets_n": words("targets_n"),
            },
            formats={"targets_n": "integer"},
            caption=words("not_suited_caption"),
        )
    return piece + page.table(
        publish_facts(areas, why=why).labelled("area", code_labels(page, "counties")),
        id="h16-by-area",
        columns={
            "area": words("county"),
            "targets_n": words("targets_n"),
            "not_suited_n": words("not_suited_n"),
        },
        formats={"targets_n": "integer", "not_suited_n": "integer"},
        caption=words("by_area_caption"),
    )


def certified_groups(page: FindingsPage) -> Fragment:
    """H17: how many providers are certified under one scheme alone, by year."""
    words, groups = page.words, page.saved("h17_groups")
    if groups.empty:
        return page.text("no_picture")
    scheme = groups["is_equass"].astype(bool).map({True: words("equass_alone"), False: words("iso_alone")})
    return page.table(
        publish_facts(
            groups.assign(scheme=scheme)[["year", "scheme", "providers_n"]],
            why="certificates of providers are public, and providers are no persons",
        ),
        id="h17-groups",
        columns={"year": words("year"), "scheme": words("scheme"), "providers_n": words("providers_n")},
        formats={"year": "year", "providers_n": "integer"},
        caption=words("groups_caption"),
    )


def orders_by_job_codes(page: FindingsPage) -> Fragment:
    """H19: how far each reading of what a job is keeps the order of providers."""
    spec = next(option for option in load().options if option.key == "job_codes")
    choices = {choice: label[page.lang] for choice, label in spec.choices.items() if choice != spec.default}
    return _orders(page, "h19_orders", "choice", choices, page.words("orders_codes_caption"))


def orders_by_ranking(page: FindingsPage) -> Fragment:
    """H23: how far the order by number agrees with the order by share, in each of the three rankings."""
    rankings = {"total": page.words("ranking_total"), **page.programmes}
    return _orders(page, "h23_orders", "ranking", rankings, page.words("orders_ranking_caption"))


def _orders(page: FindingsPage, table: str, key: str, labels: dict[str, str], caption: str) -> Fragment:
    """Show Kendall's tau between orders of providers. One row per order, and programme where it has one."""
    words, rows = page.words, page.saved(table)
    if rows.empty:
        return page.text("no_picture")
    by_programme = ["programme"] if "programme" in rows else []
    orders = publish_means(rows[[key, *by_programme, *_TAU, "providers_n"]], n="providers_n", columns=_TAU)
    if by_programme:
        orders = orders.labelled("programme", page.programmes)
    first = by_programme[0] if by_programme else key
    return page.table(
        orders.labelled(key, labels),
        id=table.replace("_", "-"),
        columns={
            first: words("programme" if by_programme else "ranking"),
            "kendall": words("kendall"),
            ("low", "high"): words("interval_95"),
            "providers_n": words("providers_n"),
        },
        formats={"kendall": "decimal2", ("low", "high"): "decimal2", "providers_n": "integer"},
        groups=key if by_programme else None,
        caption=caption,
    )
