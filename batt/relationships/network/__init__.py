"""How the thirteen indicators hang together across providers, and what foretells what.

=======================  ==================================================================
`provider_profiles`      each provider's indicators over all years, freed from programme and year
`partial_correlations`   two indicators with the others held fixed, plain and shrunken
`prediction`             how much of a new year's differences are foretold by what was known before
=======================  ==================================================================
"""
