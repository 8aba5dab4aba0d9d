"""The hard core of a placement: projects that find a place whatever the others do need not be weighed for who is placed.

A project that could stand alone on more places than all others together can ever take of them is always placed. It is set aside; that
makes room for the same argument about others. What is left decides who is placed; those set aside are put back, the last one first, each
on a place that must still be free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gis.matching.portfolio.options import Filling
from gis.matching.portfolio.solving.model import Model


@dataclass(frozen=True, kw_only=True, eq=False)
class Kernel:
    """A model without the projects that are always placed, and these in the order in which they were set aside."""

    whole: Model
    aside: tuple[int, ...]

    @cached_property
    def model(self) -> Model:
        """What is left to be solved; projects keep their numbers."""
        return self.whole.of(set(range(len(self.whole.choices))) - set(self.aside))

    def completed(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Options of the kernel's model as options of the whole, with a free place for every project that was set aside."""
        taken, filling = [self.model.options[at] for at in chosen], Filling()
        for option in taken:
            filling.take(option)
        for number in reversed(self.aside):
            # Those who are placed by now are the kernel's and those set aside later: all of them were counted as others when this project was set
            # aside, so that one of its places is untouched, and an option there fits.
            ranked = sorted(self.whole.choices[number].options, key=lambda option: (-option.score, option.key))
            option = next(each for each in ranked if filling.fits(each))
            filling.take(option)
            taken.append(option.of(number))
        return tuple(sorted(self.whole.index[option.project, option.key] for option in taken))


def kernel_of(model: Model) -> Kernel:
    """The kernel of a model."""
    # A set of places is one integer, a bit a place: to intersect and to count sets of thousands takes two machine operations a word.
    bits = {place: 1 << number for number, place in enumerate({supply.place: None for supply in model.supplies})}
    numbers = range(len(model.choices))
    alone, reach, width = dict.fromkeys(numbers, 0), dict.fromkeys(numbers, 0), dict.fromkeys(numbers, 0)
    for number, used in zip(model.owner.tolist(), model.uses, strict=True):
        places = {supply.place for supply, _ in used}
        taken = sum(bits[place] for place in places)
        # A plot with floors that others may take is no place that one of them alone leaves free.
        alone[number] |= taken if len(places) == 1 else 0
        reach[number] |= taken
        width[number] = max(width[number], len(places))
    # Settled projects stay among those who take places, and are no candidates: they have one option, not a choice.
    left, aside = {n for n in reach if reach[n]}, list[int]()
    candidates = sorted(left - set(model.fixed), key=lambda n: (-alone[n].bit_count(), n))
    # Each one set aside takes nothing from the others any more: they are asked again until none of them gains by it.
    changed = True
    while changed:
        changed = False
        for number in candidates:
            if number in left and _always_placed(number, left, alone[number], reach, width):
                left.discard(number)
                aside.append(number)
                changed = True
    return Kernel(whole=model, aside=tuple(aside))


def _always_placed(number: int, left: set[int], mine: int, reach: dict[int, int], width: dict[int, int]) -> bool:
    # A count instead of a search: another project takes one option, which touches at most ``width`` places, and no more of mine
    # than it reaches at all. What is left when all others have taken the most is free whatever they choose.
    room = mine.bit_count()
    for other in left:
        if other != number:
            shared = (reach[other] & mine).bit_count()
            room -= min(shared, width[other])
            if room <= 0:
                return False
    return room > 0
