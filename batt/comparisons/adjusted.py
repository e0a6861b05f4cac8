"""The crude figure beside the adjusted one, and whether the flag depends on the choice."""

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.among import is_among
from batt.comparisons.case_mix import ADJUSTED, VERSIONS, CaseMixModel, fit_case_mix
from batt.comparisons.expected import expected_values
from batt.comparisons.standardisation import Sums, byar_limits, control_limits, exact_limits
from batt.registry import load

CELL = ["provider_id", "programme"]
LIMITS = [
    f"{level}_{side}{kind}"
    for kind in ("", "_overdispersed")
    for level in ("95", "998")
    for side in ("low", "high")
]
ADJUSTED_COLUMNS = [
    "year",
    "indicator",
    "version",
    "programme",
    "provider_id",
    "county",
    "direction",
    "n",
    "observed",
    "expected_crude",
    "expected",
    "crude_value",
    "adjusted_value",
    "adjusted_low",
    "adjusted_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "exact_low",
    "exact_high",
    "interval",
    *[f"limit_{name}" for name in LIMITS],
    "tau2_crude",
    "tau2",
    "z_crude",
    "z",
    "crude_flag",
    "adjusted_flag",
    "depends_on_adjustment",
    "reason",
]


def fit_models(rows: pd.DataFrame) -> list[CaseMixModel]:
    """Fit every indicator and version on the exits of one or several years."""
    return [fit_case_mix(rows, indicator, version) for indicator in ADJUSTED for version in VERSIONS]


def adjusted_table(
    models: list[CaseMixModel], rows: pd.DataFrame, year: int, chosen: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Set each provider's observed result beside what its participants and labour market lead one to expect.

    Parameters
    ----------
    models
        From `fit_models`, on the exits of `year` or also of years before it.
    rows
        One row per indicator and exit (`batt.comparisons.case_mix.case_mix_rows`); those of `year` are used.
    chosen
        One row per year, indicator, programme and provider: cells that are told and have a say in how much
        providers vary; None for all. What is expected rests on every exit all the same.

    Returns
    -------
    DataFrame
        One row per indicator, version of the model, provider and programme, in columns `ADJUSTED_COLUMNS`.

        observed, expected_crude, expected
            Exits with the outcome, or weeks summed; expected by the programme's mean, and by the model.
        crude_value, adjusted_value
            Share 0–1 or mean weeks; the adjusted one is the programme's national value times observed /
            expected, a share held at 1.
        ratio, ratio_low, ratio_high, exact_low, exact_high
            Observed / expected with 95 % limits, by ``interval``: ``byar`` with the exact ones beside it
            (Poisson: too wide where the outcome is common), or ``t`` for weeks, which has no exact ones.
            ``adjusted_low`` and ``adjusted_high`` are the same on the scale of the value.
        limit_…
            Control limits of the ratio about 1 at 95 and 99.8 %, also with the variance between providers.
            Cells with too few exits get none and have no say in how much providers vary.
        z_crude, z, tau2_crude, tau2, crude_flag, adjusted_flag
            Overdispersed z, additive variance and flag (`batt.comparisons.standardisation.ControlLimits`) of
            the crude and the adjusted ratio, by one formula.
        depends_on_adjustment
            Whether the two flags differ; NA where one is missing.
        reason
            Empty, or why numbers or flags are missing: ``too_few`` (no flag, the rest stays),
            ``one_provider_in_programme``, ``all_or_none_in_programme``, ``no_variation_in_programme``, or the
            model's own reason.
    """
    indicators = {one.id: one for one in load().indicators}
    this_year = rows.loc[rows["year"] == year]
    tables = []
    for model in models:
        exits = this_year.loc[this_year["indicator"] == model.indicator]
        if exits.empty:
            continue
        cells = _cells(model, exits)
        entry = indicators[model.indicator]
        cells = cells.assign(year=year, indicator=model.indicator, is_told=True)
        if chosen is not None:
            cells["is_told"] = is_among(cells, chosen)
        parts = [_compared(part, model, entry.minimum_n) for _, part in cells.groupby("programme", sort=True)]
        table = pd.concat(parts, ignore_index=True)
        told = table.loc[table["is_told"]]
        tables.append(told.assign(version=model.version, direction=entry.direction))
    if not tables:
        return pd.DataFrame(columns=ADJUSTED_COLUMNS)
    return pd.concat(tables, ignore_index=True)[ADJUSTED_COLUMNS]


def _cells(model: CaseMixModel, exits: pd.DataFrame) -> pd.DataFrame:
    """Return sums of observed, expected and variance. One row per provider and programme."""
    values = expected_values(model, exits)
    exits = exits.assign(
        expected_crude=values.crude,
        expected=values.adjusted,
        variance_crude=values.crude_variance,
        variance=values.adjusted_variance,
        square=(exits["y"] - values.adjusted) ** 2,
    )
    groups = exits.groupby(CELL, sort=True)
    sums = groups.agg(
        county=("county", "first"),
        n=("y", "size"),
        observed=("y", "sum"),
        expected_crude=("expected_crude", "sum"),
        expected=("expected", "sum"),
        square=("square", "sum"),
    )
    # A variance that is not known of one exit is not known of the cell.
    variances = groups[["variance_crude", "variance"]].sum(skipna=False)
    return sums.join(variances, validate="one_to_one").reset_index()


def _compared(cells: pd.DataFrame, model: CaseMixModel, minimum_n: int) -> pd.DataFrame:
    """Return the comparisons of one programme. One row per provider."""
    n, observed = cells["n"].to_numpy(dtype=float), cells["observed"].to_numpy(dtype=float)
    reason = _programme_reason(cells, model)
    expected = np.where(model.fit.reason or reason, np.nan, cells["expected"].to_numpy(dtype=float))
    national = observed.sum() / n.sum()
    enough = (n >= minimum_n) & (reason == "") & cells["is_told"].to_numpy()
    kind, df = ("proportion" if model.is_share else "mean"), max(n.sum() - len(n), 1.0)
    sums = [
        Sums(observed, cells[f"expected{which}"].to_numpy(), n, cells[f"variance{which}"].to_numpy())
        for which in ("_crude", "")
    ]
    crude = control_limits(sums[0], kind, enough, df)
    adjusted = control_limits(sums[1], kind, enough & np.isfinite(expected), df)
    table = cells.assign(expected=expected, crude_value=observed / n, ratio=observed / expected)
    table = table.assign(**_ratio_limits(cells, expected, model.is_share))
    highest = 1.0 if model.is_share else np.inf
    for name, source in (("value", "ratio"), ("low", "ratio_low"), ("high", "ratio_high")):
        table[f"adjusted_{name}"] = np.clip(table[source] * national, 0, highest)
    for name, limit in adjusted.limits.items():
        table[f"limit_{name}"] = limit
    depends = pd.array(crude.flag != adjusted.flag, dtype="boolean")
    depends[pd.isna(crude.flag) | pd.isna(adjusted.flag)] = pd.NA
    return table.assign(
        tau2_crude=crude.tau2,
        tau2=adjusted.tau2,
        z_crude=crude.z_overdispersed,
        z=adjusted.z_overdispersed,
        crude_flag=pd.array(crude.flag, dtype="str"),
        adjusted_flag=pd.array(adjusted.flag, dtype="str"),
        depends_on_adjustment=depends,
        reason=np.where(enough, model.fit.reason, np.where(reason == "", "too_few", reason)),
    )


def _programme_reason(cells: pd.DataFrame, model: CaseMixModel) -> str:
    """Return why nothing in a programme can be compared, or an empty string."""
    if len(cells) == 1:
        return "one_provider_in_programme"
    if not (cells["variance_crude"] > 0).any():
        return "all_or_none_in_programme" if model.is_share else "no_variation_in_programme"
    return ""


def _ratio_limits(
    cells: pd.DataFrame, expected: np.ndarray, is_share: bool
) -> dict[str, np.ndarray | str | float]:
    """Return the 95 % limits of observed / expected."""
    observed, n = cells["observed"].to_numpy(dtype=float), cells["n"].to_numpy(dtype=float)
    if is_share:
        byar, exact = byar_limits(observed), exact_limits(observed)
        return {
            "ratio_low": byar[0] / expected,
            "ratio_high": byar[1] / expected,
            "exact_low": exact[0] / expected,
            "exact_high": exact[1] / expected,
            "interval": "byar",
        }
    deviation = observed - cells["expected"].to_numpy(dtype=float)
    squares = np.clip(cells["square"].to_numpy(dtype=float) - deviation**2 / n, 0, None)
    df = np.where(n > 1, n - 1, np.nan)
    reach = stats.t.ppf(0.975, df) * np.sqrt(n * squares / df) / expected
    ratio = observed / expected
    return {
        "ratio_low": np.clip(ratio - reach, 0, None),
        "ratio_high": ratio + reach,
        "exact_low": np.nan,
        "exact_high": np.nan,
        "interval": "t",
    }
