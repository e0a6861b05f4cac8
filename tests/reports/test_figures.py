"""Figures: the same bytes each time, nothing undisclosed, no letters on each other."""

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.text import Text

from batt.disclosure import HIDDEN
from batt.errors import DisclosureError
from batt.paths import Root
from batt.reports.figures import figure as module
from batt.reports.figures import indicator_dots
from batt.reports.figures.style import spread_apart
from batt.reports.page import Page
from batt.reports.words import Words

KINDS = ("dots", "trend", "bars", "profiles", "curve", "areas")


@pytest.fixture(scope="module")
def drawn(load_module, tmp_path_factory):
    """Draw every sample figure in both languages; keep the canvases as they were drawn."""
    sample = load_module(__file__, "sample")
    canvases = []
    kept = module.to_svg
    root = Root(tmp_path_factory.mktemp("root"))
    pages = {lang: Page(root, 2015, "sample", lang, texts=()) for lang in ("nb", "en")}
    with pytest.MonkeyPatch.context() as patch:

        def keep_canvas(canvas):
            svg = kept(canvas)
            canvases.append(canvas)
            return svg

        patch.setattr(module, "to_svg", keep_canvas)
        figures = {lang: sample.sample_figures(page) for lang, page in pages.items()}
    return figures, canvases, sample, pages


def test_figures_are_the_same_bytes_each_time(drawn):
    figures, _, sample, pages = drawn
    again = sample.sample_figures(pages["nb"])
    for kind in KINDS:
        assert again[kind].wide == figures["nb"][kind].wide
        assert again[kind].narrow == figures["nb"][kind].narrow


def test_a_picture_names_no_date_and_needs_no_font(drawn):
    for figure in drawn[0]["en"].values():
        assert "<text" not in figure.wide
        assert "dc:date" not in figure.wide


def test_letters_lie_neither_on_each_other_nor_beyond_the_picture(drawn, load_module):
    """Look at every canvas: two languages, six kinds, two formats."""
    letters, canvases = load_module(__file__, "letters"), drawn[1]
    assert len(canvases) == 2 * len(KINDS) * 2
    assert [fault for canvas in canvases for fault in letters.faults(canvas)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_alternative_texts_say_what_is_drawn(drawn, kind):
    figures = drawn[0]
    for lang, pointer in (("nb", "Tallene står i tabellen"), ("en", "The numbers are in the table")):
        alt = figures[lang][kind].alt
        assert pointer in alt
        assert "nan" not in alt.split()
        assert any(character.isdigit() for character in alt)


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_behind_a_figure_has_been_through_the_door(drawn, kind):
    figure = drawn[0]["nb"][kind]
    shown = [column for key in figure.columns for column in ([key] if isinstance(key, str) else key)]
    assert set(shown) <= set(figure.table.columns)


def test_a_hidden_value_is_neither_drawn_nor_in_the_words(drawn):
    dots = drawn[0]["nb"]["dots"]
    assert dots.table.cell("value", programme="Kvalifisering i arbeidsmarkedsbedrift").state == HIDDEN
    assert "Kvalifisering" not in dots.alt


def test_a_hatched_programme_gets_no_row(drawn):
    texts = [text.get_text() for text in drawn[1][0].findobj(Text)]
    assert "Avklaring" in texts
    assert "Varig tilrettelagt arbeid" not in texts


def test_only_published_tables_are_drawn():
    with pytest.raises(DisclosureError, match="DataFrame"):
        indicator_dots(pd.DataFrame(), year=2015, programmes={}, words=Words("nb"), title="x")


def test_labels_that_would_lie_on_each_other_move_apart_and_keep_their_order():
    moved = spread_apart([0.50, 0.10, 0.51, 0.52], 0.05)
    assert sorted(range(4), key=lambda place: moved[place]) == [1, 0, 2, 3]
    ordered = sorted(moved)
    assert all(above - below > 0.0499 for below, above in pairwise(ordered))
    assert moved[1] == 0.10
