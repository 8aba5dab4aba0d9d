"""The integer programme of a portfolio, and its exact solution aim by aim."""
