"""H12: do the indicators counteract and reinforce one another? Every two of them, the others held fixed."""

import numpy as np
import pandas as pd

from batt.comparisons.multiplicity import FALSE_DISCOVERY_RATE, benjamini_hochberg
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.network.partial_correlations import PartialCorrelations, partial_correlations
from batt.relationships.network.provider_profiles import provider_profiles

OF_FEW_PROGRAMMES = ("i11", "i12", "i13")
"""Indicators that only KIA or AB has: with them the table holds only providers that run both."""


def examine(evidence: Evidence) -> Examined:
    """Correlate the providers' figures over all years, freed from programme and year.

    Pairs of the ten indicators that every provider with exits can have are estimated among all those
    providers, with these ten held fixed; pairs with one of the other three among those that have all
    thirteen, with all held fixed. The false discovery rate is controlled over all pairs together.
    """
    profiles = provider_profiles(evidence.values)
    common = profiles.drop(columns=[name for name in OF_FEW_PROGRAMMES if name in profiles])
    among_most, among_few = partial_correlations(common), partial_correlations(profiles)
    findings = (
        Finding("job_and_active", among_most.estimate("i08", "i09")),
        Finding("training_and_users", among_most.estimate("i02", "i04")),
    )
    return Examined(findings, {"h12_network": _network(among_most, among_few)})


def _network(among_most: PartialCorrelations, among_few: PartialCorrelations) -> pd.DataFrame:
    """Return one row per pair of indicators, each from the larger table that has both."""
    rows = []
    for b, second in enumerate(among_few.names):
        for first in among_few.names[:b]:
            is_common = first in among_most.names and second in among_most.names
            of_pair = among_most if is_common else among_few
            at = of_pair.names.index(first), of_pair.names.index(second)
            names = ("correlation", "partial", "shrunken", "low", "high", "p")
            numbers = {name: getattr(of_pair, name)[at] for name in names}
            rows.append({"indicator_a": first, "indicator_b": second, **numbers, "n": of_pair.n})
    columns = ["indicator_a", "indicator_b", "correlation", "partial", "shrunken", "low", "high", "p", "n"]
    table = pd.DataFrame(rows, columns=columns)
    p_bh = benjamini_hochberg(table["p"].to_numpy(dtype=float))
    return table.assign(p_bh=p_bh, is_edge=np.nan_to_num(p_bh, nan=1.0) <= FALSE_DISCOVERY_RATE)
