"""What stays ended with: jobs and active solutions by code, as meetings with NAV are to go through them."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_code_counts, publish_facts, told_rows
from batt.registry import load
from batt.reports.comparisons.own import own_reported
from batt.reports.findings import listed
from batt.reports.fragment import Fragment
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.sections.labels import code_labels, programmes_of
from batt.reports.sections.saved import COUNTRY, breakdown, own_and_country

COUNTS = "provider_end_causes"
GROUPS = {"job": "i08", "active": "i09"}


def end_causes(page: DialoguePage) -> Fragment:
    """Show each code's share in the country, and the provider's number where it is large enough."""
    words = page.words
    piece = page.section("end-causes", words("codes_title"))
    run = _programmes(page)
    if not run:
        return piece + page.text("codes_none", name=page.name)
    counts, rows = own_counts(page), _codes(page)
    columns: dict[str, str] = {"code_label": words("end_cause")}
    too_small = []
    for code, label in run.items():
        own = None if counts is None else counts.where(provider_id=page.provider, programme=code)
        if own and any(cell.is_shown for cell in own.cells("exits_n")):
            rows = rows.beside(own.pick("end_cause", "exits_n"), on=["end_cause"], suffix=f" {code}")
            columns[f"exits_n {code}"] = words("codes_here", programme=label)
        else:
            too_small.append(label)
        rows = rows.beside(_country(page, code), on=["end_cause"], suffix=f" {code}")
        columns[f"value {code}"] = words("codes_country", programme=label)
    formats = {name: "integer" if name.startswith("exits_n") else "percent" for name in columns}
    notes = [words("codes_note")]
    if too_small:
        notes.append(words("codes_all_hidden", programmes=listed(too_small, words)))
    if len(too_small) < len(run):
        notes.append(words("codes_approved"))
    return piece + page.table(
        rows,
        id="codes-table",
        columns=columns,
        formats=formats | {"code_label": "text"},
        caption=words("codes_caption", year=page.year),
        notes=[" ".join(notes)],
    )


def own_counts(page: DialoguePage) -> PublishedTable | None:
    """Return the counts of every provider's codes that can be told; None where none are saved.

    Active solutions are those that NAV has approved, as indicator 9 counts them.
    """
    saved = breakdown(page, COUNTS)
    if saved.empty:
        return None
    groups = {code.code: code.group for code in load().codes["end_causes"]}
    counts = saved.assign(group=saved["end_cause"].map(groups))
    counts = counts[counts["group"].isin(list(GROUPS))]
    counts = counts.assign(exits_n=counts["exits_n"] - counts["not_approved_n"]).reset_index(drop=True)
    asked = counts.assign(indicator=counts["group"].map(GROUPS))[["provider_id", "programme", "indicator"]]
    told = pd.MultiIndex.from_frame(asked).isin(told_rows(page.root, page.year))
    return publish_code_counts(counts, is_told=pd.Series(told, index=counts.index))


def _programmes(page: DialoguePage) -> dict[str, str]:
    """Return the programmes whose exits are described that the provider runs."""
    own = own_reported(page, page.year).where(indicator=GROUPS["job"])
    run = {row["programme"] for row in own.data.to_dict("records") if row["status"] != "not_applicable"}
    return {code: label for code, label in programmes_of(page, form="short").items() if code in run}


def _codes(page: DialoguePage) -> PublishedTable:
    """One row per code of jobs and active solutions, in the order of the registry."""
    labels = code_labels(page, "end_causes")
    frame = pd.DataFrame(
        [
            {"end_cause": code.code, "code_label": f"{code.code} {labels[code.code]}"}
            for group in GROUPS
            for code in load().codes["end_causes"]
            if code.group == group
        ]
    )
    return publish_facts(frame, why="names of codes")


def _country(page: DialoguePage, programme: str) -> PublishedTable:
    """Return the country's share of every code. One row per code."""
    told = own_and_country(page).where(year=page.year, unit_id=COUNTRY, programme=programme)
    return told.prefixed("indicator", "end_cause.", new="end_cause").pick("end_cause", "value")
