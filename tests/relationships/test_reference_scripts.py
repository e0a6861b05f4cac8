"""Reference numbers computed here were made by the scripts as they stand."""

import hashlib
import json
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FILES = sorted((Path(__file__).parent / "reference").glob("*.json"))


def made_here() -> list[Path]:
    return [file for file in FILES if "script_md5" in file.read_text(encoding="utf-8")]


@pytest.mark.parametrize("file", made_here(), ids=lambda file: file.stem)
def test_reference_numbers_are_made_again_when_their_script_changes(file):
    origin = json.loads(file.read_text(encoding="utf-8"))["origin"]
    script = (PROJECT / origin["script"]).read_bytes()
    assert hashlib.md5(script).hexdigest() == origin["script_md5"]
