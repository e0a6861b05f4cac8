"""Which words outside tables two folders say differently."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from batt.provenance.differences.printed_folder import PrintedFolder


@dataclass(frozen=True)
class ChangedText:
    """One paragraph that differs: its page, and what each side says; empty where it says nothing."""

    page: str
    before: str
    after: str


def changed_texts(before: PrintedFolder, after: PrintedFolder) -> list[ChangedText]:
    """Return the paragraphs that differ, on the pages that both folders have."""
    return [
        text
        for name in before.pages
        if name in after.files and after.files[name] != before.files[name]
        for text in _of_page(name, before, after)
    ]


def _of_page(name: str, before: PrintedFolder, after: PrintedFolder) -> Iterator[ChangedText]:
    then, now = (side.page(name).text.split("\n") for side in (before, after))
    for tag, i, i_end, j, j_end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag != "equal":
            for first, last in zip_longest(then[i:i_end], now[j:j_end], fillvalue=""):
                yield ChangedText(name, first, last)
