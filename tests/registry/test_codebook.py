"""Every column that a researcher meets is explained in both languages."""

import pytest

from batt.errors import RegistryError
from batt.registry import load
from batt.registry.codebook import INDICATORS, fields, variable
from batt.registry.label import LANGUAGES

TABLES = [table.name for table in load().tables]


@pytest.mark.parametrize("table", [*TABLES, INDICATORS, "own_questions"])
def test_every_column_has_a_type_and_a_label_in_both_languages(table):
    known = [variable(table, field) for field in fields(table)]
    assert known
    assert all(one.type and all(one.label[lang].strip() for lang in LANGUAGES) for one in known)


@pytest.mark.parametrize("table", [*TABLES, INDICATORS])
def test_names_are_short_enough_for_stata(table):
    assert all(len(field) <= 32 for field in fields(table))


def test_a_received_column_names_its_table_and_newest_header():
    assert variable("spells", "start_date").source == "deltakerlop.startdato"


def test_a_survey_item_is_labelled_by_its_question():
    question = load().survey("nav").questions[1]
    assert variable("answers_nav", "n2").label.en == f"N2 {question.text.en}"


def test_codes_stand_in_the_order_of_the_registry():
    codes = [code.code for code in variable("spells", "end_cause").codes]
    assert codes == [code.code for code in load().codes["end_causes"]]
    assert [code.code for code in variable(INDICATORS, "programme").codes] == ["ALL", *load().programme_codes]


def test_do_not_know_is_a_code_of_the_nav_survey_alone():
    assert [code.code for code in variable("answers_nav", "n1").codes] == ["7"]
    assert variable("answers_user", "u1").codes == ()


def test_free_text_and_names_are_private():
    private = {("providers", "name"), ("methods", "note"), ("spells", "source_file"), ("spells", "row_id")}
    assert all(variable(*one).is_private for one in private)
    assert not variable("spells", "spell_id").is_private


def test_a_column_that_nobody_explained_is_told_with_what_to_write():
    with pytest.raises(RegistryError, match="begins with: spells,shoe_size"):
        variable("spells", "shoe_size")
