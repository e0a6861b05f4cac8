"""R's numbers belong to the script that is said to have made them."""

import hashlib
import json
from pathlib import Path

PROJECT = Path(__file__).parents[3]


def test_the_numbers_were_made_by_the_script_as_it_stands():
    file = PROJECT / "tests" / "relationships" / "reference" / "staying.json"
    origin = json.loads(file.read_text(encoding="utf-8"))["origin"]
    script = (PROJECT / origin["script"]).read_bytes()
    assert hashlib.md5(script).hexdigest() == origin["script_md5"]
