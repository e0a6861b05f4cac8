"""The same picture in fewer bytes: what matplotlib writes as SVG, written the short way.

Kept is all that is drawn, to a hundredth of a point, in long curves to a tenth. Letters come from one list of
outlines, styles are named once, coordinates are told from the point before, and what nobody sees is left out:
names of parts, empty groups, metadata.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_letters, digits
from urllib.parse import quote
from xml.etree import ElementTree

from markupsafe import Markup

from batt.reports.figures.lean_path import decimal, numbers, relative

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_OUTLINE = "scale(0.015625)"
"""How matplotlib marks the outline of a letter; no other drawing carries this transformation."""
_LETTER_GRID = 8
"""Units of an outline that become one, which leaves 256 to an em: a twentieth of a point in large print."""
_LONG_CURVE = 40
"""Points above which a curve is told to a tenth of a point of type, finer than a screen shows."""
_PLACES = ("x", "y", "width", "height")
_LOOKS = ("id", "style", "clip-path", "fill")


def lean(svg: str) -> str:
    """Return a picture of matplotlib as a shorter one that looks the same.

    Parameters
    ----------
    svg
        As ``savefig`` writes it, letters as outlines and without formulas.
    """
    return _Writer(ElementTree.fromstring(svg)).text()


def data_uri(svg: str, *, without_spaces: bool = False) -> Markup:
    """Return a picture as an address that holds it, to stand between double quotes as it is.

    Parameters
    ----------
    without_spaces
        For lists of addresses (``srcset``), which are parted by spaces.
    """
    text = svg.replace("'", "&apos;").replace('"', "'")
    # No address may look as if it led out of the page, and no tag of the picture ends one of the page's.
    # Letters beyond ASCII stand as they are: an address may hold them, and each would take six bytes.
    text = re.sub(r"[\x00-\x7f]+", lambda found: quote(found[0], safe=" <'=:;,/(){}"), text)
    text = text.replace("//", "%2F%2F")
    return Markup("data:image/svg+xml," + (text.replace(" ", "%20") if without_spaces else text))


class _Writer:
    """Writes one picture: what is drawn first, so that only what it uses is defined."""

    def __init__(self, root: ElementTree.Element):
        self._root = root
        self._defined = {part.get("id", ""): part for defs in root.iter(f"{_SVG}defs") for part in defs}
        self._ids: dict[str, str] = {}
        self._classes: dict[str, str] = {}

    def text(self) -> str:
        drawn = self._all(self._root)
        defined = "".join(self._definition(id, name) for id, name in list(self._ids.items()))
        rules = "".join(f".{name}{{{rule}}}" for rule, name in self._classes.items())
        size = "".join(f' {name}="{self._root.get(name)}"' for name in ("width", "height", "viewBox"))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg"{size} stroke-linejoin="round">'
            f"<style>{rules}</style><defs>{defined}</defs>{drawn}</svg>"
        )

    def _definition(self, id: str, name: str) -> str:
        part = self._defined[id]
        if part.get("transform") == _OUTLINE:
            return f'<path id="{name}" d="{_outline(part.get("d", ""))}"/>'
        return self._element(part, name)

    def _all(self, parent: ElementTree.Element) -> str:
        return "".join(self._element(part) for part in parent)

    def _element(self, part: ElementTree.Element, id: str = "") -> str:
        tag = part.tag.removeprefix(_SVG)
        if tag in ("defs", "style", "metadata"):
            return ""
        is_text = tag == "g" and "transform" in part.attrib
        within = "".join(map(self._letter, part.iter(f"{_SVG}use"))) if is_text else self._all(part)
        if tag == "g" and not within:
            return ""
        said = "".join(f' {name}="{value}"' for name, value in self._attributes(part, id))
        if tag == "g" and not said:
            return within
        return f"<{tag}{said}>{within}</{tag}>" if within else f"<{tag}{said}/>"

    def _letter(self, use: ElementTree.Element) -> str:
        x, y = numbers(use.get("transform", "translate(0 0)"))
        places = {"x": round(x * 64 / _LETTER_GRID), "y": round(-y * 64 / _LETTER_GRID)}
        said = "".join(f' {axis}="{place}"' for axis, place in places.items() if place)
        return f'<use href="#{self._used(use)}"{said}/>'

    def _attributes(self, part: ElementTree.Element, id: str) -> Iterator[tuple[str, str]]:
        if id:
            yield "id", id
        if looks := self._looks(part):
            classes = [self._classes.setdefault(rule, short_name(len(self._classes))) for rule in looks]
            yield "class", " ".join(classes)
        for name, value in part.attrib.items():
            if name == "d":
                yield "d", relative(value, 10 if value.count("L") > _LONG_CURVE else 100)
            elif name == _HREF:
                yield "href", f"#{self._used(part)}"
            elif name in _PLACES:
                yield name, decimal(round(float(value) * 100))
            elif name == "transform":
                yield name, _text_place(value)
            elif name not in _LOOKS:
                yield name, value

    def _looks(self, part: ElementTree.Element) -> list[str]:
        """Return how a part looks and where it is cut off, as rules of a style sheet."""
        said = [one.replace(": ", ":") for one in part.get("style", "").split("; ") if one]
        said += [f"fill:{part.attrib['fill']}"] if "fill" in part.attrib else []
        rule = ";".join(one for one in said if one != "stroke-dashoffset:0")
        rule = re.sub(r"#(\w)\1(\w)\2(\w)\3\b", r"#\1\2\3", rule)
        cut = f"clip-path:{part.attrib['clip-path']}" if "clip-path" in part.attrib else ""
        return [
            re.sub(r"url\(#([^)]*)\)", lambda found: f"url(#{self._name(found[1])})", one)
            for one in (rule, cut)
            if one
        ]

    def _used(self, use: ElementTree.Element) -> str:
        return self._name(use.get(_HREF, "").removeprefix("#"))

    def _name(self, id: str) -> str:
        return self._ids.setdefault(id, short_name(len(self._ids)))


def short_name(place: int) -> str:
    """Return the shortest name that no earlier place has: a, b, … Z, aa, ab, …"""
    later = ascii_letters + digits
    first, rest = place % len(ascii_letters), place // len(ascii_letters)
    name = ascii_letters[first]
    while rest:
        rest, digit = divmod(rest - 1, len(later))
        name += later[digit]
    return name


def _text_place(transform: str) -> str:
    """Return where a text stands, for letters that are on their own grid and the right way up."""
    moves = dict(re.findall(r"(\w+)\(([^)]*)\)", transform))
    x, y = (decimal(round(value * 100)) for value in numbers(moves["translate"]))
    turn = f"rotate({decimal(round(float(moves['rotate']) * 100))})" if "rotate" in moves else ""
    size = f"{numbers(moves['scale'])[0] * _LETTER_GRID / 64:.6f}".rstrip("0").removeprefix("0")
    return f"translate({x},{y}){turn}scale({size})"


@lru_cache(maxsize=4096)
def _outline(path: str) -> str:
    """Return a letter on its grid, the right way up."""

    def placed(at: re.Match[str]) -> str:
        return f"{float(at[1]) / _LETTER_GRID} {-float(at[2]) / _LETTER_GRID}"

    return relative(re.sub(r"(-?[\d.]+) (-?[\d.]+)", placed, path))
