"""Schemes: rules, tables, thresholds and weights as data."""
