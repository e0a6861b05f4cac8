"""Split each national change into who delivered, which rule counted, who took part, and the rest."""

import numpy as np
import pandas as pd

GROUP = ["indicator", "programme"]
TOTAL = "TOTAL"
"""In place of a programme: all of an indicator's programmes together."""
COLUMNS = [*GROUP, "unit", "previous_value", "value", "change", "coverage", "definition", "case_mix"]
COLUMNS += ["performance", "providers_both", "providers_new", "providers_gone", "reason"]


def strata_sums(units: pd.DataFrame, age_groups: pd.DataFrame) -> pd.DataFrame:
    """Add up counted units by provider, programme and age group.

    Parameters
    ----------
    units
        One row per counted unit of a year: ``indicator, row_id, provider_id, programme, x, w``.
    age_groups
        One row per spell: ``row_id, age_group``. Units of other tables have the age group ``""``.

    Returns
    -------
    DataFrame
        One row per provider × indicator × programme × age group: ``x``, ``w``.
    """
    known = units.merge(age_groups[["row_id", "age_group"]], on="row_id", how="left", validate="many_to_one")
    known = known.assign(age_group=known["age_group"].fillna(""))
    keys = ["provider_id", *GROUP, "age_group"]
    return known.groupby(keys, as_index=False)[["x", "w"]].sum()


def national_changes(
    now: pd.DataFrame,
    before: pd.DataFrame,
    facts: pd.DataFrame,
    before_under_new_rules: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Split the change of every pooled national figure into four parts that sum to it.

    Parameters
    ----------
    now, before
        One row per provider × indicator × programme × age group, as from ``strata_sums``, of the two years,
        with one history identifier per provider.
    facts
        One row per indicator: ``indicator, scale, unit, rule_changed`` (rule version or options differ).
    before_under_new_rules
        ``before`` recomputed with this year's rules and options; needed only where a rule changed.

    Returns
    -------
    DataFrame
        One row per indicator × programme present in both years, and per indicator over all its programmes
        (``TOTAL``) where it has several: ``previous_value, value, change`` in units of the indicator, and its
        parts ``coverage`` (providers that are in one of the years only), ``definition`` (0 when unchanged),
        ``case_mix`` (programme and age groups reweighted, Kitagawa's mean of both years) and ``performance``
        (rates within groups); counts of providers. Parts are NaN with the ``reason``
        ``no_provider_in_both_years`` or ``rule_changed`` (no recomputed earlier year).

    Notes
    -----
    A group of participants that exists in one year only has no rate in the other; its whole weight is counted
    as case mix. Source: Kitagawa 1955.
    """
    rules = before if before_under_new_rules is None else before_under_new_rules
    rows = []
    for fact in facts.to_dict("records"):
        changed = bool(fact["rule_changed"])
        frames = (now, before, rules if changed else before)
        new, old, same = (part.loc[part["indicator"] == fact["indicator"]] for part in frames)
        programmes = sorted(set(new["programme"]) & set(old["programme"]))
        for programme in [*programmes, *([TOTAL] if len(programmes) > 1 else [])]:
            picked = [
                part if programme == TOTAL else part.loc[part["programme"] == programme]
                for part in (new, old, same)
            ]
            unknown = changed and before_under_new_rules is None
            split = _split(picked[0], picked[1], picked[2], float(fact["scale"]), unknown)
            rows.append(
                {"indicator": fact["indicator"], "programme": programme, "unit": fact["unit"]} | split
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _split(
    now: pd.DataFrame, before: pd.DataFrame, same_rule: pd.DataFrame, scale: float, rule_unknown: bool
) -> dict[str, object]:
    both = set(now["provider_id"]) & set(before["provider_id"]) & set(same_rule["provider_id"])
    value, previous = _pooled(now, scale), _pooled(before, scale)
    result: dict[str, object] = {
        "previous_value": previous,
        "value": value,
        "change": value - previous,
        "coverage": np.nan,
        "definition": np.nan,
        "case_mix": np.nan,
        "performance": np.nan,
        "providers_both": len(both),
        "providers_new": now["provider_id"].nunique() - len(both),
        "providers_gone": before["provider_id"].nunique() - len(both),
        "reason": "",
    }
    stay_now, stay_before, stay_same = (
        part.loc[part["provider_id"].isin(both)] for part in (now, before, same_rule)
    )
    ends = [_pooled(part, scale) for part in (stay_now, stay_before, stay_same)]
    if not both or np.isnan(ends).any():
        return result | {"reason": "no_provider_in_both_years"}
    result["coverage"] = (value - ends[0]) - (previous - ends[1])
    if rule_unknown:
        return result | {"reason": "rule_changed"}
    mix, rates = _kitagawa(stay_now, stay_same, scale)
    return result | {"definition": ends[2] - ends[1], "case_mix": mix, "performance": rates}


def _pooled(part: pd.DataFrame, scale: float) -> float:
    weight = float(part["w"].sum())
    return float(part["x"].sum()) / weight * scale if weight > 0 else float("nan")


def _kitagawa(now: pd.DataFrame, before: pd.DataFrame, scale: float) -> tuple[float, float]:
    """Return the parts of the difference of two pooled figures that are mix and rates; they sum to it."""
    sums = [part.groupby(["programme", "age_group"])[["x", "w"]].sum() for part in (now, before)]
    new, old = sums[0].align(sums[1], join="outer", fill_value=0)
    if ((new["w"] == 0) & (new["x"] != 0)).any() or ((old["w"] == 0) & (old["x"] != 0)).any():
        # Numerators and denominators from different units (partners per provider): there is no mix to speak
        # of.
        return 0.0, _pooled(now, scale) - _pooled(before, scale)
    share_new, share_old = new["w"] / new["w"].sum(), old["w"] / old["w"].sum()
    rate_new = (new["x"] / new["w"].where(new["w"] > 0)).astype("float64")
    rate_old = (old["x"] / old["w"].where(old["w"] > 0)).astype("float64")
    rate_new, rate_old = rate_new.fillna(rate_old).fillna(0), rate_old.fillna(rate_new).fillna(0)
    mix = ((share_new - share_old) * (rate_new + rate_old) / 2).sum()
    rates = ((share_new + share_old) / 2 * (rate_new - rate_old)).sum()
    return float(mix) * scale, float(rates) * scale
