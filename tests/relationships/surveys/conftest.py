"""Inputs and numbers of the surveys' reference file, and the bfi file with its groups."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """Return the made data of the reference file as arrays."""
    file = PROJECT / "tests" / "relationships" / "reference" / "surveys.json"
    written = json.loads(file.read_text(encoding="utf-8"))
    script = PROJECT / written["origin"]["script"]
    assert hashlib.md5(script.read_bytes()).hexdigest() == written["origin"]["script_md5"], (
        "the script was changed without making its numbers again"
    )
    return SimpleNamespace(**{name: np.array(values) for name, values in written["inputs"].items()})


@pytest.fixture(scope="session")
def bfi(real_data: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Return the bfi file with ``female`` and ``age10``. One row per respondent."""
    people = real_data("bfi")
    return people.assign(female=(people["gender"] == 2).astype(float), age10=people["age"] / 10)
