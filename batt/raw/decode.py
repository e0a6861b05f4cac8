"""Bytes of a text file into text, in the one encoding they can be read in."""

import codecs
import re

from batt.raw.faults import unreadable

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
# æ ø å Æ Ø Å as UTF-8: pairs that no Windows-1252 text in Norwegian holds.
_NORWEGIAN_UTF8 = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85]")
_SAVE = "Save the file again as CSV UTF-8."


def decode(data: bytes, where: str) -> str:
    """Decode a received text file.

    UTF-8 with any number of byte order marks or none, UTF-16 with a byte order mark, else Windows-1252.

    Parameters
    ----------
    data
        All bytes of the file.
    where
        The file as the user knows it.

    Raises
    ------
    UnreadableFile
        If the file is empty or no text, or if its bytes can be read in two ways.
    """
    _refuse_other_kinds(data, where)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data, where)
    if b"\0" in data:
        raise unreadable(
            where,
            f"holds NUL bytes (first at byte {data.index(0) + 1}): it can be read as UTF-16 without a byte "
            "order mark, or as a damaged file",
            "Expected UTF-8, Windows-1252, or UTF-16 that begins with its byte order mark.",
            _SAVE,
        )
    text = _decode_utf8_or_windows(data, where)
    if not text.strip():
        raise unreadable(where, "is empty", "Expected a header line.", "Ask the sender for the file.")
    return text


def _refuse_other_kinds(data: bytes, where: str) -> None:
    """Raise where the bytes are no text file at all."""
    start = data[:200].lstrip().lower()
    if not data.strip():
        raise unreadable(where, "is empty", "Expected a header line.", "Ask the sender for the file.")
    if data.startswith(b"PK"):
        raise unreadable(
            where,
            "is not a text file: it is a workbook or another zip file",
            fix="If it is a workbook, rename it to .xlsx; else save it as CSV UTF-8.",
        )
    if data.startswith(_OLE):
        raise unreadable(where, "is an old .xls workbook", fix="Open it and save it as .xlsx or CSV UTF-8.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"%pdf")):
        raise unreadable(where, "is a web page, XML or PDF, not a table of text", fix=_SAVE)


def _decode_utf16(data: bytes, where: str) -> str:
    """Decode UTF-16 that begins with its byte order mark."""
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise unreadable(where, f"is not valid UTF-16 at byte {error.start + 1}", fix=_SAVE) from None
    if "\0" in text:
        raise unreadable(where, "can be read as UTF-16 or as UTF-32: it holds NUL characters", fix=_SAVE)
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise unreadable(where, "is empty", "Expected a header line.", "Ask the sender for the file.")
    return text


def _decode_utf8_or_windows(data: bytes, where: str) -> str:
    """Decode a file of one byte order mark too many, none, or of the older Windows encoding."""
    try:
        # The second mark of a doubled one is sometimes itself encoded once more.
        return re.sub("^(?:\ufeff|ï»¿)+", "", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        bad = error.start
    line = _line_of(data, bad)
    if data.startswith(codecs.BOM_UTF8):
        raise unreadable(where, f"begins as UTF-8, but line {line} is not valid UTF-8", fix=_SAVE)
    double = _NORWEGIAN_UTF8.search(data)
    if double:
        raise unreadable(
            where,
            f"can be read in two ways: line {_line_of(data, double.start())} is UTF-8, line {line} is "
            "Windows-1252",
            "Expected one encoding.",
            "Two files were probably put together: " + _SAVE[0].lower() + _SAVE[1:],
        )
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise unreadable(
            where,
            f"is neither UTF-8 nor Windows-1252: line {_line_of(data, error.start)} holds byte "
            f"{data[error.start]:#04x}",
            fix=_SAVE,
        ) from None


def _line_of(data: bytes, position: int) -> int:
    """Return the line, from 1, in which a byte stands."""
    before = data[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
