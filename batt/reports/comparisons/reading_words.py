"""What an open reading of the rules is called."""

from batt.registry import load
from batt.registry.model import OptionSpec
from batt.reports.comparisons.page import ComparisonPage


def load_option(key: str) -> OptionSpec:
    """Return an open reading of the registry by its key."""
    return next(spec for spec in load().options if spec.key == key)


def reading_words(page: ComparisonPage, option: str, choice: str) -> str:
    """Name an alternative reading: what is open, and how it is read."""
    spec = load_option(option)
    return f"{spec.label[page.lang]}: {spec.choices[choice][page.lang]}"
