"""The saved indicator table and activity against a second count in plain Python, from the raw files alone."""

import csv
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import pytest

import batt.clean
import batt.indicators
from batt.paths import Root
from batt.simulate import simulate

YEARS = (2014, 2015)
ALL, COUNTRY = "ALL", "NO"
BY_PROVIDER = ("i01", "i03", "i04", "i05")
COVERS = dict.fromkeys(("i08", "i09", "i10"), ("AVKL", "APS", "KIA", "AB")) | {
    "i11": ("KIA",),
    "i12": ("AB",),
    "i13": ("AB",),
}
NEEDS = {
    "i01": ("svar_nav",),
    "i02": ("svar_bruker",),
    "i03": ("svar_ansatt",),
    "i04": ("ansatt", "kompetansetimer"),
    "i05": ("hospiteringspartner", "hospitering"),
    "i06": ("deltakerlop", "hospitering"),
    "i07": ("arrangor_aar", "arrangor_tiltak_aar"),
}
ONE_OVER = {"i04": 450, "i10": 7, "i12": 7, "i13": 7}
FEWEST = {"i05": 1, "i07": 6}
NUMBERS = ["status", "numerator", "denominator", "n"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Ten providers in two years, one of which leaves tables out."""
    path = tmp_path_factory.mktemp("recount")
    simulate(path, providers=10, participants=900, years=YEARS, seed=11, clean=True)
    for name in ("svar_ansatt", "hospitering", "kompetansetimer"):
        (left_out,) = path.glob(f"data/raw/2015/A*/{name}_2015.csv")
        left_out.unlink()
    made = Root(path)
    # The list of deliveries names the files that are left out.
    made.manifest.unlink()
    # What the invented data without faults have none of: late approvals, jobs on paper, counted production.
    _change(made, "deltakerlop", "sluttarsak", ("A2", "A3"), {"nav_godkjent_dato": "31.12.2014"})
    _change(made, "deltakerlop", "sluttarsak", ("F1",), {"sluttarsak": "X4"}, only_with="ansatt_dato")
    _change(made, "ansatt", "rolle", ("VEILEDER",), {"rolle": "PRODUKSJON"})
    for year in YEARS:
        batt.clean.run(made, year)
        batt.indicators.run(made, year)
    return made


def _change(
    root: Root, table: str, column: str, values: tuple[str, ...], new: dict[str, str], only_with: str = ""
) -> None:
    """Change every third of the rows of 2014 that have one of the values (and a value in ``only_with``)."""
    path = root.raw(2014) / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    chosen = [row for row in rows if row[column] in values and (not only_with or row[only_with])][::3]
    assert chosen
    for row in chosen:
        row.update(new)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module", params=YEARS)
def year(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def received(root: Root, year: int, load_module: Any) -> Any:
    return load_module(__file__, "recount").Received(root.raw(year))


@pytest.fixture(scope="module")
def expected(received: Any, year: int, load_module: Any) -> dict:
    """Status and counts of every cell: provider, county and country × programme × indicator."""
    counts = load_module(__file__, "recount").recount(received, year)
    run = {
        (row["arrangor_id"], row["tiltak"])
        for table in ("deltakerlop", "arrangor_tiltak_aar")
        for row in received.rows[table]
    }
    cells: dict = {}
    for indicator, of_cell in counts.items():
        at = [(one, ALL) for one in received.county] if indicator in BY_PROVIDER else sorted(run)
        sums: dict = defaultdict(list)
        for provider, programme in at:
            applies = programme in COVERS.get(indicator, (programme,))
            sent = all((provider, table) in received.has_sent for table in NEEDS.get(indicator, ()))
            part = of_cell.get((provider, programme), (0, 0, 0)) if applies and sent else None
            for place in (provider, received.county[provider], COUNTRY):
                sums[place, programme].append(part)
            if not applies:
                for place in (provider, received.county[provider], COUNTRY):
                    cells[indicator, place, programme] = ("not_applicable", None, None, None)
        for (place, programme), parts in sums.items():
            cells.setdefault((indicator, place, programme), _cell(indicator, parts))
    return cells


def _cell(indicator: str, parts: list) -> tuple:
    """Add up providers; who has not delivered adds nothing."""
    given = [part for part in parts if part is not None]
    x, w, n = (sum(part[at] for part in given) for at in range(3))
    if not given or (indicator == "i07" and w == 0):
        return ("missing", None, None, None)
    return ("too_few" if n < FEWEST.get(indicator, 5) else "ok", x, w, n)


def test_every_cell_of_the_indicator_table_is_what_the_raw_files_give(
    root: Root, year: int, expected: dict
) -> None:
    saved = batt.indicators.load(root, [year])
    numbers = saved[NUMBERS].astype(object).where(saved[NUMBERS].notna(), None)
    keys = zip(saved["indicator"], saved["unit_id"], saved["programme"], strict=True)
    counted = dict(zip(keys, numbers.itertuples(index=False, name=None), strict=True))
    assert counted == expected
    assert {status for status, *_ in expected.values()} == {"ok", "too_few", "not_applicable"} | (
        {"missing"} if year == 2015 else set()
    )


def test_every_value_is_numerator_over_denominator_times_scale(root: Root, year: int, expected: dict) -> None:
    saved = batt.indicators.load(root, [year])
    for row in saved.to_dict("records"):
        _, x, w, _ = expected[row["indicator"], row["unit_id"], row["programme"]]
        if not w:
            assert row["value"] != row["value"], row
        else:
            exact = Fraction(x, w * ONE_OVER.get(row["indicator"], 1))
            assert row["value"] == pytest.approx(float(exact), rel=1e-12), row


def test_activity_is_what_the_raw_files_give(root: Root, year: int, received: Any) -> None:
    people, counts = defaultdict(set), Counter()
    for row in received.rows["deltakerlop"]:
        key = row["arrangor_id"], row["tiltak"]
        people[key].add(row["deltaker_id"])
        counts[key, "starts"] += str(year) in row["startdato"]
        counts[key, "exits"] += bool(row["sluttdato"])
        counts[key, "in"] += not row["sluttdato"]
    forms = received.rows["arrangor_tiltak_aar"]
    places = {(row["arrangor_id"], row["tiltak"]): int(row["plasser"]) for row in forms}
    activity = batt.clean.load(root, year).activity
    found = {(row[0], row[1]): row[2:] for row in activity.itertuples(index=False, name=None)}
    assert found == {
        key: (len(people[key]), places[key], counts[key, "starts"], counts[key, "exits"], counts[key, "in"])
        for key in {*people, *places}
    }


def test_end_causes_are_what_the_raw_files_give(root: Root, year: int, received: Any) -> None:
    counts = Counter((r["tiltak"], r["sluttarsak"]) for r in received.rows["deltakerlop"] if r["sluttdato"])
    saved = batt.indicators.load_breakdowns(root, year)["end_causes"]
    found = {(row["programme"], row["end_cause"]): row["exits_n"] for row in saved.to_dict("records")}
    assert {key: n for key, n in found.items() if n} == counts
    for programme, total in zip(saved["programme"], saved["exits_total_n"], strict=True):
        assert total == sum(n for (of, _), n in counts.items() if of == programme)
