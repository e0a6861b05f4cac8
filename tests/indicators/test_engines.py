"""Every engine gives the table that pandas gives, to the last digit, and refuses what pandas refuses."""

import io
import shutil
from importlib.util import find_spec

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner

import batt.clean
from batt.cli import cli
from batt.errors import NumbersDiffer, UsageError
from batt.indicators import _counting, compute, load_units, run, run_on
from batt.indicators._compute import _checked_sums
from batt.indicators._contract import UNIT_TYPES
from batt.indicators._formulas import ratio_intervals
from batt.indicators._order import in_order
from batt.paths import Root
from batt.registry import Options, load

YEAR = 2015
READINGS = [
    {},
    {
        "count_unit": "persons",
        "survey_mean": "respondents",
        "training_hours": "with_own_time",
        "staff_denominator": "fte",
        "partner_unit": "site",
        "weeks": "inclusive",
        "exit_denominator": "completers",
        "forening": "ASVL",
    },
    {"time_population": "event_year", "placement_population": "on_date", "job_codes": "F1_only"},
]
readings = pytest.mark.parametrize("options", READINGS, ids=["defaults", "other readings", "populations"])


def file_bytes(table):
    buffer = io.BytesIO()
    table.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()


def cleaned(survey, tmp_path):
    """A root of its own with the clean tables of the hand-made survey and nothing computed."""
    root = Root(tmp_path)
    shutil.copytree(survey.clean(YEAR), root.clean(YEAR))
    return root


def drawn_tables(drawn, spells_n=1200):
    """Random tables of every rule but the yearly forms, whose yes and no the survey has."""
    rng = np.random.default_rng(11)
    providers = [f"A{k:03d}" for k in range(7)]
    causes = [None, *(code.code for code in load().codes["end_causes"])]

    def some(choices):
        return choices[rng.integers(len(choices))]

    def answers(prefix, n, most):
        return {f"{prefix}{k}": some([None, *range(1, most + 1)]) for k in range(1, n + 1)}

    spells = [
        {
            "provider_id": some(providers),
            "participant_id": f"D{rng.integers(spells_n // 2)}",
            "programme": some(load().programme_codes),
            "end_cause": some(causes),
            "stay_days": int(rng.integers(900)),
            "exit_day": int(rng.integers(1, 366)),
            "days_to_start": some([None, int(rng.integers(-5, 400))]),
            "days_to_job": some([None, int(rng.integers(900))]),
            "first_start_in_year": bool(rng.integers(2)),
            "employed_in_year": bool(rng.integers(2)),
            "is_open_on_date": bool(rng.integers(2)),
            "qualifications": some([None, "K0", "K1", "K0|K4"]),
        }
        for _ in range(spells_n)
    ]
    places = [{"provider_id": one, "county": some(["03", "11", "18"])} for one in providers]
    return drawn.tables(
        providers=places,
        spells=spells,
        placements=[{"spell_id": f"spells{rng.integers(spells_n):03d}"} for _ in range(spells_n // 3)],
        answers_nav=[{"provider_id": some(providers)} | answers("n", 9, 7) for _ in range(200)],
        answers_user=[
            {"provider_id": some(providers), "programme": some(["AB", "APS"])} | answers("u", 8, 6)
            for _ in range(200)
        ],
        staff=[
            {"provider_id": some(providers), "staff_id": f"S{k}", "fte_pct": some([None, 50.5, 100.0])}
            for k in range(60)
        ],
        training=[
            {"staff_id": f"S{rng.integers(60)}", "minutes": int(rng.integers(900))} for _ in range(200)
        ],
    )


def saved(drawn, tables, root, undelivered=()):
    """Write drawn tables as cleaned ones, spells as two part files of a folder."""
    folder = root.clean(YEAR)
    (folder / "spells").mkdir(parents=True)
    for name, table in tables.items():
        if name != "spells":
            table.to_parquet(folder / f"{name}.parquet", index=False)
    half = len(tables["spells"]) // 2
    for part, rows in enumerate((tables["spells"].iloc[:half], tables["spells"].iloc[half:])):
        rows.to_parquet(folder / "spells" / f"part_{part}.parquet", index=False)
    drawn.deliveries(tables, undelivered).to_parquet(folder / "deliveries.parquet", index=False)
    return root


@readings
def test_duckdb_gives_the_bytes_of_pandas_on_the_survey(survey, tmp_path, options):
    root, chosen = cleaned(survey, tmp_path), Options(**options)
    clean = batt.clean.load(root, YEAR)
    wanted = compute(clean.tables, clean.deliveries, YEAR, chosen)
    found = run_on("duckdb", root, YEAR, chosen)
    pd.testing.assert_frame_equal(found, wanted.values, check_exact=True)
    assert root.indicators(YEAR).read_bytes() == file_bytes(wanted.values)


@readings
def test_duckdb_gives_the_table_and_the_units_of_pandas_from_part_files(drawn, tmp_path, options):
    tables, chosen = drawn_tables(drawn), Options(**options)
    undelivered = (("A002", "answers_nav"), ("A003", "placements"))
    root = saved(drawn, tables, Root(tmp_path), undelivered)
    wanted = compute(tables, drawn.deliveries(tables, undelivered), YEAR, chosen)
    found = run_on("duckdb", root, YEAR, chosen)
    assert (found["status"] == "ok").sum() > 100 or options.get("forening")
    pd.testing.assert_frame_equal(found, wanted.values, check_exact=True)
    units = in_order(load_units(root, YEAR), ["indicator", "provider_id", "programme", "row_id", "cluster"])
    pd.testing.assert_frame_equal(units.loc[:, list(UNIT_TYPES)], wanted.units)


@readings
@pytest.mark.parametrize("short_texts", [0, 2**31], ids=["texts too long for 32 bits", "short texts"])
def test_arrow_tables_give_what_pandas_tables_give_however_long_their_texts(
    drawn, monkeypatch, options, short_texts
):
    tables, chosen = drawn_tables(drawn), Options(**options)
    wanted = compute(tables, drawn.deliveries(tables), YEAR, chosen)
    monkeypatch.setattr(_counting, "SHORT_TEXTS", short_texts)
    arrow = {name: pa.Table.from_pandas(table) for name, table in tables.items()}
    found = compute(arrow, drawn.deliveries(tables), YEAR, chosen)
    assert file_bytes(found.values) == file_bytes(wanted.values)
    assert file_bytes(found.units) == file_bytes(wanted.units)
    kind = pa.large_string() if short_texts == 0 else pa.string()
    assert found.held["i08"].collect().to_arrow().schema.field("row_id").type == kind


def test_pandas_takes_the_place_of_what_another_engine_left_and_the_reverse(survey, tmp_path):
    root = cleaned(survey, tmp_path)
    run_on("duckdb", root, YEAR)
    assert {file.suffix for file in root.counted_units(YEAR).iterdir()} == {".parquet"}
    run(root, YEAR)
    assert root.counted_units(YEAR).is_file()
    run_on("duckdb", root, YEAR)
    assert root.counted_units(YEAR).is_dir()
    assert [path.name for path in root.processed("counted_units").iterdir()] == [f"{YEAR}.parquet"]


def test_unit_counted_twice_is_refused_in_duckdb_too(drawn, tmp_path):
    tables = drawn.tables(spells=[{"programme": "AB", "end_cause": "F1"} for _ in range(4)])
    twice = tables["spells"].assign(row_id=["a", "b", "b", "c"])
    root = saved(drawn, tables | {"spells": twice}, Root(tmp_path))
    with pytest.raises(NumbersDiffer, match="2 units: unit is counted twice, such as b"):
        run_on("duckdb", root, YEAR)
    assert not root.indicators(YEAR).exists()
    assert list(root.processed("counted_units").iterdir()) == []


def test_undecided_unit_is_refused_in_duckdb_too(drawn, tmp_path):
    spells = [
        {"programme": "AB", "end_cause": "F1", "stay_days": None},
        {"programme": "AB", "end_cause": "X1"},
    ]
    root = saved(drawn, drawn.tables(spells=spells), Root(tmp_path))
    with pytest.raises(
        NumbersDiffer, match=r"1 units: contribution is undecided .* such as data/raw/2015/spells"
    ):
        run_on("duckdb", root, YEAR)


def test_units_that_share_clusters_are_added_up_by_cluster_first():
    rng = np.random.default_rng(5)
    n = 300
    units = pd.DataFrame(
        {
            "indicator": "i10",
            "row_id": [f"row {k}" for k in range(n)],
            "year": YEAR,
            "provider_id": rng.choice(["A001", "A002"], n),
            "programme": "AB",
            "x": rng.integers(0, 900, n),
            "w": rng.integers(0, 2, n),
        }
    )
    # A cluster within one provider; one is named as one of its units is.
    units["cluster"] = units["provider_id"] + rng.integers(0, 12, n).astype(str)
    units.loc[units["cluster"] == "A0010", "cluster"] = units.loc[units["cluster"] == "A0010", "row_id"].iloc[
        0
    ]
    sums = _checked_sums({"i10": nw.from_native(units).lazy()}).set_index("provider_id")
    has_weight = units[units["w"] > 0]
    assert sums["clusters_n"].to_dict() == has_weight.groupby("provider_id")["cluster"].nunique().to_dict()
    by_cluster = has_weight.groupby(["provider_id", "cluster"])[["x", "w"]].sum()
    products = (by_cluster["x"] * by_cluster["w"]).groupby("provider_id").sum()
    assert sums["xw"].to_dict() == products.to_dict()
    assert ratio_intervals(units, ["provider_id"])["ci_low"].notna().all()


def test_year_that_is_not_cleaned_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"spells\.parquet: is not there") as told:
        run_on("duckdb", Root(tmp_path), YEAR)
    assert "batt run clean --year 2015" in str(told.value)


def test_an_engine_is_for_the_indicators_alone_and_must_be_known(survey, tmp_path):
    root = cleaned(survey, tmp_path)
    asked = ["run", "--root", str(root.path), "--year", str(YEAR), "--engine"]
    whole = CliRunner().invoke(cli, [*asked, "duckdb"])
    assert isinstance(whole.exception, UsageError) and "batt run indicators --engine" in str(whole.exception)
    unknown = CliRunner().invoke(cli, [*asked, "abacus", "indicators"])
    assert "Known engines: pandas, duckdb, spark" in str(unknown.exception)
    assert CliRunner().invoke(cli, [*asked, "duckdb", "indicators"]).exit_code == 0
    assert root.indicators(YEAR).exists()


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="PySpark is installed: nothing to be told")
def test_spark_that_is_not_installed_is_told_with_how_to_install_it(survey, tmp_path):
    with pytest.raises(UsageError, match=r"PySpark is not installed[\s\S]*pip install"):
        run_on("spark", cleaned(survey, tmp_path), YEAR)


@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="PySpark or Java is not installed: Spark is not compared with pandas",
)
def test_spark_on_two_workers_gives_the_table_and_the_units_of_pandas(drawn, tmp_path):
    from pyspark.sql import SparkSession

    tables = drawn_tables(drawn, spells_n=400)
    root = saved(drawn, tables, Root(tmp_path))
    wanted = compute(tables, drawn.deliveries(tables), YEAR)
    # The engine takes the session that is there; few parts, since there are few rows.
    cluster = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", False)
    session = cluster.config("spark.sql.shuffle.partitions", 2).getOrCreate()
    try:
        found = run_on("spark", root, YEAR)
    finally:
        session.stop()
    pd.testing.assert_frame_equal(found, wanted.values, check_exact=True)
    assert root.indicators(YEAR).read_bytes() == file_bytes(wanted.values)
    units = in_order(load_units(root, YEAR), ["indicator", "provider_id", "programme", "row_id", "cluster"])
    pd.testing.assert_frame_equal(units.loc[:, list(UNIT_TYPES)], wanted.units)
