"""The sentences and labels of the pages, each in both languages side by side.

``texts/<page>.yaml`` holds ``key: {nb: …, en: …}``; placeholders are named in braces. A key without one of
the languages, or with other placeholders in one of them, stops the run: no page goes out half translated.

Words are plain text. Whatever sets them on a page escapes them (:meth:`Words.html` for running text), so that
a value that came from a file can never become markup.
"""

import string
from functools import cache
from importlib import resources
from typing import Any

import yaml
from markupsafe import Markup

from batt.errors import Problem, RegistryError
from batt.reports.numbers import LANGUAGES
from batt.reports.prose import to_html

_FOLDER = resources.files("batt.reports") / "texts"
_COMMON = "common"


class Words:
    """Look up what a page says in one language.

    Parameters
    ----------
    lang
        ``nb`` or ``en``.
    *pages
        Names of files under ``texts/``; ``common`` is always there.

    Raises
    ------
    RegistryError
        If a file is missing, a key lacks a language, or two files define the same key.
    """

    def __init__(self, lang: str, *pages: str):
        if lang not in LANGUAGES:
            raise RegistryError(f"Unknown language {lang!r}. Expected one of: {', '.join(LANGUAGES)}.")
        self.lang = lang
        self._pages = tuple(dict.fromkeys((_COMMON, *pages)))
        self._texts: dict[str, str] = {}
        problems: list[Problem] = []
        for page in self._pages:
            entries = load_texts(page)
            problems += [
                Problem(f"texts/{page}.yaml, {key}", "the key is defined in another file of this page too")
                for key in entries
                if key in self._texts
            ]
            self._texts |= {key: entry[lang] for key, entry in entries.items()}
        if problems:
            raise RegistryError(problems)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of a key as plain text, with the values in place.

        Raises
        ------
        RegistryError
            If the key is unknown or a placeholder has no value.
        """
        try:
            return self._texts[key].format_map(values)
        except KeyError as missing:
            what = (
                f"the placeholder {missing} has no value" if key in self._texts else "there is no such text"
            )
            where = ", ".join(f"{page}.yaml" for page in self._pages)
            raise RegistryError(
                Problem(f"texts, {key}", what, fix=f"Looked in {where} under batt/reports/texts/.")
            ) from None

    def html(self, key: str, **values: Any) -> Markup:
        """Return the text of a key as HTML: paragraphs, lists, emphasis and links; values are escaped."""
        return to_html(self(key, **{name: _Literal(value) for name, value in values.items()}))


class _Literal(str):
    """A value whose characters never act as light markup."""

    def __format__(self, spec: str) -> str:
        text = format(str(self), spec)
        return "".join("\\" + character if character in r"\*[]_-" else character for character in text)

    def __new__(cls, value: Any) -> "_Literal":
        return super().__new__(cls, str(value))


def pages() -> list[str]:
    """Return the names of all files of texts, in alphabetical order."""
    return sorted(
        entry.name.removesuffix(".yaml") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml")
    )


@cache
def load_texts(page: str) -> dict[str, dict[str, str]]:
    """Read one file of texts.

    Returns
    -------
    dict
        Key to ``{nb: text, en: text}``.

    Raises
    ------
    RegistryError
        If the file is missing, or any entry lacks a language or differs in its placeholders.
    """
    path = _FOLDER / f"{page}.yaml"
    if not path.is_file():
        raise RegistryError(
            Problem(
                f"batt/reports/texts/{page}.yaml",
                "there is no such file of texts",
                f"Known: {', '.join(pages())}.",
            )
        )
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}
    problems = [
        Problem(f"batt/reports/texts/{page}.yaml, {key}", what)
        for key, entry in entries.items()
        for what in _faults(entry)
    ]
    if problems:
        raise RegistryError(problems)
    return {key: {lang: str(entry[lang]).strip() for lang in LANGUAGES} for key, entry in entries.items()}


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _faults(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return ["expected nb and en side by side"]
    missing = [lang for lang in LANGUAGES if not str(entry.get(lang) or "").strip()]
    if missing:
        return [f"no text in {lang}" for lang in missing]
    extra = set(entry) - set(LANGUAGES)
    if extra:
        return [f"unknown language {', '.join(map(repr, sorted(extra)))}"]
    names = [placeholders(str(entry[lang])) for lang in LANGUAGES]
    if names[0] != names[1]:
        return [f"the placeholders differ: {sorted(names[0])} against {sorted(names[1])}"]
    return []


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C where it was built, ten times as fast."""


class _Loader(_SafeLoader):
    """YAML without YAML 1.1's booleans: ``no`` and ``nei`` stay words, and a key given twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise RegistryError(
                Problem(f"texts, line {node.start_mark.line + 1}", f"key given twice: {', '.join(twice)}")
            )
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
