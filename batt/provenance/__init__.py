"""From any printed number back to the rows: who may ask, what was run, and whether it comes out again."""
