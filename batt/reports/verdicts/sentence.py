"""From one row of the findings to its sentence: what was found, how sure, the verdict and its reason."""

import math
from typing import Any

from batt.disclosure import MIN_PERSONS
from batt.relationships.leavers.judge import MINIMUM_CLUSTERS, MINIMUM_LEAVERS, MINIMUM_OF_EACH
from batt.relationships.register import EXPLORATORY
from batt.reports.numbers import Numbers
from batt.reports.verdicts.scales import BOUNDED, Level, Row, scale_of
from batt.reports.words import Words

SUPPORTED, NOT_SUPPORTED, CANNOT_TELL = "supported", "not_supported", "cannot_tell"
VERDICTS = (SUPPORTED, NOT_SUPPORTED, CANNOT_TELL)
TEXTS = "verdicts"


def verdict_sentence(row: Row, subject: str, lang: str, *, group: str = "") -> str:
    """Say what one finding is, with its uncertainty and its verdict.

    Parameters
    ----------
    row
        One row of the published findings (`batt.reports.verdicts.shown`): a number that is not shown is
        missing.
    subject
        What the number is, as a phrase (``subject`` of the part in the registry).
    lang
        ``nb`` or ``en``.
    group
        Name of the programme, where the part is examined one programme at a time.

    Returns
    -------
    str
        "{Subject}: {value} (95% interval …; p after Holm …). {Verdict}: {reason}.", and for every verdict but
        ``supported`` the difference that such a test finds four times in five. Labelled when exploratory.
    """
    words = Words(lang, TEXTS)
    about = full_subject(words, subject, group)
    if has_number(row):
        sentence = words(
            "finding_said",
            subject=about,
            value=value_said(row, words),
            uncertainty=uncertainty_said(row, words),
            verdict=verdict_told(row, words),
        )
    elif is_hidden(row):
        sentence = words("finding_hidden", subject=about, persons=Numbers(lang).integer(MIN_PERSONS))
    else:
        sentence = words("finding_without_number", subject=about, verdict=verdict_told(row, words))
    return words("finding_exploratory", sentence=sentence) if row["family"] == EXPLORATORY else sentence


def finding_title(row: Row, subject: str, lang: str, *, group: str = "") -> str:
    """Say what one finding is in a few words, for the title of a picture."""
    words = Words(lang, TEXTS)
    about, verdict = full_subject(words, subject, group), verdict_name(row, lang)
    if not has_number(row):
        return f"{about}: {verdict}"
    return words("finding_short", subject=about, value=value_said(row, words), verdict=verdict)


def verdict_name(row: Row, lang: str) -> str:
    """Return a finding's verdict as a label."""
    return Words(lang, TEXTS)(f"verdict_{row['verdict']}")


def value_said(row: Row, words: Words) -> str:
    """Return a finding's number in words."""
    return scale_of(row, words).value(float(row["value"]))


def interval_said(row: Row, words: Words) -> str:
    """Return a finding's interval in words."""
    return scale_of(row, words).interval(float(row["low"]), float(row["high"]))


def uncertainty_said(row: Row, words: Words) -> str:
    """Return interval and p-value: adjusted for the family where the part is in it, and said so where not."""
    interval = interval_said(row, words)
    kind = "holm" if is_known(row["p_holm"]) else "plain"
    p = row["p_holm"] if kind == "holm" else row["p"]
    if not is_known(p):
        return words("uncertainty", interval=interval)
    key = f"uncertainty_{kind}{'_one_sided' if row['is_one_sided'] else ''}"
    return words(key, interval=interval, p=Numbers(words.lang).p_value(p))


def verdict_told(row: Row, words: Words) -> str:
    """Return the verdict with its reason, and what such a test would have found."""
    told = words(f"told_{row['verdict']}", why=reason_told(row, words))
    if row["verdict"] == SUPPORTED or not has_power(row):
        return told
    return f"{told} {words('told_detectable', size=detectable_said(row, words))}"


def reason_told(row: Row, words: Words) -> str:
    """Return why a finding got its verdict, or why there is no number."""
    integer = Numbers(words.lang).integer
    # A claim that something differs has no side of its own.
    key = f"because_{row['reason']}"
    return words(
        f"{key}_differs" if row["direction"] == "differs" and f"{key}_differs" in words else key,
        smallest=smallest_said(row, words),
        against=against_said(row, words),
        leavers=integer(MINIMUM_LEAVERS),
        of_each=integer(MINIMUM_OF_EACH),
        providers=integer(MINIMUM_CLUSTERS),
    )


def against_said(row: Row, words: Words) -> str:
    """Return the level that says "nothing there", where it is not zero and a reader cannot guess it."""
    scale = scale_of(row, words)
    if not isinstance(scale, Level) or float(row["null"]) == 0:
        return ""
    return words("against_level", level=scale.value(float(row["null"])))


def smallest_said(row: Row, words: Words) -> str:
    """Return the smallest difference that matters in practice."""
    return scale_of(row, words).size(float(row["smallest_effect"]), float(row["null"]), row["direction"])


def detectable_said(row: Row, words: Words) -> str:
    """Return the smallest difference that such a test finds four times in five."""
    return scale_of(row, words).size(float(row["detectable"]), float(row["null"]), row["direction"])


def full_subject(words: Words, subject: str, group: str) -> str:
    """Return the subject as a sentence starts, with its programme."""
    phrase = words("finding_subject_of", subject=subject, group=group) if group else subject
    return capital(phrase)


def capital(phrase: str) -> str:
    """Return a phrase as a sentence starts."""
    return phrase[:1].upper() + phrase[1:]


def has_number(row: Row) -> bool:
    """Whether a finding has a number that is shown."""
    return all(is_known(row[name]) for name in ("value", "low", "high"))


def has_power(row: Row) -> bool:
    """Whether it is known what such a test would have found; an interval that ends at zero does not tell."""
    return is_known(row["detectable"]) and row["method"] not in BOUNDED


def is_hidden(row: Row) -> bool:
    """Whether a finding has a number that is hidden."""
    return bool(row["is_hidden"])


def is_known(number: Any) -> bool:
    """Whether a number is there."""
    return number is not None and not math.isnan(float(number))
