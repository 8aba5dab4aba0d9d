"""Answers: representations, pages, links, files."""
