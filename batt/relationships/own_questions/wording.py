"""Say in both languages what a question's number is about, from the labels of the codebook.

Low, middle and high are the 10th, 50th and 90th percentile (`batt.relationships.own_questions.answer`).
"""

from batt.registry.codebook import Variable
from batt.registry.hypothesis import ClaimPart
from batt.registry.label import Label
from batt.relationships.own_questions.question import OwnQuestion

SCALES = {"curve": "share_difference", "logit": "share_difference", "cox": "hazard_ratio"}


def claim_part(question: OwnQuestion) -> ClaimPart:
    """Return the part that the question is judged by, as the register has them."""
    return ClaimPart(
        key=question.model,
        subject=subject(question),
        direction=question.direction,
        scale=SCALES[question.model],
        smallest_effect=question.smallest_effect,
        is_primary=True,
    )


def subject(question: OwnQuestion) -> Label:
    """Return what the number is, as a phrase that a sentence can start with."""
    return Label(
        _compared_nb(question) + _adjusted(question, "nb", ", justert for "),
        _compared_en(question) + _adjusted(question, "en", ", adjusted for "),
    )


def people(question: OwnQuestion) -> Label:
    """Return whom the number is about."""
    if question.model == "cox":
        return Label("blant alle som startet", "among everybody who started")
    return Label("blant dem som sluttet", "among those who left")


def _compared_nb(question: OwnQuestion) -> str:
    outcome, exposure = (f"«{one.label.nb}»" for one in (question.outcome, question.exposure))
    among = people(question).nb
    if question.model == "curve":
        if question.direction == "differs":
            return (
                f"den største forskjellen i andelen {outcome} mellom lav, midlere og høy {exposure}, {among}"
            )
        return f"forskjellen i andelen {outcome} mellom høy og lav {exposure}, {among}"
    step = _step(question, "nb")
    if question.model == "cox":
        return f"forholdet mellom ratene for {outcome} når {exposure} er {step}, {among}"
    return f"forskjellen i andelen {outcome} når {exposure} er {step}, {among}"


def _compared_en(question: OwnQuestion) -> str:
    outcome, exposure = (f"‘{one.label.en}’" for one in (question.outcome, question.exposure))
    among = people(question).en
    if question.model == "curve":
        if question.direction == "differs":
            between = f"between low, middle and high {exposure}"
            return f"the largest difference in the share {outcome} {between}, {among}"
        return f"the difference in the share {outcome} between high and low {exposure}, {among}"
    step = _step(question, "en")
    if question.model == "cox":
        return f"the ratio of the rates of {outcome} when {exposure} is {step}, {among}"
    return f"the difference in the share {outcome} when {exposure} is {step}, {among}"


def _step(question: OwnQuestion, lang: str) -> str:
    if question.exposure.type == "yes_no":
        return {"nb": "ja og ikke nei", "en": "yes and not no"}[lang]
    return f"{question.per:g} {'høyere' if lang == 'nb' else 'higher'}"


def _adjusted(question: OwnQuestion, lang: str, words: str) -> str:
    return words + names(question.covariates, lang) if question.covariates else ""


def names(variables: tuple[Variable, ...], lang: str) -> str:
    """Return labels in a row, in small letters."""
    return ", ".join(one.label[lang][:1].lower() + one.label[lang][1:] for one in variables)
