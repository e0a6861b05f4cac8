"""All comparisons of the latest year at national size: how long they take, and how much memory.

    python benchmarks/comparisons.py [--root FOLDER] [--providers 350] [--participants 40000]
                                     [--years 2012-2015] [--seed 1]

The nation is invented, cleaned and computed first; with ``--root`` it stays in that folder for the next time.
Only ``data/processed/comparisons`` there is written again. ``batt.comparisons.run`` then has a process of its
own, timed from its start, imports included. For a scale, the rank sets of the longest list are computed by
the module and as one would write the method down at first, provider by provider and draw by draw; both must
give the same places. Ends with 1 over 60 s, over 2 GiB, or when the places differ.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from own_process import alone, peak_mebibytes

import batt.clean
import batt.comparisons
import batt.indicators
from batt.comparisons.rank_sets import DRAWS, SEED, rank_sets
from batt.paths import Root
from batt.simulate import simulate

MOST_SECONDS, MOST_MEBIBYTES = 60.0, 2048.0
LEVEL = 0.95


def prepare(root: Root, chosen: argparse.Namespace) -> list[int]:
    """Invent, clean and compute the nation as far as the folder lacks it, and return its years."""
    if not root.raw_years():
        first, _, last = chosen.years.partition("-")
        years = range(int(first), int(last or first) + 1)
        simulate(
            root,
            providers=chosen.providers,
            participants=chosen.participants,
            years=tuple(years),
            seed=chosen.seed,
        )
    for year in root.raw_years():
        if not root.indicators(year).exists():
            batt.clean.run(root, year)
            batt.indicators.run(root, year)
    return root.raw_years()


def compare(root: Root, year: int) -> tuple[float, float]:
    """Compute all comparisons of a year; return this process's greatest memory in MiB and its CPU seconds."""
    batt.comparisons.run(root, year)
    return peak_mebibytes(), time.process_time()


def longest_list(root: Root, year: int) -> tuple[str, np.ndarray, np.ndarray]:
    """Return name, values (higher is better) and standard errors of the longest list with rank sets."""
    ranks = pd.read_parquet(root.comparisons(year) / "ranks.parquet")
    ranks = ranks.loc[(ranks["reason"] == "") & ranks["se"].notna()]
    names = ranks["indicator"] + " " + ranks["programme"]
    name = str(names.mode().iloc[0])
    rows = ranks.loc[names == name]
    sign = -1.0 if rows["direction"].iloc[0] == "lower" else 1.0
    return name, sign * rows["value"].to_numpy(dtype=float), rows["se"].to_numpy(dtype=float)


def plain_rank_sets(x: np.ndarray, se: np.ndarray) -> np.ndarray:
    """Return best and worst marginal and simultaneous rank, shape (units, 4), by loops over the draws."""
    n = len(x)
    noise = np.random.default_rng(SEED).standard_normal((n, DRAWS)) * se[:, None]
    scale = 1 / np.sqrt(se[:, None] ** 2 + se[None, :] ** 2)
    observed = (x[:, None] - x[None, :]) * scale
    places = np.empty((n, 4), dtype=int)
    for unit in range(n):
        better = worse = np.zeros(n, dtype=bool)
        found = -1
        while found < better.sum() + worse.sum():
            found = int(better.sum() + worse.sum())
            greatest = np.empty(DRAWS)
            for draw in range(DRAWS):
                ahead = (noise[unit, draw] - noise[:, draw]) * scale[unit]
                greatest[draw] = max(ahead[~worse].max(), -ahead[~better].min())
            critical = np.quantile(greatest, LEVEL)
            worse, better = observed[unit] > critical, -observed[unit] > critical
        places[unit, :2] = 1 + better.sum(), n - worse.sum()
    ahead_of, found = np.zeros((n, n), dtype=bool), -1
    while found < ahead_of.sum():
        found = int(ahead_of.sum())
        greatest = [((z[:, None] - z[None, :]) * scale)[~ahead_of].max() for z in noise.T]
        ahead_of = observed > np.quantile(greatest, LEVEL)
    places[:, 2], places[:, 3] = 1 + ahead_of.sum(axis=0), n - ahead_of.sum(axis=1)
    return places


def against_plain(root: Root, year: int) -> bool:
    """Time the rank sets of the longest list both ways, print it, and tell whether the places agree."""
    name, x, se = longest_list(root, year)
    began = time.perf_counter()
    sets = rank_sets(x, se)
    between = time.perf_counter()
    plain = plain_rank_sets(x, se)
    ours, theirs = between - began, time.perf_counter() - between
    columns = (sets.marginal_low, sets.marginal_high, sets.simultaneous_low, sets.simultaneous_high)
    differing = int((np.column_stack(columns) != plain).sum())
    print(
        f"rank sets of {name}, {len(x)} providers, {DRAWS} draws: {ours:.2f} s,"
        f" written plainly {theirs:.1f} s: {theirs / ours:.0f} × faster;"
        f" {differing} of {plain.size} places differ"
    )
    return differing == 0


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--root", type=Path)
    for name, default in (("providers", 350), ("participants", 40_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--years", default="2012-2015")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Root(chosen.root or Path(folder))
        years = alone(prepare, root, chosen)
        began = time.perf_counter()
        memory, cpu_seconds = alone(compare, root, years[-1])
        seconds = time.perf_counter() - began
        providers = pd.read_parquet(root.clean(years[-1]) / "providers.parquet", columns=["provider_id"])
        print(
            f"all comparisons of {years[-1]}, {len(providers)} providers, {len(years)} years of data:"
            f" {seconds:.1f} s (at most {MOST_SECONDS:.0f}), {memory:.0f} MiB (at most {MOST_MEBIBYTES:.0f});"
            f" {cpu_seconds:.1f} s of CPU, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        agrees = against_plain(root, years[-1])
    return int(seconds > MOST_SECONDS or memory > MOST_MEBIBYTES or not agrees)


if __name__ == "__main__":
    sys.exit(main())
