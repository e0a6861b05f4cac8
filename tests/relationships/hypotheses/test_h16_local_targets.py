"""H16: which local targets count as unfit, worked by hand."""

import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h16_local_targets import examine

KEY = ["level", "area", "provider_id", "programme", "indicator", "rule"]


def targets(*rows):
    return pd.DataFrame([("LOKALT", *row, "MIN") for row in rows], columns=KEY).assign(year=2015)


def evidence(local, findings):
    audit = local.iloc[[at for at, _, _ in findings]].assign(
        finding=[finding for _, finding, _ in findings], certainty=[certainty for _, _, certainty in findings]
    )
    return Evidence((2014, 2015), {"targets": local}, pd.DataFrame(), {"target_audit": audit})


LOCAL = targets(
    ("02", "A1", "VTA", "i05"),
    ("02", "A1", "APS", "i08"),
    ("02", "A2", "VTA", "i08"),
    ("03", "A3", "APS", "i10"),
    ("03", "A3", "VTA", "i02"),
)
FINDINGS = [
    (0, "not_suited", "likely"),
    (1, "not_suited", "weak"),
    (2, "hatched", "certain"),
    (3, "suitability_unknown", "unknown"),
    (4, "against_direction", "certain"),
]


def test_only_cells_of_likely_reading_and_hatched_ones_count_as_unfit():
    tested = examine(evidence(LOCAL, FINDINGS))
    estimate = tested.findings[0].estimate
    assert (estimate.value, estimate.n, estimate.n_clusters) == (pytest.approx(2 / 5), 5, 2)
    assert tested.tables["h16_by_area"].to_numpy().tolist() == [["02", 3, 2], ["03", 2, 0]]
    assert tested.tables["h16_not_suited"].to_numpy().tolist() == [["VTA", "i05", 1], ["VTA", "i08", 1]]


def test_other_years_and_levels_take_no_part():
    more = pd.concat(
        [LOCAL, LOCAL.assign(year=2014), LOCAL.assign(level="NASJONALT", area="NO")], ignore_index=True
    )
    assert examine(evidence(more, FINDINGS)).findings[0].estimate.n == 5


@pytest.mark.parametrize(
    "data",
    [
        Evidence((2015,), {}, pd.DataFrame()),
        Evidence((2015,), {"targets": LOCAL}, pd.DataFrame()),
        evidence(LOCAL.assign(level="FYLKE"), []),
    ],
)
def test_without_local_targets_there_is_a_reason(data):
    assert examine(data).findings[0].estimate.reason == "not_delivered"
