"""H19: does it change the picture which job codes are counted? The providers' order under each reading."""

import pandas as pd

from batt.indicators.open_readings import IN_FORCE
from batt.relationships.agreement import METHOD, NULL, order_agreement
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding

JOBS, OPTION = "i08", "job_codes"
CHOICES = ("without_F6", "without_F5", "F1_only")
KEY = ["programme", "provider_id"]
COLUMNS = ["choice", "programme", "kendall", "low", "high", "providers_n"]


def examine(evidence: Evidence) -> Examined:
    """Compare the order in force with the order under each narrower reading, in the last year.

    Providers are compared within a programme, and the pairs of all programmes added up. Only those with the
    indicator's minimum number of exits are ranked, as on the page of comparisons.
    """
    runs = evidence.comparisons.get("reading_runs", pd.DataFrame())
    if runs.empty:
        missing = no_estimate(METHOD, "correlation", "not_delivered")
        return Examined(tuple(Finding(choice, missing) for choice in CHOICES))
    of_jobs = runs[
        (runs["year"] == runs["year"].max()) & (runs["indicator"] == JOBS) & (runs["status"] == "ok")
    ]
    in_force = of_jobs.loc[of_jobs["option"] == IN_FORCE, [*KEY, "value"]]
    findings, tables = [], []
    for choice in CHOICES:
        other = of_jobs.loc[(of_jobs["option"] == OPTION) & (of_jobs["choice"] == choice), [*KEY, "value"]]
        if other.empty:
            findings.append(Finding(choice, no_estimate(METHOD, "correlation", "not_delivered")))
            continue
        both = in_force.merge(other, on=KEY, suffixes=("", "_other"), validate="one_to_one")
        findings.append(Finding(choice, order_agreement(both, "value", "value_other", within="programme")))
        tables.append(_by_programme(both).assign(choice=choice))
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    return Examined(tuple(findings), {"h19_orders": table[COLUMNS]})


def _by_programme(both: pd.DataFrame) -> pd.DataFrame:
    """Return one row per programme with the agreement of its own two orders."""
    rows = []
    for programme, group in both.groupby("programme"):
        one = order_agreement(group, "value", "value_other", null=NULL)
        rows.append((programme, one.value, one.low, one.high, len(group)))
    return pd.DataFrame(rows, columns=COLUMNS[1:])
