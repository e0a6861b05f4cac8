"""Indicator 5, work placement partners: firms with a written agreement that were used. Source: WG §4.3."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._units import ALL, unit_rows
from batt.registry import Options, load


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per active partner, with one for each provider.

    A partner is a firm with a written agreement where at least one participant had a placement that overlaps
    the twelve months to 31 December; with ``partner_unit=site`` each agreement is a partner of its own. A
    partner adds 1 to the numerator, a provider 1 to the denominator: one provider's value is its number of
    partners, and the value of several providers is their mean.

    Parameters
    ----------
    tables
        Needs ``partners``, ``placements`` and ``providers``. The list of providers decides who is one, not
        the yearly form: firms of a provider whose form is missing would be added to nobody.
    """
    unit = "firm_id" if options.partner_unit == "firm" else "partner_id"
    used = _used_partners(tables["placements"])
    agreements = (
        tables["partners"]
        .select("partner_id", "provider_id", "firm_id", "is_written", "row_id", "year")
        .join(used, on="partner_id", how="left")
        .with_columns(
            nw.col("is_used").fill_null(0),
            nw.col("is_written").fill_null(False).cast(nw.Int64),
        )
    )
    partners = (
        agreements.group_by("provider_id", unit)
        .agg(
            nw.col("row_id").min(), nw.col("year").max(), nw.col("is_used").max(), nw.col("is_written").max()
        )
        .filter(nw.col("is_used") == 1, nw.col("is_written") == 1)
    )
    everywhere = nw.lit(ALL)
    return nw.concat(
        [
            unit_rows(partners, x=1, w=0, programme=everywhere),
            unit_rows(tables["providers"], x=0, w=1, programme=everywhere),
        ]
    )


def _used_partners(placements: nw.LazyFrame) -> nw.LazyFrame:
    """Return one row per partner with a placement in the year."""
    practice = load().codes["placement_types"].in_group("practice")
    is_used = nw.col("overlaps_year") & nw.col("placement_type").is_in(practice)
    in_year = placements.select("partner_id", is_used=is_used).filter(nw.col("is_used"))
    return in_year.select("partner_id").unique().with_columns(is_used=nw.lit(1).cast(nw.Int64))
