"""Outcomes that come in clusters: the participants, answers and years of one provider are alike.

=========================  ============================================================================
`cr2`                      least squares with standard errors that stay honest when clusters are few
`wild_cluster_bootstrap`   the same slope tested by flipping the residuals of whole clusters
`within_between`           an exposure's slope from year to year at a provider, and between providers
`group_difference`         two groups of providers compared, refused when one of them is small
`gee`                      a logit over everybody, allowing for likeness within clusters
`random_intercept_logit`   a logit in which every cluster has a level of its own
`mixed_model`              the same for a measure: the linear model with a random intercept
`checks`                   one slope by the other methods, beside the one that the claim rests on
`panel_design`, `slope`    from a frame to outcome, exposure, dummies and clusters, and to one slope
`cluster_integral`         the likelihood under `random_intercept_logit`
`average_effect`           what a logit's coefficient means in shares
`degrees_of_freedom`       of columns that vary between clusters, or within them
=========================  ============================================================================

Shares of providers are analysed as shares (linear, weighted by size): the slope is then in the units that a
secretariat reads. The logits answer the same question one person at a time, as a check.
"""
