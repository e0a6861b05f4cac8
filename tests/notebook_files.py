"""Tiny notebooks, written by tests that run them."""

import json
from pathlib import Path
from typing import Any


def write_notebook(path: Path, *sources: str) -> Path:
    """Write a notebook of code cells; the first holds its parameters."""
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
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
    )
    return path


def outputs(executed: Path) -> list[list[Any]]:
    """Return what each cell of an executed notebook showed, but for the papermill's own cell."""
    cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    return [
        cell["outputs"] for cell in cells if "injected-parameters" not in cell["metadata"].get("tags", [])
    ]


def printed(executed: Path) -> str:
    """Return what an executed notebook printed."""
    texts = [output for cell in outputs(executed) for output in cell if output["output_type"] == "stream"]
    return "".join("".join(output["text"]) for output in texts)
