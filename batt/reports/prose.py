"""Running text with a little markup, turned into HTML.

Known marks: blank line between paragraphs, ``- `` at line starts for a list, ``**strong**``, ``*emphasis*``,
``[text](#place)``. A backslash takes the meaning from the next character. Everything else is escaped.
"""

import re

from markupsafe import Markup, escape

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_EMPHASIS = re.compile(r"\*(.+?)\*", re.DOTALL)
_PRIVATE_USE = 0xE000


def to_html(text: str) -> Markup:
    """Return paragraphs and lists as HTML.

    Links may only lead to a place on the page or to a neighbouring page.

    Raises
    ------
    ValueError
        If a link leads to an address outside the reports.
    """
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return Markup("\n").join(_block(block) for block in blocks)


def to_inline_html(text: str) -> Markup:
    """Return one line of running text as HTML without a paragraph around it."""
    return _inline(text.strip())


def _block(block: str) -> Markup:
    lines = [line.strip() for line in block.strip().splitlines()]
    first = next((number for number, line in enumerate(lines) if line.startswith("- ")), None)
    if first is None:
        return Markup("<p>") + _inline(" ".join(lines)) + Markup("</p>")
    lead = _block("\n".join(lines[:first])) if first else Markup("")
    items: list[str] = []
    for line in lines[first:]:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] += " " + line
    listed = Markup("").join(Markup("<li>") + _inline(item) + Markup("</li>") for item in items)
    return lead + Markup("<ul>") + listed + Markup("</ul>")


def _inline(text: str) -> Markup:
    # Escaped characters are set aside as private code points while the marks are read.
    protected = _ESCAPED.sub(
        lambda found: chr(_PRIVATE_USE + ord(found[1])) if ord(found[1]) < 128 else found[1], text
    )
    html = str(escape(protected))
    html = _LINK.sub(_link, html)
    html = _STRONG.sub(r"<strong>\1</strong>", html)
    html = _EMPHASIS.sub(r"<em>\1</em>", html)
    restored = re.sub("[\ue000-\ue07f]", lambda found: str(escape(chr(ord(found[0]) - _PRIVATE_USE))), html)
    return Markup(restored)


def _link(found: re.Match[str]) -> str:
    target = found[2]
    if re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
        raise ValueError(f"a report links to nothing outside itself: {target}")
    return f'<a href="{target}">{found[1]}</a>'
