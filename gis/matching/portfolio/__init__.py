"""Portfolio: all projects against all places at once, nothing used twice."""
