"""Follow people from their start: who has left for what by when, and what staying itself goes with.

Everybody who is still in counts until last seen, and whoever was in before the first year enters late.
"""
