"""Three worlds without a top to be had, a hundred seeds each: what is called an inverted U, and what is said.

Run with ``python benchmarks/nulls.py``. Exit code 1 when the saturating curve is called an inverted U in
more than 10 of 100 seeds, when a range of stays is spoken of in more than 5 of 100 seeds of any world, or
when any sentence about any of the worlds uses a word that is bound.

The column ``range`` counts the seeds in which the rule about staying says supported; ``agree`` those in which
every test of the data agrees and only a trait fixed at intake stands between the data and that verdict. Where
every outcome is fixed at intake they agree nearly always, which is why agreement is not enough.
"""

import sys
from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd
from tqdm import tqdm

from batt.relationships.run import compute
from batt.relationships.staying.staying_verdict import staying_verdict
from batt.reports.bound_words import unbound_words
from batt.reports.sentences import (
    cumulative_incidence_sentence,
    duration_caveat,
    duration_sentence,
    verdict_name,
    why_they_differ,
)

SEEDS = 100
LEAVERS = 3000
PROVIDERS = 60
ALLOWED = 10
RANGES_ALLOWED = 5
JOB = 1
LEGAL_MAXIMUM = 156.0

World = Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]


def saturating(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw stays, and a share going to a job that rises with the stay and levels off, never falling."""
    days = rng.gamma(2.0, 110.0, LEAVERS)
    share = 0.15 + 0.35 * (1 - np.exp(-days / 90.0))
    return days, np.where(rng.random(LEAVERS) < share, 1, rng.choice([2, 3], LEAVERS))


def fixed_at_intake(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw the outcome before the stay; people bound for a job leave at more even times than the others."""
    is_job = rng.random(LEAVERS) < 0.4
    days = np.where(is_job, rng.gamma(6.0, 35.0, LEAVERS), rng.gamma(1.8, 130.0, LEAVERS))
    return days, np.where(is_job, 1, rng.choice([2, 3], LEAVERS))


def constant_hazards(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw competing exits under constant hazards: the share going to a job is the same at every stay."""
    times = np.column_stack([rng.exponential(mean, LEAVERS) for mean in (500.0, 900.0, 600.0)])
    return times.min(axis=1), times.argmin(axis=1) + 1


def as_spells(days: np.ndarray, cause: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return pooled spells of one programme with whole days. One row per spell, all of them ended."""
    whole = np.ceil(days)
    n = len(days)
    return pd.DataFrame(
        {
            "spell_id": np.arange(n).astype(str),
            "provider_id": rng.integers(0, PROVIDERS, n).astype(str),
            "programme": "AB",
            "stay_days": whole,
            "entry_days": 0.0,
            "time_days": whole,
            "cause": cause,
        }
    )


def sentences(spells: pd.DataFrame) -> tuple[str, str, list[str]]:
    """Return verdict, reason, and every forbidden word in every sentence that would stand on a page."""
    results = compute(spells)
    row = results.duration.iloc[0]
    found = []
    for lang in ("nb", "en"):
        said = (
            verdict_name(row, lang),
            duration_sentence(row, lang),
            duration_caveat(lang),
            cumulative_incidence_sentence(results.cumulative_incidence, lang),
            why_they_differ(lang),
        )
        found += [word for text in said for word in unbound_words(text, lang)]
    return str(row["verdict"]), str(row["reason"]), found


def main() -> int:
    """Run the worlds and print one line each."""
    worlds: dict[str, World] = {
        "saturating, never falling": saturating,
        "outcome fixed at intake": fixed_at_intake,
        "constant competing hazards": constant_hazards,
    }
    failed = False
    print(f"{SEEDS} seeds, {LEAVERS} leavers, {PROVIDERS} providers")
    print(
        f"{'world':28}{'supported':>10}{'not sup.':>10}{'cannot':>8}{'words':>7}{'range':>7}{'agree':>7}"
        "  reasons"
    )
    for number, (name, world) in enumerate(worlds.items()):
        verdicts, reasons, words = Counter[str](), Counter[str](), 0
        staying = Counter[str]()
        for seed in tqdm(range(SEEDS), desc=name, leave=False, disable=not sys.stderr.isatty()):
            rng = np.random.default_rng([number, seed])
            spells = as_spells(*world(rng), rng)
            verdict, reason, found = sentences(spells)
            range_verdict = staying_verdict(spells, outcome=JOB, max_weeks=LEGAL_MAXIMUM).verdict
            staying[range_verdict.verdict] += 1
            staying[range_verdict.reason] += 1
            verdicts[verdict] += 1
            reasons[reason] += 1
            words += len(found)
        print(
            f"{name:28}{verdicts['supported']:>10}{verdicts['not_supported']:>10}{verdicts['cannot_tell']:>8}"
            f"{words:>7}{staying['supported']:>7}{staying['fixed_at_intake_possible']:>7}"
            f"  {', '.join(f'{reason} {count}' for reason, count in reasons.most_common())}"
        )
        failed |= staying["supported"] > RANGES_ALLOWED
        failed |= words > 0 or (world is saturating and verdicts["supported"] > ALLOWED)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
