"""Reference numbers computed elsewhere, and the real data they were computed on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

HERE = Path(__file__).parent
REAL_DATA = HERE.parents[2] / "shared" / "data" / "real"


@pytest.fixture(scope="session")
def reference() -> Callable[[str], dict[str, Any]]:
    """Return the numbers of one file under ``reference/``."""

    def read(name: str) -> dict[str, Any]:
        return json.loads((HERE / "reference" / f"{name}.json").read_text(encoding="utf-8"))["results"]

    return read


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], pd.DataFrame]:
    """Return one file of the reference data folder, or skip loudly when the folder is not there."""

    def read(name: str) -> pd.DataFrame:
        file = REAL_DATA / f"{name}.csv"
        if not file.is_file():
            pytest.skip(
                f"NOT CHECKED: {name}.csv is in the reference data folder, which is not on this machine"
            )
        return pd.read_csv(file)

    return read


@pytest.fixture(scope="session")
def jobcorps(real_data: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Return Job Corps with its exposure in all the units of the reference. One row per person."""
    people = real_data("jobcorps")
    days = np.round(people["d"] / 40 * 7)
    return people.assign(
        weeks=people["d"] / 40,
        days=days,
        months=days / 30.4375,
        any=(people["y"] > 0).astype(int),
        half=(people["y"] >= 50).astype(int),
    )
