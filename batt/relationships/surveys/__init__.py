"""Read surveys: answers 1–6 that cluster in people and in providers, and two-group questions with yes or no.

=====================  ==================================================================================
`reliability`          how well the items of one form measure one thing: alpha and omega
`item_profile`         the share of each answer, the mean and the net of every item
`rank_sum`             two groups of answers: the chance that one of the first lies above one of the second
`kruskal_dunn`         several groups of answers, and every pair of them
`proportional_odds`    odds of a higher answer, and whether they are the same at every answer
`matched_gaps`         how differently several groups see the same provider on the same themes
`within_slope`         one variable on another among respondents of the same provider
`spread_of_shares`     how far the items with the largest and the smallest share lie apart
`robust_correlation`   a correlation across providers of unequal size
`two_groups`           shares of yes: one against a half, two against each other
`non_response_bounds`  what a figure could have been, had everybody answered
`six_points`           the answers of the evidence on the 1–6 scale, by theme
`profile_tables`       profiles and reliability of the three surveys, as tables
`cluster_sums`         sums by cluster, which every clustered variance here is made of
=====================  ==================================================================================

A provider's answers are alike, so whatever is printed about several providers has its uncertainty from the
spread between providers, not between answers.
"""
