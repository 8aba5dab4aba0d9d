"""Reports as plain JSON: frozen dataclasses are the schema, and their fields say where the JSON differs from the field.

A field is told under its name, in the order in which it stands. What differs is said beside its type: ``Inline[Text]`` puts ``zh`` and ``en``
among the keys of the parent, ``Hidden`` leaves a field inside, ``LeftOut`` drops a key that has nothing to say, ``Annotated[…, Key("from")]``
gives another key. A property is told where ``@reported`` marks it. ``gis.plain_schema`` walks the same entries.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeVar, Union

from gis.rounding import rounded
from gis.text import Text

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Write = Callable[[Any], Any]


class Mark(enum.Enum):
    """What can be said of a field without a value."""

    HIDDEN = enum.auto()
    INLINE = enum.auto()
    LEFT_OUT = enum.auto()
    TWO_KEYS = enum.auto()
    FILLED = enum.auto()


Filled = Annotated[T, Mark.INLINE, Mark.FILLED]
"""A text that is never empty, its keys among those of the parent."""
Hidden = Annotated[T, Mark.HIDDEN]
"""Stays inside the process."""
Inline = Annotated[T, Mark.INLINE]
"""Its keys stand among those of the parent."""
LeftOut = Annotated[T, Mark.LEFT_OUT]
"""Has no key where it is None or empty."""
TwoKeys = Annotated[T, Mark.TWO_KEYS]
"""A text whose Chinese stands under its own key and whose English under that with ``_en``, as names do."""


@dataclass(frozen=True)
class Key:
    """The key of a field that is not told under its own name."""

    name: str


@dataclass(frozen=True)
class Digits:
    """Decimals to which a figure is rounded, half away from zero."""

    count: int


class Spelt:
    """A code by its word: ``Annotated[int, Spelt(ANSWER_NAMES)]``."""

    def __init__(self, words: Mapping[Any, str]) -> None:
        self.words = words


class Under:
    """One of several types, each under a key of its own: ``Annotated[SiteView | Project, Under(site=SiteView, project=Project)]``."""

    def __init__(self, **kinds: type) -> None:
        self.kinds = kinds


class Each:
    """A mapping that always has these keys, in this order, whatever it holds."""

    def __init__(self, keys: Sequence[str], otherwise: Any) -> None:
        self.keys, self.otherwise = tuple(map(str, keys)), otherwise


def reported(*, after: str | None = None) -> Callable[[F], F]:
    """Mark the function of a property as told: after a field, at the head where that is empty, else at the end."""

    def marked(function: F) -> F:
        function.__dict__["told_after"] = after
        return function

    return marked


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A field or a property of a report, and how it is told."""

    name: str
    kind: Any
    marks: tuple[Any, ...]

    @property
    def key(self) -> str:
        """Its key in the JSON."""
        given = self.find(Key)
        return self.name if given is None else given.name

    def find(self, mark: type[T]) -> T | None:
        """The mark of a class, where it has one."""
        return next((each for each in self.marks if isinstance(each, mark)), None)


@functools.cache
def entries_of(cls: type) -> tuple[Entry, ...]:
    """What a dataclass, a named tuple or a typed dictionary tells, in the order of its JSON; what stays inside is not among it."""
    hints = typing.get_type_hints(cls, include_extras=True)
    names = [each.name for each in dataclasses.fields(cls)] if dataclasses.is_dataclass(cls) else list(hints)
    entries = [_entry(name, hints[name]) for name in names]
    for entry, after in _properties(cls):
        entries.insert(len(entries) if after is None else ["", *(each.name for each in entries)].index(after), entry)
    if typing.is_typeddict(cls) and not cls.__dict__["__total__"]:
        entries = [dataclasses.replace(each, marks=(*each.marks, Mark.LEFT_OUT)) for each in entries]
    return tuple(each for each in entries if Mark.HIDDEN not in each.marks)


def _properties(cls: type) -> Iterator[tuple[Entry, str | None]]:
    for name, member in vars(cls).items():
        function: Any = getattr(member, "fget", None) or getattr(member, "func", None)
        if hasattr(function, "told_after"):
            yield _entry(name, typing.get_type_hints(function, include_extras=True)["return"]), function.told_after


def _entry(name: str, hint: Any) -> Entry:
    kind, marks = stripped(hint)
    return Entry(name=name, kind=kind, marks=marks)


def stripped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without what is said beside it, and that."""
    if typing.get_origin(hint) is typing.NotRequired:
        kind, marks = stripped(typing.get_args(hint)[0])
        return kind, (*marks, Mark.LEFT_OUT)
    if typing.get_origin(hint) is Annotated:
        return hint.__origin__, hint.__metadata__
    return hint, ()


def to_plain(report: Any) -> Any:
    """A report as JSON has it: dictionaries, lists, text, numbers, True, False and None; never NaN, which is None."""
    made: Any = type(report)
    return _write_object(made)(report)


# writers -------------------------------------------------------------------------------------------------------------


@functools.cache
def _write_object(cls: Any) -> Write:
    """The writer of a class; its fields are looked at when it first writes, for a type may hold itself."""
    steps: list[tuple[str, str, Write | None, Callable[[Any, dict[str, Any]], None] | None]] = []

    def write(value: Any) -> dict[str, Any]:
        if not steps:
            steps.extend(map(_step_of, entries_of(cls)))
        table: dict[str, Any] = {}
        for name, key, plain, step in steps:
            if step is not None:
                step(value, table)
            elif plain is None:
                table[key] = getattr(value, name)
            else:
                table[key] = plain(getattr(value, name))
        return table

    return write


def _step_of(entry: Entry) -> tuple[str, str, Write | None, Callable[[Any, dict[str, Any]], None] | None]:
    """A field's name, its key and its writer; and where it is told in a way of its own, that."""
    own_ways = (Mark.TWO_KEYS, Mark.INLINE, Mark.LEFT_OUT)
    if entry.find(Under) or any(mark in entry.marks for mark in own_ways):
        return entry.name, entry.key, None, _step(entry)
    return entry.name, entry.key, _writer(entry.kind, entry.marks), None


def _step(entry: Entry) -> Callable[[Any, dict[str, Any]], None]:
    name, key, write = entry.name, entry.key, _writer(entry.kind, entry.marks)
    two, inline = Mark.TWO_KEYS in entry.marks, Mark.INLINE in entry.marks
    under, left_out = entry.find(Under), Mark.LEFT_OUT in entry.marks
    keys = {kind: key for key, kind in under.kinds.items()} if under else {}

    def step(value: Any, found: dict[str, Any]) -> None:
        told_value = getattr(value, name)
        if left_out and (told_value is None or told_value in ((), {})):
            return
        plain = told_value if write is None else write(told_value)
        if inline:
            found.update(plain)
        elif two:
            found[key], found[f"{key}_en"] = told_value
        else:
            found[keys[type(told_value)] if keys else key] = plain

    return step


def _writer(kind: Any, marks: tuple[Any, ...] = ()) -> Write | None:
    """What turns a value of a type into JSON; None where it is that already."""
    kind, more = stripped(kind)
    marked = next(filter(None, (_marked_writer(kind, mark) for mark in (*marks, *more))), None)
    if marked is not None:
        return marked
    if isinstance(kind, type) and kind in _SCALARS:
        return _SCALARS[kind]
    if is_object(kind):
        return _write_typed(kind) if typing.is_typeddict(kind) else _write_object(kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return lambda value: value.value
    return _write_parts(typing.get_origin(kind), typing.get_args(kind))


def _marked_writer(kind: Any, mark: Any) -> Write | None:
    if isinstance(mark, Spelt):
        return mark.words.__getitem__
    if isinstance(mark, Digits):
        return functools.partial(_write_rounded, mark.count)
    return _write_each(kind, mark) if isinstance(mark, Each) else None


def _write_parts(origin: Any, args: tuple[Any, ...]) -> Write | None:
    if origin in (Union, types.UnionType):
        return _write_union([each for each in args if each is not types.NoneType])
    if is_listed(origin):
        return _write_list(args)
    if origin is not None and issubclass_of(origin, Mapping):
        write = _writer(args[1])
        return dict if write is None else lambda value: {key: write(each) for key, each in value.items()}
    return None


def _write_list(args: tuple[Any, ...]) -> Write:
    if len(args) == 2 and args[1] is not Ellipsis:
        first, second = (_writer(each) or _same for each in args)
        return lambda value: [first(value[0]), second(value[1])]
    write = _writer(args[0]) if len({*args} - {Ellipsis}) == 1 else None
    return list if write is None else lambda value: [write(each) for each in value]


def _write_union(kinds: list[Any]) -> Write | None:
    writers = [(_class_of(each), _writer(each)) for each in kinds]
    if all(write is None for _, write in writers):
        return None
    if len(writers) == 1:
        only = writers[0][1] or _same
        return lambda value: None if value is None else only(value)

    def write_one(value: Any) -> Any:
        write = next((write for cls, write in writers if isinstance(value, cls)), None)
        return value if write is None else write(value)

    return write_one


def _write_typed(cls: Any) -> Write:
    writers = {each.name: _writer(each.kind, each.marks) or _same for each in entries_of(cls)}
    return lambda value: {key: writers[key](each) for key, each in value.items()}


def _write_each(kind: Any, mark: Each) -> Write:
    write = _writer(typing.get_args(kind)[1]) or _same
    return lambda value: {key: write(value.get(key, mark.otherwise)) for key in mark.keys}


def _write_rounded(digits: int, value: float | None) -> float | None:
    return None if value is None or value != value else rounded(value, digits)  # noqa: PLR0124  NaN alone differs from itself


def _write_number(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124  as above


def _same(value: Any) -> Any:
    return value


_SCALARS: Final[dict[type, Write | None]] = {
    str: None,
    int: None,
    bool: None,
    float: _write_number,
    Text: Text.as_dict,
    dt.date: dt.date.isoformat,
    dt.datetime: dt.datetime.isoformat,
}


# types ---------------------------------------------------------------------------------------------------------------


def is_object(kind: Any) -> bool:
    """Whether a type has named entries: a dataclass, a named tuple other than ``Text``, a typed dictionary."""
    return dataclasses.is_dataclass(kind) or typing.is_typeddict(kind) or hasattr(kind, "_fields")


def is_listed(origin: Any) -> bool:
    """Whether the origin of a type is written as a list."""
    return origin is not None and issubclass_of(origin, (Sequence, frozenset))


def issubclass_of(origin: Any, wanted: type | tuple[type, ...]) -> bool:
    """Whether the origin of a type is a class below another; what is no class is none."""
    return isinstance(origin, type) and issubclass(origin, wanted)


def _class_of(kind: Any) -> Any:
    """The class by which a value of a type is known among others."""
    kind, _ = stripped(kind)
    origin = typing.get_origin(kind)
    if origin is Literal:
        return str
    return (int, float) if kind is float else origin or kind
