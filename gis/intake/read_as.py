"""How somebody says that the coordinates of a source are to be read: the yes without which nothing is moved, and where it is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis.crs import system_name
from gis.io.toml import toml_text

SWAP_AXES: Final = "swap_axes"
FEET: Final = "feet"
AS_WRITTEN: Final = "as_written"
CRS_OVER: Final = "crs_over"
KEYS: Final = ("crs", CRS_OVER, SWAP_AXES, FEET, AS_WRITTEN)
"""The keys of ``[register]`` that say it."""
_HEAD: Final = re.compile(r"^\s*\[register\]\s*(#.*)?$", re.MULTILINE)
_NEXT: Final = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class ReadAs:
    """What is said of coordinates, beside what their file declares.

    Parameters
    ----------
    crs
        The system in which they are, whatever the file declares; None where nobody says.
    swap_axes
        Whether north stands before east.
    feet
        Whether metres are feet.
    as_written
        Whether what is in a datum before CGCS2000 is placed where its numbers stand in CGCS2000, tens of metres off.
    """

    crs: str | None = None
    swap_axes: bool = False
    feet: bool = False
    as_written: bool = False

    def register(self) -> dict[str, Any]:
        """What it says as keys of a mapping's register."""
        said: dict[str, Any] = {"crs": system_name(self.crs), CRS_OVER: True} if self.crs else {}
        flags = {SWAP_AXES: self.swap_axes, FEET: self.feet, AS_WRITTEN: self.as_written}
        return said | {key: True for key, value in flags.items() if value}


AS_DECLARED: Final = ReadAs()


def with_register(text: str, said: Mapping[str, Any]) -> str:
    r"""The text of a mapping whose register says so; all else, comments too, stays as it is.

    >>> print(with_register('[register]\nid = "a"\ncrs = "EPSG:4548"\n[[fields]]\n', {"crs": "GCJ-02"}), end="")
    [register]
    crs = "GCJ-02"
    id = "a"
    [[fields]]
    """
    head = _HEAD.search(text)
    if head is None or not said:
        return text
    following = _NEXT.search(text, head.end())
    end = following.start() if following is not None else len(text)
    keys = "|".join(map(re.escape, said))
    rest = re.sub(rf"^[ \t]*(?:{keys})[ \t]*=.*\n?", "", text[head.end() : end], flags=re.MULTILINE)
    return f"{text[: head.end()]}\n{toml_text(dict(said)).strip()}{rest}{text[end:]}"
