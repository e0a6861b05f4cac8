"""Which figures of a county stand apart from the rest of the country's, by more than its providers explain.

A county's figure varies for two reasons: its people are other people every year, and its providers are these
and not others. An interval around the figure knows only of the first. Here the providers of a county are
compared with each other, what they differ by is pooled over all counties, and a county stands apart where it
differs from the rest of the country by more than so many providers, of these sizes, would give.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.registry import load

LIST = ["indicator", "programme"]
PROVIDER = [*LIST, "provider_id"]
COLUMNS = ["county", *LIST, "providers_n", "z", "df", "p_value", "standing", "reason"]
FALSE_ALARM_SHARE = 0.05
"""How often a county is said to stand apart that is like the others."""


def county_standings(units: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Hold every county's figure against that of the rest of the country.

    Parameters
    ----------
    units
        One row per counted unit of a year: ``indicator, provider_id, programme, cluster, x, w``.
    providers
        One row per provider: ``provider_id, county``.

    Returns
    -------
    DataFrame
        One row per county × indicator × programme of every indicator that has an interval:
        ``providers_n`` of the county, ``z`` (the difference over its standard error), ``df``, ``p_value``,
        and ``standing``: ``above``, ``below``, ``none``, or ``unknown`` with a ``reason``: ``one_county``,
        ``too_few_providers`` (no county has two), ``no_spread``. Numbers are NaN where it is unknown.

    Notes
    -----
    A share or a mean R = Σx/Σw is linearised: a provider's x − R·w has the variance σ²w + τ²w², where σ² is
    the variance of one unit within providers and τ² that between providers of one county, both pooled over
    the country (nested analysis of variance). The county and the rest are independent sums of such terms, and
    the difference is held against Student's t with Satterthwaite's degrees of freedom. Against the rest and
    against the whole country is the same test, since the difference to the whole is the difference to the
    rest times the rest's share. Source: Searle, Casella & McCulloch (1992), Variance Components (nested
    classification, unequal numbers); Satterthwaite (1946), Biometrics Bull. 2:110–114; the pooling is a
    decision, since many counties have too few providers to tell from these alone how much they differ.
    """
    judged = [entry.id for entry in load().indicators if entry.interval != "none"]
    counted = units.loc[units["indicator"].isin(judged) & (units["w"] > 0)]
    sums = _provider_sums(counted).merge(
        providers[["provider_id", "county"]], on="provider_id", validate="many_to_one"
    )
    tables = [
        _against_the_rest(group).assign(**dict(zip(LIST, map(str, names), strict=True)))
        for names, group in sums.groupby(LIST, sort=True)
    ]
    return pd.concat(tables, ignore_index=True)[COLUMNS] if tables else pd.DataFrame(columns=COLUMNS)


def _provider_sums(counted: pd.DataFrame) -> pd.DataFrame:
    """Add up the units of a provider. One row per provider, indicator and programme: ``PROVIDER``.

    ``x``, ``w``; ``square``, the squared residuals of its clusters, which is σ² × ``room`` on average;
    ``clusters``.
    """
    cells = counted[PROVIDER].drop_duplicates(ignore_index=True)
    # Whole numbers are grouped many times faster than texts.
    marked = counted[["x", "w"]].assign(
        cell=counted.groupby(PROVIDER, sort=False).ngroup(), cluster=counted["cluster"].factorize()[0]
    )
    clusters = marked.groupby(["cell", "cluster"], sort=False, as_index=False)[["x", "w"]].sum()
    whole = clusters.groupby("cell")[["x", "w"]].transform("sum")
    clusters = clusters.assign(
        square=(clusters["x"] - whole["x"] / whole["w"] * clusters["w"]) ** 2,
        room=clusters["w"] - clusters["w"] ** 2 / whole["w"],
    )
    sums = clusters.groupby("cell").agg(
        x=("x", "sum"), w=("w", "sum"), square=("square", "sum"), room=("room", "sum"), clusters=("w", "size")
    )
    return cells.join(sums)


@dataclass(frozen=True)
class _Variances:
    """Of one unit within providers, and between providers of a county; and how well these are known."""

    within: float
    between: float
    within_df: float
    between_per_square: float
    within_per_square: float
    square_variance: float

    def of(self, units: np.ndarray, providers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return σ²·units + τ²·providers with the degrees of freedom that it is known with."""
        variance = units * self.within + providers * self.between
        from_within = units - providers * self.within_per_square
        error = (providers * self.between_per_square) ** 2 * self.square_variance
        error = error + from_within**2 * 2 * self.within**2 / self.within_df
        return variance, 2 * variance**2 / error


def _variances(sums: pd.DataFrame) -> _Variances | None:
    """Estimate both variances of one list; None where no county has two providers, or nobody two units."""
    county = sums.groupby("county")
    w, whole = sums["w"].to_numpy(dtype=float), county["w"].transform("sum").to_numpy(dtype=float)
    within_df = float((sums["clusters"] - 1).sum())
    between_df = len(sums) - county.ngroups
    room = float(np.sum(w - w**2 / whole))
    if within_df < 1 or between_df < 1:
        return None
    within = float(sums["square"].sum() / sums["room"].sum())
    rate = county["x"].transform("sum").to_numpy(dtype=float) / whole
    square = float(np.sum(w * (sums["x"].to_numpy(dtype=float) / w - rate) ** 2))
    between = max(0.0, (square - within * between_df) / room)
    # The variance of a quadratic form of normal values: 2·tr(AVAV), county by county.
    spread = between + within / w
    terms = {"w": w, "square": (w * spread) ** 2, "cube": w * (w * spread) ** 2, "cross": w**2 * spread}
    of = pd.DataFrame(terms).groupby(sums["county"].to_numpy()).sum()
    trace = of["square"] - 2 * of["cube"] / of["w"] + (of["cross"] / of["w"]) ** 2
    return _Variances(within, between, within_df, 1 / room, between_df / room, float(2 * trace.sum()))


def _against_the_rest(sums: pd.DataFrame) -> pd.DataFrame:
    """Return one row per county of one indicator and programme, but for these two names."""
    own = sums.assign(w_square=sums["w"] ** 2).groupby("county")
    table = own.agg(x=("x", "sum"), w=("w", "sum"), w_square=("w_square", "sum"), providers_n=("w", "size"))
    found = table[["providers_n"]].assign(z=np.nan, df=np.nan, p_value=np.nan, standing="unknown")
    variances = _variances(sums)
    if len(table) < 2 or variances is None:
        reason = "one_county" if len(table) < 2 else "too_few_providers"
        return found.assign(reason=reason).reset_index()
    if variances.within + variances.between <= 0:
        return found.assign(reason="no_spread").reset_index()
    here = table[["x", "w", "w_square"]].astype("float64")
    rest = here.sum() - here
    difference = here["x"] / here["w"] - rest["x"] / rest["w"]
    variance, df = variances.of(
        (1 / here["w"] + 1 / rest["w"]).to_numpy(),
        (here["w_square"] / here["w"] ** 2 + rest["w_square"] / rest["w"] ** 2).to_numpy(),
    )
    z = difference.to_numpy() / np.sqrt(variance)
    p_value = 2 * stats.t.sf(np.abs(z), df)
    is_apart = p_value < FALSE_ALARM_SHARE
    standing = np.select([is_apart & (z > 0), is_apart & (z < 0)], ["above", "below"], "none")
    return found.assign(z=z, df=df, p_value=p_value, standing=standing, reason="").reset_index()
