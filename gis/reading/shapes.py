"""Shapes: what a value may be, each a function that gives the value as it is kept, or says by a ``Misfit`` what belongs there.

A shape knows nothing of files, lines or keys: whoever reads says where.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from gis.text import Text
from gis.values import as_written

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)
Shape = Callable[[Any], T]

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_LISTED: Final = 40
_SHOWN: Final = 60
_SHORT: Final = 3
_NEAR: Final = 0.6
TABLE: Final = Text("表（JSON 中为对象）", "a table (in JSON an object)")
_TEXT: Final = Text("文字", "text")
_TEXTS: Final = Text("文字", "texts")


class Misfit(Exception):
    """A value that is not of its shape: what belongs there, where below the value it is missed, and what may have been meant."""

    def __init__(self, text: Text, remedy: Text | None = None, below: tuple[str | int, ...] = ()) -> None:
        super().__init__(text.both())
        self.text = text
        self.remedy = remedy
        self.below = below


# one value -----------------------------------------------------------------------------------------------------------


def text(least: int = 1, most: int | None = None, *, blank: bool = False) -> Shape[str]:
    """A text of so many signs; one of spaces alone says nothing, unless it may be ``blank``."""
    count = _count_words(least, most)
    wanted = _TEXT if most is None else Text(f"{count.zh}个字的文字", f"text of {count.en}characters")

    def read(value: Any) -> str:
        long_enough = isinstance(value, str) and len(value if blank else value.strip()) >= least
        if not long_enough or (most is not None and len(value) > most):
            raise misfit(wanted, value)
        return str(value)

    return read


def plain(value: Any) -> str:
    """A text, or a number or date that stands for one: ``code = 1001``.

    Raises
    ------
    Misfit
        Where it is anything else.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | dt.date | dt.time):
        raise misfit(_TEXT, value)
    return str(value)


def words(*, english: bool = True, single: bool = True, alone: bool = False, most: int | None = None) -> Shape[Text]:
    """Words in both languages.

    Parameters
    ----------
    english
        Whether the English must be given; else the Chinese stands for both.
    single
        Whether one string may stand for both.
    alone
        Whether no other key may stand beside the two.
    most
        Signs that are kept of each; one string has no more.
    """

    def read(value: Any) -> Text:
        if single and isinstance(value, str) and (most is None or len(value) <= most):
            return Text(value, value)
        given = value if isinstance(value, Mapping) else {}
        zh, en = given.get("zh"), given.get("en")
        if not isinstance(zh, str) or (english and not isinstance(en, str)) or (alone and len(given) > 2):
            raise misfit(Text("写作 { zh = …, en = … } 的文字", "words written { zh = …, en = … }"), value)
        return Text(zh[:most], str(given.get("en", zh))[:most])

    return read


def number(least: float = -math.inf, most: float = math.inf) -> Shape[float]:
    """A finite number from ``least`` to ``most``."""
    wanted = _number_words(Text("数字", "number"), least, most)

    def read(value: Any) -> float:
        found = _float(value)
        if found is None or not least <= found <= most:
            raise misfit(wanted, value)
        return found

    return read


def whole(least: float = -math.inf, most: float = math.inf, *, point: bool = False) -> Shape[int]:
    """A whole number from ``least`` to ``most``; where a ``point`` may stand in it, ``5.0`` is one too."""
    wanted = _number_words(Text("整数", "whole number"), least, most)

    def read(value: Any) -> int:
        kept = not isinstance(value, bool) and (
            isinstance(value, int) or (point and isinstance(value, float) and value.is_integer())
        )
        if not kept or not least <= value <= most:
            raise misfit(wanted, value)
        return int(value)

    return read


def flag(value: Any) -> bool:
    """Yes or no.

    Raises
    ------
    Misfit
        Where it is neither ``true`` nor ``false``.
    """
    if not isinstance(value, bool):
        raise misfit(Text("true 或 false", "true or false"), value)
    return value


def day(*, timed: bool = False, quoted: bool = False) -> Shape[dt.date]:
    """A date; where it may be ``timed``, one with a time of day as it is written; where ``quoted``, the text YYYY-MM-DD too."""

    def read(value: Any) -> dt.date:
        if isinstance(value, dt.date) and (timed or not isinstance(value, dt.datetime)):
            return value
        try:
            if quoted and isinstance(value, str):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise misfit(Text("日期，如 2023-06-30", "a date such as 2023-06-30"), value)

    return read


def colour(value: Any) -> str:
    """A colour.

    Raises
    ------
    Misfit
        Where it is not written #RRGGBB: colours end up in style attributes of the page, and nothing else may pass.
    """
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise misfit(Text("写作 #RRGGBB 的颜色", "a colour written #RRGGBB"), value)
    return value


def among(options: Collection[str]) -> Shape[str]:
    """A text out of several."""

    def read(value: Any) -> str:
        name = plain(value)
        if name not in options:
            raise unknown(name, options)
        return name

    return read


def choice(options: type[Choice]) -> Shape[Choice]:
    """One of the members of an enumeration, by its text."""
    read = among([str(option) for option in options])
    return lambda value: options(read(value))


# several values ------------------------------------------------------------------------------------------------------


def listed(entry: Shape[T], least: int = 0, most: int | None = None, *, what: Text = _TEXTS) -> Shape[tuple[T, ...]]:
    """A list, each of whose entries has a shape; ``what`` they are called together."""

    def read(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) < least or (most is not None and len(value) > most):
            raise misfit(list_words(what, least, most), value)
        return tuple(_within(entry, each, number) for number, each in enumerate(value, 1))

    return read


def ids(most: int, least: int = 1, *, signs: int | None = None) -> Shape[tuple[str, ...]]:
    """A list of ids, each kept once; ``signs`` that one has at most."""
    read = listed(text(1, signs, blank=True), least, most, what=Text("编号", "ids"))
    return lambda value: tuple(dict.fromkeys(read(value)))


def table(value: Any) -> Mapping[str, Any]:
    """A table of keys and values, in JSON an object.

    Raises
    ------
    Misfit
        Where it is none.
    """
    if not isinstance(value, Mapping):
        raise misfit(TABLE, value)
    return value


def table_of(entry: Shape[T]) -> Shape[dict[str, T]]:
    """A table, each of whose values has a shape."""
    return lambda value: {str(key): _within(entry, each, str(key)) for key, each in table(value).items()}


# words ---------------------------------------------------------------------------------------------------------------


def unknown(value: str, options: Collection[str]) -> Misfit:
    """The misfit of a name that there is not, with those there are and the one that was probably meant."""
    return Misfit(
        Text(
            f"没有 {value[:_SHOWN]}；可用：{names_shown(options)}",
            f"there is no {value[:_SHOWN]}; known: {names_shown(options)}",
        ),
        meant(value, options),
    )


def twice_words(name: str) -> tuple[Text, Text]:
    """What is said of a name that stands twice, and what to do."""
    return (
        Text(f"{name[:_SHOWN]} 重复", f"{name[:_SHOWN]} stands twice"),
        Text("请删去其中一个，或给它另一个名称", "take one of them out, or name it otherwise"),
    )


def names_shown(options: Collection[str]) -> str:
    """Names in one line, as many of them as can be read."""
    known = list(options)
    return (", ".join(known[:_LISTED]) + (" …" if len(known) > _LISTED else "")) or "–"


def meant(name: str, options: Collection[str]) -> Text | None:
    """The option that was probably meant, as a remedy."""
    # What is longer than any name resembles none, and to compare it takes long.
    near = difflib.get_close_matches(name, options, n=1, cutoff=_NEAR) if len(name) <= _SHOWN else []
    return Text(f"是否想写 {near[0]}？", f"did you mean {near[0]}?") if near else None


def list_words(what: Text, least: int, most: int | None) -> Text:
    """A list of so many things, in words."""
    count = _count_words(least, most)
    return Text(f"{count.zh}{'个' if count.zh else ''}{what.zh}的列表", f"a list of {count.en}{what.en}")


def misfit(wanted: Text, value: Any) -> Misfit:
    """The misfit of a value that is not what is wanted, said with the value that was given."""
    given = _given(value)
    gap = " " if wanted.zh[:1].isascii() else ""
    return Misfit(Text(f"须是{gap}{wanted.zh}，给的是 {given.zh}", f"must be {wanted.en}, is {given.en}"))


def _within(shape: Shape[T], value: Any, step: str | int) -> T:
    try:
        return shape(value)
    except Misfit as mistake:
        raise Misfit(mistake.text, mistake.remedy, (step, *mistake.below)) from None


def _given(value: Any) -> Text:
    """What was given, in few words: a list or a table may be large and hold anything."""
    if isinstance(value, list) and len(value) <= _SHORT and not any(isinstance(each, list | Mapping) for each in value):
        written = f"[{', '.join(_given(each).zh for each in value)}]"
        return Text(written, written)
    if isinstance(value, list):
        return Text(f"有 {len(value):,} 项的列表", f"a list of {len(value):,}")
    if isinstance(value, Mapping):
        keys = ", ".join([*(str(key)[:_SHOWN] for key in list(value)[:3]), *(["…"] if len(value) > 3 else [])])
        return Text(f"表 {{ {keys} }}", f"a table {{ {keys} }}") if value else Text("空表", "an empty table")
    written = as_written(value[:_SHOWN] if isinstance(value, str) else value)[:_SHOWN]
    return Text(written, written)


def _float(value: Any) -> float | None:
    """A finite number as a float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _number_words(kind: Text, least: float, most: float) -> Text:
    low, high = (f"{bound:,.12g}" for bound in (least, most))
    if math.isfinite(least) and math.isfinite(most):
        return Text(f"{low} 至 {high} 的{kind.zh}", f"a {kind.en} from {low} to {high}")
    if math.isfinite(least):
        return Text(f"不小于 {low} 的{kind.zh}", f"a {kind.en} of at least {low}")
    return Text(kind.zh, f"a {kind.en}")


def _count_words(least: int, most: int | None) -> Text:
    if most is None:
        return Text(f"至少 {least} ", f"at least {least} ") if least else Text("", "")
    return (
        Text(f"{least} 至 {most:,} ", f"{least} to {most:,} ") if least else Text(f"至多 {most:,} ", f"up to {most:,} ")
    )
