"""A figure as reports handle it: two pictures, words for those who cannot see them, and the table behind."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.errors import DisclosureError, UsageError
from batt.reports.figures.style import NARROW, WIDE, Format, style, to_svg
from batt.reports.tables import Columns


@dataclass(frozen=True, eq=False)
class Figure:
    """A drawn figure.

    Attributes
    ----------
    title
        The finding, as a sentence.
    alt
        What the picture shows, for those who cannot see it.
    caption
        What is drawn, and from what.
    wide, narrow
        The figure as SVG, for screens and paper and for phones.
    table
        The published numbers behind it.
    columns, formats
        How the table is set: see :func:`batt.reports.tables.show_table`.
    """

    title: str
    alt: str
    caption: str
    wide: str
    narrow: str
    table: PublishedTable
    columns: Columns
    formats: Columns

    def told(
        self, *, alt: str | None = None, caption: str | None = None, title: str | None = None
    ) -> "Figure":
        """Return the figure with other words."""
        return replace(
            self,
            alt=self.alt if alt is None else alt,
            caption=self.caption if caption is None else caption,
            title=self.title if title is None else title,
        )


Draw = Callable[[Format], Canvas]


def make_figure(
    draw: Draw,
    *,
    title: str,
    alt: str,
    caption: str,
    table: PublishedTable,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw a figure in both formats.

    Raises
    ------
    DisclosureError
        If the table behind has not been through the door.
    UsageError
        If the figure has no title or nothing to say to those who cannot see it.
    """
    require_published(table)
    if not title.strip() or not alt.strip():
        raise UsageError("A figure needs a title that says what it shows, and an alternative text.")
    wide, narrow = (_picture(draw, fmt) for fmt in (WIDE, NARROW))
    return Figure(title, alt, caption, wide, narrow, table, columns, formats)


def _picture(draw: Draw, fmt: Format) -> str:
    with style(fmt):
        return to_svg(draw(fmt))


def require_published(*tables: object) -> None:
    """Refuse anything that is not a published table.

    Raises
    ------
    DisclosureError
        If one of the tables has not been through the door.
    """
    for table in tables:
        if not isinstance(table, PublishedTable):
            raise DisclosureError(
                f"Figures are drawn from published tables only, not {type(table).__name__}."
            )
