"""Run the stage: every comparison of a year, saved as one table each."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from batt.comparisons.adjusted import adjusted_table, fit_models
from batt.comparisons.benchmarks import benchmark_table, leaders_table
from batt.comparisons.best_practice import best_practice
from batt.comparisons.case_mix import case_mix_rows, coefficient_table
from batt.comparisons.change import changes
from batt.comparisons.fair_figures import fair_figures
from batt.comparisons.false_alarms import false_alarms
from batt.comparisons.funnel import Funnels, funnels
from batt.comparisons.history_cells import history_cells
from batt.comparisons.indikator_no import crosswalk
from batt.comparisons.joint_state import joint_states
from batt.comparisons.lineage import histories
from batt.comparisons.multiplicity import adjust_family
from batt.comparisons.national_change import national_changes, strata_sums
from batt.comparisons.nav_severity import nav_severity
from batt.comparisons.nearest_peers import nearest_peers, peer_distances, peer_profiles
from batt.comparisons.newsletter import newsletter_agreement, newsletter_table
from batt.comparisons.open_readings import open_readings
from batt.comparisons.partners_per_100 import partners_per_100
from batt.comparisons.peer_groups import peer_groups
from batt.comparisons.ranks import rank_table
from batt.comparisons.regression_to_mean import regression_to_mean
from batt.comparisons.sensitivity import sensitivity
from batt.comparisons.shrinkage import shrinkage_table
from batt.comparisons.targets import target_tables
from batt.comparisons.trend import trends
from batt.comparisons.variance_explained import variance_explained
from batt.comparisons.year_data import YearData, read_year_data
from batt.errors import ContentError, Problem
from batt.paths import Root
from batt.registry import Options

Tables = dict[str, pd.DataFrame]


def run(root: Root, year: int, options: Options | None = None) -> Tables:
    """Compare the providers of a year, and save each table under its name.

    Parameters
    ----------
    root
        ``year`` must have been cleaned and computed; earlier years are used as far as they have been.
    options
        The readings with which the indicators were computed; the defaults when left out.

    Returns
    -------
    dict
        Name → table, as saved in ``data/processed/comparisons/<year>/<name>.parquet``. ``problems`` lists
        what in the received lineage and targets could not be used; the rest goes on without it.
    """
    past = [one for one in root.raw_years() if one <= year and root.indicators(one).exists()]
    years = {one: read_year_data(root, one) for one in past}
    tables = compare(years, year, options or Options())
    folder = root.comparisons(year)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    return tables


def load(root: Root, year: int) -> Tables:
    """Read the saved tables of a year by name."""
    return {file.stem: pd.read_parquet(file) for file in sorted(root.comparisons(year).glob("*.parquet"))}


def compare(years: Mapping[int, YearData], year: int, options: Options) -> Tables:
    """Return every comparison of ``year``, given that year and those before it."""
    years, problems = _with_histories(years)
    now, before = years[year], years.get(year - 1)
    funnel_now = funnels(now.cells, now.exposure)
    funnel_before = funnels(before.cells, before.exposure) if before else None
    fair = _fair(years, year)
    return {
        **_standing(now, before),
        **_funnel_tables(funnel_now),
        **_change_tables(years, now, before, funnel_now, funnel_before),
        **fair,
        **_target_tables(now, problems),
        **_reading_tables(years, now, options, fair["fair_figures"]),
        "problems": pd.DataFrame({"problem": [str(problem) for problem in problems]}, dtype="str"),
    }


def _with_histories(years: Mapping[int, YearData]) -> tuple[dict[int, YearData], list[Problem]]:
    """Put the cells of every year under the identifier of each provider's history.

    A lineage that contradicts itself is told and left out: every provider then is its own history.
    """
    lineage = [
        data.tables["provider_lineage"] for data in years.values() if "provider_lineage" in data.tables
    ]
    if not lineage:
        return dict(years), []
    seen = [data.tables["providers"][["provider_id"]].assign(year=year) for year, data in years.items()]
    try:
        known = histories(pd.concat(lineage, ignore_index=True), pd.concat(seen, ignore_index=True))
    except ContentError as error:
        return dict(years), error.problems
    newest = max(years)
    under = {
        # The year reported on keeps the providers as they were; only years before it follow the lineage.
        year: data if year == newest else replace(data, cells=history_cells(data.cells, known))
        for year, data in years.items()
    }
    return under, []


def _standing(now: YearData, before: YearData | None) -> Tables:
    cells = _with_partners_per_100(now)
    previous = _with_partners_per_100(before) if before else None
    newsletter = newsletter_table(now.cells)
    return {
        "benchmarks": benchmark_table(cells, peer_groups(now.activity), previous),
        "leaders": leaders_table(cells),
        "ranks": rank_table(cells),
        "shrinkage": shrinkage_table(cells),
        "newsletter": newsletter,
        "newsletter_agreement": newsletter_agreement(newsletter),
    }


def _with_partners_per_100(data: YearData) -> pd.DataFrame:
    return pd.concat([data.cells, partners_per_100(data.cells, data.activity)], ignore_index=True)


def _funnel_tables(funnel: Funnels) -> Tables:
    return {
        "funnel_cells": adjust_family(funnel.cells),
        "funnel_groups": funnel.groups,
        "funnel_curves": funnel.curve,
        "false_alarms": false_alarms(funnel.cells),
    }


def _change_tables(
    years: Mapping[int, YearData],
    now: YearData,
    before: YearData | None,
    funnel_now: Funnels,
    funnel_before: Funnels | None,
) -> Tables:
    cells = pd.concat([data.cells for data in years.values()], ignore_index=True)
    exposure = pd.concat([data.exposure for data in years.values()], ignore_index=True)
    tables = {"trends": trends(cells, exposure)}
    if before is None or funnel_before is None:
        return tables
    changed = changes(now.cells, before.cells, now.exposure, before.exposure)
    return tables | {
        "changes": changed.cells,
        "change_groups": changed.groups,
        "joint_states": joint_states(funnel_now.cells, changed.cells),
        "regression_to_mean": regression_to_mean(funnel_now, funnel_before),
        "national_changes": national_changes(_strata(now), _strata(before), _rule_facts(now, before)),
    }


def _strata(data: YearData) -> pd.DataFrame:
    return strata_sums(data.units, data.tables["spells"][["row_id", "age_group"]])


def _rule_facts(now: YearData, before: YearData) -> pd.DataFrame:
    """Return one row per indicator: ``indicator, scale, unit``, and whether its rule version changed."""
    facts = [
        data.values.groupby("indicator", as_index=False)[["scale", "unit", "rule_version"]].first()
        for data in (now, before)
    ]
    both = facts[0].merge(
        facts[1][["indicator", "rule_version"]],
        on="indicator",
        suffixes=("", "_before"),
        validate="one_to_one",
    )
    changed = both["rule_version"] != both["rule_version_before"]
    return both.assign(rule_changed=changed)[["indicator", "scale", "unit", "rule_changed"]]


def _fair(years: Mapping[int, YearData], year: int) -> Tables:
    now = years[year]
    parts = [
        case_mix_rows(
            data.units, data.tables["spells"], data.tables["providers"], data.tables.get("labour_market")
        )
        for data in years.values()
    ]
    rows = pd.concat(parts, ignore_index=True)
    models = fit_models(rows)
    severity = nav_severity(now.units, now.tables.get("answers_nav"), year)
    adjusted = adjusted_table(models, rows, year)
    return {
        "adjusted": adjusted,
        "case_mix_coefficients": pd.concat([coefficient_table(model) for model in models], ignore_index=True),
        "variance_explained": variance_explained(models, rows, year),
        "nav_severity": severity.providers,
        "nav_severity_components": severity.components,
        "fair_figures": fair_figures(shrinkage_table(now.cells), now.cells, adjusted),
    }


def _target_tables(now: YearData, problems: list[Problem]) -> Tables:
    if "targets" not in now.tables:
        return {}
    found = target_tables(now.tables["targets"], now.values, now.tables["providers"])
    problems.extend(found.problems)
    return {
        "target_attainment": found.attainment,
        "targets_left_out": found.left_out,
        "target_audit": found.audit,
    }


def _reading_tables(
    years: Mapping[int, YearData], now: YearData, options: Options, fair: pd.DataFrame
) -> Tables:
    two_years = [data for year, data in years.items() if now.year - 1 <= year <= now.year]
    runs = pd.concat(
        [open_readings(data.tables, data.deliveries, data.year, options) for data in two_years],
        ignore_index=True,
    )
    compared = sensitivity(runs.loc[runs["year"] == now.year])
    profiles = peer_profiles(
        now.tables["providers"], now.activity, now.tables["spells"], now.tables.get("labour_market")
    )
    before = [
        fair_figures(shrinkage_table(data.cells), data.cells) for data in two_years if data.year != now.year
    ]
    national = runs.loc[runs["option"] == "in_force", ["year", "indicator", "programme", "national_value"]]
    return {
        "readings": compared.panel,
        "readings_hanging": compared.hanging,
        "indikator_no": crosswalk(now.values, now.tables.get("indikator_no"), now.year),
        "best_practice": best_practice(
            pd.concat([fair, *before], ignore_index=True), national.drop_duplicates(), runs, now.year
        ),
        "nearest_peers": nearest_peers(peer_distances(profiles), fair),
    }
