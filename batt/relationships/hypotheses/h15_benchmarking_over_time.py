"""H15: do results improve after a provider begins to compare itself with others, more than elsewhere?"""

import pandas as pd

from batt.relationships.change.adoption import ALREADY_IN, NEVER, continued, years_of_joining
from batt.relationships.change.event_study import EventStudy, event_study
from batt.relationships.change.group_time_effects import group_time_effects
from batt.relationships.estimate import Scale
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.network.provider_profiles import UNIT_COLUMNS

JOBS, USERS = "i08", "i02"
EQUASS = "EQUASS"


def examine(evidence: Evidence) -> Examined:
    """Follow providers from before they joined indikator.no, and from before their first certificate.

    Certification was demanded from the end of 2011, so data that begin in 2012 hold no year before it, and
    the part says so. The year before joining has a part of its own: who joins after a bad year gets better
    without any help. Providers are weighted by how many exits or answers they have, so that effects are those
    on the average exit or answer.
    """
    joined = _joined_indikator_no(evidence)
    jobs, users = _panel(evidence, JOBS, joined), _panel(evidence, USERS, joined)
    certified = _panel(evidence, JOBS, _first_certified(evidence))
    of_jobs, of_users = _study(jobs, "share_difference"), _study(users, "points")
    before = _study(jobs, "share_difference", anticipation=1)
    findings = (
        Finding("jobs", of_jobs.overall),
        Finding("user", of_users.overall),
        Finding("certified", _study(certified, "share_difference").overall),
        Finding("year_before", before.effects.get(-1, before.overall)),
    )
    paths = [study.path.assign(outcome=name) for name, study in ((JOBS, of_jobs), (USERS, of_users))]
    tests = pd.DataFrame(
        {"outcome": [JOBS, USERS], "pre_trend_p": [of_jobs.pre_trend_p, of_users.pre_trend_p]}
    )
    return Examined(
        findings, {"h15_event_study": pd.concat(paths, ignore_index=True), "h15_pre_trend": tests}
    )


def _study(panel: pd.DataFrame, scale: Scale, anticipation: int = 0) -> EventStudy:
    effects = group_time_effects(panel, outcome="value", weight="size", anticipation=anticipation)
    return event_study(effects, scale=scale)


def _joined_indikator_no(evidence: Evidence) -> pd.Series:
    """Return each provider's year of joining (`years_of_joining`)."""
    providers = evidence.rows("providers")
    if providers.empty:
        return pd.Series(dtype=float, name="joined")
    states = providers[["provider_id", "year", "in_indikator_no"]]
    states = continued(states.rename(columns={"in_indikator_no": "is_in"}), *_lineage(evidence))
    return years_of_joining(states.drop_duplicates(["provider_id", "year"]))


def _first_certified(evidence: Evidence) -> pd.Series:
    """Return the year of each provider's first EQUASS certificate among those that had no other first.

    Who is certified under another scheme first has been through a certification, and stands on neither side.
    """
    providers, certificates = evidence.rows("providers"), evidence.rows("certificates")
    if providers.empty or certificates.empty:
        return pd.Series(dtype=float, name="joined")
    certificates = continued(certificates, *_lineage(evidence))
    known = continued(providers[["provider_id"]], *_lineage(evidence))["provider_id"].unique()
    years = pd.to_datetime(certificates["valid_from"]).dt.year
    first = years.groupby(certificates["provider_id"]).min()
    is_equass = certificates["scheme"].str.startswith(EQUASS, na=False)
    first_equass = years[is_equass].groupby(certificates.loc[is_equass, "provider_id"]).min()
    joined = first.astype(float).where(first_equass.reindex(first.index) == first, ALREADY_IN)
    return joined.reindex(known, fill_value=NEVER).rename_axis("provider_id").rename("joined")


def _panel(evidence: Evidence, indicator: str, joined: pd.Series) -> pd.DataFrame:
    """Return the provider's figure over all its programmes, freed from which programmes they are.

    One row per provider and year: ``value`` is the pooled figure less what the country's figures over all
    years give with the same programmes, ``size`` the pooled denominator, and ``joined``. A provider that
    takes on a programme with more jobs has not become better.
    """
    cells = evidence.panel(indicator).rename(columns={"value": "published"})
    cells = continued(cells, *_lineage(evidence)).assign(indicator=indicator)[UNIT_COLUMNS]
    cells = cells.astype({"numerator": float, "denominator": float})
    of_programme = cells.groupby("programme")
    ratio = of_programme["numerator"].transform("sum") / of_programme["denominator"].transform("sum")
    cells = cells.assign(excess=cells["numerator"] - cells["denominator"] * ratio)
    sums = cells.groupby(["provider_id", "year"], as_index=False)[["excess", "denominator"]].sum()
    sums = sums[sums["denominator"] > 0].rename(columns={"denominator": "size"})
    return sums.assign(
        value=sums["excess"] / sums["size"], joined=sums["provider_id"].map(joined).astype(float)
    )


def _lineage(evidence: Evidence) -> tuple[pd.DataFrame, int]:
    return evidence.rows("provider_lineage"), evidence.years[0] if evidence.years else 0
