"""The tables of a scorecard that are set by hand: every figure in them against the saved ones."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from batt.provenance.printed.against_saved import NUMBER_HIDDEN, Count
from batt.provenance.printed.bindings.scorecard import own_figures
from batt.provenance.printed.codes import ALL, list_named, programmes
from batt.provenance.printed.difference import Difference
from batt.provenance.printed.page_tables import PageRow, PageTable
from batt.provenance.printed.saved import Reader
from batt.reports.formats import format_interval, format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words

STAFF = "i03"
HIDDEN, ABSENT = ":", "–"
FROM_THREE = "³"
"""Marks the mean of the three best where fewer than five are shown."""


def against_card(card: PageTable, reader: Reader, count: Count) -> Iterator[Difference]:
    """Give the figures of a card that differ from the saved ones, and lines that are missing or too many."""
    seen = set()
    for row in card.rows:
        indicator, _ = list_named(row.group, reader.lang)
        programme = programmes(reader.lang).get(row.cells[0], "")
        seen.add((indicator, programme))
        yield from _of_line(card.id, row, {"indicator": indicator, "programme": programme}, reader, count)
    saved = reader.saved.frame(own_figures)
    mine = saved[(saved["unit_id"] == reader.unit) & (saved["status"] != "not_applicable")]
    wanted = set(zip(mine["indicator"], mine["programme"], strict=True))
    for line in sorted(seen ^ wanted):
        yield Difference(card.id, " · ".join(line), "line", str(line in seen), str(line in wanted))


def _of_line(
    id: str, row: PageRow, keys: Mapping[str, Any], reader: Reader, count: Count
) -> Iterator[Difference]:
    where = f"{row.group} · {row.cells[0]}"
    found = reader.saved.lookup(own_figures, {**keys, "unit_id": reader.unit})
    if len(found) != 1:
        yield Difference(id, where, "line", "one line", f"{len(found)} saved rows")
        return
    for column, (said, wanted) in enumerate(zip(row.cells[1:], _wanted(found[0][1], reader), strict=False)):
        plain = _squeezed(said)
        numbers = [text for text in wanted if any(letter.isdigit() for letter in text)]
        count.cells += len(numbers)
        count.bound += len(numbers)
        if not re.match(r"\s*".join(map(re.escape, wanted)) + r"(?!\d|[.,]\d)", plain):
            yield Difference(id, where, f"column {column + 1}", plain, " ".join(wanted))


def _wanted(row: Mapping[str, Any], reader: Reader) -> Iterator[list[str]]:
    """Give what the cells of a line must begin with: own figure, last year, the country, peers, the best."""
    numbers = Numbers(reader.lang)
    is_staff = row["indicator"] == STAFF

    def number(name: str) -> str:
        return _squeezed(format_value(numbers, row[name], "unit_table", row["unit"]))

    yield _own(row, number, numbers, is_hidden=is_staff and row["level"] >= NUMBER_HIDDEN)
    is_last_hidden = is_staff and row["level_last"] >= NUMBER_HIDDEN
    yield [_one(row, "value_last", number, is_hidden=is_last_hidden)]
    yield [_one(row, "country", number, is_hidden=row["level_country"] >= NUMBER_HIDDEN)]
    has_peers = not pd.isna(row["peer_pooled"])
    yield [number("peer_pooled"), _of_word(reader), numbers.integer(row["peer_n"])] if has_peers else [ABSENT]
    if not pd.isna(row["top5_mean"]):
        yield [number("top5_mean")]
    else:
        yield [number("top3_mean"), FROM_THREE] if not pd.isna(row["top3_mean"]) else [ABSENT]


def _own(row: Mapping[str, Any], number: Any, numbers: Numbers, *, is_hidden: bool) -> list[str]:
    told = [_one(row, "value", number, is_hidden=is_hidden)]
    if is_hidden or pd.isna(row["value"]):
        return told
    if not pd.isna(row["ci_low"]):
        limits = format_interval(numbers, row["ci_low"], row["ci_high"], "unit_table", row["unit"])
        told.append(_squeezed(limits))
    return [*told, "n", numbers.integer(row["n"]).replace("\u202f", " ")]


def _one(row: Mapping[str, Any], name: str, number: Any, *, is_hidden: bool) -> str:
    if pd.isna(row[name]):
        return ABSENT
    return HIDDEN if is_hidden else number(name)


def _of_word(reader: Reader) -> str:
    return {"nb": "av", "en": "of"}[reader.lang]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def against_glance(glance: PageTable, reader: Reader, count: Count) -> Iterator[Difference]:
    """Give the figures of the table at a glance that differ: an indicator a line, a programme a column."""
    whole = Words(reader.lang, "comparisons")("whole_provider")
    of_columns = [programmes(reader.lang).get(heading.strip(), "") for heading in glance.headings[1:-1]]
    for row in glance.rows:
        indicator, _ = list_named(row.cells[0], reader.lang)
        is_whole = row.cells[1].strip().startswith(f"{whole}:")
        for programme, said in zip([ALL] if is_whole else of_columns, row.cells[1:], strict=False):
            keys = {"year": reader.year, "unit_level": "provider", "unit_id": reader.unit}
            found = reader.saved.lookup(own_figures, {**keys, "indicator": indicator, "programme": programme})
            if not said.strip() and (not found or found[0][1]["status"] == "not_applicable"):
                continue
            where = f"{row.cells[0]} · {programme}"
            if len(found) != 1:
                yield Difference(glance.id, where, "cell", said, f"{len(found)} saved rows")
                continue
            wanted = _at_a_glance(found[0][1], reader)
            numbers = [text for text in wanted if any(letter.isdigit() for letter in text)]
            count.cells += len(numbers)
            count.bound += len(numbers)
            # Each number stands alone: no digit before or after it belongs to another.
            parts = [rf"(?<![\d.,]){re.escape(text)}(?!\d|[.,]\d)" for text in wanted]
            if not re.search(".*?".join(parts), _squeezed(said)):
                yield Difference(glance.id, where, "cell", _squeezed(said), " … ".join(wanted))


def _at_a_glance(row: Mapping[str, Any], reader: Reader) -> list[str]:
    """Return what a cell must say, in order: own figure, the country's, interval and n."""
    card = _wanted(row, reader)
    own, _, country = next(card), next(card), next(card)
    if len(own) == 1:
        return own
    return [own[0], *(country if country[0] not in (HIDDEN, ABSENT) else []), *own[1:]]
