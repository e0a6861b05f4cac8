"""Cells made in memory, in the shape in which comparisons receive them."""

import numpy as np
import pandas as pd

FACTS = {
    "i08": ("share", "higher", 1.0),
    "i12": ("weeks", "lower", 1 / 7),
    "i10": ("weeks", "range", 1 / 7),
    "i02": ("score", "higher", 1.0),
    "i05": ("firms", "higher", 1.0),
    "i07": ("share", "higher", 1.0),
}


def cells_of(indicator, numerator, denominator, n=None, se=None, programme="AB", year=2015, minimum=5):
    """Return one cell per provider P000, P001, …; ``n`` is the denominator unless given."""
    unit, direction, scale = FACTS[indicator]
    numerator, denominator = np.asarray(numerator), np.asarray(denominator)
    k = len(numerator)
    n = denominator if n is None else np.asarray(n)
    return pd.DataFrame(
        {
            "year": year,
            "indicator": indicator,
            "programme": "ALL" if indicator == "i05" else programme,
            "provider_id": [f"P{i:03d}" for i in range(k)],
            "county": "03",
            "direction": direction,
            "unit": unit,
            "numerator": pd.array(numerator, dtype="Int64"),
            "denominator": pd.array(denominator, dtype="Int64"),
            "scale": scale,
            "value": numerator / denominator * scale,
            "n": pd.array(n, dtype="Int64"),
            "se": np.full(k, np.nan) if se is None else np.asarray(se, dtype=float),
            "ci_low": np.nan,
            "ci_high": np.nan,
            "status": np.where(n >= minimum, "ok", "too_few"),
        }
    )


def participants(numbers):
    """Return the exposure of providers P000, P001, …."""
    return pd.DataFrame(
        {"provider_id": [f"P{i:03d}" for i in range(len(numbers))], "participants_n": numbers}
    )
