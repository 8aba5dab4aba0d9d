"""Answers in words: written as any other, but that what stands in a text orders nothing of a terminal."""

from __future__ import annotations

from pathlib import Path

from api.cli.base import write_answer
from api.cli.signs import without_orders


def write_words(words: str, file: Path | None) -> None:
    """Write words for people to a file, or to standard output, as :func:`api.cli.base.write_answer`."""
    write_answer(without_orders(words).encode(), file)
