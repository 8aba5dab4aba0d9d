"""TOML files opened to be read strictly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from gis.disk import Missing, Unreadable, file_bytes, show_path, toml_of
from gis.errors import LandstockError
from gis.reading.reader import Reader
from gis.reading.shapes import twice_words
from gis.reading.sources import TomlFile
from gis.reading.toml_lines import repeated
from gis.text import Text
from gis.written import Written

E = TypeVar("E", bound=LandstockError)

_TWICE: Final = ("Cannot overwrite", "Cannot declare", "Duplicate inline table key")
"""What ``tomllib`` says of a key or a table that stands twice."""


def open_toml(
    error: type[E], path: Path, written: Written | None = None, *, name: str | None = None, file: str | None = None
) -> Reader[E]:
    """A TOML file to be read: as it was read with others, or as it is now.

    Parameters
    ----------
    error
        What its mistakes are raised as.
    name
        What they call it; its own name unless given.
    file
        Where they send whoever mends it; its name unless given.

    Raises
    ------
    LandstockError
        As ``error``, where it is missing, no file or no TOML, with the position of the mistake.
    """
    called = name or path.name
    source = TomlFile(error, called, file or called)
    try:
        source = replace(source, content=file_bytes(path) if written is None else written.content(path))
        return Reader(source, (), toml_of(source.content))
    except Missing:
        raise error(
            Text(f"找不到 {show_path(source.file)}", f"{show_path(source.file)} is not there"),
            Text("请检查路径", "check the path"),
            file=source.file,
        ) from None
    except Unreadable as mistake:
        raise _no_toml(source, mistake) from None


def _no_toml(source: TomlFile[E], mistake: Unreadable) -> E:
    if any(words in mistake.text.en for words in _TWICE) and (found := repeated(source.content.decode("utf-8-sig"))):
        trail, place = found
        return source.mistake_at(place, trail, *twice_words(trail[-1]))
    why = mistake.text
    said = Text(f"无法读取：{why.zh}", f"cannot be read: {why.en}")
    remedy = Text("须为 TOML 格式", "it has to be TOML")
    return source.mistake_at(mistake.place, (), said, remedy)
