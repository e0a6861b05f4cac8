"""Find words that may not be used of a length of stay, and wording that makes it a cause.

Source: the workbook's rule on bound words: a description of leavers never calls a length of stay optimal or
best, never says what anybody should do, and never implies that another length of stay changes the outcome.
"""

import re

BOUND = {
    "en": (
        *(r"optim\w*", "best", "should", "ought", "must", r"ideal\w*", r"perfect\w*"),
        *(r"recommend\w*", "favou?rable", "right length"),
    ),
    "nb": (
        *(r"optim\w*", "beste?", "bør", "burde", "skal", "skulle", "må", r"ide(?:ell|al)\w*", r"perfekt\w*"),
        *(r"anbefal\w*", r"gunstig\w*", "riktige? lengde"),
    ),
}
"""Words that pass a judgement on a length of stay, by language."""

CAUSAL = {
    "en": (
        *(
            "longer",
            "shorter",
            r"increas\w*",
            r"reduc\w*",
            "rais(?:e|es|ed|ing)",
            "lower(?:s|ed|ing)",
            r"improv\w*",
        ),
        *("leads? to", "led to", "caus(?:e|es|ed|ing|al)", "because of", "due to", "thanks to", "effects?"),
        *("impacts?", r"affect\w*", r"influenc\w*", "chances?", r"probabilit\w*", "odds", r"(?:un)?likel\w*"),
        *("helps?", "pays? off", "gains?", "benefits?"),
    ),
    "nb": (
        *(
            "lengre",
            "kortere",
            "øk(?:er|te|t|ning|ningen)",
            r"reduser\w*",
            r"senke\w*",
            r"forbedr\w*",
            r"bedre\w*",
        ),
        *(
            "før(?:er|te) til",
            r"årsak\w*",
            "på grunn av",
            "skyldes",
            "takket være",
            r"effekt\w*",
            r"virkning\w*",
        ),
        *(r"påvirk\w*", r"sjanse\w*", r"sannsynlig\w*", r"usannsynlig\w*", "odds", r"hjelp\w*", "lønner seg"),
        *(r"gevinst\w*", r"nytte\w*"),
    ),
}
"""Wording that says or implies that a length of stay changes the outcome, by language."""


def unbound_words(text: str, lang: str) -> list[str]:
    """Return every forbidden word in a text, in order; empty when the text keeps to the rule.

    Parameters
    ----------
    text
        Plain text about length of stay.
    lang
        ``nb`` or ``en``.
    """
    pattern = rf"\b(?:{'|'.join(BOUND[lang] + CAUSAL[lang])})\b"
    return [match.group(0) for match in re.finditer(pattern, text, flags=re.IGNORECASE)]
