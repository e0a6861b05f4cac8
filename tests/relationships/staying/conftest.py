"""The data that the methods of people who stay are held against R on."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference" / "staying.json"


@pytest.fixture(scope="session")
def invented() -> pd.DataFrame:
    """Return the people that R's numbers in ``staying.json`` are about. One row per spell."""
    inputs = json.loads(REFERENCE.read_text(encoding="utf-8"))["inputs"]
    return pd.DataFrame({name: values for name, values in inputs.items() if not name.startswith("event_")})


@pytest.fixture(scope="session")
def invented_events() -> tuple[np.ndarray, np.ndarray]:
    """Return position of the spell and day of each recurrent event in ``staying.json``."""
    inputs = json.loads(REFERENCE.read_text(encoding="utf-8"))["inputs"]
    return np.array(inputs["event_row"]), np.array(inputs["event_time"])


@pytest.fixture(scope="session")
def jobless(real_data) -> pd.DataFrame:
    """Return UnempDur with its causes: 1 full-time job, 2 part-time, 3 other exit, 0 still jobless."""
    people = real_data("unempdur")
    return people.assign(
        cause=people["censor1"] + 2 * people["censor2"] + 3 * people["censor3"],
        uin=(people["ui"] == "yes").astype(float),
    )


@pytest.fixture(scope="session")
def stays() -> dict[str, np.ndarray]:
    """Return the inputs of ``landmark.json``: spells with late entry and clusters, landmarks and bands."""
    inputs = json.loads((REFERENCE.parent / "landmark.json").read_text(encoding="utf-8"))["inputs"]
    return {name: np.array(values) for name, values in inputs.items()}
