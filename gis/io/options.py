"""What may be chosen of a format beyond its columns and its system of coordinates: an encoding, an order of axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gis.errors import BadFormat
from gis.names import OPTION
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice: its name, which is that of the writer's parameter, and its values with their words, the default first."""

    id: str
    title: Text
    choices: Mapping[str, Text]

    @property
    def default(self) -> str:
        """What is taken where nothing is said."""
        return next(iter(self.choices))

    @property
    def parameter(self) -> str:
        """The name of its parameter in an address: one of ``f``."""
        return f"{OPTION}{self.id.replace('_', '-')}"

    def no_choice(self, value: str) -> BadFormat:
        """The error of a value that it does not have."""
        names = ", ".join(self.choices)
        return BadFormat(
            Text(f"选项 {self.id}：没有 {value[:40]}", f"option {self.id}: there is no {value[:40]}"),
            Text(f"可选：{names}", f"choose one of {names}"),
            parameter=self.id,
        )


ENCODING: Final = Option(
    id="encoding",
    title=Text("文字编码", "encoding"),
    choices={
        "auto": Text("GBK，有写不出的字时用 UTF-8", "GBK, or UTF-8 where a sign is not in it"),
        "gbk": Text("GBK", "GBK"),
        "utf-8": Text("UTF-8", "UTF-8"),
    },
)
ZONE_PREFIX: Final = Option(
    id="zone_prefix",
    title=Text("带号（大数）", "zone number"),
    choices={
        "as-system": Text("依坐标系", "as the system has it"),
        "yes": Text("东坐标前加带号", "before the easting"),
        "no": Text("不加带号", "left out"),
    },
)
AXES: Final = Option(
    id="axes",
    title=Text("坐标次序", "order of axes"),
    choices={
        "north-east": Text("X（北）在前，Y（东）在后", "X (north), Y (east)"),
        "east-north": Text("Y（东）在前，X（北）在后", "Y (east), X (north)"),
    },
)
