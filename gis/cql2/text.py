"""CQL2 Text read into a tree: one pass, no way back, nesting counted before anything recurses."""

from __future__ import annotations

from typing import Final

from gis.cql2 import literals
from gis.cql2.mistakes import Meter, check_length, wrong
from gis.cql2.tokens import Token, Tokens
from gis.cql2.tree import (
    COMPARISONS,
    FUNCTIONS,
    LISTS,
    SPELLED,
    Interval,
    Listing,
    Node,
    Number,
    Property,
    Truth,
    Words,
)
from gis.cql2.wkt import begins_place, place
from gis.text import Text

_TIGHTNESS: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "div": 2, "^": 3}
_RESERVED: Final = frozenset({"and", "or", "not", "like", "between", "in", "is", "null"})
_VALUE: Final = Text("字段名、数、'文字'、日期或函数", "a property, a number, 'text', a date or a function")
_MORE: Final = Text("AND、OR、比较或运算符，或到此结束", "AND, OR, a comparison or an operator, or the end")


def parsed_text(source: str) -> Node:
    """A filter written as CQL2 Text.

    Parameters
    ----------
    source
        Such as ``far_max >= 1.5 AND status IN ('idle', 'reserve')``.

    Raises
    ------
    BadFilter
        With the character at which it stopped being a filter, what was found there and what was expected.
    """
    check_length(source)
    reader = _Reader(source)
    found = reader.either(0)
    if reader.tokens.now.kind != "end":
        raise reader.tokens.unexpected(_MORE)
    return found


class _Reader:
    """The grammar, one method a level: or, and, not, comparison, arithmetic, value."""

    def __init__(self, source: str) -> None:
        self.tokens = Tokens(source)
        self.meter = Meter()

    def either(self, depth: int) -> Node:
        return self._chain("or", depth)

    def _chain(self, word: str, depth: int) -> Node:
        at, parts = self.tokens.now.at, [self._part(word, depth)]
        while self.tokens.accept_word(word):
            if len(parts) > 1:
                self.meter.term(self.tokens.now.at)
            parts.append(self._part(word, depth))
        return self.meter.operation(word, tuple(parts), at) if len(parts) > 1 else parts[0]

    def _part(self, word: str, depth: int) -> Node:
        return self._chain("and", depth) if word == "or" else self._negated(depth)

    def _negated(self, depth: int) -> Node:
        marks = []
        while self.tokens.word("not"):
            marks.append(self.tokens.take().at)
            self.meter.depth(depth + len(marks), marks[-1])
        node = self._compared(depth + len(marks))
        for at in reversed(marks):
            node = self.meter.operation("not", (node,), at)
        return node

    def _compared(self, depth: int) -> Node:
        left = self._calculated(depth)
        at = self.tokens.now.at
        if self.tokens.sign(*COMPARISONS):
            sign = self.tokens.take().text
            return self.meter.operation(sign, (left, self._calculated(depth)), at)
        if self.tokens.accept_word("is"):
            denied = self.tokens.accept_word("not")
            self.tokens.expect_word("null")
            return self._maybe_not(self.meter.operation("isNull", (left,), at), at, denied=denied)
        denied = self.tokens.word("not") and self.tokens.accept_word("not")
        if self.tokens.accept_word("like"):
            return self._maybe_not(self.meter.operation("like", (left, self._value(depth)), at), at, denied=denied)
        if self.tokens.accept_word("between"):
            return self._maybe_not(self._between(left, at, depth), at, denied=denied)
        if self.tokens.accept_word("in"):
            return self._maybe_not(self._in(left, at, depth), at, denied=denied)
        if denied:
            raise self.tokens.unexpected(Text("LIKE、BETWEEN 或 IN", "LIKE, BETWEEN or IN"))
        return left

    def _maybe_not(self, node: Node, at: int, *, denied: bool) -> Node:
        return self.meter.operation("not", (node,), at) if denied else node

    def _between(self, left: Node, at: int, depth: int) -> Node:
        low = self._calculated(depth)
        self.tokens.expect_word("and")
        return self.meter.operation("between", (left, low, self._calculated(depth)), at)

    def _in(self, left: Node, at: int, depth: int) -> Node:
        start = self.tokens.expect("(")
        items = [self._item(depth)]
        while self.tokens.accept(","):
            items.append(self._item(depth))
        self.tokens.expect(")")
        return self.meter.operation("in", (left, Listing(tuple(items), start.at)), at)

    def _item(self, depth: int) -> Node:
        self.meter.term(self.tokens.now.at)
        return self._calculated(depth)

    def _calculated(self, depth: int, floor: int = 1) -> Node:
        left = self._value(depth)
        while (sign := self._operator()) is not None and _TIGHTNESS[sign] >= floor:
            at = self.tokens.take().at
            right = self._calculated(depth, _TIGHTNESS[sign] + 1)
            left = self.meter.operation(sign, (left, right), at)
            if sign == "^" and self.tokens.sign("^"):
                raise self.tokens.unexpected(Text("括号，写明先算哪个", "parentheses that say which ^ comes first"))
        return left

    def _operator(self) -> str | None:
        found = self.tokens.now.text.lower()
        return found if self.tokens.now.kind in ("sign", "name") and found in _TIGHTNESS else None

    def _value(self, depth: int) -> Node:
        token = self.tokens.now
        self.meter.depth(depth, token.at)
        if self.tokens.accept("("):
            found = self.either(depth + 1)
            self.tokens.expect(")")
            return found
        if self.tokens.accept("+", "-"):
            return self._signed(token, depth)
        if token.kind == "number":
            return literals.number(self.tokens.take().text, token.at)
        if token.kind == "text":
            return Words(self.tokens.take().text, token.at)
        if token.kind == "quoted":
            return Property(self.tokens.take().text, token.at)
        if token.kind == "name":
            return self._named(token, depth)
        raise self.tokens.unexpected(_VALUE)

    def _signed(self, sign: Token, depth: int) -> Node:
        if self.tokens.now.kind == "number":
            return literals.number(self.tokens.take().text, sign.at, -1 if sign.text == "-" else 1)
        found = self._value(depth + 1)
        return self.meter.operation("*", (Number(-1.0, sign.at), found), sign.at) if sign.text == "-" else found

    def _named(self, token: Token, depth: int) -> Node:
        word, follows = token.text.lower(), self.tokens.after
        if begins_place(self.tokens):
            return place(self.tokens, self.meter)
        if follows.kind == "sign" and follows.text == "(" and word not in _RESERVED:
            return self._called(word, depth)
        if word in _RESERVED:
            raise self.tokens.unexpected(
                Text("值；空值写作 字段 IS NULL", "a value; unknown is asked by property IS NULL")
                if word == "null"
                else _VALUE
            )
        self.tokens.take()
        return Truth(word == "true", token.at) if word in ("true", "false") else Property(token.text, token.at)

    def _called(self, word: str, depth: int) -> Node:
        start = self.tokens.take()
        self.tokens.expect("(")
        if word in ("date", "timestamp"):
            node: Node = self._dated(word)
        elif word == "interval":
            node = self._interval(start)
        elif word in SPELLED:
            node = self._function(SPELLED[word], start, depth)
        else:
            names = "、".join(name.upper() for name in (*FUNCTIONS, "date", "timestamp", "interval"))
            raise wrong(
                start.at,
                Text(f"没有函数 {start.text}", f"the unknown function {start.found.en}"),
                Text(names, names.replace("、", ", ")),
            )
        self.tokens.expect(")")
        return node

    def _dated(self, word: str) -> Node:
        expected = literals.A_DATE if word == "date" else literals.AN_INSTANT
        token = self._text(expected)
        return literals.date(token.text, token.at) if word == "date" else literals.timestamp(token.text, token.at)

    def _text(self, expected: Text) -> Token:
        if self.tokens.now.kind != "text":
            raise self.tokens.unexpected(expected)
        return self.tokens.take()

    def _interval(self, start: Token) -> Interval:
        first = self._end(start=True)
        self.tokens.expect(",")
        return literals.interval((first, self._end(start=False)), start.at)

    def _end(self, *, start: bool) -> Node:
        token = self.tokens.now
        if token.kind == "quoted" or (
            token.kind == "name" and not (self.tokens.after.kind == "sign" and self.tokens.after.text == "(")
        ):
            return Property(self.tokens.take().text, token.at)
        if token.kind == "name" and token.text.lower() in ("date", "timestamp"):
            return self._called(token.text.lower(), 0)
        found = self._text(Text("'日期'、'..' 或字段名", "a 'date', '..' or a property"))
        if found.text == literals.OPEN:
            return literals.open_end(start=start, at=found.at)
        return literals.instant(found.text, found.at)

    def _function(self, word: str, start: Token, depth: int) -> Node:
        args: list[Node] = []
        while not args or (len(args) < FUNCTIONS[word] and self.tokens.expect(",")):
            args.append(self._list(depth) if word in LISTS and self.tokens.sign("(") else self._argument(depth))
        return self.meter.operation(word, tuple(args), start.at)

    def _argument(self, depth: int) -> Node:
        self.meter.depth(depth + 1, self.tokens.now.at)
        return self.either(depth + 1)

    def _list(self, depth: int) -> Node:
        start = self.tokens.expect("(")
        items: list[Node] = []
        while not self.tokens.sign(")") and (not items or self.tokens.expect(",")):
            items.append(self._item(depth + 1))
        self.tokens.expect(")")
        return Listing(tuple(items), start.at)
