"""H5: more partners, more people in placements; and those who were in one, more often to a job?"""

from batt.relationships.clustered.within_between import within_between
from batt.relationships.courses import courses, external_placements, followed_from_start, to_employment
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.panels import KEY, partners_per_100
from batt.relationships.staying.after_change import hazard_after

PROGRAMMES = ("APS", "KIA", "AB")
JOB = 1
PARTNERS_PER_STEP = 10


def examine(evidence: Evidence) -> Examined:
    """Take the two steps one by one: partners to placements by provider, placement to job by person."""
    return Examined(
        (
            Finding("placements_within", _placements_within(evidence)),
            *(
                Finding("job_after_placement", _job_after_placement(evidence, code), code)
                for code in PROGRAMMES
            ),
        )
    )


def _placements_within(evidence: Evidence) -> Estimate:
    """Return the rise of the share in placements (i06) per ten more partners per hundred participants.

    From year to year at a provider in a programme. The provider's size is held fixed: it stands under both
    the exposure and the outcome.
    """
    placed = evidence.panel("i06").rename(columns={"value": "placed"})
    if placed.empty:
        return no_estimate("within_between", "share_difference", "not_delivered")
    frame = placed[[*KEY, "programme", "placed", "denominator"]].merge(
        partners_per_100(evidence), on=KEY, validate="many_to_one"
    )
    return within_between(
        frame.assign(tens=frame["partners_per_100"] / PARTNERS_PER_STEP),
        outcome="placed",
        exposure="tens",
        scale="share_difference",
        weight="denominator",
        fixed=("year", "programme"),
        controls=("log_participants",),
    ).within


def _job_after_placement(evidence: Evidence, programme: str) -> Estimate:
    """Return the ratio of the chance of a job in a week, after a first placement against before one.

    Only courses that began inside the data, since earlier placements are not known. A placement counts from
    the day after it began, so nobody is placed in time in which they were not.
    """
    rows = to_employment(followed_from_start(courses(evidence, programme)))
    if rows.empty or evidence.rows("placements").empty:
        return no_estimate("cox", "hazard_ratio", "not_delivered", n=len(rows))
    placements = external_placements(evidence, rows, has_follow_up=True)
    first = placements.groupby("row")["day"].min().reindex(range(len(rows))).to_numpy(dtype=float)
    return hazard_after(
        rows["entry_days"].to_numpy(dtype=float),
        rows["time_days"].to_numpy(dtype=float),
        (rows["cause"] == JOB).to_numpy(),
        rows["provider_id"].to_numpy(),
        first,
    )
