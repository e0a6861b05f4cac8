"""The files that an editor begins with: what can be written, all of it in a comment."""

from pathlib import Path

from batt.paths import Root
from batt.registry import LANGUAGES


def write_templates(root: Root, year: int) -> list[Path]:
    """Write the year's file of each language where it is absent; return those written.

    A file that is there is never touched.
    """
    written = []
    for lang in LANGUAGES:
        file = root.editorial(year, lang)
        if file.exists():
            continue
        template = Path(__file__).with_name(f"template.{lang}.md").read_text(encoding="utf-8")
        file.parent.mkdir(parents=True, exist_ok=True)
        # Opened so that it cannot replace what somebody saves in the same moment.
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(template.replace("YEAR", str(year)))
        written.append(file)
    return written
