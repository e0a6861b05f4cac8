"""A picture in fewer bytes is the same picture: its paths, its letters, and what a browser makes of it."""

import base64
import io
import re
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure as Canvas

from batt.reports.figures.lean import data_uri, lean, short_name
from batt.reports.figures.lean_path import decimal, relative

SVG = "{http://www.w3.org/2000/svg}"
places = st.floats(-2000, 2000, allow_nan=False).map(lambda x: round(x, 6))
points = st.tuples(places, places)
steps = st.one_of(
    st.tuples(st.just("L"), st.lists(points, min_size=1, max_size=1)),
    st.tuples(st.just("Q"), st.lists(points, min_size=2, max_size=2)),
    st.tuples(st.just("C"), st.lists(points, min_size=3, max_size=3)),
)
contours = st.tuples(points, st.lists(steps, min_size=1, max_size=6), st.booleans())


def as_matplotlib(contour):
    start, drawn, is_closed = contour
    told = [("M", [start]), *drawn]
    return " ".join(f"{c} " + " ".join(f"{x} {y}" for x, y in at) for c, at in told) + (
        " z" if is_closed else ""
    )


def ends(told, is_closed):
    """Return where each step of a contour ends, without lines that closing it draws anyway."""
    rounded = [tuple(np.round(place, 2) + 0.0) for place in told]
    while is_closed and len(rounded) > 1 and rounded[-1] == rounded[0]:
        rounded.pop()
    return rounded


@given(st.lists(contours, min_size=1, max_size=3))
def test_a_short_path_goes_where_the_long_one_goes(several):
    pen = RecordingPen()
    parse_path(relative(" ".join(map(as_matplotlib, several)), 100), pen)
    mine, contour = [], []
    for command, at in pen.value:
        if at:
            contour.append(at[-1])
        else:
            mine += ends(contour, command == "closePath")
            contour = []
    theirs = [
        place
        for start, drawn, is_closed in several
        for place in ends([start, *(at[-1] for _, at in drawn)], is_closed)
    ]
    assert np.abs(np.subtract(mine, theirs)).max() < 0.0101


def test_numbers_that_run_together_are_parted():
    assert relative("M 0.5 0.5 L 1 1.25 L 1.5 2.75 L 1.5 3 z", 100) == "m.5.5.5.75.5,1.5v.25z"


def test_a_curve_that_goes_on_smoothly_needs_no_control_point():
    assert relative("M 0 0 Q 10 0 10 10 Q 10 20 20 20 ", 1) == "m0,0q10,0,10,10t10,10"


def test_places_are_written_as_short_as_they_get():
    assert [decimal(value) for value in (0, 5, -5, 50, 100, 1234, -1200)] == [
        "0",
        ".05",
        "-.05",
        ".5",
        "1",
        "12.34",
        "-12",
    ]


def test_no_two_parts_share_a_name():
    names = [short_name(place) for place in range(5000)]
    assert len(set(names)) == 5000
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]*", name) for name in names)


@pytest.fixture(scope="module")
def pictures():
    """A picture with all that the figures use, as matplotlib writes it and short."""
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "batt"}):
        canvas = Canvas(figsize=(5, 3), layout="constrained")
        left, right = canvas.subplots(1, 2)
        x = np.linspace(0, 6, 80)
        left.plot(x, np.sin(x), "--", color="#b4560f", marker="s", markevery=9)
        left.fill_between(x, np.sin(x) - 0.2, np.sin(x) + 0.2, alpha=0.3)
        left.set_xlabel("Uker i tiltaket, æøå µ é 98,7 %")
        left.set_ylabel("Andel")
        right.bar([0, 1, 2], [3, 1, 2], hatch="//", facecolor="#b3d5e3", edgecolor="#0b4f6c")
        right.scatter([0, 1, 2], [2, 2, 3], c=["#aa0000", "#00aa00", "#0000aa"], marker="D")
        right.annotate("fire\nlinjer", (1, 1), rotation=30)
        right.set_ylim(0.5, 2.5)
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg")
    return buffer.getvalue(), lean(buffer.getvalue())


def test_a_picture_takes_less_than_half_the_bytes(pictures):
    long, short = pictures
    assert len(data_uri(short)) < 0.5 * len(base64.b64encode(long.encode()))


def test_every_letter_is_there_where_it_was(pictures):
    def letters(svg):
        root = ElementTree.fromstring(svg)
        return sum(
            len(list(group.iter(f"{SVG}use"))) for group in root.iter(f"{SVG}g") if group.get("transform")
        )

    assert letters(pictures[1]) == letters(pictures[0]) > 50


def test_what_is_named_is_there_and_what_is_there_is_named(pictures):
    used = set(re.findall(r'(?:href="|url\()#(\w+)', pictures[1]))
    assert used == set(re.findall(r' id="(\w+)"', pictures[1]))


def test_a_picture_stands_between_double_quotes_as_it_is(pictures):
    address, listed = data_uri(pictures[1]), data_uri(pictures[1], without_spaces=True)
    assert not set('">&#\n') & set(address)
    assert not set(' ">&#\n') & set(listed)
    assert "//" not in address


def test_a_browser_draws_the_same(browser, pictures):
    sources = (
        "data:image/svg+xml;base64," + base64.b64encode(pictures[0].encode()).decode(),
        data_uri(pictures[1]),
    )
    shots = [_shot(browser, source) for source in sources]
    away = np.abs(shots[0] - shots[1]).max(axis=2)
    assert shots[0].std() > 0.05
    # Edges may be a shade lighter or darker; nothing has moved by a pixel or is missing.
    assert (away > 0.5).sum() == 0
    assert away.mean() < 0.002


def _shot(browser, source):
    context = browser._chromium.new_context(viewport={"width": 500, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    page.set_content(f'<body style="margin:0"><img width="480" src="{source}">')
    page.wait_for_function("document.images[0].complete && document.images[0].naturalWidth > 0")
    image = mpl.image.imread(io.BytesIO(page.locator("img").screenshot()))
    context.close()
    return image
