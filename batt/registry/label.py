"""A text in both languages."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")


@dataclass(frozen=True)
class Label:
    """A text in Norwegian and English."""

    nb: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return {"nb": self.nb, "en": self.en}[lang]
