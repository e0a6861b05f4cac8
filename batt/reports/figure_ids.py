"""The name of every figure and table in every report, and the quiet line below it that says it.

A name is ``<page>.<figure>.<year>``, where the page is its kind and, if there are several of the kind, whose
it is: ``annual_report.i08-country.2015``, ``scorecard.A017.glance-table.2015``. A figure has the same name in
both languages. The data behind a figure belong to it and have no name of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from batt.errors import Problem, UsageError
from batt.provenance.record.manifest import HOW
from batt.reports.page_head import PageHead
from batt.reports.words import Words

_TAGS = re.compile(r'<figure class="([^"]*)" id="([^"]*)">|</figure>')
_FEWEST_PARTS = 3


@dataclass(frozen=True)
class FigureId:
    """The name of one figure or table of one year's reports.

    Attributes
    ----------
    page
        The kind of page, and whose it is among those of its kind: ``scorecard.A017``.
    figure
        The id on the page, as in the address ``annual_report.nb.html#i08-country``.
    """

    page: str
    figure: str
    year: int

    def __str__(self) -> str:
        return f"{self.page}.{self.figure}.{self.year}"

    @property
    def kind(self) -> str:
        """The kind of page."""
        return self.page.partition(".")[0]

    @property
    def of(self) -> str:
        """Whose page it is, as in its file's name; empty where there is one for all."""
        return self.page.partition(".")[2]

    @classmethod
    def parse(cls, text: str) -> "FigureId":
        """Return the parts of a name.

        Raises
        ------
        UsageError
            If it is no such name.
        """
        parts = text.split(".")
        if len(parts) < _FEWEST_PARTS or not all(parts) or not parts[-1].isdecimal():
            raise UsageError(
                Problem(
                    text,
                    "is not the name of a figure or table",
                    "Expected page, figure and year with points between, as below each figure:"
                    " annual_report.i08-country.2015 or scorecard.A017.glance-table.2015.",
                    "Copy it from the page.",
                )
            )
        return cls(".".join(parts[:-2]), parts[-2], int(parts[-1]))


@dataclass(frozen=True)
class NumberedFigure:
    """A figure or table as it stands on a page: its id there, its number, and where its markup ends."""

    id: str
    is_table: bool
    number: int
    end: int


def numbered_figures(html: str) -> Iterator[NumberedFigure]:
    """Give the figures and the tables of a page in order, each kind counted from 1.

    Tables inside a figure are the data behind it, and are not counted.
    """
    counted = {True: 0, False: 0}
    inside: list[tuple[str, bool]] = []
    for tag in _TAGS.finditer(html):
        if tag[2]:
            inside.append((tag[2], "table" in tag[1].split()))
            continue
        id, is_table = inside.pop()
        if not inside:
            counted[is_table] += 1
            yield NumberedFigure(id, is_table, counted[is_table], tag.start())


def with_ids(body: Markup, head: PageHead, words: Words) -> Markup:
    """Set below each figure and table its number, its name, and a link to how it was made.

    A page that is no report of a year (:attr:`PageHead.page`) has numbers alone.
    """
    parts, begin = [], 0
    for figure in numbered_figures(body):
        parts += [body[begin : figure.end], _line(figure, head, words)]
        begin = figure.end
    return Markup("").join([*parts, body[begin:]])


def _line(figure: NumberedFigure, head: PageHead, words: Words) -> Markup:
    told = Markup.escape(words("numbered_table" if figure.is_table else "numbered_figure", n=figure.number))
    if head.page:
        id = FigureId(head.page, figure.id, head.year)
        told += Markup(' · {} <a href="{}">{}</a>').format(id, _how(id, head), words("how_made_link"))
    return Markup('<p class="made">{}</p>').format(told)


def _how(id: FigureId, head: PageHead) -> str:
    """Return the address, relative to the page, of what is said of its kind in the account of the run."""
    folder, slash, _ = head.home.rpartition("/")
    return f"{folder}{slash}{HOW}.{head.lang}.html#{id.kind}"
