"""Prove that no received row is lost: the ledger balances on invented national data, whole and damaged.

    python benchmarks/ledger.py [--providers 350] [--participants 40000] [--years 2012-2015] [--cells 500]
                                [--seed 1] [--damages 1]

Invents a nation, cleans every year, damages random cells of a copy (as often as ``--damages`` says, each time
with another seed and on a fresh copy), cleans that too with broken deliveries left out, and prints
received = accepted + corrected + set aside. Ends with 1 if anything does not add up.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from damage import damage

import batt.clean
from batt.errors import BattError
from batt.paths import Root
from batt.raw import read_year
from batt.registry import load
from batt.simulate import simulate

OUTCOMES = ["rows_received", "rows_accepted", "rows_corrected", "rows_set_aside"]


def account(root: Root, year: int) -> bool:
    """Clean one year, print its account and tell whether it balances."""
    start = time.perf_counter()
    try:
        clean = batt.clean.clean_year(root, year, skip_broken=True)
    except BattError as error:
        print(f"  {year}  FAILED: {error}")
        return False
    received, accepted, corrected, set_aside = clean.files[OUTCOMES].sum().tolist()
    names = [table.raw_name for table in load().tables]
    # Read once more, so that what was received is not taken from the account itself.
    left_out = set(clean.files.loc[clean.files["status"] == "broken", "source_file"])
    raw = read_year(root, year, names, skip_broken=True)
    in_files = sum(len(table.data) for table in raw.tables if table.file.name not in left_out)
    kept = sum(len(frame) for frame in clean.tables.values())
    balances = in_files == received == accepted + corrected + set_aside and kept == accepted + corrected
    print(
        f"  {year}  {in_files} rows in files = {received} received = {accepted} accepted"
        f" + {corrected} corrected + {set_aside} set aside; {kept} in tables; {len(left_out)} files broken;"
        f" {time.perf_counter() - start:.0f} s  {'ok' if balances else 'DOES NOT BALANCE'}"
    )
    return balances


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("providers", 350), ("participants", 40_000), ("cells", 500), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--damages", type=int, default=1)
    parser.add_argument("--years", default="2012-2015")
    arguments = parser.parse_args()
    first, _, last = arguments.years.partition("-")
    years = tuple(range(int(first), int(last or first) + 1))
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        size = {"providers": arguments.providers, "participants": arguments.participants}
        simulate(whole, **size, years=years, seed=arguments.seed)
        print("as received")
        results = [account(Root(whole), year) for year in years]
        for number in range(arguments.damages):
            copy = Path(folder) / "damaged"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(whole, copy)
            seed = arguments.seed + number
            done = damage(copy, arguments.cells, seed)
            print(f"{len(done)} cells damaged, seed {seed}")
            results += [account(Root(copy), year) for year in years]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
