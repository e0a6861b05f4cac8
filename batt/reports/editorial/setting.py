"""Set one editorial text for one reader: its Markdown as HTML, with the results that the reader may see."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from batt.disclosure import PublishedTable
from batt.errors import Problem
from batt.reports.editorial.markup import Faults, to_caption, to_html, with_values
from batt.reports.editorial.parse import Text
from batt.reports.editorial.results import (
    EXPECTED,
    PLACEHOLDER,
    STRAY_BRACE,
    Result,
    nearest,
    parse_result,
)

_FIRST_MARK = 0xE200
"""Values stand as private characters while Markdown is read, so that nothing in them acts as a mark."""
_NO_VALUE = {
    "hidden": "may not be shown to this reader",
    "missing": "has no value: nothing was delivered",
    "too_few": "has no value: there are too few behind it",
    "not_applicable": "has no value: the indicator does not apply to the programme",
    "no_interval": "has no interval",
}
_REMEDY = "Write the sentence without it."


@dataclass(frozen=True)
class Reader:
    """Who reads a text, in which language, and what there is to be read.

    Attributes
    ----------
    name
        Role of the reader, for messages.
    visible
        The table in which a result is looked up for this reader.
    everything
        All results by name, for telling apart what does not exist and what the reader may not know.
    """

    lang: str
    name: str
    visible: Callable[[Result], PublishedTable]
    everything: Callable[[], PublishedTable]


def set_text(text: Text, reader: Reader) -> tuple[Markup, list[Problem]]:
    """Return a text as HTML, and everything in it that cannot be set."""
    values: dict[str, str] = {}
    problems: list[Problem] = []
    parts: list[str] = []
    end = 0
    for found in PLACEHOLDER.finditer(text.body):
        mark = chr(_FIRST_MARK + len(values))
        shown, problem = _value(text.where(text.body[: found.start()]), found[0], found[1], reader)
        values[mark] = shown
        problems += [problem] if problem else []
        parts += [text.body[end : found.start()], mark]
        end = found.end()
    body = "".join([*parts, text.body[end:]])
    stray = STRAY_BRACE.search(body)
    if stray:
        problems.append(
            Problem(
                text.where(body[: stray.start()]),
                f"there is a '{stray[0]}' that is no part of a placeholder",
                EXPECTED,
                f"A brace that is meant as such is written \\{stray[0]}.",
            )
        )
    faults = Faults()
    html = to_caption(body, faults) if text.place.is_caption else to_html(body, faults)
    problems += [
        Problem(
            text.where(body[: max(body.find(part), 0)]),
            what,
            expected,
            "Change it in the file.",
        )
        for part, what, expected in faults.found
    ]
    return with_values(html, values), problems


def _value(where: str, placeholder: str, inside: str, reader: Reader) -> tuple[str, Problem | None]:
    """Return what stands for a placeholder, or why nothing can."""
    result = parse_result(inside)
    if result is None:
        return "", Problem(where, f"{placeholder} names no result", EXPECTED)
    values = reader.visible(result)
    state = result.state(values)
    if state == "shown":
        return result.text(values, reader.lang), None
    if state != "unknown":
        told = f" ({reader.name})" if state == "hidden" else ""
        return "", Problem(where, f"{placeholder} {_NO_VALUE[state]}{told}", fix=_REMEDY)
    everything = reader.everything()
    if len(result.row(everything)) == 1:
        what = f"{placeholder} is of a provider that this reader ({reader.name}) does not know by name"
        return "", Problem(where, what, fix=_REMEDY)
    near = ", ".join(f"{{{name}}}" for name in nearest(result, everything))
    return "", Problem(
        where,
        f"{placeholder} does not exist among the results",
        f"Nearest: {near}." if near else EXPECTED,
        "Write one that exists, or the sentence without it.",
    )
