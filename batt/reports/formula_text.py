"""Text from received files in a table that a spreadsheet program may open."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or skips on the way to one."""


def as_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that looks so gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
