"""Mappings read from TOML, so that a mistake is named with its line and its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any, Final

from gis.catalog import NOUN, Kind
from gis.columns import parse_value
from gis.crs import system_name
from gis.errors import MappingError
from gis.fields import FORMS, DType, Field, Role
from gis.intake.agreement import CHECKED_AGAINST, Check, CheckKind
from gis.intake.cleaning.cleaned import IN_THE_CELL
from gis.intake.cleaning.measures import measure_of, measure_of_field, unit_title
from gis.intake.identifiers import FORMS as IDENTIFIERS
from gis.intake.mapping import SECTION, Join, Mapping, Pattern, Rule, folded_value
from gis.intake.patterns import folded_pattern
from gis.intake.read_as import KEYS as READ_AS
from gis.intake.table_shapes import TableShape
from gis.reading.files import open_toml
from gis.reading.reader import Reader, refuse_repeated
from gis.reading.shapes import (
    Misfit,
    among,
    choice,
    day,
    flag,
    listed,
    meant,
    misfit,
    names_shown,
    number,
    plain,
    table,
    text,
    whole,
    words,
)
from gis.text import Text
from gis.units import UNITS
from gis.values import as_written

_PARTS: Final = ("register", "shape", "joins", "fields", "checks", "codelists")
_REGISTER: Final = (
    "id",
    "kind",
    "title",
    "noun",
    "source",
    "as_of",
    "as_of_stated",
    "metric_crs",
    "scheme",
    "stale_after_days",
    "sheet",
    "together",
    *READ_AS,
)
_SHAPE: Final = ("wkt", "east", "north", "plot", "point", "ring", "system")
_JOIN: Final = ("file", "on", "key", "encoding", "delimiter", "sheet")
_DECLARED: Final = (
    "name",
    "type",
    "zh",
    "en",
    "unit",
    "role",
    "codelist",
    "references",
    "references_by",
    "group",
    "past",
)
_ORIGINS: Final = ("from", "constant", "template")
_TRANSLATION: Final = (
    "values",
    "patterns",
    "unknown",
    "factor",
    "written_in",
    "split",
    "date_format",
    "original",
    "keep",
    "system",
    "identifier",
    "county",
)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_WORDS: Final = words(english=False)
_TEXT: Final = text(0, blank=True)
_NUMBER: Final = number()
_ROLE: Final = choice(Role)
_NO_SIGNS: Final = '"\r\n\0'
"""Signs that no table can be parted by."""
MappingReader = Reader[MappingError]


def read_mapping(path: Path, shared: Path | None = None) -> Mapping:
    """A mapping from its file; code lists that it does not hold are looked for in the data folder ``shared``.

    Raises
    ------
    MappingError
        With the file, the line and the key that is wrong, and what was probably meant.
    """
    reader = open_toml(MappingError, path, file=str(path))
    reader.refuse_others(_PARTS)
    head = reader.part("register")
    head.refuse_others(_REGISTER)
    codelists = {entry.read("id", _name): dict(entry.table) for entry in _parts(reader, "codelists")}
    readers = reader.parts("fields")
    rules = tuple(_rule(entry, codelists, shared or path.parent.parent) for entry in readers)
    _check_rules(reader, readers, rules)
    return Mapping(
        path=path,
        id=head.read("id", _name),
        kind=head.read_or("kind", choice(Kind), Kind.PARCEL),
        title=head.read("title", _WORDS),
        noun=head.read_or("noun", _WORDS, NOUN),
        source=head.read("source", _WORDS),
        as_of=head.read_or("as_of", day(timed=True), None),
        as_of_stated=head.read_or("as_of_stated", flag, default=False),
        crs=system_name(head.read("crs", plain)) if "crs" in head else None,
        metric_crs=head.read("metric_crs", plain),
        scheme=head.read_or("scheme", plain, "default"),
        stale_after_days=head.read_or("stale_after_days", whole(), 90),
        rules=rules,
        joins=tuple(map(_join, _parts(reader, "joins"))),
        codelists=codelists,
        sheet=head.read_or("sheet", _TEXT, ""),
        together=head.read_or("together", flag, default=False),
        checks=tuple(_check(entry, rules) for entry in _parts(reader, "checks")),
        shape=_shape(reader.part("shape")) if "shape" in reader else None,
        **{key: head.read_or(key, flag, default=False) for key in READ_AS if key != "crs"},
    )


def _parts(reader: MappingReader, key: str) -> list[MappingReader]:
    return reader.parts(key) if key in reader else []


def _shape(reader: MappingReader) -> TableShape:
    """Where the rows of a table lie: in a column of WKT, or in two of coordinates, which may be those of boundary points."""
    reader.refuse_others(_SHAPE)
    shape = TableShape(**{name: reader.read_or(name, plain, "") for name in _SHAPE})
    if bool(shape.wkt) == bool(shape.east or shape.north) or bool(shape.east) != bool(shape.north):
        raise reader.wrong(
            "[shape] 须写 wkt 一列，或 east、north 两列",
            "[shape] has the column wkt, or the two columns east and north",
        )
    if (shape.point or shape.ring) and not shape.plot:
        raise reader.wrong(
            "界址点须写 plot：哪一列相同的各行是一个地块",
            "boundary points have plot: the column by which rows are one plot",
        )
    return shape


def _check(reader: MappingReader, rules: Sequence[Rule]) -> Check:
    """What fields have to agree in; each is one of the mapping's."""
    kind = reader.read("kind", choice(CheckKind))
    key = CHECKED_AGAINST[kind]
    reader.refuse_others(("kind", "field", key))
    name = among([*(rule.field.name for rule in rules), SECTION])
    others = reader.read(key, listed(name)) if kind is CheckKind.SUM else (reader.read(key, name),)
    return Check(kind=kind, field=reader.read("field", name), others=tuple(others))


def _join(reader: MappingReader) -> Join:
    reader.refuse_others(_JOIN)
    on = reader.read("on", plain)
    return Join(
        file=reader.read("file", plain),
        on=on,
        key=reader.read_or("key", plain, on),
        encoding=reader.read_or("encoding", plain, "utf-8-sig"),
        delimiter=reader.read_or("delimiter", _sign, ","),
        sheet=reader.read_or("sheet", _TEXT, ""),
    )


def _rule(reader: MappingReader, codelists: Table[str, Any], shared: Path) -> Rule:
    reader.refuse_others((*_DECLARED, *_ORIGINS, *_TRANSLATION))
    field = _field(reader, codelists, shared)
    constant = reader.table.get("constant")
    _check_constant(reader, field, constant)
    return Rule(
        field=field,
        columns=reader.read_or("from", _columns, ()),
        constant=constant,
        template=reader.read_or("template", _TEXT, None),
        values={folded_value(str(key)): value for key, value in reader.read_or("values", table, {}).items()},
        patterns=reader.read_or("patterns", listed(_pattern, what=Text("模式", "patterns")), ()),
        unknown=frozenset(map(folded_value, reader.read_or("unknown", listed(str), ()))),
        factor=reader.read_or("factor", _factor, None),
        written_in=reader.read_or("written_in", _unit(field), None),
        split=reader.read_or("split", _TEXT, None),
        date_format=reader.read_or("date_format", _TEXT, None),
        keep=reader.read_or("keep", flag, default=False),
        original=reader.read_or("original", plain, f"{field.name}_original"),
        system=reader.read_or("system", plain, ""),
        identifier=reader.read_or("identifier", among(tuple(IDENTIFIERS)), None),
        county=reader.read_or("county", _county, None),
    )


def _field(reader: MappingReader, codelists: Table[str, Any], shared: Path) -> Field:
    codelist = reader.read_or("codelist", plain, None)
    if codelist is not None and codelist not in codelists and not (shared / "codelists" / f"{codelist}.toml").is_file():
        known = sorted({*codelists, *(path.stem for path in (shared / "codelists").glob("*.toml"))})
        names = names_shown(known)
        raise reader.at("codelist").wrong(
            f"没有代码表 {codelist}；可用：{names}",
            f"there is no code list {codelist}; known: {names}",
            meant(codelist, known),
        )
    return Field(
        name=reader.read("name", plain),
        dtype=reader.read_or("type", choice(DType), DType.TEXT),
        title=reader.read_title(english=False),
        unit=reader.read_or("unit", among(UNITS), None),
        role=reader.read_or("role", _role, None),
        codelist=codelist,
        references=reader.read_or("references", plain, None),
        references_by=reader.read_or("references_by", plain, None),
        group=reader.read_or("group", plain, ""),
        past=reader.read_or("past", flag, default=False),
    )


# shapes of a mapping's own -------------------------------------------------------------------------------------------


def _name(value: Any) -> str:
    """A name that becomes a file's: nothing in it may lead elsewhere."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise misfit(Text("字母开头的字母、数字、- 与 _", "letters, digits, - and _, a letter first"), value)
    return value


def _role(value: Any) -> Role | None:
    return None if value == "" else _ROLE(value)


def _county(value: Any) -> str:
    """Six digits, written as text."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{6}", value):
        raise misfit(Text("六位数字（写作文字）", "six digits, written as text"), value)
    return value


def _sign(value: Any) -> str:
    found = plain(value)
    if len(found) != 1 or found in _NO_SIGNS:
        raise misfit(Text("一个符号", "one sign"), value)
    return found


def _columns(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str | list):
        raise misfit(Text("文字或列表", "text or a list"), value)
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _factor(value: Any) -> float:
    # As it is written: a whole number leaves whole numbers whole.
    _NUMBER(value)
    found: float = value
    return found


def _unit(field: Field) -> Callable[[Any], str]:
    """The shape of a unit that is converted to a field's own; blank says that every cell names its own."""
    wanted = measure_of_field(field)

    def unit(value: Any) -> str:
        given = measure_of(value) if isinstance(value, str) else None
        if value != IN_THE_CELL and (given is None or wanted is None or given.kind != wanted.kind):
            own = unit_title(field) or "—"
            raise misfit(Text(f"可换算为 {own} 的单位", f"a unit that is converted to {own}"), value)
        return str(value)

    return unit


def _pattern(value: Any) -> Pattern:
    if not isinstance(value, dict) or set(value) - {"match", "take", "factor"} or "match" not in value:
        form = "{ match = …, take = …, factor = … }"
        raise misfit(Text(f"写作 {form} 的模式", f"a pattern written {form}"), value)
    factor = value.get("factor")
    try:
        re.compile(str(value["match"]))
        made = Pattern(
            match=re.compile(folded_pattern(str(value["match"]))),
            take=str(value.get("take", r"\g<0>")),
            factor=None if factor is None else _factor(factor),
        )
        made.match.sub(made.take, "")
    except (re.error, IndexError) as mistake:
        raise Misfit(
            Text(
                f"模式 {as_written(value['match'])} 有误：{mistake}",
                f"the pattern {as_written(value['match'])} is wrong: {mistake}",
            )
        ) from None
    return made


# one value beside another --------------------------------------------------------------------------------------------


def _check_constant(reader: MappingReader, field: Field, constant: Any) -> None:
    try:
        parse_value(field, constant)
    except ValueError:
        form = FORMS[field.dtype]
        raise reader.at("constant").wrong(
            f"constant {as_written(constant)} 不是{form.zh}",
            f"the constant {as_written(constant)} is not of type {form.en}",
        ) from None


def _check_rules(whole_file: MappingReader, readers: Sequence[MappingReader], rules: Sequence[Rule]) -> None:
    pairs = list(zip(readers, rules, strict=True))
    refuse_repeated((rule.field.name for rule in rules), lambda n: readers[n].at("name"))
    refuse_repeated((rule.field.role for rule in rules), lambda n: readers[n].at("role"))
    for reader, rule in pairs:
        # A row that its columns leave without an id is told by its place, say.
        given = [bool(rule.columns), rule.constant is not None, rule.template is not None]
        if rule.field.role is Role.ID and given == [True, False, True]:
            given.pop()
        if sum(given) != 1 and not (rule.field.role is Role.MEASURED_AREA and not any(given)):
            raise reader.wrong(
                f"{rule.field.name} 须在 from、constant、template 中写且只写一个",
                f"{rule.field.name}: give one of from, constant, template",
            )
        if rule.factor is not None and rule.written_in is not None:
            raise reader.at("written_in").wrong(
                f"{rule.field.name} 的 factor 与 written_in 只能写一个",
                f"{rule.field.name}: give factor or written_in, not both",
            )
    _check_originals(pairs)
    if Role.ID not in {rule.field.role for rule in rules}:
        raise whole_file.at("fields").wrong("没有角色为 id 的字段", "no field has the role id")


def _check_originals(pairs: Sequence[tuple[MappingReader, Rule]]) -> None:
    """Columns for original values are of one field each, and no field's own."""
    taken = {rule.field.name for _, rule in pairs}
    for reader, rule in pairs:
        if not (rule.columns or rule.template):
            continue
        if rule.original in taken:
            raise reader.at("original").wrong(
                f"{rule.field.name} 的原值列 {rule.original} 已被其他字段使用，请用 original 另起一名",
                f"the column for original values of {rule.field.name}, {rule.original}, is another field's; name another by original",
            )
        taken.add(rule.original)
