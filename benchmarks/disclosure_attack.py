"""Twenty invented years, attacked by every role and every provider: nothing hidden can be worked out.

Run with ``python benchmarks/disclosure_attack.py``. For each seed one year is simulated, cleaned and counted,
protected, and what its reports publish is attacked: by the public, the sector, the Directorate and each
provider, which knows its own numbers. As a control the same tables are attacked without secondary
suppression, and with one secondary suppression removed at a time; each removal must give something away.
With ``--providers 350 --participants 40000 --seeds 1 --readers 20`` it is the whole nation, attacked by some
of its providers. Exit code 1 when anything is worked out, or when a control is not.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from tqdm import tqdm

import batt.clean
import batt.indicators
from batt.disclosure.attack import attack, hidden_counts
from batt.disclosure.publish import publish_indicators
from batt.disclosure.roles import publish_with_names
from batt.paths import Root
from batt.protection import ProtectedTable, protect_indicators
from batt.protection.levels import RATE_HIDDEN
from batt.protection.reported_rows import activity_rows, end_cause_rows
from batt.protection.variables import KEYS
from batt.simulate import simulate

YEAR = 2015
Reader = tuple[str, str | None]


def invented_year(seed: int, providers: int, participants: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return all rows that reports tell of one simulated year, and the county of every provider."""
    with tempfile.TemporaryDirectory() as folder:
        root = Root(Path(folder))
        simulate(root, providers=providers, participants=participants, years=(YEAR,), seed=seed)
        batt.clean.run(root, YEAR)
        batt.indicators.run(root, YEAR)
        known = pd.read_parquet(root.clean(YEAR) / "providers.parquet", columns=["provider_id", "county"])
        beside = batt.indicators.load_breakdowns(root, YEAR)
        rows = [
            batt.indicators.load(root, [YEAR]),
            activity_rows(beside["activity"], YEAR),
            end_cause_rows(beside["end_causes"], YEAR),
        ]
        return pd.concat(rows, ignore_index=True), known.set_index("provider_id")["county"]


def sensitive_rows(values: pd.DataFrame) -> pd.DataFrame:
    """Return the keys of the rows that the basic rule hides."""
    basic = publish_indicators(values)
    return basic.data.loc[basic.hidden[["n", "numerator", "value"]].any(axis=1), KEYS]


def readers_of(counties: pd.Series, providers: int | None, seed: int) -> list[Reader]:
    """Return every role, and every provider or some of them."""
    names = list(counties.index)
    if providers is not None and providers < len(names):
        names = sorted(np.random.default_rng(seed).choice(names, providers, replace=False))
    return [
        ("public", None),
        ("sector", None),
        ("directorate", None),
        *(("provider", name) for name in names),
    ]


def found_by(
    table: ProtectedTable, counties: pd.Series, readers: list[Reader], *, sample: int | None = None
) -> int:
    """Return how many hidden counts these readers work out."""
    sensitive = sensitive_rows(table.values)
    return sum(
        len(
            attack(
                [publish_with_names(table, role, who)],
                counties,
                provider=who,
                sensitive=sensitive,
                sample=sample,
            )
        )
        for role, who in readers
    )


def single_removals(table: ProtectedTable, chosen: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Give every way to show more of one row than the search did: the row, and all levels."""
    level, primary = table.protection.level, table.protection.primary
    only_persons = table.values["unit"].eq("persons").to_numpy()
    for row in chosen:
        for target in range(primary[row], level[row]):
            if target == RATE_HIDDEN and only_persons[row]:
                continue
            opened = level.copy()
            opened[row] = target
            yield int(row), opened


def gives_way(
    table: ProtectedTable, row: int, opened: np.ndarray, counties: pd.Series, sensitive: pd.DataFrame
) -> bool:
    """Tell whether anybody works something out once one row shows more."""
    bare = replace(table, protection=replace(table.protection, level=opened))
    near = table.values.loc[[row], KEYS]
    unit = near["unit_id"].iloc[0]
    county = counties.get(unit, unit)
    # Those near by are the likeliest to find something.
    names = sorted(counties.index, key=lambda name: (counties[name] != county, name))
    readers: list[Reader] = [("public", None), *(("provider", name) for name in names)]
    return any(
        len(
            attack(
                [publish_with_names(bare, role, who)],
                counties,
                provider=who,
                sensitive=sensitive,
                near=near,
                sample=len(table.values),
            )
        )
        for role, who in readers
    )


def opened_one_by_one(table: ProtectedTable, counties: pd.Series, seed: int, rows: int) -> tuple[int, int]:
    """Return how many single removals were tried, for some rows, and with how many the attack succeeds."""
    secondary = np.flatnonzero(table.protection.level > table.protection.primary)
    chosen = np.random.default_rng(seed).choice(secondary, min(rows, len(secondary)), replace=False)
    sensitive = sensitive_rows(table.values)
    gave_way = [
        gives_way(table, row, opened, counties, sensitive) for row, opened in single_removals(table, chosen)
    ]
    return len(gave_way), sum(gave_way)


def main() -> int:
    """Attack the years and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--providers", type=int, default=12)
    parser.add_argument("--participants", type=int, default=900)
    parser.add_argument("--readers", type=int, help="attack with so many providers; with all when left out")
    parser.add_argument("--opened", type=int, default=10, help="rows shown again one at a time, a seed")
    chosen = parser.parse_args()
    failed = False
    print(
        f"{'seed':>4}{'rows':>7}{'hidden':>8}{'share':>7}{'found':>7}{'without secondary':>19}"
        f"{'one opened':>12}{'protect s':>11}{'s':>6}"
    )
    for seed in tqdm(range(1, chosen.seeds + 1), leave=False, disable=not sys.stderr.isatty()):
        began = perf_counter()
        values, counties = invented_year(seed, chosen.providers, chosen.participants)
        readers = readers_of(counties, chosen.readers, seed)
        protecting = perf_counter()
        table = protect_indicators(values, counties)
        protecting = perf_counter() - protecting
        bare = replace(table, protection=replace(table.protection, level=table.protection.primary))
        found = found_by(table, counties, readers)
        control = found_by(bare, counties, readers, sample=0)
        opened, gave_way = opened_one_by_one(table, counties, seed, chosen.opened)
        public = publish_with_names(table, "public")
        states = public.states["value"]
        share = states.eq("hidden").sum() / states.isin(["hidden", "shown"]).sum()
        print(
            f"{seed:>4}{len(values):>7}{hidden_counts([public], counties):>8}{share:>7.1%}{found:>7}"
            f"{control:>19}{f'{gave_way} of {opened}':>12}{protecting:>11.1f}{perf_counter() - began:>6.0f}",
            flush=True,
        )
        failed |= found > 0 or control == 0 or gave_way < opened
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
