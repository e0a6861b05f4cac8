"""The thirteen indicators as one would write them by hand in pandas and in Polars, for bench_indicators.py.

Each returns numerator, denominator and value by provider, county, country and programme, with the default
readings and every table delivered by every provider: no interval, no status, no check, and no way back from a
number to its rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import polars as pl

JOBS = [f"F{number}" for number in range(1, 7)]
WITH_EXITS = ["AVKL", "APS", "KIA", "AB"]
PRACTICE = ["HOSPITERING", "ARBEIDSPRAKSIS"]
QUESTIONS = [f"health_q{number}" for number in range(1, 7)]
COLUMNS = {
    "providers": ["provider_id", "county"],
    "spells": [
        "spell_id", "participant_id", "provider_id", "programme", "is_exit", "end_cause", "cause_group",
        "stay_days", "days_to_start", "days_to_job", "qualifications",
    ],
    "placements": ["spell_id", "partner_id", "placement_type", "has_follow_up", "overlaps_year"],
    "partners": ["partner_id", "provider_id", "firm_id", "is_written"],
    "staff": ["staff_id", "provider_id", "role", "is_in_rehabilitation"],
    "training": ["staff_id", "minutes", "is_paid_time"],
    "answers_nav": ["provider_id", *(f"n{number}" for number in range(1, 10))],
    "answers_user": ["provider_id", "programme", "scale_points", *(f"u{number}" for number in range(1, 9))],
    "answers_staff": ["provider_id", *(f"e{number}" for number in range(1, 10))],
    "provider_years": ["provider_id", *QUESTIONS[:4]],
    "provider_programme_years": ["provider_id", "programme", *QUESTIONS[4:]],
}  # fmt: skip
"""What the indicators need of each table."""
KEYS = ["provider_id", "programme"]


def in_pandas(folder: Path) -> pd.DataFrame:
    """Return a year's figures, from Parquet files, by plain pandas."""
    t = {name: pd.read_parquet(folder / f"{name}.parquet", columns=own) for name, own in COLUMNS.items()}
    spells = t["spells"]
    exits = spells[spells["is_exit"] & spells["programme"].isin(WITH_EXITS)].assign(w=1)
    from_ab = exits[exits["programme"] == "AB"]
    used = t["placements"]["overlaps_year"] & t["placements"]["placement_type"].isin(PRACTICE)
    placed = t["placements"].loc[used & t["placements"]["has_follow_up"].fillna(False), "spell_id"]
    people = (
        spells.assign(x=spells["spell_id"].isin(placed))
        .groupby(["participant_id", *KEYS], sort=False)["x"]
        .max()
    )
    training = t["training"][t["training"]["is_paid_time"].fillna(False)]
    minutes = training.groupby("staff_id", sort=False)["minutes"].sum()
    is_staff = t["staff"]["is_in_rehabilitation"].fillna(False) & (t["staff"]["role"] != "PRODUKSJON")
    staff = t["staff"][is_staff].assign(programme="ALL", w=1)
    partners = t["partners"].assign(
        used=t["partners"]["partner_id"].isin(t["placements"].loc[used, "partner_id"]),
        written=t["partners"]["is_written"].fillna(False),
    )
    firms = partners.groupby(["provider_id", "firm_id"], sort=False)[["used", "written"]].max()
    firms = firms[firms["used"] & firms["written"]].reset_index().assign(x=1, w=0)
    forms = (
        t["provider_programme_years"].merge(t["provider_years"], on="provider_id").dropna(subset=QUESTIONS)
    )
    has_start, has_job = (from_ab[name].fillna(-1) >= 0 for name in ("days_to_start", "days_to_job"))
    has_job &= from_ab["end_cause"].isin(JOBS)
    user = t["answers_user"][t["answers_user"]["scale_points"].fillna(6) == 6]
    units = {
        "i01": _mean_in_pandas(t["answers_nav"].assign(programme="ALL"), "n", 9),
        "i02": _mean_in_pandas(user, "u", 8),
        "i03": _mean_in_pandas(t["answers_staff"].assign(programme="ALL"), "e", 9),
        "i04": staff.assign(x=staff["staff_id"].map(minutes).fillna(0) / 450),
        "i05": pd.concat([firms, t["providers"].assign(x=0, w=1)]).assign(programme="ALL"),
        "i06": people.reset_index().assign(w=1),
        "i07": forms.assign(x=forms[QUESTIONS].sum(axis=1), w=6),
        "i08": exits.assign(x=exits["end_cause"].isin(JOBS)),
        "i09": exits.assign(x=exits["cause_group"] == "active"),
        "i10": exits.assign(x=exits["stay_days"] / 7),
        "i11": exits[exits["programme"] == "KIA"].assign(
            x=lambda kia: kia["qualifications"].str.contains("K[1-4]").fillna(False)
        ),
        "i12": from_ab[has_start].assign(x=lambda rows: rows["days_to_start"] / 7),
        "i13": from_ab[has_job].assign(x=lambda rows: rows["days_to_job"] / 7),
    }
    sums = pd.concat(
        {name: rows.groupby(KEYS)[["x", "w"]].sum() for name, rows in units.items()}, names=["indicator"]
    )
    own = sums.reset_index().merge(t["providers"], on="provider_id").astype({"x": float, "w": float})
    place = ["unit_id", "programme", "indicator"]
    levels = [own["provider_id"], own["county"], "NO"]
    whole = pd.concat([own.assign(unit_id=level).groupby(place)[["x", "w"]].sum() for level in levels])
    return whole.assign(value=whole["x"] / whole["w"]).reset_index()


def _mean_in_pandas(answers: pd.DataFrame, prefix: str, n: int) -> pd.DataFrame:
    scores = answers[[f"{prefix}{number}" for number in range(1, n + 1)]]
    scores = scores.where((scores >= 1) & (scores <= 6))
    return answers.assign(x=scores.sum(axis=1), w=scores.notna().sum(axis=1)).query("w > 0")


def in_polars(folder: Path) -> "pl.DataFrame":
    """Return a year's figures, from Parquet files, by Polars' lazy frames."""
    import polars as pl

    col, one, own = pl.col, pl.lit(1), pl.col("programme")
    t = {name: pl.scan_parquet(folder / f"{name}.parquet").select(needed) for name, needed in COLUMNS.items()}
    exits = t["spells"].filter(col("is_exit"), col("programme").is_in(WITH_EXITS))
    from_ab = exits.filter(col("programme") == "AB")
    used = t["placements"].filter(col("overlaps_year"), col("placement_type").is_in(PRACTICE))
    placed = used.filter(col("has_follow_up")).select("spell_id").unique().with_columns(x=one)
    people = (
        t["spells"]
        .join(placed, on="spell_id", how="left")
        .group_by("participant_id", *KEYS)
        .agg(col("x").max())
    )
    minutes = t["training"].filter(col("is_paid_time")).group_by("staff_id").agg(x=col("minutes").sum() / 450)
    staff = t["staff"].filter(col("is_in_rehabilitation"), col("role") != "PRODUKSJON")
    used = used.select("partner_id").unique().with_columns(used=pl.lit(True))
    firms = (
        t["partners"]
        .join(used, on="partner_id", how="left")
        .group_by("provider_id", "firm_id")
        .agg(col("used", "is_written").max())
        .filter(col("used"), col("is_written"))
    )
    forms = t["provider_programme_years"].join(t["provider_years"], on="provider_id").drop_nulls(QUESTIONS)
    has_job = (col("days_to_job") >= 0) & col("end_cause").is_in(JOBS)
    user = t["answers_user"].filter(col("scale_points").fill_null(6) == 6)
    provider = col("provider_id")

    def units(rows: "pl.LazyFrame", x: "pl.Expr", w: "pl.Expr" = one, programme: "pl.Expr" = own):
        return rows.select(
            provider, programme=programme, x=x.cast(pl.Float64).fill_null(0), w=w.cast(pl.Float64)
        )

    def mean(answers: "pl.LazyFrame", prefix: str, n: int, programme: "pl.Expr") -> "pl.LazyFrame":
        fields = [f"{prefix}{number}" for number in range(1, n + 1)]
        valid = [pl.when(col(field).is_between(1, 6)).then(col(field)) for field in fields]
        counts = pl.sum_horizontal(score.is_not_null() for score in valid)
        return units(answers, pl.sum_horizontal(valid), counts, programme).filter(col("w") > 0)

    whole = pl.lit("ALL")
    named = {
        "i01": mean(t["answers_nav"], "n", 9, whole),
        "i02": mean(user, "u", 8, own),
        "i03": mean(t["answers_staff"], "e", 9, whole),
        "i04": units(staff.join(minutes, on="staff_id", how="left"), col("x"), programme=whole),
        "i05": pl.concat(
            [units(firms, one, pl.lit(0), whole), units(t["providers"], pl.lit(0), programme=whole)]
        ),
        "i06": units(people, col("x")),
        "i07": units(forms, pl.sum_horizontal(QUESTIONS), pl.lit(6)),
        "i08": units(exits, col("end_cause").is_in(JOBS)),
        "i09": units(exits, col("cause_group") == "active"),
        "i10": units(exits, col("stay_days") / 7),
        "i11": units(exits.filter(col("programme") == "KIA"), col("qualifications").str.contains("K[1-4]")),
        "i12": units(from_ab.filter(col("days_to_start") >= 0), col("days_to_start") / 7),
        "i13": units(from_ab.filter(has_job), col("days_to_job") / 7),
    }
    sums = pl.concat(
        rows.group_by(KEYS).agg(col("x", "w").sum()).with_columns(indicator=pl.lit(name))
        for name, rows in named.items()
    ).join(t["providers"], on="provider_id")
    place = ["unit_id", "programme", "indicator"]
    levels = (
        sums.with_columns(unit_id=level).group_by(place).agg(col("x", "w").sum())
        for level in (provider, col("county"), pl.lit("NO"))
    )
    return pl.concat(levels).with_columns(value=col("x") / col("w")).collect()


PEERS: dict[str, Callable[[Path], object]] = {"plain pandas": in_pandas, "Polars": in_polars}
