"""One area written twice in a row, in m² and in 亩."""

from __future__ import annotations

from typing import Final

from gis.text import Text
from gis.units import figure, m2_from_mu, percent

TOLERANCE: Final = 0.01
_LIKE: Final = 0.05
_GUESSES: Final = (
    (1.5e-3, Text("两列数值相同，像是其中一列照抄了另一列", "both columns hold one figure, as if copied")),
    (10.0, Text("平方米像是多写了一位", "the m² seem to have a digit too many")),
    (0.1, Text("平方米像是少写了一位", "the m² seem to lack a digit")),
    (15.0, Text("亩一列像是写了公顷", "the column of mu seems to hold hectares")),
    (1 / 15, Text("平方米一列像是按另一单位写的", "the column of m² seems to hold another unit")),
)


def area_disagreement(area_m2: float, area_mu: float) -> Text | None:
    """What is to be said of an area in m² and in 亩 that differ by more than 1 %; None where they agree.

    >>> area_disagreement(18186.67, 27.3) is None, area_disagreement(34617.26, 61.28).zh
    (True, '34,617.26 m² 与 61.28 亩（40,853.33 m²）相差 15%')
    """
    of_mu = m2_from_mu(area_mu)
    most = max(abs(area_m2), abs(of_mu))
    if abs(area_m2 - of_mu) <= TOLERANCE * abs(of_mu):
        return None
    off = percent(abs(area_m2 - of_mu) / most)
    shown = f"{figure(area_m2, 2)} m²", f"{figure(area_mu, 2)}", f"{figure(of_mu, 2)} m²"
    guess = next((text for ratio, text in _GUESSES if of_mu and abs(area_m2 / of_mu / ratio - 1) < _LIKE), None)
    zh, en = (f"，{guess.zh}", f"; {guess.en}") if guess else ("", "")
    return Text(
        f"{shown[0]} 与 {shown[1]} 亩（{shown[2]}）相差 {off}{zh}",
        f"{shown[0]} and {shown[1]} mu ({shown[2]}) differ by {off}{en}",
    )
