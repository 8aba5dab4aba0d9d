"""Words of a coded column read into the list of the house: by code, by title, by both; what is not certain is to check, with what it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gis.codelists import Codelist
from gis.intake.mapping import folded_value
from gis.intake.systems import Lead, Systems, system_name
from gis.text import Text, and_list, run_on

_CODE: Final = r"[a-z]{1,2}[0-9]{0,4}|[0-9]{2,6}(?:h[0-9])?[a-z]?"
_ALONE: Final = re.compile(_CODE)
_CODE_FIRST: Final = re.compile(rf"\(?({_CODE})\)?[-:_.、]*\(?([^()0-9a-z][^()]*)\)?")
_TITLE_FIRST: Final = re.compile(rf"([^()]*[^()0-9a-z])[-:_.]*[(\[]?({_CODE})[)\]]?")
_POINTED: Final = re.compile(r"([0-9]+)\.0+")
_BETWEEN: Final = re.compile(r"[、,;/+|和与及]")
_SHOWN: Final = 6


@dataclass(frozen=True)
class Reading:
    """What a word means in the house's list.

    Parameters
    ----------
    code
        The code; None where it is to check.
    reason
        Why it is to check.
    system
        Id of the system in which the word is a code; None where it is one in several, or in none.
    candidates
        Codes of the house's system that it may be.
    """

    code: str | None
    reason: Text | None = None
    system: str | None = None
    candidates: tuple[str, ...] = ()


class CodeReader:
    """Reads the words of one column.

    Parameters
    ----------
    systems
        Systems that may be meant.
    system
        The one that the mapping or the heading names; without it a code counts only where all systems that know it mean the same.
    """

    def __init__(self, systems: Systems, system: Codelist | None = None) -> None:
        self.systems, self.system = systems, system

    def read(self, word: str) -> Reading:
        """What a word means; a blank one is to check without a reason."""
        folded = folded_value(word)
        if not folded:
            return Reading(None)
        made = self._read_one(folded)
        if made is not None:
            return made
        parts = [self._read_one(part) for part in _BETWEEN.split(folded) if part]
        if len(parts) > 1 and all(parts):
            return Reading(
                None,
                Text(f"“{word}”写有几种用途", f"“{word}” names several uses"),
                candidates=_once(
                    code for part in parts if part for code in ((part.code,) if part.code else part.candidates)
                ),
            )
        return Reading(None, self._unknown(word, folded))

    def _read_one(self, folded: str) -> Reading | None:
        """What a single code, title, or both together mean; None for what is neither."""
        pointed = _POINTED.fullmatch(folded)
        plain = pointed[1] if pointed else folded
        if _ALONE.fullmatch(plain):
            leads = self._leads(plain)
            return self._settle(plain, leads) if leads else None
        leads = self._titled(plain)
        if leads:
            return self._settle(plain, leads)
        for form, place in ((_CODE_FIRST, 1), (_TITLE_FIRST, 2)):
            found = form.fullmatch(plain)
            if found and (made := self._read_both(found[place], found[3 - place])) is not None:
                return made
        return None

    def _read_both(self, code: str, title: str) -> Reading | None:
        """A code beside a title: the systems in which they are one."""
        by_code, by_title = self.systems.leads(code), self.systems.entitled(title)
        if not by_code or not by_title:
            return None
        agreed = [
            lead for lead in by_title if any(lead.system is one.system and lead.code == one.code for one in by_code)
        ]
        if agreed:
            return self._settle(code, agreed)
        return Reading(
            None,
            Text(
                f"代码 {code.upper()} 与名称“{title}”在任何体系中都不一致",
                f"code {code.upper()} and title “{title}” agree in no system",
            ),
            candidates=_once(code for lead in (*by_code, *by_title) for code in lead.candidates),
        )

    def _leads(self, code: str) -> Sequence[Lead]:
        if self.system is None:
            return self.systems.leads(code)
        lead = self.systems.lead(self.system, code)
        return [] if lead is None or not lead.exact else [lead]

    def _titled(self, title: str) -> Sequence[Lead]:
        leads = self.systems.entitled(title)
        own = [lead for lead in leads if self.system is not None and lead.system.id == self.system.id]
        return own or leads

    def _settle(self, word: str, leads: Sequence[Lead]) -> Reading:
        """The one code to which all that a word may be leads, if there is one and the house's list has it."""
        candidates = _once(code for lead in leads if lead.exact for code in lead.candidates)
        system = leads[0].system.id if len({lead.system.id for lead in leads}) == 1 else None
        targets = {lead.target for lead in leads if lead.exact} - {None}
        target = next(iter(targets)) if len(targets) == 1 else None
        if target is None or any(not _agrees(lead, target) for lead in leads):
            return Reading(None, self._doubt(word, leads, candidates), system, candidates)
        if target not in self.systems.house.by_code:
            title, name = self._title(target), self.systems.house.id
            missing = Text(
                f"应为 {target} {title.zh}，但代码表 {name} 中没有此代码",
                f"it should be {target} {title.en}, which the list {name} does not have",
            )
            return Reading(None, missing, system, (target,))
        return Reading(target, None, system, (target,))

    def _doubt(self, word: str, leads: Sequence[Lead], candidates: tuple[str, ...]) -> Text:
        """Why no one code is certain: systems that differ, a class of several, one that has no counterpart."""
        if len({lead.text() for lead in leads}) > 1:
            meanings = _by_meaning(leads)
            zh = "，".join(
                run_on("在", "、".join(name.zh for name in names), f"中是{text.zh}") for text, names in meanings
            )
            en = ", ".join(f"{text.en} in {and_list([name.en for name in names])}" for text, names in meanings)
            return Text(
                run_on(word.upper(), f"{zh}：请先写明所用分类体系"), f"{word.upper()} is {en}: name the system first"
            )
        ((title, names),) = _by_meaning(leads)
        named = Text("、".join(name.zh for name in names), and_list([name.en for name in names]))
        among = [Text(*(f"{code} {words}" for words in self._title(code))) for code in candidates[:_SHOWN]]
        if not among:
            return Text(
                run_on(named.zh, f"的“{title.zh}”在本代码表中没有对应的代码"),
                f"nothing in this list corresponds to {title.en} in {named.en}",
            )
        return Text(
            run_on(named.zh, f"的“{title.zh}”可能对应", "、".join(one.zh for one in among)),
            f"{title.en} in {named.en} may be {' or '.join(one.en for one in among)}",
        )

    def _unknown(self, word: str, folded: str) -> Text:
        if self.system is not None and (elsewhere := self.systems.leads(folded)):
            meaning, name = elsewhere[0].text(), system_name(elsewhere[0].system)
            own = system_name(self.system)
            return Text(
                run_on(own.zh, f"中没有“{word}”；它在", name.zh, f"中是{meaning.zh}"),
                f"{own.en} has no “{word}”; in {name.en} it is {meaning.en}",
            )
        if folded.isdecimal() and self.systems.leads(f"0{folded}"):
            return Text(f"“{word}”前可能丢失了一个 0", f"“{word}” may have lost a leading 0")
        return Text(f"“{word}”不是已知体系的代码或名称", f"“{word}” is no code and no title of a known system")

    def _title(self, code: str) -> Text:
        entry = self.systems.lists[0].by_code.get(code)
        return entry.title if entry else Text(code, code)


def _agrees(lead: Lead, target: str) -> bool:
    """Whether a system does not speak against a target: that is its own, the one that it may be, or lies below what it says."""
    if lead.target is None:
        return lead.candidates == (target,)
    return lead.target == target or (not lead.exact and target.startswith(lead.target))


def _by_meaning(leads: Sequence[Lead]) -> list[tuple[Text, list[Text]]]:
    """Each meaning with the systems that have it."""
    meanings: dict[Text, list[Text]] = {}
    for lead in leads:
        meanings.setdefault(lead.text(), []).append(system_name(lead.system))
    return list(meanings.items())


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
