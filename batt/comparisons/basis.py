"""What the comparisons of a year rest on: rows, models and readings, all providers in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from batt.clean import histories
from batt.comparisons.adjusted import fit_models
from batt.comparisons.among import is_among
from batt.comparisons.case_mix import CaseMixModel, case_mix_rows
from batt.comparisons.history_cells import history_cells
from batt.comparisons.nav_severity import NavSeverity, nav_severity
from batt.comparisons.year_data import YearData, read_year_data
from batt.errors import ContentError, Problem
from batt.indicators import load_breakdown
from batt.paths import Root
from batt.registry import Options


@dataclass(frozen=True)
class Basis:
    """A year and those before it, with what is estimated from all their rows.

    Attributes
    ----------
    year, options
        The year compared, and the readings in force.
    years
        Every computed year up to it.
    histories
        One row per provider × year with its ``history_id``; None where no lineage has been received or it
        contradicts itself.
    case_mix, models
        One row per indicator and exit, and the models fitted on them.
    severity
        The offices behind the NAV survey.
    readings
        One row per year, open reading, provider, indicator and programme, this year and the last
        (`batt.indicators.open_readings`).
    problems
        What is wrong with the received lineage.
    """

    year: int
    options: Options
    years: Mapping[int, YearData]
    histories: pd.DataFrame | None
    case_mix: pd.DataFrame
    models: list[CaseMixModel]
    severity: NavSeverity
    readings: pd.DataFrame
    problems: tuple[Problem, ...] = ()

    @property
    def now(self) -> YearData:
        return self.years[self.year]

    @property
    def before(self) -> YearData | None:
        return self.years.get(self.year - 1)

    def among(self, chosen: pd.DataFrame | None) -> dict[int, YearData]:
        """Return the years with the cells that take part, earlier years under their history's identifier.

        Parameters
        ----------
        chosen
            One row per year, indicator, programme and provider: cells that take part; None for all. A cell
            that several providers became takes part when all their cells do.
        """
        return {year: self._restricted(data, chosen) for year, data in self.years.items()}

    def _restricted(self, data: YearData, chosen: pd.DataFrame | None) -> YearData:
        left_out = data.cells.iloc[:0] if chosen is None else data.cells.loc[~is_among(data.cells, chosen)]
        # The year reported on keeps the providers as they were; only years before it follow the lineage.
        if self.histories is None or data.year == self.year:
            cells, exposure = data.cells, data.exposure
        else:
            cells, left_out = (history_cells(part, self.histories) for part in (data.cells, left_out))
            exposure = _under_histories(data.exposure, self.histories)
        kept = cells.loc[~is_among(cells, left_out)].reset_index(drop=True)
        return replace(data, cells=kept, exposure=exposure)


def read_basis(root: Root, year: int, options: Options) -> Basis:
    """Read the computed years up to `year`, and estimate what comparisons rest on."""
    past = root.computed_years(year)
    readings = [load_breakdown(root, one, "open_readings") for one in past if one >= year - 1]
    years = {one: read_year_data(root, one) for one in past}
    return make_basis(years, year, options, pd.concat(readings, ignore_index=True))


def make_basis(years: Mapping[int, YearData], year: int, options: Options, readings: pd.DataFrame) -> Basis:
    """Estimate from all rows of the years what the comparisons of `year` rest on."""
    known, problems = _histories(years)
    rows = pd.concat([_case_mix(data) for data in years.values()], ignore_index=True)
    now = years[year]
    return Basis(
        year=year,
        options=options,
        years=years,
        histories=known,
        case_mix=rows,
        models=fit_models(rows),
        severity=nav_severity(now.units, now.tables.get("answers_nav"), year),
        readings=readings,
        problems=tuple(problems),
    )


def _histories(years: Mapping[int, YearData]) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Return who became whom; where the lineage contradicts itself, what is wrong instead."""
    tables = [data.tables["provider_lineage"] for data in years.values() if "provider_lineage" in data.tables]
    if not tables:
        return None, []
    seen = [data.tables["providers"][["provider_id"]].assign(year=year) for year, data in years.items()]
    try:
        return histories(pd.concat(tables, ignore_index=True), pd.concat(seen, ignore_index=True)), []
    except ContentError as error:
        return None, error.problems


def _under_histories(exposure: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    links = known[["provider_id", "year", "history_id"]]
    joined = exposure.merge(links, on=["provider_id", "year"], how="left", validate="one_to_one")
    joined["provider_id"] = joined["history_id"].fillna(joined["provider_id"])
    return joined.groupby(["year", "provider_id"])["participants_n"].sum().reset_index()


def _case_mix(data: YearData) -> pd.DataFrame:
    tables = data.tables
    return case_mix_rows(data.units, tables["spells"], tables["providers"], tables.get("labour_market"))
