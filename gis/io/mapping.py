"""Mappings: how a register that others keep becomes a layer of ours, declared in TOML and checked before anything is read.

Source column names live here and in the mapping alone.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from gis.catalog import Kind
from gis.errors import MappingError
from gis.fields import DType, Field, Role
from gis.text import Text
from gis.units import UNITS

_REGISTER: Final = frozenset(
    {"id", "kind", "title", "noun", "source", "as_of", "crs", "metric_crs", "scheme", "stale_after_days"}
)
_JOIN: Final = frozenset({"file", "on", "key", "encoding", "delimiter"})
_DECLARED: Final = frozenset({"name", "type", "zh", "en", "unit", "role", "codelist", "references", "group"})
_RULE: Final = frozenset(
    {
        "from",
        "constant",
        "template",
        "values",
        "patterns",
        "unknown",
        "factor",
        "split",
        "date_format",
        "original",
        "keep",
    }
)
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_OWN_SLOTS: Final = frozenset({"file", "number"})


@dataclass(frozen=True, kw_only=True)
class Pattern:
    r"""A form that a value may have, and what is taken of it (``\1`` is the first bracket)."""

    match: re.Pattern[str]
    take: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one declared field gets its values.

    Parameters
    ----------
    columns
        Source columns, in order of preference: the first that gives a value wins.
    template
        Text composed of columns in braces, ``{file}`` (name of the file) and ``{number}`` (place in it, from 1).
    values
        Source value to ours, compared without case, width or spaces.
    patterns
        Forms tried in order where no value fits.
    unknown
        Source values that say that nothing is known.
    factor
        What numbers are multiplied by, after translation.
    split
        Sign at which a text is cut into a list.
    keep
        Whether a value that nothing translates is taken as it is.
    original
        Column that keeps what could not be translated.
    """

    field: Field
    columns: tuple[str, ...] = ()
    constant: Any = None
    template: str | None = None
    values: Table[str, Any]
    patterns: tuple[Pattern, ...] = ()
    unknown: frozenset[str] = frozenset()
    factor: float | None = None
    split: str | None = None
    date_format: str | None = None
    keep: bool = False
    original: str = ""

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Source columns that the template names."""
        return tuple(name for name in _SLOT.findall(self.template or "") if name not in _OWN_SLOTS)

    @property
    def translates(self) -> bool:
        """Whether it says which values there are, so that another value is not simply taken."""
        return not self.keep and bool(self.values or self.patterns)


@dataclass(frozen=True, kw_only=True)
class Join:
    """A CSV whose rows are added to the features: its ``key`` column equals the features' ``on`` column."""

    file: str
    on: str
    key: str
    encoding: str = "utf-8-sig"
    delimiter: str = ","


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """A whole mapping: the register, its collection, and a rule for each field."""

    path: Path
    id: str
    kind: Kind
    title: Text
    noun: Text
    source: Text
    as_of: dt.date | None
    crs: str | None
    metric_crs: str
    scheme: str
    stale_after_days: int
    rules: tuple[Rule, ...]
    joins: tuple[Join, ...]
    codelists: Table[str, Table[str, Any]]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every source column that is asked for, once."""
        asked = [name for rule in self.rules for name in (*rule.columns, *rule.slots)]
        return tuple(dict.fromkeys([*asked, *(join.on for join in self.joins)]))

    def rule_of(self, role: Role) -> Rule | None:
        """The rule of the field that plays a role."""
        return next((rule for rule in self.rules if rule.field.role is role), None)

    def check_columns(self, present: Sequence[str]) -> None:
        """Refuse a mapping that asks for a column which the source does not have.

        Raises
        ------
        MappingError
            Naming the column and those that are spelt alike.
        """
        missing = [name for name in self.columns if name not in set(present)]
        if not missing:
            return
        name = missing[0]
        near = difflib.get_close_matches(name, present, n=5, cutoff=0.4) or sorted(present)[:12]
        user = next((rule.field.name for rule in self.rules if name in (*rule.columns, *rule.slots)), "joins.on")
        raise MappingError(
            Text(
                f"映射 {self.path.name} 的字段 {user} 用到来源列“{name}”，来源中没有这一列",
                f"{self.path.name}: the field {user} asks for the column {name!r}, which the source does not have",
            ),
            Text(f"相近的列：{'、'.join(near)}", f"columns spelt alike: {', '.join(near)}"),
            file=str(self.path),
            column=name,
            near=near,
            missing=missing,
        )


def folded_value(text: str) -> str:
    """A source value as it is compared: width, case and spaces do not count.

    >>> folded_value("工業區（乙種） ")
    '工業區(乙種)'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_mapping(path: Path) -> Mapping:
    """A mapping from its file.

    Raises
    ------
    MappingError
        With the file, the line of the table and the key that is wrong.
    """
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as mistake:
        raise MappingError(
            Text(f"映射 {path} 无法读取：{mistake}", f"the mapping {path} cannot be read: {mistake}"),
            Text("请检查路径与 TOML 写法", "check the path, and that it is TOML"),
            file=str(path),
        ) from None
    return _Reader(path, text).mapping(table)


class _Reader:
    """Turns the tables of a mapping into rules and says in which line something is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def wrong(self, where: str, zh: str, en: str, line: int | None = None) -> MappingError:
        at = Text(f"第 {line} 行 ", f"line {line}, ") if line else Text("", "")
        return MappingError(
            Text(f"{self.path.name} {at.zh}{where}：{zh}", f"{self.path.name}, {at.en}{where}: {en}"),
            Text(f"请修改 {self.path}", f"mend {self.path}"),
            file=str(self.path),
            key=where,
            line=line,
        )

    def line_of(self, header: str, number: int = 1) -> int | None:
        """The line of the n-th table with a header such as ``[[fields]]``."""
        places = [n for n, line in enumerate(self.lines, 1) if line.strip().replace(" ", "").startswith(header)]
        return places[number - 1] if len(places) >= number else None

    def known(self, table: Table[str, Any], allowed: frozenset[str], where: str, line: int | None) -> None:
        if extra := sorted(set(table) - allowed):
            near = difflib.get_close_matches(extra[0], allowed, n=3)
            hint = Text(f"（是否指 {'、'.join(near)}）", f" (perhaps {', '.join(near)})") if near else Text("", "")
            raise self.wrong(where, f"不认识的键 {extra[0]}{hint.zh}", f"unknown key {extra[0]}{hint.en}", line)

    def need(self, table: Table[str, Any], key: str, where: str, line: int | None) -> Any:
        if key not in table:
            raise self.wrong(where, f"缺少 {key}", f"{key} is missing", line)
        return table[key]

    def text(self, value: Any, where: str, line: int | None) -> Text:
        if isinstance(value, str):
            return Text(value, value)
        if isinstance(value, dict) and isinstance(value.get("zh"), str):
            return Text(value["zh"], str(value.get("en", value["zh"])))
        raise self.wrong(where, "文字须写作 { zh = …, en = … }", "words are written { zh = …, en = … }", line)

    def mapping(self, table: Table[str, Any]) -> Mapping:
        self.known(table, frozenset({"register", "joins", "fields", "codelists"}), "-", 1)
        head, line = self.need(table, "register", "-", 1), self.line_of("[register]")
        self.known(head, _REGISTER, "register", line)
        codelists = {
            str(self.need(entry, "id", "codelists", self.line_of("[[codelists]]", n))): entry
            for n, entry in enumerate(table.get("codelists", []), 1)
        }
        rules = tuple(self.rule(n, entry, codelists) for n, entry in enumerate(self.need(table, "fields", "-", 1), 1))
        self.check_rules(rules)
        as_of = head.get("as_of")
        if as_of is not None and not isinstance(as_of, dt.date):
            raise self.wrong("register.as_of", f"{as_of!r} 不是日期", f"{as_of!r} is not a date", line)
        return Mapping(
            path=self.path,
            id=str(self.need(head, "id", "register", line)),
            kind=self.choice(head.get("kind", "parcel"), Kind, "register.kind", line),
            title=self.text(self.need(head, "title", "register", line), "register.title", line),
            noun=self.text(head.get("noun", {"zh": "个", "en": "features"}), "register.noun", line),
            source=self.text(self.need(head, "source", "register", line), "register.source", line),
            as_of=as_of,
            crs=head.get("crs"),
            metric_crs=str(self.need(head, "metric_crs", "register", line)),
            scheme=str(head.get("scheme", "default")),
            stale_after_days=int(head.get("stale_after_days", 90)),
            rules=rules,
            joins=tuple(self.join(n, entry) for n, entry in enumerate(table.get("joins", []), 1)),
            codelists=codelists,
        )

    def choice(self, value: Any, options: Any, where: str, line: int | None) -> Any:
        try:
            return options(value)
        except ValueError:
            names = ", ".join(options)
            raise self.wrong(where, f"{value!r} 不在 {names} 之中", f"{value!r} is none of {names}", line) from None

    def join(self, number: int, table: Table[str, Any]) -> Join:
        where, line = f"joins.{number}", self.line_of("[[joins]]", number)
        self.known(table, _JOIN, where, line)
        on = str(self.need(table, "on", where, line))
        return Join(
            file=str(self.need(table, "file", where, line)),
            on=on,
            key=str(table.get("key", on)),
            encoding=str(table.get("encoding", "utf-8-sig")),
            delimiter=str(table.get("delimiter", ",")),
        )

    def rule(self, number: int, table: Table[str, Any], codelists: Table[str, Any]) -> Rule:
        line = self.line_of("[[fields]]", number)
        where = f"fields.{number} ({table.get('name', '?')})"
        self.known(table, _DECLARED | _RULE, where, line)
        field = self.field(table, where, line, codelists)
        source = table.get("from", ())
        return Rule(
            field=field,
            columns=(source,) if isinstance(source, str) else tuple(map(str, source)),
            constant=table.get("constant"),
            template=table.get("template"),
            values={folded_value(str(key)): value for key, value in table.get("values", {}).items()},
            patterns=tuple(self.pattern(entry, where, line) for entry in table.get("patterns", [])),
            unknown=frozenset(folded_value(str(value)) for value in table.get("unknown", ())),
            factor=table.get("factor"),
            split=table.get("split"),
            date_format=table.get("date_format"),
            keep=bool(table.get("keep", False)),
            original=str(table.get("original", f"{field.name}_original")),
        )

    def field(self, table: Table[str, Any], where: str, line: int | None, codelists: Table[str, Any]) -> Field:
        unit, role, codelist = table.get("unit"), table.get("role"), table.get("codelist")
        if unit is not None and unit not in UNITS:
            raise self.wrong(where, f"不认识的单位 {unit}", f"unknown unit {unit}; known: {', '.join(UNITS)}", line)
        shared = self.path.parent.parent / "codelists" / f"{codelist}.toml"
        if codelist is not None and codelist not in codelists and not shared.is_file():
            raise self.wrong(where, f"没有代码表 {codelist}", f"there is no code list {codelist}", line)
        title = {"zh": self.need(table, "zh", where, line), "en": table.get("en", table["zh"])}
        return Field(
            name=str(self.need(table, "name", where, line)),
            dtype=self.choice(table.get("type", "text"), DType, f"{where}.type", line),
            title=self.text(title, where, line),
            unit=unit,
            role=self.choice(role, Role, f"{where}.role", line) if role else None,
            codelist=codelist,
            references=table.get("references"),
            group=str(table.get("group", "")),
        )

    def pattern(self, table: Any, where: str, line: int | None) -> Pattern:
        if not isinstance(table, dict) or set(table) - {"match", "take"} or "match" not in table:
            raise self.wrong(
                where,
                "patterns 的每项写作 { match = …, take = … }",
                "each pattern is written { match = …, take = … }",
                line,
            )
        try:
            made = Pattern(match=re.compile(str(table["match"])), take=str(table.get("take", r"\g<0>")))
            made.match.sub(made.take, "")
        except (re.error, IndexError) as mistake:
            raise self.wrong(
                where,
                f"模式 {table['match']!r} 有误：{mistake}",
                f"the pattern {table['match']!r} is wrong: {mistake}",
                line,
            ) from None
        return made

    def check_rules(self, rules: Sequence[Rule]) -> None:
        seen: set[str] = set()
        roles: set[Role] = set()
        for number, rule in enumerate(rules, 1):
            where, line = f"fields.{number} ({rule.field.name})", self.line_of("[[fields]]", number)
            if rule.field.name in seen:
                raise self.wrong(where, "字段名重复", "the field name stands twice", line)
            if rule.field.role in roles:
                raise self.wrong(
                    where, f"角色 {rule.field.role} 用了两次", f"the role {rule.field.role} stands twice", line
                )
            given = [bool(rule.columns), rule.constant is not None, rule.template is not None]
            if sum(given) != 1 and not (rule.field.role is Role.MEASURED_AREA and not any(given)):
                raise self.wrong(
                    where, "须在 from、constant、template 中写且只写一个", "give one of from, constant, template", line
                )
            seen.add(rule.field.name)
            roles |= {rule.field.role} if rule.field.role else set()
        if Role.ID not in roles:
            raise self.wrong("fields", "没有角色为 id 的字段", "no field has the role id")


def composed(template: str, row: Table[str, Any], *, file: str, number: int) -> str | None:
    """A template filled in; None where a column that it names is unknown."""
    parts = {"file": file, "number": str(number)}
    unknown = False

    def fill(slot: re.Match[str]) -> str:
        nonlocal unknown
        value = parts.get(slot[1], row.get(slot[1]))
        if value is None or not str(value).strip():
            unknown = True
            return ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()

    text = _SLOT.sub(fill, template)
    return None if unknown else text
