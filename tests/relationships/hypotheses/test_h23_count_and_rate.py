"""H23: the newsletter's two orders of the same providers."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.newsletter import newsletter_agreement
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h23_count_and_rate import examine


def newsletter(spread, providers=60, seed=6):
    """Sizes that differ much or little decide how far the number follows the share."""
    rng = np.random.default_rng(seed)
    exits = np.maximum(np.exp(rng.normal(4, spread, providers)), 5).round()
    rate = rng.uniform(0.1, 0.7, providers)
    jobs = (rate * exits).round()
    rows = pd.DataFrame(
        {"provider_id": np.arange(providers), "jobs": jobs, "exits": exits, "rate": jobs / exits}
    )
    rows = rows.assign(year=2015, ranking="total", rate_rank=rows["rate"].rank())
    small = rows.iloc[:5].assign(provider_id=np.arange(900, 905), rate_rank=np.nan, rate=0.0)
    return pd.concat([rows, small, rows.assign(ranking="AB", jobs=rng.permutation(jobs))], ignore_index=True)


def found(table):
    return examine(Evidence((2015,), {}, pd.DataFrame(), {"newsletter": table}))


def test_tau_is_the_one_on_the_page_of_comparisons():
    table = newsletter(1.0)
    expected = newsletter_agreement(table).set_index("ranking")["kendall"]
    tested = found(table)
    assert tested.findings[0].estimate.value == pytest.approx(expected["total"], rel=1e-9)
    by_list = tested.tables["h23_orders"].set_index("ranking")["kendall"]
    assert by_list["AB"] == pytest.approx(expected["AB"], rel=1e-9)


def test_sizes_that_differ_make_two_orders_and_like_sizes_one():
    assert found(newsletter(1.5)).findings[0].estimate.high < 0.85
    assert found(newsletter(0.0, providers=200)).findings[0].estimate.low > 0.9


def test_without_a_newsletter_or_with_few_providers_there_is_a_reason():
    assert examine(Evidence((2015,), {}, pd.DataFrame())).findings[0].estimate.reason == "not_delivered"
    assert found(newsletter(1.0, providers=8)).findings[0].estimate.reason == "too_few"
    only_ab = newsletter(1.0).query("ranking == 'AB'")
    assert found(only_ab).findings[0].estimate.reason == "too_few"
