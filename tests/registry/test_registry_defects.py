"""Whatever is wrong with the registry is told by file, place, value and what was expected."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batt.errors import RegistryError
from batt.registry.cross_checks import validate_registry
from batt.registry.json_schema import Draft202012Validator
from batt.registry.load import FOLDER, INDICATOR_FOLDER, load, read
from batt.registry.validate import validate_files


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the registry's files that a test may break."""
    shutil.copytree(FOLDER, tmp_path / "registry", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "indicators").mkdir()
    for path in INDICATOR_FOLDER.glob("i[0-9][0-9]_*.yaml"):
        shutil.copy(path, tmp_path / "indicators")
    return tmp_path


def check(folder: Path) -> None:
    validate_files(folder / "registry", folder / "indicators")
    validate_registry(read(folder / "registry", folder / "indicators"))


def told(folder: Path) -> str:
    with pytest.raises(RegistryError) as raised:
        check(folder)
    assert raised.value.exit_code == 10
    return str(raised.value)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_registry_as_it_stands_is_valid(copy):
    check(copy)


@pytest.mark.parametrize("schema", sorted((FOLDER / "schemas").glob("*.json")), ids=lambda path: path.stem)
def test_each_schema_is_a_json_schema(schema):
    Draft202012Validator.check_schema(json.loads(schema.read_text(encoding="utf-8")))


DEFECTS = {
    "hatched_cell_opened": (
        "registry/applies.csv",
        "i08,0,0",
        "i08,1,0",
        ["applies.csv", "58 cells are open and 20 hatched", "57 open and 21 hatched"],
    ),
    "cell_neither_0_nor_1": (
        "registry/applies.csv",
        "i01,1,1",
        "i01,x,1",
        ["applies.csv, row 2, VTA", "'x' is not allowed", "1 (applies) or 0"],
    ),
    "programme_column_missing": (
        "registry/applies.csv",
        "KIA",
        "KIAA",
        ["applies.csv, row 1", "the column 'KIA' is missing", "unknown column 'KIAA'"],
    ),
    "indicator_row_twice": (
        "registry/applies.csv",
        "i02,",
        "i01,",
        ["applies.csv, row 3", "'i01' is already in row 2"],
    ),
    "target_on_a_hatched_cell": (
        "registry/target_suitability.csv",
        "i08,VTA,NEI",
        "i08,VTA,JA",
        ["target_suitability.csv, i08 × VTA", "suited as a target but does not apply"],
    ),
    "unknown_without_its_certainty": (
        "registry/target_suitability.csv",
        "i10,APS,UKJENT,unknown",
        "i10,APS,UKJENT,likely",
        ["i10 × APS", "'UKJENT' with certainty 'likely'"],
    ),
    "unknown_certainty": (
        "registry/target_suitability.csv",
        "likely",
        "maybe",
        ["row 2, certainty", "'maybe' is not allowed", "near_certain"],
    ),
    "pair_missing": (
        "registry/target_suitability.csv",
        "i01,VTA,NEI,likely\n",
        "",
        ["target_suitability.csv, i01 × VTA", "is missing"],
    ),
    "too_many_cells": (
        "registry/codes/genders.csv",
        "K,1,Kvinne,",
        "K,1,Kvinne, voksen,",
        ["codes/genders.csv, row 2", "has 7 cells", "Expected 6"],
    ),
    "semicolons_in_the_header_only": (
        "registry/codes/genders.csv",
        "code,order,label_nb,label_en,group,misspellings",
        "code;order;label_nb;label_en;group;misspellings",
        ["codes/genders.csv, row 2", "Separate cells with commas throughout"],
    ),
    "code_twice": (
        "registry/codes/genders.csv",
        "M,2",
        "K,2",
        ["codes/genders.csv, row 3", "'K' is already in row 2"],
    ),
    "codes_that_differ_only_in_case": (
        "registry/codes/genders.csv",
        "M,2",
        "k,2",
        ["codes/genders.csv", "two codes differ only in case or spaces"],
    ),
    "misspelling_that_is_another_code": (
        "registry/codes/end_causes.csv",
        "F-1;F 1;F01",
        "F-1;f 2",
        ["codes/end_causes.csv, F1, misspellings", "'f 2' also means F2"],
    ),
    "misspelling_of_two_codes": (
        "registry/codes/end_causes.csv",
        "F-2;",
        "F-1;",
        ["codes/end_causes.csv, F2, misspellings", "'F-1' also means F1"],
    ),
    "code_without_english_label": (
        "registry/codes/genders.csv",
        "K,1,Kvinne,Female",
        "K,1,Kvinne,",
        ["codes/genders.csv, row 2, label_en", "is empty"],
    ),
    "order_that_is_not_shown": (
        "registry/codes/genders.csv",
        "U,3",
        "U,1",
        ["codes/genders.csv, row 4, order", "1 follows 2"],
    ),
    "county_that_ends_before_it_begins": (
        "registry/codes/counties.csv",
        "30,21,Viken,Viken,,,2020,2023",
        "30,21,Viken,Viken,,,2023,2020",
        ["codes/counties.csv, 30", "valid from 2023 to 2020"],
    ),
    "year_that_is_no_year": (
        "registry/codes/counties.csv",
        "Trøndelag,Trøndelag,,,2018",
        "Trøndelag,Trøndelag,,,18",
        ["codes/counties.csv", "valid_from", "'18' is not allowed", "A year of four digits"],
    ),
    "unknown_code_list": (
        "registry/columns/deltakerlop.csv",
        "gender,code,genders",
        "gender,code,gendres",
        ["columns/deltakerlop.csv, gender, codes", "unknown code list 'gendres'", "genders"],
    ),
    "code_column_without_list": (
        "registry/columns/deltakerlop.csv",
        "gender,code,genders",
        "gender,code,",
        ["columns/deltakerlop.csv, gender, codes", "'' with type code"],
    ),
    "unknown_type": (
        "registry/columns/deltakerlop.csv",
        "age,integer",
        "age,number",
        ["columns/deltakerlop.csv, row", "type", "'number' is not allowed", "answer7"],
    ),
    "year_column_misspelt": (
        "registry/columns/deltakerlop.csv",
        "2013",
        "213",
        ["columns/deltakerlop.csv", "213"],
    ),
    "years_out_of_order": (
        "registry/columns/deltakerlop.csv",
        "2013,2014",
        "2014,2013",
        ["columns/deltakerlop.csv, row 1", "the years are not in order: 2012, 2014, 2013"],
    ),
    "year_column_twice": (
        "registry/columns/deltakerlop.csv",
        "2013,2014",
        "2013,2013",
        ["columns/deltakerlop.csv, row 1", "the column '2013' stands twice"],
    ),
    "one_header_for_two_fields": (
        "registry/columns/deltakerlop.csv",
        "startdato|inndato",
        "startdato|utdato",
        ["columns/deltakerlop.csv, 2013", "the header 'utdato' stands for two fields"],
    ),
    "field_never_delivered": (
        "registry/columns/ansatt.csv",
        "header,stillingsprosent",
        "header,",
        ["columns/ansatt.csv, fte_pct", "has no header in any year"],
    ),
    "key_that_is_no_field": (
        "registry/tables.csv",
        "spells,yes,spell_id",
        "spells,yes,spel_id",
        ["tables.csv, deltakerlop, key", "the table has no field 'spel_id'"],
    ),
    "reference_to_no_table": (
        "registry/tables.csv",
        "staff_id:staff",
        "staff_id:stuff",
        ["tables.csv, kompetansetimer, references", "unknown table 'stuff'"],
    ),
    "reference_that_is_not_the_key": (
        "registry/tables.csv",
        "staff_id:staff",
        "staff_id:providers",
        ["tables.csv, kompetansetimer, references", "'staff_id' is not the key of providers"],
    ),
    "table_without_columns": (
        "registry/tables.csv",
        "metode,methods",
        "metoder,methods",
        ["tables.csv, metoder", "has no columns", "columns/metode.csv", "has no table"],
    ),
    "english_name_missing": (
        "indicators/i08_job_acquisition.yaml",
        "name: {nb: Formidling til arbeid, en: Job acquisition}",
        "name: {nb: Formidling til arbeid}",
        ["batt/indicators/i08_job_acquisition.yaml, name", "'en' is a required property", "both languages"],
    ),
    "norwegian_name_empty": (
        "indicators/i08_job_acquisition.yaml",
        "name: {nb: Formidling til arbeid,",
        "name: {nb: '',",
        ["i08_job_acquisition.yaml, name.nb", "is empty"],
    ),
    "unknown_direction": (
        "indicators/i08_job_acquisition.yaml",
        "direction: higher",
        "direction: hgher",
        ["i08_job_acquisition.yaml, direction", "'hgher' is not allowed", "higher, lower, range"],
    ),
    "unknown_field": (
        "indicators/i08_job_acquisition.yaml",
        "decimals: 1",
        "decimals: 1\ncolour: red",
        ["i08_job_acquisition.yaml", "'colour' was unexpected"],
    ),
    "scale_that_is_no_number": (
        "indicators/i10_time_in_programme.yaml",
        "scale: 1/7",
        "scale: one seventh",
        ["i10_time_in_programme.yaml, scale", "'one seventh' is not allowed", "a fraction such as 1/7"],
    ),
    "indicator_table_unknown": (
        "indicators/i08_job_acquisition.yaml",
        "tables: [spells]",
        "tables: [spels]",
        ["i08_job_acquisition.yaml, tables", "unknown table 'spels'"],
    ),
    "indicator_option_unknown": (
        "indicators/i08_job_acquisition.yaml",
        "job_codes",
        "job_code",
        ["i08_job_acquisition.yaml, options", "unknown option 'job_code'"],
    ),
    "option_that_does_not_name_the_indicator": (
        "indicators/i11_formal_qualifications.yaml",
        "options: [exit_denominator",
        "options: [weeks, exit_denominator",
        ["i11_formal_qualifications.yaml, options", "'weeks' does not name i11"],
    ),
    "interval_that_does_not_suit": (
        "indicators/i10_time_in_programme.yaml",
        "interval: t",
        "interval: wilson",
        ["i10_time_in_programme.yaml, interval", "'wilson' does not suit the unit 'weeks'"],
    ),
    "number_of_another_indicator": (
        "indicators/i08_job_acquisition.yaml",
        "number: 8",
        "number: 9",
        ["i08_job_acquisition.yaml, number", "9 is not the file's number"],
    ),
    "guide_number_twice": (
        "indicators/i08_job_acquisition.yaml",
        "guide_number: 5",
        "guide_number: 6",
        ["guide_number", "6 stands in two files"],
    ),
    "key_twice": (
        "registry/caveats.yaml",
        "gaming:",
        "proxies:",
        ["caveats.yaml, line", "the key 'proxies' stands twice"],
    ),
    "text_that_is_not_yaml": (
        "registry/caveats.yaml",
        "  source: WG §2\n",
        "  source: WG §2: again\n",
        ["caveats.yaml, line", "Put quotes around a text that has a colon"],
    ),
    "default_that_is_not_the_programs": (
        "registry/options.yaml",
        "    all_exits:",
        "    every_exit:",
        ["options.yaml, exit_denominator", "the first choice is 'every_exit'", "Expected 'all_exits'"],
    ),
    "option_the_program_does_not_know": (
        "registry/options.yaml",
        "survey_mean:",
        "survey_median:",
        [
            "options.yaml, survey_median",
            "is not an option of the program",
            "options.yaml, survey_mean: is missing",
        ],
    ),
    "option_of_an_indicator_that_does_not_list_it": (
        "registry/options.yaml",
        "indicators: [i07]",
        "indicators: [i07, i05]",
        ["options.yaml, health_provider.indicators", "i05 does not list this option"],
    ),
    "option_with_one_choice_in_one_language": (
        "registry/options.yaml",
        "      nb: Bare arbeid uten tilskudd teller.\n",
        "",
        ["options.yaml, job_codes.choices.F1_only", "'nb' is a required property"],
    ),
    "unknown_theme": (
        "registry/questions.yaml",
        "theme: information",
        "theme: informasjon",
        ["surveys.nav.questions.N1.theme", "unknown theme 'informasjon'"],
    ),
    "theme_matched_wrongly": (
        "registry/questions.yaml",
        "theme: complaints",
        "theme: rights",
        ["themes.complaints.match", "'user_only', but the theme is asked in no survey"],
    ),
    "yes_or_no_question_in_the_mean": (
        "registry/questions.yaml",
        "        in_mean: false\n",
        "",
        ["surveys.user.questions.U9.in_mean", "true for a column of type yes_no"],
    ),
    "survey_without_table": (
        "registry/questions.yaml",
        "table: answers_nav",
        "table: answers_navn",
        ["surveys.nav.table", "unknown table 'answers_navn'"],
    ),
    "hypothesis_taken_out": (
        "registry/hypotheses.yaml",
        "H7:",
        "H77:",
        ["hypotheses.yaml", "a registered hypothesis is never taken out"],
    ),
    "hypothesis_without_pitfall": (
        "registry/hypotheses.yaml",
        "  pitfalls:",
        "  pitfall:",
        ["hypotheses.yaml, H1", "'pitfalls' is a required property"],
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_is_told_with_its_place_and_what_was_expected(copy, defect):
    file, old, new, expected = DEFECTS[defect]
    replace(copy / file, old, new)
    message = told(copy)
    for part in expected:
        assert part in message


def test_all_problems_are_told_at_once_over_all_files(copy):
    replace(copy / "registry/applies.csv", "i01,1,1", "i01,x,1")
    replace(copy / "registry/codes/genders.csv", "Kvinne,Female", "Kvinne,")
    replace(copy / "registry/caveats.yaml", "gaming:", "proxies:")
    message = told(copy)
    assert "applies.csv" in message
    assert "genders.csv" in message
    assert "caveats.yaml" in message


def test_a_file_that_is_not_there_is_told(copy):
    (copy / "registry/hypotheses.yaml").unlink()
    assert "batt/registry/hypotheses.yaml: is not there" in told(copy)


def test_an_indicator_without_facts_is_told(copy):
    (copy / "indicators/i05_placement_partners.yaml").unlink()
    assert "Expected one file for each of i01 to i13" in told(copy)


def test_a_file_saved_by_excel_in_another_encoding_is_told(copy):
    path = copy / "registry/codes/genders.csv"
    text = path.read_text(encoding="utf-8").replace("Kvinne", "Kvinné")
    path.write_bytes(text.encode("cp1252"))
    assert "is not UTF-8" in told(copy)


def test_a_byte_order_mark_is_no_fault(copy):
    path = copy / "registry/codes/genders.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    check(copy)


def test_a_list_saved_with_semicolons_says_the_same(copy):
    path = copy / "registry/codes/end_causes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    check(copy)
    assert read(copy / "registry", copy / "indicators").codes["end_causes"] == load().codes["end_causes"]


def test_a_code_list_that_nothing_uses_is_told(copy):
    shutil.copy(copy / "registry/codes/genders.csv", copy / "registry/codes/sexes.csv")
    assert "codes/sexes.csv: is used by no column" in told(copy)


def test_loading_the_registry_does_not_compile_address_grammars():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, batt.registry; batt.registry.load(); print('rfc3987_syntax' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parents[1],
    )
    assert done.stdout.strip() == "False"
