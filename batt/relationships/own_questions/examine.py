"""Examine a researcher's own questions as a family of their own, exploratory everywhere."""

from collections.abc import Sequence

import pandas as pd

from batt.errors import UsageError
from batt.paths import Root
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Finding
from batt.relationships.leavers.bands import COLUMNS as BAND_COLUMNS
from batt.relationships.own_questions.answer import CURVE_COLUMNS, OwnAnswer, answer
from batt.relationships.own_questions.question import (
    OwnQuestion,
    make_question,
    name_problems,
    read_questions,
)
from batt.relationships.own_questions.wording import claim_part, names, people, subject
from batt.relationships.register import EXPLORATORY, judged

QUESTION_COLUMNS = (
    *("question", "family", "model", "claim_nb", "claim_en", "subject_nb", "subject_en"),
    *("people_nb", "people_en", "outcome_nb", "outcome_en", "exposure_nb", "exposure_en", "unit"),
    *("covariates_nb", "covariates_en", "caveats"),
)


def examine_own(evidence: Evidence, root: Root) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Examine the questions in ``hypotheses.yaml`` of a root.

    Returns
    -------
    findings
        One row per question and programme, in the columns of `batt.relationships.register.judged`, judged as
        the family ``exploratory``; no rows where the root has no such file.
    tables
        ``own_questions``: one row per question, what it says and asks. ``own_curves``: one row per question,
        programme and point (``question, programme, at, share, low, high, n_near``). ``own_bands``: one row
        per question, programme and band of the exposure, as observed.

    Raises
    ------
    RegistryError
        The file is wrong; all problems are told.
    """
    questions = read_questions(root)
    answers = [answer(evidence, one, code) for one in questions for code in one.programmes]
    found = [
        (
            one.question.id,
            claim_part(one.question),
            Finding(one.question.model, one.estimate, one.programme),
        )
        for one in answers
    ]
    return judged(found, EXPLORATORY), {
        "own_questions": pd.DataFrame(
            [_question_row(one) for one in questions], columns=list(QUESTION_COLUMNS)
        ),
        "own_curves": _stacked([(one, one.curve) for one in answers], CURVE_COLUMNS),
        "own_bands": _stacked([(one, one.bands) for one in answers], BAND_COLUMNS),
    }


def own_curve(
    evidence: Evidence,
    *,
    outcome: str,
    exposure: str,
    programme: str,
    covariates: Sequence[str] = (),
    smallest_effect: float = 0.05,
) -> OwnAnswer:
    """Draw up one curve of one's own, without a file: the share with an outcome over an exposure.

    Parameters
    ----------
    outcome, exposure, covariates
        As in ``hypotheses.yaml`` of a root: ``job``, ``active``, ``weeks`` or columns of the clean courses.
    programme
        One programme's code.

    Returns
    -------
    OwnAnswer
        Labelled exploratory; `curve` has the points, `estimate` the largest difference along it.

    Raises
    ------
    UsageError
        A name is not known or not suited; all problems are told.
    """
    entry = {
        "claim": f"{outcome}: {exposure}",
        "programme": [programme],
        "outcome": outcome,
        "exposure": exposure,
        "covariates": list(covariates),
        "model": "curve",
        "direction": "differs",
        "smallest_effect": smallest_effect,
    }
    problems = list(name_problems(entry, "own_curve"))
    if problems:
        raise UsageError(problems)
    return answer(evidence, make_question("", entry), programme)


def _question_row(question: OwnQuestion) -> dict[str, str]:
    texts = {
        "claim": question.claim,
        "subject": subject(question),
        "people": people(question),
        "outcome": question.outcome.label,
        "exposure": question.exposure.label,
    }
    return {
        "question": question.id,
        "family": EXPLORATORY,
        "model": question.model,
        "unit": question.exposure.unit,
        "caveats": " ".join(question.caveats),
        **{f"{name}_{lang}": text[lang] for name, text in texts.items() for lang in ("nb", "en")},
        **{f"covariates_{lang}": names(question.covariates, lang) for lang in ("nb", "en")},
    }


def _stacked(parts: list[tuple[OwnAnswer, pd.DataFrame]], columns: Sequence[str]) -> pd.DataFrame:
    """Put the tables of all answers below each other, with question and programme in front."""
    frames = [
        part.assign(question=one.question.id, programme=one.programme) for one, part in parts if len(part)
    ]
    names_of = ["question", "programme", *columns]
    return pd.concat(frames, ignore_index=True)[names_of] if frames else pd.DataFrame(columns=names_of)
