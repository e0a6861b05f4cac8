"""Notebooks run with checked parameters, and a fault in one keeps its own exit code."""

import json

import pytest

from batt.errors import BattError, ContentError, UsageError
from batt.execute import check_parameters, declared_parameters, run_notebook


@pytest.fixture
def notebook(tmp_path):
    def write(*sources):
        cells = [
            {
                "cell_type": "code",
                "id": f"cell-{number:02d}",
                "metadata": {"tags": ["parameters"]} if number == 1 else {},
                "execution_count": None,
                "outputs": [],
                "source": source,
            }
            for number, source in enumerate(sources, 1)
        ]
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        path = tmp_path / "sample.ipynb"
        path.write_text(
            json.dumps(
                {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
            )
        )
        return path

    return write


def test_declared_parameters_are_read_with_their_defaults(notebook):
    path = notebook('root: str = ""\nyear: int = 0\noptions: list = []')
    assert declared_parameters(path) == {"root": "", "year": 0, "options": []}


def test_a_mistyped_parameter_is_refused_before_a_kernel_starts(notebook):
    path = notebook("year: int = 0")
    with pytest.raises(UsageError, match=r"yaer: is not declared(.|\n)*year"):
        check_parameters(path, {"yaer": 2015})


def test_a_parameter_of_another_type_is_refused(notebook):
    path = notebook("year: int = 0\nstrict: bool = False")
    with pytest.raises(UsageError) as told:
        check_parameters(path, {"year": "2015", "strict": 1})
    assert len(told.value.problems) == 2


def test_an_error_of_the_workbook_keeps_its_kind_and_message(notebook, tmp_path):
    path = notebook(
        "year: int = 0", "from batt.errors import ContentError\nraise ContentError('row 3 is wrong')"
    )
    with pytest.raises(ContentError, match="row 3 is wrong"):
        run_notebook(path, tmp_path / "done.ipynb", {"year": 1})
    assert (tmp_path / "done.ipynb").exists()


def test_a_fault_of_the_workbook_says_which_cell_and_where_the_notebook_is_kept(notebook, tmp_path):
    path = notebook("year: int = 0", "1 / 0")
    with pytest.raises(BattError, match=r"ZeroDivisionError(.|\n)*done\.ipynb"):
        run_notebook(path, tmp_path / "done.ipynb", {})
