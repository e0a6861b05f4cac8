"""What reports show beside the thirteen indicators: activity, end causes and surveys."""

from collections.abc import Mapping

import pandas as pd

from batt.indicators import i07_health
from batt.indicators._members import members
from batt.indicators._order import in_order, with_all
from batt.indicators._provider_tables import (
    provider_end_causes,
    provider_survey_gaps,
    provider_survey_items,
)
from batt.indicators._response_rates import response_rates
from batt.indicators._survey_items import other_scales, survey_items
from batt.registry import Options, load

STATUS_WHEN_NONE = "UKJENT"
FIGURES = ["participants_n", "places_n", "starts_n", "exits_n", "still_in_n"]


def breakdowns(
    tables: Mapping[str, pd.DataFrame],
    options: Options,
    earlier_spells: pd.DataFrame | None = None,
    health_units: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Return every breakdown whose tables have been delivered, over the providers that are in (``forening``).

    Parameters
    ----------
    tables
        The year's clean tables by name, with ``activity``; an undelivered table is absent.
    earlier_spells
        One row per spell of earlier years, oldest year first (``spell_id, provider_id, programme``):
        follow-up is mostly about people who left then.
    health_units
        Counted units of indicator 7.

    Returns
    -------
    dict of DataFrame
        ``activity``: one row per programme, ``ALL`` first. ``end_causes``: one row per programme and end
        cause. ``followup``: one row per programme (or ``ALL``), months after the exit and status.
        ``survey_items``: one row per survey, programme (or ``ALL``) and question. ``response_rates``: one
        row per survey and programme (or ``ALL``). ``other_scales``: one row per programme and length of
        scale other than 1–6. ``health_providers``: one row per provider. ``provider_survey_items``,
        ``provider_survey_gaps`` and ``provider_end_causes``: what each provider is told about itself.
    """
    ids = members(tables["providers"], options)["provider_id"].to_list()
    own = {
        name: table.loc[table["provider_id"].isin(ids)] if "provider_id" in table else table
        for name, table in tables.items()
    }
    results = {
        "activity": activity(own["activity"]),
        "end_causes": end_causes(own["spells"]),
        "survey_items": survey_items(own),
        "response_rates": response_rates(own),
        "other_scales": other_scales(own),
        "provider_survey_items": provider_survey_items(own),
        "provider_end_causes": provider_end_causes(own["spells"]),
    }
    results["provider_survey_gaps"] = provider_survey_gaps(results["provider_survey_items"])
    if "followups" in own:
        known = tables["spells"].loc[:, ["spell_id", "provider_id", "programme"]]
        if earlier_spells is not None:
            known = pd.concat([earlier_spells, known])
        results["followup"] = followup(own["followups"], known, ids, is_filtered=options.forening != "all")
    if health_units is not None:
        results["health_providers"] = i07_health.provider_value(health_units, options)
    return results


def activity(by_provider: pd.DataFrame) -> pd.DataFrame:
    """Return total activity, ``ALL`` first and then each programme in registry order.

    Parameters
    ----------
    by_provider
        One row per provider and programme with the counts of `FIGURES`; undelivered places are missing.

    Returns
    -------
    DataFrame
        One row per programme: ``programme, providers_n`` and `FIGURES`; places are missing where nobody
        delivered them. A participant of two programmes counts in both, and so twice in ``ALL``.
    """
    groups = with_all(by_provider).groupby("programme")
    counts = {"providers_n": groups["provider_id"].nunique()}
    counts |= {figure: groups[figure].sum(min_count=1) for figure in FIGURES}
    return in_order(pd.DataFrame(counts).astype("Int64").reset_index(), ["programme"])


def end_causes(spells: pd.DataFrame) -> pd.DataFrame:
    """Return how many left each programme for what.

    Returns
    -------
    DataFrame
        One row per programme and end cause of the registry, zeros included: ``programme, end_cause, exits_n,
        not_approved_n`` (of them without NAV's approval, where an active solution needs it) and
        ``exits_total_n``.
    """
    ended = spells.loc[spells["is_exit"]]
    active = load().codes["end_causes"].in_group("active")
    is_refused = ended["end_cause"].isin(active) & (ended["cause_group"] != "active")
    groups = ended.assign(is_refused=is_refused.astype("int64")).groupby(["programme", "end_cause"])
    counts = pd.DataFrame({"exits_n": groups.size(), "not_approved_n": groups["is_refused"].sum()})
    codes = [code.code for code in load().codes["end_causes"]]
    grid = pd.MultiIndex.from_product([load().programme_codes, codes], names=["programme", "end_cause"])
    table = counts.reindex(grid, fill_value=0).astype("int64").reset_index()
    return table.assign(exits_total_n=table.groupby("programme")["exits_n"].transform("sum"))


def followup(
    followups: pd.DataFrame, spells: pd.DataFrame, provider_ids: list[str], *, is_filtered: bool
) -> pd.DataFrame:
    """Return how people fare after the programme, by months since they left.

    Parameters
    ----------
    followups
        One row per ended spell and follow-up time: ``spell_id, months_after, has_answered, followup_status``.
    spells
        Where the spells were: ``spell_id, provider_id, programme``; the last row of a spell counts.
    provider_ids, is_filtered
        The providers that are in, and whether that leaves any out: then spells that are not known are left
        out.

    Returns
    -------
    DataFrame
        One row per programme (or ``ALL``), months and status: ``n`` of ``answered_n`` of ``invited_n``. An
        answer without a status counts as unknown. Spells of years that are not at hand are in ``ALL``
        alone.
    """
    last = spells.drop_duplicates("spell_id", keep="last")
    located = followups.loc[:, ["spell_id", "months_after", "has_answered", "followup_status"]].merge(
        last, on="spell_id", how="left", validate="many_to_one"
    )
    if is_filtered:
        located = located.loc[located["provider_id"].isin(provider_ids)]
    located = located.assign(answered=located["has_answered"].fillna(False).astype(bool))
    both = with_all(located).dropna(subset=["programme"])
    statuses = [code.code for code in load().codes["followup_status"]]
    place = ["programme", "months_after"]
    times = both.groupby(place, as_index=False).agg(
        answered_n=("answered", "sum"), invited_n=("answered", "size")
    )
    answers = both.loc[both["answered"]].assign(status=both["followup_status"].fillna(STATUS_WHEN_NONE))
    counts = answers.groupby([*place, "status"], as_index=False).agg(n=("answered", "size"))
    grid = times.merge(pd.DataFrame({"status": statuses}), how="cross")
    table = grid.merge(counts, on=[*place, "status"], how="left", validate="one_to_one").fillna({"n": 0})
    columns = [*place, "status", "n", "answered_n", "invited_n"]
    kinds = dict.fromkeys(["months_after", "n", "answered_n", "invited_n"], "int64")
    return in_order(table.astype(kinds), [*place, "status"]).loc[:, columns]
