"""An invented year larger than memory: clean tables as DuckDB draws them, with what the rules read."""

import duckdb
import numpy as np
import pandas as pd

from batt.paths import Root
from batt.registry import load

YEAR = 2015
SETTINGS = {"memory_limit": "1GiB", "preserve_insertion_order": False}
SPELLS_A_PROVIDER = 30_000
PART = 5_000_000
"""Rows of one part file."""

# Every column follows from the number of the row: the same rows whatever the number of threads or parts. Nine
# of twenty spells have ended; a person has one or two.
_SPELLS = """
    select
        {year}::bigint as year, 'data/raw/{year}/deltakerlop.csv##' || (i + 2) as row_id,
        'L' || i as spell_id, 'P' || (i - (i % 7 = 0)::bigint) as participant_id,
        'A' || (i % {providers}) as provider_id,
        ['VTA', 'TIA', 'AVKL', 'APS', 'KIA', 'AB'][1 + (dice // 4096) % 6] as programme, is_exit,
        case when is_exit then codes[1 + dice % len(codes)] end as end_cause,
        is_exit and dice % 15 <> 9 as is_completed,
        case
            when not is_exit then null
            when dice % 15 < 6 then 'job'
            when dice % 15 < 9 then 'active'
            else 'other'
        end as cause_group,
        case when is_exit then (dice // 64) % 1500 end::bigint as stay_days,
        case when is_exit then 1 + (dice // 32) % 365 end::bigint as exit_day,
        case when is_exit and dice % 3 = 0 then (dice // 128) % 400 end::bigint as days_to_start,
        case when is_exit and dice % 15 < 6 then (dice // 64) % 1500 end::bigint as days_to_job,
        case when is_exit then ['K0', 'K1', 'K2|K3', 'K0|K4'][1 + (dice // 16) % 4] end as qualifications,
        not is_exit as is_open_on_date, dice % 4 = 0 as first_start_in_year, dice % 5 = 0 as employed_in_year
    from (
        select
            i, {codes} as codes, (hash(i * 2 + {seed}) >> 20)::bigint as dice,
            hash(i * 2 + 1 + {seed}) % 20 < 9 as is_exit
        from range({first}, {last}) as numbers(i)
    )
"""
_PLACEMENTS = """
    select
        {year}::bigint as year, 'data/raw/{year}/hospitering.csv##' || (i + 2) as row_id,
        'H' || i as placement_id, 'L' || (i * 5 // 2) as spell_id, 'S' || (i % 1000003) as partner_id,
        ['HOSPITERING', 'ARBEIDSPRAKSIS', 'JOBB'][1 + dice % 3] as placement_type,
        dice % 10 > 0 as has_follow_up, dice % 7 > 0 as overlaps_year, dice % 14 = 0 as overlaps_on_date
    from (select i, (hash(i + {seed}) >> 20)::bigint as dice from range({first}, {last}) as numbers(i))
"""


def make(root: Root, spells: int, seed: int = 1) -> None:
    """Write the clean tables of `YEAR`: so many spells, two placements for each five, and providers."""
    folder = root.clean(YEAR)
    folder.mkdir(parents=True, exist_ok=True)
    providers = max(3, spells // SPELLS_A_PROVIDER)
    facts = {
        "year": YEAR,
        "providers": providers,
        "seed": seed,
        "codes": [code.code for code in load().codes["end_causes"]],
    }
    with duckdb.connect(config=SETTINGS) as connection:
        connection.execute("set enable_progress_bar = false")
        for name, rows, source in (("spells", spells, _SPELLS), ("placements", spells * 2 // 5, _PLACEMENTS)):
            (folder / name).mkdir(exist_ok=True)
            for part, first in enumerate(range(0, rows, PART)):
                query = source.format(first=first, last=min(rows, first + PART), **facts)
                file = folder / name / f"part_{part:04d}.parquet"
                connection.sql(query).write_parquet(str(file), compression="zstd")
    numbers = np.arange(providers)
    known = load().codes["counties"]
    counties = [code.code for code in known]
    drawn = pd.DataFrame(
        {
            "year": YEAR,
            "row_id": [f"data/raw/{YEAR}/tiltaksarrangor.csv##{number + 2}" for number in numbers],
            "provider_id": [f"A{number}" for number in numbers],
            "association": "BEGGE",
            "county": [counties[number % len(counties)] for number in numbers],
        }
    )
    drawn.to_parquet(folder / "providers.parquet", index=False)
    drawn[["year", "row_id", "provider_id"]].to_parquet(folder / "provider_years.parquet", index=False)
    tables = ("providers", "provider_years", "spells", "placements")
    deliveries = [(provider, table, True) for provider in drawn["provider_id"] for table in tables]
    table = pd.DataFrame(deliveries, columns=["provider_id", "table", "delivered"])
    table.to_parquet(folder / "deliveries.parquet", index=False)
