"""Invented national data with known truths planted in them; no person or firm in them exists.

``plan`` holds every parameter, ``streams`` one random stream per thing invented. ``nation`` puts together
what lasts over the years and the tables of one year; ``cells`` turns these into text, ``faults`` soils them,
``deliveries`` says who sends what, ``dialects`` and ``write`` make the files. ``truth`` names the plants, and
``truth_hypotheses`` what they mean for each registered hypothesis.
"""

from batt.simulate.plan import Plan
from batt.simulate.run import simulate
from batt.simulate.spells import simulate_spells

__all__ = ["Plan", "simulate", "simulate_spells"]
