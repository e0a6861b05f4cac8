"""Benchmarks, ranks and funnels on the page of comparisons: direction, own mark, no names, nothing raw."""

import re
from html import unescape

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from batt.disclosure import publish_facts
from batt.registry import Options, load
from batt.reports.comparisons.benchmarks import benchmarks
from batt.reports.comparisons.funnels import funnels
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.ranks import ranks
from batt.reports.figures import figure as figure_module
from batt.reports.figures import funnel_plot, rank_intervals
from batt.reports.numbers import Numbers

SECTIONS = {"benchmarks": benchmarks, "ranks": ranks, "funnels": funnels}
YEAR = 2015
READERS = (("public", "nb"), ("provider", "nb"), ("sector", "en"), ("directorate", "en"))


@pytest.fixture(scope="module")
def root(reported_demo):
    return reported_demo


@pytest.fixture(scope="module")
def reader(root):
    """The provider that is placed in most lists."""
    return pd.read_parquet(root.disclosure(YEAR) / "ranks.parquet")["provider_id"].mode().iloc[0]


@pytest.fixture(scope="module")
def shown(root, reader):
    """Return each section as each reader sees it."""
    pages = {
        key: ComparisonPage(root, YEAR, key[1], Options(), key[0], reader if key[0] == "provider" else "")
        for key in READERS
    }
    with pytest.MonkeyPatch.context() as patch:
        # Drawing takes most of the time, and is tested below.
        patch.setattr(figure_module, "to_svg", lambda canvas: '<svg viewBox="0 0 1 1"></svg>')
        return {
            (*key, name): unescape(str(make(page).html))
            for key, page in pages.items()
            for name, make in SECTIONS.items()
        }


def text_of(html):
    """Return what stands on the page: without pictures, tags and doubled spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r'(src|srcset)="[^"]*"', "", html)))


def table(html, id):
    return html.split(f'<figure class="table" id="{id}">')[1].split("</figure>")[0]


def rows_of(html):
    """Return the rows of a table as lists of texts, group headings among them."""
    cells = r"<t[hd][^>]*>(.*?)</t[hd]>"
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [[text_of(cell).strip() for cell in re.findall(cells, row, re.DOTALL)] for row in found]


def test_nothing_raw_is_on_the_page(shown):
    raw = r"\b(NaN|None|nan|NaT|no_interval|too_few|above_95|below_95|same_mix|not_applicable)\b|<NA>"
    for key, html in shown.items():
        assert not re.search(raw, text_of(html)), key


@pytest.mark.parametrize(
    ("role", "lang", "id"),
    [
        ("provider", "nb", "own-against-others"),
        ("provider", "nb", "own-places-in-lists"),
        ("public", "nb", "national-benchmarks"),
        ("sector", "en", "leaders-of-lists"),
        ("directorate", "en", "places-of-all-lists"),
        ("directorate", "en", "funnels-of-all-lists"),
    ],
)
def test_each_list_says_whether_high_is_good(shown, role, lang, id):
    html = next(text for key, text in shown.items() if key[0] == role and f'id="{id}"' in text)
    headings = [row[0] for row in rows_of(table(html, id)) if len(row) == 1]
    entries = {f"{entry.number}. ": entry for entry in load().indicators}
    assert headings
    for heading in headings:
        entry = next(entry for number, entry in entries.items() if heading.startswith(number))
        assert entry.direction_words[lang] in heading


def test_only_those_who_may_are_told_names(shown, root, reader):
    providers = pd.read_parquet(root.clean(YEAR) / "providers.parquet")
    for (role, lang, name), html in shown.items():
        if role in ("public", "provider"):
            told = [one for one in providers["name"] if one in html]
            assert not told, (role, lang, name)
    assert any(one in shown["sector", "en", "benchmarks"] for one in providers["name"])


def test_own_figures_are_marked_and_only_for_their_own_reader(shown):
    for name in SECTIONS:
        assert "◆" in text_of(shown["provider", "nb", name])
        assert "◆" not in text_of(shown["public", "nb", name])


def test_the_country_is_everybody_and_not_those_shown(shown, root):
    values = pd.read_parquet(root.indicators(YEAR))
    country = values[(values["unit_level"] == "country") & (values["indicator"] == "i04")].iloc[0]
    rows = rows_of(table(shown["public", "nb", "benchmarks"], "national-benchmarks"))
    place = next(place for place, row in enumerate(rows) if row[0].startswith("4. "))
    assert rows[place + 1][1] == Numbers("nb").decimal(country["value"], 1)
    assert rows[place + 1][3] == Numbers("nb").integer(country["n"])


def test_the_reading_in_force_stands_first(root):
    options = Options.parse(["national_mean=providers"])
    html = str(benchmarks(ComparisonPage(root, YEAR, "en", options)).html)
    headings = rows_of(table(html, "national-benchmarks"))[0]
    assert headings[1] == "National mean (mean of providers)"
    assert headings[2].startswith("Number") or "The country, all together" in headings


def test_time_in_programme_has_no_best_and_no_places(shown):
    for name, id in (("benchmarks", "national-benchmarks"), ("ranks", "places-of-all-lists")):
        rows = rows_of(table(shown["public", "nb", name], id))
        first = next(place for place, row in enumerate(rows) if row[0].startswith("10. ")) + 1
        for row in rows[first:]:
            if len(row) == 1:
                break
            best = row[-2:] if name == "benchmarks" else row[1:4]
            assert all(cell.startswith("–") for cell in best), row


def test_own_figures_that_others_are_not_shown_stand_without_a_place(shown, root, reader):
    values = pd.read_parquet(root.indicators(YEAR))
    own = values[(values["unit_id"] == reader) & (values["unit_level"] == "provider")]
    own = own[own["value"].notna() & (own["status"] != "not_applicable")]
    ranked = pd.read_parquet(root.disclosure(YEAR) / "ranks.parquet")
    ranked = ranked[ranked["provider_id"] == reader]
    placed = own.merge(ranked[["indicator", "programme", "rank"]], on=["indicator", "programme"])
    rows = rows_of(table(shown["provider", "nb", "ranks"], "own-places-in-lists"))[1:]
    rows = [row for row in rows if len(row) > 1]
    assert len(rows) == len(own)
    assert sum(" av " in row[1] for row in rows) == placed["rank"].notna().sum()


def test_flags_are_counted_beside_those_that_chance_gives(shown, root):
    cells = pd.read_parquet(root.disclosure(YEAR) / "funnel_cells.parquet")
    tested = cells[cells["flag"] != ""]
    rows = [row for row in rows_of(table(shown["public", "nb", "funnels"], "funnels-of-all-lists"))[1:]]
    rows = [row for row in rows if len(row) > 1]
    assert sum(int(row[1]) for row in rows) == len(tested)
    outside = sum(int(row[2]) for row in rows if row[2].isdigit())
    assert outside == (tested["flag"] != "inside").sum()
    expected = Numbers("nb").decimal(tested["alarm_adjusted_95"].sum(), 1)
    assert f"{expected} ventes" in text_of(shown["public", "nb", "funnels"])


def test_where_there_are_no_comparisons_the_page_says_so(root, monkeypatch):
    page = ComparisonPage(root, YEAR, "nb", Options())
    monkeypatch.setattr(page.comparisons, "has", lambda name: False)
    for make in SECTIONS.values():
        html = str(make(page).html)
        assert "<figure" not in html
        assert "<p>Ingen" in html


# Figures of a whole nation, drawn from invented points.


@pytest.fixture(scope="module")
def nation():
    rng = np.random.default_rng(1)
    size = rng.integers(5, 120, 480)
    value = rng.binomial(size, 0.35) / size
    error = np.sqrt(0.35 * 0.65 / size)
    programme = np.repeat(["KIA", "AB", "APS", "AVKL"], 120)
    frame = pd.DataFrame({"programme": programme, "panel": programme, "unit": "share", "size": size})
    frame = frame.assign(measure=value, value=value, ci_low=value - error, ci_high=value + error)
    frame = frame.assign(shrunken=0.35, shrunken_low=0.3, shrunken_high=0.4, own="")
    frame.loc[[7, 130], "own"] = "Dere"
    return publish_facts(frame, why="invented")


@pytest.fixture(scope="module")
def drawn(root, nation):
    """Both figures with the canvases they were drawn on."""
    words = ComparisonPage(root, YEAR, "nb", Options()).words
    sizes = np.geomspace(5, 120, 60)
    limits = {name: 0.35 + sign / np.sqrt(sizes) for name, sign in (("low_95", -0.9), ("high_95", 0.9))}
    limits |= {"low_998": limits["low_95"] - 0.1, "high_998": limits["high_95"] + 0.1}
    limits |= {f"plain_{name}": values for name, values in limits.items()}
    curves = [pd.DataFrame({"panel": key, "n": sizes, "target": 0.35} | limits) for key in ("KIA", "AB")]
    curve = publish_facts(pd.concat(curves), why="invented")
    country = publish_facts(pd.DataFrame({"programme": ["KIA", "AB"], "value": 0.35}), why="invented")
    common = {
        "words": words,
        "title": "Et funn",
        "caption": "x",
        "columns": {"programme": "x"},
        "formats": {},
    }
    panels = {"KIA": "KiA", "AB": "AB"}
    canvases, kept = [], figure_module.to_svg
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure_module, "to_svg", lambda canvas: canvases.append(canvas) or kept(canvas))
        figures = [
            funnel_plot(nation.where(panel=list(panels)), curve, nation, panels=panels, **common),
            rank_intervals(nation.where(panel=list(panels)), nation, country, panels=panels, **common),
        ]
    return figures, canvases


def test_the_own_point_is_a_diamond_with_a_word_in_every_picture(drawn):
    for canvas in drawn[1]:
        assert [text.get_text() for text in canvas.findobj(Text)].count("Dere") == 2
        diamonds = [line for ax in canvas.axes for line in ax.lines if line.get_marker() == "D"]
        assert len(diamonds) == 2


def test_pictures_of_hundreds_of_providers_stay_small(drawn):
    for figure in drawn[0]:
        assert len(figure.wide) < 60_000
        assert len(figure.narrow) < 60_000


def test_alternative_texts_tell_the_finding(drawn):
    for figure in drawn[0]:
        assert "Et funn" in figure.alt
        assert "KiA" in figure.alt
