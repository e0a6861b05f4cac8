"""H1 and H2 on invented courses with a planted peak among leavers, and on none."""

import numpy as np
import pandas as pd
import pytest

from batt.registry import load as load_registry
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses import h01_time_and_jobs as h01
from batt.relationships.hypotheses import h02_time_and_active as h02
from batt.relationships.leavers.height import height_above_both_ends
from batt.relationships.leavers.spline import spline_curve


def evidence(share, seed=1, n=4000, programme="AB"):
    """Return ended courses whose share to a job is a function of the weeks in; the rest divide alike."""
    rng = np.random.default_rng(seed)
    weeks = np.minimum(rng.gamma(2, 25, n), 156)
    days = np.maximum(np.ceil(weeks * 7), 1).astype(int)
    is_job = rng.random(n) < share(weeks)
    rows = pd.DataFrame(
        {
            "spell_id": [f"L{i}" for i in range(n)],
            "participant_id": [f"P{i}" for i in range(n)],
            "provider_id": rng.integers(0, 40, n).astype(str),
            "programme": programme,
            "year": 2015,
            "row_id": [f"r{i}" for i in range(n)],
            "stay_days": pd.array(days, dtype="Int64"),
            "cause_group": np.where(is_job, "job", rng.choice(["active", "other"], n)),
            "days_at_year_start": pd.array(np.zeros(n, dtype=int), dtype="Int64"),
            "days_observed": pd.array(days, dtype="Int64"),
            "gender": rng.choice(["K", "M"], n),
        }
    )
    return Evidence((2015,), {"spells": rows}, pd.DataFrame())


def peak(weeks):
    return 0.6 * np.exp(-((weeks - 50) ** 2) / 1500)


def flat(weeks):
    return np.full(len(weeks), 0.3)


def by_part(tested):
    return {finding.part: finding for finding in tested.findings}


def test_a_peak_among_leavers_is_supported_by_the_rule_of_the_description():
    found = by_part(h01.examine(evidence(peak)))["leavers"]
    assert found.group == "AB" and found.verdict.verdict == "supported"
    assert 0 < found.estimate.low < found.estimate.value < found.estimate.high
    assert found.estimate.p < 0.001 and found.estimate.is_one_sided


def test_staying_is_never_supported_whatever_the_leavers_show():
    for seed in range(5):
        assert by_part(h01.examine(evidence(peak, seed)))["staying"].verdict.verdict != "supported"


def test_no_peak_is_not_supported_and_its_height_is_near_zero():
    found = by_part(h01.examine(evidence(flat, n=20000)))
    assert found["leavers"].verdict.verdict == "not_supported"
    assert found["leavers"].estimate.low == 0 and found["leavers"].estimate.p > 0.05
    assert found["staying"].verdict.verdict == "not_supported"


def test_active_solutions_mirror_a_peak_of_jobs_and_are_no_peak():
    assert by_part(h02.examine(evidence(peak)))["leavers"].verdict.verdict != "supported"


def test_tables_hold_aggregates_of_every_programme():
    one = h01.examine(evidence(peak))
    landmarks, hazards = one.tables["h01_landmarks"], one.tables["h01_hazards"]
    assert list(landmarks)[:7] == ["programme", "week", "n_in", "outcomes_n", "share", "low", "high"]
    assert not landmarks["is_range"].any() and landmarks["n_in"].min() >= 50
    assert list(hazards)[:4] == ["programme", "cause", "week_from", "week_to"]
    assert ((hazards["exits_n"] == 0) | (hazards["exits_n"] >= 5)).all()
    assert set(hazards["cause"]) == {"job", "active", "other"}
    assert set(h02.examine(evidence(peak)).tables) == {"h02_landmarks"}


@pytest.mark.parametrize("module", [h01, h02])
@pytest.mark.parametrize("size", [0, 3, 40])
def test_little_or_nothing_gives_a_reason_for_every_part(module, size):
    given = Evidence((), {}, pd.DataFrame()) if size == 0 else evidence(peak, n=size)
    found = by_part(module.examine(given))
    assert set(found) == {"leavers", "staying"}
    for finding in found.values():
        assert finding.estimate.reason or finding.verdict.verdict == "cannot_tell"
        assert not (finding.estimate.reason and np.isfinite(finding.estimate.value))


def test_one_stay_for_all_is_a_constant_exposure():
    given = evidence(flat, n=400)
    rows = given.clean["spells"].assign(stay_days=50, days_observed=50)
    found = by_part(h01.examine(Evidence((2015,), {"spells": rows}, pd.DataFrame())))
    assert found["leavers"].estimate.reason == "constant_exposure"


def test_programmes_are_those_that_time_in_the_programme_is_for():
    given = evidence(peak, programme="VTA")
    assert {finding.group for finding in h01.examine(given).findings} == {""}
    assert set(load_registry().applicable("i10")) == {"AVKL", "APS", "KIA", "AB"}


def test_limits_of_the_height_hold_it_in_nearly_all_samples():
    """At least 95 %: the lower limit allows for the search over the top, the upper needs none."""
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0, 100, 1500)
        y = rng.random(1500) < peak(x)
        curve = spline_curve(x, y, rng.integers(0, 40, 1500), [])
        height = height_above_both_ends(curve, 5, 95)
        held += height.low <= peak(50) - max(peak(5), peak(95)) <= height.high
    assert held >= 54
