"""Commands that ask: nothing is changed by them."""
