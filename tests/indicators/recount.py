"""The thirteen indicators counted from raw files in plain Python, straight from their definitions.

Nothing of the workbook takes part: no registry, no reader, no frame library. Each function is one definition.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

ALL = "ALL"
LEAVING = ("AVKL", "APS", "KIA", "AB")
JOB = ("F1", "F2", "F3", "F4", "F5", "F6")
PRACTICE = ("HOSPITERING", "ARBEIDSPRAKSIS")
Row = dict[str, str]
Count = tuple[int, int, int]
"""Numerator, denominator, n."""


class Received:
    """The raw rows of a year by table, and which provider delivered which table."""

    def __init__(self, folder: Path):
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.has_sent: set[tuple[str, str]] = set()
        sent: dict[str, set[str]] = defaultdict(set)
        for path in sorted(folder.rglob("*.*")):
            owner = (path.stem if path.suffix == ".xlsx" else path.parent.name).upper()
            owner = owner if path.parent != folder or path.suffix == ".xlsx" else ""
            for table, rows in _tables(path):
                self.rows[table] += rows
                sent[owner].add(table)
        self.county = {row["arrangor_id"]: row["fylke"] for row in self.rows["tiltaksarrangor"]}
        for provider in self.county:
            tables = sent[provider] if provider in sent else sent[""]
            self.has_sent |= {(provider, table) for table in tables | sent["NAV"]}


def _tables(path: Path) -> Iterable[tuple[str, list[Row]]]:
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        for sheet in book.sheet_names:
            filled = [row for row in book.get_sheet_by_name(sheet).to_python() if any(c != "" for c in row)]
            yield sheet, [dict(zip(map(str, filled[0]), map(_text, row))) for row in filled[1:]]
        return
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
    text = text.lstrip("\ufeff").removeprefix("sep=;").lstrip()
    mark = max(";,\t", key=text.splitlines()[0].count)
    yield (
        path.stem.removesuffix(f"_{path.parent.parent.name}"),
        list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)),
    )


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nei"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)


def day(text: str) -> date | None:
    """Read 2014-03-09 or 09.03.2014; None where empty."""
    if not text:
        return None
    return datetime.strptime(text[:10], "%d.%m.%Y" if "." in text[:5] else "%Y-%m-%d").date()


def days(start: str, end: str) -> int:
    first, last = day(start), day(end)
    assert first is not None and last is not None
    return (last - first).days


def overlaps(row: Row, start: str, end: str, year: int) -> bool:
    first, last = day(row[start]), day(row[end])
    assert first is not None
    return first <= date(year, 12, 31) and (last is None or last >= date(year, 1, 1))


def survey(rows: list[Row], letter: str, questions: int, programme: str | None = None) -> dict:
    """i01–i03: all answers 1–6 to all questions together; 7 is no score."""
    found: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for row in rows:
        answers = [int(row[f"{letter}{q}"] or 0) for q in range(1, questions + 1)]
        valid = [answer for answer in answers if 1 <= answer <= 6]
        if valid and row.get("skala_antall", "") in ("", "6"):
            found[row["arrangor_id"], row[programme] if programme else ALL].append(valid)
    return {key: (sum(map(sum, of)), sum(map(len, of)), len(of)) for key, of in found.items()}


def training(received: Received) -> dict:
    """i04: minutes of paid training over persons in the rehabilitation work, ordinary production left out."""
    paid: Counter[str] = Counter()
    for row in received.rows["kompetansetimer"]:
        if row["lonnet_tid"] == "ja":
            exact = Fraction(row["timer"].replace(",", ".")) * 60
            paid[row["ansatt_id"]] += int(exact + Fraction(1, 2))
    found: dict[tuple[str, str], Count] = defaultdict(lambda: (0, 0, 0))
    for row in received.rows["ansatt"]:
        if row["i_attforing"] == "ja" and row["rolle"] != "PRODUKSJON":
            x, w, n = found[row["arrangor_id"], ALL]
            found[row["arrangor_id"], ALL] = (x + paid[row["ansatt_id"]], w + 1, n + 1)
    return dict(found)


def partners(received: Received, year: int) -> dict:
    """i05: firms with a written agreement that took somebody in the twelve months to 31 December."""
    stays = [row for row in received.rows["hospitering"] if overlaps(row, "fra", "til", year)]
    used = {row["partner_id"] for row in stays if row["type"] in PRACTICE}
    written, active = defaultdict(set), defaultdict(set)
    for row in received.rows["hospiteringspartner"]:
        if row["skriftlig"] == "ja":
            written[row["arrangor_id"]].add(row["orgnr_pseudonym"])
        if row["partner_id"] in used:
            active[row["arrangor_id"]].add(row["orgnr_pseudonym"])
    reporting = [row["arrangor_id"] for row in received.rows["arrangor_aar"]]
    firms = {provider: len(written[provider] & active[provider]) for provider in reporting}
    return {(provider, ALL): (count, 1, count) for provider, count in firms.items()}


def placed(received: Received, year: int) -> dict:
    """i06: of the participants of the year, those placed at a firm with follow-up."""
    stays = [row for row in received.rows["hospitering"] if overlaps(row, "fra", "til", year)]
    followed = [row for row in stays if row["type"] in PRACTICE and row["med_oppfolging"] == "ja"]
    spells = {row["lop_id"] for row in followed}
    people, with_placement = defaultdict(set), defaultdict(set)
    for row in received.rows["deltakerlop"]:
        if overlaps(row, "startdato", "sluttdato", year):
            key = row["arrangor_id"], row["tiltak"]
            people[key].add(row["deltaker_id"])
            with_placement[key] |= {row["deltaker_id"]} if row["lop_id"] in spells else set()
    return {key: (len(with_placement[key]), len(of), len(of)) for key, of in people.items()}


def health(received: Received) -> dict:
    """i07: yes to four questions about the company and two about the programme; all six answered."""
    company = {
        row["arrangor_id"]: [row[f"helse_q{q}"] for q in (1, 2, 3, 4)]
        for row in received.rows["arrangor_aar"]
    }
    found = {}
    for row in received.rows["arrangor_tiltak_aar"]:
        answers = [*company.get(row["arrangor_id"], [""]), row["helse_q5"], row["helse_q6"]]
        if all(answers):
            found[row["arrangor_id"], row["tiltak"]] = (answers.count("ja"), 6, 6)
    return found


def exits(received: Received, programmes: tuple[str, ...], contribution: Callable[[Row], int | None]) -> dict:
    """i08–i13: add up what each exit of the year contributes; None stands outside the mean."""
    found: dict[tuple[str, str], Count] = defaultdict(lambda: (0, 0, 0))
    for row in received.rows["deltakerlop"]:
        if row["sluttdato"] and row["tiltak"] in programmes:
            amount = contribution(row)
            if amount is not None:
                x, w, n = found[row["arrangor_id"], row["tiltak"]]
                found[row["arrangor_id"], row["tiltak"]] = (x + amount, w + 1, n + 1)
    return dict(found)


def is_active(row: Row) -> int:
    """i09: A1, or A2 and A3 that NAV approved on or before the end."""
    approved = day(row["nav_godkjent_dato"])
    ended = day(row["sluttdato"])
    in_time = approved is not None and ended is not None and approved <= ended
    return int(row["sluttarsak"] == "A1" or (row["sluttarsak"] in ("A2", "A3") and in_time))


def is_qualified(row: Row) -> int:
    """i11: any of K1–K4."""
    return int(not {"K1", "K2", "K3", "K4"}.isdisjoint(row["kvalifisering"].split("|")))


def days_to(column: str, causes: tuple[str, ...] | None = None) -> Callable[[Row], int | None]:
    """i12, i13: days from the start of AB to a date, of exits that have it (and left for a job)."""
    return lambda row: (
        days(row["startdato"], row[column])
        if row[column] and (causes is None or row["sluttarsak"] in causes)
        else None
    )


def recount(received: Received, year: int) -> dict[str, dict[tuple[str, str], Count]]:
    rows = received.rows
    return {
        "i01": survey(rows["svar_nav"], "n", 9),
        "i02": survey(rows["svar_bruker"], "u", 8, "tiltak"),
        "i03": survey(rows["svar_ansatt"], "e", 9),
        "i04": training(received),
        "i05": partners(received, year),
        "i06": placed(received, year),
        "i07": health(received),
        "i08": exits(received, LEAVING, lambda row: int(row["sluttarsak"] in JOB)),
        "i09": exits(received, LEAVING, is_active),
        "i10": exits(received, LEAVING, lambda row: days(row["startdato"], row["sluttdato"])),
        "i11": exits(received, ("KIA",), is_qualified),
        "i12": exits(received, ("AB",), days_to("forste_oppstart_dato")),
        "i13": exits(received, ("AB",), days_to("ansatt_dato", JOB)),
    }
