"""The files of an invented root: complete, reproducible, readable, and faulty only where they should be."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

import batt.clean
from batt.errors import UsageError
from batt.paths import Root
from batt.raw import read_year
from batt.registry import load
from batt.simulate import Plan, simulate
from batt.simulate.nation import invent
from batt.simulate.run import received_cells

SIZE = {"providers": 12, "participants": 900, "years": (2012, 2013)}


def _bytes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Root:
    root = Root(tmp_path_factory.mktemp("faulty"))
    simulate(root, **SIZE)
    return root


@pytest.fixture(scope="module")
def faultless(tmp_path_factory) -> Root:
    root = Root(tmp_path_factory.mktemp("faultless"))
    simulate(root, **SIZE, clean=True)
    return root


def test_same_arguments_give_the_same_bytes_workbooks_included(faulty, tmp_path):
    simulate(tmp_path, **SIZE)
    assert _bytes(tmp_path) == _bytes(faulty.path)
    assert any(name.endswith(".xlsx") for name in _bytes(tmp_path))


def test_another_seed_gives_other_courses(faulty, tmp_path):
    simulate(tmp_path, **SIZE, seed=2)
    name = "data/raw/2012/deltakerlop.csv"
    assert _bytes(tmp_path)[name] != _bytes(faulty.path)[name]


def test_a_second_run_leaves_nothing_of_the_first(faultless, tmp_path):
    simulate(tmp_path, providers=40, participants=900, years=(2011, 2012), seed=9)
    simulate(tmp_path, **SIZE, clean=True)
    assert _bytes(tmp_path) == _bytes(faultless.path)


def test_every_table_of_the_registry_is_delivered_every_year_but_the_evaluation_once(faulty):
    names = {table.raw_name for table in load().tables}
    once = {"equass_evaluering", "equass_evaluering_grunnlag"}
    for year in SIZE["years"]:
        read = read_year(faulty, year, sorted(names))
        expected = names if year == SIZE["years"][-1] else names - once
        assert {table.table for table in read.tables if len(table.data)} == expected


def test_files_come_in_many_dialects_and_layouts(faulty):
    folder = faulty.raw(2013)
    assert (folder / "nav" / "svar_nav.csv").exists()
    assert list(folder.glob("A*.xlsx")) and list(folder.glob("A*/deltakerlop_2013.csv"))
    heads = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    assert heads["svar_bruker.csv"].startswith(b"\xef\xbb\xbf\xef\xbb\xbf")
    assert heads["metode.csv"].startswith(b"\xff\xfe")
    assert heads["resultatmal.csv"].startswith(b"\xef\xbb\xbfsep=;")
    assert b"\t" in heads["manedsrapport_bestand.csv"]
    with pytest.raises(UnicodeDecodeError):
        heads["tiltaksarrangor.csv"].decode("utf-8")
    assert b"inndato" in heads["deltakerlop.csv"]
    assert b"inndato" not in (faulty.raw(2012) / "deltakerlop.csv").read_bytes()


def test_providers_with_an_own_delivery_are_not_in_the_national_files(faulty):
    own = {path.name[:4] for path in faulty.raw(2012).glob("A*")}
    national = pd.read_csv(faulty.raw(2012) / "deltakerlop.csv", sep=";", encoding="utf-8-sig", dtype="str")
    assert len(own) >= 3
    assert not own & set(national["arrangor_id"])


def test_manifest_lists_every_file_and_orders_the_provider_that_delivered_twice(faulty):
    manifest = pd.read_csv(faulty.manifest, sep=";", encoding="utf-8-sig", dtype="str")
    files = {
        f"{year}/{path.relative_to(faulty.raw(year)).as_posix()}"
        for year in SIZE["years"]
        for path in faulty.raw(year).rglob("*")
        if path.is_file()
    }
    assert set(manifest["year"] + "/" + manifest["file"]) == files
    twice = manifest.loc[manifest["file"].str.endswith("_2.xlsx")]
    assert len(twice) == 2
    for entry in twice.itertuples():
        first = manifest.loc[
            (manifest["year"] == entry.year) & (manifest["file"] == f"{entry.provider_id}.xlsx")
        ]
        assert first["received"].item() < entry.received
        assert entry.received > f"{int(entry.year) + 1}-01-15"


def test_somebody_is_late_unless_faults_are_left_out(faulty, faultless):
    late = {}
    for root in (faulty, faultless):
        forms = received_cells(invent(Plan(**SIZE)), load(), 2012, is_faulty=root is faulty)[0][
            "provider_years"
        ]
        late[root is faulty] = (forms["received_date"] > "2013-01-15").sum()
    assert late[True] >= 1
    assert late[False] == 0


def test_without_faults_every_code_is_in_the_registry():
    registry = load()
    cells, corrections = received_cells(invent(Plan(**SIZE)), registry, 2013, is_faulty=False)
    assert corrections.empty
    for name, frame in cells.items():
        for column in registry.table(name).columns:
            if column.type in ("code", "code_list"):
                found = frame[column.field].dropna().str.split("|").explode()
                assert set(found) <= set(registry.codes[column.codes].valid_in(2013)), (name, column.field)


def test_faults_touch_a_small_share_of_the_rows_and_leave_the_rest_as_it_was():
    registry, nation = load(), invent(Plan())
    plain, _ = received_cells(nation, registry, 2014, is_faulty=False)
    soiled, _ = received_cells(nation, registry, 2014, is_faulty=True)
    for name in ("spells", "placements", "staff", "training", "monthly_exits", "followups"):
        before, after = (
            set(frame.fillna("").itertuples(index=False, name=None)) for frame in (plain[name], soiled[name])
        )
        assert 0 < len(before - after) <= max(12, 0.03 * len(before)), name
        assert len(after - before) <= max(12, 0.03 * len(before)), name
    untouched = ("providers", "nav_offices", "nav_invitations", "provider_programme_years")
    for name in untouched:
        changed = (plain[name].fillna("") != soiled[name].fillna("")).any(axis=1)
        assert changed.sum() <= 2, name


def test_faultless_files_pass_without_a_word(faultless):
    for year in SIZE["years"]:
        result = batt.clean.run(faultless, year)
        assert set(result.ledger["outcome"]) == {"accepted"}
        assert set(result.flags["reason"]) <= {"other_scale"}


def test_faulty_files_break_every_row_rule_and_still_balance(tmp_path):
    simulate(tmp_path, years=(2014, 2015))
    result = batt.clean.run(Root(tmp_path), 2015)
    assert set(result.ledger["reason"]) >= {
        *("answer_outside_scale", "known_misspelling", "unknown_code", "impossible_date", "end_before_start"),
        *("broken_reference", "exact_duplicate", "key_conflict", "cause_without_end", "end_without_cause"),
        *("value_outside_programme", "exit_outside_year", "personal_data", "correction_file", "wrong_year"),
    }
    assert set(result.flags["reason"]) >= {
        *("not_approved", "too_long", "overlapping_spells", "total_differs", "other_scale", "unknown_column"),
    }
    files = result.files
    counted = files[["rows_accepted", "rows_corrected", "rows_set_aside"]].sum(axis=1)
    read = files["status"] == "read"
    assert (files.loc[read, "rows_received"] == counted[read]).all()
    assert files.loc[read, "rows_set_aside"].sum() < 0.02 * files.loc[read, "rows_received"].sum()


def test_truth_describes_every_plant(faulty):
    truth = json.loads(faulty.truth.read_text(encoding="utf-8"))
    assert set(truth["truths"]) == {
        *("duration_peak", "provider_effects", "training_effect", "nav_staff_gap", "improver", "gamer"),
        *("merger", "local_targets", "indikator_no_departures", "zero_effects"),
    }
    assert all(len(plant["words"]) > 40 for plant in truth["truths"].values())
    peaks = {
        code: entry["peak_weeks"] for code, entry in truth["truths"]["duration_peak"]["programmes"].items()
    }
    assert peaks == {"AVKL": 7.0, "APS": 45.0, "KIA": 40.0, "AB": 50.0}
    assert truth["truths"]["provider_effects"]["sd"] == 0.35
    assert truth["truths"]["provider_effects"]["sd_drawn"] > 0
    assert truth["truths"]["improver"]["provider_id"] != truth["truths"]["gamer"]["provider_id"]


def test_root_is_marked_as_invented(faulty):
    assert faulty.is_simulated
    assert "invented" in faulty.simulated_marker.read_text(encoding="utf-8")


def test_root_with_real_years_is_refused_and_left_alone(tmp_path):
    received = tmp_path / "data" / "raw" / "2015" / "deltakerlop.csv"
    received.parent.mkdir(parents=True)
    received.write_text("lop_id\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"data/raw/2015: received data are here already"):
        simulate(tmp_path, **SIZE)
    assert received.read_text(encoding="utf-8") == "lop_id\n"
    assert not (tmp_path / "truth.json").exists()


def test_root_with_corrections_of_real_years_is_refused(tmp_path):
    corrections = tmp_path / "data" / "corrections.csv"
    corrections.parent.mkdir(parents=True)
    corrections.write_text("table;key\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"data/corrections\.csv"):
        simulate(tmp_path, **SIZE)
    assert corrections.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"providers": 2}, "--providers"),
        ({"participants": 10}, "--participants"),
        ({"years": (2012, 2014)}, "--years"),
        ({"years": ()}, "--years"),
        ({"years": (2017, 2018)}, "from 1990 to 2017"),
    ],
)
def test_nation_that_cannot_be_invented_is_a_usage_error(tmp_path, change, message):
    with pytest.raises(UsageError, match=message):
        simulate(tmp_path, **{**SIZE, **change})
    assert not list(tmp_path.iterdir())
