"""Every comparison of a year, among all providers' cells or among some of them."""

import pandas as pd

from batt.comparisons.adjusted import adjusted_table
from batt.comparisons.among import is_among
from batt.comparisons.basis import Basis
from batt.comparisons.benchmarks import benchmark_table, leaders_table
from batt.comparisons.best_practice import best_practice
from batt.comparisons.case_mix import coefficient_table
from batt.comparisons.change import changes
from batt.comparisons.county_standing import county_standings
from batt.comparisons.fair_figures import fair_figures
from batt.comparisons.false_alarms import false_alarms
from batt.comparisons.funnel import Centres, Funnels, funnels
from batt.comparisons.indikator_no import crosswalk
from batt.comparisons.joint_state import joint_states
from batt.comparisons.multiplicity import adjust_family
from batt.comparisons.national_change import national_changes, strata_sums
from batt.comparisons.nearest_peers import nearest_peers, peer_distances, peer_profiles
from batt.comparisons.newsletter import JOBS, newsletter_agreement, newsletter_table
from batt.comparisons.partners_per_100 import partners_per_100
from batt.comparisons.peer_groups import peer_groups
from batt.comparisons.ranks import rank_table
from batt.comparisons.regression_to_mean import regression_to_mean
from batt.comparisons.sensitivity import sensitivity
from batt.comparisons.shrinkage import shrinkage_table
from batt.comparisons.targets import target_tables
from batt.comparisons.trend import trends
from batt.comparisons.variance_explained import variance_explained
from batt.comparisons.year_data import YearData
from batt.indicators.open_readings import with_mean_of_providers

Tables = dict[str, pd.DataFrame]
Years = dict[int, YearData]


def compare(basis: Basis, chosen: pd.DataFrame | None = None, country: pd.DataFrame | None = None) -> Tables:
    """Return every comparison of the year.

    Parameters
    ----------
    basis
        The years, with what is estimated from all their rows.
    chosen
        One row per year, indicator, programme and provider: the cells that take part; None for all. What
        compares providers with each other – ranks, funnels, means of providers, shrinkage – then knows of
        these alone. Models of single exits, office effects, and the figures of counties and the country
        always rest on everybody.
    country
        With `chosen`: the country's figures that these cells are held against, one row per year, indicator
        and programme with ``value``. Those left out may differ from the rest, so a mean of the chosen would
        be none of the country.

    Returns
    -------
    dict of DataFrame
        Name → table; each function's docstring says what is in its table. ``problems`` lists what in the
        received lineage and targets could not be used.
    """
    years = basis.among(chosen)
    now, before = years[basis.year], years.get(basis.year - 1)
    centres = {year: _centres(country, year) for year in years}
    funnel_now = funnels(now.cells, now.exposure, centres[now.year])
    funnel_before = funnels(before.cells, before.exposure, centres[before.year]) if before else None
    fair = _fair(basis, now, chosen, centres[now.year])
    targets, problems = _target_tables(basis)
    told = [str(problem) for problem in (*basis.problems, *problems)]
    return {
        **_standing(now, before, basis.now, centres[now.year]),
        **_funnel_tables(funnel_now),
        **_change_tables(basis, years, funnel_now, funnel_before),
        **fair,
        **targets,
        "county_standings": county_standings(basis.now.units, basis.now.tables["providers"]),
        **_reading_tables(basis, years, fair["fair_figures"], chosen, centres),
        "problems": pd.DataFrame({"problem": told}, dtype="str"),
    }


def _centres(country: pd.DataFrame | None, year: int) -> dict[tuple[str, str], float] | None:
    """Return the country's value of each indicator and programme of a year; None where the cells are all."""
    if country is None:
        return None
    rows = country.loc[(country["year"] == year) & country["value"].notna()]
    pairs = zip(rows["indicator"], rows["programme"], strict=True)
    return dict(zip(pairs, rows["value"].astype("float64"), strict=True))


def _standing(now: YearData, before: YearData | None, complete: YearData, centres: Centres | None) -> Tables:
    cells = _with_partners_per_100(now)
    previous = _with_partners_per_100(before) if before else None
    left_out = complete.cells.loc[~is_among(complete.cells, now.cells)]
    in_part = left_out.loc[left_out["indicator"] == JOBS, "provider_id"].unique()
    newsletter = newsletter_table(now.cells, in_part)
    return {
        "benchmarks": benchmark_table(cells, peer_groups(now.activity), previous),
        "leaders": leaders_table(cells),
        "ranks": rank_table(cells),
        "shrinkage": shrinkage_table(cells, centres=centres),
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


def _change_tables(basis: Basis, years: Years, funnel_now: Funnels, funnel_before: Funnels | None) -> Tables:
    now, before = years[basis.year], years.get(basis.year - 1)
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
        "national_changes": national_changes(year_strata(now), year_strata(before), _rule_facts(now, before)),
    }


def year_strata(data: YearData) -> pd.DataFrame:
    """Return a year's counted units by provider, programme and age group (`strata_sums`)."""
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


def _fair(basis: Basis, now: YearData, chosen: pd.DataFrame | None, centres: Centres | None) -> Tables:
    adjusted = adjusted_table(basis.models, basis.case_mix, basis.year, chosen)
    severity = basis.severity.providers
    surveyed = now.cells.loc[now.cells["indicator"] == "i01", "provider_id"]
    return {
        "adjusted": adjusted,
        "case_mix_coefficients": pd.concat(
            [coefficient_table(model) for model in basis.models], ignore_index=True
        ),
        "variance_explained": variance_explained(basis.models, basis.case_mix, basis.year),
        "nav_severity": severity.loc[severity["provider_id"].isin(surveyed)].reset_index(drop=True),
        "nav_severity_components": basis.severity.components,
        "fair_figures": fair_figures(
            shrinkage_table(now.cells, centres=centres), now.cells, adjusted, centres=centres
        ),
    }


def _target_tables(basis: Basis) -> tuple[Tables, tuple]:
    now = basis.now
    if "targets" not in now.tables:
        return {}, ()
    found = target_tables(now.tables["targets"], now.values, now.tables["providers"])
    tables = {
        "target_attainment": found.attainment,
        "targets_left_out": found.left_out,
        "target_audit": found.audit,
    }
    return tables, found.problems


def _reading_tables(
    basis: Basis,
    years: Years,
    fair: pd.DataFrame,
    chosen: pd.DataFrame | None,
    centres: dict[int, dict[tuple[str, str], float] | None],
) -> Tables:
    runs, now = basis.readings, years[basis.year]
    if chosen is not None:
        runs = _of_these(runs.loc[is_among(runs, chosen)], basis.options.national_mean)
    compared = sensitivity(runs.loc[runs["year"] == basis.year])
    profiles = peer_profiles(
        now.tables["providers"], now.activity, now.tables["spells"], now.tables.get("labour_market")
    )
    before = [
        fair_figures(shrinkage_table(data.cells, centres=centres[data.year]), data.cells)
        for data in years.values()
        if data.year == basis.year - 1
    ]
    national = runs.loc[runs["option"] == "in_force", ["year", "indicator", "programme", "national_value"]]
    return {
        "reading_runs": basis.readings,
        "readings": compared.panel,
        "readings_hanging": compared.hanging,
        "indikator_no": crosswalk(now.values, now.tables.get("indikator_no"), now.year),
        "best_practice": best_practice(
            pd.concat([fair, *before], ignore_index=True), national.drop_duplicates(), runs, basis.year
        ),
        "nearest_peers": nearest_peers(peer_distances(profiles), fair),
    }


def _of_these(runs: pd.DataFrame, in_force: str) -> pd.DataFrame:
    """Return the readings of some providers; a mean of providers then is the mean of these."""
    is_other = runs["option"] == "national_mean"
    is_mean = (is_other & (runs["choice"] == "providers")) | (~is_other & (in_force == "providers"))
    readings = runs.loc[is_mean].groupby(["year", "option", "choice"])
    means = [with_mean_of_providers(part) for _, part in readings]
    return pd.concat([runs.loc[~is_mean], *means], ignore_index=True)
