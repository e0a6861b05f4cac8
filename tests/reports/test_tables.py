import re

import pandas as pd
import pytest

from batt.disclosure import publish_facts, publish_shares
from batt.disclosure.publish import publish_indicators
from batt.errors import DisclosureError, UsageError
from batt.reports.tables import show_table
from batt.reports.words import Words

WORDS = {"nb": Words("nb"), "en": Words("en")}
COLUMNS = {"programme": "Programme", "share": "Share", ("low", "high"): "Interval", "n": "n"}
FORMATS = {"share": "percent1", ("low", "high"): "percent", "n": "integer"}


@pytest.fixture
def shares():
    frame = pd.DataFrame(
        {"programme": ["A <b>&", "B", "C"], "x": [355, 2, 0], "n": [1000, 40, 0], "low": 0.3, "high": 0.4}
    )
    return publish_shares(frame, numerator="x", denominator="n", also=["low", "high"])


def show(published, lang="nb", **changes):
    arguments = {"id": "t", "columns": COLUMNS, "formats": FORMATS, "caption": "Shares", "words": WORDS[lang]}
    return str(show_table(published, **arguments | changes))


def cells(html):
    """Return the body as rows of texts, spaces made ordinary and marks as they look."""
    html = re.sub(r'<span class="spoken">.*?</span>', "", html)
    rows = re.findall(r"<tr>(.*?)</tr>", html, flags=re.DOTALL)
    texts = [
        [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.DOTALL)]
        for row in rows
    ]
    return [[text.replace("\u202f", " ").replace("\u00a0", " ") for text in row] for row in texts]


def test_numbers_are_written_in_the_readers_language(shares):
    assert cells(show(shares))[1] == ["A &lt;b&gt;&amp;", "35,5 %", "30–40 %", "1 000"]
    assert cells(show(shares, "en"))[1] == ["A &lt;b&gt;&amp;", "35.5%", "30–40%", "1,000"]


def test_hidden_numbers_are_colons_and_absent_ones_dashes(shares):
    body = cells(show(shares))
    assert body[2] == ["B", ":", ":", "40"]
    assert body[3][1] == "–"


def test_the_legend_tells_only_of_marks_that_occur(shares):
    assert WORDS["nb"]("legend_hidden") in show(shares)
    assert WORDS["nb"]("legend_not_applicable") not in show(shares)
    only_shown = show(shares.where(programme="A <b>&"))
    assert WORDS["nb"]("legend_hidden") not in only_shown
    assert WORDS["nb"]("legend_absent") not in only_shown


def test_marks_are_spoken(shares):
    assert WORDS["nb"]("hidden_spoken") in show(shares)


def test_each_cell_of_a_grouped_table_names_its_headers(shares):
    html = show(shares.with_text("g", lambda row: "One"), groups="g")
    ids = set(re.findall(r'id="([^"]+)"', html))
    named = [name for headers in re.findall(r'headers="([^"]+)"', html) for name in headers.split()]
    assert named
    assert set(named) <= ids


def test_headings_of_a_plain_table_have_a_scope_and_its_cells_name_none(shares):
    html = show(shares)
    assert html.count('scope="row"') == 3
    assert html.count('scope="col"') == 4
    assert "headers=" not in html


def test_a_wide_table_scrolls_in_a_box_that_can_be_reached_by_keyboard(shares):
    assert re.search(
        r'<div class="scroll" role="region" tabindex="0" aria-labelledby="t-caption">\s*<table', show(shares)
    )


def test_numbers_stand_to_the_right_and_words_to_the_left(shares):
    html = show(shares)
    assert html.count('<td class="right">') == 9
    assert 'id="t-table-Programme" class="right"' not in html


def test_a_unit_decides_how_its_row_is_written():
    row = {"year": 2015, "unit_level": "country", "unit_id": "NO", "status": "ok", "denominator": 50, "n": 50}
    frame = pd.DataFrame(
        [
            row | {"programme": "AB", "indicator": "i08", "unit": "share", "value": 0.456, "numerator": 23},
            row | {"programme": "AB", "indicator": "i10", "unit": "weeks", "value": 21.25, "numerator": 900},
            row | {"programme": "ALL", "indicator": "i01", "unit": "score", "value": 4.412, "numerator": 75},
        ]
    ).assign(ci_low=0.1, ci_high=0.2)
    html = show(
        publish_indicators(frame),
        columns={"indicator": "Indicator", "value": "Value"},
        formats={"value": "unit"},
    )
    assert cells(html)[1:] == [["i08", "46 %"], ["i10", "21,3"], ["i01", "4,41"]]


def test_rows_can_stand_in_groups():
    table = publish_facts(
        pd.DataFrame({"g": ["One", "Two"], "a": ["x", "y"], "n": [1, 2]}), why="made for a test"
    )
    html = show(table, columns={"a": "A", "n": "N"}, formats={"n": "integer"}, groups="g")
    assert html.count('scope="colgroup"') == 2


def test_a_table_says_nothing_about_its_maker(shares):
    assert "gt_" not in show(shares)
    assert "<style" not in show(shares)


def test_only_published_tables_are_shown():
    with pytest.raises(DisclosureError, match="DataFrame"):
        show(pd.DataFrame({"programme": ["A"]}))


def test_unknown_columns_and_empty_headings_are_told(shares):
    with pytest.raises(UsageError, match="no column value"):
        show(shares, columns={"programme": "P", "value": "V"})
    with pytest.raises(UsageError, match="share has no heading"):
        show(shares, columns={"programme": "P", "share": " "})
    with pytest.raises(UsageError, match="letters, digits"):
        show(shares, id="my table")
    with pytest.raises(UsageError, match="Unknown format"):
        show(shares, formats={"share": "roman"})


def test_what_providers_write_is_norwegian_on_an_english_page_too():
    table = publish_facts(
        pd.DataFrame({"a": ["x", "y"], "note": ["Mål & tiltak", "not stated"], "theirs": [True, False]}),
        why="made for a test",
    )
    chosen = {"columns": {"a": "A", "note": "Note"}, "written_by": {"note": "theirs"}, "formats": {}}
    english, norwegian = (show(table, lang=lang, **chosen) for lang in ("en", "nb"))
    assert '<td><span lang="nb">Mål &amp; tiltak</span></td>' in english
    assert "<td>not stated</td>" in english
    assert "<td>Mål &amp; tiltak</td>" in norwegian


def test_tables_of_a_page_name_their_headings_apart(shares):
    grouped = shares.with_text("g", lambda row: "One")
    ids = [set(re.findall(r' id="([^"]+)"', show(grouped, groups="g", id=id))) for id in ("t", "u")]
    assert all(ids)
    assert not ids[0] & ids[1]
