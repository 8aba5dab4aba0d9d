"""Checks of what holds over time and in a crowd: each has a quick size in every run, and its full size in ``make soak-load`` and ``make soak-hour``."""
