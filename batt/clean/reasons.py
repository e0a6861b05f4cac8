"""Every reason for which a row is set aside, changed or flagged, with its consequence: once, for all.

The words for readers of reports stand in the texts of the reports, by the same codes.
Source: the row rules agreed for the yearly delivery; WG §§4.1, 4.6–4.11, 5 for what the fields mean.
"""

from dataclasses import dataclass
from typing import Literal

Consequence = Literal["set_aside", "corrected", "flag"]


@dataclass(frozen=True)
class Reason:
    """Why a row is not as agreed, and what follows.

    Attributes
    ----------
    consequence
        ``set_aside``: the row is kept out of the clean tables; ``corrected``: a cell is changed or emptied
        and the row stays; ``flag``: nothing is changed.
    what
        For messages, about one row; the value follows where it may be shown.
    expected, fix
        What would have been right and what to do, as sentences.
    shows_value
        Whether the received value may stand in a message and in the ledger.
    """

    consequence: Consequence
    what: str
    expected: str = ""
    fix: str = ""
    shows_value: bool = True


_ASK = "Ask the sender, or write the right value in data/corrections.csv."

REASONS: dict[str, Reason] = {
    # Where the row belongs
    "wrong_year": Reason(
        "set_aside", "belongs to another year", "Expected the folder's year.", "Move the row to its own year."
    ),
    "wrong_provider": Reason(
        "set_aside",
        "belongs to another provider than the delivery it stands in",
        "Expected the delivering provider's own rows.",
        "Ask the sender whose row it is.",
    ),
    # Cells
    "personal_data": Reason(
        "corrected",
        "the cell looks like an identity number, an e-mail address or a telephone number and was emptied",
        "Expected a pseudonym or a text about no single person.",
        "Ask the sender to remove it from the file, and delete the file received.",
        shows_value=False,
    ),
    "correction_file": Reason("corrected", "changed as data/corrections.csv says"),
    "known_misspelling": Reason(
        "corrected", "misspelt code", fix="Ask the sender to write the code as the code list does."
    ),
    "unknown_code": Reason(
        "set_aside",
        "unknown code",
        fix="If it is a misspelling, add it to the code list as one; if it is new, ask the sender.",
    ),
    "answer_outside_scale": Reason(
        "corrected", "answer outside its scale", "Expected a whole number on the scale.", _ASK
    ),
    "impossible_date": Reason(
        "set_aside",
        "impossible date",
        "Expected a day of the calendar as 2015-03-04 or 04.03.2015 (a month as 2015-03).",
        _ASK,
    ),
    "unreadable_number": Reason(
        "set_aside",
        "is not a number of the expected kind",
        "Expected digits with at most one decimal mark.",
        _ASK,
    ),
    "negative_number": Reason("set_aside", "negative number", "Expected 0 or more.", _ASK),
    "missing_key": Reason("set_aside", "the key is missing", "Expected a value in every row.", _ASK),
    "missing_value": Reason("set_aside", "the value is missing", "Expected a value in every row.", _ASK),
    "value_outside_programme": Reason(
        "corrected",
        "a value that the row's programme does not have",
        "Expected qualifications in KIA only, dates of first start and employment in AB only.",
        _ASK,
    ),
    # Keys and references
    "exact_duplicate": Reason(
        "set_aside",
        "the row stands twice; the first was kept",
        "Expected every row once.",
        "Remove the copy.",
    ),
    "key_conflict": Reason(
        "set_aside",
        "the same key stands in rows with different content",
        "Expected one row for each key.",
        "Ask the sender which of them is right, and remove the others.",
    ),
    "broken_reference": Reason(
        "set_aside", "refers to a row that was not received", "Expected a row with this key.", _ASK
    ),
    "parent_set_aside": Reason(
        "set_aside",
        "refers to a row that was set aside",
        "Expected that row to be usable.",
        "Put the row that it refers to right first.",
    ),
    "delivered_by_both": Reason(
        "set_aside",
        "two providers that became one delivered this for one person's course",
        "Expected it from one of them.",
        "Nothing is lost; ask the sender to leave it out if the record kept is the right one.",
    ),
    "moved_to_kept_course": Reason(
        "corrected", "referred to a course that two providers that became one delivered"
    ),
    # Dates
    "end_before_start": Reason(
        "set_aside", "ends before it starts", "Expected an end on or after the start.", _ASK
    ),
    "starts_after_year": Reason(
        "set_aside", "starts after the year", "Expected a start on or before 31 December of the year.", _ASK
    ),
    "exit_outside_year": Reason(
        "set_aside", "exit dated outside the year", "Expected an exit dated in the folder's year.", _ASK
    ),
    "cause_without_end": Reason(
        "set_aside", "an end cause without an end date", "Expected both or neither.", _ASK
    ),
    "end_without_cause": Reason(
        "set_aside", "an end date without an end cause", "Expected both or neither.", _ASK
    ),
    "unknown_follow_up_time": Reason(
        "set_aside", "not a time of follow-up", "Expected 6, 12 or 24 months after the exit.", _ASK
    ),
    # Remarks: the row stays
    "not_approved": Reason("flag", "A2 or A3 without NAV's approval on or before the end"),
    "too_long": Reason("flag", "longer than the programme's maximum stay with its tolerance"),
    "overlapping_spells": Reason(
        "flag", "overlaps an earlier course of the same person in the same programme"
    ),
    "date_outside_spell": Reason("flag", "dated outside the course"),
    "job_before_first_start": Reason("flag", "employed before the first start in working life"),
    "weeks_differ": Reason("flag", "the weeks delivered are not those between the dates"),
    "age_out_of_range": Reason("flag", "age outside 16–75 years"),
    "date_outside_year": Reason("flag", "dated outside the year"),
    "other_scale": Reason("flag", "answers on another scale than 1–6, reported apart"),
    "programme_not_run": Reason(
        "flag", "about a programme in which the provider has no course and no yearly form"
    ),
    "total_differs": Reason("flag", "a total delivered is not the one that the rows give"),
    "unknown_column": Reason("flag", "a column that no table description knows; not used"),
    "correction_unused": Reason(
        "flag", "a correction whose row is not in what was received and used for this year"
    ),
    "contradictory_lineage": Reason("flag", "mergers and new names contradict each other; not used"),
    "delivery_broken": Reason("flag", "the delivery could not be used and counts as not received"),
}


def consequence(reason: str) -> Consequence:
    """Return what follows from a reason."""
    return REASONS[reason].consequence
