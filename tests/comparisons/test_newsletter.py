"""The ranking by number beside the ranking by share."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.newsletter import newsletter_agreement, newsletter_table


def job_cells(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    """Cells of indicator 8 from provider, programme, jobs and exits. One row per provider and programme."""
    frame = pd.DataFrame(rows, columns=["provider_id", "programme", "numerator", "denominator"])
    frame = frame.astype({"numerator": "Int64", "denominator": "Int64"})
    share = frame["numerator"].astype(float) / frame["denominator"].astype(float)
    return frame.assign(
        year=2015,
        indicator="i08",
        county="03",
        direction="higher",
        unit="share",
        scale=1.0,
        value=share,
        n=frame["denominator"],
        se=np.sqrt(share * (1 - share) / frame["denominator"].astype(float)),
        status="ok",
    )


CELLS = job_cells(
    [
        ("large", "AB", 30, 100),
        ("large", "KIA", 10, 50),
        ("large", "APS", 10, 50),
        ("small", "AB", 9, 15),
        ("small", "AVKL", 3, 5),
        ("middle", "AB", 20, 50),
        ("pair", "AB", 2, 2),
    ]
)


def ranking(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[table["ranking"] == name].set_index("provider_id")


def test_total_adds_the_four_programmes():
    total = ranking(newsletter_table(CELLS), "total")
    assert total["jobs"].to_dict() == {"large": 50, "middle": 20, "small": 12, "pair": 2}
    assert total["exits"].to_dict() == {"large": 200, "middle": 50, "small": 20, "pair": 2}
    assert total.loc["small", "rate"] == 0.6


def test_number_and_share_rank_the_other_way_round():
    total = ranking(newsletter_table(CELLS), "total")
    assert total["count_rank"].to_dict() == {"large": 1, "middle": 2, "small": 3, "pair": 4}
    assert total["rate_rank"].dropna().to_dict() == {"small": 1, "middle": 2, "large": 3}
    agreement = newsletter_agreement(newsletter_table(CELLS)).set_index("ranking").loc["total"]
    assert agreement["kendall"] == agreement["spearman"] == pytest.approx(-1)
    assert agreement["kendall_count_size"] == 1 and agreement["providers_n"] == 3


def test_two_of_two_has_no_rank_by_share():
    total = ranking(newsletter_table(CELLS), "total")
    assert pd.isna(total.loc["pair", "rate_rank"]) and total.loc["pair", "rate_reason"] == "too_few"
    assert total.loc["pair", "count_reason"] == ""


def test_places_come_with_sets():
    total = ranking(newsletter_table(CELLS), "total")
    assert (total["count_low"] <= total["count_rank"]).all()
    assert (total["count_rank"] <= total["count_high"]).all()
    assert total.loc["large", "count_high"] < 4


def test_one_kia_provider_has_no_ranking_and_no_correlation():
    table = newsletter_table(CELLS)
    assert ranking(table, "KIA")["rate_reason"].tolist() == ["one_provider"]
    agreement = newsletter_agreement(table).set_index("ranking")
    assert agreement.loc["KIA", "reason"] == "too_few_providers" and np.isnan(agreement.loc["KIA", "kendall"])


def test_correlations_agree_with_a_count_of_pairs():
    rng = np.random.default_rng(7)
    rows = [(f"A{i:02}", "AB", int(rng.integers(0, 9)), int(rng.integers(9, 40))) for i in range(30)]
    table = ranking(newsletter_table(job_cells(rows)), "AB")
    x, y = table["jobs"].to_numpy(dtype=float), table["rate"].to_numpy()
    dx, dy = np.sign(x[:, None] - x), np.sign(y[:, None] - y)
    tau_b = (dx * dy).sum() / np.sqrt((dx**2).sum() * (dy**2).sum())
    agreement = newsletter_agreement(table.reset_index()).iloc[0]
    assert agreement["kendall"] == pytest.approx(tau_b, abs=1e-12)


def test_no_variation_is_said():
    cells = job_cells([(f"A{i}", "AB", 0, 10 + i) for i in range(4)])
    agreement = newsletter_agreement(newsletter_table(cells)).set_index("ranking")
    assert agreement.loc["AB", "reason"] == "no_variation"


def test_a_year_without_exits_gives_no_rows():
    table = newsletter_table(CELLS.iloc[:0])
    assert table.empty and newsletter_agreement(table).empty
