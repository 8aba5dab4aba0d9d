"""A query string as it was given, and the words for a parameter that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from api.ground.errors import BadParameter, UnknownParameter
from gis.text import Text
from gis.values import FEWER_DIGITS, TOO_MANY, exactly, loses_digits


class Given:
    """A query string: every parameter with the values it was given."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in items:
            self.values.setdefault(name, []).append(value)

    def only(self, allowed: Collection[str]) -> None:
        """Refuse every parameter but these.

        Raises
        ------
        UnknownParameter
            Naming the stranger and listing what is allowed.
        """
        if strange := [name for name in self.values if name not in allowed]:
            known = list(dict.fromkeys(allowed))
            shown = ", ".join(name[:60] for name in strange[:5])
            raise UnknownParameter(
                Text(f"不认识的参数 {shown}", f"unknown parameter {shown}"),
                Text(f"可用参数：{', '.join(known)}", f"parameters: {', '.join(known)}"),
                parameters=strange[:5],
                allowed=known,
            )

    def alone(self, allowed: Collection[str]) -> Given:
        """These parameters without the others; a language by its tag, ``zh-CN``, is that language, and one that is not spoken is left out."""
        kept = [(name, value) for name, values in self.values.items() if name in allowed for value in values]
        plain = [(name, value.split("-")[0].lower() if name == "lang" else value) for name, value in kept]
        return Given((name, value) for name, value in plain if name != "lang" or value in ("zh", "en"))

    def one(self, name: str) -> str | None:
        """The value of a parameter that may stand once; None where it is absent."""
        found = self.values.get(name, [])
        if len(found) > 1:
            raise bad(name, Text("只能出现一次", "may stand once only"), Text("请只留一个", "keep one of them"))
        return found[0] if found else None

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter, split at commas; empty parts are dropped.

        What stands in double quotes is one value with its commas; a quote within is written twice.
        """
        parts = (part for value in self.values.get(name, []) for part in _parts(value))
        return tuple(dict.fromkeys(part for part in parts if part))

    def whole(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter as it stands: commas belong to the value."""
        return tuple(dict.fromkeys(value for value in self.values.get(name, []) if value.strip()))


_PART: Final = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:[,，]|$)|([^,，]*)(?:[,，]|$)')


def _parts(value: str) -> Iterator[str]:
    """The values between commas.

    >>> list(_parts('A-1, "B,2" ,"C""3",D"4'))
    ['A-1', 'B,2', 'C"3', 'D"4', '']
    """
    return (
        found[1].replace('""', '"') if found[1] is not None else found[2].strip() for found in _PART.finditer(value)
    )


def bad(name: str, text: Text, remedy: Text) -> BadParameter:
    """The error of a parameter whose value cannot be read."""
    return BadParameter(Text(f"参数 {name}：{text.zh}", f"parameter {name}: {text.en}"), remedy, parameter=name)


def number(name: str, text: str) -> float:
    """A finite number; the area bounds and the box are made of them."""
    value = exactly(text)
    if loses_digits(text):
        # Rounded, it would find a neighbour, or miss its own.
        raise bad(name, Text(f"{text[:40]} {TOO_MANY.zh}", f"{text[:40]}, {TOO_MANY.en}"), FEWER_DIGITS)
    if value is None or len(text) > 40:
        raise bad(
            name, Text(f"{text[:40]!r} 不是数", f"{text[:40]!r} is not a number"), Text("请给出数字", "give a number")
        )
    return value
