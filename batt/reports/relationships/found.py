"""What was found: every verdict sentence, the claim's own pictures, and the forest of its numbers."""

from collections.abc import Callable, Mapping

from batt.registry.hypothesis import Hypothesis
from batt.reports.evaluation.joining import joining_pictures
from batt.reports.evaluation.length_of_stay import active_solutions_and_stay_picture, jobs_and_stay_pictures
from batt.reports.evaluation.network import network_picture, prediction_table
from batt.reports.evaluation.supported_employment import first_start_picture, many_placements_picture
from batt.reports.fragment import Fragment, joined
from batt.reports.perceptions.perspectives import perspectives_pictures
from batt.reports.perceptions.two_groups import two_groups_pictures
from batt.reports.perceptions.ways_of_answering import do_not_know_pictures, help_to_answer_table
from batt.reports.relationships.own_tables import (
    certified_groups,
    orders_by_job_codes,
    orders_by_ranking,
    targets_not_suited,
)
from batt.reports.relationships.page import NOTHING, RelationshipsPage, of_a_claim
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import findings_forest, sentences

EVALUATION, PERCEPTIONS = "evaluation", "perceptions"
Picture = Callable[[FindingsPage], Fragment]


def _together(pictures: Callable[[FindingsPage], tuple[Fragment, ...]]) -> Picture:
    return lambda page: joined(pictures(page))


PICTURES: Mapping[str, tuple[str, Picture]] = {
    "H1": (EVALUATION, _together(jobs_and_stay_pictures)),
    "H2": (EVALUATION, active_solutions_and_stay_picture),
    "H6": (EVALUATION, first_start_picture),
    "H7": (EVALUATION, many_placements_picture),
    "H9": (PERCEPTIONS, _together(perspectives_pictures)),
    "H10": (PERCEPTIONS, _together(two_groups_pictures)),
    "H12": (EVALUATION, network_picture),
    "H13": (EVALUATION, prediction_table),
    "H15": (EVALUATION, _together(joining_pictures)),
    "H16": ("relationships", targets_not_suited),
    "H17": ("relationships", certified_groups),
    "H19": ("relationships", orders_by_job_codes),
    "H21": (PERCEPTIONS, _together(do_not_know_pictures)),
    "H22": (PERCEPTIONS, help_to_answer_table),
    "H23": ("relationships", orders_by_ranking),
}
"""Claim → the kind of report whose words its pictures are in, and what draws them."""
OF_LEAVERS = ("H1",)
"""Claims whose picture of those who left stands in the annual report."""


@of_a_claim
def found(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Say every finding, show the claim's pictures, and draw all its numbers in one forest."""
    if not len(page.of(entry.id)):
        return NOTHING
    return (
        page.section("found", page.words("found_title"))
        + sentences(page, entry.id)
        + findings_forest(page, entry.id)
        + _pictures(page, entry)
    )


def _pictures(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    if entry.id not in PICTURES:
        return NOTHING
    kind, draw = PICTURES[entry.id]
    start = page.section("pictures", page.words("pictures_title"), level=3)
    if entry.id in OF_LEAVERS:
        start += page.text("pictures_of_leavers", lang=page.lang)
    return start + draw(page.in_words_of(kind))
