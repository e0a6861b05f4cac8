"""A researcher's own questions: read ``hypotheses.yaml`` of a root and tell everything that is wrong with it.

Names in the file are looked up in the codebook and nothing else is done with them: no text of the file is
ever evaluated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, cast

from batt.errors import Problem, RegistryError
from batt.paths import Root
from batt.registry import load as load_registry
from batt.registry.codebook import Variable, fields, variable
from batt.registry.files import read_yaml
from batt.registry.label import Label
from batt.registry.validate import content_problems
from batt.relationships.verdict import Direction

Model = Literal["curve", "logit", "cox"]

SPELLS, OWN = "spells", "own_questions"
JOB_OR_ACTIVE = {"job": "i08", "active": "i09"}
"""Outcomes made from the cause of the exit, with the indicator that says which programmes they are for."""

_NUMBERS = ("integer", "decimal")
_AS_EXPOSURE: dict[str, tuple[str, ...]] = {
    "curve": _NUMBERS,
    "logit": (*_NUMBERS, "yes_no"),
    "cox": (*_NUMBERS, "yes_no"),
}
_AS_COVARIATE = (*_NUMBERS, "yes_no", "code")
_TYPE_WORDS = {"integer": "a number", "decimal": "a number", "yes_no": "yes or no", "code": "a code"}


@dataclass(frozen=True)
class OwnQuestion:
    """One question: does an outcome go with an exposure, among people alike in the covariates?

    Attributes
    ----------
    id
        ``Q1``, ``Q2`` …; empty for one asked in a notebook.
    programmes
        Codes, in the order of the registry; each is examined by itself.
    model
        ``curve`` (share with the outcome over the exposure), ``logit`` (average difference in the share) or
        ``cox`` (ratio of the rates of leaving).
    per
        The difference in the exposure that ``logit`` and ``cox`` tell the effect of, in its own unit.
    """

    id: str
    claim: Label
    programmes: tuple[str, ...]
    outcome: Variable
    exposure: Variable
    covariates: tuple[Variable, ...]
    model: Model
    direction: Direction
    smallest_effect: float
    per: float = 1.0

    @property
    def caveats(self) -> tuple[str, ...]:
        """Keys of the registry's caveats that are printed beside the answer.

        What becomes known in the course depends on how long it lasts, and a job ends it.
        """
        is_of_the_stay = any(one.known in ("during", "end") for one in (self.exposure, *self.covariates))
        return ("selection", "duration") if is_of_the_stay else ("selection",)


def read_questions(root: Root) -> tuple[OwnQuestion, ...]:
    """Return the questions of a root, in the order of their numbers; none where there is no file.

    Raises
    ------
    RegistryError
        With everything that is wrong: file, question, value, what was expected.
    """
    if not root.own_questions.exists():
        return ()
    where = root.relative(root.own_questions)
    content = read_yaml(root.own_questions, where)
    problems = list(content_problems(content, OWN, where))
    if isinstance(content, dict):
        problems += [
            problem
            for name, entry in content.items()
            if isinstance(entry, dict)
            for problem in name_problems(entry, f"{where}, {name}")
        ]
    if problems:
        raise RegistryError(problems)
    return tuple(
        make_question(name, entry) for name, entry in sorted(content.items(), key=lambda one: int(one[0][1:]))
    )


def make_question(name: str, entry: dict[str, Any]) -> OwnQuestion:
    """Return the question that an entry of the file asks; the entry has been checked."""
    claim = entry["claim"]
    return OwnQuestion(
        id=name,
        claim=Label(claim, claim) if isinstance(claim, str) else Label(claim["nb"], claim["en"]),
        programmes=_programmes(entry),
        outcome=_find(entry["outcome"]),
        exposure=_find(entry["exposure"]),
        covariates=tuple(_find(one) for one in entry.get("covariates", ())),
        model=entry["model"],
        direction=entry["direction"],
        smallest_effect=float(entry["smallest_effect"]),
        per=float(entry.get("per", 1)),
    )


def name_problems(entry: dict[str, Any], where: str) -> Iterator[Problem]:
    """Yield what is wrong with the columns, programmes and sizes that an entry names.

    What has another shape than the schema asks for is passed over: the schema has told it.
    """
    model = cast(Model, entry.get("model"))
    if model not in _AS_EXPOSURE:
        return
    covariates = entry.get("covariates")
    roles = [
        ("outcome", entry.get("outcome"), _outcome_names(model)),
        ("exposure", entry.get("exposure"), _names(_AS_EXPOSURE[model], model)),
        *(("covariates", one, _names(_AS_COVARIATE, model)) for one in _texts(covariates)),
    ]
    seen: set[str] = set()
    for role, name, known in roles:
        if not isinstance(name, str):
            continue
        if name not in known:
            yield _unsuited(f"{where}, {role}", name, role, known)
        elif name in seen:
            yield Problem(
                f"{where}, {role}",
                f"'{name}' has another part in this question already",
                "Expected outcome, exposure and covariates to be different columns.",
                "Name another column, or leave it out.",
            )
        seen.add(name)
    yield from _programme_problems(entry, where)
    size = entry.get("smallest_effect")
    if isinstance(size, int | float) and (size <= 1 if model == "cox" else size >= 1):
        yield Problem(
            f"{where}, smallest_effect",
            f"{size:g} is no {'ratio above 1' if model == 'cox' else 'difference between two shares'}",
            "Expected 1.1 for one tenth more." if model == "cox" else "Expected 0.05 for 5 in 100.",
        )


def _programme_problems(entry: dict[str, Any], where: str) -> Iterator[Problem]:
    known = _programmes({**entry, "programme": "all"})
    given = entry.get("programme", "all")
    for code in () if given == "all" else [given] if isinstance(given, str) else _texts(given):
        if code not in known:
            yield Problem(
                f"{where}, programme",
                f"'{code}' is no programme that this outcome is counted in",
                f"Known: {', '.join(known)}, or all.",
            )


def _programmes(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the programmes asked about; ``all`` are those that the outcome is meant for."""
    registry = load_registry()
    indicator = JOB_OR_ACTIVE.get(str(entry.get("outcome")))
    known = registry.applicable(indicator) if indicator else registry.programme_codes
    given = entry.get("programme", "all")
    chosen = known if given == "all" else (given,) if isinstance(given, str) else tuple(given)
    return tuple(code for code in known if code in chosen)


def _find(name: str) -> Variable:
    return variable(OWN if name in fields(OWN) else SPELLS, name)


def _outcome_names(model: Model) -> dict[str, Variable]:
    if model == "cox":
        return {name: _find(name) for name in JOB_OR_ACTIVE}
    return {name: one for name, one in _known().items() if one.type == "yes_no"}


def _names(types: Iterable[str], model: Model) -> dict[str, Variable]:
    """Return the columns of some types; for ``cox`` only those known when the course starts.

    What becomes known later is known of those who stayed that long: it would give them time in which nothing
    could happen to them. Source: Suissa (2008), American Journal of Epidemiology 167, 492–499.
    """
    return {
        name: one
        for name, one in _known().items()
        if one.type in types and (one.known == "start" or model != "cox")
    }


def _known() -> dict[str, Variable]:
    # The programme is no part of a question: each programme is examined by itself.
    return {name: _find(name) for name in (*fields(OWN), *fields(SPELLS), "year") if name != "programme"}


def _unsuited(where: str, name: str, role: str, known: dict[str, Variable]) -> Problem:
    there = _known().get(name)
    what = f"there is no column '{name}'"
    if there is not None:
        kind = _TYPE_WORDS.get(there.type, f"of the type {there.type}")
        when = {"during": ", known only during the course", "end": ", known only at its end"}
        what = f"'{name}' ({kind}{when.get(there.known, '')}) cannot be used here"
    near = get_close_matches(name, known, n=1)
    return Problem(
        where,
        what,
        f"Expected one of: {', '.join(known)}.",
        f"Did you mean {near[0]}?" if near and there is None else "",
    )


def _texts(values: Any) -> list[str]:
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
