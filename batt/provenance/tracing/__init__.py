"""One number followed back: its saved row, the counted rows, the ledger, the rules in force, its pages."""
