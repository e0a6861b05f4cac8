"""Every text is there in both languages, and no page mixes them: tested by word lists on what pages say."""

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from batt.paths import Root
from batt.registry import load
from batt.reports.html import render
from batt.reports.page import Page
from batt.reports.words import load_texts, pages, placeholders

YEAR = 2015
LANGUAGES = ("nb", "en")
OTHER = {"nb": "en", "en": "nb"}
COLUMNS = {
    name
    for table in load().tables
    for column in table.columns
    for name in (column.field, *column.headers(2012), *column.headers(YEAR))
}
"""Columns of files and of tables: quoted on pages of both languages as they stand there."""
OF_PROVIDERS = {"providers": "name", "methods": "note", "improvement_actions": "action expected_effect"}
"""What providers wrote, which no page translates: table to columns."""
SAID_IN_ATTRIBUTES = ("alt", "title", "aria-label", "content", "placeholder", "data-some", "data-none")

# Common words of each language that are no words of the other.
WORDS = {
    "nb": (
        "og ikke av som til med på eller det er fra hva ingen flere etter har ble blir var kan mellom "
        "uten både hver hvert alle noen bare også enn når hvor hvem hvordan dette disse deres sine sitt "
        "seg siden slik eget egne andre år året uke uker måned måneder andel andelen tall tallet tallene "
        "tiltak tiltaket tiltakene tiltaksarrangør tiltaksarrangører deltaker deltakere arbeid jobb fylke "
        "fylker landet høyere lavere bedre dårligere oppgang nedgang endring endringer mål nådd svar "
        "svarte spurt spurte skjult kilde tabell figur kjent ukjent gjelder regnet kvalitet unntatt "
        "ellers svært minst høyst ulik ulike største mindre"
    ),
    "en": (
        "the and of with from this that are was were which not who whom whose their than between share "
        "year years people provider providers programme programmes week weeks month months figure figures "
        "is have has been be it its other others each every both only also when where how what these "
        "those they you your our if because county counties country higher lower better worse rise change "
        "changes target targets met answer answers answered asked hidden source table known unknown "
        "delivered deliveries quality exit exits stay job jobs survey surveys participant participants "
        "staff interval number numbers more less least most none nobody cannot would"
    ),
}


def is_marked(node: Tag, lang: str) -> bool:
    """Whether a piece of a page says itself that it is in another language than the page."""
    return any(
        parent.get("lang") not in (None, lang) for parent in [node, *node.parents] if isinstance(parent, Tag)
    )


def said_by(html: str, lang: str) -> list[str]:
    """Return what a page says in its own language, texts for those who cannot see it included."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in [*soup.find_all(["style", "script"]), *soup.find_all("meta", attrs={"http-equiv": True})]:
        tag.decompose()
    texts = [str(text) for text in soup.find_all(string=True) if not is_marked(text.parent, lang)]
    for name in SAID_IN_ATTRIBUTES:
        texts += [tag[name] for tag in soup.find_all(attrs={name: True}) if not is_marked(tag, lang)]
    return [text.replace("\u00ad", "") for text in texts if not set(text.split(", ")) <= COLUMNS]


def foreign_words(texts: list[str], lang: str, names: Sequence[str] = ()) -> Counter:
    """Count the words of the other language, outside names, quotations and codes."""
    wanted = "|".join(WORDS[OTHER[lang]].split())
    # Parts of file names, columns and settings are no words.
    pattern = re.compile(rf"(?<![\w./=-])(?:{wanted})(?![\w/=]|\.\w)", re.IGNORECASE)
    # Neither are placeholders and addresses of links.
    left_out = [r"\{\w+\}", r"\]\([^)]*\)", r'"[^"]*"', r"«[^»]*»"]
    left_out += map(re.escape, sorted(names, key=len, reverse=True))
    known = re.compile("|".join(left_out))
    found = Counter()
    for text in texts:
        for word in pattern.finditer(known.sub(" ", text)):
            if not word[0].isupper():
                found[f"{word[0]}: …{word.string[max(0, word.start() - 40) : word.end() + 40]}…"] += 1
    return found


@pytest.mark.parametrize("name", pages())
def test_every_text_has_both_languages_with_the_same_placeholders(name):
    for key, entry in load_texts(name).items():
        assert set(entry) == set(LANGUAGES) and all(entry.values()), key
        assert placeholders(entry["nb"]) == placeholders(entry["en"]), key


@pytest.mark.parametrize("name", pages())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_left_in_the_other_language(name, lang):
    texts = [entry[lang] for entry in load_texts(name).values()]
    assert foreign_words(texts, lang) == Counter()


def test_the_word_lists_share_no_word():
    lists = [set(WORDS[lang].split()) for lang in LANGUAGES]
    assert not lists[0] & lists[1]


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("nb", "Andelen of dem who sluttet", 2),
        ("en", "The share av alle som left", 3),
        ("nb", "Andelen av dem som sluttet", 0),
        ("en", "The file svar_nav.csv in data/raw/og", 0),
        ("en", 'The code ANDRE, after WG §4.1 ("alle spørsmål")', 0),
    ],
)
def test_the_search_sees_what_it_is_for(lang, text, count):
    assert foreign_words([text], lang).total() == count


def test_what_says_that_it_is_in_another_language_is_left_out(tmp_path):
    html = (
        '<html lang="en"><p>The claim <q lang="nb">alle som sluttet</q> <img alt="andel av alle"></p></html>'
    )
    assert foreign_words(said_by(html, "en"), "en").total() == 3


@pytest.fixture(scope="module")
def names(reported_demo):
    """What is in no language, or stays in the one in which it was written: names, and words of providers."""
    found = {code.label["nb"] for code in load().codes["counties"]}
    for table, columns in OF_PROVIDERS.items():
        file = reported_demo.clean(YEAR) / f"{table}.parquet"
        if file.exists():
            written = pd.read_parquet(file)
            found |= {str(one) for column in columns.split() for one in written[column].dropna()}
    return sorted(found - {""})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_mixes_languages(reported_demo, names, lang):
    folder = reported_demo.reports(YEAR)
    files = [*sorted(folder.rglob(f"*.{lang}.html")), *([folder / "index.html"] if lang == "nb" else [])]
    assert len(files) >= 6
    found = {
        path.relative_to(folder).as_posix(): foreign_words(
            said_by(path.read_text(encoding="utf-8"), lang), lang, names
        )
        for path in files
    }
    assert {page: words for page, words in found.items() if words} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_frame_of_a_page_is_in_its_language(tmp_path, lang):
    page = Page(Root(tmp_path), YEAR, "sample", lang, texts=())
    html = render("<p></p>", page.head("2015", home="index.html", other_language="x.html"))
    assert BeautifulSoup(html, "html.parser").html["lang"] == lang
    assert foreign_words(said_by(html, lang), lang) == Counter()
