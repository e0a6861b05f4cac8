"""Random streams by name, so that what is invented later changes nothing invented earlier."""

from numpy.random import Generator, SeedSequence, default_rng

# The order is part of the format of the invented data: new names go to the end, never in between.
STREAMS = (
    "providers",
    "provider_effects",
    "people",
    "stays",
    "duration_peak",
    "end_causes",
    "course_dates",
    "careers",
    "gamer",
    "partners",
    "placements",
    "staff",
    "training",
    "survey_quality",
    "nav_survey",
    "staff_survey",
    "user_survey",
    "forms",
    "registers",
    "followups",
    "deliveries",
    "faults",
    "outreach",
    "intake",
    "progress",
    "evaluation",
)


def stream(seed: int, name: str, *part: int) -> Generator:
    """Return the generator of one named stream, or of a numbered part of it (a year, a programme).

    Without ``part`` it is the child that ``SeedSequence(seed).spawn(len(STREAMS))`` gives at the name's
    place; a part is a child of that child. Hence a stream depends on the seed and its own place alone.

    Raises
    ------
    ValueError
        The name is not one of ``STREAMS``.
    """
    return default_rng(SeedSequence(seed, spawn_key=(STREAMS.index(name), *part)))
