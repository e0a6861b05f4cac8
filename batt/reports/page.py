"""What a report notebook writes with: each call returns a piece of the page, which shows itself.

A report is words (:mod:`batt.reports.words`), published tables and figures. Numbers reach it as published
tables only, and running text gets them through :meth:`Page.number`, where a hidden number stays hidden.
"""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from batt.disclosure import OF_ONE_PROVIDER, PublishedTable, Role, check_reader
from batt.errors import DisclosureError, UsageError
from batt.paths import Root
from batt.reports.editorial import caption as editors_caption
from batt.reports.editorial import editorial
from batt.reports.figures import Figure
from batt.reports.figures.lean import data_uri
from batt.reports.formats import format_value
from batt.reports.fragment import Fragment
from batt.reports.numbers import Numbers
from batt.reports.page_head import PageHead, neighbours
from batt.reports.prose import to_inline_html
from batt.reports.tables import Columns, mark, show_table
from batt.reports.words import Words

BOXES = ("note", "limits", "warning")
_NARROW_SCREEN = "screen and (max-width: 640px)"


class Page:
    """One report in one language.

    Parameters
    ----------
    root
        Where the years live; says whether the data are invented.
    year
        Year of the report.
    kind
        Kind of report; its texts are read from ``texts/<kind>.yaml`` unless ``texts`` says otherwise.
    lang
        ``nb`` or ``en``.
    forening
        Which association's providers are in: ``all``, ``ATTF`` or ``ASVL``.
    texts
        Files of texts to read instead.
    role, unit
        Who reads, and whose page it is, for the roles of one provider or county.
    """

    def __init__(
        self,
        root: Root,
        year: int,
        kind: str,
        lang: str,
        forening: str = "all",
        *,
        texts: Sequence[str] | None = None,
        role: Role = "public",
        unit: str | None = None,
    ):
        check_reader(role, unit)
        self.root = root
        self.year = year
        self.kind = kind
        self.lang = lang
        self.forening = forening
        self.role: Role = role
        self.unit = unit
        self.words = Words(lang, *((kind,) if texts is None else texts))
        self.numbers = Numbers(lang)

    @property
    def provider(self) -> str | None:
        """The provider whose page it is; None on a page of a county, or of everybody."""
        return self.unit if self.role in OF_ONE_PROVIDER else None

    def head(
        self,
        title: str,
        *,
        of: str | None = None,
        lead: str = "",
        kicker: str = "",
        notices: Sequence[str] = (),
        **more: Any,
    ) -> PageHead:
        """Return what stands around the page.

        Parameters
        ----------
        of
            Whose page it is among those of its kind, as in its file's name, or empty where there is one for
            all: then the page is linked with its neighbours.
        more
            Any other field of :class:`PageHead`.
        """
        facts = (
            (self.words("published_by"), self.words("publisher")),
            (self.words("providers_included"), self.words(f"forening_{self.forening}")),
        )
        near: dict[str, Any] = {}
        if of is not None:
            near = {**neighbours(self.kind, self.lang, of), "page": ".".join(filter(None, (self.kind, of)))}
        fields = {"facts": facts, "is_simulated": self.root.is_simulated, **near, **more}
        return PageHead(
            self.lang,
            title,
            self.year,
            kicker or self.words("system_name"),
            lead,
            notices=tuple(notices),
            **fields,
        )

    def section(self, id: str, title: str, *, level: int = 2, new_page: bool = False) -> Fragment:
        """Return a heading, and the editor's comment below it where there is one.

        Level 2 is listed in the contents; ``new_page`` starts one in print.
        """
        if level not in (2, 3):
            raise UsageError(
                f"Heading {id}: level {level}. Expected 2 or 3; the title of the page is level 1."
            )
        _check_id(id)
        heading = Fragment(
            Markup('<h{level} id="{id}"{new_page}>{title}</h{level}>').format(
                level=level, id=id, new_page=Markup(' class="new-page"') if new_page else "", title=title
            )
        )
        comment = editorial(self, id)
        return heading + comment if comment.html else heading

    def text(self, key: str, **values: Any) -> Fragment:
        """Return a text of the page's files, its values escaped."""
        return Fragment(self.words.html(key, **values))

    def prose(self, *sentences: str) -> Fragment:
        """Return sentences made elsewhere as one paragraph, as they are."""
        return Fragment(Markup("<p>{}</p>").format(Markup(" ").join(sentences)))

    def box(self, key: str, *, kind: str = "note", title: str = "", **values: Any) -> Fragment:
        """Return a text set apart: ``note``, ``limits`` (what a number cannot tell) or ``warning``."""
        if kind not in BOXES:
            raise UsageError(f"Box {key}: kind {kind!r}. Expected one of: {', '.join(BOXES)}.")
        heading = Markup('<p class="box-title">{}</p>').format(title) if title else Markup("")
        return Fragment(
            Markup('<div class="box {}" role="note">{}{}</div>').format(
                kind, heading, self.words.html(key, **values)
            )
        )

    def table(
        self, published: PublishedTable, *, id: str, columns: Columns, caption: str, **more: Any
    ) -> Fragment:
        """Return a published table. ``more``: see :func:`batt.reports.tables.show_table`."""
        notes = [*more.pop("notes", ()), *filter(None, [editors_caption(self, id)])]
        return show_table(
            published, id=id, columns=columns, caption=caption, words=self.words, notes=notes, **more
        )

    def figure(self, figure: Figure, *, id: str, source: str = "") -> Fragment:
        """Return a figure with the finding as its title, its caption, and the table behind it to unfold."""
        _check_id(id)
        data = show_table(
            figure.table,
            id=f"{id}-data",
            columns=figure.columns,
            formats=figure.formats,
            caption=self.words("data_behind_of", title=figure.title),
            words=self.words,
            source=source,
        )
        caption = Markup('<span class="caption">{}</span>').format(to_inline_html(figure.caption))
        caption += editors_caption(self, id)
        return Fragment(
            Markup(
                '<figure class="picture" id="{id}">'
                '<figcaption><span class="finding">{title}</span>{caption}</figcaption>'
                '<picture><source media="{narrow_screen}" srcset="{narrow}"{narrow_size}>'
                '<img src="{wide}" alt="{alt}"{wide_size}></picture>'
                '<details class="data"><summary>{summary}</summary>{data}</details></figure>'
            ).format(
                id=id,
                title=figure.title,
                caption=caption,
                narrow_screen=_NARROW_SCREEN,
                narrow=data_uri(figure.narrow, without_spaces=True),
                narrow_size=_size(figure.narrow),
                wide=data_uri(figure.wide),
                wide_size=_size(figure.wide),
                alt=figure.alt,
                summary=self.words("data_behind"),
                data=data.html,
            ),
            data.tables,
        )

    def key_figures(
        self, published: PublishedTable, *, label: str, value: str, format: str = "integer", note: str = ""
    ) -> Fragment:
        """Return a row of large numbers, one for each row of a published table.

        ``label``, ``value`` and ``note`` are columns; ``format`` is the name of a format, or a column of
        names.
        """
        _require_published(published)
        tiles = []
        for row in range(len(published)):
            name, cell = (list(published.cells(column))[row] for column in (label, value))
            chosen = list(published.cells(format))[row].value if format in published.columns else format
            shown = (
                format_value(self.numbers, cell.value, str(chosen))
                if cell.is_shown
                else mark(cell.state, self.words)
            )
            below = list(published.cells(note))[row].value if note else ""
            tiles.append(
                Markup("<div><dt>{}</dt><dd>{}</dd>{}</div>").format(
                    name.value, shown, Markup('<dd class="aside">{}</dd>').format(below) if below else ""
                )
            )
        return Fragment(Markup('<dl class="key-figures">{}</dl>').format(Markup("").join(tiles)))

    def number(self, published: PublishedTable, column: str, format: str, **keys: Any) -> str:
        """Return one published number as text for a sentence; a number that is not shown gives its mark.

        Raises
        ------
        KeyError
            If not exactly one row has these keys.
        """
        _require_published(published)
        cell = published.cell(column, **keys)
        if cell.is_shown:
            return format_value(self.numbers, cell.value, format)
        return self.words("hidden_mark") if cell.state == "hidden" else self.words("absent_mark")


def _require_published(table: object) -> None:
    if not isinstance(table, PublishedTable):
        raise DisclosureError(f"A page shows published tables only, not {type(table).__name__}.")


def _check_id(id: str) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", id):
        raise UsageError(f"Id {id!r}: expected letters, digits and hyphens, a letter first.")


def _size(svg: str) -> Markup:
    """Return the picture's proportions, so that the page does not jump while it loads."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if found is None:
        return Markup("")
    return Markup(' width="{}" height="{}"').format(round(float(found[1])), round(float(found[2])))
