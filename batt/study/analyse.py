"""Compute what a study's data allow, as tables."""

from dataclasses import dataclass

import pandas as pd

from batt.indicators._formulas import wilson_interval
from batt.registry.load import load
from batt.relationships import describe_duration
from batt.relationships.tables import band_table, curve_table, duration_table
from batt.study.compare import comparison_tables
from batt.study.incidence import incidence, shortcut, steps
from batt.study.incidence_bands import with_bands
from batt.study.map import MappedStudy
from batt.study.model import STILL_IN, Study
from batt.study.survey import item_tables


@dataclass(frozen=True)
class StudyResults:
    """A study's tables by name. Only those are there that its data allow.

    ``accounting``
        One row per fate of rows: ``fate, rows``.
    ``fates``
        One row per received row: ``source_row, reason``.
    ``spells``
        One row per row used, in our fields.
    ``readings``
        One row per stated reading of the data: ``reading, rows``.
    ``background``
        One row per background field: ``field, n, mean, sd``.
    ``job_share``
        One row per group of persons: ``kind`` (all, gender, provider), ``unit, jobs_n, persons_n, share,
        low, high`` (Wilson, 95 %).
    ``duration``, ``duration_curve``, ``duration_bands``
        As `batt.relationships.tables` describes them.
    ``cumulative_incidence``, ``cumulative_incidence_steps``, ``shortcut``
        As `batt.study.incidence` describes them, the first two with the simultaneous bands of
        `batt.study.incidence_bands`.
    ``item_answers``, ``item_means``, ``scale_reliability``
        As `batt.study.survey` describes them.
    ``findings`` and others
        As `batt.study.compare` describes them.
    """

    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def __contains__(self, name: str) -> bool:
        return name in self.tables


def analyse(study: Study, mapped: MappedStudy) -> StudyResults:
    """Compute everything that a study's data allow.

    Exposure and job give the duration description, time and exits the cumulative incidence, job alone its
    share, with providers also by provider; items give profiles and reliability. Comparisons hold groups
    against each other in whatever of these there is.
    """
    spells = mapped.spells
    tables = {
        "accounting": mapped.accounting(),
        "fates": mapped.fates,
        "spells": spells,
        "readings": pd.DataFrame({"reading": ["none_marked"], "rows": [mapped.unmarked_n]}),
    }
    if study.background:
        tables["background"] = _background(study, spells)
    if study.job:
        tables["job_share"] = _job_shares(study, spells)
    if study.exposure and study.job:
        tables |= _duration(study, spells)
    if study.time and study.exits:
        curves = with_bands(study, spells, incidence(study, spells))
        tables |= {
            "cumulative_incidence": curves,
            "cumulative_incidence_steps": steps(curves),
            "shortcut": shortcut(study, spells),
        }
    if study.items:
        tables |= item_tables(study, study.items, spells)
    return StudyResults(tables | comparison_tables(study, spells))


def _duration(study: Study, spells: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Describe the share with a job by exposure among those who left."""
    leavers = spells[spells["cause"].ne(STILL_IN)] if study.exits else spells
    described = describe_duration(
        leavers,
        programme=study.programme.constant if study.programme else study.name,
        exposure="exposure",
        unit=study.exposure.unit.en if study.exposure else "",
        job="is_job",
        cluster="provider_id" if study.provider else None,
    )
    return {
        "duration": duration_table([described]),
        "duration_curve": curve_table([described]),
        "duration_bands": band_table([described]),
    }


def _job_shares(study: Study, spells: pd.DataFrame) -> pd.DataFrame:
    """Return the share with a job for all, by gender and by provider."""
    known = spells[spells["is_job"].notna()].assign(all="all")
    parts = [_shares(known, "all", ["all"])]
    gender = study.background.get("gender")
    if gender and not gender.constant:
        parts.append(_shares(known, "gender", [code.code for code in load().codes["genders"]]))
    if study.provider:
        # Largest first: an order that ranks nobody.
        sizes = known["provider_id"].value_counts(sort=False).sort_index()
        parts.append(
            _shares(known, "provider_id", list(sizes.sort_values(ascending=False, kind="stable").index))
        )
    return pd.concat(parts, ignore_index=True)


def _shares(known: pd.DataFrame, by: str, order: list[str]) -> pd.DataFrame:
    """Count jobs by group, with Wilson's interval."""
    grouped = known.groupby(by)["is_job"]
    counted = pd.DataFrame({"jobs_n": grouped.sum().astype("int64"), "persons_n": grouped.size()})
    counted = counted.loc[[unit for unit in order if unit in counted.index]]
    low, high = wilson_interval(counted["jobs_n"], counted["persons_n"])
    share = counted["jobs_n"] / counted["persons_n"]
    units = pd.DataFrame({"kind": by.removesuffix("_id"), "unit": counted.index.astype("str")})
    numbers = counted.assign(share=share, low=low, high=high).reset_index(drop=True)
    return pd.concat([units, numbers], axis=1)


def _background(study: Study, spells: pd.DataFrame) -> pd.DataFrame:
    """Describe the numeric background of the persons used."""
    rows = []
    for name, one in study.background.items():
        if name == "gender" or one.constant:
            continue
        known = spells[name].dropna()
        rows.append((name, len(known), known.mean(), known.std()))
    return pd.DataFrame(rows, columns=["field", "n", "mean", "sd"])
