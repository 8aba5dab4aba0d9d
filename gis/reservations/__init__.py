"""Holds (意向预留): who wants a plot, joined plots or part of a floor until which day; exactly one of those who ask gets it.

An intention, never a promise of supply.
"""

from gis.reservations.changing import Change, change, release
from gis.reservations.checking import MOST_ITEMS
from gis.reservations.differing import LedgerSays, differences
from gis.reservations.listing import Picked, find_reservation, pick
from gis.reservations.making import Wanted, make
from gis.reservations.running import change_set, once, run
from gis.reservations.states import Terms, terms_of

__all__ = [
    "MOST_ITEMS",
    "Change",
    "LedgerSays",
    "Picked",
    "Terms",
    "Wanted",
    "change",
    "change_set",
    "differences",
    "find_reservation",
    "make",
    "once",
    "pick",
    "release",
    "run",
    "terms_of",
]
