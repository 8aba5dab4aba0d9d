"""Values: what a field holds in one row, how it reads as one line of text, and how it is read from what a file holds."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from gis.fields import DType, Field
from gis.numerals import folded_width, number_in
from gis.text import Text

Value = str | int | float | bool | list[str] | None

TRUE: Final = frozenset({"true", "1", "yes", "是"})
FALSE: Final = frozenset({"false", "0", "no", "否"})
"""Words for yes and no, as files have them."""

EXACT: Final = 2**53 - 1
"""The largest whole number that is told apart from its neighbours, as a JSON number and in a column of numbers."""


TIME_ZONE: Final = "Asia/Shanghai"
"""Where days begin and end unless a data folder says otherwise, as the IANA database names it."""

TOO_MANY: Final = Text(
    f"位数过多，作为数值会变样（整数最大为 {EXACT:,}）",
    f"whose digits a number does not keep (whole numbers go up to {EXACT:,})",
)
"""What is wrong with a number that has lost digits."""
FEWER_DIGITS: Final = Text("请给出位数较少的数", "give a number of fewer digits")
"""What to do where a question asks by such a number."""


class TooManyDigits(ValueError):
    """A number whose digits its column would not keep: it has to be a text."""


def exactly(text: str) -> float | None:
    """The number that a text writes; None where it writes none, or one whose whole digits a column cannot hold.

    >>> exactly("12.5"), exactly("9007199254740993"), exactly("1_000"), exactly("inf")
    (12.5, None, None, None)
    """
    number = number_in(text)
    return number if number is None or abs(number) <= EXACT or _same(text, number) else None


def loses_digits(text: str) -> bool:
    """Whether a text writes a number whose digits a column would not keep.

    >>> loses_digits("9007199254740993"), loses_digits("9007199254740991"), loses_digits("many")
    (True, False, False)
    """
    return exactly(text) is None and number_in(text) is not None


def lost_digits(raw: object) -> bool:
    """Whether a number that has lost digits stands in what JSON holds: beyond the exact ones, a reader keeps no whole number.

    >>> lost_digits({"k": [3.7e20]}), lost_digits(1.5), lost_digits(2**60)
    (True, False, False)
    """
    if isinstance(raw, (dict, list)):
        return any(map(lost_digits, raw.values() if isinstance(raw, dict) else raw))
    return isinstance(raw, float) and abs(raw) > EXACT


def _same(text: str, number: float) -> bool:
    """Whether a number is what a text of digits says; what is written with an exponent is meant to be rounded."""
    plain = folded_width(text).strip()
    return "e" in plain.casefold() or Decimal(plain) == Decimal(number)


def unpointed(number: float) -> float:
    """A number as it is written: a whole one without a point, as far as whole numbers are exact.

    >>> unpointed(3701131988010123.0), unpointed(0.5), unpointed(2.0**53)
    (3701131988010123, 0.5, 9007199254740992.0)
    """
    return int(number) if number.is_integer() and abs(number) <= EXACT else number


def plain_text(value: Value) -> str:
    """A value as one line of text: lists joined by ``、``, whole floats without ``.0``."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(unpointed(value) if isinstance(value, float) else value)


def text_of(raw: object) -> str:
    """Whatever JSON holds as one line of text: lists and objects as JSON, and never as a programming language spells them.

    >>> text_of(["a", 1]), text_of({"k": None}), text_of(2.0), text_of(True)
    ('["a", 1]', '{"k": null}', '2', 'true')
    """
    if isinstance(raw, (dict, list)):
        return json.dumps(raw, ensure_ascii=False, default=str)
    return plain_text(raw) if raw is None or isinstance(raw, (str, int, float)) else str(raw)


def as_written(raw: object) -> str:
    """Whatever a file holds as a message shows it: text in quotes, everything else as JSON and never as a programming language spells it.

    >>> as_written(" a"), as_written(None), as_written({"k": [True, None]}), as_written(dt.date(2023, 6, 30))
    ("' a'", 'null', '{"k": [true, null]}', '2023-06-30')
    """
    if isinstance(raw, str):
        return repr(raw)
    return "null" if raw is None else text_of(raw)


def day_number(text: str) -> float | None:
    """Days since 1970-01-01 of an ISO date, or None where it is not one."""
    try:
        return float((dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days)
    except ValueError:
        return None


def day_of(text: str, zone: str = TIME_ZONE) -> str:
    """The day of an ISO date or time: of an instant (with an offset or ``Z``) the day in a time zone, else the day that is written.

    >>> day_of("2023-06-30T16:00:00Z"), day_of("2023-06-30T16:00:00Z", "UTC"), day_of("2023-06-30T23:30")
    ('2023-07-01', '2023-06-30', '2023-06-30')

    Raises
    ------
    ValueError
        Where it is no date or time, or its day lies beyond the years 1 to 9999.
    """
    return day_in(dt.datetime.fromisoformat(text), zone)


def day_written(text: str) -> str:
    """The day that an ISO date or time is written with, whatever its offset.

    >>> day_written("2023-06-30T16:00:00Z")
    '2023-06-30'

    Raises
    ------
    ValueError
        Where it is no date or time.
    """
    return dt.datetime.fromisoformat(text).date().isoformat()


def day_in(moment: dt.datetime, zone: str = TIME_ZONE) -> str:
    """The day of a time as ISO has it: in the zone where the time says how far it is from UTC, else its own.

    Raises
    ------
    ValueError
        Where the day lies beyond the years 1 to 9999.
    """
    if moment.tzinfo is None:
        return moment.date().isoformat()
    try:
        return moment.astimezone(ZoneInfo(zone)).date().isoformat()
    except OverflowError:
        raise ValueError(f"a day beyond the calendar: {moment}") from None


def parse_value(field: Field, raw: object) -> Value:
    """One raw value as the field keeps it; None for unknown.

    Raises
    ------
    ValueError
        Where the value is not of the field's type: the caller knows the row and says so.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _PARSERS[field.dtype](raw)


def _text(raw: object) -> str:
    if lost_digits(raw):
        raise TooManyDigits(f"digits were lost as a number: {str(raw)[:40]}")
    if isinstance(raw, (dict, list)):
        return json.dumps(raw, ensure_ascii=False)
    return plain_text(raw) if isinstance(raw, (bool, float)) else str(raw)


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise ValueError(f"not a number: {raw!r}")  # noqa: TRY004  callers ask for one error whatever is wrong
    try:
        number = number_in(raw) if isinstance(raw, str) else float(raw)
    except OverflowError:
        raise TooManyDigits(f"more than a number holds: {str(raw)[:40]}") from None
    if number is None or math.isinf(number):
        raise ValueError(f"not a finite number: {str(raw)[:40]}")
    if abs(number) > EXACT:
        raise TooManyDigits(f"more digits than a number holds: {str(raw)[:40]}")
    return None if math.isnan(number) else number


def _integer(raw: object) -> int | None:
    number = _number(raw)
    if number is None:
        return None
    if not number.is_integer():
        raise ValueError(f"not a whole number: {raw!r}")
    return int(number)


def _boolean(raw: object) -> bool:
    word = str(raw).casefold()
    if word not in TRUE | FALSE:
        raise ValueError(f"neither true nor false: {raw!r}")
    return word in TRUE


def json_list(text: str) -> list[Any] | None:
    """The list that a text writes as JSON; None where it writes none.

    >>> json_list('["a", 1]'), json_list("a;b"), json_list("[a")
    (['a', 1], None, None)
    """
    if not text.lstrip().startswith("["):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def unknown_members(raw: object) -> int:
    """How many members of a list, or of a text that writes one as JSON, are null or blank.

    >>> unknown_members(["water", None]), unknown_members('["", "a"]'), unknown_members("a;;b")
    (1, 1, 0)
    """
    listed = json_list(raw) if isinstance(raw, str) else raw
    return sum(map(_unknown, listed)) if isinstance(listed, list) else 0


def _unknown(part: object) -> bool:
    return part is None or not str(part).strip()


def _list(raw: object) -> list[str] | None:
    """The known members of a list; None where it has members and none of them is known."""
    listed = json_list(raw) if isinstance(raw, str) else None
    if listed is not None:
        raw = listed
    if isinstance(raw, str):
        return [part.strip() for part in raw.replace("、", ";").split(";") if part.strip()] or None
    if isinstance(raw, Sequence):
        known = [_text(part) for part in raw if not _unknown(part)]
        return known if known or not raw else None
    raise ValueError(f"not a list: {raw!r}")


def _date(raw: object) -> str:
    return day_of(str(raw))


_PARSERS: Final[dict[DType, Callable[[object], Value]]] = {
    DType.TEXT: _text,
    DType.NUMBER: _number,
    DType.INTEGER: _integer,
    DType.BOOLEAN: _boolean,
    DType.DATE: _date,
    DType.LIST: _list,
}
