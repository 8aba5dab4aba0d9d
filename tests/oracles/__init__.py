"""Second ways to an answer that the product does not need, kept to hold its own way to: one answer twice, by different code."""
