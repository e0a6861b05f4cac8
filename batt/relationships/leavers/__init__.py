"""Describe those who left: the share with an outcome by how long they had stayed.

A description, not an effect of staying: a job itself ends the stay. What staying itself goes with stands in
`batt.relationships.staying`.
"""
