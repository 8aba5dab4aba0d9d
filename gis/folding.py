"""What names a place, as it is compared: whatever width, brackets and blanks it is written with. Whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from gis.vocabulary import folded, folded_words

_BLANKS: Final = dict.fromkeys(" \t\r\u3000\u00a0\u200b\ufeff", "")
_BRACKETS: Final = {**dict.fromkeys("〔【[{〈《「", "("), **dict.fromkeys("〕】]}〉》」", ")")}
_CERTIFICATE: Final = {**_BLANKS, **_BRACKETS, "第": "", "号": ""}
_NAME: Final = {**_BLANKS, **_BRACKETS, "·": "", "•": ""}
_UNIT: Final = re.compile(r"^([0-9a-z]{19})[flqw][0-9]{8}$", re.MULTILINE)
# An estate or a school ends in the sign of a district and is none.
_REGION: Final = re.compile(
    r"^(?P<province>[^\n省市区县0-9]{2,8}(?:省|自治区))?(?P<city>[^\n省市区县0-9]{2,8}市)?"
    r"(?P<county>[^\n省市区县0-9]{1,8}(?<![园小社厂库矿校景发新山])(?:区|县|市))?",
    re.MULTILINE,
)


class Address(NamedTuple):
    """An address without its regions, and the regions that it names: province, city, county; empty where it names none."""

    place: str
    regions: tuple[str, ...]

    def agrees(self, other: Address) -> bool:
        """Whether both are of the same place: a region that one of them leaves out is no contradiction."""
        return self.place == other.place and all(
            not (mine and theirs) or mine == theirs for mine, theirs in zip(self.regions, other.regions, strict=True)
        )


def fold_codes(words: Sequence[str]) -> list[str]:
    """Codes of parcels; of a unit's number its first 19 characters.

    >>> fold_codes(["３７０１１３００４００４ＧＢ０３１２２", "370113004004gb03122 W00000000"])
    ['370113004004gb03122', '370113004004gb03122']
    """
    return _at_once(words, lambda text: _UNIT.sub(r"\1", _rewrite(text, _BLANKS)))


def fold_certificates(words: Sequence[str]) -> list[str]:
    """Numbers of certificates.

    >>> fold_certificates(["鲁（2019）长清区不动产权第0024106号", "鲁〔２０１９〕 长清区不动产权0024106"])
    ['鲁(2019)长清区不动产权0024106', '鲁(2019)长清区不动产权0024106']
    """
    return _at_once(words, lambda text: _rewrite(text, _CERTIFICATE))


def fold_names(words: Sequence[str]) -> list[str]:
    """Names of firms and persons, to the letter but for width, brackets and blanks.

    >>> fold_names(["济南某某（集团） 有限公司", "济南某某有限公司"])
    ['济南某某(集团)有限公司', '济南某某有限公司']
    """
    return _at_once(words, lambda text: _rewrite(text, _NAME))


def fold_addresses(words: Sequence[str]) -> list[Address]:
    """Addresses, their regions apart from the place.

    >>> fold_addresses(["山东省济南市长清区崮云湖街道海棠路６８号", "崮云湖街道海棠路68号"])[0].agrees(Address("崮云湖街道海棠路68号", ("", "", "")))
    True
    """
    return [_address(text) for text in _at_once(words, lambda text: _rewrite(text, _NAME))]


def fold_places(words: Sequence[str]) -> list[str]:
    """Addresses without their regions."""
    folded_as_text = _at_once(words, lambda text: _REGION.sub("", _rewrite(text, _NAME)))
    bare = [place for place, text in enumerate(folded_as_text) if not text]
    for place, address in zip(bare, fold_addresses([words[place] for place in bare]), strict=True):
        folded_as_text[place] = address.place
    return folded_as_text


def _rewrite(text: str, signs: Mapping[str, str]) -> str:
    """A text with some signs written otherwise, or left out."""
    for sign, other in signs.items():
        text = text.replace(sign, other)
    return text


def _address(text: str) -> Address:
    parts = _REGION.match(text)
    regions = tuple(part or "" for part in parts.groups()) if parts else ("", "", "")
    place = text[parts.end() :] if parts else text
    # What is a region to its last sign says nothing of a place in it.
    return Address(place, regions) if place else Address(text, ("", "", ""))


def _at_once(words: Sequence[str], fold: Callable[[str], str]) -> list[str]:
    """Words folded as one text: a call a word takes longer than all else that is done with a large column."""
    made = fold("\n".join(folded_words(words))).split("\n")
    return made if len(made) == len(words) else [fold(folded(word).replace("\n", "")) for word in words]
