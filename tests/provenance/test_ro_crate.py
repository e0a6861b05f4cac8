"""The folder's description holds what the profile Process Run Crate 0.5 and RO-Crate 1.1 require.

Source: https://w3id.org/ro/wfrun/process/0.5, section Requirements, and https://w3id.org/ro/crate/1.1 on the
metadata file, the root data entity, data entities and contextual entities.
"""

import datetime
import json
import re
from urllib.parse import unquote

import pytest

from batt.provenance.record.ro_crate import full_version
from batt.provenance.record.run_record import RECORD, read_record
from batt.provenance.record.software import software

YEAR = 2015
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"


@pytest.fixture(scope="module")
def folder(recorded):
    return recorded.reports(YEAR)


@pytest.fixture(scope="module")
def crate(folder):
    return json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def entities(crate):
    return {entity["@id"]: entity for entity in crate["@graph"]}


@pytest.fixture(scope="module")
def action(crate):
    [found] = [entity for entity in crate["@graph"] if entity["@type"] == "CreateAction"]
    return found


def references(value):
    """Yield every ``{"@id": …}`` below a value."""
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_context_is_that_of_the_specification_and_of_the_profile(crate):
    assert crate["@context"] == [
        "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context",
    ]  # fmt: skip


def test_the_graph_is_flat_and_no_entity_is_told_twice(crate):
    ids = [entity["@id"] for entity in crate["@graph"]]
    assert len(set(ids)) == len(ids) and all("@type" in entity for entity in crate["@graph"])
    for entity in crate["@graph"]:
        for value in entity.values():
            nested = [
                part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)
            ]
            assert all(set(part) == {"@id"} for part in nested)


def test_the_metadata_file_describes_itself(entities):
    about = entities["ro-crate-metadata.json"]
    assert about["@type"] == "CreativeWork" and about["about"] == {"@id": "./"}
    assert about["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}


def test_the_root_has_what_a_root_must_have(entities):
    root = entities["./"]
    assert root["@type"] == "Dataset" and root["name"] and root["description"]
    assert datetime.datetime.fromisoformat(root["datePublished"])
    assert entities[root["license"]["@id"]]["name"]


def test_the_root_conforms_to_the_versioned_profile_which_is_a_creative_work(entities):
    assert entities["./"]["conformsTo"] == {"@id": PROFILE}
    profile = entities[PROFILE]
    assert (profile["@type"], profile["name"], profile["version"]) == (
        "CreativeWork",
        "Process Run Crate",
        "0.5",
    )


def test_every_reference_leads_to_an_entity(crate, entities):
    outside = {"https://w3id.org/ro/crate/1.1"}
    assert set(references(crate["@graph"])) - set(entities) == outside


def test_every_file_is_a_part_of_the_root_and_lies_in_the_folder(folder, crate, entities):
    files = {entity["@id"] for entity in crate["@graph"] if entity["@type"] == "File"}
    assert {part["@id"] for part in entities["./"]["hasPart"]} == files
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {unquote(name) for name in files} == there - {
        "ro-crate-metadata.json",
        "manifest.json",
        "SHA256SUMS",
    }
    for name in files:
        assert entities[name]["contentSize"] == str((folder / unquote(name)).stat().st_size)
        assert "/" in entities[name]["encodingFormat"] and entities[name]["name"]


def test_the_software_has_type_name_and_version(entities, action):
    used = entities[action["instrument"]["@id"]]
    assert used["@type"] == "SoftwareApplication" and used["name"] == "BATT workbook"
    # Versions as PEP 440 has them; not both of softwareVersion and version.
    assert re.fullmatch(r"\d+(\.\d+)*(\+[a-z0-9]+(\.[a-z0-9]+)*)?", used["softwareVersion"])
    assert "version" not in used


def test_the_action_has_what_an_action_must_and_should_have(folder, entities, action):
    record = read_record(folder / RECORD)
    assert action["@id"].startswith("#") and action["name"] and action["description"]
    assert (action["startTime"], action["endTime"]) == (record.started, record.ended)
    assert datetime.datetime.fromisoformat(action["endTime"]).utcoffset() == datetime.timedelta()
    assert {"@id": action["@id"]} in entities["./"]["mentions"]
    assert entities[action["agent"]["@id"]]["@type"] == "Organization"


def test_what_went_in_and_came_out_is_of_a_type_that_the_profile_knows(entities, action):
    taken = {entities[part["@id"]]["@type"] for part in action["object"]}
    assert taken == {"Collection", "PropertyValue"}
    assert {entities[part["@id"]]["@type"] for part in action["result"]} == {"File"}
    assert {"@id": "method.nb.html"} in action["result"]


def test_collections_are_mentioned_by_the_root(entities, action):
    mentioned = {part["@id"] for part in entities["./"]["mentions"]}
    collections = {part["@id"] for part in action["object"] if entities[part["@id"]]["@type"] == "Collection"}
    assert collections == {"#received-2014", "#received-2015"} <= mentioned


def test_a_name_with_a_space_is_written_as_an_address(own, recording):
    page = own.reports(YEAR) / "method.nb tillegg.pdf"
    page.write_text("x", encoding="utf-8")
    recording.record(own)
    text = (own.reports(YEAR) / "ro-crate-metadata.json").read_text(encoding="utf-8")
    assert '"method.nb%20tillegg.pdf"' in text


def test_a_version_without_a_checkout_is_the_packages_own():
    used = software()
    assert full_version(type(used)(**{**vars(used), "commit": "", "is_dirty": None})) == used.version
