"""Schemes read from their files."""
