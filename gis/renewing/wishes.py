"""What somebody says of a source that comes again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from gis.renewing.difference import LikelyPair


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody says of a renewal.

    Parameters
    ----------
    apply
        Whether it is written.
    over
        Whether the source's values are taken also where people changed them.
    same
        By the id of a row that is gone, the id of the new row that is the same.
    all_alike
        Whether all pairs that are proposed are the same.
    as_new
        Whether rows are written as new and gone also where hardly one keeps its id.
    author, why
        Who writes it, by default the system's user, and why.
    """

    apply: bool = False
    over: bool = False
    same: Mapping[str, str] = field(default_factory=dict)
    all_alike: bool = False
    as_new: bool = False
    author: str | None = None
    why: str = ""

    @property
    def joins(self) -> bool:
        """Whether rows are said to be one."""
        return bool(self.same) or self.all_alike

    def joining(self, pairs: Iterable[LikelyPair]) -> Wishes:
        """The same with these pairs said to be one, and no others."""
        return replace(self, same={**{each.gone: each.new for each in pairs}, **self.same}, all_alike=False)


NO_WISHES: Final = Wishes()
