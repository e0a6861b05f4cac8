"""What changed when a provider joined something: differences in differences for joining in different years.

=====================  ====================================================================
`adoption`             in which year each provider joined, with mergers and renames set right
`group_time_effects`   the change of each year's joiners against those not yet in, year by year
`event_study`          the same by years since joining, as one figure, with bands and a pre-trend test
=====================  ====================================================================
"""
