"""The dashboard of the stock: what lies idle and what has landed, land by status and idle clock, what is not known, old or held up; each figure with its list."""
