"""The scorecards of a small invented nation: each shows its own figures, as they are saved."""

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.disclosure import publish_facts, publish_own
from batt.errors import DisclosureError, UsageError
from batt.execute import run_notebook
from batt.paths import Root
from batt.registry import Options, load
from batt.reports import scorecard as report
from batt.reports.export import export_notebook
from batt.reports.figures.own_bars import own_bars
from batt.reports.figures.own_funnel import own_funnel
from batt.reports.figures.sparkline import sparkline
from batt.reports.formats import format_interval, format_value
from batt.reports.fragment import joined
from batt.reports.html import render
from batt.reports.numbers import Numbers
from batt.reports.scorecard.card_table import GROUPS
from batt.reports.scorecard.lines import lines
from batt.reports.scorecard.own_goals import own_goals
from batt.reports.scorecard.verdict import standing
from batt.reports.words import Words

YEAR = 2015
LANGUAGES = ("nb", "en")
SECTIONS = ("overview", "pictures", "goals", "exits", "perspectives", "learn", "errors", "limits")
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "reports" / "scorecard.ipynb"
SCRIPT = "<script>alert(1)</script> & Sønn AS"


def page_of(root, unit, lang="nb", **more):
    return report.scorecard_page(root, YEAR, lang, Options(**more), "provider", unit)


def soup_of(fragment):
    return BeautifulSoup(str(fragment.html), "html.parser")


def text_of(node):
    return re.sub(r"\s+", " ", node.get_text(" ")).strip()


def whole(root, unit, lang="nb"):
    page = page_of(root, unit, lang)
    return joined(getattr(report, name)(page) for name in SECTIONS)


@pytest.fixture(scope="module")
def providers(reported_demo):
    frame = pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet")
    return sorted(frame["provider_id"])


@pytest.fixture(scope="module")
def busy(reported_demo):
    """The provider with the most figures that are compared."""
    ranks = pd.read_parquet(reported_demo.disclosure(YEAR) / "ranks.parquet")
    return str(ranks["provider_id"].value_counts().idxmax())


@pytest.fixture(scope="module")
def cards(reported_demo, providers):
    """The first screen of every provider."""
    return {unit: soup_of(report.overview(page_of(reported_demo, unit))) for unit in providers}


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, reported_demo, busy, tmp_path_factory):
    """The whole page of a busy provider as the notebook makes it, by language."""
    folder = tmp_path_factory.mktemp("card")
    executed, file = folder / "card.ipynb", folder / f"{busy}.{request.param}.html"
    parameters = {"root": str(reported_demo.path), "year": YEAR, "lang": request.param, "unit": busy}
    run_notebook(NOTEBOOK, executed, parameters)
    file.write_text(export_notebook(executed), encoding="utf-8")
    return request.param, file


@pytest.fixture
def copied(reported_demo, tmp_path):
    """A copy of what is computed, to be spoilt."""
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    return Root(tmp_path)


def rows_of(card):
    """Return the card's lines as (indicator number, programme) to the texts of their cells."""
    found, number = {}, ""
    for row in card.find(id="card-table").find_all("tr"):
        kind = row.get("class") or []
        if "what" in kind:
            number = text_of(row).split(".")[0]
        elif row.find("td"):
            found[number, text_of(row.find("th"))] = [text_of(cell) for cell in row.find_all("td")]
    return found


def own_values(root, unit):
    values = pd.read_parquet(root.indicators(YEAR))
    own = values[(values["unit_level"] == "provider") & (values["unit_id"] == unit)]
    return own[own["status"] != "not_applicable"]


def test_every_card_has_a_line_for_each_figure_of_its_provider_and_no_other(reported_demo, cards):
    names = {programme.code: programme.short["nb"] for programme in load().programmes}
    names["ALL"] = Words("nb", "comparisons")("whole_provider")
    numbers = {entry.id: str(entry.number) for entry in load().indicators}
    for unit, card in cards.items():
        own = own_values(reported_demo, unit)
        wanted = {(numbers[row["indicator"]], names[row["programme"]]) for row in own.to_dict("records")}
        assert set(rows_of(card)) == wanted, unit


def test_the_figures_of_every_card_are_the_saved_ones(reported_demo, cards):
    names = {programme.code: programme.short["nb"] for programme in load().programmes}
    names["ALL"] = Words("nb", "comparisons")("whole_provider")
    printed = Numbers("nb")
    checked = 0
    for unit, card in cards.items():
        shown = rows_of(card)
        for row in own_values(reported_demo, unit).dropna(subset=["value"]).to_dict("records"):
            cell = shown[str(load().indicator(row["indicator"]).number), names[row["programme"]]][0]
            if row["indicator"] == "i03" and cell == ":":
                continue
            told = [format_value(printed, row["value"], "unit_table", row["unit"])]
            if pd.notna(row["ci_low"]):
                told.append(
                    format_interval(printed, row["ci_low"], row["ci_high"], "unit_table", row["unit"])
                )
            told.append(f"n {printed.integer(row['n'])}")
            assert cell == re.sub(r"\s+", " ", " ".join(told)), (unit, row["indicator"], row["programme"])
            checked += 1
    assert checked > 100


def test_cards_of_two_providers_differ(cards):
    tables = [str(card.find(id="card-table")) for card in cards.values()]
    assert len(set(tables)) == len(tables)


def test_what_a_figure_is_held_against_is_saved_and_named_as_what_it_is(reported_demo, busy):
    rows = lines(page_of(reported_demo, busy)).data
    values = pd.read_parquet(reported_demo.indicators(YEAR))
    country = values[values["unit_level"] == "country"].set_index(["indicator", "programme"])["value"]
    benchmarks = pd.read_parquet(reported_demo.disclosure(YEAR) / "benchmarks.parquet")
    own = benchmarks[benchmarks["provider_id"] == busy].set_index(["indicator", "programme"])
    shown = 0
    for row in rows.to_dict("records"):
        key = (row["indicator"], row["programme"])
        if pd.notna(row["country"]):
            assert row["country"] == country[key]
        if key in own.index and pd.notna(own.loc[key, "peer_pooled"]):
            assert row["peer_pooled"] == own.loc[key, "peer_pooled"]
            shown += 1
    assert shown
    of_providers = benchmarks.drop_duplicates(["indicator", "programme"]).set_index(
        ["indicator", "programme"]
    )
    other = lines(page_of(reported_demo, busy, national_mean="providers")).data.dropna(subset=["country"])
    assert len(other) and all(
        row["country"] == of_providers.loc[(row["indicator"], row["programme"]), "national_providers"]
        for row in other.to_dict("records")
    )


def test_high_is_good_or_not_is_said_in_words_of_every_indicator(cards):
    words = Words("nb", "scorecard")
    told = {words(f"is_good_{direction}") for direction in ("higher", "lower", "range")}
    for card in cards.values():
        aims = [text_of(node) for node in card.find_all(class_="aim")]
        assert aims and set(aims) <= told


@pytest.mark.parametrize(
    ("direction", "adjusted", "plain", "stands"),
    [
        ("higher", "above_95", "inside", "better"),
        ("higher", "inside", "above_998", "within"),
        ("higher", None, "below_998", "worse"),
        ("lower", None, "above_95", "worse"),
        ("lower", "below_95", "inside", "better"),
        ("range", "above_95", "inside", "above"),
        ("range", None, "below_95", "below"),
        ("higher", None, None, "untested"),
        ("higher", float("nan"), "", "untested"),
    ],
)
def test_better_and_worse_follow_the_direction_and_the_test_that_knows_the_participants(
    direction, adjusted, plain, stands
):
    assert standing({"direction": direction, "adjusted_flag": adjusted, "flag": plain}) == stands


def test_the_first_sentences_count_what_the_tests_say(reported_demo, providers):
    for unit in providers[:4]:
        page = page_of(reported_demo, unit, "en")
        rows, text = lines(page).data, text_of(soup_of(report.overview(page)))
        tested = rows[rows["stands"] != "untested"]
        if len(tested):
            better = (tested["stands"] == "better").sum()
            assert f"{better} of {len(tested)} figures are clearly better" in text
        goals = own_goals(page).data
        if len(goals):
            met = (goals["attainment"] == "met").sum()
            assert f"{met} of {len(goals)} met" in text


def test_the_scorecard_example_of_the_working_group_renders():
    """140 / 115 / 135, and the five best 400, 350, 248, 231, 225 (WG §4.12)."""
    best = [400, 350, 248, 231, 225]
    frame = pd.DataFrame(
        [
            {"list": "Hospiteringspartnere", "aim": "høyt er bra", "unit": "firms"}
            | {"value": 140.0, "value_last": 115.0, "country": 135.0}
            | {str(place): float(value) for place, value in enumerate(best, start=1)}
        ]
    )
    names = [
        "Egen bedrift",
        "Egen bedrift forrige",
        "Landsgj.snitt",
        *(f"Nr. {place}" for place in range(1, 6)),
    ]
    columns = ["value", "value_last", "country", *map(str, range(1, 6))]
    figure = own_bars(
        publish_facts(frame, why="an example"),
        bars=dict(zip(columns, names, strict=True)),
        panel="list",
        note="aim",
        words=Words("nb", "scorecard"),
        title="Hospiteringspartnere",
        caption="",
        columns={"list": "Indikator"} | dict(zip(columns, names, strict=True)),
        formats=dict.fromkeys(columns, "unit"),
    )
    for picture in (figure.wide, figure.narrow):
        texts = re.findall(r">([^<>]+)</text>", picture)
        values = [float(text.replace(",", ".")) for text in texts if re.fullmatch(r"[\d,]+", text)]
        assert values == [140, 115, 135, *best]
        assert [text for text in texts if text in names] == names
        lengths = [int(length) for length in re.findall(r"h(\d+)v10", picture)]
        longest = max(lengths)
        assert sorted(lengths) == sorted(round(longest * value / 400) for value in [140, 115, 135, *best])
    assert "Egen bedrift 140" in figure.alt


def test_a_sparkline_has_a_gap_where_a_year_is_missing_and_a_target_as_a_line():
    drawn = str(
        sparkline([(2012, 0.2), (2013, None), (2014, 0.3), (2015, 0.4)], least=0.2, goals=[0.35], alt="a <b>")
    )
    path = re.search(r'</?path d="(M[^"]+)"', drawn)
    assert path and path[1].count("M") == 2 and path[1].count("L") == 1
    assert drawn.count('class="goal"') == 1 and drawn.count('class="own"') == 1
    assert 'role="img"' in drawn and 'aria-label="a &lt;b&gt;"' in drawn
    assert str(sparkline([(2014, None), (2015, None)], least=1, alt="nothing")) == ""
    assert 'class="own"' not in str(sparkline([(2014, 1.0), (2015, None)], least=1, alt="one"))


def test_sub_codes_are_the_providers_own_counts(reported_demo, busy):
    spells = pd.read_parquet(reported_demo.clean(YEAR) / "spells.parquet")
    exits = spells[(spells["provider_id"] == busy) & spells["is_exit"]]
    table = soup_of(report.exits(page_of(reported_demo, busy))).find(id="exits-table")
    heads = [text_of(cell) for cell in table.find("thead").find_all("th")][1:]
    short = {programme.short["nb"]: programme.code for programme in load().programmes}
    seen = 0
    for row in table.find("tbody").find_all("tr"):
        cells = [text_of(cell) for cell in row.find_all("td")]
        if not cells:
            continue
        code = text_of(row.find("th")).split(" ")[0]
        for head, cell in zip(heads, cells, strict=True):
            programme = short[head.split(" (")[0]]
            of_it = exits[(exits["programme"] == programme)]
            assert int(cell.split(" ")[0]) == (of_it["end_cause"] == code).sum()
            assert f"av {len(of_it)} " in head
            seen += 1
    assert seen >= 9


def test_three_views_are_means_of_own_answers_and_few_staff_stay_hidden(reported_demo, providers):
    answers = {
        survey: pd.read_parquet(reported_demo.clean(YEAR) / f"answers_{survey}.parquet")
        for survey in ("nav", "staff")
    }
    hidden = shown = 0
    for unit in providers:
        card = soup_of(report.perspectives(page_of(reported_demo, unit)))
        table = card.find(id="perspectives-table")
        if table is None:
            continue
        first = [text_of(cell) for cell in table.find("tbody").find("tr").find_all("td")]
        for survey, field, place in (("nav", "n1", 0), ("staff", "e1", 4)):
            of_it = answers[survey].loc[answers[survey]["provider_id"] == unit, field].dropna()
            of_it = of_it[of_it.between(1, 6)]
            if len(of_it) < 5:
                assert first[place] in (":", "–")
                hidden += 1
            elif first[place] != ":":
                assert first[place] == Numbers("nb").decimal(of_it.mean(), 2)
                shown += 1
    assert hidden and shown


def test_own_numbers_go_to_their_own_provider_alone():
    frame = pd.DataFrame({"provider_id": ["A1"], "n": [1]})
    assert publish_own(frame, ["n"], role="provider", unit="A1").data["n"].tolist() == [1]
    for role, unit in (("provider", "A2"), ("directorate", None), ("nav_office", "A1")):
        with pytest.raises(DisclosureError):
            publish_own(frame, ["n"], role=role, unit=unit)
    with pytest.raises(DisclosureError):
        publish_own(frame.assign(indicator="i03"), ["n"], role="provider", unit="A1")


def test_no_other_provider_is_named_on_a_card(reported_demo, busy):
    known = pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet").set_index("provider_id")
    text = whole(reported_demo, busy).html
    others = known.drop(index=busy)
    assert not [
        name for name in [*others["name"], *others.index] if re.search(rf"\b{re.escape(name)}\b", text)
    ]


def test_only_a_provider_that_is_there_has_a_card(reported_demo, providers):
    with pytest.raises(UsageError):
        page_of(reported_demo, "A999")
    with pytest.raises(UsageError):
        report.scorecard_page(reported_demo, YEAR, "nb", Options(), "public", "")
    first = report.scorecard_page(reported_demo, YEAR, "nb", Options())
    assert (
        first.provider
        == sorted(pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet")["provider_id"])[0]
    )


def spoil(root, name, change, stage="clean"):
    folder = {
        "clean": root.clean(YEAR),
        "disclosure": root.disclosure(YEAR),
        "comparisons": root.comparisons(YEAR),
    }
    file = folder[stage] / f"{name}.parquet"
    frame = pd.read_parquet(file)
    change(frame).to_parquet(file, index=False)


def test_names_and_free_text_from_files_are_never_markup(copied, busy):
    spoil(copied, "providers", lambda frame: frame.assign(name=SCRIPT))
    action = {"provider_id": busy, "indicator": "i02", "action": SCRIPT, "expected_effect": SCRIPT}
    spoil(
        copied,
        "improvement_actions",
        lambda frame: pd.DataFrame([action]).assign(started_date=pd.NaT, is_evaluated=None),
    )
    spoil(copied, "methods", lambda frame: pd.DataFrame([{"provider_id": busy, "note": SCRIPT}]))
    page = page_of(copied, busy)
    html = render(joined(getattr(report, name)(page) for name in SECTIONS).html, report.cover(page))
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_what_the_provider_wrote_is_marked_as_norwegian_on_its_english_page(copied, busy):
    text = "Flere bedriftsbesøk"
    action = {"provider_id": busy, "indicator": "i02", "action": text, "expected_effect": None}
    spoil(
        copied,
        "improvement_actions",
        lambda frame: pd.DataFrame([action]).assign(
            started_date=pd.Timestamp("2015-03-01"), is_evaluated=True
        ),
    )
    spoil(copied, "methods", lambda frame: pd.DataFrame([{"provider_id": busy, "note": text}]))
    for section in (report.goals, report.learn):
        english, norwegian = (str(section(page_of(copied, busy, lang)).html) for lang in ("en", "nb"))
        assert f'<span lang="nb">{text}</span>' in english
        assert text in norwegian and "lang=" not in norwegian


def test_the_card_is_kept_for_the_other_forms(reported_demo, busy):
    (kept,) = [
        table for table in report.overview(page_of(reported_demo, busy)).tables if table.id == "card-table"
    ]
    own = own_values(reported_demo, busy)
    names = [column.name for column in kept.columns]
    assert len(kept.rows) == len(own)
    assert {"value", "ci_low", "ci_high", "n", "value_last", "country"} <= set(names)
    shown = [row[names.index("n")] for row in kept.rows if row[names.index("n")] is not None]
    assert sum(shown) > 0


def test_an_action_is_shown_to_its_own_provider_alone(copied, busy, providers):
    other = next(unit for unit in providers if unit != busy)
    action = {"provider_id": other, "indicator": "i02", "action": "En hemmelig plan", "expected_effect": None}
    spoil(
        copied,
        "improvement_actions",
        lambda frame: pd.DataFrame([action]).assign(
            started_date=pd.Timestamp("2015-03-01"), is_evaluated=True
        ),
    )
    assert "En hemmelig plan" not in report.goals(page_of(copied, busy)).html
    own = report.goals(page_of(copied, other)).html
    assert "En hemmelig plan" in own and "mars" in own


def test_a_provider_of_whom_nothing_is_compared_gets_its_card_and_the_reason(copied, busy):
    for name in (
        "funnel_cells",
        "changes",
        "trends",
        "adjusted",
        "benchmarks",
        "nearest_peers",
        "best_practice",
    ):
        spoil(copied, name, lambda frame: frame[frame["provider_id"] != busy], stage="disclosure")
    (copied.comparisons(YEAR) / "target_attainment.parquet").unlink()
    text = text_of(soup_of(whole(copied, busy, "en")))
    words = Words("en", "scorecard")
    assert "No figure could be tested against the others" in text
    assert words("why_not_placed") in text and "No target concerns you" in text
    assert not re.search(r"\bnan\b|\bNone\b|NaN|<NA>", text)


def test_tables_that_were_not_delivered_are_said_to_be_missing(copied, busy):
    for name in ("improvement_actions", "methods"):
        (copied.clean(YEAR) / f"{name}.parquet").unlink()
    for file in (copied.processed("breakdowns") / str(YEAR)).glob("provider_*.parquet"):
        file.unlink()
    (copied.processed("breakdowns") / str(YEAR) / "set_aside_bounds.parquet").unlink()
    for file in copied.disclosure(YEAR).glob("*.parquet"):
        if file.stem != "protection":
            file.unlink()
    text = text_of(soup_of(whole(copied, busy, "en")))
    words = Words("en", "scorecard")
    for key in ("actions_none", "exits_none", "perspectives_none", "learn_own_note_none"):
        assert words(key, year=YEAR) in text
    assert not re.search(r"\bnan\b|\bNone\b|NaN|<NA>", text)


def test_the_page_is_light_and_says_all_that_it_shows(made):
    lang, file = made
    html = file.read_text(encoding="utf-8")
    assert len(html.encode()) < 240_000
    soup = BeautifulSoup(html, "html.parser")
    assert soup.html["lang"] == lang
    ids = [node["id"] for node in soup.find_all("h2")]
    assert ids == ["card", "pictures", "goals", "exits", "perspectives", "learn", "errors", "limits"]
    assert soup.find("a", href=re.compile(r"^\.\./index\.(en\.)?html$"))
    assert soup.find("a", href=f"../method.{lang}.html")
    text = text_of(soup.main)
    assert not re.search(r"\bnan\b|\bNone\b|NaN|<NA>", text)
    assert all(image.get("alt", "").strip() for image in soup.find_all("img"))


def test_a_reader_stumbles_over_nothing(browser, made, screen):
    assert browser.faults(made[1], screen) == []


def test_every_indicator_has_its_place_on_the_card():
    assert sorted(name for group in GROUPS.values() for name in group) == [
        entry.id for entry in load().indicators
    ]


def test_a_funnel_puts_every_provider_at_its_size_and_marks_the_own_one():
    words = Words("en", "scorecard", "comparisons", "comparisons_standing")
    sizes = np.linspace(10, 50, 30)
    limits = {
        f"{side}_{level}": 0.4 + (1 if side == "high" else -1) * width / np.sqrt(sizes)
        for level, width in (("95", 0.9), ("998", 1.4))
        for side in ("low", "high")
    }
    curves = pd.DataFrame({"panel": "a", "n": sizes, "target": 0.4, **limits})
    points = pd.DataFrame(
        {
            "panel": "a",
            "unit": "share",
            "size": [10, 30, 50],
            "measure": [0.3, 0.5, 0.4],
            "own": ["", "You", ""],
        }
    )
    figure = own_funnel(
        publish_facts(points, why="made for a test"),
        publish_facts(curves, why="made for a test"),
        publish_facts(points, why="made for a test"),
        panels={"a": "Job acquisition <AB>"},
        words=words,
        title="Inside",
        caption="",
        columns={"own": "Own"},
        formats={},
    )
    for picture in (figure.wide, figure.narrow):
        dots = [tuple(map(int, dot)) for dot in re.findall(r"M(\d+) (\d+)h0", picture)]
        own = re.search(r"M(\d+) (\d+)l6-6", picture)
        assert len(dots) == 2 and own
        x, y = int(own[1]) + 6, int(own[2])
        assert dots[0][0] < x < dots[1][0] and y < dots[1][1] < dots[0][1]
        assert x == pytest.approx(sum(dot[0] for dot in dots) / 2, abs=1)
        assert "Job acquisition &lt;AB&gt;" in picture and ">You<" in picture
        assert picture.count("<text") == picture.count("</text>")
    assert "Inside" in figure.alt
