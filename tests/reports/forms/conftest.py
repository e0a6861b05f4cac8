"""A small report with everything that the other forms must cope with, as a page and as it was run."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest

from batt.disclosure import publish_facts, publish_shares
from batt.disclosure.publish import publish_indicators
from batt.paths import Root
from batt.reports.export import export_notebook
from batt.reports.page import Page

HOSTILE = ["=1+1", "+47 123", "-cmd", "@sum", "\tx", "\rx", "<script>alert(1)</script> & Sønn AS", "x; y, z"]


@pytest.fixture(scope="session")
def hostile_names():
    return HOSTILE


@pytest.fixture(scope="session", params=["nb", "en"])
def report(request, tmp_path_factory, load_module):
    """The page, the notebook, and the published table in which every kind of cell occurs."""
    sample = load_module(Path(__file__).parent, "sample")
    root = Root(tmp_path_factory.mktemp("forms"))
    root.raw_folder.mkdir(parents=True)
    root.simulated_marker.touch()
    page = Page(root, 2015, "sample", request.param, texts=())
    values = publish_indicators(
        pd.concat([sample.indicators(), _hidden_and_missing(sample)], ignore_index=True)
    ).where(year=2015)
    fragments = [
        *sample.sample_fragments(page),
        page.table(
            values,
            id="every-kind-of-cell",
            columns={
                "programme": "P",
                "indicator": "I",
                "value": "V",
                ("ci_low", "ci_high"): page.words("interval_95"),
                "n": "n",
            },
            formats={"value": "unit_table", ("ci_low", "ci_high"): "unit_table", "n": "integer"},
            caption="Every kind of cell",
            notes=["A note"],
        ),
        page.table(
            publish_facts(pd.DataFrame({"name": HOSTILE, "n": range(len(HOSTILE))}), why="invented"),
            id="hostile-names-with-an-id-that-is-too-long-for-a-sheet",
            columns={"name": "=Name", "n": "n"},
            formats={"n": "integer"},
            caption="=2+2",
        ),
        page.table(
            publish_shares(
                pd.DataFrame({"p": ["A", "B"], "x": [300, 2], "m": [1000, 40]}),
                numerator="x",
                denominator="m",
            ),
            id="shares-alone",
            columns={"p": "P", "share": "S"},
            formats={"share": "percent1"},
            caption="Shares",
        ),
    ]
    notebook = sample.executed([page.head("Årsrapport <2015>", notices=["A notice"]), *fragments][1:])
    head = page.head("Årsrapport <2015>", notices=["A notice"])._repr_mimebundle_()
    notebook.cells.insert(
        0, nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", data=head)])
    )
    executed = root.path / f"sample-2015-{request.param}.ipynb"
    nbformat.write(notebook, executed)
    file = root.path / f"sample.{request.param}.html"
    file.write_text(export_notebook(executed), encoding="utf-8")
    return {"page": file, "executed": executed, "values": values, "lang": request.param}


def _hidden_and_missing(sample):
    """One figure too small to show, and one that was not delivered."""
    numbers = ["numerator", "denominator", "value", "n", "ci_low", "ci_high"]
    like = sample.indicators().query("year == 2015 and indicator == 'i08' and programme == 'AB'")
    hidden = like.assign(programme="X1", numerator=2, denominator=30, value=2 / 30, n=30)
    missing = like.assign(programme="X2", status="missing", **dict.fromkeys(numbers, None))
    return pd.concat([hidden, missing], ignore_index=True)
