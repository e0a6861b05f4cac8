"""Invented providers: names of nobody, skewed sizes, counties by population, planted effects."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from batt.simulate.calendar import NEVER, year_of
from batt.simulate.draws import choose, cut_normal
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

# Inhabitants in thousands, 2012, rounded (Statistics Norway): weights of the counties.
COUNTY_WEIGHTS = {
    **{"01": 278, "02": 556, "03": 613, "04": 193, "05": 187, "06": 265, "07": 236, "08": 170, "09": 111},
    **{"10": 175, "11": 443, "12": 490, "14": 108, "15": 257, "16": 297, "17": 133, "18": 238, "19": 159},
    **{"20": 74},
}
_ASSOCIATIONS = {"ATTF": 0.34, "ASVL": 0.46, "BEGGE": 0.13, "INGEN": 0.07}
# Chance that a provider of the association runs the programme: VTA, TIA, AVKL, APS, KIA, AB.
_RUNS = {
    "ATTF": (0.50, 0.55, 0.85, 0.90, 0.70, 0.75),
    "ASVL": (0.95, 0.06, 0.25, 0.40, 0.06, 0.25),
    "BEGGE": (0.85, 0.35, 0.60, 0.75, 0.45, 0.55),
    "INGEN": (0.40, 0.15, 0.50, 0.50, 0.15, 0.50),
}
_SIZE_FACTOR = {"ATTF": 1.6, "ASVL": 0.8, "BEGGE": 1.3, "INGEN": 0.6}
_VTA_FACTOR = {"ATTF": 0.4, "ASVL": 2.0, "BEGGE": 1.0, "INGEN": 0.5}
_FIRST = (
    *("Lyngmåne", "Tåkefjell", "Sølvgauk", "Ekornvik", "Blåsvale", "Regnbekk", "Trostedal", "Kråkelund"),
    *("Mosetinn", "Ravnøy", "Solgløtt", "Fiolhaug", "Grantopp", "Havskjell", "Isblomst", "Jervholt"),
    *("Kvitrype", "Lomvatn", "Måkeskjær", "Nyperud", "Orreleik", "Perlebekk", "Rognebær", "Snøugle"),
    *("Tiurmo", "Ulvefoss", "Vindharpe", "Ørnekleiv", "Åkerrikse", "Bjørkeborg"),
)
_SECOND = (
    *("Arbeid og Utvikling AS", "Vekst AS", "Industri AS", "Kompetanse AS", "Attføring AS", "Jobb AS"),
    *("Verksted AS", "Muligheter AS", "Produkter AS", "Inkludering AS", "Ressurs AS", "Tjenester AS"),
)


def invent_providers(plan: Plan) -> pd.DataFrame:
    """Invent the providers. One row per provider.

    Returns
    -------
    DataFrame
        ``provider_id, name, association, county, has_municipal_majority``; ``joined_indikator_no`` (first
        year of the plan in which it takes part, ``NEVER`` for one that does not); ``size``
        (expected courses open in a year); ``weight_<programme>`` (share of the programme's courses);
        ``effect`` (planted, on the logit of a job); ``outreach`` (standard normal, planted, part of the
        effect); ``intake`` (planted, log odds of one step higher work capability); ``quality`` (points of the
        survey scale); ``role`` (``improver``, ``gamer`` or empty).
    """
    rng = stream(plan.seed, "providers")
    n = plan.providers
    association = choose(rng, tuple(_ASSOCIATIONS), tuple(_ASSOCIATIONS.values()), n)
    size = rng.lognormal(0.0, 0.75, n) * [_SIZE_FACTOR[code] for code in association]
    chance = np.array([_RUNS[code] for code in association])
    runs = _every_programme_somewhere(rng.random(chance.shape) < chance, size)
    weight = runs * size[:, None]
    weight[:, 0] *= [_VTA_FACTOR[code] for code in association]
    weight /= weight.sum(axis=0)
    expected = weight @ [entry.participant_share for entry in plan.programmes] * plan.participants
    names = [f"{first} {second}" for second in _SECOND for first in _FIRST]
    order = rng.permutation(len(names))
    providers = pd.DataFrame(
        {
            "provider_id": [f"A{number:0{max(3, len(str(n)))}d}" for number in range(1, n + 1)],
            "name": [names[order[i % len(names)]] + _serial(i // len(names)) for i in range(n)],
            "association": association.astype(str),
            "county": choose(rng, tuple(COUNTY_WEIGHTS), tuple(COUNTY_WEIGHTS.values()), n).astype(str),
            "joined_indikator_no": _joined(plan, rng.random(n)),
            "has_municipal_majority": rng.random(n) < np.where(association == "ASVL", 0.8, 0.5),
            "size": expected,
            **{f"weight_{entry.code}": weight[:, i] for i, entry in enumerate(plan.programmes)},
        }
    )
    providers["quality"] = cut_normal(stream(plan.seed, "survey_quality"), plan.surveys.provider_sd, n)
    providers["outreach"] = stream(plan.seed, "outreach").normal(0.0, 1.0, n)
    effect = np.sqrt(1 - plan.outreach_share**2) * stream(plan.seed, "provider_effects").normal(0.0, 1.0, n)
    effect = plan.provider_effect_sd * (effect + plan.outreach_share * providers["outreach"])
    # Freed from what goes with the effects by chance: the mix makes differences and hides none.
    intake = cut_normal(stream(plan.seed, "intake"), plan.capability_spread, n)
    providers["intake"] = intake - np.polyval(np.polyfit(effect, intake, 1), effect)
    providers["role"] = _roles(runs, expected)
    ordinary = providers["role"] == ""
    providers["effect"] = np.where(ordinary, effect, np.where(providers["role"] == "gamer", 0.0, np.nan))
    providers["effect"] = providers["effect"].fillna(plan.improver_start)
    return providers


def provider_rows(providers: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the delivered list of providers of a year. One row per provider."""
    fields = ["provider_id", "name", "association", "county", "has_municipal_majority"]
    return providers[fields].assign(in_indikator_no=takes_part(providers, year))


def takes_part(providers: pd.DataFrame, year: int) -> NDArray[np.bool_]:
    """Tell which providers take part in indikator.no in a year."""
    joined = providers["joined_indikator_no"].to_numpy()
    return (joined != NEVER) & (joined <= year)


def job_effect(plan: Plan, providers: pd.DataFrame, provider: NDArray, end_days: NDArray) -> NDArray:
    """Return each course's provider effect on the logit of a job; the improver's rises every year."""
    step = plan.improver_step * (np.clip(year_of(end_days), plan.first_year - 1, None) - plan.first_year + 1)
    is_improver = (providers["role"] == "improver").to_numpy()[provider]
    return providers["effect"].to_numpy()[provider] + np.where(is_improver, step, 0.0)


def _joined(plan: Plan, draw: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the first year in indikator.no by a uniform draw: from the start, later, or ``NEVER``."""
    bounds = np.linspace(plan.joined_before, plan.joined_before + plan.joined_later, len(plan.years))
    return np.array([*plan.years, NEVER])[np.searchsorted(bounds, draw, side="right")]


def _serial(round_number: int) -> str:
    return "" if round_number == 0 else f" {round_number + 1}"


def _every_programme_somewhere(runs: NDArray[np.bool_], size: NDArray) -> NDArray[np.bool_]:
    """Let the three largest providers run what fewer than three would run; nobody runs nothing."""
    runs = runs.copy()
    largest = np.argsort(-size, kind="stable")[:3]
    for programme in np.flatnonzero(runs.sum(axis=0) < 3):
        runs[largest, programme] = True
    runs[~runs.any(axis=1), 0] = True
    return runs


def _roles(runs: NDArray[np.bool_], expected: NDArray) -> NDArray[np.object_]:
    """Name the improver and the gamer: the two next to the upper quartile of size that run APS and AB."""
    roles = np.full(len(expected), "", dtype=object)
    by_size = np.argsort(-expected, kind="stable")
    able = [i for i in by_size if runs[i, 3] and runs[i, 5]]
    if len(able) < 2:
        able = list(by_size)
    start = min(len(able) // 4, len(able) - 2)
    roles[able[start]], roles[able[start + 1]] = "improver", "gamer"
    return roles
