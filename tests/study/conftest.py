"""Small foreign registers written by the tests, and the real ones where the reference data folder is."""

import json
import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "data" / "real"


@pytest.fixture(scope="session")
def reference():
    """Numbers that R computed, with their origin."""
    return json.loads((Path(__file__).parent / "reference" / "studies.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def method_reference():
    """Numbers that R computed for the methods themselves, on the same data."""

    def read(name):
        file = PROJECT / "tests" / "relationships" / "reference" / f"{name}.json"
        return json.loads(file.read_text(encoding="utf-8"))["results"]

    return read


@pytest.fixture(scope="session")
def compared_reference():
    """Comparisons of the studies computed in R, with their origin."""
    return json.loads((Path(__file__).parent / "reference" / "compared.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def real_data():
    """The folder of real files, or a loud skip."""
    if not REAL.is_dir():
        pytest.skip("NOT CHECKED against R: the reference data folder is not on this machine")
    return REAL


@pytest.fixture
def entry():
    """The example of studies/README.md, as a dictionary that a test may change."""
    text = (PROJECT / "studies" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found
    return yaml.load(found[1], Loader=yaml.BaseLoader)


@pytest.fixture
def compared(entry):
    """The example with the readme's groups, and its items, as a dictionary that a test may change."""
    text = (PROJECT / "studies" / "README.md").read_text(encoding="utf-8")
    groups, items = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[1:]
    more = yaml.load(groups, Loader=yaml.BaseLoader) | yaml.load(items, Loader=yaml.BaseLoader)
    background = entry["background"] | more.pop("background")
    comparison = more["comparisons"]["offer"]
    comparison["smallest"]["probability"] = "0.05"
    return entry | {"background": background} | more


@pytest.fixture
def write(tmp_path):
    """Write a study and its file; return the study's folder and the data folder."""

    def write(entry, rows="", name="register.csv"):
        folder, data = tmp_path / entry["name"], tmp_path / "data"
        folder.mkdir(exist_ok=True)
        data.mkdir(exist_ok=True)
        (folder / "study.yaml").write_text(
            yaml.safe_dump(entry, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        if rows:
            (data / name).write_text(rows, encoding="utf-8")
        return folder, data

    return write


@pytest.fixture(scope="session")
def project():
    """The workbook's own folder."""
    return PROJECT
