"""Which column of a ledger names features of a layer that its folder has already: by their ids, codes or names, with the count of what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from gis.columns import TextColumn
from gis.fields import Field, Role
from gis.intake.columns_seen import ColumnSeen
from gis.intake.course import Confidence, Guess
from gis.intake.identifiers import says_none
from gis.layer import Layer
from gis.links import fold_of
from gis.text import Text
from gis.units import figure
from gis.values import text_of

_LEAST: Final = 0.5
"""Share of what a column says from which it is proposed as a link."""
_SURE: Final = 0.8
_SEVERAL: Final = 0.1
"""Share of what leads to several features up to which a link is sure."""
_FEW: Final = 3
"""Features that a column has to name at least; of a shorter list all of them."""
_SERIAL: Final = re.compile(r"[0-9]{1,5}(?:\.0)?")
"""A number in a list: what it is found by elsewhere is chance."""
_NO_KEY: Final = re.compile(
    r"[0-9]{1,5}(?:\.0)?|(?:0[0-9]{2,3}-?)?[0-9]{7,8}(?:-[0-9]+)?|1[0-9]{10}|(?:19|20)[0-9]{2}[-/.年].*"
)
"""A number in a list, a telephone, a day: two rows may have it and be nothing to one another."""
_NUMBERED: Final = re.compile(r"[0-9]")
_ALONE: Final = 0.9
"""Share of the values of a field that have to differ for it to tell features apart."""
_KEYS: Final = (Role.ID, Role.PARCEL_CODE, Role.CERTIFICATE, Role.NAME)
"""Roles of the fields that tell features apart, the surest first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Key:
    """A field by which the features of a layer can be named."""

    layer: Layer
    field: Field

    @property
    def rank(self) -> int:
        """How sure it is that it tells features apart, 0 the surest."""
        return _KEYS.index(self.field.role) if self.field.role in _KEYS else len(_KEYS)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """By folded word, how many features have it."""
        column = self.layer.columns[self.field.name]
        if not isinstance(column, TextColumn):
            return {}
        places = np.bincount(column.codes[column.codes >= 0], minlength=len(column.vocabulary)).tolist()
        words = fold_of(self.field)(column.vocabulary.words(np.arange(len(column.vocabulary))))
        made: dict[str, int] = {}
        for word, count in zip(words, places, strict=True):
            if word and count:
                made[word] = made.get(word, 0) + count
        return made


def keys_in(layers: Sequence[Layer]) -> list[Key]:
    """The fields by which features of these layers can be named: by role, and numbers of which hardly two are alike."""
    return [Key(layer=layer, field=entry) for layer in layers for entry in _keys_of(layer)]


def _keys_of(layer: Layer) -> list[Field]:
    """Its keys; without its ids where these are a number that twins share: of two of one number the id of the first would be taken for both."""
    fields = [
        entry
        for entry in layer.collection.fields
        if isinstance(layer.columns.get(entry.name), TextColumn)
        and not (entry.codelist or entry.references or entry.original_of)
        and (entry.role in _KEYS or (entry.role is None and _tells_apart(layer, entry)))
    ]
    shared = any(_is_shared_id(layer, entry) for entry in fields if entry.role is not Role.ID)
    return [entry for entry in fields if entry.role is not Role.ID] if shared else fields


def _is_shared_id(layer: Layer, entry: Field) -> bool:
    """Whether nearly all ids are the value of a field, which some features have of another."""
    column = layer.columns[entry.name]
    known = np.flatnonzero(column.known)
    if not isinstance(column, TextColumn) or len(column.vocabulary) == known.size:
        return False
    same = sum(one == other for one, other in zip(layer.id_column.listed(known), column.listed(known), strict=True))
    return same >= _ALONE * len(layer)


def _tells_apart(layer: Layer, entry: Field) -> bool:
    column = layer.columns[entry.name]
    if not isinstance(column, TextColumn):
        return False
    known = int(np.count_nonzero(column.known))
    some = [str(word) for word in column.listed(np.flatnonzero(column.known)[:_LOOKED_AT])]
    numbers = [word for word in some if _NUMBERED.search(word) and not _NO_KEY.fullmatch(word.strip())]
    return (
        known * 2 >= len(layer) > 0
        and len(column.vocabulary) >= _ALONE * known
        and len(numbers) >= _ALONE * len(some)
        and all(len(word) <= _LONGEST for word in some)
    )


_LOOKED_AT: Final = 200
_LONGEST: Final = 40
"""Signs of a number at most: what is longer is a remark."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What of a column is found by a key."""

    key: Key
    named: int
    linked: int
    several: int
    distinct: int

    @property
    def share(self) -> float:
        """Share of what the column says that is found at all."""
        return (self.linked + self.several) / self.named

    @property
    def plain(self) -> bool:
        """Whether it is told clearly by the counts alone."""
        return self.share >= _SURE and self.several <= _SEVERAL * self.named

    def words(self) -> Text:
        """The counts."""
        layer, entry = self.key.layer, self.key.field
        title, named = layer.collection.title, figure(self.named)
        zh = f"{named} 条中 {figure(self.linked)} 条是“{title.zh}”（{layer.id}）的 {entry.title.zh}（{entry.name}）"
        en = f"{figure(self.linked)} of {named} are {entry.title.en} ({entry.name}) of {title.en} ({layer.id})"
        if self.several:
            zh, en = (
                f"{zh}，{figure(self.several)} 条在其中不止一处",
                f"{en}, {figure(self.several)} stand there more than once",
            )
        if rest := self.named - self.linked - self.several:
            zh, en = f"{zh}，{figure(rest)} 条查不到", f"{en}, {figure(rest)} nowhere"
        return Text(zh, en)


def find_links(values: Mapping[str, int], keys: Sequence[Key]) -> list[Found]:
    """The keys by which at least half of what a column says is found, the best first: one a layer, that by which most is found.

    Parameters
    ----------
    values
        The words of the column, with how often each stands.
    """
    said = {
        word: count for word, count in values.items() if not says_none(word) and not _SERIAL.fullmatch(word.strip())
    }
    named = sum(said.values())
    found = sorted(
        (each for key in keys if (each := _count_hits(said, named, key)) is not None),
        key=lambda each: (-each.share, each.several, each.key.rank),
    )
    best: dict[str, Found] = {}
    for each in found:
        best.setdefault(each.key.layer.id, each)
    return list(best.values())


def _count_hits(said: Mapping[str, int], named: int, key: Key) -> Found | None:
    words = fold_of(key.field)(list(said))
    linked = several = 0
    ends: set[str] = set()
    for word, count in zip(words, said.values(), strict=True):
        features = key.counts.get(word, 0) if word else 0
        linked += count if features == 1 else 0
        several += count if features > 1 else 0
        if features:
            ends.add(word)
    made = Found(key=key, named=named, linked=linked, several=several, distinct=len(ends)) if named else None
    enough = made is not None and made.distinct >= min(_FEW, len(key.layer)) and made.share >= _LEAST
    return made if enough else None


def with_links(guesses: Sequence[Guess], columns: Sequence[ColumnSeen], keys: Sequence[Key]) -> list[Guess]:
    """Guesses of which those say so whose columns name features of other layers; sure where it tells clearly and nothing else would do."""
    by_place = {column.column.place: column for column in columns}
    links: dict[int, list[Found]] = {}
    for n, guess in enumerate(guesses):
        column = by_place.get(guess.column)
        if column is None or not _can_link(guess):
            continue
        said = {text_of(value): count for value, count in column.values.items() if value is not None}
        if best_first := find_links(said, keys):
            links[n] = best_first
    made = list(guesses)
    # Of several columns that name one layer the best is the link; the others are said beside it.
    taken: set[str] = set()
    for n in sorted(links, key=lambda n: (-links[n][0].share, links[n][0].key.rank)):
        best, *others = links[n]
        layer = best.key.layer.id
        if layer in taken:
            continue
        taken.add(layer)
        beside = [m for m, each in links.items() if m != n and each[0].key.layer.id == layer]
        made[n] = _with_link(guesses[n], best, [*_rivals(best, others)], [guesses[m] for m in beside])
    return made


def _can_link(guess: Guess) -> bool:
    rule = guess.rule
    plain = "from" in rule and rule.get("type", "text") == "text" and "codelist" not in rule
    return plain and rule.get("role") != str(Role.ID) and "references" not in rule


def _rivals(best: Found, others: Sequence[Found]) -> Iterator[Found]:
    """Other layers by which as good as nothing less is found."""
    return (other for other in others if other.share >= _LEAST and other.share * 2 >= best.share)


def _with_link(guess: Guess, best: Found, rivals: Sequence[Found], beside: Sequence[Guess]) -> Guess:
    entry, layer = best.key.field, best.key.layer
    rule = {**guess.rule, "references": layer.id}
    if entry.role is not Role.ID:
        rule["references_by"] = entry.name
    words = best.words()
    zh, en = f"{guess.evidence.zh}；关联：{words.zh}", f"{guess.evidence.en}; a link: {words.en}"
    for rival in rivals:
        also = rival.words()
        zh, en = f"{zh}；也可关联：{also.zh}", f"{en}; it could be another: {also.en}"
    if beside:
        names = ", ".join(other.name for other in beside)
        zh, en = f"{zh}；{names} 也可作关联", f"{en}; {names} would do too"
    sure = best.plain and not rivals and not beside
    confidence = guess.confidence if sure or guess.confidence is not Confidence.SURE else Confidence.LIKELY
    return replace(guess, rule=rule, evidence=Text(zh, en), confidence=confidence)
