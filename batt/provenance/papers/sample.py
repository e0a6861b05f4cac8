"""A random sample of published numbers, for an auditor to follow back to their rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.disclosure import SHOWN, load_protected, publish_with_names
from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.provenance.tracing.seen_by import protected_in
from batt.provenance.tracing.traced_number import NumberId
from batt.registry import LANGUAGES, load
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers


@dataclass(frozen=True)
class SampledNumber:
    """One published number: its name, by which it can be traced, and its value in the indicator's unit."""

    number: NumberId
    value: float
    unit: str


def sample(root: Root, year: int, n: int, seed: int) -> list[SampledNumber]:
    """Pick numbers of a year's indicator table that everybody may see.

    Parameters
    ----------
    year
        Its protection must have been found (``batt run disclosure``).
    n
        How many; all, if there are fewer.
    seed
        The same seed picks the same numbers of the same table.

    Returns
    -------
    list of SampledNumber
        Without repetition, in random order. Each has a numerator and a denominator that are shown too.

    Raises
    ------
    UsageError
        If fewer than one is asked for.
    DisclosureError
        If the year has not been protected.
    """
    if n < 1:
        raise UsageError(Problem(f"--n {n}", "is no number of numbers", "Expected 1 or more."))
    only = {"year": [year], "indicator": [entry.id for entry in load().indicators]}
    visible = publish_with_names(load_protected(root, protected_in(root, year), only), "public")
    names = ["value", "numerator", "denominator"]
    is_shown = (visible.states[names] == SHOWN).all(axis=1) & visible.data[names].notna().all(axis=1)
    rows: pd.DataFrame = visible.data.loc[is_shown.to_numpy(dtype=bool)].reset_index(drop=True)
    chosen = np.random.default_rng(seed).choice(len(rows), size=min(n, len(rows)), replace=False)
    return [
        SampledNumber(
            NumberId(int(row["year"]), str(row["indicator"]), str(row["unit_id"]), str(row["programme"])),
            float(row["value"]),
            str(row["unit"]),
        )
        for row in rows.iloc[chosen].to_dict("records")
    ]


def written(one: SampledNumber) -> str:
    """Return a number as Norwegian and English pages print it."""
    texts = [format_value(Numbers(lang), one.value, "unit_table", one.unit) for lang in LANGUAGES]
    return texts[0] if texts[0] == texts[1] else " / ".join(texts)
