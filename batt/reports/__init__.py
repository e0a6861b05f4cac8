"""From saved tables to pages: numbers and words in two languages, tables, figures and HTML.

A report renders and never computes an indicator. Everything a page prints comes through
:mod:`batt.disclosure`, and nothing else is accepted here.
"""
