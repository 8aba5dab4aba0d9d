"""Systems of codes: the standards in which ledgers are written, shipped once beside the code, and how each leads into the list of a data folder.

A number alone does not say what it means: ``1001`` is industry in one classification of land and railway in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from gis.codelist_file import read_codelist
from gis.codelists import Code, Codelist
from gis.intake.mapping import folded_value
from gis.text import Text

_SHIPPED: Final = Path(__file__).parent / "standards"


def standard_files() -> tuple[Path, ...]:
    """Files of the standards' code lists, in the form of a data folder's ``codelists/``; to be copied there by whoever wants to extend one."""
    return tuple(sorted(_SHIPPED.glob("*.toml")))


@cache
def read_standards() -> Mapping[str, Codelist]:
    """The standards' code lists by id."""
    return {made.id: made for made in map(read_codelist, standard_files())}


@dataclass(frozen=True)
class Lead:
    """What one system says of a code: the entry that it is or lies below, and where that leads in the house's list.

    Parameters
    ----------
    target
        The code of the house's list; None where it is not told from this code alone.
    exact
        Whether the entry is the code itself and not one above it.
    """

    system: Codelist
    code: str
    entry: Code
    target: str | None
    exact: bool

    @property
    def candidates(self) -> tuple[str, ...]:
        """Codes of the house's list among which it may be."""
        if self.target is not None:
            return (self.target,)
        return self.entry.may_become

    def text(self) -> Text:
        """What the code means in this system."""
        zh, en = self.entry.title
        return Text(zh, en) if self.exact else Text(f"{zh}的下级", f"something below {en}")


@dataclass(frozen=True)
class Systems:
    """The systems whose codes may stand in a column of the house's list.

    Parameters
    ----------
    house
        The list of the data folder.
    lists
        The systems, that of the house among them.
    """

    house: Codelist
    lists: tuple[Codelist, ...]

    def named(self, words: str) -> Codelist | None:
        """The system that somebody calls so: by id, title, system or one of its names; None where none or several are."""
        wanted = _bare(words)
        fitting = [one for one in self.lists if wanted in set(map(_bare, _names(one)))]
        return fitting[0] if len(fitting) == 1 else None

    def of_heading(self, heading: str) -> Codelist | None:
        """The system that the heading of a column names, as ``三调地类`` or ``DLBM``; None where none does, or several do."""
        folded = folded_value(heading)
        fitting = [one for one in self.lists if any(_stands_in(folded_value(name), folded) for name in one.headings)]
        return fitting[0] if len(fitting) == 1 else None

    def leads(self, code: str) -> tuple[Lead, ...]:
        """What each system says of a code, those that say nothing of it left out."""
        asked = (self.lead(one, code) for one in self.lists)
        return tuple(lead for lead in asked if lead is not None)

    def lead(self, system: Codelist, code: str) -> Lead | None:
        """What one system says of a code, whose letters may be of either case; None where it does not know it."""
        code = _without_section(system, code)
        spelt = self._spelt[system.id].get(code.casefold())
        if spelt is not None:
            return self._lead_of(system, system.by_code[spelt], spelt, exact=True)
        above = system.parent_of(code) if system.partial and len(code) <= self._longest[system.id] else None
        return None if above is None else self._lead_of(system, system.by_code[above], code, exact=False)

    def entitled(self, title: str) -> tuple[Lead, ...]:
        """Entries of all systems that are called so, in the spelling in which values are compared."""
        return tuple(self._titled.get(title, ()))

    def _lead_of(self, system: Codelist, entry: Code, code: str, *, exact: bool) -> Lead:
        own = system.id == self.house.id
        return Lead(system, code, entry, entry.code if own else entry.becomes, exact)

    @cached_property
    def _spelt(self) -> Mapping[str, Mapping[str, str]]:
        return {one.id: {entry.code.casefold(): entry.code for entry in one.codes} for one in self.lists}

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        return {one.id: max((len(entry.code) for entry in one.codes), default=0) for one in self.lists}

    @cached_property
    def _titled(self) -> Mapping[str, list[Lead]]:
        called: dict[str, list[Lead]] = {}
        for one in self.lists:
            for entry in one.codes:
                for name in set(map(folded_value, self._titles(one, entry))) - {""}:
                    called.setdefault(name, []).append(self._lead_of(one, entry, entry.code, exact=True))
        return called

    def _titles(self, one: Codelist, entry: Code) -> tuple[str, ...]:
        """What an entry is called in ledgers; the English words of the standards are ours and stand in none."""
        title = entry.title if one.id == self.house.id else entry.title[:1]
        return (*title, *entry.aliases)


def system_name(one: Codelist) -> Text:
    """What a system is called in a sentence: by its number where it has one, else in English by its title."""
    return Text(one.system, one.system if one.system.isascii() else one.title.en)


def systems_into(house: Codelist, beside: Iterable[Codelist] = ()) -> Systems | None:
    """The systems that lead into a list: the standards, and what a data folder has ``beside`` it, which goes first where both have an id.

    None where none does: such a list is read by itself.
    """
    known = {**read_standards(), **{one.id: one for one in beside}}
    foreign = [one for one in known.values() if one.leads_into == house.id]
    if not foreign:
        return None
    # The house's list may have a part of its standard's codes alone: what it leaves out is known all the same.
    return Systems(house, (_completed(house), *foreign))


def _completed(house: Codelist) -> Codelist:
    standard = read_standards().get(house.id, house)
    rest = tuple(entry for entry in standard.codes if entry.code not in house.by_code)
    return Codelist(
        id=house.id,
        system=house.system,
        title=house.title,
        edition=house.edition,
        source=house.source,
        hierarchy=house.hierarchy,
        partial=standard.partial,
        sections=standard.sections,
        codes=(*(_with_aliases(entry, standard) for entry in house.codes), *rest),
        names=(*house.names, *standard.names, standard.system),
        headings=(*house.headings, *standard.headings),
    )


def _with_aliases(entry: Code, standard: Codelist) -> Code:
    twin = standard.by_code.get(entry.code, entry)
    return Code(code=entry.code, title=entry.title, aliases=(*entry.aliases, *twin.aliases, *twin.title))


def _without_section(system: Codelist, code: str) -> str:
    """A code without the letter of its section (``C3332``), where it is one of that section."""
    first, last = system.sections.get(code[:1].upper(), ("", ""))
    return code[1:] if last and first <= code[1:3] <= last and code[1:].isdecimal() else code


def _names(one: Codelist) -> tuple[str, ...]:
    return (one.id, one.system, *one.title, *one.names)


def _bare(words: str) -> str:
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", folded_value(words))


def _stands_in(name: str, heading: str) -> bool:
    """Whether a name stands in a heading, not as a part of another word or of a longer number."""
    edge = "[a-z]" if name[0].isalpha() and name[0].isascii() else "[0-9]" if name[0].isdecimal() else None
    if edge is None:
        return name in heading
    return re.search(f"(?<!{edge}){re.escape(name)}(?!{edge})", heading) is not None
