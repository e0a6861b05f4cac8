"""What the words in a table's rows stand for: from labels of the registry back to codes."""

import re
from collections.abc import Mapping
from functools import cache

from batt.registry import load
from batt.reports.words import Words, load_texts

ALL, TOTAL = "ALL", "TOTAL"
_FOR_ALL = {
    "annual_report": ("all_programmes",),
    "comparisons": ("whole_provider",),
    "county_report": ("whole_county",),
    "newsletter": ("all_six",),
    "data_quality": ("total",),
}
_FOR_TOTAL = {"comparisons": "all_programmes_together", "newsletter": "all_four"}
_LIST = re.compile(r"(?:^|◆ )(\d+)\. ([^·]*?)(?: · ([^.·]+?))?(?:\. .*|$)")


@cache
def labels_of(list_name: str, lang: str) -> Mapping[str, str]:
    """Return the codes of a code list by their labels."""
    return {plain(code.label[lang]): code.code for code in load().codes[list_name]}


@cache
def counties(lang: str, year: int) -> Mapping[str, str]:
    """Return the codes of a year's counties by their names."""
    known = load().codes["counties"]
    return {plain(code.label[lang]): code.code for code in known if code.is_valid_in(year)}


@cache
def programmes(lang: str) -> Mapping[str, str]:
    """Return the codes of programmes by their names, long and short, and of what stands for all of them."""
    found = {plain(one.label[lang]): one.code for one in load().programmes}
    found |= {plain(one.short[lang]): one.code for one in load().programmes}
    for page, keys in _FOR_ALL.items():
        words = Words(lang, page)
        found |= {plain(words(key)): ALL for key in keys}
    for page, key in _FOR_TOTAL.items():
        found[plain(Words(lang, page)(key))] = TOTAL
    return found


@cache
def surveys(lang: str) -> Mapping[str, str]:
    """Return surveys by their names and by who answers them."""
    found = {plain(one.name[lang]): one.id for one in load().surveys}
    return found | {plain(one.answered_by[lang]): one.id for one in load().surveys}


@cache
def themes(lang: str) -> Mapping[str, str]:
    """Return themes by their labels."""
    return {plain(one.label[lang]): one.id for one in load().themes}


@cache
def questions(survey: str, lang: str) -> Mapping[str, str]:
    """Return a survey's questions by their texts."""
    return {plain(one.text[lang]): one.id for one in load().survey(survey).questions}


@cache
def indicators(lang: str) -> Mapping[str, str]:
    """Return indicators by their short names."""
    return {plain(one.short[lang]): one.id for one in load().indicators}


@cache
def readings(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Return the alternative readings by what is open and how it is read."""
    return {
        plain(f"{spec.label[lang]}: {label[lang]}"): {"option": spec.key, "choice": choice}
        for spec in load().options
        for choice, label in spec.choices.items()
    }


@cache
def by_words(page: str, prefix: str, lang: str) -> Mapping[str, str]:
    """Return the keys of a page's texts that begin alike, without the prefix, by what they say."""
    found = load_texts(page).items()
    return {plain(entry[lang]): key.removeprefix(prefix) for key, entry in found if key.startswith(prefix)}


def list_named(text: str, lang: str) -> tuple[str, str]:
    """Return the indicator and the programme that a heading such as ``8. Job acquisition · AB`` names.

    The programme is empty where it names none, and the indicator where it is no such heading.
    """
    found = _LIST.search(text)
    if found is None:
        return "", ""
    (number, name, programme) = found.groups()
    indicator = next((one.id for one in load().indicators if one.number == int(number)), "")
    if re.search(r"\b100\b", name):
        indicator += "_per_100"
    return indicator, programmes(lang).get((programme or "").strip(), "")


def plain(text: str) -> str:
    """Return a text without what keeps words together or lets them break, as tables are kept."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u00ad", "").replace("\u2060", "")
