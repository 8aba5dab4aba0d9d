"""Several things in one cell: what parts them, and what does not."""

from __future__ import annotations

import re
from typing import Final

from gis.intake.cleaning.phrases import plain_line, says_nothing, says_unknown

_CHINESE: Final = r"[\u3400-\u9fff）)】]"
_PARTED: Final = re.compile(
    rf"[、；;\n\r|]+|，|(?<={_CHINESE})[,/／](?={_CHINESE}|[\u3400-\u9fff（(【])",
)
_OPEN: Final = "（([【〔《"
_CLOSED: Final = "）)]】〕》"
_PHONE: Final = re.compile(r"\+?[0-9][0-9() -]{5,18}[0-9](?:[-转*#][0-9]{1,6})?")
_BETWEEN_PHONES: Final = re.compile(r"[、，,；;/／|\n\r]+|(?<=[0-9]{7})\s+(?=[0-9])")


def parts_of(text: str) -> list[str] | None:
    r"""What a cell lists; nothing where it says 无, None where it says that nothing is known.

    ``、`` ``，`` ``；`` and line breaks part; a comma or a slash does between Chinese alone, as ``M1/W1`` is one thing. What stands in
    brackets is not parted.

    >>> parts_of("水、电；气"), parts_of("手续不全,补偿未到位（青苗、附着物）"), parts_of("无"), parts_of("/"), parts_of("M1/W1")
    (['水', '电', '气'], ['手续不全', '补偿未到位（青苗、附着物）'], [], None, ['M1/W1'])
    """
    if says_nothing(text):
        return []
    if says_unknown(text):
        return None
    numbers = telephones(text)
    if numbers:
        return numbers
    parts, begin, depth = [], 0, _depths(text)
    for sign in _PARTED.finditer(text):
        if not depth[sign.start()]:
            parts.append(text[begin : sign.start()])
            begin = sign.end()
    parts.append(text[begin:])
    return list(filter(None, map(plain_line, parts))) or None


def telephones(text: str) -> list[str]:
    """The telephone numbers of a cell as they are typed; none where something in it is none.

    >>> telephones("0531-0000005;0531-0000006"), telephones("13800000000 / 87654321转8"), telephones("张某 13800000000")
    (['0531-0000005', '0531-0000006'], ['13800000000', '87654321转8'], [])
    """
    found = [plain_line(part) for part in _BETWEEN_PHONES.split(text) if part.strip()]
    return found if all(_PHONE.fullmatch(part) for part in found) else []


def _depths(text: str) -> list[int]:
    """How many brackets are open at each place; none where they do not close."""
    depths, depth = [], 0
    for sign in text:
        depth = max(0, depth + (sign in _OPEN) - (sign in _CLOSED))
        depths.append(depth)
    return depths if not depth else [0] * len(text)
