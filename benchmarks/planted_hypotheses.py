"""The registered hypotheses on invented nations: what was planted is found, and what was not is not.

    python benchmarks/planted_hypotheses.py [--seeds 3] [--providers 350] [--participants 40000] [--folder F]

Each seed gives four years of a nation without faults, which go through every stage up to the relationships;
each part's verdict is held against what ``truth.json`` says was planted. A part examined by programme counts
once per programme. With ``--folder`` the nations stay there, one folder a seed, for the next time; the
relationships are computed anew every time, in a process of their own.

Exit code 1 when a planted part is supported in fewer than 4 of 5 cases, when more than 1 in 20 of all cases
where nothing was planted are supported, or when the relationships stage takes over 5 minutes or 4 GiB.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from own_process import alone, peak_mebibytes

import batt.clean
import batt.comparisons
import batt.indicators
import batt.relationships
from batt.paths import Root
from batt.simulate import simulate

YEARS = (2012, 2013, 2014, 2015)
REQUIRED_SHARE, ALLOWED_SHARE = 4 / 5, 1 / 20
MOST_SECONDS, MOST_MEBIBYTES = 300.0, 4096.0
VERDICTS = ("supported", "not_supported", "cannot_tell")


def say(seed: int, stage: str) -> None:
    """Print a line of progress."""
    print(f"seed {seed}: {stage}", file=sys.stderr, flush=True)


def prepare(root: Root, seed: int, providers: int, participants: int) -> None:
    """Invent, clean, compute and compare a nation as far as the folder lacks it."""
    if not root.truth.exists():
        say(seed, "simulate")
        simulate(root, providers=providers, participants=participants, years=YEARS, seed=seed, clean=True)
    for year in root.raw_years():
        if not root.indicators(year).exists():
            say(seed, f"clean and indicators {year}")
            batt.clean.run(root, year)
            batt.indicators.run(root, year)
    if not root.comparisons(YEARS[-1]).exists():
        say(seed, "comparisons")
        batt.comparisons.run(root, YEARS[-1])


def relate(root: Root) -> float:
    """Run the relationships stage and return this process's greatest memory, MiB."""
    batt.relationships.run(root, YEARS[-1])
    return peak_mebibytes()


def verdicts(root: Root, seed: int) -> pd.DataFrame:
    """Return what was planted and what was found. One row per hypothesis, part and programme."""
    truth = json.loads(root.truth.read_text(encoding="utf-8"))["hypotheses"]
    findings = pd.read_parquet(root.relationships(YEARS[-1]) / "findings.parquet")
    registered = findings.loc[findings["family"] == "registered"]
    kinds = [truth[row.hypothesis]["parts"][row.part] for row in registered.itertuples()]
    return registered.assign(kind=kinds, seed=seed)


def examine(root: Root, seed: int, providers: int, participants: int) -> tuple[pd.DataFrame, bool]:
    """Take one nation through all stages; return its verdicts, and whether time and memory sufficed."""
    alone(prepare, root, seed, providers, participants)
    say(seed, "relationships")
    began = time.perf_counter()
    memory = alone(relate, root)
    seconds = time.perf_counter() - began
    print(
        f"seed {seed}: relationships {seconds:.0f} s (at most {MOST_SECONDS:.0f}),"
        f" {memory:.0f} MiB (at most {MOST_MEBIBYTES:.0f})",
        flush=True,
    )
    return verdicts(root, seed), seconds <= MOST_SECONDS and memory <= MOST_MEBIBYTES


def count(cases: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts. One row per hypothesis and part, in the order of the register."""
    keys = ["hypothesis", "part", "kind"]
    counted = cases.groupby([*keys, "verdict"], sort=False).size().unstack(fill_value=0)
    order = pd.MultiIndex.from_frame(cases[keys].drop_duplicates())
    return counted.reindex(index=order, columns=list(VERDICTS), fill_value=0)


def shortfalls(counted: pd.DataFrame) -> Iterator[str]:
    """Say in a line each which plants were found too seldom, and whether too many zeros were supported."""
    cases = counted.sum(axis=1)
    is_planted = counted.index.get_level_values("kind") == "planted"
    too_seldom = is_planted & (counted["supported"] < REQUIRED_SHARE * cases)
    for hypothesis, part, _ in counted.index[too_seldom]:
        yield f"{hypothesis} {part} was planted and is found too seldom"
    is_zero = counted.index.get_level_values("kind") == "zero"
    supported, of = int(counted.loc[is_zero, "supported"].sum()), int(cases[is_zero].sum())
    if supported > ALLOWED_SHARE * of:
        yield f"{supported} of {of} cases without a plant are supported"


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("seeds", 3), ("providers", 350), ("participants", 40_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    found, is_within_budget = [], True
    for seed in range(1, chosen.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            root = Root(chosen.folder / f"seed{seed}" if chosen.folder else Path(folder))
            cases, sufficed = examine(root, seed, chosen.providers, chosen.participants)
        found.append(cases)
        is_within_budget &= sufficed
    counted = count(pd.concat(found, ignore_index=True))
    print(counted.reset_index().to_string(index=False))
    short = list(shortfalls(counted))
    print("\n".join(short) if short else "Every plant is found, and nothing where none was planted.")
    return int(bool(short) or not is_within_budget)


if __name__ == "__main__":
    sys.exit(main())
