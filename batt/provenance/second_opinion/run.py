"""Recompute a year's indicators in SQL and compare them with the saved table, number by number."""

from collections.abc import Callable

from batt.paths import Root
from batt.provenance.second_opinion.database import OpinionDatabase
from batt.provenance.second_opinion.opinion import Disagreement, Opinion, RowDifference
from batt.registry import Options, load
from batt.registry.model import Indicator

KNOWN = {
    "exit_denominator": ("all_exits", "completers"),
    "job_codes": ("F1-F6", "without_F6", "without_F5", "F1_only"),
    "count_unit": ("spells", "persons"),
    "survey_mean": ("pooled", "respondents"),
    "training_hours": ("paid", "with_own_time"),
    # Not fte: the source has no rule for a position of which the percentage is missing.
    "staff_denominator": ("headcount", "without_participants"),
    "partner_unit": ("firm", "site"),
    "placement_population": ("year", "on_date"),
    "weeks": ("exclusive", "inclusive"),
    # Acts on a provider's total beside the table, and on no figure per programme.
    "health_provider": ("mean", "pooled"),
    "time_population": ("exits", "event_year"),
}
"""Readings that the SQL files know. Under any other an indicator is not recomputed, and says so."""
Progress = Callable[[str], None]


def second_opinion(
    root: Root, year: int, options: Options | None = None, progress: Progress | None = None
) -> list[Opinion]:
    """Recompute the thirteen indicators from the clean tables and compare with the saved table.

    Numerators and denominators must be equal to the last unit, for every provider, county and the country,
    and so must what each row adds to them.

    Parameters
    ----------
    options
        The readings that the saved table was computed with; the defaults when left out.
    progress
        Called with a sentence for each indicator that has been compared.

    Returns
    -------
    list of Opinion
        One per indicator, in registry order.

    Raises
    ------
    UsageError
        The year has not been cleaned, or its indicators have not been computed.
    UnreadableFile
        A saved table cannot be read.

    Source: WG §§4.1–4.11.
    """
    readings = (options or Options()).as_dict()
    database = OpinionDatabase({**readings, "year": year})
    try:
        database.fill(root, year)
        database.rows("exits")
        opinions = []
        for indicator in load().indicators:
            opinions.append(_opinion(database, indicator, year, readings))
            if progress:
                progress(str(opinions[-1]))
        return opinions
    finally:
        database.close()


def _opinion(database: OpinionDatabase, indicator: Indicator, year: int, readings: dict[str, str]) -> Opinion:
    not_known = tuple(
        f"{key}={readings[key]}" for key in indicator.options if readings[key] not in KNOWN.get(key, ())
    )
    if not_known:
        return Opinion(indicator.id, 0, not_asked=not_known)
    database.rows(indicator.id, before="CREATE OR REPLACE TEMP TABLE counted AS ")
    database.rows("cells", indicator=indicator.id, level=indicator.level)
    database.rows("row_differences", indicator=indicator.id)
    ((cells_n,),) = database.rows("cells_compared", indicator=indicator.id)
    rows = database.rows("rows_that_differ")
    cells = database.rows("cell_differences", indicator=indicator.id)
    found = (_disagreement(year, indicator.id, cell, rows) for cell in cells)
    return Opinion(indicator.id, cells_n, tuple(found))


def _disagreement(year: int, indicator: str, cell: tuple, rows: list[tuple]) -> Disagreement:
    level, unit, programme, *numbers = cell
    saved, recomputed = _pair(*numbers[:2]), _pair(*numbers[2:])
    behind = _rows_of(rows, level, unit, programme)
    return Disagreement(year, indicator, level, unit, programme, saved, recomputed, behind)


def _rows_of(rows: list[tuple], level: str, unit: str, programme: str) -> tuple[RowDifference, ...]:
    """Return the differing rows of a place: those of its provider, of its county's providers, or all."""
    return tuple(
        RowDifference(row_id, _pair(*numbers[:2]), _pair(*numbers[2:]))
        for provider, row_programme, row_id, county, *numbers in rows
        if row_programme == programme
        and (level == "country" or unit == (provider if level == "provider" else county))
    )


def _pair(numerator: int | None, denominator: int | None) -> tuple[int, int] | None:
    return None if numerator is None or denominator is None else (int(numerator), int(denominator))
