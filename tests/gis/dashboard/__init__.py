"""The dashboard of the stock."""
