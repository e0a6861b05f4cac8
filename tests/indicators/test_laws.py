"""What holds whatever the data: order does not matter, parts add up, shares stay shares, engines agree."""

import importlib

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batt.indicators._contract import UNIT_TYPES
from batt.registry import Options, load

CAUSES = [None, *(code.code for code in load().codes["end_causes"])]
days = st.integers(0, 900)
spell_rows = st.lists(
    st.fixed_dictionaries(
        {
            "provider_id": st.sampled_from(["A001", "A002", "A003"]),
            "participant_id": st.sampled_from([f"D{k}" for k in range(12)]),
            "programme": st.sampled_from(load().programme_codes),
            "end_cause": st.sampled_from(CAUSES),
            "stay_days": days,
            "exit_day": st.integers(1, 365),
            "days_to_start": st.none() | st.integers(-5, 400),
            "days_to_job": st.none() | days,
            "first_start_in_year": st.booleans(),
            "employed_in_year": st.booleans(),
            "is_open_on_date": st.booleans(),
            "qualifications": st.sampled_from([None, "K0", "K1", "K0|K4"]),
        }
    ),
    min_size=1,
    max_size=40,
)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def national(drawn, spells):
    providers = [
        {"provider_id": "A001", "county": "03"},
        {"provider_id": "A002", "county": "03", "association": "ASVL"},
        {"provider_id": "A003", "county": "11"},
    ]
    placements = [{"spell_id": f"spells{k:03d}"} for k in range(1, len(spells) + 1, 3)]
    tables = drawn.tables(providers=providers, spells=spells, placements=placements)
    return tables | {"provider_years": drawn.table("provider_years", providers_only(providers))}


def providers_only(rows):
    return [{"provider_id": row["provider_id"]} for row in rows]


@few
@given(spells=spell_rows, seed=st.integers(0, 9))
def test_order_of_rows_does_not_matter(drawn, spells, seed):
    tables = national(drawn, spells)
    rng = np.random.default_rng(seed)
    shuffled = {name: table.iloc[rng.permutation(len(table))] for name, table in tables.items()}
    first, second = drawn.result(tables), drawn.result(shuffled)
    pd.testing.assert_frame_equal(first.values, second.values, rtol=1e-12)
    pd.testing.assert_frame_equal(first.units, second.units)


@few
@given(spells=spell_rows, count_unit=st.sampled_from(["spells", "persons"]))
def test_providers_add_up_to_counties_and_counties_to_the_country(drawn, spells, count_unit):
    values = drawn.result(national(drawn, spells), count_unit=count_unit).values
    counts = ["numerator", "denominator", "n"]
    sums = values.groupby(["unit_level", "indicator", "programme"])[counts].sum()
    for level in ("county", "country"):
        pd.testing.assert_frame_equal(sums.loc[level], sums.loc["provider"])


@few
@given(spells=spell_rows)
def test_shares_and_their_intervals_stay_between_nought_and_one(drawn, spells):
    values = drawn.result(national(drawn, spells)).values
    shares = values[(values["unit"] == "share") & (values["denominator"].fillna(0) > 0)]
    ends = shares[["ci_low", "value", "ci_high"]].dropna()
    assert ends.apply(lambda row: row.is_monotonic_increasing, axis=1).all()
    assert ends.ge(0).all(axis=None) and ends.le(1).all(axis=None)


@few
@given(spells=spell_rows)
def test_units_add_up_to_the_table(drawn, spells):
    result = drawn.result(national(drawn, spells))
    added = result.units.groupby(["indicator", "programme"])[["x", "w"]].sum()
    country = result.values.query("unit_level == 'country' and denominator > 0").set_index(
        ["indicator", "programme"]
    )
    for column, unit_column in (("numerator", "x"), ("denominator", "w")):
        expected = added.loc[country.index, unit_column].astype("Int64")
        pd.testing.assert_series_equal(country[column], expected, check_names=False)


def as_pandas(table):
    return table


def as_arrow_backed_pandas(table):
    return table.convert_dtypes(dtype_backend="pyarrow")


def as_arrow_table(table):
    return pa.Table.from_pandas(table, preserve_index=False)


def survey_like(drawn):
    rng = np.random.default_rng(3)
    tables = national(
        drawn,
        [
            {
                "provider_id": f"A00{k % 3 + 1}",
                "participant_id": f"D{k // 2}",
                "programme": load().programme_codes[k % 6],
                "end_cause": CAUSES[k % len(CAUSES)],
                "exit_day": k % 365 + 1,
                "days_to_start": k if k % 4 else None,
                "days_to_job": 2 * k if k % 5 else None,
                "first_start_in_year": k % 5 < 2,
                "employed_in_year": k % 5 < 3,
                "is_open_on_date": k % 2 == 1,
                "qualifications": (None, "K0", "K2|K3")[k % 3],
            }
            for k in range(240)
        ],
    )
    scores = [rng.integers(1, 8, 9).tolist() for _ in range(30)]
    numbered = list(enumerate(scores))
    tables["answers_nav"] = drawn.table(
        "answers_nav",
        [
            {"provider_id": f"A00{k % 3 + 1}"} | {f"n{q}": s for q, s in enumerate(row, 1)}
            for k, row in numbered
        ],
    )
    tables["answers_staff"] = drawn.table(
        "answers_staff",
        [
            {"provider_id": f"A00{k % 3 + 1}"} | {f"e{q}": s if s < 7 else None for q, s in enumerate(row, 1)}
            for k, row in numbered
        ],
    )
    tables["answers_user"] = drawn.table(
        "answers_user",
        [
            {"provider_id": "A001", "programme": "APS", "scale_points": (None, 6, 3)[k % 3]}
            | {f"u{q}": s if s < 7 else None for q, s in enumerate(row[:8], 1)}
            for k, row in numbered
        ],
    )
    tables["staff"] = drawn.table(
        "staff", [{"staff_id": f"S{k}", "fte_pct": (None, 50.5, 100.0)[k % 3]} for k in range(9)]
    )
    tables["training"] = drawn.table(
        "training",
        [{"staff_id": f"S{k % 5}", "minutes": 30 * k, "is_paid_time": k % 3 != 0} for k in range(20)],
    )
    tables["partners"] = drawn.table(
        "partners",
        [
            {"partner_id": f"P{k}", "firm_id": f"F{k // 2}", "is_written": (True, None)[k % 3 == 2]}
            for k in range(6)
        ],
    )
    answers = {f"health_q{k}": (True, False)[k % 2] for k in range(1, 5)}
    tables["provider_years"] = drawn.table(
        "provider_years", [{"provider_id": provider, **answers} for provider in ("A001", "A002", "A003")]
    )
    tables["provider_programme_years"] = drawn.table(
        "provider_programme_years",
        [
            {"provider_id": "A001", "programme": "AB", "health_q5": True, "health_q6": False},
            {"provider_id": "A002", "programme": "AB", "health_q5": True},
        ],
    )
    return tables


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
        "job_codes": "without_F6",
    },
    {
        "time_population": "event_year",
        "placement_population": "on_date",
        "staff_denominator": "without_participants",
    },
]


@pytest.mark.parametrize("options", READINGS, ids=["defaults", "other readings", "other populations"])
@pytest.mark.parametrize("indicator", [entry.stem for entry in load().indicators])
def test_engines_return_the_same_counted_units(drawn, indicator, options):
    rule = importlib.import_module(f"batt.indicators.{indicator}")
    tables = survey_like(drawn)
    found = []
    for engine in (as_pandas, as_arrow_backed_pandas, as_arrow_table):
        frames = {name: nw.from_native(engine(table)).lazy() for name, table in tables.items()}
        units = rule.count_units(frames, Options(**options)).collect().to_pandas()
        types = {name: kind for name, kind in UNIT_TYPES.items() if name != "indicator"}
        found.append(units.astype(types).sort_values(["programme", "row_id", "cluster"], ignore_index=True))
    assert len(found[0]) > 0
    for other in found[1:]:
        pd.testing.assert_frame_equal(found[0], other)


def test_every_indicator_has_its_rule_and_every_rule_its_facts():
    from batt.registry.load import INDICATOR_FOLDER

    stems = {
        suffix: {p.stem for p in INDICATOR_FOLDER.glob(f"i[0-9][0-9]_*{suffix}")}
        for suffix in (".py", ".yaml")
    }
    assert stems[".py"] == stems[".yaml"]
    assert len(stems[".py"]) == 13
