"""Answers about a programme that the provider does not run: right in themselves, and counted nowhere."""

# pandas ships no type stubs: pyright cannot tell a column from a frame in `frame[name]`.
# pyright: reportArgumentType=false, reportCallIssue=false

import pandas as pd

from batt.clean.rows import Rows

KEYS = ["provider_id", "programme"]
SAID_BY = ("spells", "provider_programme_years")
"""A provider runs a programme that it has a course in, or a yearly form for."""


def flag_answers_without_programme(tables: dict[str, Rows]) -> None:
    """Flag user answers whose provider has neither a course nor a form in the programme.

    The indicator table has no row for a programme that is not run, so such an answer would go unseen.
    """
    answers = tables.get("answers_user")
    if answers is None:
        return
    run = pd.concat([tables[name].kept[KEYS] for name in SAID_BY if name in tables])
    is_run = pd.MultiIndex.from_frame(answers.values[KEYS]).isin(pd.MultiIndex.from_frame(run))
    answers.flag(~is_run, "programme", "programme_not_run")
