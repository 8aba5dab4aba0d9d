"""CQL2 Text cut into tokens, one at a time and each character looked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from gis.cql2.mistakes import shorten, wrong
from gis.errors import BadFilter
from gis.text import Text

Kind = Literal["number", "text", "name", "quoted", "sign", "end"]
_SPACE: Final = re.compile(r"[\s\u3000]*")
_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NAME: Final = re.compile(r"[^\W\d][\w.:]*")
_SIGNS: Final = ("<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", ",")
_WIDE: Final = {
    "‘": "'",
    "’": "'",
    "＇": "'",
    "「": "'",
    "」": "'",
    "“": '"',
    "”": '"',
    "＂": '"',
    "（": "(",
    "）": ")",
    "，": ",",
    "、": ",",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "≤": "<=",
    "≥": ">=",
    "≠": "<>",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "×": "*",
    "÷": "/",
    "％": "%",
}


@dataclass(frozen=True)
class Token:
    """One word of the language; ``text`` is what it means: unescaped, and lower case for no kind."""

    kind: Kind
    text: str
    at: int

    @property
    def found(self) -> Text:
        """The token as an error names it."""
        return (
            Text("到此结束", "the end")
            if self.kind == "end"
            else Text(f"“{shorten(self.text)}”", f"“{shorten(self.text)}”")
        )


class Tokens:
    """The tokens of a text; ``now`` is the one to be read, ``after`` the one behind it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._end = 0
        self.now = self._next()
        self.after = self._next()

    def take(self) -> Token:
        """The token to be read; the next one takes its place."""
        taken, self.now = self.now, self.after
        self.after = self._next()
        return taken

    def word(self, *words: str) -> bool:
        """Whether a bare word stands here that is one of these, in any case."""
        return self.now.kind == "name" and self.now.text.lower() in words

    def accept_word(self, *words: str) -> bool:
        """Read one of these words where it stands here."""
        return self.word(*words) and bool(self.take())

    def sign(self, *signs: str) -> bool:
        """Whether one of these signs stands here."""
        return self.now.kind == "sign" and self.now.text in signs

    def accept(self, *signs: str) -> bool:
        """Read one of these signs where it stands here."""
        return self.sign(*signs) and bool(self.take())

    def expect(self, sign: str) -> Token:
        """Read this sign."""
        if not self.sign(sign):
            raise self.unexpected(Text(f"“{sign}”", f"“{sign}”"))
        return self.take()

    def expect_word(self, word: str) -> Token:
        """Read this word."""
        if not self.word(word):
            raise self.unexpected(Text(word.upper(), word.upper()))
        return self.take()

    def unexpected(self, expected: Text) -> BadFilter:
        """The error of a token that should have been another."""
        return wrong(self.now.at, self.now.found, expected)

    def _next(self) -> Token:
        found = _SPACE.match(self.source, self._end)
        at = self._end = found.end() if found else self._end
        if at >= len(self.source):
            return Token("end", "", at)
        if self.source[at] == "'":
            return Token("text", self._quoted(at, "'"), at)
        if self.source[at] == '"':
            return Token("quoted", self._quoted(at, '"'), at)
        for kind, pattern in _PATTERNS:
            if match := pattern.match(self.source, at):
                self._end = match.end()
                return Token(kind, match.group(), at)
        return Token("sign", self._sign(at), at)

    def _sign(self, at: int) -> str:
        for sign in _SIGNS:
            if self.source.startswith(sign, at):
                self._end = at + len(sign)
                return sign
        char = self.source[at]
        if char in _WIDE:
            raise wrong(
                at,
                Text(f"全角或中文符号 {char}", f"the sign {char}"),
                Text(f"半角符号 {_WIDE[char]}", f"the ASCII sign {_WIDE[char]}"),
            )
        raise wrong(
            at,
            Text(f"不认识的字符 {char!r}", f"the character {char!r}"),
            Text("字段名、数、'文字' 或运算符", "a property, a number, 'text' or an operator"),
        )

    def _quoted(self, start: int, quote: str) -> str:
        parts, at = [], start + 1
        while (end := self.source.find(quote, at)) >= 0:
            if self.source.startswith(quote * 2, end):
                parts.append(self.source[at : end + 1])
                at = end + 2
                continue
            self._end = end + 1
            return "".join([*parts, self.source[at:end]])
        raise wrong(
            start,
            Text(f"引号 {quote} 没有成对", f"a quote {quote} that is never closed"),
            Text(f"另一个 {quote}；文字里的引号写两个", f"another {quote}; a quote inside is written twice"),
        )


_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (("number", _NUMBER), ("name", _NAME))
