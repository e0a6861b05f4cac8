"""Check a year's editorial texts in both languages before any page is made."""

from functools import cache

from batt.disclosure import PublishedTable, load_protected, publish_for
from batt.errors import ContentError
from batt.paths import Root
from batt.registry import LANGUAGES
from batt.reports.editorial.parse import read_texts
from batt.reports.editorial.results import Result
from batt.reports.editorial.setting import Reader, set_text


def check(root: Root, year: int) -> None:
    """Refuse texts that no page could show, all problems of both languages at once.

    A result of the country or a county must be one that the public may see, since whoever reads a page may
    pass it on. Whether a reader may see a provider's is found out on the page of that reader.

    Raises
    ------
    ContentError
        If a heading names no place, or a text holds what cannot be set (see :func:`set_text`).
    UnreadableFile
        If a file is no text in UTF-8.
    DisclosureError
        If a text has placeholders and the stage `disclosure` has not been run.
    """

    @cache
    def everything() -> PublishedTable:
        return publish_for(load_protected(root, year), "directorate")

    @cache
    def public() -> PublishedTable:
        return publish_for(load_protected(root, year), "public")

    def visible(result: Result) -> PublishedTable:
        return public() if len(result.row(public())) else everything()

    problems = []
    for lang in LANGUAGES:
        texts, wrong = read_texts(root, year, lang)
        problems += wrong
        for text in texts:
            problems += set_text(text, Reader(lang, "public", visible, everything))[1]
    if problems:
        raise ContentError(problems)
