"""A step is done again only when something it depends on has changed."""

import dataclasses
import json

import pytest

from batt.errors import BattError
from batt.paths import Root
from batt.steps import Step


@pytest.fixture
def step(tmp_path):
    notebook = tmp_path / "n.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "x = 1", "outputs": [1]}]}))
    received = tmp_path / "in" / "a.csv"
    received.parent.mkdir()
    received.write_text("a;b\n1;2\n")
    made = tmp_path / "out.parquet"
    made.write_text("made")
    step = Step(
        name="clean-2015",
        notebook=notebook,
        parameters={"root": "here", "year": 2015},
        reads=(received.parent,),
        writes=(made,),
        sources=("raw",),
        executed=tmp_path / "executed.ipynb",
        record=tmp_path / "record.json",
        root=Root(tmp_path),
    )
    step.record.write_text(json.dumps({"key": step.key(), "outputs": step.outputs()}))
    return step


def test_a_step_is_done_while_nothing_changes(step):
    assert step.is_done()


def test_outputs_in_the_notebook_do_not_count(step):
    step.notebook.write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": "x = 1", "outputs": [2]}]})
    )
    assert step.is_done()


def test_the_same_files_in_another_folder_are_the_same_step(step):
    elsewhere = dataclasses.replace(step, parameters=step.parameters | {"root": "elsewhere"})
    assert elsewhere.is_done()


def test_a_changed_input_a_new_file_and_a_renamed_file_each_undo_it(step):
    folder = step.reads[0]
    (folder / "a.csv").write_text("a;b\n1;3\n")
    assert not step.is_done()
    (folder / "a.csv").write_text("a;b\n1;2\n")
    assert step.is_done()
    (folder / "b.csv").write_text("")
    assert not step.is_done()
    (folder / "b.csv").unlink()
    (folder / "a.csv").rename(folder / "c.csv")
    assert not step.is_done()


def test_a_changed_option_undoes_it(step):
    changed = dataclasses.replace(step, parameters=step.parameters | {"options": ["job_codes=F1_only"]})
    assert not changed.is_done()


def test_changed_source_of_the_notebook_undoes_it(step):
    step.notebook.write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": "x = 2", "outputs": [1]}]})
    )
    assert not step.is_done()


def test_an_output_that_was_changed_or_lost_undoes_it(step):
    step.writes[0].write_text("changed by hand")
    assert not step.is_done()
    step.writes[0].unlink()
    assert not step.is_done()


def test_inputs_changed_while_it_runs_undo_it(step, monkeypatch):
    def run_while_somebody_writes(source, target, parameters):
        step.writes[0].write_text("made anew")
        (step.reads[0] / "a.csv").write_text("a;b\n1;4\n")

    monkeypatch.setattr("batt.execute.run_notebook", run_while_somebody_writes)
    step.run()
    assert step.record.exists()
    assert not step.is_done()
    monkeypatch.setattr(
        "batt.execute.run_notebook", lambda source, target, parameters: step.writes[0].write_text("again")
    )
    step.run()
    assert step.is_done()


def test_a_step_that_fails_leaves_what_there_was_and_is_to_be_done_again(step, monkeypatch):
    before = step.writes[0].read_bytes()
    (step.reads[0] / "a.csv").write_text("a;b\n1;4\n")

    def fail(source, target, parameters):
        raise BattError("a delivery is broken")

    monkeypatch.setattr("batt.execute.run_notebook", fail)
    with pytest.raises(BattError, match="broken"):
        step.run()
    assert step.writes[0].read_bytes() == before
    assert not step.is_done()
