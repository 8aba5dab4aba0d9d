"""Requests, read strictly."""
