"""The screens on which the page must hold: two languages by four sizes. A few of them are of every run, the rest of ``make soak-sizes``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import pytest

from tests.browser.conftest import Opened, Watched

HEIGHTS: Final = {1366: 768, 1920: 1080, 390: 844, 683: 384}
"""A notebook, a desk, a phone held upright, and the notebook at 200 %."""
PHONE: Final = 390
DOUBLE: Final = 683


@dataclass(frozen=True)
class Screen:
    """A language and a size of window."""

    lang: str
    width: int

    def __str__(self) -> str:
        return f"{self.lang}-{self.width}"

    @property
    def is_phone(self) -> bool:
        """Whether panels are sheets and fingers do the work."""
        return self.width == PHONE

    def show(self, opened: Opened, address: str, more: str = "") -> Watched:
        """The page of an address on this screen, ready to be used."""
        url = f"{address}/#lang={self.lang}{more}"
        return opened(url, width=self.width, height=HEIGHTS[self.width], touch=self.is_phone).ready()


def screens(*quick: str, without: Collection[int] = ()) -> list[Any]:
    """Every screen as a case of a test, those named here at every run; widths on which there is nothing to see are left out."""
    every = [Screen(lang, width) for lang, width in product(("zh", "en"), HEIGHTS) if width not in without]
    return [pytest.param(one, marks=() if str(one) in quick else pytest.mark.soak, id=str(one)) for one in every]
