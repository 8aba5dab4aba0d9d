"""A value as a reviewer of changes reads it."""

from __future__ import annotations

from typing import Final

from gis.columns import Value
from gis.fields import Field
from gis.layer import Layer
from gis.rounding import rounded
from gis.text import Text
from gis.units import UNITS, figure, mu_listed
from gis.values import plain_text, unpointed

_WRITTEN: Final = 6
"""Digits after the point up to which people write figures."""


def tell_value(layer: Layer, entry: Field, value: Value) -> Text:
    """A value: codes beside their titles, every digit of a figure that people wrote with its unit, land in 亩 too."""
    words = layer.words(entry.name, value)
    if value is None:
        return words
    if entry.name in layer.codelists:
        codes = plain_text(value)
        return words if codes == words.zh else Text(f"{words.zh}（{codes}）", f"{words.en} ({codes})")
    if entry.unit is None or not isinstance(value, (int, float)):
        return words
    label = UNITS[entry.unit].label
    figures = f"{unpointed(_as_people_write(value)):,}" if isinstance(value, float) else f"{value:,}"
    shown = Text(f"{figures} {label.zh}".rstrip(), f"{figures} {label.en}".rstrip())
    if not entry.land:
        return shown
    land = figure(mu_listed(value), 2)
    return Text(f"{shown.zh}（{land} 亩）", f"{shown.en} ({land} mu)")


def _as_people_write(value: float) -> float:
    """A figure with every digit that somebody wrote; one that came of another unit, such as a third of a square metre, to 0.01."""
    return value if value == rounded(value, _WRITTEN) else rounded(value, 2)
