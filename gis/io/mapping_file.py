"""Mappings read from TOML, so that a mistake is named with its line and its key."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from gis.catalog import Kind
from gis.columns import parsed
from gis.disk import Unreadable, file_bytes, shown, toml_of
from gis.errors import MappingError
from gis.fields import FORMS, DType, Field, Role
from gis.io.mapping import Join, Mapping, Pattern, Rule, folded_value
from gis.text import Text
from gis.units import UNITS
from gis.values import as_written

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
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_TABLE: Final = (dict, Text("一张表", "a table"))
_LIST: Final = (list, Text("列表", "a list"))
_WORDS: Final = (str, Text("文字", "text"))
_KINDS: Final[dict[str, tuple[Any, Text]]] = {
    "values": _TABLE,
    "patterns": _LIST,
    "unknown": _LIST,
    "from": ((str, list), Text("文字或列表", "text or a list")),
    "template": _WORDS,
    "factor": ((int, float), Text("数字", "a number")),
    "split": _WORDS,
    "date_format": _WORDS,
    "stale_after_days": (int, Text("整数", "a whole number")),
    "joins": _LIST,
    "fields": _LIST,
    "codelists": _LIST,
}
"""Of what type the values of some keys are, and what that is called."""


def read_mapping(path: Path, shared: Path | None = None) -> Mapping:
    """A mapping from its file; code lists that it does not hold are looked for in the data folder ``shared``.

    Raises
    ------
    MappingError
        With the file, the line of the table and the key that is wrong.
    """
    try:
        content = file_bytes(path)
        table, text = toml_of(content), content.decode("utf-8-sig")
    except Unreadable as mistake:
        name, why = shown(path), mistake.text
        raise MappingError(
            Text(f"映射 {name} 无法读取：{why.zh}", f"the mapping {name} cannot be read: {why.en}"),
            Text("请检查路径与 TOML 写法", "check the path, and that it is TOML"),
            file=name,
        ) from None
    return _Reader(path, text, shared or path.parent.parent).mapping(table)


class _Reader:
    """Turns the tables of a mapping into rules and says in which line something is wrong."""

    def __init__(self, path: Path, text: str, shared: Path) -> None:
        self.path = path
        self.shared = shared
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

    def known(self, table: Any, allowed: frozenset[str], where: str, line: int | None) -> None:
        if not isinstance(table, dict):
            raise self.wrong(where, "这里应是一张表", "a table belongs here", line)
        for key, (kinds, called) in _KINDS.items():
            if key in table and (isinstance(table[key], bool) or not isinstance(table[key], kinds)):
                found = as_written(table[key])
                raise self.wrong(f"{where}.{key}", f"{found} 不是{called.zh}", f"{found} is not {called.en}", line)
        if extra := sorted(set(table) - allowed):
            near = difflib.get_close_matches(extra[0], allowed, n=3)
            hint = Text(f"（是否指 {'、'.join(near)}）", f" (perhaps {', '.join(near)})") if near else Text("", "")
            raise self.wrong(where, f"不认识的键 {extra[0]}{hint.zh}", f"unknown key {extra[0]}{hint.en}", line)

    def need(self, table: Table[str, Any], key: str, where: str, line: int | None) -> Any:
        if key not in table:
            raise self.wrong(where, f"缺少 {key}", f"{key} is missing", line)
        return table[key]

    def name(self, value: Any, where: str, line: int | None) -> str:
        """A name that becomes a file's: nothing in it may lead elsewhere."""
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            raise self.wrong(
                where,
                f"{as_written(value)} 须为字母开头的字母、数字、- 与 _",
                f"{as_written(value)} is to be letters, digits, - and _, a letter first",
                line,
            )
        return value

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
            self.name(
                self.need(entry, "id", "codelists", self.line_of("[[codelists]]", n)),
                "codelists.id",
                self.line_of("[[codelists]]", n),
            ): entry
            for n, entry in enumerate(table.get("codelists", []), 1)
        }
        rules = tuple(self.rule(n, entry, codelists) for n, entry in enumerate(self.need(table, "fields", "-", 1), 1))
        self.check_rules(rules)
        as_of = head.get("as_of")
        if as_of is not None and not isinstance(as_of, dt.date):
            raise self.wrong(
                "register.as_of", f"{as_written(as_of)} 不是日期", f"{as_written(as_of)} is not a date", line
            )
        return Mapping(
            path=self.path,
            id=self.name(self.need(head, "id", "register", line), "register.id", line),
            kind=self.choice(head.get("kind", "parcel"), Kind, "register.kind", line),
            title=self.text(self.need(head, "title", "register", line), "register.title", line),
            noun=self.text(head.get("noun", {"zh": "个", "en": "features"}), "register.noun", line),
            source=self.text(self.need(head, "source", "register", line), "register.source", line),
            as_of=as_of,
            crs=str(head["crs"]).upper() if "crs" in head else None,
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
            raise self.wrong(
                where, f"{as_written(value)} 不在 {names} 之中", f"{as_written(value)} is none of {names}", line
            ) from None

    def join(self, number: int, table: Table[str, Any]) -> Join:
        where, line = f"joins.{number}", self.line_of("[[joins]]", number)
        self.known(table, _JOIN, where, line)
        on = str(self.need(table, "on", where, line))
        delimiter = str(table.get("delimiter", ","))
        if len(delimiter) != 1 or delimiter in '"\r\n\0':
            raise self.wrong(
                f"{where}.delimiter", f"{delimiter!r} 须是一个符号", f"{delimiter!r} is to be one sign", line
            )
        return Join(
            file=str(self.need(table, "file", where, line)),
            on=on,
            key=str(table.get("key", on)),
            encoding=str(table.get("encoding", "utf-8-sig")),
            delimiter=delimiter,
        )

    def rule(self, number: int, table: Table[str, Any], codelists: Table[str, Any]) -> Rule:
        line = self.line_of("[[fields]]", number)
        where = f"fields.{number} ({table.get('name', '?')})"
        self.known(table, _DECLARED | _RULE, where, line)
        field = self.field(table, where, line, codelists)
        source = table.get("from", ())
        self.check_constant(field, table.get("constant"), where, line)
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
        shared = self.shared / "codelists" / f"{codelist}.toml"
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

    def check_constant(self, field: Field, constant: Any, where: str, line: int | None) -> None:
        try:
            parsed(field, constant)
        except ValueError:
            raise self.wrong(
                where,
                f"constant {as_written(constant)} 不是{FORMS[field.dtype].zh}",
                f"the constant {as_written(constant)} is not of type {FORMS[field.dtype].en}",
                line,
            ) from None

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
                f"模式 {as_written(table['match'])} 有误：{mistake}",
                f"the pattern {as_written(table['match'])} is wrong: {mistake}",
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
        self.check_originals(rules)
        if Role.ID not in roles:
            raise self.wrong("fields", "没有角色为 id 的字段", "no field has the role id")

    def check_originals(self, rules: Sequence[Rule]) -> None:
        """Columns for original values are of one field each, and no field's own."""
        taken = {rule.field.name for rule in rules}
        for number, rule in enumerate(rules, 1):
            if not (rule.columns or rule.template):
                continue
            if rule.original in taken:
                raise self.wrong(
                    f"fields.{number} ({rule.field.name})",
                    f"原值列 {rule.original} 已被其他字段使用，请用 original 另起一名",
                    f"its column for original values, {rule.original}, is another field's; name another by original",
                    self.line_of("[[fields]]", number),
                )
            taken.add(rule.original)
