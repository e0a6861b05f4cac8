"""Handing a year over: one BagIt bag with all that a later reader needs, and the check of such a bag."""
