"""A list of ours that comes back edited: read by its headings, row by row, as changes to a layer; what is not certain is said and not taken."""
