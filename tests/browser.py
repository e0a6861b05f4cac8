"""Checks of a page in a real browser: what a reader on a screen, a phone or paper would stumble over.

Each check returns a list of faults, empty if all is well. ``faults`` runs them all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
)


@dataclass(frozen=True)
class Screen:
    """A width in CSS pixels and a medium."""

    name: str
    width: int
    height: int
    media: str = "screen"


DESKTOP = Screen("desktop", 1280, 900)
PHONE = Screen("phone", 390, 844)
# A4 less the side margins of the style sheet: 210 − 2 × 16 mm at 96 pixels an inch.
PAPER = Screen("paper", 672, 1000, "print")
SCREENS = (DESKTOP, PHONE, PAPER)

# What a text never says: missing values of several libraries, and unfilled texts.
# ("Null" is Norwegian for zero.)
FORBIDDEN = r"\b(NaN|nan|NaT|None(?! of)|undefined|inf)\b|<NA>|\{[a-z_]+\}|No description has been provided"

_COLLECT = """
() => {
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    const seen = parent.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
    if (!node.data.trim() || !seen || parent.closest('.spoken, .skip, style')) continue;
    if (getComputedStyle(parent).clipPath === 'inset(50%)') continue;  // for screen readers alone
    const clip = {left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity, hides: false};
    for (let box = parent; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const edge = box.getBoundingClientRect();
      if (style.overflowX === 'hidden' || style.overflowX === 'clip') clip.hides = true;
      clip.left = Math.max(clip.left, edge.left); clip.right = Math.min(clip.right, edge.right);
      clip.top = Math.max(clip.top, edge.top); clip.bottom = Math.min(clip.bottom, edge.bottom);
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      pieces.push({text: node.data.trim().slice(0, 40), left: r.left, right: r.right, top: r.top + scrollY,
        bottom: r.bottom + scrollY, clip: {...clip, top: clip.top + scrollY, bottom: clip.bottom + scrollY}});
    }
  }
  return {pieces, width: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth};
}
"""


class Browser:
    """A running browser that opens pages from files and nothing else."""

    def __init__(self, chromium: Any):
        self._chromium = chromium

    @contextmanager
    def page(self, path: Path, screen: Screen) -> Iterator[Any]:
        """Open a file at a size and in a medium; ``page.asked_for`` holds what it asked for."""
        context = self._chromium.new_context(viewport={"width": screen.width, "height": screen.height})
        context.route("http*://**", lambda route: route.abort())
        page = context.new_page()
        page.asked_for = []
        page.complaints = []
        page.on("request", lambda request: page.asked_for.append(request.url))
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.emulate_media(media=screen.media)
        try:
            page.goto(path.as_uri())
            yield page
        finally:
            context.close()

    def faults(self, path: Path, screen: Screen) -> list[str]:
        """Return everything that is wrong with a page at one size."""
        with self.page(path, screen) as page:
            return [
                *requests_outside(page, path),
                *sideways_overflow(page),
                *clipped_text(page),
                *overlapping_text(page),
                *forbidden_words(page),
                *pictures_without_words(page),
                *accessibility_violations(page),
            ]


def requests_outside(page: Any, path: Path) -> list[str]:
    """Return what the page asked for beside itself, and what its content policy stopped."""
    outside = [url for url in page.asked_for if url != path.as_uri() and not url.startswith("data:")]
    return [f"asked for {url}" for url in outside] + [f"complaint: {text}" for text in page.complaints]


def sideways_overflow(page: Any) -> list[str]:
    """Return whether the page as a whole scrolls sideways."""
    found = page.evaluate(_COLLECT)
    return [f"page is {found['scroll']} wide on {found['width']}"] if found["scroll"] > found["width"] else []


def clipped_text(page: Any) -> list[str]:
    """Return texts that are cut off: beyond the page's edge, or by a box that hides what does not fit."""
    found = page.evaluate(_COLLECT)
    faults = []
    for piece in found["pieces"]:
        clip = piece["clip"]
        scrolls = clip["left"] is not None and clip["left"] > -1e9 and not clip["hides"]
        if not scrolls and (piece["left"] < -1 or piece["right"] > found["width"] + 1):
            faults.append(f"beyond the edge: {piece['text']!r}")
        if clip["hides"] and (piece["right"] > clip["right"] + 1 or piece["bottom"] > clip["bottom"] + 1):
            faults.append(f"cut off: {piece['text']!r}")
    return faults


def overlapping_text(page: Any) -> list[str]:
    """Return pairs of texts that lie on each other, as far as they can be seen."""
    boxes = []
    for piece in page.evaluate(_COLLECT)["pieces"]:
        clip = {side: value for side, value in piece["clip"].items() if value is not None}
        left, right = max(piece["left"], clip.get("left", -1e9)), min(piece["right"], clip.get("right", 1e9))
        # Letters fill less than the box of their line.
        inset = (piece["bottom"] - piece["top"]) * 0.2
        if right - left > 1:
            boxes.append((piece["top"] + inset, piece["bottom"] - inset, left, right, piece["text"]))
    boxes.sort()
    faults = []
    for place, (_, bottom, left, right, text) in enumerate(boxes):
        for other_top, _, other_left, other_right, other in boxes[place + 1 :]:
            if other_top >= bottom - 1:
                break
            if min(right, other_right) - max(left, other_left) > 1.5:
                faults.append(f"{text!r} lies on {other!r}")
    return faults


def forbidden_words(page: Any) -> list[str]:
    """Return missing values and unfilled texts, also in alternative texts and titles."""
    return page.evaluate(
        """(pattern) => {
          const said = [document.title];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) said.push(texts.currentNode.data);
          for (const attribute of ['alt', 'title', 'aria-label'])
            for (const element of document.querySelectorAll('[' + attribute + ']'))
              said.push(element.getAttribute(attribute));
          return said.flatMap((text) => [...text.matchAll(new RegExp(pattern, 'g'))].map((found) =>
            'says ' + found[0] + ' in ' + text.slice(Math.max(0, found.index - 30), found.index + 30)));
        }""",
        FORBIDDEN,
    )


def pictures_without_words(page: Any) -> list[str]:
    """Return pictures that did not load, or that say nothing to those who cannot see them."""
    return page.evaluate(
        """() => [...document.images].flatMap((image) => [
          ...((image.getAttribute('alt') || '').trim().length < 15 ? ['picture without words'] : []),
          ...(image.naturalWidth ? [] : ['picture that does not load: ' + image.alt])])"""
    )


def accessibility_violations(page: Any) -> list[str]:
    """Return what axe finds, all its rules on."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    return [
        f"axe {one['id']}: {one['help']} at {node['html'][:120]}"
        for one in violations
        for node in one["nodes"]
    ]
