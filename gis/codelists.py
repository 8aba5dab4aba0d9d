"""Code lists: land use, industry, status … each code with its system and edition, hierarchy and map symbol."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from gis.errors import UnknownCode
from gis.text import Text
from gis.vocabulary import folded

Hierarchy = Literal["prefix", "parent", "flat", "ordinal"]
_POINTED: Final = re.compile(r"([0-9]+)\.0+")
Pattern = Literal["solid", "slash", "backslash", "dots", "bars", "dashed"]


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """How the map draws a code: colours as ``#RRGGBB``, a pattern that survives greyscale."""

    fill: str
    stroke: str
    pattern: Pattern = "solid"
    ink: str | None = None


@dataclass(frozen=True, kw_only=True)
class Code:
    """One entry of a code list.

    Parameters
    ----------
    becomes
        The code of the list that this one leads into under which everything falls that has this code; None where there is no such code.
    may_become
        Codes of that list of which it is one, and which cannot be told from this code alone.
    """

    code: str
    title: Text
    parent: str | None = None
    symbol: Symbol | None = None
    aliases: tuple[str, ...] = ()
    becomes: str | None = None
    may_become: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Codelist:
    """The codes of one system and edition.

    ``hierarchy="prefix"``: a code lies below every code that begins it; ``"parent"``: as each entry says;
    ``"flat"``: no code lies below another; ``"ordinal"``: the order of the file is a scale, first is most.

    Parameters
    ----------
    leads_into
        Id of the list into which ``becomes`` and ``may_become`` of the codes lead; empty where they lead nowhere.
    partial
        Whether its standard has finer codes than it: one that lies below a code of the list is then known by that.
    sections
        Letters that may stand before a code, each with the first and the last beginnings of the codes that it is for.
    names
        What people call the system: in a mapping, in words.
    headings
        What in the heading of a column says that its codes are of this system.
    """

    id: str
    system: str
    title: Text
    edition: str = ""
    source: str = ""
    hierarchy: Hierarchy = "flat"
    codes: tuple[Code, ...] = field(default=())
    leads_into: str = ""
    partial: bool = False
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        """Entries by code."""
        return {entry.code: entry for entry in self.codes}

    @cached_property
    def rank(self) -> dict[str, int]:
        """Position of each code in the list, for ordinal scales and for pipeline order."""
        return {entry.code: place for place, entry in enumerate(self.codes)}

    def holds(self, code: str) -> bool:
        """Whether the list has the code or, in a classification by prefix, any code that it begins."""
        return code in self.by_code or bool(self._below(code))

    def knows(self, code: str) -> bool:
        """Whether the list tells what a code of the data is: itself or, in a classification by prefix, what a finer one lies below."""
        if code in self.by_code:
            return True
        return self.hierarchy == "prefix" and self.parent_of(code) is not None and self.unpointed(code) is None

    def unpointed(self, word: str) -> str | None:
        """The code that a spreadsheet wrote as a number with a point (``1001.0`` for 1001); None where it is none, or is a code as it stands."""
        found = None if word in self.by_code else _POINTED.fullmatch(word)
        return found[1] if found and self.knows(found[1]) else None

    def meant(self, word: str) -> str | None:
        """The code that a word in a file means: itself, whatever blanks, widths and empty decimals it is written with, else the one of this title or alias.

        None where the list does not tell.
        """
        if word in self.by_code:
            return word
        bare = word.strip()
        return bare if bare in self.by_code else self._named.get(folded(bare)) or self.unpointed(bare)

    @cached_property
    def _named(self) -> Mapping[str, str]:
        return self.named(lambda name: folded(name.strip()))

    def named(self, fold: Callable[[str], str]) -> Mapping[str, str]:
        """Codes by what they are called, in the spelling in which names are compared; names that two codes share are left out."""
        called: dict[str, set[str]] = {}
        for entry in self.codes:
            for name in (entry.code, entry.title.zh, entry.title.en, *entry.aliases):
                called.setdefault(fold(name), set()).add(entry.code)
        return {name: min(codes) for name, codes in called.items() if name and len(codes) == 1}

    def title_of(self, code: str) -> Text:
        """Words for a code; the code itself where the list does not hold it."""
        entry = self.by_code.get(code)
        return entry.title if entry else Text(code, code)

    def containing(self, term: str) -> list[str]:
        """Codes in whose words a folded term occurs."""
        return [entry.code for entry in self.codes if term in folded(entry.title.both())]

    def parent_of(self, code: str) -> str | None:
        """The nearest code of this list that lies above, or None."""
        entry = self.by_code.get(code)
        if self.hierarchy == "parent":
            return entry.parent if entry else None
        if self.hierarchy == "prefix":
            return next((code[:n] for n in range(len(code) - 1, 0, -1) if code[:n] in self.by_code), None)
        return None

    def below(self, code: str) -> frozenset[str]:
        """The code and every code of this list below it.

        Raises
        ------
        UnknownCode
            Where neither the code nor any code below it is in the list.
        """
        if code in self._known_below:
            return self._known_below[code]
        codes = self._below(code)
        if not codes:
            raise UnknownCode(
                Text(f"“{self.title.zh}”中没有代码 {code}", f"{self.title.en} has no code {code}"),
                Text(
                    f"请从下列代码中选择：{'、'.join(self._nearest(code))}",
                    f"choose one of: {', '.join(self._nearest(code))}",
                ),
                code=code,
                codelist=self.id,
            )
        self._known_below[code] = frozenset(codes)
        return self._known_below[code]

    @cached_property
    def _known_below(self) -> dict[str, frozenset[str]]:
        return {}

    def _below(self, code: str) -> set[str]:
        if self.hierarchy == "prefix":
            return {entry.code for entry in self.codes if code and entry.code.startswith(code)}
        codes: set[str] = set()
        waiting = [code] if code in self.by_code else []
        while waiting:
            at = waiting.pop()
            if at not in codes:
                codes.add(at)
                waiting += self._children.get(at, []) if self.hierarchy == "parent" else []
        return codes

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for entry in self.codes:
            if entry.parent is not None:
                children.setdefault(entry.parent, []).append(entry.code)
        return children

    def _nearest(self, code: str) -> list[str]:
        alike = [entry.code for entry in self.codes if code[:2] and entry.code.startswith(code[:2])]
        return (alike or [entry.code for entry in self.codes])[:12]
