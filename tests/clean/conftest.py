"""A tiny received year that is right in every cell; a test changes the one thing that it is about."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from batt.clean import CleanYear, clean_year, run
from batt.paths import Root

YEAR = 2015

# One right row per table. A row added by a test takes what it does not name from here.
RIGHT = {
    "tiltaksarrangor": {"arrangor_id": "A001", "navn": "Fjellveien AS", "forening": "ATTF", "fylke": "03"}
    | {"deltar_indikator_no": "ja"},
    "arrangor_aar": {"arrangor_id": "A001", "mottatt_dato": "2016-01-10", "antall_personale": ""}
    | {"aarsverk_personale": "4,5", "hospiteringspartnere_rapportert": ""}
    | {f"helse_q{n}": "ja" for n in range(1, 5)}
    | {"inviterte_nav": "5", "inviterte_ansatte": "6"},
    "arrangor_tiltak_aar": {"arrangor_id": "A001", "tiltak": "APS", "plasser": "8", "deltakere_i_aaret": ""}
    | {"avsluttet_i_aaret": "", "helse_q5": "ja", "helse_q6": "nei", "inviterte_brukere": "9"},
    "deltakerlop": {
        "aar": "2015",
        "lop_id": "L1",
        "deltaker_id": "D1",
        "arrangor_id": "A001",
        "tiltak": "APS",
    }
    | {"nav_kontor_id": "", "startdato": "2015-01-12", "sluttdato": "2015-06-15", "sluttarsak": "F1"}
    | {"fullfort": "ja", "nav_godkjent_dato": "", "kvalifisering": "", "forste_oppstart_dato": ""}
    | {"ansatt_dato": "", "arbeidsevne": "2", "basiskompetanse": "1", "kjonn": "K", "alder": "34"}
    | {"minoritet": "N"},
    "hospiteringspartner": {
        "partner_id": "P1",
        "arrangor_id": "A001",
        "orgnr_pseudonym": "F1",
        "bransje": "G",
    }
    | {"avtaletype": "RAMME", "skriftlig": "ja", "avtale_fra": "2014-01-01", "avtale_til": ""},
    "hospitering": {"hospitering_id": "H1", "lop_id": "L1", "partner_id": "P1", "fra": "2015-02-02"}
    | {"til": "2015-03-02", "med_oppfolging": "ja", "type": "HOSPITERING"},
    "ansatt": {"ansatt_id": "S1", "arrangor_id": "A001", "rolle": "VEILEDER", "i_attforing": "ja"}
    | {"pa_attforingslop": "nei", "stillingsprosent": "80", "fra": "2012-01-01", "til": ""},
    "kompetansetimer": {"hendelse_id": "T1", "ansatt_id": "S1", "dato": "2015-04-01", "timer": "7,5"}
    | {"type": "KURS", "lonnet_tid": "ja", "egen_fritid": "nei", "utgift_dekket": "ja"},
    "svar_nav": {"svar_id": "N1", "arrangor_id": "A001", "svardato": "2015-11-02", "nav_kontor_id": ""}
    | {"rolle": "VEILEDER", "kommentar": ""}
    | {f"n{n}": "4" for n in range(1, 10)},
    "svar_bruker": {"svar_id": "U1", "arrangor_id": "A001", "tiltak": "APS", "svardato": "2015-12-01"}
    | {"anledning": "DESEMBER", "svarhjelp": "INGEN", "skala_antall": "6"}
    | {f"u{n}": "5" for n in range(1, 9)}
    | {"u9": "ja"},
    "svar_ansatt": {"svar_id": "E1", "arrangor_id": "A001"} | {f"e{n}": "5" for n in range(1, 10)},
    "manedsrapport": {"arrangor_id": "A001", "maaned": "2015-06", "tiltak": "APS", "sluttarsak": "F1"}
    | {"antall": "1"},
    "oppfolging": {"lop_id": "L1", "maaneder_etter": "6", "besvart": "ja", "status": "ARBEID_HEL"},
    "nav_kontor": {"nav_kontor_id": "K1", "fylke": "03"},
    "sertifisering": {"arrangor_id": "A001", "ordning": "ISO9001", "gyldig_fra": "2013-01-01"}
    | {"gyldig_til": "2016-01-01", "organ": "Et organ", "omfang": "Alle tjenester"},
    "metode": {"arrangor_id": "A001", "metode": "Jobbsøk i gruppe"},
}


@dataclass
class Received:
    """What is received for a year: rows by table, one dictionary a row, and how to clean it."""

    root: Root
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def add(self, table: str, **cells: str) -> int:
        """Add a row and return its line in the file."""
        rows = self.tables.setdefault(table, [])
        rows.append(RIGHT[table] | cells)
        return len(rows) + 1

    def write(self, folder: str = "") -> None:
        """Write every table as a CSV file with semicolons."""
        for table, rows in self.tables.items():
            self.write_table(Path(folder) / f"{table}.csv", rows)

    def write_table(self, name: str | Path, rows: list[dict[str, str]]) -> Path:
        path = self.root.raw(YEAR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def write_corrections(self, *entries: tuple[str, str, str, str, str], delimiter: str = ";") -> None:
        """Write corrections given as table, key, field, from, to."""
        self.root.corrections.parent.mkdir(parents=True, exist_ok=True)
        lines = [["table", "key", "field", "from", "to", "reason", "who", "date"]]
        lines += [[*entry, "rettet av avsender", "NN", "2016-02-01"] for entry in entries]
        with self.root.corrections.open("w", encoding="cp1252", newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(lines)

    def clean(self, **how: bool) -> CleanYear:
        """Write the tables and clean the year."""
        self.write()
        return clean_year(self.root, YEAR, **how)

    def run(self, **how: bool) -> CleanYear:
        """Write the tables, clean the year and save it."""
        self.write()
        return run(self.root, YEAR, **how)


def three_tables(folder: Path) -> Received:
    """The three required tables with one right row each."""
    year = Received(Root(folder))
    for table in ("tiltaksarrangor", "arrangor_aar", "deltakerlop"):
        year.add(table)
    return year


@pytest.fixture
def received(tmp_path) -> Received:
    return three_tables(tmp_path)


@pytest.fixture(scope="session")
def received_factory():
    """Makes a year in any folder, for tests that need many."""
    return three_tables


@pytest.fixture
def told():
    """What the ledger says about a received row: its outcome and its (field, reason) pairs."""

    def look(clean: CleanYear, table: str, row: int) -> tuple[str, list[tuple[str, str]]]:
        lines = clean.ledger[(clean.ledger["table"] == table) & (clean.ledger["source_row"] == row)]
        assert lines["outcome"].nunique() == 1
        named = lines[lines["reason"] != ""]
        return lines["outcome"].iloc[0], list(zip(named["field"], named["reason"]))

    return look


@pytest.fixture
def flagged():
    """The (row, field, reason) triples of the flags of a table."""

    def look(clean: CleanYear, table: str) -> list[tuple[int | None, str, str]]:
        flags = clean.flags[clean.flags["table"] == table]
        rows = [
            None if row is None else int(row)
            for row in flags["source_row"].astype(object).where(flags["source_row"].notna(), None)
        ]
        return list(zip(rows, flags["field"], flags["reason"]))

    return look
