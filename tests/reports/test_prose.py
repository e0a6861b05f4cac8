import pytest

from batt.reports.prose import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\ntwo\n\nThree.", "<p>One. two</p>\n<p>Three.</p>"),
        ("Lead:\n- a\n- b\n  more", "<p>Lead:</p><ul><li>a</li><li>b more</li></ul>"),
        ("**strong** and *soft*", "<p><strong>strong</strong> and <em>soft</em></p>"),
        ("see [method](#method)", '<p>see <a href="#method">method</a></p>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        (r"\*literal\* \<", "<p>*literal* &lt;</p>"),
    ],
)
def test_light_markup_becomes_html_and_all_else_is_escaped(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    "address", ["https://example.org", "//example.org", "javascript:alert(1)", "mailto:a@b.c"]
)
def test_no_link_leads_out_of_the_reports(address):
    with pytest.raises(ValueError, match="outside"):
        to_html(f"[text]({address})")
