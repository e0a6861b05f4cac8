"""Check that the planted peak is found: its 95 % interval covers the truth in most of many invented nations.

Each seed gives courses of a nation of full size, in memory. Per programme with more than 3 000 exits the
quadratic of `batt.relationships` is fitted to those who left, with provider-clustered covariance, and the
planted peak must lie inside the 95 % interval of the turning point: the delta method's and Fieller's are both
counted, and both must hold.

    python benchmarks/planted_peak.py [--seeds 100]
"""

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np

from batt.relationships.leavers.quadratic import fit_quadratic
from batt.simulate import Plan, simulate_spells

REQUIRED_SHARE = 0.90
FEWEST_EXITS = 3000
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Finding:
    """What one nation's leavers of one programme say about the peak, in weeks."""

    programme: str
    exits: int
    peak: float
    turning_point: float
    is_inside_delta: bool
    is_inside_fieller: bool


def find_peaks(plan: Plan) -> list[Finding]:
    """Fit every programme of one invented nation that has a planted peak and enough exits."""
    spells = simulate_spells(plan)
    exits = spells.loc[spells["stay_days"].notna()]
    findings = []
    for entry in plan.programmes:
        rows = exits.loc[exits["programme"] == entry.code]
        if not entry.curvature or len(rows) <= FEWEST_EXITS:
            continue
        weeks = rows["stay_days"].to_numpy(dtype=float) / DAYS_PER_WEEK
        is_job = (rows["cause_group"] == "job").to_numpy(dtype=float)
        fit = fit_quadratic(weeks, is_job, clusters=rows["provider_id"])
        findings.append(
            Finding(
                entry.code,
                len(rows),
                entry.peak_weeks,
                fit.turning_point,
                fit.turning_point_low <= entry.peak_weeks <= fit.turning_point_high,
                fit.fieller_kind == "bounded" and fit.fieller_low <= entry.peak_weeks <= fit.fieller_high,
            )
        )
    return findings


def main() -> int:
    """Run the seeds, print the table, and return 1 where a programme falls short."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--providers", type=int, default=350)
    parser.add_argument("--participants", type=int, default=40000)
    arguments = parser.parse_args()
    began = time.perf_counter()
    findings: list[Finding] = []
    for seed in range(1, arguments.seeds + 1):
        findings += find_peaks(
            Plan(providers=arguments.providers, participants=arguments.participants, seed=seed)
        )
    print("programme   peak  mean found  seeds  exits (least)  inside delta  inside Fieller")
    failed = not findings
    for programme in dict.fromkeys(finding.programme for finding in findings):
        found = [finding for finding in findings if finding.programme == programme]
        inside = sum(finding.is_inside_delta for finding in found)
        fieller = sum(finding.is_inside_fieller for finding in found)
        mean = np.mean([finding.turning_point for finding in found])
        least = min(finding.exits for finding in found)
        print(
            f"{programme:9} {found[0].peak:6.1f} {mean:11.2f} {len(found):6d} {least:14d} "
            f"{inside:13d} {fieller:15d}"
        )
        failed |= min(inside, fieller) < REQUIRED_SHARE * len(found)
    print(f"{time.perf_counter() - began:.0f} s")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
