"""Twenty invented years, attacked by every role and every provider: nothing hidden can be worked out.

Run with ``python benchmarks/disclosure_attack.py``. For each seed one year is simulated, cleaned and counted,
protected, and its published tables are attacked: the public, the sector, the Directorate and each provider,
which knows its own numbers. As a control the same tables are attacked without secondary suppression, and
with one secondary suppression removed at a time, for three of them. Exit code 1 when anything is worked out,
or when a control is not.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from tqdm import tqdm

import batt.clean
import batt.indicators
from batt.disclosure.attack import attack, hidden_counts
from batt.disclosure.roles import ProtectedTable, protect_indicators, publish_with_names
from batt.paths import Root
from batt.simulate import simulate

YEAR = 2015
OPENED = 3


def invented_year(seed: int, providers: int, participants: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return the indicator table of one simulated year, and the county of every provider."""
    with tempfile.TemporaryDirectory() as folder:
        root = Root(Path(folder))
        simulate(root, providers=providers, participants=participants, years=(YEAR,), seed=seed)
        batt.clean.run(root, YEAR)
        batt.indicators.run(root, YEAR)
        known = pd.read_parquet(root.clean(YEAR) / "providers.parquet", columns=["provider_id", "county"])
        return pd.read_parquet(root.indicators(YEAR)), known.set_index("provider_id")["county"]


def found_by_all(table: ProtectedTable, counties: pd.Series, sample: int | None = None) -> int:
    """Return how many hidden counts the public, the sector, the Directorate and the providers work out."""
    readers = [("public", None), ("sector", None), ("directorate", None)]
    readers += [("provider", provider) for provider in counties.index]
    return sum(
        len(attack([publish_with_names(table, role, who)], counties, provider=who, sample=sample))
        for role, who in readers
    )


def opened_one_by_one(table: ProtectedTable, counties: pd.Series, seed: int) -> tuple[int, int]:
    """Return how many of some secondary suppressions were removed, and with how many the attack succeeds."""
    level, primary = table.protection.level, table.protection.primary
    secondary = np.flatnonzero(level > primary)
    chosen = np.random.default_rng(seed).choice(secondary, min(OPENED, len(secondary)), replace=False)
    gave_way = 0
    for row in chosen:
        opened = level.copy()
        opened[row] = primary[row]
        gave_way += (
            found_by_all(
                ProtectedTable(table.values, replace(table.protection, level=opened)), counties, sample=0
            )
            > 0
        )
    return len(chosen), gave_way


def main() -> int:
    """Attack the years and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--providers", type=int, default=12)
    parser.add_argument("--participants", type=int, default=900)
    chosen = parser.parse_args()
    failed = False
    print(
        f"{'seed':>4}{'rows':>7}{'hidden':>8}{'found':>7}{'without secondary':>19}{'one opened':>12}{'s':>6}"
    )
    for seed in tqdm(range(1, chosen.seeds + 1), leave=False, disable=not sys.stderr.isatty()):
        began = perf_counter()
        values, counties = invented_year(seed, chosen.providers, chosen.participants)
        table = protect_indicators(values, counties)
        bare = replace(table, protection=replace(table.protection, level=table.protection.primary))
        found, control = found_by_all(table, counties), found_by_all(bare, counties, sample=0)
        opened, gave_way = opened_one_by_one(table, counties, seed)
        hidden = hidden_counts([publish_with_names(table, "public")], counties)
        print(
            f"{seed:>4}{len(values):>7}{hidden:>8}{found:>7}{control:>19}{f'{gave_way} of {opened}':>12}"
            f"{perf_counter() - began:>6.0f}",
            flush=True,
        )
        failed |= found > 0 or control == 0 or gave_way == 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
