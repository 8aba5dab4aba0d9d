"""Whether what a row says names one place, held against everything else that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from gis.crs import in_metres
from gis.locating.coordinates import Position
from gis.locating.lookup import Hits, LookUp, drawn_alike, shape_at
from gis.locating.proposal import WAYS, By, Candidate, Outcome, Proposal
from gis.locating.rows import Said
from gis.overlaps import SLIVER_M2
from gis.text import Text, many
from gis.units import figure

_MOST: Final = 20
"""Features of one word that are held against one another; a word of more names no place."""
_AREAL: Final = 2
_SURELY: Final = 1e-7
"""Square degrees, some hundred times a sliver at any latitude where people live."""
_NEAR_M: Final = 50.0
"""Metres that a point may lie from the plot that it is of: many stand for its gate."""
_NUMBERED: Final = re.compile(r"\d")


class Hit(NamedTuple):
    """A row of a layer that was looked in."""

    lookup: LookUp
    row: int


@dataclass(frozen=True, eq=False)
class Place:
    """Features with one shape."""

    hits: tuple[Hit, ...]
    shape: Any

    @property
    def first(self) -> Hit:
        """The one that is named for all."""
        return self.hits[0]

    def candidate(self, ways: Sequence[By]) -> Candidate:
        """The place as it is proposed."""
        lookup, row = self.first
        keys = lookup.keys
        words = (lookup.word(entry, row) for entry in (keys.certificate, keys.owner, keys.address))
        return Candidate(
            collection=lookup.layer.id,
            id=lookup.layer.ids[row],
            by=tuple(ways),
            code=lookup.word(keys.parcel_code, row) or None,
            says=tuple(word for word in words if word),
            shape=self.shape,
        )

    def says(self, word: str, of: str) -> bool | None:
        """Whether any of its features has a folded word as its code, its certificate or its owner; None where none says anything."""
        said = [each for each in (_folded_of(hit, of) for hit in self.hits) if each]
        return word in said if said else None


def _folded_of(hit: Hit, of: str) -> str:
    lookup, row = hit
    if of == "owner":
        return lookup.owner_of(row)
    return lookup.code_of(row) if of == "code" else lookup.certificate_of(row)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the words of one row name.

    ``linked`` are the features with a shape to which the links lead that are declared of its layer.
    """

    said: Said
    lookups: Sequence[LookUp]
    position: Position | None = None
    linked: Sequence[Hit] = ()

    @cached_property
    def places(self) -> Mapping[By, Sequence[Place]]:
        """By what of the row, the places that it names; nothing where it names none."""
        made = {
            By.LINK: _grouped(self.linked),
            By.PARCEL_CODE: self._named(self.said.code, "codes"),
            By.CERTIFICATE: self._named(self.said.certificate, "certificates"),
            By.OWNER_AND_ADDRESS: _grouped([*self._pairs()]),
        }
        return {way: found for way, found in made.items() if found}

    @cached_property
    def distinct(self) -> Sequence[Place]:
        """All places that anything names, each once."""
        return _grouped([hit for found in self.places.values() for place in found for hit in place.hits])

    def ways_to(self, place: Place) -> list[By]:
        """What of the row names a place."""
        return [
            way
            for way, found in self.places.items()
            if any(each.first in place.hits or place.first in each.hits for each in found)
        ]

    def _named(self, word: str, of: str) -> list[Place]:
        return _grouped(list(self.hits(word, of))) if word else []

    def hits(self, word: str, of: str) -> Iterator[Hit]:
        """The rows of all layers that a word names."""
        for lookup in self.lookups:
            hits: Hits = getattr(lookup, of)
            yield from (Hit(lookup, row) for row in hits.get(word, ()))

    def _pairs(self) -> Iterator[Hit]:
        address = self.said.address
        if address is None or not self.said.owner:
            return
        for lookup in self.lookups:
            owned = set(lookup.owners.get(self.said.owner, ()))
            for row in lookup.addresses.get(address.place, ()) if owned else ():
                other = lookup.address_of(row) if row in owned else None
                if other is not None and address.agrees(other):
                    yield Hit(lookup, row)

    # what speaks for a place and against it -----------------------------------------------------------------------------

    def owner_agrees(self, place: Place) -> bool | None:
        """Whether the owner is that of a place; None where either is not known."""
        return place.says(self.said.owner, "owner") if self.said.owner else None

    def address_agrees(self, place: Place) -> bool | None:
        """Whether the address is that of a place; None where either is not known, or it is that of the town alone."""
        mine = self.said.address
        others = [other for other in (lookup.address_of(row) for lookup, row in place.hits) if other is not None]
        if mine is None or not others:
            return None
        if any(mine.agrees(other) for other in others):
            return True
        return None if any(other.place.startswith(mine.place) for other in others) else False


def _grouped(hits: Sequence[Hit]) -> list[Place]:
    """Features by their shapes: those of one shape are one place."""
    made: list[list[Hit]] = []
    for hit in dict.fromkeys(hits[: _MOST + 1]):
        shape = shape_at(hit.lookup.layer, hit.row)
        same = next((each for each in made if drawn_alike(shape_at(each[0].lookup.layer, each[0].row), shape)), None)
        if same is None:
            made.append([hit])
        else:
            same.append(hit)
    return [Place(tuple(each), shape_at(each[0].lookup.layer, each[0].row)) for each in made]


def decide(evidence: Evidence, metric_crs: str, *, sure: bool = True) -> Proposal:
    """What is proposed for a row; ``sure`` is false where a person must look at whatever is found."""
    places, position = evidence.places, evidence.position
    if not places and (position is None or position.shape is None):
        return _proposal(evidence, Outcome.NOT_LOCATED, None, _nothing(evidence))
    way = next(iter(places), By.COORDINATES)
    doubt = _doubt(evidence, metric_crs) if places else _doubt_of_position(position)
    if doubt is None and not sure and By.LINK not in places:
        doubt = Text("项目的位置须由人确认", "where a project stands is for somebody to say")
    if doubt is not None:
        return _proposal(evidence, Outcome.TO_CHECK, way, doubt)
    return _proposal(evidence, Outcome.LOCATED, way, _agreement(evidence))


def _proposal(evidence: Evidence, outcome: Outcome, way: By | None, why: Text) -> Proposal:
    # Owner and address speak for what they name together, where a key names something else.
    ranked = sorted(evidence.distinct, key=lambda place: By.OWNER_AND_ADDRESS not in evidence.ways_to(place))
    candidates = tuple(place.candidate(evidence.ways_to(place)) for place in ranked)
    position = evidence.position
    point = position.shape if position is not None and way is By.COORDINATES else None
    return Proposal(
        id=evidence.said.id,
        outcome=outcome,
        by=way,
        says=(*evidence.said.words, *([] if position is None else [position.words])),
        candidates=candidates,
        why=why,
        point=point,
        shape=(candidates[0].shape if candidates else point) if outcome is Outcome.LOCATED else None,
    )


def _doubt_of_position(position: Position | None) -> Text | None:
    """Why a point does not suffice: its neighbour may be meant."""
    if position is None or not position.rough:
        return None
    return Text(
        f"{position.why.zh}：小数位不足，相差可达百米",
        f"{position.why.en}: too few decimals to tell a place from its neighbours",
    )


def _doubt_of_distance(evidence: Evidence, place: Place, metric_crs: str) -> Text | None:
    """Why a place is not certain whose row has coordinates elsewhere."""
    position = evidence.position
    if position is None or position.shape is None or position.rough:
        return None
    here, there = in_metres(np.array([place.shape, position.shape], dtype=object), metric_crs)
    apart = float(shapely.distance(here, there))
    if apart <= _NEAR_M:
        return None
    named = place.candidate(()).named
    return Text(
        f"{position.why.zh}距 {named} {figure(apart, 0)} m", f"{position.why.en} lie {figure(apart, 0)} m from {named}"
    )


def _doubt(evidence: Evidence, metric_crs: str) -> Text | None:
    """Why the place is not certain; None where it is."""
    said, places = evidence.said, evidence.places
    for way, named in places.items():
        if len(named) > 1:
            words, count = WAYS[way], len(named)
            return Text(f"{words.zh}在 {count} 处不同的图形上", f"the {words.en} stands with {count} different shapes")
    if len(evidence.distinct) > 1:
        each = [(WAYS[way], named[0].candidate(()).named) for way, named in places.items()]
        zh = "，".join(f"{words.zh}指向 {parcel}" for words, parcel in each)
        en = ", ".join(f"{words.en}: {parcel}" for words, parcel in each)
        return Text(f"{zh}，互不相同", f"they name different places ({en})")
    place = evidence.distinct[0]
    if (area := _sliver_area(place.shape, metric_crs)) is not None:
        size = figure(area, 1)
        return Text(f"所指的图形只有 {size} m²，是碎片", f"the shape that it names has {size} m²: a sliver")
    pair = set(places) == {By.OWNER_AND_ADDRESS}
    doubt = _doubt_of_pair(said, place) if pair else _doubt_of_key(evidence, place)
    return doubt or _doubt_of_distance(evidence, place, metric_crs)


def _sliver_area(shape: Any, metric_crs: str) -> float | None:
    """The area in m² of a shape that is too small for a plot; None where it is large enough."""
    if shapely.get_dimensions(shape) != _AREAL or shapely.area(shape) > _SURELY:
        return None
    area = float(shapely.area(in_metres(np.array([shape, None], dtype=object)[:1], metric_crs))[0])
    return area if area <= SLIVER_M2 else None


def _doubt_of_pair(said: Said, place: Place) -> Text | None:
    """Why owner and address do not suffice: a code or a certificate was written, and names nothing."""
    named = place.candidate(()).named
    for word, way in ((said.code, By.PARCEL_CODE), (said.certificate, By.CERTIFICATE)):
        if word:
            words = WAYS[way]
            return Text(
                f"{words.zh}查无此号，权利人与坐落指向 {named}",
                f"there is no such {words.en}; owner and address name {named}",
            )
    if said.spoilt:
        return Text(
            f"代码“{said.spoilt}”已损坏，权利人与坐落指向 {named}",
            f"the code {said.spoilt} is spoilt; owner and address name {named}",
        )
    if not _NUMBERED.search(said.place):
        return Text(
            f"坐落没有门牌号，权利人与坐落指向 {named}", f"the address has no number; owner and address name {named}"
        )
    return None


def _doubt_of_key(evidence: Evidence, place: Place) -> Text | None:
    """Why a code or a certificate does not suffice: something else that the row says is of another place, or nothing agrees."""
    said = evidence.said
    named = place.candidate(()).named
    if By.PARCEL_CODE not in evidence.places and said.code and place.says(said.code, "code") is False:
        return Text(
            f"宗地代码查无此号，证号指向 {named}", f"there is no such parcel code; the certificate names {named}"
        )
    owner, address = evidence.owner_agrees(place), evidence.address_agrees(place)
    if address is False and said.address and [*evidence.hits(said.address.place, "addresses")]:
        return Text(f"坐落是另一宗地的，不是 {named} 的", f"the address is that of another parcel, not of {named}")
    if owner is False and address is not True and [*evidence.hits(said.owner, "owners")]:
        return Text(f"权利人是另一宗地的，不是 {named} 的", f"the owner is that of another parcel, not of {named}")
    if True not in (owner, address) and False in (owner, address):
        return Text(f"权利人、坐落都与 {named} 不符", f"neither owner nor address agrees with {named}")
    return None


def _agreement(evidence: Evidence) -> Text:
    """What speaks for the place."""
    if not evidence.places and evidence.position is not None:
        return evidence.position.why
    place = evidence.distinct[0]
    ways = evidence.ways_to(place)
    zh, en = ["、".join(WAYS[way].zh for way in ways) + "一致"], [", ".join(WAYS[way].en for way in ways)]
    if By.OWNER_AND_ADDRESS in ways:
        return Text(zh[0], f"{en[0]} {'agree' if len(ways) > 1 else 'name it, each once'}")
    for agrees, word in (
        (evidence.owner_agrees(place), Text("权利人", "owner")),
        (evidence.address_agrees(place), Text("坐落", "address")),
    ):
        if agrees is not None:
            zh.append(f"{word.zh}{'相同' if agrees else '不同'}")
            en.append(f"{word.en} {'agrees' if agrees else 'differs'}")
    return Text("，".join(zh), "; ".join([f"{en[0]} names it", *en[1:]]))


def _nothing(evidence: Evidence) -> Text:
    """Why a row has no place."""
    said, position = evidence.said, evidence.position
    if not evidence.lookups and position is None:
        return Text("没有可供查找的图层", "there is no layer to look in")
    zh, en = [], []
    if position is not None:
        zh, en = [position.why.zh], [position.why.en]
    for word, way in ((said.code or said.spoilt, By.PARCEL_CODE), (said.certificate, By.CERTIFICATE)):
        words = WAYS[way]
        zh.append(f"{words.zh}查无此号" if word else f"没有{words.zh}")
        en.append(f"no such {words.en}" if word else f"no {words.en}")
    for word, of, words in (
        (said.owner, "owners", Text("权利人", "owner")),
        (said.place, "addresses", Text("坐落", "address")),
    ):
        count = len([*evidence.hits(word, of)]) if word else 0
        zh.append(f"{words.zh}相同的有 {count} 处" if word else f"没有{words.zh}")
        en.append(f"{many(count, 'place')} of that {words.en}" if word else f"no {words.en}")
    return Text("，".join(zh), "; ".join(en))
