"""Words in both languages of the product, kept together so that neither can be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypedDict


def many(count: float | str, what: str, several: str = "") -> str:
    """A count in English with what is counted, in the number that it asks for; a figure may be given as it is shown.

    >>> many(1, "row"), many(1200, "row"), many("1.5", "month"), many(2, "entry", "entries"), many(1.0, "month")
    ('1 row', '1,200 rows', '1.5 months', '2 entries', '1 month')
    """
    shown = count if isinstance(count, str) else f"{count:,}" if isinstance(count, int) else f"{count:g}"
    return f"{shown} {either(shown, what, several or f'{what}s')}"


def either(count: float | str, one: str, several: str) -> str:
    """The word for one or the word for several, as a count, or a figure as it is shown, asks for.

    >>> either(1, "fails", "fail"), either("1", "is", "are"), either(0, "is", "are")
    ('fails', 'is', 'are')
    """
    return one if str(count) == "1" or count == 1 else several


def one_of(several: str) -> str:
    """The word for one of what a plural names; what has no s at its end, or two, is its own.

    >>> one_of("plots"), one_of("points"), one_of("CNY 10,000"), one_of("access")
    ('plot', 'point', 'CNY 10,000', 'access')
    """
    return several if several.endswith("ss") else several.removesuffix("s")


def run_on(*parts: str) -> str:
    """Pieces of a Chinese sentence one after the other, with a blank where Chinese meets Latin letters, figures or units.

    >>> run_on("最接近的", "归德 D01-04", "有 2 条"), run_on("10.2%", "在界外"), run_on("一号地", "不满足")
    ('最接近的归德 D01-04 有 2 条', '10.2% 在界外', '一号地不满足')
    """
    said = ""
    for part in filter(None, parts):
        apart = said and {_is_chinese(said[-1]), _is_chinese(part[0])} == {True, False}
        said += f" {part}" if apart else part
    return said


def _is_chinese(letter: str) -> bool | None:
    """Whether a character is Chinese; None for punctuation and blanks, which keep no distance."""
    if "\u4e00" <= letter <= "\u9fff":
        return True
    return False if letter.isalnum() or letter == "%" else None


def and_list(parts: Sequence[str]) -> str:
    """What is listed in an English sentence.

    >>> and_list(["A"]), and_list(["A", "B"]), and_list(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


class Words(TypedDict):
    """A text as JSON carries it."""

    zh: str
    en: str


class Text(NamedTuple):
    """One message, title or reason in simplified Chinese and in English."""

    zh: str
    en: str

    def both(self) -> str:
        """Chinese first, English beside it; once only when they are the same."""
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"

    def as_dict(self) -> Words:
        """The form in which JSON answers carry words: ``{"zh": …, "en": …}``."""
        return {"zh": self.zh, "en": self.en}


def id_words(key: str) -> Text:
    """An id as it is read among other words: one that is a bare number says what it is.

    >>> id_words("63"), id_words("P-63").zh
    (Text(zh='编号 63', en='id 63'), 'P-63')
    """
    return Text(f"编号 {key}", f"id {key}") if key.isdecimal() else Text(key, key)


def in_lang(text: Text, lang: str) -> str:
    """A text in one language, ``zh`` or ``en``."""
    return text.en if lang == "en" else text.zh


def sentence(parts: Sequence[Text]) -> Text:
    """What is said, one thing after the other, as one sentence.

    >>> sentence([Text("面积够", "large enough"), Text("无阻碍", "no blocker")])
    Text(zh='面积够；无阻碍。', en='Large enough; no blocker.')
    """
    zh, en = "；".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    return Text(f"{zh}。", f"{en[:1].upper()}{en[1:]}.")
