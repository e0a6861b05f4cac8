"""Who was served, under which conditions: the individual model behind every expected value."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.absorbed_effects import AbsorbedFit, fit_absorbed_linear, fit_absorbed_logit
from batt.comparisons.between_providers import BetweenFit, fit_between
from batt.registry import load

ADJUSTED = ("i08", "i09", "i10")
"""Indicators with an individual model: job, active solution, weeks in programme."""

PERSONAL = ("age_group", "gender", "minority", "work_capability", "basic_competence")
UNKNOWN = "unknown"
_UNKNOWN_CODES = {"gender": "U", "minority": "U", "work_capability": "9", "basic_competence": "9"}
UNEMPLOYMENT = "unemployment"
_BETWEEN = ("programme", "year", UNEMPLOYMENT)

VERSIONS: dict[str, tuple[str, ...]] = {"full": (), "without_work_capability": ("work_capability",)}
"""The model with everything, and one without work capability, which the provider may have graded itself."""

PRECISE_ENOUGH = 0.10
"""Largest standard error of what one standard deviation of unemployment means. Source: decision."""


def case_mix_rows(
    units: pd.DataFrame, spells: pd.DataFrame, providers: pd.DataFrame, labour_market: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the exits behind indicators 8 to 10 of one year with what is known of each person.

    Years are pooled by putting such frames below each other: county unemployment can be told from the
    providers only by its change over the years.

    Parameters
    ----------
    units
        One row per counted unit: ``indicator, row_id, year, provider_id, programme, x, w``.
    spells
        One row per clean spell with ``row_id`` and the factors `PERSONAL`.
    providers
        One row per provider with ``provider_id, county``.
    labour_market
        One row per county with ``county, unemployment_pct``, or None when undelivered.

    Returns
    -------
    DataFrame
        One row per indicator and exit: ``indicator, year, provider_id, county, programme, y`` (0 or 1; weeks
        for indicator 10), the factors as text in which everything unknown is the level ``unknown``, and
        ``unemployment`` in per cent, NaN when unknown.
    """
    scale = {one.id: float(one.scale) for one in load().indicators}
    rows = units.loc[units["indicator"].isin(ADJUSTED) & (units["w"] > 0)]
    rows = rows.merge(spells[["row_id", *PERSONAL]], on="row_id", how="left", validate="many_to_one")
    rows = rows.merge(
        providers[["provider_id", "county"]], on="provider_id", how="left", validate="many_to_one"
    )
    for factor in PERSONAL:
        text = rows[factor].astype("str").fillna(UNKNOWN)
        rows[factor] = text.where(text != _UNKNOWN_CODES.get(factor, UNKNOWN), UNKNOWN)
    rate = pd.Series(dtype="float64")
    if labour_market is not None:
        rate = labour_market.set_index("county")["unemployment_pct"].astype("float64")
    value = rows["x"].astype("float64") / rows["w"] * rows["indicator"].map(scale)
    rows = rows.assign(y=value, unemployment=rows["county"].map(rate).astype("float64"))
    columns = ["indicator", "year", "provider_id", "county", "programme", "y", *PERSONAL, UNEMPLOYMENT]
    return rows[columns].reset_index(drop=True)


@dataclass(frozen=True)
class CaseMixModel:
    """Effects of mix and labour market on one indicator, estimated with provider effects in the model.

    Attributes
    ----------
    indicator, version
        Which indicator, and which of `VERSIONS`.
    terms
        One row per column of the design: ``factor, level``.
    coef, vcov
        Log odds (indicators 8 and 9), or weeks as a share of the programme's mean (indicator 10), against the
        most frequent level and per percentage point of unemployment; shape (k,) and (k, k). 0 where nothing
        can be said.
    estimated
        ``within_providers``, ``between_providers`` or ``not_identified`` per term, shape (k,).
    fit, between
        The two steps of the estimation.
    """

    indicator: str
    version: str
    terms: pd.DataFrame
    coef: np.ndarray
    vcov: np.ndarray
    estimated: np.ndarray
    fit: AbsorbedFit
    between: BetweenFit

    @property
    def is_share(self) -> bool:
        return self.indicator != "i10"


def fit_case_mix(rows: pd.DataFrame, indicator: str, version: str = "full") -> CaseMixModel:
    """Estimate what mix and labour market mean for an indicator, as seen within providers.

    A provider that is good and serves easy people must not make the mix look powerful, so each provider has
    its own effect. What does not vary within providers (unemployment, when there is one year only) is then
    estimated between them, and said to be. So is unemployment when the years tell too little: where the
    standard error of its effect, for one standard deviation of unemployment, exceeds `PRECISE_ENOUGH`,
    adjusting by it would add more noise than it takes away.

    Parameters
    ----------
    rows
        One row per indicator and exit, of one year or several (`case_mix_rows`).

    Notes
    -----
    Indicator 10 is modelled in units of its programme's mean stay: a tenth longer is one week in a programme
    of ten weeks and five in one of fifty.
    """
    chosen = rows.loc[rows["indicator"] == indicator]
    terms, design = _design(chosen, VERSIONS[version])
    groups = pd.factorize(chosen["provider_id"], sort=True)[0]
    y = chosen["y"].to_numpy(dtype=float)
    if indicator == "i10":
        mean = chosen.groupby("programme")["y"].transform("mean").to_numpy(dtype=float)
        y = np.divide(y, mean, out=np.ones_like(y), where=mean > 0)
    fit_absorbed = fit_absorbed_linear if indicator == "i10" else fit_absorbed_logit
    fit = fit_absorbed(design, y, groups)
    market = (terms["factor"] == UNEMPLOYMENT).to_numpy()
    if _is_imprecise(design, fit, market):
        fit = fit_absorbed(np.where(market, 0.0, design), y, groups)
    candidates = ~fit.identified & terms["factor"].isin(_BETWEEN).to_numpy()
    between = fit_between(design, groups, fit, candidates)
    estimated = np.select(
        [fit.identified, between.identified], ["within_providers", "between_providers"], "not_identified"
    )
    return CaseMixModel(
        indicator, version, terms, fit.coef + between.coef, fit.vcov + between.vcov, estimated, fit, between
    )


def linear_predictor(model: CaseMixModel, rows: pd.DataFrame, coef: np.ndarray | None = None) -> np.ndarray:
    """Return what each exit's mix and labour market add, without programme and provider.

    Parameters
    ----------
    rows
        Exits of the model's indicator, n rows; levels that the model has not seen add nothing.
    coef
        Coefficients, shape (k,) or (k, draws), instead of the model's own.

    Returns
    -------
    ndarray
        Shape (n,) or (n, draws), in the units of `CaseMixModel.coef`.
    """
    design = _columns(rows, model.terms)
    return design @ (model.coef if coef is None else coef)


def coefficient_table(model: CaseMixModel) -> pd.DataFrame:
    """Return the coefficients with 95 % intervals, on the scale of `CaseMixModel.coef`.

    One row per indicator, version, factor and level that is not the reference level: ``coef, se, low, high``
    (NaN when not identified), ``estimated``, ``n, n_providers, n_providers_without_contrast, reason``.
    """
    is_known = model.estimated != "not_identified"
    se = np.where(is_known, np.sqrt(np.diag(model.vcov)), np.nan)
    coef = np.where(is_known, model.coef, np.nan)
    z = stats.norm.ppf(0.975)
    table = model.terms.assign(coef=coef, se=se, low=coef - z * se, high=coef + z * se)
    table = table.assign(
        estimated=model.estimated,
        n=model.fit.n,
        n_providers=model.fit.n_groups,
        n_providers_without_contrast=model.fit.n_silent,
        reason=np.where(is_known, "", model.fit.reason or "does_not_vary_apart_from_providers"),
    )
    table.insert(0, "version", model.version)
    table.insert(0, "indicator", model.indicator)
    return table


def _is_imprecise(design: np.ndarray, fit: AbsorbedFit, market: np.ndarray) -> bool:
    """Tell whether unemployment was estimated within providers, but too roughly to adjust by."""
    if not (market & fit.identified).any():
        return False
    return bool(np.sqrt(fit.vcov[market][:, market].item()) * design[:, market].std() > PRECISE_ENOUGH)


def _design(rows: pd.DataFrame, left_out: tuple[str, ...]) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the terms, and one column each: indicators of levels other than the most frequent one."""
    terms: list[tuple[str, str]] = []
    for factor in ("programme", "year", *PERSONAL):
        if factor not in left_out:
            counts = rows[factor].astype("str").value_counts()
            reference = counts.index[0] if len(counts) else ""
            terms += [(factor, level) for level in sorted(counts.index) if level != reference]
    if rows[UNEMPLOYMENT].notna().any():
        terms.append((UNEMPLOYMENT, "per_point"))
    named = pd.DataFrame(terms, columns=["factor", "level"])
    return named, _columns(rows, named)


def _columns(rows: pd.DataFrame, terms: pd.DataFrame) -> np.ndarray:
    """Return the design, shape (n, k); a missing rate of unemployment is the year's mean rate."""
    design = np.zeros((len(rows), len(terms)))
    levels = terms["level"].to_numpy()
    for factor, places in terms.groupby("factor").indices.items():
        if factor == UNEMPLOYMENT:
            rate = rows[UNEMPLOYMENT].astype("float64")
            design[:, places[0]] = (rate - rate.groupby(rows["year"]).transform("mean")).fillna(0.0)
            continue
        codes, names = pd.factorize(rows[factor].astype("str"))
        number = names.get_indexer(levels[places])
        # A level that these rows do not have is −2, since −1 is a missing text.
        design[:, places] = codes[:, None] == np.where(number < 0, -2, number)
    return design
