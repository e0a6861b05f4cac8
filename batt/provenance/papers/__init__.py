"""Numbers picked for an auditor, and workbooks whose formulas arrive at them from the rows as received."""
