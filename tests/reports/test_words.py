import pytest

from batt.errors import RegistryError
from batt.reports import words as module
from batt.reports.words import Words, load_texts, pages, placeholders


@pytest.fixture
def texts(tmp_path, monkeypatch):
    """Write files of texts into a folder of their own."""
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    load_texts.cache_clear()

    def write(name, content):
        (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")

    write("common", "yes: {nb: Ja, en: 'Yes'}")
    yield write
    load_texts.cache_clear()


@pytest.mark.parametrize("page", pages())
def test_every_text_of_the_project_has_both_languages_with_the_same_placeholders(page):
    for key, entry in load_texts(page).items():
        assert entry["nb"], key
        assert entry["en"], key
        assert placeholders(entry["nb"]) == placeholders(entry["en"]), key


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("greeting: {nb: Hei}", "greeting: no text in en"),
        ("greeting: {nb: Hei, en: ''}", "greeting: no text in en"),
        ("greeting: {nb: 'Hei {name}', en: Hello}", "the placeholders differ"),
        ("greeting: {nb: Hei, en: Hello, sv: Hej}", "unknown language 'sv'"),
        ("greeting: Hei", "nb and en side by side"),
        ("greeting: {nb: Hei, en: Hello}\ngreeting: {nb: Hallo, en: Hi}", "key given twice: greeting"),
        ("yes: {nb: Jo, en: Yes}", "defined in another file"),
    ],
)
def test_a_half_translated_page_stops_the_run(texts, content, complaint):
    texts("page", content)
    with pytest.raises(RegistryError, match=complaint):
        Words("nb", "page")


def test_all_faults_of_a_file_are_told_at_once(texts):
    texts("page", "a: {nb: Hei}\nb: {en: Hello}")
    with pytest.raises(RegistryError) as caught:
        Words("nb", "page")
    assert len(caught.value.problems) == 2


def test_words_that_yaml_takes_for_truth_values_stay_words(texts):
    texts("page", "no: {nb: Nei, en: No}\nnei: {nb: nei, en: no}")
    words = Words("en", "page")
    assert [words("no"), words("nei"), words("yes")] == ["No", "no", "Yes"]


def test_an_unknown_key_and_a_missing_value_are_told(texts):
    texts("page", "greeting: {nb: 'Hei {name}', en: 'Hello {name}'}")
    words = Words("nb", "page")
    with pytest.raises(RegistryError, match="farewell: there is no such text"):
        words("farewell")
    with pytest.raises(RegistryError, match="placeholder 'name' has no value"):
        words("greeting")
    assert "farewell" not in words


def test_an_unknown_file_is_told_with_the_known_ones(texts):
    with pytest.raises(RegistryError, match="Known: common"):
        Words("nb", "missing")


def test_values_from_files_never_become_markup(texts):
    texts("page", "named: {nb: '**Navn**: {name}', en: '**Name**: {name}'}")
    html = Words("nb", "page").html("named", name="<b>*A* & [b](c)</b>")
    assert html == "<p><strong>Navn</strong>: &lt;b&gt;*A* &amp; [b](c)&lt;/b&gt;</p>"
