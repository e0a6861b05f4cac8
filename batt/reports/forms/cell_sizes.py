"""How wide a column and how high a row of a workbook is, so that every text can be read.

Excel fits the rows of wrapped text when it opens a file, other programs do not: so heights are written.
"""

from collections.abc import Sequence
from math import ceil

WIDEST = 60
"""Widest column, in characters; longer texts are wrapped."""
NARROWEST = 10
HEADING_WIDTH = 18
"""A heading longer than this is wrapped where the column's own texts are shorter."""
LINE_HEIGHT = 15.0
"""Height of one line, in points."""
_ROOM = 3


def column_width(heading: str, texts: Sequence[str]) -> float:
    """Return how wide a column is, in characters: as its longest text, within bounds."""
    longest_word = max((len(word) for word in heading.split()), default=0)
    heading_width = max(longest_word, min(len(heading), HEADING_WIDTH))
    return min(WIDEST, max(NARROWEST, _ROOM + max([heading_width, *map(len, texts)])))


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return how high a row is, in points, when each text is wrapped in its column."""
    lines = (ceil((len(text) + _ROOM) / width) for text, width in zip(texts, widths, strict=False))
    return LINE_HEIGHT * max(1, *lines)
