"""Every scorecard of an invented nation: each shows its own figures as they are saved, and no two are alike.

::

    python benchmarks/scorecards.py [--providers 350] [--participants 40000] [--root DIR]

Runs the main job with the scorecards alone (on an invented nation of four years, or on a root that has been
computed), reads every page and holds each figure, interval and n on its card against the indicator table.
Exits with 1 where one differs, a line is missing or too many, two cards are equal, or a page weighs more than
250 kB.
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup

from batt.paths import Root
from batt.pipeline import Run, run
from batt.registry import Options, load
from batt.report_kinds import Request, report_kind
from batt.reports.formats import format_interval, format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words
from batt.simulate import simulate

LANG = "nb"
MOST_BYTES = 250_000
STAFF = "i03"
HIDDEN = ":"


def squeezed(text: str) -> str:
    """Return a text with single plain spaces."""
    return re.sub(r"\s+", " ", text).strip()


def card_of(page: Path) -> dict[tuple[str, str], str]:
    """Return what a page's card says of each indicator (by number) and programme (by name)."""
    found, number = {}, ""
    card = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find(id="card-table")
    for row in card.find_all("tr") if card else []:
        if "what" in (row.get("class") or []):
            number = squeezed(row.get_text(" ")).split(".")[0]
        elif row.find("td"):
            found[number, squeezed(row.find("th").get_text(" "))] = squeezed(row.find("td").get_text(" "))
    return found


def wanted_of(own: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return what a card must say, from the provider's rows of the indicator table."""
    numbers, words = Numbers(LANG), Words(LANG, "comparisons")
    names = {programme.code: programme.short[LANG] for programme in load().programmes}
    names["ALL"] = words("whole_provider")
    told = {}
    for row in own.to_dict("records"):
        parts = []
        if pd.notna(row["value"]):
            parts.append(format_value(numbers, row["value"], "unit_table", row["unit"]))
            if pd.notna(row["ci_low"]):
                limits = row["ci_low"], row["ci_high"]
                parts.append(format_interval(numbers, *limits, "unit_table", row["unit"]))
            parts.append(f"n {numbers.integer(row['n'])}")
        told[str(load().indicator(row["indicator"]).number), names[row["programme"]]] = squeezed(
            " ".join(parts)
        )
    return told


def faults(root: Root, year: int, pages: dict[str, Path]) -> list[str]:
    """Return what is wrong, one sentence each."""
    values = pd.read_parquet(root.indicators(year))
    values = values[(values["unit_level"] == "provider") & (values["status"] != "not_applicable")]
    staff = str(load().indicator(STAFF).number)
    wrong, seen = [], {}
    for unit, page in pages.items():
        shown, wanted = card_of(page), wanted_of(values[values["unit_id"] == unit])
        if set(shown) != set(wanted):
            wrong.append(f"{unit}: lines {sorted(set(shown) ^ set(wanted))} are missing or too many")
        for line, text in wanted.items():
            told = shown.get(line, "")
            if text and told != text and not (line[0] == staff and told.startswith(HIDDEN)):
                wrong.append(f"{unit}, {line}: shows {told!r}, saved is {text!r}")
        if page.stat().st_size > MOST_BYTES:
            wrong.append(f"{unit}: {page.stat().st_size} bytes")
        same = seen.setdefault(str(sorted(shown.items())), unit)
        if same != unit:
            wrong.append(f"{unit} and {same} have the same card")
    return wrong


def main() -> int:
    """Make and check every scorecard; say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--providers", type=int, default=350)
    parser.add_argument("--participants", type=int, default=40_000)
    parser.add_argument("--root", type=Path, default=None)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Root(chosen.root or folder)
        if not root.raw_years():
            simulate(root.path, providers=chosen.providers, participants=chosen.participants)
        year = root.raw_years()[-1]
        asked = Request(report_kind("scorecard"), languages=(LANG,)).pages
        run(Run(root, year), reports=lambda job: [])
        began = time.perf_counter()
        made = run(Run(root, year), stages=(), reports=lambda job: asked(job.root, job.year, job.options))
        seconds = time.perf_counter() - began
        pages = {page.unit: page.file(root, year) for page in asked(root, year, Options())}
        wrong = faults(root, year, pages)
        sizes = sorted(page.stat().st_size for page in pages.values())
    for fault in wrong:
        print(fault)
    print(f"{len(pages)} scorecards, {len(made)} made now in {seconds:.0f} s; {sizes[0]}–{sizes[-1]} bytes")
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
