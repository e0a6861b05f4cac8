"""The map of counties: every county once, unknown ones below, nothing said that a table does not say."""

import pandas as pd
import pytest

from batt.disclosure import publish_facts
from batt.reports.figures import figure as module
from batt.reports.figures.county_map import county_map
from batt.reports.words import Words

NAMES = {"03": "Oslo", "14": "Sogn og Fjordane", "17": "Nord-Trøndelag", "50": "Trøndelag", "20": "Finnmark"}


def values(**standings):
    """Return one figure for each county named; a standing of None leaves the number out."""
    rows = [
        {
            "county": code.removeprefix("c"),
            "unit": "share",
            "value": 0.3 + 0.01 * place if standing else float("nan"),
            "ci_low": 0.2,
            "ci_high": 0.5,
            "n": 40,
            "standing": standing or "unknown",
        }
        for place, (code, standing) in enumerate(standings.items())
    ]
    return publish_facts(pd.DataFrame(rows), why="invented")


@pytest.fixture
def canvases(monkeypatch):
    """Every canvas that is drawn."""
    drawn, kept = [], module.to_svg

    def keep(canvas):
        svg = kept(canvas)
        drawn.append(canvas)
        return svg

    monkeypatch.setattr(module, "to_svg", keep)
    return drawn


def drawn_map(table, **more):
    words = Words("nb", "county_map")
    return county_map(table, counties=NAMES, words=words, title="Oslo ligger klart over landet", **more)


def letters_on(canvas):
    return [text.get_text() for text in canvas.axes[0].texts]


def test_every_county_has_one_tile_with_its_figure(canvases):
    drawn_map(values(c03="above", c14="below", c17="none"), own="03")
    for canvas in canvases:
        told = [text.replace("\n", " ") for text in letters_on(canvas)]
        assert "30 % ▲" in [text.replace("\xa0", " ") for text in told]
        assert "31 % ▼" in [text.replace("\xa0", " ") for text in told]
        assert [text for text in told if text.replace("- ", "-") in NAMES.values()].__len__() == len(NAMES)
        assert told.count("◆") == 1


def test_a_county_that_the_map_does_not_know_stands_below_it(canvases):
    figure = drawn_map(values(c03="none", c50="none", c99="none"))
    for canvas in canvases:
        places = {text.get_text(): text.get_position()[1] for text in canvas.axes[0].texts}
        lowest = max(places[name] for name in places if name in ("Oslo", "Finnmark"))
        assert places["Trøndelag"] > lowest and places["99"] > lowest
        assert "Ikke på kartet:" in places
    assert set(figure.table.data["name"]) == {"Oslo", "Trøndelag", "99"}


def test_the_words_for_those_who_cannot_see_it_name_the_finding_and_the_extremes():
    figure = drawn_map(values(c03="none", c14="above"))
    assert "Oslo ligger klart over landet." in figure.alt
    assert "Sogn og Fjordane" in figure.alt


def test_letters_lie_neither_on_each_other_nor_beyond_the_picture(canvases, load_module):
    drawn_map(values(c03="above", c14=None, c17="none", c50="below", c20="none"), own="14")
    letters = load_module(__file__, "letters")
    assert [fault for canvas in canvases for fault in letters.faults(canvas)] == []


def test_a_picture_is_light_and_the_same_each_time():
    table = values(c03="above", c14="below", c17="none", c50="none", c20=None)
    first, second = drawn_map(table), drawn_map(table)
    assert first.wide == second.wide and first.narrow == second.narrow
    assert len(first.wide) < 40_000 and len(first.narrow) < 40_000
