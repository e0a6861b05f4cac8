"""Cells of a workbook's XML that its reader would hand over as empty: errors and uncalculated formulas."""

import io
import posixpath
import re
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^>/]|)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]+)</")
_IS_LOST = re.compile(rb"t=[\"']e[\"']|<(?:\w+:)?f[ >/]")
_HINTS = (b't="e"', b"t='e'", b"<f", b":f")
"""One of these stands wherever a cell can be lost; looking for them is quick, unlike for a pattern."""


def lost_cells(data: bytes, sheet: str) -> list[tuple[str, str]]:
    """List the cells of a sheet that have no value to read.

    Parameters
    ----------
    data
        All bytes of the workbook.
    sheet
        The sheet's name.

    Returns
    -------
    list of (cell, what)
        ``("G4", "#REF!")`` for an error, ``("B7", "formula without a value")`` for a formula that no program
        has calculated yet.
    """
    return lost_cells_of(data, [sheet])[sheet]


def lost_cells_of(data: bytes, sheets: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Do as `lost_cells` for several sheets, opening the workbook once. Returns what each has lost."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _parts(archive)
        return {name: _lost_in(archive.read(parts[name])) if name in parts else [] for name in sheets}


def _lost_in(xml: bytes) -> list[tuple[str, str]]:
    """List the cells without a value in the part of one sheet."""
    if not any(hint in xml for hint in _HINTS) or not _IS_LOST.search(xml):
        return []
    found = [(match[1], _what_is_lost(match[1], match[2])) for match in _CELL.finditer(xml)]
    return [(_reference(attributes), what) for attributes, what in found if what]


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Find the part of the archive that holds each sheet; empty where the archive is laid out otherwise."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (LookupError, ElementTree.ParseError):
        return {}
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    held = set(archive.namelist())
    parts: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            # A target counts from xl/, or from the archive's root where it begins with a slash.
            target = targets.get(element.get(_RELATION), "")
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            # Of two sheets of one name the first counts.
            if part in held:
                parts.setdefault(element.get("name", ""), part)
    return parts


def _what_is_lost(attributes: bytes, content: bytes) -> str:
    """Say what a cell lost, or return an empty string."""
    kind = re.search(rb"\bt=[\"'](\w+)[\"']", attributes)
    value = _VALUE.search(content)
    if kind and kind[1] == b"e":
        return value[1].decode("utf-8", "replace") if value else "error"
    is_formula = re.search(rb"<(?:\w+:)?f[ >/]", content) is not None
    # A formula whose result is an empty text is of kind "str" and loses nothing.
    return "formula without a value" if is_formula and not value and not kind else ""


def _reference(attributes: bytes) -> str:
    """Return a cell's address."""
    match = re.search(rb"\br=[\"']([A-Z]+\d+)[\"']", attributes)
    return match[1].decode() if match else "a cell"
