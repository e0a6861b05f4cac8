"""Indicator 6, work placement participants: the share of participants who use external placement.

Source: WG §4.4.
"""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import PERSON
from batt.indicators._units import unit_rows
from batt.registry import Options, load


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per participant of the year in a provider's programme.

    x is 1 when a placement or work practice at a firm, with follow-up, overlaps the year. A placement without
    a word on follow-up counts as one without. With ``placement_population=on_date`` participants and
    placements are those of 1 November. A person with two spells counts once.

    Parameters
    ----------
    tables
        Needs ``spells`` and ``placements``.
    """
    is_on_date = options.placement_population == "on_date"
    spells = tables["spells"].filter(nw.col("is_open_on_date")) if is_on_date else tables["spells"]
    overlaps = nw.col("overlaps_on_date" if is_on_date else "overlaps_year")
    is_counted = (
        overlaps
        & nw.col("has_follow_up").fill_null(False)
        & nw.col("placement_type").is_in(load().codes["placement_types"].in_group("practice"))
    )
    followed_up = tables["placements"].select("spell_id", is_counted=is_counted).filter(nw.col("is_counted"))
    placed = followed_up.select("spell_id").unique().with_columns(is_placed=nw.lit(1).cast(nw.Int64))
    participants = (
        spells.select("spell_id", *PERSON, "row_id", "year")
        .join(placed, on="spell_id", how="left")
        .with_columns(nw.col("is_placed").fill_null(0))
        .group_by(PERSON)
        .agg(nw.col("row_id").min(), nw.col("year", "is_placed").max())
    )
    return unit_rows(participants, nw.col("is_placed"))
