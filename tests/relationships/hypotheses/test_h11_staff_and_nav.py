"""H11: staff against NAV."""

import numpy as np
import pytest

from batt.relationships.hypotheses.h11_staff_and_nav import examine
from tests.relationships.hypotheses.survey_answers import (
    PROVIDERS,
    evidence,
    form,
    parts,
    reasons,
    registered,
    verdicts,
)


def examined(seed, gap):
    rng = np.random.default_rng(seed)
    effects = rng.normal(0, 0.2, len(PROVIDERS))
    return examine(
        evidence(
            answers_nav=form(rng, "nav", 5, effects=effects),
            answers_staff=form(rng, "staff", 6, gap, effects),
        )
    )


def test_planted_gap_is_found():
    found = examined(1, 0.5)
    assert parts(found) == registered("H11")
    assert set(verdicts("H11", found).values()) == {"supported"}
    assert found.findings[0].estimate.value == pytest.approx(0.5, abs=0.1)


def test_no_gap_is_not_found():
    assert "supported" not in verdicts("H11", examined(2, 0.0)).values()


def test_survey_that_nobody_delivered_gives_the_reason():
    rng = np.random.default_rng(3)
    assert reasons(examine(evidence(answers_nav=form(rng, "nav", 3)))) == {"not_delivered"}
    assert reasons(examine(evidence())) == {"not_delivered"}
