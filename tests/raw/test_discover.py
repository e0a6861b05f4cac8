"""Whose a file is and which table it holds follows from its name; what nothing orders is refused."""

import hashlib
from datetime import date

import pytest

from batt.errors import ContentError, UnreadableFile, UsageError
from batt.paths import Root
from batt.raw import discover

TABLES = (
    "tiltaksarrangor",
    "arrangor_aar",
    "deltakerlop",
    "manedsrapport",
    "manedsrapport_bestand",
    "svar_nav",
)


@pytest.fixture
def year(tmp_path):
    folder = tmp_path / "data" / "raw" / "2015"
    folder.mkdir(parents=True)

    def put(*names: str, manifest: str | None = None):
        for name in names:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode())
        if manifest is not None:
            text = "year;provider_id;file;received\n" + manifest
            (folder.parent / "manifest.csv").write_text(text, encoding="utf-8")
        return Root(tmp_path)

    return put


def found(root: Root) -> dict[str, tuple[str | None, str | None]]:
    return {
        file.name.removeprefix("data/raw/2015/"): (file.provider_id, file.table)
        for file in discover(root, 2015, TABLES)
    }


def counting(root: Root) -> set[str]:
    return {file.path.name for file in discover(root, 2015, TABLES) if not file.superseded}


def test_every_layout_is_found_also_mixed(year):
    root = year(
        "deltakerlop.csv",
        "Månedsrapport-Bestand 2015.TXT",
        "manedsrapport_2015.tsv",
        "nasjonal fil.xlsx",
        "a018/Deltakerløp.csv",
        "a018/svar_nav.csv",
        "A019.xlsx",
        "A020 ny.xlsx",
        "A021 - Vekst/A021_deltakerlop.csv",
        "A022_arrangor_aar.csv",
        "A0231/alt.xlsx",
        "NAV/svar_nav.csv",
        "NAV/kontor 3.xlsx",
    )
    assert found(root) == {
        "deltakerlop.csv": (None, "deltakerlop"),
        "Månedsrapport-Bestand 2015.TXT": (None, "manedsrapport_bestand"),
        "manedsrapport_2015.tsv": (None, "manedsrapport"),
        "nasjonal fil.xlsx": (None, None),
        "a018/Deltakerløp.csv": ("A018", "deltakerlop"),
        "a018/svar_nav.csv": ("A018", "svar_nav"),
        "A019.xlsx": ("A019", None),
        "A020 ny.xlsx": ("A020", None),
        "A021 - Vekst/A021_deltakerlop.csv": ("A021", "deltakerlop"),
        "A022_arrangor_aar.csv": ("A022", "arrangor_aar"),
        "A0231/alt.xlsx": ("A0231", None),
        "NAV/svar_nav.csv": (None, "svar_nav"),
        "NAV/kontor 3.xlsx": (None, None),
    }


def test_a_file_carries_its_hash_and_size(year):
    [file] = discover(year("deltakerlop.csv"), 2015, TABLES)
    assert file.sha256 == hashlib.sha256(b"deltakerlop.csv").hexdigest()
    assert file.size == 15
    assert file.received is None


def test_files_that_programs_leave_lying_are_ignored(year):
    root = year(
        "deltakerlop.csv",
        "~$A017.xlsx",
        ".DS_Store",
        "Thumbs.db",
        "README.md",
        "A017/Les meg.txt",
        ".gitkeep",
    )
    assert set(found(root)) == {"deltakerlop.csv"}


def test_every_unknown_name_is_listed_with_the_nearest_table(year):
    root = year(
        "deltkarlop.csv", "A017.csv", "A017/notat.pdf", "rest/deltakerlop.csv", "A018/A019.xlsx",
        "deltakerlop_2014.csv",
    )  # fmt: skip
    with pytest.raises(ContentError) as caught:
        discover(root, 2015, TABLES)
    message = str(caught.value)
    assert "data/raw/2015/deltkarlop.csv: no table is called 'deltkarlop'" in message
    assert "Did you mean 'deltakerlop'?" in message
    assert "data/raw/2015/A017.csv: no table is called 'A017'" in message
    assert "data/raw/2015/A017/notat.pdf: a file of the kind '.pdf' is not read" in message
    assert "the folder 'rest' is neither a provider's nor nav" in message
    assert "the file is named after A019 and lies in the folder of A018" in message
    assert "no table is called 'deltakerlop_2014'" in message
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize(
    "names",
    [
        ("A017.xlsx", "A017_2.xlsx"),
        ("A017.xlsx", "A017 ny.xlsx"),
        ("A017/deltakerlop.csv", "A017.xlsx"),
        ("A017/alt.xlsx", "A017/svar_nav.csv"),
        ("A017/deltakerlop.csv", "A017/Deltakerlop_2015.csv"),
        ("deltakerlop.csv", "deltakerlop (1).csv"),
    ],
)
def test_two_deliveries_that_nothing_orders_are_refused(year, names):
    with pytest.raises(ContentError) as caught:
        discover(year(*names), 2015, TABLES)
    [problem] = caught.value.problems
    assert "2 deliveries that nothing orders" in problem.what
    assert "data/raw/manifest.csv" in problem.fix
    for name in names[:1]:
        assert name.rpartition("/")[2] in problem.what or name.partition("/")[0] in problem.what


def test_the_newest_delivery_counts_and_the_others_are_flagged(year):
    root = year(
        "A017.xlsx", "A017_2.xlsx", "A018/deltakerlop.csv", "A018/svar_nav.csv", "A018.xlsx",
        manifest="2015;A017;A017.xlsx;10.01.2016\n2015;A017;A017_2.xlsx;2016-01-20\n"
        "2015;A018;A018;2016-01-12\n2015;A018;A018.xlsx;2016-01-11\n2014;A017;A017.xlsx;x\n",
    )  # fmt: skip
    assert counting(root) == {"A017_2.xlsx", "deltakerlop.csv", "svar_nav.csv"}
    received = {file.path.name: file.received for file in discover(root, 2015, TABLES)}
    assert received["A017.xlsx"] == date(2016, 1, 10)
    assert received["svar_nav.csv"] == date(2016, 1, 12)


def test_the_newest_national_file_of_a_table_counts(year):
    root = year(
        "deltakerlop.csv", "deltakerlop_v2.csv", "svar_nav.csv",
        manifest="2015;;deltakerlop.csv;2016-01-10\n2015;;deltakerlop_v2.csv;2016-02-01\n",
    )  # fmt: skip
    assert counting(root) == {"deltakerlop_v2.csv", "svar_nav.csv"}


def test_complementary_files_of_different_days_all_count(year):
    root = year(
        "A017/deltakerlop.csv", "A017/svar_nav.csv",
        manifest="2015;A017;A017\\deltakerlop.csv;2016-01-10\n2015;A017;A017/svar_nav.csv;2016-01-12\n",
    )  # fmt: skip
    assert counting(root) == {"deltakerlop.csv", "svar_nav.csv"}


def test_two_deliveries_of_one_day_are_not_ordered(year):
    lines = "2015;A017;A017.xlsx;2016-01-10\n2015;A017;A017_2.xlsx;2016-01-10\n"
    with pytest.raises(ContentError, match="nothing orders"):
        discover(year("A017.xlsx", "A017_2.xlsx", manifest=lines), 2015, TABLES)


def test_every_wrong_line_of_the_manifest_is_listed(year):
    lines = (
        "2015;A017;../2014/A017.xlsx;2016-01-10\n2015;A017;/etc/passwd;2016-01-10\n"
        "2015;A017;C:\\A017.xlsx;2016-01-10\n2015;A017;A017.xlsx;31.02.2016\n2015;A018;A017.xlsx;2016-01-10\n"
        "2015;A017;A017.xlsx;2016-01-10\n2015;A017;A017.xlsx;2016-01-11\n"
    )
    with pytest.raises(ContentError) as caught:
        discover(year("A017.xlsx", manifest=lines), 2015, TABLES)
    message = str(caught.value)
    assert message.count("does not lie in the year's folder") == 3
    assert "data/raw/manifest.csv, row 5, received: '31.02.2016' is no date" in message
    assert "row 6, provider_id: says A018, but 'A017.xlsx' is of A017" in message
    assert "row 8, received: dates 'A017.xlsx' a second time" in message


def test_a_listed_file_that_is_not_there_is_a_problem(year):
    with pytest.raises(ContentError, match=r"row 2, file: 'A017.xlsx' is not in data/raw/2015/"):
        discover(year("A018.xlsx", manifest="2015;A017;A017.xlsx;2016-01-10\n"), 2015, TABLES)


def test_a_manifest_without_its_columns_or_unreadable_stops(year, tmp_path):
    root = year("A017.xlsx")
    root.manifest.write_bytes(b"aar;fil\n2015;A017.xlsx\n")
    with pytest.raises(ContentError, match="lacks the columns year, provider_id, file, received"):
        discover(root, 2015, TABLES)
    root.manifest.write_bytes(b"")
    with pytest.raises(UnreadableFile, match=r"data/raw/manifest.csv: is empty"):
        discover(root, 2015, TABLES)
    root.manifest.unlink()
    root.manifest.mkdir()
    with pytest.raises(UnreadableFile, match=r"data/raw/manifest.csv: cannot be opened"):
        discover(root, 2015, TABLES)


def test_a_year_without_a_folder_names_the_years_there_are(year):
    with pytest.raises(UsageError, match=r"data/raw/2016: there is no such folder.\n  Years received: 2015"):
        discover(year("A017.xlsx"), 2016, TABLES)
