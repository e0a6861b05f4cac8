"""From a file of editorial texts to its texts, each with the place on a page that its heading names."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from batt.errors import Problem, UnreadableFile
from batt.paths import Root

FOREWORD = "foreword"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"# *(?P<place>[^#\s].*?)[ #]*")
_PLACE = re.compile(
    r"(?:(?P<kind>[a-z][a-z0-9_]*)(?:/(?P<unit>[^/#\s]+))?(?P<mark>[/#]))?(?P<id>[A-Za-z][A-Za-z0-9_-]*)"
)
_OWN_MARKS = re.compile("[\ue000-\uf8ff]")
"""Characters that mean nothing outside a program; the workbook uses some while it sets a text."""


@dataclass(frozen=True)
class Place:
    """Where a text goes.

    Attributes
    ----------
    kind
        Kind of report; empty for a foreword of every report that has one.
    id
        Id of the section, figure or table on the page.
    unit
        The one provider or county on whose page it stands; empty for all pages of the kind.
    is_caption
        Whether it stands below a figure or table instead of after a heading.
    """

    kind: str
    id: str
    unit: str = ""
    is_caption: bool = False

    def __str__(self) -> str:
        of = "/".join(part for part in (self.kind, self.unit) if part)
        return f"{of}{'#' if self.is_caption else '/'}{self.id}" if of else self.id


@dataclass(frozen=True)
class Text:
    """One editorial text: where it goes, what it says, and on which line of which file its heading stands."""

    place: Place
    body: str
    file: str
    line: int

    def where(self, before: str = "") -> str:
        """Return file, line and place as the editor knows them; the line on which ``before`` ends."""
        return f"{self.file}, line {self.line + before.count(chr(10))}, {self.place}"


def read_texts(root: Root, year: int, lang: str) -> tuple[list[Text], list[Problem]]:
    """Read the editorial texts of a year in one language.

    Returns
    -------
    list of Text
        In the order of the file; texts without a word are left out. Empty if there is no file.
    list of Problem
        Headings that name no place or one that has been named, words before the first heading, and a comment
        without an end.

    Raises
    ------
    UnreadableFile
        If the file is no text in UTF-8.
    """
    path = root.editorial(year, lang)
    if not path.is_file():
        return [], []
    file = root.relative(path)
    texts: list[Text] = []
    content = _content(path, file)
    problems = _open_comment(content, file)
    for line, heading, body in _sections(content):
        place = place_of(heading)
        if place is None:
            problems += [_no_place(file, line, heading)] if heading or body.strip() else []
        elif any(text.place == place for text in texts):
            problems.append(
                Problem(
                    f"{file}, line {line}", f"names {place} a second time", fix="Put the two texts together."
                )
            )
        elif body.strip():
            texts.append(Text(place, body, file, line))
    return texts, problems


def place_of(heading: str) -> Place | None:
    """Return the place that a heading names; None if it names none."""
    found = _PLACE.fullmatch(heading)
    if found is None or (not found["kind"] and found["id"] != FOREWORD):
        return None
    # Ids on pages have hyphens; whoever writes an underscore means the same.
    id = found["id"].replace("_", "-")
    return Place(found["kind"] or "", id, found["unit"] or "", found["mark"] == "#")


def _content(path: Path, file: str) -> str:
    """Return what the file says, without its comments; every line keeps its number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            Problem(
                file,
                f"is not in UTF-8 (byte {error.start})",
                "Expected text in UTF-8.",
                "Save it again with the encoding UTF-8.",
            )
        ) from None
    text = _OWN_MARKS.sub("", unicodedata.normalize("NFC", text))
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def _sections(content: str) -> list[tuple[int, str, str]]:
    """Return (line, heading, body) of each part; the body begins with the rest of the heading's line."""
    parts: list[tuple[int, str, list[str]]] = [(1, "", [])]
    for number, line in enumerate(content.split("\n"), 1):
        found = _HEADING.fullmatch(line)
        if found:
            parts.append((number, found["place"], [""]))
        else:
            parts[-1][2].append(line)
    return [(number, heading, "\n".join(lines)) for number, heading, lines in parts]


def _open_comment(content: str, file: str) -> list[Problem]:
    before, opened, _ = content.partition("<!--")
    if not opened:
        return []
    line = before.count("\n") + 1
    return [
        Problem(f"{file}, line {line}", "a comment begins with <!-- and does not end", fix="End it with -->.")
    ]


def _no_place(file: str, line: int, heading: str) -> Problem:
    return Problem(
        f"{file}, line {line}",
        f"the heading '{heading}' names no place" if heading else "words stand before the first heading",
        "Expected a heading such as '# foreword', '# annual_report/jobs' or '# annual_report#figure-id'.",
        "batt editorial lists the places. Headings inside a text begin with two hashes.",
    )
