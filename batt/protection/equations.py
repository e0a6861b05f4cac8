"""The equations between the counts of a table: within a row, between indicators, and of parts and wholes.

All are written as frames with one row per term: ``equation`` (its name), ``variable``, ``factor``; the terms
of an equation add up to zero. Wholes have a negative factor.
"""

import numpy as np
import pandas as pd

from batt.protection.variables import (
    COMPLETING,
    COUNTED,
    END_CAUSE,
    EXITS,
    KEYS,
    NOT_APPROVED,
    PARTICIPANTS,
    SCORE_HIGHEST,
    SCORE_LOWEST,
    STARTS,
    STILL_IN,
    SUMMED,
)

ALL_PROGRAMMES = "ALL"
ALL_YEARS = 0
_JOBS = tuple(f"{END_CAUSE}F{i} events" for i in range(1, 7))
# What counts as a job under each reading (option job_codes), the default first.
_JOB_READINGS = (_JOBS, _JOBS[:5], (*_JOBS[:4], _JOBS[5]), _JOBS[:1])
_ACTIVE = tuple(f"{END_CAUSE}A{i} events" for i in range(1, 4))

Form = dict[str, int]


def row_equations(variables: pd.DataFrame) -> pd.DataFrame:
    """Return the equations inside one row: events + others = persons, and scores between 1 and 6."""
    kinds = pd.Index([*COUNTED, *SUMMED, *COMPLETING])
    wide = variables.pivot(index="row", columns="kind", values="variable").reindex(columns=kinds)
    forms: list[tuple[str, Form]] = [
        ("share", {"events": 1, "others": 1, "persons": -1}),
        ("low", {"sum": 1, "answers": -SCORE_LOWEST, "slack_low": -1}),
        ("high", {"answers": SCORE_HIGHEST, "sum": -1, "slack_high": -1}),
    ]
    return pd.concat([_written(name, wide, form) for name, form in forms])


def between_indicators(table: pd.DataFrame, variables: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """Return the equations between indicators, end causes and activity, and fill in the rests in ``values``.

    A rest is what is left of the exits after jobs and active solutions, of the active solutions after those
    that need no approval, of the courses after the participants (who may have several) and after the starts.
    What the known values contradict somewhere is not taken to hold anywhere.
    """
    keys = [key for key in KEYS if key != "indicator"]
    frame = variables.join(table[KEYS], on="row")
    frame = frame.assign(name=frame["indicator"] + " " + frame["kind"])
    wide = frame.pivot(index=keys, columns="name", values="variable").reset_index(drop=True)
    causes = [name for name in wide.columns if name.startswith(END_CAUSE) and name.endswith(" events")]
    courses = {f"{EXITS} persons": -1, f"{STILL_IN} persons": -1}
    same_exits = wide[wide["i08 persons"] == wide["i09 persons"]] if _has(wide, "i08", "i09") else wide[:0]
    found = [
        _with_rest("exits", same_exits, {"i08 events": 1, "i09 events": 1, "i08 persons": -1}, "i08", values),
        _with_rest("approval", wide, {_ACTIVE[0]: 1, "i09 events": -1}, "end_cause.A1", values),
        _with_rest("courses", wide, {f"{PARTICIPANTS} persons": 1, **courses}, PARTICIPANTS, values),
        _with_rest("starts", wide, {f"{STARTS} persons": 1, **courses}, STARTS, values),
    ]
    certain: list[list[tuple[str, Form]]] = [
        [("causes", {**dict.fromkeys(causes, 1), f"{END_CAUSE}F1 persons": -1})],
        [("active", {**dict.fromkeys(_ACTIVE, 1), "i09 events": -1, f"{NOT_APPROVED} persons": -1})],
        [("one course", {f"{EXITS} persons": 1, f"{STILL_IN} persons": 1, f"{PARTICIPANTS} persons": -1})],
        [("jobs", {**dict.fromkeys(codes, 1), "i08 events": -1}) for codes in _JOB_READINGS],
    ]
    for readings in certain:
        written = [_written(name, wide, form) for name, form in readings]
        found += [terms for terms in written if not _is_contradicted(terms, values)][:1]
    return pd.concat(found)


def sums(table: pd.DataFrame, variables: pd.DataFrame, counties: pd.Series) -> pd.DataFrame:
    """Return parts = whole along units, programmes and years."""
    frame = variables[variables["kind"].isin([*COUNTED, *SUMMED])].join(table[KEYS], on="row")
    whole = frame[[*KEYS, "kind", "variable"]].rename(columns={"variable": "whole"})
    level, county = frame["unit_level"], frame["unit_id"].map(counties)
    parents = {
        "county": frame.assign(unit_level="county", unit_id=county)[level.eq("provider") & county.notna()],
        "country": frame.assign(unit_level="country", unit_id="NO")[level.eq("county")],
        "programme": frame.assign(programme=ALL_PROGRAMMES)[frame["programme"].ne(ALL_PROGRAMMES)],
        "year": frame.assign(year=ALL_YEARS)[frame["year"].ne(ALL_YEARS)],
    }
    found = []
    for name, parts in parents.items():
        joined = parts.merge(whole, on=[*KEYS, "kind"], how="inner", validate="many_to_one")
        # Several indicators share their persons: the sum is written down once.
        joined = joined[["whole", "variable"]].drop_duplicates()
        names = [f"{name}{i}" for i in joined["whole"]]
        found.append(pd.DataFrame({"equation": names, "variable": joined["variable"], "factor": 1}))
        wholes = joined["whole"].drop_duplicates()
        names = [f"{name}{i}" for i in wholes]
        found.append(pd.DataFrame({"equation": names, "variable": wholes, "factor": -1}))
    return pd.concat(found)


def _has(wide: pd.DataFrame, *indicators: str) -> bool:
    return all(f"{indicator} persons" in wide for indicator in indicators)


def _written(name: str, wide: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Write a form down for every line of a frame of variables that has them all."""
    lines = wide.reindex(columns=pd.Index(list(form))).dropna().astype(int)
    names = [f"{name}{i}" for i in lines.index]
    terms = [
        pd.DataFrame({"equation": names, "variable": lines[kind], "factor": factor})
        for kind, factor in form.items()
    ]
    return pd.concat(terms, ignore_index=True)


def _with_rest(name: str, wide: pd.DataFrame, form: Form, indicator: str, values: np.ndarray) -> pd.DataFrame:
    """Write a form down with the rest that completes it, without lines where the rest would be negative."""
    rest = f"{indicator} rest"
    lines = wide.reindex(columns=pd.Index([*form, rest])).dropna().astype(int)
    left = np.zeros(len(lines))
    for kind, factor in form.items():
        left -= factor * values[lines[kind].to_numpy()]
    values[lines[rest].to_numpy()] = left
    return _written(name, lines[~(left < 0)], {rest: 1, **form})


def _is_contradicted(terms: pd.DataFrame, values: np.ndarray) -> bool:
    """Tell whether known values contradict any of the equations; no equation at all contradicts nothing."""
    amounts = (terms["factor"] * values[terms["variable"].to_numpy(dtype=int)]).groupby(terms["equation"])
    # A sum with an unknown in it contradicts nothing.
    return bool((amounts.sum().abs().gt(1e-6) & amounts.count().eq(amounts.size())).any())
