"""Follow people from their start: who has left for what by when, and what staying itself goes with.

Everybody who is still in counts until last seen, and whoever was in before the first year enters late.

=========================  =========================================================================
`cumulative_incidence`     the share that has left for each cause by each week; `incidence_band`
`gray_test`                whether groups differ in it
`mean_cumulative_count`    how often something has happened per person by each day
`cox`, `fine_gray`         ratios of hazards; `proportionality`, `baseline_hazard`
`after_change`             the hazard after something has happened, against before it
`episodes`                 spells cut at the days on which something changes
`landmark`                 among those in at a week, the share leaving for a cause soon after
`landmark_groups`          two groups of them compared
`exit_hazards`             how fast people leave for each cause, by weeks in
`three_parts`              the hazards in a range of weeks against those before and after
`range_scan`               the range that stands out most, and the price of having looked for it
`frailty_sensitivity`      what could come from who is still in
`staying_verdict`          the rule by which a range of stays may be spoken of
=========================  =========================================================================

Underneath: `exit_counts` and `clustered_incidence` (counts by provider and day, and what is made of them),
`risk_sets`, `partial_likelihood`, `hazard_fit`, `cluster_sandwich`, `gray_score`.
"""
